using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>
/// What the EC2 room knows of one group beside its row: members (Pending or InService) by zone and purchase option, so that neither a launch nor a
/// balance check scans instances, and what is under way.
/// </summary>
internal sealed class AutoScalingGroup
{
    private readonly int[] _byZone;
    private readonly int[] _movableByZone;
    private readonly int[] _spotByPool; // Spot members by zone and instance type of the scenario
    private readonly int _types;
    private readonly List<LaunchSourceDefinition> _sources = [];

    public AutoScalingGroup(Scenario scenario, int index)
    {
        Index = index;
        Definition = scenario.AutoScalingGroups[index];
        Key = SourceKey.Of(Definition.Name);
        _types = scenario.InstanceTypes.Length;
        _byZone = new int[scenario.AvailabilityZones.Length];
        _movableByZone = new int[scenario.AvailabilityZones.Length];
        _spotByPool = new int[scenario.AvailabilityZones.Length * _types];
        _sources.Add(Definition.LaunchSource);
        Hooks = new LifecycleHooks(Definition);
        Termination = TerminationPolicies.ChainOf(Definition);
        foreach (var provider in scenario.CapacityProviders)
            ManagedDraining |= provider.AutoScalingGroup == index && provider.ManagedDraining;
        foreach (var target in Definition.TargetGroups)
        {
            if (scenario.TargetGroups[target].DeregistrationDelay > DeregistrationDelay) DeregistrationDelay = scenario.TargetGroups[target].DeregistrationDelay;
        }
    }

    public int Index { get; }

    /// <summary>The group as it is now; UpdateAutoScalingGroup replaces it.</summary>
    public AutoScalingGroupDefinition Definition { get; private set; }

    /// <summary>Key of the group's draws: adding another group to a scenario does not move them.</summary>
    public long Key { get; }

    /// <summary>Termination policies with Default written out.</summary>
    public TerminationPolicy[] Termination { get; private set; }

    /// <summary>The user's lifecycle hooks.</summary>
    public LifecycleHooks Hooks { get; }

    /// <summary>Whether a capacity provider drains its instances before they terminate (CP-MD-01).</summary>
    public bool ManagedDraining { get; set; }

    /// <summary>How long its own target groups take to let an instance go; zero without any.</summary>
    public Duration DeregistrationDelay { get; }

    /// <summary>Launches so far: number of the next birth.</summary>
    public long Births { get; private set; }

    /// <summary>Terminations chosen so far: number of the next choice.</summary>
    public long Choices { get; set; }

    /// <summary>On-Demand members.</summary>
    public int OnDemand { get; private set; }

    /// <summary>Instances that failed and whose absence the group has not noticed.</summary>
    public int Unnoticed { get; set; }

    /// <summary>Of these, how many it would have noticed if its health checks were not suspended.</summary>
    public int HeldNotices { get; set; }

    /// <summary>Whether an occasion to move instances between zones has come and the zones are not even since (ASG-RB-01).</summary>
    public bool Rebalancing { get; set; }

    /// <summary>Instances launched beyond desired capacity, for balance or to replace others, that do not count yet.</summary>
    public int Extras { get; set; }

    /// <summary>Old halves of balance moves whose new half serves.</summary>
    public int BalanceDue { get; set; }

    /// <summary>Launches that were asked for and have not begun.</summary>
    public LaunchOrders Orders { get; } = new();

    /// <summary>Warm-up of instances that no policy asked for: none unless DefaultInstanceWarmup is set.</summary>
    public Duration DefaultWarmup => Definition.Scaling?.DefaultInstanceWarmup ?? Duration.Zero;

    /// <summary>Instances to be replaced as the pace allows: unhealthy ones, and those past their lifetime.</summary>
    public InstanceQueue ToReplace { get; } = new();

    /// <summary>Spot instances at risk for which a replacement was launched.</summary>
    public InstanceQueue AtRisk { get; } = new();

    /// <summary>Instances that are likely to be the old halves of the moves between zones that were made last; of a mixed group only.</summary>
    public InstanceQueue Movers { get; } = new();

    /// <summary>The instance refresh that is under way, or null.</summary>
    public InstanceRefresh? Refresh { get; set; }

    /// <summary>When the next reconcile is on the calendar.</summary>
    public Instant NextReconcile { get; set; } = Instant.MaxValue;

    /// <summary>Number of the launch source that instances are launched from now.</summary>
    public int CurrentSource => _sources.Count - 1;

    /// <summary>Members it may have while it balances zones or replaces Spot instances at risk: a tenth above its maximum, at least one (ASG-RB-01).</summary>
    public static int BalanceCeiling(int maxSize) => maxSize + Math.Max(1, maxSize / 10);

    /// <summary>Pending and InService instances in a zone.</summary>
    public int InZone(int zone) => _byZone[zone];

    /// <summary>Instances in service in a zone that scale-in may take.</summary>
    public int MovableIn(int zone) => _movableByZone[zone];

    /// <summary>An instance in service became free to be taken by scale-in (<paramref name="by"/> = 1), or no longer is (-1).</summary>
    public void CountMovable(int zone, int by) => _movableByZone[zone] += by;

    /// <summary>Spot members of a type in a zone.</summary>
    public int SpotIn(int zone, int type) => _spotByPool[(zone * _types) + type];

    /// <summary>Takes the number of a birth.</summary>
    public long TakeBirth() => Births++;

    /// <summary>An instance joined (<paramref name="by"/> = 1) or left (-1) the members.</summary>
    public void Count(in Ec2InstanceRow row, int by)
    {
        _byZone[row.Zone] += by;
        if (row.Spot) _spotByPool[(row.Zone * _types) + row.InstanceType] += by;
        else OnDemand += by;
    }

    /// <summary>Whether the group has On-Demand and Spot instances.</summary>
    public bool IsMixed => Definition.OnDemandPercentageAboveBase < 100;

    /// <summary>Whether the next member of a group that has <paramref name="members"/>, <paramref name="onDemand"/> of them On-Demand, is On-Demand (ASG-MX-02).</summary>
    public bool NextIsOnDemand(int members, int onDemand) =>
        onDemand < MixedInstances.OnDemandOf(members + 1, Definition.OnDemandBaseCapacity, Definition.OnDemandPercentageAboveBase);

    /// <summary>Whether a removal from <paramref name="members"/> instances keeps the split best when it takes a Spot instance.</summary>
    public bool RemovalTakesSpot(int members, int onDemand) =>
        onDemand <= MixedInstances.OnDemandOf(members - 1, Definition.OnDemandBaseCapacity, Definition.OnDemandPercentageAboveBase);

    /// <summary>
    /// Age of a launch source for termination policies, lower is older: launch configurations, then other templates, then versions of the current template in
    /// order of adoption (ASG-TP-01, AS-EC2-06).
    /// </summary>
    public int RankOf(int source)
    {
        var given = _sources[source];
        var current = _sources[^1];
        if (given.IsConfiguration) return given == current ? int.MaxValue : 0;
        if (given.Name != current.Name) return 1;
        return given.Version == current.Version ? int.MaxValue : 2 + source;
    }

    /// <summary>Changes the group; whatever <paramref name="action"/> does not name stays.</summary>
    public void Update(UpdateAutoScalingGroupAction action)
    {
        var d = Definition;
        Definition = d with
        {
            InstanceTypes = action.InstanceTypes.IsDefaultOrEmpty ? d.InstanceTypes : action.InstanceTypes,
            Zones = action.Zones.IsDefaultOrEmpty ? d.Zones : action.Zones,
            TerminationPolicies = action.TerminationPolicies.IsDefaultOrEmpty ? d.TerminationPolicies : action.TerminationPolicies,
            NewInstancesProtectedFromScaleIn = action.NewInstancesProtectedFromScaleIn ?? d.NewInstancesProtectedFromScaleIn,
            HealthCheckGracePeriod = action.HealthCheckGracePeriod ?? d.HealthCheckGracePeriod,
            HealthChecks = action.HealthChecks ?? d.HealthChecks,
            MaxInstanceLifetime = action.MaxInstanceLifetime ?? d.MaxInstanceLifetime,
            CapacityRebalance = action.CapacityRebalance ?? d.CapacityRebalance,
            MaintenancePolicy = action.MaintenancePolicy ?? d.MaintenancePolicy,
            LaunchSource = action.LaunchSource ?? d.LaunchSource,
        };
        if (action.LaunchSource is { } source && source != _sources[^1]) _sources.Add(source);
        Termination = TerminationPolicies.ChainOf(Definition);
    }
}

/// <summary>Instances in order; those that ended meanwhile are passed over.</summary>
internal sealed class InstanceQueue
{
    private readonly List<(int Instance, uint Generation)> _items = [];

    /// <summary>How many entries there are, ended instances included.</summary>
    public int Count => _items.Count;

    /// <summary>The entries in order, ended instances included.</summary>
    public IReadOnlyList<(int Instance, uint Generation)> Items => _items;

    /// <summary>Whether an instance is in it.</summary>
    public bool Holds(int instance) => _items.Exists(i => i.Instance == instance);

    /// <summary>Puts an instance at the end.</summary>
    public void Add(int instance, uint generation) => _items.Add((instance, generation));

    /// <summary>Forgets everything.</summary>
    public void Clear() => _items.Clear();

    /// <summary>Forgets the entry at the end.</summary>
    public void RemoveLast() => _items.RemoveAt(_items.Count - 1);

    /// <summary>Forgets what <paramref name="stays"/> does not keep.</summary>
    public void Keep(Func<int, uint, bool> stays) => _items.RemoveAll(i => !stays(i.Instance, i.Generation));

    /// <summary>Takes the first instance that <paramref name="allows"/>, or -1.</summary>
    public int Take(Func<int, bool> allows)
    {
        var at = _items.FindIndex(i => allows(i.Instance));
        if (at < 0) return -1;
        var instance = _items[at].Instance;
        _items.RemoveAt(at);
        return instance;
    }
}

/// <summary>A rolling instance refresh.</summary>
/// <param name="MinHealthyPercentage">0–100 of desired capacity.</param>
/// <param name="MaxHealthyPercentage">100–200 of desired capacity.</param>
/// <param name="Warmup">How long a new instance must have served before it counts.</param>
/// <param name="Protected">What happens to instances that are protected from scale-in.</param>
internal sealed record InstanceRefresh(int MinHealthyPercentage, int MaxHealthyPercentage, Duration Warmup, ProtectedInRefresh Protected)
{
    /// <summary>Instances still to be replaced.</summary>
    public InstanceQueue Queue { get; } = new();

    /// <summary>When it gives up waiting for protected instances; <see cref="Instant.MaxValue"/> while it does not wait.</summary>
    public Instant Deadline { get; set; } = Instant.MaxValue;
}

/// <summary>What a launch beyond desired capacity is for.</summary>
internal enum ExtraLaunch : byte
{
    /// <summary>It is not beyond desired capacity.</summary>
    None,

    /// <summary>Balance between zones.</summary>
    Balance,

    /// <summary>It replaces an instance that serves until then.</summary>
    Replacement,
}

/// <summary>What the EC2 room keeps of an instance beside its row.</summary>
internal struct InstanceNotes
{
    /// <summary>Hooks of <see cref="OpenHooks"/>: ECS's managed draining.</summary>
    public const byte DrainingHook = 1;

    /// <summary>Hooks of <see cref="OpenHooks"/>: the user's.</summary>
    public const byte UserHooks = 2;

    /// <summary>Why it was launched beyond desired capacity, as long as it does not count.</summary>
    public ExtraLaunch Extra;

    /// <summary>Terminate hooks that have not completed.</summary>
    public byte OpenHooks;

    /// <summary>Whether the user's hooks of the current wait end with ABANDON.</summary>
    public bool Abandons;

    /// <summary>Why it stands in the group's queue; None when it does not.</summary>
    public Model.TerminationReason Wanted;

    /// <summary>Whether it counts among the group's unnoticed ones although its row lives (stopped instances).</summary>
    public bool Unnoticed;

    /// <summary>Whether a rebalance recommendation was given.</summary>
    public bool AtRisk;

    /// <summary>Impairments that overlap.</summary>
    public int Impairments;

    /// <summary>Since when it is impaired.</summary>
    public Instant ImpairedSince;

    /// <summary>Repairs on the calendar of impairments that a recovery has ended already.</summary>
    public int StaleRepairs;

    /// <summary>Attempts to recover it from its present impairment that failed.</summary>
    public int RecoveryAttempts;

    /// <summary>It boots on another host: its containers are gone.</summary>
    public bool Reboots;

    /// <summary>Impairments of its volumes that overlap.</summary>
    public int VolumeImpairments;

    /// <summary>Since when a volume is impaired.</summary>
    public Instant VolumeImpairedSince;

    /// <summary>Its targets in the group's target groups that are unhealthy.</summary>
    public int UnhealthyTargets;

    /// <summary>Number of its birth in its group.</summary>
    public long Birth;
}
