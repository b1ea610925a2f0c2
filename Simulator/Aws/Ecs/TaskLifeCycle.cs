using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs;

/// <summary>
/// The life of a task (ECS-TL-01). What moves it on is written beside the arrow.
/// <code>
///            placed, wants an interface or waits for capacity
///  (born) ──► PROVISIONING ──network ready──► PENDING ──agent admits──► ACTIVATING ──containers started──► RUNNING
///     └──placed, needs no interface──────────────▲     (FIFO queue)      (pull, start)                       │
///                                                                                                            │ stop asked for
///             ┌── has target groups: DEACTIVATING ◄──────────────────────────────────────────────────────────┤
///             │ all targets unused                                                                            │ has none
///             └────────► STOPPING ◄───────────────────────────────────────────────────────────────────────────┘
///                           │ containers stopped (at most stopTimeout)
///             DEPROVISIONING ◄── own interface ──┤                       a stop before any container runs, a crash: straight to DEPROVISIONING or STOPPED
///                   └───────────────► STOPPED ◄──┘                       a lost host: straight to STOPPED
/// </code>
/// Placement's ledger is released on entering STOPPING (ECS-TL-05, <c>releaseTrigger</c>), the agent's when the containers have stopped. The row is removed after
/// everybody heard STOPPED. AWS: Amazon ECS Developer Guide, "Task lifecycle".
/// </summary>
internal sealed class TaskLifeCycle
{
    private readonly Calendar _calendar;
    private readonly EcsTables _tables;
    private readonly EcsReports _reports;
    private readonly ContainerInstances _instances;
    private readonly AgentQueues _agents;
    private readonly AgentConnections _connections;
    private readonly PlacementEngine _engine;
    private readonly ServiceBook _services;
    private readonly TaskHealth _health;
    private readonly WaitingTasks _waiting;
    private readonly TaskTimes _times;
    private readonly FargateCapacity _fargate;
    private readonly TaskContainers _containers;
    private readonly TaskStatus _releaseAt;
    private readonly bool _reportsPlacements;
    private readonly DecisionPace _pace;
    private readonly Duration _payload;

    public TaskLifeCycle(
        Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, ContainerInstances instances, AgentQueues agents,
        AgentConnections connections, PlacementEngine engine, ServiceBook services, TaskHealth health, WaitingTasks waiting, TaskTimes times, FargateCapacity fargate,
        TaskContainers containers, DecisionPace pace)
    {
        _calendar = calendar;
        _tables = tables;
        _reports = reports;
        _instances = instances;
        _agents = agents;
        _connections = connections;
        _engine = engine;
        _services = services;
        _health = health;
        _waiting = waiting;
        _times = times;
        _fargate = fargate;
        _containers = containers;
        _reportsPlacements = scenario.Output.AllPlacements;
        _pace = pace;
        _payload = scenario.Model.Get(TaskModel.PayloadToAgent);
        _releaseAt = scenario.Model.Get(ModelCatalog.ReleaseTrigger) switch
        {
            "desired" => TaskStatus.Running,
            "stopped" => TaskStatus.Stopped,
            _ => TaskStatus.Stopping,
        };
    }

    /// <summary>A task is born; it goes nowhere yet.</summary>
    /// <param name="deployment">Its deployment, or null for a standalone task.</param>
    /// <param name="taskDefinition">Task definition index.</param>
    /// <param name="job">Workload index of a standalone task, or -1.</param>
    /// <param name="launchType">EC2 or FARGATE.</param>
    /// <param name="capacityProvider">Capacity provider index, or -1.</param>
    public int Create(Deployment? deployment, int taskDefinition, int job, LaunchType launchType, int capacityProvider)
    {
        var task = _tables.AddTask(_calendar.Now);
        ref var row = ref _tables.Tasks[task];
        row.TaskDefinition = taskDefinition;
        row.Job = job;
        row.LaunchType = launchType;
        row.CapacityProvider = capacityProvider;
        if (deployment is null) return task;
        row.Service = deployment.Service;
        row.Deployment = deployment.Id;
        if (_services[deployment.Service].IsDaemon) _tables.LinksOf(task).Marks |= TaskMarks.Daemon;
        _services.Join(task);
        return task;
    }

    /// <summary>A task waits in PROVISIONING for capacity.</summary>
    public void Wait(int task) => Move(task, TaskStatus.Provisioning);

    /// <summary>A task gets its place on a container instance; the EC2 room answers when its network is ready.</summary>
    /// <remarks>Where the caller named the instance, nothing had to be decided.</remarks>
    public void PlaceOn(int task, PlacementProfile profile, int instance, bool named = false)
    {
        SetPlace(task, profile, instance);
        ref var row = ref _tables.Tasks[task];
        if (row.Status == TaskStatus.None) Move(task, _times.HasInterface(in row) || HasVolume(in row) ? TaskStatus.Provisioning : TaskStatus.Pending);
        _reports.TasksPlaced.Report(new TaskPlaced(task, named ? _calendar.Now : _pace.Next(row.Service)));
        if (_reportsPlacements) _reports.PlacementSuccesses.Report(new PlacementSuccess(row.Service, task, instance));
    }

    /// <summary>A task gets its place on Fargate; the Fargate room answers when its micro-VM is ready.</summary>
    public void PlaceOnFargate(int task, int zone)
    {
        SetZone(task, zone);
        Move(task, TaskStatus.Provisioning);
        _reports.TasksPlaced.Report(new TaskPlaced(task, _calendar.Now));
    }

    /// <summary>A task was there from the start: RUNNING, ready and healthy (initial: steady).</summary>
    /// <param name="task">Its row.</param>
    /// <param name="profile">Kind of task on a container instance; null on Fargate.</param>
    /// <param name="place">Container instance row, or zone index on Fargate.</param>
    public void BeginRunning(int task, PlacementProfile? profile, int place)
    {
        if (profile is null) SetZone(task, place);
        else SetPlace(task, profile, place);
        ref var row = ref _tables.Tasks[task];
        if (profile is not null) _agents.Admit(task);
        row.Connected = row.Started = row.ReadyAt = _calendar.Now;
        if (_containers.Follows(row.TaskDefinition)) _containers.BeginRunning(task);
        Move(task, TaskStatus.Running);
        _reports.TasksPlaced.Report(new TaskPlaced(task, _calendar.Now));
        _health.BeginHealthy(task);
    }

    /// <summary>A placed task has its host and network: it goes to the agent.</summary>
    /// <param name="task">Its row.</param>
    /// <param name="since">When that is so, or the placement is decided.</param>
    public void OnNetworkReady(int task, Instant since)
    {
        if (!_tables.Tasks.IsAlive(task)) return;
        ref var row = ref _tables.Tasks[task];
        if (row.DesiredStatus == TaskStatus.Stopped || row.Placed == Instant.MaxValue || row.Status > TaskStatus.Pending) return;
        row.Connected = _calendar.Now;
        if (HasVolume(in row) && row.Placed + _times.VolumeAttach(in row) is var attached && attached > _calendar.Now)
        {
            _calendar.Schedule(attached, EventKinds.VolumeAttached, task, _tables.Tasks.GenerationOf(task));
            return;
        }
        if (row.LaunchType == LaunchType.Fargate)
        {
            Move(task, TaskStatus.Pending);
            Activate(task);
            return;
        }
        if (_agents.Knows(task)) return;
        if (row.Status == TaskStatus.Provisioning) Move(task, TaskStatus.Pending);
        if (since + _payload is var received && received > _calendar.Now)
            _calendar.Schedule(received, EventKinds.PayloadReceived, task, _tables.Tasks.GenerationOf(task));
        else
            OnPayload(task);
    }

    /// <summary>The agent learns of a task that it is to run.</summary>
    public void OnPayload(int task)
    {
        ref readonly var row = ref _tables.Tasks[task];
        if (row.Status != TaskStatus.Pending || row.DesiredStatus == TaskStatus.Stopped || _agents.Knows(task)) return;
        _agents.Enqueue(task);
        Admit(row.ContainerInstance);
    }

    /// <summary>The image of a plain task is on its host: its container is created and started.</summary>
    public void OnPulled(int task)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.Status != TaskStatus.Activating || row.PullStopped != Instant.MaxValue) return;
        row.PullStopped = _calendar.Now;
        var takes = _times.ContainerStart(in row, 0, 0, out var reason);
        if (reason != StopReason.None) _tables.LinksOf(task).Marks |= TaskMarks.StartFails;
        _calendar.ScheduleIn(takes, EventKinds.ContainersStarted, task, _tables.Tasks.GenerationOf(task));
    }

    /// <summary>The container of a plain task runs; returns why not when its start has timed out.</summary>
    public StopReason OnContainersStarted(int task)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.Status != TaskStatus.Activating) return StopReason.None;
        if (_tables.LinksOf(task).Has(TaskMarks.StartFails))
        {
            _times.ContainerStart(in row, 0, 0, out var reason);
            return reason;
        }
        EnterRunning(task, _calendar.Now + _times.Startup(in row, 0, 0));
        return StopReason.None;
    }

    /// <summary>Every container of a task runs, or has run to its end.</summary>
    public void EnterRunning(int task, Instant readyAt)
    {
        ref var row = ref _tables.Tasks[task];
        row.Started = _calendar.Now;
        row.ReadyAt = readyAt;
        Move(task, TaskStatus.Running);
        if (row.Service >= 0)
        {
            var deployment = _services.DeploymentOf(row.Deployment);
            deployment.Backoff.Reset();
            deployment.NewTargets++;
        }
        _health.Begin(task);
    }

    /// <summary>Asks a task to stop: gracefully when it runs, at once when it does not yet.</summary>
    public void Stop(int task, StopCode code, StopReason reason)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.DesiredStatus == TaskStatus.Stopped) return;
        var wasRunning = row.Status == TaskStatus.Running;
        Condemn(task, code, reason);
        if (!wasRunning)
        {
            if (_containers.AnyRuns(task)) BeginStopping(task);
            else End(task, abruptly: false);
            return;
        }
        var groups = _services.TargetGroupsOf(in row);
        if (groups == 0)
        {
            BeginStopping(task);
            return;
        }
        _tables.LinksOf(task).OpenTargets = (byte)groups;
        Move(task, TaskStatus.Deactivating);
    }

    /// <summary>
    /// Spot takes a task's host in two minutes: its containers get SIGTERM at once, while the load balancers let go of it, and SIGKILL after stopTimeout
    /// (FG-SPOT-01). A drain that is under way is cut short.
    /// </summary>
    public void Interrupt(int task)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.DesiredStatus != TaskStatus.Stopped) Stop(task, StopCode.SpotInterruption, StopReason.SpotInterrupted);
        if (row.Status != TaskStatus.Deactivating) return;
        _tables.LinksOf(task).OpenTargets = 0;
        BeginStopping(task);
    }

    /// <summary>A deregistration from a target group is complete; after the last one the containers get their signal.</summary>
    public void OnTargetUnused(int task)
    {
        ref var links = ref _tables.LinksOf(task);
        if (_tables.Tasks[task].Status != TaskStatus.Deactivating || links.OpenTargets == 0) return;
        if (--links.OpenTargets == 0) BeginStopping(task);
    }

    /// <summary>A stopping task's containers have exited.</summary>
    public void OnContainersStopped(int task)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.Status != TaskStatus.Stopping) return;
        if (_tables.LinksOf(task).Containers >= 0)
        {
            OnContainersGone(task); // held back while the agent was out of reach
            return;
        }
        row.ExitCode = _times.IsKilled(in row) ? 137 : 0;
        End(task, abruptly: false);
    }

    /// <summary>The last container of a stopping task is over.</summary>
    public void OnContainersGone(int task)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.ExitCode < 0) row.ExitCode = _containers.MainExitCode(task);
        End(task, abruptly: false);
    }

    /// <summary>A task's network interface is gone.</summary>
    public void OnDeprovisioned(int task)
    {
        if (_tables.Tasks[task].Status == TaskStatus.Deprovisioning) Finish(task);
    }

    /// <summary>A task's containers are dead, by themselves or with their host; returns whether it was still wanted.</summary>
    /// <param name="task">Its row.</param>
    /// <param name="code">Stop code, unless it was stopping already.</param>
    /// <param name="reason">Reason, unless it was stopping already.</param>
    /// <param name="exitCode">Exit code of the essential container, or -1.</param>
    /// <param name="hostLost">Nothing is left to clean up.</param>
    public bool Kill(int task, StopCode code, StopReason reason, int exitCode, bool hostLost)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.Status >= TaskStatus.Deprovisioning)
        {
            if (hostLost && row.Status == TaskStatus.Deprovisioning) Finish(task);
            return false;
        }
        var wanted = row.DesiredStatus != TaskStatus.Stopped;
        if (wanted) Condemn(task, code, reason);
        row.ExitCode = exitCode;
        // The other containers get their signals; a plain task has none.
        if (!hostLost && row.Status < TaskStatus.Stopping && _containers.AnyRuns(task)) BeginStopping(task);
        else End(task, hostLost);
        return wanted;
    }

    private void SetPlace(int task, PlacementProfile profile, int instance)
    {
        ref var row = ref _tables.Tasks[task];
        row.ContainerInstance = instance;
        _tables.LinksOf(task).Profile = profile.Index;
        SetZone(task, _tables.Instances[instance].Zone);
        _instances.Reserve(task, profile, instance);
        _engine.Count(profile, instance, 1);
    }

    private void SetZone(int task, int zone)
    {
        ref var row = ref _tables.Tasks[task];
        row.Zone = zone;
        row.Placed = _calendar.Now;
        if (row.LaunchType == LaunchType.Fargate) _fargate.Count(row.TaskDefinition, row.CapacityProvider, 1);
        _tables.LinksOf(task).Marks |= TaskMarks.Counted;
        if (row.Service >= 0) _services[row.Service].ActiveIn(zone, row.CapacityProvider)++;
    }

    /// <summary>Admits what fits of an agent's queue, unless the agent is out of reach.</summary>
    public void Admit(int instance)
    {
        if (_connections.IsSilent(instance)) return;
        for (var task = _agents.AdmitNext(instance); task >= 0; task = _agents.AdmitNext(instance)) Activate(task);
    }

    private void Activate(int task)
    {
        Move(task, TaskStatus.Activating);
        ref var row = ref _tables.Tasks[task];
        if (_containers.Follows(row.TaskDefinition))
        {
            _containers.Begin(task);
            return;
        }
        row.PullStarted = _calendar.Now;
        _reports.Pulls.Report(new ImagePullRequest(task));
    }

    // Desired status becomes STOPPED: the task leaves every count of what is wanted.
    private void Condemn(int task, StopCode code, StopReason reason)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        if (row.Service >= 0) _services.Leave(task);
        if (links.Has(TaskMarks.Waits)) _waiting.Remove(task);
        row.DesiredStatus = TaskStatus.Stopped;
        row.StopCode = code;
        row.StopReason = reason;
        row.Stopping = _calendar.Now;
        if (row.Service >= 0) _health.End(task);
        if (!links.Has(TaskMarks.Counted)) return;
        links.Marks &= ~TaskMarks.Counted;
        if (row.Service >= 0) _services[row.Service].ActiveIn(row.Zone, row.CapacityProvider)--;
        if (row.ContainerInstance < 0) return;
        _engine.Count(_engine[links.Profile], row.ContainerInstance, -1);
        _instances.StopCounting(task);
        if (_releaseAt == TaskStatus.Running) _instances.Release(task);
    }

    private void BeginStopping(int task)
    {
        Move(task, TaskStatus.Stopping);
        ref var row = ref _tables.Tasks[task];
        if (_releaseAt == TaskStatus.Stopping && row.ContainerInstance >= 0) _instances.Release(task);
        if (!_connections.Holds(task, HeldKind.Stop)) SignalContainers(task);
    }

    /// <summary>The agent of a task in STOPPING sends its containers their signal.</summary>
    public void SignalContainers(int task)
    {
        ref readonly var row = ref _tables.Tasks[task];
        if (row.Status != TaskStatus.Stopping) return;
        if (_tables.LinksOf(task).Containers >= 0) _containers.Stop(task);
        else _calendar.ScheduleIn(_times.ContainerStop(in row), EventKinds.ContainersStopped, task, _tables.Tasks.GenerationOf(task));
    }

    // The containers are gone, or never were.
    private void End(int task, bool abruptly)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.PullStarted != Instant.MaxValue || row.Started != Instant.MaxValue) row.ExecutionStopped = _calendar.Now;
        if (_tables.LinksOf(task).Containers >= 0) _containers.Abandon(task);
        if (row.ContainerInstance >= 0)
        {
            if (_releaseAt != TaskStatus.Stopped) _instances.Release(task);
            if (_agents.Leave(task) && !abruptly) Admit(row.ContainerInstance);
        }
        if (abruptly || row.Placed == Instant.MaxValue || !_times.HasInterface(in row))
        {
            Finish(task);
            return;
        }
        Move(task, TaskStatus.Deprovisioning);
        _calendar.ScheduleIn(_times.Deprovisioning, EventKinds.TaskDeprovisioned, task, _tables.Tasks.GenerationOf(task));
    }

    private void Finish(int task)
    {
        Move(task, TaskStatus.Stopped);
        ref var row = ref _tables.Tasks[task];
        if (row.LaunchType == LaunchType.Fargate && row.Placed != Instant.MaxValue) _fargate.Count(row.TaskDefinition, row.CapacityProvider, -1);
        if (row.ContainerInstance < 0) return;
        _instances.Release(task);
        _instances.Forget(task);
    }

    private void Move(int task, TaskStatus to)
    {
        ref var row = ref _tables.Tasks[task];
        var from = row.Status;
        if (row.Service >= 0)
        {
            ref var service = ref _tables.Services[row.Service];
            var crosses = from < TaskStatus.Running != to < TaskStatus.Running;
            if (crosses) _services.Uncount(task);
            row.Status = to;
            if (crosses) _services.Recount(task);
            Count(ref service, from, -1);
            Count(ref service, to, 1);
        }
        else
        {
            row.Status = to;
        }
        _reports.TaskTransitions.Report(new TaskTransition(task, from, to));
    }

    private bool HasVolume(in TaskRow row) => row.Service >= 0 && _services[row.Service].Definition.HasManagedVolume;

    private static void Count(ref ServiceRow service, TaskStatus status, int by)
    {
        switch (status)
        {
            case TaskStatus.Provisioning or TaskStatus.Pending or TaskStatus.Activating: service.Pending += by; break;
            case TaskStatus.Running: service.Running += by; break;
            case TaskStatus.Deactivating or TaskStatus.Stopping or TaskStatus.Deprovisioning: service.Stopping += by; break;
        }
    }
}
