using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling.Scaling;

/// <summary>Policies of services: Application Auto Scaling's PutScalingPolicy (AS-TT-*, AS-ST-*, AS-PR-*).</summary>
internal sealed class PolicyCompiler(CompileContext c, MetricResolver metrics)
{
    private readonly PredictiveCompiler _predictive = new(c, metrics);
    private readonly MetricQueryCompiler _queries = new(c, metrics);

    /// <summary>The policy, or null after reporting why not.</summary>
    public ScalingPolicyDefinition? Compile(ObjectView v, string name, ServiceDefinition service, int serviceIndex)
    {
        var tracking = v.Find(PolicyTable.TargetTracking);
        var step = v.Find(PolicyTable.Step);
        var predictive = v.Find(PolicyTable.Predictive);
        if (v.IsBad(PolicyTable.TargetTracking) || v.IsBad(PolicyTable.Step) || v.IsBad(PolicyTable.Predictive) || v.IsBad(PolicyTable.Type)) return null;
        var given = (tracking is null ? 0 : 1) + (step is null ? 0 : 1) + (predictive is null ? 0 : 1);
        if (given != 1)
        {
            c.Report(v.Position, v.Path, $"the policy `{name}` has {(given == 0 ? "no configuration" : "two configurations")}",
                "give one of targetTrackingScalingPolicyConfiguration, stepScalingPolicyConfiguration and predictiveScalingPolicyConfiguration");
            return null;
        }
        var fits = tracking is not null ? "TargetTrackingScaling" : step is not null ? "StepScaling" : "PredictiveScaling";
        if (v.Find(PolicyTable.Type) is { } type && type != fits) c.Report(v, PolicyTable.Type, $"policyType {type} does not fit the configuration given", fits);
        if (tracking is not null) return TargetTrackingOf(tracking, name, service, serviceIndex);
        return step is not null ? StepOf(step, name) : _predictive.OfService(predictive!, name, service, serviceIndex, this);
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
        if (customized is not null && customized.Has(CustomizedMetricTable.Metrics))
        {
            if (MathOf(customized, out var mathPeriod) is not { } math) return null;
            if (mathPeriod is { } seconds and not 60) c.Report(customized, CustomizedMetricTable.Metrics, $"metrics of target tracking have periods of 60 s, not {seconds} s (AS-MET-05)", "leave the period out");
            return new TargetTrackingPolicyDefinition(
                name, math.Identity, MetricStatistic.Average, target, v.Get(TargetTrackingTable.OutCooldown, Duration.FromSeconds(300L)), v.Get(TargetTrackingTable.InCooldown, Duration.FromSeconds(300L)),
                v.Get(TargetTrackingTable.DisableScaleIn, false), 60)
            { Math = math };
        }
        var (metric, statistic, period) = predefined is not null ? PredefinedOf(predefined, service, serviceIndex) : CustomizedOf(customized!, service.Name);
        if (metric is null) return null;
        if (customized is not null && customized.Has(CustomizedMetricTable.Period)) c.Report(customized, CustomizedMetricTable.Period, "the metrics of a service's policy have no period: it is 60 s (AS-MET-05)", "remove it");
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
        if (type == "ALBRequestCountPerTarget" && service.Controller == DeploymentController.CodeDeploy)
            c.Report(v, PredefinedMetricTable.Type, $"ALBRequestCountPerTarget does not go with the CODE_DEPLOY controller of the service `{service.Name}` (AS-ECS-02)", "ECSServiceAverageCPUUtilization, or a customized metric");
        if (type == "ALBRequestCountPerTarget") return (RequestsPerTargetOf(v, service), MetricStatistic.Sum, 60);
        if (v.Has(PredefinedMetricTable.Label)) c.Report(v, PredefinedMetricTable.Label, $"{type} takes no resourceLabel", "remove it");
        var highResolution = type.EndsWith("HighResolution", StringComparison.Ordinal);
        var source = type.Contains("CPU", StringComparison.Ordinal) ? MetricSource.ServiceCpu : MetricSource.ServiceMemory;
        if (highResolution && service.FineMetrics.SecondsOf(source) != 20)
        {
            var name = source == MetricSource.ServiceCpu ? "CPUUtilization" : "MemoryUtilization";
            c.Report(v, PredefinedMetricTable.Type, $"{type} needs {name} of the service at 20 s (AS-MET-05)", $"monitoring: {{metricConfigurations: [{{metricNames: [{name}], resolutionSeconds: 20}}]}} on the service");
        }
        return (metrics.OfService(serviceIndex, source), MetricStatistic.Average, highResolution ? 20 : 60);
    }

    /// <summary>The target group that a ResourceLabel names, or -1 after reporting that there is none.</summary>
    internal int TargetGroupOf(Reference label)
    {
        const string marker = "targetgroup/";
        var at = label.Text.IndexOf(marker, StringComparison.Ordinal);
        var name = at < 0 ? label.Text : label.Text[(at + marker.Length)..].Split('/')[0];
        return c.TargetGroups.Resolve(label with { Text = name }, c);
    }

    /// <summary>Whether an update of the timeline attaches a target group to a service.</summary>
    internal bool IsAttachedLater(ServiceDefinition service, int group) => c.Services.TryFind(service.Name, out var index) && c.LaterTargetGroups.Contains((index, group));

    private MetricIdentity? RequestsPerTargetOf(ObjectView v, ServiceDefinition service)
    {
        var label = v.Find(PredefinedMetricTable.Label);
        if (service.LoadBalancers.IsEmpty && label is null)
        {
            c.Report(v, PredefinedMetricTable.Type, $"ALBRequestCountPerTarget needs a target group, and the service `{service.Name}` has none (AS-TT-02)", "loadBalancers: [{targetGroup: …}]");
            return null;
        }
        if (label is null)
        {
            if (service.LoadBalancers.Length == 1) return metrics.RequestsPerTarget(service.LoadBalancers[0].TargetGroup);
            c.Report(v.Position, v.Path, $"the service `{service.Name}` has {service.LoadBalancers.Length} target groups: resourceLabel must say which", "resourceLabel: app/<load balancer>/<id>/targetgroup/<target group>/<id>");
            return null;
        }
        var group = TargetGroupOf(label);
        if (group < 0) return null;
        if (service.LoadBalancers.Any(l => l.TargetGroup == group) || IsAttachedLater(service, group)) return metrics.RequestsPerTarget(group);
        c.Report(label, $"the target group `{c.TargetGroups.Names[group]}` is not attached to the service `{service.Name}` (AS-TT-02)", Suggestions.Listing([.. service.LoadBalancers.Select(l => c.TargetGroups.Names[l.TargetGroup])], "attached: "));
        return null;
    }

    internal (MetricIdentity? Metric, MetricStatistic Statistic, int Period) CustomizedOf(ObjectView v, string owner)
    {
        var name = v.Find(CustomizedMetricTable.MetricName);
        var space = v.Find(CustomizedMetricTable.Namespace);
        if (name is null || space is null)
        {
            c.Report(v.Position, v.Path, $"customizedMetricSpecification of `{owner}` needs metricName and namespace", "metricName: CPUUtilization, namespace: AWS/ECS");
            return default;
        }
        var metric = metrics.WithUnit(metrics.ResolveParts(space, name, v.List(CustomizedMetricTable.Dimensions), v.Position, v.Path), v.Find(CustomizedMetricTable.Unit), v.At(CustomizedMetricTable.Unit));
        return (metric, v.Get(CustomizedMetricTable.Statistic, MetricStatistic.Average), 60);
    }

    /// <summary>AS-TT-15: metric math of a customized metric, and the period its metrics name; null after a report.</summary>
    internal MetricMathDefinition? MathOf(ObjectView customized, out int? period)
    {
        foreach (var property in (Property[])[CustomizedMetricTable.MetricName, CustomizedMetricTable.Namespace, CustomizedMetricTable.Dimensions, CustomizedMetricTable.Statistic, CustomizedMetricTable.Unit, CustomizedMetricTable.Period])
        {
            if (customized.Has(property)) c.Report(customized.KeyAt(property), customized.PathOf(property), $"metrics and `{property.Name}` exclude each other (AS-TT-15)", "each metricStat says it for itself");
        }
        return _queries.Compile(customized.List(CustomizedMetricTable.Metrics), customized.At(CustomizedMetricTable.Metrics), customized.PathOf(CustomizedMetricTable.Metrics), out period);
    }

    /// <summary>AS-ST-02, AS-ST-04.</summary>
    private StepScalingPolicyDefinition? StepOf(ObjectView v, string name)
    {
        if (v.Maybe(StepScalingTable.AdjustmentType) is not { } type) return null;
        var steps = StepRules.Compile(c, v, StepScalingTable.Steps, type);
        if (v.Has(StepScalingTable.MinMagnitude) && type != AdjustmentType.PercentChangeInCapacity)
            c.Report(v, StepScalingTable.MinMagnitude, $"minAdjustmentMagnitude goes with PercentChangeInCapacity only, not {type} (AS-ST-02)", "remove it");
        return new StepScalingPolicyDefinition(
            name, type, steps, v.Get(StepScalingTable.MinMagnitude, 0), v.Get(StepScalingTable.Cooldown, Duration.FromSeconds(300L)), v.Get(StepScalingTable.Aggregation, MetricStatistic.Average));
    }
}
