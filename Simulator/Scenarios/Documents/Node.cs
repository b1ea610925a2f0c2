using System.Globalization;

namespace Simulator.Scenarios.Documents;

/// <summary>A value of a document with its place: the common form in which YAML, JSON and <c>--set</c> reach the compiler.</summary>
internal abstract class Node(SourcePosition position)
{
    public SourcePosition Position { get; } = position;

    /// <summary>What the value is, for messages: <c>a list</c>, <c>"abc"</c>, <c>nothing</c>.</summary>
    public abstract string Described { get; }

    /// <summary>A deep copy: aliases are expanded by copying, so that an override of one place does not change another.</summary>
    public abstract Node Copy();

    /// <summary>How many values it holds, itself included.</summary>
    public abstract int Size { get; }
}

/// <summary>A single value. A plain (unquoted) scalar may be a number, a boolean or nothing; a quoted one is text.</summary>
internal sealed class ScalarNode(SourcePosition position, string text, bool quoted) : Node(position)
{
    public string Text { get; } = text;

    public bool Quoted { get; } = quoted;

    /// <summary>YAML 1.2 core schema's null.</summary>
    public bool IsNull => !Quoted && Text is ("" or "~" or "null" or "Null" or "NULL");

    public bool? Boolean => Quoted ? null : Text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>The number it spells, quoted or not.</summary>
    public double? Number =>
        Text.Length > 0 && (char.IsAsciiDigit(Text[0]) || Text[0] is '-' or '+' or '.')
        && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    public override string Described
    {
        get
        {
            if (IsNull) return "nothing";
            var shown = Text.ReplaceLineEndings(" ");
            if (shown.Length > 60) shown = shown[..57] + "…";
            return Quoted || Text.Length == 0 ? $"\"{shown}\"" : $"`{shown}`";
        }
    }

    public override int Size => 1;

    public override Node Copy() => this;
}

/// <summary>A list.</summary>
internal sealed class ListNode(SourcePosition position, List<Node> items) : Node(position)
{
    public List<Node> Items { get; } = items;

    public override string Described => Items.Count == 0 ? "an empty list" : "a list";

    public override int Size
    {
        get
        {
            var size = 1;
            foreach (var item in Items) size += item.Size;
            return size;
        }
    }

    public override Node Copy() => new ListNode(Position, [.. Items.Select(i => i.Copy())]);
}

/// <summary>A key with its value.</summary>
internal readonly record struct MapEntry(string Key, SourcePosition KeyPosition, Node Value);

/// <summary>An object: keys in the order of the document, without duplicates.</summary>
internal sealed class MapNode(SourcePosition position, List<MapEntry> entries) : Node(position)
{
    public List<MapEntry> Entries { get; } = entries;

    /// <summary>The file, as the scenario names it, from which <c>file:</c> fetched this resource; null for the scenario's own text.</summary>
    public string? FromFile { get; init; }

    /// <summary>Whether that file holds an excerpt, which may lack what the resource needs.</summary>
    public bool IsExcerpt { get; init; }

    public override string Described => "an object";

    public override int Size
    {
        get
        {
            var size = 1;
            foreach (var entry in Entries) size += entry.Value.Size;
            return size;
        }
    }

    /// <summary>The value of a key without regard to case, or null.</summary>
    public Node? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) return entry.Value;
        }
        return null;
    }

    public override Node Copy() => new MapNode(Position, [.. Entries.Select(e => e with { Value = e.Value.Copy() })]) { FromFile = FromFile, IsExcerpt = IsExcerpt };
}

/// <summary>A value that could not be read and has been reported: nothing more is said about it.</summary>
internal sealed class BadNode(SourcePosition position) : Node(position)
{
    public override string Described => "something unreadable";

    public override int Size => 1;

    public override Node Copy() => this;
}
