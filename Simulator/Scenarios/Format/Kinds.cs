using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>Text, perhaps of a given shape.</summary>
internal sealed class TextKind(string described, string example, Regex? shape = null, string? shapeSaid = null, int longest = 2000, bool mayBeEmpty = false) : ScalarKind<string>
{
    public override string Described => described;

    protected override string Example => example;

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (shape is not null) schema["pattern"] = shape.ToString();
        return schema;
    }

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, [MaybeNullWhen(false)] out string value)
    {
        value = scalar.Text;
        if (value.Length == 0 && !mayBeEmpty)
        {
            scope.Report(scalar, path, $"{Last(path)} is empty", Example);
            return false;
        }
        if (value.Length > longest)
        {
            scope.Report(scalar, path, $"{Last(path)} has {value.Length} characters; at most {longest} are allowed");
            return false;
        }
        if (shape is null || shape.IsMatch(value)) return true;
        if (RefusePlaceholder(scalar, path, scope)) return false;
        scope.Report(scalar, path, $"{scalar.Described} is not {described}", shapeSaid);
        return false;
    }
}

/// <summary>The name of something defined elsewhere, with its place for the message when nothing has this name.</summary>
internal sealed record Reference(string Text, SourcePosition Position, string Path);

/// <summary>Reads a <see cref="Reference"/>.</summary>
internal sealed class ReferenceKind(string described, string example) : ScalarKind<Reference>
{
    public override string Described => described;

    protected override string Example => example;

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, [MaybeNullWhen(false)] out Reference value)
    {
        value = new Reference(scalar.Text, scalar.Position, path);
        if (scalar.Text.Length > 0) return true;
        scope.Report(scalar, path, $"{Last(path)} is empty", Example);
        return false;
    }
}

/// <summary>true or false; AWS files also write them as text.</summary>
internal sealed class BooleanKind(bool aws) : ScalarKind<bool>
{
    public override string Described => "true or false";

    protected override string Example => "true";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        aws ? new JsonObject { ["type"] = new JsonArray("boolean", "string") } : new JsonObject { ["type"] = "boolean" };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out bool value)
    {
        var plain = aws ? new ScalarNode(scalar.Position, scalar.Text, quoted: false) : scalar;
        value = plain.Boolean ?? false;
        if (plain.Boolean is not null) return true;
        if (RefusePlaceholder(scalar, path, scope)) return false;
        var meant = scalar.Text.ToUpperInvariant() switch { "YES" or "ON" or "Y" or "1" or "ENABLED" => "true", "NO" or "OFF" or "N" or "0" or "DISABLED" => "false", _ => null };
        scope.Report(scalar, path, $"{Last(path)} takes true or false, not {scalar.Described}", meant is null ? null : $"write {meant}");
        return false;
    }
}

/// <summary>A whole number in a range; AWS properties also take it as text (<c>"256"</c>).</summary>
internal sealed class IntegerKind(long min, long max, bool aws, string unit = "") : ScalarKind<int>
{
    public override string Described
    {
        get
        {
            var range = max >= int.MaxValue ? min == long.MinValue ? "a whole number" : $"a whole number from {min}" : $"a whole number from {min} to {max}";
            return unit.Length == 0 ? range : $"{range} ({unit})";
        }
    }

    protected override string Example => "write " + Math.Max(min, Math.Min(1, max)).ToString(CultureInfo.InvariantCulture);

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = aws ? new JsonArray("integer", "string") : "integer" };
        if (min > long.MinValue) schema["minimum"] = min;
        if (max < int.MaxValue) schema["maximum"] = max;
        return schema;
    }

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out int value)
    {
        value = 0;
        if ((scalar.Quoted && !aws) || scalar.Number is not { } number)
        {
            if (RefusePlaceholder(scalar, path, scope)) return false;
            scope.Report(scalar, path, $"{Last(path)} takes {Described}, not {scalar.Described}", Unit(scalar.Text));
            return false;
        }
        if (number != Math.Floor(number))
        {
            scope.Report(scalar, path, $"{Last(path)} takes a whole number, not {scalar.Text}", $"write {Quantity.Plain(Math.Floor(number))} or {Quantity.Plain(Math.Ceiling(number))}");
            return false;
        }
        if (number < min || number > max || Math.Abs(number) > int.MaxValue)
        {
            var message = number < 0 && min >= 0 ? $"{Last(path)} must not be negative, but is {scalar.Text}" : $"{Last(path)} is {scalar.Text}, outside its range";
            scope.Report(scalar, path, message, max >= int.MaxValue ? $"at least {min}" : $"{min} to {max}{(unit.Length > 0 ? " " + unit : "")}");
            return false;
        }
        value = (int)number;
        return true;
    }

    private string? Unit(string text)
    {
        if (unit.Length > 0 && text.Length > 1 && char.IsAsciiDigit(text[0])) return $"write the bare number: it counts {unit}";
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "write it without quotes" : null;
    }
}

/// <summary>A number in a range.</summary>
internal sealed class NumberKind(double min, double max, bool aws, bool minExcluded = false) : ScalarKind<double>
{
    public override string Described
    {
        get
        {
            if (double.IsInfinity(min) && double.IsInfinity(max)) return "a number";
            if (double.IsInfinity(max)) return minExcluded ? $"a number above {Quantity.Plain(min)}" : $"a number from {Quantity.Plain(min)}";
            return $"a number from {Quantity.Plain(min)} to {Quantity.Plain(max)}";
        }
    }

    protected override string Example => "write 1";

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = aws ? new JsonArray("number", "string") : "number" };
        if (!double.IsInfinity(min)) schema[minExcluded ? "exclusiveMinimum" : "minimum"] = min;
        if (!double.IsInfinity(max)) schema["maximum"] = max;
        return schema;
    }

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out double value)
    {
        value = scalar.Number ?? 0;
        if (scalar.Number is null || (scalar.Quoted && !aws))
        {
            if (RefusePlaceholder(scalar, path, scope)) return false;
            scope.Report(scalar, path, $"{Last(path)} takes {Described}, not {scalar.Described}", scalar.Number is not null ? "write it without quotes" : scalar.Text.EndsWith('%') ? $"write {scalar.Text[..^1]}" : null);
            return false;
        }
        if (value >= min && value <= max && !(minExcluded && value == min)) return true;
        scope.Report(scalar, path, $"{Last(path)} is {scalar.Text}, outside its range", Described);
        return false;
    }
}

/// <summary>One of a closed list of words, without regard to case.</summary>
/// <typeparam name="T">What the words mean.</typeparam>
internal sealed class ChoiceKind<T> : ScalarKind<T>
    where T : notnull
{
    private readonly ImmutableArray<(string Word, T Value)> _choices;
    private readonly ImmutableArray<(string Word, string Message, string? Suggestion)> _refused;

    public ChoiceKind(params ImmutableArray<(string Word, T Value)> choices)
        : this(choices, [])
    {
    }

    private ChoiceKind(ImmutableArray<(string Word, T Value)> choices, ImmutableArray<(string Word, string Message, string? Suggestion)> refused)
    {
        _choices = choices;
        _refused = refused;
    }

    public override string Described => (_choices.Length == 1 ? "" : "one of ") + string.Join(", ", _choices.Select(c => c.Word));

    protected override string Example => Described;

    /// <summary>Words that AWS or the contract knows and this version does not simulate: refused with their own sentence.</summary>
    public ChoiceKind<T> Refusing(params ImmutableArray<(string Word, string Message, string? Suggestion)> refused) => new(_choices, refused);

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["enum"] = new JsonArray([.. _choices.Select(c => c.Value is int number ? (JsonNode)number : c.Word)]) };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, [MaybeNullWhen(false)] out T value)
    {
        foreach (var (word, meaning) in _choices)
        {
            if (!word.Equals(scalar.Text, StringComparison.OrdinalIgnoreCase)) continue;
            value = meaning;
            return true;
        }
        value = default;
        foreach (var (word, message, suggestion) in _refused)
        {
            if (!word.Equals(scalar.Text, StringComparison.OrdinalIgnoreCase)) continue;
            scope.Report(scalar, path, message, suggestion);
            return false;
        }
        if (RefusePlaceholder(scalar, path, scope)) return false;
        scope.Report(scalar, path, $"{Last(path)} does not know {scalar.Described}", Suggestions.For(scalar.Text, [.. _choices.Select(c => c.Word)], "one of "));
        return false;
    }
}

/// <summary>A list.</summary>
/// <typeparam name="T">Item.</typeparam>
internal sealed class ListKind<T>(ValueKind<T> item, int least = 0, int most = int.MaxValue) : ValueKind<IReadOnlyList<T>>
    where T : notnull
{
    public override string Described => $"a list, each {item.Described}";

    public override IEnumerable<ObjectTable> Tables => item.Tables;

    public override ObjectTable? Inner => item.Inner;

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Schema(definitions) };
        if (least > 0) schema["minItems"] = least;
        if (most < int.MaxValue) schema["maxItems"] = most;
        return schema;
    }

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        var list = node as ListNode;
        if (list is null && node is MapNode && item is ObjectKind && scope.Strictness != Strictness.Strict)
        {
            // An excerpt of the documentation or a tool's file; AWS itself would refuse it.
            scope.ReportDeferrable(node.Position, path, $"{PathText.Last(path)} takes a list, not one object", "put it in [ ]");
            list = new ListNode(node.Position, [node]);
        }
        if (list is null)
        {
            scope.Report(node, path, $"{PathText.Last(path)} takes a list, not {node.Described}", node is ScalarNode { IsNull: false } or MapNode ? "put it in [ ], or begin the line with -" : null);
            return false;
        }
        if (list.Items.Count < least || list.Items.Count > most)
        {
            scope.Report(list, path, $"{PathText.Last(path)} holds {list.Items.Count} items", list.Items.Count < least ? $"at least {least}" : $"at most {most}");
            if (list.Items.Count < least) return false; // of one too long each item stands there, and may be named elsewhere
        }
        List<T> items = [];
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is BadNode) continue;
            if (item.TryRead(list.Items[i], ItemPath(path, list, i), scope, out var read)) items.Add(read);
        }
        value = items;
        return true;
    }

    private string ItemPath(string path, ListNode list, int i)
    {
        if (item is ObjectKind { Table.NamedBy: { } named } && list.Items[i] is MapNode map
            && map.Entries.FirstOrDefault(e => named.IsNamed(e.Key)).Value is ScalarNode { IsNull: false } name
            && !list.Items.Take(i).Any(other => other is MapNode o && o.Entries.Exists(e => named.IsNamed(e.Key) && e.Value is ScalarNode n && n.Text == name.Text)))
            return PathText.Join(path, name.Text);
        return PathText.Item(path, i);
    }
}

/// <summary>An object with free keys.</summary>
/// <typeparam name="T">What each key holds.</typeparam>
internal sealed class MapKind<T>(ValueKind<T> item, string keys) : ValueKind<IReadOnlyList<NamedValue<T>>>
    where T : notnull
{
    public override string Described => $"an object: {keys} → {item.Described}";

    public override IEnumerable<ObjectTable> Tables => item.Tables;

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "object", ["additionalProperties"] = item.Schema(definitions) };

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out IReadOnlyList<NamedValue<T>> value)
    {
        value = null;
        if (node is not MapNode map)
        {
            scope.Report(node, path, $"{PathText.Last(path)} takes an object, not {node.Described}", $"{{{keys}: …}}");
            return false;
        }
        List<NamedValue<T>> read = [];
        foreach (var entry in map.Entries)
        {
            var entryPath = PathText.Join(path, entry.Key);
            if (entry.Value is not BadNode && item.TryRead(entry.Value, entryPath, scope, out var content)) read.Add(new(entry.Key, entry.KeyPosition, entry.Value.Position, entryPath, content));
        }
        value = read;
        return true;
    }
}

/// <summary>A key with its value.</summary>
/// <typeparam name="T">The value.</typeparam>
internal sealed record NamedValue<T>(string Key, SourcePosition KeyPosition, SourcePosition Position, string Path, T Value);

/// <summary>Any value, read later by whoever knows more.</summary>
internal sealed class AnyKind(string described) : ValueKind<Node>
{
    public override string Described => described;

    public override JsonObject Schema(SchemaDefinitions definitions) => [];

    public override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out Node value)
    {
        value = node;
        return true;
    }
}
