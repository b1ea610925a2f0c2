using Benchmarks.Kernel.Engines;
using Benchmarks.Ratios;

namespace Benchmarks.Kernel;

/// <summary>The engine through its ordinary path against a bare loop on the same event list: what phases, generations, rows and checks cost.</summary>
public static class EngineContests
{
    private const double Bound = 0.7;

    public static IEnumerable<Contest> All() =>
    [
        Create("hold, 10³ entities", "event", 200_000, s => ProtoModels.Hold(1_000, s), s => KernelModels.Hold(1_000, s), unitsPerSecond: 1_000),
        Create("hold, 10⁵ entities", "event", 500_000, s => ProtoModels.Hold(100_000, s), s => KernelModels.Hold(100_000, s), unitsPerSecond: 100_000),
        Create("M/M/1", "customer", 180_000, s => ProtoModels.Station(1, s), s => KernelModels.Station(1, s), unitsPerSecond: 0.9),
        Create("M/M/50", "customer", 180_000, s => ProtoModels.Station(50, s), s => KernelModels.Station(50, s), unitsPerSecond: 45),
        Create("PHOLD, 10³ entities", "message", 200_000, s => ProtoModels.Phold(1_000, s), s => KernelModels.Phold(1_000, s), unitsPerSecond: 1_000),
    ];

    // The simulated time is chosen so that about so many units happen; both sides have exactly the same ones.
    private static Contest Create(string name, string unit, long units, Func<long, Func<long>> baseline, Func<long, Func<long>> candidate, double unitsPerSecond)
    {
        var seconds = (long)(units / unitsPerSecond);
        return new Contest
        {
            Group = "engine",
            Name = name,
            Unit = unit,
            Units = units,
            WarmUpUnits = 5 * units,
            Baseline = new Side("bare loop", () => baseline(seconds)),
            Candidate = new Side("calendar, switch, slab", () => candidate(seconds)),
            Bound = Bound,
            MaxBytesPerUnit = 0,
        };
    }
}
