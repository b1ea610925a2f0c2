using Benchmarks.Ratios;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Benchmarks.RequestPath;

/// <summary>Requests through the simulator against the bare loop.</summary>
public static class RequestPathContests
{
    private const double FirstComeBound = 1.5;
    private const double SharedBound = 0.8;
    private const long Units = 200_000;

    public static IEnumerable<Contest> All()
    {
        foreach (var routing in new[] { RoutingAlgorithm.RoundRobin, RoutingAlgorithm.LeastOutstandingRequests })
        {
            var name = routing == RoutingAlgorithm.RoundRobin ? "round robin" : "least outstanding";
            yield return Create($"M/M/1 tasks, {name}", new Station(1, routing), FirstComeBound);
            yield return Create($"M/M/4 tasks, {name}", new Station(4, routing), FirstComeBound);
            yield return Create($"M/M/1-PS tasks, {name}", new Station(1, routing, SharesCpu: true), SharedBound);
            yield return Create($"M/M/4-PS tasks, {name}", new Station(4, routing, SharesCpu: true), SharedBound);
        }
    }

    private static Contest Create(string name, Station station, double bound)
    {
        var stretch = Duration.FromSeconds(Units / station.Rate);
        return new Contest
        {
            Group = "requests",
            Name = name,
            Unit = "request",
            Units = Units,
            WarmUpUnits = 5 * Units,
            Baseline = new Side("bare loop", () => Start(new BareLoop(station).Run, stretch)),
            Candidate = new Side("simulator", () => Start(new SimulatedStation(station).Run, stretch)),
            Bound = bound,
            MaxBytesPerUnit = 0,
            SameChecksum = !station.SharesCpu,
        };
    }

    private static Func<long> Start(Func<Duration, long> run, Duration stretch) => () => run(stretch);
}
