using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>What the ECS room hears about container instances, and what follows for the tasks on them.</summary>
public sealed partial class EcsControlPlane
{
    /// <summary>The agent of an EC2 instance is up: the instance registers, or goes on where it was; or the agent is lost.</summary>
    public void Apply(in AgentConnection fact)
    {
        var known = _instances.On(fact.Instance);
        if (!fact.Connected)
        {
            if (known >= 0) _connections.Lose(known);
            return;
        }
        if (known >= 0)
        {
            if (fact.Retries) _connections.AwaitAttempt(known);
            else Reconnect(known);
            return;
        }
        ReconcileDaemons(); // before the services that wait for room: daemons start first (ECS-DM-02)
        var instance = _instances.Register(fact.Instance);
        if (instance < 0) return;
        _agents.Open(instance);
        if (_tables.LinksOfInstance(instance).AwaitsDaemons) _managedDaemons.Welcome(instance);
        Describe(instance);
    }

    /// <summary>An EC2 instance waits in its terminate hook: drain it. It stops or shuts down: its tasks die with it (ECS-CL-14).</summary>
    public void Apply(in Ec2InstanceTransition fact)
    {
        var instance = _instances.On(fact.Instance);
        if (instance < 0) return;
        switch (fact.To)
        {
            case Ec2InstanceState.TerminatingWait: Drain(instance); break;
            case Ec2InstanceState.Stopped or Ec2InstanceState.WarmedStopped or Ec2InstanceState.WarmedHibernated: LoseTasks(instance, StopCode.TerminationNotice, StopReason.HostStopped); break;
            case Ec2InstanceState.Terminating or Ec2InstanceState.Terminated: Lose(instance, fact.From, fact.Reason); break;
        }
    }

    /// <summary>An EC2 instance joined an Auto Scaling group or left it.</summary>
    public void Apply(in GroupMembershipChange fact)
    {
        var instance = _instances.On(fact.Instance);
        if (instance < 0) return;
        _instances.ChangeGroup(instance);
        ReconcileDaemons();
    }

    /// <summary>The operator drains an instance or sets it ACTIVE again (UpdateContainerInstancesState).</summary>
    public void Apply(in DrainRequest fact)
    {
        if (!_tables.Instances.IsAlive(fact.ContainerInstance)) return;
        if (fact.Active) Reactivate(fact.ContainerInstance);
        else Drain(fact.ContainerInstance);
    }

    /// <summary>DeregisterContainerInstance: without force it is refused while tasks run there; with force they are orphaned and replaced (ECS-CL-15).</summary>
    public void Apply(in DeregistrationRequest fact)
    {
        var instance = fact.ContainerInstance;
        if (!_tables.Instances.IsAlive(instance) || _tables.Instances[instance].Status is ContainerInstanceStatus.Inactive or ContainerInstanceStatus.Deregistering) return;
        if (!fact.Force && _tables.Instances[instance].RunningTasks > 0) return;
        LoseTasks(instance, StopCode.ServiceSchedulerInitiated, StopReason.DeregistrationForced);
        Leave(instance);
    }

    /// <summary>PutAttributes or DeleteAttributes: what is placed from now on sees the new attributes (ECS-CL-12, ECS-PL-13).</summary>
    public void Apply(in AttributesRequest fact)
    {
        if (!_tables.Instances.IsAlive(fact.ContainerInstance) || _scenario.Timeline[fact.Action] is not AttributesAction action) return;
        _instances.ChangeAttributes(fact.ContainerInstance, action);
        _capacity.Raise();
        ReconcileDaemons();
    }

    /// <summary>PutAccountSetting awsvpcTrunking: holds for instances launched from now on (ECS-CL-07).</summary>
    public void Apply(in AccountSettingRequest fact) => _instances.SetTrunking(fact.AwsvpcTrunking);

    /// <summary>StartTask: no strategies, no constraints, but resources are checked (ECS-PL-17).</summary>
    public void Apply(in StartTaskRequest fact) => _starter.StartOn(fact.ContainerInstance, fact.TaskDefinition);

    // An instance that the scenario describes as it was: already draining, or with an agent that cannot be reached (ECS-API-06).
    private void Describe(int instance)
    {
        var set = _tables.Instances[instance].ContainerInstanceSet;
        if (set < 0) return;
        if (_scenario.ContainerInstances[set].Draining) Drain(instance);
        if (_scenario.ContainerInstances[set].AgentConnected) return;
        _connections.Lose(instance);
        _instances.SetConnected(instance, false);
    }

    private void OnInstanceEvent(in Event e)
    {
        if (!_tables.Instances.IsCurrent(e.Subject, e.Generation)) return;
        switch (e.Kind)
        {
            case EventKinds.TrunkAttached:
                if (!_instances.OnTrunkAttached(e.Subject)) break;
                if (_tables.LinksOfInstance(e.Subject).AwaitsDaemons) _managedDaemons.Welcome(e.Subject);
                ReconcileDaemons();
                break;
            case EventKinds.TrunkDetached: _instances.OnTrunkDetached(e.Subject); break;
            case EventKinds.AgentSilenceNoticed:
                if (_connections.IsSilent(e.Subject)) _instances.SetConnected(e.Subject, false);
                break;
            case EventKinds.AgentReconnects:
                if (_connections.Reconnects(e.Subject)) Reconnect(e.Subject);
                break;
        }
    }

    // What happened while the agent was away is told now, in order.
    private void Reconnect(int instance)
    {
        if (_connections.Return(instance) is not { } held) return;
        _instances.SetConnected(instance, true);
        foreach (var h in held)
        {
            if (!_tables.Tasks.IsCurrent(h.Task, h.Generation)) continue;
            switch (h.Kind)
            {
                case HeldKind.Event: _calendar.Schedule(_calendar.Now, h.Number, h.Task, h.Generation); break;
                case HeldKind.Failure: ReplayFailure(h.Task, h.Number); break;
                default: _life.SignalContainers(h.Task); break;
            }
        }
        _life.Admit(instance);
        ReconcileDaemons();
    }

    // The host is gone: every task on it stops at once, and the instance leaves the cluster unless ECS cannot know (ECS-CL-14).
    private void Lose(int instance, Ec2InstanceState was, TerminationReason reason)
    {
        var stays = _instances.StaysBehind(instance, was);
        var spot = reason == TerminationReason.SpotInterruption;
        LoseTasks(instance, spot ? StopCode.SpotInterruption : StopCode.TerminationNotice, spot ? StopReason.SpotInterrupted : StopReason.HostTerminated);
        if (stays) _instances.LeaveBehind(instance);
        else Leave(instance);
    }

    private void LoseTasks(int instance, StopCode code, StopReason reason)
    {
        var task = _tables.LinksOfInstance(instance).FirstTask;
        while (task >= 0)
        {
            var next = _tables.LinksOf(task).NextOnInstance;
            Lose(task, code, reason, -1, hostLost: true, failedToStart: false);
            task = next;
        }
    }

    private void Leave(int instance)
    {
        _connections.Forget(instance);
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

    // Back to ACTIVE: what has not moved away yet stays, unless its health checks condemn it.
    private void Reactivate(int instance)
    {
        if (!_instances.EndDraining(instance)) return;
        for (var task = _tables.LinksOfInstance(instance).FirstTask; task >= 0; task = _tables.LinksOf(task).NextOnInstance)
        {
            ref var row = ref _tables.Tasks[task];
            if (row.Service < 0 || row.DesiredStatus != TaskStatus.Running || _tables.LinksOf(task).Standing != TaskStanding.Draining) continue;
            _services.SetStanding(task, TaskStanding.Good);
            _health.ApplyVerdict(task);
            _services.RequestReconcile(row.Service);
        }
        ReconcileDaemons();
    }
}
