using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Daemon services: one task on every ACTIVE instance that satisfies the constraints (ECS-DM-01). Instances that join get one; on a draining instance the daemon
/// stops last (ECS-DR-04). A new revision replaces the old one in place: the old task stops first, at most as many as L allows. Each
/// reconcile looks at every instance; it runs only when an instance or one of its tasks changed.
/// AWS: Amazon ECS Developer Guide, "Daemon".
/// </summary>
internal sealed class DaemonScheduler(
    Calendar calendar, EcsTables tables, EcsReports reports, ServiceBook services, PlacementEngine engine, TaskLifeCycle life, TaskHealth health, TaskStarter starter,
    Deployments deployments, CapacitySignal capacity, Duration tick)
{
    /// <summary>Brings a daemon service nearer to one task on every eligible instance.</summary>
    /// <param name="service">The service.</param>
    /// <param name="running">Whether new tasks are RUNNING at once (initial: steady).</param>
    public void Reconcile(Service service, bool running)
    {
        var profile = engine.ForService(service.Index, service.Primary.TaskDefinition, -1, service.Primary.SubnetZones);
        var eligible = Eligible(service, profile);
        services.RowOf(service).Desired = eligible;
        var next = deployments.Watch(service, eligible);
        var stopped = StopUnwanted(service, Envelope.Of(eligible, service.Definition.Deployment));
        var started = StartMissing(service, profile, running, out var missing);
        Deployments.Tidy(service);
        if (started > 0) reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.StartedTasks, started, -1));
        if (stopped > 0) reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.StoppedTasks, stopped, -1));
        if (service.WantsRoom != missing > 0)
        {
            service.WantsRoom = missing > 0;
            capacity.Waiting += missing > 0 ? 1 : -1;
        }
        if (missing > 0 && calendar.Now + tick < next) next = calendar.Now + tick;
        Settle(service, eligible, running, ref next);
        if (next != Instant.MaxValue) services.RequestReconcile(service, next);
    }

    private static bool InStrategy(Service service, int provider)
    {
        foreach (var item in service.Definition.Strategy)
        {
            if (item.CapacityProvider == provider) return true;
        }
        return service.Definition.Strategy.IsEmpty;
    }

    private int Eligible(Service service, PlacementProfile profile)
    {
        var eligible = 0;
        for (var i = 0; i < tables.Instances.Length; i++)
        {
            if (IsEligible(service, profile, i)) eligible++;
        }
        return eligible;
    }

    private bool IsEligible(Service service, PlacementProfile profile, int instance)
    {
        if (!tables.Instances.IsAlive(instance)) return false;
        ref var row = ref tables.Instances[instance];
        return row.Status == ContainerInstanceStatus.Active && row.AgentConnected && InStrategy(service, row.CapacityProvider)
            && profile.VerdictOn(engine.Index.PoolOf(instance)) is PoolVerdict.Accepted or PoolVerdict.PerInstance;
    }

    private int StopUnwanted(Service service, Envelope envelope)
    {
        var stopped = 0;
        foreach (var older in service.Older)
        {
            var allowed = envelope.Stops(older.Healthy, services.RowOf(service).Healthy);
            for (var task = older.First; task >= 0;)
            {
                var next = tables.LinksOf(task).NextInDeployment;
                if (!tables.Tasks[task].IsHealthy || allowed-- > 0) stopped += Stop(task, StopReason.Deployment);
                task = next;
            }
        }
        for (var task = service.Primary.First; task >= 0;)
        {
            var next = tables.LinksOf(task).NextInDeployment;
            ref var host = ref tables.Instances[tables.Tasks[task].ContainerInstance];
            if (tables.LinksOf(task).Standing == TaskStanding.Unhealthy) stopped += Stop(task, health.ReasonOf(task));
            else if (host.Status == ContainerInstanceStatus.Draining && host.Tasks == host.DaemonTasks) stopped += Stop(task, StopReason.InstanceDraining);
            task = next;
        }
        return stopped;
    }

    private int Stop(int task, StopReason reason)
    {
        var ran = tables.Tasks[task].Status == TaskStatus.Running;
        life.Stop(task, StopCode.ServiceSchedulerInitiated, reason);
        return ran ? 1 : 0;
    }

    private int StartMissing(Service service, PlacementProfile profile, bool running, out int missing)
    {
        missing = 0;
        var started = 0;
        for (var i = 0; i < tables.Instances.Length; i++)
        {
            if (!IsEligible(service, profile, i) || profile.Scope.CountOn(i) > 0) continue;
            if (service.Primary.State != RolloutState.Failed && calendar.Now >= service.Throttle.Until && starter.StartOn(service.Primary, profile, i, running)) started++;
            else missing++;
        }
        return started;
    }

    private void Settle(Service service, int eligible, bool running, ref Instant next)
    {
        var steady = service.Older.Count == 0 && service.Primary.Active == eligible && service.Primary.Healthy == eligible;
        if (steady && service.Primary.State == RolloutState.InProgress && (running || deployments.IsBaked(service, ref next))) deployments.Complete(service);
        if (steady && !service.IsSteady)
        {
            reports.SteadyStates.Report(new SteadyState(service.Index));
            reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.SteadyState, 0, -1));
        }
        service.IsSteady = steady;
    }
}
