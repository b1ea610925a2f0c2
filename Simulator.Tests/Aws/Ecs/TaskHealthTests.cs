using Simulator.Aws.Ecs;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

public sealed class TaskHealthTests
{
    private static readonly HealthCheckDefinition Usual = Check();

    [TestCase(0, 90.0)]
    [TestCase(100, 180.0)]
    [Property("Rule", "ECS-TD-15")]
    public void ContainerThatNeverAnswers_TurnsUnhealthyAfterItsRetries(long startPeriod, double expected) =>
        Assert.That(FailsAfter(Check(startPeriod: startPeriod), Duration.FromHours(1000)), Is.EqualTo(expected));

    [TestCase(0, 30.0, null)]
    [TestCase(30, 30.0, null)]
    [TestCase(31, 60.0, null)]
    [TestCase(90, 90.0, null)]
    [TestCase(91, 120.0, 90.0)]
    [Property("Rule", "ECS-TD-15")]
    public void FirstProbeAfterTheApplicationAnswers_MakesItHealthy(long ready, double passes, double? fails)
    {
        Assert.That(ContainerHealthTimeline.PassesAfter(Usual, Duration.FromSeconds(ready)).Seconds, Is.EqualTo(passes));
        Assert.That(FailsAfter(Usual, Duration.FromSeconds(ready)), Is.EqualTo(fails));
    }

    [Test]
    [Property("Rule", "ECS-TD-15")]
    public void Timeline_IsThatOfProbesOneByOne()
    {
        for (var interval = 5; interval <= 30; interval += 5)
        {
            for (var retries = 1; retries <= 4; retries++)
            {
                for (var startPeriod = 0; startPeriod <= 100; startPeriod += 7)
                {
                    for (var ready = 0; ready <= 200; ready += 3)
                    {
                        var check = new HealthCheckDefinition(Duration.FromSeconds((long)interval), Duration.FromSeconds(5L), retries, Duration.FromSeconds((long)startPeriod));
                        double? failed = null;
                        var failures = 0;
                        double passed = 0;
                        for (var at = interval; passed == 0; at += interval)
                        {
                            if (at >= ready) passed = at;
                            else if (at >= startPeriod && ++failures == retries) failed = at;
                        }
                        Assert.That(ContainerHealthTimeline.PassesAfter(check, Duration.FromSeconds((long)ready)).Seconds, Is.EqualTo(passed));
                        Assert.That(FailsAfter(check, Duration.FromSeconds((long)ready)), Is.EqualTo(failed), $"{check} {ready}");
                    }
                }
            }
        }
    }

    [TestCase(new[] { 1, 0 }, 0)]
    [TestCase(new[] { 2, 0 }, 2)]
    [TestCase(new[] { 1, 1 }, 1)]
    [TestCase(new[] { 1, 2 }, 2)]
    [TestCase(new int[0], 0)]
    [Property("Rule", "ECS-TD-16")]
    public void TaskHealth_FollowsItsEssentialContainers(int[] containers, int expected) =>
        Assert.That(ContainerHealthTimeline.Combine([.. containers.Select(c => (ContainerHealth)c)]), Is.EqualTo((ContainerHealth)expected));

    [TestCase(false, false, 41.0, TestName = "no load balancer, no check: RUNNING for 40 s")]
    [TestCase(false, true, 31.0, TestName = "no load balancer, check: HEALTHY")]
    [TestCase(true, false, 11.0, TestName = "load balancer, no check: target healthy")]
    [TestCase(true, true, 31.0, TestName = "load balancer and check: both")]
    [Property("Rule", "ECS-SV-04")]
    public void Task_IsHealthyWhen(bool balanced, bool check, double expected)
    {
        var world = World(balanced, check ? Usual : null);
        world.Start();
        var healthy = Instant.MaxValue;
        world.AfterEvent = () => healthy = world.Tasks[0].Healthy;
        world.RunUntil(300); // RUNNING at 1 s; target healthy 10 s later; first probe 30 s later
        Assert.That(healthy.Seconds, Is.EqualTo(expected));
        Assert.That(world.Services[0].Healthy, Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-SV-04")]
    public void SeveralTargetGroups_MustAllBeHealthy()
    {
        var world = World(true, null, groups: 2);
        world.TargetDelay = Duration.FromHours(1);
        world.Start();
        world.At(20, () => world.Report(new TargetHealthChange(0, 0, TargetState.Initial, TargetState.Healthy)));
        world.At(30, () => world.Report(new TargetHealthChange(1, 0, TargetState.Initial, TargetState.Healthy)));
        world.At(50, () => world.Report(new TargetHealthChange(0, 0, TargetState.Healthy, TargetState.Draining)));
        world.RunUntil(29);
        Assert.That(world.Tasks[0].IsHealthy, Is.False);
        world.RunUntil(30);
        Assert.That(world.Tasks[0].IsHealthy);
        world.RunUntil(50);
        Assert.That(world.Tasks[0].IsHealthy, Is.False);
        Assert.That(world.Tasks[0].Healthy.Seconds, Is.EqualTo(30), "the first time is kept");
    }

    [Test]
    [Property("Rule", "ECS-TD-15")]
    [Property("Rule", "ECS-TD-17")]
    public void ApplicationThatStartsTooLate_IsReplaced()
    {
        var world = World(false, Usual, startup: 1000);
        var reasons = new List<StopReason>();
        world.Heard = fact =>
        {
            if (fact.To == TaskStatus.Stopped) reasons.Add(world.Tasks[fact.Task].StopReason);
        };
        world.Start();
        world.RunUntil(91); // RUNNING at 1 s, UNHEALTHY 90 s later, the replacement started before it is stopped
        Assert.That(world.Services[0].Pending, Is.EqualTo(1));
        Assert.That(world.Events.Single(e => e.Fact.Message == ServiceEventMessage.UnhealthyInTargetGroup).Fact.Count, Is.EqualTo(-1), "by its container check");
        world.RunUntil(400);
        Assert.That(reasons, Is.Not.Empty.And.All.EqualTo(StopReason.FailedContainerHealthChecks));
    }

    [Test]
    [Property("Rule", "ECS-AG-05")]
    public void ContainerHealth_IsKnownAReportLater()
    {
        var scenario = World(false, Usual).Scenario;
        var world = new EcsWorld(scenario with { Model = scenario.Model.With(ModelCatalog.HealthReportDelay, DistributionDefinition.Constant(12)) });
        world.AddInstance();
        world.Start();
        world.RunUntil(42);
        Assert.That(world.Services[0].Healthy, Is.Zero);
        world.RunUntil(43);
        Assert.That(world.Services[0].Healthy, Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-TD-16")]
    public void SidecarWithoutCheck_LeavesTheTaskUnknownAndItIsJudgedByTime()
    {
        var definition = EcsScenario.Definition(check: Usual);
        definition = definition with { Containers = [.. definition.Containers, new ContainerDefinition { Name = "proxy", Image = "proxy:1" }] };
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(1), definition));
        world.AddInstance();
        world.Start();
        world.RunUntil(40.5);
        Assert.That(world.Services[0].Healthy, Is.Zero);
        world.RunUntil(41);
        Assert.That(world.Services[0].Healthy, Is.EqualTo(1));
    }

    [Test]
    public void HealthyTask_CostsNoEvents()
    {
        var world = World(false, Usual);
        world.Start();
        world.RunUntil(200);
        var taken = world.Calendar.EventsTaken;
        world.RunUntil(24 * 3600);
        Assert.That(world.Calendar.EventsTaken - taken, Is.EqualTo(3), "the service says every six hours that it is steady; its task costs nothing");
    }

    // The container's first change, if that is to UNHEALTHY.
    private static double? FailsAfter(HealthCheckDefinition check, Duration ready)
    {
        ContainerHealthTimeline.At(check, Duration.Zero, ready, UnhealthySpells.None, out var first);
        return ContainerHealthTimeline.At(check, first!.Value, ready, UnhealthySpells.None, out _) == ContainerHealth.Unhealthy ? first.Value.Seconds : null;
    }

    private static HealthCheckDefinition Check(long startPeriod = 0) =>
        new(Duration.FromSeconds(30L), Duration.FromSeconds(5L), 3, Duration.FromSeconds(startPeriod));

    private static EcsWorld World(bool balanced, HealthCheckDefinition? check, int groups = 1, double startup = 1)
    {
        var balancers = Enumerable.Range(0, groups).Select(g => new LoadBalancerDefinition(g, "app", 80));
        var service = EcsScenario.Service(1) with { LoadBalancers = balanced ? [.. balancers] : [] };
        var world = new EcsWorld(EcsScenario.Of(service, EcsScenario.Definition(check: check)) with
        {
            TargetGroups = [new TargetGroupDefinition { Name = "one" }, new TargetGroupDefinition { Name = "two" }],
            Applications = [new ApplicationDefinition { Startup = DistributionDefinition.Constant(startup) }],
        });
        world.AddInstance();
        return world;
    }
}
