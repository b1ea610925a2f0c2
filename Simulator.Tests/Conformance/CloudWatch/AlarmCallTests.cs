using Simulator.Tests.Explaining;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>Calls on alarms while deployments, composite alarms and policies depend on them.</summary>
public sealed class AlarmCallTests
{
    private const string Over = "series: Test.m, evaluationPeriods: 1, comparisonOperator: GreaterThanThreshold";
    private const string Deploying = "deploymentConfiguration: {alarms: {alarmNames: [a], enable: true, rollback: true}}";

    // Without metrics.csv a series that does not change is not looked at; a call on one of its alarms must have it looked at again.
    [Test]
    [Property("Rule", "AS-CW-11")]
    [Property("Rule", "AS-CW-12")]
    public void CallsOnAlarms_DoTheSame_WhetherMetricsAreRecordedOrNot()
    {
        var yaml = Scenario(
            $$"""
              - {alarmName: a, threshold: 50, {{Over}}}
              - {alarmName: b, threshold: 50, {{Over}}, alarmActions: [web/out]}
              - {alarmName: long, threshold: 50, {{Over}}, datapointsToAlarm: 1}
            """,
            $$"""
              - {at: 5m, action: PutMetricAlarm, alarmName: a, threshold: 95, {{Over}}}
              - {at: 5m10s, action: PutMetricAlarm, alarmName: new, threshold: 50, {{Over}}, alarmActions: [web/out]}
              - {at: 8m, action: DisableAlarmActions, alarmNames: [b]}
              - {at: 12m, action: EnableAlarmActions, alarmNames: [b]}
              - {at: 15m, action: DeleteAlarms, alarmNames: [b, new]}
              - {at: 20m, action: PutMetricAlarm, alarmName: b, threshold: 50, {{Over}}}
              - {at: 25m20s, action: SetAlarmState, alarmName: b, stateValue: OK}
              - {at: 27m, action: SetAlarmState, alarmName: long, stateValue: INSUFFICIENT_DATA}
            """,
            values: "[[0s, 90]]");
        var (with, without) = (ScenarioRun.Of(yaml, "output.metrics=true"), ScenarioRun.Of(yaml, "output.metrics=false"));
        foreach (var file in (string[])["alarms.csv", "services.csv", "scaling_activities.csv", "tasks.csv"])
            Assert.That(TextOf(without, file), Is.EqualTo(TextOf(with, file)), file);
        Assert.That(without.Transitions("b").Skip(1), Is.EqualTo(new[] { (1230.0, "ALARM"), (1520.0, "OK"), (1530.0, "ALARM") }), "judged again after each call");
        Assert.That(without.Transitions("new"), Is.EqualTo(new[] { (330.0, "ALARM") }));
        Assert.That(without.Rows("metrics.csv"), Is.Empty);
    }

    [Test]
    [Property("Rule", "AS-CW-11")]
    [Property("Rule", "AS-TT-03")]
    public void PoliciesPutOnTheTimeline_AreJudged_WhetherMetricsAreRecordedOrNot()
    {
        static string Tracking(int target) => $"policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {{targetValue: {target}, customizedMetricSpecification: {{namespace: Test, metricName: m, statistic: Average}}}}";
        var yaml = Scenario(
            $"  - {{alarmName: a, threshold: 1000, {Over}}}",
            $$"""
              - {at: 5m, action: PutScalingPolicy, service: web, policyName: t, {{Tracking(60)}}}
              - {at: 20m, action: PutScalingPolicy, service: web, policyName: t, {{Tracking(20)}}}
            """,
            values: "[[0s, 48]]");
        var (with, without) = (ScenarioRun.Of(yaml, "output.metrics=true"), ScenarioRun.Of(yaml, "output.metrics=false"));
        foreach (var file in (string[])["alarms.csv", "scaling_activities.csv", "tasks.csv"])
            Assert.That(TextOf(without, file), Is.EqualTo(TextOf(with, file)), file);
        Assert.That(CountsOf(without), Is.EqualTo(CountsOf(with)));
        Assert.That(without.Rows("scaling_activities.csv", "policy", "t"), Is.Not.Empty);

        // What the recorded metrics call for is a column of its own.
        static List<(string Desired, string Running)> CountsOf(ScenarioRun run) => [.. run.Rows("services.csv").Select(static r => (r.Text("desired"), r.Text("running")))];
    }

    [TestCase("a", "", TestName = "ADeployment_FollowsAnAlarmThatIsUpdated")]
    [TestCase("co", "compositeAlarms: [{alarmName: co, alarmRule: ALARM(a)}]", TestName = "ADeployment_FollowsACompositeAlarm_WhoseChildIsUpdated")]
    [Property("Rule", "AS-CW-01")]
    [Property("Rule", "AS-CW-14")]
    [Property("Rule", "ECS-CB-05")]
    public void UpdatedAlarms_AreWatched(string watched, string composites)
    {
        var run = ScenarioRun.Of(Scenario(
            $"  - {{alarmName: a, threshold: 1000, {Over}}}",
            $$"""
              - {at: 5m, action: PutMetricAlarm, alarmName: a, threshold: 50, {{Over}}}
              - {at: 10m, action: UpdateService, service: web, forceNewDeployment: true}
            """,
            Deploying.Replace("[a]", $"[{watched}]", StringComparison.Ordinal), composites));
        Assert.That(run.StateAt(watched, 750), Is.EqualTo("ALARM"));
        AssertFailedAt(run, 750, watched);
        RecomputeTests.Check(run);
    }

    [Test]
    [Property("Rule", "AS-CW-01")]
    [Property("Rule", "AS-CW-14")]
    public void ACompositeAlarm_DoesNotSeeTheUpdateOfItsChild()
    {
        // The child keeps ALARM through the update; nor does the suppressor let go of the actions.
        var run = ScenarioRun.Of(Scenario(
            $"  - {{alarmName: a, threshold: 50, {Over}}}",
            $"  - {{at: 15m, action: PutMetricAlarm, alarmName: a, threshold: 40, {Over}}}",
            rest: "compositeAlarms: [{alarmName: co, alarmRule: ALARM(a)}, {alarmName: held, alarmRule: \"FALSE\", actionsSuppressor: a}]"));
        Assert.That(run.Transitions("co"), Is.EqualTo(new[] { (0.0, "OK"), (750.0, "ALARM"), (1290.0, "OK") }));
        Assert.That(run.DecisionsOf("composite_actions").Where(static d => d.GetProperty("t_s").GetDouble() is > 780 and < 1290), Is.Empty);
    }

    [Test]
    [Property("Rule", "ECS-CB-05")]
    public void ADeployment_MayWatchAnAlarmThatWasPutBefore_ButNoneThatComesLater()
    {
        const string update = "  - {at: 10m, action: UpdateService, service: web, forceNewDeployment: true, deploymentConfiguration: {alarms: {alarmNames: [late], enable: true, rollback: true}}}";
        string Putting(string at) => Scenario($"  - {{alarmName: a, threshold: 1000, {Over}}}", $"  - {{at: {at}, action: PutMetricAlarm, alarmName: late, threshold: 50, {Over}}}\n{update}");
        AssertFailedAt(ScenarioRun.Of(Putting("5m")), 750, "late");
        Assert.That(Loading.Load(Putting("11m")).Issues.Select(i => i.ToString()), Has.One.Contains("the alarm `late` is put at 11m only"));
        var atStart = Scenario($"  - {{alarmName: a, threshold: 1000, {Over}}}", $"  - {{at: 5m, action: PutMetricAlarm, alarmName: late, threshold: 50, {Over}}}", Deploying.Replace("[a]", "[late]", StringComparison.Ordinal));
        Assert.That(Loading.Load(atStart).Issues.Select(i => i.ToString()), Has.One.Contains("the alarm `late` is put at 5m only"));
        Assert.That(Loading.Load(Scenario($"  - {{alarmName: a, threshold: 1000, {Over}}}", $"  - {{at: 1m, action: SetAlarmState, alarmName: late, stateValue: OK}}\n  - {{at: 5m, action: PutMetricAlarm, alarmName: late, threshold: 50, {Over}}}")).Issues.Select(i => i.ToString()),
            Has.One.Contains("the alarm `late` is put at 5m only"));
    }

    [Test]
    [Property("Rule", "AS-CW-01")]
    public void AnUpdatedAlarm_IsStillTheCauseOfWhatItsPolicyDoes()
    {
        var run = ScenarioRun.Of(Scenario(
            $"  - {{alarmName: a, threshold: 50, {Over}}}", $"  - {{at: 15m, action: PutMetricAlarm, alarmName: a, threshold: 50, {Over}, alarmActions: [web/out]}}"));
        var activity = run.Rows("scaling_activities.csv")[0];
        Assert.That((activity.Number("t_s"), activity.Text("cause")), Is.EqualTo((933.0, "monitor alarm a triggered policy out")));
    }

    [Test]
    [Property("Rule", "AS-CW-12")]
    [Property("Rule", "AS-CW-14")]
    public void ACompositeAlarmSetByHand_HoldsUntilAChildChanges()
    {
        var run = ScenarioRun.Of(Scenario(
            $"  - {{alarmName: a, threshold: 50, {Over}}}",
            """
              - {at: 4m, action: UpdateService, service: web, forceNewDeployment: true}
              - {at: 5m, action: SetAlarmState, alarmName: co, stateValue: ALARM}
              - {at: 14m, action: SetAlarmState, alarmName: co, stateValue: INSUFFICIENT_DATA}
            """,
            Deploying.Replace("[a]", "[co]", StringComparison.Ordinal), "compositeAlarms: [{alarmName: co, alarmRule: NOT OK(a)}, {alarmName: top, alarmRule: ALARM(co)}]"));
        Assert.That(run.Transitions("co"), Is.EqualTo(new[] { (0.0, "ALARM"), (90.0, "OK"), (300.0, "ALARM"), (840.0, "INSUFFICIENT_DATA"), (1290.0, "OK") }), "also through the child's ALARM, in which the rule holds anyway");
        Assert.That(run.Transitions("top"), Is.EqualTo(new[] { (0.0, "ALARM"), (90.0, "OK"), (300.0, "ALARM"), (840.0, "OK") }));
        Assert.That(run.Rows("alarms.csv", "alarm", "co")[2].Text("reason"), Does.StartWith("Set by SetAlarmState"));
        AssertFailedAt(run, 300, "co");
        var call = run.DecisionsOf("operator").Single(static d => d.GetProperty("t_s").GetDouble() == 300).GetProperty("id").GetInt32();
        Assert.That(run.DecisionsOf("composite_alarm").Single(static d => d.GetProperty("t_s").GetDouble() == 300).GetProperty("parent_id").GetInt32(), Is.EqualTo(call), "the call is the cause of what follows");
        RecomputeTests.Check(run);
    }

    [Test]
    [Property("Rule", "AS-CW-14")]
    public void CompositeAlarms_AreDeletedAndSilenced()
    {
        var run = ScenarioRun.Of(Scenario(
            $"  - {{alarmName: a, threshold: 50, {Over}}}",
            """
              - {at: 5m, action: DisableAlarmActions, alarmNames: [co]}
              - {at: 15m, action: EnableAlarmActions, alarmNames: [co]}
              - {at: 18m, action: DeleteAlarms, alarmNames: [child, a]}
              - {at: 19m, action: SetAlarmState, alarmName: child, stateValue: ALARM}
            """,
            rest: "compositeAlarms: [{alarmName: co, alarmRule: ALARM(a)}, {alarmName: child, alarmRule: ALARM(a)}, {alarmName: top, alarmRule: ALARM(child)}, {alarmName: mute, alarmRule: ALARM(a), actionsEnabled: false}]"));
        Assert.That(run.Rows("alarms.csv", "alarm", "co").Select(static r => (r.Number("t_s"), r.Text("actions_s"))), Is.EqualTo(new[] { (0.0, "0.000"), (750.0, ""), (1080.0, "1080.000") }));
        Assert.That(run.Rows("alarms.csv", "alarm", "mute").Select(static r => r.Text("actions_s")), Is.All.Empty);
        Assert.That(run.Transitions("child"), Is.EqualTo(new[] { (0.0, "OK"), (750.0, "ALARM") }), "nothing after it is deleted");
        Assert.That(run.Transitions("top"), Is.EqualTo(new[] { (0.0, "OK"), (750.0, "ALARM"), (1080.0, "OK") }));
        var two = Scenario($"  - {{alarmName: a, threshold: 50, {Over}}}", "  - {at: 5m, action: DeleteAlarms, alarmNames: [c, d]}", rest: "compositeAlarms: [{alarmName: c, alarmRule: ALARM(a)}, {alarmName: d, alarmRule: ALARM(a)}]");
        Assert.That(Loading.Load(two).Issues.Select(i => i.ToString()), Has.One.Contains("deletes one composite alarm at most"));
    }

    [TestCase("alarmActions: [web/out]", "cannot trigger scaling", "alarmActions of a metric alarm: [web/out]")]
    [TestCase("okActions: [\"arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:resource/ecs/service/default/web:policyName/out\"]", "the policy `out` cannot be its action")]
    [TestCase("insufficientDataActions: [\"arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/g:policyName/more\"]", "the policy `more` cannot be its action")]
    [TestCase("alarmActions: [pager]", "`pager` is not the ARN of an action")]
    [Property("Rule", "AS-CW-14")]
    public void ACompositeAlarm_CannotScale(string actions, params string[] words)
    {
        var text = Scenario($"  - {{alarmName: a, threshold: 50, {Over}}}", "", rest: $"compositeAlarms: [{{alarmName: co, alarmRule: ALARM(a), {actions}}}]");
        var issue = Loading.Load(text).Issues.Single().ToString();
        Assert.That(words.All(issue.Contains), issue);
    }

    [Test]
    [Property("Rule", "AS-CW-14")]
    public void OtherActionsOfACompositeAlarm_AreListedAsIgnored()
    {
        var loaded = Loading.Load(Scenario($"  - {{alarmName: a, threshold: 50, {Over}}}", "", rest: "compositeAlarms: [{alarmName: co, alarmRule: ALARM(a), alarmActions: [\"arn:aws:sns:us-east-1:123456789012:pager\"]}]"));
        Assert.That(loaded.Issues, Is.Empty);
        Assert.That(loaded.Notes.Select(n => n.ToString()), Has.Some.Contains("PutCompositeAlarm: alarmActions"));
    }

    [Test]
    [Property("Rule", "AS-CW-14")]
    public void ARuleAmongMetricAlarms_IsShownItsPlace() => Assert.That(
        Loading.Load(Scenario("  - {alarmName: a, alarmRule: ALARM(b)}", "")).Issues.Select(i => i.ToString()), Has.Some.Contains("a composite alarm belongs under compositeAlarms"));

    private static void AssertFailedAt(ScenarioRun run, double second, string alarm)
    {
        var failed = run.Rows("deployments.csv", "rollout_state", "FAILED").Single();
        Assert.That((failed.Text("status"), failed.Text("status_reason"), failed.Text("status_subject")), Is.EqualTo(("ROLLBACK_SUCCESSFUL", "alarm", alarm)));
        Assert.That(failed.Number("completed_s"), Is.EqualTo(second));
    }

    private static List<string> TextOf(ScenarioRun run, string file) => [.. run.Rows(file).Select(static r => r.ToString())];

    // Alarms evaluate at second 30 of the minute, datapoints are visible at once. The metric is beyond 50 from 11 to 20 minutes.
    private static string Scenario(string alarms, string timeline, string service = "", string rest = "", string values = "[[0s, 0], [11m, 90], [20m, 0]]") =>
        $$"""
        name: t
        run: {duration: 35m, initial: steady, start: 2026-01-05T00:00:00Z}
        model: {alarmPhase: 30s, playbackMetricDelay: 0s, scalingDecisionDelay: 3s}
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
        services:
          - serviceName: web
            taskDefinition: web
            launchType: FARGATE
            desiredCount: 2
            {{service}}
            autoScaling:
              minCapacity: 1
              maxCapacity: 20
              policies:
                - policyName: out
                  stepScalingPolicyConfiguration: {adjustmentType: ChangeInCapacity, cooldown: 0, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}] }
        workload: [{name: m, kind: metric, series: Test.m, values: {{values}}}]
        alarms:
        {{alarms}}
        timeline:
        {{timeline}}
        {{rest}}
        """;
}
