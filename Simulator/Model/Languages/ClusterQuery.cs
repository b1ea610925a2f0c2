using System.Diagnostics.CodeAnalysis;

namespace Simulator.Model.Languages;

/// <summary>
/// An expression of the cluster query language, by which placement constraints (memberOf) and ListContainerInstances choose container instances:
/// <code>
/// expr       := and  ( ("||" | "or")  and  )*
/// and        := unary ( ("&amp;&amp;" | "and") unary )*
/// unary      := ("!" | "not") unary | "(" expr ")" | comparison
/// comparison := subject operator [ literal | "[" literal ("," literal)* "]" ]
/// </code>
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html (ECS-QL-01 … 07). Immutable; matching allocates nothing.
/// </summary>
public sealed class ClusterQuery
{
    private readonly ClusterQueryNode _root;

    internal ClusterQuery(string text, ClusterQueryNode root)
    {
        Text = text;
        _root = root;
        IsStatic = root.IsStatic;
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>
    /// Whether the answer for an instance never changes once it is registered: nothing but attributes, ec2InstanceId, agentVersion and registeredAt
    /// is asked. Placement may then ask once for each instance instead of once for each task.
    /// </summary>
    public bool IsStatic { get; }

    /// <summary>Parses an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="query">The query, when the text is right.</param>
    /// <param name="error">Otherwise a sentence that says what is wrong and what would be right.</param>
    /// <param name="position">Where, as an index into <paramref name="text"/>; its length when something is missing at the end.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ClusterQuery? query, [NotNullWhen(false)] out string? error, out int position)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new ClusterQueryParser(text);
        var root = parser.Parse();
        query = root is null ? null : new ClusterQuery(text, root);
        error = parser.Error;
        position = parser.ErrorPosition;
        return query is not null;
    }

    /// <summary>Whether an instance matches.</summary>
    public bool Matches(IClusterQuerySubject s) => _root.Matches(s);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
