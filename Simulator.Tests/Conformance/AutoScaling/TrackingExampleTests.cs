using System.Globalization;
using Simulator.Model.Definitions;
using Simulator.Tests.Conformance.Ec2;
using Simulator.Tests.Conformance.Scaling;
using Simulator.Tests.Scenarios;
using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.AutoScaling;

/// <summary>AWS's examples of target tracking, of schedules and of groups, from a scenario file to the result files.</summary>
public sealed class TrackingExampleTests
{
    private const string MemoryMetric = "predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageMemoryUtilization}";

    [Property("Rule", "AS-TT-03")]
    [Property("Example", "EX-32")]
    [TestCase(70, 63)]
    [TestCase(80, 72)]
    [TestCase(30, 27)]
    public void LowAlarmOfCpu_HasNineTenthsOfTheTarget(double target, double expected)
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(target) + "]", rest: Playing("web.CPUUtilization", "[[0s, 1]]"), duration: "16m"));
        Assert.That(ThresholdOf(run, "AlarmLow"), Is.EqualTo(expected));
    }

    [Test]
    [Property("Rule", "AS-TT-03")]
    [Property("Rule", "AS-MET-03")]
    [Property("Example", "EX-32")]
    public void LowAlarmOfRequests_HasNineTenthsOfTheTarget()
    {
        // Without traffic the sum is zero, and fifteen zeros are low.
        var run = Run(Balanced("", Tracking(1500, metric: "predefinedMetricSpecification: {predefinedMetricType: ALBRequestCountPerTarget, resourceLabel: app/lb/1/targetgroup/tg/1}")));
        Assert.That(ThresholdOf(run, "AlarmLow"), Is.EqualTo(1350));
    }

    [Property("Rule", "AS-MET-03")]
    [TestCase("true", 2, "ALARM")]
    [TestCase("false", 4, "INSUFFICIENT_DATA")]
    public void SilenceAtTheLoadBalancer_ScalesInOrHoldsCapacity_AsTheSwitchSays(string emitsZero, int desired, string low)
    {
        var run = Run(Balanced($", zeroTrafficEmitsZero: {emitsZero}", Tracking(100, "scaleInCooldown: 0", metric: "predefinedMetricSpecification: {predefinedMetricType: ALBRequestCountPerTarget, resourceLabel: app/lb/1/targetgroup/tg/1}")));
        Assert.That(run.DesiredAt(1800), Is.EqualTo(desired));
        var states = run.Rows("alarms.csv").Where(r => r.Text("alarm").Contains("AlarmLow", StringComparison.Ordinal)).Select(r => r.Text("to")).DefaultIfEmpty("INSUFFICIENT_DATA");
        Assert.That(states.Last(), Is.EqualTo(low));
    }

    [Test]
    [Property("Rule", "AS-TT-13")]
    [Property("Example", "EX-36")]
    public void TwoTasksAtForty_OfATargetOfFifty_Stay()
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + "]", desired: 2, rest: Playing("web.CPUUtilization", "[[0s, 40]]"), duration: "20m"));
        Assert.That(run.Rows("alarms.csv", "to", "ALARM").Single().Text("alarm"), Does.Contain("AlarmLow"));
        Assert.That(run.Decided().Select(d => (d.Gate, d.To)).Distinct(), Is.EqualTo(new[] { ("already_at_desired_capacity", 2) }));
    }

    [Test]
    [Property("Rule", "AS-MP-02")]
    [Property("Example", "EX-42")]
    public void OnePolicyWantsNine_TheOtherThree_NineWins()
    {
        var loads = Playing("web.CPUUtilization", "[[0s, 48], [12m, 75]]") + "  - {kind: metric, series: web.MemoryUtilization, values: [[0s, 25]]}";
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + ", " + Tracking(50, name: "memory", metric: MemoryMetric) + "]", desired: 6, rest: loads, duration: "16m"));
        Assert.That(run.Decided("cpu"), Is.EqualTo(new[] { (933.0, "", 6, 9) }));
        Assert.That(run.Decided("memory")[0], Is.EqualTo((933.0, "unanimity", 6, 6)), "six tasks at 25 are three too many, but CPU does not agree");
    }

    [Test]
    [Property("Rule", "AS-TT-11")]
    [Property("Example", "EX-43")]
    public void DataThatStops_NoLongerMovesAnything()
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 4, policies: [" + Tracking(60) + "]", rest: Playing("web.CPUUtilization", "[[0s, 70], [10m, null]]"), duration: "50m"));
        foreach (var alarm in new[] { "AlarmHigh", "AlarmLow" })
            Assert.That(run.Rows("alarms.csv").Last(r => r.Text("alarm").Contains(alarm, StringComparison.Ordinal)).Text("to"), Is.EqualTo("INSUFFICIENT_DATA"));
        var silent = run.Rows("alarms.csv").Max(r => r.Number("t_s"));
        Assert.That(silent, Is.LessThan(1800));
        Assert.That(run.Decided().Max(d => d.At), Is.LessThan(900));
        Assert.That(run.DesiredAt(3000), Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "AS-SC-02")]
    [Property("Example", "EX-48")]
    public void EveryFiveMinutesOfOfficeHours_OnWorkingDays()
    {
        // From Friday 17:40 over the weekend to Monday 08:12.
        var run = Run(Of("minCapacity: 1, maxCapacity: 9, scheduledActions: [{scheduledActionName: a, schedule: \"cron(0/5 8-17 ? * MON-FRI *)\", scalableTargetAction: {minCapacity: 1}}]", desired: 1, rest: "output: {services: {every: 6h}}", duration: "62h32m")
            .Replace("2026-03-02T06:00:00Z", "2026-03-06T17:40:00Z", StringComparison.Ordinal));
        const double monday = ((2 * 24) + 14) * 3600 + (20 * 60);
        Assert.That(run.Decided().Select(d => d.At - 3), Is.EqualTo(new[] { 0.0, 300, 600, 900, monday, monday + 300, monday + 600 }).Or.EqualTo(new[] { 300.0, 600, 900, monday, monday + 300, monday + 600 }));
    }

    [Test]
    [Property("Rule", "AS-SC-03")]
    [Property("Example", "EX-49")]
    public void AfterItsEnd_AnActionStops_AndNothingIsReverted()
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 20, policies: [" + Tracking(50, "scaleInCooldown: 0") + "], scheduledActions: [{scheduledActionName: a, schedule: rate(10 minutes), startTime: 2026-03-02T06:05:00Z, endTime: 2026-03-02T06:16:00Z, scalableTargetAction: {minCapacity: 6}}]",
            rest: Playing("web.CPUUtilization", "[[0s, 5]]"), duration: "50m"));
        Assert.That(run.Rows("scaling_activities.csv", "policy", "a").Select(r => r.Number("t_s")), Is.EqualTo(new[] { 303.0, 903 }));
        Assert.That(run.DesiredAt(2940), Is.EqualTo(6), "the low alarm is in ALARM, and six is still the minimum");
        Assert.That(run.Decided()[^1].Gate, Is.EqualTo("already_at_min_capacity"));
    }

    [Property("Rule", "AS-EC2-01")]
    [TestCase(75, 52.5)]
    [TestCase(60, 42)]
    [TestCase(50, 35)]
    [TestCase(40, 28)]
    [TestCase(30, 21)]
    [TestCase(20, 14)]
    public void LowAlarmOfAGroup_HasTheThresholdsSeenInExports(double target, double expected)
    {
        var value = target.ToString(CultureInfo.InvariantCulture);
        var loaded = Loading.Load(GroupRun.Text("minSize: 1, maxSize: 4, scalingPolicies: [{policyName: p, targetTrackingConfiguration: {targetValue: " + value + ", predefinedMetricSpecification: {predefinedMetricType: ASGAverageCPUUtilization}}}]"));
        Assert.That(loaded.Issues, Is.Empty);
        Assert.That(MonitoringPlan.Of(loaded.Scenario!).Alarms.Select(a => a.Threshold), Is.EqualTo(new[] { target, expected }));
    }

    [Test]
    [Property("Rule", "AS-CW-10")]
    [Property("Rule", "AS-EC2-02")]
    [Property("Example", "EX-75")]
    public void LowAlarmOfAGroup_IsActedOnWholeMinutesAfterItsStateChange_OnceNothingWarmsUp()
    {
        // As logged: ALARM since 21:43:47.153, from two to one at 21:48:47. In between an instance that was launched shortly before warms up for five minutes.
        var run = Run("""
            name: g
            run: {duration: 30m, initial: steady, start: 2026-03-02T21:25:00Z}
            model: {alarmPhase: 47.153s, scalingDecisionDelay: 0s, ec2MetricDelay: 0s, playbackMetricDelay: 0s, instancePending: 10s}
            autoScalingGroups:
              - {autoScalingGroupName: asg, instanceType: m6i.large, minSize: 1, maxSize: 4, desiredCapacity: 1, defaultInstanceWarmup: 300,
                 scalingPolicies: [{policyName: cpu, targetTrackingConfiguration: {targetValue: 50, predefinedMetricSpecification: {predefinedMetricType: ASGAverageCPUUtilization}}}]}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: bridge, containerDefinitions: [{name: app, image: i}]}]
            services: [{serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1}]
            workload: [{kind: metric, series: asg.CPUUtilization, values: [[0s, 40], [3m, 10]]}]
            timeline: [{at: 18m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 2}]
            """);
        double At(int hour, int minute, double second) => ((hour - 21) * 3600) + ((minute - 25) * 60) + second;
        Assert.That(run.Rows("alarms.csv", "to", "ALARM").Last().Number("t_s"), Is.EqualTo(At(21, 43, 47.153)).Within(0.001));
        var decided = run.Decided("cpu").Where(d => d.At >= At(21, 43, 0)).ToList();
        Assert.That(decided.Where(d => d.Gate.Length == 0).Select(d => (d.From, d.To)), Is.EqualTo(new[] { (2, 1) }));
        Assert.That(decided.First(d => d.Gate.Length == 0).At, Is.EqualTo(At(21, 48, 47.153)).Within(0.001));
        Assert.That(decided.TakeWhile(d => d.Gate.Length > 0).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "already_at_desired_capacity" }), "sized from the one warm instance, of which nothing can go");
        Assert.That(decided.TakeWhile(d => d.Gate.Length > 0).Count(), Is.EqualTo(5));
    }

    [Property("Rule", "AS-EC2-06")]
    [Property("Example", "EX-92")]
    [TestCase("20m", true)] // 40 and 50 minutes to their next hours
    [TestCase("65m", false)] // 55 and 5
    public void FullerZone_LosesTheInstanceClosestToItsNextHour(string at, bool isFirst)
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 30, desiredCapacity: 2",
            "timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 3}, {at: " + at + ", action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 2}]", duration: "80m");
        Assert.That(run.Zones(), Is.EqualTo(new[] { 1, 1 }), "it leaves the zone that had two");
        var gone = run.Rows("instances.csv", "reason", "scale_in").Single();
        Assert.That(gone.Number("launched_s"), isFirst ? Is.Zero : Is.GreaterThan(599));
    }

    [Test]
    [Property("Rule", "AS-MET-09")]
    [Property("Example", "EX-76")]
    public void TenTasksOnAwssTwoInstances_ReserveFiftyFiveAndSixtyPerCent()
    {
        // A c4.4xlarge and a c4.large register 18,432 CPU units and 33,926 MiB together.
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 5m, initial: steady}
            containerInstances: [{instanceType: c4.4xlarge, count: 1}, {instanceType: c4.large, count: 1}]
            taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: i, cpu: 1024, memory: 2048}]}]
            services: [{serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 10}]
            alarms:
              - {alarmName: cpu, namespace: AWS/ECS, metricName: CPUReservation, dimensions: [{name: ClusterName, value: default}], evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}
              - {alarmName: memory, namespace: AWS/ECS, metricName: MemoryReservation, dimensions: [{name: ClusterName, value: default}], evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}
            """);
        Assert.That(run.Rows("instances.csv").Select(r => (r.Count("registered_cpu"), r.Count("registered_memory"))), Is.EquivalentTo(new[] { (16_384, 30_158), (2048, 3768) }));
        Assert.That(run.Rows("metrics.csv", "metric", "CPUReservation")[^1].Number("value"), Is.EqualTo(55.56).Within(0.01));
        Assert.That(run.Rows("metrics.csv", "metric", "MemoryReservation")[^1].Number("value"), Is.EqualTo(60.37).Within(0.01));
    }

    private static double ThresholdOf(ScenarioRun run, string alarm) => run.DecisionsOf("alarm_transition")
        .First(d => d.ToString().Contains(alarm, StringComparison.Ordinal)).GetProperty("inputs").GetProperty("threshold").GetDouble();

    private static string Balanced(string model, string policy) => $$"""
        name: t
        run: {duration: 31m, initial: steady}
        model: {alarmPhase: 30s, loadBalancerMetricDelay: 0s{{model}}}
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 80}]}]}]
        targetGroups: [{name: tg}]
        services:
          - {serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 4, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}],
             autoScaling: {minCapacity: 2, maxCapacity: 50, policies: [{{policy}}] } }
        """;
}
