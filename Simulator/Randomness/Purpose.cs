namespace Simulator.Randomness;

/// <summary>
/// What a random number is for. Each purpose has its own draws, so that taking one number more for one thing never moves the numbers of another
/// (common random numbers). The list is closed and its numbers are part of every result: a new purpose takes a free number at the end of its group; an
/// existing number is never changed or used again.
/// </summary>
public enum Purpose
{
    /// <summary>No purpose; never drawn from.</summary>
    None = 0,

    // Along a flow, one stream for each source (1–99).

    /// <summary>Gaps between arrivals of a request source.</summary>
    Arrivals = 1,

    /// <summary>CPU demand of a request.</summary>
    RequestCpu = 2,

    /// <summary>Time of a request in its task without CPU.</summary>
    RequestWait = 3,

    /// <summary>State changes of a modulated arrival process.</summary>
    ArrivalModulation = 4,

    /// <summary>Multiplicative noise on a rate or on a trace.</summary>
    RateNoise = 5,

    /// <summary>Weighted or random routing of a request.</summary>
    Routing = 6,

    /// <summary>Whether a request fails by its own fault.</summary>
    RequestFailure = 7,

    /// <summary>Gaps between messages sent to a queue.</summary>
    MessageArrivals = 8,

    /// <summary>CPU demand of a message.</summary>
    MessageCpu = 9,

    /// <summary>Time of a message in its worker without CPU.</summary>
    MessageWait = 10,

    /// <summary>Gaps between submissions of standalone jobs.</summary>
    JobArrivals = 11,

    /// <summary>Client retries: back-off jitter.</summary>
    RetryJitter = 12,

    /// <summary>Network latency of a hop.</summary>
    NetworkLatency = 13,

    /// <summary>Choice of an address by a client that resolves a name.</summary>
    NameResolution = 14,

    // At the birth of a task (100–199).

    /// <summary>Attachment of a task's network interface.</summary>
    TaskEni = 100,

    /// <summary>Pull of a task's images.</summary>
    TaskPull = 101,

    /// <summary>Start-up of a task's application until it serves.</summary>
    TaskStart = 102,

    /// <summary>Time until a task crashes.</summary>
    TaskCrash = 103,

    /// <summary>Exit code or manner of a task's crash.</summary>
    TaskCrashKind = 104,

    /// <summary>Run time of a standalone task.</summary>
    TaskRunTime = 105,

    /// <summary>Time a task takes to stop after SIGTERM.</summary>
    TaskStop = 106,

    /// <summary>Creation and start of a container.</summary>
    ContainerStart = 107,

    /// <summary>Phase of a container's health check.</summary>
    ContainerHealthPhase = 108,

    /// <summary>How long a task waits in PROVISIONING for capacity before it is stopped (CP-PV-03).</summary>
    ProvisioningExpiry = 109,

    /// <summary>Launch of a Fargate micro-VM.</summary>
    FargateLaunch = 110,

    /// <summary>Moment of a Fargate Spot interruption.</summary>
    FargateSpotInterruption = 111,

    /// <summary>Delay of a health report (ECS-AG-05).</summary>
    HealthReportDelay = 112,

    /// <summary>Fargate's part before a micro-VM is asked for.</summary>
    FargateScheduling = 113,

    /// <summary>Speed of the CPU under a Fargate task.</summary>
    FargateCpuSpeed = 114,

    /// <summary>Time until a container exits by itself.</summary>
    ContainerRunTime = 130,

    /// <summary>Whether a container's run ends in failure.</summary>
    ContainerFailure = 131,

    /// <summary>Time until a container's check begins to fail.</summary>
    ContainerUnhealthyAfter = 132,

    /// <summary>How long a container's check fails.</summary>
    ContainerUnhealthyFor = 133,

    /// <summary>Creation and attachment of a task's EBS volume.</summary>
    VolumeAttach = 134,

    /// <summary>Whether an attempt at the registry fails in a partial outage.</summary>
    PullFailure = 135,

    /// <summary>Pause between attempts of a pull.</summary>
    PullRetryJitter = 136,

    /// <summary>Delay of a report about containers alone (ECS-AG-05).</summary>
    ContainerReport = 137,

    // At the birth of a message (150–199).

    /// <summary>Whether work on a message fails; the sub-ordinal is the receive.</summary>
    MessageFailure = 152,

    // At the birth of an instance (200–299).

    /// <summary>The launch call of an instance (ASG-LT-02, T_api).</summary>
    InstanceApi = 200,

    /// <summary>Time in pending (ASG-LT-02, T_pending).</summary>
    InstancePending = 201,

    /// <summary>Boot (ASG-LT-02, T_boot).</summary>
    InstanceBoot = 202,

    /// <summary>Start and registration of the container agent (ASG-LT-02, T_agent).</summary>
    InstanceAgent = 203,

    /// <summary>Attachment of the trunk network interface (ASG-LT-02, T_trunk).</summary>
    InstanceTrunk = 204,

    /// <summary>Time until an instance fails.</summary>
    InstanceFailure = 205,

    /// <summary>Time until an instance is impaired.</summary>
    InstanceImpairment = 206,

    /// <summary>Length of an impairment.</summary>
    InstanceRepair = 207,

    /// <summary>Moment of a Spot interruption.</summary>
    SpotInterruption = 208,

    /// <summary>Termination of an instance.</summary>
    InstanceTermination = 209,

    /// <summary>Disconnection of a container agent.</summary>
    AgentDisconnect = 210,

    /// <summary>Bandwidth to the image registry.</summary>
    ImageBandwidth = 211,

    /// <summary>Choice of a subnet in a zone (ASG-LC-05).</summary>
    SubnetChoice = 212,

    /// <summary>Phase of the removal of images on an instance that was there from the start (ECS-AG-04).</summary>
    ImageCleanupPhase = 213,

    /// <summary>How long a lifecycle hook takes.</summary>
    LifecycleHook = 220,

    /// <summary>A day's step of a Spot pool's price.</summary>
    SpotPrice = 221,

    /// <summary>A day's free capacity of a Spot pool.</summary>
    SpotCapacity = 222,

    /// <summary>Whom a reclaim of a Spot pool takes.</summary>
    SpotVictim = 223,

    /// <summary>From the rebalance recommendation to the notice of an interruption.</summary>
    SpotRebalanceLead = 224,

    /// <summary>When an agent's poll finds the notice of an interruption.</summary>
    SpotNoticePoll = 225,

    /// <summary>When an agent notices that it is cut off, and when it tries to connect again.</summary>
    AgentReconnect = 226,

    // Control loops (300–399).

    /// <summary>Phase of an alarm's evaluations.</summary>
    AlarmPhase = 300,

    /// <summary>Publication delay of a metric.</summary>
    MetricPublication = 301,

    /// <summary>Phase of a target's health checks (ALB-HC-03).</summary>
    HealthCheckPhase = 302,

    /// <summary>Registration of a target.</summary>
    TargetRegistration = 303,

    /// <summary>Time between a signal and the decision of a control loop.</summary>
    DecisionDelay = 304,

    /// <summary>Phase of a service's reconciliation.</summary>
    ReconcilePhase = 305,

    /// <summary>Phase of a capacity provider's evaluation.</summary>
    CapacityProviderPhase = 306,

    /// <summary>Outcome of a health check.</summary>
    HealthCheckOutcome = 307,

    // Ties and choices (400–499).

    /// <summary>The last tie of a placement (ECS-PL-10) and the strategy random (ECS-PL-08).</summary>
    PlacementTie = 400,

    /// <summary>A tie between Availability Zones.</summary>
    AvailabilityZoneTie = 401,

    /// <summary>Which task a service stops when it scales in (ECS-SI-02).</summary>
    ScaleInChoice = 402,

    /// <summary>Which instance a group terminates.</summary>
    TerminationChoice = 403,

    /// <summary>Which capacity provider takes a task at equal claims.</summary>
    CapacityProviderTie = 404,

    /// <summary>First target of a round robin.</summary>
    RoutingStart = 405,

    /// <summary>Which instance type or pool a mixed group launches.</summary>
    InstanceTypeChoice = 406,

    // Failures (500–599).

    /// <summary>Moments of an injected failure.</summary>
    FailureTime = 500,

    /// <summary>Targets of an injected failure.</summary>
    FailureTarget = 501,

    /// <summary>Length of an injected failure.</summary>
    FailureDuration = 502,

    /// <summary>Failure of a Fargate host.</summary>
    FargateHostFailure = 503,

    /// <summary>Refusal of a launch for want of capacity.</summary>
    CapacityShortage = 504,

    // Outside the world (900–999).

    /// <summary>Resampling in statistics (bootstrap); never moves a run.</summary>
    Resampling = 900,
}
