using Simulator.Model.Definitions;
using Simulator.Tests.Conformance.Scaling;
using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>What AWS does not publish about metrics and alarms: each a constant or a switch, with more than one value tried. Those of policies are in PolicyTests and TargetTests.</summary>
public sealed class OpenPointTests
{
    private const string Over = "threshold: 50, comparisonOperator: GreaterThanThreshold";

    [Property("Rule", "AS-CW-07")]
    [TestCase("insufficientData", "INSUFFICIENT_DATA")]
    [TestCase("keep", "OK")]
    public void FreshBreachingPoints_GiveNoStateOrKeepIt(string state, string expected)
    {
        // OK, then silence as long as the range, then a single point above the threshold.
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", AlarmScenario.Minutes("000------X"))], $"{{alarmName: a, series: Test.m, evaluationPeriods: 3, treatMissingData: missing, {Over}}}",
            "timeline: [{at: 599s, action: SetAlarmState, alarmName: a, stateValue: OK}]"), "model.freshPrematureState=" + state);
        Assert.That(run.StateAt("a", 600), Is.EqualTo(expected));
    }

    [Property("Rule", "AS-CW-06")]
    [TestCase(2, "ALARM")]
    [TestCase(0, "INSUFFICIENT_DATA")]
    public void PeriodsBeyondN_AreAsManyAsTheConstantSays(int extra, string expected)
    {
        // Three breaching points and then two minutes of silence: they are found in a range of five, not in one of three, where the last of them is too fresh.
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", AlarmScenario.Minutes("XXX----"))], $"{{alarmName: a, series: Test.m, evaluationPeriods: 3, {Over}}}"), $"model.evaluationRangeExtra={extra}");
        Assert.That(run.StateAt("a", 180), Is.EqualTo("ALARM"));
        Assert.That(run.StateAt("a", 360), Is.EqualTo(expected));
    }

    [Property("Rule", "AS-CW-06")]
    [TestCase(20, 5)]
    [TestCase(10, 8)]
    public void BelowAMinute_TheRangeIsAMinuteLonger(int period, int silent)
    {
        // N = 2 of 20 s (10 s): the range holds 60/P more periods, so that silence is noticed when all of them are empty.
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", "[[0s, 10], [5m, null]]")], $"{{alarmName: a, series: Test.m, period: {period}, evaluationPeriods: 2, {Over}}}"));
        Assert.That(run.Transitions("a")[^1], Is.EqualTo((300.0 + (silent * period), "INSUFFICIENT_DATA")));
    }

    [Property("Rule", "AS-TT-03")]
    [TestCase(30, 603)]
    [TestCase(45, 903)]
    public void LowPeriodsOfTwentySecondMetrics_AreAConstant(int periods, double at)
    {
        var run = Run(Fine($", targetTrackingHighResolutionLowPeriods: {periods}, ecsHighResolutionMetricDelay: 0s", "[[0s, 5]]", "20m"));
        Assert.That(run.Moves()[0].At, Is.EqualTo(at), "so many points of 20 s, evaluated at once, 3 s to the decision");
    }

    [Property("Rule", "AS-MET-06")]
    [TestCase("10s", 73)]
    [TestCase("30s", 93)]
    public void DelayOfTwentySecondMetrics_IsAConstant(string delay, double at)
    {
        var run = Run(Fine($", ecsHighResolutionMetricDelay: {delay}", "[[0s, 90]]", "3m"));
        Assert.That(run.Moves()[0].At, Is.EqualTo(at));
    }

    [Property("Rule", "AS-MET-06")]
    [TestCase("120s", 333)]
    [TestCase("20s", 213)]
    public void DelayOfMinuteMetrics_IsAConstant(string delay, double at)
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(60) + "]", rest: Playing("web.CPUUtilization", "[[0s, 90]]"), duration: "7m").Replace("ecsMetricDelay: 0s", "ecsMetricDelay: " + delay, StringComparison.Ordinal));
        Assert.That(run.Moves()[0].At, Is.EqualTo(at));
    }

    [Property("Rule", "AS-TM-01")]
    [TestCase("0s")]
    [TestCase("60s")]
    public void DelayOfTheLoadBalancer_IsAConstant(string delay)
    {
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 5m, initial: steady}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 80}]}]}]
            targetGroups: [{name: tg}]
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 1, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]}]
            alarms: [{alarmName: a, series: tg.RequestCount, evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}]
            """, "model.loadBalancerMetricDelay=" + delay);
        Assert.That(run.Rows("metrics.csv").Select(r => r.Number("published_s") - r.Number("period_start_s") - 60).Distinct(), Is.EqualTo(new[] { delay == "0s" ? 0.0 : 60 }));
    }

    [Property("Rule", "AS-TT-03")]
    [TestCase(0.9, 44.9, true)]
    [TestCase(0.9, 45.1, false)]
    [TestCase(0.7, 44.9, false)]
    [TestCase(0.7, 34.9, true)]
    public void LowThresholdOfAService_IsAConstant(double factor, double load, bool alarms)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + "]", model: $"ecsLowFactor: {factor.ToString(invariant)}", rest: Playing("web.CPUUtilization", $"[[0s, {load.ToString(invariant)}]]"), duration: "17m"));
        Assert.That(run.Rows("alarms.csv", "to", "ALARM").Count > 0, Is.EqualTo(alarms));
    }

    [Property("Rule", "AS-CW-03")]
    [TestCase("0s", 60)]
    [TestCase("41s", 101)]
    public void Phase_IsAConstantOrADraw(string phase, double first)
    {
        var run = ScenarioRun.Of(AlarmScenario.Of([("m", "[[0s, 90]]")], $"{{alarmName: a, series: Test.m, evaluationPeriods: 1, {Over}}}"), "model.alarmPhase=" + phase);
        Assert.That(run.Transitions("a"), Is.EqualTo(new[] { (first, "ALARM") }));
    }

    [Test]
    [Property("Rule", "AS-TM-01")]
    [Property("Rule", "AS-MET-06")]
    public void Defaults_AreThoseOfThePublishedTimingModel()
    {
        Assert.That(
            new[]
            {
                ModelCatalog.EcsMetricDelay, ModelCatalog.EcsHighResolutionMetricDelay, ModelCatalog.LoadBalancerMetricDelay, ModelCatalog.QueueMetricDelay, ModelCatalog.ContainerInsightsMetricDelay,
            }.Select(c => c.Default.Seconds),
            Is.EqualTo(new[] { 120.0, 10, 60, 60, 60 }));
        Assert.That(ModelCatalog.AlarmPhase.Default, Is.EqualTo(DistributionDefinition.Uniform(0, 60)));
    }

    private static string Fine(string model, string values, string duration) => Of(
            "minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(60, metric: "predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilizationHighResolution}") + "]",
            rest: Playing("web.CPUUtilization", values), duration: duration)
        .Replace("alarmPhase: 30s", "alarmPhase: 0s" + model, StringComparison.Ordinal)
        .Replace("desiredCount: 4", "desiredCount: 4, monitoring: {metricConfigurations: [{metricNames: [CPUUtilization, MemoryUtilization], resolutionSeconds: 20}]}", StringComparison.Ordinal);
}
