using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Allocation strategies: which instance type a group launches in a zone, and how well an instance fits the strategy when one must go (ASG-MX-01, ASG-SP-06).
/// <code>
///  On-Demand  prioritized                     first of the list          lowest-price   cheapest
///  Spot       lowest-price                    least used of the SpotInstancePools cheapest pools of the zone
///             capacity-optimized              highest score of free capacity
///             capacity-optimized-prioritized  first of the list among pools with enough
///             price-capacity-optimized        cheapest among pools with enough
/// </code>
/// Enough is a score of at least <c>spotCapacityThreshold</c> of the best pool's. AWS: EC2 Auto Scaling User Guide, "Allocation strategies for multiple
/// instance types".
/// </summary>
internal sealed class Allocation(SpotMarket market, CapacityTable capacity, double threshold)
{
    /// <summary>The type to launch, or -1 when none of the group's types is to be had in the zone.</summary>
    /// <param name="group">The group.</param>
    /// <param name="zone">Zone.</param>
    /// <param name="spot">Spot instead of On-Demand.</param>
    /// <param name="now">The instant.</param>
    public int TypeFor(AutoScalingGroup group, int zone, bool spot, Instant now)
    {
        var types = group.Definition.InstanceTypes;
        if (types.Length == 1) return IsToBeHad(types[0], zone, spot, now) ? types[0] : -1;
        if (!spot) return Best(types, zone, spot, now, group.Definition.OnDemandAllocation == OnDemandAllocation.LowestPrice ? OnDemandCost : Order);
        return group.Definition.SpotAllocation switch
        {
            SpotAllocation.LowestPrice => LeastUsedOfCheapest(group, types, zone, now),
            SpotAllocation.CapacityOptimized => Best(types, zone, spot, now, (type, _) => -market.ScoreOf(type, zone, now)),
            SpotAllocation.CapacityOptimizedPrioritized => Best(types, zone, spot, now, (type, place) => HasEnough(types, type, zone, now) ? place : double.MaxValue),
            _ => Best(types, zone, spot, now, (type, _) => HasEnough(types, type, zone, now) ? market.PriceOf(type, zone, now) : double.MaxValue),
        };
    }

    /// <summary>How badly an instance fits its group's strategy: higher goes first.</summary>
    public double MisfitOf(AutoScalingGroup group, int type, int zone, bool spot, Instant now)
    {
        var place = group.Definition.InstanceTypes.IndexOf(type);
        if (place < 0) return double.MaxValue;
        if (!spot) return group.Definition.OnDemandAllocation == OnDemandAllocation.LowestPrice ? market.OnDemandPriceOf(type) : place;
        return group.Definition.SpotAllocation switch
        {
            SpotAllocation.LowestPrice => market.PriceOf(type, zone, now),
            SpotAllocation.CapacityOptimized => -market.ScoreOf(type, zone, now),
            SpotAllocation.CapacityOptimizedPrioritized => place,
            _ => HasEnough(group.Definition.InstanceTypes, type, zone, now) ? market.PriceOf(type, zone, now) : double.MaxValue,
        };
    }

    /// <summary>Whether a type can be launched in a zone now.</summary>
    public bool IsToBeHad(int type, int zone, bool spot, Instant now) => !capacity.IsShort(type, zone, spot) && !(spot && market.IsDry(type, zone, now));

    private double OnDemandCost(int type, int place) => market.OnDemandPriceOf(type);

    private static double Order(int type, int place) => place;

    // Equal costs go to the type that stands earlier in the list.
    private int Best(ImmutableArray<int> types, int zone, bool spot, Instant now, Func<int, int, double> cost)
    {
        var (best, least) = (-1, double.NaN);
        for (var i = 0; i < types.Length; i++)
        {
            if (!IsToBeHad(types[i], zone, spot, now)) continue;
            var value = cost(types[i], i);
            if (best >= 0 && value >= least) continue;
            (best, least) = (types[i], value);
        }
        return best;
    }

    private bool HasEnough(ImmutableArray<int> types, int type, int zone, Instant now)
    {
        var best = 0.0;
        foreach (var other in types) best = Math.Max(best, market.ScoreOf(other, zone, now));
        return market.ScoreOf(type, zone, now) >= threshold * best;
    }

    private int LeastUsedOfCheapest(AutoScalingGroup group, ImmutableArray<int> types, int zone, Instant now)
    {
        Span<int> cheapest = stackalloc int[Math.Min(group.Definition.SpotInstancePools, types.Length)];
        var found = 0;
        foreach (var type in types)
        {
            if (!IsToBeHad(type, zone, spot: true, now)) continue;
            var price = market.PriceOf(type, zone, now);
            var at = found;
            while (at > 0 && price < market.PriceOf(cheapest[at - 1], zone, now)) at--;
            if (at == cheapest.Length) continue;
            found = Math.Min(found + 1, cheapest.Length);
            for (var j = found - 1; j > at; j--) cheapest[j] = cheapest[j - 1];
            cheapest[at] = type;
        }
        if (found == 0) return -1;
        var best = cheapest[0];
        foreach (var type in cheapest[..found])
        {
            if (group.SpotIn(zone, type) < group.SpotIn(zone, best)) best = type;
        }
        return best;
    }
}
