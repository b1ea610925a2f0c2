using FsCheck;
using FsCheck.Fluent;
using Simulator.Aws.AutoScaling.Policies;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.AutoScaling.Policies;

public sealed class TargetTrackingTests
{
    [Property("Rule", "AS-TT-05")]
    [TestCase(10, 150, 100, 15, TestName = "EX-30 backlog per task of 150 against 100")]
    [TestCase(3, 75, 50, 5, TestName = "EX-31 +1.5 is rounded up to +2")]
    [TestCase(6, 37.5, 50, 5, TestName = "EX-31 -1.5 is rounded up to -1")]
    [TestCase(4, 90, 60, 6, TestName = "EX-83 four tasks at 90 against 60")]
    [TestCase(4, 75, 50, 6, TestName = "EX-79 four tasks at 75 against 50")]
    [TestCase(2, 40, 50, 2, TestName = "EX-36 two tasks at 40 against 50")]
    [TestCase(6, 25, 50, 3, TestName = "EX-39 six tasks at 25 against 50")]
    [TestCase(3, 70, 70, 3, TestName = "at the target nothing changes")]
    [TestCase(7, 30.000000000001, 70, 3, TestName = "a rounding error adds no task")]
    public void Size_IsProportionalAndRoundedUp(int running, double metric, double target, int expected) =>
        Assert.That(TargetTracking.Size(metric, target, running), Is.EqualTo(expected));

    [Property("Rule", "AS-TT-07")]
    [TestCase(250, 100, 1, TestName = "EX-37 demand starts one task")]
    [TestCase(100, 100, 0, TestName = "at the target no task starts")]
    [TestCase(0, 100, 0, TestName = "no demand, no task")]
    public void FromZero_StartsOneTaskOnDemand(double metric, double target, int expected) =>
        Assert.That(TargetTracking.Size(metric, target, 0), Is.EqualTo(expected));

    [Property("Rule", "AS-TT-13")]
    [TestCase(2, 50, 25, 1)]
    [TestCase(2, 50, 25.1, 2)]
    [TestCase(3, 60, 40, 2)]
    [TestCase(3, 60, 40.1, 3)]
    [TestCase(1, 50, 0.1, 1)]
    [TestCase(1, 50, 0, 0)]
    public void SmallService_KeepsATaskUnlessTheRestCouldCarryIt(int running, double target, double metric, int expected) =>
        Assert.That(TargetTracking.Size(metric, target, running), Is.EqualTo(expected));

    [Property("Rule", "AS-TT-14")]
    [TestCase(50, 20)]
    [TestCase(80, 13)]
    [TestCase(90, 12)]
    public void CappedMetric_LimitsGrowthOfOneActivity(double target, int expected) =>
        Assert.That(TargetTracking.Size(100, target, 10), Is.EqualTo(expected));

    [Property("Rule", "AS-TT-09")]
    [TestCase(6, nameof(ScaleInStep.Proportional), 0)]
    [TestCase(6, nameof(ScaleInStep.Half), 4, TestName = "EX-39 half of six")]
    [TestCase(6, nameof(ScaleInStep.One), 5, TestName = "EX-87 6 to 5")]
    [TestCase(4, nameof(ScaleInStep.Half), 3, TestName = "EX-86 4 to 3")]
    [TestCase(3, nameof(ScaleInStep.Half), 2, TestName = "EX-86 3 to 2")]
    [TestCase(4, nameof(ScaleInStep.One), 3)]
    [TestCase(3, nameof(ScaleInStep.One), 2)]
    [TestCase(1, nameof(ScaleInStep.Half), 0)]
    [TestCase(2, nameof(ScaleInStep.Half), 1)]
    [TestCase(100, nameof(ScaleInStep.Half), 51)]
    [TestCase(101, nameof(ScaleInStep.Half), 51)]
    public void ScaleIn_TakesAtMostItsStep(int running, string step, int expected) =>
        Assert.That(TargetTracking.LowestAfterScaleIn(running, Enum.Parse<ScaleInStep>(step)), Is.EqualTo(expected));

    [Test]
    [Property("Rule", "AS-TT-09")]
    public void HalfStep_RemovesAtLeastOneAndLessThanHalf() =>
        Prop.ForAll(Gen.Choose(3, 100_000).ToArbitrary(), running =>
        {
            var removed = running - TargetTracking.LowestAfterScaleIn(running, ScaleInStep.Half);
            return removed >= 1 && removed * 2 < running;
        }).Holds();

    [Property("Rule", "AS-TT-06")]
    [TestCase(nameof(SizeMetric.Mean), 80)]
    [TestCase(nameof(SizeMetric.Last), 75)]
    [TestCase(nameof(SizeMetric.Max), 95)]
    public void SizeMetric_IsASwitch(string size, double expected) =>
        Assert.That(Policy(60, Enum.Parse<SizeMetric>(size)).Aggregate([75, 95, 70]), Is.EqualTo(expected));

    [Test]
    [Property("Rule", "AS-TT-12")]
    public void HighAlarm_NeverRemovesAndLowAlarmNeverAdds()
    {
        var policy = Policy(60, SizeMetric.Last);
        policy.TryPropose(30, 60, true, 4, out var high, out _);
        policy.TryPropose(90, 54, false, 4, out var low, out _);
        Assert.That((high, low), Is.EqualTo((4, 4)));
    }

    [Property("Rule", "AS-TT-10")]
    [TestCase(25, 6, 3, false)]
    [TestCase(25, 6, 2, true)]
    [TestCase(30, 5, 3, false)]
    [TestCase(0, 1, 0, false)]
    public void Flapping_IsExpectedWhenTheRestWouldExceedTheTarget(double metric, int running, int capacity, bool expected) =>
        Assert.That(Policy(50, SizeMetric.Mean).ExpectsFlapping(metric, running, capacity), Is.EqualTo(expected));

    [Test]
    [Property("Rule", "AS-TT-10")]
    public void CeilingSize_IsNeverExpectedToFlap() =>
        Prop.ForAll(
            Gen.Choose(1, 5000).SelectMany(r => Gen.Choose(0, 20_000), (r, m) => (Running: r, Metric: m / 100.0)).ToArbitrary(),
            x => !Policy(55, SizeMetric.Mean).ExpectsFlapping(x.Metric, x.Running, TargetTracking.Size(x.Metric, 55, x.Running))).Holds();

    private static TargetTracking Policy(double target, SizeMetric size) => new(
        new TargetTrackingPolicyDefinition(
            "p", new MetricIdentity(MetricSource.ServiceCpu, 0, "AWS/ECS", "CPUUtilization", ""), MetricStatistic.Average, target,
            Duration.FromSeconds(300L), Duration.FromSeconds(300L), false, 60),
        size, ScaleInStep.Half);
}
