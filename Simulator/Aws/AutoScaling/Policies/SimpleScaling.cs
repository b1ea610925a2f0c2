using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.AutoScaling.Policies;

/// <summary>
/// Simple scaling of a group: one adjustment whatever the metric, then a wait until the activity and its cooldown are over (AS-EC2-03).
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/simple-scaling-step-scaling.html
/// </summary>
internal sealed class SimpleScaling(SimpleScalingPolicyDefinition definition) : ScalingPolicy
{
    public const string Name = "SimpleScaling";
    public const string Summary = "Of groups only: one adjustment, then nothing until the group has settled and the cooldown is over.";

    /// <summary>Its cooldown; null for the group's.</summary>
    public Duration? Cooldown => definition.Cooldown;

    public override Duration ScaleOutCooldown => definition.Cooldown ?? Duration.Zero;

    public override Duration ScaleInCooldown => definition.Cooldown ?? Duration.Zero;

    public override double Aggregate(ReadOnlySpan<double> newestFirst) => newestFirst[0];

    // The base is desired capacity, because simple scaling counts what is under way.
    public override bool TryPropose(double metric, double threshold, bool isAbove, int running, out int proposal, out double adjustment)
    {
        adjustment = definition.ScalingAdjustment;
        proposal = (int)Math.Clamp(StepScaling.Adjust(definition.AdjustmentType, running, definition.ScalingAdjustment, definition.MinAdjustmentMagnitude), 0, int.MaxValue);
        return true;
    }
}
