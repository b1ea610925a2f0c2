using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs.CapacityProviders;

/// <summary>
/// ECS Managed Instances: ECS launches and ends EC2 instances itself, without a group (CP-MI-01…05).
/// <code>
///  a task waits ──► gathered for a moment ──► what is on its way counts ──► the rest: zones first, then packed (CP-MI-02) ──► launches
///  no task for scaleInAfter ──────────────► drained (daemons only) ──► terminated                                        (CP-MI-03)
///  few tasks for scaleInAfter, others have room ──► drained, start before stop ──► terminated                            (CP-MI-03)
///  agent silent ──► impaired ──► drained, start before stop ──► terminated                                                (CP-MI-05)
///  day 14 ──► drained ──► terminated; seven days after the begin of any drain in any case                     (CP-MI-04, ECS-DR-06)
/// </code>
/// Everything is caused by a change; an instance that nothing happens to costs no event but its patching. AWS: Amazon ECS Developer Guide, "Amazon ECS Managed Instances".
/// </summary>
public sealed partial class ManagedInstances : IEventHandler, IListener<TaskTransition>, IListener<TaskPlaced>, IListener<ContainerInstanceTransition>,
    IListener<Ec2InstanceTransition>, IListener<InstanceDrained>, IListener<ZoneChange>, IListener<AccountSettingRequest>,
    IListener<ManagedLaunchFailure>, IListener<CapacityShortage>, IListener<AgentConnection>, IListener<InstanceReplacement>
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly DecisionCounter _decisions;
    private readonly IServiceZones _services;
    private readonly IInstanceTasks _placed;
    private readonly IDaemonReservations _daemons;
    private readonly SlabView<TaskRow> _tasks;
    private readonly SlabView<ContainerInstanceRow> _containerInstances;
    private readonly SlabView<Ec2InstanceRow> _instances;
    private readonly FactChannel<ManagedInstanceLaunch> _launches;
    private readonly FactChannel<ManagedInstanceTermination> _terminations;
    private readonly FactChannel<DrainRequest> _drains;
    private readonly FactChannel<Decision> _log;
    private readonly Duration _gathering;
    private readonly Duration _patchAfter;
    private readonly Duration _drainLimit;
    private readonly Duration _launchRetry;
    private readonly Duration _impairedAfter;
    private readonly double _underused;
    private readonly Instant _end;
    private readonly bool[] _zoneOut;
    private readonly bool[] _isDistinct; // by service
    private readonly ImmutableArray<PackedResources> _needs;
    private readonly ManagedFleet?[] _fleets; // by capacity provider
    private readonly List<PackedTask>[] _batches; // by zone
    private readonly List<int> _types = [];
    private readonly Dictionary<(int Service, int Zone), int> _leaving = []; // tasks on draining instances; looked up only, never walked

    /// <summary>The part of ECS.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="decisions">Numbers decisions over all rooms.</param>
    /// <param name="services">Where tasks of services are.</param>
    /// <param name="placed">Tasks by container instance.</param>
    /// <param name="daemons">What managed daemons take of instances.</param>
    /// <param name="tasks">Tasks of the ECS room.</param>
    /// <param name="containerInstances">Container instances of the ECS room.</param>
    /// <param name="instances">Instances of the EC2 room.</param>
    public ManagedInstances(
        Calendar calendar, FactSink facts, Scenario scenario, DecisionCounter decisions, IServiceZones services, IInstanceTasks placed, IDaemonReservations daemons,
        SlabView<TaskRow> tasks, SlabView<ContainerInstanceRow> containerInstances, SlabView<Ec2InstanceRow> instances)
    {
        _calendar = calendar;
        _scenario = scenario;
        _decisions = decisions;
        _services = services;
        _placed = placed;
        _daemons = daemons;
        _tasks = tasks;
        _containerInstances = containerInstances;
        _instances = instances;
        _launches = facts.Channel<ManagedInstanceLaunch>();
        _terminations = facts.Channel<ManagedInstanceTermination>();
        _drains = facts.Channel<DrainRequest>();
        _log = facts.Channel<Decision>();
        _gathering = scenario.Model.Get(ProviderModel.ManagedInstancesGathering);
        _patchAfter = scenario.Model.Get(ProviderModel.ManagedInstancesPatchAfter);
        _drainLimit = scenario.Model.Get(ProviderModel.ManagedInstancesDrainLimit);
        _launchRetry = scenario.Model.Get(Ec2Constants.GroupLaunchRetry);
        _impairedAfter = scenario.Model.Get(ProviderModel.ManagedInstancesImpairedAfter);
        _underused = scenario.Model.Get(ProviderModel.ManagedInstancesUnderused);
        _end = Instant.Zero + scenario.Run.Duration;
        _zoneOut = new bool[scenario.AvailabilityZones.Length];
        _batches = [.. _zoneOut.Select(_ => new List<PackedTask>())];
        _isDistinct = [.. scenario.Services.Select(s => s.PlacementConstraints.Any(c => c.Kind == PlacementConstraintKind.DistinctInstance))];
        _needs = [.. scenario.TaskDefinitions.Select(PackedResources.Of)];
        _fleets = new ManagedFleet?[scenario.CapacityProviders.Length];
        for (var i = 0; i < _fleets.Length; i++)
        {
            if (scenario.CapacityProviders[i].ManagedInstances is { } definition)
                _fleets[i] = new ManagedFleet(i, definition, new InstanceShopping(scenario, definition, _needs));
        }
    }

    /// <summary>Of a run that starts <c>steady</c>: launches what the services' tasks need, running from the start.</summary>
    public void Start()
    {
        if (_scenario.Run.Initial != InitialState.Steady) return;
        foreach (var fleet in _fleets)
        {
            if (fleet is null) continue;
            foreach (var batch in _batches) batch.Clear();
            fleet.Shop.SetReserved(_daemons.ReservedOn(fleet.Provider));
            for (var s = 0; s < _scenario.Services.Length; s++) AddSteady(fleet, s);
            LaunchBatches(fleet, running: true);
        }
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.ManagedLaunchDue: OnManagedLaunchDue(_fleets[e.Subject]!); break;
            case EventKinds.ManagedReviewDue: OnManagedReviewDue(_fleets[e.Subject]!, e.Generation); break;
            case EventKinds.ManagedPatchDue: OnManagedPatchDue(e.Subject, e.Generation); break;
            case EventKinds.ManagedDeadlineDue: OnManagedDeadlineDue(e.Subject, e.Generation); break;
            case EventKinds.ManagedRepairDue: OnManagedRepairDue(e.Subject, e.Generation); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of Managed Instances");
        }
    }

    /// <summary>A task begins to wait for capacity, or is gone from its instance.</summary>
    public void Apply(in TaskTransition fact)
    {
        ref readonly var task = ref _tasks[fact.Task];
        if (FleetOf(task.CapacityProvider) is not { } fleet) return;
        if (fact.To == TaskStatus.Provisioning && task.Placed == Instant.MaxValue)
        {
            fleet.Waiting.Add((fact.Task, _tasks.GenerationOf(fact.Task)));
            RequestLaunch(fleet);
        }
        else if (fact.To == TaskStatus.Stopped && task.ContainerInstance >= 0)
        {
            Touch(fleet, task.ContainerInstance);
        }
    }

    /// <summary>A task came to an instance.</summary>
    public void Apply(in TaskPlaced fact)
    {
        ref readonly var task = ref _tasks[fact.Task];
        if (FleetOf(task.CapacityProvider) is { } fleet && task.ContainerInstance >= 0) Touch(fleet, task.ContainerInstance);
    }

    /// <summary>An instance joined, begins to drain, or is gone.</summary>
    public void Apply(in ContainerInstanceTransition fact)
    {
        ref readonly var row = ref _containerInstances[fact.ContainerInstance];
        if (FleetOf(row.CapacityProvider) is not { } fleet) return;
        if (fact.To == ContainerInstanceStatus.Inactive)
        {
            fleet.Hosts.Remove(fact.ContainerInstance);
            fleet.Underused.Remove(fact.ContainerInstance);
        }
        if (!_instances.IsAlive(row.Ec2Instance) || _instances[row.Ec2Instance].ManagedBy == 0) return;
        if (fact.To == ContainerInstanceStatus.Active)
        {
            fleet.Draining.Remove(row.Ec2Instance); // the operator set it ACTIVE again
            if (!fleet.Hosts.Contains(fact.ContainerInstance)) fleet.Hosts.Add(fact.ContainerInstance);
            Touch(fleet, fact.ContainerInstance);
            if (fleet.Waiting.Count > 0) RequestLaunch(fleet);
        }
        else if (fact.To == ContainerInstanceStatus.Draining)
        {
            fleet.Leaving.Add((fact.ContainerInstance, _containerInstances.GenerationOf(fact.ContainerInstance)));
            if (_instances[row.Ec2Instance].SpotNotice < Instant.MaxValue) fleet.Draining.TryAdd(row.Ec2Instance, TerminationReason.SpotInterruption);
            if (_calendar.Now + _drainLimit <= _end) _calendar.ScheduleIn(_drainLimit, EventKinds.ManagedDeadlineDue, row.Ec2Instance, _instances.GenerationOf(row.Ec2Instance));
        }
    }

    /// <summary>An instance serves: its patching comes. One that fails before it served is replaced while tasks wait.</summary>
    public void Apply(in Ec2InstanceTransition fact)
    {
        ref readonly var row = ref _instances[fact.Instance];
        if (row.ManagedBy == 0) return;
        var fleet = _fleets[row.ManagedBy - 1]!;
        var (served, serves) = (fact.From <= Ec2InstanceState.InService, fact.To <= Ec2InstanceState.InService);
        if (fact.From == fact.To) fleet.Starting.Add((fact.Instance, _instances.GenerationOf(fact.Instance)));
        if (fact.From == fact.To || (serves && !served)) fleet.Size++;
        else if (served && !serves) fleet.Size--;
        if (fact.To >= Ec2InstanceState.Terminating) fleet.Draining.Remove(fact.Instance);
        if (fact.To == Ec2InstanceState.InService && row.Launched + _patchAfter <= _end)
            _calendar.Schedule(row.Launched + _patchAfter, EventKinds.ManagedPatchDue, fact.Instance, _instances.GenerationOf(fact.Instance));
        if (fact.To is Ec2InstanceState.Terminating or Ec2InstanceState.Terminated && fleet.Waiting.Count > 0) RequestLaunch(fleet);
    }

    /// <summary>EC2 refused a launch: another type, size or zone is tried, the same one only after <c>groupLaunchRetry</c>.</summary>
    public void Apply(in ManagedLaunchFailure fact)
    {
        var fleet = _fleets[fact.Provider]!;
        fleet.Shop.Refuse(fact.InstanceType, fact.Zone, fact.OverQuota, _calendar.Now + _launchRetry);
        RequestLaunch(fleet);
    }

    /// <summary>A shortage is over: whoever waits is tried at once.</summary>
    public void Apply(in CapacityShortage fact)
    {
        if (fact.IsShort) return;
        foreach (var fleet in _fleets)
        {
            fleet?.Shop.ForgetRefusals();
            if (fleet is { Waiting.Count: > 0 }) RequestLaunch(fleet);
        }
    }

    /// <summary>A drained instance holds no task any more: it ends.</summary>
    public void Apply(in InstanceDrained fact)
    {
        var instance = _containerInstances[fact.ContainerInstance].Ec2Instance;
        if (!_instances.IsAlive(instance) || _instances[instance].ManagedBy == 0) return;
        _terminations.Report(new(instance, _fleets[_instances[instance].ManagedBy - 1]!.Draining.GetValueOrDefault(instance, TerminationReason.Idle)));
        _fleets[_instances[instance].ManagedBy - 1]!.Draining.Remove(instance);
    }

    /// <summary>An instance is to go because of a managed daemon (ECS-DM-04): it is drained, so that its tasks start elsewhere first, and ends when they have.</summary>
    public void Apply(in InstanceReplacement fact)
    {
        if (!_containerInstances.IsAlive(fact.ContainerInstance)) return;
        ref readonly var row = ref _containerInstances[fact.ContainerInstance];
        if (FleetOf(row.CapacityProvider) is not { } fleet || row.Status > ContainerInstanceStatus.Active || fleet.Draining.ContainsKey(row.Ec2Instance)) return;
        Drain(fleet, row.Ec2Instance, fact.ContainerInstance, fact.Reason, fact.Decision);
        if (fleet.Waiting.Count > 0) RequestLaunch(fleet);
    }

    /// <summary>A zone went out or came back.</summary>
    public void Apply(in ZoneChange fact)
    {
        _zoneOut[fact.Zone] = fact.IsOut;
        foreach (var fleet in _fleets)
        {
            if (fleet is { Waiting.Count: > 0 }) RequestLaunch(fleet);
        }
    }

    /// <summary>PutAccountSetting awsvpcTrunking: instances that are launched from now on hold more awsvpc tasks (ECS-CL-07).</summary>
    public void Apply(in AccountSettingRequest fact)
    {
        foreach (var fleet in _fleets) fleet?.Shop.SetTrunking(fact.AwsvpcTrunking);
    }

    private ManagedFleet? FleetOf(int provider) => provider < 0 ? null : _fleets[provider];

    private void RequestLaunch(ManagedFleet fleet)
    {
        if (fleet.LaunchRequested) return;
        fleet.LaunchRequested = true;
        _calendar.ScheduleIn(_gathering, EventKinds.ManagedLaunchDue, fleet.Provider);
    }

    private void OnManagedLaunchDue(ManagedFleet fleet)
    {
        fleet.LaunchRequested = false;
        fleet.Waiting.RemoveAll(w => !_tasks.IsCurrent(w.Row, w.Generation) || _tasks[w.Row].Placed != Instant.MaxValue || _tasks[w.Row].Status != TaskStatus.Provisioning);
        if (fleet.Waiting.Count == 0) return;
        fleet.Waiting.Sort((a, b) => _tasks[a.Row].Ordinal.CompareTo(_tasks[b.Row].Ordinal));
        fleet.Shop.SetReserved(_daemons.ReservedOn(fleet.Provider));
        var inFlight = CollectInFlight(fleet);
        foreach (var batch in _batches) batch.Clear();
        CountLeaving(fleet);
        var next = fleet.Shop.BeginPass(_calendar.Now);
        foreach (var (row, _) in fleet.Waiting)
        {
            ref readonly var task = ref _tasks[row];
            if (FindsRoomInFlight(fleet, in task)) continue;
            var zone = ZoneFor(fleet, task.Service, task.TaskDefinition);
            if (zone >= 0) _batches[zone].Add(new PackedTask(task.TaskDefinition, IsAlone(in task)));
            else TryAgain(fleet, next);
        }
        LaunchBatches(fleet, running: false, inFlight);
    }

    // For what nothing is to be had just now: when the next refusal is over.
    private void TryAgain(ManagedFleet fleet, Instant at)
    {
        if (at == Instant.MaxValue || (fleet.RetryAt > _calendar.Now && fleet.RetryAt <= at)) return;
        fleet.RetryAt = at;
        _calendar.Schedule(at, EventKinds.ManagedLaunchDue, fleet.Provider);
    }

    // Zones in which something fitting is to be had are spread over first: the zone with the fewest tasks of the service, then with the fewest of this batch, in the order of the provider's subnets.
    private int ZoneFor(ManagedFleet fleet, int service, int definition)
    {
        var (best, fewest) = (-1, (int.MaxValue, int.MaxValue));
        var zones = service >= 0 ? _scenario.Services[service].Zones : [];
        foreach (var zone in fleet.Definition.Zones)
        {
            if (_zoneOut[zone] || (!zones.IsDefaultOrEmpty && !zones.Contains(zone)) || !fleet.Shop.FitsSome(definition, zone)) continue;
            var tasks = (service < 0 ? 0 : _services.ActiveIn(service, zone) - _leaving.GetValueOrDefault((service, zone)) + fleet.Assigned(service, zone), _batches[zone].Count);
            if (tasks.CompareTo(fewest) < 0) (best, fewest) = (zone, tasks);
        }
        if (best >= 0 && service >= 0) fleet.Assign(service, best);
        return best;
    }

    // What leaves with its instance does not count for the spread: what comes instead belongs into its zone.
    private void CountLeaving(ManagedFleet fleet)
    {
        _leaving.Clear();
        StrikeOff(fleet);
        foreach (var (host, _) in fleet.Leaving)
        {
            for (var task = _placed.FirstOn(host); task >= 0; task = _placed.NextAfter(task))
            {
                ref readonly var row = ref _tasks[task];
                if (row.DesiredStatus == TaskStatus.Stopped || row.Service < 0) continue;
                _leaving[(row.Service, row.Zone)] = _leaving.GetValueOrDefault((row.Service, row.Zone)) + 1;
            }
        }
    }

    private bool IsAlone(in TaskRow task)
    {
        var definition = _scenario.TaskDefinitions[task.TaskDefinition];
        return (task.Service >= 0 && _isDistinct[task.Service]) || !definition.ReservedTcpPorts.IsDefaultOrEmpty || !definition.ReservedUdpPorts.IsDefaultOrEmpty;
    }

    private void LaunchBatches(ManagedFleet fleet, bool running, int inFlight = 0)
    {
        fleet.ClearAssignments();
        for (var zone = 0; zone < _batches.Length; zone++)
        {
            if (_batches[zone].Count == 0) continue;
            var tasks = _batches[zone].Count;
            fleet.Shop.Choose(_batches[zone], zone, _types, out var usd);
            if (_types.Count == 0) continue;
            if (!running)
            {
                var size = fleet.Size;
                var inputs = DecisionInputs.Of(tasks, size, inFlight, _types.Count, usd);
                _log.Report(new(_decisions.Next(), 0, DecisionKind.ManagedInstances, fleet.Provider, -1, DecisionGate.None, size, size + _types.Count, inputs));
            }
            foreach (var type in _types) _launches.Report(new(fleet.Provider, type, zone, fleet.Definition.Spot, fleet.Definition.Reserved, running));
        }
    }

    // Instances on their way, with the room that they will have.
    private int CollectInFlight(ManagedFleet fleet)
    {
        fleet.Starting.RemoveAll(i => !_instances.IsCurrent(i.Row, i.Generation) || _instances[i.Row].State > Ec2InstanceState.InService || _instances[i.Row].ContainerInstance >= 0 || fleet.Draining.ContainsKey(i.Row));
        fleet.InFlight.Clear();
        foreach (var (instance, _) in fleet.Starting)
        {
            ref readonly var row = ref _instances[instance];
            fleet.InFlight.Add((row.Zone, fleet.Shop.CapacityOf(row.InstanceType), _scenario.InstanceTypes[row.InstanceType].Architecture));
        }
        return fleet.InFlight.Count;
    }

    private bool FindsRoomInFlight(ManagedFleet fleet, in TaskRow task)
    {
        var need = _needs[task.TaskDefinition];
        var zones = task.Service >= 0 ? _scenario.Services[task.Service].Zones : [];
        var wanted = _scenario.TaskDefinitions[task.TaskDefinition].Architecture;
        for (var i = 0; i < fleet.InFlight.Count; i++)
        {
            var (zone, free, architecture) = fleet.InFlight[i];
            if (!free.Holds(in need) || (wanted is not null && wanted != architecture) || (!zones.IsDefaultOrEmpty && !zones.Contains(zone))) continue;
            if (IsAlone(in task)) fleet.InFlight.RemoveAt(i);
            else fleet.InFlight[i] = (zone, free.Minus(in need, 1), architecture);
            return true;
        }
        return false;
    }

    private void AddSteady(ManagedFleet fleet, int service)
    {
        var definition = _scenario.Services[service];
        if (definition.Strategy.IsEmpty) return;
        var counts = new int[definition.Strategy.Length];
        for (var i = 0; i < definition.DesiredCount; i++)
        {
            var item = StrategySplit.Choose(definition.Strategy.AsSpan(), counts);
            counts[item]++;
            if (definition.Strategy[item].CapacityProvider != fleet.Provider) continue;
            var zone = ZoneFor(fleet, service, definition.TaskDefinition);
            if (zone >= 0) _batches[zone].Add(new PackedTask(definition.TaskDefinition, IsAlone(new TaskRow { Service = service, TaskDefinition = definition.TaskDefinition })));
        }
    }
}
