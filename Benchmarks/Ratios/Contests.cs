using Benchmarks.Aws;
using Benchmarks.Kernel;
using Benchmarks.Placement;
using Benchmarks.RequestPath;

namespace Benchmarks.Ratios;

/// <summary>Every contest, in the order in which they are shown. A new one is one line here.</summary>
public static class Contests
{
    public static IEnumerable<Contest> All() =>
    [
        .. HoldModelContests.All(),
        .. EngineContests.All(),
        .. RequestPathContests.All(),
        .. ScalingContests.All(),
        .. PlacementContests.All(),
    ];
}
