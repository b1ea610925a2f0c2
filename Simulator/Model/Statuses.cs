namespace Simulator.Model;

/// <summary>lastStatus and desiredStatus of a task, in the order of the life cycle (ECS-TL-01).</summary>
public enum TaskStatus : byte
{
    /// <summary>Not yet created.</summary>
    None,

    /// <summary>Waits for capacity or its network interface.</summary>
    Provisioning,

    /// <summary>Sent to the agent; in the agent's queue.</summary>
    Pending,

    /// <summary>Images are pulled, containers created.</summary>
    Activating,

    /// <summary>Containers run.</summary>
    Running,

    /// <summary>Being taken out of load balancers.</summary>
    Deactivating,

    /// <summary>Stop signal sent.</summary>
    Stopping,

    /// <summary>Network interface being deleted.</summary>
    Deprovisioning,

    /// <summary>Over.</summary>
    Stopped,
}

/// <summary>stopCode of a task (ECS-TL-03).</summary>
public enum StopCode : byte
{
    /// <summary>Not stopped.</summary>
    None,

    /// <summary>Never reached RUNNING.</summary>
    TaskFailedToStart,

    /// <summary>An essential container exited.</summary>
    EssentialContainerExited,

    /// <summary>StopTask by a user.</summary>
    UserInitiated,

    /// <summary>Scale-in, deployment or unhealthy replacement.</summary>
    ServiceSchedulerInitiated,

    /// <summary>Spot capacity reclaimed.</summary>
    SpotInterruption,

    /// <summary>The host was terminated.</summary>
    TerminationNotice,

    /// <summary>The infrastructure under the task failed.</summary>
    InfrastructureHealth,
}

/// <summary>Why a task stopped, for the text of stoppedReason.</summary>
public enum StopReason : byte
{
    /// <summary>Not stopped.</summary>
    None,

    /// <summary>Essential container in task exited.</summary>
    EssentialContainerExited,

    /// <summary>Scaling activity initiated by the service scheduler.</summary>
    ScalingActivity,

    /// <summary>Replaced by a newer deployment.</summary>
    Deployment,

    /// <summary>Task failed ELB health checks.</summary>
    FailedElbHealthChecks,

    /// <summary>Task failed container health checks.</summary>
    FailedContainerHealthChecks,

    /// <summary>Host EC2 instance terminated.</summary>
    HostTerminated,

    /// <summary>Its container instance is draining.</summary>
    InstanceDraining,

    /// <summary>The zone of the Fargate task failed.</summary>
    InfrastructureFailed,

    /// <summary>No capacity came in time.</summary>
    CapacityTimeout,

    /// <summary>Essential container of a standalone task finished its work.</summary>
    Finished,

    /// <summary>StopTask by a user.</summary>
    UserStopped,

    /// <summary>Spot capacity reclaimed.</summary>
    SpotInterrupted,

    /// <summary>Host EC2 instance stopped.</summary>
    HostStopped,

    /// <summary>Container instance deregistration forced by user.</summary>
    DeregistrationForced,

    /// <summary>ECS is performing maintenance on the underlying infrastructure hosting the task.</summary>
    Maintenance,

    /// <summary>Availability Zone rebalancing.</summary>
    ZoneRebalancing,

    /// <summary>An image could not be pulled.</summary>
    CannotPullContainer,

    /// <summary>The image does not fit on the task's ephemeral storage (FG-SZ-02).</summary>
    NoSpaceLeft,

    /// <summary>A container could not be created in time.</summary>
    CreateTimedOut,

    /// <summary>A container could not be started in time.</summary>
    StartTimedOut,

    /// <summary>A container that others wait for (SUCCESS) exited with another code than 0.</summary>
    DependencyFailed,

    /// <summary>A container that others wait for did not get there within its startTimeout.</summary>
    DependencyTimedOut,

    /// <summary>An essential container was killed for want of memory.</summary>
    OutOfMemory,

    /// <summary>No subnet of the task had a free address.</summary>
    NoFreeAddress,

    /// <summary>A daemon's changed placement constraints no longer hold on its instance.</summary>
    ConstraintViolated,

    /// <summary>No container instance had the CPU in time (ECS-CP-03).</summary>
    NoCpu,

    /// <summary>No container instance had the memory in time.</summary>
    NoMemory,

    /// <summary>No container instance had the host ports free in time.</summary>
    NoPorts,

    /// <summary>No container instance had a network interface left in time.</summary>
    NoEni,

    /// <summary>No container instance had the GPUs in time.</summary>
    NoGpu,

    /// <summary>No container instance had the attributes in time.</summary>
    NoAttribute,

    /// <summary>No container instance met the placement constraints in time.</summary>
    NoConstraint,

    /// <summary>No agent answered in time.</summary>
    NoAgent,

    /// <summary>No container instance of the capacity provider was ACTIVE in time.</summary>
    EmptyProvider,
}

/// <summary>healthStatus of a container or task (ECS-TD-16).</summary>
public enum ContainerHealth : byte
{
    /// <summary>No check, or no verdict yet.</summary>
    Unknown,

    /// <summary>Passed.</summary>
    Healthy,

    /// <summary>Failed.</summary>
    Unhealthy,
}

/// <summary>State of a target (ALB-HC-06).</summary>
public enum TargetState
{
    /// <summary>Registering or in its first checks.</summary>
    Initial,

    /// <summary>Passes its checks.</summary>
    Healthy,

    /// <summary>Fails its checks.</summary>
    Unhealthy,

    /// <summary>Deregistering.</summary>
    Draining,

    /// <summary>Not registered.</summary>
    Unused,
}

/// <summary>State of an alarm (AS-CW-01).</summary>
public enum AlarmState
{
    /// <summary>INSUFFICIENT_DATA.</summary>
    InsufficientData,

    /// <summary>OK.</summary>
    Ok,

    /// <summary>ALARM.</summary>
    Alarm,
}

/// <summary>StatusCode of a scaling activity (AS-TGT-08).</summary>
public enum ScalingActivityStatus
{
    /// <summary>Decided; the service is not yet updated.</summary>
    Pending,

    /// <summary>desiredCount is set; tasks start or stop.</summary>
    InProgress,

    /// <summary>runningCount reached it.</summary>
    Successful,

    /// <summary>Something newer set another desiredCount first.</summary>
    Overridden,

    /// <summary>Not everything asked for came.</summary>
    Unfulfilled,

    /// <summary>It could not be carried out.</summary>
    Failed,
}

/// <summary>How a request ended.</summary>
public enum RequestOutcome
{
    /// <summary>Answered.</summary>
    Completed,

    /// <summary>502: the target broke the connection.</summary>
    BadGateway,

    /// <summary>503: no target, or the task's queue was full.</summary>
    ServiceUnavailable,

    /// <summary>504: no answer in time.</summary>
    GatewayTimeout,
}

/// <summary>Text of the statuses as AWS spells them.</summary>
public static class AwsText
{
    /// <summary>Task status as ECS spells it.</summary>
    public static string Of(TaskStatus s) => s == TaskStatus.None ? "" : s.ToString().ToUpperInvariant();

    /// <summary>Container instance status as ECS spells it.</summary>
    public static string Of(ContainerInstanceStatus s) => s.ToString().ToUpperInvariant();

    /// <summary>Health of a container instance as ECS spells it.</summary>
    public static string Of(InstanceHealth health) => health == InstanceHealth.InsufficientData ? "INSUFFICIENT_DATA" : health.ToString().ToUpperInvariant();

    /// <summary>Health check of a container instance as ECS spells it.</summary>
    public static string Of(InstanceHealthCheck check) => check switch
    {
        InstanceHealthCheck.ContainerRuntime => "CONTAINER_RUNTIME",
        InstanceHealthCheck.AgentConnectivity => "AGENT_CONNECTIVITY",
        _ => "DAEMON",
    };

    /// <summary>Alarm state as CloudWatch spells it.</summary>
    public static string Of(AlarmState s) => s switch
    {
        AlarmState.Ok => "OK",
        AlarmState.Alarm => "ALARM",
        _ => "INSUFFICIENT_DATA",
    };

    /// <summary>Life-cycle state of an instance as EC2 Auto Scaling spells it (ASG-LC-01); a stopped instance is in none.</summary>
    public static string Of(Ec2InstanceState s) => s switch
    {
        Ec2InstanceState.PendingWait => "Pending:Wait",
        Ec2InstanceState.WarmedPending => "Warmed:Pending",
        Ec2InstanceState.WarmedRunning => "Warmed:Running",
        Ec2InstanceState.WarmedStopped => "Warmed:Stopped",
        Ec2InstanceState.WarmedHibernated => "Warmed:Hibernated",
        Ec2InstanceState.Deregistering => "Terminating",
        Ec2InstanceState.TerminatingHeld or Ec2InstanceState.TerminatingWait => "Terminating:Wait",
        Ec2InstanceState.Terminating => "Terminating:Proceed",
        _ => s.ToString(),
    };

    /// <summary>Stop code as ECS spells it; empty for none.</summary>
    public static string Of(StopCode s) => s == StopCode.None ? "" : s.ToString();

    /// <summary>healthStatus as ECS spells it.</summary>
    public static string Of(ContainerHealth s) => s.ToString().ToUpperInvariant();

    /// <summary>Launch type as ECS spells it.</summary>
    public static string Of(Definitions.LaunchType t) => t == Definitions.LaunchType.ManagedInstances ? "MANAGED_INSTANCES" : t.ToString().ToUpperInvariant();

    /// <summary>Target state as Elastic Load Balancing spells it.</summary>
    public static string Of(TargetState s) => s.ToString().ToLowerInvariant();

    /// <summary>Reason of a failed placement, as the failures of RunTask word it.</summary>
    public static string Of(Facts.PlacementFailureReason reason) => reason switch
    {
        Facts.PlacementFailureReason.None => "",
        Facts.PlacementFailureReason.NoActiveInstances => "NO ACTIVE INSTANCES",
        Facts.PlacementFailureReason.Cpu => "RESOURCE:CPU",
        Facts.PlacementFailureReason.Memory => "RESOURCE:MEMORY",
        Facts.PlacementFailureReason.Ports => "RESOURCE:PORTS",
        Facts.PlacementFailureReason.Eni => "RESOURCE:ENI",
        Facts.PlacementFailureReason.Gpu => "RESOURCE:GPU",
        Facts.PlacementFailureReason.Attribute => "ATTRIBUTE",
        Facts.PlacementFailureReason.Constraint => "MEMBEROF",
        Facts.PlacementFailureReason.Agent => "AGENT",
        Facts.PlacementFailureReason.VcpuQuota => "QUOTA:VCPU",
        Facts.PlacementFailureReason.TaskQuota => "QUOTA:TASKS",
        Facts.PlacementFailureReason.LargestCpu => "QUOTA:CPU",
        Facts.PlacementFailureReason.LargestMemory => "QUOTA:MEMORY",
        Facts.PlacementFailureReason.UnsupportedZone => "INTERNAL",
        Facts.PlacementFailureReason.ProvisioningLimit => "PROVISIONING_LIMIT",
        _ => "RESOURCE:FARGATE",
    };
}
