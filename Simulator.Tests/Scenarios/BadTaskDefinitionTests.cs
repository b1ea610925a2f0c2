using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

/// <summary>RegisterTaskDefinition: what AWS refuses is refused, with its words where they are known.</summary>
public sealed class BadTaskDefinitionTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("\"cpu\": \"\"", "1:9", "Invalid 'cpu' setting for task")]
    [TestCase("\"cpu\": \"one\"", "1:9", "Invalid 'cpu' setting for task: \"one\" is no number of CPU units")]
    [TestCase("\"cpu\": \"64\"", "1:9", "Invalid 'cpu' setting for task: 64", "128 to 196608")]
    [TestCase("\"memory\": \"2 XB\"", "1:12", "Invalid 'memory' setting for task")]
    [TestCase("\"networkMode\": \"brigde\"", "1:17", "`networkMode` does not know \"brigde\"", "did you mean `bridge`?")]
    [TestCase("\"containerDefinitions\": []", "1:26", "a task definition has at least one container")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"memory\": 64}]", "1:27", "`a` has no `image`")]
    [TestCase("\"containerDefinitions\": [{\"image\": \"a\", \"memory\": 64}]", "1:27", "has no `name`")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a b\", \"image\": \"i\", \"memory\": 64}]", "1:36", "\"a b\" is not a name")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64, \"essential\": false}]", "1:82", "no container is essential")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64, \"memoryReservation\": 64}]", "1:65", "must be more than its memoryReservation 64")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 3}]", "1:65", "less than a container can have", "at least 6 MiB")]
    [TestCase("\"memory\": \"64\", \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 128}]", "1:81", "The 'memory' setting for container 'a' is greater than for the task: 128 > 64")]
    [TestCase("\"cpu\": \"256\", \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 128, \"cpu\": 512}]", "1:9", "adds up to 512, more than the task's 256")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64, \"portMappings\": [{\"hostPort\": 80}]}]", "1:86", "Invalid 'containerPort' setting for container 'a'", "containerPort: 80")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64, \"portMappings\": [{\"containerPort\": 70000}]}]", "1:104", "`containerPort` is 70000, outside its range")]
    [TestCase("\"networkMode\": \"none\", \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64, \"portMappings\": [{\"containerPort\": 80}]}]", "1:109", "a task without network maps no ports")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64, \"portMappings\": [{\"containerPort\": 80, \"hostPort\": 80}, {\"containerPort\": 81, \"hostPort\": 80}]}]", "1:85", "host port 80 is mapped twice")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64, \"healthCheck\": {\"command\": [\"CMD\", \"x\"], \"interval\": 4}}]", "1:122", "`interval` is 4, outside its range", "5 to 300")]
    [TestCase("\"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64, \"healthCheck\": {}}]", "1:84", "`healthCheck` has no `command`")]
    [TestCase("\"placementConstraints\": [{\"type\": \"distinctInstance\"}]", "1:36", "takes memberOf constraints only")]
    [TestCase("\"placementConstraints\": [{\"type\": \"memberOf\", \"expression\": \"attribute:ecs.instance-type = x\"}]", "1:62", "the expression is wrong at character")]
    [TestCase("\"requiresCompatibilities\": [\"FARGATE\"]", "1:1", "Fargate requires that 'cpu' be defined at the task level")]
    [TestCase("\"requiresCompatibilities\": [\"FARGATE\"], \"cpu\": \"512\", \"memory\": \"5120\", \"networkMode\": \"awsvpc\"", "1:49", "No Fargate configuration exists for given values: 512 CPU, 5120 memory", "512 CPU units take 1024 to 4096 in steps of 1024 MiB; nearest: 3072 or 4096; 5120 MiB go with 1024 CPU units")]
    [TestCase("\"requiresCompatibilities\": [\"FARGATE\"], \"cpu\": \"8192\", \"memory\": \"18432\", \"networkMode\": \"awsvpc\"", "1:49", "16384 or 20480")]
    [TestCase("\"requiresCompatibilities\": [\"FARGATE\"], \"cpu\": \"300\", \"memory\": \"1024\", \"networkMode\": \"awsvpc\"", "1:49", "cpu is one of 256, 512, 1024")]
    [TestCase("\"requiresCompatibilities\": [\"FARGATE\"], \"cpu\": \"512\", \"memory\": \"1024\"", "1:1", "Fargate only supports network mode 'awsvpc', not 'bridge'")]
    [TestCase("\"requiresCompatibilities\": [\"FARGATE\"], \"cpu\": \"512\", \"memory\": \"1024\", \"networkMode\": \"awsvpc\", \"ephemeralStorage\": {\"sizeInGiB\": 500}", "1:133", "`sizeInGiB` is 500, outside its range")]
    [Property("Rule", "ECS-TD-09")]
    public void Json(string properties, string place, params string[] words)
    {
        var containers = properties.Contains("containerDefinitions", StringComparison.Ordinal) ? "" : ", \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 64}]";
        var file = _folder.Write("w.json", "{" + properties + containers + ", \"family\": \"w\"}");
        var result = Scenario(file);
        Loading.Refused(result, place, words);
        Assert.That(result.Issues.Select(i => i.File), Has.All.EqualTo("w.json"));
    }

    [Test]
    public void CircleOfContainers_IsNamedWithEveryEdge()
    {
        var file = _folder.Write("w.json", """
            {"family": "w", "containerDefinitions": [
              {"name": "a", "image": "i", "memory": 64, "dependsOn": [{"containerName": "b", "condition": "START"}]},
              {"name": "b", "image": "i", "memory": 64, "links": ["c:alias"]},
              {"name": "c", "image": "i", "memory": 64, "volumesFrom": [{"sourceContainer": "a"}]}]}
            """);
        Loading.Refused(Scenario(file), "4:81", "the containers wait for each other in a circle: a (dependsOn) → b (links) → c (volumesFrom) → a");
    }

    [TestCase("c", "START", "there is no container `c` in this task definition")]
    [TestCase("a", "START", "container `a` depends on itself")]
    [TestCase("b", "COMPLETE", "COMPLETE waits for `b` to exit, but it is essential")]
    [TestCase("b", "HEALTHY", "HEALTHY waits for the health check of `b`, which has none")]
    [TestCase("b", "READY", "`condition` does not know \"READY\"")]
    [Property("Rule", "ECS-TD-11")]
    public void DependsOn_IsChecked(string on, string condition, string message)
    {
        var yaml = $$"""
            name: t
            run: {duration: 1h}
            taskDefinitions:
              - family: w
                containerDefinitions:
                  - {name: a, image: i, memory: 64, dependsOn: [{containerName: {{on}}, condition: "{{condition}}"}]}
                  - {name: b, image: i, memory: 64}
            containerInstances: [{instanceType: m5.large}]
            services: [{serviceName: w, taskDefinition: w}]
            """;
        Assert.That(Loading.Load(yaml).Issues.Single().Message, Does.StartWith(message));
    }

    private ScenarioLoadResult Scenario(string file)
    {
        var yaml = $$"""
            name: t
            run: {duration: 1h}
            containerInstances: [{instanceType: m5.large}]
            taskDefinitions: [{file: {{Path.GetFileName(file)}}}, {family: other, containerDefinitions: [{name: a, image: i, memory: 64}]}]
            services: [{serviceName: s, taskDefinition: other}]
            """;
        return ScenarioLoader.Parse(yaml, "s.yaml", _folder.Root);
    }
}
