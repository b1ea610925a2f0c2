namespace Simulator.Model.Facts;

/// <summary>A task could not be placed. Written by the ECS room. Counts are instances rejected by each filter.</summary>
/// <param name="Service">Service index, or -1.</param>
/// <param name="Task">Row of the task that now waits in PROVISIONING, or -1 when none was created (no managed scaling, ECS-CP-03).</param>
/// <param name="Reason">Main reason.</param>
/// <param name="ClosestInstance">Container instance row of the closest match, or -1.</param>
/// <param name="Rejected">Counts by filter.</param>
public readonly record struct PlacementFailure(int Service, int Task, PlacementFailureReason Reason, int ClosestInstance, PlacementRejections Rejected);

/// <summary>A task was placed on a container instance; recorded only when all placements are wanted.</summary>
/// <param name="Service">Service index, or -1.</param>
/// <param name="Task">Task row.</param>
/// <param name="ContainerInstance">Container instance row.</param>
public readonly record struct PlacementSuccess(int Service, int Task, int ContainerInstance);

/// <summary>Why nothing fits.</summary>
public enum PlacementFailureReason
{
    /// <summary>Not known: so that a reason which nobody wrote down is never a false one.</summary>
    None,

    /// <summary>No ACTIVE instance in the cluster or provider.</summary>
    NoActiveInstances,

    /// <summary>RESOURCE:CPU.</summary>
    Cpu,

    /// <summary>RESOURCE:MEMORY.</summary>
    Memory,

    /// <summary>RESOURCE:PORTS.</summary>
    Ports,

    /// <summary>RESOURCE:ENI.</summary>
    Eni,

    /// <summary>RESOURCE:GPU.</summary>
    Gpu,

    /// <summary>ATTRIBUTE.</summary>
    Attribute,

    /// <summary>A placement constraint is unsatisfied.</summary>
    Constraint,

    /// <summary>AGENT.</summary>
    Agent,

    /// <summary>RESOURCE:FARGATE.</summary>
    Fargate,

    /// <summary>The account's quota of concurrent Fargate vCPUs is used up.</summary>
    VcpuQuota,

    /// <summary>Too many tasks wait in PROVISIONING: the call fails with a ClientException (ECS-CP-03).</summary>
    ProvisioningLimit,

    /// <summary>The account runs as many Fargate tasks as it may (ECS-EV-03).</summary>
    TaskQuota,

    /// <summary>The task has more CPU than the account may ask for on Fargate.</summary>
    LargestCpu,

    /// <summary>The task has more memory than the account may ask for on Fargate.</summary>
    LargestMemory,

    /// <summary>Fargate is not offered in any zone of its subnets.</summary>
    UnsupportedZone,
}

/// <summary>Instances rejected by each filter; an instance counts at the first filter that rejects it.</summary>
/// <param name="Cpu">By CPU.</param>
/// <param name="Memory">By memory.</param>
/// <param name="Ports">By ports.</param>
/// <param name="Eni">By network interfaces.</param>
/// <param name="Gpu">By GPUs.</param>
/// <param name="Attribute">By attributes.</param>
/// <param name="Constraint">By constraints.</param>
/// <param name="Agent">By status or agent.</param>
public readonly record struct PlacementRejections(int Cpu, int Memory, int Ports, int Eni, int Gpu, int Attribute, int Constraint, int Agent);

/// <summary>An ECS service event (section 6.2 of AWS's service event messages).</summary>
/// <param name="Service">Service index.</param>
/// <param name="Message">Which message; <see cref="ServiceEventText"/> composes the sentence.</param>
/// <param name="Count">A count in the message; of DeploymentFailed the <see cref="DeploymentCause"/>; of UnableToPlace the <see cref="PlacementFailureReason"/>; of UnhealthyInTargetGroup the target group index, or -1 for a container health check.</param>
/// <param name="Subject">
/// Task row (UnhealthyInTargetGroup), container instance row (UnableToPlace: the closest; DaemonImpaired, DaemonMissing), target group index (RegisteredTargets), deployment
/// (DeploymentCompleted, DeploymentFailed, RollingBack, ScaleInBlocked), or -1.
/// </param>
/// <param name="Tasks">Birth ordinals of the tasks it lists, or null; read it at once, the list is used again.</param>
/// <param name="Detail">A zone, or tasks by zone (rebalancing); null otherwise.</param>
public readonly record struct ServiceEvent(int Service, ServiceEventMessage Message, int Count, int Subject, IReadOnlyList<long>? Tasks = null, string? Detail = null);

/// <summary>Service event messages (ECS-EV-01 … 12).</summary>
public enum ServiceEventMessage
{
    /// <summary>has reached a steady state.</summary>
    SteadyState,

    /// <summary>was unable to place a task because no container instance met all of its requirements.</summary>
    UnableToPlace,

    /// <summary>is unhealthy in target-group due to …</summary>
    UnhealthyInTargetGroup,

    /// <summary>is unable to consistently start tasks successfully.</summary>
    UnableToStartConsistently,

    /// <summary>was unable to stop or start tasks during a deployment.</summary>
    DeploymentStuck,

    /// <summary>has started n tasks.</summary>
    StartedTasks,

    /// <summary>has stopped n running tasks.</summary>
    StoppedTasks,

    /// <summary>registered n targets.</summary>
    RegisteredTargets,

    /// <summary>has begun draining connections on n tasks.</summary>
    BegunDraining,

    /// <summary>deployment completed.</summary>
    DeploymentCompleted,

    /// <summary>deployment failed: tasks failed to start.</summary>
    DeploymentFailed,

    /// <summary>was unable to place tasks because the provisioning capacity limit was exceeded.</summary>
    ProvisioningLimit,

    /// <summary>was unable to place a task. Reason: Capacity is unavailable at this time.</summary>
    CapacityUnavailable,

    /// <summary>was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.</summary>
    VcpuLimit,

    /// <summary>was unable to place a task. Reason: what the <see cref="PlacementFailureReason"/> in the count says.</summary>
    UnableToPlaceOnFargate,

    /// <summary>rolling back to deployment.</summary>
    RollingBack,

    /// <summary>operations are being throttled.</summary>
    OperationsThrottled,

    /// <summary>was unable to reach steady state because a task set was unable to scale in: protected tasks.</summary>
    ScaleInBlocked,

    /// <summary>is not AZ balanced.</summary>
    NotBalanced,

    /// <summary>has started n tasks in a zone to AZ Rebalance.</summary>
    RebalancingStartedTasks,

    /// <summary>has stopped n running tasks in a zone due to AZ rebalancing.</summary>
    RebalancingStoppedTasks,

    /// <summary>is AZ balanced.</summary>
    Balanced,

    /// <summary>stopped AZ Rebalancing.</summary>
    RebalancingStopped,

    /// <summary>a daemon's running tasks violate its changed placement constraints.</summary>
    DaemonConstraintViolated,

    /// <summary>A task set has reached its computed desired count, and all of its tasks are healthy; subject: its deployment row.</summary>
    TaskSetSteady,

    /// <summary>A critical managed daemon has no healthy task on an instance any more (ECS-DM-04); subject: container instance row.</summary>
    DaemonImpaired,

    /// <summary>The same of one that is not critical.</summary>
    DaemonMissing,
}
