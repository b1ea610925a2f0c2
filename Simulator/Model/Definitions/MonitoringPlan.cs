using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>A series that CloudWatch keeps because an alarm reads it.</summary>
/// <param name="Metric">Identity as the first alarm names it.</param>
/// <param name="Source">Who feeds it: the world, or a played-back workload in its place.</param>
/// <param name="Entity">Index of the service, target group, capacity provider or workload that feeds it; -1 for the cluster.</param>
/// <param name="ResolutionSeconds">Length of a bucket: 60, 20 or 10 s.</param>
/// <param name="PublishDelay">From the end of a bucket until its datapoint is visible.</param>
/// <param name="Statistics">Statistics that alarms read, each once.</param>
public sealed record MetricSeriesDefinition(
    MetricIdentity Metric, MetricSource Source, int Entity, int ResolutionSeconds, Duration PublishDelay, ImmutableArray<MetricStatistic> Statistics)
{
    /// <summary>
    /// Whether it holds the 20-s data only of a service whose resolution changes during the run: alarms on shorter periods read it, and find nothing while no task
    /// reports so often; the others read a series by the minute, to which every task contributes.
    /// </summary>
    public bool IsFineOnly { get; init; }

    /// <summary>Whether its minutes come together in one datapoint every five minutes: the instances of its group have basic monitoring (AS-EC2-01).</summary>
    public bool IsBasic { get; init; }

    /// <summary>From one datapoint to the next.</summary>
    public int PeriodSeconds => IsBasic ? BasicPeriodSeconds : ResolutionSeconds;

    /// <summary>Basic monitoring. AWS: EC2 User Guide, "Manage detailed monitoring for your EC2 instances".</summary>
    public const int BasicPeriodSeconds = 300;
}

/// <summary>What CloudWatch computes from series and some alarm or forecast reads: an expression or an extended statistic, by periods of one length.</summary>
/// <param name="Metric">The series, or the identity of the expression.</param>
/// <param name="Statistic">The extended statistic, or <see cref="MetricMathDefinition.Statistic"/>.</param>
/// <param name="PeriodSeconds">Period.</param>
/// <param name="Zone">Time zone on whose clock periods lie, or null when they slide.</param>
/// <param name="PublishDelay">From the end of a period until all it is made of is visible, fillers aside.</param>
public sealed record ComputedSeriesDefinition(MetricIdentity Metric, string Statistic, int PeriodSeconds, string? Zone, Duration PublishDelay);

/// <summary>What a predictive policy forecasts.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="CreatedBy">Index on the timeline of the PutScalingPolicy that put it; -1 for the policy of the start.</param>
/// <param name="Definition">Its definition.</param>
/// <param name="Load">As <see cref="MonitoringPlan.LoadSeriesOf"/> gives it.</param>
public sealed record PredictedLoad(PolicyReference Policy, int CreatedBy, PredictiveScalingPolicyDefinition Definition, int Load);

/// <summary>An expression that a predictive policy forecasts.</summary>
/// <param name="Math">The expression.</param>
/// <param name="Series">Series of its metrics.</param>
/// <param name="Computed">Place in <see cref="MonitoringPlan.Computed"/>.</param>
public sealed record LoadExpression(MetricMathDefinition Math, ImmutableArray<int> Series, int Computed);

/// <summary>
/// Everything CloudWatch watches in a scenario, as a pure function of it: all alarms (the user's, then target tracking's) and one series for each metric
/// that one of them reads. CloudWatch, Application Auto Scaling and the recorder number alarms and series by the places in these lists.
/// </summary>
public sealed class MonitoringPlan
{
    private readonly ImmutableArray<ImmutableArray<int>> _seriesOfAlarm;
    private readonly ImmutableArray<string> _composites;
    private readonly Dictionary<(PolicyReference Policy, int CreatedBy), (int High, int Low)> _managed;
    private readonly Dictionary<(PolicyReference Policy, int CreatedBy), int> _loads = []; // a series, or beyond those a computed one
    private readonly HashSet<int> _forecastSeries = [];
    private ImmutableArray<PredictedLoad> _predicted = [];

    private MonitoringPlan(
        ImmutableArray<AlarmDefinition> alarms, ImmutableArray<MetricSeriesDefinition> series, ImmutableArray<ImmutableArray<int>> seriesOfAlarm,
        Dictionary<(PolicyReference Policy, int CreatedBy), (int High, int Low)> managed, ImmutableArray<string> composites)
    {
        _composites = composites;
        Alarms = alarms;
        Series = series;
        _seriesOfAlarm = seriesOfAlarm;
        _managed = managed;
    }

    /// <summary>All alarms.</summary>
    public ImmutableArray<AlarmDefinition> Alarms { get; }

    /// <summary>All series.</summary>
    public ImmutableArray<MetricSeriesDefinition> Series { get; }

    /// <summary>Expressions and extended statistics that alarms and forecasts read, each once.</summary>
    public ImmutableArray<ComputedSeriesDefinition> Computed { get; private set; } = [];

    /// <summary>Expressions that predictive policies forecast.</summary>
    public ImmutableArray<LoadExpression> LoadExpressions { get; private set; } = [];

    /// <summary>Loads of predictive policies, those of the start before those of the timeline.</summary>
    public ImmutableArray<PredictedLoad> PredictedLoads => _predicted;

    /// <summary>The plan of a scenario.</summary>
    public static MonitoringPlan Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var alarms = scenario.Alarms.AddRange(TargetTrackingAlarms.Create(scenario));
        var numbers = new Dictionary<(string, string, string, bool), int>();
        var changing = scenario.Services.Select((s, i) => ChangingOf(scenario, i)).ToArray();
        var readers = new List<List<MetricReader>>();
        var seriesOfAlarm = ImmutableArray.CreateBuilder<ImmutableArray<int>>(alarms.Length);
        foreach (var alarm in alarms)
        {
            seriesOfAlarm.Add(alarm.Math is { } math
                ? [.. math.Operands.Select(o => Number(new MetricReader(o.Metric, o.Statistic, alarm.PeriodSeconds, alarm.IsManaged)))]
                : [Number(new MetricReader(alarm.Metric, alarm.Statistic, alarm.PeriodSeconds, alarm.IsManaged))]);
        }
        var loads = Loads(scenario).Select(l => (l.Key, l.Policy.Math, Series: l.Policy.Math is { } math
            ? math.Operands.Select(o => Number(new MetricReader(o.Metric, o.Statistic, 60, false))).ToImmutableArray()
            : [Number(new MetricReader(l.Policy.Load, l.Policy.LoadStatistic, 60, false))])).ToList();
        var playbacks = Playbacks(scenario);
        var series = ImmutableArray.CreateBuilder<MetricSeriesDefinition>(readers.Count);
        foreach (var list in readers) series.Add(SeriesOf(scenario, list, playbacks));
        var plan = new MonitoringPlan(
            alarms, series.ToImmutable(), seriesOfAlarm.ToImmutable(), Managed(scenario.Alarms.Length, alarms), [.. scenario.CompositeAlarms.Select(static c => c.Name)]);
        plan.Computed = [.. alarms.SelectMany((a, i) => plan.ComputedOf(a, seriesOfAlarm[i])).Concat(loads.Where(l => l.Math is not null).Select(l => plan.ComputedOf(l.Math!, 60, null, l.Series))).DistinctBy(static c => (KeyOf(c.Metric), c.Statistic, c.PeriodSeconds, c.Zone))];
        foreach (var (key, math, number) in loads)
        {
            plan._forecastSeries.UnionWith(number);
            plan._loads[key] = math is null ? number[0] : series.Count + plan.NumberOf(math.Identity, MetricMathDefinition.Statistic, 60, null);
        }
        plan._predicted = [.. Loads(scenario).Select(l => new PredictedLoad(l.Key.Policy, l.Key.CreatedBy, l.Policy, plan._loads[l.Key]))];
        plan.LoadExpressions = [.. loads.Where(l => l.Math is not null).Select(l => new LoadExpression(l.Math!, l.Series, plan.NumberOf(l.Math!.Identity, MetricMathDefinition.Statistic, 60, null)))];
        return plan;

        int Number(MetricReader reader)
        {
            var (space, name, dimensions) = KeyOf(reader.Metric);
            var key = (space, name, dimensions, reader.PeriodSeconds < 60 && IsOfService(reader.Metric) && (changing[reader.Metric.Entity] & reader.Metric.Source.AsFineMetric()) != FineMetrics.None);
            if (!numbers.TryGetValue(key, out var number))
            {
                numbers.Add(key, number = readers.Count);
                readers.Add([]);
            }
            readers[number].Add(reader);
            return number;
        }
    }

    /// <summary>Place of a computed series.</summary>
    public int NumberOf(MetricIdentity metric, string statistic, int periodSeconds, string? zone)
    {
        ArgumentNullException.ThrowIfNull(metric);
        for (var i = 0; i < Computed.Length; i++)
        {
            var c = Computed[i];
            if ((KeyOf(c.Metric), c.Statistic, c.PeriodSeconds, c.Zone) == (KeyOf(metric), statistic, periodSeconds, zone)) return i;
        }
        return -1;
    }

    /// <summary>From the end of a period until a load's datapoint is visible.</summary>
    /// <param name="load">What <see cref="LoadSeriesOf"/> gives.</param>
    public Duration DelayOfLoad(int load) => load < Series.Length ? Series[load].PublishDelay : Computed[load - Series.Length].PublishDelay;

    /// <summary>Series that a predictive policy forecasts; the place of a computed one is counted from the number of series on.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="createdBy">Index on the timeline of the PutScalingPolicy that put it; -1 for the policy of the start.</param>
    public int LoadSeriesOf(PolicyReference policy, int createdBy = -1) => _loads[(policy, createdBy)];

    /// <summary>Whether a predictive policy forecasts a series, and wants every datapoint of it.</summary>
    public bool IsForecast(int series) => _forecastSeries.Contains(series);

    /// <summary>For each target group whether some alarm or policy wants more of its response times than their mean.</summary>
    public static ImmutableArray<bool> ResponseTimesWanted(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var wanted = new bool[scenario.TargetGroups.Length];
        foreach (var alarm in scenario.Alarms)
        {
            Want(alarm.Metric, alarm.Statistic, alarm.Extended);
            Operands(alarm.Math);
        }
        foreach (var service in scenario.Services)
        {
            foreach (var policy in service.AutoScaling?.Policies ?? [])
            {
                Policy(policy);
            }
        }
        foreach (var policy in scenario.AutoScalingGroups.SelectMany(static g => g.Scaling?.Policies ?? [])) Policy(policy);
        foreach (var put in scenario.Timeline.OfType<PutScalingPolicyAction>()) Policy(put.Definition);
        return [.. wanted];

        void Policy(ScalingPolicyDefinition policy)
        {
            if (policy is TargetTrackingPolicyDefinition tracking)
            {
                Want(tracking.Metric, tracking.Statistic, null);
                Operands(tracking.Math);
            }
            else if (policy is PredictiveScalingPolicyDefinition predictive)
            {
                Operands(predictive.Math);
            }
        }

        void Operands(MetricMathDefinition? math)
        {
            foreach (var o in math?.Operands ?? []) Want(o.Metric, o.Statistic, o.Extended);
        }

        void Want(MetricIdentity metric, MetricStatistic statistic, ExtendedStatistic? extended)
        {
            if (metric.Source == MetricSource.TargetResponseTime && (extended is not null || statistic is MetricStatistic.Minimum or MetricStatistic.Maximum)) wanted[metric.Entity] = true;
        }
    }

    /// <summary>Series that an alarm reads; of one on metric math the first.</summary>
    public int SeriesOf(int alarm) => _seriesOfAlarm[alarm][0];

    /// <summary>All series that an alarm reads: one, or those of its metric math in order.</summary>
    public ImmutableArray<int> SeriesOfAlarm(int alarm) => _seriesOfAlarm[alarm];

    /// <summary>Name of an alarm; composite alarms are numbered after <see cref="Alarms"/>.</summary>
    public string NameOf(int alarm) => alarm < Alarms.Length ? Alarms[alarm].Name : _composites[alarm - Alarms.Length];

    /// <summary>Number of an alarm that exists from the start, metric or composite; -1 for an unknown name.</summary>
    public int NumberOf(string name)
    {
        for (var i = 0; i < Alarms.Length; i++)
        {
            if (Alarms[i].Name == name && Alarms[i].CreatedBy < 0) return i;
        }
        var composite = _composites.IndexOf(name);
        return composite < 0 ? -1 : Alarms.Length + composite;
    }

    /// <summary>High alarm of a target tracking policy; -1 for any other policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="createdBy">Index on the timeline of the PutScalingPolicy that made the alarm; -1 for the alarm of the start.</param>
    public int HighAlarmOf(PolicyReference policy, int createdBy = -1) => _managed.TryGetValue((policy, createdBy), out var pair) ? pair.High : -1;

    /// <summary>Low alarm of a target tracking policy; -1 when it has none.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="createdBy">Index on the timeline of the PutScalingPolicy that made the alarm; -1 for the alarm of the start.</param>
    public int LowAlarmOf(PolicyReference policy, int createdBy = -1) => _managed.TryGetValue((policy, createdBy), out var pair) ? pair.Low : -1;

    // What an alarm has computed for it: its extended statistic, or its expression and the extended statistics in it.
    private IEnumerable<ComputedSeriesDefinition> ComputedOf(AlarmDefinition alarm, ImmutableArray<int> series)
    {
        if (alarm.Math is null)
        {
            if (alarm.Extended is { } extended) yield return new(alarm.Metric, extended.Name, alarm.PeriodSeconds, alarm.WallClockZone, Series[series[0]].PublishDelay);
            yield break;
        }
        for (var o = 0; o < series.Length; o++)
        {
            if (alarm.Math.Operands[o].Extended is { } of) yield return new(alarm.Math.Operands[o].Metric, of.Name, alarm.PeriodSeconds, alarm.WallClockZone, Series[series[o]].PublishDelay);
        }
        yield return ComputedOf(alarm.Math, alarm.PeriodSeconds, alarm.WallClockZone, series);
    }

    private ComputedSeriesDefinition ComputedOf(MetricMathDefinition math, int periodSeconds, string? zone, ImmutableArray<int> series)
    {
        var delay = Duration.Zero;
        for (var o = 0; o < series.Length; o++)
        {
            if (!math.Math.IsFilledOnly[o] && Series[series[o]].PublishDelay > delay) delay = Series[series[o]].PublishDelay;
        }
        return new(math.Identity, MetricMathDefinition.Statistic, periodSeconds, zone, delay);
    }

    // Predictive policies of services, of groups, and those that the timeline puts.
    private static IEnumerable<((PolicyReference Policy, int CreatedBy) Key, PredictiveScalingPolicyDefinition Policy)> Loads(Scenario scenario)
    {
        for (var s = 0; s < scenario.Services.Length; s++)
        {
            foreach (var (policy, i) in (scenario.Services[s].AutoScaling?.Policies ?? []).Select((p, i) => (p, i)))
            {
                if (policy is PredictiveScalingPolicyDefinition predictive) yield return ((new PolicyReference(s, i), -1), predictive);
            }
        }
        for (var g = 0; g < scenario.AutoScalingGroups.Length; g++)
        {
            foreach (var (policy, i) in (scenario.AutoScalingGroups[g].Scaling?.Policies ?? []).Select((p, i) => (p, i)))
            {
                if (policy is PredictiveScalingPolicyDefinition predictive) yield return ((new PolicyReference(-1, i, g), -1), predictive);
            }
        }
        for (var i = 0; i < scenario.Timeline.Length; i++)
        {
            if (scenario.Timeline[i] is PutScalingPolicyAction { Definition: PredictiveScalingPolicyDefinition predictive } put) yield return ((put.Policy, i), predictive);
        }
    }

    private static (string Namespace, string MetricName, string Dimensions) KeyOf(MetricIdentity metric) => (metric.Namespace, metric.MetricName, metric.Dimensions);

    private static Dictionary<(string, string, string), int> Playbacks(Scenario scenario)
    {
        var playbacks = new Dictionary<(string, string, string), int>();
        for (var i = 0; i < scenario.Workloads.Length; i++)
        {
            if (scenario.Workloads[i] is MetricWorkloadDefinition playback) playbacks[KeyOf(playback.Metric)] = i;
        }
        return playbacks;
    }

    private static MetricSeriesDefinition SeriesOf(Scenario scenario, List<MetricReader> readers, Dictionary<(string, string, string), int> playbacks)
    {
        var metric = readers[0].Metric;
        var statistics = readers.Select(static r => r.Statistic).Distinct().ToImmutableArray();
        var isPlayback = playbacks.TryGetValue(KeyOf(metric), out var workload);
        var source = isPlayback ? MetricSource.Playback : metric.Source;
        var resolution = ResolutionOf(scenario, metric with { Source = source }, readers);
        return new(metric, source, isPlayback ? workload : metric.Entity, resolution, DelayOf(scenario, metric, resolution), statistics)
        {
            IsFineOnly = IsOfService(metric with { Source = source }) && resolution < 60 && Changes(scenario, metric),
            IsBasic = metric.Source == MetricSource.GroupCpu && scenario.AutoScalingGroups[metric.Entity].Scaling is { DetailedMonitoring: false },
        };
    }

    private static bool IsOfService(MetricIdentity metric) => metric.Source is MetricSource.ServiceCpu or MetricSource.ServiceMemory && metric.Entity >= 0;

    // The metrics of a service whose resolution some update makes another than at its creation.
    private static FineMetrics ChangingOf(Scenario scenario, int service) =>
        scenario.Timeline.OfType<UpdateServiceAction>().Where(a => a.Service == service && (a.Gives & RevisionParts.Monitoring) != RevisionParts.None)
            .Aggregate(FineMetrics.None, (all, a) => all | (a.After!.FineMetrics ^ scenario.Services[service].FineMetrics));

    private static bool Changes(Scenario scenario, MetricIdentity metric) => (ChangingOf(scenario, metric.Entity) & metric.Source.AsFineMetric()) != FineMetrics.None;

    // AS-MET-05: ECS publishes 20-s data where the service asks for it, or where a policy of a HighResolution type needs it; everything else of AWS
    // comes by the minute. A custom series is as fine as its finest alarm.
    private static int ResolutionOf(Scenario scenario, MetricIdentity metric, List<MetricReader> readers)
    {
        if (IsOfService(metric))
        {
            var isFine = scenario.Services[metric.Entity].FineMetrics.SecondsOf(metric.Source) < 60;
            if (Changes(scenario, metric)) return readers[0].PeriodSeconds < 60 ? 20 : 60;
            foreach (var reader in readers) isFine |= reader is { IsManaged: true, PeriodSeconds: 20 };
            return isFine ? 20 : 60;
        }
        if (metric.Source != MetricSource.Playback) return 60;
        var finest = 60;
        foreach (var reader in readers) finest = Math.Min(finest, reader.PeriodSeconds is 30 ? 10 : reader.PeriodSeconds);
        return finest;
    }

    private static Duration DelayOf(Scenario scenario, MetricIdentity metric, int resolution) => scenario.Model.Get(metric.Namespace switch
    {
        "AWS/ECS" => resolution < 60 ? ModelCatalog.EcsHighResolutionMetricDelay : ModelCatalog.EcsMetricDelay,
        "AWS/ApplicationELB" => ModelCatalog.LoadBalancerMetricDelay,
        "AWS/EC2" => ModelCatalog.Ec2MetricDelay,
        "AWS/ECS/ManagedScaling" => ModelCatalog.ManagedScalingMetricDelay,
        "AWS/SQS" => ModelCatalog.QueueMetricDelay,
        "ECS/ContainerInsights" => ModelCatalog.ContainerInsightsMetricDelay,
        _ => ModelCatalog.PlaybackMetricDelay,
    });

    private static Dictionary<(PolicyReference Policy, int CreatedBy), (int High, int Low)> Managed(int first, ImmutableArray<AlarmDefinition> alarms)
    {
        var managed = new Dictionary<(PolicyReference Policy, int CreatedBy), (int High, int Low)>();
        for (var i = first; i < alarms.Length; i++)
        {
            var key = (alarms[i].AlarmActions[0], alarms[i].CreatedBy);
            managed[key] = alarms[i].Comparison == ComparisonOperator.GreaterThanThreshold ? (i, -1) : (managed[key].High, i);
        }
        return managed;
    }

    // Who reads a series, and how.
    private readonly record struct MetricReader(MetricIdentity Metric, MetricStatistic Statistic, int PeriodSeconds, bool IsManaged);
}
