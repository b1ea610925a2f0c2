using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Reporting.Csv;

/// <summary>Files with one row for each task or instance: its whole life.</summary>
internal static class EntityTables
{
    public static readonly Table<TaskRecord> Tasks = new(
        "tasks.csv", "task, in order of creation; those alive at the end included",
        Column<TaskRecord>.Text("task_id", "Task id, a function of seed, replication and birth ordinal", (in r, n) => n.Task(r.Ordinal)),
        Column<TaskRecord>.Text("service", "Service; empty for a standalone task", (in r, n) => n.Service(r.Service)),
        Column<TaskRecord>.Text("deployment", "Deployment that started it", (in r, n) => n.Deployment(r.Deployment)),
        Column<TaskRecord>.Count("revision", "", "Revision of the task definition", (in r, n) => n.Scenario.TaskDefinitions[r.TaskDefinition].Revision),
        Column<TaskRecord>.Text("task_definition", "Family and revision", (in r, n) => n.TaskDefinition(r.TaskDefinition)),
        Column<TaskRecord>.Text("group", "Task group", (in r, n) => r.Group),
        Column<TaskRecord>.Text("launch_type", "Launch type", (in r, n) => AwsText.Of(r.LaunchType), Vocabulary.All<LaunchType>(AwsText.Of)),
        Column<TaskRecord>.Text("capacity_provider", "Capacity provider; empty when a launch type decided", (in r, n) => n.CapacityProvider(r.CapacityProvider)),
        Column<TaskRecord>.Text("container_instance", "Its instance; empty on Fargate and while unplaced", (in r, n) => n.Instance(r.ContainerInstanceOrdinal)),
        Column<TaskRecord>.Text("availability_zone", "Its zone; empty while unplaced", (in r, n) => n.Zone(r.Zone)),
        Column<TaskRecord>.Count("cpu", "CPU units", "CPU it reserves", (in r, n) => n.Scenario.TaskDefinitions[r.TaskDefinition].ReservedCpu),
        Column<TaskRecord>.Count("memory", "MiB", "Memory it reserves", (in r, n) => n.Scenario.TaskDefinitions[r.TaskDefinition].ReservedMemory),
        Column<TaskRecord>.Clock("created", "Creation on the simulated wall clock", (in r) => r.Created),
        Column<TaskRecord>.Seconds("created_s", "Creation", (in r) => r.Created),
        Column<TaskRecord>.Seconds("placed_s", "Capacity found", (in r) => r.Placed),
        Column<TaskRecord>.Seconds("connectivity_s", "Network ready (connectivityAt)", (in r) => r.Connected),
        Column<TaskRecord>.Seconds("pull_started_s", "Image pull begins", (in r) => r.PullStarted),
        Column<TaskRecord>.Seconds("pull_stopped_s", "Image pull ends", (in r) => r.PullStopped),
        Column<TaskRecord>.Seconds("started_s", "RUNNING", (in r) => r.Started),
        Column<TaskRecord>.Seconds("healthy_s", "Healthy for the first time", (in r) => r.Healthy),
        Column<TaskRecord>.Seconds("stopping_s", "Told to stop, or lost", (in r) => r.Stopping),
        Column<TaskRecord>.Seconds("execution_stopped_s", "Containers stopped (executionStoppedAt); empty when none was begun", (in r) => r.ExecutionStopped),
        Column<TaskRecord>.Seconds("stopped_s", "STOPPED", (in r) => r.Stopped),
        Column<TaskRecord>.Text("health_status", "healthStatus from the container health checks, the last one known", (in r, n) => AwsText.Of(r.HealthStatus), Vocabulary.All<ContainerHealth>(AwsText.Of)),
        Column<TaskRecord>.Count("restarts", "", "Restarts of its containers in place", (in r) => r.Restarts),
        Column<TaskRecord>.Text("stop_code", "stopCode; empty while it lives", (in r, n) => AwsText.Of(r.StopCode), Vocabulary.All<StopCode>(AwsText.Of)),
        Column<TaskRecord>.Text("stopped_reason", "stoppedReason without ids", (in r, n) => Vocabulary.Of(r.StopReason), Vocabulary.All<StopReason>(Vocabulary.Of)),
        Column<TaskRecord>.Count("exit_code", "", "Exit code of the essential container; empty when it did not exit by itself or by a stop", (in r) => HasExited(in r) ? r.ExitCode : null),
        Column<TaskRecord>.Count("decision_id", "", "Decision of the service scheduler that started it; empty for what was there from the start and for standalone tasks", (in r) => r.Decision > 0 ? r.Decision : null));

    public static readonly Table<ContainerRecord> Containers = new(
        "containers.csv", "container of a task that has several, a restart policy or an end of its own; plain tasks of one container are in tasks.csv alone",
        Column<ContainerRecord>.Text("task_id", "Its task", (in r, n) => n.Task(r.TaskOrdinal)),
        Column<ContainerRecord>.Text("task_definition", "Family and revision", (in r, n) => n.TaskDefinition(r.TaskDefinition)),
        Column<ContainerRecord>.Text("container", "Container name", (in r, n) => DefinitionOf(in r, n).Name),
        Column<ContainerRecord>.Text("image", "Image reference", (in r, n) => DefinitionOf(in r, n).Image),
        Column<ContainerRecord>.Text("essential", "Whether its exit stops the task", (in r, n) => DefinitionOf(in r, n).Essential ? "true" : "false", ["true", "false"]),
        Column<ContainerRecord>.Seconds("pull_started_s", "Pull of its image begins", (in r) => r.PullStarted),
        Column<ContainerRecord>.Seconds("pull_stopped_s", "Pull of its image ends", (in r) => r.PullStopped),
        Column<ContainerRecord>.Seconds("started_s", "First start", (in r) => r.Started),
        Column<ContainerRecord>.Seconds("healthy_s", "HEALTHY for the first time; only where it matters to the task or to those who wait for it", (in r) => r.Healthy),
        Column<ContainerRecord>.Seconds("stopped_s", "Over for good", (in r) => r.Stopped),
        Column<ContainerRecord>.Seconds("reported_s", "Its end known to the control plane", (in r) => r.Reported),
        Column<ContainerRecord>.Count("exit_code", "", "Last exit code; empty when it has not exited", (in r) => r.ExitCode >= 0 ? r.ExitCode : null),
        Column<ContainerRecord>.Count("restart_count", "", "Restarts in place", (in r) => r.Restarts),
        Column<ContainerRecord>.Text("reason", "Why it could not start", (in r, n) => Vocabulary.Of(r.Reason), Vocabulary.All<StopReason>(Vocabulary.Of)));

    public static readonly Table<InstanceRecord> Instances = new(
        "instances.csv", "container instance, in order of launch",
        Column<InstanceRecord>.Text("container_instance", "EC2 instance id, a function of seed, replication and birth ordinal", (in r, n) => n.Instance(r.Ordinal)),
        Column<InstanceRecord>.Text("instance_type", "Instance type", (in r, n) => n.InstanceType(r.InstanceType)),
        Column<InstanceRecord>.Text("purchase_option", "How it is paid", (in r, n) => Vocabulary.PurchaseOption(r.Spot), [Vocabulary.PurchaseOption(false), Vocabulary.PurchaseOption(true)]),
        Column<InstanceRecord>.Text("auto_scaling_group", "Its group; empty without one", (in r, n) => n.AutoScalingGroup(r.AutoScalingGroup)),
        Column<InstanceRecord>.Text("availability_zone", "Its zone", (in r, n) => n.Zone(r.Zone)),
        Column<InstanceRecord>.Text("capacity_provider", "Its capacity provider; empty without one", (in r, n) => n.CapacityProvider(r.CapacityProvider)),
        Column<InstanceRecord>.Count("registered_cpu", "CPU units", "CPU registered with ECS", (in r) => r.RegisteredCpu),
        Column<InstanceRecord>.Count("registered_memory", "MiB", "Memory registered with ECS", (in r) => r.RegisteredMemory),
        Column<InstanceRecord>.Clock("launched", "Launch on the simulated wall clock", (in r) => r.Launched),
        Column<InstanceRecord>.Seconds("launched_s", "Launch", (in r) => r.Launched),
        Column<InstanceRecord>.Seconds("in_service_s", "InService in its group", (in r) => r.InService),
        Column<InstanceRecord>.Seconds("active_s", "ACTIVE in the cluster", (in r) => r.Active),
        Column<InstanceRecord>.Seconds("draining_s", "DRAINING begins", (in r) => r.Draining),
        Column<InstanceRecord>.Seconds("spot_notice_s", "Notice of its Spot interruption", (in r) => r.SpotNotice),
        Column<InstanceRecord>.Seconds("terminated_s", "Terminated", (in r) => r.Terminated),
        Column<InstanceRecord>.Number("stopped_for_s", "s", 3, "How long it was stopped, in a warm pool or otherwise: only its volume was paid then", (in r) => r.Stopped.Seconds),
        Column<InstanceRecord>.Text("reason", "Why it was terminated; empty while it lives", (in r, n) => Vocabulary.Of(r.Reason), Vocabulary.All<TerminationReason>(Vocabulary.Of)),
        Column<InstanceRecord>.Seconds("inactive_s", "INACTIVE, out of the cluster; empty while it is registered, which it stays after its end where ECS does not hear of that", (in r) => r.Inactive));

    private static ContainerDefinition DefinitionOf(in ContainerRecord r, ResultNames n) => n.Scenario.TaskDefinitions[r.TaskDefinition].Containers[r.Container];

    private static bool HasExited(in TaskRecord r) => r.Stopped != Instant.MaxValue && r.Started != Instant.MaxValue && r.ExitCode >= 0;
}
