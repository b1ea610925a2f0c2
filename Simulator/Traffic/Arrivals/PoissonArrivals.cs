using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Traffic.Arrivals;

/// <summary>Poisson arrivals, the default: independent of each other, at the rate of the moment. Between two arrivals the integrated rate grows by an exponential of mean 1.</summary>
/// <param name="rate">Arrivals per second over time.</param>
/// <param name="stream">The source's own stream.</param>
public sealed class PoissonArrivals(RateDefinition rate, RandomStream stream) : IArrivalProcess
{
    private readonly IntegratedRate _rate = new(rate);
    private RandomStream _stream = stream;

    /// <inheritdoc/>
    public Instant Next(Instant last) => _rate.After(last, _stream.NextExponential());
}
