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
    private readonly MonitoringPlan _plan;
    private readonly RunningTasks _running;
    private readonly GroupUsage _groups;
    private readonly MetricInputs _inputs;
    private readonly ClusterMetrics _cluster;
    private readonly QueueMetrics _queues;
    private readonly PlayedBackMetrics _playedBack;
    private readonly bool _zeroTrafficEmitsZero;
    private readonly SourceRow[] _rows;

    public MetricSources(Scenario scenario, MonitoringPlan plan, RunningTasks running, GroupUsage groups, MetricInputs inputs)
    {
        _plan = plan;
        _running = running;
        _groups = groups;
        _inputs = inputs;
        _cluster = new ClusterMetrics(scenario, plan, inputs);
        _queues = new QueueMetrics(scenario, plan, inputs.Queues);
        _playedBack = new PlayedBackMetrics(scenario, plan);
        _zeroTrafficEmitsZero = scenario.Model.Get(ModelCatalog.ZeroTrafficEmitsZero);
        _rows = new SourceRow[plan.Series.Length];
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i] = new SourceRow { Source = plan.Series[i].Source, Entity = plan.Series[i].Entity, IsFineOnly = plan.Series[i].IsFineOnly };
        }
    }

    /// <summary>Follows tasks into and out of RUNNING.</summary>
    public void Apply(in Model.Facts.TaskTransition fact, Instant now) => _cluster.Apply(in fact, now);

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
            case MetricSource.Playback: return _playedBack.Sample(series);
            case MetricSource.ServiceCpu: return _running.SampleCpu(entity, now, row.IsFineOnly);
            case MetricSource.GroupCpu: return _groups.Sample(entity, now);
            case MetricSource.ServiceMemory: return _running.SampleMemory(entity, now, row.IsFineOnly);
            case MetricSource.RequestCountPerTarget: return RequestsPerTarget(ref row);
            case MetricSource.RequestCount: return Requests(ref row);
            case MetricSource.TargetResponseTime: return ResponseTime(ref row);
            case MetricSource.HealthyHostCount: return Hosts(entity, _inputs.TargetGroups[entity].Healthy);
            case MetricSource.UnHealthyHostCount: return Hosts(entity, _inputs.TargetGroups[entity].Unhealthy);
            case MetricSource.Queue: return _queues.Sample(series, start, now);
            case MetricSource.CapacityProviderReservation:
                var reservation = _inputs.Providers.Reservation(entity);
                return double.IsNaN(reservation) ? Datapoint.Missing : Datapoint.Of(reservation);
            case MetricSource.Http5xxCount or MetricSource.Target2xx or MetricSource.Elb5xx or MetricSource.Elb502 or MetricSource.Elb503 or MetricSource.Elb504:
                return Events(row.Advance(CountOf(row.Source, in _inputs.Traffic[entity])));
            default: return _cluster.Sample(series, _plan.Series[series].Metric, now);
        }
    }

    /// <summary>Response times so far, of series that have them.</summary>
    public ResponseTimes? TimesOf(int series) => _rows[series].Source == MetricSource.TargetResponseTime ? _inputs.Traffic[_rows[series].Entity].ResponseTimes : null;

    /// <summary>When a played-back series takes its next value; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant NextChange(int series) => _playedBack.NextChange(series);

    /// <summary>A bucket that started then is about to be sampled, for all series of a resolution.</summary>
    public void OpenBucket(int resolutionSeconds, Instant start) => _playedBack.TurnPages(resolutionSeconds, start);

    // ALB-CN-02: 502 and 504 are the load balancer's answers for a target that broke off or was too slow; a full queue is the target's own 503.
    private static long CountOf(MetricSource source, in TargetGroupTrafficRow row) => source switch
    {
        MetricSource.Target2xx => row.Completed,
        MetricSource.Http5xxCount => row.Target5xx - row.BadGateway - row.GatewayTimeout,
        MetricSource.Elb502 => row.BadGateway,
        MetricSource.Elb503 => row.Elb5xx,
        MetricSource.Elb504 => row.GatewayTimeout,
        _ => row.Elb5xx + row.BadGateway + row.GatewayTimeout,
    };

    // Each event is a sample of 1, so that Minimum, Maximum and Average are 1 as AWS notes.
    private static Datapoint Events(long count) => count == 0 ? Datapoint.Missing : new Datapoint(count, 1, 1, count);

    // AS-MET-03: the Sum of RequestCountPerTarget is already the mean over targets; without a healthy target the load balancer fails open to all.
    private Datapoint RequestsPerTarget(ref SourceRow source)
    {
        var requests = source.Advance(_inputs.Traffic[source.Entity].Requests);
        ref readonly var row = ref _inputs.TargetGroups[source.Entity];
        var targets = row.Healthy > 0 ? row.Healthy : row.Registered;
        if (targets == 0 || (requests == 0 && !_zeroTrafficEmitsZero)) return Datapoint.Missing;
        return Datapoint.Of((double)requests / targets);
    }

    private Datapoint Requests(ref SourceRow source)
    {
        var requests = source.Advance(_inputs.Traffic[source.Entity].Requests);
        if (requests > 0) return Events(requests);
        return _zeroTrafficEmitsZero && _inputs.TargetGroups[source.Entity].Registered > 0 ? Datapoint.Of(0) : Datapoint.Missing;
    }

    // Where single response times are not kept, the extremes are the mean; no alarm reads them then.
    private Datapoint ResponseTime(ref SourceRow source)
    {
        ref readonly var row = ref _inputs.Traffic[source.Entity];
        var completed = source.Advance(row.Completed);
        var nanoseconds = row.ResponseNanoseconds - source.LastNanoseconds;
        source.LastNanoseconds = row.ResponseNanoseconds;
        if (completed == 0) return Datapoint.Missing;
        var seconds = nanoseconds / (double)Duration.NanosecondsPerSecond;
        if (row.ResponseTimes is not { } times) return new(seconds, seconds / completed, seconds / completed, completed);
        source.LastCounts ??= new long[ResponseTimes.Classes];
        int least = -1, most = -1;
        for (var c = 0; c < ResponseTimes.Classes; c++)
        {
            if (times.Counts[c] == source.LastCounts[c]) continue;
            if (least < 0) least = c;
            most = c;
            source.LastCounts[c] = times.Counts[c];
        }
        return new(seconds, ResponseTimes.SecondsOf(least), ResponseTimes.SecondsOf(most), completed);
    }

    private Datapoint Hosts(int group, int count) => _inputs.TargetGroups[group].Registered == 0 ? Datapoint.Missing : Datapoint.Of(count);

    private struct SourceRow
    {
        public MetricSource Source;
        public int Entity;
        public bool IsFineOnly;
        public long Last;
        public long LastNanoseconds;
        public long[]? LastCounts;

        public long Advance(long total)
        {
            var difference = total - Last;
            Last = total;
            return difference;
        }
    }
}
