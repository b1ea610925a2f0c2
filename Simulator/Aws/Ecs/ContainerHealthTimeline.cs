using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Container health checks as arithmetic (ECS-TD-15). Probe k begins k intervals after the container's start; it passes once the application answers and fails at
/// once before. A pass makes the container HEALTHY at any time; <c>retries</c> failures in a row outside the start period make it UNHEALTHY. Failures that begin
/// inside the start period are ignored. AWS: API reference, HealthCheck.
/// </summary>
internal static class ContainerHealthTimeline
{
    /// <summary>When the check first passes, after the container's start.</summary>
    /// <param name="check">The check.</param>
    /// <param name="readyAfter">When the application begins to answer, after the container's start.</param>
    public static Duration PassesAfter(HealthCheckDefinition check, Duration readyAfter) =>
        check.Interval * Math.Max(1, CeilingOf(readyAfter, check.Interval));

    /// <summary>When the container turns UNHEALTHY, after its start; null when it passes first.</summary>
    /// <param name="check">The check.</param>
    /// <param name="readyAfter">When the application begins to answer, after the container's start; <see cref="Duration.MaxValue"/> for never.</param>
    /// <param name="probeTakes">How long a failing probe takes: nothing when it is refused, the timeout when it hangs.</param>
    public static Duration? FailsAfter(HealthCheckDefinition check, Duration readyAfter, Duration probeTakes)
    {
        // Probes follow one interval after the one before ended, so failing probe k begins at k × interval + (k − 1) × probeTakes.
        var cycle = check.Interval + probeTakes;
        var first = Math.Max(1, CeilingOf(check.StartPeriod - check.Interval, cycle) + 1);
        var last = first + check.Retries - 1;
        var begins = check.Interval + (cycle * (last - 1));
        return begins < readyAfter ? begins + probeTakes : null;
    }

    /// <summary>Health of a task from its essential containers (ECS-TD-16): any UNHEALTHY decides, then any UNKNOWN; none defined is UNKNOWN.</summary>
    public static ContainerHealth Combine(ReadOnlySpan<ContainerHealth> essential)
    {
        if (essential.Contains(ContainerHealth.Unhealthy)) return ContainerHealth.Unhealthy;
        return essential.IsEmpty || essential.Contains(ContainerHealth.Unknown) ? ContainerHealth.Unknown : ContainerHealth.Healthy;
    }

    private static long CeilingOf(Duration length, Duration step) =>
        length.Nanoseconds <= 0 ? 0 : ((length.Nanoseconds - 1) / step.Nanoseconds) + 1;
}
