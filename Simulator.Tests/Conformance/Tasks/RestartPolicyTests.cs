namespace Simulator.Tests.Conformance.Tasks;

public sealed class RestartPolicyTests
{
    [TestCase("enabled: true", "runTime: 400s", 2, TestName = "longer than the usual 300 s: restarted again and again")]
    [TestCase("enabled: true", "runTime: 299s", 0, TestName = "too short")]
    [TestCase("enabled: true, restartAttemptPeriod: 60", "runTime: 299s", 3, TestName = "long enough for its own period")]
    [TestCase("enabled: true, ignoredExitCodes: [5, 7]", "runTime: 400s, exitCode: 5", 0, TestName = "an ignored exit code")]
    [TestCase("enabled: true, ignoredExitCodes: [5, 7]", "runTime: 400s, exitCode: 6", 2, TestName = "another exit code")]
    [TestCase("enabled: false", "runTime: 400s", 0, TestName = "off")]
    [Property("Rule", "ECS-TD-18")]
    public void Container_IsRestartedInPlace(string policy, string life, int restarts)
    {
        var run = ScenarioRun.Of(TaskScenario.Of($"[{{name: app, image: a, restartPolicy: {{{policy}}}}}]", $"containers: {{app: {{{life}}}}}", duration: "20m"));
        Assert.That(run.Task().Number("restarts"), Is.EqualTo(restarts));
        Assert.That(run.Of("app", "restart_count"), Is.EqualTo(restarts));
        Assert.That(run.Rows("tasks.csv"), restarts > 0 ? Has.Count.EqualTo(1) : Has.Count.GreaterThan(1), "without a restart the essential container stops the task");
    }

    [Test]
    [Property("Rule", "ECS-TD-18")]
    public void PeriodCountsFromTheLastRestart()
    {
        // Crashes at 400 s (398.5 s after its start) and at 600 s (200 s after its restart): the second one is final.
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: a, restartPolicy: {enabled: true}}]", rest: """
            failures: [{kind: taskCrash, at: 400s, service: web}, {kind: taskCrash, at: 600s, service: web}]
            """, duration: "20m"));
        Assert.That(run.Task().Number("restarts"), Is.EqualTo(1));
        Assert.That(run.Task().Number("stopping_s"), Is.EqualTo(600));
    }

    [Test]
    [Property("Rule", "ECS-TD-18")]
    public void RestartOfASidecar_TouchesNobodyElse()
    {
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: a}, {name: log, image: l, essential: false, restartPolicy: {enabled: true}}]", "containers: {log: {runTime: 350s}}", duration: "20m"));
        Assert.That(run.Of("log", "restart_count"), Is.EqualTo(3));
        Assert.That(run.Of("app", "restart_count"), Is.Zero);
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-TD-18")]
    public void RestartLosesRequests_UntilTheApplicationListensAgain()
    {
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: a, restartPolicy: {enabled: true}}]", "startup: 19s, request: {wait: 100ms}", """
            workload: [{to: web, rate: 10/s, arrivals: deterministic}]
            failures: [{kind: taskCrash, at: 400s, service: web}]
            """, duration: "10m", initial: "steady"));
        // One second of start and 19 s of start-up without a task that answers: 200 requests, and the one or two under way.
        Assert.That(run.Metric("web.errors"), Is.InRange(199, 203));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(1));
    }
}
