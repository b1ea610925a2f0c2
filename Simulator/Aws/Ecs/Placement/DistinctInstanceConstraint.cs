namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// distinctInstance: no two tasks of the same service or task group with desired status RUNNING on one instance (ECS-PL-12). A stopping neighbour
/// does not block. AWS: Amazon ECS Developer Guide, task placement constraints.
/// </summary>
internal sealed class DistinctInstanceConstraint : IPlacementConstraint
{
    /// <inheritdoc/>
    public bool IsStatic => true;

    /// <inheritdoc/>
    public PoolVerdict Judge(InstancePool pool) => PoolVerdict.PerInstance;

    /// <inheritdoc/>
    public bool Allows(int instance, PlacementScope scope) => scope.CountOn(instance) == 0;
}
