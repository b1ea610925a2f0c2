using System.Collections.Immutable;
using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// A deployment of a service: one revision being brought to desiredCount.
/// <code>
///  begin ──► IN_PROGRESS ──► COMPLETED      PRIMARY: the newest; ACTIVE: older ones, shrinking; INACTIVE: no task left
///                └─────────► FAILED         (circuit breaker; a rollback begins a new PRIMARY that takes over the source's tasks)
/// </code>
/// Active tasks are those with desired status RUNNING; they are linked through <see cref="TaskLinks"/>.
/// </summary>
internal sealed class Deployment(int id, Service service, Revision revision, Instant created)
{
    private readonly int[] _active = new int[3];
    private readonly int[] _pending = new int[3];
    private readonly int[] _healthy = new int[3];
    private int _closed; // items that refused in this round, by bit: a strategy has at most twenty
    private int _latest;

    /// <summary>Number over all services, from 0.</summary>
    public int Id { get; } = id;

    /// <summary>Service index.</summary>
    public int Service { get; } = service.Index;

    /// <summary>What its tasks are made of.</summary>
    public Revision Revision { get; } = revision;

    /// <summary>Task definition index.</summary>
    public int TaskDefinition => Revision.TaskDefinition;

    /// <summary>When it began.</summary>
    public Instant Created { get; } = created;

    /// <summary>Capacity provider strategy of its tasks.</summary>
    public ImmutableArray<CapacityProviderStrategyItem> StrategyOf(Service owner) => Revision.Strategy ?? owner.Definition.Strategy;

    /// <summary>Where it stands with the digests of its images; a rollback has those of its source.</summary>
    public required DigestResolution Digests { get; set; }

    /// <summary>Which target groups its tasks register with: 0, the service's own; 1, the alternate ones.</summary>
    public int Side { get; set; }

    /// <summary>Number of the deployment that it rolls back, or -1.</summary>
    public int RollbackOf { get; set; } = -1;

    /// <summary>Whether it is the side of a shift cut short that has no production traffic: its tasks go, whatever else happens.</summary>
    public bool IsLeftOver { get; set; }

    /// <summary>Whether a task of it has ever been RUNNING (ECS-CB-02).</summary>
    public bool HasRun { get; private set; }

    /// <summary>rolloutState.</summary>
    public RolloutState State { get; set; }

    /// <summary>Failed tasks as the circuit breaker counts them.</summary>
    public CircuitBreaker Breaker;

    /// <summary>Failed tasks in all, whatever of them the breaker counts.</summary>
    public int FailedTasks { get; set; }

    /// <summary>The delay between attempts while its tasks fail to start.</summary>
    public required StartBackoff Backoff { get; init; }

    /// <summary>Until then another failure to place is neither reported nor counted.</summary>
    public Instant FailureMutedUntil { get; set; }

    /// <summary>Tasks that reached RUNNING and were registered with target groups since the last reconcile.</summary>
    public int NewTargets { get; set; }

    /// <summary>First active task row, or -1.</summary>
    public int First { get; set; } = -1;

    /// <summary>Tasks that an older revision lost or owes and that L may still want (ECS-RU-05/06).</summary>
    public int Lost { get; set; }

    /// <summary>At how many tasks an older revision is kept while the newest deployment is FAILED; -1 when it is not.</summary>
    public int Kept { get; set; } = -1;

    /// <summary>Zones of the subnets that its tasks use, as the service had them when it began; empty for all.</summary>
    public ImmutableArray<int> SubnetZones => Revision.Zones;

    /// <summary>The same, never empty.</summary>
    public int[] Zones { get; } = revision.Zones.IsEmpty ? [.. Enumerable.Range(0, service.ZoneCount)] : [.. revision.Zones];

    /// <summary>Active tasks by item of the service's capacity provider strategy (one entry without a strategy).</summary>
    public int[] ByProvider { get; private set; } = new int[Items(service, revision)];

    /// <summary>
    /// What the items of the strategy hold or were denied in this round of starts: a task whose provider has no capacity keeps its claim, so that the others go where
    /// they would have gone anyway (CP-ST-04).
    /// </summary>
    public int[] Claims { get; private set; } = new int[Items(service, revision)];

    /// <summary>Kinds of tasks by item of the strategy, once used.</summary>
    public PlacementProfile?[] Profiles { get; private set; } = new PlacementProfile?[Items(service, revision)];

    /// <summary>Active tasks.</summary>
    public int Active => _active[0] + _active[1] + _active[2];

    /// <summary>Active tasks before RUNNING.</summary>
    public int Pending => _pending[0] + _pending[1] + _pending[2];

    /// <summary>Healthy tasks.</summary>
    public int Healthy => _healthy[0] + _healthy[1] + _healthy[2];

    /// <summary>A round of starts begins: no item has refused yet.</summary>
    public void BeginClaims()
    {
        if (Claims.Length != ByProvider.Length) Claims = new int[ByProvider.Length];
        ByProvider.CopyTo(Claims, 0);
        _closed = 0;
    }

    /// <summary>The next task is an item's; false when the item has refused in this round.</summary>
    public bool Claim(int item)
    {
        Claims[item]++;
        _latest = item;
        return (_closed & (1 << item)) == 0;
    }

    /// <summary>The item that claimed last refused; false when no item is left.</summary>
    public bool Close()
    {
        _closed |= 1 << _latest;
        return _closed != (1 << Claims.Length) - 1;
    }

    /// <summary>Active tasks of a standing.</summary>
    public int ActiveOf(TaskStanding standing) => _active[(int)standing];

    /// <summary>Active tasks of a standing before RUNNING.</summary>
    public int PendingOf(TaskStanding standing) => _pending[(int)standing];

    /// <summary>Healthy tasks of a standing.</summary>
    public int HealthyOf(TaskStanding standing) => _healthy[(int)standing];

    /// <summary>Counts a task in or out.</summary>
    public void Count(TaskStanding standing, bool pending, bool healthy, int by)
    {
        _active[(int)standing] += by;
        if (pending) _pending[(int)standing] += by;
        else HasRun = true;
        if (healthy) _healthy[(int)standing] += by;
    }

    /// <summary>The service's strategy or placement was changed: its next tasks are placed by the new rules.</summary>
    public void Forget(Service owner)
    {
        ByProvider = new int[Items(owner, Revision)];
        Profiles = new PlacementProfile?[Items(owner, Revision)];
    }

    private static int Items(Service service, Revision revision) => Math.Max(1, (revision.Strategy ?? service.Definition.Strategy).Length);
}
