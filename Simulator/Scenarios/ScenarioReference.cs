using System.Text;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios;

/// <summary>The reference of the scenario format as Markdown, made from the tables that the compiler reads by.</summary>
public static class ScenarioReference
{
    /// <summary>One section for each object, in the order in which a reader meets them.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<ObjectTable>([ScenarioTable.Table]);
        while (waiting.TryDequeue(out var table))
        {
            if (!seen.Add(table.Name)) continue;
            if (table == ModelTable.Table) WriteModel(text);
            else Write(table, text);
            foreach (var inner in table.Properties.SelectMany(p => p.Kind.Tables)) waiting.Enqueue(inner);
        }
        return text.ToString();
    }

    // The constants have their own page, with the rule each stands in for.
    private static void WriteModel(StringBuilder text) =>
        text.Append("### model\n\n").Append(Escaped(ModelTable.Table.Doc)).Append(" Every one, with its default and its reason: [Simulator/FIDELITY.md](../Simulator/FIDELITY.md).\n\n");

    private static void Write(ObjectTable table, StringBuilder text)
    {
        text.Append("### ").Append(table.Name).Append("\n\n").Append(Escaped(table.Doc));
        if (table.AcceptsFile) text.Append(" `file: path.json` may stand for it.");
        text.Append("\n\n| property | takes | default | meaning |\n|---|---|---|---|\n");
        foreach (var p in table.Properties)
        {
            var names = p.Aliases.IsEmpty ? $"`{p.Name}`" : $"`{p.Name}` (also {string.Join(", ", p.Aliases.Select(a => $"`{a}`"))})";
            var fallback = p.Required ? "required" : p.DefaultText ?? "–";
            var takes = Escaped(p.Kind.Described);
            foreach (var inner in p.Kind.Tables) takes = takes.Replace($"({inner.Name})", $"([{inner.Name}](#{inner.Name.ToLowerInvariant()}))", StringComparison.Ordinal);
            text.Append("| ").Append(names).Append(" | ").Append(takes).Append(" | ").Append(Escaped(fallback)).Append(" | ").Append(Escaped(p.Doc)).Append(" |\n");
        }
        if (table.Ignored.Count > 0) text.Append("\nAccepted, not simulated: ").Append(string.Join(", ", table.Ignored.Order(StringComparer.Ordinal).Select(i => $"`{i}`"))).Append(".\n");
        text.Append('\n');
    }

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
