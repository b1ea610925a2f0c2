using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>A scalable target of Application Auto Scaling on a service's desiredCount (RegisterScalableTarget).</summary>
public sealed record ScalableTargetDefinition
{
    /// <summary>Whether it is registered when the run starts; a RegisterScalableTarget on the timeline can do it later.</summary>
    public bool IsRegistered { get; init; } = true;

    /// <summary>MinCapacity.</summary>
    public required int MinCapacity { get; init; }

    /// <summary>MaxCapacity.</summary>
    public required int MaxCapacity { get; init; }

    /// <summary>SuspendedState.DynamicScalingInSuspended.</summary>
    public bool ScaleInSuspended { get; init; }

    /// <summary>SuspendedState.DynamicScalingOutSuspended.</summary>
    public bool ScaleOutSuspended { get; init; }

    /// <summary>SuspendedState.ScheduledScalingSuspended.</summary>
    public bool ScheduledSuspended { get; init; }

    /// <summary>Policies in order, each name once: those of the start, then those that a PutScalingPolicy on the timeline creates.</summary>
    public ImmutableArray<ScalingPolicyDefinition> Policies { get; init; } = [];

    /// <summary>Scheduled actions in order, each name once: those of the start, then those that a PutScheduledAction on the timeline creates.</summary>
    public ImmutableArray<ScheduledActionDefinition> ScheduledActions { get; init; } = [];
}

/// <summary>A scheduled action of a scalable target (PutScheduledAction, AS-SC-01 … 07).</summary>
/// <param name="Name">ScheduledActionName, unique for a target.</param>
/// <param name="Schedule">A valid <see cref="Languages.Schedule"/>.</param>
/// <param name="TimeZone">IANA name for times of <c>at</c> and <c>cron</c>; empty is UTC.</param>
/// <param name="Start">StartTime: the action runs then too, and not before; null when not given.</param>
/// <param name="End">EndTime: the action does not run after it; null when not given.</param>
/// <param name="MinCapacity">New minimum, or null to keep it.</param>
/// <param name="MaxCapacity">New maximum, or null to keep it.</param>
public sealed record ScheduledActionDefinition(
    string Name, string Schedule, string TimeZone, DateTimeOffset? Start, DateTimeOffset? End, int? MinCapacity, int? MaxCapacity)
{
    /// <summary>DesiredCapacity, which only a group's actions have (AS-EC2-04); null to keep it.</summary>
    public int? DesiredCapacity { get; init; }

    /// <summary>Whether it exists when the run starts; otherwise the timeline puts it.</summary>
    public bool ExistsFromStart { get; init; } = true;
}

/// <summary>A scaling policy of a service or group (PutScalingPolicy).</summary>
/// <param name="Name">PolicyName.</param>
public abstract record ScalingPolicyDefinition(string Name)
{
    /// <summary>Whether it exists when the run starts; otherwise the timeline puts it.</summary>
    public bool ExistsFromStart { get; init; } = true;

    /// <summary>Enabled, which only a group's policies have: a disabled one does nothing, and acts on alarms in ALARM once enabled (AS-EC2-08).</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>EstimatedInstanceWarmup, which only a group's policies have; null when not given (AS-EC2-02).</summary>
    public Duration? InstanceWarmup { get; init; }
}

/// <summary>Which statistic CloudWatch computes over a period.</summary>
public enum MetricStatistic
{
    /// <summary>Sum ÷ SampleCount.</summary>
    Average,

    /// <summary>Smallest sample.</summary>
    Minimum,

    /// <summary>Largest sample.</summary>
    Maximum,

    /// <summary>Sum of samples.</summary>
    Sum,

    /// <summary>Number of samples.</summary>
    SampleCount,
}

/// <summary>
/// Identity of a CloudWatch series the world can produce, resolved from {Namespace, MetricName, Dimensions}. The entity is an index whose list
/// depends on <see cref="Source"/>: a service, target group or capacity provider; -1 for the cluster or a custom series.
/// </summary>
/// <param name="Source">Who publishes it.</param>
/// <param name="Entity">Index of the service, target group, capacity provider or played-back workload; -1 for the cluster, below it a family of Container Insights.</param>
/// <param name="Namespace">Such as <c>AWS/ECS</c>.</param>
/// <param name="MetricName">Such as <c>CPUUtilization</c>.</param>
/// <param name="Dimensions">Dimensions as <c>Name=Value</c> joined by commas, in order of name.</param>
public sealed record MetricIdentity(MetricSource Source, int Entity, string Namespace, string MetricName, string Dimensions)
{
    private const int Families = -2;

    /// <summary>The entity of a Container Insights series of a family, whose first task definition is given.</summary>
    public static int FamilyOf(int taskDefinition) => Families - taskDefinition;

    /// <summary>The first task definition of the family that an entity below -1 stands for.</summary>
    public static int FirstOfFamily(int entity) => Families - entity;
}

/// <summary>Who publishes a CloudWatch series.</summary>
public enum MetricSource
{
    /// <summary>AWS/ECS CPUUtilization of a service.</summary>
    ServiceCpu,

    /// <summary>AWS/ECS MemoryUtilization of a service.</summary>
    ServiceMemory,

    /// <summary>AWS/ECS CPUReservation of the cluster.</summary>
    ClusterCpuReservation,

    /// <summary>AWS/ECS MemoryReservation of the cluster.</summary>
    ClusterMemoryReservation,

    /// <summary>AWS/ApplicationELB RequestCountPerTarget of a target group.</summary>
    RequestCountPerTarget,

    /// <summary>AWS/ApplicationELB RequestCount of a target group.</summary>
    RequestCount,

    /// <summary>AWS/ApplicationELB TargetResponseTime of a target group, in seconds.</summary>
    TargetResponseTime,

    /// <summary>AWS/ApplicationELB HTTPCode_Target_5XX_Count of a target group: failures that a target answered itself.</summary>
    Http5xxCount,

    /// <summary>AWS/ApplicationELB HealthyHostCount of a target group.</summary>
    HealthyHostCount,

    /// <summary>AWS/ApplicationELB UnHealthyHostCount of a target group.</summary>
    UnHealthyHostCount,

    /// <summary>AWS/ECS/ManagedScaling CapacityProviderReservation of a capacity provider.</summary>
    CapacityProviderReservation,

    /// <summary>A series played back by a workload of kind metric.</summary>
    Playback,

    /// <summary>AWS/EC2 CPUUtilization of an Auto Scaling group's instances.</summary>
    GroupCpu,

    /// <summary>No series of its own: the result of metric math.</summary>
    Expression,

    /// <summary>AWS/ECS CPUUtilization of the cluster's container instances.</summary>
    ClusterCpu,

    /// <summary>AWS/ECS MemoryUtilization of the cluster's container instances.</summary>
    ClusterMemory,

    /// <summary>AWS/ECS GPUReservation of the cluster.</summary>
    ClusterGpuReservation,

    /// <summary>AWS/ApplicationELB HTTPCode_Target_2XX_Count of a target group.</summary>
    Target2xx,

    /// <summary>AWS/ApplicationELB HTTPCode_ELB_5XX_Count in front of a target group.</summary>
    Elb5xx,

    /// <summary>AWS/ApplicationELB HTTPCode_ELB_502_Count in front of a target group.</summary>
    Elb502,

    /// <summary>AWS/ApplicationELB HTTPCode_ELB_503_Count in front of a target group.</summary>
    Elb503,

    /// <summary>AWS/ApplicationELB HTTPCode_ELB_504_Count in front of a target group.</summary>
    Elb504,

    /// <summary>ECS/ContainerInsights: a number about a service or the cluster; which one is said by the metric's name.</summary>
    ContainerInsights,

    /// <summary>AWS/SQS: a number about a queue; which one is said by the metric's name.</summary>
    Queue,
}

/// <summary>Target tracking (AS-TT-01).</summary>
/// <param name="Name">PolicyName.</param>
/// <param name="Metric">The tracked series.</param>
/// <param name="Statistic">Statistic of the managed alarms: Average, or Sum for request count per target.</param>
/// <param name="TargetValue">Target, in the metric's unit; positive.</param>
/// <param name="ScaleOutCooldown">Default 300 s for ECS.</param>
/// <param name="ScaleInCooldown">Default 300 s for ECS.</param>
/// <param name="DisableScaleIn">Whether the policy never removes tasks.</param>
/// <param name="PeriodSeconds">Period of the managed alarms: 60, or 20 for the high-resolution types (AS-MET-05).</param>
public sealed record TargetTrackingPolicyDefinition(
    string Name, MetricIdentity Metric, MetricStatistic Statistic, double TargetValue,
    Duration ScaleOutCooldown, Duration ScaleInCooldown, bool DisableScaleIn, int PeriodSeconds) : ScalingPolicyDefinition(Name)
{
    /// <summary>Metrics[] of a customized metric, which <see cref="Metric"/> then only names; null when a single series is tracked (AS-TT-15).</summary>
    public MetricMathDefinition? Math { get; init; }
}

/// <summary>AdjustmentType of step scaling.</summary>
public enum AdjustmentType
{
    /// <summary>Adds the adjustment to the capacity.</summary>
    ChangeInCapacity,

    /// <summary>Adds a percentage of the capacity (rounding AS-ST-06).</summary>
    PercentChangeInCapacity,

    /// <summary>Sets the capacity.</summary>
    ExactCapacity,
}

/// <summary>A step; bounds are relative to the alarm threshold (AS-ST-03), null is infinity.</summary>
/// <param name="LowerBound">MetricIntervalLowerBound.</param>
/// <param name="UpperBound">MetricIntervalUpperBound.</param>
/// <param name="ScalingAdjustment">Adjustment in the policy's type.</param>
public sealed record StepAdjustment(double? LowerBound, double? UpperBound, int ScalingAdjustment);

/// <summary>Step scaling (AS-ST-02).</summary>
/// <param name="Name">PolicyName.</param>
/// <param name="AdjustmentType">How adjustments are read.</param>
/// <param name="Steps">1–20 validated steps (AS-ST-04).</param>
/// <param name="MinAdjustmentMagnitude">Smallest change for percent adjustments; 0 when not set.</param>
/// <param name="Cooldown">Default 300 s.</param>
/// <param name="Aggregation">MetricAggregationType: Average, Minimum or Maximum.</param>
public sealed record StepScalingPolicyDefinition(
    string Name, AdjustmentType AdjustmentType, ImmutableArray<StepAdjustment> Steps, int MinAdjustmentMagnitude,
    Duration Cooldown, MetricStatistic Aggregation) : ScalingPolicyDefinition(Name);

/// <summary>Simple scaling, which only groups have: one adjustment, then the cooldown (AS-EC2-03).</summary>
/// <param name="Name">PolicyName.</param>
/// <param name="AdjustmentType">How the adjustment is read.</param>
/// <param name="ScalingAdjustment">Instances, percent, or the capacity itself.</param>
/// <param name="MinAdjustmentMagnitude">Smallest change for percent adjustments; 0 when not set.</param>
/// <param name="Cooldown">Cooldown, or null for the group's DefaultCooldown.</param>
public sealed record SimpleScalingPolicyDefinition(
    string Name, AdjustmentType AdjustmentType, int ScalingAdjustment, int MinAdjustmentMagnitude, Duration? Cooldown) : ScalingPolicyDefinition(Name);

/// <summary>ComparisonOperator of an alarm.</summary>
public enum ComparisonOperator
{
    /// <summary>&gt;</summary>
    GreaterThanThreshold,

    /// <summary>≥</summary>
    GreaterThanOrEqualToThreshold,

    /// <summary>&lt;</summary>
    LessThanThreshold,

    /// <summary>≤</summary>
    LessThanOrEqualToThreshold,
}

/// <summary>TreatMissingData of an alarm (AS-CW-07).</summary>
public enum TreatMissingData
{
    /// <summary>missing, the default.</summary>
    Missing,

    /// <summary>ignore.</summary>
    Ignore,

    /// <summary>breaching.</summary>
    Breaching,

    /// <summary>notBreaching.</summary>
    NotBreaching,
}

/// <summary>A CloudWatch metric alarm (PutMetricAlarm).</summary>
public sealed record AlarmDefinition
{
    /// <summary>AlarmName.</summary>
    public required string Name { get; init; }

    /// <summary>The series.</summary>
    public required MetricIdentity Metric { get; init; }

    /// <summary>Statistic over each period.</summary>
    public MetricStatistic Statistic { get; init; }

    /// <summary>ExtendedStatistic in its place, or null (AS-CW-13).</summary>
    public ExtendedStatistic? Extended { get; init; }

    /// <summary>EvaluateLowSampleCountPercentile: ignore. The state is kept while a percentile's newest period has too few samples.</summary>
    public bool KeepsOnLowSamples { get; init; }

    /// <summary>Metrics[]: the expression that is watched; <see cref="Metric"/> then only names it, and <see cref="Statistic"/> says nothing.</summary>
    public MetricMathDefinition? Math { get; init; }

    /// <summary>EvaluationWindow.WallClockWindow: periods lie on the clock of this time zone instead of sliding; null for the sliding window (AS-CW-04).</summary>
    public string? WallClockZone { get; init; }

    /// <summary>Period in seconds (AS-CW-02).</summary>
    public int PeriodSeconds { get; init; } = 60;

    /// <summary>N.</summary>
    public required int EvaluationPeriods { get; init; }

    /// <summary>M; at most N, and N when not set (0).</summary>
    public int DatapointsToAlarm
    {
        get => field == 0 ? EvaluationPeriods : field;
        init;
    }

    /// <summary>Threshold in the metric's unit.</summary>
    public required double Threshold { get; init; }

    /// <summary>Comparison.</summary>
    public required ComparisonOperator Comparison { get; init; }

    /// <summary>Treatment of missing data.</summary>
    public TreatMissingData TreatMissingData { get; init; }

    /// <summary>Whether a target tracking policy owns it (AS-TT-03).</summary>
    public bool IsManaged { get; init; }

    /// <summary>Index on the timeline of the PutScalingPolicy or PutMetricAlarm that creates it; -1 when it exists from the start.</summary>
    public int CreatedBy { get; init; } = -1;

    /// <summary>ActionsEnabled.</summary>
    public bool ActionsEnabled { get; init; } = true;

    /// <summary>Policies invoked in state ALARM.</summary>
    public ImmutableArray<PolicyReference> AlarmActions { get; init; } = [];

    /// <summary>Policies invoked in state OK.</summary>
    public ImmutableArray<PolicyReference> OkActions { get; init; } = [];

    /// <summary>Policies invoked in state INSUFFICIENT_DATA.</summary>
    public ImmutableArray<PolicyReference> InsufficientDataActions { get; init; } = [];
}

/// <summary>A composite alarm (PutCompositeAlarm): a rule over the states of other alarms. It cannot scale anything (AS-CW-14).</summary>
/// <param name="Name">AlarmName.</param>
/// <param name="Rule">AlarmRule, compiled over the children.</param>
/// <param name="Children">Numbers of the alarms the rule names, as <see cref="MonitoringPlan"/> counts them: metric alarms first, then composite ones; of a name that is put again and again the first.</param>
/// <param name="Suppressor">ActionsSuppressor: number of the alarm that suppresses its actions while in ALARM; -1 for none.</param>
/// <param name="WaitPeriod">ActionsSuppressorWaitPeriod: how long actions wait after a change of state for the suppressor to go into ALARM.</param>
/// <param name="ExtensionPeriod">ActionsSuppressorExtensionPeriod: how long they go on waiting after the suppressor left ALARM.</param>
public sealed record CompositeAlarmDefinition(string Name, Languages.AlarmRule Rule, ImmutableArray<int> Children, int Suppressor, Kernel.Duration WaitPeriod, Kernel.Duration ExtensionPeriod)
{
    /// <summary>ActionsEnabled: whether its actions are taken.</summary>
    public bool ActionsEnabled { get; init; } = true;
}

/// <summary>A scaling policy as an alarm action.</summary>
/// <param name="Service">Service index; -1 for a group's policy.</param>
/// <param name="Policy">Index in the policies of the service or group.</param>
/// <param name="Group">Auto Scaling group index; -1 for a service's policy.</param>
public readonly record struct PolicyReference(int Service, int Policy, int Group = -1);
