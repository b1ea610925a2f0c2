using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model.Definitions;

namespace Simulator.Experiments;

/// <summary>Runs all replications of a scenario, on several cores if wanted. The result is the same, byte for byte, whatever the parallelism.</summary>
public static class ExperimentRunner
{
    /// <summary>Progress is reported, and cancellation heard, this often in a replication.</summary>
    private const int Slices = 200;

    /// <summary>Runs the scenario.</summary>
    /// <param name="scenario">What to run.</param>
    /// <param name="recorded">Given each replication's records when it is complete, one call at a time but in any order; the records are dropped after it returns, so that a
    /// hundred replications need the memory of a few. May be null.</param>
    /// <param name="parallelism">Replications that run at once; at least 1.</param>
    /// <param name="progress">Called after each slice of simulated time, from the replication's own thread; may be null.</param>
    /// <param name="cancellation">Ends the run early with <see cref="OperationCanceledException"/>.</param>
    public static ExperimentResult Run(
        Scenario scenario, Action<RunResult>? recorded = null, int parallelism = 1, Action<ExperimentProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var summaries = new ReplicationSummary[scenario.Run.Replications];
        var gate = new Lock();

        void RunOne(int replication)
        {
            var result = Simulate(scenario, replication, progress, cancellation);
            lock (gate)
            {
                recorded?.Invoke(result);
                summaries[replication] = ReplicationSummary.Of(result);
            }
        }

        if (summaries.Length == 1 || parallelism <= 1)
        {
            for (var r = 0; r < summaries.Length; r++) RunOne(r);
        }
        else
        {
            var options = new System.Threading.Tasks.ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
            System.Threading.Tasks.Parallel.For(0, summaries.Length, options, RunOne);
        }
        return ExperimentResult.Of(scenario, [.. summaries]);
    }

    /// <summary>Simulates one replication to its end.</summary>
    /// <param name="scenario">What to run.</param>
    /// <param name="replication">Number of the replication, from 0; part of the key of every random draw.</param>
    /// <param name="progress">Called after each slice of simulated time; may be null.</param>
    /// <param name="cancellation">Ends the run early with <see cref="OperationCanceledException"/>.</param>
    public static RunResult Simulate(Scenario scenario, int replication = 0, Action<ExperimentProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var simulation = SimulationBuilder.Build(scenario, replication);
        var end = Instant.Zero + scenario.Run.Duration;
        for (var slice = 1; slice <= Slices; slice++)
        {
            cancellation.ThrowIfCancellationRequested();
            var until = slice == Slices ? end : new Instant(scenario.Run.Duration.Nanoseconds / Slices * slice);
            simulation.RunUntil(until);
            progress?.Invoke(new ExperimentProgress(replication, until, end, simulation.EventsTaken));
        }
        return simulation.Finish();
    }
}
