using Simulator.Experiments;
using Simulator.Reporting.Charts.Catalogue;

namespace Simulator.Reporting.Tables;

/// <summary>The table that <c>compare</c> prints: a row for each metric, a column for each variant.</summary>
public static class CompareTable
{
    /// <summary>Writes the table.</summary>
    /// <param name="to">The console.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="rich">Whether the console understands control sequences.</param>
    public static void Write(TextWriter to, Comparison comparison, bool rich)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(comparison);
        var variants = comparison.Variants.Select(v => v.Name).ToArray();
        var table = new TextTable(["metric", .. variants.Select(v => "#" + v)]);
        foreach (var (metric, title) in ComparedMetrics.Among([.. comparison.Rows.Select(r => r.Estimate.Name).Distinct()]))
        {
            var cells = variants.Select(v => CellOf(comparison, metric, v)).ToArray();
            if (cells.All(c => c is "–" or "")) continue;
            table.Add([title, .. cells]);
        }
        table.Write(to, rich);
        var references = ReferenceTables.Of([.. comparison.Variants.Select(v => (v.Name, v.Result))]);
        if (!references.IsEmpty)
        {
            to.Write("\n");
            references.Write(to, rich);
        }
        var replications = comparison.Variants[0].Result.Replications.Length;
        to.Write($"\nIn brackets: difference to {variants[0]} under the same random numbers{(replications > 1 ? $", 95 % interval of {replications} paired replications" : "")}.\n");
    }

    private static string CellOf(Comparison comparison, string metric, string variant)
    {
        foreach (var row in comparison.Rows)
        {
            if (row.Variant == variant && row.Estimate.Name == metric)
                return CompareChart.Words(row.Estimate.Value, row.Difference, row.DifferenceHalfWidth, first: variant == comparison.Variants[0].Name);
        }
        return "–";
    }
}
