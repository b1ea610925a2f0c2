using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Simulator.Tests.Scenarios;

/// <summary>
/// A JSON Schema validator for the keywords that the project's schema uses (draft 2020-12), because no package for it can be had here. A keyword it does
/// not know is an error: a schema must not seem to hold what nobody checks.
/// </summary>
internal sealed class SmallJsonSchema(JsonObject root)
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal) { "$schema", "$defs", "$comment", "title", "description" };

    /// <summary>Every way in which the value does not fit, as "path: reason".</summary>
    public List<string> Validate(JsonNode? value)
    {
        List<string> errors = [];
        Check(root, value, "$", errors);
        return errors;
    }

    private void Check(JsonObject schema, JsonNode? value, string path, List<string> errors)
    {
        foreach (var (keyword, content) in schema)
        {
            switch (keyword)
            {
                case "$ref": Check(Resolve(content!.GetValue<string>()), value, path, errors); break;
                case "type": CheckType(content!, value, path, errors); break;
                case "properties" or "patternProperties" or "additionalProperties": break; // together below
                case "required": CheckRequired(content!.AsArray(), value, path, errors); break;
                case "items": CheckItems(content!.AsObject(), value, path, errors); break;
                case "enum": if (!content!.AsArray().Any(e => JsonNode.DeepEquals(e, value))) errors.Add($"{path}: not one of {content.ToJsonString()}"); break;
                case "anyOf": CheckAnyOf(content!.AsArray(), value, path, errors); break;
                case "allOf": foreach (var part in content!.AsArray()) Check(part!.AsObject(), value, path, errors); break;
                case "pattern": if (Text(value) is { } text && !Regex.IsMatch(text, content!.GetValue<string>(), RegexOptions.ECMAScript)) errors.Add($"{path}: `{text}` does not match {content}"); break;
                case "minimum": if (Number(value) < Number(content)) errors.Add($"{path}: below {content}"); break;
                case "exclusiveMinimum": if (Number(value) <= Number(content)) errors.Add($"{path}: not above {content}"); break;
                case "maximum": if (Number(value) > Number(content)) errors.Add($"{path}: above {content}"); break;
                case "minItems": if (value is JsonArray few && few.Count < Number(content)) errors.Add($"{path}: fewer than {content} items"); break;
                case "maxItems": if (value is JsonArray many && many.Count > Number(content)) errors.Add($"{path}: more than {content} items"); break;
                default: if (!Annotations.Contains(keyword)) throw new NotSupportedException($"The schema uses the keyword {keyword}, which this validator does not know."); break;
            }
        }
        if (value is JsonObject map) CheckProperties(schema, map, path, errors);
    }

    private void CheckProperties(JsonObject schema, JsonObject map, string path, List<string> errors)
    {
        var properties = schema["properties"]?.AsObject();
        var patterns = schema["patternProperties"]?.AsObject();
        foreach (var (key, value) in map)
        {
            if (properties?[key] is JsonObject own) Check(own, value, $"{path}.{key}", errors);
            else if (patterns?.FirstOrDefault(p => Regex.IsMatch(key, p.Key)).Value is JsonObject matched) Check(matched, value, $"{path}.{key}", errors);
            else if (schema["additionalProperties"] is JsonObject rest) Check(rest, value, $"{path}.{key}", errors);
            else if (schema["additionalProperties"] is JsonValue no && !no.GetValue<bool>()) errors.Add($"{path}: unknown property {key}");
        }
    }

    private static void CheckRequired(JsonArray names, JsonNode? value, string path, List<string> errors)
    {
        if (value is not JsonObject map) return;
        foreach (var name in names)
        {
            if (!map.ContainsKey(name!.GetValue<string>())) errors.Add($"{path}: {name} is missing");
        }
    }

    private void CheckItems(JsonObject schema, JsonNode? value, string path, List<string> errors)
    {
        if (value is not JsonArray list) return;
        for (var i = 0; i < list.Count; i++) Check(schema, list[i], $"{path}[{i}]", errors);
    }

    private void CheckAnyOf(JsonArray options, JsonNode? value, string path, List<string> errors)
    {
        List<string> reasons = [];
        foreach (var option in options)
        {
            List<string> found = [];
            Check(option!.AsObject(), value, path, found);
            if (found.Count == 0) return;
            reasons.Add(string.Join(", ", found));
        }
        errors.Add($"{path}: fits nothing: " + string.Join("; or ", reasons));
    }

    private static void CheckType(JsonNode type, JsonNode? value, string path, List<string> errors)
    {
        var names = type is JsonArray list ? [.. list.Select(t => t!.GetValue<string>())] : new[] { type.GetValue<string>() };
        var actual = value switch
        {
            null => "null",
            JsonObject => "object",
            JsonArray => "array",
            _ => value.GetValueKind() switch { System.Text.Json.JsonValueKind.String => "string", System.Text.Json.JsonValueKind.Number => "number", _ => "boolean" },
        };
        var isWhole = actual == "number" && Number(value) is { } n && Math.Floor(n) == n;
        if (!names.Contains(actual) && !(isWhole && names.Contains("integer"))) errors.Add($"{path}: is {actual}, not {string.Join(" or ", names)}");
    }

    private JsonObject Resolve(string reference)
    {
        const string prefix = "#/$defs/";
        return reference.StartsWith(prefix, StringComparison.Ordinal) ? root["$defs"]![reference[prefix.Length..]]!.AsObject() : throw new NotSupportedException($"Reference {reference}.");
    }

    private static string? Text(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static double? Number(JsonNode? value) => value is JsonValue v && v.GetValueKind() == System.Text.Json.JsonValueKind.Number ? double.Parse(v.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : null;
}
