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

    private readonly List<(int Instance, int Zone, PackedResources Free)> _rooms = [];
    private Instant[] _changed = []; // by container instance row: when a task last came or went

    private void Touch(ManagedFleet fleet, int instance)
    {
        if (fleet.Definition.ScaleInAfter is not { } after) return;
        if (instance >= _changed.Length) Array.Resize(ref _changed, Math.Max(instance + 1, Math.Max(16, 2 * _changed.Length)));
        _changed[instance] = _calendar.Now;
        fleet.Underused.Remove(instance);
        fleet.Unchanged.Enqueue((instance, _containerInstances.GenerationOf(instance), _calendar.Now));
        RequestReview(fleet, _calendar.Now + (after > ReviewPause ? after : ReviewPause)); // scaleInAfter 0: what an instance came for is placed first
    }

    private void RequestReview(ManagedFleet fleet, Instant at)
    {
        if (fleet.ReviewAt <= at) return;
        fleet.ReviewAt = at;
        fleet.ReviewGeneration = unchecked(fleet.ReviewGeneration + 1) & (Event.GenerationModulus - 1);
        _calendar.Schedule(at, EventKinds.ManagedReviewDue, fleet.Provider, fleet.ReviewGeneration);
    }

    /// <summary>
    /// Drains the instances that are idle for long enough, else the least used of those that are underused for long enough and whose tasks find room on others. One
    /// underused instance at a time: the next is judged when its tasks have moved. Only instances whose wait is over are looked at.
    /// </summary>
    private void OnManagedReviewDue(ManagedFleet fleet, uint generation)
    {
        if (generation != fleet.ReviewGeneration) return;
        fleet.ReviewAt = Instant.MaxValue;
        if (fleet.Definition.ScaleInAfter is not { } after) return;
        var now = _calendar.Now;
        while (fleet.Unchanged.TryPeek(out var entry))
        {
            var isNewest = _containerInstances.IsCurrent(entry.Row, entry.Generation) && _changed[entry.Row] == entry.At;
            if (isNewest && entry.At + after > now) break;
            fleet.Unchanged.Dequeue();
            if (isNewest && _containerInstances[entry.Row].Status == ContainerInstanceStatus.Active) Judge(fleet, entry.Row);
        }
        if (fleet.Underused.Count > 0 && fleet.Hosts.Count > 1 && !IsMoving(fleet)) Consolidate(fleet);
        if (!fleet.Unchanged.TryPeek(out var next)) return;
        var due = next.At + after;
        RequestReview(fleet, due > now + ReviewPause ? due : now + ReviewPause);
    }

    private void Judge(ManagedFleet fleet, int instance)
    {
        ref readonly var row = ref _containerInstances[instance];
        if (row.Tasks == row.DaemonTasks) Drain(fleet, row.Ec2Instance, instance, TerminationReason.Idle);
        else if (Share(instance) < _underused && !fleet.Underused.Contains(instance)) fleet.Underused.Add(instance);
    }

    private void StrikeOff(ManagedFleet fleet) =>
        fleet.Leaving.RemoveAll(l => !_containerInstances.IsCurrent(l.Row, l.Generation) || _containerInstances[l.Row].Status != ContainerInstanceStatus.Draining);

    private bool IsMoving(ManagedFleet fleet)
    {
        StrikeOff(fleet);
        return fleet.Leaving.Exists(l => _containerInstances[l.Row].Tasks > _containerInstances[l.Row].DaemonTasks);
    }

    private void Consolidate(ManagedFleet fleet)
    {
        _rooms.Clear();
        foreach (var host in fleet.Hosts)
        {
            ref readonly var row = ref _containerInstances[host];
            if (row.Status == ContainerInstanceStatus.Active && !fleet.Draining.ContainsKey(row.Ec2Instance))
                _rooms.Add((host, row.Zone, new PackedResources(row.RemainingCpu, row.RemainingMemory, row.RemainingEnis, row.RemainingGpus)));
        }
        fleet.Underused.RemoveAll(i => _containerInstances[i].Status != ContainerInstanceStatus.Active || fleet.Draining.ContainsKey(_containerInstances[i].Ec2Instance));
        fleet.Underused.Sort((a, b) => Share(a) != Share(b) ? Share(a).CompareTo(Share(b)) : _containerInstances[a].Ordinal.CompareTo(_containerInstances[b].Ordinal));
        foreach (var candidate in fleet.Underused)
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
        for (var index = _placed.FirstOn(candidate); index >= 0; index = _placed.NextAfter(index))
        {
            ref readonly var task = ref _tasks[index];
            if (task.DesiredStatus == TaskStatus.Stopped) continue;
            if (task.Service < 0) return false;
            if (IsDaemon(task.Service)) continue;
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

    private bool IsDaemon(int service) => _scenario.Services[service].SchedulingStrategy == SchedulingStrategy.Daemon;

    private double Share(int instance)
    {
        ref readonly var row = ref _containerInstances[instance];
        return Math.Max(1 - (row.RemainingCpu / (double)row.RegisteredCpu), 1 - (row.RemainingMemory / (double)row.RegisteredMemory));
    }

    private void Drain(ManagedFleet fleet, int ec2Instance, int instance, TerminationReason reason, int parent = 0)
    {
        fleet.Draining[ec2Instance] = reason;
        var size = fleet.Size;
        var inputs = DecisionInputs.Of(0, size, 0, -1, double.NaN, (int)reason);
        _log.Report(new(_decisions.Next(), parent, DecisionKind.ManagedInstances, fleet.Provider, -1, DecisionGate.None, size, size - 1, inputs));
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
