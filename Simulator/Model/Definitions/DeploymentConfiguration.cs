using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>deploymentConfiguration of a service.</summary>
/// <param name="MinimumHealthyPercent">Lower limit in percent of desiredCount, rounded up (ECS-RU-01).</param>
/// <param name="MaximumPercent">Upper limit in percent of desiredCount, rounded down (ECS-RU-01).</param>
/// <param name="CircuitBreaker">deploymentCircuitBreaker.enable.</param>
/// <param name="CircuitBreakerRollback">deploymentCircuitBreaker.rollback.</param>
public sealed record DeploymentConfiguration(int MinimumHealthyPercent, int MaximumPercent, bool CircuitBreaker, bool CircuitBreakerRollback)
{
    /// <summary>100/200 without circuit breaker, AWS's default for REPLICA.</summary>
    public static readonly DeploymentConfiguration Default = new(100, 200, false, false);

    /// <summary>deploymentCircuitBreaker.thresholdConfiguration (ECS-CB-01).</summary>
    public CircuitBreakerThreshold Threshold { get; init; } = CircuitBreakerThreshold.Default;

    /// <summary>deploymentCircuitBreaker.resetOnHealthyTask (ECS-CB-02).</summary>
    public bool ResetOnHealthyTask { get; init; } = true;

    /// <summary>strategy.</summary>
    public DeploymentStrategy Strategy { get; init; }

    /// <summary>bakeTimeInMinutes; null when not given.</summary>
    public Duration? BakeTime { get; init; }

    /// <summary>alarms; null when there are none or they are not enabled (ECS-CB-05).</summary>
    public DeploymentAlarms? Alarms { get; init; }

    /// <summary>Steps of LINEAR, or the first step of CANARY; BLUE_GREEN shifts everything at once (ECS-BG-02).</summary>
    public TrafficSteps Steps { get; init; } = TrafficSteps.AllAtOnce;

    /// <summary>lifecycleHooks; empty for none.</summary>
    public ImmutableArray<LifecycleHookDefinition> Hooks { get; init; } = [];
}

/// <summary>strategy of a deploymentConfiguration.</summary>
public enum DeploymentStrategy
{
    /// <summary>ROLLING: tasks are replaced inside an envelope; the default.</summary>
    Rolling,

    /// <summary>BLUE_GREEN: all traffic moves at once.</summary>
    BlueGreen,

    /// <summary>LINEAR: traffic moves in equal steps.</summary>
    Linear,

    /// <summary>CANARY: a small share first, then the rest.</summary>
    Canary,
}

/// <summary>How production traffic moves to a new revision (ECS-BG-02).</summary>
/// <param name="First">Thousandths of the traffic in the first step, 1–1000.</param>
/// <param name="Next">Thousandths in each further step, 1–1000.</param>
/// <param name="Bake">Wait after each step but the one that reaches 100 %.</param>
public sealed record TrafficSteps(int First, int Next, Duration Bake)
{
    /// <summary>Everything, in thousandths.</summary>
    public const int All = 1000;

    /// <summary>One step.</summary>
    public static readonly TrafficSteps AllAtOnce = new(All, All, Duration.Zero);

    /// <summary>The share after the next step.</summary>
    /// <param name="share">The share now, in thousandths.</param>
    public int After(int share) => Math.Min(All, share == 0 ? First : share + Next);
}

/// <summary>alarms of a deploymentConfiguration, enabled (ECS-CB-05).</summary>
/// <param name="Names">Alarm names.</param>
/// <param name="Rollback">Whether a failed deployment is rolled back.</param>
public sealed record DeploymentAlarms(ImmutableArray<string> Names, bool Rollback);

/// <summary>A lifecycle hook, and how the function behind it behaves.</summary>
public sealed record LifecycleHookDefinition
{
    /// <summary>Name in the results.</summary>
    public required string Name { get; init; }

    /// <summary>Stages at which it is called.</summary>
    public required ImmutableArray<LifecycleStage> Stages { get; init; }

    /// <summary>targetType PAUSE; otherwise AWS_LAMBDA.</summary>
    public bool IsPause { get; init; }

    /// <summary>timeoutInMinutes, from its first call in a stage.</summary>
    public Duration Timeout { get; init; } = Duration.FromMinutes(1440);

    /// <summary>Whether a time-out counts as success (action CONTINUE) instead of failure (ROLLBACK).</summary>
    public bool ContinuesOnTimeout { get; init; }

    /// <summary>How long a call takes until it answers; of a pause hook, until somebody answers it (null: nobody does, except on the timeline).</summary>
    public Duration? Takes { get; init; }

    /// <summary>Answers in order of the calls within a stage; the last one repeats.</summary>
    public ImmutableArray<HookAnswer> Answers { get; init; } = [HookAnswer.Succeeded];
}

/// <summary>hookStatus that a lifecycle hook returns.</summary>
public enum HookAnswer
{
    /// <summary>SUCCEEDED (of a pause hook: CONTINUE).</summary>
    Succeeded,

    /// <summary>FAILED (of a pause hook: ROLLBACK).</summary>
    Failed,

    /// <summary>IN_PROGRESS: call again.</summary>
    InProgress,
}

/// <summary>type of a circuit breaker's thresholdConfiguration.</summary>
public enum CircuitBreakerThresholdType
{
    /// <summary>BOUNDED_PERCENT of desiredCount, at least 3 and at most 200; the default.</summary>
    BoundedPercent,

    /// <summary>UNBOUNDED_PERCENT of desiredCount.</summary>
    UnboundedPercent,

    /// <summary>COUNT of failed tasks.</summary>
    Count,
}

/// <summary>thresholdConfiguration of a circuit breaker (ECS-CB-01).</summary>
/// <param name="Type">How the value is meant.</param>
/// <param name="Value">Percent or count; at least 1.</param>
public sealed record CircuitBreakerThreshold(CircuitBreakerThresholdType Type, int Value)
{
    /// <summary>50 percent, bounded.</summary>
    public static readonly CircuitBreakerThreshold Default = new(CircuitBreakerThresholdType.BoundedPercent, 50);
}
