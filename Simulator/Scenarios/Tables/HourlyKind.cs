using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>Values by the hour as written: a plain list of them, or points or a trace.</summary>
internal sealed record HourlySpecification(IReadOnlyList<double> Hours, ValuesSpecification? Values, SourcePosition Position, string Path);

/// <summary>Reads <c>[4, 4, 6]</c>, <c>[[0h, 4], [9h, 12]]</c> or <c>{trace: …}</c>.</summary>
internal sealed class HourlyKind : ValueKind<HourlySpecification>
{
    private static readonly ValuesKind Values = new();
    private static readonly ValueKind<IReadOnlyList<double>> Numbers = Kind.List<double>(new NumberKind(0, double.PositiveInfinity, aws: true), 1, 100_000);

    public override string Described => "[value, …] by the hour, [[time, value], …] or {trace: …}";

    public override IEnumerable<ObjectTable> Tables => Values.Tables;

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["anyOf"] = new JsonArray(Numbers.Schema(definitions), Values.Schema(definitions)) };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out HourlySpecification value)
    {
        value = null;
        if (node is ListNode { Items: [ScalarNode, ..] })
        {
            if (!Numbers.TryRead(node, path, scope, out var hours)) return false;
            value = new HourlySpecification(hours, null, node.Position, path);
            return true;
        }
        if (!Values.TryRead(node, path, scope, out var values)) return false;
        value = new HourlySpecification([], values, node.Position, path);
        return true;
    }
}
