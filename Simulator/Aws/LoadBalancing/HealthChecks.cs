using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.LoadBalancing;

/// <summary>
/// The health checks of one target as arithmetic: they happen at <paramref name="first"/> and every <paramref name="interval"/> after it, whatever the answers take (ALB-HC-03),
/// so the one that will change the target's state is known without simulating the others. One node stands for all nodes of the load balancer.
/// </summary>
/// <param name="first">The first check.</param>
/// <param name="interval">healthCheckIntervalSeconds.</param>
internal readonly struct HealthChecks(Instant first, Duration interval)
{
    /// <summary>The first check at or after <paramref name="moment"/>.</summary>
    public Instant AtOrAfter(Instant moment)
    {
        var late = (moment - first).Nanoseconds;
        if (late <= 0) return first;
        var passed = (late + interval.Nanoseconds - 1) / interval.Nanoseconds;
        return first + (interval * passed);
    }

    /// <summary>The <paramref name="n"/>-th check (from 1) at or after <paramref name="moment"/>.</summary>
    public Instant Nth(int n, Instant moment) => AtOrAfter(moment) + (interval * (n - 1));

    /// <summary>
    /// The next change of a target's state by its checks, while its application fails them in [<paramref name="failsFrom"/>, <paramref name="answersFrom"/>)
    /// and passes them from then on.
    /// <code>
    ///             1 success (ALB-HC-02)            U failures in a row
    ///  initial ─────────────────────────► healthy ────────────────────► unhealthy
    ///     │                                  ▲     H successes in a row     │ ▲
    ///     │                                  └──────────────────────────────┘ │
    ///     └───────────────────────────────────────────────────────────────────┘
    ///             U failures in a row: the single success no longer helps (ALB-HC-05)
    /// </code>
    /// </summary>
    /// <param name="state">Initial, Healthy or Unhealthy.</param>
    /// <param name="failsFrom">Since when checks fail; not after <paramref name="answersFrom"/>.</param>
    /// <param name="answersFrom">From when on checks pass; <see cref="Instant.MaxValue"/> when that is not known.</param>
    /// <param name="hangs">Whether failing checks end by the timeout; otherwise the connection is refused and they fail at once (ALB-HC-04).</param>
    /// <param name="group">Thresholds and timeout.</param>
    /// <returns>When, and into which state; <see cref="Instant.MaxValue"/> when nothing will change.</returns>
    public (Instant At, TargetState To) NextChange(TargetState state, Instant failsFrom, Instant answersFrom, bool hangs, TargetGroupDefinition group)
    {
        if (state != TargetState.Unhealthy)
        {
            var decisive = Nth(group.UnhealthyThreshold, failsFrom);
            if (decisive < answersFrom) return (decisive + (hangs ? group.HealthCheckTimeout : Duration.Zero), TargetState.Unhealthy);
        }
        if (state == TargetState.Healthy || answersFrom == Instant.MaxValue) return (Instant.MaxValue, state);
        var successes = state == TargetState.Initial ? 1 : group.HealthyThreshold;
        return (Nth(successes, answersFrom), TargetState.Healthy);
    }
}
