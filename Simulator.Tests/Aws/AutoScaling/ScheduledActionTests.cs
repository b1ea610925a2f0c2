using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>Scheduled actions; the runs start on Monday, 2 March 2026, at 06:00 UTC and actions take effect 3 s after their time.</summary>
public sealed class ScheduledActionTests
{
    [Test]
    [Property("Rule", "AS-SC-01")]
    public void Action_SetsBoundsAndMovesDesiredIntoThem()
    {
        var world = World(running: 4, Action("morning", "cron(0 7 * * ? *)", 6, 12), Action("noon", "cron(0 8 * * ? *)", null, 5), Action("evening", "cron(0 9 * * ? *)", 1, null));
        world.RunUntil(4 * 3600);
        Assert.That(world.Log.Changes.Select(c => (c.At, c.Fact.From, c.Fact.To)), Is.EqualTo(new[] { (3603.0, 4, 6) }), "the second fails: maximum 5 below minimum 6; the third changes no count");
        Assert.That(Decisions(world), Is.EqualTo(new[]
        {
            (3603.0, DecisionGate.None, 6.0, 12.0, 6), (7203, DecisionGate.InvalidBounds, 6, 5, 6), (10_803, DecisionGate.None, 1, 12, 6),
        }));
        Assert.That(world.Log.Activities.Select(a => a.Fact.Status), Is.EqualTo(new[]
        {
            ScalingActivityStatus.Pending, ScalingActivityStatus.InProgress, ScalingActivityStatus.Successful, ScalingActivityStatus.Failed, ScalingActivityStatus.Successful,
        }));
    }

    [Test]
    [Property("Rule", "AS-SC-01")]
    public void Action_ScalesInToANewMaximum()
    {
        var world = World(running: 8, Action("night", "at(2026-03-02T07:00:00)", null, 3));
        world.RunUntil(3700);
        Assert.That(world.Services[0].Desired, Is.EqualTo(3));
    }

    [Test]
    [Property("Rule", "AS-SC-05")]
    [Property("Example", "EX-91")]
    public void OneSidedActionThatCrossesTheOtherBound_FailsThatOccurrenceOnly()
    {
        var world = new ScalingWorld(Of(new ScalableTargetDefinition
        {
            MinCapacity = 0,
            MaxCapacity = 3,
            ScheduledActions = [Action("a", "at(2026-03-02T07:00:00)", 4, null), Action("b", "at(2026-03-02T07:01:00)", 4, 5)],
        }), running: 2);
        world.RunUntil(3650);
        Assert.That((world.Services[0].Desired, Decisions(world)[^1].Gate), Is.EqualTo((2, DecisionGate.InvalidBounds)));
        world.RunUntil(3700);
        Assert.That((world.Services[0].Desired, Decisions(world)[^1].Gate), Is.EqualTo((4, DecisionGate.None)));
    }

    [Test]
    [Property("Rule", "AS-CD-05")]
    [Property("Example", "EX-23")]
    public void Action_IgnoresCooldownsAndStartsNone()
    {
        // A policy scales 2 to 4 at 123 s; its cooldown runs when the action comes at 300 s.
        var step = Step(AdjustmentType.ChangeInCapacity, 600, new StepAdjustment(0, null, 2));
        var target = new ScalableTargetDefinition { MinCapacity = 1, MaxCapacity = 50, Policies = [step], ScheduledActions = [Action("a", "at(2026-03-02T06:05:00)", 10, null)] };
        var scenario = Of(target).WithAlarms(Alarm("a", ComparisonOperator.GreaterThanThreshold, 50, actions: new PolicyReference(0, 0)))
            .WithPlayback(Queue, (0, 60)).WithPhase(0);
        var world = new ScalingWorld(scenario, running: 2);
        world.RunUntil(299);
        Assert.That(world.Log.Changes.Select(c => c.Fact.To), Is.EqualTo(new[] { 4 }));
        Assert.That(world.Log.Scaling.Last().Fact.Gate, Is.EqualTo(DecisionGate.Cooldown));
        world.RunUntil(304);
        Assert.That((world.Log.Changes[^1].At, world.Log.Changes[^1].Fact.To), Is.EqualTo((303.0, 10)));
        world.RunUntil(500);
        var left = world.Log.Scaling.Last().Fact.Inputs[7];
        Assert.That(left, Is.EqualTo(146 + 600 - world.Log.Scaling.Last().At), "the policy's own cooldown goes on as before");
    }

    [Test]
    [Property("Rule", "AS-SC-07")]
    public void Policies_WorkOnWithinTheNewBounds()
    {
        var target = new ScalableTargetDefinition { MinCapacity = 1, MaxCapacity = 4, Policies = [Track(60, cooldown: 0)], ScheduledActions = [Action("a", "at(2026-03-02T06:30:00)", null, 6)] };
        var world = new ScalingWorld(Of(target).WithPlayback(Cpu, (0, 90)).WithPhase(30), running: 4);
        world.RunUntil(1800);
        Assert.That((world.Services[0].Desired, world.Log.Scaling.Last().Fact.Gate), Is.EqualTo((4, DecisionGate.AlreadyAtMaxCapacity)));
        world.RunUntil(1900);
        Assert.That(world.Services[0].Desired, Is.EqualTo(6));
    }

    [Test]
    [Property("Rule", "AS-SC-03")]
    [Property("Example", "EX-49")]
    public void StartAndEnd_BoundTheRunsAndRevertNothing()
    {
        var start = new DateTimeOffset(2026, 3, 2, 6, 20, 0, TimeSpan.Zero);
        var world = World(running: 4, Action("a", "rate(30 minutes)", 6, null) with { Start = start, End = start.AddMinutes(61) });
        world.RunUntil(6 * 3600);
        Assert.That(Decisions(world).Select(d => d.At), Is.EqualTo(new[] { 1203.0, 3003, 4803 }), "at the start, then every half hour, until the end");
        Assert.That(world.Services[0].Desired, Is.EqualTo(6), "nothing is reverted");
    }

    [Test]
    [Property("Rule", "AS-SC-03")]
    public void StartBeforeTheRun_AnchorsARate()
    {
        var world = World(running: 4, Action("a", "rate(1 hour)", 6, null) with { Start = new DateTimeOffset(2026, 3, 1, 0, 10, 0, TimeSpan.Zero) });
        world.RunUntil(2 * 3600);
        Assert.That(Decisions(world).Select(d => d.At), Is.EqualTo(new[] { 603.0, 4203 }));
    }

    [Test]
    [Property("Rule", "AS-SC-03")]
    public void Zone_IsThatOfTheAction()
    {
        var world = World(running: 4, Action("a", "cron(0 8 ? * MON-FRI *)", 6, null) with { TimeZone = "Europe/Paris" });
        world.RunUntil(24 * 3600);
        Assert.That(Decisions(world).Select(d => d.At), Is.EqualTo(new[] { 3603.0 }), "08:00 in Paris is 07:00 UTC in winter");
    }

    [Test]
    [Property("Rule", "AS-SC-04")]
    public void ActionOnTheStartOfTheRun_Runs_AndActionsOfOneInstantKeepTheirOrder()
    {
        var world = World(running: 4, Action("first", "cron(0 6 * * ? *)", 6, 8), Action("second", "cron(0 6 * * ? *)", 2, 10));
        world.RunUntil(60);
        Assert.That(Decisions(world), Is.EqualTo(new[] { (3.0, DecisionGate.None, 6.0, 8.0, 6), (3, DecisionGate.None, 2, 10, 6) }));
    }

    [Test]
    [Property("Rule", "AS-TGT-05")]
    public void SuspendedSchedule_IsRecordedAndNotReplayed()
    {
        var target = new ScalableTargetDefinition { MinCapacity = 1, MaxCapacity = 10, ScheduledSuspended = true, ScheduledActions = [Action("a", "at(2026-03-02T07:00:00)", 6, null)] };
        var world = new ScalingWorld(Of(target), running: 4);
        world.RunUntil(7200);
        Assert.That(Decisions(world), Is.EqualTo(new[] { (3603.0, DecisionGate.Suspended, 6.0, 10.0, 4) }));
        Assert.That(world.Services[0].Desired, Is.EqualTo(4));
    }

    private static ScheduledActionDefinition Action(string name, string schedule, int? minimum, int? maximum) => new(name, schedule, "", null, null, minimum, maximum);

    private static ScalingWorld World(int running, params ScheduledActionDefinition[] actions) =>
        new(Of(new ScalableTargetDefinition { MinCapacity = 1, MaxCapacity = 20, ScheduledActions = [.. actions] }), running, startSeconds: 23);

    private static List<(double At, DecisionGate Gate, double Minimum, double Maximum, int To)> Decisions(ScalingWorld world) =>
        [.. world.Log.Decisions.Where(d => d.Fact.Kind == DecisionKind.ScheduledAction).Select(d => (d.At, d.Fact.Gate, d.Fact.Inputs[2], d.Fact.Inputs[3], d.Fact.To))];
}
