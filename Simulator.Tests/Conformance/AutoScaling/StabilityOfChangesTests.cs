using Simulator.Tests.Cli;

namespace Simulator.Tests.Conformance.AutoScaling;

/// <summary>Need and stability while bounds and policies change, and beside metrics of other services.</summary>
public sealed class StabilityOfChangesTests : CliFixture
{
    private const string Cpu = "policyName: c, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 50, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}}";

    private static readonly string[] Figures = ["minutes_above_target", "capacity_minutes_over", "capacity_minutes_under", "overshoot", "settling_time.max"];

    // Two vCPUs of work at half of a quarter of a vCPU: sixteen tasks.
    private static string Demanding(string autoScaling, string rest = "", string duration = "2h") => $$$$"""
        name: t
        run: {start: 2026-01-05T13:00:00Z, duration: {{{{duration}}}}, initial: steady}
        taskDefinitions: [{family: w, cpu: "256", memory: "512", networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: a, image: w}]}]
        services: [{serviceName: w, taskDefinition: w, desiredCount: 4, launchType: FARGATE, autoScaling: {{{{{autoScaling}}}}}}]
        workload: [{kind: demand, to: w, cpu: [[0s, 2]]}]
        {{{{rest}}}}
        """;

    private static string Played(string service = "", string rest = "") => $$$$"""
        name: t
        run: {duration: 1h, initial: steady}
        model: {alarmPhase: 30s}
        taskDefinitions: [{family: w, cpu: "256", memory: "512", networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: a, image: w}]}]
        services:
          - serviceName: w
            taskDefinition: w
            desiredCount: 4
            launchType: FARGATE
            autoScaling: {minCapacity: 2, maxCapacity: 20, policies: [{policyName: p, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 50,
              customizedMetricSpecification: {namespace: My, metricName: M, statistic: Average}}}]}
        {{{{service}}}}
        workload: [{name: m, kind: metric, series: {namespace: My, metricName: M}, values: [[0s, 45], [20m, 80], [30m, 45]]}]
        {{{{rest}}}}
        """;

    private static double NeededAt(ScenarioRun run, double second) => run.At("services.csv", second, "service", "w").Number("needed");

    [TestCase("minCapacity: 2, maxCapacity: 5, scheduledActions: [{scheduledActionName: up, schedule: 'at(2026-01-05T13:01:00)', scalableTargetAction: {maxCapacity: 20}}]", "")]
    [TestCase("minCapacity: 2, maxCapacity: 5", "timeline: [{at: 1m, action: RegisterScalableTarget, service: w, maxCapacity: 20}]")]
    public void Need_IsWithinTheBoundsOfItsTime(string target, string rest)
    {
        var run = ScenarioRun.Of(Demanding($"{target}, policies: [{{{Cpu}}}]", rest + "\noutput: {decisions: changes}"));
        Assert.That((NeededAt(run, 60), NeededAt(run, 120)), Is.EqualTo((5.0, 16.0)));
        var whole = ScenarioRun.Of(Demanding($"minCapacity: 2, maxCapacity: 20, policies: [{{{Cpu}}}]"));
        Assert.That(run.Metric("w.stability.capacity_minutes_over"), Is.EqualTo(whole.Metric("w.stability.capacity_minutes_over")));
        Assert.That(run.Metric("w.stability.capacity_minutes_under"), Is.EqualTo(whole.Metric("w.stability.capacity_minutes_under") - 11), "in the first minute five are needed, not sixteen");
    }

    [Test]
    public void AMaximumThatAForecastRaises_CountsFromThen()
    {
        var predictive = "{policyName: f, policyType: PredictiveScaling, predictiveScalingPolicyConfiguration: {mode: ForecastAndScale, forecast: [4, 5], maxCapacityBreachBehavior: IncreaseMaxCapacity, maxCapacityBuffer: 100, "
            + "metricSpecifications: [{targetValue: 50, predefinedMetricPairSpecification: {predefinedMetricType: ECSServiceCPUUtilization}}]}}";
        var run = ScenarioRun.Of(Demanding($"minCapacity: 2, maxCapacity: 5, policies: [{{{Cpu}}}, {predictive}]", "output: {decisions: changes}"));
        Assert.That((NeededAt(run, 3000), NeededAt(run, 3480)), Is.EqualTo((8.0, 10.0)), "twice the forecast of the hour, which asks for no more than there are");
    }

    [Test]
    public void Need_IsThatOfThePolicyOfItsTime()
    {
        var changed = ScenarioRun.Of(Demanding($"minCapacity: 2, maxCapacity: 40, policies: [{{{Cpu}}}]", $"timeline: [{{at: 1m, action: PutScalingPolicy, service: w, {Cpu.Replace("50", "25", StringComparison.Ordinal)}}}]"));
        Assert.That((NeededAt(changed, 60), NeededAt(changed, 120)), Is.EqualTo((16.0, 32.0)));
        var put = ScenarioRun.Of(Demanding("minCapacity: 2, maxCapacity: 40", $"timeline: [{{at: 1m, action: PutScalingPolicy, service: w, {Cpu}}}]"));
        Assert.That(NeededAt(put, 60), Is.NaN);
        Assert.That(NeededAt(put, 120), Is.EqualTo(16));
        foreach (var figure in Figures) Assert.That(put.Metric($"w.stability.{figure}"), Is.Not.NaN, figure);
        foreach (var call in new[] { "DeleteScalingPolicy, service: w, policyName: c", "DeregisterScalableTarget, service: w" })
        {
            var deleted = ScenarioRun.Of(Demanding($"minCapacity: 2, maxCapacity: 40, policies: [{{{Cpu}}}]", $"timeline: [{{at: 1m, action: {call}}}]", "20m"));
            Assert.That(NeededAt(deleted, 60), Is.EqualTo(16));
            Assert.That(deleted.Rows("services.csv").Skip(1).Select(s => s.Number("needed")), Is.All.NaN, call);
            Assert.That(deleted.Metric("w.stability.capacity_minutes_under"), Is.EqualTo(12), "of the first minute alone");
        }
    }

    [TestCase("")]
    [TestCase("""
          - serviceName: h
            taskDefinition: w
            desiredCount: 4
            launchType: FARGATE
            monitoring: {metricConfigurations: [{metricNames: [CPUUtilization], resolutionSeconds: 20}]}
            autoScaling: {minCapacity: 2, maxCapacity: 20, policies: [{policyName: c, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 50,
              predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilizationHighResolution}}}]}
        """)]
    public void NeedByACustomizedMetric_DoesNotDependOnWhatElseIsPublished(string other)
    {
        var run = ScenarioRun.Of(Played(other));
        Assert.That(Figures[..4].Select(f => run.Metric($"w.stability.{f}")), Is.EqualTo(new[] { 10.0, 30.0, 44.0, 0.0 }));
    }

    [Test]
    public void WithoutDatapoints_NothingIsKnown_AndTheReportSaysSo()
    {
        var text = Played(rest: "output: {metrics: false}");
        var run = ScenarioRun.Of(text);
        Assert.That(run.Rows("services.csv").Select(s => s.Number("needed")), Is.All.NaN);
        foreach (var figure in Figures) Assert.That(run.Metric($"w.stability.{figure}"), Is.NaN, figure);
        Run("run", Write("s.yaml", text), "--output", At("out"));
        Assert.That(File.ReadAllText(At("out", "report.html")), Does.Contain("Not known for w: no datapoints of the tracked metric").And.Not.Contain("No service tracks a target"));
    }
}
