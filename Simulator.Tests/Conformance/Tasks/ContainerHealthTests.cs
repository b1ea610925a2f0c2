namespace Simulator.Tests.Conformance.Tasks;

public sealed class ContainerHealthTests
{
    private const string Checked = "[{name: app, image: a, healthCheck: {command: [CMD, x]}}]";

    [TestCase("startup: 10000s", "", 91.5, TestName = "failures at once: 90 s after the start")]
    [TestCase("startup: 0s, unhealthy: {after: 0s, hangs: true}", "", 106.5, TestName = "probes that hang: 105 s")]
    [TestCase("startup: 10000s", "startPeriod: 100", 181.5, TestName = "failures in the start period do not count: 180 s")]
    [TestCase("startup: 1s, unhealthy: {after: 40s}", "startPeriod: 300", 151.5, TestName = "a pass ends the start period: 60, 90, 120 s fail")]
    [Property("Rule", "ECS-TD-15")]
    [Property("Rule", "ECS-TD-17")]
    public void Container_TurnsUnhealthyAndItsTaskIsReplaced(string application, string check, double replaced)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(Checked.Replace("[CMD, x]", "[CMD, x], " + check), application));
        if (replaced == 151.5) replaced = 121.5; // probes at 60, 90 and 120 s after the start at 1.5 s
        Assert.That(run.Rows("tasks.csv")[1].Number("created_s"), Is.EqualTo(replaced));
        Assert.That(run.Task().Text("health_status"), Is.EqualTo("UNHEALTHY"));
        // Where the replacement fails as well, AWS keeps both: the old one goes only for one that is healthy (ECS-HL-01).
        Assert.That(run.Task().Text("stopped_reason"), Is.EqualTo(replaced == 121.5 ? "Task failed container health checks" : ""));
    }

    [Test]
    [Property("Rule", "ECS-TD-15")]
    public void UnhealthyContainer_BecomesHealthyAgain()
    {
        // Running at 1.5 s, listening at 2.5 s. Probes pass at 31.5 … 91.5 and fail from 102.5 s on, at 121.5, 151.5 and 181.5 s; they pass again from 302.5 s on.
        var run = ScenarioRun.Of(TaskScenario.Of(Checked, "unhealthy: {after: 100s, for: 200s}", service: "healthCheckGracePeriodSeconds: 3600"));
        Assert.That(run.Task().Number("healthy_s"), Is.EqualTo(31.5));
        foreach (var (at, healthy) in new[] { (60, 1), (180, 1), (240, 0), (300, 0), (360, 1), (420, 1), (540, 0) })
            Assert.That(run.At("services.csv", at, "service", "web").Number("healthy"), Is.EqualTo(healthy), $"at {at} s");
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(1), "within its grace period it is not replaced");
    }

    [TestCase("time", 41.5)]
    [TestCase("checked", 31.5)]
    [TestCase("never", double.NaN)]
    [Property("Rule", "ECS-TD-16")]
    public void TaskWithAnEssentialContainerThatHasNoCheck_StaysUnknown(string choice, double healthy)
    {
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: a, healthCheck: {command: [CMD, x]}}, {name: proxy, image: p}]"), "model.partlyCheckedTask=" + choice);
        Assert.That(run.Task().Text("health_status"), Is.EqualTo("UNKNOWN"));
        if (double.IsNaN(healthy)) Assert.That(run.Task().Text("healthy_s"), Is.Empty);
        else Assert.That(run.Task().Number("healthy_s"), Is.EqualTo(healthy));
    }

    [Test]
    [Property("Rule", "ECS-TD-16")]
    public void OneUnhealthyContainer_MakesTheTaskUnhealthy_WhateverTheOthersAre()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(
            "[{name: app, image: a, healthCheck: {command: [CMD, x]}}, {name: proxy, image: p}, {name: log, image: l, essential: false, healthCheck: {command: [CMD, x]}}]",
            "unhealthy: {after: 60s}, containers: {log: {startup: 5000s}}"));
        Assert.That(run.Task().Text("health_status"), Is.EqualTo("UNHEALTHY"));
        Assert.That(run.Rows("tasks.csv")[1].Number("created_s"), Is.EqualTo(151.5), "probes at 91.5, 121.5 and 151.5 s; the sidecar's failures concern nobody");
    }

    [Test]
    [Property("Rule", "ECS-AG-05")]
    public void ControlPlane_KnowsAReportLater()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(Checked), "model.healthReportDelay=12s");
        Assert.That(run.Task().Number("healthy_s"), Is.EqualTo(43.5));
    }

    [Test]
    [Property("Rule", "ECS-TD-15")]
    public void RestartedContainer_IsCheckedAnew()
    {
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: a, restartPolicy: {enabled: true}, healthCheck: {command: [CMD, x]}}]", rest: """
            failures: [{kind: taskCrash, at: 355s, service: web}]
            """));
        // UNKNOWN from the crash until the first probe 30 s after the new start at 356 s.
        foreach (var (at, healthy) in new[] { (300, 1), (360, 0), (420, 1) })
            Assert.That(run.At("services.csv", at, "service", "web").Number("healthy"), Is.EqualTo(healthy), $"at {at} s");
    }
}
