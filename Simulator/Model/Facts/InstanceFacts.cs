using Simulator.Kernel;

namespace Simulator.Model.Facts;

/// <summary>A container instance's status moved. Written by the ECS room.</summary>
/// <param name="ContainerInstance">Container instance row.</param>
/// <param name="From">Before.</param>
/// <param name="To">Now.</param>
public readonly record struct ContainerInstanceTransition(int ContainerInstance, ContainerInstanceStatus From, ContainerInstanceStatus To);

/// <summary>
/// An EC2 instance's state moved; at its birth From and To are both Pending. Written by the EC2 room; the ECS room drains on TerminatingWait, and on
/// Terminating the container instance is INACTIVE and its tasks stop at once.
/// </summary>
/// <param name="Instance">EC2 instance row.</param>
/// <param name="From">Before.</param>
/// <param name="To">Now.</param>
/// <param name="Reason">Why it ends, when it does.</param>
public readonly record struct Ec2InstanceTransition(int Instance, Ec2InstanceState From, Ec2InstanceState To, TerminationReason Reason);

/// <summary>
/// The ECS agent of an EC2 instance came up, or can no longer be reached. Written by the EC2 room (boot, stop) and the failures room (lost connections); the ECS
/// room registers a container instance, or takes up again with one it knows, or notices after a while that it is silent (ECS-CL-13).
/// </summary>
/// <param name="Instance">EC2 instance row.</param>
/// <param name="Connected">Whether the agent can be reached now.</param>
/// <param name="Retries">It ran all the time and is between two attempts to connect: it is back with the next one (ECS-AG-06).</param>
public readonly record struct AgentConnection(int Instance, bool Connected = true, bool Retries = false);

/// <summary>agentConnected of a container instance moved. Written by the ECS room for the record.</summary>
/// <param name="ContainerInstance">Container instance row.</param>
/// <param name="Connected">Now.</param>
public readonly record struct AgentConnectivityChange(int ContainerInstance, bool Connected);

/// <summary>A draining container instance holds no task any more. Written by the ECS room; heard by the EC2 room (terminate hook).</summary>
/// <param name="ContainerInstance">Container instance row.</param>
public readonly record struct InstanceDrained(int ContainerInstance);

/// <summary>An instance's scale-in protection is to change. Written by the ECS room (managed termination protection); heard by the EC2 room.</summary>
/// <param name="Instance">EC2 instance row.</param>
/// <param name="Protected">Protected from scale-in.</param>
public readonly record struct ScaleInProtectionChange(int Instance, bool Protected);

/// <summary>An Auto Scaling group's desired capacity is to be set. Written by the ECS room (managed scaling) or the operator; heard by the EC2 room.</summary>
/// <param name="AutoScalingGroup">Group index.</param>
/// <param name="Desired">New desired capacity, already clamped.</param>
/// <param name="Decision">Id of the decision that caused it, or 0.</param>
/// <param name="Process">The scaling process it comes from (AlarmNotification, ScheduledActions), which may be suspended; None for a call.</param>
/// <param name="Warmup">How long the instances launched for it warm up, when a target tracking or step policy asks; null for the group's default.</param>
public readonly record struct DesiredCapacityRequest(
    int AutoScalingGroup, int Desired, int Decision, Definitions.ScalingProcesses Process = Definitions.ScalingProcesses.None, Duration? Warmup = null);

/// <summary>An Auto Scaling group's bounds are to be set; desired capacity is brought into them. Written by the scaling of groups (scheduled actions, forecasts); heard by the EC2 room.</summary>
/// <param name="AutoScalingGroup">Group index.</param>
/// <param name="MinSize">New MinSize.</param>
/// <param name="MaxSize">New MaxSize; not below <paramref name="MinSize"/>.</param>
public readonly record struct GroupBoundsRequest(int AutoScalingGroup, int MinSize, int MaxSize);

/// <summary>EC2 instances of a group or zone fail. Written by the failures room; heard by the EC2 room.</summary>
/// <param name="Instance">EC2 instance row.</param>
/// <param name="Reason">Failed or ZoneOutage.</param>
public readonly record struct InstanceFailure(int Instance, TerminationReason Reason);

/// <summary>
/// Something befalls an EC2 instance without ending it at once. Written by the failures room; heard by the EC2 room, which lets the group find out.
/// </summary>
/// <param name="Instance">EC2 instance row.</param>
/// <param name="Kind">What.</param>
/// <param name="Length">How long it lasts: an impairment until its repair, a stop until the start; zero for ever. Of a Spot interruption the notice.</param>
public readonly record struct InstanceTrouble(int Instance, InstanceTroubleKind Kind, Duration Length);

/// <summary>What befalls an instance.</summary>
public enum InstanceTroubleKind
{
    /// <summary>Its status check fails: it runs, but does not answer.</summary>
    Impaired,

    /// <summary>The same, and it is its host's fault.</summary>
    SystemImpaired,

    /// <summary>A volume of it fails its check.</summary>
    VolumeImpaired,

    /// <summary>It is stopped.</summary>
    Stopped,

    /// <summary>A scheduled event of its host takes place.</summary>
    ScheduledEvent,

    /// <summary>EC2 takes its Spot capacity back after a notice.</summary>
    SpotInterruption,
}

/// <summary>A type is sold out, or to be had again. Written by the failures room; heard by the EC2 room.</summary>
/// <param name="InstanceType">Instance type index, or -1 for all.</param>
/// <param name="Zone">Zone index, or -1 for all.</param>
/// <param name="SpotOnly">Whether Spot capacity only is short.</param>
/// <param name="IsShort">Sold out now.</param>
public readonly record struct CapacityShortage(int InstanceType, int Zone, bool SpotOnly, bool IsShort);

/// <summary>A call on an Auto Scaling group. Written by the operator; the EC2 room carries the definition out.</summary>
/// <param name="Action">Index on the timeline.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct GroupCall(int Action, int Decision);

/// <summary>A running instance left its Auto Scaling group, or joined one. Written by the EC2 room; the ECS room keeps it registered, with another capacity provider.</summary>
/// <param name="Instance">EC2 instance row.</param>
public readonly record struct GroupMembershipChange(int Instance);

/// <summary>Something that happened to a group or one of its instances beside changes of state. Written by the EC2 room for the record, and by the operator of a call that it knows to be refused.</summary>
/// <param name="AutoScalingGroup">Group index, or -1.</param>
/// <param name="Instance">EC2 instance row, or -1.</param>
/// <param name="Kind">What.</param>
/// <param name="InstanceType">Instance type index, or -1.</param>
/// <param name="Zone">Zone index, or -1.</param>
/// <param name="Spot">Whether it is about Spot capacity.</param>
/// <param name="Count">How many instances it is about.</param>
/// <param name="Action">Of a refused call its index on the timeline, else -1.</param>
/// <param name="Refusal">Why it was refused.</param>
public readonly record struct GroupEvent(
    int AutoScalingGroup, int Instance, GroupEventKind Kind, int InstanceType, int Zone, bool Spot, int Count, int Action = -1, CallRefusal Refusal = CallRefusal.None);

/// <summary>Why a call on a group or container instance is refused.</summary>
public enum CallRefusal
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Desired capacity would fall below MinSize.</summary>
    BelowMinSize,

    /// <summary>Desired capacity would rise above MaxSize.</summary>
    AboveMaxSize,

    /// <summary>MinSize would be above MaxSize.</summary>
    MinAboveMax,

    /// <summary>No instance is in the state that the call needs.</summary>
    NoInstance,

    /// <summary>An instance refresh of the group is in progress.</summary>
    RefreshInProgress,

    /// <summary>No instance refresh of the group is in progress.</summary>
    NoRefreshInProgress,

    /// <summary>Tasks run on the container instance, and the call is not forced.</summary>
    TasksRunning,
}

/// <summary>What happened to a group or one of its instances.</summary>
public enum GroupEventKind
{
    /// <summary>An instance changed its state; not among the reports, the record makes these itself.</summary>
    StateChange,

    /// <summary>Launches failed: the type is sold out (InsufficientInstanceCapacity).</summary>
    InsufficientInstanceCapacity,

    /// <summary>Launches failed: the account's vCPU quota is used up (VcpuLimitExceeded).</summary>
    VcpuLimitExceeded,

    /// <summary>EC2 recommends to rebalance a Spot instance.</summary>
    RebalanceRecommendation,

    /// <summary>A Spot instance is told that it will be interrupted.</summary>
    SpotInterruptionNotice,

    /// <summary>A status check found the instance impaired.</summary>
    Impaired,

    /// <summary>The group marks the instance Unhealthy.</summary>
    Unhealthy,

    /// <summary>The group marks the instance Healthy again.</summary>
    Healthy,

    /// <summary>An instance refresh begins; the count is that of instances to replace.</summary>
    InstanceRefreshStarted,

    /// <summary>An instance refresh has replaced what it was to replace.</summary>
    InstanceRefreshSucceeded,

    /// <summary>An instance refresh waited an hour for protected instances, or was cancelled.</summary>
    InstanceRefreshFailed,

    /// <summary>EC2 moves an instance without a group to another host and boots it there (ASG-HC-05).</summary>
    AutomaticRecovery,

    /// <summary>EC2 found no capacity to recover an instance.</summary>
    AutomaticRecoveryFailed,

    /// <summary>A call of the operator was refused.</summary>
    CallRefused,
}

/// <summary>A zone went out or came back. Written by the failures room; EC2, Fargate and ECS stop launching there.</summary>
/// <param name="Zone">Zone index.</param>
/// <param name="IsOut">Out now.</param>
public readonly record struct ZoneChange(int Zone, bool IsOut);

/// <summary>A container instance is to be drained by the operator (UpdateContainerInstancesState). Heard by the ECS room.</summary>
/// <param name="ContainerInstance">Container instance row.</param>
/// <param name="Active">Back to ACTIVE instead of to DRAINING.</param>
public readonly record struct DrainRequest(int ContainerInstance, bool Active = false);

/// <summary>A container instance is to be deregistered by the operator (DeregisterContainerInstance). Heard by the ECS room.</summary>
/// <param name="ContainerInstance">Container instance row.</param>
/// <param name="Force">Even if tasks run on it; they are orphaned (ECS-CL-15).</param>
public readonly record struct DeregistrationRequest(int ContainerInstance, bool Force);

/// <summary>
/// Custom attributes of a container instance are to change (PutAttributes, DeleteAttributes). Written by the operator; heard by the ECS room. Tasks that no
/// longer match stay (ECS-PL-13).
/// </summary>
/// <param name="ContainerInstance">Container instance row.</param>
/// <param name="Action">Index of the action on the timeline, which holds names and values.</param>
public readonly record struct AttributesRequest(int ContainerInstance, int Action);

/// <summary>StartTask on a container instance. Written by the operator; heard by the ECS room.</summary>
/// <param name="ContainerInstance">Container instance row.</param>
/// <param name="TaskDefinition">Task definition index.</param>
public readonly record struct StartTaskRequest(int ContainerInstance, int TaskDefinition);

/// <summary>An account setting is to change (PutAccountSetting awsvpcTrunking). Written by the operator; heard by the ECS room.</summary>
/// <param name="AwsvpcTrunking">Whether instances launched from now on get a trunk interface where their type supports one.</param>
public readonly record struct AccountSettingRequest(bool AwsvpcTrunking);
