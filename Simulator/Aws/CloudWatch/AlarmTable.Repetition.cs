using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.CloudWatch;

/// <summary>Repetitions of an alarm's scaling actions, minute by minute, and leaving them out while they could change nothing.</summary>
internal sealed partial class AlarmTable
{
    /// <summary>Leaves out repetitions of an alarm's actions until a limit is passed, unless a datapoint it looks back on lies outside them already.</summary>
    public void Idle(in RepetitionIdle fact)
    {
        var place = _rowOfAlarm[fact.Alarm];
        ref var row = ref _rows[place];
        ref var pulse = ref _pulses[row.Place];
        if (!row.Invokes) return;
        if (!StaysWithin(in row, fact.Lowest, fact.Highest))
        {
            if (pulse.IsIdle) Wake(place, ref row, fact.Within);
            return;
        }
        (pulse.IsIdle, pulse.Lowest, pulse.Highest) = (true, fact.Lowest, fact.Highest);
        var next = NextRepetition(in row, fact.Until);
        if (next == row.NextRepetition) return;
        unchecked { row.Repetition++; } // what is scheduled is overtaken
        row.NextRepetition = next;
        if (next < Instant.MaxValue) _calendar.Schedule(next, EventKinds.AlarmEvaluationDue, place, RepetitionMark(in row));
    }

    /// <summary>Repeats an alarm's actions every minute again.</summary>
    public void Wake(in RepetitionWanted fact)
    {
        var place = _rowOfAlarm[fact.Alarm];
        ref var row = ref _rows[place];
        if (_pulses[row.Place].IsIdle) Wake(place, ref row, fact.Within);
    }

    private void Wake(int place, ref AlarmRow row, Duration within)
    {
        Rouse(ref _pulses[row.Place]);
        var (now, since) = (_calendar.Now, (_calendar.Now - row.LastFired).Nanoseconds);
        var age = new Duration(since % Minute.Nanoseconds);
        if (since >= Minute.Nanoseconds && age > Duration.Zero && age <= within) Fire(place, ref row, row.State, age);
        else RepeatFrom(place, ref row, now);
    }

    private static uint RepetitionMark(in AlarmRow row) => (uint)row.Repetition << 1;

    private static void Rouse(ref AlarmPulse pulse) => (pulse.IsIdle, pulse.Lowest, pulse.Highest) = (false, double.NegativeInfinity, double.PositiveInfinity);

    private void Repeat(int place, ref AlarmRow row)
    {
        ref var pulse = ref _pulses[row.Place];
        if (pulse.IsIdle) Rouse(ref pulse);
        Fire(place, ref row, row.State);
    }

    // Repetitions lie whole minutes after the last one that was carried out (AS-CW-10).
    private void RepeatFrom(int place, ref AlarmRow row, Instant earliest)
    {
        if (!row.Invokes) return;
        var at = NextRepetition(in row, earliest);
        if (at >= row.NextRepetition) return;
        unchecked { row.Repetition++; }
        row.NextRepetition = at;
        _calendar.Schedule(at, EventKinds.AlarmEvaluationDue, place, RepetitionMark(in row));
    }

    private Instant NextRepetition(in AlarmRow row, Instant earliest)
    {
        if (earliest == Instant.MaxValue) return earliest;
        var least = Math.Max(Math.Max(earliest.Nanoseconds, _calendar.Now.Nanoseconds) - row.LastFired.Nanoseconds, 1);
        return row.LastFired + new Duration((least + Minute.Nanoseconds - 1) / Minute.Nanoseconds * Minute.Nanoseconds);
    }

    // The datapoint that passed a limit counts when it can be seen, not when its bucket closes; until then the alarm stays idle, without limits.
    private void EndIdleness(int alarm, long end)
    {
        ref var pulse = ref _pulses[alarm];
        if (!pulse.IsIdle || (double.IsNegativeInfinity(pulse.Lowest) && double.IsPositiveInfinity(pulse.Highest))) return;
        Rouse(ref pulse);
        pulse.IsIdle = true;
        ref readonly var forecast = ref _forecasts[alarm];
        RepeatFrom(forecast.Row, ref _rows[forecast.Row], _clock.At(end + forecast.Delay));
    }

    // Every datapoint an evaluation may look back on from now on: the N newest of the newest evaluation, and what came after them.
    private bool StaysWithin(in AlarmRow row, double lowest, double highest)
    {
        if (double.IsNegativeInfinity(lowest) && double.IsPositiveInfinity(highest)) return true;
        _views.Sync(_forecasts[row.Place].View);
        ref readonly var view = ref _views[_forecasts[row.Place].View];
        if (view.Expression >= 0) return false; // its datapoints are not followed one by one
        var history = _views.EveryEntry(in view);
        var slots = (row.N * row.Stride) + (view.LastEntry - row.Evaluated);
        for (var slot = 0; slot < slots; slot++)
        {
            var value = history[slot];
            if (!(value >= lowest && value <= highest)) return false; // a gap would let older datapoints in
        }
        return true;
    }
}
