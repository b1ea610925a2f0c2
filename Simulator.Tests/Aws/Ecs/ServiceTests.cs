using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>Services as a whole: composite checks of placement, steady state, steady starts, daemons, decisions.</summary>
public sealed class ServiceTests
{
    private static readonly PlacementStrategy SpreadZone = new(PlacementStrategyKind.Spread, "attribute:ecs.availability-zone");
    private static readonly PlacementStrategy BinpackMemory = new(PlacementStrategyKind.Binpack, "memory");

    [Test]
    [Property("Rule", "ECS-PL-03")]
    [Property("Rule", "ECS-CK-01")]
    public void DefaultStrategy_OnClusterK([Range(1, 5)] int seed)
    {
        // a=3, b=3; i1, i2 = {2, 1} in some order.
        var placed = Placed(seed);
        Assert.That(placed[2], Is.EqualTo(3));
        Assert.That(placed.Take(2), Is.EquivalentTo(new[] { 2, 1 }));
    }

    [Test]
    [Property("Rule", "ECS-PL-07")]
    [Property("Rule", "ECS-CK-02")]
    public void BinpackMemory_OnClusterK([Range(1, 5)] int seed) =>
        Assert.That(Placed(seed, BinpackMemory), Is.EquivalentTo(new[] { 4, 2, 0 }));

    [Test]
    [Property("Rule", "ECS-PL-09")]
    [Property("Rule", "ECS-CK-03")]
    public void SpreadZoneThenBinpack_OnClusterK([Range(1, 5)] int seed)
    {
        var placed = Placed(seed, SpreadZone, BinpackMemory);
        Assert.That(placed[2], Is.EqualTo(3));
        Assert.That(placed.Take(2), Is.EquivalentTo(new[] { 3, 0 }));
    }

    [Test]
    [Property("Rule", "ECS-PL-06")]
    public void SpreadCountsOldRevisions_SoTheNewSetCanEndLopsided()
    {
        // Zones A, B, C with one host each; old tasks in A and B; two new ones: the first goes to C, the second is a tie.
        var outcomes = new HashSet<string>();
        for (var seed = 1UL; seed < 25; seed++)
        {
            var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(2) with { PlacementStrategies = [SpreadZone] }), seed: seed);
            for (var zone = 0; zone < 2; zone++) world.AddInstance(zone: zone);
            world.Start();
            world.RunUntil(50);
            world.AddInstance(zone: 2);
            world.Report(new UpdateServiceRequest(0, -1, 1, false));
            world.RunUntil(300);
            Assert.That(world.InZone(2), Is.GreaterThanOrEqualTo(1), "the first new one goes where there is none");
            outcomes.Add(string.Join(',', Enumerable.Range(0, 3).Select(world.InZone)));
        }
        Assert.That(outcomes, Does.Contain("0,0,2"));
    }

    [Test]
    [Property("Rule", "ECS-PL-12")]
    public void DistinctInstance_WithoutAFourthHost_IsStuckOrGoesOneAtATime()
    {
        Assert.That(Update(100, 200), Is.EqualTo((3, 0)), "both revisions share the group, and there is no fourth host");
        Assert.That(Update(66, 100), Is.EqualTo((0, 3)), "L = 2, U = 3");

        static (int, int) Update(int minimum, int maximum)
        {
            var service = EcsScenario.Service(3) with
            {
                PlacementConstraints = [new(PlacementConstraintKind.DistinctInstance, "")],
                Deployment = new(minimum, maximum, false, false),
            };
            var world = EcsScenario.ClusterK(EcsScenario.Of(service));
            world.Start();
            world.At(100, () => world.Report(new UpdateServiceRequest(0, -1, 1, false)));
            world.RunUntil(2000);
            return (world.ActiveOf(0), world.ActiveOf(1));
        }
    }

    [Test]
    [Property("Rule", "ECS-SV-05")]
    [Property("Rule", "ECS-EV-01")]
    public void SteadyState_IsToldOnceOnEntry()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6)));
        world.Start();
        world.RunUntil(40);
        Assert.That(world.Steady, Is.Empty, "running, but not yet healthy");
        world.RunUntil(10_000);
        Assert.That(world.Steady.Single().At, Is.EqualTo(41));
        world.Report(new ContainerExit(world.InStatus(TaskStatus.Running)[0], 1));
        world.RunUntil(20_000);
        Assert.That(world.Steady.Select(s => s.At), Is.EqualTo(new double[] { 41, 10_041 }));
        Assert.That(world.CountEvents(ServiceEventMessage.SteadyState), Is.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-SV-07")]
    public void ServiceInSteadyState_CostsNoEvents()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6)));
        world.Start();
        world.RunUntil(300);
        var taken = world.Calendar.EventsTaken;
        world.RunUntil(24 * 3600);
        Assert.That(world.Calendar.EventsTaken - taken, Is.EqualTo(3), "the steady state is said again every six hours");
        Assert.That(world.Events.Count(e => e.Fact.Message == ServiceEventMessage.SteadyState), Is.EqualTo(4));
    }

    [Test]
    public void SteadyStart_HasEveryTaskRunningAndHealthyAtZero([Values] bool balanced, [Values] bool onFargate)
    {
        var service = EcsScenario.Service(6) with
        {
            LoadBalancers = balanced ? [new LoadBalancerDefinition(0, "app", 80)] : [],
            LaunchType = onFargate ? LaunchType.Fargate : LaunchType.Ec2,
        };
        var scenario = EcsScenario.Of(service) with { TargetGroups = [new TargetGroupDefinition { Name = "tg" }] };
        var world = EcsScenario.ClusterK(scenario with { Run = scenario.Run with { Initial = InitialState.Steady } });
        world.Start();
        world.RunUntil(0);
        Assert.That(world.Transitions.Select(t => (t.Fact.From, t.Fact.To)), Is.EqualTo(Enumerable.Repeat((TaskStatus.None, TaskStatus.Running), 6)));
        Assert.That(world.InStatus(TaskStatus.Running).All(t => world.Tasks[t].IsHealthy && world.Tasks[t].ReadyAt == Instant.Zero));
        Assert.That(world.Steady.Single().At, Is.Zero);
        Assert.That(world.Decisions, Is.Empty, "nobody decided what was there before");
        Assert.That(world.CountEvents(ServiceEventMessage.StartedTasks), Is.Zero);
        Assert.That(world.Deployments[^1].Fact.State, Is.EqualTo(RolloutState.Completed), "a later update has something to roll back to");
        world.RunUntil(1000);
        Assert.That(world.Transitions, Has.Count.EqualTo(6));
        Assert.That(world.Room.Check(), Is.Empty);
    }

    [Test]
    public void SteadyStart_WithoutRoom_GoesOnLikeAColdOne()
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(6));
        var world = EcsScenario.WithRoomFor(scenario with { Run = scenario.Run with { Initial = InitialState.Steady } }, 4);
        world.Start();
        world.RunUntil(5);
        Assert.That(world.Services[0].Running, Is.EqualTo(4));
        world.AddInstance(zone: 2);
        world.RunUntil(6);
        Assert.That(world.Services[0].Running, Is.EqualTo(6));
        Assert.That(world.Services[0].Healthy, Is.EqualTo(4), "the late ones start like any other");
    }

    [Test]
    [Property("Rule", "ECS-EV-12")]
    public void StartsAndStops_AreTold()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6) with { LoadBalancers = [new LoadBalancerDefinition(0, "app", 80)] })
            with
        { TargetGroups = [new TargetGroupDefinition { Name = "tg" }] });
        world.Start();
        world.At(100, () => world.Report(new DesiredCountRequest(0, 4, 0)));
        world.RunUntil(200);
        var told = world.Events.Where(e => e.Fact.Message is not (ServiceEventMessage.SteadyState or ServiceEventMessage.DeploymentCompleted))
            .Select(e => (e.At, e.Fact.Message, e.Fact.Count));
        Assert.That(told, Is.EqualTo(new[]
        {
            (0.0, ServiceEventMessage.StartedTasks, 6), (1.0, ServiceEventMessage.RegisteredTargets, 6), (100.0, ServiceEventMessage.BegunDraining, 2),
            (100.0, ServiceEventMessage.StoppedTasks, 2),
        }));
    }

    [Test]
    public void Decision_NamesItsCauseAndTheNumbersItWasMadeFrom()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(4)));
        world.Start();
        world.At(100, () => world.Report(new DesiredCountRequest(0, 7, 42)));
        world.At(200, () => world.Report(new ContainerExit(world.InStatus(TaskStatus.Running)[0], 1)));
        world.RunUntil(300);
        Assert.That(world.DesiredCounts.Single(), Is.EqualTo(new DesiredCountChange(0, 4, 7, 42)));
        var scaled = world.Decisions[1];
        Assert.That((scaled.Parent, scaled.Kind, scaled.From, scaled.To), Is.EqualTo((42, DecisionKind.Reconcile, 4, 7)));
        Assert.That(Enumerable.Range(0, 6).Select(i => scaled.Inputs[i]), Is.EqualTo(new double[] { 4, 0, 7, 3, 0, 4 }));
        Assert.That(world.Decisions[2].Parent, Is.Zero, "a replacement has no decision behind it");
    }

    [Test]
    [Property("Rule", "ECS-DM-01")]
    public void Daemon_RunsOnceOnEveryEligibleInstance_AndIsReplacedInPlace()
    {
        var daemon = EcsScenario.Service(0, "agent") with
        {
            SchedulingStrategy = SchedulingStrategy.Daemon,
            Deployment = new(0, 100, false, false),
            PlacementConstraints = [new(PlacementConstraintKind.MemberOf, "attribute:ecs.availability-zone != c")],
        };
        var world = EcsScenario.ClusterK(EcsScenario.Of(daemon));
        world.AddInstance(zone: 2);
        world.Start();
        world.RunUntil(100);
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 1, 1, 1, 0 }));
        Assert.That((world.Services[0].Desired, world.Services[0].Running), Is.EqualTo((3, 3)));
        Assert.That(world.Steady, Has.Count.EqualTo(1));
        world.Report(new UpdateServiceRequest(0, -1, 1, false));
        world.RunUntil(200);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((0, 3)));
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 1, 1, 1, 0 }));
        world.Terminate(0);
        world.RunUntil(300);
        Assert.That(world.Services[0].Running, Is.EqualTo(2));
        world.Report(new ContainerExit(world.InStatus(TaskStatus.Running)[0], 1));
        world.RunUntil(400);
        Assert.That(world.Services[0].Running, Is.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-SV-01")]
    public void DaemonService_HasNoDesiredCount()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(0, "agent") with { SchedulingStrategy = SchedulingStrategy.Daemon }));
        world.Start();
        world.RunUntil(100);
        world.Report(new DesiredCountRequest(0, 1, 0));
        world.RunUntil(200);
        Assert.That(world.Services[0].Running, Is.EqualTo(3));
    }

    private static int[] Placed(int seed, params PlacementStrategy[] strategies)
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6) with { PlacementStrategies = [.. strategies] }), (ulong)seed);
        world.Start();
        world.RunUntil(100);
        return world.PerInstance();
    }
}
