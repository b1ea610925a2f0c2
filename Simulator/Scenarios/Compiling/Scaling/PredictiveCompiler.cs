using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling.Scaling;

/// <summary>Predictive scaling (AS-PR-*): which load is forecast, and what one task or instance shall bear of it.</summary>
internal sealed class PredictiveCompiler(CompileContext c, MetricResolver metrics)
{
    private const long HourSeconds = 3600;

    private readonly RateCompiler _rates = new(c);
    private readonly MetricQueryCompiler _queries = new(c, metrics);

    // AS-PR-07: pair, scaling and load names of one load, which always go together.
    private static readonly (string Pair, string Scaling, string Load, MetricSource Source)[] OfServices =
    [
        ("ECSServiceCPUUtilization", "ECSServiceAverageCPUUtilization", "ECSServiceTotalCPUUtilization", MetricSource.ServiceCpu),
        ("ECSServiceMemoryUtilization", "ECSServiceAverageMemoryUtilization", "ECSServiceTotalMemoryUtilization", MetricSource.ServiceMemory),
        ("ALBRequestCount", "ALBRequestCountPerTarget", "TotalALBRequestCount", MetricSource.RequestCount),
    ];

    private static readonly (string Pair, string Scaling, string Load, MetricSource Source)[] OfGroups =
    [
        ("ASGCPUUtilization", "ASGAverageCPUUtilization", "ASGTotalCPUUtilization", MetricSource.GroupCpu),
        ("ALBRequestCount", "ALBRequestCountPerTarget", "ALBTargetGroupRequestCount", MetricSource.RequestCount),
    ];

    /// <summary>A service's policy, or null after reporting why not.</summary>
    public PredictiveScalingPolicyDefinition? OfService(ObjectView v, string name, ServiceDefinition service, int serviceIndex, PolicyCompiler shared) =>
        Compile(v, name, OfServices, source => metrics.OfService(serviceIndex, source), label => TargetGroupOf(label, service, shared));

    /// <summary>A group's policy, or null after reporting why not.</summary>
    public PredictiveScalingPolicyDefinition? OfGroup(ObjectView v, string name, int group, PolicyCompiler shared) =>
        Compile(v, name, OfGroups, _ => metrics.OfGroup(group), label => label is null ? -1 : shared.TargetGroupOf(label));

    private PredictiveScalingPolicyDefinition? Compile(
        ObjectView v, string name, (string Pair, string Scaling, string Load, MetricSource Source)[] known, Func<MetricSource, MetricIdentity> own, Func<Reference?, int> targetGroup)
    {
        if (v.List(PredictiveTable.Metrics) is not [var specification]) return null;
        var target = specification.Get(PredictiveMetricTable.TargetValue, 1);
        if (target <= 0) c.Report(specification, PredictiveMetricTable.TargetValue, $"the target must be more than 0, but is {Quantity.Plain(target)}", "60 for 60 percent");
        var increases = v.Get(PredictiveTable.Increases, false);
        if (increases && !v.Has(PredictiveTable.MaxBuffer)) c.Report(v, PredictiveTable.Increases, "IncreaseMaxCapacity needs a maxCapacityBuffer (AS-PR-06)", "maxCapacityBuffer: 10");
        if (!increases && v.Has(PredictiveTable.MaxBuffer)) c.Report(v, PredictiveTable.MaxBuffer, "maxCapacityBuffer goes with IncreaseMaxCapacity only (AS-PR-06)", "maxCapacityBreachBehavior: IncreaseMaxCapacity");
        if (LoadOf(specification, known, own, targetGroup) is not { } load) return null;
        if (v.Has(PredictiveTable.Forecast) && v.Has(PredictiveTable.History)) c.Report(v, PredictiveTable.History, "a forecast that is given needs no history", "keep one of them");
        return new PredictiveScalingPolicyDefinition(
            name, load.Metric, load.Statistic, target, v.Get(PredictiveTable.Scales, false), v.Get(PredictiveTable.Buffer, Duration.FromSeconds(300L)), increases ? v.Get(PredictiveTable.MaxBuffer, 0) : null)
        {
            Math = load.Math,
            Forecast = v.Find(PredictiveTable.Forecast) is { } forecast ? Hours(forecast, FromHour(c.Run.Duration)) : [],
            ForecastRepeats = v.Get(PredictiveTable.ForecastRepeats, false),
            History = v.Find(PredictiveTable.History) is { } history ? Hours(history, v.Get(PredictiveTable.HistoryLength, Duration.FromHours(14 * 24))) : [],
        };
    }

    private LoadSource? LoadOf(
        ObjectView v, (string Pair, string Scaling, string Load, MetricSource Source)[] known, Func<MetricSource, MetricIdentity> own, Func<Reference?, int> targetGroup)
    {
        var pair = v.Find(PredictiveMetricTable.Pair);
        var (scaling, load) = (v.Find(PredictiveMetricTable.Scaling), v.Find(PredictiveMetricTable.Load));
        var (customScaling, customLoad) = (v.Find(PredictiveMetricTable.CustomScaling), v.Find(PredictiveMetricTable.CustomLoad));
        var hasScaling = (scaling is null ? 0 : 1) + (customScaling is null ? 0 : 1);
        var hasLoad = (load is null ? 0 : 1) + (customLoad is null ? 0 : 1);
        if (pair is not null ? hasScaling + hasLoad > 0 : hasScaling != 1 || hasLoad != 1)
        {
            c.Report(v.Position, v.Path, "a predictive policy has either a metric pair, or one load and one scaling metric (AS-PR-01)", "predefinedMetricPairSpecification: {predefinedMetricType: …}");
            return null;
        }
        if (scaling is not null && Find(scaling, known, k => k.Scaling) is null) return null;
        // AS-PR-08: load ÷ target is the capacity, whatever the scaling and capacity metrics have been, and nobody needs to publish them.
        foreach (var property in (Property[])[PredictiveMetricTable.CustomScaling, PredictiveMetricTable.CustomCapacity])
        {
            if (v.Has(property)) c.Notes.Ignored(PredictiveMetricTable.Table.Api!, $"metricSpecifications[].{property.Name} (the capacity of an hour is its forecast load ÷ targetValue)");
        }
        if (customLoad is not null) return CustomOf(customLoad);
        var predefined = pair ?? load!;
        if (Find(predefined, known, pair is not null ? k => k.Pair : k => k.Load) is not { } source) return null;
        var label = predefined.Find(PredictivePredefinedTable.Label);
        if (source != MetricSource.RequestCount)
        {
            if (label is not null) c.Report(label, $"{predefined.Find(PredictivePredefinedTable.Type)!.Text} takes no resourceLabel", "remove it");
            return new LoadSource(own(source), MetricStatistic.Sum);
        }
        var group = targetGroup(label);
        if (group >= 0) return new LoadSource(metrics.Requests(group), MetricStatistic.Sum);
        if (label is null) c.Report(predefined.Position, predefined.Path, "the request count needs a target group: resourceLabel must say which", "resourceLabel: app/<load balancer>/<id>/targetgroup/<target group>/<id>");
        return null;
    }

    private MetricSource? Find(
        ObjectView v, (string Pair, string Scaling, string Load, MetricSource Source)[] known, Func<(string Pair, string Scaling, string Load, MetricSource Source), string> nameOf)
    {
        if (v.Find(PredictivePredefinedTable.Type) is not { } type) return null;
        foreach (var entry in known)
        {
            if (nameOf(entry).Equals(type.Text, StringComparison.OrdinalIgnoreCase)) return entry.Source;
        }
        c.Report(type, $"`{type.Text}` is no predefined metric type here (AS-PR-07)", Suggestions.For(type.Text, [.. known.Select(nameOf)], "one of "));
        return null;
    }

    // A single series with a basic statistic is gathered as it is; everything else is metric math by the minute.
    private LoadSource? CustomOf(ObjectView v)
    {
        var math = _queries.Compile(v.List(PredictiveCustomTable.Queries), v.At(PredictiveCustomTable.Queries), v.PathOf(PredictiveCustomTable.Queries), out var period);
        if (period is { } seconds and not 60) c.Report(v, PredictiveCustomTable.Queries, $"metrics of predictive scaling have periods of 60 s here, not {seconds} s", "leave the period out");
        if (math is null) return null;
        var isSeries = v.List(PredictiveCustomTable.Queries).Count == 1 && math.Operands is [{ Extended: null }];
        return isSeries ? new LoadSource(math.Operands[0].Metric, math.Operands[0].Statistic) : new LoadSource(math.Identity, MetricStatistic.Average, math);
    }

    private int TargetGroupOf(Reference? label, ServiceDefinition service, PolicyCompiler shared)
    {
        if (label is null) return service.LoadBalancers is [var only] ? only.TargetGroup : -1;
        var group = shared.TargetGroupOf(label);
        if (group < 0 || service.LoadBalancers.Any(l => l.TargetGroup == group) || shared.IsAttachedLater(service, group)) return group;
        c.Report(label, $"the target group `{c.TargetGroups.Names[group]}` is not attached to the service `{service.Name}` (AS-TT-02)", "the target group of one of its loadBalancers");
        return -1;
    }

    // Values by the hour: a list as it stands; points and traces by what holds at the beginning of each hour.
    private ImmutableArray<double> Hours(HourlySpecification hourly, Duration length)
    {
        if (hourly.Values is not { } values) return [.. hourly.Hours];
        if (_rates.CompileValues(values, length) is not { } points) return [];
        var hours = new double[(int)Math.Ceiling(length.Seconds / HourSeconds)];
        Array.Fill(hours, double.NaN);
        var next = 0;
        double? value = null;
        for (var hour = 0; hour < hours.Length; hour++)
        {
            while (next < points.Length && points[next].At.Seconds <= hour * HourSeconds) value = points[next++].Value;
            hours[hour] = value ?? double.NaN;
        }
        return [.. hours];
    }

    // The hour in which the run starts counts whole.
    private Duration FromHour(Duration run) => run + Duration.FromSeconds(c.Run.Start.UtcTicks % TimeSpan.TicksPerHour / (double)TimeSpan.TicksPerSecond);

    private sealed record LoadSource(MetricIdentity Metric, MetricStatistic Statistic, MetricMathDefinition? Math = null);
}
