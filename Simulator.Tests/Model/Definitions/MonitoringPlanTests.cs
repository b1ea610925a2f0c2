using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Tests.Aws.AutoScaling;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Model.Definitions;

public sealed class MonitoringPlanTests
{
    [Property("Rule", "AS-TT-03")]
    [Property("Example", "EX-32")]
    [TestCase(70, 63)]
    [TestCase(80, 72)]
    [TestCase(30, 27)]
    [TestCase(1500, 1350)]
    [TestCase(50, 45)]
    public void LowAlarm_IsAtNineTenthsOfTheTarget(double target, double expected) =>
        Assert.That(MonitoringPlan.Of(Of(1, 10, Track(target))).Alarms[1].Threshold, Is.EqualTo(expected));

    [Test]
    [Property("Rule", "AS-TT-03")]
    public void TargetTracking_OwnsAHighAndALowAlarm()
    {
        var plan = MonitoringPlan.Of(Of(1, 10, Track(60)));
        var (high, low) = (plan.Alarms[0], plan.Alarms[1]);
        Assert.That(high.Name, Is.EqualTo("TargetTracking-service/prod/web-AlarmHigh-cpu"));
        Assert.That(low.Name, Is.EqualTo("TargetTracking-service/prod/web-AlarmLow-cpu"));
        Assert.That((high.Comparison, high.Threshold, high.PeriodSeconds, high.EvaluationPeriods, high.DatapointsToAlarm),
            Is.EqualTo((ComparisonOperator.GreaterThanThreshold, 60.0, 60, 3, 3)));
        Assert.That((low.Comparison, low.Threshold, low.PeriodSeconds, low.EvaluationPeriods, low.DatapointsToAlarm),
            Is.EqualTo((ComparisonOperator.LessThanThreshold, 54.0, 60, 15, 15)));
        Assert.That((high.TreatMissingData, low.TreatMissingData), Is.EqualTo((TreatMissingData.Missing, TreatMissingData.Missing)));
        Assert.That((high.AlarmActions.Single(), low.AlarmActions.Single()), Is.EqualTo((new PolicyReference(0, 0), new PolicyReference(0, 0))));
        Assert.That((plan.HighAlarmOf(new(0, 0)), plan.LowAlarmOf(new(0, 0))), Is.EqualTo((0, 1)));
        Assert.That(plan.Series, Has.Length.EqualTo(1), "both read one series");
    }

    [Test]
    [Property("Rule", "AS-TT-03")]
    public void HighResolutionPolicy_HasThreeAndThirtyShortPeriods()
    {
        var plan = MonitoringPlan.Of(Of(1, 10, Track(60, period: 20)));
        Assert.That(plan.Alarms.Select(a => (a.PeriodSeconds, a.EvaluationPeriods)), Is.EqualTo(new[] { (20, 3), (20, 30) }));
        Assert.That((plan.Series[0].ResolutionSeconds, plan.Series[0].PublishDelay.Seconds), Is.EqualTo((20, 10.0)));
    }

    [Test]
    [Property("Rule", "AS-TT-03")]
    public void DisableScaleIn_LeavesOutTheLowAlarm()
    {
        var plan = MonitoringPlan.Of(Of(1, 10, Track(60, disableScaleIn: true)));
        Assert.That(plan.Alarms, Has.Length.EqualTo(1));
        Assert.That(plan.LowAlarmOf(new(0, 0)), Is.EqualTo(-1));
    }

    [Test]
    public void ModelConstants_SetPeriodsAndFactor()
    {
        var scenario = Of(1, 10, Track(60)).With(ModelCatalog.TargetTrackingHighPeriods, 5.0).With(ModelCatalog.TargetTrackingLowPeriods, 10.0).With(ModelCatalog.EcsLowFactor, 0.7);
        Assert.That(MonitoringPlan.Of(scenario).Alarms.Select(a => (a.EvaluationPeriods, a.Threshold)), Is.EqualTo(new[] { (5, 60.0), (10, 42.0) }));
    }

    [Test]
    public void UsersAlarms_ComeFirstAndShareSeriesByName()
    {
        var scenario = Of(1, 10, Track(60), Track(80, Memory, name: "memory")).WithAlarms(
            Alarm("mine", ComparisonOperator.GreaterThanThreshold, 95, metric: Cpu with { Source = MetricSource.Playback, Entity = 7 }), Alarm("queue", ComparisonOperator.GreaterThanThreshold, 1));
        var plan = MonitoringPlan.Of(scenario);
        Assert.That(plan.Alarms.Select(a => a.Name.Split('-')[^1]), Is.EqualTo(new[] { "mine", "queue", "cpu", "cpu", "memory", "memory" }));
        Assert.That(Enumerable.Range(0, 6).Select(plan.SeriesOf), Is.EqualTo(new[] { 0, 1, 0, 0, 2, 2 }));
        Assert.That((plan.HighAlarmOf(new(0, 1)), plan.LowAlarmOf(new(0, 1)), plan.LowAlarmOf(new(0, 0))), Is.EqualTo((4, 5, 3)));
    }

    [Test]
    public void PlayedBackMetric_TakesThePlaceOfTheWorldsWithItsDelay()
    {
        var plan = MonitoringPlan.Of(Of(1, 10, Track(60)).WithPlayback(Cpu, (0, 50)));
        Assert.That((plan.Series[0].Source, plan.Series[0].Entity, plan.Series[0].PublishDelay), Is.EqualTo((MetricSource.Playback, 0, Duration.FromSeconds(120L))));
        Assert.That(plan.Series[0].Metric, Is.EqualTo(Cpu));
    }

    [TestCase(60, 60)]
    [TestCase(300, 60)]
    [TestCase(20, 20)]
    [TestCase(10, 10)]
    [TestCase(30, 10)]
    public void CustomSeries_IsAsFineAsItsFinestAlarm(int period, int expected)
    {
        var plan = MonitoringPlan.Of(Of(null).WithAlarms(
            Alarm("a", ComparisonOperator.GreaterThanThreshold, 1, period: period), Alarm("b", ComparisonOperator.GreaterThanThreshold, 1, period: 300)));
        Assert.That(plan.Series.Single().ResolutionSeconds, Is.EqualTo(expected));
    }
}
