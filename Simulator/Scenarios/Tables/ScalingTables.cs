using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>autoScaling:</c> of a service: RegisterScalableTarget with its policies.</summary>
internal static class ScalableTargetTable
{
    public static readonly ObjectTable Table = new ObjectTable("autoScaling", "A scalable target of Application Auto Scaling on the service's desiredCount.")
        .Aws("RegisterScalableTarget", "serviceNamespace resourceId scalableDimension roleARN tags scalableTargetARN creationTime predictedCapacity").FromFile("scalableTargets");

    public static readonly Property<int> MinCapacity = Table.Add("minCapacity", Kind.AwsCount(0, 100_000), "Fewest tasks.", required: true);
    public static readonly Property<int> MaxCapacity = Table.Add("maxCapacity", Kind.AwsCount(0, 100_000), "Most tasks.", required: true);
    public static readonly Property<ObjectView> Suspended = Table.Add("suspendedState", Kind.Object(() => SuspendedStateTable.Table), "What is suspended (AS-TGT-05).");
    public static readonly Property<IReadOnlyList<ObjectView>> Policies = Table.Add("policies", Kind.List(Kind.Object(() => PolicyTable.Table), 0, 50), "Scaling policies (PutScalingPolicy).");
    public static readonly Property<IReadOnlyList<ObjectView>> ScheduledActions = Table.Add("scheduledActions", Kind.List(Kind.Object(() => ScheduledActionTable.Table), 0, 200), "Scheduled actions (PutScheduledAction).");
}

/// <summary>suspendedState.</summary>
internal static class SuspendedStateTable
{
    public static readonly ObjectTable Table = new ObjectTable("suspendedState", "Suspended kinds of scaling.").Aws("RegisterScalableTarget", "", "suspendedState");

    public static readonly Property<bool> In = Table.Add("dynamicScalingInSuspended", Kind.AwsFlag, "No policy removes tasks.", defaultText: "false");
    public static readonly Property<bool> Out = Table.Add("dynamicScalingOutSuspended", Kind.AwsFlag, "No policy adds tasks.", defaultText: "false");
    public static readonly Property<bool> Scheduled = Table.Add("scheduledScalingSuspended", Kind.AwsFlag, "Scheduled actions do nothing.", defaultText: "false");
}

/// <summary>scheduledActions items (PutScheduledAction, AS-SC-01 … 07).</summary>
internal static class ScheduledActionTable
{
    public static readonly ObjectTable Table = new ObjectTable("scheduledAction", "A scheduled action: new bounds at certain times.")
        .Aws("PutScheduledAction", "serviceNamespace resourceId scalableDimension scheduledActionARN creationTime").FromFile("scheduledActions");

    public static readonly Property<string> Name = Table.Named("scheduledActionName", Kind.GroupName, "Name of the action, unique in its target.");
    public static readonly Property<string> Schedule = Table.Add("schedule", Kind.Words, "at(yyyy-mm-ddThh:mm:ss), rate(n minutes) or cron(minutes hours day-of-month month day-of-week year).", required: true);
    public static readonly Property<string> TimeZone = Table.Add("timezone", Kind.Words, "IANA name of the time zone of at and cron, such as Europe/Paris.", defaultText: "UTC");
    public static readonly Property<DateTimeOffset> Start = Table.Add("startTime", Kind.Moment, "The action runs then too, and not before.");
    public static readonly Property<DateTimeOffset> End = Table.Add("endTime", Kind.Moment, "The action does not run after it; nothing is reverted.");
    public static readonly Property<ObjectView> Target = Table.Add("scalableTargetAction", Kind.Object(() => ScalableTargetActionTable.Table), "The new bounds.", required: true);
}

/// <summary>scalableTargetAction.</summary>
internal static class ScalableTargetActionTable
{
    public static readonly ObjectTable Table = new ObjectTable("scalableTargetAction", "Bounds that a scheduled action sets; at least one.").Aws("PutScheduledAction", "", "scalableTargetAction");

    public static readonly Property<int> MinCapacity = Table.Add("minCapacity", Kind.AwsCount(0, 100_000), "Fewest tasks from then on.", defaultText: "as it is");
    public static readonly Property<int> MaxCapacity = Table.Add("maxCapacity", Kind.AwsCount(0, 100_000), "Most tasks from then on.", defaultText: "as it is");
}

/// <summary>policies items (PutScalingPolicy).</summary>
internal static class PolicyTable
{
    public static readonly ObjectTable Table = new ObjectTable("scalingPolicy", "A scaling policy (PutScalingPolicy).")
        .Aws("PutScalingPolicy", "serviceNamespace resourceId scalableDimension policyARN alarms creationTime").FromFile("scalingPolicies");

    public static readonly Property<string> Name = Table.Named("policyName", Kind.GroupName, "Policy name.");
    public static readonly Property<string> Type = Table.Add(
        "policyType",
        new ChoiceKind<string>([.. ((string[])["TargetTrackingScaling", "StepScaling", "PredictiveScaling", "SimpleScaling"]).Select(w => (w, w))]),
        "Kind of policy; SimpleScaling is for Auto Scaling groups only.", defaultText: "by the configuration given");
    public static readonly Property<ObjectView> TargetTracking = Table.Add("targetTrackingScalingPolicyConfiguration", Kind.Object(() => TargetTrackingTable.Table), "Target tracking (AS-TT-01).");
    public static readonly Property<ObjectView> Step = Table.Add("stepScalingPolicyConfiguration", Kind.Object(() => StepScalingTable.Table), "Step scaling (AS-ST-02).");
    public static readonly Property<ObjectView> Predictive = Table.Add("predictiveScalingPolicyConfiguration", Kind.Object(() => PredictiveTable.Table), "Predictive scaling (AS-PR-01).");
}

/// <summary>targetTrackingScalingPolicyConfiguration (AS-TT-01).</summary>
internal static class TargetTrackingTable
{
    public static readonly ObjectTable Table = new ObjectTable("targetTracking", "Configuration of a target tracking policy.").Aws("PutScalingPolicy", "", "targetTrackingScalingPolicyConfiguration").FromFile();

    public static readonly Property<double> TargetValue = Table.Add("targetValue", Kind.AwsNumber(), "Target in the metric's unit; requests per target count per minute (AS-MET-04).", required: true);
    public static readonly Property<ObjectView> Predefined = Table.Add("predefinedMetricSpecification", Kind.Object(() => PredefinedMetricTable.Table), "A predefined metric (AS-TT-02).");
    public static readonly Property<ObjectView> Customized = Table.Add("customizedMetricSpecification", Kind.Object(() => CustomizedMetricTable.Table), "Any other series.");
    public static readonly Property<Duration> OutCooldown = Table.Add("scaleOutCooldown", Kind.Seconds(), "Seconds after a scale-out.", defaultText: "300");
    public static readonly Property<Duration> InCooldown = Table.Add("scaleInCooldown", Kind.Seconds(), "Seconds after a scale-in.", defaultText: "300");
    public static readonly Property<bool> DisableScaleIn = Table.Add("disableScaleIn", Kind.AwsFlag, "Whether the policy never removes tasks.", defaultText: "false");
}

/// <summary>predefinedMetricSpecification.</summary>
internal static class PredefinedMetricTable
{
    public static readonly ObjectTable Table = new ObjectTable("predefinedMetric", "A predefined metric.").Aws("PutScalingPolicy", "", "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification");

    public static readonly Property<string> Type = Table.Add(
        "predefinedMetricType",
        new ChoiceKind<string>([.. ((string[])["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization", "ALBRequestCountPerTarget", "ECSServiceAverageCPUUtilizationHighResolution",
            "ECSServiceAverageMemoryUtilizationHighResolution"]).Select(w => (w, w))]),
        "Which metric.", required: true);
    public static readonly Property<Reference> Label = Table.Add("resourceLabel", Kind.To("app/<load balancer>/<id>/targetgroup/<target group>/<id>", "app/lb/1/targetgroup/web-tg/2"), "Target group of ALBRequestCountPerTarget.", defaultText: "the service's only one");
}

/// <summary>customizedMetricSpecification.</summary>
internal static class CustomizedMetricTable
{
    public static readonly ObjectTable Table = new ObjectTable("customizedMetric", "Any CloudWatch series, or metric math over several.").Aws("PutScalingPolicy", "", "targetTrackingScalingPolicyConfiguration.customizedMetricSpecification");

    public static readonly Property<Reference> MetricName = Table.Add("metricName", Kind.To("the name of a metric", "CPUUtilization"), "MetricName.");
    public static readonly Property<string> Namespace = Table.Add("namespace", Kind.Words, "Namespace, such as AWS/ECS.");
    public static readonly Property<IReadOnlyList<ObjectView>> Dimensions = Table.Add("dimensions", Kind.List(Kind.Object(() => DimensionTable.Table), 0, 30), "Dimensions.");
    public static readonly Property<MetricStatistic> Statistic = Table.Add("statistic", AlarmTable.StatisticKind, "Statistic.", defaultText: "Average");
    public static readonly Property<int> Period = Table.Add("period", Kind.AwsCount(1, 3600, "seconds"), "Of a group's policy: 10, 30 or 60.", defaultText: "60");
    public static readonly Property<string> Unit = Table.Add("unit", Kind.Words, "Unit of the datapoints; the metric's own, or it has no data (AS-MET-08).", defaultText: "any");
    public static readonly Property<IReadOnlyList<ObjectView>> Metrics = Table.Add("metrics", Kind.List(Kind.Object(() => MetricQueryTable.Table), 1, 20), "Metric math instead of a single series (AS-TT-15).");
}

/// <summary>Dimensions of a series.</summary>
internal static class DimensionTable
{
    public static readonly ObjectTable Table = new ObjectTable("dimension", "A dimension of a series.").Aws("Dimension", "");

    public static readonly Property<Reference> Name = Table.Add("name", Kind.To("the name of a dimension", "ServiceName"), "Name.", required: true);
    public static readonly Property<Reference> Content = Table.Add("value", Kind.To("its value", "web"), "Value.", required: true);
}

/// <summary>stepScalingPolicyConfiguration (AS-ST-02).</summary>
internal static class StepScalingTable
{
    public static readonly ObjectTable Table = new ObjectTable("stepScaling", "Configuration of a step scaling policy.").Aws("PutScalingPolicy", "", "stepScalingPolicyConfiguration").FromFile();

    public static readonly ValueKind<AdjustmentType> AdjustmentTypes = new ChoiceKind<AdjustmentType>(
        ("ChangeInCapacity", Model.Definitions.AdjustmentType.ChangeInCapacity), ("PercentChangeInCapacity", Model.Definitions.AdjustmentType.PercentChangeInCapacity),
        ("ExactCapacity", Model.Definitions.AdjustmentType.ExactCapacity));

    public static readonly ValueKind<MetricStatistic> Aggregations = new ChoiceKind<MetricStatistic>(
        ("Average", MetricStatistic.Average), ("Minimum", MetricStatistic.Minimum), ("Maximum", MetricStatistic.Maximum));

    public static readonly Property<AdjustmentType> AdjustmentType = Table.Add("adjustmentType", AdjustmentTypes, "How adjustments are read.", required: true);
    public static readonly Property<IReadOnlyList<ObjectView>> Steps = Table.Add("stepAdjustments", Kind.List(Kind.Object(() => StepTable.Table), 1, 20), "Steps; their bounds are relative to the alarm's threshold (AS-ST-03).", required: true);
    public static readonly Property<int> MinMagnitude = Table.Add("minAdjustmentMagnitude", Kind.AwsCount(0, 100_000), "Smallest change, for PercentChangeInCapacity.");
    public static readonly Property<Duration> Cooldown = Table.Add("cooldown", Kind.Seconds(), "Seconds after an activity.", defaultText: "300");
    public static readonly Property<MetricStatistic> Aggregation = Table.Add("metricAggregationType", Aggregations, "How the alarm's datapoints are put together.", defaultText: "Average");
}

/// <summary>stepAdjustments items.</summary>
internal static class StepTable
{
    public static readonly ObjectTable Table = new ObjectTable("stepAdjustment", "A step.").Aws("PutScalingPolicy", "", "stepScalingPolicyConfiguration.stepAdjustments[]");

    public static readonly Property<double> Lower = Table.Add("metricIntervalLowerBound", Kind.AwsNumber(), "Lower bound above the threshold; none is −∞.");
    public static readonly Property<double> Upper = Table.Add("metricIntervalUpperBound", Kind.AwsNumber(), "Upper bound above the threshold; none is +∞.");
    public static readonly Property<int> Adjustment = Table.Add("scalingAdjustment", Kind.AwsCount(-1_000_000, 1_000_000), "Tasks, percent, or the capacity itself.", required: true);
}
