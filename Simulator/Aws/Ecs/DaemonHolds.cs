using System.Runtime.Intrinsics;
using Simulator.Aws.Ecs.Placement;
using Simulator.Model;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Room kept for daemons (ECS-DM-02): on an instance where a daemon service is to have a task and has none, what that task needs is not offered to others: from
/// the instance's registration, and again from the moment a daemon's task frees its place. Static host ports are not kept. Managed daemons need none: they are there
/// before others may come.
/// AWS: Amazon ECS Developer Guide, "Daemon".
/// </summary>
internal sealed class DaemonHolds(EcsTables tables, PlacementEngine engine, ServiceBook services)
{
    private readonly Dictionary<(int Service, int Instance), Vector128<int>> _kept = [];

    /// <summary>An instance registers: every daemon service that may run there gets its room; the caller refreshes the index.</summary>
    public void Open(int instance)
    {
        foreach (var service in services.Services)
        {
            if (!service.IsDaemon || service.IsManagedDaemon || services.RowOf(service).IsDeleted || service.Primary is not { State: not Model.Facts.RolloutState.Failed } primary) continue;
            var profile = engine.ForService(service.Index, primary.TaskDefinition, -1, primary.SubnetZones);
            if (Qualifies(service, profile, instance)) Add(service.Index, instance, profile.Need);
        }
    }

    /// <summary>A daemon's task gives its resources back: they stay kept for its successor; the caller refreshes the index.</summary>
    public void Return(int task, PlacementProfile profile, int instance)
    {
        if (services[tables.Tasks[task].Service].IsManagedDaemon) return; // it gets no second one (ECS-DM-04)
        if (tables.Services[tables.Tasks[task].Service].IsDeleted || tables.Instances[instance].Status != ContainerInstanceStatus.Active || !engine.Index.Holds(instance)) return;
        Add(tables.Tasks[task].Service, instance, profile.Need);
        services.RequestReconcile(tables.Tasks[task].Service);
    }

    /// <summary>Keeps room for a service on an instance.</summary>
    public void Keep(Service service, int instance, Vector128<int> need)
    {
        if (!Add(service.Index, instance, need)) return;
        engine.Index.Refresh(instance, raised: false);
    }

    /// <summary>Gives up the room of a service on an instance.</summary>
    public void Drop(Service service, int instance)
    {
        if (!_kept.Remove((service.Index, instance), out var need) || !engine.Index.Holds(instance)) return;
        engine.Index.Keep(instance, -need);
        engine.Index.Refresh(instance, raised: true);
    }

    /// <summary>An instance leaves the cluster.</summary>
    public void Close(int instance)
    {
        foreach (var service in services.Services)
        {
            if (service.IsDaemon) _kept.Remove((service.Index, instance));
        }
    }

    /// <summary>Whether a daemon service may run on an instance by its capacity providers and constraints.</summary>
    public bool Qualifies(Service service, PlacementProfile profile, int instance)
    {
        var strategy = service.Definition.Strategy;
        var provider = tables.Instances[instance].CapacityProvider;
        var inStrategy = strategy.IsEmpty;
        foreach (var item in strategy) inStrategy |= item.CapacityProvider == provider;
        return inStrategy && profile.VerdictOn(engine.Index.PoolOf(instance)) is PoolVerdict.Accepted or PoolVerdict.PerInstance;
    }

    private bool Add(int service, int instance, Vector128<int> need)
    {
        if (!_kept.TryAdd((service, instance), need)) return false;
        engine.Index.Keep(instance, need);
        return true;
    }
}
