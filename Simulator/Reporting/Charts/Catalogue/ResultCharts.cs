using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Simulator.Reporting.Reading;

namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>The charts of a result folder, in the order a reader wants them.</summary>
internal static class ResultCharts
{
    /// <summary>More services than this have no charts of their own: nobody looks at them, and their tables remain.</summary>
    public const int MostServices = 12;

    /// <summary>Makes the charts.</summary>
    public static ImmutableArray<Chart> Of(RecordedResult result)
    {
        var charts = ImmutableArray.CreateBuilder<Chart>();
        charts.AddRange(ReferenceCharts.Of(result.Facts, [(result.Facts.Name, result.Folders)]));
        foreach (var (name, frame) in result.Services.Take(MostServices))
        {
            if (frame.Times.Length == 0) continue;
            var service = new ServiceCharts(result, name, frame);
            charts.Add(service.Load());
            if (service.Utilization() is { } utilization) charts.Add(utilization);
            if (service.Latency() is { } latency) charts.Add(latency);
            if (LagCharts.Of(result, $"service/{result.Facts.Cluster}/{name}", name) is { } lag) charts.Add(lag);
        }
        charts.AddRange(ForecastCharts.Of(result));
        charts.AddRange(DeploymentCharts.Of(result));
        if (ClusterCharts.Instances(result) is { } instances) charts.Add(instances);
        foreach (var (provider, _) in result.Facts.ManagedProviders.Take(MostServices))
        {
            if (LagCharts.Of(result, provider, provider) is { } lag) charts.Add(lag);
        }
        if (ClusterCharts.Cost(result) is { } cost) charts.Add(cost);
        return charts.ToImmutable();
    }

    /// <summary>A name as part of a file name: letters, digits, dots and dashes stay.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name) slug.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-');
        return slug.ToString();
    }

    /// <summary>A number for a sentence: three significant digits, thousands separated.</summary>
    public static string Number(double v)
    {
        if (!double.IsFinite(v)) return "–";
        var size = Math.Abs(v);
        return v.ToString(size >= 100 || v == Math.Floor(v) ? "#,0" : size >= 10 ? "#,0.#" : size >= 0.1 ? "0.##" : "0.####", CultureInfo.InvariantCulture);
    }

    /// <summary>A percentage for a sentence. Availability is read in nines: what is not quite 100 never shows as 100.</summary>
    public static string Percent(double v) => v is > 99.9 and < 100 ? Math.Min(v, 99.9999999).ToString("0.0######", CultureInfo.InvariantCulture) : Number(v);

    /// <summary>Dollars for a sentence.</summary>
    public static string Usd(double v) => double.IsFinite(v) ? "$" + v.ToString(Math.Abs(v) is > 0 and < 0.1 ? "0.####" : "N2", CultureInfo.InvariantCulture) : "–";

    /// <summary>A length of time for a sentence.</summary>
    public static string Time(double seconds) => seconds switch
    {
        >= 2 * 86400 => Number(seconds / 86400) + " days",
        >= 2 * 3600 => Number(seconds / 3600) + " h",
        >= 120 => Number(seconds / 60) + " min",
        _ => Number(seconds) + " s",
    };

    /// <summary>The warm-up as a span, if there is one.</summary>
    public static IEnumerable<ShadedSpan> WarmUp(RunFacts facts) =>
        facts.WarmUpSeconds > 0 ? [new ShadedSpan(0, facts.WarmUpSeconds, "warm-up, not in the statistics", Tone.Grey)] : [];

    /// <summary>Failures as a lane, if there are any.</summary>
    public static IEnumerable<EventLane> FailureLane(RecordedResult result)
    {
        if (result.Failures.IsEmpty) return [];
        var marks = new List<EventMark>();
        foreach (var f in result.Failures)
        {
            var hit = $"{Number(f.TasksHit)} tasks, {Number(f.InstancesHit)} instances lost";
            var whole = double.IsNaN(f.WholeAgain) ? "not whole again by the end" : $"whole again after {Time(f.WholeAgain - f.At)}";
            var text = $"{Clock(result.Facts, f.At)} {f.Name}: {hit}; {whole}";
            marks.Add(new EventMark(f.At, double.IsNaN(f.WholeAgain) ? result.Facts.Seconds : f.WholeAgain, MarkShape.Bar, Tone.Orange, "until whole again", text));
            marks.Add(new EventMark(f.At, f.At, MarkShape.Cross, Tone.Vermillion, "failure", text, f.Name));
        }
        return [new EventLane("failures", [.. marks])];
    }

    /// <summary>Changes of a scalable target as a lane, if there are any.</summary>
    public static IEnumerable<EventLane> ScalingLane(RecordedResult result, Func<RecordedDecision, bool> of)
    {
        var marks = result.Decisions.Where(d => d.Changed && of(d)).Select(d => new EventMark(
            d.At, d.At, d.To > d.From ? MarkShape.Up : MarkShape.Down, d.To > d.From ? Tone.Blue : Tone.Purple, d.To > d.From ? "scale-out" : "scale-in",
            $"{Clock(result.Facts, d.At)} {d.Change}{(d.Policy.Length > 0 ? " by " + d.Policy : "")}")).ToImmutableArray();
        return marks.IsEmpty ? [] : [new EventLane("scaling", marks)];
    }

    /// <summary>Wall clock of an instant, to the second.</summary>
    public static string Clock(RunFacts facts, double at) => facts.Start.AddSeconds(at).ToString(facts.Seconds > 86400 ? "d MMM HH:mm:ss" : "HH:mm:ss", CultureInfo.InvariantCulture);
}
