namespace Simulator.Tests.Conformance.Tasks;

/// <summary>m5.large has 93.75 MB/s and unpacks 80 MB/s: an image of 800 MB takes 10 s.</summary>
public sealed class PullTests
{
    private const string App = "[{name: app, image: \"web:1\"}]";
    private const string Again = "timeline: [{at: 200s, action: UpdateService, service: web, forceNewDeployment: true}]";

    [TestCase("default", "", 10.5, 0.5)]
    [TestCase("always", "", 10.5, 0.5)]
    [TestCase("once", "", 10.5, 0.0)]
    [TestCase("prefer-cached", "", 10.5, 0.0)]
    [TestCase("default", "web:1", 0.5, 0.5)]
    [TestCase("once", "web:1", 0.5, 0.0)]
    [TestCase("prefer-cached", "web:1", 0.0, 0.0)]
    [Property("Rule", "ECS-AG-02")]
    [Property("Rule", "ECR-PL-02")]
    public void PullBehavior_DecidesWhetherTheRegistryIsAsked(string behavior, string preloaded, double first, double second)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, rest: Again, image: "{size: 800MB}", agent: $"{{ECS_IMAGE_PULL_BEHAVIOR: {behavior}, preloadedImages: [\"{(preloaded.Length > 0 ? preloaded : "other")}\"]}}"));
        var pulls = run.Rows("tasks.csv").Select(t => t.Number("pull_stopped_s") - t.Number("pull_started_s")).ToArray();
        Assert.That(pulls, Is.EqualTo(new[] { first, second }).Within(1e-6));
    }

    [TestCase("default", false)]
    [TestCase("always", true)]
    [TestCase("once", false)]
    [TestCase("prefer-cached", false)]
    [Property("Rule", "ECS-AG-02")]
    [Property("Rule", "ECR-PL-03")]
    public void FailingRegistry_IsTriedFiveTimes_ThenTheCachedImageWillDo(string behavior, bool fails)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, rest: Again + "\nfailures: [{kind: registryOutage, at: 150s, length: 1h, image: web}]", agent: $"{{ECS_IMAGE_PULL_BEHAVIOR: {behavior}}}"));
        var second = run.Rows("tasks.csv")[1];
        if (behavior is "once" or "prefer-cached")
        {
            Assert.That(second.Number("started_s"), Is.EqualTo(201));
            return;
        }
        // Five attempts of half a second; pauses of 1.1, 2.2, 4.4 and 5 s and up to a fifth more.
        Assert.That((fails ? second.Number("stopped_s") : second.Number("pull_stopped_s")) - 200, Is.InRange(2.5 + 12.7, 2.5 + (12.7 * 1.2)));
        Assert.That(second.Text("stop_code"), Is.EqualTo(fails ? "TaskFailedToStart" : ""));
        if (fails) Assert.That(second.Text("stopped_reason"), Does.StartWith("CannotPullContainerError"));
    }

    [TestCase("hangs: true", 200 + 300 + 12.7, 200 + 300 + 15.3)]
    [TestCase("image: other", 200.5, 200.5)]
    [TestCase("share: 0%", 200.5, 200.5)]
    [Property("Rule", "ECR-PL-03")]
    public void RegistryThatDoesNotAnswer_TakesAMinuteForEachAttempt(string outage, double from, double to)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, rest: Again + $"\nfailures: [{{kind: registryOutage, at: 150s, length: 2h, {outage}}}]", duration: "20m"));
        Assert.That(run.Rows("tasks.csv")[1].Number("pull_stopped_s"), Is.InRange(from, to));
    }

    [Test]
    [Property("Rule", "ECR-PL-03")]
    public void OutageThatEnds_IsSurvivedByTheNextAttempt()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, rest: "failures: [{kind: registryOutage, at: 0s, length: 3s}]"));
        Assert.That(run.Task().Number("pull_stopped_s"), Is.InRange(3.5, 6.5));
        Assert.That(run.Rows("failures.csv").Single().Text("kind"), Is.EqualTo("registry_outage"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(1));
    }

    [TestCase(25, 0.5, TestName = "kept by the stopped container")]
    [TestCase(45, 10.5, TestName = "gone by then")]
    [Property("Rule", "ECS-AG-04")]
    [Property("Rule", "ECR-PL-04")]
    public void UnusedImage_IsRemovedAfterAWhile(int minute, double pull)
    {
        // Stopped at 10 min; its container stays for 20 min, the next cycle comes within 10 min.
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB}", duration: "1h", agent: "{ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: 20m, ECS_IMAGE_CLEANUP_INTERVAL: 10m, ECS_IMAGE_MINIMUM_CLEANUP_AGE: 5m}", rest: $"""
            timeline:
              - {"{"}at: 10m, action: UpdateService, service: web, desiredCount: 0{"}"}
              - {"{"}at: {minute}m, action: UpdateService, service: web, desiredCount: 1{"}"}
            """));
        var second = run.Rows("tasks.csv")[1];
        Assert.That(second.Number("pull_stopped_s") - second.Number("pull_started_s"), Is.EqualTo(pull).Within(1e-6));
    }

    [TestCase("ECS_DISABLE_IMAGE_CLEANUP: true", 0.5)]
    [TestCase("ECS_IMAGE_PULL_BEHAVIOR: prefer-cached", 0.0)]
    [TestCase("ECS_IMAGE_MINIMUM_CLEANUP_AGE: 50m", 0.5)]
    [Property("Rule", "ECS-AG-04")]
    public void Image_StaysWhereNothingRemovesIt(string setting, double pull)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB}", duration: "1h", agent: $"{{ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: 20m, ECS_IMAGE_CLEANUP_INTERVAL: 10m, {setting}}}", rest: """
            timeline: [{at: 10m, action: UpdateService, service: web, desiredCount: 0}, {at: 45m, action: UpdateService, service: web, desiredCount: 1}]
            """));
        var second = run.Rows("tasks.csv")[1];
        Assert.That(second.Number("pull_stopped_s") - second.Number("pull_started_s"), Is.EqualTo(pull).Within(1e-6));
    }

    [Test]
    [Property("Rule", "ECR-PL-01")]
    public void SharedLayers_AreFetchedOnce()
    {
        var run = ScenarioRun.Of("""
            name: layers
            run: {duration: 10m}
            containerInstances: [{instanceType: m5.large}]
            taskDefinitions:
              - {family: a, memory: 256, containerDefinitions: [{name: app, image: "a:1"}]}
              - {family: a, memory: 256, containerDefinitions: [{name: app, image: "a:2"}]}
            services: [{serviceName: s, taskDefinition: "a:1", desiredCount: 1, launchType: EC2}]
            applications:
              - {family: "a:1", image: {layers: [{digest: "sha256:base", size: 640MB}, {digest: "sha256:one", size: 160000000}]}}
              - {family: "a:2", image: {size: 720MB, layers: [{digest: "sha256:base", size: 640MB}, {size: 80MB}]}}
            model: {placementDecision: 0s, payloadToAgent: 0s, containerStart: 1s}
            timeline: [{at: 200s, action: UpdateService, service: s, taskDefinition: "a:2"}]
            """);
        var pulls = run.Rows("tasks.csv").Select(t => t.Number("pull_stopped_s") - t.Number("pull_started_s")).ToArray();
        Assert.That(pulls, Is.EqualTo(new[] { 10.5, 1.5 }).Within(1e-6));
    }

    [TestCase("{size: 440MB}", 40.5)]
    [TestCase("{size: 440MB, soci: true}", 6.5)]
    [TestCase("{soci: true, layers: [{size: 429MB}, {size: 5500000}, {size: 5500000}]}", 0.5 + 2 + 3.9 + 1)]
    [Property("Rule", "FG-ST-03")]
    [Property("Rule", "FG-SZ-04")]
    [Property("Rule", "ECS-AG-07")]
    [Property("Rule", "ECR-PL-05")]
    public void Fargate_PullsEverythingForEveryTask_LazilyWhereThereIsAnIndex(string image, double pull)
    {
        var run = ScenarioRun.Of($$"""
            name: fargate
            run: {duration: 10m}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:1"}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 1, launchType: FARGATE}]
            applications: [{family: web, startup: 10s, image: {{image}}}]
            model: {placementDecision: 0s, payloadToAgent: 0s, containerStart: 1s, healthReportDelay: 0s}
            timeline: [{at: 200s, action: UpdateService, service: web, forceNewDeployment: true}]
            """);
        var pulls = run.Rows("tasks.csv").Select(t => t.Number("pull_stopped_s") - t.Number("pull_started_s")).ToArray();
        Assert.That(pulls, Is.EqualTo(new[] { pull, pull }).Within(2e-3));
    }

    [TestCase("", 10.5)]
    [TestCase("sociSnapshotter: true", 3.5)]
    [Property("Rule", "ECR-PL-05")]
    public void OnInstances_LazyLoadingNeedsTheSnapshotter(string agent, double pull)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB, soci: true}", agent: $"{{{agent}}}"));
        Assert.That(run.Task().Number("pull_stopped_s"), Is.EqualTo(pull).Within(1e-6));
    }

    [Test]
    [Property("Rule", "ECS-TD-14")]
    [Property("Rule", "ECS-AG-03")]
    public void ContainersOfATask_PullSideBySide()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(
            "[{name: app, image: a}, {name: log, image: l, essential: false}]", "containers: {app: {image: {size: 750MB}}, log: {image: {size: 375MB}}}"));
        // 93.75 MB/s for both: 46.875 each until log is there after 8 s, then 80 (unpacking) for the 375 MB left of app.
        Assert.That(run.Of("log", "pull_stopped_s"), Is.EqualTo(8.5).Within(1e-3));
        Assert.That(run.Of("app", "pull_stopped_s"), Is.EqualTo(8.5 + (375 / 80.0)).Within(1e-3));
    }

    [Test]
    [Property("Rule", "ECS-TD-19")]
    public void EbsVolume_DelaysTheStartByItsCreation()
    {
        var run = ScenarioRun.Of(
            TaskScenario.Of(App, service: "volumeConfigurations: [{name: data, managedEBSVolume: {sizeInGiB: 10}}]").Replace("memory: 512,", "memory: 512, volumes: [{name: data, configuredAtLaunch: true}],"),
            "model.volumeAttach=20s");
        Assert.That(run.Task().Number("placed_s"), Is.Zero);
        Assert.That(run.Task().Number("pull_started_s"), Is.EqualTo(20));
        Assert.That(run.At("services.csv", 60, "service", "web").Number("running"), Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-CL-02")]
    public void ReservedMemory_IsTakenOffWhatIsRegistered()
    {
        var free = ScenarioRun.Of(TaskScenario.Of(App)).Rows("instances.csv")[0].Number("registered_memory");
        var kept = ScenarioRun.Of(TaskScenario.Of(App, agent: "{ECS_RESERVED_MEMORY: 256}")).Rows("instances.csv")[0].Number("registered_memory");
        Assert.That(free - kept, Is.EqualTo(256));
    }
}
