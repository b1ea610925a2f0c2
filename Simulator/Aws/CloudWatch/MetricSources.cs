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
    private readonly MonitoringPlan _plan;
    private readonly RunningTasks _running;
    private readonly SlabView<ContainerInstanceRow> _instances;
    private readonly SlabView<TargetGroupRow> _targetGroups;
    private readonly SlabView<TargetGroupTrafficRow> _traffic;
    private readonly ICapacityProviderMetrics _providers;
    private readonly bool _zeroTrafficEmitsZero;
    private readonly long[] _last;
    private readonly long[] _lastNanoseconds;

    public MetricSources(
        Scenario scenario, MonitoringPlan plan, RunningTasks running, SlabView<ContainerInstanceRow> instances, SlabView<TargetGroupRow> targetGroups,
        SlabView<TargetGroupTrafficRow> traffic, ICapacityProviderMetrics providers)
    {
        _scenario = scenario;
        _plan = plan;
        _running = running;
        _instances = instances;
        _targetGroups = targetGroups;
        _traffic = traffic;
        _providers = providers;
        _zeroTrafficEmitsZero = scenario.Model.Get(ModelCatalog.ZeroTrafficEmitsZero);
        _last = new long[plan.Series.Length];
        _lastNanoseconds = new long[plan.Series.Length];
    }

    /// <summary>The datapoint of the bucket that ends now; call once for each bucket, in order.</summary>
    /// <param name="series">Series.</param>
    /// <param name="start">Start of the bucket.</param>
    /// <param name="now">Its end.</param>
    public Datapoint Sample(int series, Instant start, Instant now)
    {
        var definition = _plan.Series[series];
        var entity = definition.Entity;
        switch (definition.Source)
        {
            case MetricSource.ServiceCpu: return _running.SampleCpu(entity, now);
            case MetricSource.ServiceMemory: return _running.SampleMemory(entity);
            case MetricSource.ClusterCpuReservation: return Reservation(ofMemory: false);
            case MetricSource.ClusterMemoryReservation: return Reservation(ofMemory: true);
            case MetricSource.RequestCountPerTarget: return RequestsPerTarget(series, entity);
            case MetricSource.RequestCount: return Requests(series, entity);
            case MetricSource.TargetResponseTime: return ResponseTime(series, entity);
            case MetricSource.Http5xxCount: return Events(Advance(series, _traffic[entity].Elb5xx + _traffic[entity].Target5xx));
            case MetricSource.HealthyHostCount: return Hosts(entity, _targetGroups[entity].Healthy);
            case MetricSource.UnHealthyHostCount: return Hosts(entity, _targetGroups[entity].Unhealthy);
            case MetricSource.CapacityProviderReservation:
                var reservation = _providers.Reservation(entity);
                return double.IsNaN(reservation) ? Datapoint.Missing : Datapoint.Of(reservation);
            default: return Playback(series, entity, start);
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
    private Datapoint RequestsPerTarget(int series, int group)
    {
        var requests = Advance(series, _traffic[group].Requests);
        ref readonly var row = ref _targetGroups[group];
        var targets = row.Healthy > 0 ? row.Healthy : row.Registered;
        if (targets == 0 || (requests == 0 && !_zeroTrafficEmitsZero)) return Datapoint.Missing;
        return Datapoint.Of((double)requests / targets);
    }

    private Datapoint Requests(int series, int group)
    {
        var requests = Advance(series, _traffic[group].Requests);
        if (requests > 0) return Events(requests);
        return _zeroTrafficEmitsZero && _targetGroups[group].Registered > 0 ? Datapoint.Of(0) : Datapoint.Missing;
    }

    // Single response times are not kept, so the extremes are the mean.
    private Datapoint ResponseTime(int series, int group)
    {
        ref readonly var row = ref _traffic[group];
        var completed = Advance(series, row.Completed);
        var nanoseconds = row.ResponseNanoseconds - _lastNanoseconds[series];
        _lastNanoseconds[series] = row.ResponseNanoseconds;
        if (completed == 0) return Datapoint.Missing;
        var seconds = nanoseconds / (double)Duration.NanosecondsPerSecond;
        return new(seconds, seconds / completed, seconds / completed, completed);
    }

    private Datapoint Hosts(int group, int count) => _targetGroups[group].Registered == 0 ? Datapoint.Missing : Datapoint.Of(count);

    // The value in force at the bucket's start: times of a played-back series are datapoint starts.
    private Datapoint Playback(int series, int workload, Instant start)
    {
        if (workload < 0 || _scenario.Workloads[workload] is not MetricWorkloadDefinition playback) return Datapoint.Missing;
        var points = playback.Points;
        ref var next = ref _last[series]; // number of points whose time has come
        while (next < points.Length && points[(int)next].At.Nanoseconds <= start.Nanoseconds) next++;
        return next > 0 && points[(int)next - 1].Value is { } value ? Datapoint.Of(value) : Datapoint.Missing;
    }

    private long Advance(int series, long total)
    {
        var difference = total - _last[series];
        _last[series] = total;
        return difference;
    }
}
