using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Tests.Simulations;

namespace Simulator.Tests.Conformance;

/// <summary>Where tasks run and how long they take to get there, the whole world through its ordinary door.</summary>
public sealed class CapacityTests
{
    private const long MegaByte = 1_000_000;

    [TestCase(1024, 10.5)]
    [TestCase(2048, 110.0 / 25 + 0.5)]
    [TestCase(4096, 110.0 / 40 + 0.5)]
    [Property("Rule", "FG-ST-02")]
    [Property("Rule", "FG-SZ-04")]
    [Property("Rule", "ECS-AG-07")]
    public void FargateTasks_PullAnewAtTheRateOfTheirSize(int cpu, double seconds)
    {
        var result = ExperimentRunner.Simulate(Idle(fargate: true, tasks: 3, cpu, imageBytes: 110 * MegaByte));
        Assert.That(result.Tasks.Select(t => (t.PullStopped - t.PullStarted).Seconds), Has.Exactly(3).Items.And.All.EqualTo(seconds).Within(1e-6));
    }

    [Test]
    [Property("Rule", "ECR-PL-01")]
    [Property("Rule", "ECR-PL-02")]
    [Property("Rule", "ECS-AG-02")]
    [Property("Rule", "CAT-04")]
    public void SecondTaskOnAHost_FindsTheImageInItsCache()
    {
        // 100 MB over 80 Mbit/s are 10 s; unpacking at 80 MB/s is faster and does not count.
        var scenario = OneHost(Idle(fargate: false, tasks: 1, imageBytes: 100 * MegaByte), megabits: 80) with
        {
            Timeline = [new UpdateServiceAction(Instant.FromSeconds(300), 0, 2, null, false)],
        };
        var pulls = ExperimentRunner.Simulate(scenario).Tasks.Select(t => (t.PullStopped - t.PullStarted).Seconds).ToArray();
        Assert.That(pulls, Is.EqualTo(new[] { 10.5, 0.5 }).Within(1e-6));
        var faster = ExperimentRunner.Simulate(OneHost(scenario, megabits: 8000)).Tasks[0];
        Assert.That((faster.PullStopped - faster.PullStarted).Seconds, Is.EqualTo(0.5 + (100.0 / 80)).Within(1e-6), "unpacking is slower than the network now");
    }

    [TestCase(NetworkMode.Bridge, 4)]
    [TestCase(NetworkMode.AwsVpc, 2)]
    [Property("Rule", "CAT-03")]
    [Property("Rule", "ECS-CL-06")]
    [Property("Rule", "ECS-TD-10")]
    public void InterfacesBindAwsvpcTasksOnly(NetworkMode mode, int fit)
    {
        var scenario = OneHost(Idle(fargate: false, tasks: 4, cpu: 256), megabits: 1000);
        var result = ExperimentRunner.Simulate(scenario with { TaskDefinitions = [scenario.TaskDefinitions[0] with { NetworkMode = mode }] });
        Assert.That(result.Services[^1].Running, Is.EqualTo(fit), "two slots for interfaces, room for many tasks");
        if (mode == NetworkMode.AwsVpc) Assert.That(result.Placements.Select(p => p.Rejected.Eni), Has.Some.EqualTo(1));
    }

    [Test]
    [Property("Rule", "FG-Q-03")]
    [Property("Rule", "ECS-TH-03")]
    [Property("Rule", "ECS-TH-04")]
    public void FargateService_IsLimitedByItsOwnRateAndByTheAccountsBucket()
    {
        var result = ExperimentRunner.Simulate(Idle(fargate: true, tasks: 1000));
        var created = result.Tasks.Select(t => t.Created.Seconds).ToArray();
        var pulled = result.Tasks.Select(t => t.PullStarted.Seconds).Order().ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(created.Count(t => t == 0), Is.EqualTo(500));
            Assert.That(created.Max(), Is.EqualTo(60).Within(1), "500 more at 500 a minute");
            Assert.That(pulled[^1], Is.GreaterThan((1000 - 100) / 20.0), "the account launches 100 at once and then 20 a second");
        });
    }

    [Test]
    [Property("Rule", "CP-MD-03")]
    [Property("Rule", "CP-MD-01")]
    [Property("Rule", "ECS-DR-02")]
    public void InstanceThatScalesIn_IsDrainedWithinTheServicesLimits()
    {
        var scenario = SmallWorld.Web(fargate: false, requestsPerSecond: 20, duration: Duration.FromMinutes(30), initial: InitialState.Steady);
        scenario = scenario with
        {
            AutoScalingGroups = [scenario.AutoScalingGroups[0] with { DesiredCapacity = 3 }],
            Services = [scenario.Services[0] with { DesiredCount = 3, AutoScaling = null }],
            Timeline = [new SetDesiredCapacityAction(Instant.FromSeconds(300), 0, 2)],
        };
        var result = ExperimentRunner.Simulate(scenario);
        var drained = result.Instances.Single(i => i.Draining < Instant.MaxValue);
        var moved = result.Tasks.Where(t => t.StopReason == StopReason.InstanceDraining).ToArray();
        var replacement = result.Tasks.Single(t => t.Created >= drained.Draining);
        Assert.Multiple(() =>
        {
            Assert.That(moved, Has.Length.EqualTo(1));
            Assert.That(moved[0].Stopping, Is.GreaterThanOrEqualTo(replacement.Healthy), "at 100 percent the replacement is healthy first");
            Assert.That(drained.Terminated, Is.GreaterThan(moved[0].Stopped));
            Assert.That(result.Services.Select(s => s.Healthy), Is.All.GreaterThanOrEqualTo(3));
            Assert.That(result.Services.Sum(s => s.Errors502 + s.Errors503 + s.Errors504), Is.Zero);
        });
    }

    /// <summary>One service without load, load balancer and scaling.</summary>
    private static Scenario Idle(bool fargate, int tasks, int cpu = 1024, long imageBytes = MegaByte)
    {
        var scenario = SmallWorld.Web(fargate, duration: Duration.FromMinutes(15));
        return scenario with
        {
            TargetGroups = [],
            Workloads = [],
            TaskDefinitions = [scenario.TaskDefinitions[0] with { Cpu = cpu, ReservedCpu = cpu }],
            Applications = [scenario.Applications[0] with { ImageBytes = imageBytes }],
            Services = [scenario.Services[0] with { DesiredCount = tasks, LoadBalancers = [], AutoScaling = null }],
        };
    }

    /// <summary>On one container instance without a group.</summary>
    private static Scenario OneHost(Scenario scenario, double megabits) => scenario with
    {
        InstanceTypes = [scenario.InstanceTypes[0] with { NetworkMbps = megabits, EniTaskSlots = 2 }],
        AutoScalingGroups = [],
        CapacityProviders = [CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot],
        ContainerInstances = [new ContainerInstanceSetDefinition(0, 0, 1, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty)],
        Services = [scenario.Services[0] with { LaunchType = LaunchType.Ec2, Strategy = [] }],
    };
}
