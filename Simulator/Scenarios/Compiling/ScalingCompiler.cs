using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Scalable targets and their policies (ECS-API-07, AS-TGT-*, AS-TT-*, AS-ST-*).</summary>
internal sealed class ScalingCompiler(CompileContext c, MetricResolver metrics)
{
    private readonly Dictionary<(int Service, string Policy), (int Index, bool IsStep)> _policies = [];
    private readonly Dictionary<PolicyReference, (ObjectView View, bool Invoked)> _stepPolicies = [];

    public ImmutableArray<ServiceDefinition> Compile(ObjectView root, ImmutableArray<ServiceDefinition> services)
    {
        var views = root.List(ScenarioTable.Services);
        return [.. services.Select((s, i) => views[i].Find(ServiceTable.AutoScaling) is { } v ? s with { AutoScaling = CompileTarget(v, s, i) } : s)];
    }

    private ScalableTargetDefinition CompileTarget(ObjectView v, ServiceDefinition service, int serviceIndex)
    {
        var min = v.Get(ScalableTargetTable.MinCapacity, 0);
        var max = v.Get(ScalableTargetTable.MaxCapacity, Math.Max(min, 1));
        if (min > max) c.Report(v, ScalableTargetTable.MinCapacity, $"minCapacity {min} is more than maxCapacity {max}", $"at most {max}");
        var suspended = v.Find(ScalableTargetTable.Suspended);
        var policies = ImmutableArray.CreateBuilder<ScalingPolicyDefinition>();
        var tracked = new Dictionary<MetricIdentity, string>();
        foreach (var view in v.List(ScalableTargetTable.Policies))
        {
            var name = view.Get(PolicyTable.Name, "");
            var policy = CompilePolicy(view, name, service, serviceIndex);
            if (name.Length > 0 && !_policies.TryAdd((serviceIndex, name), (policies.Count, policy is StepScalingPolicyDefinition || view.Has(PolicyTable.Step))))
                c.Report(view, PolicyTable.Name, $"there are two policies named `{name}`", "give one of them another name");
            if (policy is null) continue;
            if (policy is TargetTrackingPolicyDefinition tracking && !tracked.TryAdd(tracking.Metric, name))
                c.Report(view, PolicyTable.TargetTracking, $"two target tracking policies use the same metric, {tracking.Metric.MetricName} (AS-TT-02)", $"keep `{tracked[tracking.Metric]}` or this one");
            if (policy is StepScalingPolicyDefinition) _stepPolicies[new PolicyReference(serviceIndex, policies.Count)] = (view, false);
            policies.Add(policy);
        }
        return new ScalableTargetDefinition
        {
            MinCapacity = min,
            MaxCapacity = max,
            ScaleInSuspended = suspended?.Get(SuspendedStateTable.In, false) ?? false,
            ScaleOutSuspended = suspended?.Get(SuspendedStateTable.Out, false) ?? false,
            ScheduledSuspended = suspended?.Get(SuspendedStateTable.Scheduled, false) ?? false,
            Policies = policies.ToImmutable(),
            ScheduledActions = ScheduledActionCompiler.Compile(c, v.List(ScalableTargetTable.ScheduledActions)),
        };
    }

    private ScalingPolicyDefinition? CompilePolicy(ObjectView v, string name, ServiceDefinition service, int serviceIndex)
    {
        if (v.Has(PolicyTable.Predictive))
        {
            c.Report(v, PolicyTable.Predictive, "predictive scaling is not simulated yet", "use target tracking or step scaling");
            return null;
        }
        var tracking = v.Find(PolicyTable.TargetTracking);
        var step = v.Find(PolicyTable.Step);
        var type = v.Find(PolicyTable.Type);
        if (v.IsBad(PolicyTable.TargetTracking) || v.IsBad(PolicyTable.Step) || v.IsBad(PolicyTable.Type)) return null;
        if (tracking is null == step is null)
        {
            c.Report(v.Position, v.Path, tracking is null ? $"the policy `{name}` has no configuration" : $"the policy `{name}` has two configurations", "give either targetTrackingScalingPolicyConfiguration or stepScalingPolicyConfiguration");
            return null;
        }
        if (type is not null && type != (tracking is not null ? "TargetTrackingScaling" : "StepScaling"))
            c.Report(v, PolicyTable.Type, $"policyType {type} does not fit the configuration given", tracking is not null ? "TargetTrackingScaling" : "StepScaling");
        return tracking is not null ? TargetTrackingOf(tracking, name, service, serviceIndex) : StepOf(step!, name);
    }

    /// <summary>AS-TT-01, AS-TT-02.</summary>
    private TargetTrackingPolicyDefinition? TargetTrackingOf(ObjectView v, string name, ServiceDefinition service, int serviceIndex)
    {
        var target = v.Get(TargetTrackingTable.TargetValue, 1);
        if (target <= 0) c.Report(v, TargetTrackingTable.TargetValue, $"the target must be more than 0, but is {Quantity.Plain(target)} (AS-TT-01)", "60 for 60 percent");
        var predefined = v.Find(TargetTrackingTable.Predefined);
        var customized = v.Find(TargetTrackingTable.Customized);
        if (v.IsBad(TargetTrackingTable.Predefined) || v.IsBad(TargetTrackingTable.Customized)) return null;
        if (predefined is null == customized is null)
        {
            c.Report(v.Position, v.Path, predefined is null ? "the policy tracks no metric" : "the policy tracks two metrics", "give exactly one of predefinedMetricSpecification and customizedMetricSpecification (AS-TT-01)");
            return null;
        }
        var (metric, statistic, period) = predefined is not null ? PredefinedOf(predefined, service, serviceIndex) : CustomizedOf(customized!, service);
        if (metric is null) return null;
        if (metric.Source is MetricSource.ServiceCpu or MetricSource.ServiceMemory && target > 400)
            c.Report(v, TargetTrackingTable.TargetValue, $"a utilisation of {Quantity.Plain(target)} percent is out of reach", "targets are percentages: 60");
        return new TargetTrackingPolicyDefinition(
            name, metric, statistic, target, v.Get(TargetTrackingTable.OutCooldown, Duration.FromSeconds(300L)), v.Get(TargetTrackingTable.InCooldown, Duration.FromSeconds(300L)),
            v.Get(TargetTrackingTable.DisableScaleIn, false), period);
    }

    private (MetricIdentity? Metric, MetricStatistic Statistic, int Period) PredefinedOf(ObjectView v, ServiceDefinition service, int serviceIndex)
    {
        var type = v.Find(PredefinedMetricTable.Type);
        if (type is null) return default;
        if (type == "ALBRequestCountPerTarget") return (RequestsPerTargetOf(v, service), MetricStatistic.Sum, 60);
        if (v.Has(PredefinedMetricTable.Label)) c.Report(v, PredefinedMetricTable.Label, $"{type} takes no resourceLabel", "remove it");
        var highResolution = type.EndsWith("HighResolution", StringComparison.Ordinal);
        if (highResolution && service.MetricResolutionSeconds != 20)
        {
            c.Report(v, PredefinedMetricTable.Type, $"{type} needs the service's metrics at 20 s (AS-MET-05)",
                "monitoring: {metricConfigurations: [{metricNames: [CPUUtilization, MemoryUtilization], resolutionSeconds: 20}]} on the service");
        }
        var source = type.Contains("CPU", StringComparison.Ordinal) ? MetricSource.ServiceCpu : MetricSource.ServiceMemory;
        return (metrics.OfService(serviceIndex, source), MetricStatistic.Average, highResolution ? 20 : 60);
    }

    private MetricIdentity? RequestsPerTargetOf(ObjectView v, ServiceDefinition service)
    {
        if (service.LoadBalancers.IsEmpty)
        {
            c.Report(v, PredefinedMetricTable.Type, $"ALBRequestCountPerTarget needs a target group, and the service `{service.Name}` has none (AS-TT-02)", "loadBalancers: [{targetGroup: …}]");
            return null;
        }
        if (v.Find(PredefinedMetricTable.Label) is not { } label)
        {
            if (service.LoadBalancers.Length == 1) return metrics.RequestsPerTarget(service.LoadBalancers[0].TargetGroup);
            c.Report(v.Position, v.Path, $"the service `{service.Name}` has {service.LoadBalancers.Length} target groups: resourceLabel must say which", "resourceLabel: app/<load balancer>/<id>/targetgroup/<target group>/<id>");
            return null;
        }
        const string marker = "targetgroup/";
        var at = label.Text.IndexOf(marker, StringComparison.Ordinal);
        var name = at < 0 ? label.Text : label.Text[(at + marker.Length)..].Split('/')[0];
        var group = c.TargetGroups.Resolve(label with { Text = name }, c);
        if (group < 0) return null;
        if (service.LoadBalancers.Any(l => l.TargetGroup == group)) return metrics.RequestsPerTarget(group);
        c.Report(label, $"the target group `{name}` is not attached to the service `{service.Name}` (AS-TT-02)", Suggestions.Listing([.. service.LoadBalancers.Select(l => c.TargetGroups.Names[l.TargetGroup])], "attached: "));
        return null;
    }

    private (MetricIdentity? Metric, MetricStatistic Statistic, int Period) CustomizedOf(ObjectView v, ServiceDefinition service)
    {
        if (v.Has(CustomizedMetricTable.Metrics))
        {
            c.Report(v, CustomizedMetricTable.Metrics, "metric math is not simulated yet", "track a single series");
            return default;
        }
        var name = v.Find(CustomizedMetricTable.MetricName);
        var space = v.Find(CustomizedMetricTable.Namespace);
        if (name is null || space is null)
        {
            c.Report(v.Position, v.Path, $"customizedMetricSpecification of `{service.Name}` needs metricName and namespace", "metricName: CPUUtilization, namespace: AWS/ECS");
            return default;
        }
        var metric = metrics.ResolveParts(space, name, v.List(CustomizedMetricTable.Dimensions), v.Position, v.Path);
        return (metric, v.Get(CustomizedMetricTable.Statistic, MetricStatistic.Average), 60);
    }

    /// <summary>AS-ST-02, AS-ST-04.</summary>
    private StepScalingPolicyDefinition? StepOf(ObjectView v, string name)
    {
        if (v.Maybe(StepScalingTable.AdjustmentType) is not { } type) return null;
        var views = v.List(StepScalingTable.Steps);
        ImmutableArray<StepAdjustment> steps = [.. views.Select(s => new StepAdjustment(s.Maybe(StepTable.Lower), s.Maybe(StepTable.Upper), s.Get(StepTable.Adjustment, 0)))];
        if (views.All(s => !s.IsBad(StepTable.Lower) && !s.IsBad(StepTable.Upper))) CheckSteps(v, views, steps, type);
        if (v.Has(StepScalingTable.MinMagnitude) && type != AdjustmentType.PercentChangeInCapacity)
            c.Report(v, StepScalingTable.MinMagnitude, $"minAdjustmentMagnitude goes with PercentChangeInCapacity only, not {type} (AS-ST-02)", "remove it");
        return new StepScalingPolicyDefinition(
            name, type, steps, v.Get(StepScalingTable.MinMagnitude, 0), v.Get(StepScalingTable.Cooldown, Duration.FromSeconds(300L)), v.Get(StepScalingTable.Aggregation, MetricStatistic.Average));
    }

    private void CheckSteps(ObjectView v, IReadOnlyList<ObjectView> views, ImmutableArray<StepAdjustment> steps, AdjustmentType type)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var s = steps[i];
            if (s.LowerBound is null && s.UpperBound is null && steps.Length > 0)
                c.Report(views[i].Position, views[i].Path, "a step needs at least one bound (AS-ST-04)", "metricIntervalLowerBound: 0");
            else if (s.UpperBound <= s.LowerBound) c.Report(views[i], StepTable.Upper, $"the upper bound {Quantity.Plain(s.UpperBound!.Value)} is not above the lower bound {Quantity.Plain(s.LowerBound!.Value)} (AS-ST-04)", "exchange them");
            if (type == AdjustmentType.ExactCapacity && s.ScalingAdjustment < 0) c.Report(views[i], StepTable.Adjustment, $"ExactCapacity takes no negative capacity ({s.ScalingAdjustment}) (AS-ST-04)", "0 or more");
        }
        if (steps.Count(s => s.LowerBound is null && s.UpperBound is not null) > 1) c.Report(v, StepScalingTable.Steps, "two steps have no lower bound (AS-ST-04)", "give one of them a metricIntervalLowerBound");
        if (steps.Count(s => s.UpperBound is null && s.LowerBound is not null) > 1) c.Report(v, StepScalingTable.Steps, "two steps have no upper bound (AS-ST-04)", "give one of them a metricIntervalUpperBound");
        var ordered = steps.Select((s, i) => (Step: s, View: views[i])).OrderBy(s => s.Step.LowerBound ?? double.NegativeInfinity).ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            var end = ordered[i - 1].Step.UpperBound ?? double.PositiveInfinity;
            var start = ordered[i].Step.LowerBound ?? double.NegativeInfinity;
            if (start < end) c.Report(ordered[i].View.Position, ordered[i].View.Path, $"this step overlaps the one that ends at {Quantity.Plain(end)} (AS-ST-04)", $"metricIntervalLowerBound: {Quantity.Plain(end)}");
            else if (start > end) c.Report(ordered[i].View.Position, ordered[i].View.Path, $"there is a gap between {Quantity.Plain(end)} and {Quantity.Plain(start)} (AS-ST-04)", $"metricIntervalLowerBound: {Quantity.Plain(end)}");
        }
        if (ordered.Count == 0) return;
        if (ordered[0].Step.LowerBound < 0) c.Report(ordered[0].View, StepTable.Lower, "a negative lower bound needs a step below it without lower bound (AS-ST-04)", "leave metricIntervalLowerBound out of the lowest step");
        if (ordered[^1].Step.UpperBound > 0) c.Report(ordered[^1].View, StepTable.Upper, "a positive upper bound needs a step above it without upper bound (AS-ST-04)", "leave metricIntervalUpperBound out of the highest step");
    }

    /// <summary>The policy an alarm's action names; null after a report, or when the action is none of the world's (a notification).</summary>
    public PolicyReference? ResolveAction(Reference action)
    {
        if (AwsArn.IsArn(action.Text) && !action.Text.Contains(":scalingPolicy:", StringComparison.Ordinal))
        {
            c.Notes.Ignored("PutMetricAlarm", "actions other than scaling policies");
            return null;
        }
        if (!AwsArn.TryPolicy(action.Text, out var serviceName, out var policyName))
        {
            c.Report(action, $"`{action.Text}` is not an alarm action", "service/policyName, or the ARN of a scaling policy");
            return null;
        }
        var service = c.Services.Resolve(action with { Text = serviceName }, c);
        if (service < 0) return null;
        if (!_policies.TryGetValue((service, policyName), out var policy))
        {
            List<string> known = [.. _policies.Keys.Where(k => k.Service == service).Select(k => k.Policy)];
            c.Report(action, $"the service `{serviceName}` has no policy `{policyName}`", known.Count == 0 ? "list it under autoScaling.policies" : Suggestions.For(policyName, known, "it has "));
            return null;
        }
        if (!policy.IsStep)
        {
            c.Report(action, $"the policy `{policyName}` is target tracking: it makes its own alarms (AS-TT-03)", "remove this action, or use a step scaling policy");
            return null;
        }
        var result = new PolicyReference(service, policy.Index);
        if (_stepPolicies.TryGetValue(result, out var entry)) _stepPolicies[result] = (entry.View, true);
        return result;
    }

    /// <summary>A step policy acts only when an alarm invokes it (AS-ST-01).</summary>
    public void WarnAboutIdlePolicies()
    {
        foreach (var (view, invoked) in _stepPolicies.Values)
        {
            if (!invoked) c.Notes.Add(ScenarioNoteKind.Warning, view.Position, $"no alarm invokes the step policy `{view.Get(PolicyTable.Name, "")}`: it never acts (AS-ST-01)");
        }
    }
}
