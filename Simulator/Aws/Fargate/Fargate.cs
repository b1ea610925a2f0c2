using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Fargate;

/// <summary>
/// AWS Fargate: a placed task takes a launch token of the account (FG-Q-01; FARGATE and FARGATE_SPOT apart), first come, first served, then a microVM
/// with its network interface is provisioned (FG-ST-01) and the task has its network. Both waits are known when the task arrives, so a task costs one
/// event. AWS: Amazon ECS Developer Guide, "AWS Fargate throttling quotas".
/// </summary>
/// <remarks>A task that is stopped while it waits does not give its token back, as a request to the API is not taken back.</remarks>
public sealed class Fargate : IEventHandler, IListener<TaskPlaced>, IListener<ZoneChange>
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly BirthDraw _births;
    private readonly SlabView<TaskRow> _tasks;
    private readonly FactChannel<TaskNetworkReady> _networks;
    private readonly TokenBucket _onDemand;
    private readonly TokenBucket _spot;
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
        var (burst, rate) = FargateQuotas.LaunchBucket(scenario);
        _onDemand = new TokenBucket(burst, rate);
        _spot = new TokenBucket(burst, rate);
        _provisioning = new Sampler(scenario.Model.Get(ModelCatalog.FargateProvisioning));
        _zoneOut = new bool[scenario.AvailabilityZones.Length];
        _held = new List<(int Task, uint Generation)>[_zoneOut.Length];
        for (var i = 0; i < _held.Length; i++) _held[i] = [];
    }

    /// <summary>Nothing is there from the start: tasks of a steady start were provisioned before it.</summary>
    public void Start()
    {
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        if (e.Kind != EventKinds.FargateProvisioned) throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the Fargate room");
        if (Waits(e.Subject, e.Generation)) _networks.Report(new(e.Subject));
    }

    /// <summary>A task was given to Fargate. In a zone that is out it is held until the zone is back.</summary>
    public void Apply(in TaskPlaced fact)
    {
        ref readonly var task = ref _tasks[fact.Task];
        if (task.LaunchType != LaunchType.Fargate || task.Status == TaskStatus.Running) return; // running from the start wants no launch
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
        var ready = launched + _provisioning.AtBirth(_births, Purpose.FargateLaunch, row.Ordinal);
        _calendar.Schedule(ready, EventKinds.FargateProvisioned, task, generation);
    }

    private bool Waits(int task, uint generation) => _tasks.IsCurrent(task, generation) && _tasks[task].Status == TaskStatus.Provisioning;
}
