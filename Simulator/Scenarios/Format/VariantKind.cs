using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>
/// An object of one of several tables, told apart by the property <paramref name="discriminator"/>, which holds the table's name. A property that belongs
/// to another of the tables is refused with a sentence of its own.
/// </summary>
/// <param name="name">What such an object is called.</param>
/// <param name="discriminator">The property that holds the table's name.</param>
/// <param name="tables">The tables; late, because tables and what compiles them know each other.</param>
/// <param name="notYet">Names that AWS knows and this version refuses, with a way out.</param>
internal sealed class VariantKind(
    string name, string discriminator, Func<ImmutableArray<ObjectTable>> tables, Func<ImmutableArray<(string Word, string? Suggestion)>> notYet) : ValueKind<ObjectView>
{
    private readonly Lazy<ObjectTable> _union = new(() => Union(name, discriminator, tables()));

    public override string Described => $"an object which is, by its `{discriminator}`, one of " + string.Join(", ", tables().Select(t => $"({t.Name})"));

    public override IEnumerable<ObjectTable> Tables => tables();

    /// <summary>Every property of every table, for those who find their way by names.</summary>
    public override ObjectTable Inner => _union.Value;

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["anyOf"] = new JsonArray([.. tables().Select(t => (JsonNode)definitions.Reference(t))]) };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out ObjectView value)
    {
        value = null;
        if (node is not MapNode map)
        {
            scope.Report(node, path, $"{PathText.Last(path)} takes an object, not {node.Described}", $"{{{discriminator}: {tables()[0].Name}, …}}");
            return false;
        }
        if (TableOf(map, path, scope) is not { } table) return false;
        return new ObjectKind(() => table) { Siblings = tables() }.TryRead(map, path, scope, out value);
    }

    private ObjectTable? TableOf(MapNode map, string path, ReadScope scope)
    {
        var index = map.Entries.FindIndex(e => e.Key.Equals(discriminator, StringComparison.OrdinalIgnoreCase));
        var names = tables().Select(t => t.Name).ToList();
        if (index < 0)
        {
            var slip = map.Entries.FirstOrDefault(e => Suggestions.Closest(e.Key, [discriminator]) is not null);
            scope.Report(map, PathText.Join(path, discriminator), $"{PathText.Last(path)} has no `{discriminator}`", slip.Key is null ? Suggestions.Listing(names, "one of ") : $"is `{slip.Key}` in line {slip.KeyPosition.Line} meant to be it?");
            return null;
        }
        var entry = map.Entries[index];
        if (entry.Value is BadNode) return null;
        var word = (entry.Value as ScalarNode)?.Text ?? "";
        if (tables().FirstOrDefault(t => t.Name.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } table) return table;
        var at = PathText.Join(path, discriminator);
        foreach (var (refused, suggestion) in notYet())
        {
            if (!refused.Equals(word, StringComparison.OrdinalIgnoreCase)) continue;
            scope.Report(entry.Value, at, $"{refused} is not simulated yet on the timeline", suggestion);
            return null;
        }
        scope.Report(entry.Value, at, $"`{discriminator}` does not know {entry.Value.Described}", Suggestions.For(word, names, "one of "));
        return null;
    }

    private static ObjectTable Union(string name, string discriminator, ImmutableArray<ObjectTable> tables)
    {
        var union = new ObjectTable(name, "")
        {
            Chosen = map => map.Find(discriminator) is ScalarNode word ? tables.FirstOrDefault(t => t.Name.Equals(word.Text, StringComparison.OrdinalIgnoreCase)) : null,
        };
        foreach (var property in tables.SelectMany(t => t.Properties))
        {
            if (union.Find(property.Name) is null) union.Include(property);
        }
        return union;
    }
}
