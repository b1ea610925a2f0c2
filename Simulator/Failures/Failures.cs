using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Failures;

/// <summary>
/// Injected failures: crashes of tasks, deaths of instances, outages of zones, and the crashes that the code of an application brings by itself. Moments
/// and victims are draws at births, so the same failures strike at the same moments under every policy (ASG-AV-02 gives rates to choose from).
/// </summary>
public sealed partial class Failures : IEventHandler, IListener<TaskTransition>, IListener<ContainerRestart>
{
    private const int CrashExitCode = 1; // of crashes by MeanTimeBetweenCrashes; those of a failure definition have their own

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly BirthDraw _births;
    private readonly SlabView<TaskRow> _tasks;
    private readonly SlabView<ContainerInstanceRow> _containerInstances;
    private readonly SlabView<Ec2InstanceRow> _instances;
    private readonly FactChannel<FailureStrike> _strikes;
    private readonly FactChannel<ContainerExit> _exits;
    private readonly FactChannel<InstanceFailure> _instanceFailures;
    private readonly FactChannel<TaskHostLost> _hostsLost;
    private readonly FactChannel<ZoneChange> _zones;
    private readonly FactChannel<AgentConnection> _agents;
    private readonly FactChannel<RegistryChange> _registries;
    private readonly FactChannel<InstanceTrouble> _troubles;
    private readonly FactChannel<CapacityShortage> _shortages;
    private readonly Instant _end;
    private readonly int[] _occurrences;
    private readonly int[] _outages; // by zone: outages that overlap
    private readonly Sampler?[] _crashes; // by task definition
    private readonly List<Victim> _victims = [];
    private long _strikeKey; // of this failure and occurrence

    /// <summary>The room.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="births">Draws of this replication.</param>
    /// <param name="tasks">Tasks of the ECS room.</param>
    /// <param name="containerInstances">Container instances of the ECS room.</param>
    /// <param name="instances">Instances of the EC2 room.</param>
    public Failures(
        Calendar calendar, FactSink facts, Scenario scenario, BirthDraw births, SlabView<TaskRow> tasks, SlabView<ContainerInstanceRow> containerInstances,
        SlabView<Ec2InstanceRow> instances)
    {
        _calendar = calendar;
        _scenario = scenario;
        _births = births;
        _tasks = tasks;
        _containerInstances = containerInstances;
        _instances = instances;
        _strikes = facts.Channel<FailureStrike>();
        _exits = facts.Channel<ContainerExit>();
        _instanceFailures = facts.Channel<InstanceFailure>();
        _hostsLost = facts.Channel<TaskHostLost>();
        _zones = facts.Channel<ZoneChange>();
        _agents = facts.Channel<AgentConnection>();
        _spotWarnings = facts.Channel<FargateSpotWarning>();
        _spotShortages = facts.Channel<FargateSpotShortage>();
        _retirements = facts.Channel<FargateRetirement>();
        _registries = facts.Channel<RegistryChange>();
        _troubles = facts.Channel<InstanceTrouble>();
        _shortages = facts.Channel<CapacityShortage>();
        _end = Instant.Zero + scenario.Run.Duration;
        _occurrences = new int[scenario.Failures.Length];
        _outages = new int[scenario.AvailabilityZones.Length];
        _crashes = new Sampler?[scenario.Applications.Length];
        for (var i = 0; i < _crashes.Length; i++)
        {
            if (scenario.Applications[i].MeanTimeBetweenCrashesSeconds is { } mean) _crashes[i] = new Sampler(DistributionDefinition.Exponential(mean));
        }
    }

    /// <summary>Puts the first occurrence of each failure on the calendar.</summary>
    public void Start()
    {
        for (var i = 0; i < _scenario.Failures.Length; i++)
        {
            if (_scenario.Failures[i].At is { } at) ScheduleStrike(i, at);
            else ScheduleNext(i);
        }
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.FailureDue: OnFailureDue(e.Subject); break;
            case EventKinds.ZoneRestored: OnZoneRestored((int)e.Generation); break;
            case EventKinds.AgentRestored: OnAgentRestored(e.Subject, e.Generation); break;
            case EventKinds.FargateSpotRestored: OnFargateSpotRestored((int)e.Generation); break;
            case EventKinds.FargateRetirementDue: OnFargateRetirementDue(e.Subject); break;
            case EventKinds.RegistryRestored: _registries.Report(new(e.Subject, false)); break;
            case EventKinds.TaskCrashDue: OnTaskCrashDue(e.Subject, e.Generation); break;
            case EventKinds.CapacityRestored: ReportShortage(_scenario.Failures[e.Subject], isShort: false); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the failures room");
        }
    }

    /// <summary>A task that runs is given the moment of its own crash; one beyond the end of the run costs no event.</summary>
    public void Apply(in TaskTransition fact)
    {
        if (fact.To != TaskStatus.Running) return;
        ScheduleCrash(fact.Task);
    }

    /// <summary>A task that begins again in place will crash again.</summary>
    public void Apply(in ContainerRestart fact) => ScheduleCrash(fact.Task);

    private void ScheduleCrash(int row)
    {
        ref readonly var task = ref _tasks[row];
        if (task.TaskDefinition >= _crashes.Length || _crashes[task.TaskDefinition] is not { } sampler) return;
        var at = _calendar.Now + sampler.AtBirth(_births, Purpose.TaskCrash, task.Ordinal, task.Restarts);
        if (at <= _end) _calendar.Schedule(at, EventKinds.TaskCrashDue, row, _tasks.GenerationOf(row));
    }

    private void OnTaskCrashDue(int task, uint generation)
    {
        if (_tasks.IsCurrent(task, generation) && _tasks[task].Status is TaskStatus.Running or TaskStatus.Deactivating)
            _exits.Report(new(task, CrashExitCode));
    }

    private void OnFailureDue(int failure)
    {
        var definition = _scenario.Failures[failure];
        var occurrence = _occurrences[failure];
        _strikeKey = SourceKey.Of(definition.Name + "#" + occurrence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        switch (definition.Kind)
        {
            case FailureKind.TaskCrash: CrashTasks(failure, definition); break;
            case FailureKind.InstanceFailure: FailInstances(failure, definition); break;
            case FailureKind.AgentDisconnect: DisconnectAgents(failure, definition); break;
            case FailureKind.FargateSpotInterruption: InterruptSpotTasks(failure, definition); break;
            case FailureKind.FargateSpotShortage: ShortenSpot(failure, definition); break;
            case FailureKind.FargateRetirement: AnnounceRetirement(failure, definition); break;
            case FailureKind.RegistryOutage: FailRegistry(failure, definition); break;
            case FailureKind.ZoneOutage: FailZone(failure, definition); break;
            case FailureKind.CapacityShortage: BeginShortage(failure, definition); break;
            default: TroubleInstances(failure, definition); break;
        }
        _occurrences[failure] = occurrence + 1;
        if (definition.MeanTimeBetweenSeconds is not null) ScheduleNext(failure);
    }

    private void CrashTasks(int failure, FailureDefinition definition)
    {
        _victims.Clear();
        for (var i = 0; i < _tasks.Length; i++)
        {
            if (!_tasks.IsAlive(i)) continue;
            ref readonly var task = ref _tasks[i];
            if (task.Status != TaskStatus.Running || (definition.Container.Length > 0 && ContainerOf(i, definition.Container) < 0) || (definition.Service >= 0 && task.Service != definition.Service)) continue;
            if (definition.Zone < 0 || task.Zone == definition.Zone) AddVictim(i, task.Ordinal);
        }
        KeepFirst(definition.Count);
        _strikes.Report(new(failure, _occurrences[failure], _victims.Count, 0));
        foreach (var victim in _victims) _exits.Report(new(victim.Row, definition.ExitCode, ContainerOf(victim.Row, definition.Container)));
    }

    // -1 is the first essential one, and also what stands for none of the name: such tasks are no victims.
    private int ContainerOf(int task, string name)
    {
        if (name.Length == 0) return -1;
        var containers = _scenario.TaskDefinitions[_tasks[task].TaskDefinition].Containers;
        for (var i = 0; i < containers.Length; i++)
        {
            if (containers[i].Name == name) return i;
        }
        return -1;
    }

    private void FailRegistry(int failure, FailureDefinition definition)
    {
        _strikes.Report(new(failure, _occurrences[failure], 0, 0));
        _registries.Report(new(failure, true));
        _calendar.ScheduleIn(definition.Length, EventKinds.RegistryRestored, failure);
    }

    private void FailInstances(int failure, FailureDefinition definition)
    {
        ChooseInstances(definition);
        ReportStrike(failure, fargateTasks: 0);
        foreach (var victim in _victims) _instanceFailures.Report(new(victim.Row, TerminationReason.Failed));
    }

    private void TroubleInstances(int failure, FailureDefinition definition)
    {
        ChooseInstances(definition);
        ReportStrike(failure, fargateTasks: 0);
        var kind = definition.Kind switch
        {
            FailureKind.InstanceStop => InstanceTroubleKind.Stopped,
            FailureKind.ScheduledEvent => InstanceTroubleKind.ScheduledEvent,
            FailureKind.SpotInterruption => InstanceTroubleKind.SpotInterruption,
            _ => definition.Check switch { StatusCheck.Ebs => InstanceTroubleKind.VolumeImpaired, StatusCheck.System => InstanceTroubleKind.SystemImpaired, _ => InstanceTroubleKind.Impaired },
        };
        foreach (var victim in _victims) _troubles.Report(new(victim.Row, kind, definition.Length));
    }

    private void ChooseInstances(FailureDefinition definition)
    {
        _victims.Clear();
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i)) continue;
            ref readonly var instance = ref _instances[i];
            if (instance.State != Ec2InstanceState.InService || (definition.AutoScalingGroup >= 0 && instance.AutoScalingGroup != definition.AutoScalingGroup)) continue;
            if (definition.Kind == FailureKind.SpotInterruption && (!instance.Spot || instance.SpotNotice < Instant.MaxValue)) continue;
            if (!definition.InstanceTypes.IsDefaultOrEmpty && !definition.InstanceTypes.Contains(instance.InstanceType)) continue;
            if (definition.Zone < 0 || instance.Zone == definition.Zone) AddVictim(i, instance.Ordinal);
        }
        KeepFirst(definition.Count);
    }

    private void BeginShortage(int failure, FailureDefinition definition)
    {
        _strikes.Report(new(failure, _occurrences[failure], 0, 0));
        ReportShortage(definition, isShort: true);
        _calendar.ScheduleIn(definition.Length, EventKinds.CapacityRestored, failure);
    }

    private void ReportShortage(FailureDefinition definition, bool isShort)
    {
        foreach (var type in definition.InstanceTypes) _shortages.Report(new(type, definition.Zone, definition.SpotOnly, isShort));
    }

    /// <summary>
    /// A zone goes out: it is closed first, so that nobody launches there when the deaths are heard; then every instance that is not already shutting
    /// down dies, and every Fargate task loses its host.
    /// </summary>
    private void FailZone(int failure, FailureDefinition definition)
    {
        var zone = definition.Zone;
        if (zone < 0) zone = _births.Index(_outages.Length, Purpose.FailureTarget, KeyOf(failure), _occurrences[failure]);
        _outages[zone]++;
        _calendar.ScheduleIn(definition.Length, EventKinds.ZoneRestored, failure, (uint)zone);
        if (_outages[zone] == 1) _zones.Report(new(zone, true));
        var lost = 0;
        for (var i = 0; i < _tasks.Length; i++)
        {
            if (IsFargateTaskIn(i, zone)) lost++;
        }
        _victims.Clear();
        for (var i = 0; i < _instances.Length; i++)
        {
            if (_instances.IsAlive(i) && _instances[i].Zone == zone && _instances[i].State < Ec2InstanceState.Terminating) _victims.Add(new(0, _instances[i].Ordinal, i));
        }
        KeepFirst(_victims.Count);
        ReportStrike(failure, lost);
        foreach (var victim in _victims) _instanceFailures.Report(new(victim.Row, TerminationReason.ZoneOutage));
        for (var i = 0; i < _tasks.Length; i++)
        {
            if (IsFargateTaskIn(i, zone)) _hostsLost.Report(new(i));
        }
    }

    private bool IsFargateTaskIn(int task, int zone) =>
        _tasks.IsAlive(task) && _tasks[task].LaunchType == LaunchType.Fargate && _tasks[task].Zone == zone && _tasks[task].Status < TaskStatus.Deprovisioning;

    private void OnZoneRestored(int zone)
    {
        if (--_outages[zone] == 0) _zones.Report(new(zone, false));
    }

    private void ReportStrike(int failure, int fargateTasks)
    {
        var tasks = fargateTasks;
        foreach (var victim in _victims)
        {
            var containerInstance = _instances[victim.Row].ContainerInstance;
            if (containerInstance >= 0) tasks += _containerInstances[containerInstance].Tasks;
        }
        _strikes.Report(new(failure, _occurrences[failure], tasks, _victims.Count));
    }

    /// <summary>
    /// A candidate's priority is a draw of its own birth: whom a failure hits depends on who is there, not on where rows lie or who else there is.
    /// </summary>
    private void AddVictim(int row, long ordinal) => _victims.Add(new(_births.Bits(Purpose.FailureTarget, _strikeKey, ordinal), ordinal, row));

    private void KeepFirst(int count)
    {
        _victims.Sort(static (a, b) => a.Priority != b.Priority ? a.Priority.CompareTo(b.Priority) : a.Ordinal.CompareTo(b.Ordinal));
        if (_victims.Count > count) _victims.RemoveRange(count, _victims.Count - count);
    }

    private void ScheduleNext(int failure)
    {
        if (_scenario.Failures[failure].MeanTimeBetweenSeconds is not { } mean) return;
        var gap = new Sampler(DistributionDefinition.Exponential(mean)).AtBirth(_births, Purpose.FailureTime, KeyOf(failure), _occurrences[failure]);
        ScheduleStrike(failure, _calendar.Now + gap);
    }

    private void ScheduleStrike(int failure, Instant at)
    {
        if (at <= _end) _calendar.Schedule(at, EventKinds.FailureDue, failure);
    }

    private long KeyOf(int failure) => SourceKey.Of(_scenario.Failures[failure].Name);

    private readonly record struct Victim(ulong Priority, long Ordinal, int Row);
}
