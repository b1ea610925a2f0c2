using System.Collections.Immutable;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>A row of the documentation of placement strategies.</summary>
/// <param name="Name">Type and field as AWS writes them.</param>
/// <param name="Summary">What it does, in one sentence.</param>
public sealed record PlacementStrategySummary(string Name, string Summary);

/// <summary>Every placement strategy. A new one is a file and a line here.</summary>
public static class PlacementStrategies
{
    /// <summary>What AWS uses for a service that names none (ECS-PL-03).</summary>
    public static readonly ImmutableArray<PlacementStrategy> ServiceDefault =
        [new(PlacementStrategyKind.Spread, "attribute:ecs.availability-zone"), new(PlacementStrategyKind.Spread, "instanceId")];

    /// <summary>What ECS does on Managed Instances, whose services take no strategy: zones first, then packed (CP-MI-02).</summary>
    public static readonly ImmutableArray<PlacementStrategy> ManagedInstances =
        [new(PlacementStrategyKind.Spread, "attribute:ecs.availability-zone"), new(PlacementStrategyKind.Binpack, "memory")];

    /// <summary>What AWS uses for RunTask without a strategy (ECS-PL-04).</summary>
    public static readonly ImmutableArray<PlacementStrategy> RunTaskDefault = [new(PlacementStrategyKind.Random, "")];

    /// <summary>The documentation of all strategies.</summary>
    public static ImmutableArray<PlacementStrategySummary> All { get; } =
    [
        new("spread(instanceId)", "the instance with the fewest tasks of the service or task group"),
        new("spread(attribute:NAME)", "the value of the attribute with the fewest tasks of the service or task group"),
        new("binpack(cpu)", "the instance with the least remaining CPU that fits"),
        new("binpack(memory)", "the instance with the least remaining memory that fits"),
        new("random", "any instance that fits, with equal chance"),
    ];

    /// <summary>Makes a strategy from its definition.</summary>
    internal static IPlacementStrategy Create(PlacementStrategy definition) => definition.Kind switch
    {
        PlacementStrategyKind.Spread => new SpreadStrategy(definition.Field),
        PlacementStrategyKind.Binpack => new BinpackStrategy(definition.Field.Equals("memory", StringComparison.OrdinalIgnoreCase)),
        PlacementStrategyKind.Random => new RandomStrategy(),
        _ => throw new ArgumentOutOfRangeException(nameof(definition), definition.Kind, "is no placement strategy"),
    };
}
