namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// binpack(cpu | memory): keeps the candidate or candidates with the least remaining amount of the resource before placing, among those that fit
/// (ECS-PL-07). AWS: API reference, PlacementStrategy.
/// </summary>
internal sealed class BinpackStrategy(bool byMemory) : IPlacementStrategy
{
    /// <inheritdoc/>
    public ChainLink Link => byMemory ? ChainLink.LeastMemory : ChainLink.LeastCpu;

    /// <inheritdoc/>
    public int Narrow(Span<int> candidates, PlacementScope scope, CandidateIndex index)
    {
        var least = int.MaxValue;
        var kept = 0;
        foreach (var candidate in candidates)
        {
            var remaining = index.Slot(candidate).Offer[byMemory ? 1 : 0];
            if (remaining > least) continue;
            if (remaining < least) kept = 0;
            least = remaining;
            candidates[kept++] = candidate;
        }
        return kept;
    }
}
