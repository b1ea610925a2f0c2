using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>How an Auto Scaling group scales by itself: EC2 Auto Scaling's own policies and scheduled actions (AS-EC2-01 … 04).</summary>
public sealed record GroupScalingDefinition
{
    /// <summary>Policies in order, each name once: those of the start, then those that a PutScalingPolicy on the timeline creates.</summary>
    public ImmutableArray<ScalingPolicyDefinition> Policies { get; init; } = [];

    /// <summary>Scheduled actions in order, each name once: those of the start, then those that a PutScheduledUpdateGroupAction on the timeline creates.</summary>
    public ImmutableArray<ScheduledActionDefinition> ScheduledActions { get; init; } = [];

    /// <summary>DefaultCooldown: 300 s unless given.</summary>
    public Duration DefaultCooldown { get; init; } = Duration.FromSeconds(300L);

    /// <summary>DefaultInstanceWarmup; null when not set.</summary>
    public Duration? DefaultInstanceWarmup { get; init; }

    /// <summary>Whether instances publish every minute (detailed monitoring) instead of every five.</summary>
    public bool DetailedMonitoring { get; init; } = true;

    /// <summary>Warm-up of instances that a policy launches: the policy's own, else the group's, else its cooldown (AS-EC2-02).</summary>
    public Duration WarmupOf(ScalingPolicyDefinition policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.InstanceWarmup ?? DefaultInstanceWarmup ?? DefaultCooldown;
    }

    /// <summary>Whether an instance in service is still warming up. What served when the run began is warm.</summary>
    /// <param name="inService">Since when it is in service.</param>
    /// <param name="warmup">Length of the warm-up.</param>
    /// <param name="now">The current instant.</param>
    public static bool IsWarming(Instant inService, Duration warmup, Instant now) => inService > Instant.Zero && now < inService + warmup;
}
