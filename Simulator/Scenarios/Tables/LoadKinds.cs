using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>A distribution: a length of time (always the same), or <c>{distribution: lognormal, median: 8s, p95: 20s}</c>.</summary>
internal sealed class DistributionKind : ValueKind<DistributionDefinition>
{
    public static readonly ObjectTable Table = Build();

    private static readonly Property<string> Family = (Property<string>)Table.Properties[0];
    private static readonly TimeKind Constant = new(mayBeZero: true, "40ms, or {distribution: exponential, mean: 40ms}");

    public override string Described => "a length of time, or a distribution";

    public override IEnumerable<ObjectTable> Tables => [Table];

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["anyOf"] = new JsonArray(Constant.Schema(definitions), definitions.Reference(Table)) };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out DistributionDefinition value)
    {
        value = null;
        if (node is not MapNode map)
        {
            if (!Constant.TryRead(node, path, scope, out var time)) return false;
            value = DistributionDefinition.Constant(time.Seconds);
            return true;
        }
        var before = scope.Issues.Count;
        var view = new ObjectKind(() => Table).ReadMap(map, path, scope);
        if (scope.Issues.Count > before || view.Find(Family) is not { } family) return false;
        var parameters = new Dictionary<string, double>(StringComparer.Ordinal);
        double[]? values = null;
        double[]? weights = null;
        foreach (var property in Table.Properties)
        {
            switch (property)
            {
                case Property<Duration> time when view.Maybe(time) is { } t: parameters.Add(time.Name, t.Seconds); break;
                case Property<double> number when view.Maybe(number) is { } n: parameters.Add(number.Name, n); break;
                case Property<IReadOnlyList<Duration>> list when view.Find(list) is { } v: values = [.. v.Select(d => d.Seconds)]; break;
                case Property<IReadOnlyList<double>> list when view.Find(list) is { } w: weights = [.. w]; break;
            }
        }
        if (DistributionFitting.TryCreate(family, parameters, values, weights, out value, out var error, out var suggestion)) return true;
        scope.Report(view.At(Family), path, error, suggestion);
        return false;
    }

    private static ObjectTable Build()
    {
        var table = new ObjectTable("distribution", "A probability distribution of a length of time: " + string.Join("; ", DistributionFitting.Families.Select(f => $"{f.Name} {f.Accepts}")) + ".");
        table.Add("distribution", new ChoiceKind<string>([.. DistributionFitting.Families.Select(f => (f.Name, f.Name))]), "The family.", required: true);
        foreach (var name in DistributionFitting.Families.SelectMany(f => f.Combinations).SelectMany(c => c).Distinct(StringComparer.Ordinal))
        {
            var families = string.Join(", ", DistributionFitting.Families.Where(f => f.Combinations.Any(c => c.Contains(name))).Select(f => f.Name));
            if (DistributionFamily.IsTime(name)) table.Add(name, Kind.Time, $"Length of time; of {families}.");
            else table.Add(name, new NumberKind(double.NegativeInfinity, double.PositiveInfinity, aws: false), $"Number; of {families}.");
        }
        table.Add("values", Kind.List(Kind.Time, 1), "Lengths of time, of empirical.");
        table.Add("weights", Kind.List<double>(new NumberKind(0, double.PositiveInfinity, aws: false), 1), "Weights of the values, of empirical.");
        return table;
    }
}

/// <summary>A rate as written: a constant per second, or one of the tables of RateTables.</summary>
internal sealed record RateSpecification(double? Constant, ObjectView? Shape, SourcePosition Position, string Path);

/// <summary>Reads <c>120/s</c>, <c>{steps: …}</c>, <c>{pattern: …}</c> or <c>{trace: …}</c>.</summary>
internal sealed class RateKind : ValueKind<RateSpecification>
{
    private static readonly (string Pattern, ObjectTable Table)[] Patterns =
        [("diurnal", DiurnalRateTable.Table), ("ramp", RampRateTable.Table), ("spike", SpikeRateTable.Table), ("sine", SineRateTable.Table)];

    public override string Described => "a rate such as 120/s, {steps: …}, {pattern: …} or {trace: …}";

    public override IEnumerable<ObjectTable> Tables => [StepsRateTable.Table, .. Patterns.Select(p => p.Table), TraceTable.Table];

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray([Kind.Rate.Schema(definitions), .. Tables.Select(t => (JsonNode)definitions.Reference(t))]) };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out RateSpecification value)
    {
        value = null;
        if (node is not MapNode map)
        {
            if (!Kind.Rate.TryRead(node, path, scope, out var constant)) return false;
            value = new RateSpecification(constant, null, node.Position, path);
            return true;
        }
        if (TableOf(map, path, scope) is not { } table) return false;
        var before = scope.Issues.Count;
        var view = new ObjectKind(() => table).ReadMap(map, path, scope);
        if (scope.Issues.Count > before) return false;
        value = new RateSpecification(null, view, node.Position, path);
        return true;
    }

    private static ObjectTable? TableOf(MapNode map, string path, ReadScope scope)
    {
        if (map.Find("trace") is not null) return TraceTable.Table;
        if (map.Find("steps") is not null) return StepsRateTable.Table;
        if (map.Find("pattern") is not { } pattern)
        {
            var slip = map.Entries.Select(e => Suggestions.Closest(e.Key, ["steps", "pattern", "trace"]) is { } meant ? $"`{e.Key}`: did you mean `{meant}`?" : null).FirstOrDefault(s => s is not null);
            scope.Report(map, path, $"{PathText.Last(path)} has none of steps, pattern and trace", slip ?? "{pattern: diurnal, low: 40/s, high: 400/s}");
            return null;
        }
        if (pattern is ScalarNode word)
        {
            foreach (var (name, table) in Patterns)
            {
                if (name.Equals(word.Text, StringComparison.OrdinalIgnoreCase)) return table;
            }
        }
        scope.Report(pattern, PathText.Join(path, "pattern"), $"`pattern` does not know {pattern.Described}", Suggestions.For((pattern as ScalarNode)?.Text ?? "", [.. Patterns.Select(p => p.Pattern)], "one of "));
        return null;
    }
}

/// <summary>A step of a rate.</summary>
internal readonly record struct RateStep(Duration At, double PerSecond, SourcePosition Position);

/// <summary>Reads <c>[30m, 400/s]</c>.</summary>
internal sealed class RateStepKind : ValueKind<RateStep>
{
    public override string Described => "[time, rate] such as [30m, 400/s]";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "array", ["minItems"] = 2, ["maxItems"] = 2, ["items"] = new JsonObject { ["type"] = "string" } };

    public override bool TryRead(Node node, string path, ReadScope scope, out RateStep value)
    {
        value = default;
        if (node is not ListNode { Items.Count: 2 } pair)
        {
            scope.Report(node, path, "a step takes [time, rate]", "[30m, 400/s]");
            return false;
        }
        var timeRead = Kind.Time.TryRead(pair.Items[0], path, scope, out var at);
        if (!Kind.Rate.TryRead(pair.Items[1], path, scope, out var rate) || !timeRead) return false;
        value = new RateStep(at, rate, node.Position);
        return true;
    }
}

/// <summary>A series as written: a short form, or its parts.</summary>
internal sealed record SeriesSpecification(Reference? Short, ObjectView? Parts, SourcePosition Position, string Path);

/// <summary>Reads <c>web.CPUUtilization</c> or <c>{namespace, metricName, dimensions}</c>.</summary>
internal sealed class SeriesKind : ValueKind<SeriesSpecification>
{
    private static readonly ValueKind<Reference> Short = Kind.To("a series such as web.CPUUtilization", "web.CPUUtilization");

    public override string Described => "web.CPUUtilization or {namespace, metricName, dimensions}";

    public override IEnumerable<ObjectTable> Tables => [SeriesTable.Table];

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["anyOf"] = new JsonArray(Short.Schema(definitions), definitions.Reference(SeriesTable.Table)) };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out SeriesSpecification value)
    {
        value = null;
        if (node is MapNode map)
        {
            value = new SeriesSpecification(null, new ObjectKind(() => SeriesTable.Table).ReadMap(map, path, scope), node.Position, path);
            return true;
        }
        if (!Short.TryRead(node, path, scope, out var reference)) return false;
        value = new SeriesSpecification(reference, null, node.Position, path);
        return true;
    }
}

/// <summary>Values to play back: points, or a trace.</summary>
internal sealed record ValuesSpecification(IReadOnlyList<ValuePoint> Points, ObjectView? Trace, SourcePosition Position, string Path);

/// <summary>A point of a played-back series; null is missing data.</summary>
internal readonly record struct ValuePoint(Duration At, double? Content, SourcePosition Position);

/// <summary>Reads <c>[[0s, 50], [10m, null]]</c> or <c>{trace: …}</c>.</summary>
internal sealed class ValuesKind : ValueKind<ValuesSpecification>
{
    public override string Described => "[[time, value], …] or {trace: …}";

    public override IEnumerable<ObjectTable> Tables => [TraceTable.Table];

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var point = new JsonObject { ["type"] = "array", ["minItems"] = 2, ["maxItems"] = 2, ["items"] = new JsonObject { ["type"] = new JsonArray("string", "number", "null") } };
        return new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = point }, definitions.Reference(TraceTable.Table)) };
    }

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out ValuesSpecification value)
    {
        value = null;
        if (node is MapNode map)
        {
            var before = scope.Issues.Count;
            var view = new ObjectKind(() => TraceTable.Table).ReadMap(map, path, scope);
            if (scope.Issues.Count > before) return false;
            value = new ValuesSpecification([], view, node.Position, path);
            return true;
        }
        if (node is not ListNode { Items.Count: > 0 } list)
        {
            scope.Report(node, path, $"{PathText.Last(path)} takes a list of [time, value], not {node.Described}", "[[0s, 50], [10m, 75]]");
            return false;
        }
        List<ValuePoint> points = [];
        for (var i = 0; i < list.Items.Count; i++) ReadPoint(list.Items[i], PathText.Item(path, i), scope, points);
        value = new ValuesSpecification(points, null, node.Position, path);
        return true;
    }

    private static void ReadPoint(Node node, string path, ReadScope scope, List<ValuePoint> points)
    {
        if (node is not ListNode { Items.Count: 2 } pair)
        {
            scope.Report(node, path, "a point takes [time, value]", "[10m, 75]");
            return;
        }
        if (!Kind.Time.TryRead(pair.Items[0], path, scope, out var at)) return;
        if (pair.Items[1] is ScalarNode { IsNull: true }) points.Add(new ValuePoint(at, null, node.Position));
        else if (Kind.AwsNumber().TryRead(pair.Items[1], path, scope, out var number)) points.Add(new ValuePoint(at, number, node.Position));
    }
}

/// <summary>The name of a file, kept with its place because paths are relative to the file that holds them.</summary>
internal sealed class FileNameKind : ValueKind<Node>
{
    public override string Described => "the name of a file";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out Node value)
    {
        value = node;
        if (node is ScalarNode { IsNull: false }) return true;
        scope.Report(node, path, $"{PathText.Last(path)} takes the name of a file, not {node.Described}", "trace: traces/day.csv");
        return false;
    }
}
