using Simulator.Model.Definitions;

namespace Simulator.Tests.Model.Definitions;

public sealed class ScalingRulesTests
{
    [Property("Rule", "AS-CW-02")]
    [Property("Example", "EX-78")]
    [TestCase(60, 1441, 1, false)]
    [TestCase(60, 1440, 1, true)]
    [TestCase(3600, 168, 168, true)]
    [TestCase(3600, 169, 1, false)]
    [TestCase(45, 1, 1, false)]
    [TestCase(10, 3, 3, true)]
    [TestCase(20, 3, 3, true)]
    [TestCase(30, 3, 3, true)]
    [TestCase(0, 1, 1, false)]
    [TestCase(90, 1, 1, false)]
    [TestCase(300, 3, 4, false)]
    [TestCase(300, 3, 0, false)]
    [TestCase(300, 0, 0, false)]
    public void Alarm_IsAcceptedWithinCloudWatchsLimits(int period, int n, int m, bool isAccepted) =>
        Assert.That(ScalingRules.CheckAlarm(period, n, m), isAccepted ? Is.Null : Is.Not.Null);

    [Test]
    [Property("Rule", "AS-CW-02")]
    [Property("Example", "EX-95")]
    public void DatapointsToAlarm_IsAllEvaluationPeriodsWhenOmitted()
    {
        var alarm = new AlarmDefinition
        {
            Name = "a",
            Metric = new MetricIdentity(MetricSource.Playback, 0, "n", "m", ""),
            EvaluationPeriods = 3,
            Threshold = 1,
            Comparison = ComparisonOperator.GreaterThanThreshold,
        };
        Assert.That(alarm.DatapointsToAlarm, Is.EqualTo(3));
        Assert.That((alarm with { DatapointsToAlarm = 2 }).DatapointsToAlarm, Is.EqualTo(2));
    }

    private static IEnumerable<TestCaseData> Steps()
    {
        yield return Case("[0,10) and [20,∞)", "gap", new(0, 10, 1), new(20, null, 2));
        yield return Case("[0,10) alone", "some step must have no upper bound", new StepAdjustment(0, 10, 1));
        yield return Case("both bounds missing", "both are missing", new StepAdjustment(null, null, 1));
        yield return Case("overlap", "overlap", new(0, 15, 1), new(10, null, 2));
        yield return Case("negative lower bound, none open below", "negative lower bound", new(-20, -10, -2), new(-10, 0, -1));
        yield return Case("upper not above lower", "must lie above", new(10, 10, 1), new(10, null, 2));
        yield return Case("two open above", "without an upper bound", new(0, null, 1), new(5, null, 2));
        yield return Case("two open below", "without a lower bound", new(null, 0, 1), new(null, 5, 2));
        yield return Case("adjacent, open above", null, new(0, 15, 1), new(15, 25, 2), new(25, null, 3));
        yield return Case("any order, with a zone of no change", null, new(-10, 0, 0), new(null, -10, -1));
        yield return Case("open on both sides", null, new(null, 0, -1), new(0, null, 1));
    }

    private static TestCaseData Case(string name, string? expected, params StepAdjustment[] steps) => new TestCaseData([steps, expected]).SetArgDisplayNames(name);

    [Property("Rule", "AS-ST-04")]
    [Property("Example", "EX-17")]
    [TestCaseSource(nameof(Steps))]
    public void Steps_AreRefusedUnlessTheyTileTheLine(StepAdjustment[] steps, string? expected)
    {
        var answer = ScalingRules.CheckSteps(AdjustmentType.ChangeInCapacity, [.. steps]);
        Assert.That(answer, expected is null ? Is.Null : Does.Contain(expected));
    }

    [Test]
    [Property("Rule", "AS-ST-04")]
    public void ExactCapacity_IsNeverNegative() =>
        Assert.That(ScalingRules.CheckSteps(AdjustmentType.ExactCapacity, [new StepAdjustment(0, null, -1)]), Does.Contain("cannot be negative"));

    [Test]
    [Property("Rule", "AS-ST-02")]
    public void StepCount_IsAtMostTwenty()
    {
        var steps = Enumerable.Range(0, 21).Select(i => new StepAdjustment(i, i == 20 ? null : i + 1, 1));
        Assert.That(ScalingRules.CheckSteps(AdjustmentType.ChangeInCapacity, [.. steps]), Does.Contain("at most 20"));
        Assert.That(ScalingRules.CheckSteps(AdjustmentType.ChangeInCapacity, [.. steps.Skip(1)]), Is.Null);
        Assert.That(ScalingRules.CheckSteps(AdjustmentType.ChangeInCapacity, []), Does.Contain("at least one"));
    }
}
