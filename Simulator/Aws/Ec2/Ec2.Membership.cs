using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Instances leave a group and join one while they run (ASG-LC-01):
/// <code>
///  InService, Standby ──DetachInstances──► Detaching ──► Detached ──► on its own (row: InService without a group)
///                                              └ the group's target groups let it go first
///  on its own ──AttachInstances──► Pending ──► launch hooks ──► InService
/// </code>
/// AWS: EC2 Auto Scaling User Guide, "Detach or attach instances".
/// </summary>
public sealed partial class Ec2
{
    private void Detach(AutoScalingGroup group, DetachInstancesAction action)
    {
        var chosen = Matching(group, action.Instances, IsToDetach);
        if (action.Decrement) _rows[group.Index].Desired -= chosen.Count;
        foreach (var instance in chosen)
        {
            var delay = _instances[instance].State == Ec2InstanceState.InService ? group.DeregistrationDelay : Duration.Zero;
            Move(instance, Ec2InstanceState.Detaching, TerminationReason.None);
            _calendar.ScheduleIn(delay, EventKinds.InstanceDeregistered, instance, _instances.GenerationOf(instance));
        }
        group.Rebalancing = true; // ASG-RB-01
        RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
    }

    // Two steps, so that whoever hears of Detached still finds the group.
    private void OnDetaching(int instance)
    {
        ref var row = ref _instances[instance];
        if (row.State == Ec2InstanceState.Detaching)
        {
            Move(instance, Ec2InstanceState.Detached, TerminationReason.None);
            _calendar.Schedule(_calendar.Now, EventKinds.InstanceDeregistered, instance, _instances.GenerationOf(instance));
            return;
        }
        if (row.State != Ec2InstanceState.Detached || GroupOf(instance) is not { } group) return;
        bool Stays(int other, uint generation) => other != instance;
        group.ToReplace.Keep(Stays);
        group.AtRisk.Keep(Stays);
        group.Refresh?.Queue.Keep(Stays);
        SetGroup(instance, -1);
        row.State = Ec2InstanceState.InService;
        row.ProtectedFromScaleIn = false;
        _notes[instance].Wanted = TerminationReason.None;
    }

    // Instances without a group in zones of this one, those launched first before the others.
    private List<int> Attachable(AutoScalingGroup group, GroupInstances which)
    {
        List<int> chosen = [];
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i) || _instances[i].AutoScalingGroup >= 0 || _instances[i].ManagedBy > 0 || _instances[i].State != Ec2InstanceState.InService) continue;
            if (!group.Definition.Zones.Contains(_instances[i].Zone) || (which.Zone >= 0 && _instances[i].Zone != which.Zone)) continue;
            chosen.Add(i);
        }
        chosen.Sort((a, b) => _instances[a].Ordinal.CompareTo(_instances[b].Ordinal));
        if (which.Count is { } count && chosen.Count > count) chosen.RemoveRange(count, chosen.Count - count);
        return chosen;
    }

    private void Attach(AutoScalingGroup group, AttachInstancesAction action)
    {
        var chosen = Attachable(group, action.Instances);
        _rows[group.Index].Desired += chosen.Count;
        foreach (var instance in chosen)
        {
            _instances[instance].State = Ec2InstanceState.Detached; // of no group's counts
            SetGroup(instance, group.Index);
            ref var joined = ref _instances[instance];
            joined.Joined = _calendar.Now;
            joined.Warmup = group.DefaultWarmup;
            joined.LaunchSource = group.CurrentSource;
            joined.ProtectedFromScaleIn = group.Definition.NewInstancesProtectedFromScaleIn;
            _notes[instance].Birth = group.TakeBirth();
            Move(instance, Ec2InstanceState.Pending, TerminationReason.None);
            ScheduleLifetime(instance);
            _calendar.Schedule(_calendar.Now, EventKinds.InstanceStarted, instance, _instances.GenerationOf(instance));
        }
        group.Rebalancing = true;
    }

    private void SetGroup(int instance, int group)
    {
        ref var row = ref _instances[instance];
        if (row.Origin == 0) row.Origin = row.AutoScalingGroup >= 0 ? row.AutoScalingGroup + 1 : -row.ContainerInstanceSet - 1;
        row.AutoScalingGroup = group;
        _memberships.Report(new(instance));
    }
}
