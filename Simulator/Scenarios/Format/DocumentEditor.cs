using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>Puts values into a document by path (<c>--set</c>, variants, sweeps), and fetches the resources that <c>file:</c> names into it.</summary>
internal sealed class DocumentEditor(MapNode root, ObjectTable table, FileSource files, IssueList issues, NoteList notes)
{
    /// <summary>Replaces every <c>{file: …}</c> by the resource in that file. A file that cannot be read leaves a <see cref="BadNode"/> behind, and a report.</summary>
    public void ExpandFiles() => Expand(root, table, "");

    /// <summary>Sets one value; the way there is made where the format knows it.</summary>
    /// <param name="steps">Path.</param>
    /// <param name="value">New value.</param>
    /// <param name="at">Where the override stands, for messages.</param>
    /// <returns>Whether the path leads somewhere.</returns>
    public bool Set(IReadOnlyList<PathStep> steps, Node value, SourcePosition at)
    {
        Node node = root;
        ObjectTable? inner = table;
        var way = "";
        for (var i = 0; i < steps.Count; i++)
        {
            var last = i == steps.Count - 1;
            switch (node)
            {
                case MapNode map:
                    if (!StepIntoMap(map, steps[i], last ? value : null, at, ref way, ref inner, out var child)) return false;
                    node = child;
                    break;
                case ListNode list:
                    if (IndexOf(list, steps[i], inner, at, way) is not { } index) return false;
                    way = PathText.Item(way, index);
                    if (last) list.Items[index] = value;
                    node = list.Items[index];
                    break;
                case BadNode:
                    return true; // reported already
                default:
                    issues.Add(at, way, $"`{way}` is {node.Described}: nothing lies below it", $"set {way} itself");
                    return false;
            }
        }
        return true;
    }

    private bool StepIntoMap(MapNode map, PathStep step, Node? value, SourcePosition at, ref string way, ref ObjectTable? inner, out Node child)
    {
        child = map;
        if (step.Name is not { } name)
        {
            issues.Add(at, way, $"`{(way.Length == 0 ? "the scenario" : way)}` is an object, not a list", $"name a property instead of {step}");
            return false;
        }
        var property = inner?.Find(name);
        if (inner is not null && property is null && !inner.Ignored.Contains(name) && !(inner.AcceptsFile && name == "file"))
        {
            issues.Add(at, PathText.Join(way, name), $"`{name}` is not a property of {inner.Name}", Suggestions.For(name, inner.KnownNames()));
            return false;
        }
        var index = map.Entries.FindIndex(e => property?.IsNamed(e.Key) ?? e.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        way = PathText.Join(way, property?.Name ?? name);
        inner = property?.Kind.Inner;
        if (value is not null || index < 0)
        {
            var content = value ?? new MapNode(at, []);
            if (value is null && property?.Kind.HoldsOthers == false)
            {
                issues.Add(at, way, $"nothing lies below `{way}`: it takes {property.Kind.Described}", $"set {way} itself");
                return false;
            }
            if (value is null && property?.Kind.Described.StartsWith("a list", StringComparison.Ordinal) == true)
            {
                issues.Add(at, way, $"the scenario has no `{way}`, so nothing can be set in it", $"set {way} itself to a list");
                return false;
            }
            var entry = new MapEntry(index < 0 ? property?.Name ?? name : map.Entries[index].Key, at, content);
            if (index < 0) map.Entries.Add(entry);
            else map.Entries[index] = entry;
            child = content;
            return true;
        }
        child = map.Entries[index].Value;
        return true;
    }

    private int? IndexOf(ListNode list, PathStep step, ObjectTable? inner, SourcePosition at, string way)
    {
        if (step.Name is not { } name)
        {
            if (step.Index < list.Items.Count) return step.Index;
            issues.Add(at, way, $"`{way}` has {list.Items.Count} items: there is no {step}", list.Items.Count > 0 ? $"[0] to [{list.Items.Count - 1}]" : null);
            return null;
        }
        List<string> names = [];
        for (var i = 0; i < list.Items.Count; i++)
        {
            foreach (var known in NamesOf(list.Items[i], inner))
            {
                if (known == name) return i;
                if (!names.Contains(known)) names.Add(known);
            }
        }
        issues.Add(at, way, $"`{way}` has no item named `{name}`", names.Count > 0 ? Suggestions.For(name, names, "it has ") : "use an index such as [0]");
        return null;
    }

    /// <summary>What an item may be called: its AWS name; a workload is also called by where it goes.</summary>
    private static IEnumerable<string> NamesOf(Node item, ObjectTable? inner)
    {
        if (item is not MapNode map || inner is null) yield break;
        if (inner.NamedBy is { } named && map.Entries.FirstOrDefault(e => named.IsNamed(e.Key)).Value is ScalarNode name)
        {
            yield return name.Text;
            yield break;
        }
        if (map.Find("to") is ScalarNode to) yield return to.Text;
    }

    private void Expand(Node node, ObjectTable inner, string path)
    {
        if (node is ListNode list)
        {
            for (var i = 0; i < list.Items.Count; i++)
            {
                var item = Expanded(list.Items[i], inner, PathText.Item(path, i));
                if (item is ListNode { Items.Count: > 0 } several && inner.HoldsSeveral)
                {
                    list.Items.RemoveAt(i);
                    list.Items.InsertRange(i, several.Items);
                    i += several.Items.Count - 1;
                }
                else
                {
                    list.Items[i] = item;
                }
            }
            return;
        }
        if (node is not MapNode map) return;
        inner = inner.Chosen?.Invoke(map) ?? inner;
        for (var i = 0; i < map.Entries.Count; i++)
        {
            var entry = map.Entries[i];
            if (inner.Find(entry.Key) is { Kind.Inner: { } below } property)
                map.Entries[i] = entry with { Value = Expanded(entry.Value, below, PathText.Join(path, property.Name)) };
        }
    }

    private Node Expanded(Node node, ObjectTable inner, string path)
    {
        if (node is MapNode variant && inner.Chosen?.Invoke(variant) is { } chosen) inner = chosen;
        var result = node is MapNode map && inner.AcceptsFile && map.Find("file") is { } reference ? Fetch(map, reference, inner, path) : node;
        Expand(result, inner, path);
        return result;
    }

    private Node Fetch(MapNode map, Node reference, ObjectTable inner, string path)
    {
        foreach (var entry in map.Entries)
        {
            if (!entry.Key.Equals("file", StringComparison.OrdinalIgnoreCase) && !inner.Frame.Any(p => p.IsNamed(entry.Key)))
                issues.Add(entry.KeyPosition, PathText.Join(path, entry.Key), $"`{entry.Key}` cannot stand beside `file`", "write it in the file, or give the whole object here; --set can override single values");
        }
        var filePath = PathText.Join(path, "file");
        if (reference is not ScalarNode { IsNull: false } name)
        {
            issues.Add(reference.Position, filePath, $"`file` takes the name of a file, not {reference.Described}", "file: task-definitions/web.json");
            return new BadNode(map.Position);
        }
        if (files.ReadDocument(name, filePath, issues) is not { } document) return new BadNode(map.Position);
        if (inner.HoldsSeveral && AwsFile.Several(document, inner, name.Text) is { } several) return several;
        if (AwsFile.Unwrap(document, inner, name.Text, path, issues, notes) is not { } resource) return new BadNode(map.Position);
        var named = AwsFile.Named(resource, name.Text, inner, notes);
        named.Entries.InsertRange(0, map.Entries.Where(e => inner.Frame.Any(p => p.IsNamed(e.Key))));
        return named;
    }
}
