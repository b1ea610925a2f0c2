using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>
/// CloudWatch series by name. AWS identifies a series as {namespace, metric name, dimensions}; <c>web.CPUUtilization</c> is short for the AWS/ECS one of a
/// service. A series that the world does not publish exists when a workload of kind metric plays it back.
/// </summary>
internal sealed class MetricResolver(CompileContext c)
{
    private const string Ecs = "AWS/ECS";
    private const string Alb = "AWS/ApplicationELB";
    private const string Ec2 = "AWS/EC2";
    private const string ManagedScaling = "AWS/ECS/ManagedScaling";
    private const string Insights = "ECS/ContainerInsights";
    private const string Sqs = "AWS/SQS";

    private static readonly (string Name, MetricSource Source)[] ServiceMetrics = [("CPUUtilization", MetricSource.ServiceCpu), ("MemoryUtilization", MetricSource.ServiceMemory)];

    private static readonly (string Name, MetricSource Source)[] ClusterMetrics =
    [
        ("CPUReservation", MetricSource.ClusterCpuReservation), ("MemoryReservation", MetricSource.ClusterMemoryReservation), ("GPUReservation", MetricSource.ClusterGpuReservation),
        ("CPUUtilization", MetricSource.ClusterCpu), ("MemoryUtilization", MetricSource.ClusterMemory),
    ];

    private static readonly (string Name, MetricSource Source)[] TargetGroupMetrics =
    [
        ("RequestCountPerTarget", MetricSource.RequestCountPerTarget), ("RequestCount", MetricSource.RequestCount), ("TargetResponseTime", MetricSource.TargetResponseTime),
        ("HTTPCode_Target_2XX_Count", MetricSource.Target2xx), ("HTTPCode_Target_5XX_Count", MetricSource.Http5xxCount), ("HTTPCode_ELB_5XX_Count", MetricSource.Elb5xx),
        ("HTTPCode_ELB_502_Count", MetricSource.Elb502), ("HTTPCode_ELB_503_Count", MetricSource.Elb503), ("HTTPCode_ELB_504_Count", MetricSource.Elb504),
        ("HealthyHostCount", MetricSource.HealthyHostCount), ("UnHealthyHostCount", MetricSource.UnHealthyHostCount),
    ];

    private static readonly string[] InsightsOfService =
        ["CpuReserved", "CpuUtilized", "DeploymentCount", "DesiredTaskCount", "EphemeralStorageReserved", "MemoryReserved", "MemoryUtilized", "PendingTaskCount", "RestartCount", "RunningTaskCount", "TaskSetCount", "TaskCpuUtilization", "TaskMemoryUtilization"];

    private static readonly string[] InsightsOfCluster =
        ["ContainerInstanceCount", "CpuReserved", "CpuUtilized", "EphemeralStorageReserved", "MemoryReserved", "MemoryUtilized", "RestartCount", "ServiceCount", "TaskCount", "TaskCpuUtilization", "TaskMemoryUtilization"];

    private static readonly string[] InsightsOfFamily = ["CpuReserved", "CpuUtilized", "EphemeralStorageReserved", "MemoryReserved", "MemoryUtilized", "RestartCount", "TaskCpuUtilization", "TaskMemoryUtilization"];

    // Of enhanced observability only.
    private static readonly string[] Enhanced = ["TaskCpuUtilization", "TaskMemoryUtilization"];

    private static readonly string[] QueueMetrics =
    [
        "ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed", "ApproximateAgeOfOldestMessage", "NumberOfMessagesSent",
        "NumberOfMessagesReceived", "NumberOfMessagesDeleted",
    ];

    private readonly Dictionary<string, MetricIdentity> _playedBack = new(StringComparer.Ordinal);

    /// <summary>The series a service publishes.</summary>
    public MetricIdentity OfService(int service, MetricSource source) =>
        new(source, service, Ecs, source == MetricSource.ServiceCpu ? "CPUUtilization" : "MemoryUtilization", $"ClusterName={c.ClusterName},ServiceName={NameAt(c.Services, service)}");

    /// <summary>Requests per target of a target group.</summary>
    public MetricIdentity RequestsPerTarget(int group) => new(MetricSource.RequestCountPerTarget, group, Alb, "RequestCountPerTarget", $"TargetGroup={NameAt(c.TargetGroups, group)}");

    /// <summary>Requests of a target group.</summary>
    public MetricIdentity Requests(int group) => new(MetricSource.RequestCount, group, Alb, "RequestCount", $"TargetGroup={NameAt(c.TargetGroups, group)}");

    /// <summary>CPU utilisation of a group's instances.</summary>
    public MetricIdentity OfGroup(int group) => new(MetricSource.GroupCpu, group, Ec2, "CPUUtilization", $"AutoScalingGroupName={NameAt(c.Groups, group)}");

    /// <summary>Declares the series of a playback workload before anything refers to it.</summary>
    public MetricIdentity Declare(SeriesSpecification series, int workload)
    {
        var identity = Resolve(series, playback: workload) ?? new MetricIdentity(MetricSource.Playback, workload, "", "", "");
        _playedBack[Key(identity.Namespace, identity.MetricName, identity.Dimensions)] = identity;
        return identity;
    }

    /// <summary>The series of an alarm or policy, or null after reporting that there is none.</summary>
    public MetricIdentity? Resolve(SeriesSpecification series, int playback = -1)
    {
        if (series.Short is { } shortForm) return ResolveShort(shortForm, playback);
        if (series.Parts is not { } parts) return null;
        if (parts.Find(SeriesTable.Namespace) is not { } name || parts.Find(SeriesTable.MetricName) is not { } metric) return null;
        return ResolveParts(name, metric, parts.List(SeriesTable.Dimensions), series.Position, series.Path, playback);
    }

    /// <summary><c>web.CPUUtilization</c>, <c>cluster.CPUReservation</c>, <c>web-tg.RequestCountPerTarget</c>, <c>prod-ec2.CapacityProviderReservation</c>.</summary>
    public MetricIdentity? ResolveShort(Reference reference, int playback = -1)
    {
        var dot = reference.Text.LastIndexOf('.');
        if (dot <= 0 || dot == reference.Text.Length - 1)
        {
            c.Report(reference, $"`{reference.Text}` is not a series", "web.CPUUtilization, or namespace, metricName and dimensions");
            return null;
        }
        var entity = reference.Text[..dot];
        var metric = reference.Text[(dot + 1)..];
        if (entity == "cluster" && Find(ClusterMetrics, metric) is { } clusterSource) return new MetricIdentity(clusterSource, -1, Ecs, NameOf(ClusterMetrics, clusterSource), $"ClusterName={c.ClusterName}");
        if (c.Services.TryFind(entity, out var service) && Find(ServiceMetrics, metric) is { } serviceSource) return OfService(service, serviceSource);
        if (c.TargetGroups.TryFind(entity, out var group) && Find(TargetGroupMetrics, metric) is { } groupSource)
            return new MetricIdentity(groupSource, group, Alb, NameOf(TargetGroupMetrics, groupSource), $"TargetGroup={NameAt(c.TargetGroups, group)}");
        if (c.Services.TryFind(entity, out service) && Known(InsightsOfService, metric) is { } insight) return InsightOf(service, insight, reference);
        if (c.Queues.TryFind(entity, out var queue) && Known(QueueMetrics, metric) is { } queueMetric) return OfQueue(queue, queueMetric);
        if (c.Providers.TryFind(entity, out var provider) && metric.Equals("CapacityProviderReservation", StringComparison.OrdinalIgnoreCase)) return OfProvider(provider);
        if (c.Groups.TryFind(entity, out var instances) && metric.Equals("CPUUtilization", StringComparison.OrdinalIgnoreCase)) return OfGroup(instances);
        if (playback >= 0 && !c.Services.Contains(entity) && !c.TargetGroups.Contains(entity)) return new MetricIdentity(MetricSource.Playback, playback, entity, metric, "");
        if (_playedBack.TryGetValue(Key(entity, metric, ""), out var played)) return played;
        ReportShort(reference, entity, metric);
        return null;
    }

    private void ReportShort(Reference reference, string entity, string metric)
    {
        if (c.Services.Contains(entity)) c.Report(reference, $"a service publishes no metric `{metric}`", Suggestions.For(metric, [.. ServiceMetrics.Select(m => m.Name)], "it publishes "));
        else if (c.TargetGroups.Contains(entity)) c.Report(reference, $"a target group publishes no metric `{metric}`", Suggestions.For(metric, [.. TargetGroupMetrics.Select(m => m.Name)], "it publishes "));
        else if (c.Queues.Contains(entity)) c.Report(reference, $"a queue publishes no metric `{metric}`", Suggestions.For(metric, QueueMetrics, "it publishes "));
        else if (entity == "cluster") c.Report(reference, $"the cluster publishes no metric `{metric}`", Suggestions.For(metric, [.. ClusterMetrics.Select(m => m.Name)], "it publishes "));
        else c.Report(reference, $"there is no service, target group or capacity provider `{entity}`", Suggestions.For(entity, [.. c.Services.Names, .. c.TargetGroups.Names, .. c.Providers.Names, "cluster"]));
    }

    /// <summary>A series by namespace, name and dimensions.</summary>
    public MetricIdentity? ResolveParts(string name, Reference metric, IReadOnlyList<ObjectView> dimensions, SourcePosition at, string path, int playback = -1)
    {
        var before = c.Issues.Count;
        var identity = name.ToUpperInvariant() switch
        {
            "AWS/ECS" => EcsSeries(metric, dimensions, at, path),
            "AWS/APPLICATIONELB" => AlbSeries(metric, dimensions, at, path),
            "AWS/EC2" => Ec2Series(metric, dimensions, at, path),
            "AWS/ECS/MANAGEDSCALING" => ManagedScalingSeries(metric, dimensions, at, path),
            "ECS/CONTAINERINSIGHTS" when playback < 0 && !IsPlayedBack(name, metric, dimensions) => InsightsSeries(metric, dimensions, at, path),
            "AWS/SQS" when playback < 0 && !IsPlayedBack(name, metric, dimensions) => QueueSeries(metric, dimensions, at, path),
            _ => Custom(name, metric, dimensions, at, path, playback),
        };
        return c.Issues.Count > before ? null : identity;
    }

    private MetricIdentity? EcsSeries(Reference metric, IReadOnlyList<ObjectView> dimensions, SourcePosition at, string path)
    {
        if (Dimension(dimensions, "ServiceName") is null && Find(ClusterMetrics, metric.Text) is { } clusterSource)
            return new MetricIdentity(clusterSource, -1, Ecs, NameOf(ClusterMetrics, clusterSource), $"ClusterName={c.ClusterName}");
        if (Find(ServiceMetrics, metric.Text) is not { } source)
        {
            c.Report(metric, $"AWS/ECS has no metric `{metric.Text}` here", Suggestions.For(metric.Text, [.. ServiceMetrics.Concat(ClusterMetrics).Select(m => m.Name)], "known: "));
            return null;
        }
        if (Dimension(dimensions, "ServiceName") is not { } service)
        {
            c.Report(at, path, $"the dimension ServiceName of {metric.Text} is missing", "dimensions: [{name: ClusterName, value: …}, {name: ServiceName, value: web}]");
            return null;
        }
        var index = c.Services.Resolve(service, c);
        return index < 0 ? null : OfService(index, source);
    }

    private MetricIdentity? AlbSeries(Reference metric, IReadOnlyList<ObjectView> dimensions, SourcePosition at, string path)
    {
        if (Find(TargetGroupMetrics, metric.Text) is not { } source)
        {
            c.Report(metric, $"AWS/ApplicationELB has no metric `{metric.Text}` here", Suggestions.For(metric.Text, [.. TargetGroupMetrics.Select(m => m.Name)], "known: "));
            return null;
        }
        if (Dimension(dimensions, "TargetGroup") is not { } reference)
        {
            c.Report(at, path, "the dimension TargetGroup is missing", "dimensions: [{name: TargetGroup, value: web-tg}]");
            return null;
        }
        var group = c.TargetGroups.Resolve(reference, c);
        return group < 0 ? null : new MetricIdentity(source, group, Alb, NameOf(TargetGroupMetrics, source), $"TargetGroup={NameAt(c.TargetGroups, group)}");
    }

    private MetricIdentity? Ec2Series(Reference metric, IReadOnlyList<ObjectView> dimensions, SourcePosition at, string path)
    {
        if (!metric.Text.Equals("CPUUtilization", StringComparison.OrdinalIgnoreCase))
        {
            c.Report(metric, $"AWS/EC2 has no metric `{metric.Text}` here", "CPUUtilization of an Auto Scaling group");
            return null;
        }
        if (Dimension(dimensions, "AutoScalingGroupName") is not { } reference)
        {
            c.Report(at, path, "the dimension AutoScalingGroupName is missing", "dimensions: [{name: AutoScalingGroupName, value: prod-asg}]");
            return null;
        }
        var group = c.Groups.Resolve(reference, c);
        return group < 0 ? null : OfGroup(group);
    }

    private MetricIdentity? ManagedScalingSeries(Reference metric, IReadOnlyList<ObjectView> dimensions, SourcePosition at, string path)
    {
        if (!metric.Text.Equals("CapacityProviderReservation", StringComparison.OrdinalIgnoreCase))
        {
            c.Report(metric, $"{ManagedScaling} has no metric `{metric.Text}`", "CapacityProviderReservation");
            return null;
        }
        if (Dimension(dimensions, "CapacityProviderName") is not { } reference)
        {
            c.Report(at, path, "the dimension CapacityProviderName is missing", "dimensions: [{name: CapacityProviderName, value: prod-ec2}]");
            return null;
        }
        var provider = c.Providers.Resolve(reference, c);
        return provider < 0 ? null : OfProvider(provider);
    }

    private MetricIdentity? InsightsSeries(Reference metric, IReadOnlyList<ObjectView> dimensions, SourcePosition at, string path)
    {
        var service = Dimension(dimensions, "ServiceName");
        var family = service is null ? Dimension(dimensions, "TaskDefinitionFamily") : null;
        var known = service is not null ? InsightsOfService : family is not null ? InsightsOfFamily : InsightsOfCluster;
        if (Known(known, metric.Text) is not { } name)
        {
            c.Report(metric, $"{Insights} has no metric `{metric.Text}` here{(service is null ? " without the dimension ServiceName" : "")}", Suggestions.For(metric.Text, known, "known: "));
            return null;
        }
        if (family is not null) return c.Families.Resolve(family, c) is >= 0 and var first ? InsightOf(MetricIdentity.FamilyOf(first), name, metric) : null;
        if (service is null) return InsightOf(-1, name, metric);
        var index = c.Services.Resolve(service, c);
        return index < 0 ? null : InsightOf(index, name, metric);
    }

    // ECS-MT-07: only with the cluster's setting.
    private MetricIdentity? InsightOf(int entity, string name, Reference at)
    {
        if (!c.HasContainerInsights || (!c.HasEnhancedInsights && Enhanced.Contains(name, StringComparer.Ordinal)))
        {
            c.Report(
                at, $"nothing publishes {name}: {(c.HasContainerInsights ? "it belongs to Container Insights with enhanced observability" : "Container Insights is off in the cluster")} (ECS-MT-07)",
                $"cluster: {{settings: [{{name: containerInsights, value: {(c.HasContainerInsights ? "enhanced" : "enabled")}}}]}}");
            return null;
        }
        var dimensions = $"ClusterName={c.ClusterName}";
        if (entity >= 0) dimensions += $",ServiceName={NameAt(c.Services, entity)}";
        else if (entity < -1) dimensions += $",TaskDefinitionFamily={c.Families.NameOf(MetricIdentity.FirstOfFamily(entity))}";
        return new MetricIdentity(MetricSource.ContainerInsights, entity, Insights, name, dimensions);
    }

    private MetricIdentity? QueueSeries(Reference metric, IReadOnlyList<ObjectView> dimensions, SourcePosition at, string path)
    {
        if (Known(QueueMetrics, metric.Text) is not { } name)
        {
            c.Report(metric, $"{Sqs} has no metric `{metric.Text}` here", Suggestions.For(metric.Text, QueueMetrics, "known: "));
            return null;
        }
        if (Dimension(dimensions, "QueueName") is not { } reference)
        {
            c.Report(at, path, "the dimension QueueName is missing", "dimensions: [{name: QueueName, value: jobs}]");
            return null;
        }
        var queue = c.Queues.Resolve(reference, c);
        return queue < 0 ? null : OfQueue(queue, name);
    }

    private MetricIdentity OfQueue(int queue, string name) => new(MetricSource.Queue, queue, Sqs, name, $"QueueName={NameAt(c.Queues, queue)}");

    private bool IsPlayedBack(string name, Reference metric, IReadOnlyList<ObjectView> dimensions) => _playedBack.ContainsKey(Key(name, metric.Text, TextOf(dimensions)));

    /// <summary>
    /// AS-MET-08: datapoints of another unit are another series. A metric whose unit is asked for and is not its own has no data.
    /// </summary>
    public MetricIdentity? WithUnit(MetricIdentity? metric, string? unit, SourcePosition at)
    {
        if (metric is null || unit is null || metric.Source == MetricSource.Playback) return metric;
        var own = UnitOf(metric);
        if (own.Equals(unit, StringComparison.OrdinalIgnoreCase)) return metric;
        c.Notes.Add(ScenarioNoteKind.Warning, at, $"{metric.MetricName} is published in {own}, not in {unit}: this has no data and stays in INSUFFICIENT_DATA (AS-MET-08)");
        return metric with { Source = MetricSource.Playback, Entity = -1, Dimensions = $"{metric.Dimensions},Unit={unit}" };
    }

    private static string UnitOf(MetricIdentity metric) => metric.Source switch
    {
        MetricSource.ServiceCpu or MetricSource.ServiceMemory or MetricSource.ClusterCpu or MetricSource.ClusterMemory or MetricSource.ClusterCpuReservation or MetricSource.ClusterMemoryReservation
            or MetricSource.ClusterGpuReservation or MetricSource.CapacityProviderReservation => "Percent",
        MetricSource.TargetResponseTime => "Seconds",
        MetricSource.Queue => metric.MetricName == "ApproximateAgeOfOldestMessage" ? "Seconds" : "Count",
        MetricSource.ContainerInsights => metric.MetricName switch
        {
            "MemoryReserved" or "MemoryUtilized" => "Megabytes",
            "CpuReserved" or "CpuUtilized" => "None",
            "EphemeralStorageReserved" => "Gigabytes",
            "TaskCpuUtilization" or "TaskMemoryUtilization" => "Percent",
            _ => "Count",
        },
        _ => "Count",
    };

    private static string TextOf(IReadOnlyList<ObjectView> dimensions) =>
        string.Join(",", dimensions.Select(d => $"{d.Find(DimensionTable.Name)?.Text}={d.Find(DimensionTable.Content)?.Text}").Order(StringComparer.Ordinal));

    private static string? Known(string[] names, string name) => Array.Find(names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

    private MetricIdentity? Custom(string name, Reference metric, IReadOnlyList<ObjectView> dimensions, SourcePosition at, string path, int playback)
    {
        var text = TextOf(dimensions);
        if (playback >= 0) return new MetricIdentity(MetricSource.Playback, playback, name, metric.Text, text);
        if (_playedBack.TryGetValue(Key(name, metric.Text, text), out var played)) return played;
        c.Report(at, path, $"nothing publishes the series {name} {metric.Text}{(text.Length > 0 ? $" {{{text}}}" : "")}", "play it back with a workload of kind metric, or use AWS/ECS or AWS/ApplicationELB");
        return null;
    }

    private MetricIdentity OfProvider(int provider) =>
        new(MetricSource.CapacityProviderReservation, provider, ManagedScaling, "CapacityProviderReservation", $"CapacityProviderName={NameAt(c.Providers, provider)},ClusterName={c.ClusterName}");

    private static Reference? Dimension(IReadOnlyList<ObjectView> dimensions, string name) =>
        dimensions.FirstOrDefault(d => d.Find(DimensionTable.Name)?.Text.Equals(name, StringComparison.OrdinalIgnoreCase) == true)?.Find(DimensionTable.Content);

    private static MetricSource? Find((string Name, MetricSource Source)[] metrics, string name)
    {
        foreach (var (known, source) in metrics)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return source;
        }
        return null;
    }

    private static string NameOf((string Name, MetricSource Source)[] metrics, MetricSource source) => metrics.First(m => m.Source == source).Name;

    private static string NameAt(NameIndex index, int i) => i < index.Names.Count ? index.Names[i] : "";

    private static string Key(string name, string metric, string dimensions) => $"{name}\n{metric}\n{dimensions}";
}
