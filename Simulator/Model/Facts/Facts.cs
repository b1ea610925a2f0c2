using Simulator.Kernel;

namespace Simulator.Model.Facts;

/// <summary>
/// A task's lastStatus moved. Written by the ECS room. From None to RUNNING at once is a task that was there from the start (initial: steady): ready
/// and healthy. Abrupt ends skip states: RUNNING to DEPROVISIONING or STOPPED. The row is removed after all have heard the move to STOPPED.
/// </summary>
/// <param name="Task">Task row.</param>
/// <param name="From">Status before.</param>
/// <param name="To">Status now.</param>
public readonly record struct TaskTransition(int Task, TaskStatus From, TaskStatus To);

/// <summary>
/// A task was given capacity: a container instance, or Fargate in a zone. Written by the ECS room; EC2 (network interface) or Fargate (microVM) answer with
/// <see cref="TaskNetworkReady"/>. A task that is RUNNING already was there from the start (initial: steady) and wants no answer.
/// </summary>
/// <param name="Task">Task row.</param>
public readonly record struct TaskPlaced(int Task);

/// <summary>A placed task has its host and network interface. Written by the EC2 or Fargate room.</summary>
/// <param name="Task">Task row.</param>
public readonly record struct TaskNetworkReady(int Task);

/// <summary>A container's image is wanted on its host. Written by the ECS room; ECR answers with <see cref="ImagePullCompletion"/>.</summary>
/// <param name="Task">Task row.</param>
/// <param name="Container">Index of the container in the task definition.</param>
public readonly record struct ImagePullRequest(int Task, int Container = 0);

/// <summary>A container's image is on its host, or cannot be had. Written by the ECR room.</summary>
/// <param name="Task">Task row.</param>
/// <param name="Container">Index of the container in the task definition.</param>
/// <param name="Failed">The pull has failed for good (ECR-PL-03).</param>
public readonly record struct ImagePullCompletion(int Task, int Container = 0, bool Failed = false);

/// <summary>A container of a task exited by itself. Written by the failures room (crashes) and the traffic room (finished jobs).</summary>
/// <param name="Task">Task row.</param>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Container">Index of the container in the task definition, or -1 for the first essential one.</param>
public readonly record struct ContainerExit(int Task, int ExitCode, int Container = -1);

/// <summary>
/// An essential container of a running task begins again in place (ECS-TD-18): what it held is lost, and the task answers again from its new ReadyAt on. Written by
/// the ECS room.
/// </summary>
/// <param name="Task">Task row.</param>
/// <param name="Container">Index of the container in the task definition.</param>
public readonly record struct ContainerRestart(int Task, int Container);

/// <summary>A tag names another image from now on. Written by the operator; heard by the ECR room.</summary>
/// <param name="Action">Index of the push on the timeline.</param>
public readonly record struct ImagePush(int Action);

/// <summary>The image registry fails, or works again. Written by the failures room; heard by the ECR room.</summary>
/// <param name="Failure">Failure index, which says what fails and how.</param>
/// <param name="IsOut">It fails now.</param>
public readonly record struct RegistryChange(int Failure, bool IsOut);

/// <summary>A Fargate task's host is gone. Written by the failures room.</summary>
/// <param name="Task">Task row.</param>
public readonly record struct TaskHostLost(int Task);

/// <summary>A task's health toward the lower limit changed. Written by the ECS room.</summary>
/// <param name="Task">Task row.</param>
/// <param name="IsHealthy">Healthy now.</param>
public readonly record struct TaskHealthChange(int Task, bool IsHealthy);

/// <summary>A service's desired count was set. Written by whoever sets it (Application Auto Scaling, operator); heard by the ECS room.</summary>
/// <param name="Service">Service index.</param>
/// <param name="Desired">New desired count.</param>
/// <param name="Decision">Id of the decision that caused it, or 0.</param>
public readonly record struct DesiredCountRequest(int Service, int Desired, int Decision);

/// <summary>A service's desired count has changed. Written by the ECS room.</summary>
/// <param name="Service">Service index.</param>
/// <param name="From">Before.</param>
/// <param name="To">Now.</param>
/// <param name="Decision">Id of the decision that caused it, or 0.</param>
public readonly record struct DesiredCountChange(int Service, int From, int To, int Decision);

/// <summary>running = desired and all healthy, only one deployment. Written by the ECS room on entry.</summary>
/// <param name="Service">Service index.</param>
public readonly record struct SteadyState(int Service);

/// <summary>A service is to be updated by the operator. Written by the operator room; heard by the ECS room.</summary>
/// <param name="Service">Service index.</param>
/// <param name="DesiredCount">New desired count, or -1.</param>
/// <param name="TaskDefinition">New task definition index, or -1.</param>
/// <param name="ForceNewDeployment">Force a deployment.</param>
/// <param name="Decision">Id of the operator's decision, or 0.</param>
/// <param name="After">The service's other properties from now on, or null when they stay.</param>
/// <param name="Gives">Which parts of a revision of <paramref name="After"/> are meant; of the others the service keeps what it has.</param>
public readonly record struct UpdateServiceRequest(
    int Service, int DesiredCount, int TaskDefinition, bool ForceNewDeployment, int Decision = 0, Definitions.ServiceDefinition? After = null,
    Definitions.RevisionParts Gives = Definitions.RevisionParts.None)
{
    /// <summary>Whether it is refused while a deployment is in progress, as CodeDeploy does.</summary>
    public bool UnlessDeploying { get; init; }
}

/// <summary>UpdateTaskProtection. Written by the operator; heard by the ECS room.</summary>
/// <param name="Service">Service index.</param>
/// <param name="Count">How many of its tasks, 1–10.</param>
/// <param name="Enabled">protectionEnabled.</param>
/// <param name="For">How long, when enabled.</param>
/// <param name="Decision">Id of the operator's decision, or 0.</param>
public readonly record struct TaskProtectionRequest(int Service, int Count, bool Enabled, Duration For, int Decision);

/// <summary>A RunTask call. Written by the traffic room (jobs) or the operator; heard by the ECS room.</summary>
/// <param name="Job">Workload index.</param>
/// <param name="Submission">Index of the submission of a job whose submissions are given one by one, or -1.</param>
public readonly record struct RunTaskRequest(int Job, int Submission = -1);

/// <summary>CreateService. Written by the operator; heard by the ECS room.</summary>
/// <param name="Service">Service index.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct CreateServiceRequest(int Service, int Decision);

/// <summary>DeleteService: from now on DRAINING, INACTIVE when its last task is gone. Written by the operator; heard by the ECS room.</summary>
/// <param name="Service">Service index.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct DeleteServiceRequest(int Service, int Decision);

/// <summary>StopTask. Written by the operator; heard by the ECS room.</summary>
/// <param name="Task">Task row.</param>
public readonly record struct StopTaskRequest(int Task);

/// <summary>A deployment began, completed or failed. Written by the ECS room.</summary>
/// <param name="Deployment">Deployment row.</param>
/// <param name="Service">Service index.</param>
/// <param name="TaskDefinition">Task definition index.</param>
/// <param name="State">Rollout state.</param>
/// <param name="FailedTasks">Failed tasks counted so far.</param>
/// <param name="RollbackOf">Deployment row that it rolls back, or -1.</param>
public readonly record struct DeploymentChange(int Deployment, int Service, int TaskDefinition, RolloutState State, int FailedTasks, int RollbackOf = -1);

/// <summary>rolloutState of a deployment.</summary>
public enum RolloutState
{
    /// <summary>IN_PROGRESS.</summary>
    InProgress,

    /// <summary>COMPLETED.</summary>
    Completed,

    /// <summary>FAILED.</summary>
    Failed,
}

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
public readonly record struct AgentConnection(int Instance, bool Connected = true);

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
public readonly record struct DesiredCapacityRequest(
    int AutoScalingGroup, int Desired, int Decision, Definitions.ScalingProcesses Process = Definitions.ScalingProcesses.None);

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

/// <summary>Something that happened to a group or one of its instances beside changes of state. Written by the EC2 room for the record.</summary>
/// <param name="AutoScalingGroup">Group index, or -1.</param>
/// <param name="Instance">EC2 instance row, or -1.</param>
/// <param name="Kind">What.</param>
/// <param name="InstanceType">Instance type index, or -1.</param>
/// <param name="Zone">Zone index, or -1.</param>
/// <param name="Spot">Whether it is about Spot capacity.</param>
/// <param name="Count">How many instances it is about.</param>
public readonly record struct GroupEvent(int AutoScalingGroup, int Instance, GroupEventKind Kind, int InstanceType, int Zone, bool Spot, int Count);

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

    /// <summary>A call of the operator was refused: it would have left the bounds of the group, or found no instance in the state it needs.</summary>
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

/// <summary>A failure struck or ended. Written by the failures room for the record.</summary>
/// <param name="Failure">Failure index.</param>
/// <param name="Occurrence">Occurrence of that failure, from 0.</param>
/// <param name="Tasks">Tasks hit.</param>
/// <param name="Instances">Instances hit.</param>
public readonly record struct FailureStrike(int Failure, int Occurrence, int Tasks, int Instances);

/// <summary>A target's state moved. Written by the load balancing room; Unused means deregistration is complete.</summary>
/// <param name="TargetGroup">Target group index.</param>
/// <param name="Task">Task row of the target.</param>
/// <param name="From">Before.</param>
/// <param name="To">Now.</param>
public readonly record struct TargetHealthChange(int TargetGroup, int Task, TargetState From, TargetState To);

/// <summary>A draining or stopping task has no request left. Written by the traffic room; the load balancing room may finish early.</summary>
/// <param name="Task">Task row.</param>
public readonly record struct TaskIdle(int Task);

/// <summary>A running task's application stops answering, or answers again. Written by the failures room; heard by the load balancing room.</summary>
/// <param name="Task">Task row.</param>
/// <param name="State">What it does from now on.</param>
public readonly record struct ApplicationChange(int Task, ApplicationState State);

/// <summary>How a task's application treats connections; decides how soon a health check fails (ALB-HC-04).</summary>
public enum ApplicationState
{
    /// <summary>It answers.</summary>
    Answering,

    /// <summary>It refuses connections: a check fails at once.</summary>
    Refusing,

    /// <summary>It accepts connections and never answers: a check fails after its timeout.</summary>
    Hanging,
}

/// <summary>An alarm's state moved, or it invokes its actions again. Written by the CloudWatch room; Application Auto Scaling listens.</summary>
/// <param name="Alarm">Alarm row.</param>
/// <param name="From">State before.</param>
/// <param name="To">State now; equal to <paramref name="From"/> for the minute's re-invocation (AS-CW-10).</param>
/// <param name="Invokes">Whether the state's actions are invoked: false while its actions are disabled.</param>
/// <param name="Age">How long ago the evaluation was: more than 0 only for a repetition that had been left out as idle and counts after all.</param>
/// <param name="IsByHand">Whether SetAlarmState brought it about.</param>
/// <param name="Suppression">Of a composite alarm: what holds its actions back.</param>
public readonly record struct AlarmSignal(
    int Alarm, AlarmState From, AlarmState To, bool Invokes = true, Duration Age = default, bool IsByHand = false, ActionSuppression Suppression = ActionSuppression.None);

/// <summary>What an operator does to an alarm. Written by the operator room; heard by the CloudWatch room.</summary>
/// <param name="Action">Index on the timeline.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct CloudWatchCall(int Action, int Decision);

/// <summary>
/// Repeating an alarm's actions would change nothing for now. Written by Application Auto Scaling when no record of such repetitions is wanted; the CloudWatch
/// room then repeats them only when one of the limits is passed, or when <see cref="RepetitionWanted"/> comes.
/// </summary>
/// <param name="Alarm">Alarm row.</param>
/// <param name="Lowest">Datapoints below it end the silence; −∞ when none does.</param>
/// <param name="Highest">Datapoints above it end the silence; +∞ when none does.</param>
/// <param name="Until">When the silence ends by itself; <see cref="Instant.MaxValue"/> for never.</param>
/// <param name="Within">If there is to be no silence: a repetition left out at most this long ago would be decided only now, and is made up for.</param>
public readonly record struct RepetitionIdle(int Alarm, double Lowest, double Highest, Instant Until, Duration Within);

/// <summary>Something that a decision reads has changed: the alarm's actions are to be repeated every minute again. Written by Application Auto Scaling.</summary>
/// <param name="Alarm">Alarm row.</param>
/// <param name="Within">A repetition left out at most this long ago would be decided only now, and is made up for.</param>
public readonly record struct RepetitionWanted(int Alarm, Duration Within);

/// <summary>An alarm is created or deleted during the run. Written by the autoscaling rooms for the alarms of their policies; heard by the CloudWatch room.</summary>
/// <param name="Alarm">Alarm row.</param>
/// <param name="Exists">Whether it exists from now on: created in INSUFFICIENT_DATA, it judges data older than itself at its first evaluation (AS-CW-11).</param>
public readonly record struct AlarmPresence(int Alarm, bool Exists);

/// <summary>
/// An autoscaling call of the operator: RegisterScalableTarget, PutScalingPolicy and the like. Written by the operator room; heard by Application Auto
/// Scaling and by the scaling of groups, each of which carries out its own.
/// </summary>
/// <param name="Action">Index on the timeline.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct AutoScalingCall(int Action, int Decision);

/// <summary>A bucket of a monitored series has closed with data; alarms see it from <paramref name="Published"/> on. Written by the CloudWatch room for the record.</summary>
/// <param name="Series">Index in <see cref="Definitions.MonitoringPlan.Series"/>.</param>
/// <param name="PeriodStart">Start of the bucket, which stamps the datapoint (AS-MET-08); the first bucket of a run may begin before its start.</param>
/// <param name="Published">When CloudWatch shows it.</param>
/// <param name="Datapoint">Its statistics.</param>
public readonly record struct MetricPublished(int Series, Instant PeriodStart, Instant Published, Datapoint Datapoint);

/// <summary>A new forecast says something about an hour. Written by predictive scaling for the record.</summary>
/// <param name="IsGroup">Whether the policy is a group's.</param>
/// <param name="Subject">Service or group.</param>
/// <param name="Policy">Index among its policies.</param>
/// <param name="Hour">When the hour begins; the first one may begin before the run.</param>
/// <param name="Load">Load; NaN when capacities are given.</param>
/// <param name="Capacity">Capacity.</param>
public readonly record struct ForecastHour(bool IsGroup, int Subject, int Policy, Instant Hour, double Load, double Capacity);

/// <summary>What holds the actions of a composite alarm back: ActionsSuppressedBy.</summary>
public enum ActionSuppression
{
    /// <summary>Nothing: they are taken.</summary>
    None,

    /// <summary>Its suppressor is in ALARM.</summary>
    Alarm,

    /// <summary>Its suppressor may still go into ALARM.</summary>
    WaitPeriod,

    /// <summary>It may still go back after its suppressor did.</summary>
    ExtensionPeriod,
}

/// <summary>What moved the suppression of a composite alarm's actions.</summary>
public enum SuppressionCause
{
    /// <summary>The composite alarm changed its state.</summary>
    StateChange,

    /// <summary>Its suppressor went into ALARM or left it.</summary>
    SuppressorChange,

    /// <summary>The WaitPeriod or ExtensionPeriod is over.</summary>
    PeriodOver,
}

/// <summary>A composite alarm takes the actions of its state. Written by the CloudWatch room for the record; the actions themselves are not simulated.</summary>
/// <param name="Alarm">Alarm, as <see cref="AlarmSignal"/> numbers it.</param>
public readonly record struct CompositeActionsTaken(int Alarm);

/// <summary>
/// A period of what CloudWatch computes for some alarm or forecast, an expression or a percentile, is complete and has a value. Written by the CloudWatch room for
/// forecasts, and for the record where that is kept.
/// </summary>
/// <param name="Computed">Index in <see cref="Definitions.MonitoringPlan.Computed"/>.</param>
/// <param name="PeriodStart">Start of the period.</param>
/// <param name="Published">When all it is made of is visible.</param>
/// <param name="Value">Its value.</param>
/// <param name="SampleCount">Samples behind it; NaN for an expression.</param>
public readonly record struct MetricComputed(int Computed, Instant PeriodStart, Instant Published, double Value, double SampleCount);

/// <summary>A scaling activity's status moved. Written by Application Auto Scaling for the record; it acts on nothing.</summary>
/// <param name="Decision">Id of the decision that opened it.</param>
/// <param name="Service">Service index.</param>
/// <param name="Status">Status now.</param>
public readonly record struct ScalingActivityChange(int Decision, int Service, ScalingActivityStatus Status);

/// <summary>A task could not be placed. Written by the ECS room. Counts are instances rejected by each filter.</summary>
/// <param name="Service">Service index, or -1.</param>
/// <param name="Task">Row of the task that now waits in PROVISIONING, or -1 when none was created (no managed scaling, ECS-CP-03).</param>
/// <param name="Reason">Main reason.</param>
/// <param name="ClosestInstance">Container instance row of the closest match, or -1.</param>
/// <param name="Rejected">Counts by filter.</param>
public readonly record struct PlacementFailure(int Service, int Task, PlacementFailureReason Reason, int ClosestInstance, PlacementRejections Rejected);

/// <summary>A task was placed on a container instance; recorded only when all placements are wanted.</summary>
/// <param name="Service">Service index, or -1.</param>
/// <param name="Task">Task row.</param>
/// <param name="ContainerInstance">Container instance row.</param>
public readonly record struct PlacementSuccess(int Service, int Task, int ContainerInstance);

/// <summary>Why nothing fits.</summary>
public enum PlacementFailureReason
{
    /// <summary>No ACTIVE instance in the cluster or provider.</summary>
    NoActiveInstances,

    /// <summary>RESOURCE:CPU.</summary>
    Cpu,

    /// <summary>RESOURCE:MEMORY.</summary>
    Memory,

    /// <summary>RESOURCE:PORTS.</summary>
    Ports,

    /// <summary>RESOURCE:ENI.</summary>
    Eni,

    /// <summary>RESOURCE:GPU.</summary>
    Gpu,

    /// <summary>ATTRIBUTE.</summary>
    Attribute,

    /// <summary>A placement constraint is unsatisfied.</summary>
    Constraint,

    /// <summary>AGENT.</summary>
    Agent,

    /// <summary>RESOURCE:FARGATE.</summary>
    Fargate,

    /// <summary>The account's quota of concurrent Fargate vCPUs is used up.</summary>
    VcpuQuota,

    /// <summary>Too many tasks wait in PROVISIONING: the call fails with a ClientException (ECS-CP-03).</summary>
    ProvisioningLimit,
}

/// <summary>Instances rejected by each filter; an instance counts at the first filter that rejects it.</summary>
/// <param name="Cpu">By CPU.</param>
/// <param name="Memory">By memory.</param>
/// <param name="Ports">By ports.</param>
/// <param name="Eni">By network interfaces.</param>
/// <param name="Gpu">By GPUs.</param>
/// <param name="Attribute">By attributes.</param>
/// <param name="Constraint">By constraints.</param>
/// <param name="Agent">By status or agent.</param>
public readonly record struct PlacementRejections(int Cpu, int Memory, int Ports, int Eni, int Gpu, int Attribute, int Constraint, int Agent);

/// <summary>An ECS service event (section 6.2 of AWS's service event messages).</summary>
/// <param name="Service">Service index.</param>
/// <param name="Message">Which message; <see cref="ServiceEventText"/> composes the sentence.</param>
/// <param name="Count">A count in the message; of DeploymentFailed the <see cref="DeploymentCause"/>; of UnableToPlace the <see cref="PlacementFailureReason"/>; of UnhealthyInTargetGroup the target group index, or -1 for a container health check.</param>
/// <param name="Subject">
/// Task row (UnhealthyInTargetGroup), container instance row (UnableToPlace: the closest), target group index (RegisteredTargets), deployment
/// (DeploymentCompleted, DeploymentFailed, RollingBack, ScaleInBlocked), or -1.
/// </param>
/// <param name="Tasks">Birth ordinals of the tasks it lists, or null; read it at once, the list is used again.</param>
/// <param name="Detail">A zone, or tasks by zone (rebalancing); null otherwise.</param>
public readonly record struct ServiceEvent(int Service, ServiceEventMessage Message, int Count, int Subject, IReadOnlyList<long>? Tasks = null, string? Detail = null);

/// <summary>Service event messages (ECS-EV-01 … 12).</summary>
public enum ServiceEventMessage
{
    /// <summary>has reached a steady state.</summary>
    SteadyState,

    /// <summary>was unable to place a task because no container instance met all of its requirements.</summary>
    UnableToPlace,

    /// <summary>is unhealthy in target-group due to …</summary>
    UnhealthyInTargetGroup,

    /// <summary>is unable to consistently start tasks successfully.</summary>
    UnableToStartConsistently,

    /// <summary>was unable to stop or start tasks during a deployment.</summary>
    DeploymentStuck,

    /// <summary>has started n tasks.</summary>
    StartedTasks,

    /// <summary>has stopped n running tasks.</summary>
    StoppedTasks,

    /// <summary>registered n targets.</summary>
    RegisteredTargets,

    /// <summary>has begun draining connections on n tasks.</summary>
    BegunDraining,

    /// <summary>deployment completed.</summary>
    DeploymentCompleted,

    /// <summary>deployment failed: tasks failed to start.</summary>
    DeploymentFailed,

    /// <summary>was unable to place tasks because the provisioning capacity limit was exceeded.</summary>
    ProvisioningLimit,

    /// <summary>was unable to place a task. Reason: Capacity is unavailable at this time.</summary>
    CapacityUnavailable,

    /// <summary>was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.</summary>
    VcpuLimit,

    /// <summary>rolling back to deployment.</summary>
    RollingBack,

    /// <summary>operations are being throttled.</summary>
    OperationsThrottled,

    /// <summary>was unable to reach steady state because a task set was unable to scale in: protected tasks.</summary>
    ScaleInBlocked,

    /// <summary>is not AZ balanced.</summary>
    NotBalanced,

    /// <summary>has started n tasks in a zone to AZ Rebalance.</summary>
    RebalancingStartedTasks,

    /// <summary>has stopped n running tasks in a zone due to AZ rebalancing.</summary>
    RebalancingStoppedTasks,

    /// <summary>is AZ balanced.</summary>
    Balanced,

    /// <summary>stopped AZ Rebalancing.</summary>
    RebalancingStopped,

    /// <summary>a daemon's running tasks violate its changed placement constraints.</summary>
    DaemonConstraintViolated,

    /// <summary>A task set has reached its computed desired count, and all of its tasks are healthy; subject: its deployment row.</summary>
    TaskSetSteady,
}
