using System.Text.Json;
using Simulator.Measurement;
using Simulator.Model.Facts;
using Simulator.Reporting.Csv;

namespace Simulator.Reporting.Json;

/// <summary>decisions.jsonl: every decision of every room, one JSON object to a line, linked to what led to it.</summary>
internal static class DecisionsFile
{
    /// <summary>File name.</summary>
    public const string File = "decisions.jsonl";

    /// <summary>Writes the decisions of a run, in order.</summary>
    public static void Write(Stream stream, RunResult run, ResultNames names)
    {
        using var to = new BufferedStream(stream, 1 << 16);
        using var json = new Utf8JsonWriter(to, JsonStyle.Compact);
        foreach (var record in run.Decisions)
        {
            WriteOne(json, in record, names);
            json.Flush();
            json.Reset();
            to.WriteByte((byte)'\n');
        }
    }

    private static void WriteOne(Utf8JsonWriter json, in DecisionRecord record, ResultNames names)
    {
        var d = record.Decision;
        json.WriteStartObject();
        json.WriteNumber("id", d.Id);
        json.WriteNumber("parent_id", d.Parent);
        JsonStyle.Seconds(json, "t_s", record.At);
        json.WriteString("kind", Vocabulary.Of(d.Kind));
        json.WriteString("subject", SubjectOf(in record, names));
        json.WriteString("policy", DecisionTables.PolicyOf(record, names));
        json.WriteStartObject("inputs");
        var inputNames = DecisionSchema.NamesOf(d.Kind);
        for (var i = 0; i < inputNames.Length; i++)
        {
            if (!double.IsNaN(d.Inputs[i])) JsonStyle.Number(json, inputNames[i], d.Inputs[i]);
        }
        json.WriteEndObject();
        json.WriteString("gate", Vocabulary.Of(d.Gate));
        json.WriteStartObject("outcome");
        json.WriteNumber("from", d.From);
        json.WriteNumber("to", d.To);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string SubjectOf(in DecisionRecord record, ResultNames names) => record.Decision.Kind switch
    {
        DecisionKind.AlarmTransition => names.Alarm(record.Decision.Subject),
        _ => DecisionTables.TargetOf(record, names),
    };
}
