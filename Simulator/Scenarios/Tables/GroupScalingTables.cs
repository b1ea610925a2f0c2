using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>scalingPolicies of an Auto Scaling group: EC2 Auto Scaling's PutScalingPolicy (AS-EC2-01 … 03).</summary>
internal static class GroupPolicyTable
{
    public static readonly ObjectTable Table = new ObjectTable("groupScalingPolicy", "A scaling policy of an Auto Scaling group (EC2 Auto Scaling's PutScalingPolicy).")
        .Aws("PutScalingPolicy", "autoScalingGroupName autoScalingGroupArn policyARN alarms").FromFile("scalingPolicies");

    public static readonly Property<AdjustmentType> AdjustmentType = New("adjustmentType", StepScalingTable.AdjustmentTypes, "SimpleScaling, StepScaling: how adjustments are read.");
    public static readonly Property<int> Adjustment = New("scalingAdjustment", Kind.AwsCount(-1_000_000, 1_000_000), "SimpleScaling: instances, percent, or the capacity itself.");
    public static readonly Property<IReadOnlyList<ObjectView>> Steps = New("stepAdjustments", Kind.List(Kind.Object(() => StepTable.Table), 1, 20), "StepScaling: steps; their bounds are relative to the alarm's threshold (AS-ST-03).");
    public static readonly Property<MetricStatistic> Aggregation = New("metricAggregationType", StepScalingTable.Aggregations, "StepScaling: how the alarm's datapoints are put together.", "Average");
    public static readonly Property<int> MinMagnitude = New("minAdjustmentMagnitude", Kind.AwsCount(0, 100_000), "Smallest change, for PercentChangeInCapacity.", null, "minAdjustmentStep");
    public static readonly Property<Duration> Cooldown = New("cooldown", Kind.Seconds(), "SimpleScaling: seconds after an activity.", "the group's defaultCooldown");
    public static readonly Property<Duration> Warmup = New("estimatedInstanceWarmup", Kind.Seconds(), "StepScaling, TargetTrackingScaling: seconds until an instance that the policy launched counts (AS-EC2-02).", "defaultInstanceWarmup, else defaultCooldown");
    public static readonly Property<bool> Enabled = New("enabled", Kind.AwsFlag, "Whether the policy acts (AS-EC2-08).", "true");
    public static readonly Property<ObjectView> TargetTracking = New("targetTrackingConfiguration", Kind.Object(() => GroupTargetTrackingTable.Table), "Target tracking (AS-EC2-01).");
    public static readonly Property<ObjectView> Predictive = New("predictiveScalingConfiguration", Kind.Object(() => PredictiveTable.Table), "Predictive scaling (AS-PR-01).");

    /// <summary>The properties that only a group's policies have.</summary>
    public static readonly Property[] Own = [AdjustmentType, Adjustment, Steps, Aggregation, MinMagnitude, Cooldown, Warmup, Enabled, TargetTracking, Predictive];

    static GroupPolicyTable()
    {
        Table.IncludeName(PolicyTable.Name);
        Table.Include(PolicyTable.Type);
        foreach (var property in Own) Table.Include(property);
    }

    private static Property<T> New<T>(string name, ValueKind<T> kind, string doc, string? defaultText = null, params System.Collections.Immutable.ImmutableArray<string> aliases)
        where T : notnull
        => new(name, kind, doc, required: false, defaultText, aliases.IsDefault ? [] : aliases);
}

/// <summary>targetTrackingConfiguration of a group's policy.</summary>
internal static class GroupTargetTrackingTable
{
    public static readonly ObjectTable Table = new ObjectTable("groupTargetTracking", "Configuration of a group's target tracking policy.").Aws("PutScalingPolicy", "", "targetTrackingConfiguration").FromFile();

    public static readonly Property<double> TargetValue = Table.Add("targetValue", Kind.AwsNumber(), "Target in the metric's unit.", required: true);
    public static readonly Property<ObjectView> Predefined = Table.Add("predefinedMetricSpecification", Kind.Object(() => GroupPredefinedMetricTable.Table), "A predefined metric.");
    public static readonly Property<ObjectView> Customized = Table.Add("customizedMetricSpecification", Kind.Object(() => CustomizedMetricTable.Table), "Any other series.");
    public static readonly Property<bool> DisableScaleIn = Table.Add("disableScaleIn", Kind.AwsFlag, "Whether the policy never removes instances.", defaultText: "false");
}

/// <summary>predefinedMetricSpecification of a group's policy.</summary>
internal static class GroupPredefinedMetricTable
{
    public static readonly ObjectTable Table = new ObjectTable("groupPredefinedMetric", "A predefined metric of a group.").Aws("PutScalingPolicy", "", "targetTrackingConfiguration.predefinedMetricSpecification");

    public static readonly Property<string> Type = Table.Add(
        "predefinedMetricType",
        new ChoiceKind<string>(("ASGAverageCPUUtilization", "ASGAverageCPUUtilization"), ("ALBRequestCountPerTarget", "ALBRequestCountPerTarget")).Refusing(
            ("ASGAverageNetworkIn", "network traffic of instances is not simulated", "ASGAverageCPUUtilization"), ("ASGAverageNetworkOut", "network traffic of instances is not simulated", "ASGAverageCPUUtilization")),
        "Which metric.", required: true);
    public static readonly Property<Reference> Label = Table.Add("resourceLabel", Kind.To("app/<load balancer>/<id>/targetgroup/<target group>/<id>", "app/lb/1/targetgroup/web-tg/2"), "Target group of ALBRequestCountPerTarget.");
}

/// <summary>scheduledActions of an Auto Scaling group (PutScheduledUpdateGroupAction, AS-EC2-04).</summary>
internal static class GroupScheduledActionTable
{
    public static readonly ObjectTable Table = new ObjectTable("groupScheduledAction", "A scheduled action of an Auto Scaling group.")
        .Aws("PutScheduledUpdateGroupAction", "autoScalingGroupName scheduledActionARN time").FromFile("scheduledUpdateGroupActions");

    public static readonly Property<string> Recurrence = new("recurrence", Kind.Words, "Cron of five fields: minutes hours day-of-month month day-of-week.", required: false, "once, at startTime", []);
    public static readonly Property<int> MinSize = new("minSize", Kind.AwsCount(0, 100_000), "Smallest size from then on.", required: false, "as it is", []);
    public static readonly Property<int> MaxSize = new("maxSize", Kind.AwsCount(0, 100_000), "Largest size from then on.", required: false, "as it is", []);
    public static readonly Property<int> Desired = new("desiredCapacity", Kind.AwsCount(0, 100_000), "Size from then on.", required: false, "as it is, within the bounds", []);

    /// <summary>All properties.</summary>
    public static readonly Property[] Own = [ScheduledActionTable.Name, Recurrence, ScheduledActionTable.TimeZone, ScheduledActionTable.Start, ScheduledActionTable.End, MinSize, MaxSize, Desired];

    static GroupScheduledActionTable()
    {
        Table.IncludeName(ScheduledActionTable.Name);
        foreach (var property in Own.AsSpan(1)) Table.Include(property);
    }
}
