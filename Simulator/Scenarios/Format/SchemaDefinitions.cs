using System.Text.Json.Nodes;

namespace Simulator.Scenarios.Format;

/// <summary>Builds the JSON Schema (draft 2020-12) from the tables: each table once under <c>$defs</c>.</summary>
internal sealed class SchemaDefinitions
{
    private readonly SortedDictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);

    /// <summary>A reference to a table's definition, which is made on first use.</summary>
    public JsonObject Reference(ObjectTable table)
    {
        if (!_definitions.ContainsKey(table.Name))
        {
            _definitions.Add(table.Name, []); // before its properties: objects may hold each other
            _definitions[table.Name] = Definition(table);
        }
        return new JsonObject { ["$ref"] = "#/$defs/" + table.Name };
    }

    /// <summary>All definitions made so far.</summary>
    public JsonObject ToJson()
    {
        var all = new JsonObject();
        foreach (var (name, definition) in _definitions) all[name] = definition;
        return all;
    }

    /// <summary>The schema of a table's object.</summary>
    public JsonObject Definition(ObjectTable table)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        var either = new JsonArray();
        foreach (var property in table.Properties)
        {
            properties[property.Name] = Described(property, property.Doc);
            foreach (var alias in property.Aliases) properties[alias] = Described(property, $"Same as {property.Name}. {property.Doc}");
            if (!property.Required) continue;
            if (property.Aliases.IsEmpty) required.Add(property.Name);
            else either.Add(new JsonObject { ["anyOf"] = new JsonArray([.. property.Aliases.Prepend(property.Name).Select(n => (JsonNode)new JsonObject { ["required"] = new JsonArray(n) })]) });
        }
        foreach (var name in table.Ignored.Order(StringComparer.Ordinal))
        {
            if (!properties.ContainsKey(name)) properties[name] = new JsonObject { ["description"] = "AWS property: accepted, not simulated." };
        }
        if (table.AcceptsFile) properties["file"] = new JsonObject { ["type"] = "string", ["description"] = "A file with the resource as the AWS CLI takes or prints it; stands alone." };
        var schema = new JsonObject { ["type"] = "object", ["description"] = table.Doc, ["properties"] = properties, ["additionalProperties"] = false };
        if (table.AcceptsExtensions) schema["patternProperties"] = new JsonObject { ["^x-"] = new JsonObject { ["description"] = "Ignored: a place for YAML anchors." } };
        if (table.AcceptsFile && (required.Count > 0 || either.Count > 0))
        {
            var inline = new JsonObject();
            if (required.Count > 0) inline["required"] = required;
            if (either.Count > 0) inline["allOf"] = either;
            schema["anyOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray("file") }, inline);
            return schema;
        }
        if (required.Count > 0) schema["required"] = required;
        if (either.Count > 0) schema["allOf"] = either;
        return schema;
    }

    private JsonObject Described(Property property, string doc)
    {
        var schema = property.Kind.Schema(this);
        var text = property.DefaultText is null ? doc : $"{doc} Default: {property.DefaultText}.";
        // Beside $ref a description is allowed since draft 2019-09; editors show it.
        schema["description"] = text;
        return schema;
    }
}
