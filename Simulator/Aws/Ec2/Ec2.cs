using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>
/// EC2 instances and Auto Scaling groups.
/// <code>
///  launch          started            scale-in, drained provider        drained or 48 h      shut down
///  ──────► Pending ───────► InService ───────────────────────► TerminatingWait ───────► Terminating ───────► Terminated (row removed)
///             │                │  └─ scale-in without managed draining ────────────────────▲
///             └────────────────┴─ failure, zone outage (also from TerminatingWait) ────────┘
/// </code>
/// A group compares its members (Pending and InService, plus failed ones it has not noticed) with desired capacity when something changes; there is no
/// periodic work. AWS: EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling instance lifecycle".
/// </summary>
public sealed partial class Ec2 : IEventHandler,
    IListener<DesiredCapacityRequest>, IListener<InstanceFailure>, IListener<ZoneChange>, IListener<InstanceDrained>, IListener<ScaleInProtectionChange>,
    IListener<TaskPlaced>, IListener<ContainerInstanceTransition>, IListener<Ec2InstanceTransition>
{
    private const uint Noticed = 1; // generation of a GroupReconcileDue by which a failed instance is noticed

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly BirthDraw _births;
    private readonly Slab<Ec2InstanceRow> _instances;
    private readonly Slab<AutoScalingGroupRow> _rows;
    private readonly SlabView<TaskRow> _tasks;
    private readonly SlabView<ContainerInstanceRow> _containerInstances;
    private readonly FactChannel<Ec2InstanceTransition> _transitions;
    private readonly FactChannel<AgentConnection> _agents;
    private readonly FactChannel<TaskNetworkReady> _networks;
    private readonly AutoScalingGroup[] _groups;
    private readonly bool[] _zoneOut;
    private readonly TokenBucket _launches;
    private readonly Sampler _api;
    private readonly Sampler _pending;
    private readonly Sampler _boot;
    private readonly Sampler _agent;
    private readonly Sampler _networkInterface;
    private readonly Duration _shutdown;
    private readonly Duration _reconcileDelay;
    private readonly Duration _failureDetection;
    private readonly Duration _drainingLimit;
    private bool[] _forBalance = new bool[16]; // launched beyond desired capacity for the balance of zones, and still pending
    private int[] _candidates = new int[16];
    private int[] _narrowed = new int[16];
    private long _ordinal;

    /// <summary>The room. It fills <paramref name="groups"/> with one row for each group of the scenario at once, instances at <see cref="Start"/>.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="births">Draws of this replication.</param>
    /// <param name="instances">EC2 instances; written by this room only.</param>
    /// <param name="groups">Auto Scaling groups; written by this room only.</param>
    /// <param name="tasks">Tasks of the ECS room.</param>
    /// <param name="containerInstances">Container instances of the ECS room.</param>
    public Ec2(
        Calendar calendar, FactSink facts, Scenario scenario, BirthDraw births, Slab<Ec2InstanceRow> instances, Slab<AutoScalingGroupRow> groups,
        SlabView<TaskRow> tasks, SlabView<ContainerInstanceRow> containerInstances)
    {
        _calendar = calendar;
        _scenario = scenario;
        _births = births;
        _instances = instances;
        _rows = groups;
        _tasks = tasks;
        _containerInstances = containerInstances;
        _transitions = facts.Channel<Ec2InstanceTransition>();
        _agents = facts.Channel<AgentConnection>();
        _networks = facts.Channel<TaskNetworkReady>();
        _zoneOut = new bool[scenario.AvailabilityZones.Length];
        var model = scenario.Model;
        _launches = new TokenBucket(model.Get(ModelCatalog.InstanceLaunchBurst), model.Get(ModelCatalog.InstanceLaunchRate));
        _api = new Sampler(model.Get(ModelCatalog.InstanceApi));
        _pending = new Sampler(model.Get(ModelCatalog.InstancePending));
        _boot = new Sampler(model.Get(ModelCatalog.InstanceBoot));
        _agent = new Sampler(model.Get(ModelCatalog.InstanceAgent));
        _networkInterface = new Sampler(model.Get(ModelCatalog.NetworkInterfaceAttach));
        _shutdown = model.Get(ModelCatalog.InstanceShutdown);
        _reconcileDelay = model.Get(ModelCatalog.GroupReconcileDelay);
        _failureDetection = model.Get(ModelCatalog.InstanceFailureDetection);
        _drainingLimit = model.Get(ModelCatalog.ManagedDrainingLimit);
        _groups = new AutoScalingGroup[scenario.AutoScalingGroups.Length];
        for (var i = 0; i < _groups.Length; i++)
        {
            _groups[i] = new AutoScalingGroup(scenario, i);
            ref var row = ref _rows[_rows.Add()];
            row.Desired = scenario.AutoScalingGroups[i].DesiredCapacity;
            row.MinSize = scenario.AutoScalingGroups[i].MinSize;
            row.MaxSize = scenario.AutoScalingGroups[i].MaxSize;
        }
    }

    /// <summary>
    /// Puts the first instances there: those without a group in any case; those of groups at once when the run starts <c>steady</c>, by an ordinary
    /// launch at t = 0 when it starts <c>cold</c>. The facts reported here must be heard before the ECS room places its first task.
    /// </summary>
    public void Start()
    {
        foreach (var group in _groups)
        {
            if (_scenario.Run.Initial == InitialState.Cold) RequestReconcile(group, _calendar.Now);
            else for (var i = 0; i < group.Definition.DesiredCapacity; i++) AddRunning(group);
        }
        for (var set = 0; set < _scenario.ContainerInstances.Length; set++)
        {
            var definition = _scenario.ContainerInstances[set];
            for (var i = 0; i < definition.Count; i++)
            {
                var zone = definition.Zone >= 0 ? definition.Zone : i % _scenario.AvailabilityZones.Length;
                MakeRunning(Add(-1, definition.InstanceType, zone, false, set));
            }
        }
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.GroupReconcileDue: OnGroupReconcileDue(e.Subject, e.Generation); break;
            case EventKinds.InstanceStarted: OnInstanceStarted(e.Subject, e.Generation); break;
            case EventKinds.AgentRegistered: OnAgentRegistered(e.Subject, e.Generation); break;
            case EventKinds.InstanceTerminated: OnInstanceTerminated(e.Subject, e.Generation); break;
            case EventKinds.DrainTimeoutDue: OnDrainTimeoutDue(e.Subject, e.Generation); break;
            case EventKinds.NetworkInterfaceAttached: OnNetworkInterfaceAttached(e.Subject, e.Generation); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the EC2 room");
        }
    }

    /// <summary>A group's desired capacity is set; it acts a moment later (<c>groupReconcileDelay</c>). Out of bounds is clamped: min ≤ desired ≤ max always holds.</summary>
    public void Apply(in DesiredCapacityRequest fact)
    {
        var group = _groups[fact.AutoScalingGroup];
        ref var row = ref _rows[group.Index];
        var desired = Math.Clamp(fact.Desired, row.MinSize, row.MaxSize);
        if (desired == row.Desired) return;
        row.Desired = desired;
        RequestReconcile(group, _calendar.Now + _reconcileDelay);
    }

    /// <summary>An instance dies. Its group notices after <c>instanceFailureDetection</c> and replaces it at once (ASG-HC-02, ASG-HC-03).</summary>
    public void Apply(in InstanceFailure fact)
    {
        if (!_instances.IsAlive(fact.Instance)) return;
        ref var row = ref _instances[fact.Instance];
        if (row.State is Ec2InstanceState.Terminating or Ec2InstanceState.Terminated) return;
        var noticed = _calendar.Now + _failureDetection;
        if (row.AutoScalingGroup >= 0 && IsMember(row.State) && !_forBalance[fact.Instance])
        {
            _groups[row.AutoScalingGroup].Unnoticed++;
            _calendar.Schedule(noticed, EventKinds.GroupReconcileDue, row.AutoScalingGroup, Noticed);
        }
        Move(fact.Instance, Ec2InstanceState.Terminating, fact.Reason);
        _calendar.Schedule(noticed, EventKinds.InstanceTerminated, fact.Instance, _instances.GenerationOf(fact.Instance));
    }

    /// <summary>Nothing launches in a zone that is out; when it is back, groups move instances into it (ASG-RB-01).</summary>
    public void Apply(in ZoneChange fact)
    {
        _zoneOut[fact.Zone] = fact.IsOut;
        if (fact.IsOut) return;
        foreach (var group in _groups)
        {
            if (!group.Definition.Zones.Contains(fact.Zone)) continue;
            group.Rebalancing = true;
            RequestReconcile(group, _calendar.Now + _reconcileDelay);
        }
    }

    /// <summary>The terminate hook of managed draining completes (CP-MD-01).</summary>
    public void Apply(in InstanceDrained fact)
    {
        var instance = _containerInstances[fact.ContainerInstance].Ec2Instance;
        if (_instances.IsAlive(instance) && _instances[instance].State == Ec2InstanceState.TerminatingWait) ShutDown(instance);
    }

    /// <summary>Protection from scale-in moves; a group that could not shrink for it tries again.</summary>
    public void Apply(in ScaleInProtectionChange fact)
    {
        if (!_instances.IsAlive(fact.Instance)) return;
        ref var row = ref _instances[fact.Instance];
        row.ProtectedFromScaleIn = fact.Protected;
        if (fact.Protected || row.AutoScalingGroup < 0) return;
        var group = _groups[row.AutoScalingGroup];
        if (Surplus(group) > 0) RequestReconcile(group, _calendar.Now);
    }

    /// <summary>A task has an EC2 host: in network mode awsvpc its interface is attached first, otherwise there is nothing to wait for.</summary>
    public void Apply(in TaskPlaced fact)
    {
        ref readonly var task = ref _tasks[fact.Task];
        if (task.LaunchType != LaunchType.Ec2 || task.Status > TaskStatus.Pending) return; // tasks of a steady start run already
        if (_scenario.TaskDefinitions[task.TaskDefinition].NetworkMode != NetworkMode.AwsVpc)
        {
            _networks.Report(new(fact.Task));
            return;
        }
        var delay = _networkInterface.AtBirth(_births, Purpose.TaskEni, task.Ordinal);
        _calendar.ScheduleIn(delay, EventKinds.NetworkInterfaceAttached, fact.Task, _tasks.GenerationOf(fact.Task));
    }

    /// <summary>Keeps the way back from an instance to its container instance.</summary>
    public void Apply(in ContainerInstanceTransition fact)
    {
        var instance = _containerInstances[fact.ContainerInstance].Ec2Instance;
        if (!_instances.IsAlive(instance)) return;
        if (fact.To == ContainerInstanceStatus.Active) _instances[instance].ContainerInstance = fact.ContainerInstance;
        else if (fact.To == ContainerInstanceStatus.Inactive && _instances[instance].ContainerInstance == fact.ContainerInstance) _instances[instance].ContainerInstance = -1;
    }

    /// <summary>Removes the row of a terminated instance; this room hears its own fact last.</summary>
    public void Apply(in Ec2InstanceTransition fact)
    {
        if (fact.To == Ec2InstanceState.Terminated) _instances.Remove(fact.Instance);
    }

    private void OnInstanceStarted(int instance, uint generation)
    {
        if (!_instances.IsCurrent(instance, generation) || _instances[instance].State != Ec2InstanceState.Pending) return;
        MakeInService(instance);
        var group = _groups[_instances[instance].AutoScalingGroup];
        if (_forBalance[instance])
        {
            _forBalance[instance] = false;
            group.BalanceLaunches--;
        }
        if (Surplus(group) > 0) RequestReconcile(group, _calendar.Now); // shrunk meanwhile, or the old half of a balance move
    }

    private void OnAgentRegistered(int instance, uint generation)
    {
        if (!_instances.IsCurrent(instance, generation) || _instances[instance].State != Ec2InstanceState.InService) return;
        _agents.Report(new(instance));
    }

    private void OnInstanceTerminated(int instance, uint generation)
    {
        if (!_instances.IsCurrent(instance, generation)) return;
        Move(instance, Ec2InstanceState.Terminated, _instances[instance].Reason);
    }

    private void OnDrainTimeoutDue(int instance, uint generation)
    {
        if (_instances.IsCurrent(instance, generation) && _instances[instance].State == Ec2InstanceState.TerminatingWait) ShutDown(instance);
    }

    private void OnNetworkInterfaceAttached(int task, uint generation)
    {
        if (_tasks.IsCurrent(task, generation) && _tasks[task].Status == TaskStatus.Provisioning) _networks.Report(new(task));
    }

    private void ShutDown(int instance)
    {
        Move(instance, Ec2InstanceState.Terminating, _instances[instance].Reason);
        _calendar.ScheduleIn(_shutdown, EventKinds.InstanceTerminated, instance, _instances.GenerationOf(instance));
    }

    /// <summary>The only place where an instance's state moves: keeps the counters and reports.</summary>
    private void Move(int instance, Ec2InstanceState to, TerminationReason reason)
    {
        ref var row = ref _instances[instance];
        var from = row.State;
        row.State = to;
        row.Reason = reason;
        if (row.AutoScalingGroup >= 0)
        {
            var group = _groups[row.AutoScalingGroup];
            CountIn(ref _rows[group.Index], from, -1);
            CountIn(ref _rows[group.Index], to, 1);
            if (IsMember(from) && !IsMember(to))
            {
                group.Count(in row, -1);
                if (_forBalance[instance]) group.BalanceLaunches--;
                _forBalance[instance] = false;
            }
        }
        _transitions.Report(new(instance, from, to, reason));
    }

    private static bool IsMember(Ec2InstanceState state) => state is Ec2InstanceState.Pending or Ec2InstanceState.InService;

    private static void CountIn(ref AutoScalingGroupRow row, Ec2InstanceState state, int by)
    {
        switch (state)
        {
            case Ec2InstanceState.Pending: row.Pending += by; break;
            case Ec2InstanceState.InService: row.InService += by; break;
            case Ec2InstanceState.TerminatingWait or Ec2InstanceState.Terminating: row.Terminating += by; break;
            default: break; // terminated instances are in no count
        }
    }
}
