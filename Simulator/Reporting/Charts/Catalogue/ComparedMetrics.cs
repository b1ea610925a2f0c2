namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>The metrics by which variants are compared first, in the order of the table and the chart; titles carry the unit.</summary>
internal static class ComparedMetrics
{
    // A name that begins with a dot is of every service.
    private static readonly (string Name, string Title)[] Known =
    [
        ("cluster.instances.mean", "instances needed, mean"),
        ("cluster.instances.max", "instances needed, most"),
        ("cluster.cpu_stranded.mean", "CPU stranded, %"),
        ("cluster.memory_stranded.mean", "memory stranded, %"),
        ("cluster.zone_imbalance.mean", "zone imbalance, tasks"),
        ("cluster.placement_failures", "placement failures"),
        (".tasks.running.mean", "tasks running, mean"),
        (".latency.mean", "mean latency, ms"),
        (".latency.p99", "99th percentile of latency, ms"),
        (".errors", "failed requests"),
        ("cost.total", "cost, USD"),
    ];

    private const string ReferencePrefix = "reference.";
    private const string FurthestSuffix = ".deviation.max";
    private const string MeanSuffix = ".deviation.mean";

    /// <summary>Those of <paramref name="metrics"/> to show, with their titles, in order.</summary>
    public static IEnumerable<(string Metric, string Title)> Among(IReadOnlyCollection<string> metrics)
    {
        foreach (var metric in metrics.Where(m => m.StartsWith(ReferencePrefix, StringComparison.Ordinal)))
        {
            if (metric.EndsWith(MeanSuffix, StringComparison.Ordinal)) yield return (metric, $"{metric[ReferencePrefix.Length..^MeanSuffix.Length]}: off by, mean, %");
            if (metric.EndsWith(FurthestSuffix, StringComparison.Ordinal)) yield return (metric, $"{metric[ReferencePrefix.Length..^FurthestSuffix.Length]}: off by, most, %");
        }
        foreach (var (name, title) in Known)
        {
            if (name[0] != '.')
            {
                if (metrics.Contains(name)) yield return (name, title);
                continue;
            }
            foreach (var metric in metrics)
            {
                // A service's metrics, not those of a part of it: the name before the suffix is the service's.
                if (metric.EndsWith(name, StringComparison.Ordinal) && !metric[..^name.Length].Contains('.', StringComparison.Ordinal)) yield return (metric, $"{metric[..^name.Length]}: {title}");
            }
        }
    }
}
