namespace Simulator.Model.Languages;

/// <summary>A node of a parsed expression: a number, a name, a list, an operator or a function with what it is applied to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Name, operator or quoted text.</param>
/// <param name="Number">Its number.</param>
/// <param name="Arguments">What it is applied to.</param>
/// <param name="Position">Where it begins.</param>
internal sealed record MetricMathNode(MetricMathNodeKind Kind, string Text, double Number, IReadOnlyList<MetricMathNode> Arguments, int Position);

/// <summary>Kinds of node.</summary>
internal enum MetricMathNodeKind
{
    Number,
    Name,
    Quoted,
    List,
    Negation,
    Operator,
    Call,
}

/// <summary>
/// Recursive descent over the tokens, loosest binding first:
/// <code>
/// or      := and ( ("OR" | "||") and )*
/// and     := compare ( ("AND" | "&amp;&amp;") compare )*
/// compare := sum ( ("==" | "!=" | "&lt;=" | ">=" | "&lt;" | ">") sum )*
/// sum     := product ( ("+" | "-") product )*
/// product := power ( ("*" | "/") power )*
/// power   := unary [ "^" power ]
/// unary   := "-" unary | number | text | id | FUNCTION "(" [ or ("," or)* ] ")" | "[" or ("," or)* "]" | "(" or ")"
/// </code>
/// </summary>
internal sealed class MetricMathParser
{
    private static readonly string[][] Levels = [["OR", "||"], ["AND", "&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];

    private readonly List<MetricMathToken> _tokens;
    private int _at;

    private MetricMathParser(List<MetricMathToken> tokens) => _tokens = tokens;

    private MetricMathToken Current => _tokens[_at];

    /// <summary>The root of an expression.</summary>
    /// <exception cref="MetricMathException">The text is no expression.</exception>
    public static MetricMathNode Parse(string text)
    {
        var parser = new MetricMathParser(MetricMathLexer.Cut(text));
        var root = parser.Binary(0);
        if (parser.Current.Kind != MetricMathTokenKind.End) throw new MetricMathException($"an operator is missing before {parser.Current.Described}", parser.Current.Position);
        return root;
    }

    private MetricMathNode Binary(int level)
    {
        if (level == Levels.Length) return Power();
        var left = Binary(level + 1);
        while (OperatorOf(level) is { } name)
        {
            var position = Current.Position;
            _at++;
            left = new(MetricMathNodeKind.Operator, name, 0, [left, Binary(level + 1)], position);
        }
        return left;
    }

    private string? OperatorOf(int level)
    {
        if (Current.Kind is not (MetricMathTokenKind.Symbol or MetricMathTokenKind.Name)) return null;
        var text = Current.Kind == MetricMathTokenKind.Name ? Current.Text.ToUpperInvariant() : Current.Text;
        if (Array.IndexOf(Levels[level], text) < 0) return null;
        return text switch { "||" => "OR", "&&" => "AND", _ => text };
    }

    private MetricMathNode Power()
    {
        var left = Unary();
        if (!Current.Is("^")) return left;
        var position = Current.Position;
        _at++;
        return new(MetricMathNodeKind.Operator, "^", 0, [left, Power()], position);
    }

    private MetricMathNode Unary()
    {
        var token = Current;
        _at++;
        switch (token.Kind)
        {
            case MetricMathTokenKind.Number: return new(MetricMathNodeKind.Number, token.Text, token.Number, [], token.Position);
            case MetricMathTokenKind.Quoted: return new(MetricMathNodeKind.Quoted, token.Text, 0, [], token.Position);
            case MetricMathTokenKind.Name when Current.Is("("):
                _at++;
                return new(MetricMathNodeKind.Call, token.Text, 0, Items(")", token), token.Position);
            case MetricMathTokenKind.Name: return new(MetricMathNodeKind.Name, token.Text, 0, [], token.Position);
            case MetricMathTokenKind.Symbol when token.Is("-"): return new(MetricMathNodeKind.Negation, "-", 0, [Unary()], token.Position);
            case MetricMathTokenKind.Symbol when token.Is("["): return new(MetricMathNodeKind.List, "[", 0, Items("]", token), token.Position);
            case MetricMathTokenKind.Symbol when token.Is("("):
                var inner = Binary(0);
                Expect(")", token);
                return inner;
            default:
                throw new MetricMathException($"a metric, a number or a function is missing at {token.Described}", token.Position);
        }
    }

    private List<MetricMathNode> Items(string close, MetricMathToken open)
    {
        var items = new List<MetricMathNode>();
        if (Current.Is(close))
        {
            _at++;
            return items;
        }
        while (true)
        {
            items.Add(Binary(0));
            if (!Current.Is(",")) break;
            _at++;
        }
        Expect(close, open);
        return items;
    }

    private void Expect(string symbol, MetricMathToken open)
    {
        if (!Current.Is(symbol)) throw new MetricMathException($"'{symbol}' is missing: {open.Described} is not closed", Current.Position);
        _at++;
    }
}
