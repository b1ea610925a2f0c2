using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

/// <summary>Files that a scenario names: where they may be, what they may hold.</summary>
public sealed class FilesOfAScenarioTests
{
    private const string Task = """{"family": "web", "containerDefinitions": [{"name": "app", "image": "i", "memory": 64}]}""";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void RelativePaths_AreRelativeToTheFileThatHoldsThem()
    {
        _folder.Write("scenarios/tasks/web.json", Task);
        Assert.That(Load("tasks/web.json").IsValid);
        Assert.That(Load("./tasks/../tasks/web.json").IsValid);
    }

    [TestCase("../outside/web.json")]
    [TestCase("tasks/../../outside/web.json")]
    [TestCase("ABSOLUTE")]
    [TestCase("link/web.json")]
    [TestCase("web-link.json")]
    public void FileOutsideTheScenariosFolder_IsRefused(string path)
    {
        var outside = _folder.Write("outside/web.json", Task);
        if (path.Contains("link", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(_folder.PathOf("scenarios"));
            Directory.CreateSymbolicLink(_folder.PathOf("scenarios/link"), _folder.PathOf("outside"));
            File.CreateSymbolicLink(_folder.PathOf("scenarios/web-link.json"), outside);
        }
        var named = path == "ABSOLUTE" ? outside : path;
        Loading.Refused(Load(named), "4:12", $"{named} lies outside the scenario's folder", "allowPaths: [", "--allow-path");
        Assert.That(Load(named, "allowPaths: [../outside]").IsValid, "allowPaths in the scenario");
        Assert.That(Load(named, "", new LoadOptions { AllowPaths = [_folder.PathOf("outside")] }).IsValid, "--allow-path");
    }

    [Test]
    public void AllowedFolder_DoesNotAllowItsNeighbourOfSimilarName()
    {
        _folder.Write("outside-2/web.json", Task);
        Loading.Refused(Load("../outside-2/web.json", "allowPaths: [../outside]"), "4:12", "lies outside");
    }

    [Test]
    public void MissingFile_IsReportedWhereItIsNamed()
    {
        _folder.Write("scenarios/tasks/web.json", Task);
        Loading.Refused(Load("tasks/wev.json"), "4:12", "the file", "tasks/wev.json does not exist", "did you mean web.json?");
    }

    [Test]
    public void ProblemsInsideAFile_AreReportedInThatFile()
    {
        _folder.Write("scenarios/tasks/web.json", "{\"family\": \"web\",\n \"containerDefinitions\": [{\"name\": \"app\", \"image\": \"i\", \"memory\": -1}]}");
        var issue = Load("tasks/web.json").Issues.Single();
        Assert.That(issue.ToString(), Does.StartWith(Path.Combine(_folder.PathOf("scenarios"), "tasks/web.json") + ":2:67: `memory` must not be negative, but is -1"));
        Assert.That(issue.Path, Is.EqualTo("taskDefinitions.web.containerDefinitions.app.memory").Or.EqualTo("taskDefinitions[0].containerDefinitions.app.memory"));
    }

    [Test]
    public void OtherKeysBesideFile_AreRefused()
    {
        _folder.Write("scenarios/web.json", Task);
        Loading.Refused(Load("web.json, cpu: 256"), "4:22", "`cpu` cannot stand beside `file`");
    }

    [TestCase("""{"taskDefinition": TASK, "tags": []}""")]
    [TestCase("""{"taskDefinitions": [TASK]}""")]
    [TestCase("""[TASK]""")]
    [TestCase("""{"anything": TASK, "note": "x"}""")]
    public void WrappersOfDescribeOutput_AreUnwrapped(string wrapper)
    {
        _folder.Write("scenarios/web.json", wrapper.Replace("TASK", Task, StringComparison.Ordinal));
        Assert.That(Load("web.json").Issues.Select(i => i.ToString()), Is.Empty);
    }

    [Test]
    public void DescribeServices_IsReadWithItsArns()
    {
        _folder.Write("scenarios/web.json", Task);
        _folder.Write("scenarios/service.json", """
            {"services": [{"serviceArn": "arn:aws:ecs:us-east-1:1:service/default/shop", "serviceName": "shop", "status": "ACTIVE",
              "clusterArn": "arn:aws:ecs:us-east-1:1:cluster/default", "desiredCount": 3, "runningCount": 3, "pendingCount": 0, "launchType": null,
              "taskDefinition": "arn:aws:ecs:us-east-1:1:task-definition/web:1", "loadBalancers": [], "deployments": [], "events": []}], "failures": []}
            """);
        var result = ScenarioLoader.Parse("name: t\nrun: {duration: 1h}\ncontainerInstances: [{instanceType: m5.large}]\ntaskDefinitions: [{file: web.json}]\nservices: [{file: service.json}]\n", "s.yaml", _folder.PathOf("scenarios"));
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        Assert.That((result.Scenario!.Services[0].Name, result.Scenario.Services[0].DesiredCount, result.Scenario.Services[0].TaskDefinition), Is.EqualTo(("shop", 3, 0)));
        var ignored = result.Notes.Single(n => n.Kind == ScenarioNoteKind.Ignored).ToString();
        Assert.That(ignored, Is.EqualTo("ignored: CreateService: clusterArn, deployments, events, pendingCount, runningCount, serviceArn, status (accepted, not simulated)"));
    }

    [Test]
    public void FileWithSeveralResources_IsRefused()
    {
        _folder.Write("scenarios/web.json", $$"""{"taskDefinition": [{{Task}}, {{Task}}]}""");
        Assert.That(Load("web.json").Issues.Select(i => i.Message), Has.Some.Contains("web.json holds 2 resources; a file stands for one taskDefinition"));
    }

    [Test]
    public void TemplateNobodyUses_IsAWarning_AndAnErrorOnceItIsUsed()
    {
        _folder.Write("scenarios/web.json", """{"family": "web", "networkMode": "$$MODE$$", "containerDefinitions": [{"name": "app", "image": "i"}]}""");
        var unused = Load("web.json", "", null, use: "other");
        Assert.That(unused.Issues.Select(i => i.ToString()), Is.Empty);
        Assert.That(unused.Notes.Select(n => n.ToString()), Has.Some.Contains("web.json:1:34: warning: `networkMode` still holds a template's placeholder, \"$$MODE$$\" (fill in the value); it matters once a service uses `web`"));
        var used = Load("web.json");
        Loading.Refused(used, "1:34", "still holds a template's placeholder", "`web` uses it");
        Loading.Refused(used, "1:71", "at least one of 'memory' or 'memoryReservation' must be specified");
    }

    [Test]
    public void UnknownKeyInAFile_IsAnErrorOnceTheResourceIsUsed()
    {
        _folder.Write("scenarios/web.json", """{"family": "web", "memmory": "512", "containerDefinitions": [{"name": "app", "image": "i", "memory": 64}]}""");
        Loading.Refused(Load("web.json"), "1:19", "`memmory` is not a property of RegisterTaskDefinition", "did you mean `memory`?");
        Assert.That(Load("web.json", "", null, use: "other").IsValid);
    }

    [Test]
    public void FileWithoutFamily_TakesItFromItsName()
    {
        _folder.Write("scenarios/web.json", """{"containerDefinitions": [{"name": "app", "image": "i", "memory": 64}]}""");
        var result = Load("web.json");
        Assert.That(result.Scenario!.TaskDefinitions[0].Family, Is.EqualTo("web"));
        Assert.That(result.Notes.Select(n => n.Message), Has.Some.Contains("the file gives no family: `web` is taken from its name"));
    }

    [Test]
    public void IgnoredProperties_AreListedOnceForEachApi()
    {
        _folder.Write("scenarios/web.json", """{"family": "web", "taskRoleArn": "arn:x", "containerDefinitions": [{"name": "app", "image": "i", "memory": 64, "environment": []}, {"name": "b", "image": "i", "memory": 64, "environment": [], "logConfiguration": {}}]}""");
        var ignored = Load("web.json").Notes.Where(n => n.Kind == ScenarioNoteKind.Ignored).Select(n => n.ToString());
        Assert.That(ignored, Is.EqualTo(new[] { "ignored: RegisterTaskDefinition: containerDefinitions[].environment, containerDefinitions[].logConfiguration, taskRoleArn (accepted, not simulated)" }));
    }

    private ScenarioLoadResult Load(string file, string more = "", LoadOptions? options = null, string use = "web")
    {
        var yaml = $$"""
            name: t
            run: {duration: 1h}
            taskDefinitions:
              - {file: {{file}}}
              - {family: other, containerDefinitions: [{name: a, image: i, memory: 64}]}
            containerInstances: [{instanceType: m5.large}]
            services: [{serviceName: web, taskDefinition: {{use}}}]
            {{more}}
            """;
        Directory.CreateDirectory(_folder.PathOf("scenarios"));
        return ScenarioLoader.Load(_folder.Write("scenarios/s.yaml", yaml), options);
    }
}
