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
    MetricIdentity Metric, MetricSource Source, int Entity, int ResolutionSeconds, Duration PublishDelay, ImmutableArray<MetricStatistic> Statistics);

/// <summary>
/// Everything CloudWatch watches in a scenario, as a pure function of it: all alarms (the user's, then target tracking's) and one series for each metric
/// that one of them reads. CloudWatch, Application Auto Scaling and the recorder number alarms and series by the places in these lists.
/// </summary>
public sealed class MonitoringPlan
{
    private readonly ImmutableArray<ImmutableArray<int>> _seriesOfAlarm;
    private readonly ImmutableArray<string> _composites;
    private readonly Dictionary<(PolicyReference Policy, int CreatedBy), (int High, int Low)> _managed;
    private readonly Dictionary<(PolicyReference Policy, int CreatedBy), int> _loads = [];

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

    /// <summary>The plan of a scenario.</summary>
    public static MonitoringPlan Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var alarms = scenario.Alarms.AddRange(TargetTrackingAlarms.Create(scenario));
        var numbers = new Dictionary<(string, string, string), int>();
        var readers = new List<List<MetricReader>>();
        var seriesOfAlarm = ImmutableArray.CreateBuilder<ImmutableArray<int>>(alarms.Length);
        foreach (var alarm in alarms)
        {
            seriesOfAlarm.Add(alarm.Math is { } math
                ? [.. math.Operands.Select(o => Number(new MetricReader(o.Metric, o.Statistic, alarm.PeriodSeconds, alarm.IsManaged)))]
                : [Number(new MetricReader(alarm.Metric, alarm.Statistic, alarm.PeriodSeconds, alarm.IsManaged))]);
        }
        var loads = Loads(scenario).Select(l => (l.Key, Series: Number(new MetricReader(l.Policy.Load, l.Policy.LoadStatistic, 60, false)))).ToList();
        var playbacks = Playbacks(scenario);
        var series = ImmutableArray.CreateBuilder<MetricSeriesDefinition>(readers.Count);
        foreach (var list in readers) series.Add(SeriesOf(scenario, list, playbacks));
        var plan = new MonitoringPlan(
            alarms, series.ToImmutable(), seriesOfAlarm.ToImmutable(), Managed(scenario.Alarms.Length, alarms), [.. scenario.CompositeAlarms.Select(static c => c.Name)]);
        foreach (var (key, number) in loads) plan._loads[key] = number;
        return plan;

        int Number(MetricReader reader)
        {
            if (!numbers.TryGetValue(KeyOf(reader.Metric), out var number))
            {
                numbers.Add(KeyOf(reader.Metric), number = readers.Count);
                readers.Add([]);
            }
            readers[number].Add(reader);
            return number;
        }
    }

    /// <summary>Series that a predictive policy forecasts.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="createdBy">Index on the timeline of the PutScalingPolicy that put it; -1 for the policy of the start.</param>
    public int LoadSeriesOf(PolicyReference policy, int createdBy = -1) => _loads[(policy, createdBy)];

    /// <summary>Whether a predictive policy forecasts a series, and wants every datapoint of it.</summary>
    public bool IsForecast(int series) => _loads.ContainsValue(series);

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
                if (policy is not TargetTrackingPolicyDefinition tracking) continue;
                Want(tracking.Metric, tracking.Statistic, null);
                Operands(tracking.Math);
            }
        }
        return [.. wanted];

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
        return new(metric, source, isPlayback ? workload : metric.Entity, resolution, DelayOf(scenario, metric, resolution), statistics);
    }

    // AS-MET-05: ECS publishes 20-s data where the service asks for it, or where a policy of a HighResolution type needs it; everything else of AWS
    // comes by the minute. A custom series is as fine as its finest alarm.
    private static int ResolutionOf(Scenario scenario, MetricIdentity metric, List<MetricReader> readers)
    {
        if (metric.Source is MetricSource.ServiceCpu or MetricSource.ServiceMemory)
        {
            var isFine = scenario.Services[metric.Entity].MetricResolutionSeconds < 60;
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
