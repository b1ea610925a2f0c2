using Simulator.Model.Languages;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// memberOf: an expression of the cluster query language holds for the instance (ECS-PL-13). What only asks for attributes is answered once for
/// a pool. AWS: Amazon ECS Developer Guide, cluster query language.
/// </summary>
internal sealed class MemberOfConstraint(ClusterQuery query, InstanceSubject subject) : IPlacementConstraint
{
    /// <inheritdoc/>
    public bool IsStatic => query.IsStatic;

    /// <inheritdoc/>
    public PoolVerdict Judge(InstancePool pool)
    {
        subject.Look(pool);
        var matches = query.Matches(subject);
        if (subject.AskedForMore) return PoolVerdict.PerInstance;
        return matches ? PoolVerdict.Accepted : PoolVerdict.Constraint;
    }

    /// <inheritdoc/>
    public bool Allows(int instance, PlacementScope scope)
    {
        subject.Look(instance);
        return query.Matches(subject);
    }
}
