using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Simulator.Scenarios.Documents;

/// <summary>
/// YAML 1.2 (and JSON as its subset) to nodes with places, by the library's event parser: its document classes stop at the first duplicate key, expand
/// aliases without limit and know no columns.
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 64;
    private const int MostValues = 1_000_000;
    private const int MostAliasedValues = 100_000;

    private readonly Parser _parser;
    private readonly string _file;
    private readonly string _text;
    private readonly IssueList _issues;
    private readonly int _line0;
    private readonly int _column0;
    private readonly Dictionary<string, Node> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<SourcePosition> _open = new();
    private readonly Stack<SourcePosition> _brackets = new();
    private int _values;
    private int _aliased;

    private YamlReader(string text, string file, IssueList issues, SourcePosition origin)
    {
        _text = text;
        _file = file;
        _issues = issues;
        _line0 = Math.Max(0, origin.Line - 1);
        _column0 = Math.Max(0, origin.Column - 1);
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    private ParsingEvent Current => _parser.Current!;

    /// <summary>The document, or null after reporting why there is none.</summary>
    public static Node? Read(string text, string file, IssueList issues) => Read(text, file, issues, new SourcePosition(file, 1, 1));

    /// <summary>As above, for a value that begins at <paramref name="origin"/> (a <c>--set</c>).</summary>
    public static Node? Read(string text, string file, IssueList issues, SourcePosition origin)
    {
        var reader = new YamlReader(text, file, issues, origin);
        try
        {
            return reader.ReadDocument();
        }
        catch (StopReading)
        {
            return null;
        }
        catch (YamlException e)
        {
            reader.ReportSyntax(e);
            return null;
        }
        catch (InvalidOperationException)
        {
            // The library loses its place when a flow collection stays open at the end of the text.
            if (reader._brackets.TryPeek(out var open)) issues.Add(open, "", "this bracket is never closed", "add the missing ] or }");
            else issues.Add(new SourcePosition(file, 1, 1), "", "the YAML is broken: a bracket is never closed", null);
            return null;
        }
        catch (ArgumentException)
        {
            issues.Add(reader.LastPlace(), "", "the YAML is broken here or in the lines below", null);
            return null;
        }
    }

    private Node? ReadDocument()
    {
        _parser.MoveNext(); // stream start
        _parser.MoveNext();
        if (Current is StreamEnd)
        {
            _issues.Add(new SourcePosition(_file, 1, 1), "", "the file is empty", "`ecs-sim init` writes a starter scenario");
            return null;
        }
        _parser.MoveNext(); // document start
        var root = ReadNode();
        if (_parser.MoveNext() && Current is DocumentStart second)
            _issues.Add(At(second.Start), "", "a second document starts here", "one scenario to a file: remove the ---");
        return root;
    }

    /// <summary>Reads the node whose event is current and moves past it.</summary>
    private Node ReadNode()
    {
        var at = At(Current.Start);
        if (++_values > MostValues) throw Stop(at, $"the file holds more than {MostValues} values", "is this the file you meant?");
        if (_open.Count >= DeepestNesting) throw Stop(at, $"values are nested more than {DeepestNesting} deep", null);
        switch (Current)
        {
            case Scalar scalar:
                var node = new ScalarNode(at, scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any));
                Remember(scalar.Anchor, node);
                _parser.MoveNext();
                return node;
            case AnchorAlias alias:
                var copy = Expand(alias, at);
                _parser.MoveNext();
                return copy;
            case SequenceStart sequence:
                return ReadList(sequence, at);
            case MappingStart mapping:
                return ReadMap(mapping, at);
            default:
                throw Stop(at, "a value is expected here", null);
        }
    }

    private ListNode ReadList(SequenceStart start, SourcePosition at)
    {
        var list = new ListNode(at, []);
        Open(at, start.Style == SequenceStyle.Flow);
        while (Current is not SequenceEnd) list.Items.Add(ReadNode());
        Close(start.Style == SequenceStyle.Flow);
        Remember(start.Anchor, list);
        return list;
    }

    private MapNode ReadMap(MappingStart start, SourcePosition at)
    {
        var map = new MapNode(at, []);
        var places = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        List<Node> merged = [];
        Open(at, start.Style == MappingStyle.Flow);
        while (Current is not MappingEnd)
        {
            var keyAt = At(Current.Start);
            var key = ReadKey(keyAt);
            var value = ReadNode();
            if (key is null) continue;
            if (key == "<<") merged.Add(value);
            else if (places.TryGetValue(key, out var first)) _issues.Add(keyAt, "", $"`{key}` is given twice; the first is in line {first.Line}", "remove one of them");
            else
            {
                places.Add(key, keyAt);
                map.Entries.Add(new MapEntry(key, keyAt, value));
            }
        }
        Close(start.Style == MappingStyle.Flow);
        foreach (var source in merged) Merge(source, map, places);
        Remember(start.Anchor, map);
        return map;
    }

    private void Open(SourcePosition at, bool isBracket)
    {
        _open.Push(at);
        if (isBracket) _brackets.Push(at);
        _parser.MoveNext();
    }

    private void Close(bool isBracket)
    {
        _open.Pop();
        if (isBracket) _brackets.Pop();
        _parser.MoveNext();
    }

    private string? ReadKey(SourcePosition at)
    {
        if (Current is Scalar scalar)
        {
            Remember(scalar.Anchor, new ScalarNode(at, scalar.Value, quoted: true));
            _parser.MoveNext();
            return scalar.Value;
        }
        ReadNode();
        _issues.Add(at, "", "a key must be plain text", "is a quote or a colon missing?");
        return null;
    }

    /// <summary><c>&lt;&lt;: *defaults</c>: keys of the merged object that the object does not give itself.</summary>
    private void Merge(Node source, MapNode into, Dictionary<string, SourcePosition> places)
    {
        if (source is ListNode list)
        {
            foreach (var item in list.Items) Merge(item, into, places);
            return;
        }
        if (source is not MapNode map)
        {
            _issues.Add(source.Position, "", "<< takes an object or a list of objects", "<<: *anchor");
            return;
        }
        foreach (var entry in map.Entries)
        {
            if (places.TryAdd(entry.Key, entry.KeyPosition)) into.Entries.Add(entry);
        }
    }

    private Node Expand(AnchorAlias alias, SourcePosition at)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            _issues.Add(at, "", $"there is no anchor &{alias.Value.Value} above", Suggestions.For(alias.Value.Value, _anchors.Keys));
            return new BadNode(at);
        }
        _aliased += target.Size;
        if (_aliased > MostAliasedValues) throw Stop(at, $"the aliases of this file expand to more than {MostAliasedValues} values", "anchors within anchors grow without bounds: write the values out");
        return target.Copy();
    }

    private void Remember(AnchorName anchor, Node node)
    {
        if (!anchor.IsEmpty) _anchors[anchor.Value] = node;
    }

    private StopReading Stop(SourcePosition at, string message, string? suggestion)
    {
        _issues.Add(at, "", message, suggestion);
        return new StopReading();
    }

    private SourcePosition At(Mark mark) => new(_file, (int)mark.Line + _line0, (int)mark.Column + (mark.Line == 1 ? _column0 : 0));

    private SourcePosition LastPlace() => _open.TryPeek(out var open) ? open : new SourcePosition(_file, 1, 1);

    private void ReportSyntax(YamlException e)
    {
        var line = e.Message.Contains("tab", StringComparison.OrdinalIgnoreCase) ? int.MaxValue : (int)e.Start.Line;
        if (TabBefore(line) is { } tab)
        {
            _issues.Add(tab, "", "a tab is used for indentation", "YAML indents with spaces only");
            return;
        }
        // The parser notices an open bracket only when something below cannot belong to it, often at the end of the file.
        if (_brackets.TryPeek(out var open) && (e.InnerException is InvalidOperationException || e.Start.Index >= _text.AsSpan().TrimEnd().Length))
        {
            _issues.Add(open, "", "this bracket is never closed", "add the missing ] or }");
            return;
        }
        var (message, suggestion) = YamlMessages.Explain(e.Message);
        if (_brackets.TryPeek(out open) && open.Line < e.Start.Line + _line0) suggestion = $"is the bracket in line {open.Line} closed?";
        _issues.Add(At(e.Start), "", message, suggestion);
    }

    /// <summary>The first tab in the indentation of a line up to the one where the parser stumbled (it may notice late).</summary>
    private SourcePosition? TabBefore(int line)
    {
        var number = 1;
        foreach (var range in _text.AsSpan().Split('\n'))
        {
            var text = _text.AsSpan(range);
            var indent = text.IndexOfAnyExcept(' ');
            if (indent >= 0 && text[indent] == '\t' && !text[indent..].Trim().IsEmpty) return new SourcePosition(_file, number + _line0, indent + 1);
            if (++number > line) break;
        }
        return null;
    }

    private sealed class StopReading : Exception;
}
