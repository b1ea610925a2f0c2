using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.AutoScaling.Policies;

/// <summary>How much of a proposed scale-in target tracking takes in one activity (AS-TT-09).</summary>
internal enum ScaleInStep
{
    /// <summary>All of it.</summary>
    Proportional,

    /// <summary>Less than half of the running tasks, at least one.</summary>
    Half,

    /// <summary>One task.</summary>
    One,
}

/// <summary>The datapoint target tracking sizes from (AS-TT-06).</summary>
internal enum SizeMetric
{
    /// <summary>Mean of the datapoints the alarm judged.</summary>
    Mean,

    /// <summary>The newest.</summary>
    Last,

    /// <summary>The largest.</summary>
    Max,
}

/// <summary>
/// Target tracking: the capacity at which the metric would meet its target, if it falls in proportion to capacity.
/// <c>Q = ⌈running × metric ÷ target⌉</c>; with no running task 1 when there is demand, else 0 (AS-TT-05, AS-TT-07).
/// https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
/// </summary>
internal sealed class TargetTracking(TargetTrackingPolicyDefinition definition, SizeMetric size, ScaleInStep step) : ScalingPolicy
{
    public const string Name = "TargetTrackingScaling";
    public const string Summary = "Keeps a metric at a target: capacity in proportion to it, out quickly, in gradually and only when all such policies agree.";

    private const double RoundingGuard = 1e-9; // ⌈6.000000000001⌉ is 6 tasks, not 7

    // Copies: a proposal is made every minute an alarm is on, and the definition lies elsewhere.
    private readonly double _target = definition.TargetValue;
    private readonly bool _disableScaleIn = definition.DisableScaleIn;

    public override bool VotesOnScaleIn => !_disableScaleIn;

    public override bool IsScaleInDisabled => _disableScaleIn;

    public override Duration ScaleOutCooldown => definition.ScaleOutCooldown;

    public override Duration ScaleInCooldown => definition.ScaleInCooldown;

    /// <summary>⌈running × metric ÷ target⌉.</summary>
    public static int Size(double metric, double target, int running)
    {
        if (running == 0) return metric > target ? 1 : 0;
        var capacity = Math.Ceiling((running * metric / target) - RoundingGuard);
        return (int)Math.Clamp(capacity, 0, int.MaxValue);
    }

    /// <summary>The lowest capacity one activity may lead to.</summary>
    public static int LowestAfterScaleIn(int running, ScaleInStep step) => step switch
    {
        ScaleInStep.Half => running - Math.Max(1, ((running + 1) / 2) - 1),
        ScaleInStep.One => running - 1,
        _ => 0,
    };

    /// <summary>One value of several.</summary>
    public static double Aggregate(ReadOnlySpan<double> newestFirst, SizeMetric size)
    {
        if (size == SizeMetric.Last) return newestFirst[0];
        double sum = 0, largest = double.NegativeInfinity;
        foreach (var value in newestFirst)
        {
            sum += value;
            largest = Math.Max(largest, value);
        }
        return size == SizeMetric.Max ? largest : sum / newestFirst.Length;
    }

    public override double Aggregate(ReadOnlySpan<double> newestFirst) => Aggregate(newestFirst, size);

    public override bool TryPropose(double metric, double threshold, bool isAbove, int running, out int proposal, out double adjustment)
    {
        proposal = Size(metric, _target, running);
        adjustment = double.NaN;
        // A high alarm only adds and a low alarm only removes, whatever a single size datapoint says (AS-TT-12).
        proposal = isAbove ? Math.Max(proposal, running) : Math.Min(proposal, running);
        return true;
    }

    public override int LowestAfterScaleIn(int running) => LowestAfterScaleIn(running, step);

    public override bool ExpectsFlapping(double metric, int running, int capacity) =>
        capacity > 0 && (running * metric / capacity) - RoundingGuard > _target;
}
