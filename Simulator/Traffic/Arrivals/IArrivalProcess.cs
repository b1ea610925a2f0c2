using Simulator.Kernel;

namespace Simulator.Traffic.Arrivals;

/// <summary>When requests (or job submissions) come. One process to a file; a new one is a file here and a line in <see cref="ArrivalProcesses"/>.</summary>
public interface IArrivalProcess
{
    /// <summary>The arrival after the one at <paramref name="last"/> (or after the start of the run); <see cref="Instant.MaxValue"/> when none will come.</summary>
    /// <param name="last">The arrival before; arrivals are asked for one after the other.</param>
    Instant Next(Instant last);
}
