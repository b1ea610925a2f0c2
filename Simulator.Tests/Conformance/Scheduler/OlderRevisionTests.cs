namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>What becomes of the tasks of older revisions while a newer one cannot start: its images cannot be pulled.</summary>
public sealed class OlderRevisionTests
{
    private const string Fails = "deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: false}}";

    [Test]
    [Property("Rule", "ECS-CB-03")]
    [Property("Rule", "ECS-HL-01")]
    [Property("Rule", "ECS-RU-05")]
    public void AfterAFailedDeployment_UnhealthyTasksAreReplacedByTheirOwnRevision()
    {
        var run = Of($"desiredCount: 4, {Fails}", check: ", healthCheck: {command: [CMD, x], interval: 10, retries: 2}", applications: "applications: [{family: 't:1', startup: 1s, unhealthy: {after: 1200s}}]");
        Assert.That(run.Rows("deployments.csv")[1].Text("rollout_state"), Is.EqualTo("FAILED"));
        var old = run.Rows("tasks.csv", "revision", "1");
        Assert.That(old.Count(t => t.Number("created_s") > 1000), Is.EqualTo(4));
        Assert.That(old.Where(t => t.Number("created_s") < 1000).Select(t => t.Text("stopped_reason")), Is.All.Contain("health checks"));
        Assert.That(run.RunningBetween(400, 1790), Is.EqualTo((4, 8)), "start first");
    }

    [Test]
    [Property("Rule", "ECS-CB-03")]
    [Property("Rule", "ECS-DR-02")]
    public void AfterAFailedDeployment_DrainingMovesTheTasksOfTheOldRevision()
    {
        var run = Of($"desiredCount: 4, {Fails}", timeline: "  - {at: 900s, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1a}");
        Assert.That((run.InZone("us-east-1a", 1790), run.InZone("us-east-1b", 1790)), Is.EqualTo((0, 4)));
        Assert.That(run.RunningBetween(400, 1790).Least, Is.EqualTo(4));
        Assert.That(run.Rows("tasks.csv", "revision", "2").Count(t => t.Number("created_s") > 900), Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-CB-03")]
    [Property("Rule", "ECS-HL-02")]
    public void AfterAFailedDeployment_LostTasksComeBack_AndDesiredCountHoldsForThem()
    {
        var run = Of($"desiredCount: 4, {Fails.Replace("{dep", "{minimumHealthyPercent: 25, maximumPercent: 200, dep", StringComparison.Ordinal)}", """
              - {at: 1100s, action: UpdateService, service: s, desiredCount: 2}
              - {at: 1300s, action: UpdateService, service: s, desiredCount: 3}
            """, "  - {kind: taskCrash, service: s, at: 900s, count: 1}");
        Assert.That(new[] { 890.0, 1090, 1290, 1790 }.Select(run.RunningAt), Is.EqualTo(new[] { 1, 1, 1, 2 }), "three of the four had gone before the failure; a scale-out adds to what is left");
        Assert.That(run.Rows("tasks.csv", "revision", "1").Count(t => t.Number("created_s") is >= 900 and < 910), Is.EqualTo(1));
    }

    [TestCase("desiredCount: 6")]
    [TestCase("desiredCount: 6, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: false, thresholdConfiguration: {type: COUNT, value: 100}}}")]
    [Property("Rule", "ECS-HL-02")]
    [Property("Rule", "ECS-RU-05")]
    [Property("Rule", "ECS-TH-01")]
    public void TheDelayOfTheNewRevision_HoldsUpNoReplacementOfTheOldOne(string service)
    {
        var run = Of(service, failures: "  - {kind: taskCrash, service: s, at: 700s, count: 4}");
        Assert.That(run.Rows("tasks.csv", "revision", "1").Select(t => t.Number("created_s")).Where(t => t > 0), Has.Exactly(4).InRange(700, 702));
        Assert.That(run.RunningAt(710), Is.EqualTo(6));
        Assert.That(run.Rows("tasks.csv", "revision", "2").Count(t => t.Number("created_s") > 600), Is.LessThan(12), "and those that ran again did not end the delay");
    }

    [Test]
    [Property("Rule", "ECS-CB-02")]
    public void FailedTasks_AreCountedToTheEndOfTheRun()
    {
        var run = Of("desiredCount: 6");
        var failed = run.Rows("tasks.csv", "stop_code", "TaskFailedToStart").Count;
        Assert.That(failed, Is.GreaterThan(10));
        Assert.That(run.Rows("deployments.csv").Select(d => d.Count("failed_tasks")), Is.EqualTo(new[] { 0, failed }));
        Assert.That(run.Rows("deployments.csv")[0].Number("completed_s"), Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-CB-03")]
    [Property("Rule", "ECS-SV-07")]
    public void WhenTheBreakerTrips_NoTaskIsStartedInTheSameInstant()
    {
        var run = Of("desiredCount: 1, deploymentConfiguration: {minimumHealthyPercent: 0, maximumPercent: 100, deploymentCircuitBreaker: {enable: true, rollback: true}}", check: ", healthCheck: {command: [CMD, x], interval: 10, retries: 2}",
            applications: "applications: [{family: 't:2', startup: 2h}]", failures: null);
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("ROLLBACK_SUCCESSFUL"));
        Assert.That(run.Rows("tasks.csv", "revision", "2"), Has.Count.EqualTo(3));
    }

    [Test]
    [Property("Rule", "ECS-RU-07")]
    public void OfTwoOlderRevisions_TheOldestShrinksFirst()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 8, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 125}", """
            timeline:
              - {at: 300s, action: UpdateService, service: s, taskDefinition: "t:2"}
              - {at: 410s, action: UpdateService, service: s, taskDefinition: "t:3"}
            """));
        var (first, second) = (run.Rows("tasks.csv", "revision", "1"), run.Rows("tasks.csv", "revision", "2"));
        Assert.That(second, Has.Count.GreaterThan(1));
        Assert.That(run.Rows("tasks.csv", "revision", "3").Count(t => t.Number("healthy_s") > 0), Is.EqualTo(8));
        Assert.That(first.Max(t => t.Number("stopping_s")), Is.LessThanOrEqualTo(second.Where(t => !double.IsNaN(t.Number("healthy_s"))).Min(t => t.Number("stopping_s"))));
    }

    [Test]
    [Property("Rule", "ECS-CB-02")]
    [Property("Rule", "ECS-CB-03")]
    public void DaemonsThatFailTheirChecks_CountTowardTheBreaker()
    {
        var run = Of("schedulingStrategy: DAEMON, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: true}}", check: ", healthCheck: {command: [CMD, x], interval: 10, retries: 2}",
            applications: "applications: [{family: 't:2', startup: 2h}]", failures: null);
        Assert.That(run.Rows("deployments.csv").Select(d => d.Text("status")), Is.EqualTo(new[] { "SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "ROLLBACK_SUCCESSFUL" }));
        Assert.That(run.Rows("deployments.csv")[1].Count("failed_tasks"), Is.EqualTo(run.Rows("tasks.csv", "revision", "2").Count(t => t.Text("stopped_reason").Contains("health checks", StringComparison.Ordinal))));
        Assert.That(run.RunningAt(1790), Is.EqualTo(4));
    }

    [TestCase("", "IN_PROGRESS")]
    [TestCase(", deploymentCircuitBreaker: {enable: true, rollback: false}", "FAILED")]
    [Property("Rule", "ECS-RU-05")]
    [Property("Rule", "ECS-RU-01")]
    public void ALostDaemonOfTheOldRevision_IsReplacedWhileTheLowerLimitNeedsIt(string breaker, string state)
    {
        var run = Of($"schedulingStrategy: DAEMON, deploymentConfiguration: {{minimumHealthyPercent: 50, maximumPercent: 100{breaker}}}", failures: "  - {kind: taskCrash, service: s, at: 700s, count: 1}");
        Assert.That(run.Rows("deployments.csv")[1].Text("rollout_state"), Is.EqualTo(state));
        Assert.That(run.Rows("tasks.csv", "revision", "1").Count(t => t.Number("created_s") is > 0 and < 710), Is.EqualTo(1));
        Assert.That((run.RunningAt(690), run.RunningAt(720), run.RunningAt(1790)), Is.EqualTo((2, 2, 2)));
    }

    [Test]
    [Property("Rule", "ECS-RU-05")]
    [Property("Rule", "ECS-RU-08")]
    public void ADaemonDeployment_IsCompleteThoughTheOldRevisionLostATask()
    {
        var run = Of("schedulingStrategy: DAEMON, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 100}", failures: "  - {kind: taskCrash, service: s, at: 301s, count: 1}", outage: 30);
        Assert.That(run.Rows("deployments.csv")[1].Text("rollout_state"), Is.EqualTo("COMPLETED"));
        Assert.That(run.RunningAt(1790), Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "ECS-TH-03")]
    public void Daemons_StartAtTheRateOfAnyService()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("schedulingStrategy: DAEMON", run: "duration: 10m, initial: cold", instances: "[{instanceType: c5.large, count: 300}]", model: ", serviceLaunchesPerMinute: 100"));
        var created = run.Rows("tasks.csv").Select(t => t.Number("created_s")).ToList();
        Assert.That(new[] { 60.0, 120, 180 }.Select(s => created.Count(t => t < s)), Is.EqualTo(new[] { 199, 299, 300 }));
        Assert.That(run.Messages(), Has.Some.Contains("operations are being throttled"));
    }

    private static ScenarioRun Of(string service, string timeline = "", string? failures = "", string check = "", string applications = "", int outage = 6590)
    {
        var broken = failures is null ? "" : $"failures:\n  - {{kind: registryOutage, image: bad, at: 10s, length: {outage + 290}s}}\n{failures}";
        var image = failures is null ? "t:2" : "bad:2";
        return ScenarioRun.Of($$"""
            name: older
            run: {duration: 30m, initial: steady}
            availabilityZones: [us-east-1a, us-east-1b]
            containerInstances: [{instanceType: m6i.2xlarge, count: 4, agent: {ECS_IMAGE_PULL_BEHAVIOR: always} }]
            taskDefinitions:
              - {family: t, cpu: 512, memory: 512, containerDefinitions: [{name: app, image: "t:1"{{check}} }]}
              - {family: t, cpu: 512, memory: 512, containerDefinitions: [{name: app, image: "{{image}}"{{check}} }]}
            services: [{serviceName: s, taskDefinition: "t:1", launchType: EC2, {{service}} }]
            {{applications}}
            timeline:
              - {at: 300s, action: UpdateService, service: s, taskDefinition: "t:2"}
            {{timeline}}
            {{broken}}
            """);
    }
}
