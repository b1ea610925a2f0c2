using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws;

/// <summary>Capacity rules that show only when ECS and EC2 play together (X-… are the reference's cross-checks).</summary>
public sealed class WholeCapacityTests
{
    [Test, Property("Rule", "CP-MS-07"), Property("Rule", "CP-PV-01"), Property("Rule", "CP-MTP-01")]
    public void FromZero_TwoInstancesComeAndTheSpareOneGoes()
    {
        // one task, target 100, warm-up 300.
        var world = new WholeCapacity(OnGroup(desiredCount: 1, target: 100, protection: true));
        world.RunUntil(59);
        Assert.That(world.Services[0].Provisioning, Is.EqualTo(1));
        world.RunUntil(300);
        Assert.That((world.Groups[0].InService, world.Services[0].Running), Is.EqualTo((2, 1)));
        world.RunUntil(3600);
        Assert.That((world.Groups[0].InService, world.Services[0].Running, world.Groups[0].Desired), Is.EqualTo((1, 1, 1)));
        Assert.That(world.Requests.All.Select(r => r.Fact.Desired), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(world.Requests.All[1].At, Is.GreaterThanOrEqualTo(15 * 60));
        Assert.That(Stopped(world), Is.Zero, "the busy instance is protected, so no task moved");
    }

    [Test, Property("Rule", "CP-MS-03"), Property("Rule", "CP-MD-01"), Property("Rule", "CP-MD-03")]
    public void ScaleIn_WithoutProtectionDrainsBusyInstancesWithoutLosingATask()
    {
        var world = new WholeCapacity(OnGroup(desiredCount: 16, target: 100, initial: InitialState.Steady, desired: 8));
        world.RunUntil(60);
        Assert.That((world.Groups[0].InService, world.Services[0].Running), Is.EqualTo((8, 16)));
        world.Report(new DesiredCountRequest(0, 4, 0));
        for (var t = 120; t <= 3600; t += 10)
        {
            world.RunUntil(t);
            world.Check();
            Assert.That(world.Services[0].Running, Is.GreaterThanOrEqualTo(4), "start before stop");
        }
        Assert.That(world.Groups[0].InService, Is.LessThan(8));
        Assert.That(world.Services[0].Running, Is.EqualTo(4));
        Assert.That(world.InstanceTransitions.All.Count(t => t.Fact.To == Ec2InstanceState.TerminatingWait), Is.GreaterThan(0));
    }

    [Test, Property("Rule", "ASG-HC-03"), Property("Rule", "ECS-HL-02"), Property("Rule", "ECS-CL-14")]
    public void InstanceFailure_IsReplacedAndItsTasksMove()
    {
        var scenario = OnGroup(desiredCount: 8, target: 100, initial: InitialState.Steady, desired: 4) with
        {
            Failures = [new FailureDefinition { Name = "host", Kind = FailureKind.InstanceFailure, At = Instant.FromSeconds(600L) }],
        };
        var world = new WholeCapacity(scenario);
        world.RunUntil(600);
        world.Check();
        Assert.That((world.Services[0].Running, world.Groups[0].InService), Is.EqualTo((6, 3)));
        world.RunUntil(1200);
        world.Check();
        Assert.That((world.Services[0].Running, world.Groups[0].InService), Is.EqualTo((8, 4)));
        Assert.That(world.Strikes.All[0].Fact, Is.EqualTo(new FailureStrike(0, 0, 2, 1)));
    }

    [Test, Property("Rule", "ASG-RB-01")]
    public void ZoneOutage_MovesServicesOnEc2AndFargateAndHealsAfterwards()
    {
        var scenario = OnGroup(desiredCount: 12, target: 100, initial: InitialState.Steady, desired: 6);
        scenario = scenario with
        {
            Services = [.. scenario.Services, scenario.Services[0] with { Name = "serverless", LaunchType = LaunchType.Fargate, Strategy = [], TaskDefinition = 1, DesiredCount = 9 }],
            Failures = [new FailureDefinition { Name = "zone", Kind = FailureKind.ZoneOutage, At = Instant.FromSeconds(600L), Zone = 1, Length = Duration.FromMinutes(30) }],
        };
        var world = new WholeCapacity(scenario);
        world.RunUntil(600);
        world.Check();
        Assert.That((world.Services[0].Running, world.Services[1].Running), Is.EqualTo((8, 6)));
        Assert.That(world.Strikes.All[0].Fact, Is.EqualTo(new FailureStrike(0, 0, 7, 2)));
        world.RunUntil(1800);
        Assert.That((world.Services[0].Running, world.Services[1].Running), Is.EqualTo((12, 9)), "whole again in two zones");
        Assert.That(Enumerable.Range(0, world.Tasks.Length).Where(world.Tasks.IsAlive).Select(i => world.Tasks[i].Zone), Has.None.EqualTo(1));
        world.RunUntil(7200);
        world.Check();
        Assert.That((world.Services[0].Running, world.Services[1].Running), Is.EqualTo((12, 9)));
        int[] zones = [.. Enumerable.Range(0, 3).Select(z => Enumerable.Range(0, world.Instances.Length).Count(i => world.Instances.IsAlive(i) && world.Instances[i].Zone == z))];
        Assert.That(zones, Is.All.EqualTo(2), "instances came back into the zone");
    }

    [Test, Property("Rule", "CP-MS-05"), Property("Rule", "CP-PV-03")]
    public void TaskTooLargeForTheSmallestType_GivesUpAfterTenToThirtyMinutes()
    {
        //
        var scenario = OnGroup(desiredCount: 1, target: 100);
        scenario = scenario with
        {
            InstanceTypes = [CapacityWorld.M5Large, CapacityWorld.M5Large with { Name = "m5.4xlarge", VCpus = 16 }],
            AutoScalingGroups = [scenario.AutoScalingGroups[0] with { InstanceTypes = [0, 1] }],
            TaskDefinitions = [CapacityWorld.Task(3072, 512), CapacityWorld.Task(256, 512)],
        };
        var world = new WholeCapacity(scenario);
        world.RunUntil(1900);
        Assert.That(world.ManagedScaling.Reservation(2), Is.EqualTo(100));
        Assert.That(world.Requests.Count, Is.Zero);
        var stopped = world.Transitions.All.First(t => t.Fact.To == TaskStatus.Stopped);
        Assert.That(stopped.At, Is.InRange(600, 1800));
    }

    [Test]
    public void SameSeed_GivesTheSameHistory()
    {
        (double, TaskTransition)[] History()
        {
            var world = new WholeCapacity(Stormy());
            world.RunUntil(7200);
            return [.. world.Transitions.All];
        }

        var first = History();
        Assert.That(History(), Is.EqualTo(first));
        Assert.That(first, Has.Length.GreaterThan(200));
    }

    [TestCase(1ul)]
    [TestCase(2ul)]
    [TestCase(3ul)]
    public void UnderManyFailures_InvariantsHoldAndTheServicesReturn(ulong seed)
    {
        var world = new WholeCapacity(Stormy(), seed);
        for (var t = 0; t <= 4 * 3600; t += 20)
        {
            world.RunUntil(t);
            world.Check();
        }
        Assert.That(world.Strikes.Count, Is.GreaterThan(20));
        world.RunUntil(6 * 3600);
        world.Check();
        Assert.That((world.Services[0].Running, world.Services[1].Running), Is.EqualTo((20, 10)));
    }

    private static int Stopped(WholeCapacity world) => world.Transitions.All.Count(t => t.Fact.To == TaskStatus.Stopped);

    private static Scenario Stormy()
    {
        var scenario = OnGroup(desiredCount: 20, target: 80, latencies: ModelConstants.Defaults);
        return scenario with
        {
            Run = scenario.Run with { Duration = Duration.FromHours(4) },
            Services =
            [
                scenario.Services[0],
                scenario.Services[0] with { Name = "mixed", Strategy = [new(0, 1, 2), new(1, 3, 0)], TaskDefinition = 1, DesiredCount = 10 },
            ],
            Failures =
            [
                new FailureDefinition { Name = "crash", Kind = FailureKind.TaskCrash, MeanTimeBetweenSeconds = 600, Count = 2 },
                new FailureDefinition { Name = "host", Kind = FailureKind.InstanceFailure, MeanTimeBetweenSeconds = 1800 },
                new FailureDefinition { Name = "zone", Kind = FailureKind.ZoneOutage, MeanTimeBetweenSeconds = 5400, Length = Duration.FromMinutes(10) },
            ],
        };
    }

    /// <summary>A service of half-instance tasks on a managed provider; a second task definition fits Fargate.</summary>
    private static Scenario OnGroup(
        int desiredCount, int target, InitialState initial = InitialState.Cold, int desired = 0, bool protection = false, ModelConstants? latencies = null)
    {
        var scenario = CapacityWorld.Make(
            max: 30, desired: desired, initial: initial, scaling: new(target, 1, 10_000, Duration.FromSeconds(300L)), model: latencies,
            group: g => g with { NewInstancesProtectedFromScaleIn = protection }, provider: p => p with { ManagedTerminationProtection = protection },
            taskDefinitions: [CapacityWorld.Task(1024, 512), CapacityWorld.Task(256, 512, NetworkMode.AwsVpc)]);
        return scenario with
        {
            Applications = [ApplicationDefinition.Default, ApplicationDefinition.Default],
            Services = [new ServiceDefinition { Name = "web", TaskDefinition = 0, DesiredCount = desiredCount, Strategy = [new(2, 1, 0)] }],
        };
    }
}
