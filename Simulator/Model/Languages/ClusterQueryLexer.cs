namespace Simulator.Model.Languages;

/// <summary>Kinds of token.</summary>
internal enum ClusterQueryTokenKind
{
    End,
    Word,
    Quoted,
    Symbol,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
    Invalid,
}

/// <summary>A token: what, its text (without quotes), and where it begins.</summary>
internal readonly record struct ClusterQueryToken(ClusterQueryTokenKind Kind, string Text, int Position)
{
    /// <summary>The token as a message names it.</summary>
    public string Described => Kind == ClusterQueryTokenKind.End ? "the end of the expression" : $"'{Text}'";
}

/// <summary>
/// Cuts an expression into tokens, one at a time: a regular expression after <c>=~</c> is cut by other rules than the rest, and only the parser knows
/// where one stands.
/// </summary>
internal sealed class ClusterQueryLexer(string text)
{
    private static readonly string[] Symbols = ["==", "!=", ">=", "<=", "=~", "!~", "&&", "||", ">", "<", "!"];

    private int _at;

    /// <summary>The next token.</summary>
    public ClusterQueryToken Next()
    {
        SkipSpaces();
        var start = _at;
        if (start == text.Length) return new(ClusterQueryTokenKind.End, "", start);
        switch (text[start])
        {
            case '(': return Single(ClusterQueryTokenKind.OpenParenthesis);
            case ')': return Single(ClusterQueryTokenKind.CloseParenthesis);
            case '[': return Single(ClusterQueryTokenKind.OpenBracket);
            case ']': return Single(ClusterQueryTokenKind.CloseBracket);
            case ',': return Single(ClusterQueryTokenKind.Comma);
            case '\'' or '"': return Quoted();
        }
        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(start).StartsWith(symbol, StringComparison.Ordinal)) continue;
            _at += symbol.Length;
            return new(ClusterQueryTokenKind.Symbol, symbol, start);
        }
        if (!IsWord(text[start])) return Single(ClusterQueryTokenKind.Invalid);
        while (_at < text.Length && IsWord(text[_at])) _at++;
        return new(ClusterQueryTokenKind.Word, text[start.._at], start);
    }

    /// <summary>
    /// A regular expression: quoted, or everything up to a blank, <c>&amp;&amp;</c>, <c>||</c> or a parenthesis that closes one opened before it.
    /// </summary>
    public ClusterQueryToken NextPattern()
    {
        SkipSpaces();
        var start = _at;
        if (start == text.Length) return new(ClusterQueryTokenKind.End, "", start);
        if (text[start] is '\'' or '"') return Quoted();
        var depth = 0;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]))
        {
            var c = text[_at];
            if (c == '\\' && _at + 1 < text.Length)
            {
                _at += 2;
                continue;
            }
            if (c is '(' or '[') depth++;
            if (c is ')' or ']' && --depth < 0) break;
            if (depth == 0 && c is '&' or '|' && _at + 1 < text.Length && text[_at + 1] == c) break;
            _at++;
        }
        return _at == start ? Next() : new(ClusterQueryTokenKind.Word, text[start.._at], start);
    }

    private static bool IsWord(char c) => !char.IsWhiteSpace(c) && !"()[],'\"=!<>&|~".Contains(c, StringComparison.Ordinal);

    private void SkipSpaces()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
    }

    private ClusterQueryToken Single(ClusterQueryTokenKind kind) => new(kind, text[_at].ToString(), _at++);

    private ClusterQueryToken Quoted()
    {
        var start = _at;
        var end = text.IndexOf(text[start], start + 1);
        if (end < 0)
        {
            _at = text.Length;
            return new(ClusterQueryTokenKind.Invalid, text[start..], start);
        }
        _at = end + 1;
        return new(ClusterQueryTokenKind.Quoted, text[(start + 1)..end], start);
    }
}
