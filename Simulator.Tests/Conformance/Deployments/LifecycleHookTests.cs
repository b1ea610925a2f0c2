namespace Simulator.Tests.Conformance.Deployments;

/// <summary>Lifecycle hooks, pauses and limits of deployments that shift traffic, through scenario files.</summary>
public sealed class LifecycleHookTests
{
    private const string Quiet = "output: {services: {every: 1h}}";

    [Test]
    [Property("Rule", "ECS-BG-03")]
    public void AFunctionThatIsNotDone_IsCalledAgainUntilItIs()
    {
        var run = WithHook("{hookTargetArn: 'arn:aws:lambda:us-east-1:123456789012:function:smoke-test', roleArn: r, lifecycleStages: [POST_TEST_TRAFFIC_SHIFT], takes: 20s, answers: [IN_PROGRESS, IN_PROGRESS, SUCCEEDED]}");
        var stages = run.Stages();
        var at = stages.FindIndex(s => s.Stage == "POST_TEST_TRAFFIC_SHIFT");
        Assert.That(stages[at + 1].At - stages[at].At, Is.EqualTo(20 + 30 + 20 + 30 + 20).Within(0.002), "three calls of 20 s, 30 s apart");
        var calls = run.Rows("deployment_stages.csv", "hook", "smoke-test");
        Assert.That(calls.Select(c => c.Text("hook_status")), Is.EqualTo(new[] { "IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED" }));
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("SUCCESSFUL"));
    }

    [TestCase("PRE_SCALE_UP", "CLEAN_UP")]
    [TestCase("POST_TEST_TRAFFIC_SHIFT", "TEST_TRAFFIC_SHIFT,CLEAN_UP")]
    [TestCase("POST_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT,TEST_TRAFFIC_SHIFT,CLEAN_UP")]
    [Property("Rule", "ECS-BG-03")]
    [Property("Rule", "ECS-SV-02")]
    public void AFunctionThatFails_TurnsTheDeploymentRound(string stage, string back)
    {
        var run = WithHook($"{{name: check, lifecycleStages: [{stage}], answers: [FAILED]}}");
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That((deployment.Text("rollout_state"), deployment.Text("status"), deployment.Text("status_reason"), deployment.Text("status_subject")),
            Is.EqualTo(("FAILED", "ROLLBACK_SUCCESSFUL", "hook_failed", "check")));
        Assert.That(run.Statuses(1), Is.EqualTo(new[] { "PENDING", "IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL" }));
        var rows = run.Rows("deployment_stages.csv", "status", "ROLLBACK_IN_PROGRESS").Where(r => r.Text("reason").Length == 0).ToList();
        Assert.That(string.Join(',', rows.Select(r => r.Text("stage"))), Is.EqualTo(back));
        Assert.That((rows[^1].Number("production_percent"), rows[^1].Number("test_percent")), Is.EqualTo((0, 0)));
        Assert.That((run.Running(1, 3500), run.Running(2, 3500)), Is.EqualTo((2, 0)));
        Assert.That(run.At("target_groups.csv", 3600, "target_group", "web-blue").Number("requests"), Is.EqualTo(1200).Within(1));
        Assert.That(run.Rows("deployments.csv"), Has.Count.EqualTo(2), "the source is there still: nothing new is deployed");
        Assert.That(run.Rows("service_events.csv").Count(e => e.Text("message").Contains("rolling back to", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(run.Metric("web.deployments.rolled_back"), Is.EqualTo(1));
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [TestCase("ROLLBACK", "ROLLBACK_SUCCESSFUL", "hook_timed_out")]
    [TestCase("CONTINUE", "SUCCESSFUL", "")]
    [Property("Rule", "ECS-BG-03")]
    public void ATimeOut_DoesWhatItsActionSays(string action, string status, string reason)
    {
        var run = WithHook($"{{name: slow, lifecycleStages: [PRE_SCALE_UP], takes: 1m, answers: [IN_PROGRESS], timeoutConfiguration: {{timeoutInMinutes: 5, action: {action}}}}}");
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That((deployment.Text("status"), deployment.Text("status_reason")), Is.EqualTo((status, reason)));
        var timedOut = run.Rows("deployment_stages.csv", "hook_status", "TIMED_OUT").Single();
        Assert.That(timedOut.Number("t_s"), Is.EqualTo(ShiftScenario.Update + 300));
    }

    [Test]
    [Property("Rule", "ECS-BG-03")]
    public void ADefaultTimeOut_IsADayAndRollsBack()
    {
        var run = WithHook("{targetType: PAUSE, lifecycleStages: [PRE_SCALE_UP]}", "25h", "", Quiet);
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That((deployment.Text("status"), deployment.Text("status_reason"), deployment.Number("finished_s")), Is.EqualTo(("ROLLBACK_SUCCESSFUL", "hook_timed_out", ShiftScenario.Update + (1440 * 60))));
    }

    [TestCase("CONTINUE", "SUCCESSFUL", "")]
    [TestCase("ROLLBACK", "ROLLBACK_SUCCESSFUL", "operator")]
    [Property("Rule", "ECS-BG-03")]
    public void APause_WaitsForTheOperator(string action, string status, string reason)
    {
        var run = WithHook(
            "{name: approval, targetType: PAUSE, lifecycleStages: [POST_TEST_TRAFFIC_SHIFT]}", "1h", $"  - {{at: 20m, action: ContinueServiceDeployment, service: web, hookAction: {action}}}");
        Assert.That(run.Rows("deployment_stages.csv", "hook_status", action == "CONTINUE" ? "SUCCEEDED" : "FAILED").Single().Number("t_s"), Is.EqualTo(1200));
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That((deployment.Text("status"), deployment.Text("status_reason")), Is.EqualTo((status, reason)));
    }

    [Test]
    [Property("Rule", "ECS-BG-03")]
    public void APause_MayLastLongerThanAStage()
    {
        var run = WithHook("{targetType: PAUSE, lifecycleStages: [PRE_SCALE_UP], takes: 50h, timeoutConfiguration: {timeoutInMinutes: 20160}}", "52h", "", Quiet);
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That(deployment.Text("status"), Is.EqualTo("SUCCESSFUL"), "a stage lasts a day at most, but not while it is paused");
        Assert.That(run.Stages().First(s => s.Stage == "SCALE_UP").At, Is.EqualTo(ShiftScenario.Update + (50 * 3600)));
    }

    [Test]
    [Property("Rule", "ECS-BG-03")]
    public void AWholeDeployment_HasALimitToo()
    {
        var run = WithHook(
            "{targetType: PAUSE, lifecycleStages: [PRE_SCALE_UP, POST_SCALE_UP, POST_TEST_TRAFFIC_SHIFT], takes: 400h, timeoutConfiguration: {timeoutInMinutes: 20160, action: CONTINUE}}", "740h", "",
            "output: {services: {every: 24h}}");
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That((deployment.Text("status"), deployment.Text("status_reason")), Is.EqualTo(("ROLLBACK_SUCCESSFUL", "deployment_timed_out")), "two pauses of a fortnight fit, a third does not");
        Assert.That(deployment.Number("finished_s"), Is.EqualTo(ShiftScenario.Update + (30 * 86_400)));
    }

    [Test]
    [Property("Rule", "ECS-BG-03")]
    public void StagesOfTheProductionTraffic_CallTheirHooksAtEveryStep()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: LINEAR, linearConfiguration: {stepPercent: 25, stepBakeTimeInMinutes: 1}, bakeTimeInMinutes: 1, lifecycleHooks: ["
            + "{name: before, lifecycleStages: [PRE_PRODUCTION_TRAFFIC_SHIFT], takes: 10s}, {name: during, lifecycleStages: [PRODUCTION_TRAFFIC_SHIFT], takes: 90s}, {name: once, lifecycleStages: [PRE_SCALE_UP]}]"));
        Assert.That(run.Rows("deployment_stages.csv", "hook", "before"), Has.Count.EqualTo(4));
        Assert.That(run.Rows("deployment_stages.csv", "hook", "during"), Has.Count.EqualTo(4));
        Assert.That(run.Rows("deployment_stages.csv", "hook", "once"), Has.Count.EqualTo(1));
        var shifts = run.Stages().Where(s => s.Stage == "PRODUCTION_TRAFFIC_SHIFT").ToList();
        Assert.That(shifts[1].At - shifts[0].At, Is.EqualTo(100).Within(0.002), "a hook that takes longer than the step's bake time holds it up");
    }

    [Test]
    [Property("Rule", "ECS-BG-03")]
    public void HooksOfOneStage_RunSideBySide()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: BLUE_GREEN, bakeTimeInMinutes: 1, lifecycleHooks: [{name: a, lifecycleStages: [PRE_SCALE_UP], takes: 60s}, {name: b, lifecycleStages: [PRE_SCALE_UP], takes: 100s}, {targetType: PAUSE, lifecycleStages: [PRE_SCALE_UP], takes: 30s}]"));
        Assert.That(run.Stages().First(s => s.Stage == "SCALE_UP").At, Is.EqualTo(ShiftScenario.Update + 100), "all must be done, the longest decides");
    }

    private static ScenarioRun WithHook(string hook, string duration = "1h", string timeline = "", string rest = "")
    {
        var yaml = ShiftScenario.Of($"strategy: BLUE_GREEN, bakeTimeInMinutes: 5, lifecycleHooks: [{hook}]", timeline, rest, duration);
        return duration == "1h" ? ScenarioRun.Of(yaml) : ScenarioRun.Of(yaml, "workload=[]"); // requests over days are not the question
    }
}
