using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Spot interruptions: EC2 takes back a share of a pool (ASG-SP-03). Each victim gets a rebalance recommendation, later the two-minute notice (ASG-SP-01), and
/// then ends. With Capacity Rebalancing the group launches a replacement on the recommendation, if another pool has room (ASG-RB-02).
/// </summary>
public sealed partial class Ec2
{
    private void StartSpotMarket()
    {
        var pools = new SortedSet<int>();
        foreach (var group in _groups)
        {
            if (group.Definition.OnDemandPercentageAboveBase >= 100) continue;
            foreach (var type in group.Definition.InstanceTypes)
            {
                foreach (var zone in group.Definition.Zones) pools.Add(_market.PoolOf(type, zone));
            }
        }
        foreach (var provider in _scenario.CapacityProviders)
        {
            if (provider.ManagedInstances is not { Spot: true } managed) continue;
            foreach (var type in managed.InstanceTypes)
            {
                foreach (var zone in managed.Zones) pools.Add(_market.PoolOf(type, zone));
            }
        }
        foreach (var pool in pools) ScheduleReclaim(pool);
    }

    private void ScheduleReclaim(int pool)
    {
        if (_market.NextReclaim(pool) is { } gap && gap < _end - _calendar.Now) _calendar.ScheduleIn(gap, EventKinds.SpotReclaimDue, pool);
    }

    private void OnSpotReclaimDue(int pool)
    {
        var reclaim = _market.TakeReclaim(pool);
        var back = _market.Drain(pool, _calendar.Now);
        var (type, zone) = (_market.TypeOf(pool), _market.ZoneOf(pool));
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i)) continue;
            ref readonly var row = ref _instances[i];
            if (!row.Spot || row.InstanceType != type || row.Zone != zone || row.State >= Ec2InstanceState.Terminating || row.SpotNotice < Instant.MaxValue) continue;
            if (!_births.Chance(_market.ReclaimShare, Purpose.SpotVictim, row.Ordinal, _market.KeyOf(pool) ^ reclaim)) continue;
            Recommend(i);
            _calendar.ScheduleIn(_times.RebalanceLead(row.Ordinal), EventKinds.SpotNoticeDue, i, _instances.GenerationOf(i));
        }
        foreach (var group in _groups)
        {
            // When the pool has capacity again, what could not be launched is tried again and zones are evened out; a reconcile that comes sooner does not do for it.
            if (group.Definition.OnDemandPercentageAboveBase < 100 && group.Definition.InstanceTypes.Contains(type) && back <= _end)
                _calendar.Schedule(back, EventKinds.GroupReconcileDue, group.Index);
        }
        ScheduleReclaim(pool);
    }

    // ASG-RB-02: a replacement first, where another pool has room; the old one goes when the new one serves. Protected instances are left to their fate.
    private void Recommend(int instance)
    {
        if (_notes[instance].AtRisk) return;
        _notes[instance].AtRisk = true;
        ReportEvent(GroupEventKind.RebalanceRecommendation, _instances[instance].AutoScalingGroup, instance);
        if (GroupOf(instance) is not { Definition.CapacityRebalance: true } group || !IsInService(instance)) return;
        if (_instances[instance].ProtectedFromScaleIn || _notes[instance].Wanted != TerminationReason.None) return;
        ref var row = ref _rows[group.Index];
        if (row.Pending + row.InService >= AutoScalingGroup.BalanceCeiling(row.MaxSize)) return;
        group.AtRisk.Add(instance, _instances.GenerationOf(instance)); // in advance: its replacement is to be of its purchase option
        var extras = group.Extras;
        if (Choose(group, ExtraLaunch.Replacement).Zone >= 0) Launch(group, 1, ExtraLaunch.Replacement);
        if (group.Extras == extras) group.AtRisk.RemoveLast();
        else _notes[instance].Wanted = TerminationReason.CapacityRebalance;
    }

    private void OnSpotNoticeDue(int instance) => GiveSpotNotice(instance);

    private void GiveSpotNotice(int instance)
    {
        ref var row = ref _instances[instance];
        if (!row.Spot || row.SpotNotice < Instant.MaxValue || row.State >= Ec2InstanceState.Terminating) return;
        if (!_notes[instance].AtRisk) Recommend(instance); // it came together with the notice
        row.SpotNotice = _calendar.Now;
        var generation = _instances.GenerationOf(instance);
        ReportEvent(GroupEventKind.SpotInterruptionNotice, row.AutoScalingGroup, instance);
        _calendar.ScheduleIn(SpotNotice, EventKinds.SpotInterruptionDue, instance, generation);
        if (row.ManagedBy > 0) OnSpotNoticeRead(instance);
        if (GroupOf(instance) is not { } group) return;
        if (group.ManagedDraining) OnSpotNoticeRead(instance);
        else if (group.Definition.Agent.SpotInstanceDraining) _calendar.ScheduleIn(_times.NoticePoll(row.Ordinal), EventKinds.SpotNoticeRead, instance, generation);
        // With Capacity Rebalancing the group does not wait for the end of an instance that it could not replace in time.
        if (group.Definition.CapacityRebalance && IsInService(instance) && !row.ProtectedFromScaleIn) ReplaceNow(group, instance, TerminationReason.CapacityRebalance);
    }

    // ASG-SP-02, CP-MD-01: whoever reads the notice, the agent or ECS itself, sets the container instance DRAINING.
    private void OnSpotNoticeRead(int instance)
    {
        if (_instances[instance].ContainerInstance is var host && host >= 0) _drains.Report(new(host));
    }
}
