using System.Collections.Immutable;
using Benchmarks.Ratios;
using Simulator.Model.Definitions;

namespace Benchmarks.Placement;

/// <summary>The placement index against a scan of all instances, both through the ordinary engine: the same placements must come out.</summary>
public static class PlacementContests
{
    private const int Batch = 2000;

    // A spread over an attribute that no instance has leaves everything to the tie rule: the first that fits.
    internal static readonly ImmutableArray<PlacementStrategy> FirstFit = [new(PlacementStrategyKind.Spread, "attribute:none")];
    internal static readonly ImmutableArray<PlacementStrategy> BestFit = [new(PlacementStrategyKind.Binpack, "cpu")];
    private static readonly ImmutableArray<PlacementStrategy> ServiceDefault = [];

    public static IEnumerable<Contest> All()
    {
        foreach (var hosts in new[] { 1000, 10_000 })
        {
            yield return Of("first fit", FirstFit, hosts, 1);
            yield return Of("binpack(cpu)", BestFit, hosts, 1);
            yield return Of("spread zone, instance", ServiceDefault, hosts, 3);
            yield return Lives(hosts);
        }
    }

    private static Contest Lives(int hosts) => new()
    {
        Group = "placement",
        Name = $"task life cycles, {hosts} instances",
        Unit = "life cycle",
        Units = Batch,
        WarmUpUnits = 30L * hosts,
        Baseline = new("scan", () => Advance(new LifeCycleWorkload(hosts, 0.7, scan: true))),
        Candidate = new("index", () => Advance(new LifeCycleWorkload(hosts, 0.7, scan: false))),
        MaxBytesPerUnit = 1,
    };

    private static Func<long> Advance(LifeCycleWorkload workload) => () => workload.Advance(Batch);

    private static Contest Of(string name, ImmutableArray<PlacementStrategy> strategies, int hosts, int zones) => new()
    {
        Group = "placement",
        Name = $"{name}, {hosts} instances",
        Unit = "placement",
        Units = Batch,
        WarmUpUnits = 12L * hosts,
        Baseline = new("scan", () => Advance(new PlacementWorkload(hosts, 0.7, strategies, scan: true, zones))),
        Candidate = new("index", () => Advance(new PlacementWorkload(hosts, 0.7, strategies, scan: false, zones))),
        Bound = hosts == 10_000 ? 5 : 1,
    };

    private static Func<long> Advance(PlacementWorkload workload) => () => workload.Advance(Batch);
}
