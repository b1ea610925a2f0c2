using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.CloudWatch;

/// <summary>Lays alarms and their views out, once.</summary>
internal sealed class AlarmGeometry
{
    private const long Second = Duration.NanosecondsPerSecond;
    private const int PeriodsOfLoad = 5;

    // AWS: CloudWatch User Guide, "Metrics retention".
    private static readonly Duration ShortPeriodsKept = Duration.FromHours(3);

    private readonly Scenario _scenario;
    private readonly MonitoringPlan _plan;
    private readonly BucketClock _clock;

    /// <summary>Lays out the alarms of a plan.</summary>
    public AlarmGeometry(Scenario scenario, MonitoringPlan plan, BucketClock clock, in BirthDraw births)
    {
        (_scenario, _plan, _clock) = (scenario, plan, clock);
        // One view for each statistic, period and window that alarms or expressions of a series share; those of a series stand together.
        var alarmsOf = new Dictionary<ViewKey, List<int>>();
        for (var i = 0; i < plan.Alarms.Length; i++)
        {
            var alarm = plan.Alarms[i];
            var series = plan.SeriesOfAlarm(i);
            if (alarm.Math is null) Bucket(new(series[0], alarm.Statistic, alarm.Extended?.Name, alarm.PeriodSeconds, alarm.WallClockZone)).Add(i);
            for (var o = 0; o < series.Length && alarm.Math is not null; o++) Bucket(KeyOf(alarm.Math.Operands[o], series[o], alarm.PeriodSeconds, alarm.WallClockZone));
        }
        foreach (var load in plan.LoadExpressions)
        {
            for (var o = 0; o < load.Series.Length; o++) Bucket(KeyOf(load.Math.Operands[o], load.Series[o], 60, null));
        }
        var keys = alarmsOf.Keys.OrderBy(static k => k.Series).ToList(); // stable: within a series as they were met
        var expressions = Enumerable.Range(0, plan.Alarms.Length).Where(i => plan.Alarms[i].Math is not null).ToList();
        var views = new MetricView[keys.Count + expressions.Count + plan.LoadExpressions.Length];
        Forecasts = new AlarmForecast[plan.Alarms.Length];
        var isLazy = LazySeries(keys, expressions);
        var place = 0;
        for (var v = 0; v < keys.Count; v++)
        {
            views[v] = ViewOf(keys[v]);
            views[v].FirstAlarm = place;
            views[v].IsLazy = isLazy[keys[v].Series];
            foreach (var alarm in alarmsOf[keys[v]])
            {
                Forecasts[place] = ForecastOf(alarm, plan.Series[keys[v].Series].PublishDelay.Nanoseconds, in births);
                Forecasts[place].View = v;
                Reserve(ref views[v], in Forecasts[place++]);
            }
            views[v].AlarmCount = place - views[v].FirstAlarm;
        }
        Expressions = new ExpressionWindow[expressions.Count + plan.LoadExpressions.Length];
        FirstExpression = place;
        for (var e = 0; e < expressions.Count; e++) AddExpression(e, expressions[e], keys, views, ref place, in births);
        for (var e = 0; e < plan.LoadExpressions.Length; e++) AddLoad(expressions.Count + e, plan.LoadExpressions[e], keys, views, place);
        FirstLoad = keys.Count + expressions.Count;
        ReportOnce(views);
        Views = new MetricViews(views, plan.Series.Length, [.. plan.Series.Select(static s => s.Source == MetricSource.TargetResponseTime)]);
        Pulses = [.. Forecasts.Select(PulseOf)];
        RowOfAlarm = new int[plan.Alarms.Length];
        Rows = [.. Enumerable.Range(0, place).OrderBy(p => Forecasts[p].Phase).Select(p => RowOf(plan.Alarms[Forecasts[p].Alarm], p))];
        for (var i = 0; i < Rows.Length; i++)
        {
            Forecasts[Rows[i].Place].Row = i;
            RowOfAlarm[Rows[i].Alarm] = i;
        }

        List<int> Bucket(ViewKey key) => alarmsOf.TryGetValue(key, out var list) ? list : alarmsOf[key] = [];
    }

    /// <summary>Views in order of series; those of expressions at the end.</summary>
    public MetricViews Views { get; }

    /// <summary>What the alarms on metric math look back on.</summary>
    public ExpressionWindow[] Expressions { get; }

    /// <summary>Place of the first alarm on metric math among pulses and forecasts; the others follow it.</summary>
    public int FirstExpression { get; }

    /// <summary>View of the first expression that is forecast; the others follow it.</summary>
    public int FirstLoad { get; }

    /// <summary>Pulses in order of views.</summary>
    public AlarmPulse[] Pulses { get; }

    /// <summary>Forecasts in order of views.</summary>
    public AlarmForecast[] Forecasts { get; }

    /// <summary>Rows in order of phases.</summary>
    public AlarmRow[] Rows { get; }

    /// <summary>Place of each alarm's row.</summary>
    public int[] RowOfAlarm { get; }

    private static ViewKey KeyOf(MetricMathOperand o, int series, int periodSeconds, string? zone) => new(series, o.Statistic, o.Extended?.Name, periodSeconds, zone);

    // What alarms share is reported by the first view of it; without metrics.csv only what is forecast is.
    private void ReportOnce(MetricView[] views)
    {
        var reported = new HashSet<int>();
        for (var v = views.Length - 1; v >= FirstLoad; v--) reported.Add(views[v].Computed);
        for (var v = 0; v < FirstLoad; v++)
        {
            if (views[v].Computed >= 0 && (!_scenario.Output.Metrics || !reported.Add(views[v].Computed))) views[v].Computed = -1;
        }
    }

    // Played back, not recorded, and looked at by nothing but alarms on its own buckets: looked at only when it changes.
    private bool[] LazySeries(List<ViewKey> keys, List<int> expressions)
    {
        var isLazy = new bool[_plan.Series.Length];
        for (var s = 0; s < isLazy.Length; s++) isLazy[s] = !_scenario.Output.Metrics && _plan.Series[s] is { Source: MetricSource.Playback, IsBasic: false } && !_plan.IsForecast(s);
        foreach (var key in keys)
            isLazy[key.Series] &= key.PeriodSeconds == _plan.Series[key.Series].ResolutionSeconds && key.Extended is null && key.Zone is null;
        foreach (var alarm in expressions)
        {
            foreach (var series in _plan.SeriesOfAlarm(alarm)) isLazy[series] = false;
        }
        return isLazy;
    }

    private MetricView ViewOf(ViewKey key)
    {
        var (period, resolution) = (key.PeriodSeconds * Second, _plan.Series[key.Series].ResolutionSeconds * Second);
        var step = key.Zone is null ? Math.Min(60 * Second, period) : period;
        var extended = key.Extended is { } name && ExtendedStatistic.TryParse(name, out var statistic, out _) ? statistic : null;
        return new MetricView
        {
            Series = key.Series,
            Statistic = key.Statistic,
            Extended = extended,
            Expression = -1,
            Computed = extended is null ? -1 : _plan.NumberOf(_plan.Series[key.Series].Metric, extended.Name, key.PeriodSeconds, key.Zone),
            IsPlain = period == resolution && extended is null && key.Zone is null,
            Stride = (int)(period / step),
            Resolution = resolution,
            Period = period,
            Step = step,
            Shift = key.Zone is { } zone ? _clock.ShiftOf(period, zone) : 0,
        };
    }

    // What lies between the newest closed bucket and the oldest that an evaluation or a later sizing reads.
    private static void Reserve(ref MetricView view, in AlarmForecast forecast, long slowest = 0)
    {
        var lag = (int)((Math.Max(forecast.Delay, slowest) + (2 * forecast.Cadence) + view.Resolution) / view.Step) + 2;
        view.Length = Math.Max(view.Length, (forecast.Rules.Range * view.Stride) + lag);
    }

    private void AddExpression(int e, int alarm, List<ViewKey> keys, MetricView[] views, ref int place, in BirthDraw births)
    {
        var definition = _plan.Alarms[alarm];
        var series = _plan.SeriesOfAlarm(alarm);
        var operands = Enumerable.Range(0, series.Length).Select(o => keys.IndexOf(KeyOf(definition.Math!.Operands[o], series[o], definition.PeriodSeconds, definition.WallClockZone))).ToArray();
        var delays = series.Select(s => _plan.Series[s].PublishDelay.Nanoseconds).ToArray();
        var forecast = ForecastOf(alarm, 0, in births);
        Expressions[e] = new ExpressionWindow(definition.Math!, operands, delays, forecast.Rules.Range, _clock.UnixSeconds);
        forecast.Delay = Expressions[e].Delay;
        forecast.View = keys.Count + e;
        views[forecast.View] = views[operands[0]] with { Series = _plan.Series.Length, Expression = e, IsPlain = false, FirstAlarm = place, AlarmCount = 1, Resolution = views[operands[0]].Step, Extended = null, Computed = _plan.NumberOf(definition.Math!.Identity, MetricMathDefinition.Statistic, definition.PeriodSeconds, definition.WallClockZone) };
        foreach (var operand in operands) Reserve(ref views[operand], in forecast, delays.Max());
        Forecasts[place++] = forecast;
    }

    // By the minute, over so many periods that functions which look back on the last ones have them.
    private void AddLoad(int e, LoadExpression load, List<ViewKey> keys, MetricView[] views, int place)
    {
        var operands = Enumerable.Range(0, load.Series.Length).Select(o => keys.IndexOf(KeyOf(load.Math.Operands[o], load.Series[o], 60, null))).ToArray();
        var delays = load.Series.Select(s => _plan.Series[s].PublishDelay.Nanoseconds).ToArray();
        Expressions[e] = new ExpressionWindow(load.Math, operands, delays, PeriodsOfLoad, _clock.UnixSeconds);
        views[keys.Count + e] = views[operands[0]] with
        {
            Series = _plan.Series.Length,
            Expression = e,
            IsPlain = false,
            FirstAlarm = place,
            AlarmCount = 0,
            Resolution = views[operands[0]].Step,
            Extended = null,
            Computed = load.Computed,
        };
        var look = new AlarmForecast { Rules = default(AlarmRules) with { Range = PeriodsOfLoad }, Delay = Expressions[e].Delay, Cadence = 60 * Second };
        foreach (var operand in operands) Reserve(ref views[operand], in look, delays.Max());
    }

    private AlarmForecast ForecastOf(int index, long delay, in BirthDraw births)
    {
        var alarm = _plan.Alarms[index];
        // AS-CW-06: N + 2 from the one published example; N + 60/P below a minute.
        var extra = (int)_scenario.Model.Get(ModelCatalog.EvaluationRangeExtra);
        var range = alarm.EvaluationPeriods + Math.Max(extra, alarm.PeriodSeconds < 60 ? 60 / alarm.PeriodSeconds : 0);
        // AS-MET-08: datapoints of less than a minute can be read for three hours; those of a minute for 15 days, which no alarm looks back.
        if (alarm.PeriodSeconds < 60) range = Math.Min(range, (int)((ShortPeriodsKept.Nanoseconds - delay) / (alarm.PeriodSeconds * Second)));
        var keepsWhenFresh = _scenario.Model.Get(ModelCatalog.FreshPrematureState) == "keep";
        var cadence = CadenceOf(alarm);
        var phase = new Sampler(_scenario.Model.Get(ModelCatalog.AlarmPhase)).SampleAtBirth(in births, Purpose.AlarmPhase, SourceKey.Of(alarm.Name));
        return new AlarmForecast
        {
            Rules = new(alarm.Threshold, alarm.Comparison, alarm.EvaluationPeriods, alarm.DatapointsToAlarm, range, alarm.TreatMissingData, keepsWhenFresh),
            Alarm = index,
            Delay = delay,
            KeepsOnLowSamples = alarm is { KeepsOnLowSamples: true, Extended: not null },
            Phase = Duration.FromSeconds(phase).Nanoseconds % Math.Min(60 * Second, cadence),
            Cadence = cadence,
        };
    }

    private static long CadenceOf(AlarmDefinition alarm)
    {
        if ((long)alarm.PeriodSeconds * alarm.EvaluationPeriods > 86_400) return 3600 * Second;
        return alarm.PeriodSeconds < 60 ? 10 * Second : 60 * Second;
    }

    private AlarmPulse PulseOf(AlarmForecast forecast)
    {
        ref readonly var view = ref Views[forecast.View];
        var span = ((forecast.Rules.Range - 1) * view.Stride) + 1;
        var isSimple = forecast.Rules.M == forecast.Rules.N && forecast.Rules.N <= forecast.Rules.Range && view is { Stride: 1, Expression: < 0 } && !forecast.KeepsOnLowSamples;
        // Before the run everything is missing.
        return new AlarmPulse
        {
            Threshold = forecast.Rules.Threshold,
            Comparison = forecast.Rules.Comparison,
            Span = span,
            AllOf = isSimple ? forecast.Rules.N : 0,
            RunLength = span,
            IsSteady = !forecast.KeepsOnLowSamples,
            Lowest = double.NegativeInfinity,
            Highest = double.PositiveInfinity,
        };
    }

    private AlarmRow RowOf(AlarmDefinition alarm, int place)
    {
        ref readonly var forecast = ref Forecasts[place];
        ref readonly var view = ref Views[forecast.View];
        var scaling = 0;
        if (!alarm.AlarmActions.IsEmpty) scaling |= 1 << (int)AlarmState.Alarm;
        if (!alarm.OkActions.IsEmpty) scaling |= 1 << (int)AlarmState.Ok;
        if (!alarm.InsufficientDataActions.IsEmpty) scaling |= 1 << (int)AlarmState.InsufficientData;
        return new AlarmRow
        {
            Alarm = forecast.Alarm,
            Place = place,
            N = (ushort)forecast.Rules.N,
            Range = (ushort)forecast.Rules.Range,
            Stride = (ushort)view.Stride,
            EntriesPerMinute = (ushort)(60 * Second / view.Step),
            ScalingStates = (byte)scaling,
            IsMuted = !alarm.ActionsEnabled,
            IsAbsent = alarm.CreatedBy >= 0,
            NextRepetition = Instant.MaxValue,
        };
    }

    private readonly record struct ViewKey(int Series, MetricStatistic Statistic, string? Extended, int PeriodSeconds, string? Zone);
}
