using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

/// <summary>
/// Task definitions from public repositories and AWS's documentation, in the folder that ECS_SIM_CORPUS names. Every one is read; every malformed one is
/// refused at the right place with its true problem. Without the variable there are no cases.
/// </summary>
[Category("Corpus")]
public sealed class TaskDefinitionCorpusTests
{
    // File -> words that the first problem at the given line must hold. Each file was read to know what is wrong with it.
    private static readonly Dictionary<string, (int Line, string[] Words)[]> Malformed = new(StringComparer.Ordinal)
    {
        // The agent's own payload, not RegisterTaskDefinition's shape; and its containers wait for each other.
        ["aws__amazon-ecs-agent__agent__engine__testdata__test_tasks__circular_dependency.json"] =
            [(1, ["no `containerDefinitions`", "`Containers`"]), (17, ["circle", "web (links)", "web-db (volumesFrom)"])],
        ["aws__amazon-ecs-agent__ft__telemetry-windows.json"] = [(6, ["$$$$CPUSHARE$$$$", "placeholder"])],
        ["aws__aws-app-mesh-examples__examples__apps__colorapp__ecs__colorgateway-base-task-def.json"] = [(2, ["$NAME", "placeholder"]), (32, ["$APP_IMAGE"]), (74, ["$ENVOY_CONTAINER_JSON"])],
        ["aws__aws-app-mesh-examples__examples__apps__colorapp__ecs__colorteller-base-task-def.json"] = [(2, ["$NAME", "placeholder"]), (70, ["$ENVOY_CONTAINER_JSON"])],
        ["awsdocs-ecs__docker-volumes__1.json"] = [(8, ["boolean", "type"]), (18, ["boolean"])],
        ["awsdocs-ecs__efs-volumes__1.json"] = [(29, ["integer", "type"])],
        ["awsdocs-ecs__taskdef-envfiles__1.json"] = [(7, ["...", "excerpt"]), (14, ["..."]), (17, ["..."])],
        ["awsdocs-ecs__taskdef-envfiles__2.json"] = [(7, ["...", "excerpt"]), (14, ["..."]), (17, ["..."])],
        ["awsdocs-ecs__windows-gmsa__1.json"] = [(7, ["...", "excerpt"]), (11, ["..."]), (14, ["..."])],
        ["issue__bad-cpu-setting.json"] = [(7, ["Invalid 'cpu' setting for task"]), (8, ["Invalid 'memory' setting for task"])],
        ["issue__container-memory-greater-than-task.json"] = [(25, ["The 'memory' setting for container 'worker' is greater than for the task", "32768 > 30720"])],
        ["issue__fargate-1024-1024.json"] = [(11, ["No Fargate configuration exists for given values: 1024 CPU, 1024 memory", "2048"])],
        ["issue__fargate-memory-at-task-level.json"] = [(5, ["Fargate requires that 'memory' be defined at the task level"])],
        ["issue__image-missing.json"] = [(9, ["no `image`"])],
        ["issue__port-mapping-split.json"] = [(16, ["Invalid 'containerPort' setting for container 'container_1'"])],
    };

    private static string? Corpus => Environment.GetEnvironmentVariable("ECS_SIM_CORPUS");

    private static IEnumerable<string> WellFormedFiles() => FilesIn("taskdefs");

    private static IEnumerable<string> MalformedFiles() => FilesIn("taskdefs-malformed");

    [TestCaseSource(nameof(WellFormedFiles))]
    public void EveryTaskDefinition_IsRead(string file)
    {
        var result = Read("taskdefs", file);
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        var task = result.Scenario!.TaskDefinitions.Single(t => t.Family != "ours");
        Assert.That(task.Containers, Is.Not.Empty);
    }

    [TestCaseSource(nameof(MalformedFiles))]
    public void EveryMalformedTaskDefinition_IsRefusedWithItsTrueProblem(string file)
    {
        var result = Read("taskdefs-malformed", file);
        Assert.That(result.IsValid, Is.False);
        Assert.That(Malformed, Contains.Key(file), "a new file in the corpus: read it and list what is wrong with it");
        foreach (var (line, words) in Malformed[file])
        {
            var there = result.Issues.Where(i => i.Line == line && i.Column > 0 && i.File.EndsWith(file, StringComparison.Ordinal)).Select(i => i.ToString()).ToList();
            Assert.That(there.Any(i => words.All(w => i.Contains(w, StringComparison.Ordinal))), $"line {line} should say {string.Join(", ", words)}; said: {string.Join('\n', result.Issues)}");
        }
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Corpus is { } corpus && Directory.Exists(Path.Combine(corpus, folder))
            ? Directory.EnumerateFiles(Path.Combine(corpus, folder), "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)
            : [];

    private static ScenarioLoadResult Read(string folder, string file)
    {
        var yaml = $"""
            name: corpus
            run: {"{duration: 1m}"}
            taskDefinitions:
              - file: "{file}"
              - {"{family: ours, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: a, image: i}]}"}
            services: [{"{serviceName: s, taskDefinition: ours, launchType: FARGATE}"}]
            """;
        return ScenarioLoader.Parse(yaml, Path.Combine(Corpus!, folder, "corpus.yaml"), Path.Combine(Corpus!, folder));
    }
}
