namespace Simulator.Aws.Ecs.Placement;

/// <summary>A placement constraint: binding, unlike a strategy (ECS-PL-02). Evaluated at placement only (ECS-PL-13).</summary>
internal interface IPlacementConstraint
{
    /// <summary>Whether the answer for an instance changes only when a task of the scope comes or goes there; otherwise placement scans.</summary>
    bool IsStatic { get; }

    /// <summary>What can be said of all instances of a pool at once, by their attributes.</summary>
    PoolVerdict Judge(InstancePool pool);

    /// <summary>Whether the task may go to an instance of a pool that was judged <see cref="PoolVerdict.PerInstance"/>.</summary>
    bool Allows(int instance, PlacementScope scope);
}

/// <summary>Whether a pool's instances can take a task at all.</summary>
internal enum PoolVerdict : byte
{
    /// <summary>Not asked yet.</summary>
    Unknown,

    /// <summary>Yes, as far as attributes and constraints go.</summary>
    Accepted,

    /// <summary>It depends on the instance.</summary>
    PerInstance,

    /// <summary>No: another capacity provider. Not even a candidate.</summary>
    OtherProvider,

    /// <summary>No: an attribute that the task needs is missing (architecture, operating system, zone of the subnets).</summary>
    Attribute,

    /// <summary>No: a constraint is never satisfied.</summary>
    Constraint,
}
