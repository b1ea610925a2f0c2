using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>daemons:</c> items (ECS-DM-04).</summary>
internal static class DaemonTable
{
    public static readonly ObjectTable Table = new ObjectTable("daemon", "A managed daemon (CreateDaemon): one task on each instance of its providers of Managed Instances, there before other tasks come.")
        .Aws("CreateDaemon", "clientToken enableECSManagedTags enableExecuteCommand propagateTags tags daemonArn status currentRevisions deploymentArn createdAt updatedAt")
        .FromFile("daemon", "daemons");

    public static readonly Property<string> Name = Table.Named("daemonName", Kind.Name, "Daemon name; no service has it.", defaultText: null, aliases: ["daemon", "name"]);
    public static readonly Property<string> Cluster = Table.Add("clusterArn", Kind.Words, "The cluster's ARN or name; there is one cluster.", required: false, defaultText: null, aliases: "cluster");
    public static readonly Property<Reference> TaskDefinition = Table.Add("daemonTaskDefinition", Kind.To("a daemon task definition", "agent or agent:2"), "family (its newest revision), family:revision, or ARN.", required: true, defaultText: null, aliases: "daemonTaskDefinitionArn");
    public static readonly Property<IReadOnlyList<Reference>> Providers = Table.Add("capacityProviderArns", Kind.List(Kind.To("a capacity provider of Managed Instances", "managed"), 1), "Names or ARNs of providers of Managed Instances.", required: true, defaultText: null, aliases: "capacityProviders");
    public static readonly Property<bool> Critical = Table.Add("critical", Kind.AwsFlag, "Whether instances take other tasks only when its task runs, and are replaced when it does not any more.", defaultText: "true");
    public static readonly Property<ObjectView> Deployment = Table.Add("deploymentConfiguration", Kind.Object(() => DaemonDeploymentTable.Table), "How instances are replaced.");
}

/// <summary>deploymentConfiguration of a daemon.</summary>
internal static class DaemonDeploymentTable
{
    public static readonly ObjectTable Table = new ObjectTable("daemonDeploymentConfiguration", "How the instances of a daemon are replaced.").Aws("CreateDaemon", "", "deploymentConfiguration");

    public static readonly Property<double> DrainPercent = Table.Add("drainPercent", new NumberKind(0, 100, aws: true), "Percentage of the instances that are drained at a time; one at least (model.managedDaemonBatchRounding).", defaultText: "25");
    public static readonly Property<int> BakeTime = Table.Add("bakeTimeInMinutes", Kind.AwsCount(0, 1440, "minutes"), "Wait after each step, in which circuit breaker and alarms still watch (model.managedDaemonBake).", defaultText: "0");
    public static readonly Property<ObjectView> Alarms = Table.Add("alarms", Kind.Object(() => DaemonAlarmsTable.Table), "CloudWatch alarms that roll a deployment back.");
}

/// <summary>alarms of a daemon's deploymentConfiguration.</summary>
internal static class DaemonAlarmsTable
{
    public static readonly ObjectTable Table = new ObjectTable("daemonAlarms", "CloudWatch alarms that roll a daemon's deployment back.").Aws("CreateDaemon", "", "deploymentConfiguration.alarms");

    public static readonly Property<IReadOnlyList<Reference>> Names = Table.Add("alarmNames", Kind.List(Kind.To("an alarm", "web-errors")), "Names or ARNs of alarms under `alarms`.");
    public static readonly Property<bool> Enable = Table.Add("enable", Kind.AwsFlag, "Whether the alarms are watched.", defaultText: "false");
}

/// <summary><c>daemonTaskDefinitions:</c> items (ECS-DM-04).</summary>
internal static class DaemonTaskDefinitionTable
{
    public static readonly ObjectTable Table = new ObjectTable("daemonTaskDefinition", "A daemon task definition (RegisterDaemonTaskDefinition); its network mode is daemon_bridge.") { LargestBytes = 65_536 }
        .Aws("RegisterDaemonTaskDefinition", "taskRoleArn executionRoleArn tags volumes pidMode ipcMode daemonTaskDefinitionArn status registeredAt registeredBy deleteRequestedAt")
        .FromFile("daemonTaskDefinition", "daemonTaskDefinitions");

    public static readonly Property<IReadOnlyList<ObjectView>> Containers = Declare();

    private static Property<IReadOnlyList<ObjectView>> Declare()
    {
        Table.IncludeName(TaskDefinitionTable.Family);
        var containers = Table.Add("containerDefinitions", Kind.List(Kind.Object(() => DaemonContainerDefinitionTable.Table)), "1 to 10 containers.", required: true);
        Table.Including(TaskDefinitionTable.Revision, TaskDefinitionTable.Cpu, TaskDefinitionTable.Memory);
        return containers;
    }

    /// <summary>Whether an object of the file is a daemon task definition, or registers one.</summary>
    public static bool IsDaemon(ObjectView v) => v.Table == Table || v.Table == Timeline.RegisterDaemonTaskDefinitionTable.Table;

    /// <summary>The containers of a task definition of either kind.</summary>
    public static IReadOnlyList<ObjectView> ContainersOf(ObjectView v) => IsDaemon(v) ? v.List(Containers) : v.List(TaskDefinitionTable.Containers);
}

/// <summary>containerDefinitions items of a daemon task definition: those of a task definition without ports, links and devices.</summary>
internal static class DaemonContainerDefinitionTable
{
    private const string IgnoredProperties = """
        repositoryCredentials environment environmentFiles mountPoints entryPoint command linuxParameters secrets user workingDirectory privileged readonlyRootFilesystem
        interactive pseudoTerminal ulimits logConfiguration systemControls firelensConfiguration
        """;

    public static readonly ObjectTable Table = Declare();

    private static ObjectTable Declare()
    {
        var table = new ObjectTable("daemonContainerDefinition", "A container of a daemon task definition.").Aws("RegisterDaemonTaskDefinition", IgnoredProperties, "containerDefinitions[]");
        table.IncludeName(ContainerDefinitionTable.Name);
        return table.Including(
            ContainerDefinitionTable.Image, ContainerDefinitionTable.Cpu, ContainerDefinitionTable.Memory, ContainerDefinitionTable.MemoryReservation, ContainerDefinitionTable.Essential,
            ContainerDefinitionTable.HealthCheck, ContainerDefinitionTable.DependsOn, ContainerDefinitionTable.RestartPolicy, ContainerDefinitionTable.StartTimeout, ContainerDefinitionTable.StopTimeout);
    }
}
