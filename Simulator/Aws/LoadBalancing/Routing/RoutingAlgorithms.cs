using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.LoadBalancing.Routing;

/// <summary>The registry of routing algorithms: a new one is a file here and a line below.</summary>
public static class RoutingAlgorithms
{
    /// <summary>The selector of each target group of a scenario, in its order; load balancing keeps the members, traffic asks.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="replication">Replication number, from 0.</param>
    /// <param name="calendar">The clock, for slow start.</param>
    public static ITargetSelector[] ForTargetGroups(Scenario scenario, int replication, Calendar calendar)
    {
        var selectors = new ITargetSelector[scenario.TargetGroups.Length];
        for (var i = 0; i < selectors.Length; i++)
        {
            var group = scenario.TargetGroups[i];
            var stream = new RandomStream(scenario.Run.Seed, replication, Purpose.Routing, SourceKey.Of(group.Name));
            selectors[i] = Create(group, calendar, stream);
        }
        return selectors;
    }

    /// <summary>A selector for each service of a scenario, in its order, for requests that come without a load balancer: each running task in turn.</summary>
    public static ITargetSelector[] ForServices(Scenario scenario)
    {
        var selectors = new ITargetSelector[scenario.Services.Length];
        for (var i = 0; i < selectors.Length; i++) selectors[i] = new RoundRobinRouting();
        return selectors;
    }

    /// <summary>The selector of one target group.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An unknown algorithm, or slow start with another than round_robin (ALB-RT-03).</exception>
    public static ITargetSelector Create(TargetGroupDefinition group, Calendar calendar, RandomStream stream)
    {
        var slowStart = group.SlowStart > Duration.Zero;
        if (slowStart && group.Routing != RoutingAlgorithm.RoundRobin)
            throw new ArgumentOutOfRangeException(nameof(group), $"Target group {group.Name}: slow start needs round_robin.");
        return group.Routing switch
        {
            RoutingAlgorithm.RoundRobin when slowStart => new SlowStartRouting(calendar, group.SlowStart),
            RoutingAlgorithm.RoundRobin => new RoundRobinRouting(),
            RoutingAlgorithm.LeastOutstandingRequests => new LeastOutstandingRequestsRouting(),
            RoutingAlgorithm.WeightedRandom => new WeightedRandomRouting(stream),
            _ => throw new ArgumentOutOfRangeException(nameof(group), group.Routing, "is not a routing algorithm"),
        };
    }
}
