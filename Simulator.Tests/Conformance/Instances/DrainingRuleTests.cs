namespace Simulator.Tests.Conformance.Instances;

/// <summary>Draining as the operator sees it: what moves, in which order, within which limits.</summary>
public sealed class DrainingRuleTests
{
    private const string Two = "{instanceType: m5.large, availabilityZone: us-east-1a}, {instanceType: m5.large, availabilityZone: us-east-1b}";
    private const string Drain = "timeline: [{at: 2m, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1b}]";

    [TestCase(100, 200, 2, 4, Description = "started first, healthy, then stopped")]
    [TestCase(50, 100, 2, 2, Description = "up to two stopped at once")]
    [TestCase(100, 100, 0, 4, Description = "nothing ever moves")]
    [Property("Rule", "ECS-DR-02")]
    public void ServiceTasks_MoveWithinTheEnvelope(int minimum, int maximum, int moved, int leastHealthy)
    {
        var run = ScenarioRun.Of(Hosts.Scenario(Two, service: $"desiredCount: 4, deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}", more: Drain));
        var gone = run.Rows("tasks.csv").Where(t => t.Text("stopped_s").Length > 0).ToList();
        var fresh = run.Rows("tasks.csv").Where(t => t.Number("created_s") > 0).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(gone.Select(t => t.Text("availability_zone")), Is.EqualTo(Enumerable.Repeat("us-east-1b", moved)));
            Assert.That(fresh.Select(t => t.Text("availability_zone")), Is.EqualTo(Enumerable.Repeat("us-east-1a", moved)));
            if (minimum == 100) Assert.That(gone.Select(t => t.Number("stopping_s")), Is.All.GreaterThanOrEqualTo(moved == 0 ? 0 : fresh.Min(t => t.Number("healthy_s"))));
            else Assert.That(gone.Select(t => t.Number("stopping_s")), Is.All.LessThan(fresh.Min(t => t.Number("started_s"))));
            Assert.That(run.Rows("services.csv", "service", "app").Select(s => s.Count("healthy")), Is.All.GreaterThanOrEqualTo(leastHealthy == 2 ? 2 : leastHealthy));
        });
    }

    [Test]
    [Property("Rule", "ECS-DR-01")]
    public void PendingServiceTasks_StopAtOnce()
    {
        // The image takes long, so the task is still on its way when its instance drains.
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: m5.large, availabilityZone: us-east-1b}", service: "desiredCount: 0", more: """
            applications: [{family: app, image: {size: 20GiB}}]
            timeline:
              - {at: 1m, action: UpdateService, service: app, desiredCount: 1}
              - {at: 90s, action: UpdateContainerInstancesState, status: DRAINING}
            """));
        var task = run.Rows("tasks.csv")[0];
        Assert.Multiple(() =>
        {
            Assert.That(task.Text("started_s"), Is.Empty);
            Assert.That(task.Number("stopping_s"), Is.EqualTo(90).Within(0.001));
            Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(1), "nowhere else to go");
        });
    }

    [Test]
    [Property("Rule", "ECS-DR-03")]
    public void StandaloneTasks_AreLeftToFinish()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: m5.large, availabilityZone: us-east-1b}", service: "desiredCount: 0", more: """
            timeline:
              - {at: 1m, action: StartTask, taskDefinition: app}
              - {at: 3m, action: UpdateContainerInstancesState, status: DRAINING}
            """));
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("tasks.csv").Single().Text("stopped_s"), Is.Empty);
            Assert.That(run.Rows("instances.csv")[0].Number("draining_s"), Is.EqualTo(180).Within(0.001));
            Assert.That(run.At("cluster.csv", 1140, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(1), "it stays DRAINING");
        });
    }

    [Test]
    [Property("Rule", "ECS-DR-04")]
    [Property("Rule", "ECS-DM-01")]
    public void Daemons_LeaveLast()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(Two, service: "desiredCount: 2", more: Drain).Replace("services:\n", "services:\n  - {serviceName: log, taskDefinition: app, launchType: EC2, schedulingStrategy: DAEMON}\n", StringComparison.Ordinal));
        var daemon = run.Rows("tasks.csv").Single(t => t.Text("service") == "log" && t.Text("stopped_s").Length > 0);
        var other = run.Rows("tasks.csv").Single(t => t.Text("service") == "app" && t.Text("stopped_s").Length > 0);
        Assert.Multiple(() =>
        {
            Assert.That(daemon.Text("availability_zone"), Is.EqualTo("us-east-1b"));
            Assert.That(daemon.Number("stopping_s"), Is.GreaterThanOrEqualTo(other.Number("stopped_s")));
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-14")]
    public void TerminatedInstance_IsGoneAtOnce_AndItsTasksAreReplaced()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(Two, service: "desiredCount: 4", more: "failures: [{kind: instanceFailure, at: 2m, zone: us-east-1b}]"));
        var lost = run.Rows("tasks.csv").Where(t => t.Text("stopped_s").Length > 0).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(lost.Select(t => (t.Number("stopped_s"), t.Text("stopped_reason"))), Is.All.EqualTo((120.0, "Host EC2 (instance) terminated")));
            Assert.That(lost, Has.Count.EqualTo(2));
            Assert.That(run.Rows("tasks.csv").Where(t => t.Number("created_s") > 0).Select(t => t.Number("created_s")), Is.All.EqualTo(120).Within(0.001), "replaced at once");
        });
    }
}
