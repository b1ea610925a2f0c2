using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Amazon ECS's control plane and its agents: container instances, tasks, services, deployments, placement. This class is the room's door: it
/// hears facts, handles events and hands them to the part that knows: <see cref="ContainerInstances"/>, <see cref="TaskLifeCycle"/>,
/// <see cref="TaskHealth"/>, <see cref="ServiceScheduler"/>, <see cref="DaemonScheduler"/>, <see cref="TaskStarter"/>, <see cref="PlacementEngine"/>.
/// </summary>
/// <remarks>
/// It must hear <see cref="TaskTransition"/> and <see cref="ContainerInstanceTransition"/> last of all listeners: it removes the rows of what ended.
/// </remarks>
public sealed partial class EcsControlPlane : IEventHandler,
    IListener<TaskTransition>, IListener<ContainerInstanceTransition>, IListener<TaskNetworkReady>, IListener<ImagePullCompletion>, IListener<ContainerExit>,
    IListener<TaskHostLost>, IListener<TargetHealthChange>, IListener<AgentConnection>, IListener<Ec2InstanceTransition>, IListener<DrainRequest>,
    IListener<ZoneChange>, IListener<DesiredCountRequest>, IListener<UpdateServiceRequest>, IListener<RunTaskRequest>, IListener<DeregistrationRequest>, IListener<AttributesRequest>, IListener<AccountSettingRequest>, IListener<StartTaskRequest>,
    IListener<FargateSpotWarning>, IListener<FargateSpotShortage>, IListener<ManagedScalingUpdate>, IListener<TerminationProtectionChange>, IListener<ClusterStrategyUpdate>, IListener<GroupMembershipChange>, IListener<FargateRetirement>, IListener<NetworkInterfaceFailure>,
    IListener<ImageDigestKnown>, IListener<OperationThrottled>, IListener<TaskProtectionRequest>, IListener<CreateServiceRequest>, IListener<DeleteServiceRequest>, IListener<StopTaskRequest>
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly EcsTables _tables;
    private readonly EcsReports _reports;
    private readonly PlacementEngine _engine;
    private readonly CapacitySignal _capacity;
    private readonly ServiceBook _services;
    private readonly WaitingTasks _waiting;
    private readonly ContainerInstances _instances;
    private readonly AgentQueues _agents;
    private readonly AgentConnections _connections;
    private readonly TaskHealth _health;
    private readonly TaskContainers _containers;
    private readonly TaskLifeCycle _life;
    private readonly TaskStarter _starter;
    private readonly Deployments _deployments;
    private readonly ServiceScheduler _scheduler;
    private readonly DaemonScheduler _daemons;
    private readonly ManagedDaemonScheduler _managedDaemons;
    private readonly FargateCapacity _fargate;
    private readonly TaskProtection _protection;
    private readonly Announcer _announcer;
    private readonly TaskSets _taskSets;
    private readonly bool _sameRevision;

    /// <summary>The room. It fills <paramref name="services"/> with one row for each service of the scenario at once.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="births">Draws of this replication.</param>
    /// <param name="decisions">Numbers decisions.</param>
    /// <param name="tasks">Tasks; written by this room only.</param>
    /// <param name="containerInstances">Container instances; written by this room only.</param>
    /// <param name="services">Services; written by this room only.</param>
    /// <param name="ec2Instances">EC2 instances of the EC2 room.</param>
    /// <param name="replication">The replication's number, from which instance ids are made.</param>
    public EcsControlPlane(
        Calendar calendar, FactSink facts, Scenario scenario, BirthDraw births, DecisionCounter decisions, Slab<TaskRow> tasks,
        Slab<ContainerInstanceRow> containerInstances, Slab<ServiceRow> services, SlabView<Ec2InstanceRow> ec2Instances, int replication = 0)
        : this(calendar, facts, scenario, births, decisions, tasks, containerInstances, services, ec2Instances, replication, scanAlways: false)
    {
    }

    internal EcsControlPlane(
        Calendar calendar, FactSink facts, Scenario scenario, BirthDraw births, DecisionCounter decisions, Slab<TaskRow> tasks,
        Slab<ContainerInstanceRow> containerInstances, Slab<ServiceRow> services, SlabView<Ec2InstanceRow> ec2Instances, int replication, bool scanAlways)
    {
        _calendar = calendar;
        _scenario = scenario;
        _tables = new EcsTables(tasks, containerInstances, services);
        _reports = new EcsReports(facts);
        var names = new RunNames(scenario.Run.Seed, replication, scenario.Run.Start);
        _engine = new PlacementEngine(scenario, containerInstances, births, names, scanAlways);
        _capacity = new CapacitySignal(calendar);
        _services = new ServiceBook(calendar, _tables, scenario);
        _waiting = new WaitingTasks(scenario, _tables, _engine, _capacity);
        _sameRevision = DatedBehaviour.ReplacesWithSameRevision(scenario);
        var holds = new DaemonHolds(_tables, _engine, _services);
        _instances = new ContainerInstances(calendar, scenario, _tables, _reports, _engine, ec2Instances, _services, _capacity, births, holds);
        _agents = new AgentQueues(_tables, _engine);
        _connections = new AgentConnections(calendar, scenario, _tables, births);
        var times = new TaskTimes(scenario, births, new SlabView<ContainerInstanceRow>(containerInstances));
        _containers = new TaskContainers(calendar, scenario, _tables, _reports, births, times) { Outcome = this };
        _health = new TaskHealth(calendar, scenario, _tables, _reports, _services, births, times, _containers);
        _fargate = new FargateCapacity(scenario);
        var pace = new DecisionPace(calendar, scenario.Model, _services);
        _life = new TaskLifeCycle(
            calendar, scenario, _tables, _reports, _instances, _agents, _connections, _engine, _services, _health, _waiting, times, _fargate, _containers, pace);
        _starter = new TaskStarter(calendar, scenario, _tables, _reports, _engine, _life, _waiting, _capacity, times, births, _fargate, pace);
        _deployments = new Deployments(calendar, scenario, _services, _reports, decisions);
        _protection = new TaskProtection(calendar, _tables, _reports, _services, decisions);
        var announcer = _announcer = new Announcer(calendar, _tables, _reports);
        _taskSets = new TaskSets(_services, _reports, scenario);
        _scheduler = new ServiceScheduler(
            calendar, scenario, _tables, _reports, _services, _life, _health, _starter, _deployments, new StopChoice(_tables, _engine, _protection, births), _capacity,
            decisions, announcer, new ZoneBalancer(calendar, scenario, announcer, _engine), _protection, _taskSets);
        _daemons = new DaemonScheduler(
            calendar, _tables, announcer, _services, _engine, _life, _health, _starter, _deployments, _capacity, holds, scenario.Model.Get(ModelCatalog.SchedulerTick),
            scenario.Model.Get(TaskModel.DigestResolution) != TaskModel.DigestTogether, _sameRevision);
        _managedDaemons = _instances.Daemons = new ManagedDaemonScheduler(calendar, scenario, _tables, _reports, announcer, _services, _engine, _instances, _life, _starter, _deployments);
    }

    /// <summary>Tasks that wait in PROVISIONING for capacity.</summary>
    public IWaitingTasks Waiting => _waiting;

    /// <summary>Containers of tasks that are more than one plain container.</summary>
    public IContainerView Containers => _containers;

    /// <summary>Service deployments as calls about them find them.</summary>
    public IServiceDeployments ServiceDeployments => _deployments;

    /// <summary>Where tasks of services are.</summary>
    public IServiceZones Zones => _services;

    /// <summary>What managed daemons take of the instances of their providers.</summary>
    public IDaemonReservations DaemonReservations => _managedDaemons;

    /// <summary>Tasks by container instance.</summary>
    public IInstanceTasks InstanceTasks => _tables;

    /// <summary>The container instance on an EC2 instance, or -1.</summary>
    internal int Instances(int ec2Instance) => _instances.On(ec2Instance);

    /// <summary>What does not add up when everything is counted again from the tasks; empty when all is well. For tests.</summary>
    public IReadOnlyList<string> Check() => [.. new EcsInvariants(_tables, _engine, _services, _waiting).Check(), .. _managedDaemons.Check()];

    /// <summary>Where placement finds its candidates.</summary>
    internal PlacementEngine Placement => _engine;

    /// <summary>
    /// Begins the first deployment of each service. Its tasks are started in the reconcile phase of t = 0, when the instances that are there from the start
    /// have registered; they are RUNNING and healthy at once when the run starts <c>steady</c>.
    /// </summary>
    public void Start()
    {
        foreach (var service in _services.Services)
        {
            if (service.Definition.CreatedAt > Instant.Zero) continue; // the operator creates it
            if (service.IsExternal) _taskSets.Begin(service);
            else _deployments.Begin(service, service.Definition.TaskDefinition);
            _services.RequestReconcile(service.Index);
        }
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.ServiceReconcileDue: OnServiceReconcileDue(e.Subject, e.Generation); return;
            case EventKinds.CapacityRetryDue: OnCapacityRetryDue(in e); return;
            case EventKinds.SteadyStateDue: _announcer.OnSteadyStateDue(_services[e.Subject]); return;
            case EventKinds.ProtectionReleaseDue: _instances.SettleNewcomers(); return;
            case EventKinds.RunTaskRetryDue: _starter.RunThrottled(e.Subject); return;
            case EventKinds.TrunkAttached or EventKinds.TrunkDetached or EventKinds.AgentSilenceNoticed or EventKinds.AgentReconnects: OnInstanceEvent(in e); return;
            case EventKinds.ContainerDue: _containers.OnDue(in e); return;
        }
        var task = e.Subject;
        if (!_tables.Tasks.IsCurrent(task, e.Generation)) return;
        switch (e.Kind)
        {
            case EventKinds.ContainersStarted or EventKinds.ContainersStopped when _connections.Holds(task, HeldKind.Event, e.Kind):
                if (e.Kind == EventKinds.ContainersStopped) EndUnseen(task);
                break;
            case EventKinds.ContainersStarted: OnContainersStarted(task); break;
            case EventKinds.ContainersStopped: _life.OnContainersStopped(task); break;
            case EventKinds.VolumeAttached: _life.OnNetworkReady(task, _calendar.Now); break;
            case EventKinds.PayloadReceived: _life.OnPayload(task); break;
            case EventKinds.TaskDeprovisioned: _life.OnDeprovisioned(task); break;
            case EventKinds.TaskHealthDue: _health.OnDue(task); break;
            case EventKinds.ProvisioningExpiryDue: OnProvisioningExpiryDue(task); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the ECS room");
        }
    }

    private void OnServiceReconcileDue(int index, uint generation)
    {
        var service = _services[index];
        if (generation != service.ReconcileGeneration) return;
        service.ReconcileAt = Instant.MaxValue;
        var running = !service.HasReconciled && _scenario.Run.Initial == InitialState.Steady;
        service.HasReconciled = true;
        if (service.IsManagedDaemon) _managedDaemons.Reconcile(service, running);
        else if (service.IsDaemon) _daemons.Reconcile(service, running);
        else _scheduler.Reconcile(service, running);
    }

    private void OnCapacityRetryDue(in Event e)
    {
        if (!_capacity.TryTake(in e)) return;
        var roomAppeared = _capacity.RoomAppeared;
        _capacity.Clear();
        StartDaemons();
        _starter.RetryWaiting();
        if (!roomAppeared) return;
        foreach (var service in _services.Services)
        {
            if (!service.WantsRoom) continue;
            service.RoomAppeared();
            _services.RequestReconcile(service.Index);
        }
        if (_instances.HasNewcomers) _calendar.Schedule(_calendar.Now, EventKinds.ProtectionReleaseDue, 0); // after these services
    }

    // ECS-DM-02: on an instance that has just come the daemons' tasks are the first that its agent hears of, before those that waited for it.
    private void StartDaemons()
    {
        foreach (var service in _services.DaemonServices)
        {
            if (service.ReconcileAt <= _calendar.Now) OnServiceReconcileDue(service.Index, service.ReconcileGeneration);
        }
    }

    // CP-PV-03: no capacity came in time. The service scheduler starts another one, subject to its back-off.
    private void OnProvisioningExpiryDue(int task)
    {
        if (!_tables.LinksOf(task).Has(TaskMarks.Waits)) return;
        var service = _tables.Tasks[task].Service;
        var deployment = _tables.Tasks[task].Deployment;
        _life.Stop(task, StopCode.TaskFailedToStart, _starter.WhyItWaits(task));
        if (service < 0) return;
        _scheduler.CountFailure(_services[service], _services.DeploymentOf(deployment), forWantOfRoom: true);
        _services.RequestReconcile(service);
    }
}
