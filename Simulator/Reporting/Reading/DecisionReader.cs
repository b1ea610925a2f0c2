using System.Collections.Immutable;
using System.Text.Json;
using Simulator.Explaining;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Json;

namespace Simulator.Reporting.Reading;

/// <summary>Reads decisions.jsonl back into what explanations are made from.</summary>
internal static class DecisionReader
{
    /// <summary>Reads the file of a replication's folder.</summary>
    /// <exception cref="ResultFolderException">It is missing, or a line is not what this program writes.</exception>
    public static List<DecisionNode> Read(string folder)
    {
        var path = Path.Combine(folder, DecisionsFile.File);
        var nodes = new List<DecisionNode>();
        try
        {
            foreach (var line in File.ReadLines(path)) nodes.Add(Parse(line));
        }
        catch (Exception e) when (JsonComplaint.IsExpected(e))
        {
            throw new ResultFolderException($"'{path}' cannot be read as the decisions of a result folder (line {nodes.Count + 1}): {JsonComplaint.Of(e)}", e);
        }
        return nodes;
    }

    /// <summary>Reads one line.</summary>
    internal static DecisionNode Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (!Vocabulary.TryKind(Text(root, "kind"), out var kind)) throw new InvalidDataException($"there is no kind of decision '{Text(root, "kind")}'");
        if (!Vocabulary.TryGate(Text(root, "gate"), out var gate)) throw new InvalidDataException($"there is no gate '{Text(root, "gate")}'");
        var form = DecisionForms.Of(kind);
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        ImmutableArray<double> points = [];
        foreach (var input in root.GetProperty("inputs").EnumerateObject())
        {
            switch (input.Value.ValueKind)
            {
                case JsonValueKind.String: words[input.Name] = input.Value.GetString()!; break;
                case JsonValueKind.True or JsonValueKind.False: numbers[input.Name] = input.Value.GetBoolean() ? 1 : 0; break;
                case JsonValueKind.Number: numbers[input.Name] = input.Value.GetDouble(); break;
                case JsonValueKind.Array: points = [.. input.Value.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.Null ? double.NaN : p.GetDouble())]; break;
            }
        }
        var outcome = root.GetProperty("outcome");
        return new DecisionNode
        {
            Id = root.GetProperty("id").GetInt32(),
            Parent = root.GetProperty("parent_id").GetInt32(),
            At = root.GetProperty("t_s").GetDouble(),
            Kind = kind,
            Subject = Text(root, "subject"),
            Policy = Text(root, "policy"),
            Numbers = numbers,
            Words = words,
            Datapoints = points,
            Gate = gate,
            From = Outcome(form, outcome.GetProperty("from")),
            To = Outcome(form, outcome.GetProperty("to")),
        };
    }

    private static int Outcome(DecisionForm form, JsonElement value) => value.ValueKind == JsonValueKind.String ? form.Outcomes.IndexOf(value.GetString()!) : value.GetInt32();

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? "";
}
