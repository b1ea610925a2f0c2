using System.Text.Encodings.Web;
using System.Text.Json;
using Simulator.Kernel;

namespace Simulator.Reporting.Json;

/// <summary>How JSON is written everywhere: readable text unescaped, numbers that are none as null.</summary>
internal static class JsonStyle
{
    /// <summary>One line.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>For people.</summary>
    public static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" };

    /// <summary>Writes a number, or null for NaN and infinities.</summary>
    public static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    /// <summary>Writes a named number, or null for NaN and infinities.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Number(json, value);
    }

    /// <summary>Writes seconds since the start with at most three decimals, or null for never.</summary>
    public static void Seconds(Utf8JsonWriter json, string name, Instant at)
    {
        if (at == Instant.MaxValue) json.WriteNull(name);
        else json.WriteNumber(name, Math.Round(at.Nanoseconds / 1e9m, 3, MidpointRounding.AwayFromZero));
    }
}
