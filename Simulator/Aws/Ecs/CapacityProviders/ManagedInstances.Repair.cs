using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs.CapacityProviders;

/// <summary>
/// Auto repair (CP-MI-05): ECS looks at the health of container instances about twice a minute (ECS-CL-16). One whose agent is silent for
/// <c>managedInstancesImpairedAfter</c> is IMPAIRED: it is drained, so that its tasks start elsewhere first, and ends when they have, or in any case with the
/// longest drain. AWS: Amazon ECS API Reference, AutoRepairConfiguration; Developer Guide, "Daemon auto repair".
/// </summary>
public sealed partial class ManagedInstances
{
    private static readonly Duration HealthCheck = Duration.FromSeconds(30L); // ECS-CL-16

    /// <summary>The agent of an instance fell silent: its health is looked at from now on.</summary>
    public void Apply(in AgentConnection fact)
    {
        if (fact.Connected || !_instances.IsAlive(fact.Instance) || _instances[fact.Instance].ManagedBy == 0) return;
        if (_fleets[_instances[fact.Instance].ManagedBy - 1]!.Definition.AutoRepair)
            _calendar.ScheduleIn(_impairedAfter, EventKinds.ManagedRepairDue, fact.Instance, _instances.GenerationOf(fact.Instance));
    }

    private void OnManagedRepairDue(int instance, uint generation)
    {
        if (!_instances.IsCurrent(instance, generation) || _instances[instance].State >= Ec2InstanceState.Terminating) return;
        var fleet = _fleets[_instances[instance].ManagedBy - 1]!;
        var host = _instances[instance].ContainerInstance;
        if (host < 0 || _containerInstances[host].AgentConnected) return; // it recovered in time, or a drain that has begun goes its ordinary way
        if (_containerInstances[host].Status == ContainerInstanceStatus.Active) Drain(fleet, instance, host, TerminationReason.Unhealthy);
        else if (HasMoved(host)) _terminations.Report(new(instance, fleet.Draining.GetValueOrDefault(instance, TerminationReason.Unhealthy)));
        _calendar.ScheduleIn(HealthCheck, EventKinds.ManagedRepairDue, instance, generation);
    }

    // Nobody hears of the end of a task under a silent agent: a task has moved when its service wants it stopped. What no service replaces is lost anyway.
    private bool HasMoved(int host)
    {
        for (var task = _placed.FirstOn(host); task >= 0; task = _placed.NextAfter(task))
        {
            ref readonly var row = ref _tasks[task];
            if (row.DesiredStatus != TaskStatus.Stopped && row.Service >= 0 && !IsDaemon(row.Service)) return false;
        }
        return true;
    }
}
