using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// The RUNNING tasks of the services whose CPU or memory is monitored, and their utilisation: one sample for each task and bucket, as the agent sends it
/// (AS-MET-01, ECS-MT-02). A task that began within the bucket is measured from its start, one that ended in it up to its end, unless that was too soon for a report.
/// </summary>
internal sealed class RunningTasks
{
    // ECS passes no CPU reservation to the runtime as the smallest share, 2 units; utilisation is taken of that.
    private const int LeastCpuUnits = 2;
    private const double UnitsPerVcpu = 1024;

    private readonly SlabView<TaskRow> _tasks;
    private readonly ITaskUsage _usage;
    private readonly Scenario _scenario;
    private readonly Entry[]?[] _entries; // null: the service is not monitored
    private readonly int[] _counts;
    private readonly Ended[] _ended; // samples of tasks that ended in the bucket that runs, by service
    private readonly Duration _reportInterval;
    private int[] _places = new int[64];

    public RunningTasks(Scenario scenario, MonitoringPlan plan, SlabView<TaskRow> tasks, ITaskUsage usage)
    {
        _scenario = scenario;
        _tasks = tasks;
        _usage = usage;
        _entries = new Entry[]?[scenario.Services.Length];
        _counts = new int[scenario.Services.Length];
        _ended = new Ended[scenario.Services.Length];
        _reportInterval = scenario.Model.Get(ModelCatalog.UsageReportInterval);
        foreach (var series in plan.Series)
        {
            if (series.Source is MetricSource.ServiceCpu or MetricSource.ServiceMemory) _entries[series.Entity] ??= new Entry[8];
        }
    }

    /// <summary>Follows a task into and out of RUNNING.</summary>
    public void Apply(in TaskTransition fact, Instant now)
    {
        if (fact.To == TaskStatus.Running)
            Add(fact.Task, now);
        else if (fact.From == TaskStatus.Running)
            Remove(fact.Task, now);
    }

    /// <summary>CPU utilisation in percent of the reservation over the bucket that ends now; starts the next one.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="now">End of the bucket.</param>
    /// <param name="fineOnly">Whether the series has 20-s data only, beside one that has everything.</param>
    public Datapoint SampleCpu(int service, Instant now, bool fineOnly = false)
    {
        if (fineOnly) return SampleFineCpu(service, now);
        ref var ended = ref _ended[service];
        var point = ended.Cpu;
        ended.Cpu = Datapoint.Missing;
        var entries = _entries[service].AsSpan(0, _counts[service]);
        foreach (ref var entry in entries)
        {
            var used = _usage.CpuUsed(entry.Task, now);
            point = point.With(Datapoint.Of(UtilizationOf(in entry, used - entry.CpuUsed, now - entry.Since)));
            entry.CpuUsed = used;
            entry.Since = now;
        }
        return point;
    }

    // Of tasks whose revision asks for it (AS-MET-05); what they used up to the last bucket of this series is kept apart.
    private Datapoint SampleFineCpu(int service, Instant now)
    {
        var point = _ended[service].FineCpu;
        _ended[service].FineCpu = Datapoint.Missing;
        foreach (ref var entry in _entries[service].AsSpan(0, _counts[service]))
        {
            if ((entry.Fine & FineMetrics.Cpu) == FineMetrics.None) continue;
            var used = _usage.CpuUsed(entry.Task, now);
            point = point.With(Datapoint.Of(UtilizationOf(in entry, used - entry.FineCpuUsed, now - entry.FineSince)));
            entry.FineCpuUsed = used;
            entry.FineSince = now;
        }
        return point;
    }

    /// <summary>Memory utilisation in percent of the reservation now.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="fineOnly">Whether the series has 20-s data only.</param>
    /// <param name="now">End of the bucket.</param>
    public Datapoint SampleMemory(int service, Instant now, bool fineOnly = false)
    {
        ref var ended = ref _ended[service];
        var point = fineOnly ? ended.FineMemory : ended.Memory;
        if (fineOnly) (ended.FineMemory, ended.FineMemoryFrom) = (Datapoint.Missing, now);
        else (ended.Memory, ended.MemoryFrom) = (Datapoint.Missing, now);
        foreach (ref readonly var entry in _entries[service].AsSpan(0, _counts[service]))
        {
            if (fineOnly && (entry.Fine & FineMetrics.Memory) == FineMetrics.None) continue;
            point = point.With(MemoryOf(in entry));
        }
        return point;
    }

    private Datapoint MemoryOf(in Entry entry) => Datapoint.Of(100 * _usage.MemoryUsedMiB(entry.Task) / Math.Max(1, _scenario.TaskDefinitions[entry.TaskDefinition].ReservedMemory));

    private double UtilizationOf(in Entry entry, long used, Duration elapsed)
    {
        var units = Math.Max(LeastCpuUnits, _scenario.TaskDefinitions[entry.TaskDefinition].ReservedCpu);
        var utilization = elapsed == Duration.Zero ? 0 : 100 * UnitsPerVcpu * used / ((double)units * elapsed.Nanoseconds);
        // AS-MET-02. Work of one kind cannot use more; kinds that do not know of each other (requests, messages, demand) could together.
        return entry.IsOnFargate ? Math.Min(100, utilization) : utilization;
    }

    private void Add(int task, Instant now)
    {
        ref readonly var row = ref _tasks[task];
        if (row.Service < 0 || _entries[row.Service] is not { } entries) return;
        ref var count = ref _counts[row.Service];
        if (count == entries.Length)
        {
            Array.Resize(ref entries, count * 2);
            _entries[row.Service] = entries;
        }
        if (task >= _places.Length) Array.Resize(ref _places, Math.Max(task + 1, _places.Length * 2));
        entries[count] = new Entry { Task = task, TaskDefinition = row.TaskDefinition, Fine = row.FineMetrics, IsOnFargate = row.LaunchType == LaunchType.Fargate, Began = now, Since = now, FineSince = now };
        _places[task] = count++;
    }

    private void Remove(int task, Instant now)
    {
        var service = _tasks[task].Service;
        if (service < 0 || _entries[service] is not { } entries) return;
        var place = _places[task];
        Keep(service, in entries[place], now);
        var last = entries[--_counts[service]];
        entries[place] = last;
        _places[last.Task] = place;
    }

    // What the task's reports of this bucket said; the buckets of CPU and memory may differ in length (AS-MET-05).
    private void Keep(int service, in Entry entry, Instant now)
    {
        ref var ended = ref _ended[service];
        var used = _usage.CpuUsed(entry.Task, now);
        if (now - entry.Since >= _reportInterval) ended.Cpu = ended.Cpu.With(Datapoint.Of(UtilizationOf(in entry, used - entry.CpuUsed, now - entry.Since)));
        if (HasReported(entry.Began, ended.MemoryFrom, now)) ended.Memory = ended.Memory.With(MemoryOf(in entry));
        if (entry.Fine == FineMetrics.None) return;
        if ((entry.Fine & FineMetrics.Cpu) != FineMetrics.None && now - entry.FineSince >= _reportInterval)
            ended.FineCpu = ended.FineCpu.With(Datapoint.Of(UtilizationOf(in entry, used - entry.FineCpuUsed, now - entry.FineSince)));
        if ((entry.Fine & FineMetrics.Memory) != FineMetrics.None && HasReported(entry.Began, ended.FineMemoryFrom, now)) ended.FineMemory = ended.FineMemory.With(MemoryOf(in entry));
    }

    private bool HasReported(Instant began, Instant bucket, Instant now) => now - (began > bucket ? began : bucket) >= _reportInterval;

    private struct Ended
    {
        public Datapoint Cpu;
        public Datapoint Memory;
        public Datapoint FineCpu;
        public Datapoint FineMemory;
        public Instant MemoryFrom;
        public Instant FineMemoryFrom;
    }

    private struct Entry
    {
        public int Task;
        public int TaskDefinition;
        public long CpuUsed;
        public Instant Began;
        public Instant Since;
        public FineMetrics Fine;
        public bool IsOnFargate;
        public long FineCpuUsed;
        public Instant FineSince;
    }
}
