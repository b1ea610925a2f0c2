using System.Globalization;
using System.Text;

namespace Simulator.Scenarios.Documents;

/// <summary>
/// Strict JSON with places. It goes on after a bad value (a template's placeholder, a comment, a trailing comma), so that all of a file's slips are reported at
/// once and by their own name; only a broken structure ends it. A YAML parser would read <c>"cpu": $$$CPU$$$</c> as text without a word.
/// </summary>
internal sealed class JsonReader
{
    private const int DeepestNesting = 64;
    private const int MostValues = 1_000_000;
    private const int MostSlips = 20;

    private readonly string _text;
    private readonly string _file;
    private readonly IssueList _issues;
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _depth;
    private int _values;
    private int _slips;
    private bool _dead;

    private JsonReader(string text, string file, IssueList issues)
    {
        _text = text;
        _file = file;
        _issues = issues;
    }

    private SourcePosition Here => new(_file, _line, _at - _lineStart + 1);

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool AtEnd => _at >= _text.Length;

    /// <summary>The document, or null when its structure is broken (reported). Bad values inside are <see cref="BadNode"/>.</summary>
    public static Node? Read(string text, string file, IssueList issues)
    {
        var reader = new JsonReader(text, file, issues);
        reader.SkipSpace();
        if (reader.AtEnd)
        {
            issues.Add(new SourcePosition(file, 1, 1), "", "the file is empty");
            return null;
        }
        var node = reader.ReadValue();
        if (reader._dead || node is null) return null;
        reader.SkipSpace();
        if (!reader.AtEnd) reader.Slip(reader.Here, "there is more text after the end of the JSON document", "is a bracket closed too early?");
        return node;
    }

    private Node? ReadValue()
    {
        if (++_values > MostValues) return Die(Here, $"the file holds more than {MostValues} values", "is this the file you meant?");
        if (_depth >= DeepestNesting) return Die(Here, $"values are nested more than {DeepestNesting} deep", null);
        var at = Here;
        switch (Current)
        {
            case '{': return ReadObject(at);
            case '[': return ReadArray(at);
            case '"': return ReadString() is { } s ? new ScalarNode(at, s, quoted: true) : null;
            default: return ReadWord(at);
        }
    }

    private Node? ReadObject(SourcePosition at)
    {
        List<MapEntry> entries = [];
        var places = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        _at++;
        _depth++;
        while (true)
        {
            SkipSpace();
            if (AtEnd) return Die(at, "this { is never closed", "add the missing }");
            if (Current == '}')
            {
                _at++;
                _depth--;
                return new MapNode(at, entries);
            }
            var keyAt = Here;
            if (Current != '"')
            {
                if (!SkipStray("a property")) return null;
                continue;
            }
            if (ReadString() is not { } key) return null;
            SkipSpace();
            if (Current != ':') return Die(Here, $"a : is missing after \"{key}\"", null);
            _at++;
            SkipSpace();
            if (ReadValue() is not { } value) return null;
            if (places.TryGetValue(key, out var first)) Slip(keyAt, $"\"{key}\" is given twice; the first is in line {first.Line}", "remove one of them");
            else
            {
                places.Add(key, keyAt);
                entries.Add(new MapEntry(key, keyAt, value));
            }
            if (!ReadSeparator('}', $"\"{key}\"")) return null;
        }
    }

    private Node? ReadArray(SourcePosition at)
    {
        List<Node> items = [];
        _at++;
        _depth++;
        while (true)
        {
            SkipSpace();
            if (AtEnd) return Die(at, "this [ is never closed", "add the missing ]");
            if (Current == ']')
            {
                _at++;
                _depth--;
                return new ListNode(at, items);
            }
            if (ReadValue() is not { } item) return null;
            items.Add(item);
            if (!ReadSeparator(']', "this value")) return null;
        }
    }

    /// <summary>After a value: a comma, or the closing bracket (left for the caller). A missing or superfluous comma is a slip, not the end.</summary>
    private bool ReadSeparator(char close, string after)
    {
        SkipSpace();
        if (Current == close || AtEnd) return true;
        if (Current != ',')
        {
            if (Current is '"' or '{' or '[')
            {
                Slip(Here, $"a comma is missing after {after}", null);
                return true;
            }
            return SkipStray($"a comma or {close}");
        }
        var comma = Here;
        _at++;
        SkipSpace();
        if (Current == close) Slip(comma, $"the comma before {close} is one too many", "JSON allows no comma after the last element");
        return true;
    }

    private string? ReadString()
    {
        var at = Here;
        var result = new StringBuilder();
        _at++;
        while (true)
        {
            if (AtEnd || Current == '\n')
            {
                Die(at, "this text is never closed", "add the missing \"");
                return null;
            }
            var c = _text[_at++];
            if (c == '"') return result.ToString();
            if (c != '\\')
            {
                result.Append(c);
                continue;
            }
            if (!ReadEscape(result)) return null;
        }
    }

    private bool ReadEscape(StringBuilder result)
    {
        var escape = Current;
        var at = new SourcePosition(_file, _line, _at - _lineStart);
        _at++;
        switch (escape)
        {
            case '"' or '\\' or '/': result.Append(escape); break;
            case 'b': result.Append('\b'); break;
            case 'f': result.Append('\f'); break;
            case 'n': result.Append('\n'); break;
            case 'r': result.Append('\r'); break;
            case 't': result.Append('\t'); break;
            case 'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                result.Append((char)code);
                _at += 4;
                break;
            default:
                Slip(at, $"\\{escape} is no escape of JSON", "write \\\\ for a backslash");
                break;
        }
        return !_dead;
    }

    private Node? ReadWord(SourcePosition at)
    {
        var start = _at;
        while (!AtEnd && !char.IsWhiteSpace(Current) && Current is not (',' or ']' or '}' or '{' or '[' or '"' or ':')) _at++;
        var word = _text[start.._at];
        if (word.Length == 0)
        {
            return AtEnd ? Die(at, "the file ends where a value is expected", null) : Die(at, $"a value is expected before '{Current}'", null);
        }
        var scalar = new ScalarNode(at, word, quoted: false);
        if (word is "true" or "false" or "null" || (scalar.Number is not null && IsJsonNumber(word))) return scalar;
        if (word.StartsWith("//", StringComparison.Ordinal) || word.StartsWith("/*", StringComparison.Ordinal))
        {
            _at = start;
            return SkipStray("a value") ? SkipToValue() : null;
        }
        var (message, suggestion) = Explain(word);
        Slip(at, message, suggestion);
        return _dead ? null : new BadNode(at);
    }

    private Node? SkipToValue()
    {
        SkipSpace();
        return ReadValue();
    }

    private static (string Message, string? Suggestion) Explain(string word)
    {
        if (word is "..." or "…") return ("... stands for something left out: this is an excerpt, not JSON", "replace it by what belongs here");
        if (word[0] == '$' || word.Contains("$$", StringComparison.Ordinal) || word.StartsWith("{{", StringComparison.Ordinal) || word[0] == '<')
            return ($"{word} is the placeholder of a template, not a JSON value", "fill in the value (text goes in quotes)");
        if (word is "boolean" or "integer" or "string" or "number" or "timestamp")
            return ($"{word} names a type where a value is expected (copied from a syntax description)", word is "boolean" ? "write true or false" : "write the value");
        if (word[0] == '\'') return ("JSON takes double quotes", "write " + word.Replace('\'', '"'));
        if (word is "True" or "False" or "None" or "NULL" or "TRUE" or "FALSE") return ($"{word} is not JSON", $"write {(word is "None" ? "null" : word.ToLowerInvariant())}");
        return ($"{word} is neither text in quotes, nor a number, true, false or null", $"write \"{word}\"");
    }

    private static bool IsJsonNumber(string word)
    {
        var digits = word[0] == '-' ? word.AsSpan(1) : word;
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && (digits.Length == 1 || digits[0] != '0' || !char.IsAsciiDigit(digits[1])) && word[^1] != '.';
    }

    /// <summary>Reports and steps over text that has no place here: a comment, an ellipsis, a bare word where a property is expected.</summary>
    private bool SkipStray(string expected)
    {
        var at = Here;
        var start = _at;
        if (Current == '#' || (Current == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/'))
        {
            while (!AtEnd && Current != '\n') _at++;
            Slip(at, "JSON has no comments", "remove it, or use YAML");
        }
        else if (Current == '/' && _at + 1 < _text.Length && _text[_at + 1] == '*')
        {
            var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            if (end < 0) return Stop(at, "this comment is never closed", null);
            while (_at < end + 2) Advance();
            Slip(at, "JSON has no comments", "remove it, or use YAML");
        }
        else
        {
            while (!AtEnd && !char.IsWhiteSpace(Current) && Current is not (',' or '"' or '}' or ']' or ':')) _at++;
            if (_at == start) return Stop(at, $"{expected} is expected here, not '{Current}'", null);
            var word = _text[start.._at];
            if (Current == ':' || (word[0] != '.' && word[0] != '…' && word[0] != '$')) return Stop(at, $"{expected} is expected here, not {word}", Current == ':' ? $"write \"{word}\"" : null);
            var (message, suggestion) = Explain(word);
            Slip(at, message, suggestion);
        }
        SkipSpace();
        if (Current == ',') _at++;
        return !_dead;
    }

    private void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(Current)) Advance();
    }

    private void Advance()
    {
        if (_text[_at] == '\n')
        {
            _line++;
            _lineStart = _at + 1;
        }
        _at++;
    }

    private void Slip(SourcePosition at, string message, string? suggestion)
    {
        if (++_slips > MostSlips) _dead = true;
        else _issues.Add(at, "", message, suggestion);
    }

    private bool Stop(SourcePosition at, string message, string? suggestion)
    {
        Die(at, message, suggestion);
        return false;
    }

    private Node? Die(SourcePosition at, string message, string? suggestion)
    {
        if (!_dead) _issues.Add(at, "", message, suggestion);
        _dead = true;
        return null;
    }
}
