using System.Collections.Immutable;

namespace Simulator.Experiments;

/// <summary>A variant of a comparison: a name and what its experiment came to.</summary>
/// <param name="Name">Scenario name, or the name given to the variant.</param>
/// <param name="Result">Its experiment.</param>
public sealed record Variant(string Name, ExperimentResult Result);

/// <summary>One metric of one variant against the first variant.</summary>
/// <param name="Variant">Variant name.</param>
/// <param name="Estimate">The metric under this variant.</param>
/// <param name="Difference">Mean of the paired differences, this variant minus the first; zero for the first, NaN without a pair.</param>
/// <param name="DifferenceHalfWidth">Half width of their interval; NaN with fewer than two pairs.</param>
public readonly record struct ComparisonRow(string Variant, MetricEstimate Estimate, double Difference, double DifferenceHalfWidth);

/// <summary>
/// Variants under the same random numbers. Replication k of every variant uses the same draws, so differences are taken replication by
/// replication and their spread is that of the policies, not of the luck: far narrower intervals than for two independent samples.
/// </summary>
/// <param name="Variants">In order; the first is what the others are compared with.</param>
/// <param name="Rows">For each metric in order of first appearance, one row for each variant that has it.</param>
public sealed record Comparison(ImmutableArray<Variant> Variants, ImmutableArray<ComparisonRow> Rows)
{
    /// <summary>Compares variants.</summary>
    /// <param name="variants">At least one.</param>
    public static Comparison Of(ImmutableArray<Variant> variants)
    {
        if (variants.IsDefaultOrEmpty) throw new ArgumentException("A comparison has at least one variant.", nameof(variants));
        var metrics = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var v in variants)
        {
            foreach (var m in v.Result.Metrics)
            {
                if (known.Add(m.Name)) metrics.Add(m.Name);
            }
        }
        var tables = variants.Select(v => ByMetric(v.Result)).ToArray();
        var rows = ImmutableArray.CreateBuilder<ComparisonRow>();
        foreach (var metric in metrics)
        {
            var first = tables[0].GetValueOrDefault(metric);
            for (var i = 0; i < variants.Length; i++)
            {
                if (!tables[i].TryGetValue(metric, out var mine)) continue;
                var (difference, half) = PairedDifference(mine.Values, first.Values);
                rows.Add(new ComparisonRow(variants[i].Name, mine.Estimate, difference, half));
            }
        }
        return new Comparison(variants, rows.ToImmutable());
    }

    private static (double Mean, double HalfWidth) PairedDifference(double[] mine, double[]? first)
    {
        var pairs = new List<double>();
        for (var k = 0; k < Math.Min(mine.Length, first?.Length ?? 0); k++)
        {
            var d = mine[k] - first![k];
            if (!double.IsNaN(d)) pairs.Add(d);
        }
        return Estimates.MeanAndHalfWidth(pairs, ExperimentResult.Confidence);
    }

    private static Dictionary<string, (MetricEstimate Estimate, double[] Values)> ByMetric(ExperimentResult result)
    {
        var table = new Dictionary<string, (MetricEstimate, double[])>(StringComparer.Ordinal);
        foreach (var m in result.Metrics)
        {
            var values = new double[result.Replications.Length];
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = double.NaN;
                foreach (var s in result.Replications[k].Metrics)
                {
                    if (string.Equals(s.Name, m.Name, StringComparison.Ordinal)) values[k] = s.Value;
                }
            }
            table[m.Name] = (m, values);
        }
        return table;
    }
}
