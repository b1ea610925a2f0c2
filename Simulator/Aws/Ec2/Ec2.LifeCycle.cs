using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ec2;

/// <summary>The life of an instance from its start to its end (ASG-LC-02).</summary>
public sealed partial class Ec2
{
    private void OnInstanceStarted(int instance)
    {
        if (_instances[instance].State != Ec2InstanceState.Pending) return;
        var group = GroupOf(instance);
        if (group is null || !group.Hooks.AtLaunch)
        {
            EnterService(instance);
            return;
        }
        Move(instance, Ec2InstanceState.PendingWait, TerminationReason.None);
        var outcome = group.Hooks.Launch(_births, group.Key, _notes[instance].Birth);
        _notes[instance].Abandons = !outcome.Continue;
        _calendar.ScheduleIn(outcome.After, EventKinds.LaunchHooksEnded, instance, _instances.GenerationOf(instance));
    }

    private void OnLaunchHooksEnded(int instance)
    {
        if (_instances[instance].State != Ec2InstanceState.PendingWait) return;
        if (!_notes[instance].Abandons)
        {
            EnterService(instance);
            return;
        }
        BeginTermination(instance, TerminationReason.LaunchAbandoned);
        RequestReconcile(GroupOf(instance)!, _calendar.Now + _times.ReconcileDelay); // the group launches another
    }

    private void EnterService(int instance)
    {
        MakeInService(instance);
        var group = GroupOf(instance);
        if (group is null) return;
        ServeAsExtra(group, instance);
        // Shrunk meanwhile, the old half of a move between zones, or the next instance to replace.
        if (Surplus(group) > 0 || group.ToReplace.Count > 0 || group.Refresh is not null) RequestReconcile(group, _calendar.Now);
        else WatchBalance(group);
    }

    // An instance launched beyond desired capacity counts from now on, in a refresh only once it is warm.
    private void ServeAsExtra(AutoScalingGroup group, int instance)
    {
        if (group.Refresh is { } refresh && refresh.Warmup > Duration.Zero)
        {
            _calendar.ScheduleIn(refresh.Warmup, EventKinds.ReplacementWarm, instance, _instances.GenerationOf(instance));
            if (_notes[instance].Extra == ExtraLaunch.Replacement) return;
        }
        EndExtra(group, instance);
    }

    private void EndExtra(AutoScalingGroup group, int instance)
    {
        ref var notes = ref _notes[instance];
        if (notes.Extra == ExtraLaunch.None) return;
        if (notes.Extra == ExtraLaunch.Balance) group.BalanceDue++;
        notes.Extra = ExtraLaunch.None;
        group.Extras--;
    }

    // The agent registers as soon as it runs; a launch hook does not keep it from that.
    private void OnAgentRegistered(int instance)
    {
        if (_instances[instance].State is Ec2InstanceState.PendingWait or Ec2InstanceState.InService or Ec2InstanceState.Standby && _notes[instance].Impairments == 0)
        {
            if (_notes[instance].Reboots) TellLostContainers(instance);
            _agents.Report(new(instance));
        }
    }

    /// <summary>An instance is to end in an orderly way: its target groups let it go first, then the hooks run, then it shuts down (ASG-LC-02).</summary>
    private void BeginTermination(int instance, TerminationReason reason)
    {
        ref var row = ref _instances[instance];
        row.Reason = reason;
        var group = GroupOf(instance);
        if (group is not null && row.State == Ec2InstanceState.InService && group.DeregistrationDelay > Duration.Zero)
        {
            Move(instance, Ec2InstanceState.Deregistering, reason);
            _calendar.ScheduleIn(group.DeregistrationDelay, EventKinds.InstanceDeregistered, instance, _instances.GenerationOf(instance));
            return;
        }
        BeginTerminateHooks(instance);
    }

    private void OnInstanceDeregistered(int instance)
    {
        if (_instances[instance].State == Ec2InstanceState.Deregistering) BeginTerminateHooks(instance);
        else OnDetaching(instance);
    }

    // All hooks at once: the user's, and ECS's managed draining where something may run that is to be drained.
    private void BeginTerminateHooks(int instance)
    {
        ref var row = ref _instances[instance];
        var group = GroupOf(instance);
        var generation = _instances.GenerationOf(instance);
        byte hooks = 0;
        if (group is { ManagedDraining: true } && !IsDrained(row.ContainerInstance)) hooks |= InstanceNotes.DrainingHook;
        if (group is { Hooks.AtTermination: true }) hooks |= InstanceNotes.UserHooks;
        if (hooks == 0)
        {
            ShutDown(instance);
            return;
        }
        _notes[instance].OpenHooks = hooks;
        var drains = (hooks & InstanceNotes.DrainingHook) != 0;
        Move(instance, drains ? Ec2InstanceState.TerminatingWait : Ec2InstanceState.TerminatingHeld, row.Reason);
        if (drains) _calendar.ScheduleIn(_times.DrainingLimit, EventKinds.DrainTimeoutDue, instance, generation);
        if ((hooks & InstanceNotes.UserHooks) == 0) return;
        var outcome = group!.Hooks.Termination(_births, group.Key, _notes[instance].Birth);
        _notes[instance].Abandons = !outcome.Continue;
        _calendar.ScheduleIn(outcome.After, EventKinds.TerminateHooksEnded, instance, generation);
    }

    // Nothing runs on an instance that has not registered, or that was drained before.
    private bool IsDrained(int containerInstance) =>
        containerInstance < 0 || (_containerInstances[containerInstance].Status == ContainerInstanceStatus.Draining && _containerInstances[containerInstance].Tasks == 0);

    private void OnTerminateHooksEnded(int instance)
    {
        // ABANDON ends the wait of the other hooks too, ECS's included.
        if (_notes[instance].Abandons) _notes[instance].OpenHooks = InstanceNotes.UserHooks;
        CompleteHook(instance, InstanceNotes.UserHooks);
    }

    private void CompleteHook(int instance, byte hook)
    {
        if (_instances[instance].State is not (Ec2InstanceState.TerminatingWait or Ec2InstanceState.TerminatingHeld)) return;
        ref var notes = ref _notes[instance];
        if ((notes.OpenHooks & hook) == 0) return;
        notes.OpenHooks ^= hook;
        if (notes.OpenHooks == 0) ShutDown(instance);
    }

    private void ShutDown(int instance)
    {
        Move(instance, Ec2InstanceState.Terminating, _instances[instance].Reason);
        _calendar.ScheduleIn(_times.Shutdown, EventKinds.InstanceTerminated, instance, _instances.GenerationOf(instance));
    }

    /// <summary>An instance ends without asking anybody: no hook, no drain. A Spot interruption ends its bill at once.</summary>
    private void Fail(int instance, TerminationReason reason)
    {
        ref var row = ref _instances[instance];
        if (row.State is Ec2InstanceState.Terminating or Ec2InstanceState.Terminated) return;
        var noticed = _calendar.Now + _times.FailureDetection;
        var group = GroupOf(instance);
        if (group is not null && IsMember(row.State) && _notes[instance].Extra == ExtraLaunch.None && !Adopt(group, instance))
        {
            group.Unnoticed++;
            _calendar.Schedule(noticed, EventKinds.GroupReconcileDue, group.Index, Noticed);
        }
        else if (group is not null && _notes[instance].Unnoticed)
        {
            _notes[instance].Unnoticed = false; // it had stopped before; its row goes now, so the group notices by itself
            _calendar.Schedule(noticed, EventKinds.GroupReconcileDue, group.Index, Noticed);
        }
        Move(instance, Ec2InstanceState.Terminating, reason);
        var ends = reason == TerminationReason.SpotInterruption ? _calendar.Now : noticed;
        _calendar.Schedule(ends, EventKinds.InstanceTerminated, instance, _instances.GenerationOf(instance));
    }

    /// <summary>The only place where an instance's state moves: keeps the counters and reports.</summary>
    private void Move(int instance, Ec2InstanceState to, TerminationReason reason)
    {
        ref var row = ref _instances[instance];
        var from = row.State;
        row.State = to;
        row.Reason = reason;
        if (Runs(from) != Runs(to)) _quotas.Count(row.InstanceType, row.Spot, Runs(to) ? 1 : -1);
        if (IsStopped(to) && !IsStopped(from)) row.StoppedSince = _calendar.Now;
        if (IsStopped(from) && !IsStopped(to))
        {
            row.StoppedFor += _calendar.Now - row.StoppedSince;
            row.StoppedSince = Instant.MaxValue;
        }
        if (row.AutoScalingGroup >= 0)
        {
            var group = _groups[row.AutoScalingGroup];
            CountIn(ref _rows[group.Index], from, -1);
            CountIn(ref _rows[group.Index], to, 1);
            if ((from == Ec2InstanceState.InService) != (to == Ec2InstanceState.InService) && !row.ProtectedFromScaleIn)
                group.CountMovable(row.Zone, to == Ec2InstanceState.InService ? 1 : -1);
            if (IsMember(from) && !IsMember(to)) LeaveMembers(group, instance);
            else if (!IsMember(from) && IsMember(to)) group.Count(in row, 1);
        }
        _transitions.Report(new(instance, from, to, reason));
    }

    private void LeaveMembers(AutoScalingGroup group, int instance)
    {
        group.Count(in _instances[instance], -1);
        ref var notes = ref _notes[instance];
        if (notes.Unnoticed) group.Unnoticed--;
        notes.Unnoticed = false;
        if (notes.Extra == ExtraLaunch.None) return;
        group.Extras--;
        notes.Extra = ExtraLaunch.None;
        RequestReconcile(group, _calendar.Now + _times.FailureDetection); // what it was launched for is still to be done
    }

    private static bool IsMember(Ec2InstanceState state) => state <= Ec2InstanceState.InService;

    private static bool IsStopped(Ec2InstanceState state) => state is Ec2InstanceState.WarmedStopped or Ec2InstanceState.WarmedHibernated or Ec2InstanceState.Stopped;

    private static bool Runs(Ec2InstanceState state) => state != Ec2InstanceState.Terminated && !IsStopped(state);

    private static void CountIn(ref AutoScalingGroupRow row, Ec2InstanceState state, int by)
    {
        switch (state)
        {
            case Ec2InstanceState.Pending or Ec2InstanceState.PendingWait: row.Pending += by; break;
            case Ec2InstanceState.InService: row.InService += by; break;
            case Ec2InstanceState.Standby: row.Standby += by; break;
            case >= Ec2InstanceState.WarmedPending and <= Ec2InstanceState.WarmedHibernated: row.Warm += by; break;
            case >= Ec2InstanceState.Deregistering and <= Ec2InstanceState.Terminating: row.Terminating += by; break;
            default: break; // stopped and terminated instances are in no count
        }
    }
}
