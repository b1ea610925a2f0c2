using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs.CapacityProviders;

/// <summary>
/// Managed scaling of capacity providers. At each full minute of the wall clock it computes, for each provider,
/// <c>CapacityProviderReservation = M / N × 100</c> (N instances in service, M instances needed); the datapoint is visible to the provider's two alarms
/// after <c>managedScalingMetricDelay</c>. The high alarm (above target, 1 of 1) raises desired capacity, the low alarm (below target, 15 of 15) lowers it
/// (CP-MS-01…14). AWS: Amazon ECS Developer Guide, "How Amazon ECS manages cluster auto scaling".
/// </summary>
/// <remarks>
/// Every datapoint that was judged is recorded, also when nothing came of it. The two alarms live here and not in CloudWatch because nobody but ECS may
/// change or read them.
/// </remarks>
public sealed class ManagedScaling : IEventHandler, ICapacityProviderMetrics, IListener<ManagedScalingUpdate>, IListener<AccountSettingRequest>, IListener<TerminationProtectionUpdate>
{
    private const int LowPeriods = 15; // 15 of 15 (CP-MS-09)
    private const int FromZero = 2; // the first step from an empty group (CP-MS-07)
    private const double FromZeroReservation = 200;

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly DecisionCounter _decisions;
    private readonly IWaitingTasks _waiting;
    private readonly SlabView<ContainerInstanceRow> _containerInstances;
    private readonly SlabView<Ec2InstanceRow> _instances;
    private readonly SlabView<AutoScalingGroupRow> _groups;
    private readonly FactChannel<DesiredCapacityRequest> _requests;
    private readonly FactChannel<Decision> _log;
    private readonly FactChannel<TerminationProtectionChange> _protections;
    private readonly Duration _delay;
    private readonly string _counts;
    private readonly bool _emptyReadsHundred;
    private readonly bool _halfRoundsUp;
    private readonly double _deadBand;
    private readonly ManagedProvider?[] _providers;
    private bool _trunking;

    /// <summary>The room.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="decisions">Numbers decisions over all rooms.</param>
    /// <param name="waiting">Tasks that wait for a provider.</param>
    /// <param name="containerInstances">Container instances of the ECS room.</param>
    /// <param name="instances">Instances of the EC2 room.</param>
    /// <param name="groups">Groups of the EC2 room.</param>
    public ManagedScaling(
        Calendar calendar, FactSink facts, Scenario scenario, DecisionCounter decisions, IWaitingTasks waiting,
        SlabView<ContainerInstanceRow> containerInstances, SlabView<Ec2InstanceRow> instances, SlabView<AutoScalingGroupRow> groups)
    {
        _calendar = calendar;
        _scenario = scenario;
        _decisions = decisions;
        _waiting = waiting;
        _containerInstances = containerInstances;
        _instances = instances;
        _groups = groups;
        _requests = facts.Channel<DesiredCapacityRequest>();
        _log = facts.Channel<Decision>();
        _protections = facts.Channel<TerminationProtectionChange>();
        _delay = scenario.Model.Get(ModelCatalog.ManagedScalingMetricDelay);
        _counts = scenario.Model.Get(ProviderModel.ManagedScalingCounts);
        _emptyReadsHundred = scenario.Model.Get(ProviderModel.ManagedScalingEmptyGroup) == "hundred";
        _halfRoundsUp = scenario.Model.Get(ProviderModel.ManagedScalingHalf) == "up";
        _deadBand = Math.Clamp(scenario.Model.Get(ProviderModel.ManagedScalingDeadBand), 0, 1);
        _trunking = scenario.AwsvpcTrunking;
        _providers = new ManagedProvider?[scenario.CapacityProviders.Length];
        for (var i = 0; i < _providers.Length; i++)
        {
            if (scenario.CapacityProviders[i] is not { AutoScalingGroup: >= 0 } provider) continue;
            var settings = provider.ManagedScaling ?? FirstUpdateOf(scenario, i);
            if (settings is null) continue;
            _providers[i] = new ManagedProvider(settings, provider.AutoScalingGroup, new InstanceDemand(scenario, i), PlaybackOf(scenario, i)) { IsEnabled = provider.ManagedScaling is not null && scenario.Cluster.Has(i) };
        }
    }

    /// <summary>
    /// Puts the first computation of each managed provider on the first full minute of the wall clock, the start of the run included. The tasks of a steady start are
    /// placed in the reconcile phase of that instant: the computation follows them, or it would count their instances as empty.
    /// </summary>
    public void Start()
    {
        var sinceMinute = _scenario.Run.Start.Ticks % TimeSpan.TicksPerMinute;
        var first = sinceMinute == 0 ? Duration.Zero : new Duration((TimeSpan.TicksPerMinute - sinceMinute) * TimeSpan.NanosecondsPerTick);
        var kind = first == Duration.Zero && _scenario.Run.Initial == InitialState.Steady ? EventKinds.ManagedScalingBegins : EventKinds.ManagedScalingDue;
        for (var i = 0; i < _providers.Length; i++)
        {
            if (_providers[i] is not null) _calendar.ScheduleIn(first, kind, i);
        }
    }

    /// <inheritdoc/>
    public double Reservation(int capacityProvider) => _providers[capacityProvider]?.Reservation ?? double.NaN;

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        var provider = _providers[e.Subject] ?? throw new InvalidOperationException("The capacity provider has no managed scaling.");
        switch (e.Kind)
        {
            case EventKinds.ManagedScalingDue or EventKinds.ManagedScalingBegins: OnManagedScalingDue(e.Subject, provider); break;
            case EventKinds.ManagedScalingPublished: OnManagedScalingPublished(e.Subject, provider); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of managed scaling");
        }
    }

    /// <summary>UpdateCapacityProvider: the next datapoint is computed, and those on their way are judged, by the new settings.</summary>
    public void Apply(in ManagedScalingUpdate fact)
    {
        if (_providers[fact.CapacityProvider] is not { } provider) return;
        provider.IsEnabled = fact.Settings is not null;
        provider.Settings = fact.Settings ?? provider.Settings;
        if (provider.IsEnabled) return;
        provider.Reservation = double.NaN;
        provider.LowCount = 0;
    }

    /// <summary>PutAccountSetting awsvpcTrunking: instances that are launched from now on hold more awsvpc tasks (ECS-CL-07).</summary>
    public void Apply(in AccountSettingRequest fact) => _trunking = fact.AwsvpcTrunking;

    /// <summary>UpdateCapacityProvider: instances are protected, or released, in the next cycle (CP-MTP-01).</summary>
    public void Apply(in TerminationProtectionUpdate fact)
    {
        if (_providers[fact.CapacityProvider] is { } provider) provider.Protects = fact.Enabled;
        else _protections.Report(new(fact.CapacityProvider, fact.Enabled)); // nothing ever scaled it, so nothing has a cycle
    }

    private static ManagedScalingDefinition? FirstUpdateOf(Scenario scenario, int provider)
    {
        foreach (var action in scenario.Timeline)
        {
            if (action is UpdateCapacityProviderAction { ManagedScaling: { } settings } update && update.CapacityProvider == provider) return settings;
            if (action is not PutClusterCapacityProvidersAction put) continue;
            foreach (var (joins, scaling) in put.Scaling)
            {
                if (joins == provider && scaling is not null) return scaling;
            }
        }
        return null;
    }

    private void OnManagedScalingDue(int index, ManagedProvider provider)
    {
        if (provider.Protects is { } protects) _protections.Report(new(index, protects));
        provider.Protects = null;
        if (!provider.IsEnabled)
        {
            _calendar.ScheduleIn(Duration.FromMinutes(1), EventKinds.ManagedScalingDue, index);
            return;
        }
        var reading = Read(index, provider);
        provider.Reservation = reading.Reservation;
        provider.Unseen.Enqueue(reading);
        _calendar.ScheduleIn(_delay, EventKinds.ManagedScalingPublished, index);
        _calendar.ScheduleIn(Duration.FromMinutes(1), EventKinds.ManagedScalingDue, index);
    }

    /// <summary>M, N and the reservation by case (CP-MS-03, -05, -07).</summary>
    private Reading Read(int index, ManagedProvider provider)
    {
        var settings = provider.Settings;
        var demand = provider.Demand.Of(_waiting, _groups[provider.Group].InstanceTypes, _trunking);
        var busy = BusyInstances(index);
        var running = RunningInstances(index, provider);
        var empty = Math.Min(running, _groups[provider.Group].InService) - busy;
        if (provider.Playback is { } points)
        {
            var value = ValueAt(points);
            return new(_calendar.Now, running * value / 100, running, demand.Waiting, empty, value, Incompatible: false);
        }
        if (demand.Waiting > 0 && demand.Compatible == 0)
            return new(_calendar.Now, running, running, demand.Waiting, empty, settings.TargetCapacity, Incompatible: true);
        var needed = running - empty;
        if (demand.Compatible > 0)
            needed = running + Math.Max(settings.MinimumScalingStepSize, Math.Min(settings.MaximumScalingStepSize, demand.Instances));
        var reservation = running > 0 ? 100.0 * needed / running
            : needed > 0 ? FromZeroReservation
            : _emptyReadsHundred ? 100 // above a lower target it launches two and removes them for ever
            : settings.TargetCapacity; // M = N = 0 (CP-MS-07)
        return new(_calendar.Now, needed, running, demand.Waiting, empty, reservation, Incompatible: false);
    }

    /// <summary>N: the instances that count as there, by <c>managedScalingCounts</c> (CP-MS-02).</summary>
    private int RunningInstances(int index, ManagedProvider provider)
    {
        ref readonly var group = ref _groups[provider.Group];
        if (_counts == "inService") return group.InService;
        if (_counts == "all") return group.InService + group.Pending;
        var registered = 0;
        for (var i = 0; i < _containerInstances.Length; i++)
        {
            if (_containerInstances.IsAlive(i) && _containerInstances[i].CapacityProvider == index && _containerInstances[i].Status == ContainerInstanceStatus.Active) registered++;
        }
        return registered;
    }

    // A series that a workload plays back in place of the provider's own; NaN where it has no datapoint (CP-MS-14).
    private double ValueAt(ImmutableArray<(Duration At, double? Value)> points)
    {
        var value = double.NaN;
        foreach (var point in points)
        {
            if (Instant.Zero + point.At > _calendar.Now) break;
            value = point.Value ?? double.NaN;
        }
        return value;
    }

    private static ImmutableArray<(Duration At, double? Value)>? PlaybackOf(Scenario scenario, int provider)
    {
        foreach (var workload in scenario.Workloads)
        {
            if (workload is MetricWorkloadDefinition { Metric: { Source: MetricSource.CapacityProviderReservation } metric } playback && metric.Entity == provider) return playback.Points;
        }
        return null;
    }

    /// <summary>Instances in service of the provider that run a task which is not a daemon's.</summary>
    private int BusyInstances(int provider)
    {
        var busy = 0;
        for (var i = 0; i < _containerInstances.Length; i++)
        {
            if (!_containerInstances.IsAlive(i)) continue;
            ref readonly var row = ref _containerInstances[i];
            if (row.CapacityProvider != provider || row.Tasks == row.DaemonTasks || !_instances.IsAlive(row.Ec2Instance)) continue;
            if (_instances[row.Ec2Instance].State == Ec2InstanceState.InService) busy++;
        }
        return busy;
    }

    private void OnManagedScalingPublished(int index, ManagedProvider provider)
    {
        var reading = provider.Unseen.Dequeue();
        if (!provider.IsEnabled) return;
        var target = provider.Settings.TargetCapacity;
        if (double.IsNaN(reading.Reservation))
        {
            provider.LowCount = 0; // INSUFFICIENT_DATA: no action, and the fifteen datapoints begin anew (CP-MS-14)
            Refuse(index, provider, in reading, reading.Running, DecisionGate.InsufficientData, 0);
            return;
        }
        if (reading.Incompatible)
        {
            provider.LowCount = 0;
            Refuse(index, provider, in reading, _groups[provider.Group].Desired, DecisionGate.NoCompatibleInstanceType, 0);
            return;
        }
        provider.LowCount = reading.Reservation < LowThreshold(provider) ? provider.LowCount + 1 : 0;
        if (reading.Reservation > target) ScaleOut(index, provider, in reading);
        else if (provider.LowCount >= LowPeriods) ScaleIn(index, provider, in reading);
        else Refuse(index, provider, in reading, reading.Running, provider.LowCount > 0 ? DecisionGate.BreachTooShort : DecisionGate.AtTarget, 0);
    }

    /// <summary>
    /// <c>desired = min(MaxSize, ceil(N × CPR / target))</c>, two from an empty group (CP-MS-10, CP-MS-07), unless an instance is younger than the
    /// warm-up period (CP-MS-11). Whatever comes of it, the low alarm begins to count anew (CP-MS-13).
    /// </summary>
    private void ScaleOut(int index, ManagedProvider provider, in Reading reading)
    {
        ref readonly var definition = ref _groups[provider.Group];
        var desired = _groups[provider.Group].Desired;
        var proposal = reading.Running == 0 ? FromZero : Proportional(in reading, provider.Settings.TargetCapacity);
        var warming = WarmingInstances(provider);
        var to = Math.Min(proposal, definition.MaxSize);
        if (warming > 0) Refuse(index, provider, in reading, proposal, DecisionGate.InstanceWarmup, warming);
        else if (to > desired) Carry(index, provider, in reading, proposal, to);
        else Refuse(index, provider, in reading, proposal, proposal > definition.MaxSize ? DecisionGate.AlreadyAtMaxCapacity : DecisionGate.AlreadyAtDesiredCapacity, 0);
    }

    /// <summary>
    /// <c>desired = max(MinSize, ceil(N × CPR / target), N − max(1, floor(N / 2)))</c>: at least one, at most half of the group a minute (CP-MS-12).
    /// </summary>
    private void ScaleIn(int index, ManagedProvider provider, in Reading reading)
    {
        ref readonly var definition = ref _groups[provider.Group];
        var proposal = Math.Max(Proportional(in reading, provider.Settings.TargetCapacity), LeastLeft(reading.Running));
        var to = Math.Max(definition.MinSize, proposal);
        if (to < _groups[provider.Group].Desired) Carry(index, provider, in reading, proposal, to);
        else Refuse(index, provider, in reading, proposal, proposal < definition.MinSize ? DecisionGate.AlreadyAtMinCapacity : DecisionGate.AlreadyAtDesiredCapacity, 0);
    }

    private double LowThreshold(ManagedProvider provider) => provider.Settings.TargetCapacity * (1 - _deadBand);

    // At least one instance goes in a minute, at most half of the group (CP-MS-12).
    private int LeastLeft(int running) => running - Math.Max(1, _halfRoundsUp ? (running + 1) / 2 : running / 2);

    // N × CPR / target = 100 M / target; the slack is far below what one instance is of any group, so that no rounding error asks for one too many.
    private static int Proportional(in Reading reading, int target) => (int)Math.Ceiling((100 * reading.Needed / target) - 1e-9);

    /// <summary>Instances younger than the warm-up period, by their launch. Those of a steady start were launched before the run and are warm.</summary>
    private int WarmingInstances(ManagedProvider provider)
    {
        var oldest = _calendar.Now - provider.Settings.InstanceWarmupPeriod;
        var steady = _scenario.Run.Initial == InitialState.Steady;
        var warming = 0;
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i)) continue;
            ref readonly var row = ref _instances[i];
            if (row.AutoScalingGroup != provider.Group || row.State > Ec2InstanceState.InService || row.Joined <= oldest) continue;
            if (!steady || row.Joined > Instant.Zero) warming++;
        }
        return warming;
    }

    private void Carry(int index, ManagedProvider provider, in Reading reading, int proposal, int to)
    {
        var id = _decisions.Next();
        var from = _groups[provider.Group].Desired;
        _log.Report(new(id, 0, DecisionKind.ManagedScaling, index, -1, DecisionGate.None, from, to, Inputs(provider, in reading, proposal, 0)));
        _requests.Report(new(provider.Group, to, id, ScalingProcesses.AlarmNotification));
    }

    private void Refuse(int index, ManagedProvider provider, in Reading reading, int proposal, DecisionGate gate, int warming)
    {
        var desired = _groups[provider.Group].Desired;
        if (_decisions.ChangesOnly) return;
        _log.Report(new(_decisions.Next(), 0, DecisionKind.ManagedScaling, index, -1, gate, desired, desired, Inputs(provider, in reading, proposal, warming)));
    }

    private DecisionInputs Inputs(ManagedProvider provider, in Reading reading, int proposal, int warming)
    {
        ref readonly var definition = ref _groups[provider.Group];
        return DecisionInputs.Of(
            reading.Needed, reading.Running, reading.Reservation, provider.Settings.TargetCapacity, proposal, definition.MinSize, definition.MaxSize, reading.Waiting,
            reading.Empty, warming, provider.LowCount, _groups[provider.Group].Desired, reading.Incompatible ? 1 : 0, reading.At.Seconds, LowThreshold(provider), LeastLeft(reading.Running));
    }

    /// <summary>What one computation found.</summary>
    private readonly record struct Reading(Instant At, double Needed, int Running, int Waiting, int Empty, double Reservation, bool Incompatible);

    private sealed class ManagedProvider(ManagedScalingDefinition settings, int group, InstanceDemand demand, ImmutableArray<(Duration At, double? Value)>? playback)
    {
        /// <summary>A series played back in place of the computed one.</summary>
        public ImmutableArray<(Duration At, double? Value)>? Playback { get; } = playback;

        public ManagedScalingDefinition Settings { get; set; } = settings;

        /// <summary>managedScaling.status.</summary>
        public bool IsEnabled { get; set; } = true;

        /// <summary>managedTerminationProtection that is still to be carried out, or null.</summary>
        public bool? Protects { get; set; }

        public int Group { get; } = group;

        public InstanceDemand Demand { get; } = demand;

        /// <summary>Readings whose datapoint is not visible yet.</summary>
        public Queue<Reading> Unseen { get; } = new();

        /// <summary>Newest value; NaN before the first.</summary>
        public double Reservation { get; set; } = double.NaN;

        /// <summary>Datapoints in a row below target.</summary>
        public int LowCount { get; set; }
    }
}
