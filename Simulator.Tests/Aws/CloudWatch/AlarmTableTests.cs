using FsCheck;
using FsCheck.Fluent;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Tests.Aws.AutoScaling;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.CloudWatch;

/// <summary>Alarms over time: when they see what, and when they speak.</summary>
public sealed class AlarmTableTests
{
    private const ComparisonOperator Above = ComparisonOperator.GreaterThanThreshold;

    [Test]
    [Property("Rule", "AS-CW-10")]
    [Property("Rule", "AS-CW-03")]
    public void InState_ScalingActionsAreInvokedAgainEveryMinuteExactly()
    {
        var world = World(Alarm("a", Above, 50, actions: new PolicyReference(0, 0)), phase: 43.153, (0, 60), (600, 40));
        world.RunUntil(900);
        var alarms = world.Log.Signals.Where(s => s.Fact.To == AlarmState.Alarm).ToArray();
        Assert.That(alarms[0].At, Is.EqualTo(163.153), "bucket 60 s + delay 60 s, next phase");
        Assert.That(alarms[0].Fact.From, Is.EqualTo(AlarmState.InsufficientData));
        Assert.That(alarms.Skip(1).Select(s => s.Fact.From), Is.All.EqualTo(AlarmState.Alarm));
        Assert.That(alarms.Select(s => s.At), Is.EqualTo(Enumerable.Range(0, alarms.Length).Select(k => 163.153 + (60 * k))).Within(1e-9));
        Assert.That(world.Log.Signals[^1].Fact.To, Is.EqualTo(AlarmState.Ok));
        Assert.That(world.Log.Signals[^1].At, Is.EqualTo(600 + 60 + 60 + 43.153).Within(1e-9));
    }

    [Test]
    [Property("Rule", "AS-CW-10")]
    public void WithoutScalingAction_OnlyTransitionsAreSignalled()
    {
        var world = World(Alarm("a", Above, 50), 10, (0, 60));
        world.RunUntil(3600);
        Assert.That(world.Log.Signals.Select(s => s.Fact.To), Is.EqualTo(new[] { AlarmState.Alarm }));
        Assert.That(world.Calendar.EventsTaken, Is.LessThan(65), "an idle alarm costs no events");

        var muted = World(Alarm("a", Above, 50, actions: new PolicyReference(0, 0)) with { ActionsEnabled = false }, 10, (0, 60));
        muted.RunUntil(3600);
        Assert.That(muted.Log.Signals, Has.Count.EqualTo(1));
        Assert.That(muted.Log.Scaling, Is.Empty);
    }

    [Test]
    [Property("Rule", "AS-CW-16")]
    [Property("Rule", "AS-PX-15")]
    public void LatePoints_AreNotTakenForMissingOnes()
    {
        // Delay of 4 periods: counted from now, the range of 5 would hold one real point only.
        var scenario = Of(1, 10, Step(AdjustmentType.ChangeInCapacity, 0, new StepAdjustment(0, null, 1)))
            .WithAlarms(Alarm("a", Above, 50, n: 3)).WithPlayback(Queue, (0, 40), (120, 60)).WithPhase(0).With(ModelCatalog.PlaybackMetricDelay, Duration.FromSeconds(240L));
        var world = new ScalingWorld(scenario);
        world.RunUntil(1200);
        Assert.That(world.Log.Signals.Select(s => (s.At, s.Fact.To)), Is.EqualTo(new[]
        {
            (60 + 240.0, AlarmState.Ok), (120 + 180 + 240.0, AlarmState.Alarm),
        }));
    }

    [Test]
    [Property("Rule", "AS-CW-04")]
    public void LongPeriod_SlidesByTheMinute()
    {
        // Mean over five minutes exceeds 50 when three of them are at 80 and two at 10: 52.
        var world = World(Alarm("a", Above, 50, period: 300), 0, (0, 10), (420, 80));
        world.RunUntil(1200);
        Assert.That(world.Log.Signals.Where(s => s.Fact.To == AlarmState.Alarm).Select(s => s.At), Is.EqualTo(new[] { 420 + 180 + 60.0 }));
    }

    [Property("Rule", "AS-CW-05")]
    [Property("Example", "EX-68")]
    [TestCase(60, 5, 4, 5 * 60)]
    [TestCase(600, 3, 3, 30 * 60)]
    public void EvaluationInterval_IsPeriodsTimesTheirLength(int period, int n, int m, int interval)
    {
        var world = World(Alarm("a", Above, 50, n, m, period), 0, (0, 40), (7200, 90));
        world.RunUntil(14_400);
        var alarm = world.Log.Signals.Single(s => s.Fact.To == AlarmState.Alarm);
        // With m = n the whole interval must breach; with 4 of 5 four of its minutes. A sliding period breaches before it is full:
        // three minutes at 90 and seven at 40 average above 50.
        var expected = period == 60 ? m * period : interval - period + 180;
        Assert.That(alarm.At, Is.EqualTo(7200 + expected + 60));
    }

    [Test]
    [Property("Rule", "AS-CW-05")]
    public void FourOfFive_ToleratesOneGoodMinute()
    {
        var world = World(Alarm("a", Above, 50, 5, 4), 0, (0, 60), (120, 40), (180, 60), (420, 40), (540, 60));
        world.RunUntil(830);
        // minutes: X X 0 X X X X 0 0 X X … : four of five breach after minutes 5, 6, 7 and 8; not after 9.
        Assert.That(world.Log.Signals.Select(s => (s.At, s.Fact.To)), Is.EqualTo(new[]
        {
            (180 + 60.0, AlarmState.Ok), (300 + 60.0, AlarmState.Alarm), (540 + 60.0, AlarmState.Ok),
        }));
    }

    [Property("Rule", "AS-CW-01")]
    [TestCase(TreatMissingData.Missing, null)]
    [TestCase(TreatMissingData.Ignore, null)]
    [TestCase(TreatMissingData.Breaching, AlarmState.Alarm)]
    [TestCase(TreatMissingData.NotBreaching, AlarmState.Ok)]
    public void WithoutAnyData_OnlyTheTreatmentMovesTheInitialState(TreatMissingData treat, AlarmState? expected)
    {
        var world = World(Alarm("a", Above, 50, treat: treat), 25);
        world.RunUntil(600);
        Assert.That(world.Log.Signals.Select(s => (s.At, s.Fact.To)), Is.EqualTo(expected is { } state ? new[] { (25.0, state) } : []));
        Assert.That(world.CloudWatch.Alarms.StateOf(0), Is.EqualTo(expected ?? AlarmState.InsufficientData));
    }

    [Test]
    [Property("Rule", "AS-TT-11")]
    [Property("Example", "EX-43")]
    public void DataThatStops_LeadsToInsufficientDataAndNoAction()
    {
        var world = new ScalingWorld(Of(1, 10, Track(60)).WithPlayback(Cpu, (0, 70), (600, null)).WithPhase(0), running: 10);
        world.RunUntil(2400);
        Assert.That(world.Plan.Alarms.Select((_, i) => world.CloudWatch.Alarms.StateOf(i)), Is.All.EqualTo(AlarmState.InsufficientData));
        var decisions = world.Log.Scaling.Count();
        world.RunUntil(7200);
        Assert.That(world.Log.Scaling.Count(), Is.EqualTo(decisions));
        Assert.That(world.Services[0].Desired, Is.EqualTo(10));
    }

    [Test]
    public void EvaluatedDatapoints_AreNewestFirstAndSkipMissingOnes()
    {
        var world = World(Alarm("a", Above, 1000, 3), 30, (0, 1), (60, 2), (120, null), (180, 4), (240, 5));
        world.RunUntil(300 + 60 + 29);
        var values = new double[3];
        Assert.That(world.CloudWatch.Alarms.CopyEvaluated(0, values), Is.EqualTo(3));
        Assert.That(values, Is.EqualTo(new double[] { 4, 2, 1 }), "the bucket of 240 s is visible but not yet evaluated");
        world.RunUntil(300 + 60 + 30);
        Assert.That(world.CloudWatch.Alarms.CopyEvaluated(0, values), Is.EqualTo(3));
        Assert.That(values, Is.EqualTo(new double[] { 5, 4, 2 }));
    }

    [Test]
    [Property("Rule", "AS-CW-03")]
    public void Phases_AreFixedByNameAndSpreadOverTheMinute()
    {
        var alarms = Enumerable.Range(0, 200).Select(i => Alarm($"a{i}", Above, 50)).ToArray();
        var world = new ScalingWorld(Of(null).WithAlarms(alarms).WithPlayback(Queue, (0, 60)));
        world.RunUntil(300);
        var phases = world.Log.Signals.ToDictionary(s => s.Fact.Alarm, s => s.At % 60);
        Assert.That(phases.Values.Average(), Is.EqualTo(30).Within(4));
        Assert.That(phases.Values.Min(), Is.LessThan(2));
        Assert.That(phases.Values.Max(), Is.GreaterThan(58));
        var fewer = new ScalingWorld(Of(null).WithAlarms(alarms[150]).WithPlayback(Queue, (0, 60)));
        fewer.RunUntil(300);
        Assert.That(fewer.Log.Signals[0].At % 60, Is.EqualTo(phases[150]).Within(1e-9), "other alarms do not move it");
    }

    [Test]
    [Property("Rule", "AS-CW-07")]
    [Property("Rule", "AS-CW-16")]
    public void EveryAlarm_AgreesWithOneEvaluatedAtEveryTick() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), AgreesWithNaive).Holds();

    private static void AgreesWithNaive(int seed)
    {
        var random = new Random(seed);
        var period = random.GetItems([10, 20, 30, 60, 120, 300], 1)[0];
        var n = random.Next(1, 6);
        var alarm = Alarm(
            "a", random.Next(2) == 0 ? Above : ComparisonOperator.LessThanThreshold, 50, n, random.Next(1, n + 1), period,
            treat: random.GetItems(Enum.GetValues<TreatMissingData>(), 1)[0], actions: random.Next(2) == 0 ? [new PolicyReference(0, 0)] : []);
        var finer = random.Next(2) == 0 ? Alarm("b", Above, 50, period: 20) : null; // may make the series finer than the alarm
        var resolution = Math.Min(finer is null ? 60 : 20, period is 10 or 30 ? 10 : period is 20 ? 20 : 60);
        var delay = random.GetItems([0, 10, 60, 185], 1)[0];
        var phase = random.Next(0, 60) + (random.Next(0, 4) / 4.0);
        var values = new double?[7200 / resolution];
        var (missing, high) = (random.NextDouble() * 0.7, random.NextDouble());
        for (var i = 0; i < values.Length; i++)
        {
            if (i % 40 == 0) (missing, high) = (random.NextDouble() * 0.7, random.NextDouble());
            values[i] = random.NextDouble() < missing ? null : random.NextDouble() < high ? 90 : 10;
        }
        var scenario = Of(1, 10, Step(AdjustmentType.ChangeInCapacity, 0, new StepAdjustment(null, null, 0)))
            .WithAlarms(finer is null ? [alarm] : [alarm, finer])
            .WithPlayback(Queue, [.. values.Select((v, i) => (i * resolution, v))])
            .WithPhase(phase).With(ModelCatalog.PlaybackMetricDelay, Duration.FromSeconds((long)delay));
        var world = new ScalingWorld(scenario);
        world.RunUntil(7000);
        var expected = NaiveAlarm.Run(alarm, values, resolution, delay, phase, 7000);
        Assert.That(world.Log.Signals.Where(s => s.Fact.Alarm == 0).Select(s => (s.At, s.Fact.From, s.Fact.To)), Is.EqualTo(expected), $"seed {seed}, {alarm}");
    }

    private static ScalingWorld World(AlarmDefinition alarm, double phase, params (int AtSeconds, double? Value)[] points) => new(
        Of(1, 10, Step(AdjustmentType.ChangeInCapacity, 0, new StepAdjustment(null, null, 0))).WithAlarms(alarm).WithPlayback(Queue, points).WithPhase(phase));
}
