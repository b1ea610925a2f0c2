using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// The RUNNING tasks behind one series of the cluster, a service or a family, what they reserve and use, and how often their containers were restarted (ECS-MT-07).
/// </summary>
internal sealed class TaskMeter
{
    private const double UnitsPerVcpu = 1024;

    private readonly SlabView<TaskRow> _tasks;
    private readonly ITaskUsage _usage;
    private readonly Scenario _scenario;
    private readonly int _entity;
    private readonly bool _onInstances;
    private readonly List<Entry> _entries = [];
    private Instant _since;
    private int _restarts; // of tasks that no longer run, since the last look

    /// <summary>A meter of no task.</summary>
    /// <param name="tasks">Tasks of the ECS room.</param>
    /// <param name="usage">What they use.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="entity">Service index, -1 for the cluster, or a family (<see cref="MetricIdentity.FamilyOf"/>).</param>
    /// <param name="onInstances">Only tasks on EC2 instances.</param>
    public TaskMeter(SlabView<TaskRow> tasks, ITaskUsage usage, Scenario scenario, int entity, bool onInstances)
    {
        _tasks = tasks;
        _usage = usage;
        _scenario = scenario;
        _entity = entity;
        _onInstances = onInstances;
    }

    /// <summary>CPU units reserved.</summary>
    public double ReservedCpuUnits { get; private set; }

    /// <summary>MiB reserved.</summary>
    public double ReservedMemoryMiB { get; private set; }

    /// <summary>Follows a task into and out of RUNNING.</summary>
    public void Apply(in TaskTransition fact, Instant now)
    {
        if (fact.To != TaskStatus.Running && fact.From != TaskStatus.Running) return;
        ref readonly var row = ref _tasks[fact.Task];
        if (!Covers(in row) || (_onInstances && row.LaunchType != LaunchType.Ec2)) return;
        var definition = _scenario.TaskDefinitions[row.TaskDefinition];
        var sign = fact.To == TaskStatus.Running ? 1 : -1;
        ReservedCpuUnits += sign * definition.ReservedCpu;
        ReservedMemoryMiB += sign * definition.ReservedMemory;
        if (sign > 0)
        {
            _entries.Add(new Entry(fact.Task, row.TaskDefinition, 0, 0, now));
            return;
        }
        var task = fact.Task;
        var place = _entries.FindIndex(e => e.Task == task);
        if (place < 0) return;
        _restarts += row.Restarts - _entries[place].Restarts;
        _entries[place] = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
    }

    /// <summary>Mean CPU units used since the last call.</summary>
    public double TakeCpuUnits(Instant now)
    {
        var used = 0L;
        for (var i = 0; i < _entries.Count; i++) used += TakeCpu(i, now);
        var elapsed = (now - _since).Nanoseconds;
        _since = now;
        return elapsed == 0 ? 0 : UnitsPerVcpu * used / elapsed;
    }

    /// <summary>CPU used by each task since the last call, in percent of what it reserves.</summary>
    public Datapoint TakeCpuUtilization(Instant now)
    {
        var point = Datapoint.Missing;
        for (var i = 0; i < _entries.Count; i++)
        {
            var from = _entries[i].Since > _since ? _entries[i].Since : _since;
            var reserved = _scenario.TaskDefinitions[_entries[i].TaskDefinition].ReservedCpu;
            var used = TakeCpu(i, now);
            if (reserved > 0 && now > from) point = point.With(Datapoint.Of(100.0 * UnitsPerVcpu * used / (now - from).Nanoseconds / reserved));
        }
        _since = now;
        return point;
    }

    /// <summary>Memory used now, in MiB.</summary>
    public double MemoryMiB()
    {
        var used = 0.0;
        foreach (var entry in _entries) used += _usage.MemoryUsedMiB(entry.Task);
        return used;
    }

    /// <summary>Memory used now by each task, in percent of what it reserves.</summary>
    public Datapoint MemoryUtilization()
    {
        var point = Datapoint.Missing;
        foreach (var entry in _entries)
        {
            var reserved = _scenario.TaskDefinitions[entry.TaskDefinition].ReservedMemory;
            if (reserved > 0) point = point.With(Datapoint.Of(100.0 * _usage.MemoryUsedMiB(entry.Task) / reserved));
        }
        return point;
    }

    /// <summary>Restarts of containers since the last call; missing where no container has a restart policy.</summary>
    public Datapoint TakeRestarts()
    {
        var restarts = _restarts;
        var collected = _restarts > 0;
        _restarts = 0;
        for (var i = 0; i < _entries.Count; i++)
        {
            var entry = _entries[i];
            collected |= _scenario.TaskDefinitions[entry.TaskDefinition].Containers.Any(static c => c.RestartPolicy is not null);
            var total = _tasks[entry.Task].Restarts;
            restarts += total - entry.Restarts;
            _entries[i] = entry with { Restarts = total };
        }
        return collected ? Datapoint.Of(restarts) : Datapoint.Missing;
    }

    /// <summary>GB of ephemeral storage of tasks on Fargate; missing without any.</summary>
    public Datapoint EphemeralStorage()
    {
        var (storage, onFargate) = (0, false);
        foreach (var entry in _entries)
        {
            if (_tasks[entry.Task].LaunchType != LaunchType.Fargate) continue;
            onFargate = true;
            storage += _scenario.TaskDefinitions[entry.TaskDefinition].EphemeralStorageGiB;
        }
        return onFargate ? Datapoint.Of(storage) : Datapoint.Missing;
    }

    private bool Covers(in TaskRow row)
    {
        if (_entity >= 0) return row.Service == _entity;
        return _entity == -1 || _scenario.TaskDefinitions[row.TaskDefinition].Family == _scenario.TaskDefinitions[MetricIdentity.FirstOfFamily(_entity)].Family;
    }

    private long TakeCpu(int place, Instant now)
    {
        var entry = _entries[place];
        var total = _usage.CpuUsed(entry.Task, now);
        _entries[place] = entry with { CpuUsed = total };
        return total - entry.CpuUsed;
    }

    private readonly record struct Entry(int Task, int TaskDefinition, long CpuUsed, int Restarts, Instant Since);
}
