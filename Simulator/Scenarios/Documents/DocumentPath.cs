using System.Globalization;
using System.Text;

namespace Simulator.Scenarios.Documents;

/// <summary>A step of a path: a key or the name of a list item, or an index.</summary>
/// <param name="Name">Key or name; null for an index.</param>
/// <param name="Index">Index, from 0; -1 for a name.</param>
internal readonly record struct PathStep(string? Name, int Index)
{
    public override string ToString() => Name ?? $"[{Index.ToString(CultureInfo.InvariantCulture)}]";
}

/// <summary>Dotted paths of <c>--set</c> and sweeps: <c>services.web.desiredCount</c>, <c>alarms[0].threshold</c>, <c>services."my.service".desiredCount</c>.</summary>
internal static class DocumentPath
{
    /// <summary>The steps of a path, or what is wrong with it.</summary>
    public static IReadOnlyList<PathStep>? Parse(string text, out string error)
    {
        List<PathStep> steps = [];
        var i = 0;
        error = "";
        while (i < text.Length)
        {
            if (text[i] == '[')
            {
                var close = text.IndexOf(']', i);
                if (close < 0 || !int.TryParse(text.AsSpan(i + 1, close - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                {
                    error = "an index stands in brackets, such as [0]";
                    return null;
                }
                steps.Add(new PathStep(null, index));
                i = close + 1;
            }
            else if (ReadName(text, ref i) is { } name)
            {
                steps.Add(new PathStep(name, -1));
            }
            else
            {
                error = i < text.Length && text[i] == '.' ? "a name is missing before a dot" : "a quoted name is never closed";
                return null;
            }
            if (i >= text.Length) return steps;
            if (text[i] == '.' && i + 1 < text.Length) i++;
            else if (text[i] != '[')
            {
                error = text[i] == '.' ? "the path ends with a dot" : $"a dot is expected before `{text[i..]}`";
                return null;
            }
        }
        error = "the path is empty";
        return null;
    }

    /// <summary>Splits <c>path=value</c> at the first = outside quotes; -1 when there is none.</summary>
    public static int IndexOfEquals(string text)
    {
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0') quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '"' or '\'') quote = text[i];
            else if (text[i] == '=') return i;
        }
        return -1;
    }

    private static string? ReadName(string text, ref int i)
    {
        if (text[i] is '"' or '\'')
        {
            var close = text.IndexOf(text[i], i + 1);
            if (close < 0) return null;
            var quoted = text[(i + 1)..close];
            i = close + 1;
            return quoted;
        }
        var name = new StringBuilder();
        while (i < text.Length && text[i] is not ('.' or '[')) name.Append(text[i++]);
        return name.Length > 0 ? name.ToString() : null;
    }
}
