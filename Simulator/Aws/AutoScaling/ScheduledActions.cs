using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Languages;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// The clockwork of scheduled actions: one event for the next run of each. The wall clock is the run's start plus simulated time; with StartTime an action
/// runs then and follows its schedule afterwards, after EndTime it stops (AS-SC-02 … 04).
/// </summary>
internal sealed class ScheduledActions
{
    private readonly Calendar _calendar;
    private readonly DateTimeOffset _origin;
    private readonly Duration _delay;
    private readonly Row[] _rows;

    public ScheduledActions(Calendar calendar, Scenario scenario, int[] targetOfService)
    {
        _calendar = calendar;
        _origin = scenario.Run.Start;
        _delay = scenario.Model.Get(ModelCatalog.ScheduledActionDelay);
        var rows = new List<Row>();
        for (var service = 0; service < targetOfService.Length; service++)
        {
            foreach (var action in scenario.Services[service].AutoScaling?.ScheduledActions ?? []) rows.Add(new Row(targetOfService[service], action, Parse(action)));
        }
        _rows = [.. rows];
    }

    /// <summary>Schedules the first run of each action; one that falls on the start of the run counts.</summary>
    public void Start()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            var start = _rows[i].Action.Start;
            if (start >= _origin)
                ScheduleAt(i, start);
            else
                ScheduleAt(i, _rows[i].Schedule.NextAfter(_origin.AddTicks(-1), start ?? _origin));
        }
    }

    /// <summary>Takes an action that is due and schedules its next run.</summary>
    /// <param name="index">Subject of the event.</param>
    /// <returns>Its scalable target and definition.</returns>
    public (int Target, ScheduledActionDefinition Action) Take(int index)
    {
        var row = _rows[index];
        var at = _origin.AddTicks((_calendar.Now - _delay).Nanoseconds / TimeSpan.NanosecondsPerTick);
        ScheduleAt(index, row.Schedule.NextAfter(at, row.Action.Start ?? _origin));
        return (row.Target, row.Action);
    }

    private static Schedule Parse(ScheduledActionDefinition action)
    {
        if (!Schedule.TryFindZone(action.TimeZone, out var zone)) throw new ArgumentException($"The time zone {action.TimeZone} of {action.Name} is not known here.", nameof(action));
        return Schedule.TryParse(action.Schedule, zone, out var schedule, out var error, out _) ? schedule : throw new ArgumentException(error, nameof(action));
    }

    private void ScheduleAt(int index, DateTimeOffset? at)
    {
        if (at is not { } time || time > _rows[index].Action.End) return;
        var nanoseconds = (Int128)(time - _origin).Ticks * TimeSpan.NanosecondsPerTick;
        if (nanoseconds > Instant.MaxNanoseconds - _delay.Nanoseconds) return; // beyond the end of any run
        _calendar.Schedule(new Instant((long)nanoseconds) + _delay, EventKinds.ScheduledActionDue, index);
    }

    private readonly record struct Row(int Target, ScheduledActionDefinition Action, Schedule Schedule);
}
