using System.Diagnostics;
using System.Globalization;
using Simulator;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Reporting;

namespace Benchmarks.Placement;

/// <summary>
/// Whole task life cycles in the whole world: the jobs of <see cref="LifeCycleWorkload"/> through the simulation that <c>run</c> runs, with container instances, images,
/// interfaces, metrics and recorders; and the same with a record of each task kept and all result files written, which is what <c>tasks.csv</c> costs.
/// </summary>
internal static class WholeLives
{
    /// <summary>Runs both and prints life cycles a second of wall time.</summary>
    /// <param name="hosts">Container instances.</param>
    /// <param name="tasks">Tasks that come and go, roughly.</param>
    public static void Print(int hosts, int tasks)
    {
        foreach (var recorded in new[] { false, true })
        {
            var scenario = Scenario(hosts, tasks, recorded);
            var folder = Directory.CreateTempSubdirectory("life-cycles-").FullName;
            var watch = Stopwatch.StartNew();
            var processor = Environment.CpuUsage.TotalTime;
            var simulation = SimulationBuilder.Build(scenario);
            simulation.RunUntil(Instant.Zero + scenario.Run.Duration);
            var result = simulation.Finish();
            var simulated = watch.Elapsed.TotalSeconds;
            if (recorded) ResultWriter.WriteReplication(folder, result);
            var seconds = watch.Elapsed.TotalSeconds;
            var used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            Directory.Delete(folder, recursive: true);
            var files = recorded ? $"written ({result.Tasks.Count} rows, {seconds - simulated:0.0} s of the time)" : "off";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"whole world  {hosts,6} instances  {tasks,9} tasks  {tasks / seconds,9:0} task life cycles/s ({tasks / used:0} a second of processor time)  tasks.csv {files}"));
        }
    }

    private static Scenario Scenario(int hosts, int tasks, bool recorded)
    {
        var scenario = LifeCycleWorkload.Scenario(hosts);
        // 70 % of the vCPUs are in use when each of the sixteen sizes arrives at this rate and stays an hour; a task has 3.75 vCPUs on average.
        var rate = 0.7 * hosts * 64 / (3.75 * 3600);
        return scenario with
        {
            Run = new RunDefinition { Duration = Duration.FromSeconds(tasks / rate) },
            Output = new OutputDefinition(Duration.FromHours(1), false, recorded),
            Workloads =
            [
                .. scenario.Workloads.Cast<JobWorkloadDefinition>().Select(
                    job => job with { Rate = new RateDefinition([new RatePiece(Duration.Zero, rate / 16, rate / 16)]), RunTime = DistributionDefinition.Exponential(3600) }),
            ],
        };
    }
}
