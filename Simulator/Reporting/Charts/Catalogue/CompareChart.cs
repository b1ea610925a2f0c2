using System.Collections.Immutable;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>Variants beside each other, a small group of bars for each metric.</summary>
internal static class CompareChart
{
    /// <summary>The chart of a comparison's folder.</summary>
    public static BarChart Of(string folder)
    {
        var t = ResultTable.Read(Path.Combine(folder, SummaryTables.Compare.File), ["variant", "metric"], ["value", "half_width", "difference", "difference_half_width"]);
        var variants = t.Texts("variant").Distinct().ToList();
        var groups = ImmutableArray.CreateBuilder<BarGroup>();
        var equal = ImmutableArray.CreateBuilder<BarGroup>();
        foreach (var (metric, title) in ComparedMetrics.Among([.. t.Texts("metric").Distinct()]))
        {
            var rows = Enumerable.Range(0, t.Count).Where(i => t.Texts("metric")[i] == metric).ToList();
            if (rows.TrueForAll(i => !(t.Numbers("value")[i] > 0))) continue;
            var bars = rows.Select(i => new Bar(
                t.Texts("variant")[i], t.Numbers("value")[i], t.Numbers("half_width")[i],
                Words(t.Numbers("value")[i], t.Numbers("difference")[i], t.Numbers("difference_half_width")[i], first: t.Texts("variant")[i] == variants[0]),
                Palette.Cycle[variants.IndexOf(t.Texts("variant")[i]) % Palette.Cycle.Length]));
            (rows.TrueForAll(i => t.Numbers("value")[i] == t.Numbers("value")[rows[0]]) ? equal : groups).Add(new BarGroup(title, [.. bars]));
        }
        // What does not differ is not worth a bar, unless nothing does.
        var others = groups.Count > 0 && equal.Count > 0 ? $" {equal.Count} more metric{(equal.Count > 1 ? "s are" : " is")} equal under all variants." : "";
        if (groups.Count == 0) groups.AddRange(equal);
        var interval = Enumerable.Range(0, t.Count).Any(i => double.IsFinite(t.Numbers("half_width")[i])) ? " Whiskers and ± are 95 % confidence intervals." : "";
        return new BarChart
        {
            Id = "compare",
            Title = "Comparison of " + string.Join(", ", variants),
            Subtitle = $"The same random numbers under every variant; in brackets the difference to {variants[0]}.{interval}{others}",
            Groups = groups.ToImmutable(),
            Columns = 2,
        };
    }

    /// <summary>A value with its difference to the first variant.</summary>
    public static string Words(double value, double difference, double half, bool first)
    {
        if (first || !double.IsFinite(difference)) return Number(value);
        var size = Number(Math.Abs(difference));
        var sign = difference == 0 ? "" : size == "0" ? "≈" : difference > 0 ? "+" : "−"; // a difference smaller than what is shown has no sign worth reading
        return $"{Number(value)}  ({sign}{size}{(double.IsFinite(half) ? " ± " + Number(half) : "")})";
    }
}
