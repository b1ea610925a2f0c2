using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.CapacityProviders;

/// <summary>
/// Which item of a capacity provider strategy takes the next task of a service or RunTask call. The base comes first; the rest is split by weight:
/// the item with the smallest <c>(x + 1) / weight</c>, x being its tasks beyond its base, ties in list order (CP-ST-02, CP-ST-03). AWS publishes the
/// proportion, not the rounding. An item of weight 0 takes its base and no more (CP-ST-06); a single item takes everything, since a weight of 0 is the
/// API's default. AWS: Amazon ECS API Reference, CapacityProviderStrategyItem.
/// </summary>
internal static class StrategySplit
{
    /// <summary>Index of the item that takes the next task. The choice is made before placement and never falls back to another item (CP-ST-04).</summary>
    /// <param name="items">The strategy; at least one item.</param>
    /// <param name="counts">Tasks that each item holds now.</param>
    public static int Choose(ReadOnlySpan<CapacityProviderStrategyItem> items, ReadOnlySpan<int> counts)
    {
        var best = -1;
        for (var i = 0; i < items.Length; i++)
        {
            if (counts[i] < items[i].Base) return i;
            if (items[i].Weight == 0) continue;
            // (x_i + 1) / w_i < (x_best + 1) / w_best, in whole numbers
            if (best < 0 || Claim(i, items, counts) * items[best].Weight < Claim(best, items, counts) * items[i].Weight) best = i;
        }
        return Math.Max(best, 0);
    }

    private static long Claim(int i, ReadOnlySpan<CapacityProviderStrategyItem> items, ReadOnlySpan<int> counts) => counts[i] - items[i].Base + 1L;
}
