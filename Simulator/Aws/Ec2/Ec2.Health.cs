using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Health: what a group finds out and how it replaces (ASG-HC-01 … 04). An instance that left <c>running</c>, or of which SetInstanceHealth says so, is
/// replaced at once; one that a check finds unhealthy waits for its turn, at most max(1, 10 %) of desired capacity at a time, or as the maintenance policy says.
/// </summary>
public sealed partial class Ec2
{
    private const int DefaultMinHealthy = 90; // "no more than 10 percent at a time", at least one

    /// <summary>Something befalls an instance without ending it at once.</summary>
    public void Apply(in InstanceTrouble fact)
    {
        if (!_instances.IsAlive(fact.Instance) || _instances[fact.Instance].State >= Ec2InstanceState.Terminating) return;
        switch (fact.Kind)
        {
            case InstanceTroubleKind.Stopped: Stop(fact.Instance, fact.Length); break;
            case InstanceTroubleKind.ScheduledEvent: RetireHost(fact.Instance); break;
            case InstanceTroubleKind.SpotInterruption: GiveSpotNotice(fact.Instance); break;
            default: Impair(fact.Instance, fact.Kind, fact.Length); break;
        }
    }

    /// <summary>A target on an instance moved; a group with ELB checks judges the instance by its targets in the group's target groups (ASG-HC-01).</summary>
    public void Apply(in TargetHealthChange fact)
    {
        if (fact.From != TargetState.Unhealthy && fact.To != TargetState.Unhealthy) return;
        if (!_tasks.IsAlive(fact.Task) || _tasks[fact.Task].ContainerInstance is not (>= 0 and var host)) return;
        var instance = _containerInstances[host].Ec2Instance;
        if (!_instances.IsAlive(instance) || GroupOf(instance) is not { } group || (group.Definition.HealthChecks & GroupHealthChecks.Elb) == GroupHealthChecks.None) return;
        if (!group.Definition.TargetGroups.Contains(fact.TargetGroup)) return;
        _notes[instance].UnhealthyTargets = Math.Max(0, _notes[instance].UnhealthyTargets + (fact.To == TargetState.Unhealthy ? 1 : -1));
        if (fact.To == TargetState.Unhealthy) ScheduleVerdict(instance, EventKinds.TargetVerdictDue, _calendar.Now, group);
    }

    // ECS-CL-14: the instance stays registered, its agent falls silent, its containers are gone. A group replaces it (ASG-HC-02).
    private void Stop(int instance, Duration length)
    {
        if (IsStopped(_instances[instance].State) || _instances[instance].State >= Ec2InstanceState.Deregistering) return;
        var counted = IsMember(_instances[instance].State) && _notes[instance].Extra == ExtraLaunch.None;
        Move(instance, Ec2InstanceState.Stopped, TerminationReason.None);
        _agents.Report(new(instance, false));
        var generation = _instances.GenerationOf(instance);
        if (GroupOf(instance) is { } group)
        {
            _notes[instance].Unnoticed = counted;
            if (counted) group.Unnoticed++;
            _calendar.ScheduleIn(_times.FailureDetection, EventKinds.HealthVerdictDue, instance, generation);
        }
        if (length > Duration.Zero) _calendar.ScheduleIn(length, EventKinds.InstanceRestarted, instance, generation);
    }

    private void OnInstanceRestarted(int instance)
    {
        if (_instances[instance].State != Ec2InstanceState.Stopped) return;
        ForgetUnnoticed(instance);
        Move(instance, Ec2InstanceState.Pending, TerminationReason.None);
        var key = GroupOf(instance)?.Key ?? _instances[instance].Ordinal;
        var started = _calendar.Now + _times.Start(key, _notes[instance].Birth);
        var generation = _instances.GenerationOf(instance);
        _calendar.Schedule(started, EventKinds.InstanceStarted, instance, generation);
        _calendar.Schedule(started + _times.Boot(key, _notes[instance].Birth), EventKinds.AgentRegistered, instance, generation);
    }

    // ASG-HC-04: a member is replaced from the time of the event on; an instance without a group is stopped, for every type's root volume is EBS.
    private void RetireHost(int instance)
    {
        if (GroupOf(instance) is not { } group) Stop(instance, Duration.Zero);
        else if (_instances[instance].State <= Ec2InstanceState.Standby) ReplaceNow(group, instance, TerminationReason.ScheduledEvent);
    }

    // The status check fails at its next minute; the group waits some minutes more for a recovery (ASG-HC-02). Meanwhile nobody reaches what runs there.
    private void Impair(int instance, InstanceTroubleKind kind, Duration length)
    {
        ref var notes = ref _notes[instance];
        var now = _calendar.Now;
        if (kind == InstanceTroubleKind.VolumeImpaired)
        {
            if (notes.VolumeImpairments++ == 0) notes.VolumeImpairedSince = now;
        }
        else if (notes.Impairments++ == 0)
        {
            notes.ImpairedSince = now;
            _agents.Report(new(instance, false));
            TellApplications(instance, ApplicationState.Hanging);
        }
        if (kind == InstanceTroubleKind.SystemImpaired && notes.Impairments == 1) ScheduleRecovery(instance);
        ReportEvent(GroupEventKind.Impaired, _instances[instance].AutoScalingGroup, instance);
        var repair = length > Duration.Zero ? length : _times.Repair(_instances[instance].Ordinal, now.Nanoseconds);
        _calendar.ScheduleIn(repair, EventKinds.InstanceRepaired, instance, _instances.GenerationOf(instance));
        if (GroupOf(instance) is { } group) ScheduleVerdict(instance, EventKinds.HealthVerdictDue, now + _times.FailureDetection + _times.ImpairedWait, group);
    }

    private void OnInstanceRepaired(int instance)
    {
        ref var notes = ref _notes[instance];
        if (notes.VolumeImpairments > 0 && (notes.Impairments == 0 || notes.VolumeImpairedSince < notes.ImpairedSince))
        {
            notes.VolumeImpairments--;
            return;
        }
        if (notes.StaleRepairs > 0)
        {
            notes.StaleRepairs--;
            return;
        }
        if (notes.Impairments == 0 || --notes.Impairments > 0) return;
        if (_instances[instance].State is Ec2InstanceState.PendingWait or Ec2InstanceState.InService or Ec2InstanceState.Standby) _agents.Report(new(instance, Retries: true));
        TellApplications(instance, ApplicationState.Answering);
    }

    private void TellApplications(int instance, ApplicationState state)
    {
        var host = _instances[instance].ContainerInstance;
        if (host < 0) return;
        for (var task = 0; task < _tasks.Length; task++)
        {
            if (_tasks.IsAlive(task) && _tasks[task].ContainerInstance == host && _tasks[task].Status == TaskStatus.Running) _applications.Report(new(task, state));
        }
    }

    // Nothing counts before the grace period is over, except that the instance left running (AS-EC2-05).
    private void ScheduleVerdict(int instance, int kind, Instant at, AutoScalingGroup group)
    {
        ref readonly var row = ref _instances[instance];
        if (row.State > Ec2InstanceState.InService) return;
        var grace = (row.State == Ec2InstanceState.InService ? row.InService : _calendar.Now) + group.Definition.HealthCheckGracePeriod;
        _calendar.Schedule(grace > at ? grace : at, kind, instance, _instances.GenerationOf(instance));
    }

    private void OnHealthVerdictDue(int instance)
    {
        if (GroupOf(instance) is not { } group || IsSuspended(group, ScalingProcesses.HealthCheck)) return;
        ref var notes = ref _notes[instance];
        if (_instances[instance].State == Ec2InstanceState.Stopped)
        {
            if (IsSuspended(group, ScalingProcesses.ReplaceUnhealthy)) return;
            ReportEvent(GroupEventKind.Unhealthy, group.Index, instance);
            ForgetUnnoticed(instance);
            _instances[instance].Reason = TerminationReason.Stopped;
            ShutDown(instance);
            RequestReconcile(group, _calendar.Now);
            return;
        }
        var needed = _times.FailureDetection + _times.ImpairedWait;
        var impaired = notes.Impairments > 0 && _calendar.Now - notes.ImpairedSince >= needed;
        var volume = notes.VolumeImpairments > 0 && _calendar.Now - notes.VolumeImpairedSince >= needed && (group.Definition.HealthChecks & GroupHealthChecks.Ebs) != GroupHealthChecks.None;
        if (impaired || volume) MarkUnhealthy(group, instance);
    }

    private void OnTargetVerdictDue(int instance)
    {
        if (_notes[instance].UnhealthyTargets > 0 && GroupOf(instance) is { } group && !IsSuspended(group, ScalingProcesses.HealthCheck)) MarkUnhealthy(group, instance);
    }

    private void MarkUnhealthy(AutoScalingGroup group, int instance)
    {
        if (!IsInService(instance) || _notes[instance].Wanted != TerminationReason.None) return;
        ReportEvent(GroupEventKind.Unhealthy, group.Index, instance);
        Enqueue(group, instance, TerminationReason.Unhealthy);
    }

    private void Enqueue(AutoScalingGroup group, int instance, TerminationReason reason)
    {
        _notes[instance].Wanted = reason;
        group.ToReplace.Add(instance, _instances.GenerationOf(instance));
        RequestReconcile(group, _calendar.Now);
    }

    private void ReplaceNow(AutoScalingGroup group, int instance, TerminationReason reason)
    {
        if (IsSuspended(group, ScalingProcesses.Terminate)) return;
        Adopt(group, instance);
        BeginTermination(instance, reason);
        RequestReconcile(group, _calendar.Now);
    }

    /// <summary>
    /// Replaces what waits in the queue as far as the pace allows: terminate and launch at once while enough are in service, or launch first where the
    /// maintenance policy leaves room above desired capacity (ASG-HC-03).
    /// </summary>
    private void ReplaceUnhealthy(AutoScalingGroup group)
    {
        if (group.ToReplace.Count == 0 || IsSuspended(group, ScalingProcesses.Terminate | ScalingProcesses.ReplaceUnhealthy)) return;
        group.ToReplace.Keep((i, generation) => _instances.IsCurrent(i, generation) && IsMember(_instances[i].State) && _notes[i].Wanted != TerminationReason.None);
        ref var row = ref _rows[group.Index];
        var policy = group.Definition.MaintenancePolicy;
        var room = row.InService - LeastHealthy(row.Desired, policy?.MinHealthyPercentage ?? DefaultMinHealthy, policy?.MaxHealthyPercentage ?? 100);
        while (room-- > 0 && group.ToReplace.Take(IsInService) is var instance && instance >= 0) BeginTermination(instance, _notes[instance].Wanted);
        if (policy is null) return;
        var extras = Math.Min(group.ToReplace.Count, MostHealthy(row.Desired, policy.MaxHealthyPercentage) - row.Desired) - group.Extras;
        if (extras > 0) Launch(group, extras, ExtraLaunch.Replacement);
    }

    /// <summary>Fewest instances in service while others are replaced; one may always go unless the policy launches first.</summary>
    private static int LeastHealthy(int desired, int minHealthy, int maxHealthy)
    {
        var least = (int)Math.Ceiling(desired * minHealthy / 100.0);
        return maxHealthy > 100 ? least : Math.Min(least, desired - 1);
    }

    /// <summary>Most members while others are replaced.</summary>
    private static int MostHealthy(int desired, int maxHealthy) => maxHealthy > 100 ? Math.Max(desired + 1, (int)Math.Floor(desired * maxHealthy / 100.0)) : desired;

    // A launch beyond desired capacity that was to replace this instance takes its place when it goes before its time.
    private bool Adopt(AutoScalingGroup group, int instance)
    {
        if (_notes[instance].Wanted == TerminationReason.None || group.Extras == 0) return false;
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i) || _instances[i].AutoScalingGroup != group.Index || _notes[i].Extra != ExtraLaunch.Replacement) continue;
            EndExtra(group, i);
            return true;
        }
        return false;
    }

    private void ForgetUnnoticed(int instance)
    {
        if (!_notes[instance].Unnoticed) return;
        _notes[instance].Unnoticed = false;
        _groups[_instances[instance].AutoScalingGroup].Unnoticed--;
    }

    private void ScheduleLifetime(int instance)
    {
        ref readonly var row = ref _instances[instance];
        var lifetime = _groups[row.AutoScalingGroup].Definition.MaxInstanceLifetime;
        if (lifetime > Duration.Zero && row.Launched + lifetime <= _end)
            _calendar.Schedule(row.Launched + lifetime > _calendar.Now ? row.Launched + lifetime : _calendar.Now, EventKinds.InstanceLifetimeDue, instance, _instances.GenerationOf(instance));
    }

    private void OnInstanceLifetimeDue(int instance)
    {
        if (GroupOf(instance) is not { } group || group.Definition.MaxInstanceLifetime == Duration.Zero) return;
        if (_calendar.Now - _instances[instance].Launched < group.Definition.MaxInstanceLifetime || !IsInService(instance)) return;
        if (_notes[instance].Wanted == TerminationReason.None) Enqueue(group, instance, TerminationReason.MaxInstanceLifetime);
    }
}
