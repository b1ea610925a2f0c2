using System.Globalization;

namespace Simulator.Model.Languages;

/// <summary>Kinds of token.</summary>
internal enum MetricMathTokenKind
{
    End,
    Number,
    Name,
    Quoted,
    Symbol,
}

/// <summary>A token: what, its text (without quotes), its number, and where it begins.</summary>
internal readonly record struct MetricMathToken(MetricMathTokenKind Kind, string Text, double Number, int Position)
{
    /// <summary>The token as a message names it.</summary>
    public string Described => Kind == MetricMathTokenKind.End ? "the end of the expression" : $"'{Text}'";

    /// <summary>Whether it is this symbol.</summary>
    public bool Is(string symbol) => Kind == MetricMathTokenKind.Symbol && Text == symbol;
}

/// <summary>What is wrong with an expression, and where. Never leaves the languages.</summary>
internal sealed class MetricMathException(string message, int position) : Exception(message)
{
    /// <summary>Index into the expression.</summary>
    public int Position { get; } = position;
}

/// <summary>Cuts a metric math expression into tokens.</summary>
internal static class MetricMathLexer
{
    private static readonly string[] Symbols = ["==", "!=", ">=", "<=", "&&", "||", ">", "<", "+", "-", "*", "/", "^", "(", ")", "[", "]", ","];

    /// <summary>All tokens, the end included.</summary>
    /// <exception cref="MetricMathException">A character no token begins with, or a quote that is not closed.</exception>
    public static List<MetricMathToken> Cut(string text)
    {
        var tokens = new List<MetricMathToken>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) break;
            tokens.Add(Next(text, at, out at));
        }
        tokens.Add(new(MetricMathTokenKind.End, "", 0, text.Length));
        return tokens;
    }

    private static MetricMathToken Next(string text, int start, out int end)
    {
        var c = text[start];
        end = start;
        if (char.IsAsciiDigit(c) || (c == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1]))) return Number(text, start, out end);
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
            return new(MetricMathTokenKind.Name, text[start..end], 0, start);
        }
        if (c is '"' or '\'')
        {
            var close = text.IndexOf(c, start + 1);
            if (close < 0) throw new MetricMathException("the quote is not closed", start);
            end = close + 1;
            return new(MetricMathTokenKind.Quoted, text[(start + 1)..close], 0, start);
        }
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) != 0) continue;
            end = start + symbol.Length;
            return new(MetricMathTokenKind.Symbol, symbol, 0, start);
        }
        throw new MetricMathException($"an expression holds no '{c}'", start);
    }

    private static MetricMathToken Number(string text, int start, out int end)
    {
        end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-') exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                end = exponent;
                while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            }
        }
        var word = text[start..end];
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) throw new MetricMathException($"'{word}' is not a number", start);
        return new(MetricMathTokenKind.Number, word, number, start);
    }
}
