using System.Collections.Immutable;

namespace Simulator.Experiments;

/// <summary>Means and Student-t intervals over independent replications, and over paired differences.</summary>
public static class Estimates
{
    /// <summary>Estimates of all metrics; replications without a value (NaN) are left out of that metric's mean.</summary>
    public static ImmutableArray<MetricEstimate> Of(ImmutableArray<ReplicationSummary> replications)
    {
        var values = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        var order = new List<(string Name, string Unit)>();
        foreach (var replication in replications)
        {
            foreach (var m in replication.Metrics)
            {
                if (!values.TryGetValue(m.Name, out var list))
                {
                    values.Add(m.Name, list = []);
                    order.Add((m.Name, m.Unit));
                }
                if (!double.IsNaN(m.Value)) list.Add(m.Value);
            }
        }
        return [.. order.Select(m => Of(m.Name, m.Unit, values[m.Name]))];
    }

    /// <summary>Mean and interval of a sample.</summary>
    public static MetricEstimate Of(string name, string unit, IReadOnlyList<double> sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var (mean, half) = MeanAndHalfWidth(sample, ExperimentResult.Confidence);
        return new MetricEstimate(name, mean, half, sample.Count, unit);
    }

    /// <summary>
    /// Mean and half width t(n−1, (1+confidence)/2) × s ÷ √n. The mean is NaN for an empty sample, the half width for fewer than two values.
    /// </summary>
    public static (double Mean, double HalfWidth) MeanAndHalfWidth(IReadOnlyList<double> sample, double confidence)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var interval = Intervals.OfMean([.. sample], confidence);
        return (interval.Mean, interval.HalfWidth);
    }
}
