using System.Collections.Immutable;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>Charts of one service.</summary>
internal sealed class ServiceCharts
{
    private readonly RecordedResult _result;
    private readonly string _service;
    private readonly SeriesFrame _frame;

    /// <summary>Charts of the service with the given series.</summary>
    public ServiceCharts(RecordedResult result, string service, SeriesFrame frame)
    {
        _result = result;
        _service = service;
        _frame = frame;
    }

    private RunFacts Facts => _result.Facts;

    private string MeanNote => _frame.IsMean ? $" Mean of {Facts.Replications} replications, bands from the smallest to the largest; events of the first." : "";

    /// <summary>Load against desired, running and pending tasks.</summary>
    public TimeChart Load()
    {
        var panels = ImmutableArray.CreateBuilder<Panel>();
        var rate = PerSecond(_frame.Mean("requests"));
        var hasLoad = rate.Any(r => r > 0);
        if (hasLoad)
        {
            var errors = PerSecond(Sum("errors_502", "errors_503", "errors_504"));
            var series = ImmutableArray.CreateBuilder<Series>();
            Add(series, "requests", "arrived", SeriesShape.Area, Tone.Blue, rate, "/s", perSecond: true);
            if (errors.Any(e => e > 0)) series.Add(Interval("failed", SeriesShape.Area, Tone.Vermillion, errors, "/s"));
            panels.Add(new Panel { Title = "requests per second", Series = series.ToImmutable(), Weight = 0.8 });
        }
        var tasks = ImmutableArray.CreateBuilder<Series>();
        AddCount(tasks, "running", SeriesShape.StepArea, Tone.Green, dashed: false);
        if (_frame.Mean("pending").Any(p => p > 0)) AddCount(tasks, "pending", SeriesShape.StepArea, Tone.Orange, dashed: false);
        if (_frame.Mean("needed").Any(double.IsFinite))
            tasks.Add(new Series { Name = "needed at the target", Shape = SeriesShape.Step, Tone = Tone.Vermillion, X = _frame.Times, Y = _frame.Mean("needed"), Unit = "tasks" });
        AddCount(tasks, "desired", SeriesShape.Step, Tone.Ink, dashed: true);
        panels.Add(new Panel { Title = "tasks", Counts = true, Series = tasks.ToImmutable() });
        return Chart("load", hasLoad ? $"{_service}: load and tasks" : $"{_service}: tasks", LoadWords(rate, hasLoad), panels.ToImmutable(), withScaling: true, []);
    }

    /// <summary>CPU and memory utilisation with targets, and alarms as shading; null when nothing ran.</summary>
    public TimeChart? Utilization()
    {
        var series = ImmutableArray.CreateBuilder<Series>();
        if (_frame.Mean("memory_utilization").Any(double.IsFinite)) Add(series, "memory_utilization", "memory", SeriesShape.Line, Tone.Purple, _frame.Mean("memory_utilization"), "%", dashed: true);
        if (_frame.Mean("cpu_utilization").Any(double.IsFinite)) Add(series, "cpu_utilization", "CPU", SeriesShape.Line, Tone.Blue, _frame.Mean("cpu_utilization"), "%");
        if (series.Count == 0) return null;
        var references = Facts.Targets
            .Where(t => t.Service == _service && t.Metric is "CPUUtilization" or "MemoryUtilization")
            .Select(t => new ReferenceLine(t.Value, $"{(t.Metric == "CPUUtilization" ? "CPU" : "memory")} target {Number(t.Value)} %", t.Metric == "CPUUtilization" ? Tone.Ink : Tone.Purple))
            .ToImmutableArray();
        var panel = new Panel { Title = "utilisation, % of what running tasks reserve", Series = series.ToImmutable(), References = references, AtLeastTo = 100 };
        // The summary's figures, weighted by what was reserved: an interval with thirty tasks counts for more than one with two.
        var words = $"CPU {Number(_result.Value($"{_service}.cpu_utilization.mean"))} % and memory {Number(_result.Value($"{_service}.memory_utilization.mean"))} % on average.";
        return Chart("utilization", $"{_service}: utilisation", words, [panel], withScaling: true, AlarmSpans());
    }

    /// <summary>Latency percentiles, and errors if there were any; null without a completed request.</summary>
    public TimeChart? Latency()
    {
        var (p50, p99) = (_frame.Mean("latency_p50_ms"), _frame.Mean("latency_p99_ms"));
        if (!p99.Any(double.IsFinite)) return null;
        var series = ImmutableArray.CreateBuilder<Series>();
        Add(series, "latency_p99_ms", "99th percentile", SeriesShape.Line, Tone.Vermillion, p99, "ms");
        series.Add(Interval("95th", SeriesShape.Line, Tone.Orange, _frame.Mean("latency_p95_ms"), "ms"));
        series.Add(Interval("median", SeriesShape.Line, Tone.Blue, p50, "ms"));
        var (low, high) = (p50.Where(v => v > 0).DefaultIfEmpty(1).Min(), p99.Where(double.IsFinite).Max());
        var wide = high > 30 * low;
        var panels = ImmutableArray.Create(new Panel { Title = wide ? "latency of completed requests, ms (logarithmic)" : "latency of completed requests, ms", Series = series.ToImmutable(), Logarithmic = wide });
        if (Sum("errors_502", "errors_503", "errors_504").Any(e => e > 0)) panels = panels.Add(Errors());
        var words = $"Over the whole run: median {Ms("p50")}, 99th percentile {Ms("p99")}.";
        return Chart("latency", $"{_service}: latency", double.IsNaN(_result.Value($"{_service}.latency.p99")) ? "" : words, panels, withScaling: false, []);
    }

    private Panel Errors()
    {
        // Counts hold over their interval: a step begins at its start, and the last one ends at its end.
        double[] edges = [.. _frame.Times.Select(t => t - _frame.Interval), _frame.Times[^1]];
        Series Of(string column, string name, Tone tone)
        {
            var counts = PerMinute(_frame.Mean(column));
            return new Series { Name = name, Shape = SeriesShape.StepArea, Tone = tone, X = edges, Y = [.. counts, counts[^1]], Unit = "/min" };
        }
        var series = new[] { Of("errors_502", "502 connection broken", Tone.Purple), Of("errors_503", "503 refused", Tone.Orange), Of("errors_504", "504 timed out", Tone.Vermillion) };
        return new Panel { Title = "failed requests per minute", Counts = true, Series = [.. series.Where(s => s.Y.Any(v => v > 0))], Stacked = true, Weight = 0.55 };
    }

    private TimeChart Chart(string id, string title, string words, ImmutableArray<Panel> panels, bool withScaling, IEnumerable<ShadedSpan> spans) => new()
    {
        Id = $"{id}-{Slug(_service)}",
        Title = title,
        Subtitle = words + MeanNote,
        Start = Facts.Start,
        Seconds = Facts.Seconds,
        Panels = panels,
        Spans = [.. WarmUp(Facts), .. spans],
        Lanes = [.. withScaling ? ScalingLane(_result, d => d.Target == $"service/{Facts.Cluster}/{_service}") : [], .. FailureLane(_result)],
    };

    private string LoadWords(double[] rate, bool hasLoad)
    {
        var running = _frame.Mean("running");
        var (outs, ins) = (_result.Value($"{_service}.scale_outs"), _result.Value($"{_service}.scale_ins"));
        var words = hasLoad ? $"Peak {Number(rate.Where(double.IsFinite).Max())} requests/s; " : "";
        words += running.Min() == running.Max() ? $"{Number(running.Max())} tasks running throughout" : $"{Number(running.Min())} to {Number(running.Max())} tasks running";
        return words + (outs + ins > 0 ? $"; {Number(outs)} scale-out{(outs == 1 ? "" : "s")} and {Number(ins)} scale-in{(ins == 1 ? "" : "s")}." : ".");
    }

    private IEnumerable<ShadedSpan> AlarmSpans()
    {
        foreach (var span in _result.Alarms)
        {
            foreach (var alarm in Facts.Alarms)
            {
                if (alarm.Service != _service || alarm.Name != span.Name) continue;
                yield return new ShadedSpan(span.From, span.To, alarm.Low ? "low alarm in ALARM" : "high alarm in ALARM", alarm.Low ? Tone.Sky : Tone.Vermillion);
            }
        }
    }

    private void Add(ImmutableArray<Series>.Builder to, string column, string name, SeriesShape shape, Tone tone, double[] values, string unit, bool perSecond = false, bool dashed = false)
    {
        if (_frame.IsMean)
        {
            var (low, high) = (_frame.Low(column), _frame.High(column));
            var band = Interval("range", SeriesShape.Band, tone, perSecond ? PerSecond(high) : high, unit);
            to.Add(band with { Name = name + ", range", Low = perSecond ? PerSecond(low) : low });
        }
        to.Add(Interval(name, shape, tone, values, unit) with { Dashed = dashed });
    }

    private void AddCount(ImmutableArray<Series>.Builder to, string column, SeriesShape shape, Tone tone, bool dashed)
    {
        if (_frame.IsMean && column == "running")
            to.Add(new Series { Name = "running, range", Shape = SeriesShape.Band, Tone = tone, X = _frame.Times, Y = _frame.High(column), Low = _frame.Low(column), Unit = "tasks" });
        to.Add(new Series { Name = column, Shape = _frame.IsMean && column == "running" ? SeriesShape.Step : shape, Tone = tone, X = _frame.Times, Y = _frame.Mean(column), Dashed = dashed, Unit = "tasks" });
    }

    private Series Interval(string name, SeriesShape shape, Tone tone, double[] values, string unit) =>
        new() { Name = name, Shape = shape, Tone = tone, X = _frame.Middles, Y = values, Unit = unit };

    private double[] PerSecond(double[] counts) => [.. counts.Select(c => c / _frame.Interval)];

    private double[] PerMinute(double[] counts) => [.. counts.Select(c => c * 60 / _frame.Interval)];

    private double[] Sum(params string[] columns)
    {
        var sum = new double[_frame.Times.Length];
        foreach (var column in columns)
        {
            var values = _frame.Mean(column);
            for (var i = 0; i < sum.Length; i++) sum[i] += double.IsNaN(values[i]) ? 0 : values[i];
        }
        return sum;
    }

    private string Ms(string quantile) => Number(_result.Value($"{_service}.latency.{quantile}")) + " ms";
}
