using System.Collections.Immutable;
using Simulator.Measurement;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>The lag budget as a waterfall: how long each scale-out took, and with what.</summary>
internal static class LagCharts
{
    private const int MostRows = 20;

    private static readonly ImmutableArray<(string Name, Tone Tone)> Stages =
    [
        ("detection", Tone.Blue), ("publication", Tone.Sky), ("alarm", Tone.Purple), ("decision", Tone.Ink), ("capacity", Tone.Vermillion), ("start", Tone.Orange), ("health", Tone.Green),
    ];

    /// <summary>Names of the stages, which are the columns of lag.csv.</summary>
    public static IEnumerable<string> Columns => Enum.GetNames<LagStage>().Select(n => n.ToLowerInvariant());

    /// <summary>The waterfall of a service or capacity provider; null when it never scaled out.</summary>
    public static WaterfallChart? Of(RecordedResult result, string target, string name)
    {
        var lags = result.Lags.Where(l => l.Target == target).ToList();
        if (lags.Count == 0) return null;
        var complete = lags.Where(l => double.IsFinite(l.Total)).ToList();
        // The slowest tell most; they stay in order of time.
        var least = lags.Count <= MostRows ? double.NegativeInfinity : lags.Select(l => l.Known).OrderDescending().ElementAt(MostRows - 1);
        var rows = ImmutableArray.CreateBuilder<WaterfallRow>();
        if (complete.Count > 1)
        {
            ImmutableArray<double> means = [.. Enumerable.Range(0, Stages.Length).Select(i => complete.Average(l => l.Stages[i]))];
            rows.Add(new WaterfallRow("mean", means, Time(means.Sum())));
        }
        foreach (var l in lags.Where(l => l.Known >= least).Take(MostRows))
            rows.Add(new WaterfallRow($"{Clock(result.Facts, l.At)}  {Number(l.From)} → {Number(l.To)}", l.Stages, double.IsFinite(l.Total) ? Time(l.Total) : "not complete by the end"));
        var words = complete.Count == 0
            ? "No scale-out was complete by the end."
            : $"{Number(complete.Count)} complete scale-outs took {Time(complete.Average(l => l.Total))} on average and {Time(complete.Max(l => l.Total))} at most, {(result.Facts.ManagedProviders.Any(p => p.Name == target) ? "from the creation of the oldest waiting task until the slowest instance was ACTIVE" : "from the first breaching period, or from the scale-out before while the alarm stays on, to the slowest task's health")}.";
        if (lags.Count > MostRows) words += $" The {MostRows} slowest of {Number(lags.Count)} are shown.";
        return new WaterfallChart { Id = "lag-" + Slug(name), Title = $"{name}: where the time goes when it scales out", Subtitle = words, Rows = rows.ToImmutable(), Stages = Stages };
    }
}
