using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs.CapacityProviders;

/// <summary>
/// Idle and underused Managed Instances (CP-MI-03), patching (CP-MI-04) and the deadline of drains (ECS-DR-06). AWS: Amazon ECS Developer Guide, "Infrastructure
/// optimization" and "Patching in Amazon ECS Managed Instances".
/// </summary>
public sealed partial class ManagedInstances
{
    private static readonly Duration ReviewPause = Duration.FromSeconds(10L); // between two reviews, however many tasks come and go

    private readonly List<int> _candidates = [];
    private readonly List<(int Instance, int Zone, PackedResources Free)> _rooms = [];
    private readonly List<(int Task, int Instance)> _tasksOfCandidates = [];
    private Instant[] _changed = []; // by container instance row: when a task last came or went

    private void Touch(Fleet fleet, int instance)
    {
        if (instance >= _changed.Length) Array.Resize(ref _changed, Math.Max(instance + 1, Math.Max(16, 2 * _changed.Length)));
        _changed[instance] = _calendar.Now;
        if (fleet.Definition.ScaleInAfter is { } after) RequestReview(fleet, _calendar.Now + after);
    }

    private void RequestReview(Fleet fleet, Instant at)
    {
        if (fleet.ReviewAt <= at) return;
        fleet.ReviewAt = at;
        fleet.ReviewGeneration = unchecked(fleet.ReviewGeneration + 1) & (Event.GenerationModulus - 1);
        _calendar.Schedule(at, EventKinds.ManagedReviewDue, fleet.Provider, fleet.ReviewGeneration);
    }

    /// <summary>
    /// Drains the instances that are idle for long enough, else the least used of those that are underused for long enough and whose tasks find room on others. One
    /// underused instance at a time: the next is judged when its tasks have moved.
    /// </summary>
    private void OnManagedReviewDue(Fleet fleet, uint generation)
    {
        if (generation != fleet.ReviewGeneration) return;
        fleet.ReviewAt = Instant.MaxValue;
        if (fleet.Definition.ScaleInAfter is not { } after) return;
        var now = _calendar.Now;
        var next = Instant.MaxValue;
        var moving = false;
        _candidates.Clear();
        _rooms.Clear();
        for (var i = 0; i < _containerInstances.Length; i++)
        {
            if (!_containerInstances.IsAlive(i) || _containerInstances[i].CapacityProvider != fleet.Provider) continue;
            ref readonly var row = ref _containerInstances[i];
            moving |= row.Status == ContainerInstanceStatus.Draining && row.Tasks > row.DaemonTasks;
            if (row.Status != ContainerInstanceStatus.Active) continue;
            var due = _changed[i] + after;
            var idle = row.Tasks == row.DaemonTasks;
            if (idle && due <= now)
            {
                Drain(fleet, row.Ec2Instance, i, TerminationReason.Idle);
                continue;
            }
            if (due > now)
            {
                if (due < next && (idle || Share(i) < _underused)) next = due;
            }
            else if (Share(i) < _underused)
            {
                _candidates.Add(i);
            }
            _rooms.Add((i, row.Zone, new PackedResources(row.RemainingCpu, row.RemainingMemory, row.RemainingEnis, row.RemainingGpus)));
        }
        if (!moving && _candidates.Count > 0 && _rooms.Count > 1) Consolidate(fleet);
        if (next != Instant.MaxValue) RequestReview(fleet, next > now + ReviewPause ? next : now + ReviewPause);
    }

    private void Consolidate(Fleet fleet)
    {
        _tasksOfCandidates.Clear();
        for (var t = 0; t < _tasks.Length; t++)
        {
            if (!_tasks.IsAlive(t) || _tasks[t].DesiredStatus == TaskStatus.Stopped) continue;
            if (_tasks[t].ContainerInstance >= 0 && _candidates.Contains(_tasks[t].ContainerInstance)) _tasksOfCandidates.Add((t, _tasks[t].ContainerInstance));
        }
        _candidates.Sort((a, b) => Share(a) != Share(b) ? Share(a).CompareTo(Share(b)) : _containerInstances[a].Ordinal.CompareTo(_containerInstances[b].Ordinal));
        foreach (var candidate in _candidates)
        {
            if (!TasksFindRoom(candidate)) continue;
            Drain(fleet, _containerInstances[candidate].Ec2Instance, candidate, TerminationReason.Underutilized);
            return;
        }
    }

    // Instances with standalone tasks are left alone: nothing would replace what runs there. Tasks move within their zone, or to one with fewer of their service.
    private bool TasksFindRoom(int candidate)
    {
        Span<(int Instance, int Zone, PackedResources Free)> rooms = [.. _rooms];
        var from = _containerInstances[candidate].Zone;
        foreach (var (index, instance) in _tasksOfCandidates)
        {
            if (instance != candidate) continue;
            ref readonly var task = ref _tasks[index];
            if (task.Service < 0) return false;
            if (_scenario.Services[task.Service].SchedulingStrategy == SchedulingStrategy.Daemon) continue;
            if (IsAlone(in task)) return false;
            var need = _needs[task.TaskDefinition];
            var found = false;
            foreach (ref var room in rooms)
            {
                if (room.Instance == candidate || !room.Free.Holds(in need)) continue;
                if (room.Zone != from && _services.ActiveIn(task.Service, room.Zone) >= _services.ActiveIn(task.Service, from)) continue;
                room.Free = room.Free.Minus(in need, 1);
                found = true;
                break;
            }
            if (!found) return false;
        }
        return true;
    }

    private double Share(int instance)
    {
        ref readonly var row = ref _containerInstances[instance];
        return Math.Max(1 - (row.RemainingCpu / (double)row.RegisteredCpu), 1 - (row.RemainingMemory / (double)row.RegisteredMemory));
    }

    private void Drain(Fleet fleet, int ec2Instance, int instance, TerminationReason reason)
    {
        fleet.Draining[ec2Instance] = reason;
        var size = CountOf(fleet);
        var inputs = DecisionInputs.Of(0, size, 0, -1);
        _log.Report(new(_decisions.Next(), 0, DecisionKind.ManagedInstances, fleet.Provider, -1, DecisionGate.None, size, size - 1, inputs));
        _drains.Report(new(instance));
    }

    private void OnManagedPatchDue(int instance, uint generation)
    {
        if (!_instances.IsCurrent(instance, generation) || _instances[instance].State != Ec2InstanceState.InService || _instances[instance].ContainerInstance < 0) return;
        var container = _instances[instance].ContainerInstance;
        if (_containerInstances[container].Status == ContainerInstanceStatus.Active)
            Drain(_fleets[_instances[instance].ManagedBy - 1]!, instance, container, TerminationReason.Patching);
    }

    private void OnManagedDeadlineDue(int instance, uint generation)
    {
        if (!_instances.IsCurrent(instance, generation) || _instances[instance].State >= Ec2InstanceState.Terminating) return;
        var fleet = _fleets[_instances[instance].ManagedBy - 1]!;
        _terminations.Report(new(instance, fleet.Draining.GetValueOrDefault(instance, TerminationReason.Idle)));
        fleet.Draining.Remove(instance);
    }
}
