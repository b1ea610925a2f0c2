using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Measurement;

/// <summary>
/// Datapoints of the series from which the need of target tracking is computed, each series in order of period: publication of different series is not, where one
/// has shorter periods or comes later.
/// </summary>
internal sealed class TrackedDatapoints
{
    private readonly Scenario _scenario;
    private readonly Dictionary<Key, List<Point>> _series = [];
    private readonly HashSet<(string Namespace, string MetricName, string Dimensions)> _played;

    public TrackedDatapoints(RunResult result)
    {
        _scenario = result.Scenario;
        _played = [.. _scenario.Workloads.OfType<MetricWorkloadDefinition>().Select(static w => SeriesOf(w.Metric))];
        for (var s = 0; s < _scenario.Services.Length; s++)
        {
            foreach (var policy in _scenario.Services[s].AutoScaling?.Policies ?? []) Follow(s, policy);
        }
        foreach (var action in _scenario.Timeline)
        {
            if (action is PutScalingPolicyAction { Policy.Service: >= 0 } put) Follow(put.Policy.Service, put.Definition);
        }
        if (_series.Count == 0) return;
        foreach (var p in result.Metrics)
        {
            if (_series.TryGetValue(KeyOf(p.Metric, p.Statistic, p.Computed is not null), out var points))
                points.Add(new Point(p.PeriodStart, p.PeriodStart + Duration.FromSeconds((double)p.PeriodSeconds), p.Value));
        }
        foreach (var key in _series.Keys) _series[key] = [.. _series[key].OrderBy(static p => p.Start)]; // stable
    }

    /// <summary>Whether metrics are recorded at all; without them there are no datapoints.</summary>
    public bool AreKept => _scenario.Output.Metrics;

    /// <summary>Whether a service's need at a policy's target follows from datapoints: with any metric but its own utilisation and requests, and where that is played back.</summary>
    public bool AreReadFor(int service, TargetTrackingPolicyDefinition policy)
    {
        if (_played.Contains(SeriesOf(policy.Metric))) return true;
        return policy.Metric.Source switch
        {
            MetricSource.ServiceCpu or MetricSource.ServiceMemory => policy.Metric.Entity != service,
            MetricSource.RequestCountPerTarget => false,
            _ => true,
        };
    }

    /// <summary>The datapoint in whose period a moment lies; NaN when the metric had a gap.</summary>
    public double At(TargetTrackingPolicyDefinition policy, Instant moment)
    {
        var points = _series[KeyOf(policy)];
        var (low, high) = (0, points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (points[middle].Start <= moment) low = middle + 1;
            else high = middle;
        }
        return low > 0 && points[low - 1].End > moment ? points[low - 1].Value : double.NaN;
    }

    private void Follow(int service, ScalingPolicyDefinition policy)
    {
        if (policy is TargetTrackingPolicyDefinition tracking && AreReadFor(service, tracking)) _series.TryAdd(KeyOf(tracking), []);
    }

    private static Key KeyOf(TargetTrackingPolicyDefinition policy) => KeyOf(policy.Metric, policy.Statistic, policy.Math is not null);

    private static Key KeyOf(MetricIdentity metric, MetricStatistic statistic, bool isComputed) => new(metric.Namespace, metric.MetricName, metric.Dimensions, statistic, isComputed);

    private static (string Namespace, string MetricName, string Dimensions) SeriesOf(MetricIdentity metric) => (metric.Namespace, metric.MetricName, metric.Dimensions);

    private readonly record struct Key(string Namespace, string MetricName, string Dimensions, MetricStatistic Statistic, bool IsComputed);

    private readonly record struct Point(Instant Start, Instant End, double Value);
}
