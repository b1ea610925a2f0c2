namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// A placement strategy: of the instances that fit it keeps the best. Strategies are applied in list order, each to the survivors of the one before
/// (ECS-PL-09); it never leaves none, so it never makes a placeable task unplaceable (ECS-PL-02).
/// AWS: Amazon ECS Developer Guide, "Use strategies to define Amazon ECS task placement".
/// </summary>
internal interface IPlacementStrategy
{
    /// <summary>How the index finds the same choice without a scan.</summary>
    ChainLink Link { get; }

    /// <summary>Moves the survivors to the front, in their order, and returns how many there are: at least one.</summary>
    /// <param name="candidates">Container instance rows that fit; at least one.</param>
    /// <param name="scope">The tasks that count for spreading.</param>
    /// <param name="index">What the instances offer.</param>
    int Narrow(Span<int> candidates, PlacementScope scope, CandidateIndex index);
}

/// <summary>How the index serves a strategy.</summary>
internal enum ChainLink
{
    /// <summary>Not at all: placement scans.</summary>
    None,

    /// <summary>Whole pools survive or not.</summary>
    Pools,

    /// <summary>Orders instances by remaining CPU, least first.</summary>
    LeastCpu,

    /// <summary>Orders instances by remaining memory, least first.</summary>
    LeastMemory,

    /// <summary>Orders instances by tasks of the scope, fewest first.</summary>
    FewestTasks,

    /// <summary>Any survivor with equal chance: whatever follows has no say.</summary>
    Any,
}
