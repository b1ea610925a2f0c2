using System.Globalization;
using System.Text.RegularExpressions;

namespace Simulator.Model.Languages;

/// <summary>Operators of a comparison.</summary>
internal enum ClusterQueryOperator
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Exists,
    NotExists,
    In,
    NotIn,
    Matches,
    NotMatches,
}

/// <summary>A node of a parsed expression.</summary>
internal abstract class ClusterQueryNode
{
    public abstract bool IsStatic { get; }

    public abstract bool Matches(IClusterQuerySubject s);

    /// <summary>What an order (-1, 0, 1) answers to an ordering operator.</summary>
    protected static bool Answer(ClusterQueryOperator op, int order) => op switch
    {
        ClusterQueryOperator.Equal => order == 0,
        ClusterQueryOperator.NotEqual => order != 0,
        ClusterQueryOperator.Greater => order > 0,
        ClusterQueryOperator.GreaterOrEqual => order >= 0,
        ClusterQueryOperator.Less => order < 0,
        _ => order <= 0,
    };
}

/// <summary>a or b.</summary>
internal sealed class ClusterQueryOr(ClusterQueryNode left, ClusterQueryNode right) : ClusterQueryNode
{
    public override bool IsStatic => left.IsStatic && right.IsStatic;

    public override bool Matches(IClusterQuerySubject s) => left.Matches(s) || right.Matches(s);
}

/// <summary>a and b.</summary>
internal sealed class ClusterQueryAnd(ClusterQueryNode left, ClusterQueryNode right) : ClusterQueryNode
{
    public override bool IsStatic => left.IsStatic && right.IsStatic;

    public override bool Matches(IClusterQuerySubject s) => left.Matches(s) && right.Matches(s);
}

/// <summary>not a.</summary>
internal sealed class ClusterQueryNot(ClusterQueryNode inner) : ClusterQueryNode
{
    public override bool IsStatic => inner.IsStatic;

    public override bool Matches(IClusterQuerySubject s) => !inner.Matches(s);
}

/// <summary>What a text is compared with: one value, several, or a pattern.</summary>
internal sealed class ClusterQueryTextTest(ClusterQueryOperator op, string[] values, Regex? pattern)
{
    private readonly double _number = values.Length == 1 && TryNumber(values[0], out var n) ? n : double.NaN;

    /// <summary>Whether a missing value answers true: the negated operators (ECS-QL-07).</summary>
    public bool IsNegated => op is ClusterQueryOperator.NotEqual or ClusterQueryOperator.NotIn or ClusterQueryOperator.NotMatches or ClusterQueryOperator.NotExists;

    public bool Holds(string value) => op switch
    {
        ClusterQueryOperator.Exists => true,
        ClusterQueryOperator.NotExists => false,
        ClusterQueryOperator.Equal or ClusterQueryOperator.In => IsOneOf(value),
        ClusterQueryOperator.NotEqual or ClusterQueryOperator.NotIn => !IsOneOf(value),
        ClusterQueryOperator.Matches => pattern!.IsMatch(value),
        ClusterQueryOperator.NotMatches => !pattern!.IsMatch(value),
        _ => HoldsOrder(value),
    };

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private bool IsOneOf(string value)
    {
        foreach (var v in values)
        {
            if (string.Equals(v, value, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    // ECS-QL-03: by number when both sides are numbers, else as text.
    private bool HoldsOrder(string value)
    {
        var order = !double.IsNaN(_number) && TryNumber(value, out var number) ? number.CompareTo(_number) : string.CompareOrdinal(value, values[0]);
        return op switch
        {
            ClusterQueryOperator.Greater => order > 0,
            ClusterQueryOperator.GreaterOrEqual => order >= 0,
            ClusterQueryOperator.Less => order < 0,
            _ => order <= 0,
        };
    }
}

/// <summary>attribute:NAME, all operators.</summary>
internal sealed class ClusterQueryAttribute(string name, ClusterQueryTextTest test) : ClusterQueryNode
{
    public override bool IsStatic => true;

    public override bool Matches(IClusterQuerySubject s) => s.TryGetAttribute(name, out var value) ? test.Holds(value) : test.IsNegated;
}

/// <summary>ec2InstanceId.</summary>
internal sealed class ClusterQueryInstanceId(ClusterQueryTextTest test) : ClusterQueryNode
{
    public override bool IsStatic => true;

    public override bool Matches(IClusterQuerySubject s) => test.Holds(s.Ec2InstanceId);
}

/// <summary>agentConnected, as the text true or false.</summary>
internal sealed class ClusterQueryAgentConnected(ClusterQueryTextTest test) : ClusterQueryNode
{
    private readonly bool _whenConnected = test.Holds("true");
    private readonly bool _whenNot = test.Holds("false");

    public override bool IsStatic => false;

    public override bool Matches(IClusterQuerySubject s) => s.AgentConnected ? _whenConnected : _whenNot;
}

/// <summary>task:group (ECS-QL-06).</summary>
internal sealed class ClusterQueryTaskGroup(bool negated, string[] groups) : ClusterQueryNode
{
    public override bool IsStatic => false;

    public override bool Matches(IClusterQuerySubject s)
    {
        foreach (var group in groups)
        {
            if (s.HasTaskOfGroup(group)) return !negated;
        }
        return negated;
    }
}

/// <summary>runningTasksCount.</summary>
internal sealed class ClusterQueryRunningTasks(ClusterQueryOperator op, int count) : ClusterQueryNode
{
    public override bool IsStatic => false;

    public override bool Matches(IClusterQuerySubject s) => Answer(op, s.RunningTasksCount.CompareTo(count));
}

/// <summary>registeredAt.</summary>
internal sealed class ClusterQueryRegisteredAt(ClusterQueryOperator op, DateTimeOffset at) : ClusterQueryNode
{
    public override bool IsStatic => true;

    public override bool Matches(IClusterQuerySubject s) => Answer(op, s.RegisteredAt.CompareTo(at));
}

/// <summary>agentVersion, number by number (ECS-QL-04); a missing number is 0.</summary>
internal sealed class ClusterQueryAgentVersion(ClusterQueryOperator op, string version) : ClusterQueryNode
{
    public override bool IsStatic => true;

    public static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (!a.IsEmpty || !b.IsEmpty)
        {
            var order = TakeNumber(ref a).CompareTo(TakeNumber(ref b));
            if (order != 0) return order;
        }
        return 0;
    }

    public override bool Matches(IClusterQuerySubject s) => Answer(op, Compare(s.AgentVersion, version));

    private static int TakeNumber(ref ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf('.');
        var part = dot < 0 ? text : text[..dot];
        text = dot < 0 ? [] : text[(dot + 1)..];
        return int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
