namespace Simulator.Aws.Ec2;

/// <summary>
/// On-Demand or Spot for the next launch (ASG-MX-02). The split is one of desired capacity: members whose replacement was launched first are about to go, and
/// count neither for the size of the group nor for its On-Demand share. Otherwise every such replacement would be that of a group one larger, and the share
/// would drift.
/// </summary>
public sealed partial class Ec2
{
    private readonly List<int> _leaving = [];

    /// <summary>Whether the next launch is Spot.</summary>
    private bool NextIsSpot(AutoScalingGroup group, ExtraLaunch extra)
    {
        ref var row = ref _rows[group.Index];
        var (members, onDemand) = (row.Pending + row.InService, group.OnDemand);
        var leaving = group.Extras + Math.Max(0, Surplus(group)) + (extra == ExtraLaunch.None ? 0 : 1);
        if (leaving > 0 && group.IsMixed)
        {
            FindLeaving(group, leaving);
            foreach (var instance in _leaving)
            {
                if (!_instances[instance].Spot) onDemand--;
            }
            members -= leaving;
            // Scale-in chooses those who are not known yet, and keeps the split.
            for (var unknown = leaving - _leaving.Count; unknown > 0; unknown--)
            {
                if (!group.RemovalTakesSpot(members + unknown, onDemand)) onDemand--;
            }
        }
        return !group.NextIsOnDemand(members, onDemand);
    }

    // In the order in which Shrink takes them: what is queued for replacement, then the old halves of moves between zones.
    private void FindLeaving(AutoScalingGroup group, int count)
    {
        _leaving.Clear();
        Add(group.ToReplace);
        Add(group.AtRisk);
        if (group.Refresh is { } refresh) Add(refresh.Queue);
        Add(group.Movers);

        void Add(InstanceQueue queue)
        {
            foreach (var (instance, generation) in queue.Items)
            {
                if (_leaving.Count == count) return;
                if (!_instances.IsCurrent(instance, generation) || !IsInService(instance) || _leaving.Contains(instance)) continue;
                if (queue == group.Refresh?.Queue && !MayRefresh(group.Refresh, instance)) continue;
                _leaving.Add(instance);
            }
        }
    }

    /// <summary>
    /// Notes which instance of a zone the scale-in after a move is going to take, so that its other half is launched in the same purchase option; a draw among
    /// equals falls on it later. Groups of one purchase option need no such note.
    /// </summary>
    private void NoteMover(AutoScalingGroup group, int zone)
    {
        if (!group.IsMixed) return;
        var left = 0;
        for (var i = CollectCandidates(group) - 1; i >= 0; i--)
        {
            var candidate = _candidates[i];
            if (_instances[candidate].Zone == zone && !group.Movers.Holds(candidate)) _narrowed[left++] = candidate;
        }
        if (left == 0) return;
        ref var row = ref _rows[group.Index];
        var (members, onDemand) = (row.Pending + row.InService - group.Extras, group.OnDemand);
        foreach (var (instance, generation) in group.Movers.Items)
        {
            if (_instances.IsCurrent(instance, generation) && !_instances[instance].Spot) onDemand--;
        }
        onDemand = Math.Max(0, onDemand);
        var context = new TerminationContext(_calendar.Now, group.RemovalTakesSpot(members, onDemand), group, _allocation);
        foreach (var policy in group.Termination)
        {
            if (left == 1) break;
            left = TerminationPolicies.Narrow(policy, _narrowed.AsSpan(0, left), _instances, in context);
        }
        group.Movers.Add(_narrowed[0], _instances.GenerationOf(_narrowed[0]));
    }

    // The noted instance among those that the termination policies leave, or -1.
    private int MoverAmong(AutoScalingGroup group, ReadOnlySpan<int> narrowed)
    {
        if (group.BalanceDue == 0 || !group.IsMixed) return -1;
        foreach (var (instance, _) in group.Movers.Items)
        {
            if (narrowed.Contains(instance)) return instance;
        }
        return -1;
    }
}
