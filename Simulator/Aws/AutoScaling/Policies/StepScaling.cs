using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.AutoScaling.Policies;

/// <summary>
/// Step scaling: the adjustment of the step in which the metric's distance from the alarm's threshold lies. Above the threshold a step holds its lower bound,
/// below it its upper one: <c>lower ≤ d &lt; upper</c> or <c>lower &lt; d ≤ upper</c> (AS-ST-03, 05, 06).
/// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
/// </summary>
internal sealed class StepScaling(StepScalingPolicyDefinition definition) : ScalingPolicy
{
    public const string Name = "StepScaling";
    public const string Summary = "Adds or removes by steps of the metric's distance from a user's alarm threshold.";

    public override Duration ScaleOutCooldown => definition.Cooldown;

    public override Duration ScaleInCooldown => definition.Cooldown;

    /// <summary>The step that holds a distance, or null.</summary>
    public static StepAdjustment? StepOf(ImmutableArray<StepAdjustment> steps, double distance, bool isAbove)
    {
        foreach (var step in steps)
        {
            var lower = step.LowerBound ?? double.NegativeInfinity;
            var upper = step.UpperBound ?? double.PositiveInfinity;
            if (isAbove ? lower <= distance && distance < upper : lower < distance && distance <= upper) return step;
        }
        return null;
    }

    /// <summary>The capacity after an adjustment.</summary>
    public static long Adjust(AdjustmentType type, int running, int adjustment, int minimumMagnitude) => type switch
    {
        AdjustmentType.ChangeInCapacity => (long)running + adjustment,
        AdjustmentType.ExactCapacity => adjustment,
        _ => running + PercentChange(running, adjustment, minimumMagnitude),
    };

    /// <summary>Percentage of a capacity, toward zero but at least 1, then at least the minimum magnitude (AS-ST-06).</summary>
    public static long PercentChange(int running, int percent, int minimumMagnitude)
    {
        if (percent == 0) return 0;
        var hundredths = (long)running * percent;
        var change = hundredths / 100;
        if (change == 0) change = Math.Sign(hundredths);
        return Math.Abs(change) < minimumMagnitude ? Math.Sign(percent) * (long)minimumMagnitude : change;
    }

    public override double Aggregate(ReadOnlySpan<double> newestFirst)
    {
        double sum = 0, smallest = double.PositiveInfinity, largest = double.NegativeInfinity;
        foreach (var value in newestFirst)
        {
            sum += value;
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
        }
        return definition.Aggregation switch
        {
            MetricStatistic.Minimum => smallest,
            MetricStatistic.Maximum => largest,
            _ => sum / newestFirst.Length,
        };
    }

    public override bool TryPropose(double metric, double threshold, bool isAbove, int running, out int proposal, out double adjustment)
    {
        var step = StepOf(definition.Steps, metric - threshold, isAbove);
        adjustment = step?.ScalingAdjustment ?? double.NaN;
        proposal = step is null ? running : (int)Math.Clamp(Adjust(definition.AdjustmentType, running, step.ScalingAdjustment, definition.MinAdjustmentMagnitude), 0, int.MaxValue);
        return step is not null;
    }
}
