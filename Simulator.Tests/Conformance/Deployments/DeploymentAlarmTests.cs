namespace Simulator.Tests.Conformance.Deployments;

/// <summary>Deployment alarms through scenario files; the alarm watches a series that the test plays back.</summary>
public sealed class DeploymentAlarmTests
{
    [TestCase("", 240)]
    [TestCase("bakeTimeInMinutes: 7, ", 420)]
    [Property("Rule", "ECS-CB-05")]
    [Property("Rule", "ECS-RU-08")]
    public void AQuietAlarm_CompletesAfterTheBakeTime(string bake, double seconds)
    {
        var run = Of("[[0s, 0]]", bake);
        var deployment = run.Rows("deployments.csv")[1];
        var baking = run.Rows("deployment_stages.csv", "stage", "BAKE_TIME")[0];
        Assert.That((deployment.Text("status"), deployment.Text("rollout_state")), Is.EqualTo(("SUCCESSFUL", "COMPLETED")));
        Assert.That(deployment.Number("completed_s") - baking.Number("t_s"), Is.EqualTo(seconds).Within(0.002));
        var at = baking.Number("t_s");
        Assert.That((run.Running(1, at), run.Running(2, at)), Is.EqualTo((0, 2)), "it begins when the new tasks are healthy and the old ones gone");
        Assert.That(run.Rows("tasks.csv", "revision", "2").Max(t => t.Number("healthy_s")), Is.EqualTo(at).Within(0.002));
    }

    [TestCase("[[0s, 0], [5m, 9]]", "while it rolls")]
    [TestCase("[[0s, 0], [7m, 9]]", "while it bakes")]
    [Property("Rule", "ECS-CB-05")]
    [Property("Rule", "ECS-SV-02")]
    [Property("Rule", "ECS-EV-10")]
    public void AnAlarmDuringTheDeployment_RollsItBack(string values, string when)
    {
        var run = Of(values);
        var rows = run.Rows("deployments.csv");
        Assert.That(rows.Select(r => (r.Text("task_definition"), r.Text("rollout_state"), r.Text("status"))), Is.EqualTo(new[]
        {
            ("web:1", "COMPLETED", "SUCCESSFUL"), ("web:2", "FAILED", "ROLLBACK_SUCCESSFUL"), ("web:1", "COMPLETED", "ROLLBACK_SUCCESSFUL"),
        }), when);
        Assert.That((rows[1].Text("status_reason"), rows[1].Text("status_subject"), rows[2].Text("rollback_of")), Is.EqualTo(("alarm", "errors", rows[1].Text("deployment"))));
        Assert.That(run.Statuses(1), Is.EqualTo(new[] { "PENDING", "IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL" }));
        var alarm = run.Rows("alarms.csv", "to", "ALARM")[0].Number("t_s");
        Assert.That(rows[1].Number("completed_s") - alarm, Is.InRange(0, 10), "seen at the next poll");
        Assert.That(rows[2].Number("completed_s") - rows[2].Number("created_s"), Is.LessThan(240), "the rollback is not watched and does not bake");
        Assert.That((run.Running(1, 1790), run.Running(2, 1790)), Is.EqualTo((2, 0)));
        Assert.That(run.Rows("service_events.csv").Any(e => e.Text("message").EndsWith("deployment failed: alarm detected.", StringComparison.Ordinal)));
    }

    [Test]
    [Property("Rule", "ECS-CB-05")]
    public void AnAlarmThatWasOnBefore_IsIgnored()
    {
        var run = Of("[[0s, 9], [6m, 0], [7m, 9]]");
        Assert.That(run.Rows("alarms.csv", "to", "ALARM"), Has.Count.GreaterThan(1), "it even goes off and comes back during the deployment");
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("SUCCESSFUL"));
        Assert.That(run.Rows("deployment_stages.csv", "stage", "BAKE_TIME"), Is.Empty, "nothing is watched, so nothing bakes");
    }

    [Test]
    [Property("Rule", "ECS-CB-05")]
    public void WithoutRollback_ItStops()
    {
        var run = Of("[[0s, 0], [5m, 9]]", rollback: "false");
        var rows = run.Rows("deployments.csv");
        Assert.That(rows, Has.Count.EqualTo(2));
        Assert.That((rows[1].Text("rollout_state"), rows[1].Text("status"), rows[1].Text("status_reason")), Is.EqualTo(("FAILED", "STOPPED", "alarm")));
        Assert.That(run.Metric("web.deployments.failed"), Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-CB-05")]
    public void AnAlarmAfterTheBakeTime_ChangesNothing()
    {
        var run = Of("[[0s, 0], [20m, 9]]");
        Assert.That(run.Rows("alarms.csv", "to", "ALARM"), Is.Not.Empty);
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("SUCCESSFUL"));
    }

    [Test]
    [Property("Rule", "ECS-CB-05")]
    public void AlarmsThatAreNotEnabled_AreNotWatched()
    {
        var run = Of("[[0s, 0], [5m, 9]]", enable: "false");
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("SUCCESSFUL"));
    }

    [TestCase("[[0s, 0], [5m, 9]]", "[[0s, 0]]", "errors")]
    [TestCase("[[0s, 0]]", "[[0s, 0], [6m, 9]]", "slow")]
    [Property("Rule", "ECS-CB-05")]
    public void AnyOfTheAlarms_Fails(string errors, string latency, string culprit)
    {
        var run = Of(errors, names: "errors, slow", more: latency);
        Assert.That(run.Rows("deployments.csv")[1].Text("status_subject"), Is.EqualTo(culprit));
    }

    [Test]
    [Property("Rule", "ECS-CB-05")]
    public void TheFirstOfBreakerAndAlarm_Wins()
    {
        // No instance has what revision 2 asks for: the breaker trips at the third failed start, long before the alarm.
        var run = Of("[[0s, 0], [8m, 9]]", "deploymentCircuitBreaker: {enable: true, rollback: true}, ", unplaceable: true);
        Assert.That(run.Rows("deployments.csv")[1].Text("status_reason"), Is.EqualTo("circuit_breaker"));
        run = Of("[[0s, 0], [5m, 9]]", "deploymentCircuitBreaker: {enable: true, rollback: true, thresholdConfiguration: {type: COUNT, value: 100}}, ", unplaceable: true);
        Assert.That(run.Rows("deployments.csv")[1].Text("status_reason"), Is.EqualTo("alarm"));
    }

    [Test]
    [Property("Rule", "ECS-CB-05")]
    [Property("Rule", "ECS-BG-03")]
    public void ACanaryUnderAlarm_ShiftsItsTrafficBack()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: CANARY, canaryConfiguration: {canaryPercent: 10, canaryBakeTimeInMinutes: 30}, bakeTimeInMinutes: 5, alarms: {alarmNames: [errors], enable: true, rollback: true}",
            rest: "alarms: [{alarmName: errors, series: Shop.Errors, threshold: 5, evaluationPeriods: 1, comparisonOperator: GreaterThanThreshold}]\nmodel: {playbackMetricDelay: 0s}"),
            "workload=[{to: web, rate: 20/s, arrivals: deterministic}, {kind: metric, series: Shop.Errors, values: [[0s, 0], [10m, 9]]}]");
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That((deployment.Text("status"), deployment.Text("status_reason")), Is.EqualTo(("ROLLBACK_SUCCESSFUL", "alarm")));
        Assert.That(run.At("target_groups.csv", 600, "target_group", "web-green").Number("requests"), Is.EqualTo(120).Within(1));
        Assert.That(run.At("target_groups.csv", 1200, "target_group", "web-green").Number("requests"), Is.Zero);
        Assert.That(run.At("target_groups.csv", 1200, "target_group", "web-blue").Number("requests"), Is.EqualTo(1200).Within(1));
        var decision = run.DecisionsOf("deployment").First(d => d.GetProperty("inputs").GetProperty("cause").GetString() == "Alarm");
        var alarm = run.DecisionsOf("alarm_transition").First(d => d.GetProperty("id").GetInt32() == decision.GetProperty("parent_id").GetInt32());
        Assert.That(alarm.GetProperty("subject").GetString(), Is.EqualTo("errors"), "the decision names the alarm's transition as its cause");
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [Test]
    [Property("Rule", "AS-ECS-01")]
    [Property("Rule", "ECS-BG-01")]
    public void ScaleIn_IsOffUntilTheOldRevisionIsGone()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: BLUE_GREEN, bakeTimeInMinutes: 40", duration: "75m", desired: 4),
            "services.web.autoScaling={minCapacity: 1, maxCapacity: 8, policies: [{policyName: cpu, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 50, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}}}]}",
            "workload=[{kind: metric, series: web.CPUUtilization, values: [[0s, 10]]}]");
        var end = run.Rows("deployments.csv")[1].Number("finished_s");
        var refused = run.Rows("scaling_activities.csv").Where(r => r.Text("not_scaled_reason") == "TargetServicePutResourceAsUnscalable").ToList();
        Assert.That(end, Is.GreaterThan(2400));
        Assert.That(refused, Is.Not.Empty);
        Assert.That(refused.All(r => r.Number("t_s") < end));
        Assert.That(run.At("services.csv", end, "service", "web").Count("desired"), Is.EqualTo(4));
        Assert.That(run.At("services.csv", 4500, "service", "web").Count("desired"), Is.LessThan(4), "it resumes when the deployment is complete");
    }

    private static ScenarioRun Of(
        string errors, string configuration = "", string enable = "true", string rollback = "true", string names = "errors", string more = "[[0s, 0]]", bool unplaceable = false) => ScenarioRun.Of($$$"""
        name: alarms
        run: {duration: 30m, initial: steady}
        containerInstances: [{instanceType: c5.xlarge, count: 2}]
        taskDefinitions:
          - {family: web, cpu: 256, memory: 512, containerDefinitions: [{name: app, image: "web:1"}]}
          - {family: web, cpu: 256, memory: 512, containerDefinitions: [{name: app, image: "web:2"}]{{{(unplaceable ? ", placementConstraints: [{type: memberOf, expression: 'attribute:stack == green'}]" : "")}}}}
        services:
          - serviceName: web
            taskDefinition: web:1
            desiredCount: 2
            launchType: EC2
            deploymentConfiguration: {{{{configuration}}}alarms: {alarmNames: [{{{names}}}], enable: {{{enable}}}, rollback: {{{rollback}}}}}
        applications: [{family: web, image: {size: 20MiB}, startup: 1s}]
        alarms:
          - {alarmName: errors, series: Shop.Errors, threshold: 5, evaluationPeriods: 1, comparisonOperator: GreaterThanThreshold}
          - {alarmName: slow, series: Shop.Latency, threshold: 5, evaluationPeriods: 1, comparisonOperator: GreaterThanThreshold}
        workload:
          - {name: errors, kind: metric, series: Shop.Errors, values: {{{errors}}}}
          - {name: latency, kind: metric, series: Shop.Latency, values: {{{more}}}}
        timeline: [{at: 5m, action: UpdateService, service: web, taskDefinition: web:2}]
        model: {playbackMetricDelay: 0s}
        """);
}
