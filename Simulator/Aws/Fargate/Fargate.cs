using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Fargate;

/// <summary>
/// AWS Fargate: a placed task takes a launch token of the account (FG-Q-01; FARGATE and FARGATE_SPOT apart), first come, first served, then a microVM
/// with its network interface is provisioned (FG-ST-01) and the task has its network. The waits are known when the task arrives, so a task costs one
/// event. Spot takes tasks back now and then (<see cref="SpotMarket"/>). AWS: Amazon ECS Developer Guide, "AWS Fargate throttling quotas".
/// </summary>
/// <remarks>A task that is stopped while it waits does not give its token back, as a request to the API is not taken back.</remarks>
public sealed class Fargate : IEventHandler, IListener<TaskPlaced>, IListener<ZoneChange>, IListener<TaskTransition>
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly BirthDraw _births;
    private readonly SlabView<TaskRow> _tasks;
    private readonly FactChannel<TaskNetworkReady> _networks;
    private readonly FactChannel<OperationThrottled> _throttled;
    private readonly FactChannel<NetworkInterfaceFailure> _noAddresses;
    private readonly SubnetAddresses _addresses;
    private readonly SpotMarket _market;
    private readonly TokenBucket _onDemand;
    private readonly TokenBucket _spot;
    private readonly Sampler _scheduling;
    private readonly Sampler _provisioning;
    private readonly bool[] _zoneOut;
    private readonly List<(int Task, uint Generation)>[] _held; // by zone: placed while the zone is out

    /// <summary>The room.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="births">Draws of this replication.</param>
    /// <param name="tasks">Tasks of the ECS room.</param>
    public Fargate(Calendar calendar, FactSink facts, Scenario scenario, BirthDraw births, SlabView<TaskRow> tasks)
    {
        _calendar = calendar;
        _scenario = scenario;
        _births = births;
        _tasks = tasks;
        _networks = facts.Channel<TaskNetworkReady>();
        _throttled = facts.Channel<OperationThrottled>();
        _noAddresses = facts.Channel<NetworkInterfaceFailure>();
        _addresses = new SubnetAddresses(scenario);
        _market = new SpotMarket(calendar, facts, scenario, births, tasks);
        var (burst, rate) = FargateQuotas.LaunchBucket(scenario);
        _onDemand = new TokenBucket(burst, rate);
        _spot = new TokenBucket(burst, rate);
        _scheduling = new Sampler(scenario.Model.Get(ProviderModel.FargateScheduling));
        _provisioning = new Sampler(scenario.Model.Get(ModelCatalog.FargateProvisioning));
        _zoneOut = new bool[scenario.AvailabilityZones.Length];
        _held = new List<(int Task, uint Generation)>[_zoneOut.Length];
        for (var i = 0; i < _held.Length; i++) _held[i] = [];
    }

    /// <summary>Nothing is there from the start: tasks of a steady start were provisioned before it. Spot's first interruptions are drawn.</summary>
    public void Start() => _market.Start();

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.FargateProvisioned:
                if (!Waits(e.Subject, e.Generation)) return;
                if (_addresses.Has(e.Subject)) _networks.Report(new(e.Subject, _calendar.Now));
                else _noAddresses.Report(new(e.Subject));
                break;
            case EventKinds.FargateSpotReclaimDue: _market.OnReclaimDue(e.Subject); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the Fargate room");
        }
    }

    /// <summary>A stopped task's address is free again.</summary>
    public void Apply(in TaskTransition fact)
    {
        if (fact.To == TaskStatus.Stopped) _addresses.Release(fact.Task);
    }

    /// <summary>A task was given to Fargate. In a zone that is out it is held until the zone is back.</summary>
    public void Apply(in TaskPlaced fact)
    {
        ref readonly var task = ref _tasks[fact.Task];
        if (task.LaunchType != LaunchType.Fargate) return;
        _addresses.Take(fact.Task, in task);
        if (task.Status == TaskStatus.Running) return; // running from the start wants no launch
        var generation = _tasks.GenerationOf(fact.Task);
        if (_zoneOut[task.Zone]) _held[task.Zone].Add((fact.Task, generation));
        else Launch(fact.Task, generation);
    }

    /// <inheritdoc/>
    public void Apply(in ZoneChange fact)
    {
        _zoneOut[fact.Zone] = fact.IsOut;
        if (fact.IsOut) return;
        foreach (var (task, generation) in _held[fact.Zone])
        {
            if (Waits(task, generation)) Launch(task, generation);
        }
        _held[fact.Zone].Clear();
    }

    private void Launch(int task, uint generation)
    {
        ref readonly var row = ref _tasks[task];
        var spot = row.CapacityProvider >= 0 && _scenario.CapacityProviders[row.CapacityProvider].Kind == CapacityProviderKind.FargateSpot;
        var launched = (spot ? _spot : _onDemand).Reserve(_calendar.Now);
        if (launched > _calendar.Now) _throttled.Report(new(task));
        var ready = launched + _scheduling.AtBirth(_births, Purpose.FargateScheduling, row.Ordinal) + _provisioning.AtBirth(_births, Purpose.FargateLaunch, row.Ordinal);
        _calendar.Schedule(ready, EventKinds.FargateProvisioned, task, generation);
    }

    private bool Waits(int task, uint generation) => _tasks.IsCurrent(task, generation) && _tasks[task].Status == TaskStatus.Provisioning;
}
