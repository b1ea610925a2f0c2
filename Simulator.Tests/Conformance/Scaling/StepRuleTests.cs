using Simulator.Tests.Scenarios;
using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>Which step applies, what AWS refuses, who drives a policy: from scenario text to result files (AS-ST-*).</summary>
public sealed class StepRuleTests
{
    // Threshold 50; nothing below 60, +1 from 60, +3 from 70 and beyond.
    [TestCase(50.5, 10)]
    [TestCase(59.9, 10)]
    [TestCase(60, 11)]
    [TestCase(69.9, 11)]
    [TestCase(70, 13)]
    [TestCase(500, 13)]
    [Property("Rule", "AS-ST-03")]
    public void AboveTheThreshold_ALowerBoundIsInsideAnUpperOneOutside(double metric, int expected)
    {
        var run = Run(One(Stepping("p", "ChangeInCapacity", "cooldown: 0", (0, 10, 0), (10, 20, 1), (20, null, 3)), "GreaterThanThreshold", metric));
        Assert.That(run.Ends(), Is.EqualTo(expected));
    }

    [TestCase(49.5, 10)]
    [TestCase(40, 9)]
    [TestCase(40.1, 10)]
    [TestCase(30, 7)]
    [TestCase(30.1, 9)]
    [TestCase(0, 7)]
    [Property("Rule", "AS-ST-03")]
    public void BelowTheThreshold_AnUpperBoundIsInsideALowerOneOutside(double metric, int expected)
    {
        var run = Run(One(Stepping("p", "ChangeInCapacity", "cooldown: 0", (-10, 0, 0), (-20, -10, -1), (null, -20, -3)), "LessThanThreshold", metric));
        Assert.That(run.Ends(), Is.EqualTo(expected));
    }

    [TestCase(10, 15, 0, 11, TestName = "{m} 15 % of 10 is 1.5: 1")]
    [TestCase(10, 5, 0, 11, TestName = "{m} half a task is one")]
    [TestCase(10, -5, 0, 9, TestName = "{m} minus half a task is minus one")]
    [TestCase(10, -15, 0, 9, TestName = "{m} -1.5 goes towards zero")]
    [TestCase(4, 25, 2, 6, TestName = "EX-07 {m} 25 % of 4 with a minimum of 2")]
    [Property("Rule", "AS-ST-06")]
    public void PercentSteps_RoundAsDocumented(int running, int percent, int least, int expected)
    {
        var policy = Stepping("p", "PercentChangeInCapacity", "cooldown: 0" + (least > 0 ? $", minAdjustmentMagnitude: {least}" : ""), (0, null, percent));
        Assert.That(Run(One(policy, "GreaterThanThreshold", 60, running)).Ends(), Is.EqualTo(expected));
    }

    [TestCase("ExactCapacity", 7, 7)]
    [TestCase("ExactCapacity", 0, 1, Description = "clamped to the minimum")]
    [TestCase("ChangeInCapacity", -20, 1, Description = "clamped to the minimum")]
    [Property("Rule", "AS-ST-05")]
    [Property("Rule", "AS-ST-04")]
    public void AdjustmentTypes_SayWhatTheNumberMeans(string type, int adjustment, int expected) =>
        Assert.That(Run(One(Stepping("p", type, "cooldown: 0", (0, null, adjustment)), "GreaterThanThreshold", 60)).Ends(), Is.EqualTo(expected));

    [TestCase("Average", 3)]
    [TestCase("Minimum", 1)]
    [TestCase("Maximum", 5)]
    [Property("Rule", "AS-ST-05")]
    [Property("Rule", "AS-ST-02")]
    public void Aggregation_IsOverThePointsThatTheAlarmJudged(string aggregation, int added)
    {
        // 51, 65 and 79 against a threshold of 50: mean 65, least 51, most 79.
        var policy = Stepping("p", "ChangeInCapacity", $"cooldown: 0, metricAggregationType: {aggregation}", (0, 10, 1), (10, 20, 3), (20, null, 5));
        var run = Run(Of($"minCapacity: 1, maxCapacity: 50, policies: [{policy}]", 10, Playing("q.depth", "[[0s, 51], [1m, 65], [2m, 79], [3m, 0]]") + $"alarms: [{Alarm("a", "GreaterThanThreshold", 50, "p", periods: 3)}]\n", duration: "5m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (213.0, 10, 10 + added) }));
    }

    [TestCase(20, null)]
    [TestCase(21, "holds 21 items")]
    [Property("Rule", "AS-ST-02")]
    public void Steps_AreAtMostTwenty(int count, string? message)
    {
        var steps = Enumerable.Range(0, count).Select(i => ((double?)(i * 2), i == count - 1 ? null : (double?)((i + 1) * 2), i)).ToArray();
        var text = One(Stepping("p", "ChangeInCapacity", "cooldown: 0", steps), "GreaterThanThreshold", 75);
        if (message is null) Assert.That(Run(text).Ends(), Is.EqualTo(10 + 12), "25 above the threshold lies in [24, 26)");
        else Assert.That(Loading.Load(text).Issues.Select(i => i.Message), Has.Some.Contains(message));
    }

    [Test]
    [Property("Rule", "AS-ST-01")]
    public void SeveralAlarms_MayDriveOnePolicy()
    {
        var policy = Stepping("p", "ChangeInCapacity", "cooldown: 0", (0, null, 2));
        string With(double depth, double cpu) => Of(
            $"minCapacity: 1, maxCapacity: 50, policies: [{policy}]", 4,
            Playing("q.depth", $"[[0s, {depth}], [1m, 0]]") + $"  - {{kind: metric, series: web.CPUUtilization, values: [[0s, {cpu}], [1m, 0]]}}\nalarms: [{Alarm("queue", "GreaterThanThreshold", 1, "p")}, {Alarm("cpu", "GreaterThanThreshold", 50, "p", "web.CPUUtilization")}]\n",
            duration: "4m");
        Assert.That(Run(With(5, 0)).Moves(), Is.EqualTo(new[] { (93.0, 4, 6) }), "the queue's alarm");
        Assert.That(Run(With(0, 90)).Moves(), Is.EqualTo(new[] { (93.0, 4, 6) }), "the CPU's alarm");
        Assert.That(Run(With(0, 0)).Moves(), Is.Empty);
    }

    [Test]
    [Property("Rule", "AS-ST-01")]
    public void DeletingAPolicy_LeavesTheUsersAlarm()
    {
        var policy = Stepping("p", "ChangeInCapacity", "cooldown: 0", (0, null, 2));
        var run = Run(Of(
            $"minCapacity: 1, maxCapacity: 50, policies: [{policy}]", 4,
            Playing("q.depth", "[[0s, 0], [5m, 60]]") + $"alarms: [{Alarm("a", "GreaterThanThreshold", 50, "p")}]\ntimeline: [{{at: 3m, action: DeleteScalingPolicy, service: web, policyName: p}}]\n", duration: "8m"));
        Assert.That(run.Moves(), Is.Empty);
        Assert.That(run.Rows("alarms.csv", "alarm", "a").Select(r => r.Text("to")), Is.EqualTo(new[] { "OK", "ALARM" }));
    }

    [Test]
    [Property("Rule", "AS-ST-02")]
    [Property("Rule", "AS-CD-01")]
    public void Cooldown_Is300SecondsUnlessGiven()
    {
        // The step is taken again at the first invocation 300 s after the two tasks run.
        var run = Run(One(Stepping("p", "ChangeInCapacity", "", (0, null, 2)), "GreaterThanThreshold", 60, duration: "12m"));
        var ready = run.Rows("tasks.csv").Where(t => t.Number("created_s") is > 92 and < 100).Max(t => t.Number("started_s"));
        Assert.That(run.Moves(), Has.Count.EqualTo(2));
        Assert.That(run.Moves()[1].At - ready, Is.InRange(300, 360));
    }

    private static string One(string policy, string comparison, double metric, int running = 10, string duration = "2m") => Of(
        $"minCapacity: 1, maxCapacity: 50, policies: [{policy}]", running,
        Playing("q.depth", FormattableString.Invariant($"[[0s, {metric}]]")) + $"applications: [{{family: web, image: {{size: 1KiB}}}}]\nalarms: [{Alarm("a", comparison, 50, "p")}]\n", duration: duration);
}
