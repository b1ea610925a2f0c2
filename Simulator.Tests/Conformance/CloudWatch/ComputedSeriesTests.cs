using Simulator.Tests.Conformance.Scaling;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>Values of expressions and percentiles that alarms and policies read: in metrics.csv, and to be tracked and forecast like any series (AS-CW-13, AS-CW-15, AS-TT-15, AS-PR-01).</summary>
public sealed class ComputedSeriesTests
{
    [Property("Rule", "AS-CW-15")]
    [Property("Example", "EX-70")]
    [TestCase("m1 < m2", new[] { 0.0, 0, 1, 0 })]
    [TestCase("m1 >= 30", new[] { 1.0, 0, 0, 0 })]
    [TestCase("m1 > 15 AND m2 > 15", new[] { 1.0, 0, 0, 0 })]
    public void Comparisons_OfAwssExample(string expression, double[] expected) => Assert.That(
        Values(Run([("m1", "[[0s, 30], [1m, 20], [2m, 0]]"), ("m2", "[[0s, 20], [1m, null], [2m, 20], [3m, null]]")], expression), 4), Is.EqualTo(expected));

    // The published results need inputs of their own: m1 = 1, 1, 0, 0, -; m2 = 30, -, 0, 0, -; m3 = 0, 0, 20, -, 20.
    [Property("Rule", "AS-CW-15")]
    [Property("Example", "EX-72")]
    [TestCase("IF(m1, 5, m3)", new[] { 5, 5, 20, double.NaN, double.NaN })]
    [TestCase("IF(m1, m2, 5)", new[] { 30, 0, 5, 5, double.NaN })]
    public void Conditions_OfAwssExample(string expression, double[] expected) => Assert.That(
        Values(Run([("m1", "[[0s, 1], [2m, 0], [4m, null]]"), ("m2", "[[0s, 30], [1m, null], [2m, 0], [4m, null]]"), ("m3", "[[0s, 0], [2m, 20], [3m, null], [4m, 20]]")], expression), 5), Is.EqualTo(expected));

    [Test]
    [Property("Rule", "AS-CW-15")]
    public void AnExpression_HasOneRowForEachPeriod_WithItsInputs()
    {
        var run = Run([("m1", "[[0s, 30]]"), ("m2", "[[0s, 20]]")], "m1 + m2");
        var rows = run.Rows("metrics.csv", "statistic", "Expression");
        Assert.That(rows.Select(r => r.Number("period_start_s")).Take(3), Is.EqualTo(new[] { 0.0, 60, 120 }));
        Assert.That(rows.Select(r => (r.Text("metric"), r.Text("dimensions"), r.Text("namespace"), r.Number("published_s") - r.Number("period_start_s"), r.Text("sample_count"))).Distinct(),
            Is.EqualTo(new[] { ("m1 + m2", "m1=Test/m1{}; m2=Test/m2{}", "", 60.0, "") }));
    }

    [Test]
    [Property("Rule", "AS-CW-13")]
    public void APercentile_IsListedOnceForAllItsAlarms()
    {
        const string p99 = "series: Test.m, extendedStatistic: p99, evaluationPeriods: 1, comparisonOperator: GreaterThanThreshold";
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", "[[0s, 30], [2m, 70]]")], $$"""
            {alarmName: a, threshold: 50, {{p99}}}
            {alarmName: b, threshold: 60, {{p99}}}
            """));
        Assert.That(run.Rows("metrics.csv", "statistic", "p99").Select(r => (r.Number("period_start_s"), r.Number("value"), r.Number("sample_count"))).Take(4),
            Is.EqualTo(new[] { (0.0, 30.0, 1.0), (60, 30, 1), (120, 70, 1), (180, 70, 1) }));
    }

    [Test]
    [Property("Rule", "AS-TT-15")]
    [Property("Rule", "AS-EC2-01")]
    public void AGroup_TracksMetricMath()
    {
        // 600 messages for the instances that serve: 150 each with four, of a target of 100.
        var run = ScalingText.Run(Group("{policyName: backlog, targetTrackingConfiguration: {targetValue: 100, customizedMetricSpecification: {metrics: ["
            + "{id: m1, metricStat: {metric: {namespace: Test, metricName: visible}, stat: Sum}, returnData: false}, {id: m2, metricStat: {metric: {namespace: Test, metricName: instances}, stat: Average}, returnData: false}, "
            + "{id: e1, expression: m1 / m2, label: backlog, returnData: true}]}}}", "[[0s, 600]]", "6m"));
        Assert.That(run.Moves()[0], Is.EqualTo((213.0, 4, 6)));
        Assert.That(run.Rows("scaling_activities.csv")[0].Number("metric_value"), Is.EqualTo(150));
        Assert.That(run.Rows("metrics.csv", "statistic", "Expression").Select(r => r.Number("value")).Distinct(), Is.EqualTo(new[] { 150.0 }));
        Assert.That(run.Rows("metrics.csv", "statistic", "Expression").Select(r => r.Number("period_start_s")), Is.Unique, "high and low alarm share them");
    }

    [Test]
    [Property("Rule", "AS-EC2-01")]
    [Property("Rule", "AS-TT-15")]
    public void AGroupsMetricMath_MayHaveShortPeriods()
    {
        var run = ScalingText.Run(Group("{policyName: backlog, targetTrackingConfiguration: {targetValue: 100, customizedMetricSpecification: {metrics: ["
            + "{id: m1, metricStat: {metric: {namespace: Test, metricName: visible}, period: 10, stat: Average}, returnData: false}, {id: e1, expression: m1 * 2}]}}}", "[[0s, 75]]", "2m"));
        Assert.That(run.Rows("metrics.csv", "statistic", "Expression").Select(r => r.Text("period_s")).Distinct(), Is.EqualTo(new[] { "10" }));
        Assert.That(run.Moves()[0], Is.EqualTo((33.0, 4, 6)), "three points of ten seconds");
    }

    [Test]
    [Property("Rule", "AS-TT-15")]
    public void AGroupsMetricMath_IsChecked()
    {
        var loaded = Loading.Load(Group("{policyName: backlog, targetTrackingConfiguration: {targetValue: 100, customizedMetricSpecification: {metrics: ["
            + "{id: m1, metricStat: {metric: {namespace: Test, metricName: visible}, period: 300, stat: Average}, returnData: false}, {id: e1, expression: m1 * 2}]}}}", "[[0s, 75]]", "2m"));
        Assert.That(loaded.Issues.Select(i => i.Message), Has.Some.Contains("a period of 10, 30 or 60 s, not 300"));
    }

    [Test]
    [Property("Rule", "AS-PR-01")]
    [Property("Rule", "AS-PR-08")]
    public void ALoadOfSeveralSeries_IsForecast()
    {
        // Two queues of work; 300 and 100 together from 07:00 to 08:00 on the first day, 50 and 50 otherwise. Fifty for each task.
        const string queries = "metricDataQueries: [{id: a, metricStat: {metric: {namespace: App, metricName: A}, stat: Sum}, returnData: false}, {id: b, metricStat: {metric: {namespace: App, metricName: B}, stat: Sum}, returnData: false}, ";
        var text = ScalingText.Of(
            "minCapacity: 2, maxCapacity: 20, policies: [{policyName: p, policyType: PredictiveScaling, predictiveScalingPolicyConfiguration: {mode: ForecastAndScale, metricSpecifications: [{targetValue: 50, "
            + "customizedLoadMetricSpecification: {" + queries + "{id: e, expression: a + b, label: load}]}, customizedScalingMetricSpecification: {" + queries + "{id: e, expression: (a + b) / 4}]}, "
            + "customizedCapacityMetricSpecification: {metricDataQueries: [{id: c, metricStat: {metric: {namespace: App, metricName: Capacity}, stat: Average}}]}}]}}]", desired: 2,
            rest: "workload: [{kind: metric, series: {namespace: App, metricName: A}, values: [[0s, 50], [1h, 300], [2h, 50]]}, {kind: metric, series: {namespace: App, metricName: B}, values: [[0s, 50], [1h, 100], [2h, 50]]}]\noutput: {services: {every: 1h}}", duration: "26h");
        var run = ScalingText.Run(text);
        Assert.That(run.Moves(), Is.EqualTo(new[] { ((25 * 3600) - 300.0, 2, 8) }), "four hundred, fifty for each task");
        Assert.That(run.Rows("metrics.csv", "statistic", "Expression").Select(r => r.Number("value")).Distinct(), Is.EqualTo(new[] { 100.0, 400 }));
        Assert.That(run.Loaded.Notes.Select(n => n.Message), Has.Some.Contains("customizedCapacityMetricSpecification").And.Some.Contains("customizedScalingMetricSpecification"));
    }

    private static double[] Values(ScenarioRun run, int periods)
    {
        var rows = run.Rows("metrics.csv", "statistic", "Expression").ToDictionary(r => (int)(r.Number("period_start_s") / 60), r => r.Number("value"));
        return [.. Enumerable.Range(0, periods).Select(i => rows.GetValueOrDefault(i, double.NaN))];
    }

    private static ScenarioRun Run((string Name, string Values)[] series, string expression) => ScenarioRun.Of(AlarmScenario.Of(
        series, "{alarmName: a, evaluationPeriods: 1, threshold: 50, comparisonOperator: GreaterThanThreshold, metrics: ["
            + string.Join(", ", series.Select(s => $"{{id: {s.Name}, metricStat: {{metric: {{namespace: Test, metricName: {s.Name}}}, stat: Average}}, returnData: false}}")) + $", {{id: e, expression: \"{expression}\"}}]}}"));

    private static string Group(string policy, string visible, string duration) => $$"""
        name: g
        run: {duration: {{duration}}, initial: steady}
        model: {alarmPhase: {{(duration == "2m" ? "0s" : "30s")}}, scalingDecisionDelay: 3s, playbackMetricDelay: 0s}
        autoScalingGroups:
          - {autoScalingGroupName: asg, instanceType: m6i.large, minSize: 2, maxSize: 10, desiredCapacity: 4, scalingPolicies: [{{policy}}] }
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: bridge, containerDefinitions: [{name: app, image: i}]}]
        services: [{serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1}]
        workload:
          - {name: visible, kind: metric, series: Test.visible, values: {{visible}}}
          - {name: instances, kind: metric, series: Test.instances, values: [[0s, 4]]}
        """;
}
