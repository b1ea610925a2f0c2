using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Simulator.Experiments;
using Simulator.Measurement;
using Simulator.Model.Definitions;
using Simulator.Reporting.Json;

namespace Simulator.Cli;

/// <summary>Runs an experiment on a thread of its own while this one shows how far it has come.</summary>
internal static class Execution
{
    /// <summary>Runs it; exceptions come out as they were thrown.</summary>
    /// <param name="scenario">What to run.</param>
    /// <param name="recorded">Given each replication's records when it is complete.</param>
    /// <param name="options">Parallelism and progress.</param>
    /// <param name="label">What to call it.</param>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="cancellation">Set when the user interrupts.</param>
    public static (ExperimentResult Result, MachineFigures Machine) Run(
        Scenario scenario, Action<RunResult> recorded, RunOptions options, string label, Terminal terminal, CancellationToken cancellation)
    {
        ExperimentResult? result = null;
        ExceptionDispatchInfo? failure = null;
        var progress = new RunProgress(scenario);
        var writing = TimeSpan.Zero;
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();

        void Recorded(RunResult run)
        {
            // Writing files is not simulating: what it takes is left out of events per second.
            var began = Stopwatch.GetTimestamp();
            recorded(run);
            writing += Stopwatch.GetElapsedTime(began);
        }

        void Simulate()
        {
            try
            {
                result = ExperimentRunner.Run(scenario, Recorded, options.Parallelism, progress.Report, cancellation);
            }
#pragma warning disable CA1031 // it is thrown again on the caller's thread
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e is AggregateException { InnerExceptions.Count: > 0 } all ? all.InnerExceptions[0] : e);
            }
        }

        var thread = new Thread(Simulate) { Name = "simulation" };
        thread.Start();
        if (options.NoProgress || options.Quiet) thread.Join();
        else ProgressDisplay.Show(thread, progress, label, terminal);
        failure?.Throw();
        // With several replications at once, writing overlaps with simulating and cannot be told from it.
        var parallel = scenario.Run.Replications > 1 && options.Parallelism > 1;
        var wall = (watch.Elapsed - (parallel ? TimeSpan.Zero : writing)).TotalSeconds;
        return (result!, new MachineFigures(wall, GC.GetTotalAllocatedBytes() - allocated));
    }
}
