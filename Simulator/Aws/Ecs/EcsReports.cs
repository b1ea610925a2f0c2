using Simulator.Kernel;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>The channels on which the ECS room reports.</summary>
internal sealed class EcsReports(FactSink facts)
{
    public FactChannel<TaskTransition> TaskTransitions { get; } = facts.Channel<TaskTransition>();

    public FactChannel<TaskPlaced> TasksPlaced { get; } = facts.Channel<TaskPlaced>();

    public FactChannel<ImagePullRequest> Pulls { get; } = facts.Channel<ImagePullRequest>();

    public FactChannel<ContainerRestart> Restarts { get; } = facts.Channel<ContainerRestart>();

    public FactChannel<ApplicationChange> Applications { get; } = facts.Channel<ApplicationChange>();

    public FactChannel<TaskHealthChange> TaskHealth { get; } = facts.Channel<TaskHealthChange>();

    public FactChannel<DesiredCountChange> DesiredCounts { get; } = facts.Channel<DesiredCountChange>();

    public FactChannel<SteadyState> SteadyStates { get; } = facts.Channel<SteadyState>();

    public FactChannel<DeploymentChange> Deployments { get; } = facts.Channel<DeploymentChange>();

    public FactChannel<DeploymentFailures> DeploymentFailures { get; } = facts.Channel<DeploymentFailures>();

    public FactChannel<ServiceDeploymentChange> ServiceDeployments { get; } = facts.Channel<ServiceDeploymentChange>();

    public FactChannel<TrafficShifted> Traffic { get; } = facts.Channel<TrafficShifted>();

    public FactChannel<ProductionMoved> Production { get; } = facts.Channel<ProductionMoved>();

    public FactChannel<ContainerInstanceTransition> InstanceTransitions { get; } = facts.Channel<ContainerInstanceTransition>();

    public FactChannel<AgentConnectivityChange> Connectivity { get; } = facts.Channel<AgentConnectivityChange>();

    public FactChannel<InstanceDrained> InstancesDrained { get; } = facts.Channel<InstanceDrained>();

    public FactChannel<InstanceReplacement> Replacements { get; } = facts.Channel<InstanceReplacement>();

    public FactChannel<ScaleInProtectionChange> Protections { get; } = facts.Channel<ScaleInProtectionChange>();

    public FactChannel<PlacementFailure> PlacementFailures { get; } = facts.Channel<PlacementFailure>();

    public FactChannel<PlacementSuccess> PlacementSuccesses { get; } = facts.Channel<PlacementSuccess>();

    public FactChannel<ServiceEvent> ServiceEvents { get; } = facts.Channel<ServiceEvent>();

    public FactChannel<Decision> Decisions { get; } = facts.Channel<Decision>();
}
