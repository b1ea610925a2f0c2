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
internal sealed partial class AlarmTable : IAlarmView
{
    private const uint ChangeMark = 1; // of an event's generation; a repetition carries its number above this bit

    private static readonly Duration Minute = Duration.FromSeconds(60L);

    private readonly Calendar _calendar;
    private readonly BucketClock _clock;
    private readonly MetricViews _views;
    private readonly ExpressionWindow[] _expressions;
    private readonly int _firstExpression;
    private readonly int _firstLoad;
    private readonly long[] _publishDelays; // by series
    private readonly FactChannel<MetricComputed> _computed;
    private readonly DecisionCounter _decisions;
    private readonly FactChannel<Decision> _decided;
    private readonly FactChannel<AlarmSignal> _signals;
    private readonly CompositeTable _composites;
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
        _composites = new CompositeTable(calendar, facts, scenario, plan, decisions, this);
        var geometry = new AlarmGeometry(scenario, plan, clock, in births);
        _views = geometry.Views;
        _expressions = geometry.Expressions;
        _firstExpression = geometry.FirstExpression;
        _firstLoad = geometry.FirstLoad;
        _publishDelays = [.. plan.Series.Select(static s => s.PublishDelay.Nanoseconds)];
        _computed = facts.Channel<MetricComputed>();
        _rows = geometry.Rows;
        _rowOfAlarm = geometry.RowOfAlarm;
        _pulses = geometry.Pulses;
        _forecasts = geometry.Forecasts;
        var widest = 1;
        foreach (ref readonly var row in _rows.AsSpan()) widest = Math.Max(widest, row.Range);
        _slots = new double[widest];
    }

    /// <summary>The composite alarms, whose numbers follow those of the metric alarms.</summary>
    public CompositeTable Composites => _composites;

    /// <summary>Schedules the first evaluation of alarms that leave INSUFFICIENT_DATA without any datapoint (breaching, notBreaching).</summary>
    public void Start()
    {
        foreach (ref var forecast in _forecasts.AsSpan())
        {
            ref var row = ref _rows[forecast.Row];
            var first = BucketClock.NextOnGrid(_clock.Since(_calendar.Now), forecast.Phase, forecast.Cadence);
            forecast.Predicted = forecast.Rules.Decide(HistoryOf(in forecast, 0, first), AlarmState.InsufficientData);
            if (forecast.Predicted == AlarmState.InsufficientData || row.IsAbsent) continue;
            row.PendingChanges = 1;
            _calendar.Schedule(_clock.At(first), EventKinds.AlarmEvaluationDue, forecast.Row, ChangeMark);
        }
        _composites.Start();
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
        if (mark != ChangeMark && mark != RepetitionMark(in row)) return;
        See(ref row, _clock.Since(_calendar.Now));
        // Without a change on its way the rules would only repeat the state; most evaluations that are events are such repetitions.
        var state = row.PendingChanges == 0 ? row.State : Judge(in _forecasts[row.Place], row.Evaluated, row.EvaluatedAt, row.State);
        if (mark == ChangeMark) row.PendingChanges--;
        if (state != row.State)
            Move(place, ref row, state, Explain(in row, row.State, state, out var points), points);
        else if (row.Invokes && mark != ChangeMark)
            Repeat(place, ref row);
    }

    /// <inheritdoc/>
    public AlarmState StateOf(int alarm) => alarm < _rowOfAlarm.Length ? _rows[_rowOfAlarm[alarm]].State : _composites.StateOf(alarm);

    /// <inheritdoc/>
    public Instant StateSince(int alarm) => alarm < _rowOfAlarm.Length ? _forecasts[_rows[_rowOfAlarm[alarm]].Place].Since : _composites.StateSince(alarm);

    /// <inheritdoc/>
    public int DecisionOf(int alarm) => alarm < _rowOfAlarm.Length ? _rows[_rowOfAlarm[alarm]].Decision : _composites.DecisionOf(alarm);

    /// <inheritdoc/>
    public int CopyEvaluated(int alarm, Span<double> values)
    {
        if (_forcedAlarm == alarm && _forcedAt == _calendar.Now) return CopyForced(values);
        ref readonly var row = ref _rows[_rowOfAlarm[alarm]];
        ref readonly var forecast = ref _forecasts[row.Place];
        var at = _clock.Since(_calendar.Now);
        var newest = row.Evaluated;
        if (row.EvaluatedAt != at)
        {
            at = BucketClock.LastOnGrid(at, forecast.Phase, forecast.Cadence); // the newest evaluation, be it an event or not
            newest = _views.NewestPublished(forecast.View, at - forecast.Delay);
        }
        var history = HistoryOf(in forecast, newest, at);
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
        ref readonly var forecast = ref _forecasts[row.Place];
        var now = _clock.Since(_calendar.Now);
        var newest = row.EvaluatedAt == now
            ? row.Evaluated
            : _views.NewestPublished(forecast.View, BucketClock.LastOnGrid(now, forecast.Phase, forecast.Cadence) - forecast.Delay);
        return _clock.At(MetricViews.EndOf(in _views[forecast.View], newest));
    }

    // The newest entry visible to an evaluation: a minute after another one it is a minute further, otherwise it is counted.
    private void See(ref AlarmRow row, long at)
    {
        var isMinute = row.EvaluatedAt > 0 && at - row.EvaluatedAt == Minute.Nanoseconds && row.EntriesPerMinute > 0;
        row.Evaluated = isMinute ? row.Evaluated + row.EntriesPerMinute : _views.NewestPublished(_forecasts[row.Place].View, at - _forecasts[row.Place].Delay);
        row.EvaluatedAt = at;
    }

    /// <summary>What an alarm looks back on.</summary>
    /// <param name="forecast">The alarm.</param>
    /// <param name="newest">The newest entry it sees.</param>
    /// <param name="at">When it looks, in nanoseconds since the clock's origin.</param>
    private SlotHistory HistoryOf(in AlarmForecast forecast, long newest, long at)
    {
        _views.Sync(forecast.View);
        ref readonly var view = ref _views[forecast.View];
        if (view.Expression < 0) return _views.History(in view, newest);
        return new SlotHistory(_expressions[view.Expression].Compute(_views, in view, newest, at), newest, view.Stride, isWindow: true);
    }

    private AlarmState Judge(in AlarmForecast forecast, long newest, long at, AlarmState current)
    {
        if (forecast.KeepsOnLowSamples && _views.IsLow(forecast.View, newest)) return current; // AS-CW-13
        return forecast.Rules.Decide(HistoryOf(in forecast, newest, at), current);
    }

    private void Move(int place, ref AlarmRow row, AlarmState state, in DecisionInputs inputs, DecisionPoints points, bool isByHand = false)
    {
        var from = row.State;
        row.State = state;
        row.Decision = _decisions.Next();
        _forecasts[row.Place].Since = _calendar.Now;
        Rouse(ref _pulses[row.Place]);
        _decided.Report(new Decision(row.Decision, 0, DecisionKind.AlarmTransition, row.Alarm, -1, DecisionGate.None, (int)from, (int)state, inputs, points));
        Fire(place, ref row, from, isByHand: isByHand);
        _composites.OnChange(row.Alarm);
    }

    private void Fire(int place, ref AlarmRow row, AlarmState from, Duration age = default, bool isByHand = false)
    {
        row.LastFired = _calendar.Now - age;
        _signals.Report(new AlarmSignal(row.Alarm, from, row.State, row.Invokes, age, isByHand));
        unchecked { row.Repetition++; }
        row.NextRepetition = row.Invokes ? row.LastFired + Minute : Instant.MaxValue;
        if (row.Invokes) _calendar.Schedule(row.NextRepetition, EventKinds.AlarmEvaluationDue, place, RepetitionMark(in row));
    }

    private DecisionInputs Explain(in AlarmRow row, AlarmState from, AlarmState to, out DecisionPoints points)
    {
        ref readonly var forecast = ref _forecasts[row.Place];
        ref readonly var view = ref _views[forecast.View];
        var history = HistoryOf(in forecast, row.Evaluated, row.EvaluatedAt);
        int real = 0, breaching = 0;
        double newestValue = double.NaN, newestStart = double.NaN, firstBreach = double.NaN;
        for (var slot = 0; slot < row.Range; slot++) _slots[slot] = history[slot];
        points = _decisions.Keep(_slots.AsSpan(0, row.Range));
        for (var slot = 0; slot < row.Range && real < row.N; slot++)
        {
            var value = history[slot];
            if (double.IsNaN(value)) continue;
            var start = _clock.At(MetricViews.EndOf(in view, history.EntryOf(slot)) - view.Period).Seconds;
            if (real++ == 0) (newestValue, newestStart) = (value, start);
            if (AlarmRules.CodeOf(value, forecast.Rules.Comparison, forecast.Rules.Threshold) != SlotCode.Breaching) continue;
            breaching++;
            firstBreach = start;
        }
        var rules = forecast.Rules;
        var period = new Duration(view.Period).Seconds;
        return DecisionInputs.Of(
            (int)from, (int)to, real, breaching, rules.Threshold, newestValue, newestStart, firstBreach, rules.N, rules.M, (int)rules.Comparison, (int)rules.Treat, period,
            newestStart + period + new Duration(forecast.Delay).Seconds, rules.KeepsWhenFresh ? 1 : 0, 0);
    }
}
