using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// What each monitored series measures over a bucket, read from the views of the rooms that know. Counters of other rooms only ever grow; the value at the
/// last bucket's end is kept for each series.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html,
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
/// </summary>
internal sealed class MetricSources
{
    private readonly Scenario _scenario;
    private readonly RunningTasks _running;
    private readonly GroupUsage _groups;
    private readonly SlabView<ContainerInstanceRow> _instances;
    private readonly SlabView<TargetGroupRow> _targetGroups;
    private readonly SlabView<TargetGroupTrafficRow> _traffic;
    private readonly ICapacityProviderMetrics _providers;
    private readonly bool _zeroTrafficEmitsZero;
    private readonly SourceRow[] _rows;

    public MetricSources(
        Scenario scenario, MonitoringPlan plan, RunningTasks running, GroupUsage groups, SlabView<ContainerInstanceRow> instances, SlabView<TargetGroupRow> targetGroups,
        SlabView<TargetGroupTrafficRow> traffic, ICapacityProviderMetrics providers)
    {
        _scenario = scenario;
        _running = running;
        _groups = groups;
        _instances = instances;
        _targetGroups = targetGroups;
        _traffic = traffic;
        _providers = providers;
        _zeroTrafficEmitsZero = scenario.Model.Get(ModelCatalog.ZeroTrafficEmitsZero);
        _rows = new SourceRow[plan.Series.Length];
        for (var i = 0; i < _rows.Length; i++) _rows[i] = new SourceRow { Source = plan.Series[i].Source, Entity = plan.Series[i].Entity, Value = double.NaN };
    }

    /// <summary>The datapoint of the bucket that ends now; call once for each bucket, in order.</summary>
    /// <param name="series">Series.</param>
    /// <param name="start">Start of the bucket.</param>
    /// <param name="now">Its end.</param>
    public Datapoint Sample(int series, Instant start, Instant now)
    {
        ref var row = ref _rows[series];
        var entity = row.Entity;
        switch (row.Source)
        {
            case MetricSource.ServiceCpu: return _running.SampleCpu(entity, now);
            case MetricSource.GroupCpu: return _groups.Sample(entity, now);
            case MetricSource.ServiceMemory: return _running.SampleMemory(entity);
            case MetricSource.ClusterCpuReservation: return Reservation(ofMemory: false);
            case MetricSource.ClusterMemoryReservation: return Reservation(ofMemory: true);
            case MetricSource.RequestCountPerTarget: return RequestsPerTarget(ref row);
            case MetricSource.RequestCount: return Requests(ref row);
            case MetricSource.TargetResponseTime: return ResponseTime(ref row);
            case MetricSource.Http5xxCount: return Events(row.Advance(_traffic[entity].Elb5xx + _traffic[entity].Target5xx));
            case MetricSource.HealthyHostCount: return Hosts(entity, _targetGroups[entity].Healthy);
            case MetricSource.UnHealthyHostCount: return Hosts(entity, _targetGroups[entity].Unhealthy);
            case MetricSource.CapacityProviderReservation:
                var reservation = _providers.Reservation(entity);
                return double.IsNaN(reservation) ? Datapoint.Missing : Datapoint.Of(reservation);
            default: return Playback(ref row, start);
        }
    }

    // Each event is a sample of 1, so that Minimum, Maximum and Average are 1 as AWS notes.
    private static Datapoint Events(long count) => count == 0 ? Datapoint.Missing : new Datapoint(count, 1, 1, count);

    // AS-MET-09: reserved over registered, over instances that are ACTIVE or DRAINING.
    private Datapoint Reservation(bool ofMemory)
    {
        long registered = 0, remaining = 0;
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i)) continue;
            ref readonly var row = ref _instances[i];
            if (row.Status is not (ContainerInstanceStatus.Active or ContainerInstanceStatus.Draining)) continue;
            registered += ofMemory ? row.RegisteredMemory : row.RegisteredCpu;
            remaining += ofMemory ? row.RemainingMemory : row.RemainingCpu;
        }
        return registered == 0 ? Datapoint.Missing : Datapoint.Of(100.0 * (registered - remaining) / registered);
    }

    // AS-MET-03: the Sum of RequestCountPerTarget is already the mean over targets; without a healthy target the load balancer fails open to all.
    private Datapoint RequestsPerTarget(ref SourceRow source)
    {
        var requests = source.Advance(_traffic[source.Entity].Requests);
        ref readonly var row = ref _targetGroups[source.Entity];
        var targets = row.Healthy > 0 ? row.Healthy : row.Registered;
        if (targets == 0 || (requests == 0 && !_zeroTrafficEmitsZero)) return Datapoint.Missing;
        return Datapoint.Of((double)requests / targets);
    }

    private Datapoint Requests(ref SourceRow source)
    {
        var requests = source.Advance(_traffic[source.Entity].Requests);
        if (requests > 0) return Events(requests);
        return _zeroTrafficEmitsZero && _targetGroups[source.Entity].Registered > 0 ? Datapoint.Of(0) : Datapoint.Missing;
    }

    // Single response times are not kept, so the extremes are the mean.
    private Datapoint ResponseTime(ref SourceRow source)
    {
        ref readonly var row = ref _traffic[source.Entity];
        var completed = source.Advance(row.Completed);
        var nanoseconds = row.ResponseNanoseconds - source.LastNanoseconds;
        source.LastNanoseconds = row.ResponseNanoseconds;
        if (completed == 0) return Datapoint.Missing;
        var seconds = nanoseconds / (double)Duration.NanosecondsPerSecond;
        return new(seconds, seconds / completed, seconds / completed, completed);
    }

    private Datapoint Hosts(int group, int count) => _targetGroups[group].Registered == 0 ? Datapoint.Missing : Datapoint.Of(count);

    // The value in force at the bucket's start: times of a played-back series are datapoint starts.
    private Datapoint Playback(ref SourceRow source, Instant start)
    {
        if (start.Nanoseconds >= source.NextAt) TurnPage(ref source, start);
        return double.IsNaN(source.Value) ? Datapoint.Missing : Datapoint.Of(source.Value);
    }

    // Last counts the points whose time has come.
    private void TurnPage(ref SourceRow source, Instant start)
    {
        source.NextAt = long.MaxValue;
        if (source.Entity < 0 || _scenario.Workloads[source.Entity] is not MetricWorkloadDefinition { Points: var points }) return;
        while (source.Last < points.Length && points[(int)source.Last].At.Nanoseconds <= start.Nanoseconds) source.Last++;
        if (source.Last > 0) source.Value = points[(int)source.Last - 1].Value ?? double.NaN;
        if (source.Last < points.Length) source.NextAt = points[(int)source.Last].At.Nanoseconds;
    }

    private struct SourceRow
    {
        public MetricSource Source;
        public int Entity;
        public long Last;
        public long LastNanoseconds;
        public long NextAt;
        public double Value;

        public long Advance(long total)
        {
            var difference = total - Last;
            Last = total;
            return difference;
        }
    }
}
