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
/// <param name="Decided">When the decision is made, as far as placements of one round wait for each other (<c>model.placementDecision</c>).</param>
public readonly record struct TaskPlaced(int Task, Instant Decided);

/// <summary>A placed task has its host and network interface. Written by the EC2 or Fargate room.</summary>
/// <param name="Task">Task row.</param>
/// <param name="Since">When that is so: now, or on a host's own network when the placement is decided.</param>
public readonly record struct TaskNetworkReady(int Task, Instant Since);

/// <summary>
/// A call that AWS makes for a task has to wait for its API's rate: the launch on Fargate (ECS-TH-04), or its network interface (ECS-EV-06). Written by the Fargate and
/// EC2 rooms; heard by the ECS room, which says so in a service event.
/// </summary>
/// <param name="Task">Task row.</param>
public readonly record struct OperationThrottled(int Task);

/// <summary>A container's image is wanted on its host. Written by the ECS room; ECR answers with <see cref="ImagePullCompletion"/>.</summary>
/// <param name="Task">Task row.</param>
/// <param name="Container">Index of the container in the task definition.</param>
public readonly record struct ImagePullRequest(int Task, int Container = 0);

/// <summary>A container's image is on its host, or cannot be had. Written by the ECR room.</summary>
/// <param name="Task">Task row.</param>
/// <param name="Container">Index of the container in the task definition.</param>
/// <param name="Failed">The pull has failed for good (ECR-PL-03).</param>
/// <param name="NoSpace">Because the image does not fit on the task's storage (FG-SZ-02).</param>
public readonly record struct ImagePullCompletion(int Task, int Container = 0, bool Failed = false, bool NoSpace = false);

/// <summary>
/// The registry has named the digest behind the tag of a container's image. Written by the ECR room where later tasks of a deployment wait for it
/// (<c>model.digestResolution</c>: afterManifest); heard by the ECS room.
/// </summary>
/// <param name="Task">Task row.</param>
/// <param name="Container">Index of the container in the task definition.</param>
public readonly record struct ImageDigestKnown(int Task, int Container);

/// <summary>A container of a task exited by itself. Written by the failures room (crashes) and the traffic room (finished jobs, exhausted memory).</summary>
/// <param name="Task">Task row.</param>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Container">Index of the container in the task definition, or -1 for the first essential one.</param>
/// <param name="OutOfMemory">The kernel killed it above its hard memory limit (ECS-TD-08).</param>
public readonly record struct ContainerExit(int Task, int ExitCode, int Container = -1, bool OutOfMemory = false);

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
    Definitions.RevisionParts Gives = Definitions.RevisionParts.None);

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
/// <param name="RollbackOf">Deployment row that it rolls back, or -1.</param>
/// <param name="Digests">Where it stands with the digests of its images.</param>
public readonly record struct DeploymentChange(int Deployment, int Service, int TaskDefinition, RolloutState State, int RollbackOf = -1, ImageDigests Digests = default);

/// <summary>A task of a deployment could not be placed, failed before RUNNING, or is replaced because its checks failed. Written by the ECS room.</summary>
/// <param name="Deployment">Deployment row.</param>
/// <param name="FailedTasks">How many did so far.</param>
public readonly record struct DeploymentFailures(int Deployment, int FailedTasks);

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

/// <summary>
/// A running task's application stops answering, or answers again, while ECS knows nothing of it. Written by the EC2 room (impaired instances) and the ECS room
/// (containers that end under a silent agent, ECS-CL-13); heard by load balancing, whose checks fail, and by traffic, whose requests do.
/// </summary>
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
