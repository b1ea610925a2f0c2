using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Counts the failed tasks of a deployment (ECS-CB-01/02): before a task of it runs, those that could not be placed or never reached RUNNING; from then on, those
/// replaced after failing their health checks. A task that becomes healthy sets the count to 0, unless <c>resetOnHealthyTask</c> is false. Tasks that reach RUNNING and then exit by
/// themselves do not count: the known blind spot. AWS: API reference, DeploymentCircuitBreaker and Deployment.failedTasks.
/// </summary>
internal struct CircuitBreaker
{
    /// <summary>Failed tasks since the start, or since a task last became healthy.</summary>
    public int Count { get; private set; }

    /// <summary>How many failures trip it (ECS-CB-01).</summary>
    /// <param name="threshold">The configuration.</param>
    /// <param name="desired">The latest desired count.</param>
    /// <param name="floor">The least that a bounded share can be.</param>
    public static int Threshold(CircuitBreakerThreshold threshold, int desired, int floor = 3) => threshold.Type switch
    {
        CircuitBreakerThresholdType.Count => threshold.Value,
        CircuitBreakerThresholdType.UnboundedPercent => Math.Max(1, Percent(threshold.Value, desired)),
        _ => Math.Clamp(Percent(threshold.Value, desired), floor, 200),
    };

    /// <summary>A task failed.</summary>
    public void Fail() => Count++;

    /// <summary>A task became healthy.</summary>
    public void Heal(bool resets)
    {
        if (resets) Count = 0;
    }

    private static int Percent(int value, int desired) => (int)((((long)value * desired) + 99) / 100);
}
