using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>The published timelines, from datapoints to running tasks.</summary>
public sealed class TimelineTests
{
    [Test]
    [Property("Rule", "AS-TM-01")]
    [Property("Example", "EX-83")]
    public void StepLoad_With60SecondMetrics_DecidesAfterThreePointsDelayAndPhase()
    {
        var world = new ScalingWorld(Of(2, 20, Track(60)).WithPlayback(Cpu, (0, 90)).WithPhase(30), running: 4);
        world.RunUntil(380);
        var alarm = world.Log.Signals.First(s => s.Fact.To == AlarmState.Alarm);
        Assert.That(alarm.At, Is.EqualTo(330));
        Assert.That(world.Log.Changes, Has.Count.EqualTo(1));
        Assert.That(world.Log.Changes[0].At, Is.EqualTo(333), "3 s from the alarm to UpdateService");
        Assert.That(world.Log.Changes[0].Fact.To, Is.EqualTo(6));
        Assert.That(world.Services[0].Running, Is.EqualTo(6));
        Assert.That(world.Log.Activities.Select(a => (a.At, a.Fact.Status)), Is.EqualTo(new[]
        {
            (333.0, ScalingActivityStatus.Pending), (333.0, ScalingActivityStatus.InProgress), (356.0, ScalingActivityStatus.Successful),
        }));
    }

    [Test]
    [Property("Rule", "AS-CD-02")]
    [Property("Example", "EX-83")]
    public void StepLoad_WhileTheCooldownRuns_NeedsMoreThanTheCredit()
    {
        // Running 6 at t = 356; cooldown until 656. At 90 the size is 9: 9 - 2 = 7 > 6, one more; at 75 it would be 8: 8 - 2 = 6, none.
        var growing = new ScalingWorld(Of(2, 20, Track(60)).WithPlayback(Cpu, (0, 90)).WithPhase(30), running: 4);
        growing.RunUntil(380);
        Assert.That(growing.Log.Changes, Has.Count.EqualTo(1));
        growing.RunUntil(394);
        Assert.That(growing.Log.Changes[^1].Fact.To, Is.EqualTo(7));

        var held = new ScalingWorld(Of(2, 20, Track(60)).WithPlayback(Cpu, (0, 90), (60, 75)).WithPhase(30), running: 4);
        held.RunUntil(632);
        Assert.That(held.Log.Changes, Has.Count.EqualTo(1));
        Assert.That(held.Log.Scaling.Last().Fact.Gate, Is.EqualTo(DecisionGate.Cooldown));
        held.RunUntil(694);
        Assert.That(held.Log.Changes[^1].Fact.To, Is.EqualTo(8), "after the cooldown the whole proposal counts");
        Assert.That(held.Log.Changes[^1].At, Is.EqualTo(693));
    }

    [Test]
    [Property("Rule", "AS-MET-05")]
    [Property("Example", "EX-84")]
    public void StepLoad_With20SecondMetrics_DecidesAfterThreeShortPoints()
    {
        var world = new ScalingWorld(Of(2, 20, Track(60, period: 20)).WithPlayback(Cpu, (0, 90)).WithPhase(5), running: 4);
        world.RunUntil(110);
        Assert.That(world.Log.Signals.First(s => s.Fact.To == AlarmState.Alarm).At, Is.EqualTo(75));
        Assert.That(world.Log.Changes.Single().At, Is.EqualTo(78));
    }

    [Test]
    [Property("Rule", "AS-TM-02")]
    public void LoadDrop_ScalesInAfterFifteenLowPoints()
    {
        var world = new ScalingWorld(Of(2, 20, Track(60)).WithPlayback(Cpu, (0, 55), (600, 10)).WithPhase(30), running: 8);
        world.RunUntil(7200);
        var first = world.Log.Changes[0];
        // 600 s + 15 points of 60 s + 120 s delay, next phase 30, 3 s.
        Assert.That((first.At, first.Fact.From, first.Fact.To), Is.EqualTo((1653.0, 8, 5)));
        // Then one activity for each cooldown of 300 s, counted from completion, at the next minute's invocation.
        Assert.That(world.Log.Changes.Select(c => (c.At, c.Fact.To)), Is.EqualTo(new[] { (1653.0, 5), (1953.0, 3), (2253.0, 2) }));
    }

    [Test]
    [Property("Rule", "AS-TT-04")]
    [Property("Rule", "AS-PX-02")]
    [Property("Example", "EX-88")]
    public void OnePointAtTheLowThreshold_ResetsTheRun()
    {
        var world = new ScalingWorld(Of(2, 20, Track(50)).WithPlayback(Cpu, (0, 30), (14 * 60, 45.0), (15 * 60, 30), (29 * 60, 47)).WithPhase(30), running: 8);
        world.RunUntil(3600);
        Assert.That(world.Log.Signals.Where(s => s.Fact.To == AlarmState.Alarm), Is.Empty);
        Assert.That(world.Log.Changes, Is.Empty);
    }

    [Test]
    [Property("Rule", "AS-PX-14")]
    public void IdleServiceAtItsMinimum_IsInvokedEveryMinuteAndDecidesNothing()
    {
        var world = new ScalingWorld(Of(2, 20, Track(60)).WithPlayback(Cpu, (0, 5)).WithPhase(17), running: 2);
        world.RunUntil(7200);
        Assert.That(world.Log.Changes, Is.Empty);
        Assert.That(world.Log.Activities, Is.Empty);
        var times = world.Log.Scaling.Select(d => d.At).ToArray();
        Assert.That(world.Log.Scaling.Select(d => d.Fact.Gate).Distinct(), Is.EqualTo(new[] { DecisionGate.AlreadyAtMinCapacity }));
        Assert.That(times[0], Is.EqualTo((15 * 60) + 120 + 17 + 3));
        Assert.That(times.Zip(times.Skip(1), (a, b) => b - a), Is.All.EqualTo(60));
    }

    [Test]
    [Property("Rule", "AS-TT-09")]
    [Property("Example", "EX-86")]
    [Property("Example", "EX-87")]
    public void IdleService_GoesDownStepByStep()
    {
        int[] Path(int running, string step)
        {
            var world = new ScalingWorld(
                Of(2, 20, Track(60, cooldown: 0)).WithPlayback(Cpu, (0, 1)).WithPhase(25).With(ModelCatalog.ScaleInStep, step), running);
            world.RunUntil(3600);
            return [.. world.Log.Changes.Select(c => c.Fact.To)];
        }

        Assert.That(Path(4, "half"), Is.EqualTo(new[] { 3, 2 }));
        Assert.That(Path(4, "one"), Is.EqualTo(new[] { 3, 2 }));
        Assert.That(Path(4, "proportional"), Is.EqualTo(new[] { 2 }));
        Assert.That(Path(6, "one")[0], Is.EqualTo(5));
        Assert.That(Path(6, "half")[0], Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "AS-ECS-05")]
    [Property("Example", "EX-94")]
    public void CpuPolicy_NeverStartsAServiceFromZero()
    {
        var world = new ScalingWorld(Of(0, 20, Track(60)).WithPhase(30), running: 0);
        world.RunUntil(7200);
        Assert.That(world.Log.Metrics, Is.Empty, "no RUNNING task, no datapoint");
        Assert.That(world.Log.Signals, Is.Empty);
        Assert.That(world.Services[0].Desired, Is.Zero);
    }

    [Test]
    [Property("Rule", "AS-ECS-05")]
    [Property("Example", "EX-37")]
    public void QueueMetric_StartsOneTaskAndThenSizesFromIt()
    {
        var world = new ScalingWorld(Of(0, 20, Track(100, Queue, cooldown: 0, name: "queue")).WithPlayback(Queue, (0, 0), (600, 250)).WithPhase(30), running: 0);
        world.RunUntil(1500);
        Assert.That(world.Log.Changes.Select(c => c.Fact.To).Take(2), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    [Property("Rule", "AS-TT-08")]
    public void SustainedLoad_RaisesDesiredAgainEveryMinuteWithoutCooldown()
    {
        var world = new ScalingWorld(Of(2, 100, Track(50, cooldown: 0)).WithPlayback(Cpu, (0, 100)).WithPhase(30), running: 4);
        world.RunUntil(600);
        Assert.That(world.Log.Changes.Select(c => (c.At, c.Fact.To)).Take(3), Is.EqualTo(new[] { (333.0, 8), (393.0, 16), (453.0, 32) }));
    }

    [Test]
    [Property("Rule", "AS-PX-12")]
    public void TasksThatNeverStart_DoNotRunAway()
    {
        var world = new ScalingWorld(Of(2, 100, Track(50, cooldown: 0)).WithPlayback(Cpu, (0, 100)).WithPhase(30), running: 4, startSeconds: 100_000);
        world.RunUntil(7200);
        Assert.That(world.Log.Changes.Select(c => c.Fact.To), Is.EqualTo(new[] { 8 }));
        Assert.That(world.Log.Activities[^1].Fact.Status, Is.EqualTo(ScalingActivityStatus.InProgress));
        Assert.That(world.Log.Scaling.Skip(1).Select(d => d.Fact.Gate).Distinct(), Is.EqualTo(new[] { DecisionGate.AlreadyAtDesiredCapacity }));
    }

    [Test]
    public void Decisions_FollowFromTheAlarmTransition()
    {
        var world = new ScalingWorld(Of(2, 20, Track(60)).WithPlayback(Cpu, (0, 90)).WithPhase(30), running: 4);
        world.RunUntil(380);
        var transition = world.Log.Decisions.Single(d => d.Fact.Kind == DecisionKind.AlarmTransition && d.Fact.To == (int)AlarmState.Alarm).Fact;
        var scaling = world.Log.Scaling.First().Fact;
        Assert.That(scaling.Parent, Is.EqualTo(transition.Id));
        Assert.That(Inputs(transition, 8), Is.EqualTo(new[] { (double)AlarmState.InsufficientData, (double)AlarmState.Alarm, 3, 3, 60, 90, 120, 0 }));
        Assert.That(Inputs(scaling, 9), Is.EqualTo(new[] { 90.0, 60, 4, 4, 6, 2, 20, 0, 0 }));
        Assert.That((scaling.From, scaling.To, scaling.Gate), Is.EqualTo((4, 6, DecisionGate.None)));
        Assert.That(world.Log.Changes.Single().Fact.Decision, Is.EqualTo(scaling.Id));
    }

    private static double[] Inputs(Decision decision, int count)
    {
        var inputs = decision.Inputs;
        return inputs[..count].ToArray();
    }
}
