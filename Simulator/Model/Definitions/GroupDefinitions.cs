using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>A lifecycle hook (PutLifecycleHook; ASG-LC-03), with what the user's code behind it does.</summary>
/// <param name="Name">LifecycleHookName.</param>
/// <param name="Launching">Of the transition autoscaling:EC2_INSTANCE_LAUNCHING; otherwise of autoscaling:EC2_INSTANCE_TERMINATING.</param>
/// <param name="HeartbeatTimeout">30–7200 s.</param>
/// <param name="DefaultContinue">Whether a timeout counts as CONTINUE (DefaultResult).</param>
/// <param name="Takes">How long until CompleteLifecycleAction is called; null when nobody calls it.</param>
/// <param name="Continue">Whether that call says CONTINUE; otherwise ABANDON.</param>
/// <param name="Heartbeats">Whether RecordLifecycleActionHeartbeat is called in time, so that only the 48 hours or 100 heartbeats end the wait.</param>
public sealed record GroupHookDefinition(
    string Name, bool Launching, Duration HeartbeatTimeout, bool DefaultContinue, DistributionDefinition? Takes, bool Continue, bool Heartbeats);

/// <summary>PoolState of a warm pool.</summary>
public enum WarmPoolState
{
    /// <summary>Stopped: only the volume is paid.</summary>
    Stopped,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Hibernated: memory is kept on the volume.</summary>
    Hibernated,
}

/// <summary>A warm pool (PutWarmPool; ASG-WP-01).</summary>
/// <param name="MinSize">Fewest instances in the pool.</param>
/// <param name="MaxGroupPreparedCapacity">Members and pool together at most; null: the group's MaxSize.</param>
/// <param name="State">State in which its instances wait.</param>
public sealed record WarmPoolDefinition(int MinSize, int? MaxGroupPreparedCapacity, WarmPoolState State)
{
    /// <summary><c>max(MinSize, (MaxGroupPreparedCapacity or MaxSize) − Desired)</c>, never below 0 (ASG-WP-01).</summary>
    public int SizeFor(int maxSize, int desired) => Math.Max(0, Math.Max(MinSize, (MaxGroupPreparedCapacity ?? maxSize) - desired));
}

/// <summary>Health checks of a group beside EC2's own, which are always on (ASG-HC-01).</summary>
[Flags]
public enum GroupHealthChecks
{
    /// <summary>EC2 status checks only.</summary>
    None = 0,

    /// <summary>ELB: targets of the group's target groups.</summary>
    Elb = 1,

    /// <summary>EBS: attached volumes.</summary>
    Ebs = 2,
}

/// <summary>An instance maintenance policy (ASG-HC-03).</summary>
/// <param name="MinHealthyPercentage">0–100 of desired capacity.</param>
/// <param name="MaxHealthyPercentage">100–200 of desired capacity.</param>
public sealed record InstanceMaintenancePolicyDefinition(int MinHealthyPercentage, int MaxHealthyPercentage);

/// <summary>CapacityDistributionStrategy of AvailabilityZoneDistribution (ASG-LC-05).</summary>
public enum ZoneDistribution
{
    /// <summary>Another zone when the launch fails in the emptiest one.</summary>
    BalancedBestEffort,

    /// <summary>Only the emptiest zone, tried again and again.</summary>
    BalancedOnly,

    /// <summary>Zones with capacity reservations first; the model has no reservations, so it is balanced-best-effort.</summary>
    ReservationsThenBalanced,
}

/// <summary>Scaling processes that can be suspended (SuspendProcesses).</summary>
[Flags]
public enum ScalingProcesses
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Launch: no instance is added.</summary>
    Launch = 1,

    /// <summary>Terminate: the group ends no instance.</summary>
    Terminate = 2,

    /// <summary>AddToLoadBalancer: without effect, because ECS registers the targets.</summary>
    AddToLoadBalancer = 4,

    /// <summary>AlarmNotification: scaling policies, managed scaling included, do nothing.</summary>
    AlarmNotification = 8,

    /// <summary>AZRebalance: zones are not balanced.</summary>
    AZRebalance = 16,

    /// <summary>HealthCheck: no instance is found unhealthy.</summary>
    HealthCheck = 32,

    /// <summary>InstanceRefresh: a refresh makes no progress.</summary>
    InstanceRefresh = 64,

    /// <summary>ReplaceUnhealthy: unhealthy instances stay.</summary>
    ReplaceUnhealthy = 128,

    /// <summary>ScheduledActions: scheduled actions do nothing.</summary>
    ScheduledActions = 256,
}

/// <summary>OnDemandAllocationStrategy (ASG-MX-01).</summary>
public enum OnDemandAllocation
{
    /// <summary>Types in the order of the list.</summary>
    Prioritized,

    /// <summary>The cheapest type.</summary>
    LowestPrice,
}

/// <summary>SpotAllocationStrategy (ASG-MX-01, ASG-SP-06).</summary>
public enum SpotAllocation
{
    /// <summary>The cheapest pools of a zone, evenly.</summary>
    LowestPrice,

    /// <summary>The pool with the most free capacity.</summary>
    CapacityOptimized,

    /// <summary>The first of the list among the pools with enough free capacity.</summary>
    CapacityOptimizedPrioritized,

    /// <summary>The cheapest among the pools with enough free capacity.</summary>
    PriceCapacityOptimized,
}

/// <summary>What instances are launched from: a launch template version, or a launch configuration.</summary>
/// <param name="Name">Template name or id, or the name of the launch configuration; empty when the group names neither.</param>
/// <param name="Version">Version as written; empty for a launch configuration.</param>
/// <param name="IsConfiguration">A launch configuration, which termination policies take to be older than any template (ASG-TP-01).</param>
public sealed record LaunchSourceDefinition(string Name, string Version, bool IsConfiguration)
{
    /// <summary>The source of a group that names none.</summary>
    public static readonly LaunchSourceDefinition Unnamed = new("", "1", false);
}

/// <summary>Which instances of a group an action is about.</summary>
/// <param name="AutoScalingGroup">Group index.</param>
/// <param name="Zone">Zone index, or -1 for all.</param>
/// <param name="Count">How many, oldest first; null for all that match.</param>
public readonly record struct GroupInstances(int AutoScalingGroup, int Zone, int? Count);
