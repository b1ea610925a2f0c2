using Simulator.Kernel;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>
/// The lag budget of every scale-out, from the decisions and the lives of tasks and instances. A scale-out is as slow as the slowest task it started; tasks that ended
/// before they were healthy count only when no other came; as long as one that was asked for has not come, there is no slowest. While an alarm stays in ALARM a further scale-out begins where the one before was decided.
/// </summary>
internal sealed class LagAnalysis
{
    private readonly RunResult _result;
    private readonly Dictionary<int, List<TaskRecord>> _tasksOf = []; // by the decision that changed desiredCount
    private readonly Dictionary<int, Instant> _firstBreach = []; // by alarm transition

    private LagAnalysis(RunResult result)
    {
        _result = result;
        var parents = new Dictionary<int, int>();
        foreach (var record in result.Decisions)
        {
            if (record.Decision.Kind == DecisionKind.Reconcile) parents[record.Decision.Id] = record.Decision.Parent;
            if (record.Decision.Kind == DecisionKind.AlarmTransition) _firstBreach[record.Decision.Id] = InputOf(record.Decision, ScalingInputs.AlarmFirstBreach);
        }
        foreach (var task in result.Tasks)
        {
            if (task.Decision == 0 || !parents.TryGetValue(task.Decision, out var cause) || cause == 0) continue;
            if (!_tasksOf.TryGetValue(cause, out var list)) _tasksOf.Add(cause, list = []);
            list.Add(task);
        }
        GiveToTheOldest();
    }

    /// <summary>Adds the lags of a run to its records, in order of decision.</summary>
    public static void Add(RunResult result) => new LagAnalysis(result).Add();

    private void Add()
    {
        var lastOut = new Dictionary<(DecisionKind, int), Instant>();
        foreach (var record in _result.Decisions)
        {
            var d = record.Decision;
            if (d.Gate != DecisionGate.None || d.To <= d.From) continue;
            switch (d.Kind)
            {
                case DecisionKind.TargetTracking or DecisionKind.StepScaling:
                    _result.Lags.Add(OfService(in record, lastOut.GetValueOrDefault((DecisionKind.TargetTracking, d.Subject))));
                    lastOut[(DecisionKind.TargetTracking, d.Subject)] = record.At;
                    break;
                case DecisionKind.ManagedScaling:
                    _result.Lags.Add(OfProvider(in record));
                    break;
            }
        }
    }

    // The scheduler starts what is missing in the name of the newest decision; what an older scale-out still waits for came first, unless desiredCount went down since.
    private void GiveToTheOldest()
    {
        var waiting = new Dictionary<int, List<(int Decision, int Missing)>>();
        var next = 0;
        foreach (var record in _result.Decisions)
        {
            var d = record.Decision;
            if (d.Kind is not (DecisionKind.TargetTracking or DecisionKind.StepScaling) || d.Gate != DecisionGate.None || d.To <= d.From) continue;
            for (; next < _result.DesiredChanges.Count && _result.DesiredChanges[next].At <= record.At; next++)
            {
                if (_result.DesiredChanges[next] is { } change && change.To < change.From) waiting.Remove(change.Service);
            }
            if (!waiting.TryGetValue(d.Subject, out var older)) waiting.Add(d.Subject, older = []);
            var tasks = _tasksOf.GetValueOrDefault(d.Id) ?? [];
            tasks.Sort(static (a, b) => a.Ordinal.CompareTo(b.Ordinal));
            while (older.Count > 0 && tasks.Count > 0)
            {
                var (oldest, missing) = older[0];
                var given = Math.Min(missing, tasks.Count);
                if (!_tasksOf.TryGetValue(oldest, out var list)) _tasksOf.Add(oldest, list = []);
                list.AddRange(tasks[..given]);
                tasks.RemoveRange(0, given);
                if (given == missing) older.RemoveAt(0);
                else older[0] = (oldest, missing - given);
            }
            if (tasks.Count < d.To - d.From) older.Add((d.Id, d.To - d.From - tasks.Count));
        }
    }

    private LagRecord OfService(in DecisionRecord record, Instant lastOut)
    {
        var d = record.Decision;
        var end = InputOf(d, ScalingInputs.PeriodEnd(d.Kind));
        var breach = _firstBreach.TryGetValue(d.Parent, out var first) && first != Instant.MaxValue ? first : end;
        var tasks = _tasksOf.GetValueOrDefault(d.Id) ?? [];
        var slowest = Slowest(tasks);
        Instant[] ends =
        [
            end, InputOf(d, ScalingInputs.Published(d.Kind)), InputOf(d, ScalingInputs.Invoked(d.Kind)), record.At,
            slowest?.Placed ?? Instant.MaxValue, slowest?.Started ?? Instant.MaxValue, slowest?.Healthy ?? Instant.MaxValue,
        ];
        Duration? pull = slowest is { } t && t.PullStopped != Instant.MaxValue && t.PullStarted != Instant.MaxValue ? t.PullStopped - t.PullStarted : null;
        return Of(d, isProvider: false, tasks.Count, slowest?.Ordinal ?? -1, breach < lastOut ? lastOut : breach, ends, pull);
    }

    // The datapoint is computed at a full minute; until then the oldest waiting task waits unseen.
    private LagRecord OfProvider(in DecisionRecord record)
    {
        var d = record.Decision;
        var computed = InputOf(d, ScalingInputs.ManagedScalingComputed);
        var begin = computed;
        foreach (var task in _result.Tasks)
        {
            if (task.CapacityProvider == d.Subject && task.Created < begin && task.Placed > computed && task.Stopped > computed) begin = task.Created;
        }
        var group = _result.Scenario.CapacityProviders[d.Subject].AutoScalingGroup;
        var launched = new List<InstanceRecord>();
        foreach (var instance in _result.Instances)
        {
            if (launched.Count < d.To - d.From && instance.AutoScalingGroup == group && instance.Launched >= record.At) launched.Add(instance);
        }
        InstanceRecord? slowest = null;
        foreach (var instance in launched)
        {
            if (slowest is null || instance.Active > slowest.Value.Active) slowest = instance;
        }
        var active = slowest?.Active ?? Instant.MaxValue;
        Instant[] ends = [computed, record.At, record.At, record.At, slowest?.Launched ?? Instant.MaxValue, active, active];
        return Of(d, isProvider: true, launched.Count, slowest?.Ordinal ?? -1, begin, ends, null);
    }

    private static LagRecord Of(in Decision d, bool isProvider, int count, long slowest, Instant begin, Instant[] ends, Duration? pull)
    {
        if (count < d.To - d.From)
        {
            (slowest, pull) = (-1, null);
            Array.Fill(ends, Instant.MaxValue, (int)LagStage.Capacity, LagRecord.Stages - (int)LagStage.Capacity);
        }
        // What is not reached stays so, also for the stages after it; what was reached never lies before the stage before it.
        var last = begin;
        for (var i = 0; i < ends.Length; i++)
        {
            if (ends[i] < last || last == Instant.MaxValue) ends[i] = last;
            last = ends[i];
        }
        return new LagRecord(d.Id, d.Subject, isProvider, d.Policy, d.From, d.To, count, slowest, begin, ends, pull);
    }

    private static TaskRecord? Slowest(List<TaskRecord> tasks)
    {
        TaskRecord? slowest = null;
        foreach (var task in tasks)
        {
            if (slowest is not { } s || (EndedEarly(in s), task.Healthy, task.Started, task.Placed).CompareTo((EndedEarly(in task), s.Healthy, s.Started, s.Placed)) > 0) slowest = task;
        }
        return slowest;
    }

    // As a number that sorts: one that ended early gives way to any other.
    private static int EndedEarly(in TaskRecord task) => task.Healthy == Instant.MaxValue && task.Stopped != Instant.MaxValue ? 1 : 0;

    private static Instant InputOf(in Decision d, int place) => double.IsNaN(d.Inputs[place]) ? Instant.MaxValue : Instant.FromSeconds(d.Inputs[place]);
}
