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
/// <param name="FineMetrics">Which of its metrics come every 20 s (AS-MET-05).</param>
internal sealed record Revision(int TaskDefinition, int LoadBalancerSet, ImmutableArray<LoadBalancerDefinition> LoadBalancers, ImmutableArray<int> Zones, FineMetrics FineMetrics)
{
    /// <summary>Capacity provider strategy of a task set (empty with a launch type), providers of a managed daemon; null: the service's.</summary>
    public ImmutableArray<CapacityProviderStrategyItem>? Strategy { get; init; }

    /// <summary>What a managed daemon has beside that; null for a service. Its providers are in <see cref="Strategy"/>.</summary>
    public ManagedDaemonDefinition? Daemon { get; init; }

    /// <summary>Whether every deployment of it may stand on two sides, between which ECS shifts traffic.</summary>
    public bool HasAlternate { get; } = LoadBalancers.Any(static l => l.Alternate >= 0);

    /// <summary>What a service is after an update that gives some parts of a revision: the others stay, whatever else the update believes them to be.</summary>
    public static ServiceDefinition Keep(ServiceDefinition now, ServiceDefinition after, RevisionParts gives)
    {
        if ((gives & RevisionParts.LoadBalancers) == RevisionParts.None) after = after with { LoadBalancers = now.LoadBalancers, LoadBalancerSet = now.LoadBalancerSet };
        if (after.UsesDefaultStrategy) after = after with { Strategy = now.Strategy, LaunchType = now.LaunchType };
        return (gives & RevisionParts.Monitoring) == RevisionParts.None ? after with { FineMetrics = now.FineMetrics } : after;
    }

    /// <summary>Whether a service has become another one than this revision is, task definition aside.</summary>
    public bool Differs(ServiceDefinition service) => FineMetrics != service.FineMetrics || !LoadBalancers.SequenceEqual(service.LoadBalancers);

    /// <summary>What a deployment of a service that begins now is made of.</summary>
    public static Revision Of(ServiceDefinition service, int taskDefinition) => new(
        taskDefinition, service.LoadBalancerSet, service.LoadBalancers, service.Zones, service.FineMetrics)
    {
        Strategy = service.ManagedDaemon is null ? null : service.Strategy,
        Daemon = service.ManagedDaemon,
    };
}
