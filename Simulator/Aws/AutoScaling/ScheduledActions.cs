using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Languages;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// The clockwork of scheduled actions: one event for the next run of each. The wall clock is the run's start plus simulated time; with StartTime an action
/// runs then and follows its schedule afterwards, after EndTime it stops (AS-SC-02 … 04). An action put again is another one in all (AS-SC-06): what was
/// on the calendar finds an older generation.
/// </summary>
internal sealed class ScheduledActions
{
    private readonly Calendar _calendar;
    private readonly DateTimeOffset _origin;
    private readonly Duration _delay;
    private readonly CronDialect _dialect;
    private readonly int _kind;
    private readonly Row[] _rows;

    private ScheduledActions(Calendar calendar, Scenario scenario, int kind, CronDialect dialect, IEnumerable<(int Target, int Index, ScheduledActionDefinition Action)> actions)
    {
        _calendar = calendar;
        _origin = scenario.Run.Start;
        _delay = scenario.Model.Get(ModelCatalog.ScheduledActionDelay);
        _kind = kind;
        _dialect = dialect;
        _rows = [.. actions.Select(a => new Row { Target = a.Target, Index = a.Index, Action = a.Action, Schedule = Parse(a.Action), Exists = a.Action.ExistsFromStart, Anchor = a.Action.Start ?? _origin })];
    }

    /// <summary>Scheduled actions of services' scalable targets.</summary>
    public static ScheduledActions OfServices(Calendar calendar, Scenario scenario, int[] targetOfService) => new(
        calendar, scenario, EventKinds.ScheduledActionDue, DialectOf(scenario.Model),
        Enumerable.Range(0, targetOfService.Length).SelectMany(s => (scenario.Services[s].AutoScaling?.ScheduledActions ?? []).Select((a, i) => (targetOfService[s], i, a))));

    /// <summary>Scheduled actions of groups.</summary>
    public static ScheduledActions OfGroups(Calendar calendar, Scenario scenario) => new(
        calendar, scenario, EventKinds.GroupScheduledActionDue, CronDialect.Unix,
        Enumerable.Range(0, scenario.AutoScalingGroups.Length).SelectMany(g => (scenario.AutoScalingGroups[g].Scaling?.ScheduledActions ?? []).Select((a, i) => (g, i, a))));

    /// <summary>How services' cron expressions count days (AS-SC-02).</summary>
    public static CronDialect DialectOf(ModelConstants model) => model.Get(ModelCatalog.CronDayNumbers) == "sundayIs0" ? CronDialect.AwsFromZero : CronDialect.Aws;

    /// <summary>Schedules the first run of each action; one that falls on the start of the run counts.</summary>
    public void Start()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            if (_rows[i].Exists) ScheduleFirst(i, _origin.AddTicks(-1));
        }
    }

    /// <summary>Takes an action that is due and schedules its next run; false when it was replaced or deleted.</summary>
    /// <param name="row">Subject of the event.</param>
    /// <param name="generation">Generation of the event.</param>
    /// <param name="target">The scalable target.</param>
    /// <param name="action">The action.</param>
    /// <param name="place">Its place among the target's actions.</param>
    public bool TryTake(int row, uint generation, out int target, out ScheduledActionDefinition action, out int place)
    {
        (target, action, place) = (_rows[row].Target, _rows[row].Action, _rows[row].Index);
        if (!_rows[row].Exists || _rows[row].Generation != generation) return false;
        ScheduleAt(row, _rows[row].Schedule.NextAfter(Clock(_calendar.Now - _delay), _rows[row].Anchor));
        return true;
    }

    /// <summary>Creates or replaces an action.</summary>
    public void Put(int target, int index, ScheduledActionDefinition action)
    {
        var row = Find(target, index);
        var now = Clock(_calendar.Now);
        _rows[row] = new Row { Target = target, Index = index, Action = action, Schedule = Parse(action), Exists = true, Generation = _rows[row].Generation + 1, Anchor = action.Start ?? now };
        ScheduleFirst(row, now);
    }

    /// <summary>Deletes an action.</summary>
    public void Delete(int target, int index) => _rows[Find(target, index)].Exists = false;

    /// <summary>Deletes all actions of a target.</summary>
    public void DeleteAll(int target)
    {
        foreach (ref var row in _rows.AsSpan())
        {
            if (row.Target == target) row.Exists = false;
        }
    }

    private int Find(int target, int index) => Array.FindIndex(_rows, r => r.Target == target && r.Index == index);

    private DateTimeOffset Clock(Instant at) => _origin.AddTicks(at.Nanoseconds / TimeSpan.NanosecondsPerTick);

    // With StartTime an action runs then, too.
    private void ScheduleFirst(int row, DateTimeOffset after)
    {
        var start = _rows[row].Action.Start;
        ScheduleAt(row, start > after ? start : _rows[row].Schedule.NextAfter(after, _rows[row].Anchor));
    }

    private Schedule Parse(ScheduledActionDefinition action)
    {
        if (!Schedule.TryFindZone(action.TimeZone, out var zone)) throw new ArgumentException($"The time zone {action.TimeZone} of {action.Name} is not known here.", nameof(action));
        if (action.Schedule.Length == 0) return Schedule.Once(action.Start ?? _origin);
        return Schedule.TryParse(action.Schedule, zone, out var schedule, out var error, out _, _dialect) ? schedule : throw new ArgumentException(error, nameof(action));
    }

    private void ScheduleAt(int row, DateTimeOffset? at)
    {
        if (at is not { } time || time > _rows[row].Action.End) return;
        var nanoseconds = (Int128)(time - _origin).Ticks * TimeSpan.NanosecondsPerTick;
        if (nanoseconds > Instant.MaxNanoseconds - _delay.Nanoseconds) return; // beyond the end of any run
        _calendar.Schedule(new Instant((long)nanoseconds) + _delay, _kind, row, _rows[row].Generation);
    }

    private struct Row
    {
        public int Target;
        public int Index;
        public ScheduledActionDefinition Action;
        public Schedule Schedule;
        public DateTimeOffset Anchor;
        public uint Generation;
        public bool Exists;
    }
}
