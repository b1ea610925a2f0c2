using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>
/// What a property may hold: one object that reads a value, describes itself to the JSON Schema and to the reference page, so that the three cannot drift.
/// </summary>
internal abstract class ValueKind
{
    /// <summary>In a few words, for the reference page and for messages: <c>a length of time such as 90s</c>.</summary>
    public abstract string Described { get; }

    /// <summary>The JSON Schema of it.</summary>
    public abstract JsonObject Schema(SchemaDefinitions definitions);

    /// <summary>Tables of objects inside, for the reference page.</summary>
    public virtual IEnumerable<ObjectTable> Tables => [];

    /// <summary>The one table of the object, or of the list's items, that stands here; null where there is none or several. Overrides find their way by it.</summary>
    public virtual ObjectTable? Inner => null;

    /// <summary>Whether values lie below this one.</summary>
    public virtual bool HoldsOthers => true;

    /// <summary>Reads a value; on failure the problem has been reported.</summary>
    public abstract bool TryReadAny(Node node, string path, ReadScope scope, [NotNullWhen(true)] out object? value);
}

/// <inheritdoc/>
/// <typeparam name="T">What is read.</typeparam>
internal abstract class ValueKind<T> : ValueKind
    where T : notnull
{
    /// <summary>Reads a value; on failure the problem has been reported.</summary>
    public abstract bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out T value);

    public sealed override bool TryReadAny(Node node, string path, ReadScope scope, [NotNullWhen(true)] out object? value)
    {
        if (node is not BadNode && TryRead(node, path, scope, out var read))
        {
            value = read;
            return true;
        }
        value = null;
        return false;
    }
}

/// <summary>A value written as one scalar.</summary>
/// <typeparam name="T">What is read.</typeparam>
internal abstract class ScalarKind<T> : ValueKind<T>
    where T : notnull
{
    /// <summary>What is said where a list, an object or nothing stands.</summary>
    protected abstract string Example { get; }

    public sealed override bool HoldsOthers => false;

    public sealed override bool TryRead(Node node, string path, ReadScope scope, [MaybeNullWhen(false)] out T value)
    {
        if (node is ScalarNode { IsNull: false } scalar) return TryReadScalar(scalar, path, scope, out value);
        value = default;
        scope.Report(node, path, $"{Last(path)} takes {Described}, not {node.Described}", Example);
        return false;
    }

    protected abstract bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, [MaybeNullWhen(false)] out T value);

    /// <summary>The last part of a path, in back quotes, for a message.</summary>
    protected static string Last(string path) => PathText.Last(path);

    /// <summary>Reports a template's placeholder; deferred in a file, because the file is a template until someone fills it in.</summary>
    protected static bool RefusePlaceholder(ScalarNode scalar, string path, ReadScope scope)
    {
        if (!Placeholders.IsPlaceholder(scalar.Text)) return false;
        scope.ReportDeferrable(scalar.Position, path, $"{Last(path)} still holds a template's placeholder, {scalar.Described}", "fill in the value");
        return true;
    }
}

/// <summary>Recognises what templating tools leave behind.</summary>
internal static class Placeholders
{
    public static bool IsPlaceholder(string text)
    {
        var t = text.Trim();
        if (t.Length < 2) return false;
        return t[0] == '$' || (t.StartsWith("{{", StringComparison.Ordinal) && t.EndsWith("}}", StringComparison.Ordinal))
            || (t[0] == '<' && t[^1] == '>') || (t[0] == '%' && t[^1] == '%');
    }
}

/// <summary>Dotted paths of the scenario.</summary>
internal static class PathText
{
    public static string Join(string path, string name)
    {
        var part = name.AsSpan().IndexOfAny(".[]\" ") >= 0 || name.Length == 0 ? $"\"{name}\"" : name;
        return path.Length == 0 ? part : path + "." + part;
    }

    public static string Item(string path, int index) => $"{path}[{index}]";

    /// <summary>The last part in back quotes.</summary>
    public static string Last(string path)
    {
        if (path.EndsWith('"'))
        {
            var open = path.LastIndexOf('"', path.Length - 2);
            return $"`{path[(open + 1)..^1]}`";
        }
        return $"`{path[(path.LastIndexOf('.') + 1)..]}`";
    }
}
