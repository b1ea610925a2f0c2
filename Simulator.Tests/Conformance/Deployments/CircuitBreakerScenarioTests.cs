namespace Simulator.Tests.Conformance.Deployments;

/// <summary>The circuit breaker and stop requests in rolling updates, through scenario files.</summary>
public sealed class CircuitBreakerScenarioTests
{
    private const string Breaker = "deploymentCircuitBreaker: {enable: true, rollback: true}";

    [Test]
    [Property("Rule", "ECS-CB-01")]
    [Property("Rule", "ECS-CB-02")]
    [Property("Rule", "ECS-CB-03")]
    [Property("Rule", "ECS-CB-04")]
    public void TwoTasksThatNeverRun_FailTheDeploymentOnTheThirdFailure()
    {
        var run = Of(Breaker);
        var rows = run.Rows("deployments.csv");
        Assert.That(rows.Select(r => (r.Text("task_definition"), r.Text("rollout_state"), r.Text("status"))), Is.EqualTo(new[]
        {
            ("web:1", "COMPLETED", "SUCCESSFUL"), ("web:2", "FAILED", "ROLLBACK_SUCCESSFUL"), ("web:1", "COMPLETED", "ROLLBACK_SUCCESSFUL"),
        }));
        Assert.That((rows[1].Count("failed_tasks"), rows[1].Text("status_reason")), Is.EqualTo((3, "circuit_breaker")), "half of 2, but at least 3");
        Assert.That(rows[1].Number("completed_s"), Is.EqualTo(310), "tried at 300 s and at the next two ticks");
        Assert.That(run.Rows("service_events.csv").Any(e => e.Text("message").EndsWith("deployment failed: tasks failed to start.", StringComparison.Ordinal)));
        Assert.That(run.Running(1, 900), Is.EqualTo(2));
    }

    [TestCase("BOUNDED_PERCENT", 50, 3)]
    [TestCase("BOUNDED_PERCENT", 200, 4)]
    [TestCase("UNBOUNDED_PERCENT", 50, 1)]
    [TestCase("UNBOUNDED_PERCENT", 250, 5)]
    [TestCase("COUNT", 2, 2)]
    [Property("Rule", "ECS-CB-01")]
    public void TheThreshold_CountsAsItsTypeSays(string type, int value, int failures)
    {
        var run = Of($"deploymentCircuitBreaker: {{enable: true, rollback: true, thresholdConfiguration: {{type: {type}, value: {value}}}}}");
        Assert.That(run.Rows("deployments.csv")[1].Count("failed_tasks"), Is.EqualTo(failures));
    }

    [Test]
    [Property("Rule", "ECS-CB-01")]
    public void TheFloor_OnceWasTen() => Assert.That(Of(Breaker, "circuitBreakerFloor: 10, startBackoffCap: 10s").Rows("deployments.csv")[1].Count("failed_tasks"), Is.EqualTo(10));

    [Test]
    [Property("Rule", "ECS-CB-04")]
    public void LackOfCapacity_CanBeLeftOut()
    {
        var rows = Of(Breaker, "circuitBreakerCountsLackOfCapacity: false").Rows("deployments.csv");
        Assert.That(rows.Select(r => r.Text("status")), Is.EqualTo(new[] { "SUCCESSFUL", "IN_PROGRESS" }));
    }

    [Test]
    [Property("Rule", "ECS-CB-03")]
    public void WithoutRollback_ItStaysAsItIs()
    {
        var run = Of("deploymentCircuitBreaker: {enable: true, rollback: false}");
        var rows = run.Rows("deployments.csv");
        Assert.That(rows, Has.Count.EqualTo(2));
        Assert.That((rows[1].Text("rollout_state"), rows[1].Text("status")), Is.EqualTo(("FAILED", "STOPPED")));
        Assert.That(run.Running(1, 1790), Is.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-CB-03")]
    [Property("Rule", "ECS-RU-07")]
    public void ADeploymentInTheMiddleOfARollback_HasNothingToGoBackTo()
    {
        // d1 COMPLETED; d2 fails and is rolled back; d3 begins before that is complete and fails: it stalls.
        var run = Of(
            Breaker + ", minimumHealthyPercent: 50, maximumPercent: 100", timeline: "  - {at: 325s, action: UpdateService, service: web, taskDefinition: web:3}");
        var rows = run.Rows("deployments.csv");
        Assert.That(rows.Select(r => (r.Text("task_definition"), r.Text("rollout_state"))), Is.EqualTo(new[]
        {
            ("web:1", "COMPLETED"), ("web:2", "FAILED"), ("web:1", "IN_PROGRESS"), ("web:3", "FAILED"),
        }));
        Assert.That(rows.Select(r => r.Text("status")), Is.EqualTo(new[] { "SUCCESSFUL", "STOPPED", "STOPPED", "ROLLBACK_FAILED" }));
        Assert.That(run.Rows("tasks.csv", "revision", "3"), Is.Empty);
        Assert.That(run.Running(1, 1790), Is.GreaterThanOrEqualTo(1), "what runs is left alone");
    }

    [Test]
    [Property("Rule", "ECS-CB-02")]
    public void OnceATaskRuns_FailedStartsNoLongerCount()
    {
        // The one instance that revision 2 may use has room for one of its tasks, whatever else goes.
        const string one = "containerInstances: [{instanceType: c5.large, count: 1}, {instanceType: c5.large, count: 1, attributes: {stack: green}}]";
        var narrow = Of(Breaker, "startBackoffCap: 10s", cpu: 900, young: 1100, instances: one);
        Assert.That(narrow.Running(2, 1700), Is.EqualTo(1));
        var rows = narrow.Rows("deployments.csv");
        Assert.That(rows.Select(r => r.Text("status")), Is.EqualTo(new[] { "SUCCESSFUL", "IN_PROGRESS" }), "the first one runs, the second waits for room: no failure");
        var before = Of(Breaker, "startBackoffCap: 10s, circuitBreakerStages: false", cpu: 900, young: 1100, instances: one);
        Assert.That(before.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("ROLLBACK_SUCCESSFUL"), "without stages every failed start counts");
    }

    [Test]
    [Property("Rule", "ECS-CB-02")]
    [Property("Rule", "ECS-CB-03")]
    public void TasksThatFailTheirChecks_CountWhenTheyAreReplaced()
    {
        var run = ScenarioRun.Of(
            ShiftScenario.Of(Breaker, rest: "").Replace("advancedConfiguration: {alternateTargetGroup: web-green}", "", StringComparison.Ordinal)
                .Replace("applications: [", "applications: [{family: 'web:2', image: {size: 20MiB}, startup: 30m, request: {cpu: 5ms}}, ", StringComparison.Ordinal));
        var rows = run.Rows("deployments.csv");
        Assert.That(rows.Select(r => (r.Text("task_definition"), r.Text("status"))), Is.EqualTo(new[] { ("web:1", "SUCCESSFUL"), ("web:2", "ROLLBACK_SUCCESSFUL"), ("web:1", "ROLLBACK_SUCCESSFUL") }));
        Assert.That(rows[1].Count("failed_tasks"), Is.EqualTo(3));
        Assert.That(run.Rows("tasks.csv", "revision", "2").Count(t => t.Text("stopped_reason").Contains("ELB health checks", StringComparison.Ordinal)), Is.EqualTo(3));
        Assert.That(run.Running(1, 3500), Is.EqualTo(2), "the old tasks never stopped");
    }

    [TestCase("ABORT", "STOP_REQUESTED,STOPPED", "FAILED", 2)]
    [TestCase("ROLLBACK", "ROLLBACK_REQUESTED,ROLLBACK_IN_PROGRESS,ROLLBACK_SUCCESSFUL", "FAILED", 3)]
    [Property("Rule", "ECS-SV-02")]
    public void StopServiceDeployment_AbortsOrRollsBack(string type, string chain, string state, int deployments)
    {
        var run = Of("", timeline: $"  - {{at: 330s, action: StopServiceDeployment, service: web, stopType: {type}}}");
        var rows = run.Rows("deployments.csv");
        Assert.That(rows, Has.Count.EqualTo(deployments));
        Assert.That((rows[1].Text("rollout_state"), rows[1].Text("status_reason"), rows[1].Number("completed_s")), Is.EqualTo((state, "operator", 330)));
        Assert.That(string.Join(',', run.Statuses(1).Skip(2)), Is.EqualTo(chain));
        var asked = run.DecisionsOf("operator").Last().GetProperty("id").GetInt32();
        Assert.That(run.DecisionsOf("deployment").Count(d => d.GetProperty("parent_id").GetInt32() == asked), Is.EqualTo(1), "the decision's cause is the operator's");
    }

    [TestCase("ABORT", "STOPPED", 2, 2)]
    [TestCase("ROLLBACK", "ROLLBACK_SUCCESSFUL", 2, 0)]
    [Property("Rule", "ECS-SV-02")]
    [Property("Rule", "ECS-BG-03")]
    public void StopServiceDeployment_WhileItBakes(string type, string status, int old, int young)
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: BLUE_GREEN, bakeTimeInMinutes: 30", timeline: $"  - {{at: 15m, action: StopServiceDeployment, service: web, stopType: {type}}}"));
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo(status));
        Assert.That((run.Running(1, 3500), run.Running(2, 3500)), Is.EqualTo((old, young)));
        var group = type == "ABORT" ? "web-green" : "web-blue";
        Assert.That(run.At("target_groups.csv", 3600, "target_group", group).Number("requests"), Is.EqualTo(1200).Within(1), "ABORT leaves the traffic where it is");
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    public void AfterAnAbort_TheNextDeploymentReconcilesFirst()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: BLUE_GREEN, bakeTimeInMinutes: 5",
            timeline: "  - {at: 5m, action: StopServiceDeployment, service: web, stopType: ABORT}\n  - {at: 20m, action: UpdateService, service: web, taskDefinition: web:3}"));
        Assert.That(run.Rows("deployments.csv").Select(d => d.Text("status")), Is.EqualTo(new[] { "SUCCESSFUL", "STOPPED", "SUCCESSFUL" }));
        Assert.That(run.Stages(2)[0].Stage, Is.EqualTo("RECONCILE_SERVICE"));
        Assert.That((run.Running(1, 1201), run.Running(2, 1201)), Is.EqualTo((0, 2)), "all traffic had moved, so the newer revision is the one to keep");
        Assert.That((run.Running(2, 3500), run.Running(3, 3500)), Is.EqualTo((0, 2)));
    }

    [Test]
    [Property("Rule", "ECS-RU-04")]
    [Property("Rule", "ECS-EV-07")]
    [Property("Rule", "ECS-SV-02")]
    public void ADeploymentThatCanNeitherStopNorStart_StaysInProgressAndSaysSo()
    {
        var run = Of("minimumHealthyPercent: 100, maximumPercent: 125", constrained: false);
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("IN_PROGRESS"), "D = 2: L = 2 and U = 2");
        Assert.That(run.Rows("service_events.csv").Count(e => e.Text("message").Contains("was unable to stop or start tasks during a deployment", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(run.Rows("tasks.csv", "revision", "2"), Is.Empty);
    }

    [Test]
    [Property("Rule", "ECS-RU-08")]
    [Property("Rule", "ECS-RU-09")]
    [Property("Rule", "ECS-SV-02")]
    public void ARollingUpdate_IsCompleteWhenItsLastTaskIsHealthyAndTheOthersAreGone()
    {
        // D = 4, 100/125: one at a time, each with its start and 40 s in RUNNING.
        var run = Of("minimumHealthyPercent: 100, maximumPercent: 125", constrained: false, desired: 4);
        var deployment = run.Rows("deployments.csv")[1];
        var tasks = run.Rows("tasks.csv", "revision", "2");
        Assert.That(run.Statuses(1), Is.EqualTo(new[] { "PENDING", "IN_PROGRESS", "SUCCESSFUL" }));
        Assert.That(deployment.Number("completed_s"), Is.EqualTo(tasks.Max(t => t.Number("healthy_s"))).Within(0.002));
        Assert.That(deployment.Number("completed_s") - 300, Is.GreaterThanOrEqualTo(4 * 40), "four rounds");
        Assert.That(tasks.Select(t => t.Number("healthy_s") - t.Number("started_s")), Is.All.EqualTo(40).Within(0.002));
        Assert.That(run.Rows("deployment_stages.csv", "event", "SERVICE_DEPLOYMENT_COMPLETED"), Has.Count.EqualTo(2));
        Assert.That(run.Rows("deployment_stages.csv", "event", "SERVICE_DEPLOYMENT_IN_PROGRESS"), Has.Count.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-API-02")]
    [Property("Rule", "ECS-CB-03")]
    public void ABreakerWithBlueGreen_IsNotUsed()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: BLUE_GREEN, bakeTimeInMinutes: 1, " + Breaker,
            rest: "").Replace("applications: [", "applications: [{family: 'web:2', image: {size: 20MiB}, startup: 2h, request: {cpu: 5ms}}, ", StringComparison.Ordinal));
        Assert.That(run.Loaded.Notes.Any(n => n.Message.Contains("circuit breaker for ROLLING only", StringComparison.Ordinal)));
        Assert.That(run.Rows("tasks.csv", "revision", "2"), Has.Count.GreaterThan(6), "tasks that fail their checks are replaced again and again");
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("IN_PROGRESS"));
    }

    private static ScenarioRun Of(
        string configuration, string model = "", string timeline = "", int cpu = 256, int young = 256, bool constrained = true, string instances = "containerInstances: [{instanceType: c5.xlarge, count: 2}]",
        int desired = 2)
    {
        var constraint = constrained ? ", placementConstraints: [{type: memberOf, expression: 'attribute:stack == green'}]" : "";
        return ScenarioRun.Of($$$"""
            name: breaker
            run: {duration: 30m, initial: steady}
            {{{instances}}}
            taskDefinitions:
              - {family: web, cpu: {{{cpu}}}, memory: 512, containerDefinitions: [{name: app, image: "web:1"}]}
              - {family: web, cpu: {{{young}}}, memory: 512, containerDefinitions: [{name: app, image: "web:2"}]{{{constraint}}}}
              - {family: web, cpu: {{{cpu}}}, memory: 512, containerDefinitions: [{name: app, image: "web:3"}]{{{constraint}}}}
            services:
              - {serviceName: web, taskDefinition: web:1, desiredCount: {{{desired}}}, launchType: EC2, deploymentConfiguration: {{{{configuration}}}}}
            applications: [{family: web, image: {size: 20MiB}, startup: 1s}]
            timeline:
              - {at: 5m, action: UpdateService, service: web, taskDefinition: web:2}
            {{{timeline}}}
            model: {{{{model}}}}
            """);
    }
}
