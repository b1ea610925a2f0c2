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
        if (fact.To == TaskStatus.Stopped) _tables.Tasks.Remove(fact.Task);
    }

    /// <summary>Its own report, heard by everyone: an INACTIVE instance's row goes.</summary>
    public void Apply(in ContainerInstanceTransition fact)
    {
        if (fact.To == ContainerInstanceStatus.Inactive) _tables.Instances.Remove(fact.ContainerInstance);
    }

    /// <summary>A placed task has its host and network.</summary>
    public void Apply(in TaskNetworkReady fact) => _life.OnNetworkReady(fact.Task);

    /// <summary>A task's images are on its host.</summary>
    public void Apply(in ImagePullCompletion fact) => _life.OnPulled(fact.Task);

    /// <summary>
    /// An essential container exited by itself: the task stops (ECS-TL-04), and a service replaces it at once, without back-off if it had reached RUNNING
    /// (ECS-HL-02).
    /// </summary>
    public void Apply(in ContainerExit fact)
    {
        if (!_tables.Tasks.IsAlive(fact.Task)) return;
        ref var row = ref _tables.Tasks[fact.Task];
        if (row.Status is TaskStatus.None or TaskStatus.Provisioning or TaskStatus.Pending) return; // no container yet
        var ran = row.Status >= TaskStatus.Running;
        var reason = row.Service < 0 && fact.ExitCode == 0 ? StopReason.Finished : StopReason.EssentialContainerExited;
        Lose(fact.Task, ran ? StopCode.EssentialContainerExited : StopCode.TaskFailedToStart, reason, fact.ExitCode, hostLost: false, failedToStart: !ran);
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

    /// <summary>The agent of an EC2 instance is up: the instance registers.</summary>
    public void Apply(in AgentConnection fact)
    {
        var instance = _instances.Register(fact.Instance);
        if (instance < 0) return;
        _agents.Open(instance);
        ReconcileDaemons();
    }

    /// <summary>An EC2 instance waits in its terminate hook: drain it. It shuts down: its tasks die with it (ECS-CL-14).</summary>
    public void Apply(in Ec2InstanceTransition fact)
    {
        var instance = _instances.On(fact.Instance);
        if (instance < 0) return;
        switch (fact.To)
        {
            case Ec2InstanceState.TerminatingWait: Drain(instance); break;
            case Ec2InstanceState.Terminating or Ec2InstanceState.Terminated: Lose(instance, fact.Reason); break;
        }
    }

    /// <summary>The operator drains an instance (UpdateContainerInstancesState).</summary>
    public void Apply(in DrainRequest fact)
    {
        if (_tables.Instances.IsAlive(fact.ContainerInstance)) Drain(fact.ContainerInstance);
    }

    /// <summary>A zone went out or came back.</summary>
    public void Apply(in ZoneChange fact)
    {
        _starter.SetZone(fact.Zone, fact.IsOut);
        if (!fact.IsOut) _capacity.Raise();
    }

    /// <summary>A service's desired count is set.</summary>
    public void Apply(in DesiredCountRequest fact) => SetDesired(_services[fact.Service], fact.Desired, fact.Decision);

    /// <summary>
    /// UpdateService (ECS-SV-03): a new task definition, force, or something else that tasks are made of begins a deployment; desired count, envelope, strategies,
    /// constraints, providers, grace period and rebalancing hold at once for what comes, without one.
    /// </summary>
    public void Apply(in UpdateServiceRequest fact)
    {
        var service = _services[fact.Service];
        if (fact.After is { } after) Redefine(service, after);
        if (fact.DesiredCount >= 0) SetDesired(service, fact.DesiredCount, fact.Decision);
        var definition = fact.TaskDefinition >= 0 ? fact.TaskDefinition : service.Primary.TaskDefinition;
        if (definition == service.Primary.TaskDefinition && !fact.ForceNewDeployment) return;
        _deployments.Begin(service, definition);
        service.Cause = fact.Decision;
        _services.RequestReconcile(service.Index);
    }

    /// <summary>RunTask.</summary>
    public void Apply(in RunTaskRequest fact) => _starter.Run(fact.Job);

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
        if (service.IsDaemon) return; // a daemon service has no desired count (ECS-SV-01)
        ref var row = ref _services.RowOf(service);
        var from = row.Desired;
        desired = Math.Max(0, desired);
        if (desired == from) return;
        row.Desired = desired;
        service.Cause = decision;
        service.IsSteady = false;
        // A scale-out in the middle of a rolling update raises both revisions (ECS-RU-06); the scheduler keeps of it what L still needs.
        if (desired > from && service.Older.Count > 0) service.Older[^1].Lost += desired - from;
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
        if (failedToStart) _scheduler.CountFailure(book, of, forWantOfRoom: false);
        if (of != book.Primary) of.Lost++; // replaced by its own revision while L needs it (ECS-RU-05)
        _services.RequestReconcile(service);
    }

    // The host is gone: every task on it stops at once and the instance is INACTIVE.
    private void Lose(int instance, TerminationReason reason)
    {
        var spot = reason == TerminationReason.SpotInterruption;
        var task = _tables.LinksOfInstance(instance).FirstTask;
        while (task >= 0)
        {
            var next = _tables.LinksOf(task).NextOnInstance;
            Lose(
                task, spot ? StopCode.SpotInterruption : StopCode.TerminationNotice, spot ? StopReason.SpotInterrupted : StopReason.HostTerminated, -1, hostLost: true,
                failedToStart: false);
            task = next;
        }
        _instances.Deactivate(instance);
        ReconcileDaemons();
    }

    // ECS-DR-01/02: no new tasks; service tasks that do not run yet stop at once; running ones are replaced inside the envelope; daemons stop last.
    private void Drain(int instance)
    {
        if (!_instances.BeginDraining(instance)) return;
        var task = _tables.LinksOfInstance(instance).FirstTask;
        while (task >= 0)
        {
            var next = _tables.LinksOf(task).NextOnInstance;
            ref var row = ref _tables.Tasks[task];
            if (row.Service >= 0 && row.DesiredStatus == TaskStatus.Running && !_services[row.Service].IsDaemon)
            {
                if (row.Status < TaskStatus.Running) _life.Stop(task, StopCode.ServiceSchedulerInitiated, StopReason.InstanceDraining);
                else _services.SetStanding(task, TaskStanding.Draining);
                _services.RequestReconcile(row.Service);
            }
            task = next;
        }
        ReconcileDaemons();
        _instances.CheckDrained(instance);
    }

    private void ReconcileDaemons()
    {
        foreach (var service in _services.Services)
        {
            if (service.IsDaemon) _services.RequestReconcile(service.Index);
        }
    }
}
