using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>
/// Follows tasks: exact step functions of the counts of each service, exact CPU use against what was reserved, and a record of each task's life.
/// It must hear a task's transitions before the room that empties the task's rows.
/// </summary>
public sealed class TaskRecorder : IListener<TaskTransition>, IListener<TaskPlaced>, IListener<TaskHealthChange>, IListener<DesiredCountChange>
{
    private readonly Calendar _calendar;
    private readonly RecorderViews _views;
    private readonly RunResult _result;
    private readonly ServiceUse[] _services;
    private readonly double[] _reservedVCpus;
    private readonly FargateMeter _fargate;
    private long[] _cpuCounted = new long[16];
    private long[] _instanceOrdinals = new long[16];

    /// <summary>A recorder over the given views.</summary>
    public TaskRecorder(Calendar calendar, RecorderViews views, RunResult result)
    {
        _calendar = calendar;
        _views = views;
        _result = result;
        _services = new ServiceUse[result.Scenario.Services.Length];
        for (var i = 0; i < _services.Length; i++) _services[i] = new ServiceUse(calendar.Now);
        _fargate = new FargateMeter(result.Scenario);
        _reservedVCpus = [.. result.Scenario.TaskDefinitions.Select(t => t.ReservedCpu / 1024.0)];
    }

    /// <summary>Whether a record of each task is kept.</summary>
    public bool KeepsTasks => _result.Scenario.Output.Tasks;

    /// <summary>Counts and use of service <paramref name="service"/>.</summary>
    internal ServiceUse Of(int service) => _services[service];

    /// <inheritdoc/>
    public void Apply(in TaskPlaced fact)
    {
        var instance = _views.Tasks[fact.Task].ContainerInstance;
        At(ref _instanceOrdinals, fact.Task) = instance < 0 ? -1 : _views.ContainerInstances[instance].Ordinal;
    }

    /// <inheritdoc/>
    public void Apply(in TaskTransition fact)
    {
        ref readonly var task = ref _views.Tasks[fact.Task];
        var now = _calendar.Now;
        if (fact.From == TaskStatus.None)
        {
            At(ref _cpuCounted, fact.Task) = 0;
            At(ref _instanceOrdinals, fact.Task) = -1;
        }
        if (task.Service >= 0)
        {
            var use = _services[task.Service];
            // A task whose start-up fails half-way goes to STOPPING without ever having been RUNNING: it is in no use.
            var ran = task.Started != Instant.MaxValue;
            if (ran && !Runs(fact.From) && Runs(fact.To)) use.Reserved.Add(now, _reservedVCpus[task.TaskDefinition]);
            if (ran && Runs(fact.From) && !Runs(fact.To))
            {
                CountCpu(fact.Task, use, now);
                use.Reserved.Add(now, -_reservedVCpus[task.TaskDefinition]);
            }
            Update(task.Service, now);
        }
        if (fact.To == TaskStatus.Stopped) _fargate.Count(in task, now);
        if (fact.To == TaskStatus.Stopped && KeepsTasks) Keep(fact.Task, now);
    }

    /// <inheritdoc/>
    public void Apply(in TaskHealthChange fact)
    {
        var service = _views.Tasks[fact.Task].Service;
        if (service >= 0) Update(service, _calendar.Now);
    }

    /// <inheritdoc/>
    public void Apply(in DesiredCountChange fact)
    {
        var use = _services[fact.Service];
        _result.DesiredChanges.Add(new DesiredChangeRecord(_calendar.Now, fact.Service, fact.From, fact.To));
        if (fact.To > fact.From) use.ScaleOuts++;
        else if (fact.To < fact.From) use.ScaleIns++;
        Update(fact.Service, _calendar.Now);
    }

    /// <summary>Brings the CPU of every task whose containers run up to date; once an interval.</summary>
    internal void CountCpuOfRunningTasks()
    {
        var now = _calendar.Now;
        foreach (var use in _services) use.MemoryMiB = use.MemoryReservedMiB = 0;
        for (var i = 0; i < _views.Tasks.Length; i++)
        {
            if (!_views.Tasks.IsAlive(i)) continue;
            ref readonly var task = ref _views.Tasks[i];
            if (task.Service < 0 || task.Started == Instant.MaxValue || !Runs(task.Status)) continue;
            var use = _services[task.Service];
            CountCpu(i, use, now);
            use.MemoryMiB += _views.Usage.MemoryUsedMiB(i);
            use.MemoryReservedMiB += _result.Scenario.TaskDefinitions[task.TaskDefinition].ReservedMemory;
        }
    }

    /// <summary>The warm-up is over.</summary>
    internal void EndWarmUp()
    {
        CountCpuOfRunningTasks();
        foreach (var use in _services) use.Reset(_calendar.Now);
    }

    /// <summary>Adds the tasks that are alive at the end and puts all records in order of creation.</summary>
    internal void Finish()
    {
        for (var s = 0; s < _services.Length; s++) Update(s, _calendar.Now);
        for (var i = 0; i < _views.Tasks.Length; i++)
        {
            if (!_views.Tasks.IsAlive(i)) continue;
            _fargate.Count(in _views.Tasks[i], _calendar.Now);
            if (KeepsTasks) Keep(i, Instant.MaxValue);
        }
        _result.FargateUsage.AddRange(_fargate.Usage);
        _result.Tasks.Sort((a, b) => a.Ordinal.CompareTo(b.Ordinal));
        _result.Containers.Sort((a, b) => a.TaskOrdinal != b.TaskOrdinal ? a.TaskOrdinal.CompareTo(b.TaskOrdinal) : a.Container.CompareTo(b.Container));
    }

    private static bool Runs(TaskStatus status) => status is TaskStatus.Running or TaskStatus.Deactivating or TaskStatus.Stopping;

    private void CountCpu(int task, ServiceUse use, Instant now)
    {
        var used = _views.Usage.CpuUsed(task, now);
        ref var counted = ref At(ref _cpuCounted, task);
        use.CpuSeconds += (used - counted) / (double)Duration.NanosecondsPerSecond;
        counted = used;
    }

    private void Update(int service, Instant now)
    {
        ref readonly var row = ref _views.Services[service];
        var use = _services[service];
        use.Desired.Set(now, row.Desired);
        use.Running.Set(now, row.Running);
        use.Pending.Set(now, row.Pending);
        use.Healthy.Set(now, row.Healthy);
    }

    private void Keep(int task, Instant stopped)
    {
        _result.Tasks.Add(RecordOf(task, stopped));
        if (_views.Containers is null) return;
        ref readonly var row = ref _views.Tasks[task];
        var container = 0;
        foreach (ref readonly var c in _views.Containers.Of(task))
        {
            // A change of the task takes the news of its containers along (ECS-AG-05).
            var reported = c.Reported;
            if (row.Started >= c.Stopped && row.Started < reported) reported = row.Started;
            if (row.ExecutionStopped >= c.Stopped && row.ExecutionStopped < reported) reported = row.ExecutionStopped;
            _result.Containers.Add(new ContainerRecord(
                row.Ordinal, row.TaskDefinition, container++, c.PullStarted, c.PullStopped, c.Started, c.Healthy, c.Stopped, reported, c.ExitCode, c.Restarts, c.Reason));
        }
    }

    private TaskRecord RecordOf(int index, Instant stopped)
    {
        ref readonly var t = ref _views.Tasks[index];
        var definition = _result.Scenario.TaskDefinitions[t.TaskDefinition];
        var group = t.Service >= 0 ? _result.Scenario.Services[t.Service].Group : "family:" + definition.Family;
        if (t.Job >= 0 && _result.Scenario.Workloads[t.Job] is JobWorkloadDefinition job) group = job.Group;
        return new TaskRecord(
            t.Ordinal, t.Service, t.Deployment, t.TaskDefinition, group, t.LaunchType, t.CapacityProvider, At(ref _instanceOrdinals, index), t.Zone,
            t.Created, t.Placed, t.PullStarted, t.PullStopped, t.Started, t.Healthy, t.Stopping, stopped, t.StopCode, t.StopReason, t.ExitCode, t.Decision)
        {
            Connected = t.Connected,
            ExecutionStopped = t.ExecutionStopped,
            HealthStatus = t.HealthStatus,
            Restarts = t.Restarts,
        };
    }

    private static ref long At(ref long[] array, int index)
    {
        if (index >= array.Length) Array.Resize(ref array, Math.Max(index + 1, array.Length * 2));
        return ref array[index];
    }
}

/// <summary>Counts and use of one service since the end of the warm-up.</summary>
internal sealed class ServiceUse(Instant start)
{
    public TimeWeighted Desired { get; } = new(start);

    public TimeWeighted Running { get; } = new(start);

    public TimeWeighted Pending { get; } = new(start);

    public TimeWeighted Healthy { get; } = new(start);

    /// <summary>Reserved vCPUs of tasks whose containers run.</summary>
    public TimeWeighted Reserved { get; } = new(start);

    /// <summary>vCPU-seconds used, counted up to the last interval.</summary>
    public double CpuSeconds { get; set; }

    public double CpuSecondsAtIntervalStart { get; set; }

    public double ReservedAtIntervalStart { get; set; }

    public double MemoryMiB { get; set; }

    public double MemoryReservedMiB { get; set; }

    public Tally MemoryUtilization { get; } = new();

    public int ScaleOuts { get; set; }

    public int ScaleIns { get; set; }

    public void Reset(Instant now)
    {
        // What the running interval had used before stays in its row.
        CpuSecondsAtIntervalStart -= CpuSeconds;
        ReservedAtIntervalStart -= Reserved.IntegralUntil(now);
        CpuSeconds = 0;
        Desired.Reset(now);
        Running.Reset(now);
        Pending.Reset(now);
        Healthy.Reset(now);
        Reserved.Reset(now);
        MemoryUtilization.Clear();
        ScaleOuts = 0;
        ScaleIns = 0;
    }
}
