using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Daemon services: one task on every ACTIVE instance that satisfies the constraints (ECS-DM-01). Instances that join get one; on a draining instance the daemon
/// stops last (ECS-DR-04). A new revision replaces the old one in place: the old task stops first, at most as many as L allows; a task that the old one loses
/// meanwhile is replaced by its own revision while L needs it, and always once the new one has FAILED (ECS-RU-05). Each
/// reconcile looks at every instance; it runs only when an instance or one of its tasks changed.
/// AWS: Amazon ECS Developer Guide, "Daemon".
/// </summary>
internal sealed class DaemonScheduler(
    Calendar calendar, EcsTables tables, Announcer announcer, ServiceBook services, PlacementEngine engine, TaskLifeCycle life, TaskHealth health, TaskStarter starter,
    Deployments deployments, CapacitySignal capacity, DaemonHolds holds, Duration tick, bool waitsForDigest, bool sameRevision)
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
        announcer.Begin();
        StopViolating(service, profile);
        var envelope = Envelope.Of(eligible, service.Definition.Deployment);
        StopUnwanted(service, envelope);
        var missing = StartMissing(service, profile, envelope, running, ref next);
        deployments.Tidy(service);
        if (!running) announcer.Tell(service, 0);
        if (service.WantsRoom != missing > 0)
        {
            service.WantsRoom = missing > 0;
            capacity.Waiting += missing > 0 ? 1 : -1;
        }
        if (missing > 0 && calendar.Now + tick < next) next = calendar.Now + tick;
        Settle(service, eligible, running, ref next);
        if (deployments.Trips(service, eligible)) next = calendar.Now;
        if (next != Instant.MaxValue) services.RequestReconcile(service, next);
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
        if (!tables.Instances.IsAlive(instance) || services.RowOf(service).IsDeleted) return false;
        ref var row = ref tables.Instances[instance];
        return row.Status == ContainerInstanceStatus.Active && row.AgentConnected && holds.Qualifies(service, profile, instance);
    }

    // ECS-DM-01: what the constraints exclude since they were changed stops at once, with an event of its own.
    private void StopViolating(Service service, PlacementProfile profile)
    {
        var violating = new List<long>();
        for (var task = service.Primary.First; task >= 0;)
        {
            var next = tables.LinksOf(task).NextInDeployment;
            var instance = tables.Tasks[task].ContainerInstance;
            if (engine.Index.Holds(instance) && profile.VerdictOn(engine.Index.PoolOf(instance)) is not (PoolVerdict.Accepted or PoolVerdict.PerInstance))
            {
                violating.Add(tables.Tasks[task].Ordinal);
                life.Stop(task, StopCode.ServiceSchedulerInitiated, StopReason.ConstraintViolated);
            }
            task = next;
        }
        if (violating.Count > 0) announcer.Say(new ServiceEvent(service.Index, ServiceEventMessage.DaemonConstraintViolated, violating.Count, -1, violating));
    }

    private void StopUnwanted(Service service, Envelope envelope)
    {
        var deleted = services.RowOf(service).IsDeleted;
        foreach (var older in service.Older)
        {
            if (IsStalled(service) && !deleted) LookAfter(service, older);
            else StopOlder(service, older, envelope);
        }
        if (!deleted)
        {
            LookAfter(service, service.Primary);
            return;
        }
        for (var task = service.Primary.First; task >= 0;)
        {
            var next = tables.LinksOf(task).NextInDeployment;
            Stop(task, StopReason.ScalingActivity);
            task = next;
        }
    }

    private static bool IsStalled(Service service) => service.Primary.State == RolloutState.Failed;

    // As in a rolling update of replicas: what is not healthy goes without a budget, except what replaces lost tasks while L needs it.
    private void StopOlder(Service service, Deployment older, Envelope envelope)
    {
        var healthy = services.RowOf(service).Healthy;
        var allowed = envelope.Stops(older.Healthy, healthy);
        for (var task = older.First; task >= 0;)
        {
            var next = tables.LinksOf(task).NextInDeployment;
            ref var row = ref tables.Tasks[task];
            var condemned = tables.LinksOf(task).Standing == TaskStanding.Unhealthy;
            var replaces = !condemned && row.Created >= service.Primary.Created && healthy < envelope.Lower;
            if (row.IsHealthy ? allowed-- > 0 : !replaces)
            {
                if (condemned && sameRevision) older.Lost++;
                Stop(task, StopReason.Deployment);
            }
            task = next;
        }
    }

    // What runs and is to go on: a task that fails its checks makes way for another one, and a draining instance loses its daemon last.
    private void LookAfter(Service service, Deployment deployment)
    {
        for (var task = deployment.First; task >= 0;)
        {
            var next = tables.LinksOf(task).NextInDeployment;
            ref var host = ref tables.Instances[tables.Tasks[task].ContainerInstance];
            if (tables.LinksOf(task).Standing == TaskStanding.Unhealthy)
            {
                deployments.CountCheckFailure(deployment);
                if (deployment != service.Primary && sameRevision) deployment.Lost++;
                Stop(task, health.ReasonOf(task));
            }
            else if (host.Status == ContainerInstanceStatus.Draining && host.Tasks == host.DaemonTasks)
            {
                Stop(task, StopReason.InstanceDraining);
            }
            task = next;
        }
    }

    private void Stop(int task, StopReason reason)
    {
        if (tables.Tasks[task].Status == TaskStatus.Running) announcer.Stopped(task);
        life.Stop(task, StopCode.ServiceSchedulerInitiated, reason);
    }

    // ECS-DM-02: room is kept on every eligible instance until its task is there. Returns how many instances lack theirs.
    private int StartMissing(Service service, PlacementProfile profile, Envelope envelope, bool running, ref Instant next)
    {
        var missing = 0;
        var primary = service.Primary;
        var starts = !IsStalled(service) && calendar.Now >= primary.Backoff.Until && !deployments.Trips(service, services.RowOf(service).Desired);
        var owes = Owing(service, envelope) is not null;
        for (var i = 0; i < tables.Instances.Length; i++)
        {
            var eligible = IsEligible(service, profile, i);
            if (!eligible || profile.Scope.CountOn(i) > 0)
            {
                if (tables.Instances.IsAlive(i)) holds.Drop(service, i);
                continue;
            }
            var at = running ? calendar.Now : service.Throttle.NextAt(calendar.Now); // the rate of any service (ECS-TH-03)
            if (at > calendar.Now && (starts || owes))
            {
                if (at < next) next = at;
                announcer.Warn(service, ServiceEventMessage.OperationsThrottled);
                missing++;
                holds.Keep(service, i, profile.Need);
                continue;
            }
            holds.Drop(service, i);
            var task = owes ? StartOwed(service, envelope, i) : -1;
            if (task < 0 && starts && (running || IsToStart(primary))) task = starter.StartOn(primary, profile, i, running);
            if (task >= 0)
            {
                if (!running) service.Throttle.TryStart(calendar.Now);
                announcer.Started(task);
                continue;
            }
            missing++;
            holds.Keep(service, i, profile.Need);
        }
        return missing;
    }

    // The older revision that lost tasks and is still to replace them.
    private Deployment? Owing(Service service, Envelope envelope)
    {
        foreach (var older in service.Older)
        {
            if (older.Lost == 0) continue;
            if (!IsStalled(service) && envelope.Lower - services.RowOf(service).Healthy - older.Pending <= 0) older.Lost = 0; // L holds without them
            else if (calendar.Now >= older.Backoff.Until) return older;
        }
        return null;
    }

    private int StartOwed(Service service, Envelope envelope, int instance)
    {
        if (Owing(service, envelope) is not { } older) return -1;
        var task = starter.StartOn(older, engine.ForService(service.Index, older.TaskDefinition, -1, older.SubnetZones), instance, running: false);
        if (task >= 0) older.Lost--;
        return task;
    }

    // ECS-SV-06: where later tasks wait, the first one goes ahead.
    private bool IsToStart(Deployment deployment) => !waitsForDigest || !deployment.Digests.IsOpen || deployment.Pending == 0;

    private void Settle(Service service, int eligible, bool running, ref Instant next)
    {
        if (services.RowOf(service).IsDeleted) return;
        var steady = service.Older.Count == 0 && service.Primary.Active == eligible && service.Primary.Healthy == eligible;
        if (steady && service.Primary.State == RolloutState.InProgress && (running || deployments.IsBaked(service, ref next))) deployments.Complete(service);
        if (steady) announcer.TellSteady(service, entered: !service.IsSteady);
        service.IsSteady = steady;
    }
}
