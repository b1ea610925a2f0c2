using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Reporting.Json;

/// <summary>
/// The resolved scenario as JSON: every default and unit as the simulator took it. A small walker over public properties, because
/// definitions stay free of serialisation attributes and a general serialiser costs more start-up time than the whole of a short run's report.
/// </summary>
internal static class ScenarioJson
{
    /// <summary>Hash of the resolved scenario: equal hashes mean that the simulator was asked the same question.</summary>
    public static string HashOf(Scenario scenario)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonStyle.Compact)) Write(json, scenario);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    /// <summary>Writes a value of the definitions.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string s: json.WriteStringValue(s); break;
            case bool b: json.WriteBooleanValue(b); break;
            case int i: json.WriteNumberValue(i); break;
            case long l: json.WriteNumberValue(l); break;
            case ulong u: json.WriteNumberValue(u); break;
            case double d: JsonStyle.Number(json, d); break;
            case Enum e: json.WriteStringValue(e.ToString()); break;
            case Duration t: WriteSeconds(json, t.Nanoseconds, long.MaxValue); break;
            case Instant t: WriteSeconds(json, t.Nanoseconds, Instant.MaxNanoseconds); break;
            case DateTimeOffset t: json.WriteStringValue(t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")); break;
            case RatePiece p: WriteArray(json, p.Start, p.From, p.To); break;
            case DistributionDefinition d: json.WriteStringValue(d.ToString()); break;
            case IDictionary map: WriteMap(json, map); break;
            case ITuple tuple: WriteTuple(json, tuple); break;
            case IEnumerable list: WriteList(json, list); break;
            default: WriteObject(json, value); break;
        }
    }

    private static void WriteSeconds(Utf8JsonWriter json, long nanoseconds, long never)
    {
        if (nanoseconds == never) json.WriteNullValue();
        else json.WriteNumberValue(nanoseconds / 1e9m);
    }

    private static void WriteMap(Utf8JsonWriter json, IDictionary map)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            json.WritePropertyName(entry.Key.ToString()!);
            Write(json, entry.Value);
        }
        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, params object?[] values) => WriteList(json, values);

    private static void WriteTuple(Utf8JsonWriter json, ITuple tuple)
    {
        json.WriteStartArray();
        for (var i = 0; i < tuple.Length; i++) Write(json, tuple[i]);
        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable list)
    {
        json.WriteStartArray();
        foreach (var item in list) Write(json, item);
        json.WriteEndArray();
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The program is not trimmed.")]
    private static void WriteObject(Utf8JsonWriter json, object value)
    {
        var type = value.GetType();
        json.WriteStartObject();
        // A list of an abstract definition holds several kinds; the kind is said.
        if (type.BaseType is { IsAbstract: true } b && b != typeof(ValueType)) json.WriteString("kind", type.Name);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.MetadataToken))
        {
            if (property.GetIndexParameters().Length > 0) continue;
            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            Write(json, property.GetValue(value));
        }
        json.WriteEndObject();
    }
}
