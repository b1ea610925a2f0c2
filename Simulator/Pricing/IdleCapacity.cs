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
        // Tasks by instance, sorted rather than grouped: there may be millions.
        var onInstances = Enumerable.Range(0, run.Tasks.Count).Where(i => IsOnInstance(run.Tasks[i])).ToArray();
        var ordinals = Array.ConvertAll(onInstances, i => run.Tasks[i].ContainerInstanceOrdinal);
        Array.Sort(ordinals, onInstances);
        var changes = new List<(Instant At, int Cpu, int Memory)>();
        var idle = 0.0;
        foreach (var instance in run.Instances)
        {
            var seconds = CostModel.RunningSeconds(instance, run);
            if (seconds <= 0) continue;
            changes.Clear();
            var end = CostModel.EndOf(instance, run);
            for (var i = FirstOf(ordinals, instance.Ordinal); i < ordinals.Length && ordinals[i] == instance.Ordinal; i++)
            {
                var task = run.Tasks[onInstances[i]];
                var definition = run.Scenario.TaskDefinitions[task.TaskDefinition];
                changes.Add((task.Placed, definition.ReservedCpu, definition.ReservedMemory));
                changes.Add((task.Stopped < end ? task.Stopped : end, -definition.ReservedCpu, -definition.ReservedMemory));
            }
            idle += costOf(instance) * (1.0 - (OccupiedSeconds(instance, changes) / seconds));
        }
        return idle;
    }

    private static bool IsOnInstance(TaskRecord task) => task.LaunchType != LaunchType.Fargate && task.ContainerInstanceOrdinal >= 0 && task.Placed != Instant.MaxValue;

    private static int FirstOf(long[] ordinals, long ordinal)
    {
        var at = Array.BinarySearch(ordinals, ordinal);
        if (at < 0) return ordinals.Length;
        while (at > 0 && ordinals[at - 1] == ordinal) at--;
        return at;
    }

    /// <summary>Integral over time of max(CPU share, memory share) of one instance.</summary>
    private static double OccupiedSeconds(InstanceRecord instance, List<(Instant At, int Cpu, int Memory)> changes)
    {
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
