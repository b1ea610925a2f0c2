using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>Rolling updates round by round. A round is one reconcile that stopped or started something; its tasks become healthy together.</summary>
public sealed class RollingUpdateTests
{
    private const double Update = 100;

    [TestCase(6, 100, 200, 8, "0,2 2,2 2,2 2,0", TestName = "D=6 100/200 room 8")]
    [TestCase(6, 50, 200, 8, "3,5 3,1", TestName = "D=6 50/200 room 8")]
    [TestCase(6, 50, 200, 10, "3,6 3,0", TestName = "D=6 50/200 room 10")]
    [TestCase(4, 100, 125, 100, "0,1 1,1 1,1 1,1 1,0", TestName = "D=4 100/125")]
    [TestCase(4, 50, 100, 100, "2,2 2,2", TestName = "D=4 50/100")]
    [TestCase(10, 100, 110, 100, "0,1 1,1 1,1 1,1 1,1 1,1 1,1 1,1 1,1 1,1 1,0", TestName = "D=10 100/110: one at a time, 11 rounds")]
    [TestCase(1, 0, 100, 100, "1,1", TestName = "D=1 0/100: a gap in service")]
    [TestCase(6, 100, 200, 100, "0,6 6,0", TestName = "D=6 100/200 with room for all")]
    [Property("Rule", "ECS-RU-03")]
    [Property("Rule", "ECS-CK-06")]
    public void Rounds_AreThoseOfTheWorkedExamples(int desired, int minimum, int maximum, int room, string expected)
    {
        var world = Updated(desired, minimum, maximum, room);
        var rounds = world.Decisions.Where(d => d.Kind == DecisionKind.Reconcile && d.Inputs[3] + d.Inputs[4] > 0).Select(d => $"{d.Inputs[4]},{d.Inputs[3]}");
        Assert.That(string.Join(' ', rounds), Is.EqualTo(expected));
        Assert.That(world.ActiveOf(0), Is.Zero);
        Assert.That(world.ActiveOf(1), Is.EqualTo(desired));
        Assert.That(world.Deployments[^1].Fact.State, Is.EqualTo(RolloutState.Completed));
    }

    [Test]
    [Property("Rule", "ECS-RU-03")]
    [Property("Rule", "ECS-RU-04")]
    [Property("Rule", "ECS-EV-07")]
    public void EnvelopeWithoutRoom_IsStuckAndSaysSoOnce()
    {
        var world = Updated(3, 100, 125, 100); // L = U = 3
        Assert.That(world.ActiveOf(0), Is.EqualTo(3));
        Assert.That(world.ActiveOf(1), Is.Zero);
        Assert.That(world.CountEvents(ServiceEventMessage.DeploymentStuck), Is.EqualTo(1));
        world.Report(new DesiredCountRequest(0, 4, 0)); // L = 4, U = 5: it tries again
        world.RunUntil(2000);
        Assert.That(world.ActiveOf(1), Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "ECS-RU-03")]
    [Property("Rule", "ECS-EV-02")]
    public void ClusterWithoutRoom_IsStuckUntilCapacityAppears()
    {
        var world = Updated(4, 100, 200, 4, until: 400);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((4, 0)));
        Assert.That(world.CountEvents(ServiceEventMessage.UnableToPlace), Is.EqualTo(1));
        Assert.That(world.CountEvents(ServiceEventMessage.DeploymentStuck), Is.Zero);
        world.AddInstance(zone: 1);
        world.RunUntil(401);
        Assert.That(world.ActiveOf(1), Is.EqualTo(4), "tried again as soon as there is room");
    }

    [TestCase(4, 50, 2)]
    [TestCase(2, 75, 2)]
    [TestCase(5, 0, 0)]
    [TestCase(0, 100, 0)]
    [TestCase(1, 100, 1)]
    [Property("Rule", "ECS-RU-01")]
    public void LowerLimit_IsRoundedUp(int desired, int minimum, int expected) =>
        Assert.That(Simulator.Aws.Ecs.Envelope.Of(desired, new DeploymentConfiguration(minimum, 200, false, false)).Lower, Is.EqualTo(expected));

    [TestCase(4, 200, 8)]
    [TestCase(3, 125, 3)]
    [TestCase(4, 125, 5)]
    [TestCase(10, 110, 11)]
    [Property("Rule", "ECS-RU-01")]
    public void UpperLimit_IsRoundedDown(int desired, int maximum, int expected) =>
        Assert.That(Simulator.Aws.Ecs.Envelope.Of(desired, new DeploymentConfiguration(100, maximum, false, false)).Upper, Is.EqualTo(expected));

    [Test]
    [Property("Rule", "ECS-RU-01")]
    [Property("Rule", "ECS-RU-02")]
    public void RunningAndPendingOfAllRevisions_StayWithinTheEnvelope([Values(0, 50, 100)] int minimum, [Values(100, 130, 200)] int maximum)
    {
        var world = World(7, minimum, maximum, 100);
        var envelope = Simulator.Aws.Ecs.Envelope.Of(7, world.Scenario.Services[0].Deployment);
        world.AfterEvent = () =>
        {
            ref var row = ref world.Services[0];
            if (row.Running + row.Pending > Math.Max(7, envelope.Upper)) Assert.Fail($"{row.Running} running and {row.Pending} pending at {world.Now}");
            if (world.Now > Update && row.Healthy < envelope.Lower) Assert.Fail($"{row.Healthy} healthy at {world.Now}");
        };
        world.RunUntil(2000);
        Assert.That(world.Services[0].Running, Is.EqualTo(7));
    }

    [Test]
    [Property("Rule", "ECS-RU-05")]
    public void LostTaskOfTheOldRevision_IsReplacedByItsOwnRevision()
    {
        var world = World(4, 100, 200, 100);
        world.PullDelay = Duration.FromSeconds(30L); // the new revision takes its time
        world.At(Update + 10, () => world.Report(new ContainerExit(world.InStatus(TaskStatus.Running)[0], 1)));
        world.RunUntil(Update + 11);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((4, 4)), "the lost one is replaced, not left to the new revision");
        Assert.That(world.Transitions.Count(t => t.At > Update + 9 && t.Fact.From == TaskStatus.None), Is.EqualTo(1));
        world.RunUntil(2000);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((0, 4)));
    }

    [Test]
    [Property("Rule", "ECS-RU-05")]
    public void LostTaskOfTheOldRevision_IsNotReplacedWhereTheLowerLimitHoldsWithoutIt()
    {
        var world = World(4, 50, 200, 100);
        world.PullDelay = Duration.FromSeconds(30L);
        world.At(Update + 10, () => world.Report(new ContainerExit(world.InStatus(TaskStatus.Running)[0], 1)));
        world.RunUntil(Update + 11);
        // L = 2: two old ones were stopped at once, one more is lost; one of them comes back so that two are healthy again.
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((2, 4)));
    }

    [Test]
    [Property("Rule", "ECS-RU-06")]
    public void ScaleOutDuringTheUpdate_RaisesBothRevisions()
    {
        var world = World(4, 100, 200, 100);
        world.PullDelay = Duration.FromSeconds(30L);
        world.At(Update + 10, () => world.Report(new DesiredCountRequest(0, 8, 0)));
        world.RunUntil(Update + 11);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((8, 8)), "U = 16");
        world.RunUntil(2000);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((0, 8)));
    }

    [Test]
    [Property("Rule", "ECS-RU-07")]
    public void SecondUpdate_MakesANewPrimaryAndBothOlderOnesShrink()
    {
        var world = World(4, 100, 150, 100);
        world.At(Update + 45, () => world.Report(new UpdateServiceRequest(0, -1, 2, false))); // two of revision 2 are healthy by then
        world.RunUntil(2000);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1), world.ActiveOf(2)), Is.EqualTo((0, 0, 4)));
        var states = world.Deployments.Where(d => d.Fact.TaskDefinition == 1).Select(d => d.Fact.State);
        Assert.That(states, Has.None.EqualTo(RolloutState.Completed));
    }

    [Test]
    [Property("Rule", "ECS-RU-08")]
    [Property("Rule", "ECS-SV-02")]
    public void Deployment_IsCompleteWhenAllOfItIsHealthyAndNothingElseIsLeft()
    {
        var world = World(4, 100, 200, 100);
        Instant? completed = null;
        world.AfterEvent = () =>
        {
            if (world.Deployments[^1].Fact is { TaskDefinition: 1, State: RolloutState.Completed }) completed ??= world.Calendar.Now;
            if (completed is null && world.Now > Update) Assert.That(world.Services[0].DeploymentInProgress);
        };
        world.RunUntil(2000);
        // Started at 100, RUNNING a second later, healthy 40 s after that, old ones stopped in the same instant.
        Assert.That(completed!.Value.Seconds, Is.EqualTo(141));
        Assert.That(world.Services[0].DeploymentInProgress, Is.False);
        Assert.That(world.CountEvents(ServiceEventMessage.DeploymentCompleted), Is.EqualTo(2), "the first deployment and the update");
    }

    [Test]
    [Property("Rule", "ECS-RU-09")]
    public void OneAtATime_TakesARoundOfStartAndHealthForEachTask()
    {
        var world = World(4, 100, 125, 100);
        world.PullDelay = Duration.FromSeconds(19L); // 20 s from start to RUNNING
        world.RunUntil(2000);
        Assert.That(world.Deployments[^1].At - Update, Is.EqualTo(4 * (20 + 40)));
    }

    [Test]
    [Property("Rule", "ECS-SV-03")]
    public void DesiredCount_StartsNoDeployment_ForceDoes()
    {
        var world = Updated(2, 100, 200, 100);
        var deployments = world.Deployments.Count;
        world.Report(new UpdateServiceRequest(0, 5, -1, false));
        world.RunUntil(3000);
        Assert.That(world.Deployments, Has.Count.EqualTo(deployments));
        Assert.That(world.Services[0].Running, Is.EqualTo(5));
        world.Report(new UpdateServiceRequest(0, -1, 1, false)); // the same task definition
        world.RunUntil(4000);
        Assert.That(world.Deployments, Has.Count.EqualTo(deployments));
        world.Report(new UpdateServiceRequest(0, -1, -1, true));
        world.RunUntil(5000);
        Assert.That(world.Deployments, Has.Count.EqualTo(deployments + 3), "begun, its images pinned, completed");
    }

    [Test]
    [Property("Rule", "ECS-RU-03")]
    public void OldTasksThatAreNotHealthy_GoFirst()
    {
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(6) with { Deployment = new(50, 200, false, false) }));
        for (var i = 0; i < 10; i++) world.AddInstance(zone: i % 3);
        world.Start();
        world.At(20, () => world.Report(new UpdateServiceRequest(0, -1, 1, false))); // none of the first revision is healthy yet
        world.RunUntil(21);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((0, 6)));
    }

    private static EcsWorld World(int desired, int minimum, int maximum, int room)
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(desired) with { Deployment = new(minimum, maximum, false, false) });
        scenario = scenario with { Run = scenario.Run with { Initial = InitialState.Steady } };
        var world = EcsScenario.WithRoomFor(scenario, room);
        world.Start();
        world.At(Update, () => world.Report(new UpdateServiceRequest(0, -1, 1, false)));
        return world;
    }

    private static EcsWorld Updated(int desired, int minimum, int maximum, int room, double until = 1500)
    {
        var world = World(desired, minimum, maximum, room);
        world.RunUntil(until);
        return world;
    }
}
