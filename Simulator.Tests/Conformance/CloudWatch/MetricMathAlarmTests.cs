using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>Metric math in alarms and in target tracking, from scenario text to result files.</summary>
public sealed class MetricMathAlarmTests
{
    private const string Queries = "{id: m1, metricStat: {metric: {namespace: Test, metricName: m1}, period: 60, stat: Average}, returnData: false}, {id: m2, metricStat: {metric: {namespace: Test, metricName: m2}, period: 60, stat: Average}, returnData: false}";

    [Test]
    [Property("Rule", "AS-CW-15")]
    [Property("Example", "EX-73")]
    public void ADivisionByZero_GivesNoDatapoint()
    {
        var run = Run([("m1", "[[0s, 100]]"), ("m2", "[[0s, 1], [10m, 0], [20m, 1]]")], "m1 / m2", n: 1);
        Assert.That(run.Transitions("a"), Is.EqualTo(new[] { (60.0, "ALARM"), (13 * 60.0, "INSUFFICIENT_DATA"), (21 * 60.0, "ALARM") }), "missing once the range of three holds no datapoint");
    }

    [Test]
    [Property("Rule", "AS-CW-15")]
    public void AMissingOperand_CountsAsZero()
    {
        var run = Run([("m1", "[[0s, 40], [10m, null]]"), ("m2", "[[0s, 40]]")], "m1 + m2", n: 1);
        Assert.That(run.Transitions("a"), Is.EqualTo(new[] { (60.0, "ALARM"), (660.0, "OK") }));
    }

    [Test]
    [Property("Rule", "AS-CW-15")]
    public void AFillerOnALateMetric_PinsTheNewestPeriod()
    {
        // Datapoints come two minutes late: with FILL the newest two periods are always the filler, so that one period of one never breaches.
        var late = Run([("m1", "[[0s, 100]]"), ("m2", "[[0s, 1]]")], "FILL(m1, 0)", n: 1, delay: "120s");
        Assert.That(late.Transitions("a"), Is.EqualTo(new[] { (60.0, "OK") }));
        var bare = Run([("m1", "[[0s, 100]]"), ("m2", "[[0s, 1]]")], "m1", n: 1, delay: "120s");
        Assert.That(bare.Transitions("a"), Is.EqualTo(new[] { (180.0, "ALARM") }));
        var held = Run([("m1", "[[0s, 100]]"), ("m2", "[[0s, 1]]")], "FILL(m1, 0) * m2", n: 1, delay: "120s");
        Assert.That(held.Transitions("a"), Is.EqualTo(new[] { (180.0, "ALARM") }), "a metric outside FILL is waited for");
    }

    [Test]
    [Property("Rule", "AS-CW-15")]
    public void AggregatesOfOneSeries_AreOverTheEvaluationRange()
    {
        // N = 1 fetches three periods: the newest of 0, 0, 90 lies 60 above their mean.
        var run = Run([("m1", "[[0s, 0], [10m, 90]]"), ("m2", "[[0s, 1]]")], "m1 - AVG(m1)", n: 1);
        Assert.That(run.Transitions("a").Where(t => t.To == "ALARM").Select(t => t.At), Is.EqualTo(new[] { 660.0 }));
        Assert.That(run.Transitions("a").Last(), Is.EqualTo((720.0, "OK")), "of 0, 90, 90 it lies 30 above");
    }

    [Property("Rule", "AS-CW-15")]
    [TestCase("m1 / ", "a metric, a number or a function is missing at the end of the expression (at character 6 of `m1 / `)")]
    [TestCase("SUMM(m1)", "there is no function 'SUMM'")]
    [TestCase("AVG(m1)", "single number")]
    public void SlipsInExpressions_AreSaidWithTheirPlace(string expression, string message)
    {
        var result = Loading.Load(Text([("m1", "[[0s, 1]]"), ("m2", "[[0s, 1]]")], expression, 1, "0s"));
        Assert.That(result.Issues.Select(i => i.Message), Has.Some.Contains(message));
        Assert.That(result.Issues[0].Line, Is.GreaterThan(5));
    }

    [Property("Rule", "AS-CW-15")]
    [TestCase("{id: m1, series: Test.m1}, {id: m2, series: Test.m2}", "exactly one query must have returnData: true, not 2")]
    [TestCase("{id: m1, series: Test.m1, expression: m2}", "a metric and an expression at once")]
    [TestCase("{id: m1, returnData: true}", "neither a metric nor an expression")]
    [TestCase("{id: M1, series: Test.m1}", "must begin with a lower-case letter")]
    [TestCase("{id: m1, series: Test.m1, period: 60, returnData: false}, {id: m2, series: Test.m2, period: 300}", "differs from that of the other metrics")]
    public void Queries_AreChecked(string queries, string message)
    {
        var yaml = AlarmScenario.Of([("m1", "[[0s, 1]]"), ("m2", "[[0s, 1]]")], $"{{alarmName: a, evaluationPeriods: 1, threshold: 50, comparisonOperator: GreaterThanThreshold, metrics: [{queries}]}}");
        Assert.That(Loading.Load(yaml).Issues.Select(i => i.Message), Has.Some.Contains(message));
    }

    [TestCase("{id: A, expression: m2 + 1}, {id: m2, series: Test.m2, returnData: false}", "the id 'A' must begin with a lower-case letter and hold letters, digits and _ only (AS-TT-15)", "id: A")]
    [TestCase("{id: m2, expression: m2 + 1}, {id: m2, series: Test.m2, returnData: false}", "two queries have the id 'm2'", "id: m2, series")]
    [Property("Rule", "AS-CW-15")]
    public void AWrongId_IsShownWhereItStands(string queries, string message, string at)
    {
        var yaml = AlarmScenario.Of([("m2", "[[0s, 1]]")], $"{{alarmName: a, evaluationPeriods: 1, threshold: 50, comparisonOperator: GreaterThanThreshold, metrics: [{queries}]}}");
        var issue = Loading.Load(yaml).Issues.Single();
        Assert.That(issue.Message, Is.EqualTo(message), "the id is not a place in the expression");
        Assert.That(yaml.Split('\n')[issue.Line - 1][(issue.Column - 1)..], Does.StartWith(at["id: ".Length..]));
    }

    [Test]
    [Property("Rule", "AS-TT-15")]
    [Property("Rule", "AS-PX-09")]
    [Property("Example", "EX-30")]
    public void BacklogPerTask_ScalesAServiceByMetricMath()
    {
        // 1500 messages and 10 tasks: 150 each; the target is 100, so 15 tasks.
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 20m, initial: steady, start: 2026-01-05T00:00:00Z}
            cluster: {clusterName: prod, settings: [{name: containerInsights, value: enabled}]}
            model: {alarmPhase: 30s}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
            services:
              - serviceName: web
                taskDefinition: web
                launchType: FARGATE
                desiredCount: 10
                autoScaling:
                  minCapacity: 0
                  maxCapacity: 40
                  policies:
                    - policyName: backlog
                      targetTrackingScalingPolicyConfiguration:
                        targetValue: 100
                        customizedMetricSpecification:
                          metrics:
                            - {id: m1, metricStat: {metric: {namespace: Test, metricName: visible}, stat: Average}, returnData: false}
                            - {id: m2, metricStat: {metric: {namespace: ECS/ContainerInsights, metricName: RunningTaskCount, dimensions: [{name: ClusterName, value: prod}, {name: ServiceName, value: web}]}, stat: Average}, returnData: false}
                            - {id: e1, expression: "IF(m2 > 0, m1 / m2, m1)", label: backlog, returnData: true}
            workload: [{name: visible, kind: metric, series: Test.visible, values: [[0s, 1500]]}]
            """);
        var first = run.Rows("scaling_activities.csv").First(r => r.Text("status") != "NotScaled");
        Assert.That((first.Number("metric_value"), first.Count("from"), first.Count("to")), Is.EqualTo((150.0, 10, 15)));
        Assert.That(first.Number("t_s"), Is.EqualTo(180 + 60 + 30 + 3), "three minutes, one to publish, the alarm's phase, the decision");
    }

    private static ScenarioRun Run(IEnumerable<(string, string)> series, string expression, int n, string delay = "0s") => ScenarioRun.Of(Text(series, expression, n, delay));

    private static string Text(IEnumerable<(string, string)> series, string expression, int n, string delay) =>
        AlarmScenario.Of(series, $"{{alarmName: a, evaluationPeriods: {n}, threshold: 50, comparisonOperator: GreaterThanThreshold, metrics: [{Queries}, {{id: e, expression: \"{expression}\"}}]}}")
            .Replace("playbackMetricDelay: 0s", $"playbackMetricDelay: {delay}", StringComparison.Ordinal);
}
