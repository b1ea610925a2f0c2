using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios;

/// <summary>The JSON Schema of scenario files (draft 2020-12), made from the tables that the compiler reads by.</summary>
public static class ScenarioSchema
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as JSON text, ending in a line break.</summary>
    public static string Text => Build().ToJsonString(Layout) + "\n";

    private static JsonObject Build()
    {
        var definitions = new SchemaDefinitions();
        var root = definitions.Definition(ScenarioTable.Table);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Scenario of the Amazon ECS simulator",
            ["$comment"] = "Made by `ecs-sim schema`. The simulator takes AWS property names in any case and null for an absent one, which a schema cannot say: this one knows the spelling used below.",
        };
        foreach (var (key, content) in root.ToList())
        {
            root.Remove(key);
            schema[key] = content;
        }
        schema["$defs"] = definitions.ToJson();
        return schema;
    }
}
