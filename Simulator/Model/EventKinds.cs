namespace Simulator.Model;

/// <summary>
/// The sixteen phases of an instant: the documented causality among things that happen at the same nanosecond. A closed list; the value is part
/// of every event's key, so reordering it would reshuffle every old run. Within a phase events run first in, first out.
/// </summary>
public static class Phases
{
    /// <summary>Injected failures.</summary>
    public const int Failures = 0;

    /// <summary>Operator actions.</summary>
    public const int Timeline = 1;

    /// <summary>EC2 instances and Auto Scaling groups.</summary>
    public const int Instances = 2;

    /// <summary>Tasks.</summary>
    public const int Tasks = 3;

    /// <summary>Target and container health.</summary>
    public const int Health = 4;

    /// <summary>Metrics: buckets close, datapoints become visible.</summary>
    public const int Metrics = 5;

    /// <summary>Alarm evaluation.</summary>
    public const int Alarms = 6;

    /// <summary>Scaling policies and scheduled actions.</summary>
    public const int Scaling = 7;

    /// <summary>Capacity provider decisions.</summary>
    public const int CapacityProviders = 8;

    /// <summary>Service reconcile and placement.</summary>
    public const int Reconcile = 9;

    /// <summary>Arrivals.</summary>
    public const int Arrivals = 10;

    /// <summary>Requests inside tasks.</summary>
    public const int Requests = 11;

    /// <summary>Standalone jobs.</summary>
    public const int Jobs = 12;

    /// <summary>Kept free.</summary>
    public const int Spare = 13;

    /// <summary>Sampling of exact statistics.</summary>
    public const int Sampling = 14;

    /// <summary>Warm-up end and end of run.</summary>
    public const int RunControl = 15;
}

/// <summary>The rooms of the world that handle events; part of an event's kind.</summary>
public static class Rooms
{
    /// <summary>Service scheduler, tasks, container instances, capacity providers.</summary>
    public const int Ecs = 0;

    /// <summary>EC2 instances and Auto Scaling groups.</summary>
    public const int Ec2 = 1;

    /// <summary>AWS Fargate.</summary>
    public const int Fargate = 2;

    /// <summary>Images and pulls.</summary>
    public const int Ecr = 3;

    /// <summary>Target groups.</summary>
    public const int LoadBalancing = 4;

    /// <summary>Metrics and alarms.</summary>
    public const int CloudWatch = 5;

    /// <summary>Application Auto Scaling.</summary>
    public const int AutoScaling = 6;

    /// <summary>Arrivals and requests.</summary>
    public const int Traffic = 7;

    /// <summary>Failure models.</summary>
    public const int Failures = 8;

    /// <summary>The operator's timeline.</summary>
    public const int Operator = 9;

    /// <summary>Sampling for measurement; not a room of the world.</summary>
    public const int Measurement = 10;

    /// <summary>Managed scaling of capacity providers: a class of its own under Aws/Ecs/CapacityProviders, dispatched to as a room.</summary>
    public const int CapacityProviders = 11;

    /// <summary>EC2 Auto Scaling's own policies: a class of its own under Aws/AutoScaling/Groups, dispatched to as a room.</summary>
    public const int GroupScaling = 12;

    /// <summary>ECS Managed Instances: likewise.</summary>
    public const int ManagedInstances = 13;

    /// <summary>How many there are.</summary>
    public const int Count = 14;
}

/// <summary>
/// Every kind of event: phase (4 bits), room (4 bits), number within both (4 bits). New kinds take a free number; old ones never move.
/// Kinds that happened are past participles; timers end in Due.
/// </summary>
public static class EventKinds
{
    /// <summary>An injected failure strikes; subject: failure index.</summary>
    public const int FailureDue = (Phases.Failures << 8) | (Rooms.Failures << 4) | 0;

    /// <summary>A zone outage ends; subject: failure index.</summary>
    public const int ZoneRestored = (Phases.Failures << 8) | (Rooms.Failures << 4) | 1;

    /// <summary>An agent that had lost its connection is back; subject: EC2 instance row.</summary>
    public const int AgentRestored = (Phases.Failures << 8) | (Rooms.Failures << 4) | 3;

    /// <summary>A running task's own crash; subject: task row.</summary>
    public const int TaskCrashDue = (Phases.Failures << 8) | (Rooms.Failures << 4) | 2;

    /// <summary>A registry outage ends; subject: failure index.</summary>
    public const int RegistryRestored = (Phases.Failures << 8) | (Rooms.Failures << 4) | 8;
    /// <summary>A shortage of Fargate Spot ends; subject: failure index, generation: zone, or the number of zones for all.</summary>
    public const int FargateSpotRestored = (Phases.Failures << 8) | (Rooms.Failures << 4) | 14;

    /// <summary>The hosts of an announced retirement go; subject: number of the announcement.</summary>
    public const int FargateRetirementDue = (Phases.Failures << 8) | (Rooms.Failures << 4) | 15;

    /// <summary>Fargate Spot takes capacity of a zone back; subject: zone index.</summary>
    public const int FargateSpotReclaimDue = (Phases.Failures << 8) | (Rooms.Fargate << 4) | 0;

    /// <summary>An operator action; subject: timeline index.</summary>
    public const int OperatorActionDue = (Phases.Timeline << 8) | (Rooms.Operator << 4) | 0;

    /// <summary>An EC2 instance is running; subject: EC2 instance row.</summary>
    public const int InstanceStarted = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 0;

    /// <summary>The ECS agent of an instance registers; subject: EC2 instance row.</summary>
    public const int AgentRegistered = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 1;

    /// <summary>An EC2 instance has terminated; subject: EC2 instance row.</summary>
    public const int InstanceTerminated = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 2;

    /// <summary>An Auto Scaling group compares size and desired capacity; subject: group index.</summary>
    public const int GroupReconcileDue = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 3;

    /// <summary>The longest drain of an instance that waits in its terminate hook is over; subject: EC2 instance row.</summary>
    public const int DrainTimeoutDue = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 4;

    /// <summary>The trunk interface of a container instance is attached; subject: container instance row.</summary>
    public const int TrunkAttached = (Phases.Instances << 8) | (Rooms.Ecs << 4) | 0;

    /// <summary>The trunk interface of a deregistering container instance is gone; subject: container instance row.</summary>
    public const int TrunkDetached = (Phases.Instances << 8) | (Rooms.Ecs << 4) | 1;

    /// <summary>The control plane notices that an agent is silent; subject: container instance row.</summary>
    public const int AgentSilenceNoticed = (Phases.Instances << 8) | (Rooms.Ecs << 4) | 2;

    /// <summary>An agent whose network is back tries to connect; subject: container instance row.</summary>
    public const int AgentReconnects = (Phases.Instances << 8) | (Rooms.Ecs << 4) | 3;

    /// <summary>The launch hooks of an instance are over; subject: EC2 instance row.</summary>
    public const int LaunchHooksEnded = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 5;

    /// <summary>The target groups of its group have deregistered a terminating instance; subject: EC2 instance row.</summary>
    public const int InstanceDeregistered = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 6;

    /// <summary>The user's terminate hooks of an instance are over; subject: EC2 instance row.</summary>
    public const int TerminateHooksEnded = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 7;

    /// <summary>An instance reaches the age at which its group replaces it; subject: EC2 instance row.</summary>
    public const int InstanceLifetimeDue = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 8;

    /// <summary>A group's verdict on an instance that may have recovered meanwhile; subject: EC2 instance row.</summary>
    public const int HealthVerdictDue = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 9;

    /// <summary>An instance of the warm pool has booted and goes into its waiting state; subject: EC2 instance row.</summary>
    public const int WarmInstancePrepared = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 10;

    /// <summary>An instance refresh goes on, or gives up; subject: group index.</summary>
    public const int InstanceRefreshDue = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 11;

    /// <summary>An instance launched by a refresh has served for its warm-up; subject: EC2 instance row.</summary>
    public const int ReplacementWarm = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 12;

    /// <summary>A stopped instance is started again; subject: EC2 instance row.</summary>
    public const int InstanceRestarted = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 13;

    /// <summary>The repair of an impaired instance; subject: EC2 instance row.</summary>
    public const int InstanceRepaired = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 14;

    /// <summary>A group's verdict on an instance whose group checks its targets; subject: EC2 instance row.</summary>
    public const int TargetVerdictDue = (Phases.Instances << 8) | (Rooms.Ec2 << 4) | 15;

    /// <summary>EC2 takes back part of a Spot pool; subject: pool.</summary>
    public const int SpotReclaimDue = (Phases.Failures << 8) | (Rooms.Ec2 << 4) | 0;

    /// <summary>The notice of a Spot interruption is given; subject: EC2 instance row.</summary>
    public const int SpotNoticeDue = (Phases.Failures << 8) | (Rooms.Ec2 << 4) | 1;

    /// <summary>A Spot instance is interrupted; subject: EC2 instance row.</summary>
    public const int SpotInterruptionDue = (Phases.Failures << 8) | (Rooms.Ec2 << 4) | 2;

    /// <summary>The agent of an instance has read its Spot notice; subject: EC2 instance row.</summary>
    public const int SpotNoticeRead = (Phases.Failures << 8) | (Rooms.Ec2 << 4) | 3;

    /// <summary>EC2 recovers an instance whose host failed; subject: EC2 instance row.</summary>
    public const int InstanceRecoveryDue = (Phases.Failures << 8) | (Rooms.Ec2 << 4) | 4;

    /// <summary>A capacity shortage is over; subject: failure index.</summary>
    public const int CapacityRestored = (Phases.Failures << 8) | (Rooms.Failures << 4) | 4;

    /// <summary>A task's network interface is attached; subject: task row. Number 0 of phase Tasks in room EC2.</summary>
    public const int NetworkInterfaceAttached = (Phases.Tasks << 8) | (Rooms.Ec2 << 4) | 0;

    /// <summary>Fargate has a microVM and network interface for a task; subject: task row.</summary>
    public const int FargateProvisioned = (Phases.Tasks << 8) | (Rooms.Fargate << 4) | 0;

    /// <summary>A task's images are on its host; subject: pull row.</summary>
    public const int ImagePullFinished = (Phases.Tasks << 8) | (Rooms.Ecr << 4) | 0;

    /// <summary>A task's containers have started; subject: task row.</summary>
    public const int ContainersStarted = (Phases.Tasks << 8) | (Rooms.Ecs << 4) | 0;

    /// <summary>A stopping task's containers have exited; subject: task row.</summary>
    public const int ContainersStopped = (Phases.Tasks << 8) | (Rooms.Ecs << 4) | 1;

    /// <summary>A task's resources are gone (network interface deleted); subject: task row.</summary>
    public const int TaskDeprovisioned = (Phases.Tasks << 8) | (Rooms.Ecs << 4) | 2;

    /// <summary>A task that waits for capacity gives up; subject: task row.</summary>
    public const int ProvisioningExpiryDue = (Phases.Tasks << 8) | (Rooms.Ecs << 4) | 3;

    /// <summary>Something of a container's own life is due (start, exit, health, time-out, end of its stop); subject: container row.</summary>
    public const int ContainerDue = (Phases.Tasks << 8) | (Rooms.Ecs << 4) | 8;

    /// <summary>A task's EBS volume is attached; subject: task row.</summary>
    public const int VolumeAttached = (Phases.Tasks << 8) | (Rooms.Ecs << 4) | 9;

    /// <summary>A task's payload reaches the agent of its instance; subject: task row.</summary>
    public const int PayloadReceived = (Phases.Tasks << 8) | (Rooms.Ecs << 4) | 10;

    /// <summary>A task counts as healthy by time running or container check; subject: task row.</summary>
    public const int TaskHealthDue = (Phases.Health << 8) | (Rooms.Ecs << 4) | 0;

    /// <summary>A target's registration has propagated; subject: target row.</summary>
    public const int TargetRegistered = (Phases.Health << 8) | (Rooms.LoadBalancing << 4) | 0;

    /// <summary>A health check that changes a target's state; subject: target row.</summary>
    public const int TargetHealthDue = (Phases.Health << 8) | (Rooms.LoadBalancing << 4) | 1;

    /// <summary>A target's deregistration delay is over; subject: target row.</summary>
    public const int DeregistrationDue = (Phases.Health << 8) | (Rooms.LoadBalancing << 4) | 2;

    /// <summary>A deregistration has propagated: the target receives no more requests; subject: target row.</summary>
    public const int TargetRemoved = (Phases.Health << 8) | (Rooms.LoadBalancing << 4) | 3;

    /// <summary>A running task's application begins to answer (services whose requests come without a load balancer); subject: task row.</summary>
    public const int TaskReady = (Phases.Health << 8) | (Rooms.Traffic << 4) | 0;

    /// <summary>A task's start-up work is done, and its requests have all of its vCPUs; subject: task row.</summary>
    public const int StartupWorkDone = (Phases.Health << 8) | (Rooms.Traffic << 4) | 1;

    /// <summary>A metric bucket closes; subject: resolution index.</summary>
    public const int MetricPeriodEnded = (Phases.Metrics << 8) | (Rooms.CloudWatch << 4) | 0;

    /// <summary>An alarm's evaluation that may change something; subject: CloudWatch's own row of the alarm, generation: whether a change is expected.</summary>
    public const int AlarmEvaluationDue = (Phases.Alarms << 8) | (Rooms.CloudWatch << 4) | 0;

    /// <summary>A composite alarm's WaitPeriod or ExtensionPeriod is over; subject: its number among composite alarms, generation: which period.</summary>
    public const int ActionSuppressionOver = (Phases.Alarms << 8) | (Rooms.CloudWatch << 4) | 1;

    /// <summary>Application Auto Scaling acts on the alarm signals of a target; subject: scalable target index.</summary>
    public const int ScalingDecisionDue = (Phases.Scaling << 8) | (Rooms.AutoScaling << 4) | 0;

    /// <summary>A scheduled action fires; subject: scheduled action index.</summary>
    public const int ScheduledActionDue = (Phases.Scaling << 8) | (Rooms.AutoScaling << 4) | 1;

    /// <summary>A scalable target is registered and its bounds are applied; subject: scalable target index.</summary>
    public const int ScalableTargetRegistered = (Phases.Scaling << 8) | (Rooms.AutoScaling << 4) | 2;

    /// <summary>A scaling activity has been in progress for as long as it may; subject: scalable target index, generation: number of the activity.</summary>
    public const int ScalingActivityDue = (Phases.Scaling << 8) | (Rooms.AutoScaling << 4) | 3;

    /// <summary>A predictive policy makes a new forecast; subject: policy row of the room.</summary>
    public const int ForecastDue = (Phases.Scaling << 8) | (Rooms.AutoScaling << 4) | 4;

    /// <summary>A predictive policy applies its forecast of the coming hour; subject: policy row of the room.</summary>
    public const int PredictedHourDue = (Phases.Scaling << 8) | (Rooms.AutoScaling << 4) | 5;

    /// <summary>EC2 Auto Scaling acts on the alarm signals of a group; subject: group index.</summary>
    public const int GroupScalingDecisionDue = (Phases.Scaling << 8) | (Rooms.GroupScaling << 4) | 0;

    /// <summary>A scheduled action of a group fires; subject: scheduled action index.</summary>
    public const int GroupScheduledActionDue = (Phases.Scaling << 8) | (Rooms.GroupScaling << 4) | 1;

    /// <summary>A predictive policy of a group makes a new forecast; subject: policy row of the room.</summary>
    public const int GroupForecastDue = (Phases.Scaling << 8) | (Rooms.GroupScaling << 4) | 2;

    /// <summary>A predictive policy of a group applies its forecast of the coming hour; subject: policy row of the room.</summary>
    public const int GroupPredictedHourDue = (Phases.Scaling << 8) | (Rooms.GroupScaling << 4) | 3;

    /// <summary>Managed scaling computes and publishes its metric; subject: capacity provider index.</summary>
    public const int ManagedScalingDue = (Phases.CapacityProviders << 8) | (Rooms.CapacityProviders << 4) | 0;

    /// <summary>The oldest unseen datapoint of a capacity provider is visible to its alarms; subject: capacity provider index.</summary>
    public const int ManagedScalingPublished = (Phases.CapacityProviders << 8) | (Rooms.CapacityProviders << 4) | 1;

    /// <summary>Tasks wait for a provider of Managed Instances: it decides what to launch; subject: capacity provider index.</summary>
    public const int ManagedLaunchDue = (Phases.CapacityProviders << 8) | (Rooms.ManagedInstances << 4) | 0;

    /// <summary>A provider of Managed Instances looks for idle and underused ones; subject: capacity provider index, generation: which review counts.</summary>
    public const int ManagedReviewDue = (Phases.CapacityProviders << 8) | (Rooms.ManagedInstances << 4) | 1;

    /// <summary>A Managed Instance is to be patched; subject: EC2 instance row.</summary>
    public const int ManagedPatchDue = (Phases.Instances << 8) | (Rooms.ManagedInstances << 4) | 0;

    /// <summary>The longest drain of a Managed Instance is over; subject: EC2 instance row.</summary>
    public const int ManagedDeadlineDue = (Phases.Instances << 8) | (Rooms.ManagedInstances << 4) | 1;

    /// <summary>The health of a Managed Instance whose agent fell silent is looked at; subject: EC2 instance row.</summary>
    public const int ManagedRepairDue = (Phases.Instances << 8) | (Rooms.ManagedInstances << 4) | 2;

    /// <summary>A service compares what runs with what is desired; subject: service index.</summary>
    public const int ServiceReconcileDue = (Phases.Reconcile << 8) | (Rooms.Ecs << 4) | 0;

    /// <summary>Room on container instances appeared, or the scheduler's tick: tasks that wait for capacity are tried again. No subject.</summary>
    public const int CapacityRetryDue = (Phases.Reconcile << 8) | (Rooms.Ecs << 4) | 1;

    /// <summary>A service that is still steady says so again; subject: service index.</summary>
    public const int SteadyStateDue = (Phases.Reconcile << 8) | (Rooms.Ecs << 4) | 15;

    /// <summary>A RunTask call that was throttled is made again; subject: number of the call.</summary>
    public const int RunTaskRetryDue = (Phases.Reconcile << 8) | (Rooms.Ecs << 4) | 2;

    /// <summary>Instances that registered while tasks waited for room are released from scale-in protection, unless tasks came. Number 3 of phase Reconcile in room ECS.</summary>
    public const int ProtectionReleaseDue = (Phases.Reconcile << 8) | (Rooms.Ecs << 4) | 3;

    /// <summary>The first computation of a steady start, which follows the placement of its tasks; subject: capacity provider index.</summary>
    public const int ManagedScalingBegins = (Phases.Reconcile << 8) | (Rooms.CapacityProviders << 4) | 0;

    /// <summary>A message is sent; subject: message workload index.</summary>
    public const int MessageSent = (Phases.Arrivals << 8) | (Rooms.Traffic << 4) | 0;

    /// <summary>A worker's wait or the CPU part of its message ends; subject: worker row.</summary>
    public const int WorkerDue = (Phases.Requests << 8) | (Rooms.Traffic << 4) | 4;

    /// <summary>A CPU part of some worker's message on shared vCPUs ends. No subject.</summary>
    public const int WorkerCpuDue = (Phases.Requests << 8) | (Rooms.Traffic << 4) | 5;

    /// <summary>A message's delay or visibility timeout is over; subject: message row.</summary>
    public const int MessageVisibleDue = (Phases.Requests << 8) | (Rooms.Traffic << 4) | 6;

    /// <summary>The retention of a queue's oldest message is over; subject: queue index.</summary>
    public const int MessageExpiryDue = (Phases.Requests << 8) | (Rooms.Traffic << 4) | 7;

    /// <summary>A worker that does not wait for messages asks again; subject: worker row.</summary>
    public const int WorkerPollDue = (Phases.Requests << 8) | (Rooms.Traffic << 4) | 8;

    /// <summary>The first callers of a line may give up; subject: patience line (requests of one source with one timeout).</summary>
    public const int RequestTimeoutDue = (Phases.Requests << 8) | (Rooms.Traffic << 4) | 3;

    /// <summary>A job submission; subject: workload index.</summary>
    public const int JobSubmitted = (Phases.Jobs << 8) | (Rooms.Traffic << 4) | 0;

    /// <summary>A standalone task has done its work; subject: task row.</summary>
    public const int JobFinished = (Phases.Jobs << 8) | (Rooms.Traffic << 4) | 1;

    /// <summary>An interval of the series files ends.</summary>
    public const int SampleDue = (Phases.Sampling << 8) | (Rooms.Measurement << 4) | 0;

    /// <summary>The warm-up is over.</summary>
    public const int WarmUpEnded = (Phases.RunControl << 8) | (Rooms.Measurement << 4) | 0;

    /// <summary>The room that handles a kind.</summary>
    public static int RoomOf(int kind) => (kind >> 4) & 15;
}
