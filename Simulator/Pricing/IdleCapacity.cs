using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model.Definitions;

namespace Simulator.Pricing;

/// <summary>
/// Instance time that nothing occupies (COST-03): an instance is occupied by the larger of its CPU and memory shares, from placement to STOPPED of each
/// task; the rest of its time is idle.
/// </summary>
internal static class IdleCapacity
{
    /// <summary>USD of the instances that was spent on idle capacity.</summary>
    /// <param name="run">The run.</param>
    /// <param name="costOf">Cost of an instance.</param>
    public static double UsdOf(RunResult run, Func<InstanceRecord, double> costOf) => run.Scenario.Output.Tasks ? FromTasks(run, costOf) : FromSamples(run, costOf);

    private static double FromTasks(RunResult run, Func<InstanceRecord, double> costOf)
    {
        var byInstance = run.Tasks.Where(t => t.LaunchType != LaunchType.Fargate && t.ContainerInstanceOrdinal >= 0 && t.Placed != Instant.MaxValue)
            .GroupBy(t => t.ContainerInstanceOrdinal).ToDictionary(g => g.Key, g => g.ToArray());
        var idle = 0.0;
        foreach (var instance in run.Instances)
        {
            var seconds = CostModel.RunningSeconds(instance, run);
            if (seconds <= 0) continue;
            var occupied = byInstance.TryGetValue(instance.Ordinal, out var tasks) ? OccupiedSeconds(run, instance, tasks) : 0;
            idle += costOf(instance) * (1.0 - (occupied / seconds));
        }
        return idle;
    }

    /// <summary>Integral over time of max(CPU share, memory share) of one instance.</summary>
    private static double OccupiedSeconds(RunResult run, InstanceRecord instance, TaskRecord[] tasks)
    {
        var changes = new List<(Instant At, int Cpu, int Memory)>();
        var end = CostModel.EndOf(instance, run);
        foreach (var task in tasks)
        {
            var definition = run.Scenario.TaskDefinitions[task.TaskDefinition];
            changes.Add((task.Placed, definition.ReservedCpu, definition.ReservedMemory));
            changes.Add((task.Stopped < end ? task.Stopped : end, -definition.ReservedCpu, -definition.ReservedMemory));
        }
        changes.Sort((a, b) => a.At.CompareTo(b.At));
        var (occupied, cpu, memory) = (0.0, 0L, 0L);
        for (var i = 0; i + 1 < changes.Count; i++)
        {
            cpu += changes[i].Cpu;
            memory += changes[i].Memory;
            var share = Math.Max(cpu / (double)instance.RegisteredCpu, memory / (double)instance.RegisteredMemory);
            occupied += Math.Min(1.0, share) * (changes[i + 1].At - changes[i].At).Seconds;
        }
        return occupied;
    }

    /// <summary>Without records of tasks: the mean reservation of each provider at the ends of intervals.</summary>
    private static double FromSamples(RunResult run, Func<InstanceRecord, double> costOf)
    {
        var means = run.Cluster.Where(s => s.Instances > 0).GroupBy(s => s.CapacityProvider).ToDictionary(
            g => g.Key, g => g.Sum(s => s.Instances * Math.Max(Zero(s.CpuReservation), Zero(s.MemoryReservation)) / 100.0) / g.Sum(s => s.Instances));
        return run.Instances.Sum(i => costOf(i) * (1.0 - means.GetValueOrDefault(i.CapacityProvider, means.GetValueOrDefault(-1))));
    }

    private static double Zero(double value) => double.IsNaN(value) ? 0 : value;
}
