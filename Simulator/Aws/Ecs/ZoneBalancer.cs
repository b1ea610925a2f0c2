using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Availability Zone rebalancing of a replica service (ECS-AZ-01 … 04):
/// <code>
///  steady, zones differ by more than one task, for a while
///     ──► NOT balanced ──► start in the emptiest zones ──► all healthy ──► stop in the fullest ──► steady ─┬─► balanced: COMPLETED
///                              ▲                                                                           │
///                              └───────────────────────────────── still not balanced ◄─────────────────────┘
///  a deployment begins, a task cannot be placed in those zones, or protected tasks cannot be stopped: STOPPED
/// </code>
/// A batch is what is too much in the full zones, at most U − desired. On container instances only zones that have ACTIVE instances count, and none is launched; on
/// Fargate the zones of the subnets, FARGATE and FARGATE_SPOT each by itself.
/// AWS: Amazon ECS Developer Guide, "Balancing an Amazon ECS service across Availability Zones".
/// </summary>
internal sealed class ZoneBalancer
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly Announcer _announcer;
    private readonly PlacementEngine _engine;
    private readonly Duration _interval;
    private readonly Duration _retry;
    private readonly bool[] _counts;
    private readonly bool[] _below;
    private readonly bool[] _above;
    private readonly int[] _target;

    public ZoneBalancer(Calendar calendar, Scenario scenario, Announcer announcer, PlacementEngine engine)
    {
        _calendar = calendar;
        _scenario = scenario;
        _announcer = announcer;
        _engine = engine;
        _interval = scenario.Model.Get(ModelCatalog.ZoneRebalancingInterval);
        _retry = scenario.Model.Get(ModelCatalog.ZoneRebalancingRetry);
        var zones = scenario.AvailabilityZones.Length;
        _counts = new bool[zones];
        _below = new bool[zones];
        _above = new bool[zones];
        _target = new int[zones];
    }

    /// <summary>Whether a service is in the middle of it.</summary>
    public static bool IsOn(Service service) => service.Rebalancing.IsOn;

    /// <summary>Zones in which the next task of the batch may be started; valid after <see cref="Plan"/>.</summary>
    public ReadOnlySpan<bool> Below => _below;

    /// <summary>Zones from which the next task of the batch may go; valid after <see cref="PlanStop"/>.</summary>
    public ReadOnlySpan<bool> Above => _above;

    /// <summary>Ends a rebalancing that cannot go on: what was started beyond desiredCount is surplus again.</summary>
    /// <param name="service">The service.</param>
    /// <param name="release">When the first protected task is free that stood in the way; before that another attempt would end the same way.</param>
    public void Abort(Service service, Instant? release = null)
    {
        if (!service.Rebalancing.IsOn) return;
        service.Rebalancing = default;
        var retry = _calendar.Now + _retry;
        service.Rebalancing.NotBefore = release > retry ? release.Value : retry;
        _announcer.Warn(service, ServiceEventMessage.RebalancingStopped);
    }

    /// <summary>
    /// A steady service is looked at: begins a rebalancing, or the next batch of one, or ends it. Returns when it wants to be looked at again; after a batch
    /// was set <see cref="Rebalancing.Extra"/> says how many tasks are to be started.
    /// </summary>
    public Instant OnSteady(Service service, Envelope envelope, int desired)
    {
        ref var state = ref service.Rebalancing;
        if (!ZoneRebalancing.IsOn(service.Definition, _scenario))
        {
            Abort(service);
            return Instant.MaxValue;
        }
        var surplus = Plan(service);
        if (surplus == 0)
        {
            if (state.IsOn) _announcer.Say(new ServiceEvent(service.Index, ServiceEventMessage.Balanced, 0, -1, null, Distribution(service)));
            state = default;
            return Instant.MaxValue;
        }
        var batch = Math.Min(surplus, envelope.Upper - desired);
        if (batch <= 0) return Instant.MaxValue; // U leaves no room to start before stopping
        var now = _calendar.Now;
        if (!state.IsOn)
        {
            if (state.Due == Instant.Zero) state.Due = now + _interval < state.NotBefore ? state.NotBefore : now + _interval;
            if (now < state.Due) return state.Due;
            state.IsOn = true;
            _announcer.Warn(service, new ServiceEvent(service.Index, ServiceEventMessage.NotBalanced, 0, -1, null, Distribution(service)));
        }
        state.Extra = batch;
        return now;
    }

    /// <summary>The service is not steady: the time to wait begins anew with the next steady state.</summary>
    public static void OnUnsteady(Service service) => service.Rebalancing.Due = Instant.Zero;

    /// <summary>
    /// Finds how far the zones are from balance (ECS-AZ-02: counts are ⌊n/z⌋ or ⌈n/z⌉) for the group of providers that is furthest, and which zones lack tasks.
    /// Returns how many tasks are too many in the full zones; 0 when all is balanced.
    /// </summary>
    public int Plan(Service service)
    {
        var groups = service.OnFargate && HasSpot(service) ? 2 : 1;
        for (var group = 0; group < groups; group++)
        {
            var surplus = PlanGroup(service, group);
            if (surplus == 0) continue;
            service.Rebalancing.Provider = service.OnFargate ? ProviderOf(service, group) : -1;
            return surplus;
        }
        return 0;
    }

    /// <summary>Finds the zones that have more tasks than they are to have when <paramref name="left"/> tasks of the batch have been stopped.</summary>
    public void PlanStop(Service service, int left) => PlanGroup(service, service.Rebalancing.Provider == 1 ? 1 : 0, left);

    private static bool HasSpot(Service service)
    {
        foreach (var item in service.Definition.Strategy)
        {
            if (item.CapacityProvider == 1) return true;
        }
        return false;
    }

    // FARGATE is provider 0 and FARGATE_SPOT 1; a launch type is -1.
    private static int ProviderOf(Service service, int group) => group == 1 ? 1 : service.Definition.Strategy.IsEmpty ? -1 : 0;

    private int PlanGroup(Service service, int group, int surplusOfAll = 0)
    {
        var zones = service.Primary.Zones;
        Array.Clear(_counts);
        Array.Clear(_below);
        Array.Clear(_above);
        int total = -surplusOfAll, open = 0;
        foreach (var zone in zones)
        {
            _counts[zone] = service.OnFargate || HasInstances(zone);
            if (!_counts[zone]) continue;
            open++;
            total += service.ActiveIn(zone, group);
        }
        if (open < 2) return 0;
        foreach (var zone in zones) _target[zone] = total / open;
        // The zones that have most keep the remainder: no task moves without need.
        for (var rest = total % open; rest > 0; rest--)
        {
            var fullest = -1;
            foreach (var zone in zones)
            {
                if (_counts[zone] && _target[zone] == total / open && (fullest < 0 || service.ActiveIn(zone, group) > service.ActiveIn(fullest, group))) fullest = zone;
            }
            _target[fullest]++;
        }
        var surplus = 0;
        foreach (var zone in zones)
        {
            if (!_counts[zone]) continue;
            surplus += Math.Max(0, service.ActiveIn(zone, group) - _target[zone]);
            _above[zone] = service.ActiveIn(zone, group) > _target[zone];
            _below[zone] = service.ActiveIn(zone, group) < _target[zone];
        }
        return surplus;
    }

    private bool HasInstances(int zone)
    {
        foreach (var pool in _engine.Index.Pools)
        {
            if (pool.Key.Zone != zone || pool.Count == 0) continue;
            for (var place = 0; place < pool.Length; place++)
            {
                var instance = pool.Instances[place];
                if (instance >= 0 && _engine.Index.Row(instance) is { Status: ContainerInstanceStatus.Active, AgentConnected: true }) return true;
            }
        }
        return false;
    }

    private string Distribution(Service service)
    {
        var zones = service.Primary.Zones;
        var parts = new List<string>(zones.Length);
        foreach (var zone in zones) parts.Add($"{service.ActiveIn(zone, 0) + service.ActiveIn(zone, 1)} tasks in {_scenario.AvailabilityZones[zone]}");
        return parts.Count == 1 ? parts[0] : string.Join(", ", parts[..^1]) + ", and " + parts[^1];
    }
}

/// <summary>Where the rebalancing of a service stands.</summary>
internal struct Rebalancing
{
    /// <summary>It has begun and is not yet over.</summary>
    public bool IsOn;

    /// <summary>Tasks beyond desiredCount that the present batch runs until as many have been stopped.</summary>
    public int Extra;

    /// <summary>Provider whose tasks the batch moves on Fargate; -1 for all.</summary>
    public int Provider;

    /// <summary>When zones are compared next; <see cref="Instant.Zero"/> when the time does not run.</summary>
    public Instant Due;

    /// <summary>Not begun before this, after one that was given up.</summary>
    public Instant NotBefore;
}
