using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>Everything one replication recorded: what the result files are written from. Times are instants since the start of the run.</summary>
public sealed class RunResult
{
    /// <summary>The scenario that ran.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>Replication number, from 0.</summary>
    public int Replication { get; init; }

    /// <summary>One row for each service and interval, in order of time, then service.</summary>
    public List<ServiceSample> Services { get; } = [];

    /// <summary>One row for each capacity provider (and -1 for the cluster) and interval.</summary>
    public List<ClusterSample> Cluster { get; } = [];

    /// <summary>One row for each target group and interval.</summary>
    public List<TargetGroupSample> TargetGroups { get; } = [];

    /// <summary>One row for each queue and interval.</summary>
    public List<QueueSample> Queues { get; } = [];

    /// <summary>Tasks in order of creation; those alive at the end included.</summary>
    public List<TaskRecord> Tasks { get; } = [];

    /// <summary>Containers of tasks that are more than one plain container, in order of their tasks' creation.</summary>
    public List<ContainerRecord> Containers { get; } = [];

    /// <summary>Container instances and EC2 instances in order of launch.</summary>
    public List<InstanceRecord> Instances { get; } = [];

    /// <summary>What happened to instances and groups, in order of time; the instances that are there from the start of a steady run are not among it.</summary>
    public List<InstanceEventRecord> InstanceEvents { get; } = [];

    /// <summary>Datapoints CloudWatch holds for metrics that an alarm or policy reads, in order of publication.</summary>
    public List<MetricDatapoint> Metrics { get; } = [];

    /// <summary>Alarm transitions.</summary>
    public List<AlarmRecord> Alarms { get; } = [];

    /// <summary>Decisions in order.</summary>
    public List<DecisionRecord> Decisions { get; } = [];

    /// <summary>Datapoints of all decisions; <see cref="Decision.Points"/> says where those of one lie.</summary>
    public List<double> DecisionPoints { get; } = [];

    /// <summary>Changes of services' desiredCount, in order.</summary>
    public List<DesiredChangeRecord> DesiredChanges { get; } = [];

    /// <summary>Lag budgets of scale-outs, in order of decision.</summary>
    public List<LagRecord> Lags { get; } = [];

    /// <summary>Hours that predictive policies forecast, by policy, then hour.</summary>
    public List<ForecastRecord> Forecasts { get; } = [];

    /// <summary>Scaling activities by the id of the decision that opened them, with their newest status (AS-TGT-08).</summary>
    public SortedDictionary<int, ScalingActivityStatus> ScalingActivities { get; } = [];

    /// <summary>Service events.</summary>
    public List<ServiceEventRecord> ServiceEvents { get; } = [];

    /// <summary>Deployments in order of creation.</summary>
    public List<DeploymentRecord> Deployments { get; } = [];

    /// <summary>Changes of the health of container instances.</summary>
    public List<InstanceHealthRecord> InstanceHealth { get; } = [];

    /// <summary>Changes of service deployments, in order.</summary>
    public List<DeploymentStageRecord> DeploymentStages { get; } = [];

    /// <summary>Placement attempts that failed (or all).</summary>
    public List<PlacementRecord> Placements { get; } = [];

    /// <summary>Failures injected.</summary>
    public List<FailureRecord> Failures { get; } = [];

    /// <summary>Fargate use by task definition and purchase option; also where no record of each task is kept.</summary>
    public List<FargateUsage> FargateUsage { get; } = [];

    /// <summary>Costs by resource kind.</summary>
    public List<CostRecord> Costs { get; } = [];

    /// <summary>The scenario's published points beside what the run came to, in order of reference and time.</summary>
    public List<ReferenceSample> References { get; } = [];

    /// <summary>Summary metrics by stable dotted name, in a fixed order.</summary>
    public List<SummaryMetric> Summary { get; } = [];

    /// <summary>What the engine did.</summary>
    public EngineStatistics Engine { get; set; }
}

/// <summary>What the engine did in a replication (no wall-clock figures here: they would break reproducibility).</summary>
/// <param name="Events">Events taken from the calendar, and arrivals advanced without one.</param>
/// <param name="MaxPendingEvents">Largest number of pending events.</param>
/// <param name="Requests">Requests simulated.</param>
/// <param name="End">Simulated end.</param>
public readonly record struct EngineStatistics(long Events, int MaxPendingEvents, long Requests, Instant End);

/// <summary>A summary metric.</summary>
/// <param name="Name">Stable dotted name.</param>
/// <param name="Value">Value; NaN when there is none.</param>
/// <param name="Unit">Unit.</param>
public readonly record struct SummaryMetric(string Name, double Value, string Unit);

/// <summary>A service over one interval. Counts are of the interval; gauges are at its end; utilisations are exact means over it in percent.</summary>
public readonly record struct ServiceSample(
    Instant At, int Service, int Desired, int Running, int Pending, int Healthy, double CpuUtilization, double MemoryUtilization,
    long Requests, long Completed, long Errors502, long Errors503, long Errors504, double LatencyMeanMs, double LatencyP50Ms, double LatencyP95Ms, double LatencyP99Ms)
{
    /// <summary>vCPUs of the running tasks, mean over the interval.</summary>
    public double ReservedVcpus { get; init; } = double.NaN;

    /// <summary>Tasks the load needs at the policies' targets; NaN without target tracking.</summary>
    public double Needed { get; init; } = double.NaN;

    /// <summary>Tasks that predictive policies forecast for the hour; NaN without one.</summary>
    public double PredictedCapacity { get; init; } = double.NaN;
}

/// <summary>A capacity provider (or the cluster: -1) at the end of an interval. NaN means no value.</summary>
public readonly record struct ClusterSample(
    Instant At, int CapacityProvider, int Instances, double CpuReservation, double MemoryReservation, double CapacityProviderReservation, int FargateTasks, double AvailabilityZoneImbalance);

/// <summary>A queue over an interval; counts are of the interval, gauges at its end.</summary>
/// <param name="At">End of the interval.</param>
/// <param name="Queue">Queue index.</param>
/// <param name="Visible">Messages that can be received.</param>
/// <param name="InFlight">Messages received and neither deleted nor visible again.</param>
/// <param name="Delayed">Messages whose delay is not over.</param>
/// <param name="OldestAgeSeconds">Age of the oldest message; 0 without one.</param>
/// <param name="Sent">Messages sent.</param>
/// <param name="Received">Messages handed out.</param>
/// <param name="Deleted">Messages deleted.</param>
/// <param name="Returned">Messages visible again.</param>
/// <param name="Expired">Messages whose retention was over.</param>
/// <param name="DeadLettered">Messages moved to the dead-letter queue.</param>
public readonly record struct QueueSample(
    Instant At, int Queue, int Visible, int InFlight, int Delayed, double OldestAgeSeconds, long Sent, long Received, long Deleted, long Returned, long Expired, long DeadLettered);

/// <summary>A target group over one interval.</summary>
public readonly record struct TargetGroupSample(
    Instant At, int TargetGroup, long Requests, int Healthy, int Unhealthy, double RequestCountPerTarget, double ResponseTimeMs, long Http5xx);

/// <summary>A task's whole life; <see cref="Instant.MaxValue"/> where a point was not reached.</summary>
public readonly record struct TaskRecord(
    long Ordinal, int Service, int Deployment, int TaskDefinition, string Group, LaunchType LaunchType, int CapacityProvider, long ContainerInstanceOrdinal, int Zone,
    Instant Created, Instant Placed, Instant PullStarted, Instant PullStopped, Instant Started, Instant Healthy, Instant Stopping, Instant Stopped,
    StopCode StopCode, StopReason StopReason, int ExitCode, int Decision = 0)
{
    /// <summary>connectivityAt.</summary>
    public Instant Connected { get; init; }

    /// <summary>executionStoppedAt.</summary>
    public Instant ExecutionStopped { get; init; }

    /// <summary>healthStatus of the task (ECS-TD-16).</summary>
    public ContainerHealth HealthStatus { get; init; }

    /// <summary>Restarts of its containers in place (ECS-TD-18).</summary>
    public int Restarts { get; init; }
}

/// <summary>A container's whole life; <see cref="Instant.MaxValue"/> where a point was not reached.</summary>
public readonly record struct ContainerRecord(
    long TaskOrdinal, int TaskDefinition, int Container, Instant PullStarted, Instant PullStopped, Instant Started, Instant Healthy, Instant Stopped, Instant Reported,
    int ExitCode, int Restarts, StopReason Reason);

/// <summary>An EC2 instance's whole life; <see cref="Instant.MaxValue"/> where a point was not reached.</summary>
public readonly record struct InstanceRecord(
    long Ordinal, int InstanceType, bool Spot, int AutoScalingGroup, int Zone, int CapacityProvider, int RegisteredCpu, int RegisteredMemory,
    Instant Launched, Instant Active, Instant Draining, Instant Terminated, TerminationReason Reason)
{
    /// <summary>InService in its group for the first time.</summary>
    public Instant InService { get; init; } = Instant.MaxValue;

    /// <summary>INACTIVE: out of the cluster; <see cref="Instant.MaxValue"/> while it is registered, even after its end (ECS-CL-14).</summary>
    public Instant Inactive { get; init; } = Instant.MaxValue;

    /// <summary>When it was told of its Spot interruption.</summary>
    public Instant SpotNotice { get; init; } = Instant.MaxValue;

    /// <summary>How long it was stopped: only its volume was paid then.</summary>
    public Duration Stopped { get; init; }

    /// <summary>Mean Spot price over its life relative to the published one; 1 for On-Demand (CAT-05).</summary>
    public double PriceFactor { get; init; } = 1;
}

/// <summary>
/// Something that happened to an instance or group: a change of state (from, to and reason mean something), or what its kind says. Ordinal -1 when it is about
/// no one instance; Action is the index on the timeline of a refused call, else -1.
/// </summary>
public readonly record struct InstanceEventRecord(
    Instant At, int AutoScalingGroup, long Ordinal, int InstanceType, int Zone, bool Spot, GroupEventKind Kind, Ec2InstanceState From, Ec2InstanceState To,
    TerminationReason Reason, int Count, int Action = -1, CallRefusal Refusal = CallRefusal.None);

/// <summary>An hour as a predictive policy saw it coming, and as it was. NaN is no value.</summary>
/// <param name="IsGroup">Whether the policy is a group's.</param>
/// <param name="Subject">Service or group.</param>
/// <param name="Policy">Index among its policies.</param>
/// <param name="Hour">When the hour begins; the first one may begin before the run.</param>
/// <param name="Made">When the forecast was made that was in force as the hour began.</param>
/// <param name="Load">Load forecast; NaN when capacities are given.</param>
/// <param name="ActualLoad">Mean of the load's datapoints in the hour.</param>
/// <param name="Capacity">Capacity forecast.</param>
/// <param name="NeededCapacity">Capacity that the load asked for at the target.</param>
/// <param name="ActualCapacity">Mean number of running tasks, or of instances in service.</param>
public readonly record struct ForecastRecord(
    bool IsGroup, int Subject, int Policy, Instant Hour, Instant Made, double Load, double ActualLoad, double Capacity, double NeededCapacity, double ActualCapacity);

/// <summary>A CloudWatch datapoint, or a value that CloudWatch computed from several for an alarm or policy.</summary>
/// <param name="Metric">Series; of an expression its text and inputs.</param>
/// <param name="Statistic">Basic statistic.</param>
/// <param name="PeriodStart">Start of the period.</param>
/// <param name="Published">When alarms can see it.</param>
/// <param name="Value">Value.</param>
/// <param name="SampleCount">Samples behind it; NaN for an expression.</param>
/// <param name="PeriodSeconds">Length of the period.</param>
/// <param name="Computed">What stands in the place of a basic statistic: an extended one such as p99, or the word for expressions; null for a basic one.</param>
public readonly record struct MetricDatapoint(
    MetricIdentity Metric, MetricStatistic Statistic, Instant PeriodStart, Instant Published, double Value, double SampleCount, int PeriodSeconds, string? Computed = null)
{
    /// <summary>The statistic as files name it.</summary>
    public string StatisticName => Computed ?? Statistic.ToString();
}

/// <summary>An alarm transition with the reason CloudWatch would give.</summary>
/// <param name="At">When.</param>
/// <param name="Alarm">Alarm name.</param>
/// <param name="From">State before.</param>
/// <param name="To">State now.</param>
/// <param name="Reason">StateReason.</param>
/// <param name="Suppression">Of a composite alarm: what held its actions back then.</param>
/// <param name="ActionsAt">Of a composite alarm: when it first took the actions of this state; null while it never did.</param>
public readonly record struct AlarmRecord(Instant At, string Alarm, AlarmState From, AlarmState To, string Reason, ActionSuppression Suppression = ActionSuppression.None, Instant? ActionsAt = null);

/// <summary>A decision with its time.</summary>
public readonly record struct DecisionRecord(Instant At, Decision Decision);

/// <summary>A change of a service's desiredCount.</summary>
public readonly record struct DesiredChangeRecord(Instant At, int Service, int From, int To);

/// <summary>A service event with its text.</summary>
public readonly record struct ServiceEventRecord(Instant At, int Service, string Message);

/// <summary>A deployment, with its number among all of the run (tasks carry it too); <see cref="Instant.MaxValue"/> while in progress.</summary>
public readonly record struct DeploymentRecord(int Service, int Ordinal, int TaskDefinition, Instant Created, Instant Completed, RolloutState State, int FailedTasks)
{
    /// <summary>Deployment that it rolls back, or -1.</summary>
    public int RollbackOf { get; init; } = -1;

    /// <summary>Where it stands with the digests of its images.</summary>
    public ImageDigests Digests { get; init; }

    /// <summary>Status of the service deployment it belongs to.</summary>
    public ServiceDeploymentStatus Status { get; init; }

    /// <summary>Why the service deployment failed or was stopped.</summary>
    public DeploymentCause Cause { get; init; }

    /// <summary>The alarm that was the cause, or -1.</summary>
    public int Alarm { get; init; } = -1;

    /// <summary>The lifecycle hook that was the cause, or null.</summary>
    public LifecycleHookDefinition? Hook { get; init; }

    /// <summary>Strategy of the deployment.</summary>
    public DeploymentStrategy Strategy { get; init; }

    /// <summary>When the service deployment ended; <see cref="Instant.MaxValue"/> before.</summary>
    public Instant Finished { get; init; } = Instant.MaxValue;
}

/// <summary>A change of a service deployment.</summary>
public readonly record struct DeploymentStageRecord(Instant At, ServiceDeploymentChange Change);

/// <summary>A placement attempt; instance ordinal -1 when it failed, and the ordinal of the closest instance (ECS-PL-18) then, or -1.</summary>
public readonly record struct PlacementRecord(
    Instant At, int Service, long TaskOrdinal, long ContainerInstanceOrdinal, string Reason, PlacementRejections Rejected, long ClosestInstanceOrdinal = -1);

/// <summary>A failure; <see cref="Instant.MaxValue"/> when the service was not whole again by the end.</summary>
public readonly record struct FailureRecord(Instant At, string Name, FailureKind Kind, string Target, int TasksHit, int InstancesHit, Instant WholeAgain);

/// <summary>A cost line.</summary>
public readonly record struct CostRecord(string Resource, double Quantity, string Unit, double Usd);
