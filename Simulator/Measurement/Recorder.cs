using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Measurement;

/// <summary>
/// The exact observer: closes intervals, ends the warm-up, and gathers the parts that follow requests, tasks, instances and events into one
/// result. It only listens and reads; nothing in the world depends on it, so a run is the same with every output on or off.
/// </summary>
public sealed class Recorder : IEventHandler
{
    private readonly Calendar _calendar;
    private readonly RecorderViews _views;
    private readonly Scenario _scenario;
    private readonly LogLinearHistogram _latencies = new();
    private readonly double[] _latencyValues = new double[3];
    private readonly TargetGroupTotals[] _targetGroups;
    private readonly int[] _providersInUse;
    private Instant _intervalStart;
    private bool _warm;

    /// <summary>A recorder over the given views.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="views">What it samples.</param>
    /// <param name="requests">Hears requests; made before the traffic room that calls it.</param>
    /// <param name="queues">Hears messages; made before the traffic room that calls it.</param>
    /// <param name="result">Where it writes.</param>
    public Recorder(Calendar calendar, RecorderViews views, RequestRecorder requests, QueueRecorder queues, RunResult result)
    {
        Queues = queues;
        _calendar = calendar;
        _views = views;
        _scenario = result.Scenario;
        Result = result;
        Requests = requests;
        Tasks = new TaskRecorder(calendar, views, result);
        Instances = new InstanceRecorder(calendar, views, result);
        Health = new InstanceHealthRecorder(calendar, views, result);
        Events = new EventRecorder(calendar, views, result);
        Deployments = new DeploymentRecorder(calendar, result);
        Monitoring = new MonitoringRecorder(calendar, views, result);
        Targets = new ScalableTargetRecorder(calendar, _scenario);
        Forecasts = new ForecastRecorder(calendar, views, result);
        Samples = new ClusterSampler(calendar, views, result);
        _targetGroups = new TargetGroupTotals[_scenario.TargetGroups.Length];
        _providersInUse = ProvidersInUse(_scenario);
        _warm = _scenario.Run.WarmUp == Duration.Zero;
    }

    /// <summary>What was recorded.</summary>
    public RunResult Result { get; }

    /// <summary>Hears requests inline.</summary>
    public RequestRecorder Requests { get; }

    /// <summary>Hears messages inline.</summary>
    public QueueRecorder Queues { get; }

    /// <summary>Hears tasks.</summary>
    public TaskRecorder Tasks { get; }

    /// <summary>Hears instances.</summary>
    public InstanceRecorder Instances { get; }

    /// <summary>Hears what the health of container instances depends on.</summary>
    public InstanceHealthRecorder Health { get; }

    /// <summary>Hears decisions, placements and failures.</summary>
    public EventRecorder Events { get; }

    /// <summary>Hears deployments.</summary>
    public DeploymentRecorder Deployments { get; }

    /// <summary>Hears metrics, alarms and scaling activities.</summary>
    public MonitoringRecorder Monitoring { get; }

    /// <summary>Hears what changes the bounds and policies of scalable targets.</summary>
    public ScalableTargetRecorder Targets { get; }

    /// <summary>Hears forecasts and the loads they are about.</summary>
    public ForecastRecorder Forecasts { get; }

    internal ClusterSampler Samples { get; }

    /// <summary>When the statistics begin.</summary>
    public Instant StatisticsStart { get; private set; }

    /// <summary>Schedules the first interval's end and the end of the warm-up.</summary>
    public void Start()
    {
        _calendar.ScheduleIn(_scenario.Output.Interval, EventKinds.SampleDue, 0);
        if (!_warm) _calendar.ScheduleIn(_scenario.Run.WarmUp, EventKinds.WarmUpEnded, 0);
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        if (e.Kind == EventKinds.WarmUpEnded)
        {
            EndWarmUp();
            return;
        }
        CloseInterval();
        _calendar.ScheduleIn(_scenario.Output.Interval, EventKinds.SampleDue, 0);
    }

    /// <summary>Closes the last, possibly shorter interval and completes the records and the summary.</summary>
    /// <param name="statistics">What the engine did.</param>
    public void Finish(EngineStatistics statistics)
    {
        if (_calendar.Now > _intervalStart) CloseInterval();
        Tasks.Finish();
        Instances.Finish();
        Health.Finish();
        Forecasts.Finish();
        Result.Engine = statistics;
        SummaryBuilder.Build(this, _calendar.Now);
    }

    private void EndWarmUp()
    {
        for (var s = 0; s < _scenario.Services.Length; s++) Requests.Of(s).EndWarmUp(_calendar.Now);
        Queues.EndWarmUp(_views.Queues);
        Tasks.EndWarmUp();
        Instances.Registered.Reset(_calendar.Now);
        Events.EndWarmUp();
        Samples.Reset();
        StatisticsStart = _calendar.Now;
        _warm = true;
    }

    private void CloseInterval()
    {
        Tasks.CountCpuOfRunningTasks();
        for (var s = 0; s < _scenario.Services.Length; s++) SampleService(s);
        for (var g = 0; g < _scenario.TargetGroups.Length; g++) SampleTargetGroup(g);
        for (var q = 0; q < _scenario.Queues.Length; q++) SampleQueue(q);
        Samples.Sample(-1, _warm);
        foreach (var provider in _providersInUse) Samples.Sample(provider, _warm);
        _intervalStart = _calendar.Now;
    }

    private void SampleService(int s)
    {
        var now = _calendar.Now;
        ref readonly var row = ref _views.Services[s];
        var use = Tasks.Of(s);
        var counts = Requests.Of(s).CloseInterval(_warm, _latencies);
        var reserved = use.Reserved.IntegralUntil(now);
        var reservedNow = reserved - use.ReservedAtIntervalStart;
        var cpu = 100 * (use.CpuSeconds - use.CpuSecondsAtIntervalStart) / reservedNow;
        use.CpuSecondsAtIntervalStart = use.CpuSeconds;
        use.ReservedAtIntervalStart = reserved;
        var memory = 100 * use.MemoryMiB / use.MemoryReservedMiB;
        if (_warm && double.IsFinite(memory)) use.MemoryUtilization.Add(memory);
        Percentiles();
        Result.Services.Add(new ServiceSample(
            now, s, row.Desired, row.Running, row.Pending, row.Healthy, Finite(cpu), Finite(memory),
            counts.Arrived, counts.Completed, counts.Errors502, counts.Errors503, counts.Errors504,
            _latencies.MeanSeconds * 1000, _latencyValues[0] * 1000, _latencyValues[1] * 1000, _latencyValues[2] * 1000)
        { ReservedVcpus = reservedNow / (now - _intervalStart).Seconds });
    }

    private void Percentiles()
    {
        if (_latencies.Count == 0) _latencyValues.AsSpan().Fill(double.NaN);
        else _latencies.PercentilesSeconds([50, 95, 99], _latencyValues);
    }

    private void SampleTargetGroup(int g)
    {
        ref readonly var row = ref _views.TargetGroups[g];
        ref readonly var traffic = ref _views.TargetGroupTraffic[g];
        ref var last = ref _targetGroups[g];
        var requests = traffic.Requests - last.Requests;
        var completed = traffic.Completed - last.Completed;
        var response = completed == 0 ? double.NaN : (traffic.ResponseNanoseconds - last.ResponseNanoseconds) / 1e6 / completed;
        var failed = traffic.Elb5xx + traffic.Target5xx - last.Http5xx;
        last = new TargetGroupTotals(traffic.Requests, traffic.Completed, traffic.ResponseNanoseconds, traffic.Elb5xx + traffic.Target5xx);
        Result.TargetGroups.Add(new TargetGroupSample(
            _calendar.Now, g, requests, row.Healthy, row.Unhealthy, row.Healthy == 0 ? double.NaN : (double)requests / row.Healthy, response, failed));
    }

    private void SampleQueue(int q)
    {
        ref readonly var row = ref _views.Queues[q];
        var statistics = Queues.Of(q);
        var last = statistics.LastInterval;
        var age = row.OldestSent == Instant.MaxValue ? 0 : (_calendar.Now - row.OldestSent).Seconds;
        if (_warm)
        {
            statistics.Age.Add(age);
            statistics.Visible.Add(row.Visible);
            statistics.InFlight.Add(row.InFlight);
        }
        statistics.LastInterval = row;
        Result.Queues.Add(new QueueSample(
            _calendar.Now, q, row.Visible, row.InFlight, row.Delayed, age, row.Sent - last.Sent, row.Received - last.Received, row.Deleted - last.Deleted,
            row.Returned - last.Returned, row.Expired - last.Expired, row.DeadLettered - last.DeadLettered));
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    private static int[] ProvidersInUse(Scenario scenario)
    {
        var used = new SortedSet<int>();
        for (var p = 0; p < scenario.CapacityProviders.Length; p++)
        {
            if (scenario.CapacityProviders[p].Kind is CapacityProviderKind.AutoScalingGroup or CapacityProviderKind.ManagedInstances) used.Add(p);
        }
        foreach (var service in scenario.Services)
        {
            if (service.LaunchType == LaunchType.Fargate) used.Add(0);
            foreach (var item in service.Strategy) used.Add(item.CapacityProvider);
            if (!service.UsesDefaultStrategy || service.CreatedAt == Instant.Zero) continue;
            // Which default is in force by then depends on what is refused.
            foreach (var put in scenario.Timeline.OfType<PutClusterCapacityProvidersAction>()) used.UnionWith(put.DefaultStrategy.Select(static i => i.CapacityProvider));
            used.UnionWith(scenario.Cluster.DefaultStrategy.Select(static i => i.CapacityProvider));
        }
        return [.. used];
    }

    private readonly record struct TargetGroupTotals(long Requests, long Completed, long ResponseNanoseconds, long Http5xx);
}
