using System.Collections.Immutable;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// The strategies of a service in order (ECS-PL-09), and whether the index can follow them: any number of spreads over attributes, then at
/// most one order of instances. Other chains are scanned.
/// </summary>
internal sealed class PlacementChain
{
    public PlacementChain(ImmutableArray<PlacementStrategy> definitions)
    {
        var strategies = ImmutableArray.CreateBuilder<IPlacementStrategy>();
        var spreads = ImmutableArray.CreateBuilder<SpreadField>();
        IsIndexed = true;
        Last = ChainLink.None;
        foreach (var definition in definitions)
        {
            var strategy = PlacementStrategies.Create(definition);
            strategies.Add(strategy);
            if (strategy.Link == ChainLink.None || (Last != ChainLink.None && strategy.Link != ChainLink.Any)) IsIndexed = false;
            else if (strategy is SpreadStrategy { Link: ChainLink.Pools } spread) spreads.Add(spread.Field);
            else if (Last == ChainLink.None) Last = strategy.Link;
            if (strategy.Link != ChainLink.Any) continue;
            EndsRandomly = true;
            break;
        }
        Strategies = strategies.ToImmutable();
        Spreads = spreads.ToImmutable();
    }

    /// <summary>Strategies up to the first random one, in order.</summary>
    public ImmutableArray<IPlacementStrategy> Strategies { get; }

    /// <summary>Attributes spread over, in order, when the chain is indexed.</summary>
    public ImmutableArray<SpreadField> Spreads { get; }

    /// <summary>What orders the instances of the surviving pools; None or Any: nothing does.</summary>
    public ChainLink Last { get; }

    /// <summary>Whether the index can follow the chain.</summary>
    public bool IsIndexed { get; }

    /// <summary>Whether the last choice is uniform whatever the tie rule says.</summary>
    public bool EndsRandomly { get; }
}
