using System.Collections.Immutable;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>
/// How each service was deployed: running tasks by revision, the share of the production traffic that the new one has, and the stages. The time axis shows
/// the deployments and a little around them, not the whole run, in which they would be a line.
/// </summary>
internal static class DeploymentCharts
{
    private const int MostRevisions = 7;

    /// <summary>One chart for each service that was deployed again after its creation.</summary>
    public static IEnumerable<TimeChart> Of(RecordedResult result)
    {
        foreach (var (service, recorded) in RecordedDeployments.Read(result.Folders[0]).Take(MostServices)) yield return Chart(result, service, recorded);
    }

    private static TimeChart Chart(RecordedResult result, string service, RecordedDeployments recorded)
    {
        var (from, to) = WindowOf(recorded, result.Facts.Seconds);
        var panels = ImmutableArray.CreateBuilder<Panel>();
        // Stacked series share their times: every revision has a value wherever one of them changes.
        double[] times = [.. recorded.Revisions.TakeLast(MostRevisions).SelectMany(r => r.Times).Where(t => t > from && t < to).Append(from).Append(to).Distinct().Order()];
        var revisions = recorded.Revisions.TakeLast(MostRevisions).Select((r, i) => new Series
        {
            Name = r.TaskDefinition,
            Shape = SeriesShape.StepArea,
            Tone = Palette.Cycle[i % Palette.Cycle.Length],
            X = [.. times.Select(t => t - from)],
            Y = [.. times.Select(r.At)],
            Unit = "tasks",
        }).Where(s => s.Y.Any(y => y > 0)).ToImmutableArray();
        if (!revisions.IsEmpty) panels.Add(new Panel { Title = "running tasks by revision, stacked", Counts = true, Stacked = true, Series = revisions });
        var moved = recorded.Stages.Where(s => double.IsFinite(s.ProductionPercent)).ToList();
        if (moved.Count > 0)
        {
            var share = Share([0, .. moved.Select(s => s.At)], [0, .. moved.Select(s => s.ProductionPercent)], from, to);
            panels.Add(new Panel { Title = "production traffic of the new revision, %", AtLeastTo = 100, Weight = 0.5, Series = [share] });
        }
        return new TimeChart
        {
            Id = $"deployments-{Slug(service)}",
            Title = $"{service}: deployments",
            Subtitle = string.Join(" ", recorded.Deployments.Where(d => !d.IsRollback).TakeLast(3).Select(Words)),
            Start = result.Facts.Start.AddSeconds(from),
            Seconds = to - from,
            Panels = panels.Count > 0 ? panels.ToImmutable() : [new Panel { Title = "deployments", Series = [], Weight = 0.2 }],
            Lanes = [.. Lanes(result.Facts, recorded, from, to)],
        };
    }

    // The deployments and a sixth of their length around them.
    private static (double From, double To) WindowOf(RecordedDeployments recorded, double end)
    {
        var first = recorded.Deployments[0].Created;
        var last = recorded.Deployments.Max(d => double.IsNaN(d.Finished) ? end : d.Finished);
        var around = Math.Max(60, (last - first) / 6);
        return (Math.Max(0, first - around), Math.Min(end, last + around));
    }

    private static Series Share(double[] times, double[] values, double from, double to)
    {
        var (x, y) = (new List<double> { 0 }, new List<double> { 0 });
        for (var i = 0; i < times.Length && times[i] <= to; i++)
        {
            if (times[i] <= from)
            {
                y[0] = values[i];
                continue;
            }
            x.Add(times[i] - from);
            y.Add(values[i]);
        }
        x.Add(to - from);
        y.Add(y[^1]);
        return new Series { Name = "new revision", Shape = SeriesShape.Step, Tone = Tone.Vermillion, X = [.. x], Y = [.. y], Unit = "%" };
    }

    private static IEnumerable<EventLane> Lanes(RunFacts facts, RecordedDeployments recorded, double from, double to)
    {
        var stages = new List<EventMark>();
        var begins = new List<EventMark>();
        var ends = new List<EventMark>();
        for (var i = 0; i < recorded.Stages.Length; i++)
        {
            var s = recorded.Stages[i];
            var text = $"{Clock(facts, s.At)} {s.Status}{(s.Stage.Length > 0 ? ", " + s.Stage : "")}";
            if (s.At < from || s.At > to) continue;
            if (MarkOf(s.Status) is { } end && (i == 0 || recorded.Stages[i - 1].Status != s.Status || recorded.Stages[i - 1].Deployment != s.Deployment))
                (s.Status is "PENDING" or "ROLLBACK_IN_PROGRESS" ? begins : ends).Add(new EventMark(s.At - from, s.At - from, end.Shape, end.Tone, end.Kind, text));
            if (s.Stage.Length == 0 || s.Status is not ("IN_PROGRESS" or "ROLLBACK_IN_PROGRESS")) continue;
            var until = i + 1 < recorded.Stages.Length ? recorded.Stages[i + 1].At : to;
            if (until > s.At) stages.Add(new EventMark(s.At - from, Math.Min(until, to) - from, MarkShape.Bar, ToneOf(s.Stage), Plain(s.Stage), text));
        }
        if (stages.Count > 0) yield return new EventLane("stages", [.. stages]);
        // What ends has a lane of its own: traffic that goes back at once would put both marks of a rollback on one spot.
        if (begins.Count > 0) yield return new EventLane("status", [.. begins]);
        if (ends.Count > 0) yield return new EventLane("outcome", [.. ends]);
    }

    private static (MarkShape Shape, Tone Tone, string Kind)? MarkOf(string status) => status switch
    {
        "PENDING" => (MarkShape.Up, Tone.Blue, "begins"),
        "SUCCESSFUL" => (MarkShape.Diamond, Tone.Green, "successful"),
        "ROLLBACK_IN_PROGRESS" => (MarkShape.Cross, Tone.Vermillion, "fails, rolls back"),
        "ROLLBACK_SUCCESSFUL" => (MarkShape.Diamond, Tone.Orange, "rolled back"),
        "STOPPED" or "ROLLBACK_FAILED" => (MarkShape.Cross, Tone.Ink, "stopped"),
        _ => null,
    };

    private static Tone ToneOf(string stage) => stage switch
    {
        "SCALE_UP" => Tone.Orange,
        "TEST_TRAFFIC_SHIFT" or "POST_TEST_TRAFFIC_SHIFT" => Tone.Purple,
        "PRE_PRODUCTION_TRAFFIC_SHIFT" or "PRODUCTION_TRAFFIC_SHIFT" or "POST_PRODUCTION_TRAFFIC_SHIFT" => Tone.Vermillion,
        "BAKE_TIME" => Tone.Sky,
        _ => Tone.Grey,
    };

    private static string Plain(string stage) => stage.Replace('_', ' ').ToLowerInvariant();

    private static string Words(RecordedDeployment d)
    {
        var why = d.Reason.Length > 0 ? $" ({Plain(d.Reason)}{(d.Subject.Length > 0 ? " " + d.Subject : "")})" : "";
        var length = double.IsNaN(d.Finished) ? "not over at the end" : $"{Plain(d.Status)}{why} after {Time(d.Finished - d.Created)}";
        return $"{d.TaskDefinition}: {length}.";
    }
}
