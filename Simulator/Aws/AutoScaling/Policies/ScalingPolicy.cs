using Simulator.Kernel;

namespace Simulator.Aws.AutoScaling.Policies;

/// <summary>
/// The arithmetic of one scaling policy: from datapoints and running tasks to a proposed capacity. Gates, cooldowns and bounds are the same for all
/// policies and are not its business. Stateless; nothing here allocates.
/// </summary>
internal abstract class ScalingPolicy
{
    /// <summary>Whether it takes part in the unanimity of scale-in (AS-MP-02).</summary>
    public virtual bool VotesOnScaleIn => false;

    /// <summary>Whether it never scales in (DisableScaleIn).</summary>
    public virtual bool IsScaleInDisabled => false;

    /// <summary>Cooldown after a scale-out.</summary>
    public abstract Duration ScaleOutCooldown { get; }

    /// <summary>Cooldown after a scale-in.</summary>
    public abstract Duration ScaleInCooldown { get; }

    /// <summary>The one value the policy sizes from.</summary>
    /// <param name="newestFirst">The datapoints the alarm judged, at least one.</param>
    public abstract double Aggregate(ReadOnlySpan<double> newestFirst);

    /// <summary>Proposes a capacity.</summary>
    /// <param name="metric">What <see cref="Aggregate"/> gave.</param>
    /// <param name="threshold">The alarm's threshold.</param>
    /// <param name="isAbove">Whether the alarm looks for values above its threshold.</param>
    /// <param name="running">Running tasks: the base of every proposal (AS-GEN-04).</param>
    /// <param name="proposal">The capacity, not yet bounded.</param>
    /// <param name="adjustment">The adjustment that was applied, where the policy has such; else NaN.</param>
    /// <returns>False when the policy has no answer to this value.</returns>
    public abstract bool TryPropose(double metric, double threshold, bool isAbove, int running, out int proposal, out double adjustment);

    /// <summary>The lowest capacity one scale-in may lead to.</summary>
    /// <param name="running">Running tasks.</param>
    public virtual int LowestAfterScaleIn(int running) => 0;

    /// <summary>Whether the capacity would make the metric breach again in the other direction (AS-TT-10).</summary>
    /// <param name="metric">What <see cref="Aggregate"/> gave.</param>
    /// <param name="running">Running tasks.</param>
    /// <param name="capacity">Capacity after the scale-in.</param>
    public virtual bool ExpectsFlapping(double metric, int running, int capacity) => false;
}
