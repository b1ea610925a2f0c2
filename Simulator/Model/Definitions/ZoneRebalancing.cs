namespace Simulator.Model.Definitions;

/// <summary>Which services Availability Zone rebalancing may move (ECS-AZ-01). AWS: Amazon ECS Developer Guide, "Balancing an Amazon ECS service across Availability Zones".</summary>
public static class ZoneRebalancing
{
    private const string Zone = "ecs.availability-zone";

    /// <summary>Why a service is not eligible, as the end of a sentence; null when it is.</summary>
    /// <param name="service">The service.</param>
    /// <param name="task">Its task definition, whose constraints count too; null when there is none.</param>
    public static string? Obstacle(ServiceDefinition service, TaskDefinition? task)
    {
        if (service.SchedulingStrategy == SchedulingStrategy.Daemon) return "it is a DAEMON service";
        if (service.PlacementStrategies is [var first, ..] && first is not { Kind: PlacementStrategyKind.Spread, Field: "attribute:" + Zone })
            return "its first placement strategy is not spread on attribute:ecs.availability-zone";
        if (service.Deployment.MaximumPercent <= 100) return "its maximumPercent is 100";
        if (service.PlacementConstraints.Any(Names) || (task?.PlacementConstraints.Any(Names) ?? false)) return "it has a constraint on attribute:ecs.availability-zone";
        return null;
    }

    /// <summary>Whether a service is rebalanced: as it says, else as AWS decides for eligible services at the time of the run.</summary>
    /// <param name="service">The service.</param>
    /// <param name="scenario">The scenario.</param>
    public static bool IsOn(ServiceDefinition service, Scenario scenario) =>
        (service.AvailabilityZoneRebalancing ?? DatedBehaviour.RebalancesByDefault(scenario)) && Obstacle(service, scenario.TaskDefinitions[service.TaskDefinition]) is null;

    private static bool Names(PlacementConstraint constraint) => constraint.Expression.Contains(Zone, StringComparison.Ordinal);
}
