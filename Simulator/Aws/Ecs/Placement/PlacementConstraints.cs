using Simulator.Model.Definitions;
using Simulator.Model.Languages;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>Every placement constraint. A new one is a file and a line here.</summary>
internal static class PlacementConstraints
{
    /// <summary>Makes a constraint from its definition; expressions were checked by the scenario compiler.</summary>
    /// <exception cref="ArgumentException">The expression of memberOf is wrong.</exception>
    public static IPlacementConstraint Create(PlacementConstraint definition, InstanceSubject subject)
    {
        if (definition.Kind == PlacementConstraintKind.DistinctInstance) return new DistinctInstanceConstraint();
        if (!ClusterQuery.TryParse(definition.Expression, out var query, out var error, out _)) throw new ArgumentException(error, nameof(definition));
        return new MemberOfConstraint(query, subject);
    }
}
