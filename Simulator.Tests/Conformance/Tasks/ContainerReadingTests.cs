using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Tasks;

/// <summary>What a scenario says of containers and task definitions is checked.</summary>
public sealed class ContainerReadingTests
{
    [TestCase("containers: {ap: {runTime: 4s}}", "`web` has no container `ap`")]
    [TestCase("containers: {app: {unhealthy: {after: 1m}}}", "no health check that could fail")]
    [TestCase("unhealthy: {after: 1m}", "no health check that could fail")]
    public void Application_IsHeldAgainstItsContainers(string application, string sentence) => Refuses(TaskScenario.Of("[{name: app, image: a}]", application), sentence);

    [TestCase("{size: 10MiB, layers: [{size: 30MiB}]}", "the layers add up to 30MiB")]
    [TestCase("{layers: [{size: 0}]}", " is empty")]
    public void Image_MustAddUp(string image, string sentence) => Refuses(TaskScenario.Of("[{name: app, image: a}]", image: image), sentence);

    [Test]
    public void LayersOfSeveralContainers_BelongToEachOfThem() =>
        Refuses(TaskScenario.Of("[{name: app, image: a}, {name: log, image: l}]", image: "{layers: [{size: 30MiB}]}"), "layers belong to one image");

    [TestCase("{ECS_IMAGE_CLEANUP_INTERVAL: 1m}", "at most every 10 minutes")]
    [TestCase("{ECS_RESERVED_MEMORY: 100000}", "its registration would fail")]
    [TestCase("{ECS_CONTAINER_STOP_TIMEOUT: 0s}", "a second at least")]
    [TestCase("{ECS_IMAGE_PULL_BEHAVIOR: never}", "ECS_IMAGE_PULL_BEHAVIOR")]
    [TestCase("{ECS_IMAGE_PUL_BEHAVIOR: once}", "`ECS_IMAGE_PUL_BEHAVIOR`")]
    [Property("Rule", "ECS-AG-02")]
    public void Agent_TakesItsOwnVariables(string agent, string sentence) => Refuses(TaskScenario.Of("[{name: app, image: a}]", agent: agent), sentence);

    [TestCase("taskCrash, at: 1m, image: web", "taskCrash takes no `image`")]
    [TestCase("registryOutage, at: 1m", "a registry outage needs a `length`")]
    [TestCase("registryOutage, at: 1m, length: 1h, count: 2", "registryOutage takes no `count`")]
    [Property("Rule", "ECR-PL-03")]
    public void Outage_IsChecked(string failure, string sentence) => Refuses(TaskScenario.Of("[{name: app, image: a}]", rest: $"failures: [{{kind: {failure}}}]"), sentence);

    [Test]
    [Property("Rule", "ECS-TD-19")]
    public void Volume_MustBeConfiguredAtLaunch() =>
        Refuses(TaskScenario.Of("[{name: app, image: a}]", service: "volumeConfigurations: [{name: data}]"), "no volume `data` that is configured at launch");

    [Test]
    [Property("Rule", "ECS-TD-01")]
    public void DefinitionBeyond64KiB_IsRefused()
    {
        var value = new string('x', 66_000);
        Refuses(TaskScenario.Of($"[{{name: app, image: a, environment: [{{name: X, value: {value}}}]}}]"), "65536 at most");
        Assert.That(Loading.Load(TaskScenario.Of($"[{{name: app, image: a, environment: [{{name: X, value: {value[..60_000]}}}]}}]")).Issues, Is.Empty);
    }

    [Test]
    [Property("Rule", "ECS-TD-05")]
    public void WindowsTask_ReservesTheSumOfItsContainers()
    {
        var yaml = TaskScenario.Of("[{name: app, image: a, cpu: 256, memory: 300}, {name: log, image: l, cpu: 128, memory: 100}]")
            .Replace("memory: 512,", "cpu: 1 vCPU, memory: 2 GB, runtimePlatform: {operatingSystemFamily: WINDOWS_SERVER_2022_CORE},");
        var windows = Loading.Load(yaml).Scenario!.TaskDefinitions[0];
        var linux = Loading.Load(yaml.Replace("WINDOWS_SERVER_2022_CORE", "LINUX")).Scenario!.TaskDefinitions[0];
        Assert.That((windows.ReservedCpu, windows.ReservedMemory, linux.ReservedCpu, linux.ReservedMemory), Is.EqualTo((384, 400, 1024, 2048)));
    }

    [Test]
    [Property("Rule", "ECS-TD-18")]
    public void IgnoredExitCodes_AreFiftyAtMost() =>
        Refuses(TaskScenario.Of($"[{{name: app, image: a, restartPolicy: {{enabled: true, ignoredExitCodes: [{string.Join(", ", Enumerable.Range(1, 51))}]}}}}]"), "ignoredExitCodes");

    private static void Refuses(string yaml, string sentence)
    {
        var issues = Loading.Load(yaml).Issues;
        Assert.That(issues.Select(i => i.Message + " " + i.Suggestion), Has.Some.Contains(sentence));
        Assert.That(issues[0].Line, Is.GreaterThan(0));
    }
}
