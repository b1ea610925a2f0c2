using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// One kind of task as placement sees it: what it needs, where it may go, how it chooses. There is one for each service (or task group), task definition
/// and capacity provider in use.
/// </summary>
internal sealed class PlacementProfile
{
    private readonly IPlacementConstraint[] _constraints;
    private PoolVerdict[] _verdicts = [];

    public PlacementProfile(
        int index, PlacementScope scope, int taskDefinition, TaskDefinition definition, int capacityProvider, ulong[] ports, ImmutableArray<int> zones,
        PlacementChain chain, IPlacementConstraint[] constraints)
    {
        Index = index;
        Scope = scope;
        TaskDefinitionIndex = taskDefinition;
        Definition = definition;
        CapacityProvider = capacityProvider;
        Ports = ports;
        Chain = chain;
        Zones = zones;
        _constraints = constraints;
        Need = Vector128.Create(definition.ReservedCpu, definition.ReservedMemory, definition.NetworkMode == NetworkMode.AwsVpc ? 1 : 0, definition.ReservedGpus);
        IsIndexed = chain.IsIndexed;
        foreach (var constraint in constraints)
        {
            IsDistinct |= constraint is DistinctInstanceConstraint;
            IsIndexed &= constraint.IsStatic;
        }
        if (!IsIndexed || chain.Last != ChainLink.FewestTasks) return;
        Levels = new SpreadLevels();
        scope.Attach(Levels);
    }

    /// <summary>Position in the engine's list.</summary>
    public int Index { get; }

    /// <summary>The tasks it is counted among.</summary>
    public PlacementScope Scope { get; }

    /// <summary>Task definition index.</summary>
    public int TaskDefinitionIndex { get; }

    /// <summary>The task definition.</summary>
    public TaskDefinition Definition { get; }

    /// <summary>The only capacity provider whose instances qualify, or -1 for every instance of the cluster (launch type EC2).</summary>
    public int CapacityProvider { get; }

    /// <summary>Zones that awsvpc tasks may use; empty for all.</summary>
    public ImmutableArray<int> Zones { get; }

    /// <summary>CPU units, MiB, network interface slots, GPUs.</summary>
    public Vector128<int> Need { get; }

    /// <summary>Static host ports; empty when it has none.</summary>
    public ulong[] Ports { get; }

    /// <summary>The strategies.</summary>
    public PlacementChain Chain { get; }

    /// <summary>Whether the index finds its place; otherwise placement scans.</summary>
    public bool IsIndexed { get; }

    /// <summary>Whether it has the constraint distinctInstance.</summary>
    public bool IsDistinct { get; }

    /// <summary>Instances by tasks of the scope, when the chain asks for it.</summary>
    public SpreadLevels? Levels { get; }

    /// <summary>The same kind of task waits for capacity: first and last task row, and how many.</summary>
    public WaitingLine Waiting { get; } = new();

    /// <summary>Whether the pool can take the task at all.</summary>
    public PoolVerdict VerdictOn(InstancePool pool)
    {
        if (pool.Index >= _verdicts.Length) Array.Resize(ref _verdicts, Math.Max(8, (pool.Index + 1) * 2));
        var verdict = _verdicts[pool.Index];
        return verdict != PoolVerdict.Unknown ? verdict : _verdicts[pool.Index] = Judge(pool);
    }

    /// <summary>Whether an instance of a pool that is accepted or judged per instance can take the task now.</summary>
    /// <param name="instance">Container instance row, or -1.</param>
    /// <param name="index">What the instances offer.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Admits(int instance, CandidateIndex index)
    {
        if (instance < 0) return false;
        ref readonly var slot = ref index.Slot(instance);
        return FitTree.Covers(slot.Offer, Need) && (_constraints.Length == 0 || MeetsConstraints(instance, slot.Pool))
            && (Ports.Length == 0 || index.PortsFree(instance, Ports));
    }

    /// <summary>Whether an instance has room for the task now, whatever attributes and constraints say (ECS-PL-17).</summary>
    public bool Fits(int instance, CandidateIndex index) =>
        index.Holds(instance) && FitTree.Covers(index.Slot(instance).Offer, Need) && (Ports.Length == 0 || index.PortsFree(instance, Ports));

    /// <summary>Whether all constraints hold on an instance.</summary>
    /// <param name="instance">Container instance row.</param>
    /// <param name="pool">Its pool, already judged.</param>
    public bool MeetsConstraints(int instance, int pool)
    {
        if (_verdicts[pool] != PoolVerdict.PerInstance) return true;
        foreach (var constraint in _constraints)
        {
            if (!constraint.Allows(instance, Scope)) return false;
        }
        return true;
    }

    private PoolVerdict Judge(InstancePool pool)
    {
        if (CapacityProvider >= 0 && pool.CapacityProvider != CapacityProvider) return PoolVerdict.OtherProvider;
        if (Definition.Windows != pool.IsWindows) return PoolVerdict.Attribute; // ECS-CL-12
        if (Definition.Architecture is { } architecture && pool.Type.Architecture != architecture) return PoolVerdict.Attribute;
        if (!AgentCapabilities.Suffice(Definition, pool.Agent)) return PoolVerdict.Attribute; // ECS-CL-12
        if (Definition.NetworkMode == NetworkMode.AwsVpc && !Zones.IsEmpty && !Zones.Contains(pool.Key.Zone)) return PoolVerdict.Attribute; // ECS-PL-14
        var verdict = PoolVerdict.Accepted;
        foreach (var constraint in _constraints)
        {
            var judged = constraint.Judge(pool);
            if (judged == PoolVerdict.Constraint) return judged;
            if (judged == PoolVerdict.PerInstance) verdict = judged;
        }
        return verdict;
    }
}

/// <summary>A line of task rows, linked through the tasks themselves.</summary>
internal sealed class WaitingLine
{
    /// <summary>First task row, or -1.</summary>
    public int First { get; set; } = -1;

    /// <summary>Last task row, or -1.</summary>
    public int Last { get; set; } = -1;

    /// <summary>Tasks in it.</summary>
    public int Count { get; set; }
}
