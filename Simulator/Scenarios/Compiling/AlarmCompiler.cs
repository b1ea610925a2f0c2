using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Compiling.Scaling;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>PutMetricAlarm (AS-CW-02).</summary>
internal sealed class AlarmCompiler(CompileContext c, MetricResolver metrics, ScalingCompiler scaling)
{
    private const int Day = 86_400;
    private const int Week = 604_800;

    public ImmutableArray<AlarmDefinition> Compile(ObjectView root, ImmutableArray<ServiceDefinition> services)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var alarms = ImmutableArray.CreateBuilder<AlarmDefinition>();
        foreach (var v in root.List(ScenarioTable.Alarms))
        {
            var name = v.Get(AlarmTable.Name, "");
            if (name.Length > 0 && !names.Add(name)) c.Report(v, AlarmTable.Name, $"there are two alarms named `{name}`", "give one of them another name");
            if (CompileOne(v, name, services) is { } alarm) alarms.Add(alarm);
        }
        return alarms.ToImmutable();
    }

    private AlarmDefinition? CompileOne(ObjectView v, string name, ImmutableArray<ServiceDefinition> services)
    {
        if (v.Has(AlarmTable.Metrics))
        {
            c.Report(v, AlarmTable.Metrics, "metric math is not simulated yet", "use a single series");
            return null;
        }
        if (v.Has(AlarmTable.ExtendedStatistic)) c.Report(v, AlarmTable.ExtendedStatistic, "percentile statistics are not simulated yet", "statistic: Average, Minimum, Maximum, Sum or SampleCount");
        var metric = SeriesOf(v);
        var n = v.Get(AlarmTable.EvaluationPeriods, 1);
        var m = v.Get(AlarmTable.DatapointsToAlarm, n);
        var period = v.Get(AlarmTable.Period, 60);
        if (m > n && !v.IsBad(AlarmTable.EvaluationPeriods)) c.Report(v, AlarmTable.DatapointsToAlarm, $"datapointsToAlarm {m} is more than evaluationPeriods {n}", $"1 to {n}");
        CheckPeriod(v, period, n, metric, services);
        ImmutableArray<PolicyReference> Actions(Property<IReadOnlyList<Reference>> property) => [.. v.List(property).Select(scaling.ResolveAction).OfType<PolicyReference>()];
        var alarm = new AlarmDefinition
        {
            Name = name,
            Metric = metric ?? new MetricIdentity(MetricSource.Playback, -1, "", "", ""),
            Statistic = v.Get(AlarmTable.Statistic, MetricStatistic.Average),
            PeriodSeconds = period,
            EvaluationPeriods = n,
            DatapointsToAlarm = m,
            Threshold = v.Get(AlarmTable.Threshold, 0),
            Comparison = v.Get(AlarmTable.Comparison, ComparisonOperator.GreaterThanThreshold),
            TreatMissingData = v.Get(AlarmTable.TreatMissing, TreatMissingData.Missing),
            ActionsEnabled = v.Get(AlarmTable.ActionsEnabled, true),
            AlarmActions = Actions(AlarmTable.AlarmActions),
            OkActions = Actions(AlarmTable.OkActions),
            InsufficientDataActions = Actions(AlarmTable.InsufficientDataActions),
        };
        return metric is null ? null : alarm;
    }

    private MetricIdentity? SeriesOf(ObjectView v)
    {
        var shortForm = v.Find(AlarmTable.Series);
        var name = v.Find(AlarmTable.MetricName);
        var space = v.Find(AlarmTable.Namespace);
        if (shortForm is not null)
        {
            if (name is not null) c.Report(v, AlarmTable.MetricName, "series and metricName say the same thing", "keep one of them");
            return metrics.ResolveShort(shortForm);
        }
        if (v.IsBad(AlarmTable.Series) || v.IsBad(AlarmTable.MetricName) || v.IsBad(AlarmTable.Namespace)) return null;
        if (name is null)
        {
            c.Report(v.Position, v.Path, $"the alarm {PathText.Last(v.Path)} watches no series", "series: web.CPUUtilization, or namespace, metricName and dimensions");
            return null;
        }
        // The short form is taken here too, because metricName is where a writer looks for it.
        if (space is null && name.Text.Contains('.', StringComparison.Ordinal)) return metrics.ResolveShort(name);
        if (space is null)
        {
            c.Report(v.Position, v.Path, $"the alarm {PathText.Last(v.Path)} has no `namespace`", "namespace: AWS/ECS");
            return null;
        }
        return metrics.ResolveParts(space, name, v.List(AlarmTable.Dimensions), v.Position, v.Path);
    }

    private void CheckPeriod(ObjectView v, int period, int n, MetricIdentity? metric, ImmutableArray<ServiceDefinition> services)
    {
        if (v.IsBad(AlarmTable.Period)) return;
        if (period is not (10 or 20 or 30) && period % 60 != 0)
        {
            c.Report(v, AlarmTable.Period, $"an alarm cannot have a period of {period} s (AS-CW-02)", "10, 20, 30 or a multiple of 60");
            return;
        }
        var limit = period < 3600 ? Day : Week;
        if ((long)period * n > limit)
            c.Report(v, AlarmTable.EvaluationPeriods, $"period × evaluationPeriods is {(long)period * n} s, more than {(limit == Day ? "a day" : "a week")} (AS-CW-02)", $"at most {limit / period} periods of {period} s");
        if (period >= 60 || metric is null) return;
        var resolution = metric.Source is MetricSource.ServiceCpu or MetricSource.ServiceMemory && metric.Entity >= 0 && metric.Entity < services.Length ? services[metric.Entity].MetricResolutionSeconds : 60;
        if (period < resolution)
            c.Report(v, AlarmTable.Period, $"{metric.MetricName} has one datapoint every {resolution} s: an alarm on {period} s would miss most of its data", resolution == 60 ? "period: 60, or the service's monitoring at 20 s (AS-MET-05)" : $"period: {resolution}");
    }
}
