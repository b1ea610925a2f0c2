using System.Globalization;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>Small scenario files about one service <c>web</c> on Fargate, and what they led to.</summary>
internal static class ScalingText
{
    public const string Cpu = "predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}";

    /// <summary>A scenario on Monday, 2 March 2026, from 06:00 UTC: alarms evaluate at second 30 of the minute, decisions follow 3 s later, metrics are visible at once.</summary>
    /// <param name="autoScaling">What stands under <c>autoScaling:</c>, in flow style.</param>
    /// <param name="desired">desiredCount.</param>
    /// <param name="rest">Further top-level keys.</param>
    /// <param name="model">Model constants beside those fixed here.</param>
    /// <param name="duration">Length of the run.</param>
    public static string Of(string autoScaling, int desired = 4, string rest = "", string model = "", string duration = "1h") => $$"""
        name: t
        run: {duration: {{duration}}, initial: steady, start: 2026-03-02T06:00:00Z}
        model: {alarmPhase: 30s, scalingDecisionDelay: 3s, scheduledActionDelay: 3s, ecsMetricDelay: 0s, playbackMetricDelay: 0s{{(model.Length > 0 ? ", " + model : "")}}}
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: app, image: i}]}]
        services:
          - {serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: {{desired}}{{(autoScaling.Length > 0 ? ", autoScaling: {" + autoScaling + "}" : "")}}}
        {{rest}}
        """;

    /// <summary>Target tracking of CPU.</summary>
    public static string Tracking(double target, string more = "", string name = "cpu", string metric = Cpu) =>
        "{policyName: " + name + ", policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: " + target.ToString(CultureInfo.InvariantCulture)
        + ", " + metric + (more.Length > 0 ? ", " + more : "") + "}}";

    /// <summary>Step scaling; steps as <c>[lower, upper, adjustment]</c> in AWS's names.</summary>
    public static string Stepping(string name, string type, string more, params (double? Lower, double? Upper, int Adjustment)[] steps) =>
        "{policyName: " + name + ", policyType: StepScaling, stepScalingPolicyConfiguration: {adjustmentType: " + type + ", stepAdjustments: [" + string.Join(", ", steps.Select(Step)) + "]"
        + (more.Length > 0 ? ", " + more : "") + "}}";

    /// <summary>A series that is played back.</summary>
    public static string Playing(string series, string values) => $$"""
        workload:
          - {kind: metric, series: {{series}}, values: {{values}}}

        """;

    /// <summary>An alarm on the played-back series <c>q.depth</c>, one datapoint, that invokes a policy.</summary>
    public static string Alarm(string name, string comparison, double threshold, string policy, string series = "q.depth", int periods = 1) =>
        $$"""{alarmName: {{name}}, series: {{series}}, comparisonOperator: {{comparison}}, threshold: {{threshold.ToString(CultureInfo.InvariantCulture)}}, evaluationPeriods: {{periods}}, alarmActions: [web/{{policy}}]}""";

    /// <summary>Runs a scenario; every decision it records must follow from its own record.</summary>
    public static ScenarioRun Run(string yaml)
    {
        var run = ScenarioRun.Of(yaml);
        Explaining.RecomputeTests.Check(run);
        return run;
    }

    /// <summary>Scaling decisions as (second, gate, from, to).</summary>
    public static List<(double At, string Gate, int From, int To)> Decided(this ScenarioRun run, string? policy = null) =>
        [.. run.Rows("scaling_activities.csv").Where(r => policy is null || r.Text("policy") == policy).Select(r => (r.Number("t_s"), r.Text("gate"), r.Count("from"), r.Count("to")))];

    /// <summary>Changes of capacity as (second, from, to).</summary>
    public static List<(double At, int From, int To)> Moves(this ScenarioRun run) => [.. run.Decided().Where(d => d.From != d.To).Select(d => (d.At, d.From, d.To))];

    /// <summary>desiredCount at the end, as the last change left it.</summary>
    public static int Ends(this ScenarioRun run) => run.Moves() is { Count: > 0 } moves ? moves[^1].To : run.Result.Scenario.Services[0].DesiredCount;

    /// <summary>desiredCount at a moment.</summary>
    public static int DesiredAt(this ScenarioRun run, double second) => run.At("services.csv", second, "service", "web").Count("desired");

    private static string Step((double? Lower, double? Upper, int Adjustment) step)
    {
        var parts = new List<string>();
        if (step.Lower is { } lower) parts.Add("metricIntervalLowerBound: " + lower.ToString(CultureInfo.InvariantCulture));
        if (step.Upper is { } upper) parts.Add("metricIntervalUpperBound: " + upper.ToString(CultureInfo.InvariantCulture));
        parts.Add("scalingAdjustment: " + step.Adjustment.ToString(CultureInfo.InvariantCulture));
        return "{" + string.Join(", ", parts) + "}";
    }
}
