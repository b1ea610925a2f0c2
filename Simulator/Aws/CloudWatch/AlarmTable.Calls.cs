using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Aws.CloudWatch;

/// <summary>What is done to alarms during a run: they appear and vanish, their actions are switched, their state is set by hand.</summary>
internal sealed partial class AlarmTable
{
    private const int ByHand = 15; // place of the input set_by_hand of an alarm's transition

    private int _forcedAlarm = -1;
    private Instant _forcedAt;
    private double[] _forcedValues = [];

    /// <summary>Creates an alarm, which judges what data there is at its next evaluation (AS-CW-11), or deletes it.</summary>
    public void SetPresence(int alarm, bool exists)
    {
        if (_rows[_rowOfAlarm[alarm]].IsAbsent != exists) return;
        Place(alarm, exists, AlarmState.InsufficientData, decision: 0);
        _composites.OnChange(alarm);
    }

    /// <summary>
    /// PutMetricAlarm: the alarm takes the place of another of its name, whose state it keeps with the decision by which that came about (AS-CW-01), and its place in
    /// the rules of composite alarms.
    /// </summary>
    /// <param name="alarm">The alarm.</param>
    /// <param name="replaced">The alarm it replaces, or -1.</param>
    public void Put(int alarm, int replaced)
    {
        var (state, decision) = (AlarmState.InsufficientData, 0);
        if (replaced >= 0)
        {
            ref readonly var old = ref _rows[_rowOfAlarm[replaced]];
            if (!old.IsAbsent)
            {
                (state, decision) = (old.State, old.Decision);
                Place(replaced, exists: false, AlarmState.InsufficientData, decision: 0);
            }
            _composites.Replace(replaced, alarm);
        }
        Place(alarm, exists: true, state, decision);
        _composites.OnChange(alarm);
    }

    /// <summary>EnableAlarmActions and DisableAlarmActions: the state goes on changing; enabled actions of the present state are invoked at the next evaluation.</summary>
    public void SetActions(int alarm, bool areEnabled)
    {
        var place = _rowOfAlarm[alarm];
        ref var row = ref _rows[place];
        if (row.IsAbsent || row.IsMuted != areEnabled) return;
        row.IsMuted = !areEnabled;
        Rouse(ref _pulses[row.Place]);
        unchecked { row.Repetition++; }
        row.NextRepetition = Instant.MaxValue;
        if (!row.Invokes) return;
        ref readonly var forecast = ref _forecasts[row.Place];
        row.NextRepetition = _clock.At(BucketClock.NextOnGrid(_clock.Since(_calendar.Now) + 1, forecast.Phase, forecast.Cadence));
        _calendar.Schedule(row.NextRepetition, EventKinds.AlarmEvaluationDue, place, RepetitionMark(in row));
    }

    /// <summary>
    /// SetAlarmState: the state holds until the next evaluation (AS-CW-12). Actions are invoked as on any change; a scaling policy sizes from the datapoints that came
    /// with the call, and has none to size from when none did (AS-GEN-01).
    /// </summary>
    /// <param name="alarm">The alarm.</param>
    /// <param name="state">The state.</param>
    /// <param name="values">Datapoints of StateReasonData, newest first.</param>
    public void SetState(int alarm, AlarmState state, ReadOnlySpan<double> values)
    {
        var place = _rowOfAlarm[alarm];
        ref var row = ref _rows[place];
        if (row.IsAbsent) return;
        (_forcedAlarm, _forcedAt, _forcedValues) = (alarm, _calendar.Now, values.ToArray());
        if (state != row.State)
        {
            See(ref row, _clock.Since(_calendar.Now));
            var inputs = Explain(in row, row.State, state, out _);
            inputs[ByHand] = 1;
            Move(place, ref row, state, inputs, _decisions.Keep(values), isByHand: true);
        }
        Foresee(place, ref row);
    }

    private void Place(int alarm, bool exists, AlarmState state, int decision)
    {
        var place = _rowOfAlarm[alarm];
        ref var row = ref _rows[place];
        row.IsAbsent = !exists;
        row.State = state;
        row.Decision = decision;
        row.LastFired = _calendar.Now;
        row.NextRepetition = Instant.MaxValue;
        Rouse(ref _pulses[row.Place]);
        unchecked { row.Repetition++; }
        if (exists)
        {
            _forecasts[row.Place].Since = _calendar.Now;
            Foresee(place, ref row);
            SetFirstRepetition(place, ref row);
        }
    }

    // An updated alarm that is in ALARM goes on invoking its actions.
    private void SetFirstRepetition(int place, ref AlarmRow row)
    {
        if (!row.Invokes || row.State == AlarmState.InsufficientData) return;
        ref readonly var forecast = ref _forecasts[row.Place];
        row.NextRepetition = _clock.At(BucketClock.NextOnGrid(_clock.Since(_calendar.Now) + 1, forecast.Phase, forecast.Cadence));
        _calendar.Schedule(row.NextRepetition, EventKinds.AlarmEvaluationDue, place, RepetitionMark(in row));
    }

    private int CopyForced(Span<double> values)
    {
        var count = Math.Min(values.Length, _forcedValues.Length);
        _forcedValues.AsSpan(0, count).CopyTo(values);
        return count;
    }
}
