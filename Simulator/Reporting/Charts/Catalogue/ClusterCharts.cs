using System.Collections.Immutable;
using System.Globalization;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>Charts of the cluster.</summary>
internal static class ClusterCharts
{
    private const int MostCosts = 14;

    /// <summary>Instances, Fargate tasks and reservation; null for a cluster in which there never was any.</summary>
    public static TimeChart? Instances(RecordedResult result)
    {
        var panels = ImmutableArray.CreateBuilder<Panel>();
        var instances = InstanceSeries(result);
        if (!instances.IsEmpty) panels.Add(new Panel { Title = "container instances", Counts = true, Series = instances });
        if (FargateSeries(result) is { } fargate) panels.Add(new Panel { Title = "tasks on Fargate", Counts = true, Series = [fargate], Weight = instances.IsEmpty ? 1 : 0.6 });
        if (!instances.IsEmpty && Reservation(result) is { } reservation) panels.Add(reservation);
        if (panels.Count == 0) return null;
        var words = $"Instances: {Number(result.Value("cluster.instances.mean"))} on average, {Number(result.Value("cluster.instances.max"))} at most.";
        return new TimeChart
        {
            Id = "instances",
            Title = instances.IsEmpty ? "Cluster: tasks on Fargate" : "Cluster: instances and reservation",
            Subtitle = instances.IsEmpty || double.IsNaN(result.Value("cluster.instances.mean")) ? "" : words,
            Start = result.Facts.Start,
            Seconds = result.Facts.Seconds,
            Panels = panels.ToImmutable(),
            Spans = [.. WarmUp(result.Facts)],
            Lanes = [.. ScalingLane(result, d => d.Kind == "managed_scaling"), .. FailureLane(result)],
        };
    }

    /// <summary>Cost by resource; null without a cost.</summary>
    public static BarChart? Cost(RecordedResult result)
    {
        var costs = result.Costs.Where(c => c.Usd > 0).OrderByDescending(c => c.Usd).ThenBy(c => c.Resource, StringComparer.Ordinal).ToList();
        if (costs.Count == 0) return null;
        var total = costs.Sum(c => c.Usd);
        var bars = costs.Take(MostCosts).Select(c => new Bar(
            c.Resource, c.Usd, double.NaN, $"{Usd(c.Usd)}  ({Number(100 * c.Usd / total)} %; {Number(c.Quantity)} {c.Unit})", Tone.Blue)).ToList();
        if (costs.Count > MostCosts) bars.Add(new Bar("everything else", costs.Skip(MostCosts).Sum(c => c.Usd), double.NaN, Usd(costs.Skip(MostCosts).Sum(c => c.Usd)), Tone.Grey));
        var words = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{Usd(total)} for {Time(result.Facts.Seconds)}") };
        if (double.IsFinite(result.Value("cost.per_hour"))) words.Add($"{Usd(result.Value("cost.per_hour"))} per hour");
        if (double.IsFinite(result.Value("cost.per_million_requests"))) words.Add($"{Usd(result.Value("cost.per_million_requests"))} per million requests");
        return new BarChart { Id = "cost", Title = "Cost by resource", Subtitle = string.Join(", ", words) + ".", Groups = [new BarGroup("USD", [.. bars])] };
    }

    private static ImmutableArray<Series> InstanceSeries(RecordedResult result)
    {
        var series = ImmutableArray.CreateBuilder<Series>();
        foreach (var (name, frame) in result.Cluster)
        {
            if (name == ResultNames.WholeCluster || !frame.Mean("instances").Any(v => v > 0)) continue;
            var tone = Palette.Cycle[series.Count % Palette.Cycle.Length];
            series.Add(new Series { Name = name, Shape = SeriesShape.StepArea, Tone = tone, X = frame.Times, Y = frame.Mean("instances"), Unit = "instances" });
        }
        var whole = Whole(result);
        if (whole is null || !whole.Mean("instances").Any(v => v > 0)) return series.ToImmutable();
        // With one provider its line is the cluster's; with none (instances without a provider) or several, the sum is worth a line.
        if (series.Count != 1) series.Add(new Series { Name = "cluster", Shape = SeriesShape.Step, Tone = Tone.Ink, X = whole.Times, Y = whole.Mean("instances"), Unit = "instances" });
        return series.ToImmutable();
    }

    private static Series? FargateSeries(RecordedResult result)
    {
        if (Whole(result) is not { } whole || !whole.Mean("fargate_tasks").Any(v => v > 0)) return null;
        return new Series { Name = "running and starting", Shape = SeriesShape.StepArea, Tone = Tone.Sky, X = whole.Times, Y = whole.Mean("fargate_tasks"), Unit = "tasks" };
    }

    private static Panel? Reservation(RecordedResult result)
    {
        if (Whole(result) is not { } whole) return null;
        var series = ImmutableArray.CreateBuilder<Series>();
        series.Add(new Series { Name = "memory reserved", Shape = SeriesShape.Line, Tone = Tone.Purple, X = whole.Times, Y = whole.Mean("memory_reservation"), Dashed = true, Unit = "%" });
        series.Add(new Series { Name = "CPU reserved", Shape = SeriesShape.Line, Tone = Tone.Blue, X = whole.Times, Y = whole.Mean("cpu_reservation"), Unit = "%" });
        foreach (var (name, frame) in result.Cluster)
        {
            var values = frame.Mean("capacity_provider_reservation");
            if (values.Any(double.IsFinite)) series.Add(new Series { Name = $"needed over running, {name}", Shape = SeriesShape.Line, Tone = Tone.Green, X = frame.Times, Y = values, Unit = "%" });
        }
        var targets = result.Facts.ManagedProviders.Select(p => p.TargetCapacity).Distinct().Select(t => new ReferenceLine(t, $"target capacity {Number(t)} %", Tone.Ink));
        return new Panel { Title = "reservation, %", Series = series.ToImmutable(), References = [.. targets], AtLeastTo = 100 };
    }

    private static SeriesFrame? Whole(RecordedResult result) => result.Cluster.FirstOrDefault(c => c.Key == ResultNames.WholeCluster).Frame;
}
