namespace Simulator.Tests.Conformance.Tasks;

public sealed class ContainerOrderTests
{
    private const string Chain = """
        [{name: init, image: init, essential: false},
         {name: db, image: db, healthCheck: {command: [CMD, x], interval: 5}},
         {name: app, image: app, dependsOn: [{containerName: init, condition: SUCCESS}, {containerName: db, condition: HEALTHY}]},
         {name: log, image: log, essential: false, dependsOn: [{containerName: app, condition: START}]}]
        """;

    [Test]
    [Property("Rule", "ECS-TD-11")]
    [Property("Rule", "ECS-TD-14")]
    public void Containers_BeginWhenTheirTurnComes()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(Chain, "containers: {init: {runTime: 4s}, db: {startup: 3s}}"));
        // init and db run at 1.5 s; init has done its work at 5.5 s, db is HEALTHY with its first probe at 6.5 s.
        Assert.That(run.Of("init", "stopped_s"), Is.EqualTo(5.5));
        Assert.That(run.Of("init", "exit_code"), Is.Zero);
        Assert.That(run.Of("db", "healthy_s"), Is.EqualTo(6.5));
        Assert.That(run.Of("app", "pull_started_s"), Is.EqualTo(6.5), "its image is pulled when its turn comes");
        Assert.That(run.Of("app", "started_s"), Is.EqualTo(8));
        Assert.That(run.Of("log", "started_s"), Is.EqualTo(9.5));
        Assert.That(run.Task().Number("started_s"), Is.EqualTo(9.5), "RUNNING when all have begun");
        Assert.That(run.Task().Number("pull_started_s"), Is.Zero);
        Assert.That(run.Task().Number("pull_stopped_s"), Is.EqualTo(8.5), "the last one");
    }

    [Test]
    [Property("Rule", "ECS-TD-14")]
    public void Upfront_EveryImageIsPulledAtOnce()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(Chain, "containers: {init: {runTime: 4s}, db: {startup: 3s}}", agent: "{ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT: \"true\"}"));
        Assert.That(run.Of("app", "pull_started_s"), Is.Zero);
        Assert.That(run.Of("app", "started_s"), Is.EqualTo(7.5), "half a second earlier than after a pull of its own");
    }

    [Test]
    [Property("Rule", "ECS-TD-11")]
    public void InitContainerWithoutRunTime_TakesTheModelsTime()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(Chain), "model.dependencyRunTime=9s");
        Assert.That(run.Of("init", "stopped_s"), Is.EqualTo(10.5));
        Assert.That(run.Of("app", "pull_started_s"), Is.EqualTo(10.5));
    }

    [TestCase("SUCCESS", false)]
    [TestCase("COMPLETE", true)]
    [Property("Rule", "ECS-TD-11")]
    public void OtherExitCode_FailsTheTaskUnderSuccessOnly(string condition, bool starts)
    {
        var containers = $"[{{name: init, image: i, essential: false}}, {{name: app, image: a, dependsOn: [{{containerName: init, condition: {condition}}}]}}]";
        var run = ScenarioRun.Of(TaskScenario.Of(containers, "containers: {init: {runTime: 4s, exitCode: 3}}"));
        Assert.That(run.Task().Text("started_s").Length > 0, Is.EqualTo(starts));
        if (starts) return;
        Assert.That(run.Task().Text("stop_code"), Is.EqualTo("TaskFailedToStart"));
        Assert.That(run.Task().Text("stopped_reason"), Does.Contain("did not exit successfully"));
        Assert.That(run.Task().Number("stopped_s"), Is.EqualTo(5.5), "at once");
        Assert.That(run.Rows("containers.csv", "container", "app")[0].Text("pull_started_s"), Is.Empty);
        Assert.That(run.Rows("tasks.csv"), Has.Count.GreaterThan(2), "the service goes on trying");
    }

    [TestCase("", "")]
    [TestCase("startTimeout: 20", "21.5")]
    [Property("Rule", "ECS-TD-12")]
    public void DependencyThatIsNotHealthyInTime_EndsTheTask(string timeout, string stopping)
    {
        var containers = $"[{{name: db, image: d, {timeout}, healthCheck: {{command: [CMD, x], interval: 5}}}}, {{name: app, image: a, dependsOn: [{{containerName: db, condition: HEALTHY}}]}}]";
        var run = ScenarioRun.Of(TaskScenario.Of(containers.Replace(", ,", ","), "startup: 1000s"));
        Assert.That(run.Task().Text("stopping_s"), stopping.Length == 0 ? Is.Empty : Does.StartWith(stopping), "20 s after the start of the dependency, 1.5 s; without the setting never");
        if (stopping.Length > 0) Assert.That(run.Task().Text("stopped_reason"), Does.Contain("has timed out"));
    }

    [TestCase("", 240.5, "created")]
    [TestCase("model.containerCreateShare=0", 180.5, "started")]
    [Property("Rule", "ECS-TD-12")]
    public void ContainerThatDoesNotStart_IsGivenUpByTheAgent(string set, double stopped, string step)
    {
        var yaml = TaskScenario.Of("[{name: app, image: a}]").Replace("containerStart: 1s", "containerStart: 1000s");
        var run = set.Length > 0 ? ScenarioRun.Of(yaml, set) : ScenarioRun.Of(yaml);
        Assert.That(run.Task().Number("stopped_s"), Is.EqualTo(stopped));
        Assert.That(run.Task().Text("stop_code"), Is.EqualTo("TaskFailedToStart"));
        Assert.That(run.Task().Text("stopped_reason"), Does.Contain("Could not transition to " + step));
    }

    [Test]
    [Property("Rule", "ECS-TD-12")]
    public void AgentsLimits_AreItsOwnSettings()
    {
        var yaml = TaskScenario.Of("[{name: app, image: a}, {name: log, image: l, essential: false}]", agent: "{ECS_CONTAINER_CREATE_TIMEOUT: 10m, ECS_CONTAINER_START_TIMEOUT: 5m}", duration: "20m")
            .Replace("containerStart: 1s", "containerStart: 1000s");
        Assert.That(ScenarioRun.Of(yaml).Task().Number("stopped_s"), Is.EqualTo(900.5), "creation takes 600 s of 600, the start is given up after 300 s");
    }

    [Test]
    [Property("Rule", "ECS-TD-11")]
    [Property("Rule", "ECS-TD-13")]
    [Property("Rule", "ECS-TL-02")]
    public void Stop_GoesTheOtherWayRound()
    {
        const string containers = "[{name: db, image: d, stopTimeout: 10}, {name: app, image: a, dependsOn: [{containerName: db, condition: START}]}, {name: log, image: l, essential: false}]";
        const string stop = "timeline: [{at: 100s, action: UpdateService, service: web, desiredCount: 0}]";
        var run = ScenarioRun.Of(TaskScenario.Of(containers, "containers: {db: {shutdown: 300s}, app: {shutdown: 3s}, log: {shutdown: 100s}}", stop, agent: "{ECS_CONTAINER_STOP_TIMEOUT: 6s}"));
        Assert.That(run.Of("app", "stopped_s"), Is.EqualTo(103));
        Assert.That(run.Of("app", "exit_code"), Is.Zero);
        Assert.That(run.Of("db", "stopped_s"), Is.EqualTo(113), "its signal comes when app is gone, SIGKILL ten seconds later");
        Assert.That(run.Of("db", "exit_code"), Is.EqualTo(137));
        Assert.That(run.Of("log", "stopped_s"), Is.EqualTo(106), "without a stopTimeout the agent's setting counts");
        Assert.That(run.Task().Number("execution_stopped_s"), Is.EqualTo(113));
        Assert.That(run.Task().Number("stopped_s"), Is.EqualTo(113));
        Assert.That(run.Task().Text("stopped_reason"), Is.EqualTo("Scaling activity initiated by (deployment)"));
    }

    [Test]
    [Property("Rule", "ECS-TL-04")]
    [Property("Rule", "ECS-AG-05")]
    public void ExitOfWhatIsNotEssential_LeavesTheTaskAlone_AndIsReportedLater()
    {
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: a}, {name: log, image: l, essential: false}]", "containers: {log: {runTime: 60s, exitCode: 2}}"));
        Assert.That(run.Task().Text("stopping_s"), Is.Empty);
        Assert.That(run.Of("log", "stopped_s"), Is.EqualTo(61.5));
        Assert.That(run.Of("log", "exit_code"), Is.EqualTo(2));
        Assert.That(run.Of("log", "reported_s") - 61.5, Is.InRange(10, 30));
    }

    [Test]
    [Property("Rule", "ECS-TL-04")]
    [Property("Rule", "ECS-AG-05")]
    public void ExitOfWhatIsEssential_StopsTheOthers_AndIsReportedWithTheTask()
    {
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: a}, {name: proxy, image: p}]", "containers: {proxy: {runTime: 60s, exitCode: 2}, app: {shutdown: 4s}}"));
        Assert.That(run.Task().Number("stopping_s"), Is.EqualTo(61.5));
        Assert.That(run.Task().Number("stopped_s"), Is.EqualTo(65.5), "app gets its signal");
        Assert.That(run.Task().Text("stop_code"), Is.EqualTo("EssentialContainerExited"));
        Assert.That(run.Task().Number("exit_code"), Is.EqualTo(2));
        Assert.That(run.Of("proxy", "reported_s"), Is.EqualTo(65.5));
        Assert.That(run.Rows("tasks.csv")[1].Number("created_s"), Is.EqualTo(61.5), "replaced at once (ECS-HL-02)");
    }

    [Test]
    [Property("Rule", "ECS-TL-03")]
    public void CrashOfANamedContainer_StopsItsTaskWhenItIsEssential()
    {
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: a}, {name: log, image: l, essential: false}]", rest: """
            failures: [{kind: taskCrash, at: 50s, service: web, container: log, exitCode: 9}, {kind: taskCrash, at: 80s, service: web, exitCode: 7}]
            """));
        Assert.That(run.Of("log", "exit_code"), Is.EqualTo(9));
        Assert.That(run.Of("log", "stopped_s"), Is.EqualTo(50));
        Assert.That(run.Task().Number("stopped_s"), Is.EqualTo(80));
        Assert.That(run.Task().Number("exit_code"), Is.EqualTo(7));
    }

    [Test]
    [Property("Rule", "ECS-TD-11")]
    public void SteadyStart_HasItsInitContainersBehindIt()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(Chain, initial: "steady"));
        Assert.That(run.Task().Number("started_s"), Is.Zero);
        Assert.That(run.Of("init", "exit_code"), Is.Zero);
        Assert.That(run.Rows("containers.csv").Count(r => r.Text("stopped_s").Length == 0), Is.EqualTo(3));
    }
}
