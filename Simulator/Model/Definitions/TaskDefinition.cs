using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>Network mode of a task definition (ECS-TD-10).</summary>
public enum NetworkMode
{
    /// <summary>Docker bridge with static or dynamic host ports; the default on EC2.</summary>
    Bridge,

    /// <summary>The host's own network.</summary>
    Host,

    /// <summary>One elastic network interface for each task; mandatory on Fargate.</summary>
    AwsVpc,

    /// <summary>No network.</summary>
    None,
}

/// <summary>Launch type of a task.</summary>
public enum LaunchType : byte
{
    /// <summary>Container instances of the cluster.</summary>
    Ec2,

    /// <summary>AWS Fargate.</summary>
    Fargate,

    /// <summary>ECS Anywhere.</summary>
    External,

    /// <summary>ECS Managed Instances.</summary>
    ManagedInstances,
}

/// <summary>One revision of a task definition (RegisterTaskDefinition) as far as it matters to the model.</summary>
public sealed record TaskDefinition
{
    /// <summary>Family.</summary>
    public required string Family { get; init; }

    /// <summary>Revision within the family, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Containers in order; at least one.</summary>
    public required ImmutableArray<ContainerDefinition> Containers { get; init; }

    /// <summary>Network mode.</summary>
    public NetworkMode NetworkMode { get; init; }

    /// <summary>Task-level CPU units, or null when not set.</summary>
    public int? Cpu { get; init; }

    /// <summary>Task-level memory in MiB, or null when not set.</summary>
    public int? Memory { get; init; }

    /// <summary>Launch types it must be compatible with; empty means EC2.</summary>
    public ImmutableArray<LaunchType> RequiresCompatibilities { get; init; } = [];

    /// <summary>memberOf constraints of the definition.</summary>
    public ImmutableArray<PlacementConstraint> PlacementConstraints { get; init; } = [];

    /// <summary>CPU architecture of runtimePlatform, or null when not set.</summary>
    public CpuArchitecture? Architecture { get; init; }

    /// <summary>Whether operatingSystemFamily is a Windows one.</summary>
    public bool Windows { get; init; }

    /// <summary>Ephemeral storage on Fargate in GiB (20 by default).</summary>
    public int EphemeralStorageGiB { get; init; } = 20;

    /// <summary>Name of the volume that is configured when a service or task is launched, or null (ECS-TD-19).</summary>
    public string? VolumeConfiguredAtLaunch { get; init; }

    /// <summary>Whether it is a daemon task definition (RegisterDaemonTaskDefinition): managed daemons take no other, and services not these (ECS-DM-04).</summary>
    public bool IsDaemon { get; init; }

    /// <summary>CPU units placement reserves: task cpu, else the sum over containers (ECS-TD-02).</summary>
    public required int ReservedCpu { get; init; }

    /// <summary>Memory in MiB placement reserves: task memory, else the sum of memoryReservation or memory (ECS-TD-03).</summary>
    public required int ReservedMemory { get; init; }

    /// <summary>GPUs placement reserves.</summary>
    public int ReservedGpus { get; init; }

    /// <summary>Static TCP host ports placement reserves (ECS-TD-04).</summary>
    public ImmutableArray<int> ReservedTcpPorts { get; init; } = [];

    /// <summary>Static UDP host ports placement reserves.</summary>
    public ImmutableArray<int> ReservedUdpPorts { get; init; } = [];

    /// <summary><c>family:revision</c>.</summary>
    public string Name => $"{Family}:{Revision}";
}

/// <summary>A container of a task definition.</summary>
public sealed record ContainerDefinition
{
    /// <summary>Container name.</summary>
    public required string Name { get; init; }

    /// <summary>Image reference.</summary>
    public required string Image { get; init; }

    /// <summary>CPU units (a share weight on Linux), 0 when not set.</summary>
    public int Cpu { get; init; }

    /// <summary>Hard memory limit in MiB, or null.</summary>
    public int? Memory { get; init; }

    /// <summary>Soft memory limit in MiB, or null.</summary>
    public int? MemoryReservation { get; init; }

    /// <summary>Whether its exit stops the task.</summary>
    public bool Essential { get; init; } = true;

    /// <summary>GPUs it takes.</summary>
    public int Gpus { get; init; }

    /// <summary>Port mappings.</summary>
    public ImmutableArray<PortMapping> PortMappings { get; init; } = [];

    /// <summary>Container health check, or null.</summary>
    public HealthCheckDefinition? HealthCheck { get; init; }

    /// <summary>Start-up dependencies.</summary>
    public ImmutableArray<ContainerDependency> DependsOn { get; init; } = [];

    /// <summary>startTimeout, or null.</summary>
    public Duration? StartTimeout { get; init; }

    /// <summary>stopTimeout, or null for the agent's 30 s (ECS-TD-13).</summary>
    public Duration? StopTimeout { get; init; }

    /// <summary>versionConsistency enabled: the first task of a deployment fixes the digest behind the tag (ECS-SV-06).</summary>
    public bool VersionConsistency { get; init; } = true;

    /// <summary>Restart policy, or null when it is off (ECS-TD-18).</summary>
    public RestartPolicyDefinition? RestartPolicy { get; init; }
}

/// <summary>A port mapping.</summary>
/// <param name="ContainerPort">Port inside the container.</param>
/// <param name="HostPort">Static host port, or 0 for a dynamic one.</param>
/// <param name="Udp">UDP instead of TCP.</param>
public sealed record PortMapping(int ContainerPort, int HostPort, bool Udp);

/// <summary>A container health check (ECS-TD-15).</summary>
/// <param name="Interval">5–300 s, default 30.</param>
/// <param name="Timeout">2–60 s, default 5.</param>
/// <param name="Retries">1–10, default 3.</param>
/// <param name="StartPeriod">0–300 s, default 0.</param>
public sealed record HealthCheckDefinition(Duration Interval, Duration Timeout, int Retries, Duration StartPeriod);

/// <summary>Condition of a container dependency (ECS-TD-11).</summary>
public enum DependencyCondition
{
    /// <summary>Dependency has started.</summary>
    Start,

    /// <summary>Dependency has stopped, with any exit code.</summary>
    Complete,

    /// <summary>Dependency has stopped with exit code 0.</summary>
    Success,

    /// <summary>Dependency's health check has passed.</summary>
    Healthy,
}

/// <summary>A start-up dependency.</summary>
/// <param name="Container">Index of the container depended upon.</param>
/// <param name="Condition">What it must have reached.</param>
public sealed record ContainerDependency(int Container, DependencyCondition Condition);

/// <summary>Kind of a placement constraint.</summary>
public enum PlacementConstraintKind
{
    /// <summary>No two tasks of the group on one instance (ECS-PL-12).</summary>
    DistinctInstance,

    /// <summary>A cluster query language expression holds (ECS-PL-13).</summary>
    MemberOf,
}

/// <summary>A placement constraint.</summary>
/// <param name="Kind">Which constraint.</param>
/// <param name="Expression">The expression of memberOf; empty otherwise.</param>
public sealed record PlacementConstraint(PlacementConstraintKind Kind, string Expression);

/// <summary>Kind of a placement strategy.</summary>
public enum PlacementStrategyKind
{
    /// <summary>Fewest tasks of the scope for each value of the field (ECS-PL-05).</summary>
    Spread,

    /// <summary>Least remaining amount of the field (ECS-PL-07).</summary>
    Binpack,

    /// <summary>Uniform choice (ECS-PL-08).</summary>
    Random,
}

/// <summary>A placement strategy.</summary>
/// <param name="Kind">Which strategy.</param>
/// <param name="Field"><c>instanceId</c>, <c>attribute:name</c>, <c>cpu</c> or <c>memory</c>; empty for random.</param>
public sealed record PlacementStrategy(PlacementStrategyKind Kind, string Field);
