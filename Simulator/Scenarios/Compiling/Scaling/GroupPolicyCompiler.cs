using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling.Scaling;

/// <summary>Policies of Auto Scaling groups: EC2 Auto Scaling's PutScalingPolicy (AS-EC2-01 … 03, AS-EC2-08).</summary>
internal sealed class GroupPolicyCompiler(CompileContext c, MetricResolver metrics)
{
    private readonly PolicyCompiler _shared = new(c, metrics);
    private readonly PredictiveCompiler _predictive = new(c, metrics);

    /// <summary>Whether a group's instances publish every minute; a launch template says so.</summary>
    public static bool IsDetailed(ObjectView group)
    {
        var template = group.Find(AutoScalingGroupTable.LaunchTemplate);
        var monitoring = template?.Find(LaunchTemplateTable.Monitoring) ?? template?.Find(LaunchTemplateTable.Content)?.Find(LaunchTemplateTable.Monitoring);
        return monitoring?.Get(InstanceMonitoringTable.Enabled, true) ?? true;
    }

    /// <summary>The policy, or null after reporting why not.</summary>
    public ScalingPolicyDefinition? Compile(ObjectView v, string name, int group)
    {
        if (v.IsBad(GroupPolicyTable.TargetTracking) || v.IsBad(GroupPolicyTable.Predictive) || v.IsBad(GroupPolicyTable.Steps) || v.IsBad(PolicyTable.Type)) return null;
        var type = v.Find(PolicyTable.Type) ?? TypeOf(v);
        Property[] allowed = type switch
        {
            "TargetTrackingScaling" => [GroupPolicyTable.TargetTracking, GroupPolicyTable.Warmup, GroupPolicyTable.Enabled],
            "StepScaling" => [GroupPolicyTable.AdjustmentType, GroupPolicyTable.Steps, GroupPolicyTable.Aggregation, GroupPolicyTable.MinMagnitude, GroupPolicyTable.Warmup, GroupPolicyTable.Enabled],
            "PredictiveScaling" => [GroupPolicyTable.Predictive, GroupPolicyTable.Enabled],
            _ => [GroupPolicyTable.AdjustmentType, GroupPolicyTable.Adjustment, GroupPolicyTable.MinMagnitude, GroupPolicyTable.Cooldown, GroupPolicyTable.Enabled],
        };
        foreach (var property in GroupPolicyTable.Own.Except(allowed))
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"a group's {type} policy takes no `{property.Name}`", "remove it");
        }
        ScalingPolicyDefinition? policy = type switch
        {
            "TargetTrackingScaling" => TargetTracking(v, name, group),
            "StepScaling" => Step(v, name),
            "PredictiveScaling" => Needs(v, GroupPolicyTable.Predictive, type) ? _predictive.OfGroup(v.Find(GroupPolicyTable.Predictive)!, name, group, _shared) : null,
            _ => Simple(v, name),
        };
        return policy is null ? null : policy with { IsEnabled = v.Get(GroupPolicyTable.Enabled, true), InstanceWarmup = v.Maybe(GroupPolicyTable.Warmup) };
    }

    private static string TypeOf(ObjectView v)
    {
        if (v.Has(GroupPolicyTable.TargetTracking)) return "TargetTrackingScaling";
        if (v.Has(GroupPolicyTable.Steps)) return "StepScaling";
        return v.Has(GroupPolicyTable.Predictive) ? "PredictiveScaling" : "SimpleScaling"; // AWS's default
    }

    private bool Needs(ObjectView v, Property property, string type)
    {
        if (v.IsRead(property)) return true;
        if (!v.IsBad(property)) c.Report(v.Position, v.Path, $"a group's {type} policy needs `{property.Name}`", property.Doc);
        return false;
    }

    private SimpleScalingPolicyDefinition? Simple(ObjectView v, string name)
    {
        if (!Needs(v, GroupPolicyTable.AdjustmentType, "SimpleScaling") | !Needs(v, GroupPolicyTable.Adjustment, "SimpleScaling")) return null;
        var type = v.Get(GroupPolicyTable.AdjustmentType, AdjustmentType.ChangeInCapacity);
        var adjustment = v.Get(GroupPolicyTable.Adjustment, 0);
        CheckMagnitude(v, type);
        if (type == AdjustmentType.ExactCapacity && adjustment < 0) c.Report(v, GroupPolicyTable.Adjustment, $"ExactCapacity takes no negative capacity ({adjustment})", "0 or more");
        return new SimpleScalingPolicyDefinition(name, type, adjustment, v.Get(GroupPolicyTable.MinMagnitude, 0), v.Maybe(GroupPolicyTable.Cooldown));
    }

    private StepScalingPolicyDefinition? Step(ObjectView v, string name)
    {
        if (!Needs(v, GroupPolicyTable.AdjustmentType, "StepScaling") | !Needs(v, GroupPolicyTable.Steps, "StepScaling")) return null;
        var type = v.Get(GroupPolicyTable.AdjustmentType, AdjustmentType.ChangeInCapacity);
        CheckMagnitude(v, type);
        return new StepScalingPolicyDefinition(
            name, type, StepRules.Compile(c, v, GroupPolicyTable.Steps, type), v.Get(GroupPolicyTable.MinMagnitude, 0), Kernel.Duration.Zero, v.Get(GroupPolicyTable.Aggregation, MetricStatistic.Average));
    }

    private void CheckMagnitude(ObjectView v, AdjustmentType type)
    {
        if (v.Has(GroupPolicyTable.MinMagnitude) && type != AdjustmentType.PercentChangeInCapacity)
            c.Report(v, GroupPolicyTable.MinMagnitude, $"minAdjustmentMagnitude goes with PercentChangeInCapacity only, not {type} (AS-ST-02)", "remove it");
    }

    private TargetTrackingPolicyDefinition? TargetTracking(ObjectView v, string name, int group)
    {
        if (!Needs(v, GroupPolicyTable.TargetTracking, "TargetTrackingScaling")) return null;
        var t = v.Find(GroupPolicyTable.TargetTracking)!;
        var target = t.Get(GroupTargetTrackingTable.TargetValue, 1);
        if (target <= 0) c.Report(t, GroupTargetTrackingTable.TargetValue, $"the target must be more than 0, but is {Quantity.Plain(target)} (AS-TT-01)", "60 for 60 percent");
        var predefined = t.Find(GroupTargetTrackingTable.Predefined);
        var customized = t.Find(GroupTargetTrackingTable.Customized);
        if (t.IsBad(GroupTargetTrackingTable.Predefined) || t.IsBad(GroupTargetTrackingTable.Customized)) return null;
        if (predefined is null == customized is null)
        {
            c.Report(t.Position, t.Path, predefined is null ? "the policy tracks no metric" : "the policy tracks two metrics", "give exactly one of predefinedMetricSpecification and customizedMetricSpecification");
            return null;
        }
        if (customized is not null && customized.Has(CustomizedMetricTable.Metrics))
        {
            // The alarms evaluate the expression every period that its metrics name (AS-EC2-01).
            if (_shared.MathOf(customized, out var seconds) is not { } math) return null;
            if (seconds is not (null or 10 or 30 or 60)) c.Report(customized, CustomizedMetricTable.Metrics, $"metrics of a group's target tracking have a period of 10, 30 or 60 s, not {seconds} (AS-EC2-01)", "60");
            return new TargetTrackingPolicyDefinition(
                name, math.Identity, MetricStatistic.Average, target, Kernel.Duration.Zero, Kernel.Duration.Zero, t.Get(GroupTargetTrackingTable.DisableScaleIn, false), seconds ?? 60)
            { Math = math };
        }
        var (metric, statistic, period) = predefined is not null ? PredefinedOf(predefined, group) : _shared.CustomizedOf(customized!, c.Groups.Names[group]);
        if (metric is null) return null;
        if (customized?.Maybe(CustomizedMetricTable.Period) is { } given)
        {
            if (given is not (10 or 30 or 60)) c.Report(customized, CustomizedMetricTable.Period, $"a customized metric of a group has a period of 10, 30 or 60 s, not {given} (AS-EC2-01)", "60");
            else period = given;
        }
        return new TargetTrackingPolicyDefinition(name, metric, statistic, target, Kernel.Duration.Zero, Kernel.Duration.Zero, t.Get(GroupTargetTrackingTable.DisableScaleIn, false), period);
    }

    private (MetricIdentity? Metric, MetricStatistic Statistic, int Period) PredefinedOf(ObjectView v, int group)
    {
        switch (v.Find(GroupPredefinedMetricTable.Type))
        {
            case "ASGAverageCPUUtilization":
                if (v.Has(GroupPredefinedMetricTable.Label)) c.Report(v, GroupPredefinedMetricTable.Label, "ASGAverageCPUUtilization takes no resourceLabel", "remove it");
                return (metrics.OfGroup(group), MetricStatistic.Average, c.BasicMonitoring.Contains(group) ? 300 : 60);
            case "ALBRequestCountPerTarget":
                if (v.Find(GroupPredefinedMetricTable.Label) is not { } label)
                {
                    c.Report(v.Position, v.Path, "ALBRequestCountPerTarget needs a resourceLabel", "resourceLabel: app/<load balancer>/<id>/targetgroup/<target group>/<id>");
                    return default;
                }
                var targetGroup = _shared.TargetGroupOf(label);
                return targetGroup < 0 ? default : (metrics.RequestsPerTarget(targetGroup), MetricStatistic.Sum, 60);
            default:
                return default;
        }
    }
}
