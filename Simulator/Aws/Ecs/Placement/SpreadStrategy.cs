namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// spread(field): groups the candidates by the field's value and keeps the group or groups with the fewest tasks of the scope (ECS-PL-05). All revisions
/// of a service count (ECS-PL-06). Keeps argmin over candidates c of |{tasks t of the scope : field(t) = field(c)}|.
/// AWS: API reference, PlacementStrategy; Amazon ECS Developer Guide, task placement strategies.
/// </summary>
internal sealed class SpreadStrategy(string field) : IPlacementStrategy
{
    /// <summary>What it spreads over.</summary>
    public SpreadField Field { get; } = new(field);

    /// <inheritdoc/>
    public ChainLink Link => Field.Attribute is null ? ChainLink.FewestTasks : ChainLink.Pools;

    /// <inheritdoc/>
    public int Narrow(Span<int> candidates, PlacementScope scope, CandidateIndex index)
    {
        var tally = Field.Attribute is null ? default : Field.Tally(scope, index.Pools);
        var least = int.MaxValue;
        var kept = 0;
        foreach (var candidate in candidates)
        {
            var tasks = Field.Attribute is null ? scope.CountOn(candidate) : tally[Field.ValueOf(index.PoolOf(candidate))];
            if (tasks > least) continue;
            if (tasks < least) kept = 0;
            least = tasks;
            candidates[kept++] = candidate;
        }
        return kept;
    }
}
