using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Checks the axes of a sweep: each path leads somewhere, and the scenario is valid with each value by itself.</summary>
internal static class SweepCompiler
{
    private const int MostChecked = 64;

    public static IReadOnlyList<SweepAxis> Check(MapNode root, FileSource files, IssueList issues)
    {
        if (root.Find(ScenarioTable.Sweep.Name) is not MapNode sweep || sweep.Find(SweepTable.Axes.Name) is not MapNode axes) return [];
        List<SweepAxis> result = [];
        var check = MostChecked;
        foreach (var entry in axes.Entries)
        {
            var path = PathText.Join("sweep.axes", entry.Key);
            if (DocumentPath.Parse(entry.Key, out var error) is not { } steps)
            {
                issues.Add(entry.KeyPosition, path, $"`{entry.Key}` is not a path: {error}", "services.web.desiredCount");
                continue;
            }
            if (steps[0].Name?.Equals("sweep", StringComparison.OrdinalIgnoreCase) == true)
            {
                issues.Add(entry.KeyPosition, path, "a sweep cannot vary itself", "name another value");
                continue;
            }
            if (entry.Value is not ListNode { Items.Count: > 0 } values)
            {
                issues.Add(entry.Value.Position, path, $"an axis takes a list of values, not {entry.Value.Described}", $"{entry.Key}: [2, 4, 8]");
                continue;
            }
            foreach (var value in values.Items)
            {
                if (check-- > 0) CheckValue(root, steps, value, entry, files, issues, path);
            }
            result.Add(new SweepAxis(entry.Key, [.. values.Items.Select(YamlText.Of)]));
        }
        return result;
    }

    private static void CheckValue(MapNode root, IReadOnlyList<PathStep> steps, Node value, MapEntry axis, FileSource files, IssueList issues, string path)
    {
        var variant = (MapNode)root.Copy();
        variant.Entries.RemoveAll(e => e.Key.Equals(ScenarioTable.Sweep.Name, StringComparison.OrdinalIgnoreCase));
        var found = new IssueList();
        var notes = new NoteList();
        var editor = new DocumentEditor(variant, ScenarioTable.Table, files, found, notes);
        if (!editor.Set(steps, value.Copy(), axis.KeyPosition))
        {
            foreach (var issue in found.Sorted(axis.KeyPosition.File)) issues.Add(issue);
            return;
        }
        editor.ExpandFiles();
        ScenarioLoader.Compile(variant, files, found, notes);
        foreach (var issue in found.Sorted(axis.KeyPosition.File))
            issues.Add(value.Position, path, $"with {axis.Key} = {YamlText.Of(value)}: {issue.Message}", issue.Suggestion);
    }
}
