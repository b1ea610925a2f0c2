using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Cli;

/// <summary>How far all replications of an experiment have come; written by their threads, read by the one that shows it.</summary>
internal sealed class RunProgress
{
    private readonly Lock _gate = new();
    private readonly Scenario _scenario;
    private readonly (long Nanoseconds, long Events)[] _replications;

    /// <summary>Nothing has run yet.</summary>
    public RunProgress(Scenario scenario)
    {
        _scenario = scenario;
        _replications = new (long, long)[scenario.Run.Replications];
    }

    /// <summary>Takes a report of a replication.</summary>
    public void Report(ExperimentProgress progress)
    {
        lock (_gate) _replications[progress.Replication] = (progress.Now.Nanoseconds, progress.Events);
    }

    /// <summary>Share of all simulated time that is done, events so far, and the simulated clock of the furthest replication in progress.</summary>
    public (double Fraction, long Events, DateTimeOffset Clock) Read()
    {
        lock (_gate)
        {
            var (done, events, furthest) = (0.0, 0L, 0L);
            foreach (var (nanoseconds, e) in _replications)
            {
                done += nanoseconds / (double)_scenario.Run.Duration.Nanoseconds;
                events += e;
                // A finished replication's clock stands; the one still running is what a reader wants to see move.
                if (nanoseconds < _scenario.Run.Duration.Nanoseconds || furthest == 0) furthest = Math.Max(furthest, nanoseconds);
            }
            return (done / _replications.Length, events, _scenario.Run.Start.AddSeconds(furthest / (double)Duration.NanosecondsPerSecond));
        }
    }
}
