using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.CloudWatch;

/// <summary>Lays alarms and their views out, once.</summary>
internal sealed class AlarmGeometry
{
    private const long Second = Duration.NanosecondsPerSecond;

    /// <summary>Lays out the alarms of a plan.</summary>
    public AlarmGeometry(Scenario scenario, MonitoringPlan plan, in BirthDraw births)
    {
        // One view for each statistic and period that alarms of a series share.
        var groups = Enumerable.Range(0, plan.Alarms.Length)
            .GroupBy(i => (Series: plan.SeriesOf(i), plan.Alarms[i].Statistic, plan.Alarms[i].PeriodSeconds))
            .OrderBy(static g => g.Key.Series).ToList();
        var views = new MetricView[groups.Count];
        Forecasts = new AlarmForecast[plan.Alarms.Length];
        var place = 0;
        for (var v = 0; v < views.Length; v++)
        {
            views[v] = ViewOf(groups[v].Key.Statistic, groups[v].Key.PeriodSeconds, groups[v].Key.Series, plan.Series[groups[v].Key.Series].ResolutionSeconds);
            views[v].FirstAlarm = place;
            foreach (var alarm in groups[v])
            {
                var forecast = ForecastOf(scenario, plan, alarm, in births);
                forecast.View = v;
                // What lies between the newest closed bucket and the oldest that an evaluation or a later sizing reads.
                var lag = (int)((forecast.Delay + (2 * forecast.Cadence) + views[v].Resolution) / views[v].Step) + 2;
                views[v].Length = Math.Max(views[v].Length, (forecast.Rules.Range * views[v].Stride) + lag);
                Forecasts[place++] = forecast;
            }
            views[v].AlarmCount = place - views[v].FirstAlarm;
        }
        Views = new MetricViews(views, plan.Series.Length);
        Pulses = [.. Forecasts.Select(PulseOf)];
        RowOfAlarm = new int[plan.Alarms.Length];
        Rows = [.. Enumerable.Range(0, place).OrderBy(p => Forecasts[p].Phase).Select(p => RowOf(plan.Alarms[Forecasts[p].Alarm], p))];
        for (var i = 0; i < Rows.Length; i++)
        {
            Forecasts[Rows[i].Place].Row = i;
            RowOfAlarm[Rows[i].Alarm] = i;
        }
    }

    /// <summary>Views in order of series.</summary>
    public MetricViews Views { get; }

    /// <summary>Pulses in order of views.</summary>
    public AlarmPulse[] Pulses { get; }

    /// <summary>Forecasts in order of views.</summary>
    public AlarmForecast[] Forecasts { get; }

    /// <summary>Rows in order of phases.</summary>
    public AlarmRow[] Rows { get; }

    /// <summary>Place of each alarm's row.</summary>
    public int[] RowOfAlarm { get; }

    private static MetricView ViewOf(MetricStatistic statistic, int periodSeconds, int series, int resolutionSeconds)
    {
        var (period, resolution) = (periodSeconds * Second, resolutionSeconds * Second);
        var step = Math.Min(60 * Second, period);
        return new MetricView
        {
            Series = series,
            Statistic = statistic,
            IsPlain = period == resolution,
            Stride = (int)(period / step),
            Resolution = resolution,
            Period = period,
            Step = step,
        };
    }

    private static AlarmForecast ForecastOf(Scenario scenario, MonitoringPlan plan, int index, in BirthDraw births)
    {
        var alarm = plan.Alarms[index];
        // AS-CW-06: N + 2 from the one published example; N + 60/P below a minute.
        var extra = (int)scenario.Model.Get(ModelCatalog.EvaluationRangeExtra);
        var range = alarm.EvaluationPeriods + Math.Max(extra, alarm.PeriodSeconds < 60 ? 60 / alarm.PeriodSeconds : 0);
        var keepsWhenFresh = scenario.Model.Get(ModelCatalog.FreshPrematureState) == "keep";
        var cadence = CadenceOf(alarm);
        var phase = new Sampler(scenario.Model.Get(ModelCatalog.AlarmPhase)).SampleAtBirth(in births, Purpose.AlarmPhase, SourceKey.Of(alarm.Name));
        return new AlarmForecast
        {
            Rules = new(alarm.Threshold, alarm.Comparison, alarm.EvaluationPeriods, alarm.DatapointsToAlarm, range, alarm.TreatMissingData, keepsWhenFresh),
            Alarm = index,
            Delay = plan.Series[plan.SeriesOf(index)].PublishDelay.Nanoseconds,
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
        var span = ((forecast.Rules.Range - 1) * Views[forecast.View].Stride) + 1;
        // Before the run everything is missing.
        return new AlarmPulse
        {
            Threshold = forecast.Rules.Threshold,
            Comparison = forecast.Rules.Comparison,
            Span = span,
            AllOf = forecast.Rules.M == forecast.Rules.N && Views[forecast.View].Stride == 1 ? forecast.Rules.N : 0,
            RunLength = span,
            IsSteady = true,
        };
    }

    private AlarmRow RowOf(AlarmDefinition alarm, int place)
    {
        ref readonly var forecast = ref Forecasts[place];
        ref readonly var view = ref Views[forecast.View];
        var scaling = 0;
        if (alarm.ActionsEnabled)
        {
            if (!alarm.AlarmActions.IsEmpty) scaling |= 1 << (int)AlarmState.Alarm;
            if (!alarm.OkActions.IsEmpty) scaling |= 1 << (int)AlarmState.Ok;
            if (!alarm.InsufficientDataActions.IsEmpty) scaling |= 1 << (int)AlarmState.InsufficientData;
        }
        return new AlarmRow
        {
            Alarm = forecast.Alarm,
            Place = place,
            RingStart = view.Start,
            RingLength = view.Length,
            N = (ushort)forecast.Rules.N,
            Range = (ushort)forecast.Rules.Range,
            Stride = (ushort)view.Stride,
            EntriesPerMinute = (ushort)(60 * Second / view.Step),
            ScalingStates = (byte)scaling,
            IsAbsent = alarm.CreatedBy >= 0,
        };
    }
}
