using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Traffic.Arrivals;

/// <summary>The registry of arrival processes: a new one is a file here and a line below.</summary>
public static class ArrivalProcesses
{
    /// <summary>A process of its own for one source.</summary>
    /// <param name="process">Which.</param>
    /// <param name="rate">Arrivals per second over time.</param>
    /// <param name="stream">The source's stream of gaps.</param>
    public static IArrivalProcess Create(ArrivalProcess process, RateDefinition rate, RandomStream stream) => process switch
    {
        ArrivalProcess.Poisson => new PoissonArrivals(rate, stream),
        ArrivalProcess.Deterministic => new DeterministicArrivals(rate),
        _ => throw new ArgumentOutOfRangeException(nameof(process), process, "is not an arrival process"),
    };
}
