using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Languages;
using Simulator.Scenarios.Compiling.Scaling;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>Metric alarms: those of the start, and those that a PutMetricAlarm of the timeline creates (AS-CW-02). Every one has its number from the start.</summary>
internal sealed class AlarmCompiler(CompileContext c, MetricResolver metrics, MetricQueryCompiler queries, ScalingCompiler scaling)
{
    private const int Day = 86_400;
    private const int Week = 604_800;

    private readonly List<(string Name, Instant At, AlarmDefinition Alarm)> _alarms = [];
    private readonly Dictionary<ObjectView, int> _puts = [];

    /// <summary>Names of the alarms, each once, in order.</summary>
    public IReadOnlyList<string> Names => [.. _alarms.Select(static a => a.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Names of the composite alarms, which are numbered after the metric alarms; known once these are compiled.</summary>
    public IReadOnlyList<string> Composites { get; set; } = [];

    public ImmutableArray<AlarmDefinition> Compile(ObjectView root, ImmutableArray<ServiceDefinition> services)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var v in root.List(ScenarioTable.Alarms))
        {
            var name = v.Get(AlarmTable.Name, "");
            if (name.Length > 0 && !names.Add(name)) c.Report(v, AlarmTable.Name, $"there are two alarms named `{name}`", "give one of them another name");
            if (CompileOne(v, name, services) is { } alarm) _alarms.Add((name, Instant.Zero, alarm));
        }
        var puts = root.List(ScenarioTable.Timeline).Where(static v => v.Table == PutMetricAlarmTable.Table && v.Maybe(ActionTables.At) is not null);
        foreach (var v in puts.OrderBy(static v => v.Get(ActionTables.At, Duration.Zero).Nanoseconds))
        {
            var name = v.Get(AlarmTable.Name, "");
            if (CompileOne(v, name, services) is not { } alarm) continue;
            _puts.Add(v, _alarms.Count);
            _alarms.Add((name, Instant.Zero + v.Get(ActionTables.At, Duration.Zero), alarm with { CreatedBy = 0 }));
        }
        return [.. _alarms.Select(static a => a.Alarm)];
    }

    /// <summary>Gives the alarms that the timeline creates their place on it.</summary>
    public static ImmutableArray<AlarmDefinition> WithPlaces(ImmutableArray<AlarmDefinition> alarms, ImmutableArray<TimelineActionDefinition> timeline)
    {
        for (var i = 0; i < timeline.Length; i++)
        {
            if (timeline[i] is PutMetricAlarmAction put) alarms = alarms.SetItem(put.Alarm, alarms[put.Alarm] with { CreatedBy = i });
        }
        return alarms;
    }

    /// <summary>The alarm that a PutMetricAlarm creates, and the one of its name until then.</summary>
    public bool TryFind(ObjectView put, out int alarm, out int replaced)
    {
        replaced = -1;
        if (!_puts.TryGetValue(put, out alarm)) return false;
        for (var i = 0; i < alarm; i++)
        {
            if (_alarms[i].Name == _alarms[alarm].Name) replaced = i;
        }
        return true;
    }

    /// <summary>The alarm of a name at a moment; -1 after a report when there is none.</summary>
    public int NumberAt(Reference reference, Instant at)
    {
        var number = -1;
        var name = AwsArn.NameOf(reference.Text);
        for (var i = 0; i < _alarms.Count; i++)
        {
            if (_alarms[i].Name == name && _alarms[i].At <= at) number = i;
        }
        if (number < 0) number = CompositeOf(name);
        if (number < 0) ReportUnknown(reference, name);
        return number;
    }

    /// <summary>All alarms of a name, whenever they exist; none after a report.</summary>
    public IReadOnlyList<int> NumbersOf(Reference reference)
    {
        var name = AwsArn.NameOf(reference.Text);
        List<int> numbers = [.. Enumerable.Range(0, _alarms.Count).Where(i => _alarms[i].Name == name)];
        if (CompositeOf(name) is var composite and >= 0) numbers.Add(composite);
        if (numbers.Count == 0) ReportUnknown(reference, name);
        return numbers;
    }

    /// <summary>Whether a number is that of a composite alarm.</summary>
    public bool IsComposite(int number) => number >= _alarms.Count;

    private int CompositeOf(string name)
    {
        for (var i = 0; i < Composites.Count; i++)
        {
            if (Composites[i] == name) return _alarms.Count + i;
        }
        return -1;
    }

    private void ReportUnknown(Reference reference, string name)
    {
        const string tracking = "alarms of target tracking have names that AWS makes up, and are reached through their policy: PutScalingPolicy, DeleteScalingPolicy";
        List<Instant> later = [.. _alarms.Where(a => a.Name == name).Select(static a => a.At)];
        if (later.Count > 0)
        {
            c.Report(reference, $"the alarm `{name}` is put at {Quantity.Time(later.Min() - Instant.Zero)} only", "call it after that moment, or list it under alarms");
            return;
        }
        List<string> known = [.. Names, .. Composites];
        var meant = name.StartsWith("TargetTracking-", StringComparison.Ordinal) ? tracking
            : known.Count == 0 ? "none is defined; list it under alarms; " + tracking : Suggestions.For(name, known, "alarms: ");
        c.Report(reference, $"there is no alarm `{name}`", meant);
    }

    private AlarmDefinition? CompileOne(ObjectView v, string name, ImmutableArray<ServiceDefinition> services)
    {
        var n = v.Get(AlarmTable.EvaluationPeriods, 1);
        var m = v.Get(AlarmTable.DatapointsToAlarm, n);
        if (m > n && !v.IsBad(AlarmTable.EvaluationPeriods)) c.Report(v, AlarmTable.DatapointsToAlarm, $"datapointsToAlarm {m} is more than evaluationPeriods {n}", $"1 to {n}");
        var period = v.Get(AlarmTable.Period, 60);
        MetricMathDefinition? math = null;
        MetricIdentity? metric;
        if (v.Has(AlarmTable.Metrics))
        {
            math = MathOf(v, ref period);
            metric = math is null ? null : math.Identity;
        }
        else
        {
            metric = metrics.WithUnit(SeriesOf(v), v.Find(AlarmTable.Unit), v.At(AlarmTable.Unit));
        }
        var extended = ExtendedOf(v);
        CheckPeriod(v, period, n, math is null ? metric is null ? [] : [metric] : [.. math.Operands.Select(static o => o.Metric)], services);
        var zone = WallClockOf(v, period);
        ImmutableArray<PolicyReference> Actions(Property<IReadOnlyList<Reference>> property) => [.. v.List(property).Select(scaling.ResolveAction).OfType<PolicyReference>()];
        var alarm = new AlarmDefinition
        {
            Name = name,
            Metric = metric ?? new MetricIdentity(MetricSource.Playback, -1, "", "", ""),
            Math = math,
            Statistic = v.Get(AlarmTable.Statistic, MetricStatistic.Average),
            Extended = extended,
            KeepsOnLowSamples = v.Find(AlarmTable.LowSamples) == "ignore",
            PeriodSeconds = period,
            WallClockZone = zone,
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

    private MetricMathDefinition? MathOf(ObjectView v, ref int period)
    {
        foreach (var property in (Property[])[AlarmTable.Series, AlarmTable.Namespace, AlarmTable.MetricName, AlarmTable.Dimensions, AlarmTable.Statistic, AlarmTable.ExtendedStatistic, AlarmTable.Unit])
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"an alarm on `metrics` takes no `{property.Name}`", "each metricStat says it for itself");
        }
        var math = queries.Compile(v.List(AlarmTable.Metrics), v.At(AlarmTable.Metrics), v.PathOf(AlarmTable.Metrics), out var ofQueries);
        if (ofQueries is { } given)
        {
            if (v.Has(AlarmTable.Period) && given != period) c.Report(v, AlarmTable.Period, $"the alarm's period {period} s differs from that of its metrics, {given} s (AS-CW-15)", "leave the alarm's period out");
            period = given;
        }
        return math;
    }

    private ExtendedStatistic? ExtendedOf(ObjectView v)
    {
        if (v.Find(AlarmTable.ExtendedStatistic) is not { } written)
        {
            if (v.Has(AlarmTable.LowSamples)) c.Report(v, AlarmTable.LowSamples, "evaluateLowSampleCountPercentile goes with a percentile (AS-CW-13)", "extendedStatistic: p99");
            return null;
        }
        if (v.Has(AlarmTable.Statistic)) c.Report(v, AlarmTable.Statistic, "statistic and extendedStatistic exclude each other", "keep one of them");
        if (ExtendedStatistic.TryParse(written.Text, out var statistic, out var error)) return statistic;
        c.Report(written, error, "p99, tm90, TM(10%:90%), TC(:300), wm95, IQM or PR(100:2000)");
        return null;
    }

    private string? WallClockOf(ObjectView v, int period)
    {
        if (v.Find(AlarmTable.Window) is not { } window) return null;
        if (window.Has(EvaluationWindowTable.Sliding) == window.Has(EvaluationWindowTable.WallClock))
        {
            c.Report(window.Position, window.Path, "an evaluation window is either sliding or on the wall clock", "wallClockWindow: {timezone: UTC}");
            return null;
        }
        if (window.Find(EvaluationWindowTable.WallClock) is not { } clock) return null;
        if (period is not (60 or 300 or 3600 or Day or Week)) c.Report(v, AlarmTable.Period, $"a window on the wall clock takes no period of {period} s (AS-CW-04)", "60, 300, 3600, 86400 or 604800");
        if (clock.Find(WallClockWindowTable.TimeZone) is not { } zone) return "";
        if (Schedule.TryFindZone(zone.Text, out _)) return zone.Text;
        c.Report(zone, $"there is no time zone `{zone.Text}`", "an IANA name such as Europe/Paris");
        return null;
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

    private void CheckPeriod(ObjectView v, int period, int n, IReadOnlyList<MetricIdentity> series, ImmutableArray<ServiceDefinition> services)
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
        if (period >= 60) return;
        foreach (var metric in series)
        {
            if (metric.Source == MetricSource.Playback) continue;
            var resolution = metric.Source is MetricSource.ServiceCpu or MetricSource.ServiceMemory && metric.Entity >= 0 && metric.Entity < services.Length ? c.FinestResolution(metric.Entity, services[metric.Entity], metric.Source) : 60;
            if (period >= resolution) continue;
            c.Report(v, AlarmTable.Period, $"{metric.MetricName} has one datapoint every {resolution} s: an alarm on {period} s would miss most of its data", resolution == 60 ? "period: 60, or the service's monitoring at 20 s (AS-MET-05)" : $"period: {resolution}");
        }
    }
}
