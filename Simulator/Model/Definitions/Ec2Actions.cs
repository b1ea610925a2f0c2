using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>SetDesiredCapacity of an Auto Scaling group.</summary>
/// <param name="At">When.</param>
/// <param name="AutoScalingGroup">Group index.</param>
/// <param name="DesiredCapacity">New desired capacity.</param>
public sealed record SetDesiredCapacityAction(Instant At, int AutoScalingGroup, int DesiredCapacity) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.AutoScalingGroup;
}

/// <summary>A call on a group that the EC2 room carries out from the definition itself.</summary>
/// <param name="At">When.</param>
/// <param name="AutoScalingGroup">Group index.</param>
public abstract record GroupActionDefinition(Instant At, int AutoScalingGroup) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.AutoScalingGroup;
}

/// <summary>UpdateAutoScalingGroup: a null or default member stays as it is.</summary>
/// <param name="At">When.</param>
/// <param name="AutoScalingGroup">Group index.</param>
public sealed record UpdateAutoScalingGroupAction(Instant At, int AutoScalingGroup) : GroupActionDefinition(At, AutoScalingGroup)
{
    /// <summary>MinSize.</summary>
    public int? MinSize { get; init; }

    /// <summary>MaxSize.</summary>
    public int? MaxSize { get; init; }

    /// <summary>DesiredCapacity.</summary>
    public int? DesiredCapacity { get; init; }

    /// <summary>Launch template version or launch configuration of instances launched from now on.</summary>
    public LaunchSourceDefinition? LaunchSource { get; init; }

    /// <summary>Instance types it carries; default: as before.</summary>
    public ImmutableArray<int> InstanceTypes { get; init; }

    /// <summary>Zones; default: as before.</summary>
    public ImmutableArray<int> Zones { get; init; }

    /// <summary>Termination policies; default: as before.</summary>
    public ImmutableArray<string> TerminationPolicies { get; init; }

    /// <summary>NewInstancesProtectedFromScaleIn.</summary>
    public bool? NewInstancesProtectedFromScaleIn { get; init; }

    /// <summary>HealthCheckGracePeriod.</summary>
    public Duration? HealthCheckGracePeriod { get; init; }

    /// <summary>HealthCheckType.</summary>
    public GroupHealthChecks? HealthChecks { get; init; }

    /// <summary>MaxInstanceLifetime; zero switches it off.</summary>
    public Duration? MaxInstanceLifetime { get; init; }

    /// <summary>CapacityRebalance.</summary>
    public bool? CapacityRebalance { get; init; }

    /// <summary>InstanceMaintenancePolicy.</summary>
    public InstanceMaintenancePolicyDefinition? MaintenancePolicy { get; init; }
}

/// <summary>SetInstanceHealth.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
/// <param name="Healthy">HealthStatus.</param>
/// <param name="RespectGracePeriod">ShouldRespectGracePeriod.</param>
public sealed record SetInstanceHealthAction(Instant At, GroupInstances Instances, bool Healthy, bool RespectGracePeriod) : GroupActionDefinition(At, Instances.AutoScalingGroup);

/// <summary>SetInstanceProtection.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
/// <param name="Protected">ProtectedFromScaleIn.</param>
public sealed record SetInstanceProtectionAction(Instant At, GroupInstances Instances, bool Protected) : GroupActionDefinition(At, Instances.AutoScalingGroup);

/// <summary>TerminateInstanceInAutoScalingGroup.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
/// <param name="Decrement">ShouldDecrementDesiredCapacity.</param>
public sealed record TerminateInstanceAction(Instant At, GroupInstances Instances, bool Decrement) : GroupActionDefinition(At, Instances.AutoScalingGroup);

/// <summary>EnterStandby.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
/// <param name="Decrement">ShouldDecrementDesiredCapacity.</param>
public sealed record EnterStandbyAction(Instant At, GroupInstances Instances, bool Decrement) : GroupActionDefinition(At, Instances.AutoScalingGroup);

/// <summary>ExitStandby: desired capacity grows by as many.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
public sealed record ExitStandbyAction(Instant At, GroupInstances Instances) : GroupActionDefinition(At, Instances.AutoScalingGroup);

/// <summary>DetachInstances: they leave the group and keep running.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
/// <param name="Decrement">ShouldDecrementDesiredCapacity.</param>
public sealed record DetachInstancesAction(Instant At, GroupInstances Instances, bool Decrement) : GroupActionDefinition(At, Instances.AutoScalingGroup);

/// <summary>AttachInstances: running instances without a group join one; desired capacity grows by as many.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">The group, and which of the instances without one.</param>
public sealed record AttachInstancesAction(Instant At, GroupInstances Instances) : GroupActionDefinition(At, Instances.AutoScalingGroup);

/// <summary>StartInstanceRefresh.</summary>
/// <param name="At">When.</param>
/// <param name="AutoScalingGroup">Group index.</param>
/// <param name="MinHealthyPercentage">0–100; null: the maintenance policy's, else 90.</param>
/// <param name="MaxHealthyPercentage">100–200; null: the maintenance policy's, else 100.</param>
/// <param name="InstanceWarmup">How long a new instance must have served before the next is replaced; null: the group's default warm-up, else its grace period.</param>
/// <param name="SkipMatching">Whether instances of the current launch template version are left alone.</param>
/// <param name="Protected">What happens to instances that are protected from scale-in.</param>
public sealed record StartInstanceRefreshAction(
    Instant At, int AutoScalingGroup, int? MinHealthyPercentage, int? MaxHealthyPercentage, Duration? InstanceWarmup, bool SkipMatching, ProtectedInRefresh Protected)
    : GroupActionDefinition(At, AutoScalingGroup);

/// <summary>ScaleInProtectedInstances of an instance refresh.</summary>
public enum ProtectedInRefresh
{
    /// <summary>Wait for the protection to end, for an hour at most.</summary>
    Wait,

    /// <summary>Leave them alone.</summary>
    Ignore,

    /// <summary>Replace them too.</summary>
    Refresh,
}

/// <summary>CancelInstanceRefresh.</summary>
/// <param name="At">When.</param>
/// <param name="AutoScalingGroup">Group index.</param>
public sealed record CancelInstanceRefreshAction(Instant At, int AutoScalingGroup) : GroupActionDefinition(At, AutoScalingGroup);

/// <summary>SuspendProcesses or ResumeProcesses.</summary>
/// <param name="At">When.</param>
/// <param name="AutoScalingGroup">Group index.</param>
/// <param name="Processes">Which.</param>
/// <param name="Suspend">Suspend; otherwise resume.</param>
public sealed record ScalingProcessesAction(Instant At, int AutoScalingGroup, ScalingProcesses Processes, bool Suspend) : GroupActionDefinition(At, AutoScalingGroup);
