using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Balance between zones (ASG-RB-01). A move is a launch in the emptiest zone where something is to be had; when it serves, the ordinary scale-in takes an
/// instance from the fullest zone. A move is made only where it narrows the gap: sent on to a third zone, a launch would be taken back and tried again for as
/// long as a shortage lasts. What cannot be moved now (nothing to be had, only protected instances in the full zone) stays due: the group looks again whenever
/// one of its instances arrives, goes, loses its protection, or capacity comes back.
/// AWS: EC2 Auto Scaling User Guide, "Rebalancing activities".
/// </summary>
public sealed partial class Ec2
{
    private readonly bool _balancesAlways;

    /// <summary>Launches the new halves of all moves that are to be made; meanwhile the group may exceed its maximum by a tenth, at least by one.</summary>
    private void Rebalance(AutoScalingGroup group)
    {
        if (group.Extras > 0 || IsSuspended(group, ScalingProcesses.AZRebalance | ScalingProcesses.Launch)) return;
        Span<int> members = stackalloc int[_zoneOut.Length];
        Span<int> movable = stackalloc int[_zoneOut.Length];
        CountZones(group, members, movable);
        ref var row = ref _rows[group.Index];
        var room = AutoScalingGroup.BalanceCeiling(row.MaxSize) - row.Pending - row.InService;
        uint refused = 0;
        group.Movers.Clear();
        while (NextMove(group, members, movable, refused) is { To: >= 0 } move)
        {
            group.Rebalancing |= _balancesAlways;
            if (!group.Rebalancing || room <= 0) return;
            switch (LaunchInto(group, move.From, move.To))
            {
                case BalanceLaunch.Postponed: return;
                case BalanceLaunch.Refused:
                    refused |= 1u << move.To;
                    continue;
            }
            room--;
            members[move.To]++;
            members[move.From]--;
            movable[move.From]--;
        }
        // Zones that had nothing to give are tried again when they have; without them in the way the group is even.
        if (refused == 0 && group.Extras == 0 && IsEven(group, members)) group.Rebalancing = false;
    }

    /// <summary>Asks for a look at the zones when a move between them has become possible.</summary>
    private void WatchBalance(AutoScalingGroup group)
    {
        if (group.Extras > 0 || !(_balancesAlways || group.Rebalancing)) return;
        Span<int> members = stackalloc int[_zoneOut.Length];
        Span<int> movable = stackalloc int[_zoneOut.Length];
        CountZones(group, members, movable);
        if (NextMove(group, members, movable, 0).To >= 0) RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
    }

    private void CountZones(AutoScalingGroup group, Span<int> members, Span<int> movable)
    {
        for (var zone = 0; zone < members.Length; zone++) (members[zone], movable[zone]) = (group.InZone(zone), group.MovableIn(zone));
    }

    /// <summary>
    /// From the fullest zone with an instance that may go (zones that the group has left come first) to the emptiest that may be launched in; To is -1 when
    /// no move narrows the gap. Zones that are out take no part.
    /// </summary>
    private (int From, int To) NextMove(AutoScalingGroup group, ReadOnlySpan<int> members, ReadOnlySpan<int> movable, uint refused)
    {
        var (from, to, most) = (-1, -1, 0);
        for (var zone = 0; zone < members.Length; zone++)
        {
            var isOwn = group.Definition.Zones.Contains(zone);
            if (isOwn && _zoneOut[zone]) continue;
            var weight = isOwn ? members[zone] : int.MaxValue;
            if (movable[zone] > 0 && weight > most) (from, most) = (zone, weight);
            if (isOwn && (refused & (1u << zone)) == 0 && (to < 0 || members[zone] < members[to])) to = zone;
        }
        return from >= 0 && to >= 0 && most - members[to] >= 2 ? (from, to) : (-1, -1);
    }

    private bool IsEven(AutoScalingGroup group, ReadOnlySpan<int> members)
    {
        var (least, most) = (int.MaxValue, 0);
        for (var zone = 0; zone < members.Length; zone++)
        {
            if (!group.Definition.Zones.Contains(zone))
            {
                if (members[zone] > 0) return false;
                continue;
            }
            if (_zoneOut[zone]) continue;
            least = Math.Min(least, members[zone]);
            most = Math.Max(most, members[zone]);
        }
        return most - least < 2;
    }

    private BalanceLaunch LaunchInto(AutoScalingGroup group, int from, int zone)
    {
        if (TakeWarm(group, ExtraLaunch.Balance, zone)) return BalanceLaunch.Made;
        var movers = group.Movers.Count;
        NoteMover(group, from);
        var made = LaunchInto(group, zone, NextIsSpot(group, ExtraLaunch.Balance));
        if (made != BalanceLaunch.Made && group.Movers.Count > movers) group.Movers.RemoveLast();
        return made;
    }

    private BalanceLaunch LaunchInto(AutoScalingGroup group, int zone, bool spot)
    {
        var type = _allocation.TypeFor(group, zone, spot, _calendar.Now);
        if (type < 0) return BalanceLaunch.Refused;
        if (!_quotas.Allows(type, spot))
        {
            RequestReconcile(group, _calendar.Now + _times.LaunchRetry);
            return BalanceLaunch.Postponed;
        }
        if (!_launches.TryTake(_calendar.Now))
        {
            RequestReconcile(group, _launches.NextAt(_calendar.Now));
            return BalanceLaunch.Postponed;
        }
        LaunchCold(group, new(zone, type, spot, GroupEventKind.StateChange, -1), ExtraLaunch.Balance);
        return BalanceLaunch.Made;
    }

    /// <summary>What became of the new half of a move.</summary>
    private enum BalanceLaunch
    {
        /// <summary>It is on its way.</summary>
        Made,

        /// <summary>The zone has none to give.</summary>
        Refused,

        /// <summary>The account's quota or launch rate has no room; tried again later.</summary>
        Postponed,
    }
}
