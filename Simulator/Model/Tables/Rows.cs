using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Model.Tables;

/// <summary>An ECS task. Written by the ECS room; a row is removed after the task is STOPPED (its record lives on in Measurement).</summary>
public struct TaskRow
{
    /// <summary>Service index, or -1 for a standalone task.</summary>
    public int Service;

    /// <summary>Deployment row, or -1.</summary>
    public int Deployment;

    /// <summary>Deployment row whose image digests it uses, or -1: each container takes what its tag names (ECS-SV-06).</summary>
    public int PinnedBy;

    /// <summary>Task definition index.</summary>
    public int TaskDefinition;

    /// <summary>Container instance row, or -1 on Fargate and before placement.</summary>
    public int ContainerInstance;

    /// <summary>Capacity provider index, or -1 with a plain launch type.</summary>
    public int CapacityProvider;

    /// <summary>Workload index of a standalone task's job, or -1.</summary>
    public int Job;

    /// <summary>Submission of its job that brought it, when they are given one by one; else -1.</summary>
    public int Submission;

    /// <summary>Zone index, or -1 before placement.</summary>
    public int Zone;

    /// <summary>EC2 or Fargate.</summary>
    public LaunchType LaunchType;

    /// <summary>lastStatus.</summary>
    public TaskStatus Status;

    /// <summary>desiredStatus: Running or Stopped.</summary>
    public TaskStatus DesiredStatus;

    /// <summary>Whether the task counts as healthy toward the lower limit (ECS-SV-04).</summary>
    public bool IsHealthy;

    /// <summary>Target groups it registers with: 0, those of the service; 1, the alternate ones (ECS-BG-01).</summary>
    public byte Side;

    /// <summary>Which of its service's metrics come every 20 s from it (AS-MET-05).</summary>
    public FineMetrics FineMetrics;

    /// <summary>Load balancers of its revision, as <see cref="Scenario.LoadBalancersOf"/> counts them.</summary>
    public ushort LoadBalancerSet;

    /// <summary>Why it stops.</summary>
    public StopCode StopCode;

    /// <summary>Why it stops, in detail.</summary>
    public StopReason StopReason;

    /// <summary>healthStatus from the health checks of its essential containers, as the control plane knows it (ECS-TD-16).</summary>
    public ContainerHealth HealthStatus;

    /// <summary>Restarts of its containers in place (ECS-TD-18), over all of them.</summary>
    public ushort Restarts;

    /// <summary>Exit code of the essential container; -1 when none is known.</summary>
    public int ExitCode;

    /// <summary>Id of the service scheduler's decision that started it; 0 for what was there from the start, and for standalone tasks.</summary>
    public int Decision;

    /// <summary>Birth ordinal: tasks are counted from 0 in order of creation; names and birth draws come from it.</summary>
    public long Ordinal;

    /// <summary>Entered PROVISIONING/PENDING.</summary>
    public Instant Created;

    /// <summary>Placed on capacity.</summary>
    public Instant Placed;

    /// <summary>Its network was ready (connectivityAt).</summary>
    public Instant Connected;

    /// <summary>Pull began.</summary>
    public Instant PullStarted;

    /// <summary>Pull ended.</summary>
    public Instant PullStopped;

    /// <summary>Entered RUNNING (startedAt); <see cref="Instant.MaxValue"/> before.</summary>
    public Instant Started;

    /// <summary>When the application begins to answer; <see cref="Instant.MaxValue"/> before RUNNING.</summary>
    public Instant ReadyAt;

    /// <summary>Became healthy for the first time; <see cref="Instant.MaxValue"/> before.</summary>
    public Instant Healthy;

    /// <summary>Stop was asked for (stoppingAt); <see cref="Instant.MaxValue"/> before.</summary>
    public Instant Stopping;

    /// <summary>Its containers had stopped (executionStoppedAt); <see cref="Instant.MaxValue"/> before.</summary>
    public Instant ExecutionStopped;
}

/// <summary>A container instance. Written by the ECS room.</summary>
public struct ContainerInstanceRow
{
    /// <summary>EC2 instance row it runs on; -1 when that is gone and only the registration is left (ECS-CL-14).</summary>
    public int Ec2Instance;

    /// <summary>Instance type index.</summary>
    public int InstanceType;

    /// <summary>Auto Scaling group index, or -1.</summary>
    public int AutoScalingGroup;

    /// <summary>Index into the scenario's container instances without a group, or -1 for an instance of a group.</summary>
    public int ContainerInstanceSet;

    /// <summary>What launched it when it has left that group, or joined one later: 0, it did neither; n, group n − 1; −n, set n − 1.</summary>
    public int Origin;

    /// <summary>Capacity provider index, or -1.</summary>
    public int CapacityProvider;

    /// <summary>Zone index.</summary>
    public int Zone;

    /// <summary>Status.</summary>
    public ContainerInstanceStatus Status;

    /// <summary>agentConnected.</summary>
    public bool AgentConnected;

    /// <summary>Registered CPU units.</summary>
    public int RegisteredCpu;

    /// <summary>Registered memory in MiB.</summary>
    public int RegisteredMemory;

    /// <summary>CPU units not reserved.</summary>
    public int RemainingCpu;

    /// <summary>Memory in MiB not reserved.</summary>
    public int RemainingMemory;

    /// <summary>awsvpc task slots not taken.</summary>
    public int RemainingEnis;

    /// <summary>GPUs not reserved.</summary>
    public int RemainingGpus;

    /// <summary>Tasks on it whose desired status is RUNNING (ECS-CL-11).</summary>
    public int RunningTasks;

    /// <summary>Tasks on it that are not STOPPED.</summary>
    public int Tasks;

    /// <summary>Of these, tasks of daemon services.</summary>
    public int DaemonTasks;

    /// <summary>Ordinal by which it is named.</summary>
    public long Ordinal;

    /// <summary>Registered at.</summary>
    public Instant RegisteredAt;
}

/// <summary>An EC2 instance. Written by the EC2 room.</summary>
public struct Ec2InstanceRow
{
    /// <summary>Auto Scaling group index, or -1.</summary>
    public int AutoScalingGroup;

    /// <summary>Instance type index.</summary>
    public int InstanceType;

    /// <summary>Zone index.</summary>
    public int Zone;

    /// <summary>Spot instead of On-Demand.</summary>
    public bool Spot;

    /// <summary>Protected from scale-in.</summary>
    public bool ProtectedFromScaleIn;

    /// <summary>State.</summary>
    public Ec2InstanceState State;

    /// <summary>Why it ended.</summary>
    public TerminationReason Reason;

    /// <summary>Container instance row, or -1 while not registered.</summary>
    public int ContainerInstance;

    /// <summary>The capacity provider that launched it as a Managed Instance, plus one; 0 for all other instances.</summary>
    public int ManagedBy;

    /// <summary>Index into the scenario's container instances without a group, or -1 for an instance of a group.</summary>
    public int ContainerInstanceSet;

    /// <summary>What launched it when it has left that group, or joined one later: 0, it did neither; n, group n − 1; −n, set n − 1.</summary>
    public int Origin;

    /// <summary>Birth ordinal.</summary>
    public long Ordinal;

    /// <summary>Launch asked for (billing starts).</summary>
    public Instant Launched;

    /// <summary>In service; <see cref="Instant.MaxValue"/> before.</summary>
    public Instant InService;

    /// <summary>How long it warms up from then on, in the eyes of its group's policies and in the group's metrics (AS-EC2-02).</summary>
    public Duration Warmup;

    /// <summary>Became a member of its group: at its launch, or when it left the warm pool; <see cref="Instant.MaxValue"/> before.</summary>
    public Instant Joined;

    /// <summary>Since when it is stopped; <see cref="Instant.MaxValue"/> while it runs.</summary>
    public Instant StoppedSince;

    /// <summary>How long it was stopped before: that time costs its volume only.</summary>
    public Duration StoppedFor;

    /// <summary>When the notice of its Spot interruption came; <see cref="Instant.MaxValue"/> before.</summary>
    public Instant SpotNotice;

    /// <summary>Number of the group's launch source it was launched from, in order of adoption.</summary>
    public int LaunchSource;
}

/// <summary>An Auto Scaling group. Written by the EC2 room; one row for each group of the scenario, same index.</summary>
public struct AutoScalingGroupRow
{
    /// <summary>Desired capacity.</summary>
    public int Desired;

    /// <summary>MinSize now; UpdateAutoScalingGroup may change it.</summary>
    public int MinSize;

    /// <summary>MaxSize now.</summary>
    public int MaxSize;

    /// <summary>Pending instances (Pending:Wait included).</summary>
    public int Pending;

    /// <summary>InService instances.</summary>
    public int InService;

    /// <summary>Terminating instances (waiting or not).</summary>
    public int Terminating;

    /// <summary>Instances in Standby.</summary>
    public int Standby;

    /// <summary>Instances of the warm pool.</summary>
    public int Warm;

    /// <summary>Processes that are suspended.</summary>
    public ScalingProcesses Suspended;

    /// <summary>Instance types it launches now, as indices.</summary>
    public System.Collections.Immutable.ImmutableArray<int> InstanceTypes;

    /// <summary>When the newest instance was launched; <see cref="Instant.Zero"/> when none.</summary>
    public Instant LastLaunch;
}

/// <summary>An ECS service. Written by the ECS room; one row for each service of the scenario, same index.</summary>
public struct ServiceRow
{
    /// <summary>desiredCount.</summary>
    public int Desired;

    /// <summary>runningCount.</summary>
    public int Running;

    /// <summary>pendingCount (PROVISIONING, PENDING, ACTIVATING).</summary>
    public int Pending;

    /// <summary>Of the pending ones, those that wait in PROVISIONING for capacity.</summary>
    public int Provisioning;

    /// <summary>Healthy tasks (ECS-SV-04).</summary>
    public int Healthy;

    /// <summary>Tasks on their way out.</summary>
    public int Stopping;

    /// <summary>Whether a deployment is in progress (AS-ECS-01).</summary>
    public bool DeploymentInProgress;

    /// <summary>PRIMARY deployment row; -1 before the service is created.</summary>
    public int PrimaryDeployment;

    /// <summary>The PRIMARY deployment and the older ones that still have tasks; 0 before the service is created.</summary>
    public int Deployments;

    /// <summary>Task sets that an external controller has made; 0 under the others.</summary>
    public int TaskSets;

    /// <summary>DeleteService was called: DRAINING while it has tasks, then INACTIVE (ECS-SV-02).</summary>
    public bool IsDeleted;
}

/// <summary>A target group. Written by the load balancing room; one row for each target group of the scenario, same index.</summary>
public struct TargetGroupRow
{
    /// <summary>Registered targets (not draining).</summary>
    public int Registered;

    /// <summary>Healthy targets.</summary>
    public int Healthy;

    /// <summary>Unhealthy targets.</summary>
    public int Unhealthy;

    /// <summary>Draining targets.</summary>
    public int Draining;
}

/// <summary>A queue. Written by the traffic room; CloudWatch and Measurement read it. Counts only ever grow.</summary>
public struct QueueRow
{
    /// <summary>Messages that can be received.</summary>
    public int Visible;

    /// <summary>Messages received and neither deleted nor visible again.</summary>
    public int InFlight;

    /// <summary>Messages whose delay is not over.</summary>
    public int Delayed;

    /// <summary>When the oldest message in the queue was sent; <see cref="Instant.MaxValue"/> when there is none.</summary>
    public Instant OldestSent;

    /// <summary>When a message was sent, received or deleted last.</summary>
    public Instant LastActivity;

    /// <summary>Messages sent to it, those moved from another queue included.</summary>
    public long Sent;

    /// <summary>Messages handed out, each as often as that happened.</summary>
    public long Received;

    /// <summary>Messages deleted.</summary>
    public long Deleted;

    /// <summary>Messages gone because their retention was over.</summary>
    public long Expired;

    /// <summary>Messages moved to its dead-letter queue.</summary>
    public long DeadLettered;

    /// <summary>Messages that became visible again because nobody had deleted them in time.</summary>
    public long Returned;
}

/// <summary>Cumulative traffic of a target group. Written by the traffic room; CloudWatch and Measurement take differences.</summary>
public struct TargetGroupTrafficRow
{
    /// <summary>Requests for which a target was chosen.</summary>
    public long Requests;

    /// <summary>Requests refused for want of a target (ELB 503).</summary>
    public long Elb5xx;

    /// <summary>Requests that a target failed (502, 503 or 504 after a target was chosen).</summary>
    public long Target5xx;

    /// <summary>Of <see cref="Target5xx"/>, those that the load balancer answered 502: the target refused the connection or broke it.</summary>
    public long BadGateway;

    /// <summary>Of <see cref="Target5xx"/>, those that the load balancer answered 504: no answer in time.</summary>
    public long GatewayTimeout;

    /// <summary>Response times of completed requests, where an alarm wants their percentiles; otherwise null.</summary>
    public ResponseTimes? ResponseTimes;

    /// <summary>Completed requests.</summary>
    public long Completed;

    /// <summary>Sum of response times of completed requests in nanoseconds.</summary>
    public long ResponseNanoseconds;
}
