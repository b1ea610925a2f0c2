using System.Runtime.InteropServices;
using Simulator.Aws.Ecs.Placement;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Tasks that wait in PROVISIONING for capacity of a managed-scaling provider (CP-PV-01): a line for each kind of task, so that one failure to place the
/// head answers for all behind it. At most <see cref="Limit"/> in a cluster (CP-PV-02).
/// </summary>
internal sealed class WaitingTasks : IWaitingTasks
{
    private readonly EcsTables _tables;
    private readonly PlacementEngine _engine;
    private readonly CapacitySignal _capacity;
    private readonly int _definitions;
    private readonly int[] _counts;
    private readonly int[] _distinct;
    private readonly bool[] _isManaged; // by provider: Managed Instances
    private readonly List<PlacementProfile> _kinds = [];

    public WaitingTasks(Scenario scenario, EcsTables tables, PlacementEngine engine, CapacitySignal capacity)
    {
        _tables = tables;
        _engine = engine;
        _capacity = capacity;
        _definitions = scenario.TaskDefinitions.Length;
        _counts = new int[scenario.CapacityProviders.Length * _definitions];
        _distinct = new int[_counts.Length];
        _isManaged = [.. scenario.CapacityProviders.Select(p => p.ManagedInstances is not null)];
        Limit = DatedBehaviour.ProvisioningLimit(scenario);
    }

    /// <summary>How many may wait.</summary>
    public int Limit { get; }

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Of these, those that the limit counts: tasks of group providers (CP-PV-02).</summary>
    public int Limited { get; private set; }

    /// <summary>Kinds of tasks of which some wait.</summary>
    public ReadOnlySpan<PlacementProfile> Kinds => CollectionsMarshal.AsSpan(_kinds);

    /// <inheritdoc/>
    public int WaitingCount(int capacityProvider, int taskDefinition) => _counts[(capacityProvider * _definitions) + taskDefinition];

    /// <inheritdoc/>
    public int WaitingDistinctCount(int capacityProvider, int taskDefinition) => _distinct[(capacityProvider * _definitions) + taskDefinition];

    /// <summary>A task joins the end of the line of its kind.</summary>
    public void Add(int task, PlacementProfile profile)
    {
        ref var links = ref _tables.LinksOf(task);
        var line = profile.Waiting;
        if (line.Count++ == 0) _kinds.Add(profile);
        links.Marks |= TaskMarks.Waits;
        links.Profile = profile.Index;
        links.NextInLine = -1;
        links.PreviousInLine = line.Last;
        if (line.Last < 0) line.First = task;
        else _tables.LinksOf(line.Last).NextInLine = task;
        line.Last = task;
        Tally(task, profile, 1);
    }

    /// <summary>The kind of a task that waits.</summary>
    public PlacementProfile KindOf(int task) => _engine[_tables.LinksOf(task).Profile];

    /// <summary>A task no longer waits: it was placed, or gives up.</summary>
    public void Remove(int task)
    {
        ref var links = ref _tables.LinksOf(task);
        var profile = _engine[links.Profile];
        var line = profile.Waiting;
        links.Marks &= ~TaskMarks.Waits;
        if (links.PreviousInLine < 0) line.First = links.NextInLine;
        else _tables.LinksOf(links.PreviousInLine).NextInLine = links.NextInLine;
        if (links.NextInLine < 0) line.Last = links.PreviousInLine;
        else _tables.LinksOf(links.NextInLine).PreviousInLine = links.PreviousInLine;
        links.NextInLine = links.PreviousInLine = -1;
        if (--line.Count == 0) _kinds.Remove(profile);
        Tally(task, profile, -1);
    }

    private void Tally(int task, PlacementProfile profile, int by)
    {
        Count += by;
        if (!_isManaged[profile.CapacityProvider]) Limited += by;
        _capacity.Waiting += by;
        var cell = (profile.CapacityProvider * _definitions) + profile.TaskDefinitionIndex;
        _counts[cell] += by;
        if (profile.IsDistinct) _distinct[cell] += by;
        var service = _tables.Tasks[task].Service;
        if (service >= 0) _tables.Services[service].Provisioning += by;
    }
}
