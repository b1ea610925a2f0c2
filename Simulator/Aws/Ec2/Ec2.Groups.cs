using Simulator.Kernel;
using Simulator.Model;
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
        if (generation == Noticed) group.Unnoticed--;
        else if (group.NextReconcile == _calendar.Now) group.NextReconcile = Instant.MaxValue;
        var surplus = Surplus(group);
        if (surplus < 0) Launch(group, -surplus, forBalance: false);
        else if (surplus > 0) ScaleIn(group, surplus);
        if (group.Rebalancing && Surplus(group) == 0) Rebalance(group);
    }

    /// <summary>
    /// Members beyond what is wanted. Failed instances count until they are noticed; instances launched for balance are wanted on top until they serve, as
    /// far as the ceiling allows (growth of the group meanwhile may use that room up).
    /// </summary>
    private int Surplus(AutoScalingGroup group)
    {
        ref var row = ref _rows[group.Index];
        return row.Pending + row.InService + group.Unnoticed - Math.Min(row.Desired + group.BalanceLaunches, AutoScalingGroup.BalanceCeiling(_rows[group.Index].MaxSize));
    }

    /// <summary>
    /// Launches up to <paramref name="count"/> instances, as many as the account's launch bucket allows now (ASG-LC-06); the rest when it refills. Where
    /// every zone of the group is out nothing launches until one is back.
    /// </summary>
    private void Launch(AutoScalingGroup group, int count, bool forBalance)
    {
        for (var i = 0; i < count; i++)
        {
            var zone = ChooseZone(group);
            if (zone < 0) return;
            if (!_launches.TryTake(_calendar.Now))
            {
                RequestReconcile(group, _launches.NextAt(_calendar.Now));
                return;
            }
            LaunchIn(group, zone, forBalance);
        }
    }

    private void LaunchIn(AutoScalingGroup group, int zone, bool forBalance)
    {
        var birth = group.Births;
        var instance = AddMember(group, zone);
        var generation = _instances.GenerationOf(instance);
        _forBalance[instance] = forBalance;
        if (forBalance) group.BalanceLaunches++;
        _rows[group.Index].LastLaunch = _calendar.Now;
        var started = _calendar.Now + _api.AtBirth(_births, Purpose.InstanceApi, group.Key, birth) + _pending.AtBirth(_births, Purpose.InstancePending, group.Key, birth);
        var connected = started + _boot.AtBirth(_births, Purpose.InstanceBoot, group.Key, birth) + _agent.AtBirth(_births, Purpose.InstanceAgent, group.Key, birth);
        _calendar.Schedule(started, EventKinds.InstanceStarted, instance, generation);
        _calendar.Schedule(connected, EventKinds.AgentRegistered, instance, generation);
    }

    /// <summary>The zone with the fewest members among those that are not out (ASG-LC-05); ties by a draw of this birth; -1 when all are out.</summary>
    private int ChooseZone(AutoScalingGroup group)
    {
        Span<int> fewest = stackalloc int[_zoneOut.Length];
        var ties = 0;
        foreach (var zone in group.Definition.Zones)
        {
            if (_zoneOut[zone] || (ties > 0 && group.InZone(zone) > group.InZone(fewest[0]))) continue;
            if (ties > 0 && group.InZone(zone) < group.InZone(fewest[0])) ties = 0;
            fewest[ties++] = zone;
        }
        return ties <= 1 ? (ties == 1 ? fewest[0] : -1) : fewest[_births.Index(ties, Purpose.AvailabilityZoneTie, group.Key, group.Births)];
    }

    private int AddMember(AutoScalingGroup group, int zone)
    {
        ref var row = ref _rows[group.Index];
        var spot = !group.NextIsOnDemand(row.Pending + row.InService);
        group.TakeBirth();
        return Add(group.Index, group.TypeFor(zone, spot), zone, spot, -1);
    }

    /// <summary>A new row in state Pending, reported and counted.</summary>
    private int Add(int group, int type, int zone, bool spot, int set)
    {
        var instance = _instances.Add();
        if (instance >= _forBalance.Length) Array.Resize(ref _forBalance, _forBalance.Length * 2);
        ref var row = ref _instances[instance];
        row.AutoScalingGroup = group;
        row.InstanceType = type;
        row.Zone = zone;
        row.Spot = spot;
        row.ProtectedFromScaleIn = group >= 0 && _groups[group].Definition.NewInstancesProtectedFromScaleIn;
        row.State = Ec2InstanceState.Pending;
        row.ContainerInstance = -1;
        row.ContainerInstanceSet = set;
        row.Ordinal = _ordinal++;
        row.Launched = _calendar.Now;
        row.InService = Instant.MaxValue;
        if (group >= 0)
        {
            _groups[group].Count(in row, 1);
            CountIn(ref _rows[group], Ec2InstanceState.Pending, 1);
        }
        _transitions.Report(new(instance, Ec2InstanceState.Pending, Ec2InstanceState.Pending, TerminationReason.None));
        return instance;
    }

    private void AddRunning(AutoScalingGroup group)
    {
        var zone = ChooseZone(group);
        MakeRunning(AddMember(group, zone));
    }

    private void MakeRunning(int instance)
    {
        MakeInService(instance);
        _agents.Report(new(instance));
    }

    private void MakeInService(int instance)
    {
        _instances[instance].InService = _calendar.Now;
        Move(instance, Ec2InstanceState.InService, TerminationReason.None);
    }

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
            _instances[instance].Reason = TerminationReason.ScaleIn;
            if (group.ManagedDraining && _instances[instance].ContainerInstance >= 0)
            {
                Move(instance, Ec2InstanceState.TerminatingWait, TerminationReason.ScaleIn);
                _calendar.ScheduleIn(_drainingLimit, EventKinds.DrainTimeoutDue, instance, _instances.GenerationOf(instance));
            }
            else
            {
                ShutDown(instance); // nothing runs on an instance that has not registered, so there is nothing to drain
            }
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

    /// <summary>Place of the instance to terminate among the first <paramref name="count"/> candidates.</summary>
    private int ChooseVictim(AutoScalingGroup group, int count)
    {
        var most = 0;
        var left = 0;
        for (var i = 0; i < count; i++)
        {
            var members = group.InZone(_instances[_candidates[i]].Zone);
            if (members < most) continue;
            if (members > most) left = 0;
            most = members;
            _narrowed[left++] = _candidates[i];
        }
        ref var row = ref _rows[group.Index];
        var context = new TerminationContext(_calendar.Now, group.RemovalTakesSpot(row.Pending + row.InService), group.Definition.InstanceTypes);
        foreach (var policy in group.Termination)
        {
            if (left == 1) break;
            left = TerminationPolicies.Narrow(policy, _narrowed.AsSpan(0, left), _instances, in context);
        }
        var victim = _narrowed[left == 1 ? 0 : _births.Index(left, Purpose.TerminationChoice, group.Key, group.Choices)];
        group.Choices++;
        return Array.IndexOf(_candidates, victim, 0, count);
    }

    /// <summary>
    /// Moves instances into a zone that came back: new ones launch first, and as each enters service the ordinary scale-in takes one from the fullest
    /// zone. Meanwhile the group may exceed its maximum by a tenth, at least by one (ASG-RB-01).
    /// </summary>
    private void Rebalance(AutoScalingGroup group)
    {
        if (group.BalanceLaunches > 0) return;
        var (zones, total, least, most) = (0, 0, int.MaxValue, 0);
        foreach (var zone in group.Definition.Zones)
        {
            var members = group.InZone(zone);
            total += members;
            if (_zoneOut[zone]) continue;
            zones++;
            least = Math.Min(least, members);
            most = Math.Max(most, members);
        }
        if (zones < 2 || most - least < 2)
        {
            group.Rebalancing = false;
            return;
        }
        var (missing, over) = (0, 0);
        foreach (var zone in group.Definition.Zones)
        {
            if (_zoneOut[zone]) continue;
            missing += Math.Max(0, (total / zones) - group.InZone(zone));
            over += Math.Max(0, group.InZone(zone) - ((total + zones - 1) / zones));
        }
        Launch(group, Math.Min(Math.Max(missing, over), AutoScalingGroup.BalanceCeiling(_rows[group.Index].MaxSize) - total), forBalance: true);
    }
}
