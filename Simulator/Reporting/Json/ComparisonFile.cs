using System.Text.Json;
using Simulator.Experiments;

namespace Simulator.Reporting.Json;

/// <summary>A comparison as JSON: what stdout carries with <c>compare --format json</c>.</summary>
public static class ComparisonFile
{
    /// <summary>Writes one indented JSON document with a final line end.</summary>
    public static void Write(Stream stream, Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(comparison);
        using (var json = new Utf8JsonWriter(stream, JsonStyle.Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("variants");
            foreach (var v in comparison.Variants) SummaryFile.Write(json, v.Result, v.Name);
            json.WriteEndArray();
            json.WriteStartArray("comparison");
            foreach (var row in comparison.Rows)
            {
                json.WriteStartObject();
                json.WriteString("variant", row.Variant);
                json.WriteString("metric", row.Estimate.Name);
                JsonStyle.Number(json, "value", row.Estimate.Value);
                JsonStyle.Number(json, "half_width", row.Estimate.HalfWidth);
                JsonStyle.Number(json, "difference", row.Difference);
                JsonStyle.Number(json, "difference_half_width", row.DifferenceHalfWidth);
                json.WriteString("unit", row.Estimate.Unit);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }
}
