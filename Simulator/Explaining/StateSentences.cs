namespace Simulator.Explaining;

/// <summary>What a service had, and what its load asked for.</summary>
internal sealed class StateSentences(RunStory story, string service)
{
    /// <summary>The sentences of a moment.</summary>
    public IEnumerable<ExplanationLine> At(double at)
    {
        // An interval's counts stand at its end: the first one that ends at or after the moment holds it.
        var samples = story.Samples.Where(s => s.Service == service).ToList();
        var place = samples.FindIndex(s => s.At >= at - 0.0005);
        if (place < 0) place = samples.Count - 1;
        if (place >= 0)
        {
            var s = samples[place];
            var seconds = s.At - (place > 0 ? samples[place - 1].At : 0);
            var tasks = DesiredAt(at, s.Desired);
            yield return new ExplanationLine(null, $"{Wording.Number(tasks)} desired; {RunningAt(at, s)}{Load(in s, seconds)}.");
            if (double.IsFinite(s.Needed))
            {
                var enough = s.Healthy < s.Needed ? $"{Wording.Of((int)(s.Needed - s.Healthy), "task")} short" : s.Healthy > s.Needed ? $"{Wording.Number((int)(s.Healthy - s.Needed))} more than that" : "just that";
                yield return new ExplanationLine(null, $"At the policies' targets this load needs {Wording.Of((int)s.Needed, "task")}; {Wording.Number(s.Healthy)} healthy ones are {enough}.");
            }
        }
        foreach (var line in OnTheirWay(at)) yield return line;
        foreach (var d in story.Deployments)
        {
            if (d.Service == service && d.Created <= at && !(d.Completed <= at) && d.Created > 0)
                yield return new ExplanationLine(d.Created, $"A deployment of {d.TaskDefinition} is in progress: {Meaning()}.");
        }
    }

    private string Meaning() => story.Daemons.Contains(service) ? "instances are drained and replaced, a share of them at a time" : "until it completes Application Auto Scaling does not scale in";

    private int DesiredAt(double at, double otherwise)
    {
        var desired = double.NaN;
        foreach (var d in story.Decisions)
        {
            if (d.At > at + 0.0005) break;
            if (CausalChain.SetsDesired(d) && d.Subject == story.TargetOf(service)) desired = d.To;
        }
        return (int)(double.IsNaN(desired) ? otherwise : desired);
    }

    private string RunningAt(double at, StorySample s)
    {
        var alive = story.Tasks.Where(t => t.Service == service && t.Created <= at && !(t.Stopped <= at) && !(t.Stopping <= at)).ToList();
        if (alive.Count == 0 && s.Running > 0) return $"{Wording.Number(s.Running)} running, {Wording.Number(s.Pending)} pending, {Wording.Number(s.Healthy)} healthy";
        int running = alive.Count(t => t.Started <= at), healthy = alive.Count(t => t.Healthy <= at);
        return $"{Wording.Number(running)} running, {Wording.Number(alive.Count - running)} pending, {Wording.Number(healthy)} healthy";
    }

    private static string Load(in StorySample s, double seconds)
    {
        var words = "";
        if (s.Requests > 0) words += $"; {Wording.Number(s.Requests / seconds)} requests/s arrive{(double.IsFinite(s.P99) ? $", 99 % answered within {Wording.Number(s.P99)} ms" : "")}{(s.Errors > 0 ? $", {Wording.Number(s.Errors)} in that interval fail" : "")}";
        if (double.IsFinite(s.Cpu)) words += $"; CPU {Wording.Number(s.Cpu)} %, memory {Wording.Number(s.Memory)} %";
        return words;
    }

    private IEnumerable<ExplanationLine> OnTheirWay(double at)
    {
        var pending = story.Tasks.Where(t => t.Service == service && t.Created <= at && !(t.Started <= at) && !(t.Stopping <= at) && !(t.Stopped <= at)).ToList();
        if (pending.Count == 0) yield break;
        int unplaced = pending.Count(t => !(t.Placed <= at)), pulling = pending.Count(t => t.PullStarted <= at && !(t.PullStopped <= at));
        var starting = pending.Count - unplaced - pulling;
        var words = new List<string>();
        if (unplaced > 0) words.Add($"{Wording.Number(unplaced)} without a place in PROVISIONING");
        if (pulling > 0) words.Add($"{Wording.Number(pulling)} pulling {(pulling == 1 ? "its" : "their")} image");
        if (starting > 0) words.Add($"{Wording.Number(starting)} placed and starting");
        yield return new ExplanationLine(pending[0].Created, $"Of the pending tasks {string.Join(", ", words)}; the oldest was created {Wording.Time(at - pending[0].Created)} before.");
        var failed = story.Placements.LastOrDefault(p => p.Service == service && p.At <= at && p.Reason.Length > 0);
        if (unplaced > 0 && failed.Reason is { Length: > 0 } reason) yield return new ExplanationLine(failed.At, $"The newest attempt to place one failed: {reason}.");
    }
}
