using Simulator.Model;

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
            var (running, pending) = TasksAt(at, in s);
            var healthy = HealthyAt(at, samples, place, running);
            yield return new ExplanationLine(
                null, $"{Wording.Number(DesiredAt(at, s.Desired))} desired; {Wording.Number(running)} running, {Wording.Number(pending)} pending, {Wording.Number(healthy)} healthy{Load(in s)}.");
            if (double.IsFinite(s.Needed) && HasTarget(at))
            {
                var needed = (int)s.Needed;
                var enough = healthy < needed ? $"{Wording.Of(needed - healthy, "task")} short" : healthy > needed ? $"{Wording.Number(healthy - needed)} more than that" : "just that";
                yield return new ExplanationLine(
                    null, $"At the policies' targets this load needs {Wording.Of(needed, "task")}; {(healthy == 1 ? "1 healthy one is" : $"{Wording.Number(healthy)} healthy ones are")} {enough}.");
            }
        }
        foreach (var line in OnTheirWay(at)) yield return line;
        var newest = story.Deployments.LastOrDefault(d => d.Service == service && d.Created <= at);
        foreach (var d in story.Deployments)
        {
            if (d.Service != service) continue;
            if (d.IsInProgress(at)) yield return new ExplanationLine(d.Created, $"A deployment of {d.TaskDefinition} is in progress{Meaning(at)}.{StageAt(d, at)}");
            else if (d.Id == newest.Id && Failed(d, at) is { } failed) yield return failed;
        }
    }

    // AS-ECS-01: a PRIMARY deployment that is not COMPLETED counts as in progress, one that has failed and is not rolled back for ever.
    private ExplanationLine? Failed(StoryDeployment d, double at)
    {
        if (!d.HasFailed(at)) return null;
        var isFinished = d.Finished <= at;
        if (isFinished && d.Status == DeploymentText.Of(ServiceDeploymentStatus.RollbackSuccessful)) return null;
        var still = IsScaled(at) ? $": until {(isFinished ? "another one" : "that")} completes Application Auto Scaling does not scale in" : "";
        return new ExplanationLine(d.Completed, $"The deployment of {d.TaskDefinition} failed and {(isFinished ? "was not" : "is being")} rolled back{still}.");
    }

    /// <summary>Whether fewer tasks run or are on their way than desiredCount asks for, or a deployment still replaces some.</summary>
    public bool IsShort(double at) => IsDeploying(at) || Lacks(at);

    /// <summary>Whether fewer tasks run or are on their way than desiredCount asks for.</summary>
    public bool Lacks(double at)
    {
        var sample = story.Samples.FirstOrDefault(s => s.Service == service && s.At >= at - 0.0005);
        if (sample.Service is null) return false;
        var (running, pending) = TasksAt(at, in sample);
        return running + pending < DesiredAt(at, sample.Desired);
    }

    private bool IsDeploying(double at) => story.Deployments.Any(d => d.Service == service && d.IsInProgress(at));

    private string Meaning(double at) => story.Daemons.Contains(service) ? ": instances are drained and replaced, a share of them at a time"
        : IsScaled(at) ? ": until it completes Application Auto Scaling does not scale in" : "";

    private bool IsScaled(double at) => story.Alarms.Any(a => a.Service == service && AlarmPresent.Of(a, story, at).Exists);

    // The column is of the policies of the whole run.
    private bool HasTarget(double at) => !story.Alarms.Any(a => a.Service == service && a.IsManaged) || story.Alarms.Any(a => a.Service == service && a.IsManaged && AlarmPresent.Of(a, story, at).Exists);

    // Rolling updates have no stages.
    private string StageAt(StoryDeployment deployment, double at)
    {
        var rows = story.Stages.Where(s => s.Service == service && s.At >= deployment.Created && s.At <= at + 0.0005).ToList();
        if (rows.Count == 0 || rows[^1].Stage.Length == 0) return "";
        var newest = rows[^1];
        var since = rows.AsEnumerable().Reverse().TakeWhile(s => s.Stage == newest.Stage).Last().At;
        var hooks = rows.Where(s => s.Stage == newest.Stage && s.At >= since && s.Hook.Length > 0).GroupBy(s => s.Hook).Select(h => h.Last()).ToList();
        // A hook that has not answered yet has no row before its answer.
        var later = story.Stages.Where(s => s.Service == service && s.At > at + 0.0005).TakeWhile(s => s.Stage == newest.Stage).Where(s => s.Hook.Length > 0 && !hooks.Exists(h => h.Hook == s.Hook)).DistinctBy(s => s.Hook);
        var words = hooks.Select(h => $"its hook {h.Hook} is {h.HookStatus} since {story.Clock(h.At)}").Concat(later.Select(h => $"its hook {h.Hook} has not answered, and does at {story.Clock(h.At)}: {h.HookStatus}"));
        return $" It is in {newest.Stage} since {story.Clock(since)}{string.Concat(words.Select(w => "; " + w))}.";
    }

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

    // Without tasks.csv the counts of the interval's end.
    private (int Running, int Pending) TasksAt(double at, in StorySample s)
    {
        var alive = AliveAt(at);
        if (alive.Count == 0 && s.Running > 0) return ((int)s.Running, (int)s.Pending);
        var running = alive.Count(t => t.Started <= at);
        return (running, alive.Count - running);
    }

    private List<StoryTask> AliveAt(double at) => [.. story.Tasks.Where(t => t.Service == service && t.Created <= at && !(t.Stopped <= at) && !(t.Stopping <= at))];

    // tasks.csv knows when a task became healthy for the first time, not whether it still is: where it does not agree with the samples on both sides, the
    // nearer one holds.
    private int HealthyAt(double at, List<StorySample> samples, int place, int running)
    {
        var next = samples[place];
        var agrees = (StorySample s) => AliveAt(s.At).Count(t => t.Healthy <= s.At) == (int)s.Healthy;
        if (story.Tasks.Any(t => t.Service == service) && agrees(next) && (place == 0 || agrees(samples[place - 1]))) return AliveAt(at).Count(t => t.Healthy <= at);
        var nearest = place > 0 && at - samples[place - 1].At < next.At - at ? samples[place - 1] : next;
        return Math.Min((int)nearest.Healthy, running);
    }

    private string Load(in StorySample s)
    {
        var words = "";
        var seconds = story.LengthOf(in s);
        if (s.Requests > 0) words += $"; {Wording.Number(s.Requests / seconds)} requests/s arrive{(double.IsFinite(s.P99) ? $", 99 % answered within {Wording.Number(s.P99)} ms" : "")}{Errors(in s, seconds)}";
        if (double.IsFinite(s.Cpu)) words += $"; CPU {Wording.Number(s.Cpu)} %, memory {Wording.Number(s.Memory)} %";
        return words;
    }

    private string Errors(in StorySample s, double seconds) =>
        s.Errors > 0 ? $", {Wording.Number(s.Errors)} of {Wording.Number(s.Requests)} fail in the {Wording.Time(seconds)} to {story.Clock(s.At)}" : "";

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
