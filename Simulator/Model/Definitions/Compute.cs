using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>A subnet.</summary>
/// <param name="Name">Subnet id.</param>
/// <param name="Zone">Zone index.</param>
/// <param name="FreeAddresses">Addresses free at the start, or null where they never run out.</param>
/// <param name="SupportsFargate">Whether Fargate is offered in its zone.</param>
public sealed record SubnetDefinition(string Name, int Zone, int? FreeAddresses, bool SupportsFargate = true);

/// <summary>The ECS cluster (CreateCluster, PutClusterCapacityProviders).</summary>
/// <param name="Name">Cluster name.</param>
/// <param name="DefaultStrategy">Strategy for services and tasks that name neither launch type nor strategy; may be empty.</param>
public sealed record ClusterDefinition(string Name, ImmutableArray<CapacityProviderStrategyItem> DefaultStrategy)
{
    /// <summary>Indices of its capacity providers; default for all of the scenario.</summary>
    public ImmutableArray<int> CapacityProviders { get; init; }

    /// <summary>Whether a provider is one of the cluster's.</summary>
    /// <param name="capacityProvider">Capacity provider index.</param>
    public bool Has(int capacityProvider) => CapacityProviders.IsDefault || CapacityProviders.Contains(capacityProvider);

    /// <summary>Setting containerInsights: enabled or enhanced. Without it nothing publishes ECS/ContainerInsights (ECS-MT-07).</summary>
    public bool ContainerInsights { get; init; }
}

/// <summary>An item of a capacity provider strategy.</summary>
/// <param name="CapacityProvider">Index into the scenario's capacity providers.</param>
/// <param name="Weight">0–1000; a provider of weight 0 receives no tasks beyond its base.</param>
/// <param name="Base">0–100,000 tasks placed here first.</param>
public sealed record CapacityProviderStrategyItem(int CapacityProvider, int Weight, int Base);

/// <summary>CPU architecture of an instance type or task.</summary>
public enum CpuArchitecture
{
    /// <summary>x86_64.</summary>
    X86_64,

    /// <summary>arm64.</summary>
    Arm64,
}

/// <summary>Facts of one EC2 instance type that the model needs.</summary>
public sealed record InstanceTypeDefinition
{
    /// <summary>Such as <c>m6i.xlarge</c>.</summary>
    public required string Name { get; init; }

    /// <summary>vCPUs; ECS registers 1024 CPU units for each (ECS-CL-01).</summary>
    public required int VCpus { get; init; }

    /// <summary>Nominal memory in MiB; less is registered (ECS-CL-03).</summary>
    public required int MemoryMiB { get; init; }

    /// <summary>Memory a container instance of this type registers, in MiB (ECS-CL-02/03).</summary>
    public required int RegisteredMemoryMiB { get; init; }

    /// <summary>CPU architecture.</summary>
    public CpuArchitecture Architecture { get; init; }

    /// <summary>Sustained network bandwidth in Mbit/s; image pulls share it.</summary>
    public double NetworkMbps { get; init; } = 750;

    /// <summary>awsvpc tasks an instance can hold without ENI trunking (ECS-CL-06).</summary>
    public int EniTaskSlots { get; init; } = 2;

    /// <summary>awsvpc tasks an instance can hold with ENI trunking; 0 when unsupported.</summary>
    public int TrunkTaskSlots { get; init; }

    /// <summary>GPUs.</summary>
    public int Gpus { get; init; }

    /// <summary>On-Demand price in USD per hour.</summary>
    public double OnDemandUsdPerHour { get; init; }

    /// <summary>Spot saving against On-Demand as a fraction 0–1.</summary>
    public double SpotSaving { get; init; }

    /// <summary>Band of Spot interruptions a month: 1 is below 5 %, 2 to 4 are the next steps of 5 %, 5 is above 20 %; 0 when none is published (ASG-SP-03).</summary>
    public int SpotInterruptionBand { get; init; }

    /// <summary>NVMe instance store in GB; 0 without one.</summary>
    public double InstanceStoreGb { get; init; }
}

/// <summary>An EC2 Auto Scaling group (CreateAutoScalingGroup).</summary>
public sealed record AutoScalingGroupDefinition
{
    /// <summary>Group name.</summary>
    public required string Name { get; init; }

    /// <summary>Instance types it may launch, as indices into the scenario's list, in order of preference; at least one.</summary>
    public required ImmutableArray<int> InstanceTypes { get; init; }

    /// <summary>Zones it launches in, as indices; at least one.</summary>
    public required ImmutableArray<int> Zones { get; init; }

    /// <summary>Smallest size.</summary>
    public required int MinSize { get; init; }

    /// <summary>Largest size.</summary>
    public required int MaxSize { get; init; }

    /// <summary>Size at creation; between min and max.</summary>
    public required int DesiredCapacity { get; init; }

    /// <summary>Custom attributes of its container instances, by name.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Version of the container agents, or null for a current one; capabilities follow from it (ECS-CL-12).</summary>
    public string? AgentVersion { get; init; }

    /// <summary>Whether new instances are protected from scale-in (managed termination protection needs it).</summary>
    public bool NewInstancesProtectedFromScaleIn { get; init; }

    /// <summary>On-Demand base of a mixed-instances policy (ASG-MX-01).</summary>
    public int OnDemandBaseCapacity { get; init; }

    /// <summary>Percentage 0–100 of On-Demand above the base (ASG-MX-01).</summary>
    public int OnDemandPercentageAboveBase { get; init; } = 100;

    /// <summary>Cheapest Spot pools of a zone over which lowest-price spreads, 1–20 (ASG-MX-01).</summary>
    public int SpotInstancePools { get; init; } = 2;

    /// <summary>Termination policies in order; empty means Default (ASG-TP-01).</summary>
    public ImmutableArray<string> TerminationPolicies { get; init; } = [];

    /// <summary>EC2's grace before health checks count (API default 0).</summary>
    public Duration HealthCheckGracePeriod { get; init; }

    /// <summary>The group's own policies and scheduled actions; null when it has neither, and no settings for them.</summary>
    public GroupScalingDefinition? Scaling { get; init; }

    /// <summary>Configuration of the container agents on its instances.</summary>
    public AgentDefinition Agent { get; init; } = AgentDefinition.Default;

    /// <summary>Launch template version or launch configuration.</summary>
    public LaunchSourceDefinition LaunchSource { get; init; } = LaunchSourceDefinition.Unnamed;

    /// <summary>How On-Demand types are chosen.</summary>
    public OnDemandAllocation OnDemandAllocation { get; init; }

    /// <summary>How Spot pools are chosen.</summary>
    public SpotAllocation SpotAllocation { get; init; }

    /// <summary>Whether Spot instances at risk are replaced ahead of time (ASG-RB-02).</summary>
    public bool CapacityRebalance { get; init; }

    /// <summary>How launches are divided between zones (ASG-LC-05).</summary>
    public ZoneDistribution ZoneDistribution { get; init; }

    /// <summary>Lifecycle hooks, at most 50.</summary>
    public ImmutableArray<GroupHookDefinition> LifecycleHooks { get; init; } = [];

    /// <summary>Warm pool, or null.</summary>
    public WarmPoolDefinition? WarmPool { get; init; }

    /// <summary>Health checks beside EC2's own.</summary>
    public GroupHealthChecks HealthChecks { get; init; }

    /// <summary>MaxInstanceLifetime; zero when there is none.</summary>
    public Duration MaxInstanceLifetime { get; init; }

    /// <summary>InstanceMaintenancePolicy, or null.</summary>
    public InstanceMaintenancePolicyDefinition? MaintenancePolicy { get; init; }

    /// <summary>Processes suspended from the start.</summary>
    public ScalingProcesses Suspended { get; init; }

    /// <summary>Target groups to which the group itself registers its instances (TargetGroupARNs); ECS services register their tasks on their own.</summary>
    public ImmutableArray<int> TargetGroups { get; init; } = [];
}

/// <summary>Container instances that belong to no group and are there from the start.</summary>
/// <param name="InstanceType">Index into the scenario's instance types.</param>
/// <param name="Zone">Zone index, or -1 to go round the zones in order.</param>
/// <param name="Count">How many.</param>
/// <param name="Attributes">Custom attributes by name.</param>
public sealed record ContainerInstanceSetDefinition(int InstanceType, int Zone, int Count, ImmutableSortedDictionary<string, string> Attributes)
{
    /// <summary>Configuration of their container agents.</summary>
    public AgentDefinition Agent { get; init; } = AgentDefinition.Default;

    /// <summary>Version of their container agents, or null for a current one.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>Whether they are DRAINING from the start.</summary>
    public bool Draining { get; init; }

    /// <summary>Whether their agents can be reached at the start.</summary>
    public bool AgentConnected { get; init; } = true;

    /// <summary>MaintenanceOptions.AutoRecovery: default; otherwise disabled (ASG-HC-05).</summary>
    public bool AutoRecovery { get; init; } = true;
}

/// <summary>Kind of capacity behind a provider.</summary>
public enum CapacityProviderKind
{
    /// <summary>AWS Fargate.</summary>
    Fargate,

    /// <summary>AWS Fargate Spot.</summary>
    FargateSpot,

    /// <summary>An EC2 Auto Scaling group.</summary>
    AutoScalingGroup,

    /// <summary>ECS Managed Instances: ECS launches and ends EC2 instances itself.</summary>
    ManagedInstances,
}

/// <summary>A capacity provider (CreateCapacityProvider).</summary>
public sealed record CapacityProviderDefinition
{
    /// <summary>The built-in FARGATE provider.</summary>
    public static readonly CapacityProviderDefinition Fargate = new() { Name = "FARGATE", Kind = CapacityProviderKind.Fargate };

    /// <summary>The built-in FARGATE_SPOT provider.</summary>
    public static readonly CapacityProviderDefinition FargateSpot = new() { Name = "FARGATE_SPOT", Kind = CapacityProviderKind.FargateSpot };

    /// <summary>Provider name.</summary>
    public required string Name { get; init; }

    /// <summary>What capacity stands behind it.</summary>
    public required CapacityProviderKind Kind { get; init; }

    /// <summary>Index of the Auto Scaling group, or -1.</summary>
    public int AutoScalingGroup { get; init; } = -1;

    /// <summary>What ECS launches, of a provider of Managed Instances; null for all others.</summary>
    public ManagedInstancesDefinition? ManagedInstances { get; init; }

    /// <summary>Managed scaling, or null when it is DISABLED.</summary>
    public ManagedScalingDefinition? ManagedScaling { get; init; }

    /// <summary>managedTerminationProtection ENABLED.</summary>
    public bool ManagedTerminationProtection { get; init; }

    /// <summary>managedDraining; AWS enables it for new providers (CP-MD-01).</summary>
    public bool ManagedDraining { get; init; } = true;
}

/// <summary>managedScaling of a capacity provider (CP-MS-08).</summary>
/// <param name="TargetCapacity">1–100 percent.</param>
/// <param name="MinimumScalingStepSize">1–10000 instances; scale-out only.</param>
/// <param name="MaximumScalingStepSize">1–10000 instances; scale-out only.</param>
/// <param name="InstanceWarmupPeriod">0–10000 s.</param>
public sealed record ManagedScalingDefinition(int TargetCapacity, int MinimumScalingStepSize, int MaximumScalingStepSize, Duration InstanceWarmupPeriod);
