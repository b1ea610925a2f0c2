using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>taskDefinitions:</c> items (ECS-API-01).</summary>
internal static class TaskDefinitionTable
{
    private const string IgnoredProperties = """
        taskRoleArn executionRoleArn tags pidMode ipcMode proxyConfiguration inferenceAccelerators enableFaultInjection
        taskDefinitionArn status requiresAttributes compatibilities registeredAt deregisteredAt registeredBy deleteRequestedAt
        """;

    public static readonly ObjectTable Table = new ObjectTable("taskDefinition", "A task definition (RegisterTaskDefinition).") { LargestBytes = 65_536 }
        .Aws("RegisterTaskDefinition", IgnoredProperties).FromFile("taskDefinition", "taskDefinitions").WithLoneItems("containerDefinitions", ContainerDefinitionTable.Table);

    public static readonly Property<string> Family = Table.Named("family", Kind.Name, "Family; a file without one takes it from its name.");
    public static readonly Property<IReadOnlyList<ObjectView>> Containers = Table.Add("containerDefinitions", Kind.List(Kind.Object(() => ContainerDefinitionTable.Table)), "1 to 10 containers.", required: true);
    public static readonly Property<int> Revision = Table.Add("revision", Kind.AwsCount(1, 1_000_000), "Revision, as describe output gives it.", defaultText: "1, 2, … in file order");
    public static readonly Property<NetworkMode> NetworkMode = Table.Add(
        "networkMode",
        new ChoiceKind<NetworkMode>(("bridge", Model.Definitions.NetworkMode.Bridge), ("host", Model.Definitions.NetworkMode.Host), ("awsvpc", Model.Definitions.NetworkMode.AwsVpc), ("none", Model.Definitions.NetworkMode.None)),
        "Network mode (ECS-TD-10); Fargate takes awsvpc only.", defaultText: "bridge");
    public static readonly Property<int> Cpu = Table.Add("cpu", TaskSizeKind.Cpu, "Task-level CPU units; 1024 are one vCPU.");
    public static readonly Property<int> Memory = Table.Add("memory", TaskSizeKind.Memory, "Task-level memory in MiB.");
    public static readonly Property<IReadOnlyList<LaunchType>> RequiresCompatibilities = Table.Add(
        "requiresCompatibilities",
        Kind.List(new ChoiceKind<LaunchType>(("EC2", LaunchType.Ec2), ("FARGATE", LaunchType.Fargate), ("EXTERNAL", LaunchType.External), ("MANAGED_INSTANCES", LaunchType.ManagedInstances))),
        "Launch types it is checked against.", defaultText: "[EC2]");
    public static readonly Property<IReadOnlyList<ObjectView>> PlacementConstraints = Table.Add("placementConstraints", Kind.List(Kind.Object(() => PlacementConstraintTable.Table), 0, 10), "memberOf constraints.");
    public static readonly Property<ObjectView> RuntimePlatform = Table.Add("runtimePlatform", Kind.Object(() => RuntimePlatformTable.Table), "CPU architecture and operating system.");
    public static readonly Property<IReadOnlyList<ObjectView>> Volumes = Table.Add("volumes", Kind.List(Kind.Object(() => VolumeTable.Table)), "Volumes; only one that is configured at launch takes time (ECS-TD-19).");
    public static readonly Property<ObjectView> EphemeralStorage = Table.Add("ephemeralStorage", Kind.Object(() => EphemeralStorageTable.Table), "Ephemeral storage on Fargate.", defaultText: "20 GiB");
}

/// <summary>containerDefinitions items.</summary>
internal static class ContainerDefinitionTable
{
    private const string IgnoredProperties = """
        repositoryCredentials environment environmentFiles mountPoints entryPoint command linuxParameters secrets hostname user
        workingDirectory disableNetworking privileged readonlyRootFilesystem dnsServers dnsSearchDomains extraHosts dockerSecurityOptions interactive pseudoTerminal
        dockerLabels ulimits logConfiguration systemControls firelensConfiguration credentialSpecs inferenceDevices
        """;

    public static readonly ObjectTable Table = new ObjectTable("containerDefinition", "A container of a task definition.").Aws("RegisterTaskDefinition", IgnoredProperties, "containerDefinitions[]");

    public static readonly Property<string> Name = Table.Named("name", Kind.Name, "Container name.");
    public static readonly Property<string> Image = Table.Add("image", Kind.Words, "Image reference.", required: true);
    public static readonly Property<int> Cpu = Table.Add("cpu", Kind.AwsCount(0, 262_144, "CPU units"), "CPU units: a share weight on Linux (ECS-TD-07).", defaultText: "0");
    public static readonly Property<int> Memory = Table.Add("memory", Kind.AwsCount(1, int.MaxValue, "MiB"), "Hard memory limit in MiB.");
    public static readonly Property<int> MemoryReservation = Table.Add("memoryReservation", Kind.AwsCount(1, int.MaxValue, "MiB"), "Soft memory limit in MiB; placement reserves it.");
    public static readonly Property<bool> Essential = Table.Add("essential", Kind.AwsFlag, "Whether its exit stops the task.", defaultText: "true");
    public static readonly Property<IReadOnlyList<ObjectView>> PortMappings = Table.Add("portMappings", Kind.List(Kind.Object(() => PortMappingTable.Table), 0, 100), "Port mappings.");
    public static readonly Property<ObjectView> HealthCheck = Table.Add("healthCheck", Kind.Object(() => HealthCheckTable.Table), "Container health check (ECS-TD-15).");
    public static readonly Property<IReadOnlyList<ObjectView>> DependsOn = Table.Add("dependsOn", Kind.List(Kind.Object(() => DependsOnTable.Table)), "Start-up dependencies (ECS-TD-11).");
    public static readonly Property<IReadOnlyList<Reference>> Links = Table.Add("links", Kind.List(Kind.To("container:alias", "db:db")), "Links to other containers (bridge mode): they order the start.");
    public static readonly Property<IReadOnlyList<ObjectView>> VolumesFrom = Table.Add("volumesFrom", Kind.List(Kind.Object(() => VolumesFromTable.Table)), "Volumes of other containers: they order the start.");
    public static readonly Property<IReadOnlyList<ObjectView>> ResourceRequirements = Table.Add("resourceRequirements", Kind.List(Kind.Object(() => ResourceRequirementTable.Table)), "GPUs.");
    public static readonly Property<bool> VersionConsistency = Table.Add("versionConsistency", new ChoiceKind<bool>(("enabled", true), ("disabled", false)), "Whether a deployment keeps the digest that its first task found behind the tag (ECS-SV-06).", defaultText: "enabled");
    public static readonly Property<ObjectView> RestartPolicy = Table.Add("restartPolicy", Kind.Object(() => RestartPolicyTable.Table), "Restarts the container in place when it exits (ECS-TD-18).", defaultText: "off");
    public static readonly Property<Duration> StartTimeout = Table.Add("startTimeout", Kind.Seconds(1), "Seconds its dependents wait for it (ECS-TD-12); 2 to 120 on Fargate.");
    public static readonly Property<Duration> StopTimeout = Table.Add("stopTimeout", Kind.Seconds(0), "Seconds between SIGTERM and SIGKILL (ECS-TD-13); 2 to 120 on Fargate.", defaultText: "30");
}

/// <summary>volumes items.</summary>
internal static class VolumeTable
{
    public static readonly ObjectTable Table = new ObjectTable("volume", "A volume of a task definition.")
        .Aws("RegisterTaskDefinition", "host dockerVolumeConfiguration efsVolumeConfiguration fsxWindowsFileServerVolumeConfiguration s3filesVolumeConfiguration", "volumes[]");

    public static readonly Property<string> Name = Table.Named("name", Kind.Words, "Volume name.", required: false);
    public static readonly Property<bool> AtLaunch = Table.Add("configuredAtLaunch", Kind.AwsFlag, "Configured by the service: an EBS volume for each task.", defaultText: "false");
}

/// <summary>restartPolicy (ECS-TD-18).</summary>
internal static class RestartPolicyTable
{
    public static readonly ObjectTable Table = new ObjectTable("restartPolicy", "A restart policy.").Aws("RegisterTaskDefinition", "", "containerDefinitions[].restartPolicy");

    public static readonly Property<bool> Enabled = Table.Add("enabled", Kind.AwsFlag, "Whether it restarts the container.", required: true);
    public static readonly Property<IReadOnlyList<int>> IgnoredExitCodes = Table.Add("ignoredExitCodes", Kind.List(Kind.AwsCount(0, 255), 0, 50), "Exit codes after which the container stays stopped.");
    public static readonly Property<Duration> AttemptPeriod = Table.Add("restartAttemptPeriod", Kind.Seconds(60, 1800), "Seconds that the container must have run before it is restarted.", defaultText: "300");
}

/// <summary>portMappings items.</summary>
internal static class PortMappingTable
{
    public static readonly ObjectTable Table = new ObjectTable("portMapping", "A port mapping.").Aws("RegisterTaskDefinition", "name appProtocol", "containerDefinitions[].portMappings[]");

    public static readonly Property<int> ContainerPort = Table.Add("containerPort", Kind.AwsCount(0, 65_535), "Port inside the container.");
    public static readonly Property<int> HostPort = Table.Add("hostPort", Kind.AwsCount(0, 65_535), "Static host port; 0 or none is a dynamic one (bridge).", defaultText: "0");
    public static readonly Property<bool> Udp = Table.Add("protocol", new ChoiceKind<bool>(("tcp", false), ("udp", true)), "tcp or udp.", defaultText: "tcp");
    public static readonly Property<string> Range = Table.Add("containerPortRange", Kind.Words, "A range of ports instead of one: 8000-8010.");
}

/// <summary>healthCheck (ECS-TD-15).</summary>
internal static class HealthCheckTable
{
    public static readonly ObjectTable Table = new ObjectTable("containerHealthCheck", "A container health check.").Aws("RegisterTaskDefinition", "", "containerDefinitions[].healthCheck");

    public static readonly Property<IReadOnlyList<string>> Command = Table.Add("command", Kind.WordList, "[CMD, …], [CMD-SHELL, …] or [NONE].", required: true);
    public static readonly Property<Duration> Interval = Table.Add("interval", Kind.Seconds(5, 300), "Seconds between checks.", defaultText: "30");
    public static readonly Property<Duration> Timeout = Table.Add("timeout", Kind.Seconds(2, 60), "Seconds until a check counts as failed.", defaultText: "5");
    public static readonly Property<int> Retries = Table.Add("retries", Kind.AwsCount(1, 10), "Failures in a row until UNHEALTHY.", defaultText: "3");
    public static readonly Property<Duration> StartPeriod = Table.Add("startPeriod", Kind.Seconds(0, 300), "Seconds in which failures do not count.", defaultText: "0");
}

/// <summary>dependsOn items.</summary>
internal static class DependsOnTable
{
    public static readonly ObjectTable Table = new ObjectTable("containerDependency", "A start-up dependency.").Aws("RegisterTaskDefinition", "", "containerDefinitions[].dependsOn[]");

    public static readonly Property<Reference> Container = Table.Add("containerName", Kind.To("a container of the same task", "db"), "Container it waits for.", required: true);
    public static readonly Property<DependencyCondition> Condition = Table.Add(
        "condition",
        new ChoiceKind<DependencyCondition>(("START", DependencyCondition.Start), ("COMPLETE", DependencyCondition.Complete), ("SUCCESS", DependencyCondition.Success), ("HEALTHY", DependencyCondition.Healthy)),
        "What it must have reached.", required: true);
}

/// <summary>volumesFrom items.</summary>
internal static class VolumesFromTable
{
    public static readonly ObjectTable Table = new ObjectTable("volumesFrom", "Volumes taken from another container.").Aws("RegisterTaskDefinition", "readOnly", "containerDefinitions[].volumesFrom[]");

    public static readonly Property<Reference> Source = Table.Add("sourceContainer", Kind.To("a container of the same task", "db"), "Container that has them.");
}

/// <summary>resourceRequirements items.</summary>
internal static class ResourceRequirementTable
{
    public static readonly ObjectTable Table = new ObjectTable("resourceRequirement", "GPUs or accelerators of a container.").Aws("RegisterTaskDefinition", "", "containerDefinitions[].resourceRequirements[]");

    public static readonly Property<string> Type = Table.Add("type", new ChoiceKind<string>(("GPU", "GPU"), ("InferenceAccelerator", "InferenceAccelerator"), ("NeuronDevice", "NeuronDevice")), "What is required.", required: true);
    public static readonly Property<string> Amount = Table.Add("value", Kind.Words, "How many GPUs, or the name of the accelerator.", required: true);
}

/// <summary>runtimePlatform.</summary>
internal static class RuntimePlatformTable
{
    public static readonly ObjectTable Table = new ObjectTable("runtimePlatform", "CPU architecture and operating system of a task.").Aws("RegisterTaskDefinition", "", "runtimePlatform");

    public static readonly Property<CpuArchitecture> Architecture = Table.Add("cpuArchitecture", Kind.Architecture, "CPU architecture.");
    public static readonly Property<string> OperatingSystem = Table.Add(
        "operatingSystemFamily",
        new ChoiceKind<string>([.. ((string[])["LINUX", "WINDOWS_SERVER_2019_FULL", "WINDOWS_SERVER_2019_CORE", "WINDOWS_SERVER_2016_FULL", "WINDOWS_SERVER_2004_CORE", "WINDOWS_SERVER_2022_CORE",
            "WINDOWS_SERVER_2022_FULL", "WINDOWS_SERVER_2025_CORE", "WINDOWS_SERVER_2025_FULL", "WINDOWS_SERVER_20H2_CORE"]).Select(w => (w, w))]),
        "Operating system.", defaultText: "LINUX");
}

/// <summary>ephemeralStorage.</summary>
internal static class EphemeralStorageTable
{
    public static readonly ObjectTable Table = new ObjectTable("ephemeralStorage", "Ephemeral storage of a Fargate task.").Aws("RegisterTaskDefinition", "", "ephemeralStorage");

    public static readonly Property<int> Size = Table.Add("sizeInGiB", Kind.AwsCount(21, 200, "GiB"), "GiB, 21 to 200; without ephemeralStorage a task has 20.", required: true);
}

/// <summary>placementConstraints items of task definitions and services.</summary>
internal static class PlacementConstraintTable
{
    public static readonly ObjectTable Table = new ObjectTable("placementConstraint", "A placement constraint (ECS-PL-12, ECS-PL-13).").Aws("PlacementConstraint", "");

    public static readonly Property<PlacementConstraintKind> Type = Table.Add(
        "type", new ChoiceKind<PlacementConstraintKind>(("distinctInstance", PlacementConstraintKind.DistinctInstance), ("memberOf", PlacementConstraintKind.MemberOf)), "Which constraint.", required: true);
    public static readonly Property<Reference> Expression = Table.Add("expression", Kind.To("an expression of the cluster query language", "attribute:ecs.instance-type =~ m6i.*"), "Expression of memberOf.");
}
