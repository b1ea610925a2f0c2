using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Randomness;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// All alarms. In AWS each is evaluated every minute at a phase of its own (every 10 s for periods below a minute, hourly when it looks back on more than
/// a day, AS-CW-03); here an evaluation is an event only when something comes of it:
/// <list type="bullet">
/// <item>When a bucket closes, its datapoint and the moment it becomes visible are known, so the state after the evaluation that will see it is computed at
/// once; only when that differs from the state before it is the evaluation scheduled.</item>
/// <item>In a state that invokes a scaling policy, the next evaluation is one minute after the last invocation (AS-CW-10).</item>
/// </list>
/// An alarm that looks back on nothing but more of the same costs a comparison for each datapoint.
/// <code>
///                     enough breaching           fewer than M breaching
/// INSUFFICIENT_DATA ------------------> ALARM ------------------------> OK     (and each back; no data, by TreatMissingData, leads to INSUFFICIENT_DATA)
/// </code>
/// Rejected: a calendar event for each alarm and minute (28.8 million a day for 5,000 services with two policies), and evaluating at publication
/// instead of at the alarm's own phase (it would lose AS-CW-03, half a minute of reaction on average).
/// </summary>
internal sealed class AlarmTable : IAlarmView
{
    private const uint AgainMark = 0;
    private const uint ChangeMark = 1;

    private static readonly Duration Minute = Duration.FromSeconds(60L);

    private readonly Calendar _calendar;
    private readonly BucketClock _clock;
    private readonly MetricViews _views;
    private readonly DecisionCounter _decisions;
    private readonly FactChannel<Decision> _decided;
    private readonly FactChannel<AlarmSignal> _signals;
    private readonly AlarmRow[] _rows; // in the order of phases; events carry places here
    private readonly int[] _rowOfAlarm;
    private readonly AlarmPulse[] _pulses; // in the order of views
    private readonly AlarmForecast[] _forecasts; // in the order of views
    private readonly double[] _slots; // of one evaluation range, to be recorded

    public AlarmTable(
        Calendar calendar, FactSink facts, Scenario scenario, MonitoringPlan plan, BucketClock clock, BirthDraw births, DecisionCounter decisions)
    {
        _calendar = calendar;
        _clock = clock;
        _decisions = decisions;
        _decided = facts.Channel<Decision>();
        _signals = facts.Channel<AlarmSignal>();
        var geometry = new AlarmGeometry(scenario, plan, in births);
        _views = geometry.Views;
        _rows = geometry.Rows;
        _rowOfAlarm = geometry.RowOfAlarm;
        _pulses = geometry.Pulses;
        _forecasts = geometry.Forecasts;
        var widest = 1;
        foreach (ref readonly var row in _rows.AsSpan()) widest = Math.Max(widest, row.Range);
        _slots = new double[widest];
    }

    /// <summary>Schedules the first evaluation of alarms that leave INSUFFICIENT_DATA without any datapoint (breaching, notBreaching).</summary>
    public void Start()
    {
        foreach (ref var forecast in _forecasts.AsSpan())
        {
            ref var row = ref _rows[forecast.Row];
            forecast.Predicted = forecast.Rules.Decide(_views.History(in row, 0), AlarmState.InsufficientData);
            if (forecast.Predicted == AlarmState.InsufficientData || row.IsAbsent) continue;
            var first = BucketClock.NextOnGrid(_clock.Since(_calendar.Now), forecast.Phase, forecast.Cadence);
            row.PendingChanges = 1;
            _calendar.Schedule(_clock.At(first), EventKinds.AlarmEvaluationDue, forecast.Row, ChangeMark);
        }
    }

    /// <summary>Takes the datapoint of a bucket.</summary>
    /// <param name="series">Series.</param>
    /// <param name="bucket">Number of the bucket, from 0.</param>
    /// <param name="end">Its end, nanoseconds since the clock's origin.</param>
    /// <param name="point">Its datapoint.</param>
    public void Close(int series, long bucket, long end, in Datapoint point)
    {
        _views.Keep(series, bucket, in point);
        var (first, last) = _views.OfSeries(series);
        for (var v = first; v < last; v++)
        {
            ref readonly var view = ref _views[v];
            if (view.IsPlain)
            {
                var value = _views.PushPlain(v, in point);
                for (var i = view.FirstAlarm; i < view.FirstAlarm + view.AlarmCount; i++) Follow(ref _pulses[i], value);
            }
            else
            {
                while (_views.TryPush(v, end, out var value))
                {
                    for (var i = view.FirstAlarm; i < view.FirstAlarm + view.AlarmCount; i++) Follow(ref _pulses[i], value);
                }
            }
            for (var i = view.FirstAlarm; i < view.FirstAlarm + view.AlarmCount; i++)
            {
                if (!_pulses[i].IsSteady) Predict(ref _pulses[i], ref _forecasts[i], in view, end);
            }
        }
    }

    /// <summary>An evaluation: moves the state, or invokes the actions of a state again.</summary>
    /// <param name="place">Place of the alarm's row, the subject of the event.</param>
    /// <param name="mark">The event's generation: whether it was scheduled for a change or for the next invocation.</param>
    public void Evaluate(int place, uint mark)
    {
        ref var row = ref _rows[place];
        if (row.IsAbsent)
        {
            if (mark == ChangeMark) row.PendingChanges--;
            return;
        }
        See(ref row, _clock.Since(_calendar.Now));
        // Without a change on its way the rules would only repeat the state; most evaluations that are events are such repetitions.
        var state = row.PendingChanges == 0 ? row.State : _forecasts[row.Place].Rules.Decide(_views.History(in row, row.Evaluated), row.State);
        if (mark == ChangeMark) row.PendingChanges--;
        if (state != row.State)
            Move(place, ref row, state);
        else if (row.Invokes && _calendar.Now - row.LastFired >= Minute)
            Fire(place, ref row, state);
    }

    /// <summary>Creates an alarm, which judges what data there is at its next evaluation (AS-CW-11), or deletes it.</summary>
    public void SetPresence(int alarm, bool exists)
    {
        var place = _rowOfAlarm[alarm];
        ref var row = ref _rows[place];
        if (row.IsAbsent != exists) return;
        row.IsAbsent = !exists;
        row.State = AlarmState.InsufficientData;
        row.Decision = 0;
        if (!exists) return;
        ref readonly var forecast = ref _forecasts[row.Place];
        row.PendingChanges++;
        var first = BucketClock.NextOnGrid(_clock.Since(_calendar.Now), forecast.Phase, forecast.Cadence);
        _calendar.Schedule(_clock.At(first), EventKinds.AlarmEvaluationDue, place, ChangeMark);
    }

    /// <inheritdoc/>
    public AlarmState StateOf(int alarm) => _rows[_rowOfAlarm[alarm]].State;

    /// <inheritdoc/>
    public Instant StateSince(int alarm) => _forecasts[_rows[_rowOfAlarm[alarm]].Place].Since;

    /// <inheritdoc/>
    public int DecisionOf(int alarm) => _rows[_rowOfAlarm[alarm]].Decision;

    /// <inheritdoc/>
    public int CopyEvaluated(int alarm, Span<double> values)
    {
        ref readonly var row = ref _rows[_rowOfAlarm[alarm]];
        var now = _clock.Since(_calendar.Now);
        var history = _views.History(in row, row.EvaluatedAt == now ? row.Evaluated : NewestEvaluated(in row, now));
        var count = 0;
        for (var slot = 0; slot < row.Range && count < row.N; slot++)
        {
            var value = history[slot];
            if (!double.IsNaN(value)) values[count++] = value;
        }
        return count;
    }

    /// <inheritdoc/>
    public Instant EvaluatedUntil(int alarm)
    {
        ref readonly var row = ref _rows[_rowOfAlarm[alarm]];
        var now = _clock.Since(_calendar.Now);
        var newest = row.EvaluatedAt == now ? row.Evaluated : NewestEvaluated(in row, now);
        return _clock.At(newest * _views[_forecasts[row.Place].View].Step);
    }

    // The newest entry of the newest evaluation, be it an event or not.
    private long NewestEvaluated(in AlarmRow row, long now)
    {
        ref readonly var forecast = ref _forecasts[row.Place];
        return _views.NewestPublished(forecast.View, BucketClock.LastOnGrid(now, forecast.Phase, forecast.Cadence) - forecast.Delay);
    }

    // The newest entry visible to an evaluation: a minute after another one it is a minute further, otherwise it is counted.
    private void See(ref AlarmRow row, long at)
    {
        var isMinute = row.EvaluatedAt > 0 && at - row.EvaluatedAt == Minute.Nanoseconds;
        row.Evaluated = isMinute ? row.Evaluated + row.EntriesPerMinute : _views.NewestPublished(_forecasts[row.Place].View, at - _forecasts[row.Place].Delay);
        row.EvaluatedAt = at;
    }

    private static void Follow(ref AlarmPulse pulse, double value)
    {
        var code = AlarmRules.CodeOf(value, pulse.Comparison, pulse.Threshold);
        pulse.RealLength = code == SlotCode.Missing ? 0 : pulse.RealLength + 1;
        if (code == pulse.LastCode)
        {
            pulse.RunLength++;
            return;
        }
        pulse.LastCode = code;
        pulse.RunLength = 1;
        pulse.IsSteady = false;
    }

    // The state after the evaluation that sees the bucket which ended at `end` as its newest.
    private void Predict(ref AlarmPulse pulse, ref AlarmForecast forecast, in MetricView view, long end)
    {
        // Without gaps, N of N is a question of how long the newest run is.
        var state = pulse.AllOf > 0 && pulse.RealLength >= pulse.AllOf
            ? pulse.LastCode == SlotCode.Breaching && pulse.RunLength >= pulse.AllOf ? AlarmState.Alarm : AlarmState.Ok
            : forecast.Rules.Decide(_views.History(in view, view.LastEntry), forecast.Predicted);
        var isSteady = pulse.RunLength >= pulse.Span;
        if (state != forecast.Predicted)
        {
            var visible = end + forecast.Delay;
            var evaluation = BucketClock.NextOnGrid(visible, forecast.Phase, forecast.Cadence);
            if (evaluation >= visible + view.Resolution) return; // by then a newer one is visible, which will predict
            forecast.Predicted = state;
            _rows[forecast.Row].PendingChanges++;
            _calendar.Schedule(_clock.At(evaluation), EventKinds.AlarmEvaluationDue, forecast.Row, ChangeMark);
        }
        pulse.IsSteady = isSteady;
    }

    private void Move(int place, ref AlarmRow row, AlarmState state)
    {
        var from = row.State;
        row.State = state;
        row.Decision = _decisions.Next();
        _forecasts[row.Place].Since = _calendar.Now;
        var inputs = Explain(in row, from, out var points);
        _decided.Report(new Decision(row.Decision, 0, DecisionKind.AlarmTransition, row.Alarm, -1, DecisionGate.None, (int)from, (int)state, inputs, points));
        Fire(place, ref row, from);
    }

    private void Fire(int place, ref AlarmRow row, AlarmState from)
    {
        row.LastFired = _calendar.Now;
        _signals.Report(new AlarmSignal(row.Alarm, from, row.State));
        if (row.Invokes) _calendar.ScheduleIn(Minute, EventKinds.AlarmEvaluationDue, place, AgainMark);
    }

    private DecisionInputs Explain(in AlarmRow row, AlarmState from, out DecisionPoints points)
    {
        ref readonly var forecast = ref _forecasts[row.Place];
        ref readonly var view = ref _views[forecast.View];
        var history = _views.History(in row, row.Evaluated);
        int real = 0, breaching = 0;
        double newestValue = double.NaN, newestStart = double.NaN, firstBreach = double.NaN;
        for (var slot = 0; slot < row.Range; slot++) _slots[slot] = history[slot];
        points = _decisions.Keep(_slots.AsSpan(0, row.Range));
        for (var slot = 0; slot < row.Range && real < row.N; slot++)
        {
            var value = history[slot];
            if (double.IsNaN(value)) continue;
            var start = _clock.At((history.EntryOf(slot) * view.Step) - view.Period).Seconds;
            if (real++ == 0) (newestValue, newestStart) = (value, start);
            if (AlarmRules.CodeOf(value, forecast.Rules.Comparison, forecast.Rules.Threshold) != SlotCode.Breaching) continue;
            breaching++;
            firstBreach = start;
        }
        var rules = forecast.Rules;
        var period = new Duration(view.Period).Seconds;
        return DecisionInputs.Of(
            (int)from, (int)row.State, real, breaching, rules.Threshold, newestValue, newestStart, firstBreach, rules.N, rules.M, (int)rules.Comparison, (int)rules.Treat, period,
            newestStart + period + new Duration(forecast.Delay).Seconds, rules.KeepsWhenFresh ? 1 : 0);
    }
}
