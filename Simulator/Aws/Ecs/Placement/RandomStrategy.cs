namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// random: any candidate with equal chance (ECS-PL-08). It keeps them all and leaves the draw to the last tie, which is uniform; strategies after
/// it would see a single candidate and have no say. AWS: API reference, PlacementStrategy.
/// </summary>
internal sealed class RandomStrategy : IPlacementStrategy
{
    /// <inheritdoc/>
    public ChainLink Link => ChainLink.Any;

    /// <inheritdoc/>
    public int Narrow(Span<int> candidates, PlacementScope scope, CandidateIndex index) => candidates.Length;
}
