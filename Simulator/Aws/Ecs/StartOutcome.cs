namespace Simulator.Aws.Ecs;

/// <summary>How an attempt to start a task ended.</summary>
internal enum StartOutcome
{
    /// <summary>It has capacity.</summary>
    Placed,

    /// <summary>It was created and waits in PROVISIONING for its provider to scale.</summary>
    Waiting,

    /// <summary>No container instance fits, and nothing was created (ECS-CP-03).</summary>
    NoRoom,

    /// <summary>Too many tasks wait in PROVISIONING (CP-PV-02); nothing was created.</summary>
    LimitExceeded,

    /// <summary>No zone of its subnets has Fargate capacity; nothing was created.</summary>
    NoFargate,

    /// <summary>The account runs as many Fargate vCPUs as it may (FG-Q-04); nothing was created.</summary>
    VcpuQuota,

    /// <summary>The account runs as many Fargate tasks as it may; nothing was created.</summary>
    TaskQuota,

    /// <summary>The task has more CPU than the account may ask for; nothing was created.</summary>
    LargestCpu,

    /// <summary>The task has more memory than the account may ask for; nothing was created.</summary>
    LargestMemory,

    /// <summary>Fargate is offered in no zone of its subnets; nothing was created.</summary>
    UnsupportedZone,

    /// <summary>The digests of its images are not known yet, and another task of the deployment is on its way to find them; nothing was tried.</summary>
    AwaitsDigest,

    /// <summary>Its provider refused another task of the same round already; nothing was tried.</summary>
    Denied,
}
