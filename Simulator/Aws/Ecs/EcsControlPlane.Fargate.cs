using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>What the ECS room hears about Fargate and capacity providers.</summary>
public sealed partial class EcsControlPlane
{
    /// <summary>A Fargate Spot task is taken back: it stops, and its service seeks another one by the same strategy (FG-SPOT-02).</summary>
    public void Apply(in FargateSpotWarning fact)
    {
        if (!_tables.Tasks.IsAlive(fact.Task)) return;
        var (service, deployment) = (_tables.Tasks[fact.Task].Service, _tables.Tasks[fact.Task].Deployment);
        var wanted = _tables.Tasks[fact.Task].DesiredStatus != TaskStatus.Stopped;
        _life.Interrupt(fact.Task);
        if (!wanted || service < 0) return;
        var of = _services.DeploymentOf(deployment);
        if (of != _services[service].Primary) of.Lost++; // replaced by its own revision while L needs it (ECS-RU-05)
        _services.RequestReconcile(service);
    }

    /// <summary>UpdateCapacityProvider.</summary>
    public void Apply(in ManagedScalingUpdate fact) => _starter.SetScaling(fact.CapacityProvider, fact.Settings is not null);

    /// <summary>managedTerminationProtection of a provider holds from now on, or no longer.</summary>
    public void Apply(in TerminationProtectionChange fact) => _instances.SetProtection(fact.CapacityProvider, fact.Enabled);

    /// <summary>PutClusterCapacityProviders: tasks that name neither launch type nor strategy are started by the new default.</summary>
    public void Apply(in ClusterStrategyUpdate fact) => _starter.SetDefaultStrategy(fact.DefaultStrategy);

    /// <summary>Fargate Spot ran short, or has capacity again.</summary>
    public void Apply(in FargateSpotShortage fact)
    {
        _fargate.SetSpotShortage(fact.Zone, fact.IsShort);
        if (!fact.IsShort) _capacity.Raise();
    }

    /// <summary>A Fargate host is retired: a service starts a replacement first, within its limits; a standalone task stops (FG-RT-01, ECS-TL-06).</summary>
    public void Apply(in FargateRetirement fact)
    {
        if (!_tables.Tasks.IsAlive(fact.Task)) return;
        ref var row = ref _tables.Tasks[fact.Task];
        if (row.DesiredStatus == TaskStatus.Stopped) return;
        if (row.Service < 0 || row.Status < TaskStatus.Running)
        {
            _life.Stop(fact.Task, StopCode.TerminationNotice, StopReason.Maintenance);
            if (row.Service >= 0) _services.RequestReconcile(row.Service);
            return;
        }
        // A service that may neither start one more nor do with one less loses the task on the day of the retirement.
        ref var service = ref _tables.Services[row.Service];
        var envelope = Envelope.Of(service.Desired, _services[row.Service].Definition.Deployment);
        if (envelope.Upper <= service.Desired && envelope.Lower >= service.Desired) _life.Stop(fact.Task, StopCode.TerminationNotice, StopReason.Maintenance);
        else _services.SetStanding(fact.Task, TaskStanding.Draining);
        _services.RequestReconcile(row.Service);
    }

    /// <summary>A task got no network interface: it failed to start, which feeds back-off and circuit breaker like any other failure.</summary>
    public void Apply(in NetworkInterfaceFailure fact)
    {
        if (_tables.Tasks.IsAlive(fact.Task))
            Lose(fact.Task, StopCode.TaskFailedToStart, StopReason.NoFreeAddress, -1, hostLost: false, failedToStart: true);
    }
}
