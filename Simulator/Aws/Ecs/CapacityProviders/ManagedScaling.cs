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
public sealed class ManagedScaling : IEventHandler, ICapacityProviderMetrics
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
    private readonly Duration _delay;
    private readonly ManagedProvider?[] _providers;

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
        _delay = scenario.Model.Get(ModelCatalog.ManagedScalingMetricDelay);
        _providers = new ManagedProvider?[scenario.CapacityProviders.Length];
        for (var i = 0; i < _providers.Length; i++)
        {
            if (scenario.CapacityProviders[i] is { ManagedScaling: { } settings, AutoScalingGroup: >= 0 } provider)
                _providers[i] = new ManagedProvider(settings, provider.AutoScalingGroup, new InstanceDemand(scenario, i));
        }
    }

    /// <summary>Puts the first computation of each managed provider on the first full minute of the wall clock, the start of the run included.</summary>
    public void Start()
    {
        var sinceMinute = _scenario.Run.Start.Ticks % TimeSpan.TicksPerMinute;
        var first = sinceMinute == 0 ? Duration.Zero : new Duration((TimeSpan.TicksPerMinute - sinceMinute) * TimeSpan.NanosecondsPerTick);
        for (var i = 0; i < _providers.Length; i++)
        {
            if (_providers[i] is not null) _calendar.ScheduleIn(first, EventKinds.ManagedScalingDue, i);
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
            case EventKinds.ManagedScalingDue: OnManagedScalingDue(e.Subject, provider); break;
            case EventKinds.ManagedScalingPublished: OnManagedScalingPublished(e.Subject, provider); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of managed scaling");
        }
    }

    private void OnManagedScalingDue(int index, ManagedProvider provider)
    {
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
        var demand = provider.Demand.Of(_waiting);
        var running = _groups[provider.Group].InService;
        var empty = running - BusyInstances(index);
        if (demand.Waiting > 0 && demand.Compatible == 0)
            return new(_calendar.Now, running, running, demand.Waiting, empty, settings.TargetCapacity, Incompatible: true);
        var needed = running - empty;
        if (demand.Compatible > 0)
            needed = running + Math.Max(settings.MinimumScalingStepSize, Math.Min(settings.MaximumScalingStepSize, demand.Instances));
        var reservation = running > 0 ? 100.0 * needed / running
            : needed > 0 ? FromZeroReservation
            : settings.TargetCapacity; // M = N = 0: a literal 100 above a lower target would launch two and remove them for ever (CP-MS-07)
        return new(_calendar.Now, needed, running, demand.Waiting, empty, reservation, Incompatible: false);
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
        var target = provider.Settings.TargetCapacity;
        if (reading.Incompatible)
        {
            provider.LowCount = 0;
            Refuse(index, provider, in reading, _groups[provider.Group].Desired, DecisionGate.NoCompatibleInstanceType, 0);
            return;
        }
        provider.LowCount = reading.Reservation < target ? provider.LowCount + 1 : 0;
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
        var proposal = Math.Max(Proportional(in reading, provider.Settings.TargetCapacity), reading.Running - Math.Max(1, reading.Running / 2));
        var to = Math.Max(definition.MinSize, proposal);
        if (to < _groups[provider.Group].Desired) Carry(index, provider, in reading, proposal, to);
        else Refuse(index, provider, in reading, proposal, proposal < definition.MinSize ? DecisionGate.AlreadyAtMinCapacity : DecisionGate.AlreadyAtDesiredCapacity, 0);
    }

    // N × CPR / target = 100 M / target, in whole numbers: no rounding error can ask for one instance too many.
    private static int Proportional(in Reading reading, int target) => (int)(((100L * reading.Needed) + target - 1) / target);

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
            reading.Empty, warming, provider.LowCount, _groups[provider.Group].Desired, reading.Incompatible ? 1 : 0, reading.At.Seconds);
    }

    /// <summary>What one computation found.</summary>
    private readonly record struct Reading(Instant At, int Needed, int Running, int Waiting, int Empty, double Reservation, bool Incompatible);

    private sealed class ManagedProvider(ManagedScalingDefinition settings, int group, InstanceDemand demand)
    {
        public ManagedScalingDefinition Settings { get; } = settings;

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
