namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>When alarms evaluate and what they see, from scenario text to alarms.csv (AS-CW-*).</summary>
public sealed class AlarmExampleTests
{
    private const string Over = "threshold: 50, comparisonOperator: GreaterThanThreshold";

    [Test]
    [Property("Rule", "AS-CW-05")]
    public void FourOfFive_ToleratesOneGoodMinute()
    {
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", AlarmScenario.Minutes("XX0XXXX00XX"))], $"{{alarmName: a, series: Test.m, evaluationPeriods: 5, datapointsToAlarm: 4, {Over}}}"));
        Assert.That(run.Transitions("a").Take(3), Is.EqualTo(new[] { (180.0, "OK"), (300, "ALARM"), (540, "OK") }), "four of five breach after minutes 5 to 8, three after the ninth");
    }

    // The interval that an alarm judges is its periods: five minutes, or half an hour.
    [TestCase(60, 5, 4, 240)]
    [TestCase(60, 3, 3, 180)]
    [TestCase(600, 3, 3, 1800 - 600 + 180)]
    [Property("Rule", "AS-CW-05")]
    [Property("Rule", "AS-CW-04")]
    [Property("Example", "EX-68")]
    public void EvaluationInterval_IsPeriodsTimesTheirLength(int period, int n, int m, int after)
    {
        // A sliding period of ten minutes breaches before it is full: three minutes at 90 and seven at 40 average above 50.
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", "[[0s, 40], [20m, 90]]")], $"{{alarmName: a, series: Test.m, period: {period}, evaluationPeriods: {n}, datapointsToAlarm: {m}, {Over}}}"));
        Assert.That(run.Transitions("a").Single(t => t.To == "ALARM").At, Is.EqualTo(1200 + after));
    }

    [TestCase(2.0, false)]
    [TestCase(0.0, true)]
    [Property("Rule", "AS-CW-06")]
    public void Alarm_LooksBackFurtherThanItsPeriods(double extra, bool alarms)
    {
        // 0 - X - X: within five periods lies a point that does not breach; within three all that is there breaches.
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", AlarmScenario.Minutes("0-X-X0"))], $"{{alarmName: a, series: Test.m, evaluationPeriods: 3, {Over}}}"), FormattableString.Invariant($"model.evaluationRangeExtra={extra}"));
        Assert.That(run.Transitions("a").Any(t => t.To == "ALARM"), Is.EqualTo(alarms));
    }

    [Test]
    [Property("Rule", "AS-CW-16")]
    [Property("Rule", "AS-PX-15")]
    public void LatePoints_AreNotTakenForMissingOnes()
    {
        // Visible four minutes late: a range counted back from now would hold one real point only, and two breaching minutes would be enough.
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", "[[0s, 40], [2m, 60]]")], $"{{alarmName: a, series: Test.m, evaluationPeriods: 3, {Over}}}"), "model.playbackMetricDelay=240s");
        Assert.That(run.Transitions("a"), Is.EqualTo(new[] { (300.0, "OK"), (120 + 180 + 240, "ALARM") }));
    }

    [Test]
    [Property("Rule", "AS-CW-03")]
    public void EachAlarm_EvaluatesAtASecondOfItsOwn_EveryMinute()
    {
        var names = Enumerable.Range(0, 12).Select(i => $"a{i}").ToList();
        var run = ScenarioRun.Of(
            AlarmScenario.Of([("m", "[[0s, 0], [10m, 60], [20m, 0], [30m, 60]]")], string.Join('\n', names.Select(n => $"{{alarmName: {n}, series: Test.m, evaluationPeriods: 1, {Over}}}")))
            .Replace("alarmPhase: 0s, ", "", StringComparison.Ordinal));
        var phases = names.ConvertAll(n => run.Transitions(n).Select(t => Math.Round(t.At % 60, 3)).Distinct().Single());
        Assert.That(phases.Distinct().Count(), Is.GreaterThan(8), "spread over the minute");
        Assert.That(names.Select(n => run.Transitions(n)[1].At), Is.All.InRange(660, 720), "at most a minute after the datapoint is there");
    }
}
