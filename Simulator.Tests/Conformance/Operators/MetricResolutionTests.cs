using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Operators;

/// <summary>The resolution of a service's metrics, changed by UpdateService.</summary>
public sealed class MetricResolutionTests
{
    private const string Fine = "monitoring: {metricConfigurations: [{metricNames: [CPUUtilization, MemoryUtilization], resolutionSeconds: 20}]}";
    private const string Coarse = "monitoring: {metricConfigurations: [{metricNames: [CPUUtilization, MemoryUtilization], resolutionSeconds: 60}]}";
    private const string Policy = "policyName: fast, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 40, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilizationHighResolution}}";

    [Test, Property("Rule", "AS-MET-05"), Property("Rule", "ECS-SV-03")]
    public void Change_StartsADeployment_WhoseTasksReportEveryTwentySeconds()
    {
        var run = ScenarioRun.Of(Of($"{{at: 5m, action: UpdateService, service: web, {Fine}}}"));
        Assert.That(run.Rows("deployments.csv").Select(d => (d.Number("created_s"), d.Text("rollout_state"))), Is.EqualTo(new[] { (0.0, "COMPLETED"), (300.0, "COMPLETED") }));
        var firstNew = run.Rows("tasks.csv").Where(t => t.Number("created_s") >= 300).Min(t => t.Number("started_s"));
        var fine = run.Rows("metrics.csv", "metric", "CPUUtilization").Where(m => m.Number("period_start_s") % 60 != 0).ToList();
        Assert.That(fine.Min(m => m.Number("period_start_s")), Is.InRange(firstNew - 20, firstNew + 20), "the old tasks do not report so often");
        Assert.That(fine[0].Count("sample_count"), Is.LessThanOrEqualTo(2));
        Assert.That(fine.Max(m => m.Number("published_s") - m.Number("period_start_s")), Is.LessThan(60));
        Assert.That(run.Rows("metrics.csv", "metric", "CPUUtilization").Where(m => m.Number("period_start_s") < 240).Select(m => m.Number("period_start_s") % 60), Is.All.Zero);
    }

    [Test, Property("Rule", "AS-MET-05")]
    public void SameResolution_StartsNone() =>
        Assert.That(ScenarioRun.Of(Of($"{{at: 5m, action: UpdateService, service: web, {Coarse}}}").Replace("period: 20", "period: 60", StringComparison.Ordinal)).Rows("deployments.csv"), Has.Count.EqualTo(1));

    [Test, Property("Rule", "AS-MET-05"), Property("Rule", "AS-TGT-05")]
    public void FinePolicy_IsRefusedWhileOldTasksRun_AndScalesAfterwards()
    {
        string Put(string at) => $"{{at: 5m, action: UpdateService, service: web, {Fine}}}\n  - {{at: {at}, action: PutScalingPolicy, service: web, {Policy}}}";
        var early = ScenarioRun.Of(Of(Put("330s")));
        Assert.That(early.DecisionsOf("operator").Last().GetProperty("inputs").GetProperty("running").GetDouble(), Is.EqualTo(2), "tasks without 20-s data");
        Assert.That(early.DecisionsOf("operator").Last().GetProperty("gate").GetString(), Is.EqualTo("call_refused"));
        Assert.That(early.At("services.csv", 1740, "service", "web").Count("desired"), Is.EqualTo(2));
        var late = ScenarioRun.Of(Of(Put("10m")));
        Assert.That(late.At("services.csv", 1740, "service", "web").Count("desired"), Is.GreaterThan(2));
        var first = late.Rows("scaling_activities.csv").First(a => a.Count("to") > a.Count("from"));
        Assert.That(first.Number("t_s"), Is.LessThan(600 + 150), "three points of 20 s, not of a minute");
    }

    [Test, Property("Rule", "AS-MET-05"), Property("Rule", "ECS-MT-04")]
    public void EachMetric_HasItsOwnResolution()
    {
        // CPU every 20 s and memory by the minute, then the other way round.
        const string first = "{metricNames: [CPUUtilization], resolutionSeconds: 20}, {metricNames: [MemoryUtilization], resolutionSeconds: 60}";
        const string then = "{metricNames: [MemoryUtilization], resolutionSeconds: 20}";
        var yaml = Of($"{{at: 15m, action: UpdateService, service: web, monitoring: {{metricConfigurations: [{then}]}}}}")
            .Replace("launchType: FARGATE,", $"launchType: FARGATE, monitoring: {{metricConfigurations: [{first}]}},", StringComparison.Ordinal)
            .Replace("alarms: [", "alarms: [{alarmName: full, series: web.MemoryUtilization, statistic: Average, period: 20, evaluationPeriods: 1, threshold: 99, comparisonOperator: GreaterThanThreshold}, {alarmName: fuller, series: web.MemoryUtilization, statistic: Average, period: 60, evaluationPeriods: 1, threshold: 99, comparisonOperator: GreaterThanThreshold}, ", StringComparison.Ordinal);
        var run = ScenarioRun.Of(yaml);
        var changed = run.Rows("tasks.csv").Where(t => t.Number("created_s") >= 900).Min(t => t.Number("started_s"));
        var gone = run.Rows("tasks.csv").Where(t => t.Number("created_s") < 900).Max(t => t.Number("stopped_s"));
        Assert.That(Fine("CPUUtilization").Max(), Is.LessThan(gone), "the new tasks report by the minute");
        Assert.That(Fine("MemoryUtilization").Min(), Is.InRange(changed - 20, changed + 20), "the old tasks reported by the minute");
        Assert.That(run.Rows("metrics.csv", "metric", "MemoryUtilization").Count(m => m.Number("period_start_s") < 840), Is.EqualTo(14), "one a minute");
        Assert.That(run.Rows("metrics.csv", "metric", "CPUUtilization").Count(m => m.Number("period_start_s") < 840), Is.EqualTo(14 + (3 * 14)), "one a minute, and three");

        IEnumerable<double> Fine(string metric) => run.Rows("metrics.csv", "metric", metric).Select(m => m.Number("period_start_s")).Where(s => s % 60 != 0);
    }

    [TestCase("CPUUtilization", "Memory")]
    [TestCase("MemoryUtilization", "CPU")]
    [Property("Rule", "AS-MET-05")]
    public void FinePolicy_NeedsItsOwnMetricFine(string fine, string policys)
    {
        var yaml = Of($"{{at: 5m, action: UpdateService, service: web, monitoring: {{metricConfigurations: [{{metricNames: [{fine}], resolutionSeconds: 20}}]}}}}\n  - {{at: 10m, action: PutScalingPolicy, service: web, {Policy.Replace("CPU", policys, StringComparison.Ordinal)}}}")
            .Replace("period: 20", "period: 60", StringComparison.Ordinal);
        Assert.That(Loading.Load(yaml).Issues.Select(i => i.ToString()), Has.One.Contains($"needs {policys}Utilization of the service at 20 s"));
        Assert.That(Loading.Load(yaml.Replace(policys, fine[..^"Utilization".Length], StringComparison.Ordinal)).Issues, Is.Empty);
    }

    [TestCase("4m")]
    [TestCase("20m")]
    [Property("Rule", "AS-MET-05")]
    public void FinePolicy_WhileTheServiceHasNoFineMetrics_IsRefusedWhenRead(string at)
    {
        var yaml = Of($"{{at: 5m, action: UpdateService, service: web, {Fine}}}\n  - {{at: 15m, action: UpdateService, service: web, {Coarse}}}\n  - {{at: {at}, action: PutScalingPolicy, service: web, {Policy}}}");
        Assert.That(Loading.Load(yaml).Issues.Select(i => i.ToString()), Has.Some.Contains("needs CPUUtilization of the service at 20 s"));
    }

    private static string Of(string timeline) => $$$"""
        name: fine
        run: {duration: 30m, initial: steady}
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
        applications: [{family: web, image: {size: 20MiB}, startup: 1s, request: {cpu: 10ms}}]
        services: [{serviceName: web, taskDefinition: web, desiredCount: 2, launchType: FARGATE, autoScaling: {minCapacity: 1, maxCapacity: 10, policies: []}}]
        alarms: [{alarmName: busy, series: web.CPUUtilization, statistic: Average, period: 20, evaluationPeriods: 1, threshold: 99, comparisonOperator: GreaterThanThreshold}, {alarmName: slow, series: web.CPUUtilization, statistic: Average, period: 60, evaluationPeriods: 1, threshold: 99, comparisonOperator: GreaterThanThreshold}]
        workload: [{to: web, rate: 35/s}]
        timeline:
          - {{{timeline}}}
        """;
}
