using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ec2;

/// <summary>Calls of the operator on groups and their instances.</summary>
public sealed partial class Ec2 : IGroupCalls
{
    /// <inheritdoc/>
    public GroupCallOutcome Foresee(GroupActionDefinition call)
    {
        var group = _groups[call.AutoScalingGroup];
        return call switch
        {
            UpdateAutoScalingGroupAction a => ForeseeUpdate(in _rows[group.Index], a),
            TerminateInstanceAction a => Decrease(group, a.Decrement, Matching(group, a.Instances, IsToTerminate).Count),
            EnterStandbyAction a => Decrease(group, a.Decrement, Matching(group, a.Instances, IsToStandBy).Count),
            DetachInstancesAction a => Decrease(group, a.Decrement, Matching(group, a.Instances, IsToDetach).Count),
            ExitStandbyAction a => Increase(group, Matching(group, a.Instances, IsOnStandby).Count),
            AttachInstancesAction a => Increase(group, Attachable(group, a.Instances).Count),
            StartInstanceRefreshAction => Same(group, group.Refresh is null ? CallRefusal.None : CallRefusal.RefreshInProgress),
            CancelInstanceRefreshAction => Same(group, group.Refresh is null ? CallRefusal.NoRefreshInProgress : CallRefusal.None),
            _ => Same(group, CallRefusal.None),
        };
    }

    /// <summary>Carries out a call; one that cannot be carried out as a whole is refused as a whole and recorded.</summary>
    public void Apply(in GroupCall fact)
    {
        var action = (GroupActionDefinition)_scenario.Timeline[fact.Action];
        var group = _groups[action.AutoScalingGroup];
        if (Foresee(action) is { Refusal: not CallRefusal.None } refused)
        {
            _events.Report(new(group.Index, -1, GroupEventKind.CallRefused, -1, -1, false, refused.Count, fact.Action, refused.Refusal));
            return;
        }
        switch (action)
        {
            case UpdateAutoScalingGroupAction a: Update(group, a); break;
            case SetInstanceHealthAction a: SetHealth(group, a); break;
            case SetInstanceProtectionAction a:
                foreach (var instance in Matching(group, a.Instances, s => s <= Ec2InstanceState.Standby)) SetProtection(instance, a.Protected);
                break;
            case TerminateInstanceAction a: Terminate(group, a); break;
            case EnterStandbyAction a: EnterStandby(group, a); break;
            case ExitStandbyAction a: ExitStandby(group, a); break;
            case DetachInstancesAction a: Detach(group, a); break;
            case AttachInstancesAction a: Attach(group, a); break;
            case StartInstanceRefreshAction a: StartRefresh(group, a); break;
            case CancelInstanceRefreshAction: EndRefresh(group, GroupEventKind.InstanceRefreshFailed); break;
            case ScalingProcessesAction a: SetProcesses(group, a); break;
            default: throw new InvalidOperationException($"The EC2 room does not know how to carry out {action.GetType().Name}.");
        }
    }

    private static bool IsToTerminate(Ec2InstanceState state) => state <= Ec2InstanceState.Standby;

    private static bool IsToStandBy(Ec2InstanceState state) => state == Ec2InstanceState.InService;

    private static bool IsToDetach(Ec2InstanceState state) => state is Ec2InstanceState.InService or Ec2InstanceState.Standby;

    private static bool IsOnStandby(Ec2InstanceState state) => state == Ec2InstanceState.Standby;

    // Desired capacity follows into bounds that move; where they would cross nothing is changed.
    private static GroupCallOutcome ForeseeUpdate(in AutoScalingGroupRow row, UpdateAutoScalingGroupAction action)
    {
        var (min, max) = (action.MinSize ?? row.MinSize, action.MaxSize ?? row.MaxSize);
        return min > max ? new(row.Desired, 1, CallRefusal.MinAboveMax) : new(Math.Clamp(action.DesiredCapacity ?? row.Desired, min, max), 1, CallRefusal.None);
    }

    private GroupCallOutcome Same(AutoScalingGroup group, CallRefusal refusal) => new(_rows[group.Index].Desired, 1, refusal);

    private GroupCallOutcome Decrease(AutoScalingGroup group, bool decrement, int count)
    {
        ref var row = ref _rows[group.Index];
        if (count == 0) return new(row.Desired, 0, CallRefusal.NoInstance);
        var desired = decrement ? row.Desired - count : row.Desired;
        return desired < row.MinSize ? new(row.Desired, count, CallRefusal.BelowMinSize) : new(desired, count, CallRefusal.None);
    }

    private GroupCallOutcome Increase(AutoScalingGroup group, int count)
    {
        ref var row = ref _rows[group.Index];
        if (count == 0) return new(row.Desired, 0, CallRefusal.NoInstance);
        return row.Desired + count > row.MaxSize ? new(row.Desired, count, CallRefusal.AboveMaxSize) : new(row.Desired + count, count, CallRefusal.None);
    }

    private void Update(AutoScalingGroup group, UpdateAutoScalingGroupAction action)
    {
        var zones = group.Definition.Zones;
        var lifetime = group.Definition.MaxInstanceLifetime;
        group.Update(action);
        ref var row = ref _rows[group.Index];
        row.MinSize = action.MinSize ?? row.MinSize;
        row.MaxSize = action.MaxSize ?? row.MaxSize;
        row.InstanceTypes = group.Definition.InstanceTypes;
        SetDesired(group, action.DesiredCapacity ?? row.Desired);
        if (group.Definition.MaxInstanceLifetime != lifetime)
        {
            foreach (var instance in MembersByAge(group)) ScheduleLifetime(instance);
        }
        group.Rebalancing |= !zones.SequenceEqual(group.Definition.Zones);
        RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
    }

    // ASG-HC-03: marked Unhealthy by the caller, it is replaced at once, unless it is in its grace period and the caller respects it.
    private void SetHealth(AutoScalingGroup group, SetInstanceHealthAction action)
    {
        foreach (var instance in Matching(group, action.Instances, s => s == Ec2InstanceState.InService))
        {
            if (action.Healthy)
            {
                if (_notes[instance].Wanted == TerminationReason.Unhealthy) _notes[instance].Wanted = TerminationReason.None;
                ReportEvent(GroupEventKind.Healthy, group.Index, instance);
                continue;
            }
            if (action.RespectGracePeriod && _calendar.Now < _instances[instance].InService + group.Definition.HealthCheckGracePeriod) continue;
            ReportEvent(GroupEventKind.Unhealthy, group.Index, instance);
            if (IsSuspended(group, ScalingProcesses.ReplaceUnhealthy)) Enqueue(group, instance, TerminationReason.Unhealthy);
            else ReplaceNow(group, instance, TerminationReason.Unhealthy);
        }
    }

    private void SetProtection(int instance, bool isProtected)
    {
        ref var row = ref _instances[instance];
        if (row.ProtectedFromScaleIn == isProtected) return;
        row.ProtectedFromScaleIn = isProtected;
        if (GroupOf(instance) is not { } group) return;
        if (IsInService(instance)) group.CountMovable(row.Zone, isProtected ? -1 : 1);
        if (isProtected) return;
        if (Surplus(group) > 0 || group.Refresh is not null) RequestReconcile(group, _calendar.Now);
        else WatchBalance(group);
    }

    private void Terminate(AutoScalingGroup group, TerminateInstanceAction action)
    {
        var chosen = Matching(group, action.Instances, IsToTerminate);
        if (action.Decrement) _rows[group.Index].Desired -= chosen.Count;
        foreach (var instance in chosen) BeginTermination(instance, TerminationReason.UserTerminated);
        group.Rebalancing = true; // ASG-RB-01
        RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
    }

    private void EnterStandby(AutoScalingGroup group, EnterStandbyAction action)
    {
        var chosen = Matching(group, action.Instances, IsToStandBy);
        if (action.Decrement) _rows[group.Index].Desired -= chosen.Count;
        foreach (var instance in chosen) Move(instance, Ec2InstanceState.Standby, TerminationReason.None);
        group.Rebalancing = true;
        RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
    }

    private void ExitStandby(AutoScalingGroup group, ExitStandbyAction action)
    {
        var chosen = Matching(group, action.Instances, IsOnStandby);
        _rows[group.Index].Desired += chosen.Count;
        foreach (var instance in chosen)
        {
            Move(instance, Ec2InstanceState.Pending, TerminationReason.None);
            _calendar.Schedule(_calendar.Now, EventKinds.InstanceStarted, instance, _instances.GenerationOf(instance));
        }
        group.Rebalancing = true;
    }

    private void SetProcesses(AutoScalingGroup group, ScalingProcessesAction action)
    {
        ref var row = ref _rows[group.Index];
        row.Suspended = action.Suspend ? row.Suspended | action.Processes : row.Suspended & ~action.Processes;
        if (action.Suspend) return;
        if (!IsSuspended(group, ScalingProcesses.HealthCheck | ScalingProcesses.ReplaceUnhealthy))
        {
            group.Unnoticed -= group.HeldNotices;
            group.HeldNotices = 0;
            for (var i = 0; i < _instances.Length; i++)
            {
                if (_instances.IsAlive(i) && _instances[i].AutoScalingGroup == group.Index && NeedsVerdict(i)) OnHealthVerdictDue(i);
            }
        }
        if ((action.Processes & ScalingProcesses.AZRebalance) != ScalingProcesses.None) group.Rebalancing = true;
        RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
    }

    private bool NeedsVerdict(int instance) =>
        _instances[instance].State == Ec2InstanceState.Stopped || (IsInService(instance) && (_notes[instance].Impairments > 0 || _notes[instance].VolumeImpairments > 0));

    private List<int> Matching(AutoScalingGroup group, GroupInstances which, Func<Ec2InstanceState, bool> state)
    {
        List<int> found = [];
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i) || _instances[i].AutoScalingGroup != group.Index || !state(_instances[i].State)) continue;
            if (which.Zone < 0 || _instances[i].Zone == which.Zone) found.Add(i);
        }
        found.Sort((a, b) => _instances[a].Ordinal.CompareTo(_instances[b].Ordinal));
        if (which.Count is { } count && found.Count > count) found.RemoveRange(count, found.Count - count);
        return found;
    }
}
