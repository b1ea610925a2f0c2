using Simulator.Model.Facts;

namespace Simulator.Explaining;

/// <summary>Chains of decisions of one service: what led to a change of desiredCount, and what followed from it.</summary>
internal sealed class CausalChain
{
    private const double Near = 90; // seconds around a moment that count as "around then"
    private const double Soon = 1800;

    private readonly RunStory _story;
    private readonly string _service;
    private readonly string _target;
    private readonly Dictionary<int, DecisionNode> _byId;
    private readonly HashSet<string> _providers;
    private readonly HashSet<string> _groups;
    private readonly bool _hasHosts;
    private readonly StateSentences _state;

    public CausalChain(RunStory story, string service)
    {
        _story = story;
        _service = service;
        _target = story.TargetOf(service);
        _byId = story.Decisions.ToDictionary(d => d.Id);
        _providers = [.. story.Tasks.Where(t => t.Service == service && t.CapacityProvider.Length > 0).Select(t => t.CapacityProvider)];
        var hosts = story.Tasks.Where(t => t.Service == service && t.ContainerInstance.Length > 0).Select(t => t.ContainerInstance).ToHashSet();
        _hasHosts = hosts.Count > 0;
        _groups = [.. story.Instances.Where(i => i.Group.Length > 0 && (hosts.Contains(i.Id) || _providers.Contains(i.CapacityProvider))).Select(i => i.Group)];
        _state = new StateSentences(story, service);
    }

    /// <summary>Whether a decision set a service's desiredCount.</summary>
    public static bool SetsDesired(DecisionNode d) =>
        d.Changed && d.Kind is DecisionKind.TargetTracking or DecisionKind.StepScaling or DecisionKind.ScheduledAction or DecisionKind.Bounds or DecisionKind.PredictiveScaling or DecisionKind.Operator && d.Changed;

    /// <summary>The chain of the newest change at or before a moment.</summary>
    public IEnumerable<ExplanationLine> Before(double at)
    {
        var last = Changes().LastOrDefault(d => d.At <= at + 0.0005);
        return last is null ? [] : at - last.At <= Soon ? Chain(last, at) : [LineOf(last)];
    }

    /// <summary>Decisions near a moment that are not in the chain before it; a repeated refusal is told once. What keeps tasks from starting is told however old it is.</summary>
    public IEnumerable<ExplanationLine> Around(double at)
    {
        var told = Before(at).Select(l => l.Decision).ToHashSet();
        var near = _story.Decisions.Where(d => Math.Abs(d.At - at) <= Near && Concerns(d) && !told.Contains(d.Id) && d.Kind != DecisionKind.AlarmTransition && !(d.Changed && d.At > at + 0.0005)).ToList();
        var lines = near.GroupBy(d => (d.Kind, d.Subject, d.Policy, d.Gate, d.Count("alarm_side"), d.Word("reason"))).Select(same => same.MinBy(d => Math.Abs(d.At - at))!).OrderBy(d => d.Id).Select(LineOf).ToList();
        if (Shortfall(at) is { } lack && !told.Contains(lack.Id) && !near.Contains(lack)) lines.Insert(0, new ExplanationLine(lack.At, DecisionForms.Sentence(lack) + " Nothing else has come of it since.", lack.Id));
        else if (Unplaced(at) is { } line) lines.Insert(0, line);
        if (lines.Count == 0 && told.Count == 0) lines.Add(new ExplanationLine(null, "No policy was invoked, and the service scheduler neither started nor stopped a task."));
        return lines;
    }

    /// <summary>When the service scheduler acted near a moment, and when it began to lack what it lacks.</summary>
    public IEnumerable<double> RoundsAround(double at)
    {
        foreach (var d in _story.Decisions)
        {
            if (d.Kind == DecisionKind.Reconcile && d.Subject == _target && Math.Abs(d.At - at) <= Near && !(d.Changed && d.At > at + 0.0005)) yield return d.At;
        }
        if (Shortfall(at) is { } lack) yield return lack.At;
    }

    /// <summary>The first change after a moment, within half an hour, and changes of the capacity it runs on until then.</summary>
    public IEnumerable<ExplanationLine> After(double at)
    {
        var next = Changes().FirstOrDefault(d => d.At > at + 0.0005 && d.At - at <= Soon);
        var until = next?.At ?? at + Soon;
        var lines = _story.Decisions.Where(d => d.Changed && d.At > at + 0.0005 && d.At <= until && IsCapacity(d) && DecisionForms.Of(d.Kind).IsScaling).Take(3).Select(LineOf).ToList();
        if (lines.Count > 0)
        {
            var pending = _story.Tasks.Where(t => t.Service == _service && t.Created <= at && !(t.Started <= at) && !(t.Stopping <= at) && !(t.Stopped <= at)).ToList();
            Reached(lines, pending, t => t.Placed, "placed", "pending task");
            Reached(lines, pending, t => t.Started, "RUNNING", "pending task");
        }
        if (next is not null)
        {
            var ids = lines.Select(l => l.Decision).ToHashSet();
            lines.AddRange(Chain(next, double.PositiveInfinity, Before(at).Select(l => l.Decision).ToHashSet()).Where(l => l.Decision == 0 || !ids.Contains(l.Decision)));
        }
        return lines.Where(l => l.At > at + 0.0005).OrderBy(l => l.At);
    }

    // A round that fails again is recorded when something about it is new: the newest holds until another one is.
    private DecisionNode? Shortfall(double at)
    {
        var newest = _story.Decisions.LastOrDefault(d => d.Kind == DecisionKind.Reconcile && d.Subject == _target && d.At <= at + 0.0005);
        return newest is not null && newest["missing"] > 0 && _state.IsShort(at) ? newest : null;
    }

    // With output: {decisions: changes} rounds that start nothing are not recorded; failed placements are.
    private ExplanationLine? Unplaced(double at)
    {
        if (_story.Decisions.Any(d => d.Kind == DecisionKind.Reconcile && d.Subject == _target && d.At <= at + 0.0005 && d["missing"] > 0) || !_state.Lacks(at)) return null;
        var failed = _story.Placements.LastOrDefault(p => p.Service == _service && p.At <= at + 0.0005 && p.Reason.Length > 0);
        return failed.Reason is { Length: > 0 } reason ? new ExplanationLine(failed.At, $"The newest attempt to place a task failed: {reason}.") : null;
    }

    private IEnumerable<DecisionNode> Changes() => _story.Decisions.Where(d => SetsDesired(d) && d.Subject == _target);

    private bool Concerns(DecisionNode d) => d.Subject == _target || IsCapacity(d);

    private bool IsCapacity(DecisionNode d) => DecisionForms.Of(d.Kind).Subject switch
    {
        DecisionSubject.CapacityProvider => _providers.Contains(d.Subject),
        DecisionSubject.AutoScalingGroup => _groups.Contains(d.Subject),
        DecisionSubject.TimelineAction => d.Subject.Length > 0 ? _providers.Contains(d.Subject) || _groups.Contains(d.Subject) : _hasHosts && Forms.OperatorForm.IsOnInstances(d),
        _ => false,
    };

    private ExplanationLine LineOf(DecisionNode d) => new(d.At, DecisionForms.Sentence(d) + OldRevision(d), d.Id);

    // What a round starts in place of lost tasks of an older deployment, or because the new one may start nothing, is not of the newest.
    private string OldRevision(DecisionNode d)
    {
        if (d.Kind != DecisionKind.Reconcile || d.Count("started") == 0) return "";
        var newest = _story.Deployments.LastOrDefault(x => x.Service == _service && x.Created <= d.At + 0.0005);
        if (newest.Id is null || newest.IsTaskSet) return "";
        var old = _story.Tasks.Where(t => t.Decision == d.Id && t.Deployment != newest.Id).Select(t => t.TaskDefinition).ToList();
        if (old.Count == 0) return "";
        var which = old.Count < d.Count("started") ? Wording.Number(old.Count) + " of them" : old.Count == 1 ? "It" : "They";
        return $" {which} {(old.Count == 1 ? "is" : "are")} of the older deployment, of {string.Join(" and ", old.Distinct())}.";
    }

    // What was told before is not told again: a change that comes of the same alarm begins with its invocation.
    private IEnumerable<ExplanationLine> Chain(DecisionNode change, double until, HashSet<int>? told = null)
    {
        var up = new Stack<DecisionNode>();
        for (var d = change; d.Parent != 0 && _byId.TryGetValue(d.Parent, out var parent); d = parent) up.Push(parent);
        foreach (var d in up)
        {
            if (told?.Contains(d.Id) == true)
            {
                if (d.Kind == DecisionKind.AlarmTransition) yield return new ExplanationLine(change["invoked_s"], $"Alarm {d.Subject} is still in {d.Word("state_after")} and invokes the policy again.", d.Id);
                continue;
            }
            if (d.Kind == DecisionKind.AlarmTransition) foreach (var line in Metric(d)) yield return line;
            yield return LineOf(d);
        }
        if (told is null) foreach (var line in Earlier(change)) yield return line; // otherwise they came before the moment, and are told
        yield return LineOf(change);
        if (Unseen(change) is { } unseen) yield return unseen;
        foreach (var line in Following(change, until)) yield return line;
    }

    // An alarm that stays on invokes its policy each minute: the changes that the same transition has brought before.
    private IEnumerable<ExplanationLine> Earlier(DecisionNode change)
    {
        if (!_byId.TryGetValue(change.Parent, out var alarm) || alarm.Kind != DecisionKind.AlarmTransition) yield break;
        var before = Changes().Where(c => c.Parent == change.Parent && c.Id < change.Id).ToList();
        if (before.Count == 0) yield break;
        yield return LineOf(before[0]);
        if (before.Count > 2) yield return new ExplanationLine(before[1].At, $"{Wording.Of(before.Count - 2, "more change")} of the same alarm: desiredCount goes from {Wording.Number(before[1].From)} to {Wording.Number(before[^2].To)}.");
        if (before.Count > 1) yield return LineOf(before[^1]);
    }

    // Tasks that run already and of which the datapoints cannot tell: their share of the load is still counted for the others.
    private ExplanationLine? Unseen(DecisionNode change)
    {
        var end = change["newest_period_end_s"];
        if (double.IsNaN(end) || change.To <= change.From) return null;
        var running = _story.Tasks.Where(t => t.Service == _service && t.Started <= change.At && !(t.Stopping <= change.At) && !(t.Stopped <= change.At)).ToList();
        var young = running.Count(t => t.Started > end);
        return young == 0 ? null : new ExplanationLine(
            change.At, $"The newest of these datapoints ends at {_story.Clock(end)}; {Wording.Number(young)} of the {Wording.Of(running.Count, "running task")} started later, so that the load {(young == 1 ? "it takes" : "they take")} is asked for again.");
    }

    private IEnumerable<ExplanationLine> Metric(DecisionNode alarm)
    {
        var begin = alarm["first_breach_period_start_s"];
        if (double.IsNaN(begin) || alarm.To != (int)Model.AlarmState.Alarm) yield break;
        var sample = _story.Samples.FirstOrDefault(s => s.Service == _service && s.At > begin + 0.0005);
        var load = sample.Requests > 0 ? $", at {Wording.Number(sample.Requests / _story.LengthOf(in sample))} requests/s" : "";
        var metric = _story.Alarms.FirstOrDefault(a => a.Name == alarm.Subject)?.Metric;
        yield return new ExplanationLine(begin, metric is null
            ? $"The first of the breaching periods begins{load}."
            : $"The first period begins in which {metric} is {Forms.AlarmForm.Words(alarm.Word("comparison"))} {Wording.Number(alarm["threshold"])}{load}.");
        var published = alarm["newest_published_s"];
        if (!double.IsNaN(published))
            yield return new ExplanationLine(published, $"The datapoint of {_story.Clock(alarm["newest_period_start_s"])} becomes visible, the last one that the alarm waited for, {Wording.Time(published - alarm["newest_period_start_s"] - alarm["period_s"])} after its period ended.");
    }

    // Reconcile rounds of the service scheduler, and what became of the tasks they started.
    private IEnumerable<ExplanationLine> Following(DecisionNode change, double until)
    {
        var lines = new List<ExplanationLine>();
        var rounds = _story.Decisions.Where(d => d.Parent == change.Id && d.Kind == DecisionKind.Reconcile).ToList();
        foreach (var d in rounds.Take(4)) lines.Add(LineOf(d));
        if (rounds.Count > 4) lines.Add(new ExplanationLine(rounds[4].At, $"{Wording.Of(rounds.Count - 4, "more round")} of the service scheduler {(rounds.Count == 5 ? "follows" : "follow")}."));
        var ids = rounds.Select(d => d.Id).ToHashSet();
        var tasks = _story.Tasks.Where(t => ids.Contains(t.Decision)).ToList();
        if (tasks.Count > 0)
        {
            foreach (var provider in _providers)
            {
                var from = tasks.Min(t => t.Created);
                var placed = tasks.Max(t => double.IsNaN(t.Placed) ? double.PositiveInfinity : t.Placed);
                foreach (var d in _story.Decisions.Where(d => d.Kind == DecisionKind.ManagedScaling && d.Subject == provider && d.Changed && d.At >= from && d.At <= placed).Take(3)) lines.Add(LineOf(d));
            }
            Reached(lines, tasks, t => t.Placed, "placed");
            Reached(lines, tasks, t => t.Started, "RUNNING");
            Reached(lines, tasks, t => t.Healthy, "healthy");
        }
        return lines.Where(l => l.At is not { } at || at <= until + 0.0005).OrderBy(l => l.At);
    }

    private static void Reached(List<ExplanationLine> lines, List<StoryTask> tasks, Func<StoryTask, double> of, string words, string thing = "task")
    {
        var reached = tasks.Select(of).Where(t => !double.IsNaN(t)).Order().ToList();
        if (reached.Count == 0) return;
        var who = reached.Count == tasks.Count ? Wording.All(tasks.Count, thing) : $"{Wording.Number(reached.Count)} of the {Wording.Number(tasks.Count)} {thing}s {(reached.Count == 1 ? "is" : "are")}";
        var first = reached.Count > 1 && reached[^1] - reached[0] >= 1 ? $", the first {Wording.Time(reached[^1] - reached[0])} before" : "";
        var gone = tasks.Count(t => double.IsNaN(of(t)) && t.Stopping <= reached[^1]);
        var others = gone == 0 ? "" : gone < tasks.Count - reached.Count ? $"; {Wording.Number(gone)} {(gone == 1 ? "was" : "were")} stopped before" : gone == 1 ? "; the other one was stopped before" : "; the others were stopped before";
        lines.Add(new ExplanationLine(reached[^1], $"{who} {words}{first}{others}."));
    }
}
