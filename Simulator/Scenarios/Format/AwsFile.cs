using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>
/// An AWS resource in a file of its own: the JSON that the AWS CLI takes or prints. Describe output wraps the resource (<c>{"taskDefinition": {…}}</c>,
/// <c>{"services": [{…}]}</c>); documentation prints excerpts without a family or a container alone. All of them are read; what is missing is said.
/// </summary>
internal static class AwsFile
{
    /// <summary>The resource inside the document, or null after reporting that there is none.</summary>
    public static MapNode? Unwrap(Node document, ObjectTable table, string fileName, string path, IssueList issues, NoteList notes)
    {
        var node = document;
        if (node is MapNode wrapped && WrapperOf(wrapped, table) is { } inner)
        {
            if (!table.Wrappers.Contains(inner.Key, StringComparer.OrdinalIgnoreCase))
                notes.Add(ScenarioNoteKind.Assumed, inner.KeyPosition, $"{fileName}: the {table.Name} is read from `{inner.Key}`");
            node = inner.Value;
        }
        if (node is ListNode { Items.Count: 1 } single && single.Items[0] is MapNode only) node = only;
        if (node is ListNode list && table.LoneItems is { } items && list.Items.Count > 0 && list.Items.TrueForAll(i => i is MapNode m && Fits(m, items.Table)))
            node = new MapNode(list.Position, [new MapEntry(items.Property, list.Position, list)]);
        switch (node)
        {
            case MapNode map when table.LoneItems is { } lone && map.Find(lone.Property) is null && ReadsLike(map, lone.Table, table):
                return new MapNode(map.Position, [new MapEntry(lone.Property, map.Position, new ListNode(map.Position, [map]))]);
            case MapNode map:
                return map;
            case ListNode many:
                issues.Add(many.Position, path, $"{fileName} holds {many.Items.Count} resources; a file stands for one {table.Name}", "keep one in the file");
                return null;
            case BadNode:
                return null;
            default:
                issues.Add(node.Position, path, $"{fileName} holds {node.Described}, not a {table.Name}", $"a JSON object as {table.Api} takes it");
                return null;
        }
    }

    /// <summary>The resources of a file that holds several of them, or null when it holds one.</summary>
    public static ListNode? Several(Node document, ObjectTable table, string fileName)
    {
        var node = document is MapNode map && WrapperOf(map, table) is { } inner ? inner.Value : document;
        if (node is not ListNode { Items.Count: > 1 } list || !list.Items.TrueForAll(i => i is MapNode)) return null;
        return new ListNode(list.Position, [.. list.Items.Select(i => new MapNode(i.Position, [.. ((MapNode)i).Entries]) { FromFile = fileName })]);
    }

    /// <summary>Gives a resource without name (documentation prints such excerpts) one from its file's name.</summary>
    public static MapNode Named(MapNode resource, string fileName, ObjectTable table, NoteList notes)
    {
        var entries = resource.Entries.ToList();
        var isExcerpt = table.LoneItems is not null && table.NamedBy is { } name && !entries.Exists(e => name.IsNamed(e.Key));
        if (isExcerpt)
        {
            var file = Path.GetFileNameWithoutExtension(fileName);
            var assumed = new string([.. file.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-').Take(255)]);
            notes.Add(ScenarioNoteKind.Assumed, resource.Position, $"the file gives no {table.NamedBy!.Name}: `{assumed}` is taken from its name");
            entries.Insert(0, new MapEntry(table.NamedBy.Name, resource.Position, new ScalarNode(resource.Position, assumed, quoted: true)));
        }
        return new MapNode(resource.Position, entries) { FromFile = fileName, IsExcerpt = isExcerpt };
    }

    /// <summary>How strictly a resource from a file is read: files of task definitions are often templates or excerpts.</summary>
    public static ReadScope ScopeFor(MapNode resource, ObjectTable table, ReadScope scope)
    {
        if (table.LoneItems is null) return scope;
        return new ReadScope { Issues = scope.Issues, Notes = scope.Notes, Files = scope.Files, Strictness = resource.IsExcerpt ? Strictness.Excerpt : Strictness.File };
    }

    private static MapEntry? WrapperOf(MapNode map, ObjectTable table)
    {
        foreach (var wrapper in table.Wrappers)
        {
            foreach (var entry in map.Entries)
            {
                if (entry.Key.Equals(wrapper, StringComparison.OrdinalIgnoreCase) && entry.Value is MapNode or ListNode { Items: [MapNode, ..] }) return entry;
            }
        }
        // Any other envelope: nothing in it is a property of the resource, and one value is such a resource.
        if (map.Entries.Exists(e => table.Properties.Any(p => p.Required && p.IsNamed(e.Key)))) return null;
        MapEntry? found = null;
        foreach (var entry in map.Entries)
        {
            if (entry.Value is not MapNode inner || !table.Properties.Where(p => p.Required).All(p => inner.Entries.Exists(e => p.IsNamed(e.Key)))) continue;
            if (found is not null) return null;
            found = entry;
        }
        return found;
    }

    private static bool Fits(MapNode map, ObjectTable table) => map.Entries.Exists(e => table.Properties.Any(p => p.Required && p.IsNamed(e.Key)));

    /// <summary>Whether the object is an item and nothing but an item: none of its keys belongs to the resource alone.</summary>
    private static bool ReadsLike(MapNode map, ObjectTable items, ObjectTable resource) =>
        Fits(map, items) && !map.Entries.Exists(e => Knows(resource, e.Key) && !Knows(items, e.Key));

    private static bool Knows(ObjectTable table, string key) => table.Find(key) is not null || table.Ignored.Contains(key);
}
