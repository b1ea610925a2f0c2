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
///  launch          started       hooks CONTINUE         scale-in, replacement   deregistered    hooks done       shut down
///  ─────► Pending ─────► Pending:Wait ────► InService ────────────► Terminating ──► Terminating:Wait ──► :Proceed ──► Terminated
///           │  └── no launch hook ─────────────▲ │ ▲ └─ without target groups ───────────▲  └ no hook ──────▲            (row removed)
///           │        warm pool: Warmed:* ────────┘ ▼ └── Standby                                               │
///           └── failure, zone outage, Spot interruption: from every state to Terminating:Proceed at once ──────┘
/// </code>
/// A group compares its members (Pending and InService, plus failed ones it has not noticed) with desired capacity when something changes; there is no
/// periodic work. The parts: launching, life cycle, groups (size and balance), health (verdicts, replacement), refreshes, warm pools, Spot, calls.
/// AWS: EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling instance lifecycle".
/// </summary>
public sealed partial class Ec2 : IEventHandler,
    IListener<DesiredCapacityRequest>, IListener<InstanceFailure>, IListener<InstanceTrouble>, IListener<ZoneChange>, IListener<CapacityShortage>,
    IListener<GroupCall>, IListener<InstanceDrained>, IListener<ScaleInProtectionChange>, IListener<TaskPlaced>, IListener<TargetHealthChange>,
    IListener<ContainerInstanceTransition>, IListener<Ec2InstanceTransition>, IListener<ManagedDrainingUpdate>, IListener<ManagedInstanceLaunch>, IListener<ManagedInstanceTermination>
{
    private const uint Noticed = 1; // generation of a GroupReconcileDue by which a failed instance is noticed
    private static readonly Duration SpotNotice = Duration.FromMinutes(2); // ASG-SP-01

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
    private readonly FactChannel<DrainRequest> _drains;
    private readonly FactChannel<ApplicationChange> _applications;
    private readonly FactChannel<GroupEvent> _events;
    private readonly FactChannel<ContainerExit> _exits;
    private readonly FactChannel<OperationThrottled> _throttled;
    private readonly TokenBucket? _networkCalls; // for tasks' interfaces; null while quotas do not hold
    private readonly FactChannel<ManagedLaunchFailure> _launchFailures;
    private readonly FactChannel<GroupMembershipChange> _memberships;
    private readonly AutoScalingGroup[] _groups;
    private readonly SpotMarket _market;
    private readonly CapacityTable _capacity;
    private readonly Allocation _allocation;
    private readonly VCpuQuotas _quotas;
    private readonly bool[] _zoneOut;
    private readonly TokenBucket _launches;
    private readonly Latencies _times;
    private readonly Instant _end;
    private InstanceNotes[] _notes = new InstanceNotes[16];
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
        _drains = facts.Channel<DrainRequest>();
        _applications = facts.Channel<ApplicationChange>();
        _events = facts.Channel<GroupEvent>();
        _exits = facts.Channel<ContainerExit>();
        _throttled = facts.Channel<OperationThrottled>();
        if (AccountQuotas.Hold(scenario.Model)) _networkCalls = new TokenBucket(scenario.Model.Get(Ec2Constants.NetworkCallBurst), scenario.Model.Get(Ec2Constants.NetworkCallRate));
        _launchFailures = facts.Channel<ManagedLaunchFailure>();
        _memberships = facts.Channel<GroupMembershipChange>();
        _managed = new ManagedLaunches(scenario);
        _zoneOut = new bool[scenario.AvailabilityZones.Length];
        _end = Instant.Zero + scenario.Run.Duration;
        var model = scenario.Model;
        _launches = new TokenBucket(model.Get(ModelCatalog.InstanceLaunchBurst), model.Get(ModelCatalog.InstanceLaunchRate));
        _times = new Latencies(model, births);
        _market = new SpotMarket(scenario, births);
        _capacity = new CapacityTable(scenario);
        _allocation = new Allocation(_market, _capacity, model.Get(Ec2Constants.SpotCapacityThreshold));
        _balancesAlways = model.Get(Ec2Constants.GroupRebalancing) == "whenUnequal";
        _quotas = new VCpuQuotas(scenario, AccountQuotas.Hold(model));
        _groups = new AutoScalingGroup[scenario.AutoScalingGroups.Length];
        for (var i = 0; i < _groups.Length; i++)
        {
            _groups[i] = new AutoScalingGroup(scenario, i);
            ref var row = ref _rows[_rows.Add()];
            row.Desired = scenario.AutoScalingGroups[i].DesiredCapacity;
            row.MinSize = scenario.AutoScalingGroups[i].MinSize;
            row.MaxSize = scenario.AutoScalingGroups[i].MaxSize;
            row.Suspended = scenario.AutoScalingGroups[i].Suspended;
            row.InstanceTypes = scenario.AutoScalingGroups[i].InstanceTypes;
        }
    }

    /// <summary>Prices of Spot pools, for the bill.</summary>
    public ISpotPrices SpotPrices => _market;

    /// <summary>
    /// Puts the first instances there: those without a group in any case; those of groups at once when the run starts <c>steady</c>, by an ordinary
    /// launch at t = 0 when it starts <c>cold</c>. The facts reported here must be heard before the ECS room places its first task.
    /// </summary>
    public void Start()
    {
        foreach (var group in _groups)
        {
            if (_scenario.Run.Initial == InitialState.Cold) RequestReconcile(group, _calendar.Now);
            else StartSteady(group);
        }
        for (var set = 0; set < _scenario.ContainerInstances.Length; set++)
        {
            var definition = _scenario.ContainerInstances[set];
            for (var i = 0; i < definition.Count; i++)
            {
                var zone = definition.Zone >= 0 ? definition.Zone : i % _scenario.AvailabilityZones.Length;
                MakeRunning(Add(-1, definition.InstanceType, zone, false, set, Ec2InstanceState.Pending));
            }
        }
        StartSpotMarket();
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        var (subject, generation) = (e.Subject, e.Generation);
        switch (e.Kind)
        {
            case EventKinds.GroupReconcileDue: OnGroupReconcileDue(subject, generation); return;
            case EventKinds.InstanceRefreshDue: OnInstanceRefreshDue(subject); return;
            case EventKinds.SpotReclaimDue: OnSpotReclaimDue(subject); return;
            case EventKinds.NetworkInterfaceAttached: OnNetworkInterfaceAttached(subject, generation); return;
        }
        if (!_instances.IsCurrent(subject, generation)) return;
        switch (e.Kind)
        {
            case EventKinds.InstanceStarted: OnInstanceStarted(subject); break;
            case EventKinds.LaunchHooksEnded: OnLaunchHooksEnded(subject); break;
            case EventKinds.AgentRegistered: OnAgentRegistered(subject); break;
            case EventKinds.InstanceDeregistered: OnInstanceDeregistered(subject); break;
            case EventKinds.TerminateHooksEnded: OnTerminateHooksEnded(subject); break;
            case EventKinds.DrainTimeoutDue: CompleteHook(subject, InstanceNotes.DrainingHook); break;
            case EventKinds.InstanceTerminated: Move(subject, Ec2InstanceState.Terminated, _instances[subject].Reason); break;
            case EventKinds.InstanceLifetimeDue: OnInstanceLifetimeDue(subject); break;
            case EventKinds.HealthVerdictDue: OnHealthVerdictDue(subject); break;
            case EventKinds.TargetVerdictDue: OnTargetVerdictDue(subject); break;
            case EventKinds.InstanceRepaired: OnInstanceRepaired(subject); break;
            case EventKinds.InstanceRecoveryDue: OnInstanceRecoveryDue(subject); break;
            case EventKinds.InstanceRestarted: OnInstanceRestarted(subject); break;
            case EventKinds.WarmInstancePrepared: OnWarmInstancePrepared(subject); break;
            case EventKinds.ReplacementWarm: OnReplacementWarm(subject); break;
            case EventKinds.SpotNoticeDue: OnSpotNoticeDue(subject); break;
            case EventKinds.SpotNoticeRead: OnSpotNoticeRead(subject); break;
            case EventKinds.SpotInterruptionDue: Fail(subject, TerminationReason.SpotInterruption); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the EC2 room");
        }
    }

    /// <summary>
    /// A group's desired capacity is set; it acts a moment later (<c>groupReconcileDelay</c>). Out of bounds is clamped: min ≤ desired ≤ max always holds. A
    /// request of a suspended process is not heard.
    /// </summary>
    public void Apply(in DesiredCapacityRequest fact)
    {
        if ((_rows[fact.AutoScalingGroup].Suspended & fact.Process) != ScalingProcesses.None) return;
        SetDesired(_groups[fact.AutoScalingGroup], fact.Desired, fact.Warmup);
    }

    /// <summary>An instance dies. Its group notices after <c>instanceFailureDetection</c> and replaces it at once (ASG-HC-02, ASG-HC-03).</summary>
    public void Apply(in InstanceFailure fact)
    {
        if (_instances.IsAlive(fact.Instance)) Fail(fact.Instance, fact.Reason);
    }

    /// <summary>A type is sold out, or to be had again: then groups try at once, and move instances into the zone (ASG-RB-01).</summary>
    public void Apply(in CapacityShortage fact)
    {
        _capacity.Apply(in fact);
        if (!fact.IsShort) CapacityIsBack(fact.Zone);
    }

    /// <summary>Nothing launches in a zone that is out; when it is back, groups move instances into it (ASG-RB-01).</summary>
    public void Apply(in ZoneChange fact)
    {
        _zoneOut[fact.Zone] = fact.IsOut;
        if (!fact.IsOut) CapacityIsBack(fact.Zone);
    }

    /// <summary>The terminate hook of managed draining completes (CP-MD-01).</summary>
    public void Apply(in InstanceDrained fact)
    {
        var instance = _containerInstances[fact.ContainerInstance].Ec2Instance;
        if (_instances.IsAlive(instance)) CompleteHook(instance, InstanceNotes.DrainingHook);
    }

    /// <summary>ECS puts its terminate hook on a group, or takes it away; the waits of a hook that is deleted are completed (CP-MD-01).</summary>
    public void Apply(in ManagedDrainingUpdate fact)
    {
        _groups[fact.AutoScalingGroup].ManagedDraining = fact.Enabled;
        if (fact.Enabled) return;
        for (var i = 0; i < _instances.Length; i++)
        {
            if (_instances.IsAlive(i) && _instances[i].AutoScalingGroup == fact.AutoScalingGroup) CompleteHook(i, InstanceNotes.DrainingHook);
        }
    }

    /// <summary>Protection from scale-in moves; a group that could not shrink, or a refresh that waits, tries again.</summary>
    public void Apply(in ScaleInProtectionChange fact)
    {
        if (_instances.IsAlive(fact.Instance)) SetProtection(fact.Instance, fact.Protected);
    }

    /// <summary>A task has an EC2 host: in network mode awsvpc its interface is attached first, otherwise there is nothing to wait for.</summary>
    public void Apply(in TaskPlaced fact)
    {
        ref readonly var task = ref _tasks[fact.Task];
        if (task.LaunchType == LaunchType.Fargate || task.Status > TaskStatus.Pending) return; // tasks of a steady start run already
        if (_scenario.TaskDefinitions[task.TaskDefinition].NetworkMode != NetworkMode.AwsVpc)
        {
            _networks.Report(new(fact.Task, fact.Decided));
            return;
        }
        var called = _networkCalls?.Reserve(fact.Decided) ?? fact.Decided;
        if (called > fact.Decided) _throttled.Report(new(fact.Task));
        _calendar.Schedule(called + _times.NetworkInterface(task.Ordinal), EventKinds.NetworkInterfaceAttached, fact.Task, _tasks.GenerationOf(fact.Task));
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

    private void OnNetworkInterfaceAttached(int task, uint generation)
    {
        if (_tasks.IsCurrent(task, generation) && _tasks[task].Status == TaskStatus.Provisioning) _networks.Report(new(task, _calendar.Now));
    }

    private void CapacityIsBack(int zone)
    {
        foreach (var group in _groups)
        {
            if (zone >= 0 && !group.Definition.Zones.Contains(zone)) continue;
            group.Rebalancing = true;
            RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
        }
    }

    private void SetDesired(AutoScalingGroup group, int asked, Duration? warmup = null)
    {
        ref var row = ref _rows[group.Index];
        var desired = Math.Clamp(asked, row.MinSize, row.MaxSize);
        if (desired == row.Desired) return;
        if (desired > row.Desired) group.Orders.Raise(desired - row.Desired, warmup);
        else group.Orders.Lower(row.Desired - desired);
        row.Desired = desired;
        RequestReconcile(group, _calendar.Now + _times.ReconcileDelay);
    }

    private bool IsSuspended(AutoScalingGroup group, ScalingProcesses processes) => (_rows[group.Index].Suspended & processes) != ScalingProcesses.None;

    private AutoScalingGroup? GroupOf(int instance) => _instances[instance].AutoScalingGroup is var group && group >= 0 ? _groups[group] : null;

    private void ReportEvent(GroupEventKind kind, int group, int instance, int count = 1)
    {
        if (instance < 0) _events.Report(new(group, -1, kind, -1, -1, false, count));
        else _events.Report(new(group, instance, kind, _instances[instance].InstanceType, _instances[instance].Zone, _instances[instance].Spot, count));
    }
}
