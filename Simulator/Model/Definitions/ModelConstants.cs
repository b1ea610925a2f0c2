using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>
/// One of the simulator's own constants: a guess about AWS, or a value AWS publishes only as a range. A scenario overrides it by name under
/// <c>model:</c>. The type parameter says how the value is written: <see cref="Duration"/> (<c>30s</c>), <see cref="double"/>, <see cref="bool"/>,
/// <see cref="string"/> (one of the choices) or <see cref="DistributionDefinition"/>.
/// </summary>
/// <param name="Name">Name under <c>model:</c>.</param>
/// <param name="DefaultValue">Default.</param>
/// <param name="Reason">Why this value, and where it comes from.</param>
/// <param name="Choices">Legal values of a choice; empty otherwise.</param>
public abstract record ModelConstant(string Name, object DefaultValue, string Reason, ImmutableArray<string> Choices)
{
    /// <summary>What a value must be: Duration, double, bool, string or DistributionDefinition (of any family).</summary>
    public abstract Type ValueType { get; }
}

/// <inheritdoc/>
/// <typeparam name="T">Duration, double, bool, string or DistributionDefinition.</typeparam>
public sealed record ModelConstant<T>(string Name, T Default, string Reason, ImmutableArray<string> Choices)
    : ModelConstant(Name, Default, Reason, Choices)
    where T : notnull
{
    /// <inheritdoc/>
    public override Type ValueType => typeof(T);
}

/// <summary>Values of the model constants in one scenario: defaults and overrides.</summary>
public sealed class ModelConstants
{
    /// <summary>All defaults.</summary>
    public static readonly ModelConstants Defaults = new(ImmutableDictionary<string, object>.Empty);

    private readonly ImmutableDictionary<string, object> _overrides;

    private ModelConstants(ImmutableDictionary<string, object> overrides) => _overrides = overrides;

    /// <summary>Names of the overridden constants.</summary>
    public IEnumerable<string> Overridden => _overrides.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether a constant is overridden.</summary>
    public bool Overrides(ModelConstant constant) => _overrides.ContainsKey(constant.Name);

    /// <summary>Value of a constant; read it when a module is built, not on a hot path.</summary>
    public T Get<T>(ModelConstant<T> constant)
        where T : notnull
        => _overrides.TryGetValue(constant.Name, out var value) ? (T)value : constant.Default;

    /// <summary>The same constants with one more override.</summary>
    /// <exception cref="ArgumentException">The value's type is not the constant's.</exception>
    public ModelConstants With(ModelConstant constant, object value)
    {
        if (!constant.ValueType.IsInstanceOfType(value)) throw new ArgumentException($"{constant.Name} takes a {constant.ValueType.Name}.", nameof(value));
        return new(_overrides.SetItem(constant.Name, value));
    }
}

/// <summary>Every model constant. The order is the order of the documentation.</summary>
public static class ModelCatalog
{
    private static readonly List<ModelConstant> List = [];

    /// <summary>All constants: those of this class, then those of the parts that keep their own list.</summary>
    public static IReadOnlyList<ModelConstant> All => [.. List, .. TaskModel.All, .. ProviderModel.All, .. Ec2Constants.All];

    // ---- instances ------------------------------------------------------------------------------------------------

    /// <summary>Share of nominal memory that registers for types without a measurement.</summary>
    public static readonly ModelConstant<double> RegisteredMemoryFactor = Number("registeredMemoryFactor", 0.95,
        "AWS publishes registered memory for a few types only (m4.large 8192 → 7985); Nitro types lose 3–7.5 % (ECS-CL-03, ASG-LT-04).");

    /// <summary>Duration of the RunInstances call.</summary>
    public static readonly ModelConstant<DistributionDefinition> InstanceApi = Distribution("instanceApi", DistributionDefinition.Constant(1.5),
        "Measured for c5.xlarge in 2021 (ASG-LT-01).");

    /// <summary>EC2 pending until running.</summary>
    public static readonly ModelConstant<DistributionDefinition> InstancePending = Distribution("instancePending", Lognormal(10, 20),
        "Measurements range from 5 s (2021) to 16 s (2026) (ASG-LT-02).");

    /// <summary>Kernel, cloud-init and container runtime.</summary>
    public static readonly ModelConstant<DistributionDefinition> InstanceBoot = Distribution("instanceBoot", Lognormal(18, 40),
        "Boot measurements of general-purpose types (ASG-LT-02).");

    /// <summary>ecs-init, RegisterContainerInstance and the agent's connection.</summary>
    public static readonly ModelConstant<DistributionDefinition> InstanceAgent = Distribution("instanceAgent", Lognormal(12, 35),
        "Fitted so that launch to ACTIVE has a median near 50 s and a p95 near 110 s (ASG-LT-02).");

    /// <summary>Attachment of a trunk interface, during which the container instance is REGISTERING.</summary>
    public static readonly ModelConstant<DistributionDefinition> TrunkAttach = Distribution("trunkAttach", DistributionDefinition.Uniform(5, 15),
        "AWS says only that the instance is REGISTERING meanwhile; the attachment of a task's interface takes as long (ASG-LT-02).");

    /// <summary>Removal of a trunk interface, during which the container instance is DEREGISTERING.</summary>
    public static readonly ModelConstant<Duration> TrunkDetach = Time("trunkDetach", 5, "Mirrors the removal of a task's interface; unpublished (ECS-CL-09).");

    /// <summary>Share of trunk interfaces whose attachment fails.</summary>
    public static readonly ModelConstant<double> TrunkFailureShare = Number("trunkFailureShare", 0,
        "AWS names the status REGISTRATION_FAILED and no rate; 0 to 1 (ECS-CL-07).");

    /// <summary>How long a silent agent passes for connected.</summary>
    public static readonly ModelConstant<Duration> AgentSilenceDetection = Time("agentSilenceDetection", 120,
        "AWS says agentConnected turns false within a few minutes (ECS-CL-14).");

    /// <summary>How long after its connection is cut an agent notices.</summary>
    public static readonly ModelConstant<DistributionDefinition> AgentHeartbeatTimeout = Distribution("agentHeartbeatTimeout", DistributionDefinition.Uniform(60, 120),
        "Stated in the agent's source: a minute without heartbeat and up to one more; a connection that is back before goes on (ECS-AG-06).");

    /// <summary>First pause of an agent between attempts to connect.</summary>
    public static readonly ModelConstant<Duration> AgentReconnectDelay = Time("agentReconnectDelay", 0.25,
        "Stated in the agent's source; grows by half from attempt to attempt, and up to a fifth more (ECS-AG-06).");

    /// <summary>Longest pause of an agent between attempts to connect; 0: it is back with its network.</summary>
    public static readonly ModelConstant<Duration> AgentReconnectDelayCap = Time("agentReconnectDelayCap", 120, "Stated in the agent's source (ECS-AG-06).");

    /// <summary>From a termination request to the end of an instance.</summary>
    public static readonly ModelConstant<Duration> InstanceShutdown = Time("instanceShutdown", 30, "AWS publishes no shutdown time; tens of seconds are usual.");

    /// <summary>How soon EC2 Auto Scaling acts on a change of desired capacity.</summary>
    public static readonly ModelConstant<Duration> GroupReconcileDelay = Time("groupReconcileDelay", 6, "Activity logs show the launch 5–15 s after the decision (CP-MS-15).");

    /// <summary>How soon a failed instance is noticed and replaced.</summary>
    public static readonly ModelConstant<Duration> InstanceFailureDetection = Time("instanceFailureDetection", 60,
        "EC2 status checks run every minute; an instance that left running is replaced at once (ASG-HC-01/02).");

    /// <summary>Instances an account may launch at once.</summary>
    public static readonly ModelConstant<double> InstanceLaunchBurst = Number("instanceLaunchBurst", 1000, "RunInstances resource bucket of the EC2 API (ASG-LC-06).");

    /// <summary>Instances a second an account may sustain.</summary>
    public static readonly ModelConstant<double> InstanceLaunchRate = Number("instanceLaunchRate", 2, "Refill of the RunInstances resource bucket (ASG-LC-06).");

    /// <summary>Longest wait of an instance for its tasks to drain.</summary>
    public static readonly ModelConstant<Duration> ManagedDrainingLimit = Time("managedDrainingLimit", 48 * 3600, "Stated in the managed instance draining page (CP-MD-02).");

    // ---- tasks ----------------------------------------------------------------------------------------------------

    /// <summary>Attachment of a task's network interface on EC2.</summary>
    public static readonly ModelConstant<DistributionDefinition> NetworkInterfaceAttach = Distribution("networkInterfaceAttach", Lognormal(8, 15),
        "AWS says several seconds; about 10 s were measured (ECS-TL-01).");

    /// <summary>Fargate's microVM and network interface.</summary>
    public static readonly ModelConstant<DistributionDefinition> FargateProvisioning = Distribution("fargateProvisioning", Lognormal(14, 22),
        "Practitioners measure 10–20 s before the pull begins (FG-ST-01).");

    /// <summary>Fargate's effective pull and unpack rate up to 1 vCPU, in MB/s.</summary>
    public static readonly ModelConstant<double> FargatePullRateSmall = Number("fargatePullRateSmall", 11, "413 MB image in 37 s on a small task (FG-ST-02).");

    /// <summary>Fargate's effective pull and unpack rate at 2 vCPU, in MB/s.</summary>
    public static readonly ModelConstant<double> FargatePullRateMedium = Number("fargatePullRateMedium", 25, "Extrapolated from small tasks (FG-ST-02).");

    /// <summary>Fargate's effective pull and unpack rate from 4 vCPU, in MB/s.</summary>
    public static readonly ModelConstant<double> FargatePullRateLarge = Number("fargatePullRateLarge", 40, "Extrapolated from small tasks (FG-ST-02).");

    /// <summary>Manifest request of a pull.</summary>
    public static readonly ModelConstant<Duration> PullManifest = Time("pullManifest", 0.5, "One authenticated round trip (ECR-PL-01, ECR-PL-02).");

    /// <summary>Unpack rate of compressed layers on EC2, in MB/s.</summary>
    public static readonly ModelConstant<double> UnpackRate = Number("unpackRate", 80, "gzip streams unpack at 60–100 MB/s of compressed data, one at a time (ECR-PL-01).");

    /// <summary>Creation and start of a task's containers.</summary>
    public static readonly ModelConstant<DistributionDefinition> ContainerStart = Distribution("containerStart", Lognormal(0.8, 2),
        "Container create and start take about a second on an idle host; unpublished.");

    /// <summary>Deletion of a task's network interface.</summary>
    public static readonly ModelConstant<Duration> Deprovisioning = Time("deprovisioning", 5, "Mirrors the attachment; unpublished.");

    /// <summary>A task without load balancer or health check counts as healthy after this long in RUNNING.</summary>
    public static readonly ModelConstant<Duration> HealthyAfterRunning = Time("healthyAfterRunning", 40, "Stated in the ECS API reference of minimumHealthyPercent (ECS-SV-04).");

    /// <summary>How often a service reconciles at least.</summary>
    public static readonly ModelConstant<Duration> SchedulerTick = Time("schedulerTick", 5, "AWS publishes no period; unplaceable tasks are retried at this pace (ECS-SV-07).");

    /// <summary>First delay of the start back-off.</summary>
    public static readonly ModelConstant<Duration> StartBackoff = Time("startBackoff", 15, "The curve is unpublished: 15 s doubling from the third failure in a row (ECS-TH-02).");

    /// <summary>Largest delay of the start back-off.</summary>
    public static readonly ModelConstant<Duration> StartBackoffCap = Time("startBackoffCap", 27 * 60, "Stated in the service throttle logic page (ECS-TH-01).");

    /// <summary>Launches of a service a minute.</summary>
    public static readonly ModelConstant<double> ServiceLaunchesPerMinute = Number("serviceLaunchesPerMinute", 500, "Service quota (ECS-TH-03).");

    /// <summary>Shape of that limit.</summary>
    public static readonly ModelConstant<string> ServiceLaunchShape = Choice("serviceLaunchShape", "bucket", ["bucket", "even"],
        "AWS says how many a minute and nothing of the window: `bucket` lets a minute's number start at once and then one after the other, `even` starts them evenly from the first on (ECS-TH-03).");

    /// <summary>Burst of Fargate launches an account may make.</summary>
    public static readonly ModelConstant<double> FargateLaunchBurst = Number("fargateLaunchBurst", 100, "Service quota of the larger Regions (FG-Q-01).");

    /// <summary>Fargate launches a second an account may sustain.</summary>
    public static readonly ModelConstant<double> FargateLaunchRate = Number("fargateLaunchRate", 20, "Service quota of the larger Regions (FG-Q-01).");

    /// <summary>How long a task waits for capacity before it gives up.</summary>
    public static readonly ModelConstant<DistributionDefinition> ProvisioningExpiry = Distribution("provisioningExpiry", DistributionDefinition.Uniform(600, 1800),
        "AWS says a task waits 10 to 30 minutes for capacity (CP-PV-03).");

    /// <summary>Tasks of a cluster that may wait for capacity at once.</summary>
    public static readonly ModelConstant<double> ProvisioningLimit = Number("provisioningLimit", 500, "Service quota (CP-PV-02).");

    /// <summary>vCPUs on which a task serves that reserves no CPU and borrows none.</summary>
    public static readonly ModelConstant<double> UnreservedVCpus = Number("unreservedVCpus", 1,
        "On Linux such a task has what its host leaves (ECS-TD-07); AWS does not say how much a Windows container without CPU gets.");

    /// <summary>CPU shares of a task with a size of its own among the busy tasks of its container instance.</summary>
    public static readonly ModelConstant<double> SizedTaskCpuShares = Number("sizedTaskCpuShares", 1024,
        "The agent sets a quota for such a task and no shares, so that it has those that Linux gives by default; without a size the sum of its containers (ECS-TD-07).");

    /// <summary>Least share of the vCPUs that a task's requests and messages have otherwise, which they keep beside its start-up work.</summary>
    public static readonly ModelConstant<double> StartupRequestShare = Number("startupRequestShare", 0.5,
        "A fair scheduler gives as much to one thread as to another; how many threads either side runs is the application's affair (AS-PX-11).");

    /// <summary>How a placement's last tie is broken.</summary>
    public static readonly ModelConstant<string> PlacementTie = Choice("placementTie", "random", ["random", "registration"],
        "Unpublished; a seeded draw is the least committed choice, registration order repeats published benchmarks (ECS-PL-10).");

    /// <summary>When a stopping task's resources are free for placement.</summary>
    public static readonly ModelConstant<string> ReleaseTrigger = Choice("releaseTrigger", "stopping", ["desired", "stopping", "stopped"],
        "Since 2023 resources are free before the task is STOPPED; the exact moment is unpublished (ECS-TL-05).");

    /// <summary>How late a container's health reaches the control plane.</summary>
    public static readonly ModelConstant<DistributionDefinition> HealthReportDelay = Distribution("healthReportDelay", DistributionDefinition.Uniform(0, 20),
        "The agent publishes health every 20 s (ECS-AG-05).");

    // ---- quotas and dated behaviour -------------------------------------------------------------------------------

    /// <summary>Whether the quotas that AWS raises on request hold at the values of a new account; see <see cref="AccountQuotas"/>.</summary>
    public static readonly ModelConstant<string> Quotas = Choice("quotas", "raised", ["raised", "awsDefault"],
        "AWS raises account quotas on request, and a new account's 6 Fargate vCPUs would starve every scenario; awsDefault turns all of them on (ECS-TH-05, ECS-TH-06, FG-Q-04).");

    /// <summary>RunTask calls an account may make at once when quotas hold.</summary>
    public static readonly ModelConstant<double> ModifyCallBurst = Number("modifyCallBurst", 40, "Bucket of the cluster resource modify actions as remembered; AWS changes it by account (ECS-TH-06).");

    /// <summary>RunTask calls a second an account may sustain when quotas hold.</summary>
    public static readonly ModelConstant<double> ModifyCallRate = Number("modifyCallRate", 40, "Refill of that bucket (ECS-TH-06).");

    /// <summary>How unhealthy tasks are replaced.</summary>
    public static readonly ModelConstant<string> UnhealthyReplacement = Choice("unhealthyReplacement", "byDate", ["byDate", "startFirst", "stopFirst"],
        "AWS starts the replacement first since October 2023; run.start decides unless it is set (ECS-HL-01).");

    /// <summary>Which revision replaces a task that an older revision loses during a deployment.</summary>
    public static readonly ModelConstant<string> LostTaskRevision = Choice("lostTaskRevision", "byDate", ["byDate", "same", "newest"],
        "The task's own revision since November 2025, the newest before; run.start decides unless it is set (ECS-RU-05, ECS-RU-06).");

    /// <summary>Whether eligible services that do not say so are rebalanced over zones.</summary>
    public static readonly ModelConstant<string> ZoneRebalancingDefault = Choice("zoneRebalancingDefault", "byDate", ["byDate", "on", "off"],
        "On for services created since 5 September 2025; run.start decides unless it is set (ECS-AZ-01).");

    /// <summary>How long a service is steady before its zones are compared.</summary>
    public static readonly ModelConstant<Duration> ZoneRebalancingInterval = Time("zoneRebalancingInterval", 60, "Unpublished (ECS-AZ-03).");

    /// <summary>Pause after a rebalancing that was given up.</summary>
    public static readonly ModelConstant<Duration> ZoneRebalancingRetry = Time("zoneRebalancingRetry", 600, "AWS does not say whether and when it tries again (ECS-AZ-03).");

    // ---- deployments ----------------------------------------------------------------------------------------------

    /// <summary>How often the alarms of a deployment are looked at.</summary>
    public static readonly ModelConstant<Duration> DeploymentAlarmPoll = Time("deploymentAlarmPoll", 10, "ECS polls DescribeAlarms; the pace is unpublished (ECS-CB-05).");

    /// <summary>Bake time of a rolling update with alarms.</summary>
    public static readonly ModelConstant<Duration> DeploymentBakeTime = Time("deploymentBakeTime", 240, "ECS computes it from the alarms and says only that it is below five minutes; bakeTimeInMinutes overrides it (ECS-CB-05).");

    /// <summary>Bake time of a deployment that shifts traffic and names none.</summary>
    public static readonly ModelConstant<Duration> BlueGreenBakeTime = Time("blueGreenBakeTime", 15 * 60, "AWS asks for bakeTimeInMinutes with BLUE_GREEN; its examples and console use a quarter of an hour (ECS-BG-02).");

    /// <summary>Longest stage of a deployment that shifts traffic.</summary>
    public static readonly ModelConstant<Duration> LifecycleStageLimit = Time("lifecycleStageLimit", 24 * 3600, "Stated in the blue/green deployment page (ECS-BG-03).");

    /// <summary>Longest deployment that shifts traffic.</summary>
    public static readonly ModelConstant<Duration> ServiceDeploymentLimit = Time("serviceDeploymentLimit", 30 * 24 * 3600, "Stated in the blue/green deployment page (ECS-BG-03).");

    /// <summary>Wait before a hook that answered IN_PROGRESS is called again.</summary>
    public static readonly ModelConstant<Duration> HookRetryDelay = Time("hookRetryDelay", 30, "The default that AWS names for functions which do not set a delay of their own (ECS-BG-03); at least a second.");

    /// <summary>Least threshold of a circuit breaker that is a bounded share.</summary>
    public static readonly ModelConstant<double> CircuitBreakerFloor = Number("circuitBreakerFloor", 3, "10 until 2023, 3 since (ECS-CB-01).");

    /// <summary>Whether tasks that find no capacity count as failed.</summary>
    public static readonly ModelConstant<bool> CircuitBreakerCountsLackOfCapacity = Flag("circuitBreakerCountsLackOfCapacity", true,
        "The API counts every task that cannot be launched, and users see rollbacks while their cluster scales (ECS-CB-04).");

    /// <summary>Whether failed starts cease to count once a task runs.</summary>
    public static readonly ModelConstant<bool> CircuitBreakerStages = Flag("circuitBreakerStages", true,
        "AWS describes two stages: failed starts until a task of the deployment runs, failed health checks from then on (ECS-CB-02); false counts everything throughout.");

    // ---- load balancing -------------------------------------------------------------------------------------------

    /// <summary>Propagation of a registration.</summary>
    public static readonly ModelConstant<DistributionDefinition> TargetRegistration = Distribution("targetRegistration", DistributionDefinition.Uniform(1, 10),
        "Unpublished; seconds in practice (ALB-HC-05).");

    /// <summary>A target's first health check comes within this long of its registration (or within one interval, if that is shorter).</summary>
    public static readonly ModelConstant<Duration> FirstHealthCheck = Time("firstHealthCheck", 10, "Soon after the registration, not a whole interval later (ALB-HC-05).");

    /// <summary>Propagation of a deregistration: requests still arrive for this long.</summary>
    public static readonly ModelConstant<Duration> TargetDeregistration = Time("targetDeregistration", 0, "1–5 s a node in practice, unpublished; 0 keeps planned stops free of errors (ALB-DR-01).");

    // ---- CloudWatch and autoscaling -------------------------------------------------------------------------------

    /// <summary>Delay until ECS's 60-s datapoints are visible.</summary>
    public static readonly ModelConstant<Duration> EcsMetricDelay = Time("ecsMetricDelay", 120, "Fits AWS's published 363 s from load step to decision (AS-MET-06).");

    /// <summary>Delay until ECS's 20-s datapoints are visible.</summary>
    public static readonly ModelConstant<Duration> EcsHighResolutionMetricDelay = Time("ecsHighResolutionMetricDelay", 10, "Fits AWS's published 86 s (AS-MET-06).");

    /// <summary>Delay until load balancer datapoints are visible.</summary>
    public static readonly ModelConstant<Duration> LoadBalancerMetricDelay = Time("loadBalancerMetricDelay", 60, "Unpublished; a minute is usual.");

    /// <summary>Delay until EC2's datapoints are visible.</summary>
    public static readonly ModelConstant<Duration> Ec2MetricDelay = Time("ec2MetricDelay", 60, "Unpublished; a minute or two are usual with detailed monitoring.");

    /// <summary>Delay until datapoints of queues are visible.</summary>
    public static readonly ModelConstant<Duration> QueueMetricDelay = Time("queueMetricDelay", 60, "Unpublished; a minute is usual.");

    /// <summary>Delay until datapoints of Container Insights are visible.</summary>
    public static readonly ModelConstant<Duration> ContainerInsightsMetricDelay = Time("containerInsightsMetricDelay", 60, "Unpublished; a minute is usual.");

    /// <summary>How long a queue goes on publishing after its last activity.</summary>
    public static readonly ModelConstant<Duration> QueueMetricIdle = Time("queueMetricIdle", 6 * 3600, "AWS says metrics of a queue that has been idle for six hours stop (AS-MET-07).");

    /// <summary>How long an idle queue takes to publish again.</summary>
    public static readonly ModelConstant<Duration> QueueMetricWake = Time("queueMetricWake", 15 * 60, "AWS says up to fifteen minutes (AS-MET-07).");

    /// <summary>From one report of a task's usage to the next: what a task used since its last one is lost with it.</summary>
    public static readonly ModelConstant<Duration> UsageReportInterval = Time("usageReportInterval", 20, "The agent sends metrics every 20 s (AS-MET-01).");

    /// <summary>Delay until capacity provider datapoints are visible.</summary>
    public static readonly ModelConstant<Duration> ManagedScalingMetricDelay = Time("managedScalingMetricDelay", 10, "Unpublished; 10–60 s with the alarm's evaluation (CP-MS-15).");

    /// <summary>Delay until played-back datapoints are visible.</summary>
    public static readonly ModelConstant<Duration> PlaybackMetricDelay = Time("playbackMetricDelay", 60, "Custom metrics published once a minute; unpublished.");

    /// <summary>From an alarm's action to UpdateService.</summary>
    public static readonly ModelConstant<Duration> ScalingDecisionDelay = Time("scalingDecisionDelay", 3, "Activity logs show 1–6 s.");

    /// <summary>From a scheduled action's time to its effect.</summary>
    public static readonly ModelConstant<Duration> ScheduledActionDelay = Time("scheduledActionDelay", 3, "AWS says a few seconds are typical (AS-SC-04).");

    /// <summary>Extra periods an alarm looks back.</summary>
    public static readonly ModelConstant<double> EvaluationRangeExtra = Number("evaluationRangeExtra", 2, "The one published example fetches 5 points for N = 3 (AS-CW-06).");

    /// <summary>Where in its minute an alarm evaluates, in seconds; taken modulo 10 s for periods below a minute.</summary>
    public static readonly ModelConstant<DistributionDefinition> AlarmPhase = Distribution("alarmPhase", DistributionDefinition.Uniform(0, 60),
        "Real re-invocations come exactly whole minutes after the state change, at any second (AS-CW-03).");

    /// <summary>State of an alarm whose few datapoints all breach but are too fresh to alarm.</summary>
    public static readonly ModelConstant<string> FreshPrematureState = Choice("freshPrematureState", "insufficientData", ["insufficientData", "keep"],
        "AWS says only that it does not alarm yet (AS-CW-07, step 6).");

    /// <summary>Datapoints of target tracking's high alarm.</summary>
    public static readonly ModelConstant<double> TargetTrackingHighPeriods = Number("targetTrackingHighPeriods", 3, "Seen in every exported configuration (AS-TT-03).");

    /// <summary>Datapoints of target tracking's low alarm with 60-s metrics.</summary>
    public static readonly ModelConstant<double> TargetTrackingLowPeriods = Number("targetTrackingLowPeriods", 15, "Seen in every exported configuration (AS-TT-03).");

    /// <summary>Datapoints of target tracking's low alarm with 20-s metrics.</summary>
    public static readonly ModelConstant<double> TargetTrackingHighResolutionLowPeriods = Number("targetTrackingHighResolutionLowPeriods", 30,
        "Ten minutes; rests on one emulator fitted to measurements (AS-TT-03).");

    /// <summary>Low threshold of target tracking as a share of the target.</summary>
    public static readonly ModelConstant<double> EcsLowFactor = Number("ecsLowFactor", 0.9, "Seen in every exported configuration (AS-TT-03).");

    /// <summary>Low threshold of a group's target tracking as a share of the target.</summary>
    public static readonly ModelConstant<double> AsgLowFactor = Number("asgLowFactor", 0.7, "Seen in configurations exported in recent years; 0.9 in older ones (AS-EC2-01).");

    /// <summary>Datapoints of the high alarm of a group's target tracking.</summary>
    public static readonly ModelConstant<double> AsgHighPeriods = Number("asgHighPeriods", 3,
        "Seen in exported configurations. Since November 2024 AWS tunes these alarms to each group's history by rules that it does not publish: what it came to stands in the account's alarms and can be set here (AS-EC2-01).");

    /// <summary>Datapoints of the low alarm of a group's target tracking, with periods of a minute or more.</summary>
    public static readonly ModelConstant<double> AsgLowPeriods = Number("asgLowPeriods", 15, "Likewise (AS-EC2-01).");

    /// <summary>Datapoint from which target tracking sizes.</summary>
    public static readonly ModelConstant<string> TargetTrackingSizeMetric = Choice("targetTrackingSizeMetric", "mean", ["mean", "last", "max"], "Unpublished (AS-TT-06).");

    /// <summary>Largest scale-in of target tracking in one activity.</summary>
    public static readonly ModelConstant<string> ScaleInStep = Choice("scaleInStep", "half", ["proportional", "half", "one"],
        "AWS says scale-in is gradual; the one published bound is less than half a minute for managed groups (AS-TT-09).");

    /// <summary>Datapoint by which a scale-in is expected to make the metric breach again.</summary>
    public static readonly ModelConstant<string> FlappingMetric = Choice("flappingMetric", "size", ["size", "last", "max"],
        "AWS documents the refusal, not its predicate: the value sized from, the newest datapoint, or the largest of those judged (AS-TT-10).");

    /// <summary>What a policy does with a desired count outside the bounds.</summary>
    public static readonly ModelConstant<string> OutsideBounds = Choice("outsideBounds", "continue", ["continue", "boundFirst"],
        "AWS says the count is brought to the bound, then the policy goes on; whether that is one step or two is unpublished (AS-TGT-04).");

    /// <summary>How long an activity may be in progress before it counts as unfulfilled; 0 is for ever.</summary>
    public static readonly ModelConstant<Duration> ActivityTimeout = Time("scalingActivityTimeout", 0, "No limit is known: starved activities stayed in progress for more than half an hour (AS-TGT-08).");

    /// <summary>Numbers of the days of the week in cron expressions.</summary>
    public static readonly ModelConstant<string> CronDayNumbers = Choice("cronDayNumbers", "sundayIs1", ["sundayIs1", "sundayIs0"],
        "AWS's dialect counts from SUN = 1, yet one of its samples calls 2 a Tuesday (AS-SC-02); a group's five-field cron always counts from 0.");

    /// <summary>From one forecast of predictive scaling to the next.</summary>
    public static readonly ModelConstant<Duration> ForecastInterval = Time("forecastInterval", 6 * 3600, "AWS says every six hours (AS-PR-02).");

    /// <summary>Least history of predictive scaling.</summary>
    public static readonly ModelConstant<Duration> ForecastLeastHistory = Time("forecastLeastHistory", 24 * 3600, "AWS asks for a day of data (AS-PR-02).");

    /// <summary>Longest history of predictive scaling.</summary>
    public static readonly ModelConstant<Duration> ForecastHistory = Time("forecastHistory", 14 * 24 * 3600, "AWS looks at two weeks (AS-PR-02).");

    /// <summary>How far predictive scaling looks ahead.</summary>
    public static readonly ModelConstant<Duration> ForecastHorizon = Time("forecastHorizon", 48 * 3600, "AWS forecasts two days (AS-PR-02).");

    /// <summary>Whether a target group without traffic reports zero requests per target while targets are registered.</summary>
    public static readonly ModelConstant<bool> ZeroTrafficEmitsZero = Flag("zeroTrafficEmitsZero", true, "AWS's pages disagree (AS-MET-03).");

    /// <summary>Whether scale-out credit adds up over repeated escalations in one cooldown.</summary>
    public static readonly ModelConstant<bool> CreditAccumulates = Flag("creditAccumulates", true, "AWS's example covers one escalation only (AS-CD-02).");

    /// <summary>When a cooldown starts.</summary>
    public static readonly ModelConstant<string> CooldownFrom = Choice("cooldownFrom", "completion", ["completion", "request"],
        "The API reference counts from the completion of the activity (AS-CD-01).");

    /// <summary>How groups of waiting tasks combine in managed scaling.</summary>
    public static readonly ModelConstant<string> ManagedScalingCombination = Choice("managedScalingCombination", "max", ["max", "sum"],
        "AWS called the result a lower bound and publishes no combination (CP-MS-06).");

    private static DistributionDefinition Lognormal(double median, double p95) => DistributionDefinition.LognormalFromMedianP95(median, p95);

    private static ModelConstant<Duration> Time(string name, double seconds, string reason) => Add(new ModelConstant<Duration>(name, Duration.FromSeconds(seconds), reason, []));

    private static ModelConstant<double> Number(string name, double value, string reason) => Add(new ModelConstant<double>(name, value, reason, []));

    private static ModelConstant<bool> Flag(string name, bool value, string reason) => Add(new ModelConstant<bool>(name, value, reason, []));

    private static ModelConstant<string> Choice(string name, string value, ImmutableArray<string> choices, string reason) => Add(new ModelConstant<string>(name, value, reason, choices));

    private static ModelConstant<DistributionDefinition> Distribution(string name, DistributionDefinition value, string reason) =>
        Add(new ModelConstant<DistributionDefinition>(name, value, reason, []));

    private static ModelConstant<T> Add<T>(ModelConstant<T> constant)
        where T : notnull
    {
        List.Add(constant);
        return constant;
    }
}
