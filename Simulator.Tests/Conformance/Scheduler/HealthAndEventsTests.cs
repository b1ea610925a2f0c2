using System.Text.RegularExpressions;

namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>Unhealthy replacement in both forms, lost tasks during a deployment, throttles, service events.</summary>
public sealed class HealthAndEventsTests
{
    // Listens only long after its check has condemned it: every task turns UNHEALTHY 10 s after its start.
    private static string Sick(string service, string run, string model = "") => SmallCluster.Of(
        service, run: run, container: ", healthCheck: {command: [CMD, x], interval: 5, timeout: 2, retries: 2}",
        instances: "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 6}]", model: model).Replace("startup: 0s", "startup: 2h", StringComparison.Ordinal);

    [TestCase("start: 2024-01-01T00:00:00Z, duration: 10m", "", 4, TestName = "Unhealthy tasks keep running until others are there, since October 2023")]
    [TestCase("start: 2023-01-01T00:00:00Z, duration: 10m", "", 0, TestName = "Unhealthy tasks went first before October 2023")]
    [TestCase("start: 2023-01-01T00:00:00Z, duration: 10m", ", unhealthyReplacement: startFirst", 4, TestName = "Unhealthy replacement by name: startFirst")]
    [TestCase("start: 2026-01-01T00:00:00Z, duration: 10m", ", unhealthyReplacement: stopFirst", 0, TestName = "Unhealthy replacement by name: stopFirst")]
    [Property("Rule", "ECS-HL-01"), Property("Rule", "ECS-HL-04")]
    public void UnhealthyReplacement_ByDateAndByName(string run, string model, int least)
    {
        var result = ScenarioRun.Of(Sick("desiredCount: 4, availabilityZoneRebalancing: DISABLED", run, model));
        var first = result.Rows("tasks.csv").Take(4).Max(t => t.Number("started_s"));
        Assert.That(result.RunningBetween(first, 590).Least, Is.EqualTo(least));
        Assert.That(result.RunningBetween(first, 590).Most, Is.InRange(4, 8));
        Assert.That(result.Messages(), Has.Some.Contains("failed container health checks"));
    }

    [Test, Property("Rule", "ECS-HL-01")]
    public void WithoutRoomForAReplacement_OneGoesFirst_OneAtATime()
    {
        var result = ScenarioRun.Of(Sick("desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}, availabilityZoneRebalancing: DISABLED", "duration: 5m"));
        var first = result.Rows("tasks.csv").Take(4).Max(t => t.Number("started_s"));
        Assert.That(result.RunningBetween(first, 290), Is.EqualTo((3, 4)));
    }

    [Test, Property("Rule", "ECS-HL-03")]
    public void InsideTheGracePeriod_BadHealthHasNoConsequence()
    {
        var result = ScenarioRun.Of(Sick("desiredCount: 2, healthCheckGracePeriodSeconds: 240, availabilityZoneRebalancing: DISABLED", "duration: 5m"));
        Assert.That(result.Rows("tasks.csv").Select(t => t.Number("created_s")).Where(t => t > 0).DefaultIfEmpty(999).Min(), Is.GreaterThanOrEqualTo(240));
        Assert.That(result.Rows("tasks.csv").Select(t => t.Number("healthy_s")), Is.All.NaN, "a task in grace is not healthy until it passes");
    }

    [TestCase("", "t:1", TestName = "A lost task of the old revision is replaced by the old revision, since November 2025")]
    [TestCase(", lostTaskRevision: newest", "t:2", TestName = "A lost task of the old revision was replaced by the new one before")]
    [Property("Rule", "ECS-RU-05")]
    public void LostTask_DuringADeployment(string model, string replacement)
    {
        var run = ScenarioRun.Of(SmallCluster.Of(
            "desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 150}, availabilityZoneRebalancing: DISABLED",
            "timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: \"t:2\"}, {at: 310s, action: StopTask, service: s}]", model: model));
        Assert.That(run.Rows("tasks.csv").Where(t => t.Number("created_s") is > 300 and <= 310).Select(t => t.Text("task_definition")), Is.EqualTo(new[] { replacement }));
        Assert.That(run.Rows("tasks.csv").Where(t => double.IsNaN(t.Number("stopping_s"))).Select(t => t.Text("task_definition")), Is.All.EqualTo("t:2"));
    }

    [TestCase("", 2, TestName = "A scale-out during a deployment raises both revisions, since November 2025")]
    [TestCase(", lostTaskRevision: newest", 0, TestName = "A scale-out during a deployment raised the new revision only before")]
    [Property("Rule", "ECS-RU-06")]
    public void ScaleOut_DuringADeployment(string model, int oldOnes)
    {
        var run = ScenarioRun.Of(SmallCluster.Of(
            "desiredCount: 2, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 200}, availabilityZoneRebalancing: DISABLED",
            "timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: \"t:2\"}, {at: 310s, action: UpdateService, service: s, desiredCount: 4}]", model: model));
        Assert.That(run.Rows("tasks.csv", "task_definition", "t:1").Count(t => t.Number("created_s") > 0), Is.EqualTo(oldOnes));
        Assert.That(run.RunningAt(1000), Is.EqualTo(4));
    }

    [Test, Property("Rule", "ECS-SV-05"), Property("Rule", "ECS-EV-01")]
    public void SteadyState_IsSaidAgainEverySixHours()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 2", run: "duration: 13h, initial: steady"));
        Assert.That(run.Rows("service_events.csv").Where(e => e.Text("message") == "(service s) has reached a steady state.").Select(e => e.Number("t_s")), Is.EqualTo(new[] { 0.0, 21_600, 43_200 }));
    }

    [Test, Property("Rule", "ECS-EV-12"), Property("Rule", "ECS-EV-10")]
    public void Events_ListTheTasksOfABatch()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 3, availabilityZoneRebalancing: DISABLED", "timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: \"t:2\"}]"));
        var ids = run.Rows("tasks.csv", "task_definition", "t:2").Select(t => t.Text("task_id"));
        var started = run.Messages().Single(m => m.Contains("has started", StringComparison.Ordinal));
        Assert.That(started, Does.StartWith("(service s) has started 3 tasks: (task "));
        Assert.That(Regex.Matches(started, "[0-9a-f]{32}").Select(m => m.Value), Is.EquivalentTo(ids));
        Assert.That(run.Messages(), Has.Some.StartsWith("(service s) has stopped 3 running tasks: (task "));
        Assert.That(run.Messages(), Has.Some.Match("deployment ecs-svc/[0-9]+\\) deployment completed"));
    }

    [Test, Property("Rule", "ECS-EV-06"), Property("Rule", "ECS-TH-03")]
    public void LaunchRate_ThrottlesTheService_AndItSaysSo()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6", run: "duration: 10m", model: ", serviceLaunchesPerMinute: 2"));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("created_s")), Is.EqualTo(new[] { 0.0, 0, 30, 60, 90, 120 }).Within(0.001));
        Assert.That(run.Messages().Count(m => m == "(service s) operations are being throttled. Will try again later."), Is.EqualTo(1));
    }

    [TestCase("2026-01-01", 27 * 60)]
    [TestCase("2023-01-01", 15 * 60)]
    [Property("Rule", "ECS-TH-01"), Property("Rule", "ECS-TH-02"), Property("Rule", "ECS-EV-05")]
    public void StartsThatFail_AreTriedAtGrowingDistances_UpToTheCapOfTheDay(string day, double cap)
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 8", run: $"start: {day}T00:00:00Z, duration: 8h", instances: "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 1}]"));
        var attempts = run.Rows("placements.csv").Select(p => p.Number("t_s")).ToList();
        var gaps = attempts.Zip(attempts.Skip(1), (a, b) => b - a).ToList();
        Assert.That(gaps.Max(), Is.EqualTo(cap).Within(15));
        Assert.That(run.Messages(), Has.Some.EqualTo("(service s) is unable to consistently start tasks successfully."));
    }

    [Test, Property("Rule", "ECS-DM-01")]
    public void DaemonsThatChangedConstraintsExclude_AreStopped()
    {
        var run = ScenarioRun.Of(SmallCluster.Of(
            "schedulingStrategy: DAEMON",
            "timeline: [{at: 5m, action: UpdateService, service: s, placementConstraints: [{type: memberOf, expression: \"attribute:ecs.availability-zone == us-east-1b\"}]}]"));
        Assert.That((run.RunningAt(200), run.RunningAt(400), run.InZone("us-east-1b", 400)), Is.EqualTo((3, 1, 1)));
        Assert.That(run.Messages(), Has.Some.StartsWith("(service s) stopped 2 running tasks that violate its placement constraints: (task "));
        Assert.That(run.Rows("tasks.csv").Count(t => t.Text("stopped_reason") == "Daemon placement constraint violated"), Is.EqualTo(2));
    }

    [Test, Property("Rule", "ECS-DM-02")]
    public void RoomForDaemons_IsKeptOnEveryInstance()
    {
        const string services = "[{serviceName: greedy, taskDefinition: \"t:1\", launchType: EC2, desiredCount: 12}, {serviceName: d, taskDefinition: \"t:2\", launchType: EC2, schedulingStrategy: DAEMON}]";
        var run = ScenarioRun.Of(SmallCluster.Of(services, run: "duration: 10m"));
        Assert.That(run.Rows("tasks.csv", "service", "d").Count(t => t.Number("started_s") > 0), Is.EqualTo(3));
        Assert.That(run.Rows("tasks.csv", "service", "greedy").Count(t => t.Number("started_s") > 0), Is.EqualTo(9), "three of four places on each instance");
        var crashed = ScenarioRun.Of(SmallCluster.Of(services, "timeline: [{at: 5m, action: StopTask, service: d, count: 3}]", run: "duration: 10m"));
        Assert.That(crashed.Rows("tasks.csv", "service", "d").Count(t => t.Number("created_s") >= 300), Is.EqualTo(3), "the greedy service waits for room all the time and does not get the daemons'");
    }
}
