using System.Collections.Immutable;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// A service revision: what the tasks of a deployment are made of and where they register, as the service had it when the deployment began. A rollback goes back
/// to all of it, not to the task definition alone. AWS: API reference, ServiceRevision.
/// </summary>
/// <param name="TaskDefinition">Task definition index.</param>
/// <param name="LoadBalancerSet">Number of its load balancers (<see cref="Scenario.LoadBalancersOf"/>).</param>
/// <param name="LoadBalancers">Its load balancers.</param>
/// <param name="Zones">Zones of its subnets; empty for all.</param>
internal sealed record Revision(int TaskDefinition, int LoadBalancerSet, ImmutableArray<LoadBalancerDefinition> LoadBalancers, ImmutableArray<int> Zones)
{
    /// <summary>Whether every deployment of it may stand on two sides, between which ECS shifts traffic.</summary>
    public bool HasAlternate { get; } = LoadBalancers.Any(static l => l.Alternate >= 0);

    /// <summary>What a deployment of a service that begins now is made of.</summary>
    public static Revision Of(ServiceDefinition service, int taskDefinition) => new(taskDefinition, service.LoadBalancerSet, service.LoadBalancers, service.Zones);
}
