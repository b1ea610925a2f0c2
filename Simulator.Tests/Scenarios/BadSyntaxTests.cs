using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

/// <summary>YAML and JSON that cannot be read: the place and the reason in a reader's words.</summary>
public sealed class BadSyntaxTests
{
    [TestCase("name: t\nname: u\nrun: {duration: 1h}\n", "2:1", "`name` is given twice; the first is in line 1")]
    [TestCase("name: t\nrun:\n\tduration: 1h\n", "3:1", "a tab is used for indentation", "YAML indents with spaces only")]
    [TestCase("name: t\nrun: {duration: 1h\nservices: []\n", "2:6", "never closed")]
    [TestCase("name: t\nservices: [a, b\n", "2:11", "never closed")]
    [TestCase("name: t\nrun: {duration: 1h}}\n", "2:20")]
    [TestCase("name: t\ndescription: \"never closed\nrun: 1\n", "2:14", "never closed")]
    [TestCase("name: t\nrun: duration: 1h\n", "2:14", "cannot stand here")]
    [TestCase("name: t\nrun:\n  duration: 1h\n warmUp: 1m\n", "4:2")]
    [TestCase("name: @t\n", "1:7", "cannot begin a value", "put the text in quotes")]
    [TestCase("name: t\n---\nname: u\n", "2:1", "a second document starts here")]
    [TestCase("name: t\nx-a: {<<: 3}\n", "2:11", "<< takes an object")]
    [TestCase("? [a]\n: b\nname: t\n", "1:3", "a key must be plain text")]
    public void Yaml(string text, string place, params string[] words) => Loading.Refused(text, place, words);

    [TestCase("{\"name\": \"t\", \"run\": {\"duration\": \"1h\",}}", "1:39", "the comma before } is one too many")]
    [TestCase("{\"name\": \"t\" \"run\": 1}", "1:14", "a comma is missing after \"name\"")]
    [TestCase("{\"name\": \"t\", // why\n\"run\": 1}", "1:15", "JSON has no comments")]
    [TestCase("{\"name\": 't'}", "1:10", "JSON takes double quotes", "write \"t\"")]
    [TestCase("{\"name\": True}", "1:10", "write true")]
    [TestCase("{\"name\": 012}", "1:10", "neither text in quotes")]
    [TestCase("{\"name\": \"t\", \"name\": \"u\"}", "1:15", "\"name\" is given twice")]
    [TestCase("{\"name\": \"t", "1:10", "this text is never closed")]
    [TestCase("{\"name\": [1, 2", "1:10", "this [ is never closed")]
    [TestCase("{\"name\": \"t\"", "1:1", "this { is never closed")]
    [TestCase("{\"name\" \"t\"}", "1:9", "a : is missing after \"name\"")]
    [TestCase("{name: \"t\"}", "1:2", "a property is expected here, not name", "write \"name\"")]
    [TestCase("{\"name\": \"a\\qb\"}", "1:12", "\\q is no escape of JSON")]
    [TestCase("{\"name\": \"t\"} {}", "1:15", "more text after the end")]
    public void Json(string text, string place, params string[] words) => Loading.Refused(ScenarioLoader.Parse(text, "s.json", AppContext.BaseDirectory), place, words);

    [Test]
    public void AllSlipsOfAJsonFile_AreReportedAtOnce()
    {
        var result = ScenarioLoader.Parse("{\"a\": $ONE,\n\"b\": [boolean, ...],\n\"c\": 1,}", "s.json", AppContext.BaseDirectory);
        Loading.Refused(result, "1:7", "$ONE is the placeholder of a template");
        Loading.Refused(result, "2:7", "boolean names a type where a value is expected");
        Loading.Refused(result, "2:16", "... stands for something left out");
        Loading.Refused(result, "3:7", "one too many");
    }

    [Test]
    public void Json_IsAcceptedInAYamlFileToo() => Loading.Valid("""{"name": "t", "run": {"duration": "1h"}, "taskDefinitions": [{"family": "w", "cpu": "256", "memory": "512", "networkMode": "awsvpc", "containerDefinitions": [{"name": "a", "image": "i"}]}], "services": [{"serviceName": "w", "taskDefinition": "w", "launchType": "FARGATE"}]}""");

    [Test]
    public void AliasesAndMerges_AreExpanded()
    {
        var scenario = Loading.Valid("""
            name: t
            run: {duration: 1h}
            x-common: &common {cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: a, image: i}]}
            taskDefinitions:
              - {<<: *common, family: one}
              - {<<: *common, family: two, cpu: 512, memory: 1024}
            services: [{serviceName: s, taskDefinition: two, launchType: FARGATE}]
            """);
        Assert.That(scenario.TaskDefinitions.Select(t => (t.Family, t.Cpu)), Is.EqualTo(new[] { ("one", (int?)256), ("two", 512) }));
    }
}
