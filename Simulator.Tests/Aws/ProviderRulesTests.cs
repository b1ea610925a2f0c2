using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws;

/// <summary>How services and capacity providers meet: who scales for whom, and what waits.</summary>
public sealed class ProviderRulesTests
{
    private const int Provider = 2;

    private static readonly ManagedScalingDefinition Scaling = new(100, 1, 10_000, Duration.FromSeconds(60L));

    [Test, Property("Rule", "CP-ST-04"), Property("Rule", "ECS-CP-02"), Property("Rule", "CP-ST-03")]
    public void ProviderWithoutRoom_IsNotReplacedByAnother()
    {
        // Two groups; the second may not grow. Its half of the tasks waits, though the first has room.
        var scenario = Make(desiredCount: 8, Scaling);
        scenario = scenario with
        {
            AutoScalingGroups = [scenario.AutoScalingGroups[0], scenario.AutoScalingGroups[0] with { Name = "full", MaxSize = 0 }],
            CapacityProviders = [.. scenario.CapacityProviders, scenario.CapacityProviders[Provider] with { Name = "second", AutoScalingGroup = 1 }],
            Services = [scenario.Services[0] with { Strategy = [new(Provider, 1, 0), new(Provider + 1, 1, 0)] }],
        };
        var world = new WholeCapacity(scenario);
        world.RunUntil(590);
        Assert.That((world.Services[0].Running, world.Services[0].Provisioning), Is.EqualTo((4, 4)));
        Assert.That(Rows(world).Select(i => world.Tasks[i].CapacityProvider).Order(), Is.EqualTo(new[] { 2, 2, 2, 2, 3, 3, 3, 3 }));
        Assert.That((world.Groups[0].Desired, world.Groups[1].Desired), Is.EqualTo((2, 0)));
    }

    [Test, Property("Rule", "CP-PV-02")]
    public void AtMostFiveHundredTasksWait()
    {
        var world = new WholeCapacity(Make(desiredCount: 800, Scaling, max: 0));
        for (var t = 0; t < 590; t += 5)
        {
            world.RunUntil(t);
            Assert.That(world.Services[0].Provisioning, Is.LessThanOrEqualTo(500));
        }
        Assert.That(world.Services[0].Provisioning, Is.EqualTo(500));
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(200));
    }

    [Test, Property("Rule", "ECS-CP-04"), Property("Rule", "CP-MS-07"), Property("Rule", "CP-MS-11")]
    public void ManyTasksFromZero_TwoInstancesFirstThenTheRest()
    {
        var world = new WholeCapacity(Make(desiredCount: 60, Scaling));
        world.RunUntil(1200);
        Assert.That(world.Requests.All.Select(r => r.Fact.Desired).Take(2), Is.EqualTo(new[] { 2, 30 }));
        Assert.That((world.Services[0].Running, world.Services[0].Provisioning, world.Groups[0].InService), Is.EqualTo((60, 0, 30)), "28 instances for the 56 tasks that the first two did not take");
    }

    [Test, Property("Rule", "ECS-CP-03"), Property("Rule", "CP-PV-01")]
    public void WithoutManagedScaling_NothingWaitsAndTheServiceTriesAgain()
    {
        var world = new WholeCapacity(Make(desiredCount: 2, scaling: null));
        world.RunUntil(300);
        Assert.That((world.Services[0].Pending, world.Services[0].Running, world.Tasks.Count), Is.EqualTo((0, 0, 0)));
        world.Report(new DesiredCapacityRequest(0, 1, 0));
        world.RunUntil(600);
        Assert.That(world.Services[0].Running, Is.EqualTo(2));
    }

    [Test, Property("Rule", "CP-03")]
    public void TasksWithALaunchType_AreInvisibleToTheProvider()
    {
        var scenario = Make(desiredCount: 4, Scaling);
        var world = new WholeCapacity(scenario with { Services = [scenario.Services[0] with { LaunchType = LaunchType.Ec2, Strategy = [] }] });
        world.RunUntil(1200);
        Assert.That((world.Requests.Count, world.Services[0].Provisioning, world.ManagedScaling.Reservation(Provider)), Is.EqualTo((0, 0, 100.0)), "nobody scales for them");
        world.Report(new DesiredCapacityRequest(0, 2, 0));
        world.RunUntil(1500);
        Assert.That(world.Services[0].Running, Is.EqualTo(4), "but they use its instances");
    }

    [Test, Property("Rule", "CP-ST-01"), Property("Rule", "CP-ST-02"), Property("Rule", "CP-ST-03")]
    public void BaseAndWeights_SplitAServiceOverFargateAndFargateSpot()
    {
        // F(base 2, weight 1), S(weight 3), desired 2, then 10.
        var scenario = Make(desiredCount: 2, scaling: null);
        var world = new WholeCapacity(scenario with { Services = [scenario.Services[0] with { TaskDefinition = 1, Strategy = [new(0, 1, 2), new(1, 3, 0)] }] });
        world.RunUntil(300);
        Assert.That(ByProvider(world), Is.EqualTo(new[] { 2, 0 }));
        world.Report(new DesiredCountRequest(0, 10, 0));
        world.RunUntil(600);
        Assert.That(ByProvider(world), Is.EqualTo(new[] { 4, 6 }));
        Assert.That(world.Services[0].Running, Is.EqualTo(10));
    }

    private static int[] ByProvider(WholeCapacity world) => [Rows(world).Count(i => world.Tasks[i].CapacityProvider == 0), Rows(world).Count(i => world.Tasks[i].CapacityProvider == 1)];

    private static IEnumerable<int> Rows(WholeCapacity world) => Enumerable.Range(0, world.Tasks.Length).Where(world.Tasks.IsAlive);

    /// <summary>A service whose tasks fill half an m5.large each, on one group that starts empty.</summary>
    private static Scenario Make(int desiredCount, ManagedScalingDefinition? scaling, int max = 100) =>
        CapacityWorld.Make(max: max, initial: InitialState.Cold, scaling: scaling, taskDefinitions: [CapacityWorld.Task(1024, 512), CapacityWorld.Task(256, 512, NetworkMode.AwsVpc)]) with
        {
            Applications = [ApplicationDefinition.Default, ApplicationDefinition.Default],
            Services = [new ServiceDefinition { Name = "web", TaskDefinition = 0, DesiredCount = desiredCount, Strategy = [new(Provider, 1, 0)] }],
        };
}
