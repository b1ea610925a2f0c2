using System.Text.Json;
using Simulator.Experiments;
using Simulator.Model.Definitions;

namespace Simulator.Reporting.Json;

/// <summary>summary.json: metrics and assertions; also what stdout carries with <c>--format json</c>.</summary>
public static class SummaryFile
{
    /// <summary>File name.</summary>
    public const string File = "summary.json";

    /// <summary>Writes the summary as one indented JSON document with a final line end.</summary>
    public static void Write(Stream stream, ExperimentResult result)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(result);
        using (var json = new Utf8JsonWriter(stream, JsonStyle.Indented)) Write(json, result, result.Scenario.Name);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes several summaries as one indented JSON array with a final line end.</summary>
    public static void Write(Stream stream, IReadOnlyCollection<ExperimentResult> results)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(results);
        using (var json = new Utf8JsonWriter(stream, JsonStyle.Indented))
        {
            json.WriteStartArray();
            foreach (var result in results) Write(json, result, result.Scenario.Name);
            json.WriteEndArray();
        }
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes a summary as a JSON object.</summary>
    internal static void Write(Utf8JsonWriter json, ExperimentResult result, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("seed", result.Scenario.Run.Seed);
        json.WriteNumber("replications", result.Replications.Length);
        json.WriteStartArray("metrics");
        foreach (var m in result.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("metric", m.Name);
            JsonStyle.Number(json, "value", m.Value);
            JsonStyle.Number(json, "half_width", m.HalfWidth);
            JsonStyle.Number(json, "confidence", double.IsNaN(m.HalfWidth) ? double.NaN : ExperimentResult.Confidence);
            json.WriteNumber("replications", m.Replications);
            json.WriteString("unit", m.Unit);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("assertions");
        foreach (var a in result.Assertions) WriteAssertion(json, a);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAssertion(Utf8JsonWriter json, AssertionOutcome a)
    {
        json.WriteStartObject();
        json.WriteString("text", a.Assertion.Text);
        json.WriteString("status", a.Status.ToString().ToLowerInvariant());
        JsonStyle.Number(json, "value", a.Estimate.Value);
        JsonStyle.Number(json, "half_width", a.Estimate.HalfWidth);
        json.WriteString("unit", a.Estimate.Unit);
        json.WriteString("metric", a.Assertion.Metric);
        json.WriteString("operator", JsonNamingPolicy.CamelCase.ConvertName(a.Assertion.Operator == AssertionOperator.EqualTo ? "equals" : a.Assertion.Operator.ToString()));
        JsonStyle.Number(json, "bound", a.Assertion.Bound);
        if (a.Assertion.Operator == AssertionOperator.Between) JsonStyle.Number(json, "upper", a.Assertion.Upper);
        json.WriteEndObject();
    }
}
