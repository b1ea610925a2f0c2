using System.Globalization;

namespace Simulator.Model.Languages;

/// <summary>Recursive descent over the grammar in <see cref="ClusterQuery"/>. After the first error every method returns null.</summary>
internal sealed class ClusterQueryParser
{
    private const int MaxLength = 2000; // of a placement constraint's expression in the ECS API
    private const int MaxDepth = 100;   // keeps recursion shallow; no readable expression comes near
    private const string SubjectNames = "agentConnected, agentVersion, attribute:NAME, ec2InstanceId, registeredAt, runningTasksCount, task:group";
    private const string EqualityOperators = "==, !=, in, !in, =~, !~";
    private const string OrderOperators = "==, !=, >, >=, <, <=";

    private static readonly string[] Subjects = ["agentConnected", "agentVersion", "ec2InstanceId", "registeredAt", "runningTasksCount", "task:group"];

    private static readonly Dictionary<string, ClusterQueryOperator> Operators = new(StringComparer.Ordinal)
    {
        ["=="] = ClusterQueryOperator.Equal,
        ["equals"] = ClusterQueryOperator.Equal,
        ["!="] = ClusterQueryOperator.NotEqual,
        ["not_equals"] = ClusterQueryOperator.NotEqual,
        [">"] = ClusterQueryOperator.Greater,
        ["greater_than"] = ClusterQueryOperator.Greater,
        [">="] = ClusterQueryOperator.GreaterOrEqual,
        ["greater_than_equal"] = ClusterQueryOperator.GreaterOrEqual,
        ["<"] = ClusterQueryOperator.Less,
        ["less_than"] = ClusterQueryOperator.Less,
        ["<="] = ClusterQueryOperator.LessOrEqual,
        ["less_than_equal"] = ClusterQueryOperator.LessOrEqual,
        ["exists"] = ClusterQueryOperator.Exists,
        ["not_exists"] = ClusterQueryOperator.NotExists,
        ["in"] = ClusterQueryOperator.In,
        ["not_in"] = ClusterQueryOperator.NotIn,
        ["=~"] = ClusterQueryOperator.Matches,
        ["matches"] = ClusterQueryOperator.Matches,
        ["!~"] = ClusterQueryOperator.NotMatches,
        ["not_matches"] = ClusterQueryOperator.NotMatches,
    };

    private readonly ClusterQueryLexer _lexer;
    private readonly int _length;
    private ClusterQueryToken _token;
    private int _depth;

    public ClusterQueryParser(string text)
    {
        _lexer = new ClusterQueryLexer(text);
        _length = text.Length;
        _token = _lexer.Next();
    }

    public string? Error { get; private set; }

    public int ErrorPosition { get; private set; }

    public ClusterQueryNode? Parse()
    {
        if (_token.Kind == ClusterQueryTokenKind.End) return Fail(0, "The expression is empty; expected for example attribute:ecs.instance-type == t3.large.");
        if (_length > MaxLength) return Fail(MaxLength, $"The expression is longer than {MaxLength} characters, ECS's limit.");
        var root = ParseOr();
        if (root is null) return null;
        if (_token.Kind == ClusterQueryTokenKind.End) return root;
        if (_token.Kind == ClusterQueryTokenKind.CloseParenthesis) return Fail("')' closes no '('.");
        if (_token.Kind == ClusterQueryTokenKind.Word && _token.Text is "AND" or "OR" or "And" or "Or")
            return Fail($"'{_token.Text}' must be written in lower case: {_token.Text.ToLowerInvariant()}.");
        return Fail($"Expected 'and', 'or' or the end of the expression, found {_token.Described}; a value that holds blanks or operators needs quotes.");
    }

    private ClusterQueryNode? ParseOr()
    {
        var left = ParseAnd();
        while (left is not null && IsConnective("||", "or"))
        {
            Advance();
            var right = ParseAnd();
            left = right is null ? null : new ClusterQueryOr(left, right);
        }
        return left;
    }

    private ClusterQueryNode? ParseAnd()
    {
        var left = ParseUnary();
        while (left is not null && IsConnective("&&", "and"))
        {
            Advance();
            var right = ParseUnary();
            left = right is null ? null : new ClusterQueryAnd(left, right);
        }
        return left;
    }

    private ClusterQueryNode? ParseUnary()
    {
        if (++_depth > MaxDepth) return Fail($"The expression is nested more than {MaxDepth} levels deep.");
        ClusterQueryNode? node;
        if (IsConnective("!", "not"))
        {
            Advance();
            var inner = ParseUnary();
            node = inner is null ? null : new ClusterQueryNot(inner);
        }
        else if (_token.Kind == ClusterQueryTokenKind.OpenParenthesis)
        {
            node = ParseParenthesis();
        }
        else
        {
            node = ParseComparison();
        }
        _depth--;
        return node;
    }

    private ClusterQueryNode? ParseParenthesis()
    {
        var open = _token.Position;
        Advance();
        var node = ParseOr();
        if (node is null) return null;
        if (_token.Kind != ClusterQueryTokenKind.CloseParenthesis) return Fail($"Expected ')' for the '(' at position {open + 1}, found {_token.Described}.");
        Advance();
        return node;
    }

    private ClusterQueryNode? ParseComparison()
    {
        var subject = _token;
        if (subject.Kind != ClusterQueryTokenKind.Word) return Fail($"Expected a subject ({SubjectNames}), found {subject.Described}.");
        var isAttribute = subject.Text.StartsWith("attribute:", StringComparison.Ordinal);
        if (isAttribute && subject.Text.Length == "attribute:".Length) return Fail(subject.Position + subject.Text.Length, "The attribute's name is missing after 'attribute:'.");
        if (!isAttribute && Array.IndexOf(Subjects, subject.Text) < 0) return Fail(UnknownSubject(subject.Text));
        Advance();
        var operatorPosition = _token.Position;
        if (!TryParseOperator(subject.Text, out var op)) return null;
        if (!Allows(subject.Text, isAttribute, op, out var allowed)) return Fail(operatorPosition, $"{subject.Text} takes the operators {allowed} only.");
        if (op is ClusterQueryOperator.Exists or ClusterQueryOperator.NotExists)
        {
            Advance();
            return new ClusterQueryAttribute(subject.Text["attribute:".Length..], new ClusterQueryTextTest(op, [], null));
        }
        return op is ClusterQueryOperator.Matches or ClusterQueryOperator.NotMatches ? ParsePattern(subject, op) : ParseValues(subject, op);
    }

    // Leaves the last token of the operator current: what follows may be a pattern, which is cut differently.
    private bool TryParseOperator(string subject, out ClusterQueryOperator op)
    {
        if (_token is { Kind: ClusterQueryTokenKind.Symbol, Text: "!" })
        {
            var bang = _token;
            Advance();
            if (_token is { Kind: ClusterQueryTokenKind.Word, Text: "exists" or "in" } && _token.Position == bang.Position + 1)
            {
                op = _token.Text == "in" ? ClusterQueryOperator.NotIn : ClusterQueryOperator.NotExists;
                return true;
            }
            op = default;
            Fail(bang.Position, "'!' is no operator; expected !=, !in, !exists or !~.");
            return false;
        }
        if (_token.Kind is ClusterQueryTokenKind.Symbol or ClusterQueryTokenKind.Word && Operators.TryGetValue(_token.Text, out op)) return true;
        op = default;
        if (_token.Text == "=")
            Fail("'=' is no operator; equality is '=='.");
        else
            Fail($"Expected an operator after {subject} (==, !=, >, >=, <, <=, exists, !exists, in, !in, =~, !~), found {_token.Described}.");
        return false;
    }

    private static bool Allows(string subject, bool isAttribute, ClusterQueryOperator op, out string allowed)
    {
        allowed = "";
        if (isAttribute) return true;
        switch (subject)
        {
            case "agentConnected" or "ec2InstanceId":
                allowed = EqualityOperators;
                return op is ClusterQueryOperator.Equal or ClusterQueryOperator.NotEqual or ClusterQueryOperator.In or ClusterQueryOperator.NotIn
                    or ClusterQueryOperator.Matches or ClusterQueryOperator.NotMatches;
            case "task:group":
                allowed = "==, !=, in, !in";
                return op is ClusterQueryOperator.Equal or ClusterQueryOperator.NotEqual or ClusterQueryOperator.In or ClusterQueryOperator.NotIn;
            default:
                allowed = OrderOperators;
                return op <= ClusterQueryOperator.LessOrEqual;
        }
    }

    private ClusterQueryNode? ParsePattern(ClusterQueryToken subject, ClusterQueryOperator op)
    {
        var token = _lexer.NextPattern();
        if (token.Kind is not (ClusterQueryTokenKind.Word or ClusterQueryTokenKind.Quoted))
        {
            _token = token;
            return FailValue("a regular expression");
        }
        if (!RegularExpression.TryParse(token.Text, out var pattern, out var why)) return Fail(token.Position, why);
        Advance();
        return TextNode(subject.Text, new ClusterQueryTextTest(op, [], pattern));
    }

    private ClusterQueryNode? ParseValues(ClusterQueryToken subject, ClusterQueryOperator op)
    {
        Advance();
        var isList = op is ClusterQueryOperator.In or ClusterQueryOperator.NotIn;
        if (!isList)
        {
            if (_token.Kind == ClusterQueryTokenKind.OpenBracket) return Fail("A list is compared with 'in' or '!in'.");
            var node = IsValue ? ValueNode(subject.Text, op) : FailValue("a value");
            if (node is not null) Advance();
            return node;
        }
        var values = ParseList(subject.Text);
        if (values is null) return null;
        return subject.Text == "task:group"
            ? new ClusterQueryTaskGroup(op == ClusterQueryOperator.NotIn, values)
            : TextNode(subject.Text, new ClusterQueryTextTest(op, values, null));
    }

    private string[]? ParseList(string subject)
    {
        if (_token.Kind != ClusterQueryTokenKind.OpenBracket)
        {
            Fail($"Expected a list in brackets after 'in', such as [a, b], found {_token.Described}.");
            return null;
        }
        var values = new List<string>();
        do
        {
            Advance();
            if (!IsValue)
            {
                FailValue("a value");
                return null;
            }
            if (subject == "agentConnected" && !CheckBoolean()) return null;
            values.Add(_token.Text);
            Advance();
        }
        while (_token.Kind == ClusterQueryTokenKind.Comma);
        if (_token.Kind != ClusterQueryTokenKind.CloseBracket)
        {
            Fail($"Expected ',' or ']' in the list, found {_token.Described}.");
            return null;
        }
        Advance();
        return [.. values];
    }

    private static ClusterQueryNode TextNode(string subject, ClusterQueryTextTest test) => subject switch
    {
        "agentConnected" => new ClusterQueryAgentConnected(test),
        "ec2InstanceId" => new ClusterQueryInstanceId(test),
        _ => new ClusterQueryAttribute(subject["attribute:".Length..], test),
    };

    private ClusterQueryNode? ValueNode(string subject, ClusterQueryOperator op)
    {
        var value = _token.Text;
        switch (subject)
        {
            case "task:group":
                return new ClusterQueryTaskGroup(op == ClusterQueryOperator.NotEqual, [value]);
            case "runningTasksCount":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    ? new ClusterQueryRunningTasks(op, count)
                    : Fail($"runningTasksCount is compared with a whole number, not with '{value}'.");
            case "registeredAt":
                return DateTimeOffset.TryParseExact(value, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"],
                    CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                    ? new ClusterQueryRegisteredAt(op, at)
                    : Fail($"registeredAt is compared with a time such as 2018-06-18T22:28:28+00:00 or 2018-06-18, not with '{value}'.");
            case "agentVersion":
                return IsVersion(value)
                    ? new ClusterQueryAgentVersion(op, value)
                    : Fail($"agentVersion is compared with a dotted version such as 1.14.5, not with '{value}'.");
            case "agentConnected" when !CheckBoolean():
                return null;
            default:
                return TextNode(subject, new ClusterQueryTextTest(op, [value], null));
        }
    }

    private static bool IsVersion(string text)
    {
        foreach (var range in text.AsSpan().Split('.'))
        {
            if (!int.TryParse(text.AsSpan()[range], NumberStyles.None, CultureInfo.InvariantCulture, out _)) return false;
        }
        return text.Length > 0;
    }

    private bool CheckBoolean()
    {
        if (_token.Text is "true" or "false") return true;
        Fail($"agentConnected is compared with true or false, not with '{_token.Text}'.");
        return false;
    }

    private bool IsValue => _token.Kind is ClusterQueryTokenKind.Word or ClusterQueryTokenKind.Quoted;

    private bool IsConnective(string symbol, string word) =>
        (_token.Kind == ClusterQueryTokenKind.Symbol && _token.Text == symbol) || (_token.Kind == ClusterQueryTokenKind.Word && _token.Text == word);

    private static string UnknownSubject(string text)
    {
        foreach (var subject in Subjects)
        {
            if (string.Equals(subject, text, StringComparison.OrdinalIgnoreCase)) return $"'{text}' is no subject; did you mean {subject}?";
        }
        if (text.StartsWith("attribute", StringComparison.OrdinalIgnoreCase)) return $"'{text}' is no subject; an attribute is written attribute:NAME.";
        if (text.StartsWith("ecs.", StringComparison.Ordinal)) return $"'{text}' is no subject; did you mean attribute:{text}?";
        return $"'{text}' is no subject; expected {SubjectNames}.";
    }

    private void Advance() => _token = _lexer.Next();

    private ClusterQueryNode? FailValue(string what) => _token.Kind == ClusterQueryTokenKind.Invalid && _token.Text[0] is '\'' or '"'
        ? Fail($"The quote {_token.Text[0]} is never closed.")
        : Fail($"Expected {what}, found {_token.Described}.");

    private ClusterQueryNode? Fail(string message) => Fail(_token.Position, message);

    private ClusterQueryNode? Fail(int position, string message)
    {
        if (Error is null)
        {
            Error = message;
            ErrorPosition = position;
        }
        return null;
    }
}
