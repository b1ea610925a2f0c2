using System.Collections.Immutable;
using Simulator.Aws.AutoScaling.Policies;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.AutoScaling.Policies;

public sealed class StepScalingTests
{
    private static readonly ImmutableArray<StepAdjustment> OutByPercent = [new(0, 10, 0), new(10, 20, 10), new(20, null, 30)];
    private static readonly ImmutableArray<StepAdjustment> InByPercent = [new(-10, 0, 0), new(-20, -10, -10), new(null, -20, -30)];
    private static readonly ImmutableArray<StepAdjustment> OutByCount = [new(0, 15, 1), new(15, 25, 2), new(25, null, 3)];

    [Property("Rule", "AS-ST-05")]
    [TestCase(10, 60, 11, TestName = "EX-01 ten per cent of 10")]
    [TestCase(11, 70, 14, TestName = "EX-02 30 % of 11 is 3.3, of which 3")]
    [TestCase(10, 69.99, 11, TestName = "EX-06 just below the second step's end")]
    [TestCase(10, 70, 13, TestName = "EX-06 at the third step's start")]
    [TestCase(10, 59.99, 10, TestName = "EX-05 the first step changes nothing")]
    public void PercentAbove_FollowsThePublishedExample(int running, double metric, int expected) =>
        Assert.That(Propose(AdjustmentType.PercentChangeInCapacity, OutByPercent, 50, isAbove: true, running, metric), Is.EqualTo(expected));

    [Property("Rule", "AS-ST-05")]
    [TestCase(14, 40, 13, TestName = "EX-03 ten per cent of 14 is 1.4, of which 1")]
    [TestCase(14, 41, 14, TestName = "EX-05 between 40 and 60 nothing changes")]
    [TestCase(10, 30, 7, TestName = "EX-03 the lowest step holds its upper bound")]
    public void PercentBelow_FollowsThePublishedExample(int running, double metric, int expected) =>
        Assert.That(Propose(AdjustmentType.PercentChangeInCapacity, InByPercent, 50, isAbove: false, running, metric), Is.EqualTo(expected));

    [Property("Rule", "AS-ST-03")]
    [Property("Example", "EX-08")]
    [TestCase(50, true)]
    [TestCase(59.999, true)]
    [TestCase(60, false)]
    [TestCase(49.999, false)]
    public void AboveThreshold_LowerBoundIsInsideUpperIsOutside(double metric, bool isInside) =>
        Assert.That(StepScaling.StepOf([new StepAdjustment(0, 10, 1)], metric - 50, isAbove: true), isInside ? Is.Not.Null : Is.Null);

    [Property("Rule", "AS-ST-03")]
    [Property("Example", "EX-09")]
    [TestCase(40, false)]
    [TestCase(40.001, true)]
    [TestCase(50, true)]
    [TestCase(50.001, false)]
    public void BelowThreshold_UpperBoundIsInsideLowerIsOutside(double metric, bool isInside) =>
        Assert.That(StepScaling.StepOf([new StepAdjustment(-10, 0, 1)], metric - 50, isAbove: false), isInside ? Is.Not.Null : Is.Null);

    [Property("Rule", "AS-ST-03")]
    [Property("Example", "EX-15")]
    [TestCase(70, 1)]
    [TestCase(84.9, 1)]
    [TestCase(85, 2)]
    [TestCase(94.9, 2)]
    [TestCase(95, 3)]
    [TestCase(1e9, 3)]
    public void Steps_AreChosenByDistanceFromTheThreshold(double metric, int expected) =>
        Assert.That(Propose(AdjustmentType.ChangeInCapacity, OutByCount, 70, isAbove: true, 4, metric), Is.EqualTo(4 + expected));

    [Property("Rule", "AS-ST-05")]
    [TestCase(AdjustmentType.ChangeInCapacity, 3, 5, 8, TestName = "EX-10 change in capacity")]
    [TestCase(AdjustmentType.ExactCapacity, 3, 5, 5, TestName = "EX-11 exact capacity")]
    [TestCase(AdjustmentType.PercentChangeInCapacity, 10, 10, 11, TestName = "EX-12 percent change")]
    public void AdjustmentTypes_DifferInWhatTheyDoWithTheCapacity(AdjustmentType type, int running, int adjustment, int expected) =>
        Assert.That(StepScaling.Adjust(type, running, adjustment, 0), Is.EqualTo(expected));

    [Property("Rule", "AS-ST-06")]
    [Property("Example", "EX-13")]
    [TestCase(127, 10, 12)]
    [TestCase(67, 1, 1)]
    [TestCase(58, -1, -1)]
    [TestCase(667, -1, -6)]
    [TestCase(100, 3, 3)]
    [TestCase(100, -3, -3)]
    [TestCase(7, 0, 0)]
    [TestCase(0, 50, 0)]
    public void PercentChange_GoesTowardZeroButNeverToZero(int running, int percent, int expected) =>
        Assert.That(StepScaling.PercentChange(running, percent, 0), Is.EqualTo(expected));

    [Property("Rule", "AS-ST-06")]
    [TestCase(4, 25, 2, 2)]
    [TestCase(4, -25, 2, -2)]
    [TestCase(20, 25, 2, 5)]
    [TestCase(0, 25, 2, 2)]
    [TestCase(4, 0, 2, 0)]
    public void PercentChange_IsAtLeastTheMinimumMagnitude(int running, int percent, int minimum, int expected) =>
        Assert.That(StepScaling.PercentChange(running, percent, minimum), Is.EqualTo(expected));

    [Property("Rule", "AS-ST-05")]
    [TestCase(MetricStatistic.Average, 80)]
    [TestCase(MetricStatistic.Minimum, 70)]
    [TestCase(MetricStatistic.Maximum, 95)]
    public void Aggregation_IsOverTheAlarmsDatapoints(MetricStatistic aggregation, double expected)
    {
        var policy = new StepScaling(new StepScalingPolicyDefinition("p", AdjustmentType.ChangeInCapacity, OutByCount, 0, Duration.Zero, aggregation));
        Assert.That(policy.Aggregate([75, 95, 70]), Is.EqualTo(expected));
    }

    [Test]
    [Property("Rule", "AS-ST-05")]
    public void NoMatchingStep_ProposesNothing()
    {
        var policy = new StepScaling(new StepScalingPolicyDefinition("p", AdjustmentType.ChangeInCapacity, OutByCount, 0, Duration.Zero, MetricStatistic.Average));
        Assert.That(policy.TryPropose(69.9, 70, true, 4, out var proposal, out var adjustment), Is.False);
        Assert.That(proposal, Is.EqualTo(4));
        Assert.That(adjustment, Is.NaN);
    }

    private static int Propose(AdjustmentType type, ImmutableArray<StepAdjustment> steps, double threshold, bool isAbove, int running, double metric)
    {
        var policy = new StepScaling(new StepScalingPolicyDefinition("p", type, steps, 0, Duration.Zero, MetricStatistic.Average));
        Assert.That(policy.TryPropose(metric, threshold, isAbove, running, out var proposal, out _), Is.True);
        return proposal;
    }
}
