using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>UpdateService: the properties of <see cref="ServiceTable"/> that an update takes, and what only an update has.</summary>
internal static class UpdateServiceTable
{
    public static readonly ObjectTable Table = ActionTables.New(
            "UpdateService",
            "Changes a service (ECS-SV-03). Task definition, loadBalancers, monitoring, networkConfiguration, platformVersion and forceNewDeployment start a deployment; the other properties hold at once without one. loadBalancers replaces the list ([] for none): new tasks register with the new target groups, old ones leave theirs as they stop.",
            "cluster enableExecuteCommand enableECSManagedTags propagateTags deploymentController")
        .Including(
            ServiceTable.Deployment, ServiceTable.PlacementConstraints, ServiceTable.PlacementStrategy, ServiceTable.Strategy, ServiceTable.GracePeriod, ServiceTable.Rebalancing,
            ServiceTable.NetworkConfiguration, ServiceTable.LoadBalancers, ServiceTable.Monitoring);

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<int> DesiredCount = Table.Add("desiredCount", Kind.AwsCount(0, 100_000), "New desiredCount.");
    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "web:2"), "New task definition; starts a deployment when it differs.");
    public static readonly Property<bool> Force = Table.Add("forceNewDeployment", Kind.AwsFlag, "Starts a deployment in any case.", defaultText: "false");
    public static readonly Property<string> PlatformVersion = Table.Add("platformVersion", Kind.Words, "Starts a deployment; platform versions do not differ otherwise.");
    public static readonly Property<Node> ServiceRegistries = Table.Add<Node>("serviceRegistries", new AnyKind("service registries"), "Starts a deployment; no other effect.");
    public static readonly Property<Node> ServiceConnect = Table.Add<Node>("serviceConnectConfiguration", new AnyKind("a Service Connect configuration"), "Starts a deployment; no other effect.");
    public static readonly Property<Node> Volumes = Table.Add<Node>("volumeConfigurations", new AnyKind("volume configurations"), "Starts a deployment; no other effect.");
    public static readonly Property<Node> Lattice = Table.Add<Node>("vpcLatticeConfigurations", new AnyKind("VPC Lattice configurations"), "Starts a deployment; no other effect.");
}

/// <summary>CreateService: the properties of <see cref="ServiceTable"/>.</summary>
internal static class CreateServiceTable
{
    public static readonly ObjectTable Table = ActionTables.New("CreateService", "Creates a service in the middle of a run.").Like(ServiceTable.Table);
}

/// <summary>DeleteService.</summary>
internal static class DeleteServiceTable
{
    public static readonly ObjectTable Table = ActionTables.New("DeleteService", "Deletes a service: DRAINING while it has tasks, then INACTIVE (ECS-SV-02).", "cluster");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<bool> Force = Table.Add("force", Kind.AwsFlag, "Also while desiredCount is above 0; without it AWS refuses, and so does the run.", defaultText: "false");
}

/// <summary>RegisterTaskDefinition: the properties of <see cref="TaskDefinitionTable"/>.</summary>
internal static class RegisterTaskDefinitionTable
{
    public static readonly ObjectTable Table =
        ActionTables.New("RegisterTaskDefinition", "Registers a new revision of a family, which later actions can name; the family alone then means it.").Like(TaskDefinitionTable.Table);
}

/// <summary>StopTask; tasks have ids that a scenario cannot know before its first run, so a service or group stands for them.</summary>
internal static class StopTaskTable
{
    public static readonly ObjectTable Table = ActionTables.New("StopTask", "Stops tasks: those of a service are replaced, standalone ones are not.", "cluster reason");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Tasks of this service.", required: false, defaultText: null, aliases: "serviceName");
    public static readonly Property<string> Group = Table.Add("group", Kind.GroupName, "Standalone tasks of this task group, such as family:batch, or the tasks of a managed daemon, daemon:agent.");
    public static readonly Property<string> Task = Table.Add("task", Kind.Words, "Id or ARN of one task, as tasks.csv of an earlier run of the same scenario gives it.");
    public static readonly Property<Reference> Zone = Table.Add("availabilityZone", Kind.To("an Availability Zone", "us-east-1a"), "Zone of the tasks.", required: false, defaultText: "all", aliases: "zone");
    public static readonly Property<int> Count = Table.Add("count", Kind.Count(1, 100_000), "How many, the oldest first.", defaultText: "1");
}

/// <summary>RunTask.</summary>
internal static class RunTaskTable
{
    public static readonly ObjectTable Table = ActionTables.New("RunTask", "Starts standalone tasks (ECS-API-05).", "cluster startedBy clientToken enableECSManagedTags enableExecuteCommand propagateTags referenceId tags platformVersion volumeConfigurations")
        .Including(ServiceTable.LaunchType, ServiceTable.Strategy, ServiceTable.PlacementConstraints, ServiceTable.PlacementStrategy, ServiceTable.NetworkConfiguration);

    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "batch or batch:2"), "family, family:revision, or ARN.", required: true);
    public static readonly Property<int> Count = Table.Add("count", Kind.AwsCount(1, 10, "tasks"), "How many; at most 10 (ECS-TH-06).", defaultText: "1");
    public static readonly Property<string> Group = Table.Add("group", Kind.GroupName, "Task group, among whose tasks spread counts.", defaultText: "family:FAMILY");
    public static readonly Property<ObjectView> Overrides = Table.Add("overrides", Kind.Object(() => TaskOverrideTable.Table), "Task-level size.");
    public static readonly Property<DistributionDefinition> RunTime = Table.Add("runTime", new DistributionKind(), "How long each task works.", defaultText: "the application's runTime, else until it is stopped");
}

/// <summary>overrides of RunTask.</summary>
internal static class TaskOverrideTable
{
    public static readonly ObjectTable Table = new ObjectTable("taskOverride", "Overrides of a task definition.").Aws("RunTask", "containerOverrides taskRoleArn executionRoleArn ephemeralStorage inferenceAcceleratorOverrides", "overrides");

    public static readonly Property<int> Cpu = Table.Add("cpu", TaskSizeKind.Cpu, "Task-level CPU units.");
    public static readonly Property<int> Memory = Table.Add("memory", TaskSizeKind.Memory, "Task-level memory in MiB.");
}

/// <summary>UpdateTaskProtection.</summary>
internal static class UpdateTaskProtectionTable
{
    public static readonly ObjectTable Table = ActionTables.New("UpdateTaskProtection", "Protects running tasks of a service from scale-in, deployments and rebalancing, or ends that (ECS-SI-05).", "cluster");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Whose tasks.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<IReadOnlyList<Reference>> Tasks = Table.Add("tasks", Kind.List(Kind.To("a task id", "0123456789abcdef0123456789abcdef"), 1, 10), "As many tasks as ids are given, the oldest first.");
    public static readonly Property<int> Count = Table.Add("count", Kind.Count(1, 10), "How many tasks, the oldest first; a call takes at most 10.", defaultText: "as many as ids are given, else 1");
    public static readonly Property<bool> Enabled = Table.Add("protectionEnabled", Kind.AwsFlag, "true protects, false ends the protection.", required: true);
    public static readonly Property<int> Expires = Table.Add("expiresInMinutes", Kind.AwsCount(1, 2880, "minutes"), "How long.", defaultText: "120");
}
