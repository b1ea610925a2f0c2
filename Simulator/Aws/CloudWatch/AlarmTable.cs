using System.Numerics;
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
    private const long Second = Duration.NanosecondsPerSecond;

    private static readonly Duration Reinvocation = Duration.FromSeconds(60L);

    private readonly Calendar _calendar;
    private readonly BucketClock _clock;
    private readonly DatapointStore _store;
    private readonly DecisionCounter _decisions;
    private readonly FactChannel<Decision> _decided;
    private readonly FactChannel<AlarmSignal> _signals;
    private readonly AlarmRow[] _rows;
    private readonly SlotCode[] _codes;
    private readonly bool _keepsWhenFresh;

    public AlarmTable(
        Calendar calendar, FactSink facts, Scenario scenario, MonitoringPlan plan, BucketClock clock, BirthDraw births, DecisionCounter decisions, DatapointStore store)
    {
        _calendar = calendar;
        _clock = clock;
        _store = store;
        _decisions = decisions;
        _decided = facts.Channel<Decision>();
        _signals = facts.Channel<AlarmSignal>();
        _keepsWhenFresh = scenario.Model.Get(ModelCatalog.FreshPrematureState) == "keep";
        _rows = new AlarmRow[plan.Alarms.Length];
        var phase = new Sampler(scenario.Model.Get(ModelCatalog.AlarmPhase));
        var extra = (int)scenario.Model.Get(ModelCatalog.EvaluationRangeExtra);
        var codes = 0;
        for (var i = 0; i < _rows.Length; i++)
        {
            ref var row = ref _rows[i];
            var alarm = plan.Alarms[i];
            row = Geometry(alarm, plan.Series[plan.SeriesOf(i)], extra);
            row.Series = plan.SeriesOf(i);
            var seconds = phase.SampleAtBirth(in births, Purpose.AlarmPhase, SourceKey.Of(alarm.Name));
            row.Phase = Duration.FromSeconds(seconds).Nanoseconds % Math.Min(60 * Second, row.Cadence);
            row.RingStart = codes;
            codes += row.RingLength;
        }
        _codes = new SlotCode[codes];
    }

    /// <summary>Buckets a series must keep for an alarm.</summary>
    public static int BucketsFor(AlarmDefinition alarm, MetricSeriesDefinition series, int extra)
    {
        var row = Geometry(alarm, series, extra);
        return (int)(((row.Range * row.Period) + row.Delay + row.Cadence) / row.Resolution) + 3;
    }

    /// <summary>Schedules the first evaluation of alarms that leave INSUFFICIENT_DATA without any datapoint (breaching, notBreaching).</summary>
    public void Start()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            ref var row = ref _rows[i];
            row.Predicted = Decide(in row, 0, AlarmState.InsufficientData);
            if (row.Predicted == AlarmState.InsufficientData) continue;
            var first = BucketClock.NextOnGrid(_clock.Since(_calendar.Now), row.Phase, row.Cadence);
            _calendar.Schedule(_clock.At(first), EventKinds.AlarmEvaluationDue, i);
        }
    }

    /// <summary>Takes the datapoint of the bucket that ended at <paramref name="end"/> (nanoseconds since the clock's origin).</summary>
    public void Close(int alarm, long end, in Datapoint point)
    {
        ref var row = ref _rows[alarm];
        if (row.IsPlain)
        {
            Push(ref row, CodeOf(in row, in point));
        }
        else
        {
            var last = end / row.Step;
            while (row.LastEntry < last)
            {
                var window = Window(in row, row.LastEntry + 1);
                Push(ref row, CodeOf(in row, in window));
            }
        }
        if (row.IsSteady) return;
        Predict(alarm, ref row, end);
    }

    /// <summary>An evaluation: moves the state, or invokes the actions of a state again.</summary>
    public void Evaluate(int alarm)
    {
        ref var row = ref _rows[alarm];
        var now = _calendar.Now;
        var newest = NewestVisible(in row, _clock.Since(now));
        var state = Decide(in row, newest, row.State);
        if (state != row.State)
        {
            var from = row.State;
            row.State = state;
            row.Since = now;
            row.Decision = _decisions.Next();
            _decided.Report(new Decision(row.Decision, 0, DecisionKind.AlarmTransition, alarm, -1, DecisionGate.None, (int)from, (int)state, Explain(in row, newest, from)));
            Fire(alarm, ref row, from);
        }
        else if ((row.ScalingStates >> (int)state & 1) != 0 && now - row.LastFired >= Reinvocation)
        {
            Fire(alarm, ref row, state);
        }
    }

    /// <inheritdoc/>
    public AlarmState StateOf(int alarm) => _rows[alarm].State;

    /// <inheritdoc/>
    public Instant StateSince(int alarm) => _rows[alarm].Since;

    /// <inheritdoc/>
    public int DecisionOf(int alarm) => _rows[alarm].Decision;

    /// <inheritdoc/>
    public int CopyEvaluated(int alarm, Span<double> values)
    {
        ref readonly var row = ref _rows[alarm];
        var evaluated = BucketClock.LastOnGrid(_clock.Since(_calendar.Now), row.Phase, row.Cadence);
        var history = HistoryOf(in row, NewestVisible(in row, evaluated));
        var count = 0;
        for (var slot = 0; slot < row.Range && count < row.N; slot++)
        {
            if (history[slot] != SlotCode.Missing) values[count++] = Window(in row, history.EntryOf(slot)).ValueOf(row.Statistic);
        }
        return count;
    }

    private static AlarmRow Geometry(AlarmDefinition alarm, MetricSeriesDefinition series, int extra)
    {
        var period = alarm.PeriodSeconds * Second;
        var step = Math.Min(60 * Second, period);
        var isLong = (long)alarm.PeriodSeconds * alarm.EvaluationPeriods > 86_400;
        var cadence = isLong ? 3600 * Second : period < 60 * Second ? 10 * Second : 60 * Second;
        // AS-CW-06: N + 2 from the one published example; N + 60/P below a minute.
        var range = alarm.EvaluationPeriods + Math.Max(extra, alarm.PeriodSeconds < 60 ? 60 / alarm.PeriodSeconds : 0);
        var stride = (int)(period / step);
        var span = ((range - 1) * stride) + 1;
        var resolution = series.ResolutionSeconds * Second;
        var lag = (int)((series.PublishDelay.Nanoseconds + cadence + resolution) / step) + 2;
        var scaling = 0;
        if (alarm.ActionsEnabled)
        {
            if (!alarm.AlarmActions.IsEmpty) scaling |= 1 << (int)AlarmState.Alarm;
            if (!alarm.OkActions.IsEmpty) scaling |= 1 << (int)AlarmState.Ok;
            if (!alarm.InsufficientDataActions.IsEmpty) scaling |= 1 << (int)AlarmState.InsufficientData;
        }
        return new AlarmRow
        {
            Threshold = alarm.Threshold,
            Comparison = alarm.Comparison,
            Statistic = alarm.Statistic,
            IsPlain = period == resolution,
            Span = span,
            RunLength = span, // before the run everything is missing
            IsSteady = true,
            RingLength = (int)BitOperations.RoundUpToPowerOf2((uint)(span + lag)),
            N = alarm.EvaluationPeriods,
            M = alarm.DatapointsToAlarm,
            Range = range,
            Stride = stride,
            Treat = alarm.TreatMissingData,
            Resolution = resolution,
            Period = period,
            Step = step,
            Delay = series.PublishDelay.Nanoseconds,
            Cadence = cadence,
            ScalingStates = scaling,
        };
    }

    private static SlotCode CodeOf(in AlarmRow row, in Datapoint point) =>
        point.IsMissing ? SlotCode.Missing : AlarmRules.Breaches(point.ValueOf(row.Statistic), row.Comparison, row.Threshold) ? SlotCode.Breaching : SlotCode.Ok;

    private void Push(ref AlarmRow row, SlotCode code)
    {
        var entry = ++row.LastEntry;
        _codes[row.RingStart + (int)(entry & (row.RingLength - 1))] = code;
        if (code == row.LastCode)
        {
            row.RunLength++;
            return;
        }
        row.LastCode = code;
        row.RunLength = 1;
        row.IsSteady = false;
    }

    // The state after the evaluation that sees the bucket which ended at `end` as its newest.
    private void Predict(int alarm, ref AlarmRow row, long end)
    {
        var visible = end + row.Delay;
        var evaluation = BucketClock.NextOnGrid(visible, row.Phase, row.Cadence);
        if (evaluation >= visible + row.Resolution) return; // by then a newer one is visible, which will predict
        var state = Decide(in row, end / row.Step, row.Predicted);
        row.IsSteady = row.RunLength >= row.Span;
        if (state == row.Predicted) return;
        row.Predicted = state;
        _calendar.Schedule(_clock.At(evaluation), EventKinds.AlarmEvaluationDue, alarm);
    }

    private void Fire(int alarm, ref AlarmRow row, AlarmState from)
    {
        row.LastFired = _calendar.Now;
        _signals.Report(new AlarmSignal(alarm, from, row.State));
        if ((row.ScalingStates >> (int)row.State & 1) != 0) _calendar.ScheduleIn(Reinvocation, EventKinds.AlarmEvaluationDue, alarm);
    }

    private AlarmState Decide(in AlarmRow row, long newest, AlarmState current) =>
        AlarmRules.Decide(HistoryOf(in row, newest), row.Range, row.N, row.M, row.Treat, current, _keepsWhenFresh);

    private SlotHistory HistoryOf(in AlarmRow row, long newest) => new(_codes.AsSpan(row.RingStart, row.RingLength), newest, row.Stride);

    // AS-CW-16: the newest entry of which everything was published by an evaluation.
    private static long NewestVisible(in AlarmRow row, long evaluation)
    {
        var published = evaluation - row.Delay;
        return published <= 0 ? 0 : published / row.Resolution * row.Resolution / row.Step;
    }

    // An entry's window ends at entry × step and is one period long; a bucket belongs to the window in which it starts.
    private Datapoint Window(in AlarmRow row, long entry)
    {
        var end = entry * row.Step;
        var first = (end - row.Period + row.Resolution - 1) / row.Resolution;
        var last = ((end + row.Resolution - 1) / row.Resolution) - 1;
        return _store.Read(row.Series, first, last);
    }

    private DecisionInputs Explain(in AlarmRow row, long newest, AlarmState from)
    {
        var history = HistoryOf(in row, newest);
        int real = 0, breaching = 0;
        double newestValue = double.NaN, newestStart = double.NaN, firstBreach = double.NaN;
        for (var slot = 0; slot < row.Range && real < row.N; slot++)
        {
            if (history[slot] == SlotCode.Missing) continue;
            var start = _clock.At((history.EntryOf(slot) * row.Step) - row.Period).Seconds;
            if (real++ == 0) (newestValue, newestStart) = (Window(in row, history.EntryOf(slot)).ValueOf(row.Statistic), start);
            if (history[slot] != SlotCode.Breaching) continue;
            breaching++;
            firstBreach = start;
        }
        return DecisionInputs.Of((int)from, (int)row.State, real, breaching, row.Threshold, newestValue, newestStart, firstBreach);
    }
}
