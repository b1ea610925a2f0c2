namespace Simulator.Model.Languages;

/// <summary>
/// One field of a cron expression as the set of its values: <c>*</c>, <c>?</c>, single values, ranges (which may wrap, as <c>FRI-MON</c>), steps and lists of
/// these. What only a calendar can decide (<c>L</c>, <c>W</c>, <c>#</c>) is read by <see cref="CronExpression"/>.
/// </summary>
internal sealed class CronField(string name, int lowest, int highest, string[] words)
{
    private readonly bool[] _values = new bool[highest - lowest + 1];

    /// <summary>Whether a value fits.</summary>
    public bool this[int value] => value >= lowest && value <= highest && _values[value - lowest];

    /// <summary>The first value from <paramref name="value"/> on that fits, or -1.</summary>
    public int From(int value)
    {
        for (var v = Math.Max(value, lowest); v <= highest; v++)
        {
            if (_values[v - lowest]) return v;
        }
        return -1;
    }

    /// <summary>Adds one part of the field's list; false with a sentence when it is wrong.</summary>
    public bool TryAdd(string part, out string? error)
    {
        error = null;
        if (part is "*" or "?")
        {
            Array.Fill(_values, true);
            return true;
        }
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? part : part[..slash];
        var step = 1;
        if (slash >= 0 && (!int.TryParse(part.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out step) || step < 1))
        {
            error = $"'{part[(slash + 1)..]}' is no step for {name}; expected a whole number after '/'.";
            return false;
        }
        if (!TryRange(range, slash >= 0, out var first, out var last, out error)) return false;
        var length = last >= first ? last - first : last - first + highest - lowest + 1;
        for (var i = 0; i <= length; i += step) _values[(first - lowest + i) % _values.Length] = true;
        return true;
    }

    /// <summary>A number or a word of the field.</summary>
    public bool TryValue(ReadOnlySpan<char> text, out int value)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!text.Equals(words[i], StringComparison.OrdinalIgnoreCase)) continue;
            value = lowest + i;
            return true;
        }
        return int.TryParse(text, System.Globalization.NumberStyles.None, null, out value) && value >= lowest && value <= highest;
    }

    private bool TryRange(string text, bool isStepped, out int first, out int last, out string? error)
    {
        error = null;
        (first, last) = (lowest, highest);
        if (text == "*") return true;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (left, right) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        if (!TryValue(left, out first) || !TryValue(right, out last))
        {
            var wordsSaid = words.Length == 0 ? "" : $" or {words[0]}–{words[^1]}";
            error = $"'{text}' does not fit {name}; expected {lowest}–{highest}{wordsSaid}, a range, a list or *.";
            return false;
        }
        if (dash < 0 && isStepped) last = highest; // 5/10 is from 5 on, every 10
        if (last >= first || highest < 100) return true;
        error = $"'{text}' runs backwards: {name} has no next round.";
        return false;
    }
}
