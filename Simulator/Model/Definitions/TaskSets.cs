using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>deploymentController of a service.</summary>
public enum DeploymentController
{
    /// <summary>ECS: rolling updates, and ECS's own shifts of traffic.</summary>
    Ecs,

    /// <summary>EXTERNAL: somebody else makes, scales and deletes task sets (ECS-BG-04).</summary>
    External,

    /// <summary>CODE_DEPLOY: CodeDeploy replaces one task set by another (ECS-BG-04).</summary>
    CodeDeploy,
}

/// <summary>A task set of a service with an external deployment controller (CreateTaskSet).</summary>
public sealed record TaskSetDefinition
{
    /// <summary>externalId, by which a scenario names it.</summary>
    public required string Name { get; init; }

    /// <summary>Task definition index.</summary>
    public required int TaskDefinition { get; init; }

    /// <summary>Launch type; null when a strategy decides.</summary>
    public LaunchType? LaunchType { get; init; }

    /// <summary>Capacity provider strategy; empty with a launch type.</summary>
    public ImmutableArray<CapacityProviderStrategyItem> Strategy { get; init; } = [];

    /// <summary>Zones of its subnets as indices; empty means all.</summary>
    public ImmutableArray<int> Zones { get; init; } = [];

    /// <summary>Load balancers its tasks register with.</summary>
    public ImmutableArray<LoadBalancerDefinition> LoadBalancers { get; init; } = [];

    /// <summary>Which list that is (<see cref="Scenario.LoadBalancersOf"/>).</summary>
    public int LoadBalancerSet { get; init; }

    /// <summary>scale in percent of the service's desiredCount, 0–100.</summary>
    public double Scale { get; init; }

    /// <summary>computedDesiredCount: the share of the service's desired count, rounded up.</summary>
    /// <param name="desired">desiredCount of the service.</param>
    /// <param name="percent">scale.</param>
    public static int ComputedDesired(int desired, double percent) => (int)Math.Ceiling((desired * percent / 100) - 1e-9);
}

/// <summary>CodeDeploy's CreateDeployment: a new revision by a configuration of its own.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="After">The service as it is from then on: task definition, and how the traffic moves.</param>
public sealed record CreateDeploymentAction(Instant At, int Service, ServiceDefinition After) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>A call on a task set of a service.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="TaskSet">Number of the task set among all that the service ever has, from 0.</param>
public abstract record TaskSetActionDefinition(Instant At, int Service, int TaskSet) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>CreateTaskSet.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="TaskSet">Its number among all that the service ever has.</param>
/// <param name="Definition">The task set.</param>
public sealed record CreateTaskSetAction(Instant At, int Service, int TaskSet, TaskSetDefinition Definition) : TaskSetActionDefinition(At, Service, TaskSet);

/// <summary>UpdateTaskSet.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="TaskSet">Number of the task set.</param>
/// <param name="Scale">New scale in percent, 0–100.</param>
public sealed record UpdateTaskSetAction(Instant At, int Service, int TaskSet, double Scale) : TaskSetActionDefinition(At, Service, TaskSet);

/// <summary>UpdateServicePrimaryTaskSet: the set serves the production traffic.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="TaskSet">Number of the task set.</param>
public sealed record UpdateServicePrimaryTaskSetAction(Instant At, int Service, int TaskSet) : TaskSetActionDefinition(At, Service, TaskSet);

/// <summary>DeleteTaskSet.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="TaskSet">Number of the task set.</param>
public sealed record DeleteTaskSetAction(Instant At, int Service, int TaskSet) : TaskSetActionDefinition(At, Service, TaskSet);
