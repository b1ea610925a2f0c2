namespace Simulator.Model;

/// <summary>Status of a container instance (ECS-CL-09).</summary>
public enum ContainerInstanceStatus
{
    /// <summary>Registering: its trunk interface is being attached (ECS-CL-07).</summary>
    Registering,

    /// <summary>Takes tasks.</summary>
    Active,

    /// <summary>Takes no new tasks.</summary>
    Draining,

    /// <summary>Leaving: its trunk interface is being removed.</summary>
    Deregistering,

    /// <summary>Gone.</summary>
    Inactive,

    /// <summary>Its trunk interface could not be attached; it never takes a task.</summary>
    RegistrationFailed,
}

/// <summary>State of an EC2 instance in its group (ASG-LC-01).</summary>
public enum Ec2InstanceState
{
    /// <summary>Launching.</summary>
    Pending,

    /// <summary>Runs and waits in a launch hook (Pending:Wait).</summary>
    PendingWait,

    /// <summary>Running and counted.</summary>
    InService,

    /// <summary>Taken out of the group's count by the operator; it keeps running.</summary>
    Standby,

    /// <summary>On its way into the warm pool.</summary>
    WarmedPending,

    /// <summary>Waits in the warm pool, running.</summary>
    WarmedRunning,

    /// <summary>Waits in the warm pool, stopped.</summary>
    WarmedStopped,

    /// <summary>Waits in the warm pool, hibernated.</summary>
    WarmedHibernated,

    /// <summary>Stopped without having been terminated (ECS-CL-14).</summary>
    Stopped,

    /// <summary>On its way out of its group, whose target groups deregister it; it keeps running.</summary>
    Detaching,

    /// <summary>Left its group, or not yet in one; it runs on its own.</summary>
    Detached,

    /// <summary>Chosen to end; its group's target groups deregister it (Terminating).</summary>
    Deregistering,

    /// <summary>Waits in the user's terminate hooks only (Terminating:Wait).</summary>
    TerminatingHeld,

    /// <summary>Waits for its tasks to drain, and perhaps for the user's hooks (Terminating:Wait).</summary>
    TerminatingWait,

    /// <summary>Shutting down (Terminating:Proceed).</summary>
    Terminating,

    /// <summary>Gone.</summary>
    Terminated,
}

/// <summary>Why an EC2 instance was terminated.</summary>
public enum TerminationReason
{
    /// <summary>Not terminated.</summary>
    None,

    /// <summary>The group scaled in.</summary>
    ScaleIn,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Its zone failed.</summary>
    ZoneOutage,

    /// <summary>Spot capacity reclaimed.</summary>
    SpotInterruption,

    /// <summary>A health check found it unhealthy, or SetInstanceHealth said so.</summary>
    Unhealthy,

    /// <summary>It left the running state without having been terminated.</summary>
    Stopped,

    /// <summary>A scheduled event of EC2: retirement or maintenance of its host.</summary>
    ScheduledEvent,

    /// <summary>It reached MaxInstanceLifetime.</summary>
    MaxInstanceLifetime,

    /// <summary>Replaced by an instance refresh.</summary>
    InstanceRefresh,

    /// <summary>Moved to another zone.</summary>
    ZoneRebalance,

    /// <summary>A Spot instance at risk, replaced ahead of time.</summary>
    CapacityRebalance,

    /// <summary>A launch hook ended with ABANDON.</summary>
    LaunchAbandoned,

    /// <summary>TerminateInstanceInAutoScalingGroup.</summary>
    UserTerminated,

    /// <summary>The warm pool shrank.</summary>
    WarmPoolScaleIn,

    /// <summary>A Managed Instance ran no task for a while (CP-MI-03).</summary>
    Idle,

    /// <summary>The tasks of a Managed Instance were moved to others (CP-MI-03).</summary>
    Underutilized,

    /// <summary>A Managed Instance was to be patched (CP-MI-04).</summary>
    Patching,

    /// <summary>The task of a critical managed daemon stopped or failed its checks: the instance is impaired (ECS-DM-04).</summary>
    DaemonImpaired,

    /// <summary>Replaced by the deployment of a managed daemon (ECS-DM-04).</summary>
    DaemonDeployment,
}
