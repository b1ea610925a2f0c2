using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Measurement;

/// <summary>Fargate use of one task definition by one purchase option.</summary>
/// <param name="TaskDefinition">Task definition index.</param>
/// <param name="Spot">FARGATE_SPOT.</param>
/// <param name="Tasks">Tasks that began to pull.</param>
/// <param name="BilledSeconds">Sum of their billed seconds.</param>
public readonly record struct FargateUsage(int TaskDefinition, bool Spot, long Tasks, long BilledSeconds);

/// <summary>
/// Meters Fargate as it is billed, whether or not a record of each task is kept: per second from the start of the image pull to the stop, rounded up to
/// a second, at least a minute, five for Windows (FG-PR-01; AWS Fargate pricing).
/// </summary>
internal sealed class FargateMeter(Scenario scenario)
{
    private readonly FargateUsage[] _usage = new FargateUsage[scenario.TaskDefinitions.Length * 2];

    /// <summary>Uses, in order of task definition, On-Demand before Spot.</summary>
    public IEnumerable<FargateUsage> Usage => _usage.Where(u => u.Tasks > 0);

    /// <summary>Billed seconds of a task that is billed from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static long BilledSeconds(Instant from, Instant to, bool windows)
    {
        var nanoseconds = Math.Max(0, (to - from).Nanoseconds);
        return Math.Max(windows ? 300 : 60, (nanoseconds + Duration.NanosecondsPerSecond - 1) / Duration.NanosecondsPerSecond);
    }

    /// <summary>Counts a task that stops, or is still there, at <paramref name="end"/>. Tasks of a steady start never pulled and are billed from their start.</summary>
    public void Count(in TaskRow task, Instant end)
    {
        if (task.LaunchType != LaunchType.Fargate) return;
        var from = task.PullStarted < task.Started ? task.PullStarted : task.Started;
        if (from == Instant.MaxValue) return;
        var spot = task.CapacityProvider >= 0 && scenario.CapacityProviders[task.CapacityProvider].Kind == CapacityProviderKind.FargateSpot;
        ref var usage = ref _usage[(task.TaskDefinition * 2) + (spot ? 1 : 0)];
        var seconds = BilledSeconds(from, end, scenario.TaskDefinitions[task.TaskDefinition].Windows);
        usage = new(task.TaskDefinition, spot, usage.Tasks + 1, usage.BilledSeconds + seconds);
    }
}
