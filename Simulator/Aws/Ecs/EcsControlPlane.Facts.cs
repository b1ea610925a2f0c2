using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>What the ECS room hears.</summary>
public sealed partial class EcsControlPlane
{
    /// <summary>Its own report, heard by everyone: a STOPPED task's row goes.</summary>
    public void Apply(in TaskTransition fact)
    {
        if (fact.To != TaskStatus.Stopped) return;
        _containers.Release(fact.Task);
        _tables.Tasks.Remove(fact.Task);
    }

    /// <summary>Its own report, heard by everyone: an INACTIVE instance's row goes.</summary>
    public void Apply(in ContainerInstanceTransition fact)
    {
        if (fact.To == ContainerInstanceStatus.Active) OnInstanceActive(_tables.Instances[fact.ContainerInstance].Zone);
        if (fact.To != ContainerInstanceStatus.Inactive) return;
        _tables.Instances.Remove(fact.ContainerInstance);
        foreach (var service in _services.Services)
        {
            if (service.IsManagedDaemon) _services.RequestReconcile(service.Index); // a deployment may have waited for its end
        }
    }

    /// <summary>A placed task has its host and network.</summary>
    public void Apply(in TaskNetworkReady fact) => _life.OnNetworkReady(fact.Task, fact.Since);

    /// <summary>A call for a task waits for its API's rate: its service says so (ECS-EV-06).</summary>
    public void Apply(in OperationThrottled fact)
    {
        if (_tables.Tasks.IsAlive(fact.Task) && _tables.Tasks[fact.Task].Service is >= 0 and var service) _announcer.Warn(_services[service], ServiceEventMessage.OperationsThrottled);
    }

    /// <summary>A Fargate task's host is gone.</summary>
    public void Apply(in TaskHostLost fact)
    {
        if (_tables.Tasks.IsAlive(fact.Task))
            Lose(fact.Task, StopCode.InfrastructureHealth, StopReason.InfrastructureFailed, -1, hostLost: true, failedToStart: false);
    }

    /// <summary>A target's state moved: it counts for the task's health, and its deregistration lets a stopping task go on.</summary>
    public void Apply(in TargetHealthChange fact)
    {
        if (!_tables.Tasks.IsAlive(fact.Task) || _tables.Tasks[fact.Task].Service < 0) return;
        _health.OnTarget(fact.Task, fact.TargetGroup, fact.From, fact.To);
        if (fact.To == TargetState.Unused) _life.OnTargetUnused(fact.Task);
    }

    /// <summary>A zone went out or came back.</summary>
    public void Apply(in ZoneChange fact)
    {
        _fargate.SetZone(fact.Zone, fact.IsOut);
        if (fact.IsOut) return;
        _capacity.Raise();
        LookAtZones(onFargate: true);
    }

    /// <summary>A service's desired count is set.</summary>
    public void Apply(in DesiredCountRequest fact) => SetDesired(_services[fact.Service], fact.Desired, fact.Decision);

    /// <summary>
    /// UpdateService (ECS-SV-03): a new task definition, other load balancers, another resolution of metrics, force, or something else that tasks are made of begins a deployment; desired count, envelope, strategies,
    /// constraints, providers, grace period and rebalancing hold at once for what comes, without one.
    /// </summary>
    public void Apply(in UpdateServiceRequest fact)
    {
        var service = _services[fact.Service];
        if (_services.RowOf(service).IsDeleted) return; // ServiceNotActiveException
        if (service.Primary is null && !service.IsExternal) return;
        // A rollback may have put other load balancers back than the timeline knows of.
        if (fact.After is { } after) Redefine(service, Revision.Keep(service.Definition, after, fact.Gives));
        if (fact.DesiredCount >= 0) SetDesired(service, fact.DesiredCount, fact.Decision);
        if (service.IsExternal || service.Primary is null) return; // its deployments are task sets
        var definition = fact.TaskDefinition >= 0 ? fact.TaskDefinition : service.Primary.TaskDefinition;
        var moves = fact.Gives != RevisionParts.None && service.Primary.Revision.Differs(service.Definition);
        if (definition == service.Primary.TaskDefinition && !moves && !fact.ForceNewDeployment) return;
        _deployments.Begin(service, definition, fact.Decision);
        service.Cause = fact.Decision;
        _services.RequestReconcile(service.Index);
    }

    /// <summary>UpdateTaskProtection.</summary>
    public void Apply(in TaskProtectionRequest fact) => _protection.Update(in fact);

    /// <summary>RunTask.</summary>
    public void Apply(in RunTaskRequest fact) => _starter.Run(fact.Job, fact.Submission);

    /// <summary>CreateService in the middle of a run.</summary>
    public void Apply(in CreateServiceRequest fact)
    {
        var service = _services[fact.Service];
        if (service.Primary is not null) return;
        service.HasReconciled = true; // its tasks start as any others, also in a run that began steady
        // The default that the timeline foresees need not be in force: its PutClusterCapacityProviders may have been refused.
        if (_starter.InForce(service.Definition) is var definition && definition != service.Definition)
        {
            service.Adopt(definition, _scenario);
            _engine.Redefine(service.Index, definition);
        }
        if (service.IsExternal) _taskSets.Begin(service);
        else _deployments.Begin(service, service.Definition.TaskDefinition, service.IsManagedDaemon ? fact.Decision : 0);
        SetDesired(service, service.Definition.DesiredCount, fact.Decision);
        _services.RequestReconcile(service.Index);
    }

    /// <summary>DeleteService: the service is DRAINING; all its tasks stop, and it is INACTIVE when the last one is gone (ECS-SV-02).</summary>
    public void Apply(in DeleteServiceRequest fact)
    {
        var service = _services[fact.Service];
        if (service.Primary is null && !service.IsExternal) return;
        SetDesired(service, 0, fact.Decision);
        if (service.IsManagedDaemon) _deployments.BeginRemoval(service, fact.Decision);
        _services.RowOf(service).IsDeleted = true;
        foreach (var older in service.Older) older.Lost = 0;
        _services.RequestReconcile(service.Index);
    }

    /// <summary>StopTask: the task stops as its user asked; a service starts another one (ECS-HL-02).</summary>
    public void Apply(in StopTaskRequest fact)
    {
        if (!_tables.Tasks.IsAlive(fact.Task) || _tables.Tasks[fact.Task].DesiredStatus == TaskStatus.Stopped) return;
        var (service, deployment) = (_tables.Tasks[fact.Task].Service, _tables.Tasks[fact.Task].Deployment);
        _life.Stop(fact.Task, StopCode.UserInitiated, StopReason.UserStopped);
        if (service < 0) return;
        var of = _services.DeploymentOf(deployment);
        if (_sameRevision && of != _services[service].Primary && !_services[service].IsManagedDaemon) of.Lost++;
        _services.RequestReconcile(service);
    }

    // The first ACTIVE instance of a zone: steady services may be out of balance now (ECS-AZ-02).
    private void OnInstanceActive(int zone)
    {
        var active = 0;
        for (var i = 0; i < _tables.Instances.Length && active < 2; i++)
        {
            if (_tables.Instances.IsAlive(i) && _tables.Instances[i].Zone == zone && _tables.Instances[i].Status == ContainerInstanceStatus.Active) active++;
        }
        if (active < 2) LookAtZones(onFargate: false);
    }

    private void LookAtZones(bool onFargate)
    {
        foreach (var service in _services.Services)
        {
            if (service.IsSteady && service.OnFargate == onFargate) _services.RequestReconcile(service.Index);
        }
    }

    private void Redefine(Service service, ServiceDefinition definition)
    {
        _engine.Redefine(service.Index, definition);
        _services.Redefine(service, definition);
        service.IsSteady = false;
        service.UnmuteAll(); // what was reported need not hold under the new rules
        _services.RequestReconcile(service.Index);
    }

    private void SetDesired(Service service, int desired, int decision)
    {
        if (service.IsDaemon || (service.Primary is null && !service.IsExternal) || _services.RowOf(service).IsDeleted) return; // a daemon service has no desired count (ECS-SV-01)
        ref var row = ref _services.RowOf(service);
        var from = row.Desired;
        desired = Math.Max(0, desired);
        if (desired == from) return;
        row.Desired = desired;
        service.Cause = decision;
        service.IsSteady = false;
        // A scale-out in the middle of a rolling update raises both revisions (ECS-RU-06); the scheduler keeps of it what L still needs.
        if (_sameRevision && desired > from && service.Older.Count > 0 && !service.IsExternal)
        {
            var older = service.Older[^1];
            if (older.Kept >= 0) older.Kept += desired - from;
            else older.Lost += desired - from;
        }
        _reports.DesiredCounts.Report(new DesiredCountChange(service.Index, from, desired, decision));
        _services.RequestReconcile(service.Index);
    }

    private void Lose(int task, StopCode code, StopReason reason, int exitCode, bool hostLost, bool failedToStart)
    {
        ref var row = ref _tables.Tasks[task];
        var (service, deployment) = (row.Service, row.Deployment);
        if (!_life.Kill(task, code, reason, exitCode, hostLost) || service < 0) return;
        var book = _services[service];
        var of = _services.DeploymentOf(deployment);
        if (book.IsManagedDaemon) // it gets no other on that instance (ECS-DM-04)
        {
            _services.RequestReconcile(service);
            return;
        }
        if (failedToStart) _scheduler.CountFailure(book, of, forWantOfRoom: false);
        if (_sameRevision && of != book.Primary) of.Lost++; // replaced by its own revision while L needs it (ECS-RU-05)
        _services.RequestReconcile(service);
    }

    private void ReconcileDaemons()
    {
        foreach (var service in _services.Services)
        {
            if (service.IsDaemon) _services.RequestReconcile(service.Index);
        }
    }
}
