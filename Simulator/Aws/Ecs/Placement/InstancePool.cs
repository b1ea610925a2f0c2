using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// Container instances that placement cannot tell apart but by what is left on them: same instance type, zone and origin (Auto Scaling group or set), hence
/// same attributes and same capacity provider. Whatever is decided by attributes is decided once for a pool.
/// </summary>
/// <remarks>
/// Places are given in order of registration and never reused; when more than half of them are holes the pool is compacted, which keeps the order, and
/// <see cref="Epoch"/> rises.
/// </remarks>
internal sealed class InstancePool
{
    private int[] _log;
    private long _logEnd;

    public InstancePool(
        int index, in PoolKey key, InstanceTypeDefinition type, int provider, string zone, ImmutableSortedDictionary<string, string> custom, InstanceTraits traits,
        string agentVersion)
    {
        Index = index;
        Key = key;
        Type = type;
        CapacityProvider = provider;
        Attributes = custom
            .SetItem("ecs.availability-zone", zone)
            .SetItem("ecs.instance-type", type.Name)
            .SetItem("ecs.os-type", IsWindowsFamily(custom) ? "windows" : "linux")
            .SetItem("ecs.cpu-architecture", type.Architecture == CpuArchitecture.Arm64 ? "arm64" : "x86_64");
        if (!Attributes.ContainsKey("ecs.os-family")) Attributes = Attributes.SetItem("ecs.os-family", "linux");
        AgentVersion = agentVersion;
        Agent = Version.Parse(agentVersion);
        foreach (var capability in AgentCapabilities.Announced(Agent)) Attributes = Attributes.SetItem(capability, "");
        if (traits.Trunked) Attributes = Attributes.SetItem("ecs.awsvpc-trunk-id", "trunk"); // the interface's own id is never compared with anything
        foreach (var (name, value) in traits.Changes) Attributes = value.Length > 0 ? Attributes.SetItem(name, value) : Attributes.Remove(name);
        Instances = new int[Fits.Capacity];
        Array.Fill(Instances, -1);
        _log = new int[64];
    }

    /// <summary>Whether its instances run Windows: their <c>ecs.os-family</c> says so.</summary>
    public bool IsWindows => IsWindowsFamily(Attributes);

    /// <summary>Position in the index's list of pools.</summary>
    public int Index { get; }

    /// <summary>What its instances have in common.</summary>
    public PoolKey Key { get; }

    /// <summary>Their instance type.</summary>
    public InstanceTypeDefinition Type { get; }

    /// <summary>Their capacity provider, or -1.</summary>
    public int CapacityProvider { get; }

    /// <summary>Their attributes, built-in ones included (ECS-CL-12), without the prefix <c>attribute:</c>.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; }

    /// <summary>Version of their container agents, as the cluster query language compares it.</summary>
    public string AgentVersion { get; }

    /// <summary>The same version.</summary>
    public Version Agent { get; }

    /// <summary>Container instance row at each place, or -1 for a hole.</summary>
    public int[] Instances { get; private set; }

    /// <summary>Places given out; every instance lies below it.</summary>
    public int Length { get; private set; }

    /// <summary>Instances in the pool.</summary>
    public int Count { get; private set; }

    /// <summary>Rises whenever places move.</summary>
    public int Epoch { get; private set; }

    /// <summary>What each place offers.</summary>
    public FitTree Fits { get; } = new();

    /// <summary>Instances that take tasks in order of remaining CPU, when some strategy asks for it.</summary>
    public RemainderTree? ByCpu { get; private set; }

    /// <summary>Instances that take tasks in order of remaining memory, when some strategy asks for it.</summary>
    public RemainderTree? ByMemory { get; private set; }

    /// <summary>How many offers were ever raised; what <see cref="RaisedAt"/> counts by.</summary>
    public long RaisedEnd => _logEnd;

    /// <summary>How far back <see cref="RaisedAt"/> remembers.</summary>
    public int RaisedMemory => _log.Length;

    /// <summary>The place whose offer was raised as number <paramref name="sequence"/>.</summary>
    public int RaisedAt(long sequence) => _log[(int)(sequence & (_log.Length - 1))];

    /// <summary>Keeps the orders that strategies ask for; once, before the first instance.</summary>
    public void KeepOrders(bool byCpu, bool byMemory)
    {
        if (byCpu) ByCpu = new RemainderTree(Fits.Capacity);
        if (byMemory) ByMemory = new RemainderTree(Fits.Capacity);
    }

    /// <summary>Gives an instance a place; it offers nothing yet.</summary>
    public int Add(int instance, InstanceSlot[] slots)
    {
        if (Length == Fits.Capacity) Rebuild(Count > Length / 2 ? Length * 2 : Length, slots);
        var place = Length++;
        Instances[place] = instance;
        Count++;
        return place;
    }

    /// <summary>Takes an instance out; it must offer nothing.</summary>
    public void Remove(int place)
    {
        Instances[place] = -1;
        Count--;
    }

    /// <summary>Sets what the instance at <paramref name="place"/> offers.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="offer">CPU, memory, interface slots, GPUs; all -1 when it takes no tasks.</param>
    /// <param name="raised">Whether the offer may have risen in some respect.</param>
    public void Offer(int place, Vector128<int> offer, bool raised)
    {
        var before = Fits[place];
        if (before != offer)
        {
            Fits.Set(place, offer);
            Reorder(ByCpu, place, before.GetElement(0), offer.GetElement(0), offer);
            Reorder(ByMemory, place, before.GetElement(1), offer.GetElement(1), offer);
        }
        if (!raised) return;
        _log[(int)(_logEnd & (_log.Length - 1))] = place;
        _logEnd++;
    }

    private static void Reorder(RemainderTree? order, int place, int before, int after, Vector128<int> offer)
    {
        if (order is null) return;
        if (before >= 0) order.Remove(place);
        if (after >= 0) order.Add(place, after, offer);
    }

    private void Rebuild(int capacity, InstanceSlot[] slots)
    {
        var offers = new Vector128<int>[Count];
        var instances = new int[capacity];
        Array.Fill(instances, -1);
        var kept = 0;
        for (var place = 0; place < Length; place++)
        {
            var instance = Instances[place];
            if (instance < 0) continue;
            instances[kept] = instance;
            offers[kept] = Fits[place];
            slots[instance].Place = kept++;
        }
        Fits.Reset(capacity);
        ByCpu?.Reset(capacity);
        ByMemory?.Reset(capacity);
        Instances = instances;
        Length = kept;
        Epoch++;
        if (_log.Length < capacity) _log = new int[capacity]; // what was logged is void: readers see the epoch first
        for (var place = 0; place < kept; place++)
        {
            var offer = offers[place];
            Fits.Set(place, offer);
            Reorder(ByCpu, place, -1, offer.GetElement(0), offer);
            Reorder(ByMemory, place, -1, offer.GetElement(1), offer);
        }
    }

    private static bool IsWindowsFamily(ImmutableSortedDictionary<string, string> attributes) =>
        attributes.TryGetValue("ecs.os-family", out var family) && family.StartsWith("WINDOWS", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What makes instances alike.</summary>
/// <param name="InstanceType">Instance type index.</param>
/// <param name="Zone">Zone index.</param>
/// <param name="AutoScalingGroup">The group that launched them, or -1.</param>
/// <param name="Set">Index of the set of instances without a group, or -1.</param>
/// <param name="Traits">Number of what they have beyond that.</param>
/// <param name="ManagedBy">The provider of Managed Instances plus one, or 0.</param>
/// <param name="Member">The group they belong to when it is not the one that launched them: its index plus two, 1 for none; otherwise 0.</param>
internal readonly record struct PoolKey(int InstanceType, int Zone, int AutoScalingGroup, int Set, int Traits = 0, int ManagedBy = 0, int Member = 0)
{
    /// <summary>The same after they have joined another group, or left theirs (-1).</summary>
    public PoolKey In(int group) => this with { Member = group == AutoScalingGroup ? 0 : group + 2 };
}

/// <summary>Where an instance stands in the index, by container instance row.</summary>
internal struct InstanceSlot
{
    /// <summary>What it offers: CPU, memory, interface slots, GPUs; all -1 when it takes no tasks.</summary>
    public Vector128<int> Offer;

    /// <summary>Its pool, or -1 when the row holds no instance.</summary>
    public int Pool;

    /// <summary>Its place in the pool.</summary>
    public int Place;

    /// <summary>Order of registration over all pools.</summary>
    public long Sequence;
}
