using System.Collections.Immutable;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>Forecasts of predictive policies against what came of them.</summary>
internal static class ForecastCharts
{
    private const double Hour = 3600;

    /// <summary>A chart for each predictive policy.</summary>
    public static IEnumerable<TimeChart> Of(RecordedResult result) =>
        result.Forecasts.GroupBy(f => (f.Target, f.Policy)).Take(MostServices).Select(g => Of(result, g.Key.Target, g.Key.Policy, [.. g.Where(f => f.At < result.Facts.Seconds)])).OfType<TimeChart>();

    private static TimeChart? Of(RecordedResult result, string target, string policy, RecordedForecast[] hours)
    {
        if (hours.Length == 0) return null;
        var name = target.Split('/')[^1];
        var panels = ImmutableArray.CreateBuilder<Panel>();
        if (hours.Any(h => double.IsFinite(h.Load)))
        {
            var unit = result.Facts.Forecasts.FirstOrDefault(f => f.Target == target && f.Policy == policy).Load;
            panels.Add(new Panel
            {
                Title = "load, mean of the hour" + (unit is null ? "" : $" ({unit})"),
                Series = [Steps("actual", SeriesShape.StepArea, Tone.Blue, hours, h => h.ActualLoad), Steps("forecast", SeriesShape.Step, Tone.Ink, hours, h => h.Load) with { Dashed = true }],
                Weight = 0.8,
            });
        }
        var units = target.StartsWith("service/", StringComparison.Ordinal) ? "tasks" : "instances";
        var series = ImmutableArray.CreateBuilder<Series>();
        series.Add(Steps(units == "tasks" ? "running" : "in service", SeriesShape.StepArea, Tone.Green, hours, h => h.ActualCapacity, units));
        if (hours.Any(h => double.IsFinite(h.NeededCapacity))) series.Add(Steps("needed by the actual load", SeriesShape.Step, Tone.Vermillion, hours, h => h.NeededCapacity, units));
        series.Add(Steps("predicted", SeriesShape.Step, Tone.Ink, hours, h => h.Capacity, units) with { Dashed = true });
        panels.Add(new Panel { Title = units, Counts = true, Series = series.ToImmutable() });
        return new TimeChart
        {
            Id = $"forecast-{Slug(name)}-{Slug(policy)}",
            Title = $"{name}: forecast of {policy} against what came",
            Subtitle = Words(hours, units),
            Start = result.Facts.Start,
            Seconds = result.Facts.Seconds,
            Panels = panels.ToImmutable(),
            Spans = [.. WarmUp(result.Facts)],
            Lanes = [.. ScalingLane(result, d => d.Target == target && d.Policy == policy)],
        };
    }

    private static string Words(RecordedForecast[] hours, string unit)
    {
        var known = hours.Where(h => double.IsFinite(h.Capacity) && double.IsFinite(h.NeededCapacity)).ToList();
        if (known.Count == 0) return "No hour had both a forecast and a load.";
        var loads = known.Where(h => double.IsFinite(h.Load) && h.ActualLoad > 0).ToList();
        var error = loads.Count == 0 ? "" : $"The load forecast is off by {Percent(100 * loads.Average(h => Math.Abs(h.Load - h.ActualLoad) / h.ActualLoad))} % on average over {Number(loads.Count)} hours. ";
        var (few, many) = (known.Count(h => h.Capacity < h.NeededCapacity), known.Count(h => h.Capacity > h.NeededCapacity));
        return $"{error}Of {Number(known.Count)} hours it predicted too few {unit} for {Number(few)} and too many for {Number(many)}; it never removes any.";
    }

    // Each hour holds until the next; the last one ends after an hour, and gaps stay gaps.
    private static Series Steps(string name, SeriesShape shape, Tone tone, RecordedForecast[] hours, Func<RecordedForecast, double> of, string unit = "")
    {
        var (x, y) = (new List<double>(), new List<double>());
        for (var i = 0; i < hours.Length; i++)
        {
            x.Add(Math.Max(0, hours[i].At));
            y.Add(of(hours[i]));
            var next = i + 1 < hours.Length ? hours[i + 1].At : double.PositiveInfinity;
            if (next <= hours[i].At + Hour) continue;
            x.Add(hours[i].At + Hour);
            y.Add(i + 1 < hours.Length ? double.NaN : of(hours[i]));
        }
        return new Series { Name = name, Shape = shape, Tone = tone, X = [.. x], Y = [.. y], Unit = unit };
    }
}
