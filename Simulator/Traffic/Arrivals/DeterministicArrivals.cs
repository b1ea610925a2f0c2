using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Traffic.Arrivals;

/// <summary>Evenly spaced arrivals at the rate of the moment: the k-th comes where the integrated rate reaches k.</summary>
/// <param name="rate">Arrivals per second over time.</param>
public sealed class DeterministicArrivals(RateDefinition rate) : IArrivalProcess
{
    private readonly IntegratedRate _rate = new(rate);

    /// <inheritdoc/>
    public Instant Next(Instant last) => _rate.After(last, 1.0);
}
