using System.Globalization;

namespace Simulator.Explaining;

/// <summary>Numbers and lists as sentences write them.</summary>
public static class Wording
{
    /// <summary>A number with at most two decimals; three significant ones below one.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value)) return "no value";
        var size = Math.Abs(value);
        return value.ToString(size is > 0 and < 0.1 ? "0.####" : size >= 1000 ? "#,0.#" : "0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number.</summary>
    public static string Number(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary><c>1 task</c>, <c>2 tasks</c>.</summary>
    public static string Of(int count, string thing) => $"{Number(count)} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>The subject of a sentence about all of several things, with its verb: <c>The task is</c>, <c>Both tasks are</c>, <c>All 3 tasks are</c>.</summary>
    public static string All(int count, string thing) => count switch { 1 => $"The {thing} is", 2 => $"Both {thing}s are", _ => $"All {Number(count)} {thing}s are" };

    /// <summary>A length of time: <c>23 s</c>, <c>4 min 30 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Time(double seconds)
    {
        if (!double.IsFinite(seconds)) return "an unknown time";
        if (seconds < 120) return Number(Math.Round(seconds, 1)) + " s";
        var whole = (long)Math.Round(seconds);
        var (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
        if (hours > 0) return minutes > 0 ? $"{hours} h {minutes} min" : $"{hours} h";
        return rest > 0 ? $"{minutes} min {rest} s" : $"{minutes} min";
    }

    /// <summary>Values, oldest first, from a list that begins with the newest; a missing one is a dash.</summary>
    public static string Values(ReadOnlySpan<double> newestFirst, int most = 15)
    {
        var texts = new List<string>();
        for (var i = Math.Min(most, newestFirst.Length) - 1; i >= 0; i--) texts.Add(double.IsNaN(newestFirst[i]) ? "–" : Number(newestFirst[i]));
        return (newestFirst.Length > most ? "… " : "") + string.Join(", ", texts);
    }
}
