using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Warm pools (ASG-WP-01 … 03): instances that were launched ahead and wait, stopped by default. Scale-out takes them first; a depleted pool means cold starts.
/// AWS: EC2 Auto Scaling User Guide, "Warm pools for applications with long boot times".
/// </summary>
public sealed partial class Ec2
{
    // At a steady start the pool is prepared already.
    private void PrepareWarmPool(AutoScalingGroup group)
    {
        if (group.Definition.WarmPool is not { } pool) return;
        ref var row = ref _rows[group.Index];
        for (var missing = pool.SizeFor(row.MaxSize, row.Desired); missing > 0; missing--)
        {
            var instance = AddWarm(group);
            if (instance < 0) return;
            if (pool.State == WarmPoolState.Running) RegisterEarly(group, instance);
            Move(instance, StateOf(pool.State), TerminationReason.None);
        }
    }

    /// <summary>Fills the pool up, or ends what is too many: an instance never comes back from the group into it.</summary>
    private void KeepWarmPool(AutoScalingGroup group)
    {
        if (group.Definition.WarmPool is not { } pool) return;
        ref var row = ref _rows[group.Index];
        if (row.Warm == 0 && row.Pending + row.InService < row.Desired && !IsSuspended(group, ScalingProcesses.Launch)) return; // the group itself goes first
        var missing = pool.SizeFor(row.MaxSize, row.Desired) - row.Warm;
        for (; missing > 0 && !IsSuspended(group, ScalingProcesses.Launch); missing--)
        {
            if (!_launches.TryTake(_calendar.Now))
            {
                RequestReconcile(group, _launches.NextAt(_calendar.Now));
                return;
            }
            var instance = AddWarm(group);
            if (instance < 0) return;
            var birth = _notes[instance].Birth;
            var outcome = group.Hooks.AtLaunch ? group.Hooks.Launch(_births, group.Key, birth) : new HookOutcome(Duration.Zero, true);
            _notes[instance].Abandons = !outcome.Continue;
            var prepared = _calendar.Now + _times.Start(group.Key, birth) + _times.Boot(group.Key, birth) + outcome.After;
            _calendar.Schedule(prepared, EventKinds.WarmInstancePrepared, instance, _instances.GenerationOf(instance));
        }
        for (; missing < 0 && !IsSuspended(group, ScalingProcesses.Terminate); missing++)
        {
            var instance = WarmInstance(group, fullest: true);
            if (instance < 0) return;
            _instances[instance].Reason = TerminationReason.WarmPoolScaleIn;
            ShutDown(instance);
        }
    }

    private int AddWarm(AutoScalingGroup group)
    {
        var choice = Choose(group);
        if (choice.Zone < 0)
        {
            FailLaunch(group, in choice, 1);
            return -1;
        }
        var birth = group.TakeBirth();
        var instance = Add(group.Index, choice.Type, WarmZone(group, choice.Zone), false, -1, Ec2InstanceState.WarmedPending);
        _notes[instance].Birth = birth;
        return instance;
    }

    // The pool is spread over zones like the group: the zone with the fewest members and pool instances together.
    private int WarmZone(AutoScalingGroup group, int fallback)
    {
        var (best, fewest) = (fallback, int.MaxValue);
        foreach (var zone in group.Definition.Zones)
        {
            if (_zoneOut[zone] || _capacity.IsShort(group.Definition.InstanceTypes[0], zone, false)) continue;
            var count = group.InZone(zone);
            for (var i = 0; i < _instances.Length; i++)
            {
                if (_instances.IsAlive(i) && _instances[i].AutoScalingGroup == group.Index && _instances[i].Zone == zone && IsWarm(_instances[i].State)) count++;
            }
            if (count < fewest) (best, fewest) = (zone, count);
        }
        return best;
    }

    private void OnWarmInstancePrepared(int instance)
    {
        if (_instances[instance].State != Ec2InstanceState.WarmedPending || GroupOf(instance) is not { } group) return;
        if (_notes[instance].Abandons || group.Definition.WarmPool is not { } pool)
        {
            _instances[instance].Reason = TerminationReason.LaunchAbandoned;
            ShutDown(instance);
            RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
            return;
        }
        var registers = RegisterEarly(group, instance);
        Move(instance, StateOf(pool.State), TerminationReason.None);
        if (registers && pool.State != WarmPoolState.Running) _agents.Report(new(instance, false)); // it stops with its instance
    }

    // Without ECS_WARM_POOLS_CHECK the agent registers as soon as it runs, and tasks may be placed on an instance that is about to be stopped (ASG-WP-03). At a steady
    // start that was long ago.
    private bool RegisterEarly(AutoScalingGroup group, int instance)
    {
        if (group.Definition.Agent.WarmPoolsCheck) return false;
        _agents.Report(new(instance));
        return true;
    }

    /// <summary>Takes an instance of the warm pool, of a given zone if one is given, into the group; false when there is none that may be started.</summary>
    private bool TakeWarm(AutoScalingGroup group, ExtraLaunch extra, int zone = -1)
    {
        if (_rows[group.Index].Warm == 0 || group.Definition.WarmPool is not { } pool) return false;
        var instance = WarmInstance(group, fullest: false, zone);
        if (instance < 0) return false;
        Move(instance, Ec2InstanceState.Pending, TerminationReason.None);
        ref var row = ref _instances[instance];
        row.Joined = _calendar.Now;
        row.ProtectedFromScaleIn = group.Definition.NewInstancesProtectedFromScaleIn;
        NoteExtra(group, instance, extra);
        var birth = _notes[instance].Birth;
        if (pool.State == WarmPoolState.Running)
        {
            var serves = _calendar.Now + _times.WarmStart(group.Key, birth, 0);
            Bring(instance, serves, serves + _times.WarmStart(group.Key, birth, 1));
            return true;
        }
        var share = pool.State == WarmPoolState.Stopped ? _times.StoppedShare : _times.HibernatedShare;
        var started = _calendar.Now + Share(_times.Start(group.Key, birth), share);
        Bring(instance, started, started + Share(_times.Boot(group.Key, birth), share));
        return true;
    }

    // A prepared instance of the zone with the fewest members (or the most, when one must go), the oldest first; one that cannot be started is passed over.
    private int WarmInstance(AutoScalingGroup group, bool fullest, int zone = -1)
    {
        var best = -1;
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i) || _instances[i].AutoScalingGroup != group.Index || !IsWarm(_instances[i].State)) continue;
            if ((zone >= 0 && _instances[i].Zone != zone) || (!fullest && !CanBeStarted(i))) continue;
            if (best < 0 || Ranks(i).CompareTo(Ranks(best)) < 0) best = i;
        }
        return best;

        (int Members, long Age) Ranks(int i) =>
            (fullest ? -group.InZone(_instances[i].Zone) : group.InZone(_instances[i].Zone), fullest ? -_instances[i].Ordinal : _instances[i].Ordinal);
    }

    private bool CanBeStarted(int instance)
    {
        ref readonly var row = ref _instances[instance];
        if (row.State == Ec2InstanceState.WarmedPending || _zoneOut[row.Zone]) return false;
        return row.State == Ec2InstanceState.WarmedRunning || (!_capacity.IsShort(row.InstanceType, row.Zone, false) && _quotas.Allows(row.InstanceType, false));
    }

    private static bool IsWarm(Ec2InstanceState state) => state is >= Ec2InstanceState.WarmedPending and <= Ec2InstanceState.WarmedHibernated;

    private static Duration Share(Duration whole, double share) => new((long)Math.Round(whole.Nanoseconds * share));

    private static Ec2InstanceState StateOf(WarmPoolState state) => state switch
    {
        WarmPoolState.Stopped => Ec2InstanceState.WarmedStopped,
        WarmPoolState.Running => Ec2InstanceState.WarmedRunning,
        _ => Ec2InstanceState.WarmedHibernated,
    };
}
