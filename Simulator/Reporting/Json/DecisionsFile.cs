using System.Runtime.InteropServices;
using System.Text.Json;
using Simulator.Explaining;
using Simulator.Measurement;
using Simulator.Model.Facts;
using Simulator.Reporting.Csv;

namespace Simulator.Reporting.Json;

/// <summary>decisions.jsonl: every decision of every room, one JSON object to a line, linked to what led to it.</summary>
internal static class DecisionsFile
{
    /// <summary>File name.</summary>
    public const string File = "decisions.jsonl";

    /// <summary>Name of the datapoints among the inputs: newest first, null where one is missing.</summary>
    public const string Points = "points";

    /// <summary>Writes the decisions of a run, in order.</summary>
    public static void Write(Stream stream, RunResult run, ResultNames names)
    {
        using var to = new BufferedStream(stream, 1 << 16);
        using var json = new Utf8JsonWriter(to, JsonStyle.Compact);
        foreach (var record in run.Decisions)
        {
            WriteOne(json, in record, run, names);
            json.Flush();
            json.Reset();
            to.WriteByte((byte)'\n');
        }
    }

    private static void WriteOne(Utf8JsonWriter json, in DecisionRecord record, RunResult run, ResultNames names)
    {
        var d = record.Decision;
        var form = DecisionForms.Of(d.Kind);
        json.WriteStartObject();
        json.WriteNumber("id", d.Id);
        json.WriteNumber("parent_id", d.Parent);
        JsonStyle.Seconds(json, "t_s", record.At);
        json.WriteString("kind", Vocabulary.Of(d.Kind));
        json.WriteString("subject", DecisionNames.SubjectOf(in d, names));
        json.WriteString("policy", DecisionNames.PolicyOf(in d, names));
        json.WriteStartObject("inputs");
        for (var i = 0; i < form.Inputs.Length; i++)
        {
            if (!double.IsNaN(d.Inputs[i])) WriteInput(json, in d, form.Inputs[i], d.Inputs[i], names);
        }
        if (d.Points.Count > 0) WritePoints(json, CollectionsMarshal.AsSpan(run.DecisionPoints).Slice(d.Points.Start, d.Points.Count));
        json.WriteEndObject();
        json.WriteString("gate", Vocabulary.Of(d.Gate));
        json.WriteStartObject("outcome");
        WriteOutcome(json, "from", form, d.From);
        WriteOutcome(json, "to", form, d.To);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, in Decision d, DecisionInput input, double value, ResultNames names)
    {
        if (DecisionNames.WordOf(in d, input, value, names) is { } word) json.WriteString(input.Name, word);
        else if (input.Type == InputType.Flag) json.WriteBoolean(input.Name, value != 0);
        else JsonStyle.Number(json, input.Name, value);
    }

    private static void WritePoints(Utf8JsonWriter json, ReadOnlySpan<double> points)
    {
        json.WriteStartArray(Points);
        foreach (var point in points) JsonStyle.Number(json, point);
        json.WriteEndArray();
    }

    private static void WriteOutcome(Utf8JsonWriter json, string name, DecisionForm form, int value)
    {
        if (form.Outcomes.IsEmpty) json.WriteNumber(name, value);
        else json.WriteString(name, form.Outcomes[value]);
    }
}
