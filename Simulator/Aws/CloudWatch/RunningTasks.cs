using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// The RUNNING tasks of the services whose CPU or memory is monitored, and their utilisation: one sample for each task and bucket, as the agent sends it
/// (AS-MET-01, ECS-MT-02). A task that began within the bucket is measured from its start; one that ended in it sends no sample any more.
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
    private int[] _places = new int[64];

    public RunningTasks(Scenario scenario, MonitoringPlan plan, SlabView<TaskRow> tasks, ITaskUsage usage)
    {
        _scenario = scenario;
        _tasks = tasks;
        _usage = usage;
        _entries = new Entry[]?[scenario.Services.Length];
        _counts = new int[scenario.Services.Length];
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
            Remove(fact.Task);
    }

    /// <summary>CPU utilisation in percent of the reservation over the bucket that ends now; starts the next one.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="now">End of the bucket.</param>
    /// <param name="fineOnly">Whether the series has 20-s data only, beside one that has everything.</param>
    public Datapoint SampleCpu(int service, Instant now, bool fineOnly = false)
    {
        if (fineOnly) return SampleFineCpu(service, now);
        var point = Datapoint.Missing;
        var entries = _entries[service].AsSpan(0, _counts[service]);
        foreach (ref var entry in entries)
        {
            var used = _usage.CpuUsed(entry.Task, now);
            var elapsed = (now - entry.Since).Nanoseconds;
            var units = Math.Max(LeastCpuUnits, _scenario.TaskDefinitions[entry.TaskDefinition].ReservedCpu);
            var utilization = elapsed == 0 ? 0 : 100 * UnitsPerVcpu * (used - entry.CpuUsed) / ((double)units * elapsed);
            point = point.With(Datapoint.Of(utilization));
            entry.CpuUsed = used;
            entry.Since = now;
        }
        return point;
    }

    // Of tasks whose revision asks for it (AS-MET-05); what they used up to the last bucket of this series is kept apart.
    private Datapoint SampleFineCpu(int service, Instant now)
    {
        var point = Datapoint.Missing;
        foreach (ref var entry in _entries[service].AsSpan(0, _counts[service]))
        {
            if (!entry.IsFine) continue;
            var used = _usage.CpuUsed(entry.Task, now);
            var elapsed = (now - entry.FineSince).Nanoseconds;
            var units = Math.Max(LeastCpuUnits, _scenario.TaskDefinitions[entry.TaskDefinition].ReservedCpu);
            point = point.With(Datapoint.Of(elapsed == 0 ? 0 : 100 * UnitsPerVcpu * (used - entry.FineCpuUsed) / ((double)units * elapsed)));
            entry.FineCpuUsed = used;
            entry.FineSince = now;
        }
        return point;
    }

    /// <summary>Memory utilisation in percent of the reservation now.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="fineOnly">Whether the series has 20-s data only.</param>
    public Datapoint SampleMemory(int service, bool fineOnly = false)
    {
        var point = Datapoint.Missing;
        foreach (ref readonly var entry in _entries[service].AsSpan(0, _counts[service]))
        {
            if (fineOnly && !entry.IsFine) continue;
            var reserved = Math.Max(1, _scenario.TaskDefinitions[entry.TaskDefinition].ReservedMemory);
            point = point.With(Datapoint.Of(100 * _usage.MemoryUsedMiB(entry.Task) / reserved));
        }
        return point;
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
        entries[count] = new Entry { Task = task, TaskDefinition = row.TaskDefinition, IsFine = row.HasFineMetrics, Since = now, FineSince = now };
        _places[task] = count++;
    }

    private void Remove(int task)
    {
        var service = _tasks[task].Service;
        if (service < 0 || _entries[service] is not { } entries) return;
        var place = _places[task];
        var last = entries[--_counts[service]];
        entries[place] = last;
        _places[last.Task] = place;
    }

    private struct Entry
    {
        public int Task;
        public int TaskDefinition;
        public long CpuUsed;
        public Instant Since;
        public bool IsFine;
        public long FineCpuUsed;
        public Instant FineSince;
    }
}
