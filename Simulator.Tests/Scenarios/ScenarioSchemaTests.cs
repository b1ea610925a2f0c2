using System.Text.Json.Nodes;
using Simulator.Scenarios;
using Simulator.Scenarios.Documents;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Scenarios;

public sealed class ScenarioSchemaTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "scenarios");
    private static readonly JsonObject Schema = JsonNode.Parse(ScenarioSchema.Text)!.AsObject();

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public void EveryScenario_ValidatesAgainstTheSchema(string file) => Assert.That(Errors(File.ReadAllText(Path.Combine(Folder, file))), Is.Empty);

    [Test]
    public void StarterScenario_ValidatesAgainstTheSchema() => Assert.That(Errors(ScenarioTemplate.Files[0].Text), Is.Empty);

    [TestCase("name: x\nrun: {duration: 1h}\nservice: []", "unknown property service")]
    [TestCase("name: x\nrun: {duration: 60}", "$.run.duration: is number, not string")]
    [TestCase("name: x\nrun: {duration: 1hour}", "does not match")]
    [TestCase("name: x\nrun: {}", "duration is missing")]
    [TestCase("name: x\nrun: {duration: 1h, initial: warm}", "not one of")]
    [TestCase("name: x\nrun: {duration: 1h}\nservices: [{taskDefinition: web}]", "serviceName is missing")]
    [TestCase("name: x\nrun: {duration: 1h}\ntargetGroups: [{name: t, healthyThresholdCount: 11}]", "above 10")]
    [TestCase("name: x\nrun: {duration: 1h}\nworkload: [{to: web, rate: {pattern: diurnal, low: 1/s}}]", "high is missing")]
    public void Schema_RefusesWhatTheCompilerRefuses(string yaml, string reason)
    {
        Assert.That(Errors(yaml), Has.Some.Contains(reason));
        Assert.That(ScenarioLoader.Parse(yaml, "x.yaml", Folder).IsValid, Is.False);
    }

    [Test]
    public void Schema_IsDraft202012_AndEveryPropertyIsDescribed()
    {
        Assert.That(Schema["$schema"]!.GetValue<string>(), Is.EqualTo("https://json-schema.org/draft/2020-12/schema"));
        foreach (var (name, definition) in Schema["$defs"]!.AsObject())
        {
            Assert.That(definition!["description"], Is.Not.Null, name);
            foreach (var (property, schema) in definition["properties"]!.AsObject()) Assert.That(schema!["description"], Is.Not.Null, $"{name}.{property}");
        }
    }

    [Test]
    public void Schema_HasOnlyReferencesThatLeadSomewhere()
    {
        var definitions = Schema["$defs"]!.AsObject();
        foreach (var reference in References(Schema)) Assert.That(definitions.ContainsKey(reference["#/$defs/".Length..]), reference);
    }

    private static IEnumerable<string> References(JsonNode? node)
    {
        if (node is JsonArray list) return list.SelectMany(References);
        if (node is not JsonObject map) return [];
        return map.SelectMany(e => e.Key == "$ref" ? [e.Value!.GetValue<string>()] : References(e.Value));
    }

    private static List<string> Errors(string yaml)
    {
        var issues = new IssueList();
        var document = YamlReader.Read(yaml, "x.yaml", issues);
        Assert.That(issues.Count, Is.Zero);
        return new SmallJsonSchema(Schema).Validate(JsonNode.Parse(JsonText.Of(document!)));
    }
}
