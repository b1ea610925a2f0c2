using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>What a group does when its size differs from what is wanted: launch, terminate, move between zones.</summary>
public sealed partial class Ec2
{
    private void RequestReconcile(AutoScalingGroup group, Instant at)
    {
        if (group.NextReconcile <= at) return;
        group.NextReconcile = at;
        _calendar.Schedule(at, EventKinds.GroupReconcileDue, group.Index);
    }

    private void OnGroupReconcileDue(int index, uint generation)
    {
        var group = _groups[index];
        if (generation == Noticed) Notice(group);
        else if (group.NextReconcile == _calendar.Now) group.NextReconcile = Instant.MaxValue;
        // What is to be replaced goes first, so that its end and the launch of its successor overlap (ASG-HC-03).
        ReplaceUnhealthy(group);
        GoOnRefreshing(group);
        var surplus = Surplus(group);
        if (surplus < 0) Launch(group, -surplus, ExtraLaunch.None);
        else if (surplus > 0) Shrink(group, surplus);
        if (Surplus(group) == 0) Rebalance(group);
        KeepWarmPool(group);
    }

    private void Notice(AutoScalingGroup group)
    {
        if (IsSuspended(group, ScalingProcesses.HealthCheck | ScalingProcesses.ReplaceUnhealthy)) group.HeldNotices++;
        else group.Unnoticed--;
    }

    /// <summary>
    /// Members beyond what is wanted. Failed instances count until they are noticed; instances launched beyond desired capacity are wanted on top until they
    /// count, as far as the ceiling allows (growth of the group meanwhile may use that room up).
    /// </summary>
    private int Surplus(AutoScalingGroup group)
    {
        ref var row = ref _rows[group.Index];
        return row.Pending + row.InService + group.Unnoticed - Math.Min(row.Desired + group.Extras, CeilingOf(group));
    }

    private int CeilingOf(AutoScalingGroup group)
    {
        ref var row = ref _rows[group.Index];
        var ceiling = AutoScalingGroup.BalanceCeiling(row.MaxSize);
        var most = group.Refresh?.MaxHealthyPercentage ?? group.Definition.MaintenancePolicy?.MaxHealthyPercentage ?? 100;
        return Math.Max(ceiling, MostHealthy(row.Desired, most));
    }

    /// <summary>
    /// Ends <paramref name="count"/> instances: first those that are to be replaced and whose successors serve, then by scale-in (unhealthy instances bypass
    /// the termination policies, AS-EC2-06).
    /// </summary>
    private void Shrink(AutoScalingGroup group, int count)
    {
        if (IsSuspended(group, ScalingProcesses.Terminate)) return;
        while (count > 0 && TakeReplaceable(group) is var instance && instance >= 0)
        {
            BeginTermination(instance, _notes[instance].Wanted);
            count--;
        }
        if (count > 0) ScaleIn(group, count);
    }

    private int TakeReplaceable(AutoScalingGroup group)
    {
        group.AtRisk.Keep(_instances.IsCurrent);
        var instance = group.ToReplace.Take(IsInService);
        if (instance < 0) instance = group.AtRisk.Take(IsInService);
        return instance >= 0 || group.Refresh is not { } refresh ? instance : refresh.Queue.Take(i => IsInService(i) && MayRefresh(refresh, i));
    }

    private bool IsInService(int instance) => _instances[instance].State == Ec2InstanceState.InService;

    /// <summary>
    /// Terminates <paramref name="count"/> instances, each from the zone with the most members that has an unprotected one in service, then by the
    /// group's policies, then by a draw (ASG-TP-01). Pending instances are not chosen: they leave once they serve (ASG-LC-02).
    /// </summary>
    private void ScaleIn(AutoScalingGroup group, int count)
    {
        var candidates = CollectCandidates(group);
        for (var i = 0; i < count && candidates > 0; i++)
        {
            var chosen = ChooseVictim(group, candidates);
            var instance = _candidates[chosen];
            _candidates[chosen] = _candidates[--candidates];
            var moves = group.BalanceDue > 0;
            if (moves) group.BalanceDue--;
            BeginTermination(instance, moves ? TerminationReason.ZoneRebalance : TerminationReason.ScaleIn);
        }
    }

    private int CollectCandidates(AutoScalingGroup group)
    {
        var found = 0;
        if (_candidates.Length < _instances.Length)
        {
            _candidates = new int[_instances.Length];
            _narrowed = new int[_instances.Length];
        }
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i)) continue;
            ref var row = ref _instances[i];
            if (row.AutoScalingGroup == group.Index && row.State == Ec2InstanceState.InService && !row.ProtectedFromScaleIn) _candidates[found++] = i;
        }
        return found;
    }

    /// <summary>Place of the instance to terminate among the first <paramref name="count"/> candidates. A zone the group has left counts as the fullest.</summary>
    private int ChooseVictim(AutoScalingGroup group, int count)
    {
        var most = 0;
        var left = 0;
        for (var i = 0; i < count; i++)
        {
            var zone = _instances[_candidates[i]].Zone;
            var members = group.Definition.Zones.Contains(zone) ? group.InZone(zone) : int.MaxValue;
            if (members < most) continue;
            if (members > most) left = 0;
            most = members;
            _narrowed[left++] = _candidates[i];
        }
        ref var row = ref _rows[group.Index];
        var context = new TerminationContext(_calendar.Now, group.RemovalTakesSpot(row.Pending + row.InService, group.OnDemand), group, _allocation);
        foreach (var policy in group.Termination)
        {
            if (left == 1) break;
            left = TerminationPolicies.Narrow(policy, _narrowed.AsSpan(0, left), _instances, in context);
        }
        var victim = MoverAmong(group, _narrowed.AsSpan(0, left));
        if (victim < 0) victim = _narrowed[left == 1 ? 0 : _births.Index(left, Purpose.TerminationChoice, group.Key, group.Choices)];
        group.Choices++;
        return Array.IndexOf(_candidates, victim, 0, count);
    }
}
