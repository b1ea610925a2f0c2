using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>Alarms, from scenario text to alarms.csv.</summary>
public sealed class AlarmTests
{
    private const string Over = "threshold: 50, comparisonOperator: GreaterThanThreshold";

    [Property("Rule", "AS-CW-07")]
    [Property("Rule", "AS-CW-08")]
    [Property("Rule", "AS-CW-09")]
    [TestCase("0-X-X", 3, "OK", "OK", "OK", "OK", TestName = "EX-54")]
    [TestCase("0----", 3, "OK", "OK", "OK", "OK", TestName = "EX-55")]
    [TestCase("-----", 3, "INSUFFICIENT_DATA", "cur", "ALARM", "OK", TestName = "EX-56")]
    [TestCase("0XX-X", 3, "ALARM", "ALARM", "ALARM", "ALARM", TestName = "EX-57")]
    [TestCase("--X--", 3, "ALARM", "cur", "ALARM", "OK", TestName = "EX-58")]
    [TestCase("0-X-X", 2, "ALARM", "ALARM", "ALARM", "ALARM", TestName = "EX-59")]
    [TestCase("00X0X", 2, "ALARM", "ALARM", "ALARM", "ALARM", TestName = "EX-60")]
    [TestCase("0-X--", 2, "OK", "OK", "ALARM", "OK", TestName = "EX-61")]
    [TestCase("----0", 2, "OK", "OK", "ALARM", "OK", TestName = "EX-62")]
    [TestCase("---X-", 2, "ALARM", "cur", "ALARM", "OK", TestName = "EX-63")]
    public void MissingData_IsTreatedAsThePublishedTablesSay(string points, int m, string missing, string ignore, string breaching, string notBreaching)
    {
        // "cur" keeps the state the alarm has: set by hand a second before the evaluation, once to OK and once to ALARM.
        var alarms = new[] { "missing", "ignore", "breaching", "notBreaching" }.Select(t => (Name: t, Treat: $", treatMissingData: {t}"))
            .Concat([(Name: "default", Treat: ""), (Name: "kept", Treat: ", treatMissingData: ignore")]);
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("m", AlarmScenario.Minutes(points))],
            string.Join('\n', alarms.Select(a => $"{{alarmName: {a.Name}, series: Test.m, evaluationPeriods: 3, datapointsToAlarm: {m}, {Over}{a.Treat}}}")),
            "timeline: [{at: 299s, action: SetAlarmState, alarmName: ignore, stateValue: OK}, {at: 299s, action: SetAlarmState, alarmName: kept, stateValue: ALARM}]"));
        Assert.That(alarms.Select(a => run.StateAt(a.Name, 300)), Is.EqualTo(new[] { missing, Cur("OK"), breaching, notBreaching, missing, Cur("ALARM") }));

        string Cur(string state) => ignore == "cur" ? state : ignore;
    }

    [Test]
    [Property("Rule", "AS-CW-07")]
    [Property("Example", "EX-64")]
    [Property("Example", "EX-65")]
    public void FewFreshBreachingPoints_DoNotAlarmYet()
    {
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("a", AlarmScenario.Minutes("----X0")), ("b", AlarmScenario.Minutes("---X-0"))],
            $$"""
            {alarmName: a, series: Test.a, evaluationPeriods: 3, {{Over}}}
            {alarmName: b, series: Test.b, evaluationPeriods: 3, {{Over}}}
            """));
        Assert.That((run.StateAt("a", 300), run.StateAt("b", 300)), Is.EqualTo(("INSUFFICIENT_DATA", "INSUFFICIENT_DATA")));
        Assert.That((run.StateAt("a", 360), run.StateAt("b", 360)), Is.EqualTo(("OK", "OK")));
    }

    [Test]
    [Property("Rule", "AS-CW-02")]
    [Property("Example", "EX-95")]
    public void WithoutDatapointsToAlarm_AllMustBreach()
    {
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("m", AlarmScenario.Minutes("0XX0XXX0"))],
            $$"""
            {alarmName: all, series: Test.m, evaluationPeriods: 3, {{Over}}}
            {alarmName: three, series: Test.m, evaluationPeriods: 3, datapointsToAlarm: 3, {{Over}}}
            """));
        Assert.That(run.Transitions("all"), Is.EqualTo(run.Transitions("three")));
        Assert.That(run.Transitions("all").Where(t => t.To == "ALARM").Select(t => t.At), Is.EqualTo(new[] { 420.0 }));
    }

    [Test]
    [Property("Rule", "AS-CW-05")]
    [Property("Rule", "AS-CW-04")]
    [Property("Example", "EX-68")]
    public void FourOfFiveMinutes_LookBackOnFive_ThreeOfTenMinutesOnThirty()
    {
        // 90 from 00:20: four minutes suffice for the first. The second's mean over ten minutes passes 50 with two minutes at 90 and eight at 40 (50.0) and one more.
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("m", "[[0s, 40], [20m, 90]]")],
            $$"""
            {alarmName: minutes, series: Test.m, period: 60, evaluationPeriods: 5, datapointsToAlarm: 4, {{Over}}}
            {alarmName: tens, series: Test.m, period: 600, evaluationPeriods: 3, {{Over}}}
            """));
        Assert.That(run.Transitions("minutes").Single(t => t.To == "ALARM").At, Is.EqualTo((20 + 4) * 60));
        Assert.That(run.Transitions("tens").Single(t => t.To == "ALARM").At, Is.EqualTo((20 + 3 + 20) * 60), "the oldest of three periods began twenty-seven minutes before");
        Assert.That(run.DecisionsOf("alarm_transition").Select(d => d.GetProperty("inputs")).Where(i => i.GetProperty("state_after").GetString() == "ALARM").Select(i => i.GetProperty("period_s").GetDouble() * i.GetProperty("evaluation_periods").GetDouble()),
            Is.EqualTo(new[] { 300.0, 1800 }));
    }

    [Property("Rule", "AS-CW-02")]
    [Property("Example", "EX-78")]
    [TestCase("period: 60, evaluationPeriods: 1440", null)]
    [TestCase("period: 60, evaluationPeriods: 1441", "more than a day")]
    [TestCase("period: 10, evaluationPeriods: 3", null)]
    [TestCase("period: 20, evaluationPeriods: 3", null)]
    [TestCase("period: 30, evaluationPeriods: 3", null)]
    [TestCase("period: 90, evaluationPeriods: 1", "an alarm cannot have a period of 90 s")]
    [TestCase("period: 0, evaluationPeriods: 1", "period")]
    [TestCase("period: 300, evaluationPeriods: 3, datapointsToAlarm: 4", "datapointsToAlarm 4 is more than evaluationPeriods 3")]
    [TestCase("period: 300, evaluationPeriods: 3, datapointsToAlarm: 0", "datapointsToAlarm")]
    [TestCase("period: 300, evaluationPeriods: 0", "evaluationPeriods")]
    [TestCase("period: 45, evaluationPeriods: 1", "an alarm cannot have a period of 45 s")]
    [TestCase("period: 3600, evaluationPeriods: 168", null)]
    [TestCase("period: 3600, evaluationPeriods: 169", "more than a week")]
    public void Periods_HaveTheirLimits(string periods, string? message)
    {
        var result = Loading.Load(AlarmScenario.Of([("m", "[[0s, 1]]")], $"{{alarmName: a, series: Test.m, {periods}, {Over}}}"));
        Assert.That(result.Issues.Select(i => i.Message), message is null ? Is.Empty : Has.Some.Contains(message));
    }

    [TestCase("TargetTracking-service/prod/web-AlarmHigh-1")]
    [Property("Rule", "AS-CW-12")]
    public void AlarmsOfTargetTracking_AreReachedThroughTheirPolicy(string name)
    {
        var text = AlarmScenario.Of([("m", "[[0s, 1]]")], $"{{alarmName: a, series: Test.m, period: 60, evaluationPeriods: 1, {Over}}}", $"timeline: [{{at: 60s, action: SetAlarmState, alarmName: {name}, stateValue: OK}}]");
        Assert.That(Loading.Load(text).Issues.Select(i => i.ToString()), Has.One.Contains($"there is no alarm `{name}` (alarms of target tracking have names that AWS makes up, and are reached through their policy"));
    }

    [Test]
    [Property("Rule", "AS-CW-04")]
    public void AWindowOnTheWallClock_EndsWhereThePeriodEndsOnTheClock()
    {
        // 100 from 00:07: a sliding mean over five minutes exceeds 50 when three of them are in it; on the clock 00:05 to 00:10 has three, too, but ends at 00:10.
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("m", "[[0s, 0], [7m, 100]]")],
            $$"""
            {alarmName: sliding, series: Test.m, period: 300, evaluationPeriods: 1, {{Over}}}
            {alarmName: clock, series: Test.m, period: 300, evaluationPeriods: 1, evaluationWindow: {wallClockWindow: {timezone: UTC} }, {{Over}}}
            {alarmName: hour, series: Test.m, period: 3600, evaluationPeriods: 1, evaluationWindow: {wallClockWindow: {timezone: Asia/Kolkata} }, {{Over}}}
            """));
        Assert.That(run.Transitions("sliding").Single(t => t.To == "ALARM").At, Is.EqualTo(600));
        Assert.That(run.Transitions("clock").Single(t => t.To == "ALARM").At, Is.EqualTo(600));
        Assert.That(run.Transitions("clock")[0], Is.EqualTo((300.0, "OK")));
        Assert.That(run.Transitions("hour"), Is.EqualTo(new[] { (1800.0, "ALARM") }), "in Kolkata the hour ends at 00:30 UTC");
    }

    [Test]
    [Property("Rule", "AS-CW-04")]
    public void AWindowOnTheWallClock_DoesNotSlide()
    {
        // Three of the five minutes 00:03 to 00:08 breach; on the clock they are divided between two periods.
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("m", AlarmScenario.Minutes("000XXX0000"))],
            $$"""
            {alarmName: sliding, series: Test.m, period: 300, evaluationPeriods: 1, {{Over}}}
            {alarmName: clock, series: Test.m, period: 300, evaluationPeriods: 1, evaluationWindow: {wallClockWindow: {} }, {{Over}}}
            """));
        Assert.That(run.Transitions("sliding").Any(t => t.To == "ALARM"), Is.True);
        Assert.That(run.Transitions("clock").Any(t => t.To == "ALARM"), Is.False);
    }

    [Test]
    [Property("Rule", "AS-CW-12")]
    public void AStateSetByHand_HoldsUntilTheNextEvaluation()
    {
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("m", "[[0s, 10]]")], $"{{alarmName: a, series: Test.m, evaluationPeriods: 3, {Over}}}",
            "timeline: [{at: 605s, action: SetAlarmState, alarmName: a, stateValue: ALARM, stateReason: drill}]"));
        Assert.That(run.Transitions("a").Skip(1), Is.EqualTo(new[] { (605.0, "ALARM"), (660.0, "OK") }));
        Assert.That(run.Rows("alarms.csv")[1].Text("reason"), Does.Contain("SetAlarmState"));
    }

    [Test]
    [Property("Rule", "AS-CW-11")]
    [Property("Rule", "AS-CW-01")]
    public void ANewAlarm_JudgesDatapointsOlderThanItself()
    {
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("m", "[[0s, 90]]")], $"{{alarmName: other, series: Test.m, evaluationPeriods: 3, {Over}}}",
            $$"""
            timeline:
              - {at: 20m30s, action: PutMetricAlarm, alarmName: late, series: Test.m, evaluationPeriods: 15, {{Over}}}
              - {at: 30m30s, action: PutMetricAlarm, alarmName: late, series: Test.m, evaluationPeriods: 15, threshold: 95, comparisonOperator: GreaterThanThreshold}
              - {at: 40m, action: DeleteAlarms, alarmNames: [late]}
            """));
        Assert.That(run.Transitions("late"), Is.EqualTo(new[] { (1260.0, "ALARM"), (1860.0, "OK") }), "fifteen old datapoints at the first evaluation; the update keeps ALARM until the next one");
        Assert.That(run.Rows("alarms.csv", "alarm", "late").Select(r => r.Text("from")), Is.EqualTo(new[] { "INSUFFICIENT_DATA", "ALARM" }));
    }

    [Test]
    [Property("Rule", "AS-CW-14")]
    public void CompositeAlarms_FollowTheirChildrenAtOnce()
    {
        var run = ScenarioRun.Of(AlarmScenario.Of(
            [("a", "[[0s, 0], [10m, 90], [20m, 0]]"), ("b", "[[0s, 0], [15m, 90]]"), ("quiet", "[[0s, 0], [14m, 90]]")],
            $$"""
            {alarmName: a, series: Test.a, evaluationPeriods: 1, {{Over}}}
            {alarmName: b, series: Test.b, evaluationPeriods: 1, {{Over}}}
            {alarmName: quiet, series: Test.quiet, evaluationPeriods: 1, {{Over}}}
            """,
            """
            compositeAlarms:
              - {alarmName: top, alarmRule: "ALARM(either) AND NOT ALARM(both)"}
              - {alarmName: both, alarmRule: "ALARM(a) AND ALARM(b)", actionsSuppressor: quiet, actionsSuppressorWaitPeriod: 0}
              - {alarmName: either, alarmRule: "AT_LEAST(1, ALARM, (a, b))"}
            """));
        Assert.That(run.Transitions("either"), Is.EqualTo(new[] { (0.0, "OK"), (660.0, "ALARM") }));
        Assert.That(run.Transitions("both"), Is.EqualTo(new[] { (0.0, "OK"), (960.0, "ALARM"), (1260.0, "OK") }));
        var suppressed = run.Rows("alarms.csv", "alarm", "both").Where(r => r.Text("reason").Contains("suppressed", StringComparison.Ordinal)).Select(r => r.Number("t_s"));
        Assert.That(suppressed, Is.EqualTo(new[] { 960.0, 1260.0 }), "while quiet is in ALARM");
        Assert.That(run.Transitions("top"), Is.EqualTo(new[] { (0.0, "OK"), (660.0, "ALARM"), (960.0, "OK"), (1260.0, "ALARM") }));
    }

    [TestCase("compositeAlarms: [{alarmName: c, alarmRule: \"ALARM(zz)\"}]", "there is no alarm `zz`")]
    [TestCase("compositeAlarms: [{alarmName: c, alarmRule: \"ALARM(d)\"}, {alarmName: d, alarmRule: \"OK(c)\"}]", "depend on each other")]
    [TestCase("compositeAlarms: [{alarmName: c, alarmRule: \"ALARM(c)\"}]", "the composite alarm `c` cannot depend on itself")]
    [TestCase("compositeAlarms: [{alarmName: c, alarmRule: \"TRUE\", actionsSuppressor: c, actionsSuppressorWaitPeriod: 60, actionsSuppressorExtensionPeriod: 60}]", "the composite alarm `c` cannot suppress itself")]
    [TestCase("compositeAlarms: [{alarmName: a, alarmRule: \"TRUE\"}]", "two alarms named `a`")]
    [TestCase("compositeAlarms: [{alarmName: c, alarmRule: \"ALARM a\"}]", "'(' is expected here (at character 7 of the rule)")]
    [Property("Rule", "AS-CW-14")]
    public void CompositeAlarms_ThatCannotBeAreRefused(string rest, string message)
    {
        var result = Loading.Load(AlarmScenario.Of([("m", "[[0s, 1]]")], $"{{alarmName: a, series: Test.m, evaluationPeriods: 1, {Over}}}", rest));
        Assert.That(result.Issues.Select(i => i.Message), Has.Some.Contains(message));
    }

    [Test]
    [Property("Rule", "AS-GEN-01")]
    [Property("Rule", "AS-CW-12")]
    public void AStateSetByHand_ScalesOnlyWithDatapoints()
    {
        // With recentDatapoints 75 the step from 20 above the threshold on applies; without them the policy has nothing to size from.
        ScenarioRun Run(string data) => ScenarioRun.Of(Stepped($"timeline: [{{at: 605s, action: SetAlarmState, alarmName: high, stateValue: ALARM{data}}}]"));
        var with = Run(", stateReasonData: {recentDatapoints: [60, 75]}").Rows("scaling_activities.csv", "policy", "out");
        Assert.That(with[0].Number("t_s"), Is.EqualTo(608));
        Assert.That((with[0].Number("metric_value"), with[0].Count("to")), Is.EqualTo((75.0, 5)));
        var text = Run(", stateReasonData: '{\"recentDatapoints\": [75]}'").Rows("scaling_activities.csv", "policy", "out");
        Assert.That(text[0].Count("to"), Is.EqualTo(5), "AWS takes JSON as text");
        var without = Run("").Rows("scaling_activities.csv", "policy", "out");
        Assert.That(without.Select(r => (r.Text("status"), r.Count("to"))), Is.EqualTo(new[] { ("NotScaled", 2) }));
    }

    [Test]
    [Property("Rule", "AS-CW-10")]
    public void DisabledActions_AreNotInvokedUntilTheyAreEnabled()
    {
        var run = ScenarioRun.Of(
            Stepped("timeline: [{at: 1m, action: DisableAlarmActions, alarmNames: [high]}, {at: 25m, action: EnableAlarmActions, alarmNames: [high]}]")
                .Replace("[[0s, 10]]", "[[0s, 10], [10m, 65]]", StringComparison.Ordinal));
        Assert.That(run.Transitions("high"), Is.EqualTo(new[] { (60.0, "OK"), (660.0, "ALARM") }), "the state goes on changing");
        var first = run.Rows("scaling_activities.csv", "policy", "out")[0];
        Assert.That(first.Number("t_s"), Is.EqualTo((25 * 60) + 60 + 3), "at the next evaluation of the alarm that is still in ALARM");
    }

    [Test]
    [Property("Rule", "AS-CW-14")]
    [Property("Rule", "ECS-CB-05")]
    public void ADeployment_MayWatchACompositeAlarm()
    {
        var run = ScenarioRun.Of(Stepped("""
            compositeAlarms: [{alarmName: both, alarmRule: "ALARM(high) AND ALARM(low)"}, {alarmName: any, alarmRule: "ALARM(high) OR ALARM(low)"}]
            timeline: [{at: 12m, action: UpdateService, service: web, forceNewDeployment: true}]
            """, "deploymentConfiguration: {alarms: {alarmNames: [any], enable: true, rollback: true} }").Replace("[[0s, 10]]", "[[0s, 10], [13m, 65]]", StringComparison.Ordinal));
        Assert.That(run.StateAt("any", 900), Is.EqualTo("ALARM"));
        Assert.That(run.Rows("deployments.csv").Select(r => r.Text("rollout_state")), Does.Contain("FAILED"));
    }

    private static string Stepped(string rest, string service = "") =>
        $$"""
        name: t
        run: {duration: 30m, initial: steady, start: 2026-01-05T00:00:00Z}
        model: {alarmPhase: 0s, playbackMetricDelay: 0s, scalingDecisionDelay: 3s}
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
        services:
          - serviceName: web
            taskDefinition: web
            launchType: FARGATE
            desiredCount: 2
            {{service}}
            autoScaling:
              minCapacity: 1
              maxCapacity: 10
              policies:
                - policyName: out
                  stepScalingPolicyConfiguration:
                    adjustmentType: ChangeInCapacity
                    stepAdjustments: [{metricIntervalLowerBound: 0, metricIntervalUpperBound: 20, scalingAdjustment: 1}, {metricIntervalLowerBound: 20, scalingAdjustment: 3}]
        workload: [{name: m, kind: metric, series: Test.m, values: [[0s, 10]]}]
        alarms:
          - {alarmName: high, series: Test.m, evaluationPeriods: 1, threshold: 50, comparisonOperator: GreaterThanThreshold, alarmActions: [web/out]}
          - {alarmName: low, series: Test.m, evaluationPeriods: 1, threshold: 5, comparisonOperator: LessThanThreshold}
        {{rest}}
        """;

    [Test]
    [Property("Rule", "AS-MET-08")]
    public void AnotherUnit_HasNoData()
    {
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 20m, initial: steady}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 1}]
            alarms:
              - {alarmName: percent, namespace: AWS/ECS, metricName: CPUUtilization, dimensions: [{name: ServiceName, value: web}], unit: Percent, evaluationPeriods: 1, threshold: 1, comparisonOperator: LessThanThreshold}
              - {alarmName: bytes, namespace: AWS/ECS, metricName: CPUUtilization, dimensions: [{name: ServiceName, value: web}], unit: Bytes, evaluationPeriods: 1, threshold: 1, comparisonOperator: LessThanThreshold}
            """);
        Assert.That(run.StateAt("percent", 1200), Is.EqualTo("ALARM"));
        Assert.That(run.StateAt("bytes", 1200), Is.EqualTo("INSUFFICIENT_DATA"));
        Assert.That(run.Loaded.Notes.Select(n => n.Message), Has.Some.Contains("published in Percent, not in Bytes"));
    }

    // Datapoints of less than a minute can be read for three hours: an alarm that wants more of them never has them all.
    [TestCase(10, 1080, 1080, 10_800)]
    [TestCase(10, 1081, 1081, -1)]
    [TestCase(20, 540, 540, 10_800)]
    [TestCase(20, 541, 541, -1)]
    [TestCase(20, 541, 500, 10_000)] // M of N: what can be read is enough
    [TestCase(60, 200, 200, 12_000)] // a minute's can be read for 15 days
    [Property("Rule", "AS-MET-08")]
    public void ShortPeriods_CanBeReadForThreeHours(int period, int n, int m, double alarm)
    {
        var run = ScenarioRun.Of(AlarmScenario.Of([("s", "[[0s, 100]]")], $"{{alarmName: a, series: Test.s, period: {period}, evaluationPeriods: {n}, datapointsToAlarm: {m}, threshold: 50, comparisonOperator: GreaterThanThreshold}}").Replace("duration: 1h", "duration: 4h", StringComparison.Ordinal));
        Assert.That(run.Transitions("a"), Is.EqualTo(alarm < 0 ? [] : new[] { (alarm, "ALARM") }));
    }

    [TestCase("p90", 5, "ALARM")]
    [TestCase("p90", -5, "INSUFFICIENT_DATA")]
    [TestCase("tm90", -5, "INSUFFICIENT_DATA")]
    [TestCase("\"PR(:10)\"", -5, "OK")] // by value, not by rank: all lie within
    [Property("Rule", "AS-CW-13")]
    public void NegativeValues_HaveNoPercentiles(string statistic, int value, string state)
    {
        var run = ScenarioRun.Of(AlarmScenario.Of([("s", $"[[0s, {value}]]")], $"{{alarmName: a, series: Test.s, extendedStatistic: {statistic}, evaluationPeriods: 1, threshold: 50, comparisonOperator: LessThanThreshold}}"));
        Assert.That(run.StateAt("a", 600), Is.EqualTo(state));
    }
}
