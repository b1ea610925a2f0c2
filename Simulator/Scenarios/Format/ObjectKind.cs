using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>An object with the properties of a table. The table comes late, because objects may hold each other.</summary>
internal sealed class ObjectKind(Func<ObjectTable> table) : ValueKind<ObjectView>
{
    public ObjectTable Table => table();

    /// <summary>Tables of which this one was chosen; empty where there is no choice.</summary>
    public ImmutableArray<ObjectTable> Siblings { get; init; } = [];

    public override string Described => $"an object ({Table.Name})";

    public override IEnumerable<ObjectTable> Tables => [Table];

    public override ObjectTable? Inner => Table;

    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.Reference(Table);

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out ObjectView value)
    {
        if (node is MapNode map)
        {
            value = ReadMap(map, path, map.FromFile is null ? scope : AwsFile.ScopeFor(map, Table, scope));
            return true;
        }
        value = null;
        scope.Report(node, path, $"{PathText.Last(path)} takes an object, not {node.Described}", "properties: " + string.Join(", ", Table.Properties.Take(6).Select(p => p.Name)));
        return false;
    }

    /// <summary>Reads the object's own text by the table.</summary>
    public ObjectView ReadMap(MapNode map, string path, ReadScope scope)
    {
        var view = new ObjectView(Table, map.Position, path) { Deferred = scope.Deferred, FromFile = map.FromFile };
        foreach (var entry in map.Entries) ReadEntry(entry, view, map, scope);
        if (Table.LargestBytes > 0 && JsonText.CompactLength(map) is var length && length > Table.LargestBytes)
            scope.Report(map.Position, path, $"{PathText.Last(path)} has {length} bytes as JSON; {Table.Api} takes {Table.LargestBytes} at most", "shorten it: move long values into files or parameters");
        foreach (var property in Table.Properties)
        {
            if (property.Required && !view.Has(property)) ReportMissing(property, view, map, scope);
        }
        return view;
    }

    private void ReadEntry(MapEntry entry, ObjectView view, MapNode map, ReadScope scope)
    {
        var path = PathText.Join(view.Path, entry.Key);
        if (Table.Find(entry.Key) is not { } property)
        {
            ReportUnknown(entry, path, view, map, scope);
            return;
        }
        if (view.Has(property))
        {
            scope.Report(entry.KeyPosition, path, $"`{property.Name}` is given twice (here as `{entry.Key}`)", "remove one of them");
            return;
        }
        // AWS's describe output writes null where a property is not set; so does a template tool.
        // A list or an object of which all lines are comments is none; a single value after whose colon nothing stands was forgotten.
        if (entry.Value is ScalarNode { IsNull: true, Text: var text } && !property.Required && (text.Length > 0 || property.Kind.HoldsOthers)) return;
        var read = property.Kind.TryReadAny(entry.Value, PathText.Join(view.Path, property.Name), scope, out var content);
        view.Set(property, read ? content : null, entry.Value.Position, entry.KeyPosition);
    }

    private void ReportUnknown(MapEntry entry, string path, ObjectView view, MapNode map, ReadScope scope)
    {
        if (Table.Ignored.Contains(entry.Key))
        {
            var name = Table.Ignored.First(i => i.Equals(entry.Key, StringComparison.OrdinalIgnoreCase));
            view.HasIgnored = true;
            scope.Notes.Ignored(Table.Api!, Table.NotePrefix.Length == 0 ? name : $"{Table.NotePrefix}.{name}");
            return;
        }
        if (Table.AcceptsExtensions && entry.Key.StartsWith("x-", StringComparison.Ordinal)) return;
        var owners = Siblings.Where(t => t.Find(entry.Key) is not null).Select(t => t.Name).ToList();
        if (owners.Count > 0)
        {
            scope.Report(entry.KeyPosition, path, $"{Table.Name} takes no `{entry.Key}`", $"it belongs to {string.Join(", ", owners)}");
            return;
        }
        var known = Table.KnownNames().Where(n => map.Find(n) is null).ToList();
        var where = Table.Api is null ? $"of {Table.Name}" : $"of {Table.Api}";
        scope.ReportDeferrable(entry.KeyPosition, path, $"`{entry.Key}` is not a property {where}", Table.PlaceOf(entry.Key) ?? Suggestions.For(entry.Key, known));
    }

    private void ReportMissing(Property property, ObjectView view, MapNode map, ReadScope scope)
    {
        var path = PathText.Join(view.Path, property.Name);
        var message = !Siblings.IsEmpty ? $"{Table.Name} needs `{property.Name}`" : view.Path.Length == 0 ? $"`{property.Name}` is missing" : $"{PathText.Last(view.Path)} has no `{property.Name}`";
        var slip = map.Entries.FirstOrDefault(e => Table.Find(e.Key) is null && !Table.Ignored.Contains(e.Key) && Suggestions.Closest(e.Key, [property.Name]) is not null);
        var suggestion = slip.Key is not null ? $"is `{slip.Key}` in line {slip.KeyPosition.Line} meant to be it?" : property.Doc;
        if (scope.Strictness == Strictness.Excerpt) scope.ReportDeferrable(map.Position, path, message, suggestion);
        else scope.Report(map, path, message, suggestion);
        // What stands under the wrong name is read under the right one, so that its own problems show at once too.
        if (slip.Key is null || scope.Strictness == Strictness.Excerpt) return;
        var read = property.Kind.TryReadAny(slip.Value, path, scope, out var content);
        view.Set(property, read ? content : null, slip.Value.Position, slip.KeyPosition);
    }
}
