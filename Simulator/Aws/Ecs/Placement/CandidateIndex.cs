using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// All container instances as placement sees them: pools of alike instances, what each offers, and which static host ports are taken. The ECS room tells
/// it of every change; nothing here is periodic.
/// </summary>
internal sealed class CandidateIndex
{
    private readonly Scenario _scenario;
    private readonly Slab<ContainerInstanceRow> _rows;
    private readonly Dictionary<PoolKey, int> _poolOf = [];
    private readonly List<InstanceTraits> _traits = [InstanceTraits.None];
    private readonly int[] _providerOfGroup;
    private readonly bool _byCpu;
    private readonly bool _byMemory;
    private InstancePool[] _pools = new InstancePool[8];
    private InstanceSlot[] _slots = [];
    private ulong[] _ports = [];
    private Vector128<int>[] _kept = []; // empty without daemon services
    private long _sequence;

    /// <summary>An empty index.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="rows">Container instances.</param>
    /// <param name="ports">Static host ports in use by some task definition.</param>
    /// <param name="byCpu">Whether a strategy orders by remaining CPU.</param>
    /// <param name="byMemory">Whether a strategy orders by remaining memory.</param>
    public CandidateIndex(Scenario scenario, Slab<ContainerInstanceRow> rows, StaticPorts ports, bool byCpu, bool byMemory)
    {
        _scenario = scenario;
        _rows = rows;
        Ports = ports;
        _byCpu = byCpu;
        _byMemory = byMemory;
        _providerOfGroup = new int[scenario.AutoScalingGroups.Length];
        Array.Fill(_providerOfGroup, -1);
        for (var p = 0; p < scenario.CapacityProviders.Length; p++)
        {
            var group = scenario.CapacityProviders[p].AutoScalingGroup;
            if (group >= 0) _providerOfGroup[group] = p;
        }
    }

    /// <summary>Static host ports by number.</summary>
    public StaticPorts Ports { get; }

    /// <summary>Pools of alike instances, in order of their first registration.</summary>
    public ReadOnlySpan<InstancePool> Pools
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pools.AsSpan(0, PoolCount);
    }

    /// <summary>How many pools there are.</summary>
    public int PoolCount { get; private set; }

    /// <summary>Rises with every change.</summary>
    public long Version { get; private set; }

    /// <summary>Container instance rows ever used: every instance lies below it.</summary>
    public int RowLength => _rows.Length;

    /// <summary>Where an instance stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly InstanceSlot Slot(int instance) => ref _slots[instance];

    /// <summary>Whether the row holds an instance of the index.</summary>
    public bool Holds(int instance) => (uint)instance < (uint)_slots.Length && _slots[instance].Pool >= 0;

    /// <summary>The pool of an instance.</summary>
    public InstancePool PoolOf(int instance) => _pools[_slots[instance].Pool];

    /// <summary>The container instance row.</summary>
    public ref readonly ContainerInstanceRow Row(int instance) => ref _rows[instance];

    /// <summary>The capacity provider of an Auto Scaling group, or -1.</summary>
    public int ProviderOf(int autoScalingGroup) => autoScalingGroup < 0 ? -1 : _providerOfGroup[autoScalingGroup];

    /// <summary>The number of some traits.</summary>
    public int NumberOf(InstanceTraits traits)
    {
        var number = _traits.IndexOf(traits);
        if (number >= 0) return number;
        _traits.Add(traits);
        return _traits.Count - 1;
    }

    /// <summary>The traits with a number.</summary>
    public InstanceTraits Traits(int number) => _traits[number];

    /// <summary>Adds an instance whose row is filled; it is offered by <see cref="Refresh"/>.</summary>
    public void Add(int instance, in PoolKey key)
    {
        Grow(instance);
        Join(instance, key);
        _slots[instance].Sequence = _sequence++;
        if (instance < _kept.Length) _kept[instance] = Vector128<int>.Zero;
        var words = Ports.Words;
        for (var w = 0; w < words; w++) _ports[(instance * words) + w] = Ports.AgentReserved(w);
        Version++;
    }

    /// <summary>Removes an instance.</summary>
    public void Remove(int instance)
    {
        ref var slot = ref _slots[instance];
        var pool = _pools[slot.Pool];
        pool.Offer(slot.Place, FitTree.Nothing, false);
        pool.Remove(slot.Place);
        slot.Pool = -1;
        slot.Offer = FitTree.Nothing;
        Version++;
    }

    /// <summary>Moves an instance to another pool, where it offers what it did; it keeps its ports and its rank by registration.</summary>
    public void MoveTo(int instance, in PoolKey key)
    {
        Remove(instance);
        Join(instance, key);
        Refresh(instance, raised: true);
    }

    private void Join(int instance, in PoolKey key)
    {
        if (!_poolOf.TryGetValue(key, out var pool))
        {
            pool = PoolCount;
            AddPool(key);
        }
        ref var slot = ref _slots[instance];
        slot.Pool = pool;
        slot.Place = _pools[pool].Add(instance, _slots);
        slot.Offer = FitTree.Nothing;
    }

    /// <summary>Takes over what an instance's row says: ACTIVE instances with a connected agent offer what remains, others nothing (ECS-CL-10).</summary>
    /// <param name="instance">Container instance row.</param>
    /// <param name="raised">Whether more may fit than before.</param>
    public void Refresh(int instance, bool raised)
    {
        ref var slot = ref _slots[instance];
        slot.Offer = OfferOf(instance);
        _pools[slot.Pool].Offer(slot.Place, slot.Offer, raised);
        Version++;
    }

    /// <summary>Keeps room on an instance back from everybody but those it is kept for (ECS-DM-02); <see cref="Refresh"/> follows.</summary>
    /// <param name="instance">Container instance row.</param>
    /// <param name="by">CPU units, MiB, network interface slots and GPUs more, or less, than before.</param>
    public void Keep(int instance, Vector128<int> by)
    {
        if (instance >= _kept.Length) Array.Resize(ref _kept, Math.Max(16, Math.Max(instance + 1, _kept.Length * 2)));
        _kept[instance] += by;
    }

    /// <summary>What an instance offers by its row: what remains without what is kept; nothing unless it is ACTIVE with a connected agent.</summary>
    public Vector128<int> OfferOf(int instance)
    {
        ref readonly var row = ref _rows[instance];
        if (row.Status != ContainerInstanceStatus.Active || !row.AgentConnected) return FitTree.Nothing;
        var remaining = Vector128.Create(row.RemainingCpu, row.RemainingMemory, row.RemainingEnis, row.RemainingGpus);
        return instance >= _kept.Length ? remaining : Vector128.Max(remaining - _kept[instance], Vector128.Min(remaining, Vector128<int>.Zero));
    }

    /// <summary>Whether the static ports in <paramref name="mask"/> are free, and may be taken besides those that are (ECS-CL-05).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool PortsFree(int instance, ReadOnlySpan<ulong> mask)
    {
        for (var w = 0; w < mask.Length; w++)
        {
            if ((_ports[(instance * Ports.Words) + w] & mask[w]) != 0) return false;
        }
        return !Ports.MayExceedLimit || Ports.WithinLimit(_ports.AsSpan(instance * Ports.Words, Ports.Words), mask);
    }

    /// <summary>Word <paramref name="word"/> of the static ports in use on an instance.</summary>
    public ulong PortsInUse(int instance, int word) => _ports[(instance * Ports.Words) + word];

    /// <summary>Takes static ports.</summary>
    public void TakePorts(int instance, ReadOnlySpan<ulong> mask)
    {
        for (var w = 0; w < mask.Length; w++) _ports[(instance * Ports.Words) + w] |= mask[w];
    }

    /// <summary>Frees static ports.</summary>
    public void FreePorts(int instance, ReadOnlySpan<ulong> mask)
    {
        for (var w = 0; w < mask.Length; w++) _ports[(instance * Ports.Words) + w] &= ~mask[w];
    }

    private void AddPool(in PoolKey key)
    {
        if (PoolCount == _pools.Length) Array.Resize(ref _pools, PoolCount * 2);
        var (attributes, agent) = key.ManagedBy > 0 ? (ImmutableSortedDictionary<string, string>.Empty, (string?)null)
            : key.AutoScalingGroup >= 0
            ? (_scenario.AutoScalingGroups[key.AutoScalingGroup].Attributes, _scenario.AutoScalingGroups[key.AutoScalingGroup].AgentVersion)
            : (_scenario.ContainerInstances[key.Set].Attributes, _scenario.ContainerInstances[key.Set].AgentVersion);
        var pool = new InstancePool(
            PoolCount, key, _scenario.InstanceTypes[key.InstanceType], key.ManagedBy > 0 ? key.ManagedBy - 1 : ProviderOf(key.Member == 0 ? key.AutoScalingGroup : key.Member - 2), _scenario.AvailabilityZones[key.Zone], attributes,
            _traits[key.Traits], agent ?? AgentCapabilities.DefaultVersion);
        pool.KeepOrders(_byCpu, _byMemory);
        _pools[PoolCount] = pool;
        _poolOf.Add(key, PoolCount++);
    }

    private void Grow(int instance)
    {
        if (instance < _slots.Length) return;
        var size = Math.Max(16, _slots.Length * 2);
        while (size <= instance) size *= 2;
        var old = _slots.Length;
        Array.Resize(ref _slots, size);
        for (var i = old; i < size; i++)
        {
            _slots[i].Pool = -1;
            _slots[i].Offer = FitTree.Nothing;
        }
        Array.Resize(ref _ports, size * Ports.Words);
    }
}
