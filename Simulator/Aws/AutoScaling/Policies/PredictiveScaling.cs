using Simulator.Kernel;

namespace Simulator.Aws.AutoScaling.Policies;

/// <summary>
/// Predictive scaling: <c>capacity of an hour = ⌈forecast load ÷ target⌉</c>, applied before the hour and as a floor during it; never less than what runs (AS-PR-03,
/// AS-PR-05). No alarm invokes it: its clock does, and this arithmetic is never asked.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/aas-create-predictive-scaling-policy.html
/// </summary>
internal sealed class PredictiveScaling : ScalingPolicy
{
    public const string Name = "PredictiveScaling";
    public const string Summary = "Has the capacity of a forecast ready before each hour; never scales in, and keeps the other policies from going below it.";

    public override Duration ScaleOutCooldown => Duration.Zero;

    public override Duration ScaleInCooldown => Duration.Zero;

    public override double Aggregate(ReadOnlySpan<double> newestFirst) => double.NaN;

    public override bool TryPropose(double metric, double threshold, bool isAbove, int running, out int proposal, out double adjustment)
    {
        (proposal, adjustment) = (running, double.NaN);
        return false;
    }
}
