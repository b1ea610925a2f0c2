using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Simulator.Model.Languages;

/// <summary>
/// The rule of a composite alarm, by states of other alarms:
/// <code>
/// or   := and ( OR and )*            and := not ( AND not )*            not := NOT not | atom
/// atom := ALARM(name) | OK(name) | INSUFFICIENT_DATA(name) | AT_LEAST(count | percent%, STATE, (name, name, …)) | TRUE | FALSE | "(" or ")"
/// </code>
/// Names may be quoted, or ARNs. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html (AS-CW-14)
/// </summary>
public sealed class AlarmRule
{
    private readonly Node _root;

    private AlarmRule(string text, Node root, ImmutableArray<string> names)
    {
        Text = text;
        _root = root;
        Names = names;
    }

    /// <summary>The rule as written.</summary>
    public string Text { get; }

    /// <summary>The alarms it names, each once, in order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Parses a rule.</summary>
    /// <param name="text">The rule.</param>
    /// <param name="rule">The rule, when the text is right.</param>
    /// <param name="error">Otherwise what is wrong.</param>
    /// <param name="position">Where.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AlarmRule? rule, [NotNullWhen(false)] out string? error, out int position)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var parser = new Parser(text);
            var root = parser.Whole();
            (rule, error, position) = (new AlarmRule(text, root, [.. parser.Names]), null, 0);
            return true;
        }
        catch (MetricMathException e)
        {
            (rule, error, position) = (null, e.Message, e.Position);
            return false;
        }
    }

    /// <summary>Whether the rule holds.</summary>
    /// <param name="states">States of the alarms, in the order of <see cref="Names"/>.</param>
    public bool Holds(ReadOnlySpan<AlarmState> states) => _root.Holds(states);

    private abstract class Node
    {
        public abstract bool Holds(ReadOnlySpan<AlarmState> states);
    }

    private sealed class Is(int alarm, AlarmState state) : Node
    {
        public override bool Holds(ReadOnlySpan<AlarmState> states) => states[alarm] == state;
    }

    private sealed class Fixed(bool value) : Node
    {
        public override bool Holds(ReadOnlySpan<AlarmState> states) => value;
    }

    private sealed class Not(Node inner) : Node
    {
        public override bool Holds(ReadOnlySpan<AlarmState> states) => !inner.Holds(states);
    }

    private sealed class Both(Node left, Node right, bool isAnd) : Node
    {
        public override bool Holds(ReadOnlySpan<AlarmState> states) => isAnd ? left.Holds(states) && right.Holds(states) : left.Holds(states) || right.Holds(states);
    }

    private sealed class AtLeast(int count, AlarmState state, bool isNegated, ImmutableArray<int> alarms) : Node
    {
        public override bool Holds(ReadOnlySpan<AlarmState> states)
        {
            var found = 0;
            foreach (var alarm in alarms) found += states[alarm] == state != isNegated ? 1 : 0;
            return found >= count;
        }
    }

    private sealed class Parser(string text)
    {
        private int _at;

        public List<string> Names { get; } = [];

        public Node Whole()
        {
            var root = Or();
            Skip();
            return _at == text.Length ? root : throw Wrong("AND, OR or the end is expected here");
        }

        private Node Or()
        {
            var left = And();
            while (Take("OR")) left = new Both(left, And(), isAnd: false);
            return left;
        }

        private Node And()
        {
            var left = Unary();
            while (Take("AND")) left = new Both(left, Unary(), isAnd: true);
            return left;
        }

        private Node Unary()
        {
            if (Take("NOT")) return new Not(Unary());
            if (Take("TRUE")) return new Fixed(true);
            if (Take("FALSE")) return new Fixed(false);
            if (Take("AT_LEAST")) return Several();
            if (StateWord() is { } state)
            {
                Expect('(');
                var alarm = Name();
                Expect(')');
                return new Is(alarm, state);
            }
            if (!TakeSymbol('(')) throw Wrong("ALARM(…), OK(…), INSUFFICIENT_DATA(…), AT_LEAST(…), NOT, TRUE, FALSE or ( is expected here");
            var inner = Or();
            Expect(')');
            return inner;
        }

        private AtLeast Several()
        {
            Expect('(');
            Skip();
            var start = _at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            if (start == _at || !int.TryParse(text.AsSpan(start, _at - start), out var number)) throw Wrong("AT_LEAST begins with a number of alarms, or a percentage of them");
            var isPercent = TakeSymbol('%');
            Expect(',');
            var isNegated = Take("NOT");
            if (StateWord() is not { } state) throw Wrong("a state is expected here: ALARM, OK or INSUFFICIENT_DATA");
            Expect(',');
            Expect('(');
            var alarms = ImmutableArray.CreateBuilder<int>();
            do alarms.Add(Name());
            while (TakeSymbol(','));
            Expect(')');
            Expect(')');
            var count = isPercent ? (int)Math.Ceiling(alarms.Count * number / 100.0) : number;
            if (count < 1 || count > alarms.Count) throw new MetricMathException($"AT_LEAST asks for {number}{(isPercent ? "%" : "")} of {alarms.Count} alarms", start);
            return new AtLeast(count, state, isNegated, alarms.ToImmutable());
        }

        private AlarmState? StateWord() =>
            Take("ALARM") ? AlarmState.Alarm : Take("OK") ? AlarmState.Ok : Take("INSUFFICIENT_DATA") ? AlarmState.InsufficientData : null;

        private int Name()
        {
            Skip();
            string name;
            if (_at < text.Length && text[_at] is '"' or '\'')
            {
                var close = text.IndexOf(text[_at], _at + 1);
                if (close < 0) throw Wrong("the quote is not closed");
                name = text[(_at + 1)..close];
                _at = close + 1;
            }
            else
            {
                var start = _at;
                while (_at < text.Length && text[_at] is not (')' or ',' or '(')) _at++;
                name = text[start.._at].Trim();
            }
            const string marker = ":alarm:";
            if (name.StartsWith("arn:", StringComparison.Ordinal) && name.IndexOf(marker, StringComparison.Ordinal) is >= 0 and var at) name = name[(at + marker.Length)..];
            if (name.Length == 0) throw Wrong("the name of an alarm is expected here");
            var known = Names.IndexOf(name);
            if (known >= 0) return known;
            Names.Add(name);
            return Names.Count - 1;
        }

        // A word ends where its letters end: OK is no beginning of OKAY.
        private bool Take(string word)
        {
            Skip();
            if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0) return false;
            var end = _at + word.Length;
            if (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) return false;
            _at = end;
            return true;
        }

        private bool TakeSymbol(char symbol)
        {
            Skip();
            if (_at >= text.Length || text[_at] != symbol) return false;
            _at++;
            return true;
        }

        private void Expect(char symbol)
        {
            if (!TakeSymbol(symbol)) throw Wrong($"'{symbol}' is expected here");
        }

        private void Skip()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        }

        private MetricMathException Wrong(string message)
        {
            Skip();
            return new(message, _at);
        }
    }
}
