using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Simplified automatic recovery (ASG-HC-05): an On-Demand instance of a supported type that belongs to no Auto Scaling group moves to another host when its system
/// status check has failed for <c>automaticRecoveryWait</c>, and boots there. What was in memory is gone: its containers have exited by the time its agent is back.
/// Where the type is sold out the attempt fails and is made again, three times at most.
/// <code>
///  system check fails ──automaticRecoveryWait──► capacity in its zone? ──yes──► boots ──► agent back, tells of the containers that exited
///           └── repaired before: nothing                  └──no──► again, three attempts; then the impairment lasts until its own end
/// </code>
/// AWS: EC2 User Guide, "Configure simplified automatic recovery on an Amazon EC2 instance".
/// </summary>
public sealed partial class Ec2
{
    private const int RecoveryAttempts = 3; // AWS names a daily maximum and no number; CloudWatch's recover action has three
    private const int LostInCrash = 255; // exit code of a container whose host went away under it

    private void ScheduleRecovery(int instance)
    {
        _notes[instance].RecoveryAttempts = 0;
        if (Recovers(instance)) _calendar.ScheduleIn(_times.RecoveryWait, EventKinds.InstanceRecoveryDue, instance, _instances.GenerationOf(instance));
    }

    // Members of a group are replaced, and Managed Instances repaired by ECS.
    private bool Recovers(int instance)
    {
        ref readonly var row = ref _instances[instance];
        if (row.AutoScalingGroup >= 0 || row.ManagedBy > 0 || row.Spot || row.State != Ec2InstanceState.InService) return false;
        var type = _scenario.InstanceTypes[row.InstanceType];
        if (row.ContainerInstanceSet >= 0 && !_scenario.ContainerInstances[row.ContainerInstanceSet].AutoRecovery) return false;
        return InstanceFamilies.RecoversAutomatically(type);
    }

    private void OnInstanceRecoveryDue(int instance)
    {
        ref var notes = ref _notes[instance];
        if (notes.Impairments == 0 || _calendar.Now - notes.ImpairedSince < _times.RecoveryWait || !Recovers(instance)) return;
        ref readonly var row = ref _instances[instance];
        if (_zoneOut[row.Zone] || _capacity.IsShort(row.InstanceType, row.Zone, spot: false))
        {
            ReportEvent(GroupEventKind.AutomaticRecoveryFailed, -1, instance);
            if (++notes.RecoveryAttempts < RecoveryAttempts)
                _calendar.ScheduleIn(_times.RecoveryWait, EventKinds.InstanceRecoveryDue, instance, _instances.GenerationOf(instance));
            return;
        }
        ReportEvent(GroupEventKind.AutomaticRecovery, -1, instance);
        notes.StaleRepairs += notes.Impairments;
        notes.Impairments = 0;
        notes.Reboots = true;
        var key = row.Ordinal;
        var back = _calendar.Now + _times.Start(key, _notes[instance].Birth) + _times.Boot(key, _notes[instance].Birth);
        _calendar.Schedule(back, EventKinds.AgentRegistered, instance, _instances.GenerationOf(instance));
    }

    // The agent looks at its containers before it tells anything.
    private void TellLostContainers(int instance)
    {
        _notes[instance].Reboots = false;
        var host = _instances[instance].ContainerInstance;
        if (host < 0) return;
        for (var task = 0; task < _tasks.Length; task++)
        {
            if (_tasks.IsAlive(task) && _tasks[task].ContainerInstance == host && _tasks[task].Status is TaskStatus.Running or TaskStatus.Deactivating) _exits.Report(new(task, LostInCrash));
        }
    }
}
