namespace Simulator.Model;

/// <summary>Status of a health check of a container instance, from best to worst (ECS-CL-16).</summary>
public enum InstanceHealth
{
    /// <summary>OK.</summary>
    Ok,

    /// <summary>INITIALIZING: not evaluated yet.</summary>
    Initializing,

    /// <summary>INSUFFICIENT_DATA: the check cannot be evaluated.</summary>
    InsufficientData,

    /// <summary>IMPAIRED.</summary>
    Impaired,
}

/// <summary>Health checks of a container instance (ECS-CL-16); what runs its accelerators (ACCELERATED_COMPUTE) never fails in the model.</summary>
public enum InstanceHealthCheck
{
    /// <summary>CONTAINER_RUNTIME, of which the agent tells.</summary>
    ContainerRuntime,

    /// <summary>AGENT_CONNECTIVITY.</summary>
    AgentConnectivity,

    /// <summary>DAEMON: the critical managed daemons of a Managed Instance.</summary>
    Daemon,
}
