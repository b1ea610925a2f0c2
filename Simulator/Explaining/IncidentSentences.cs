namespace Simulator.Explaining;

/// <summary>What happened to the tasks of a service and to what they run on, before the service scheduler acted: nothing that anyone decided.</summary>
internal sealed class IncidentSentences(RunStory story, string service)
{
    private const double Before = 120; // seconds: deregistration, health checks and heartbeats take about as long to tell
    private const int Most = 3;

    // What the service scheduler chose to stop stands with its rounds.
    private static readonly string[] Chosen = ["Scaling activity initiated", "Availability-zone rebalancing"];

    /// <summary>What happened before a moment and before rounds of the service scheduler near it.</summary>
    /// <param name="at">The moment.</param>
    /// <param name="rounds">Times of those rounds.</param>
    public IEnumerable<ExplanationLine> Around(double at, IEnumerable<double> rounds)
    {
        double[] ends = [at, .. rounds];
        bool IsNear(double time) => Array.Exists(ends, end => time <= end + 0.0005 && time >= end - Before);
        return Failures(IsNear).Concat(Instances(IsNear)).Concat(Events(IsNear)).Concat(Losses(IsNear)).OrderBy(l => l.At);
    }

    private IEnumerable<ExplanationLine> Failures(Func<double, bool> isNear)
    {
        foreach (var f in story.Failures.Where(f => isNear(f.At)))
        {
            var target = f.Target.Length > 0 ? " of " + f.Target : "";
            var hits = f.Instances + f.Tasks == 0 ? "begins" : $"hits {Wording.Of(f.Instances, "instance")} and {Wording.Of(f.Tasks, "task")}";
            yield return new ExplanationLine(f.At, $"Failure {f.Name} ({f.Kind.Replace('_', ' ')}{target}) {hits}.");
        }
    }

    private IEnumerable<ExplanationLine> Instances(Func<double, bool> isNear)
    {
        var hosts = story.Tasks.Where(t => t.Service == service && t.ContainerInstance.Length > 0).Select(t => t.ContainerInstance).ToHashSet();
        var events = story.InstanceEvents.Where(e => isNear(e.At) && hosts.Contains(e.Instance)).Select(e => (Event: e, Words: WordsOf(e))).Where(e => e.Words.Length > 0).DistinctBy(e => (e.Event.Instance, e.Words));
        foreach (var same in events.GroupBy(e => (Math.Floor(e.Event.At), e.Words)))
        {
            var (count, zones) = (same.Count(), string.Join(", ", same.Select(e => e.Event.Zone).Distinct().Order(StringComparer.Ordinal)));
            var which = count <= Most ? string.Join(", ", same.Select(e => e.Event.Instance)) : Wording.Of(count, "instance");
            yield return new ExplanationLine(same.First().Event.At, $"{which} in {zones} {(count == 1 ? "is" : "are")} {same.Key.Words}.");
        }
    }

    // Scale-in is a decision of managed scaling or of the group's policies.
    private static string WordsOf(StoryInstanceEvent e) => e.Event switch
    {
        "spot_interruption_notice" => "given notice of a Spot interruption",
        "impaired" => "impaired",
        "unhealthy" => "marked unhealthy",
        "state_change" when e.Reason.Length > 0 && e.Reason != "scale_in" => $"taken out of service ({e.Reason.Replace('_', ' ')})",
        _ => "",
    };

    private IEnumerable<ExplanationLine> Events(Func<double, bool> isNear)
    {
        var unhealthy = story.ServiceEvents.Where(e => e.Service == service && isNear(e.At) && IsUnhealthy(e.Message)).ToList();
        foreach (var e in unhealthy.Take(Most)) yield return new ExplanationLine(e.At, $"ECS reports: {e.Message}");
        if (unhealthy.Count > Most) yield return new ExplanationLine(unhealthy[Most].At, $"ECS reports the same of {Wording.Of(unhealthy.Count - Most, "more task")}.");
    }

    private static bool IsUnhealthy(string message) =>
        message.Contains(" is unhealthy ", StringComparison.Ordinal) || message.Contains(" failed container health checks", StringComparison.Ordinal) || message.Contains(" no healthy task on ", StringComparison.Ordinal);

    private IEnumerable<ExplanationLine> Losses(Func<double, bool> isNear)
    {
        var lost = story.Tasks.Where(t => t.Service == service && isNear(t.Stopping) && t.Reason.Length > 0 && !Chosen.Any(c => t.Reason.StartsWith(c, StringComparison.Ordinal)));
        foreach (var same in lost.GroupBy(t => t.Reason))
        {
            var (first, last) = (same.Min(t => t.Stopping), same.Max(t => t.Stopping));
            var until = last - first >= 1 ? $", the last at {story.Clock(last)}" : "";
            yield return new ExplanationLine(first, $"{Wording.Of(same.Count(), "task")} {(same.Count() == 1 ? "stops" : "stop")}{until}: {same.Key.TrimEnd('.')}.");
        }
    }
}
