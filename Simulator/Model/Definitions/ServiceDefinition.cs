using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>schedulingStrategy of a service.</summary>
public enum SchedulingStrategy
{
    /// <summary>Keeps desiredCount tasks.</summary>
    Replica,

    /// <summary>One task on every eligible instance.</summary>
    Daemon,
}

/// <summary>An ECS service (CreateService) and what is attached to it.</summary>
public sealed record ServiceDefinition
{
    /// <summary>Service name.</summary>
    public required string Name { get; init; }

    /// <summary>Index of its task definition.</summary>
    public required int TaskDefinition { get; init; }

    /// <summary>When CreateService is called; the beginning of the run unless the timeline creates it.</summary>
    public Instant CreatedAt { get; init; } = Instant.Zero;

    /// <summary>desiredCount at creation; 0 or more.</summary>
    public int DesiredCount { get; init; }

    /// <summary>deploymentController.</summary>
    public DeploymentController Controller { get; init; }

    /// <summary>Task sets that it has from the start, the PRIMARY first; only with an external controller.</summary>
    public ImmutableArray<TaskSetDefinition> TaskSets { get; init; } = [];

    /// <summary>REPLICA or DAEMON.</summary>
    public SchedulingStrategy SchedulingStrategy { get; init; }

    /// <summary>What makes it a managed daemon (CreateDaemon, ECS-DM-04); null for a service. Its <see cref="Strategy"/> then lists the providers that it is associated with.</summary>
    public ManagedDaemonDefinition? ManagedDaemon { get; init; }

    /// <summary>The group of its tasks, as DescribeTasks shows it.</summary>
    public string Group => (ManagedDaemon is null ? "service:" : "daemon:") + Name;

    /// <summary>Launch type, or null when a capacity provider strategy decides.</summary>
    public LaunchType? LaunchType { get; init; }

    /// <summary>Capacity provider strategy: the service's own or the cluster's default; empty when a launch type decides.</summary>
    public ImmutableArray<CapacityProviderStrategyItem> Strategy { get; init; } = [];

    /// <summary>Whether it names neither launch type nor strategy: it takes the cluster's default that is in force when it is created (CP-03).</summary>
    public bool UsesDefaultStrategy { get; init; }

    /// <summary>Whether each of its tasks gets an EBS volume of its own (volumeConfigurations, ECS-TD-19).</summary>
    public bool HasManagedVolume { get; init; }

    /// <summary>Placement strategies in order; empty means the service default (ECS-PL-03).</summary>
    public ImmutableArray<PlacementStrategy> PlacementStrategies { get; init; } = [];

    /// <summary>Placement constraints of the service (the task definition's own come on top).</summary>
    public ImmutableArray<PlacementConstraint> PlacementConstraints { get; init; } = [];

    /// <summary>Load balancers it registers with.</summary>
    public ImmutableArray<LoadBalancerDefinition> LoadBalancers { get; init; } = [];

    /// <summary>Which list <see cref="LoadBalancers"/> is: 0, that of its creation; n, <see cref="Scenario.LoadBalancerSets"/>[n − 1], which an update brought.</summary>
    public int LoadBalancerSet { get; init; }

    /// <summary>Zones of its awsvpc subnets as indices; empty means all.</summary>
    public ImmutableArray<int> Zones { get; init; } = [];

    /// <summary>Its awsvpc subnets as indices; empty means that it names none.</summary>
    public ImmutableArray<int> Subnets { get; init; } = [];

    /// <summary>healthCheckGracePeriodSeconds (ECS-HL-03).</summary>
    public Duration HealthCheckGracePeriod { get; init; }

    /// <summary>Rolling update envelope and failure detection.</summary>
    public DeploymentConfiguration Deployment { get; init; } = DeploymentConfiguration.Default;

    /// <summary>availabilityZoneRebalancing; null when not given (ECS-AZ-01 decides).</summary>
    public bool? AvailabilityZoneRebalancing { get; init; }

    /// <summary>Its scalable target with policies and scheduled actions, or null.</summary>
    public ScalableTargetDefinition? AutoScaling { get; init; }

    /// <summary>Which of the service's metrics come every 20 s (AS-MET-05).</summary>
    public FineMetrics FineMetrics { get; init; }
}

/// <summary>A loadBalancers entry of a service.</summary>
/// <param name="TargetGroup">Index of the target group.</param>
/// <param name="Container">Container name.</param>
/// <param name="ContainerPort">Container port.</param>
/// <param name="Alternate">Index of the alternate target group of deployments that shift traffic (advancedConfiguration), or -1.</param>
public sealed record LoadBalancerDefinition(int TargetGroup, string Container, int ContainerPort, int Alternate = -1)
{
    /// <summary>The target group of a side: 0, its own; 1, the alternate one.</summary>
    public int On(int side) => side == 0 || Alternate < 0 ? TargetGroup : Alternate;
}

/// <summary>Routing algorithm of a target group (ALB-RT-01).</summary>
public enum RoutingAlgorithm
{
    /// <summary>round_robin, the default.</summary>
    RoundRobin,

    /// <summary>least_outstanding_requests.</summary>
    LeastOutstandingRequests,

    /// <summary>weighted_random.</summary>
    WeightedRandom,
}

/// <summary>A target group of an Application Load Balancer (CreateTargetGroup and attributes; defaults ALB-HC-01, ALB-DR-01).</summary>
public sealed record TargetGroupDefinition
{
    /// <summary>Target group name.</summary>
    public required string Name { get; init; }

    /// <summary>Routing algorithm.</summary>
    public RoutingAlgorithm Routing { get; init; }

    /// <summary>healthCheckIntervalSeconds, 5–300, default 30.</summary>
    public Duration HealthCheckInterval { get; init; } = Duration.FromSeconds(30L);

    /// <summary>healthCheckTimeoutSeconds, 2–120, default 5.</summary>
    public Duration HealthCheckTimeout { get; init; } = Duration.FromSeconds(5L);

    /// <summary>healthyThresholdCount, 2–10, default 5; applies to unhealthy targets only (ALB-HC-02).</summary>
    public int HealthyThreshold { get; init; } = 5;

    /// <summary>unhealthyThresholdCount, 2–10, default 2.</summary>
    public int UnhealthyThreshold { get; init; } = 2;

    /// <summary>deregistration_delay.timeout_seconds, 0–3600, default 300.</summary>
    public Duration DeregistrationDelay { get; init; } = Duration.FromSeconds(300L);

    /// <summary>slow_start.duration_seconds, 0 (off) or 30–900.</summary>
    public Duration SlowStart { get; init; }

    /// <summary>Idle timeout of the load balancer in front, default 60 s: no answer by then is a 504 (ALB-CN-01).</summary>
    public Duration IdleTimeout { get; init; } = Duration.FromSeconds(60L);
}
