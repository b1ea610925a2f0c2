using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>Attributes of container instances: an object of names and values, or AWS's list of <c>{name, value}</c> as DescribeContainerInstances prints it.</summary>
internal sealed class AttributesKind(ValueKind<string> item) : ValueKind<IReadOnlyList<NamedValue<string>>>
{
    private readonly MapKind<string> _map = new(item, "attribute name");

    public override string Described => _map.Described + ", or a list of {name, value}";

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(
            _map.Schema(definitions),
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object", ["required"] = new JsonArray("name") } }),
    };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out IReadOnlyList<NamedValue<string>> value)
    {
        if (node is not ListNode list) return _map.TryRead(node, path, scope, out value);
        List<NamedValue<string>> read = [];
        for (var i = 0; i < list.Items.Count; i++)
        {
            var here = PathText.Item(path, i);
            if (list.Items[i] is not MapNode map || Find(map, "name") is not { Text.Length: > 0 } name)
            {
                scope.Report(list.Items[i], here, "an attribute has a name", "{name: stack, value: blue}");
                continue;
            }
            var text = Find(map, "value");
            read.Add(new(name.Text, name.Position, text?.Position ?? name.Position, here, text?.Text ?? ""));
        }
        value = read;
        return true;
    }

    private static ScalarNode? Find(MapNode map, string key)
    {
        foreach (var entry in map.Entries)
        {
            if (entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) return entry.Value as ScalarNode;
        }
        return null;
    }
}
