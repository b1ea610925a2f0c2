using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>Unhealthy and lost tasks (ECS-HL-*): D tasks behind a target group, RUNNING and healthy from the start.</summary>
public sealed class UnhealthyReplacementTests
{
    [Test]
    [Property("Rule", "ECS-HL-01")]
    public void AllUnhealthy_AreReplacedAsFarAsTheUpperLimitAllows()
    {
        var world = World(8, 100, 150); // U = 12
        world.TargetDelay = Duration.FromSeconds(30L);
        world.At(100, () => Condemn(world, 8));
        world.RunUntil(101);
        Assert.That(Counts(world), Is.EqualTo((12, 8)), "four replacements at once, none stopped");
        world.RunUntil(131.5); // started at 101, targets healthy at 131
        Assert.That(world.Transitions.Count(t => t.Fact.To == TaskStatus.Deactivating), Is.EqualTo(4), "as each becomes healthy one old one stops");
        Assert.That(world.Services[0].Running + world.Services[0].Pending, Is.EqualTo(12), "and one more starts");
        world.RunUntil(600);
        Assert.That(Counts(world), Is.EqualTo((8, 0)));
        Assert.That(world.Steady[^1].At, Is.GreaterThan(100));
    }

    [Test]
    [Property("Rule", "ECS-HL-01")]
    public void WithoutRoomInTheEnvelope_OneIsStoppedFirst()
    {
        var world = World(4, 100, 100);
        world.At(100, () => Condemn(world, 1));
        var least = int.MaxValue;
        world.AfterEvent = () => least = Math.Min(least, world.Services[0].Running);
        world.RunUntil(100);
        Assert.That(world.Services[0].Running, Is.EqualTo(3));
        Assert.That(world.Services[0].Pending, Is.EqualTo(1), "its replacement starts at once");
        world.RunUntil(600);
        Assert.That(least, Is.EqualTo(3));
        Assert.That(Counts(world), Is.EqualTo((4, 0)));
    }

    [Test]
    [Property("Rule", "ECS-HL-01")]
    public void WithoutRoomInTheEnvelope_TheyGoOneAtATime()
    {
        var world = World(4, 100, 100);
        world.At(100, () => Condemn(world, 4));
        var least = int.MaxValue;
        world.AfterEvent = () => least = Math.Min(least, world.Services[0].Running);
        world.RunUntil(600);
        Assert.That(least, Is.EqualTo(3));
        Assert.That(Counts(world), Is.EqualTo((4, 0)));
    }

    [Test]
    [Property("Rule", "ECS-HL-01")]
    public void UnhealthyReplacement_LetsOneOfThemGo()
    {
        var world = World(4, 100, 200);
        world.SickDefinitions.Add(0); // whatever starts from now on is sick too
        world.At(100, () => Condemn(world, 1));
        world.RunUntil(112);
        Assert.That(world.Services[0].Running + world.Services[0].Pending, Is.EqualTo(5), "back to D after the replacement failed, and the next try under way");
        Assert.That(world.Transitions.Count(t => t.Fact.To == TaskStatus.Deactivating), Is.EqualTo(1));
        world.SickDefinitions.Clear();
        world.RunUntil(600);
        Assert.That(Counts(world), Is.EqualTo((4, 0)));
    }

    [Test]
    [Property("Rule", "ECS-HL-04")]
    public void Overload_KeepsTheOldOnesServingWhileReplacementsStart()
    {
        var world = World(4, 100, 200);
        var (least, most) = (int.MaxValue, 0);
        world.AfterEvent = () =>
        {
            least = Math.Min(least, world.Services[0].Running);
            most = Math.Max(most, world.Services[0].Running);
        };
        world.At(100, () => Condemn(world, 4));
        world.RunUntil(600);
        Assert.That((least, most), Is.EqualTo((4, 8)));
        Assert.That(world.Services[0].Running, Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "ECS-HL-01")]
    public void RecoveredTasks_LeaveOnlyHealthyOnesAndTheSurplusStops()
    {
        var world = World(4, 100, 200);
        world.At(100, () => Condemn(world, 4));
        world.At(105, () =>
        {
            foreach (var task in world.InStatus(TaskStatus.Running).Where(t => world.Tasks[t].Started < Instant.FromSeconds(50L)))
                world.Report(new TargetHealthChange(0, task, TargetState.Unhealthy, TargetState.Healthy));
        });
        world.RunUntil(105);
        Assert.That(world.Services[0].Running + world.Services[0].Pending, Is.EqualTo(4), "the replacements that were on their way are the surplus");
        world.RunUntil(600);
        Assert.That(world.Tasks[world.InStatus(TaskStatus.Running)[0]].Started, Is.EqualTo(Instant.Zero));
    }

    [Test]
    [Property("Rule", "ECS-HL-02")]
    public void TaskThatExits_IsReplacedAtOnceWithoutBackOff()
    {
        var world = World(4, 100, 100);
        for (var i = 0; i < 8; i++) world.At(100 + (2 * i), () => world.Report(new ContainerExit(world.InStatus(TaskStatus.Running)[0], 1)));
        world.RunUntil(117);
        Assert.That(world.Transitions.Count(t => t.Fact.From == TaskStatus.None && t.At >= 100), Is.EqualTo(8));
        Assert.That(world.CountEvents(ServiceEventMessage.UnableToStartConsistently), Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-HL-03")]
    public void InsideTheGracePeriod_BadHealthHasNoConsequence()
    {
        var world = World(4, 100, 200, grace: 150);
        world.At(100, () => Condemn(world, 2));
        world.RunUntil(149);
        Assert.That(Counts(world), Is.EqualTo((4, 2)), "not healthy, but left alone");
        world.RunUntil(150);
        Assert.That(world.Services[0].Pending + world.Services[0].Running, Is.EqualTo(6), "when the grace ends the verdict holds");
    }

    [Test]
    [Property("Rule", "ECS-HL-03")]
    public void VerdictThatIsTakenBackInsideTheGracePeriod_IsForgotten()
    {
        var world = World(4, 100, 200, grace: 150);
        world.At(100, () => Condemn(world, 2));
        world.At(120, () =>
        {
            foreach (var task in world.InStatus(TaskStatus.Running).Where(t => !world.Tasks[t].IsHealthy))
                world.Report(new TargetHealthChange(0, task, TargetState.Unhealthy, TargetState.Healthy));
        });
        world.RunUntil(600);
        Assert.That(world.Transitions.Where(t => t.At > 1), Is.Empty);
    }

    [Test]
    [Property("Rule", "ECS-HL-03")]
    public void ScaleIn_MayTakeUnhealthyTasksInGraceFirst()
    {
        var world = World(4, 100, 200, grace: 500);
        var sick = new List<int>();
        world.At(100, () => sick = Condemn(world, 2));
        world.At(110, () => world.Report(new DesiredCountRequest(0, 2, 0)));
        world.RunUntil(110);
        Assert.That(world.InStatus(TaskStatus.Deactivating), Is.EquivalentTo(sick));
    }

    [Test]
    [Property("Rule", "ECS-EV-04")]
    [Property("Rule", "ECS-TL-03")]
    public void FailedTargetCheck_IsToldAndIsTheReasonOfTheStop()
    {
        var world = World(4, 100, 200);
        var sick = -1;
        world.At(100, () => sick = Condemn(world, 1)[0]);
        var reason = StopReason.None;
        world.AfterEvent = () =>
        {
            if (sick >= 0 && world.Tasks.IsAlive(sick) && world.Tasks[sick].Status == TaskStatus.Deactivating) reason = world.Tasks[sick].StopReason;
        };
        world.RunUntil(600);
        Assert.That(reason, Is.EqualTo(StopReason.FailedElbHealthChecks));
        var told = world.Events.Single(e => e.Fact.Message == ServiceEventMessage.UnhealthyInTargetGroup).Fact;
        Assert.That((told.Subject, told.Count), Is.EqualTo((sick, 0)));
    }

    private static (int Running, int NotHealthy) Counts(EcsWorld world)
    {
        var running = world.InStatus(TaskStatus.Running);
        return (running.Count, running.Count(t => world.Tasks[t].Started < world.Calendar.Now - Duration.FromSeconds(60L) && !world.Tasks[t].IsHealthy));
    }

    private static List<int> Condemn(EcsWorld world, int count)
    {
        var tasks = world.InStatus(TaskStatus.Running).Take(count).ToList();
        foreach (var task in tasks) world.Report(new TargetHealthChange(0, task, TargetState.Healthy, TargetState.Unhealthy));
        return tasks;
    }

    private static EcsWorld World(int desired, int minimum, int maximum, long grace = 0)
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(desired) with
        {
            Deployment = new DeploymentConfiguration(minimum, maximum, false, false),
            LoadBalancers = [new LoadBalancerDefinition(0, "app", 80)],
            HealthCheckGracePeriod = Duration.FromSeconds(grace),
        }) with
        { TargetGroups = [new TargetGroupDefinition { Name = "tg" }] };
        scenario = scenario with { Run = scenario.Run with { Initial = InitialState.Steady } };
        var world = EcsScenario.WithRoomFor(scenario, 40);
        world.Start();
        return world;
    }
}
