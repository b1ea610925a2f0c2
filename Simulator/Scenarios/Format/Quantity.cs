using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Scenarios.Format;

/// <summary>Numbers with units, as a scenario writes them. Each parser answers with the value or with what is wrong and what would be right.</summary>
internal static class Quantity
{
    /// <summary>Longest length of time a scenario may name: ten years. The clock holds eighteen, and what would come after them, two such lengths on end, never happens.</summary>
    public const double LongestSeconds = 10 * 365.25 * 86400;

    private static readonly (string Unit, double Seconds)[] TimeUnits =
    [
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("min", 60), ("h", 3600), ("d", 86400), ("w", 604800),
    ];

    private static readonly (string Wrong, string Right)[] TimeWords =
    [
        ("sec", "s"), ("secs", "s"), ("second", "s"), ("seconds", "s"), ("mins", "m"), ("minute", "m"), ("minutes", "m"), ("hr", "h"), ("hrs", "h"), ("hour", "h"),
        ("hours", "h"), ("day", "d"), ("days", "d"), ("week", "w"), ("weeks", "w"), ("msec", "ms"), ("millis", "ms"), ("milliseconds", "ms"), ("S", "s"), ("M", "m"),
        ("H", "h"), ("D", "d"), ("MS", "ms"), ("usec", "us"),
    ];

    private static readonly (string Unit, double Bytes)[] SizeUnits =
    [
        ("B", 1), ("KiB", 1024), ("MiB", 1048576), ("GiB", 1073741824), ("TiB", 1099511627776), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
    ];

    /// <summary><c>90s</c>, <c>5m</c>, <c>250ms</c>, <c>1h30m</c> in seconds.</summary>
    public static bool TryTime(string text, out double seconds, out QuantityProblem problem)
    {
        seconds = 0;
        problem = default;
        var rest = text.AsSpan().Trim();
        if (!SplitNumber(rest, out var number, out var unit))
        {
            problem = new($"`{text}` is not a length of time", "write a number and a unit: 90s, 5m, 6h, 14d, 250ms");
            return false;
        }
        if (unit.IsEmpty)
        {
            problem = number == 0
                ? new($"`{text}` has no unit", "write 0s")
                : new($"`{text}` has no unit", $"write {Plain(number)}ms, {Plain(number)}s, {Plain(number)}m or {Plain(number)}h");
            return false;
        }
        if (unit.IndexOf('/') >= 0)
        {
            problem = new($"`{text}` is a rate, not a length of time", "write a number and a unit: 90s, 5m, 6h");
            return false;
        }
        while (true)
        {
            var digits = unit.IndexOfAnyInRange('0', '9');
            var name = digits < 0 ? unit : unit[..digits];
            var found = false;
            foreach (var (known, factor) in TimeUnits)
            {
                if (!name.SequenceEqual(known)) continue;
                seconds += number * factor;
                found = true;
            }
            if (!found)
            {
                problem = UnknownTimeUnit(text, number, name.ToString());
                return false;
            }
            if (digits < 0) break;
            if (!SplitNumber(unit[digits..], out number, out unit) || unit.IsEmpty)
            {
                problem = new($"`{text}` is not a length of time", "write 1h30m or 90m");
                return false;
            }
        }
        if (Math.Abs(seconds) <= LongestSeconds) return true;
        problem = new($"`{text}` is longer than ten years", null);
        return false;
    }

    /// <summary><c>512MiB</c>, <c>2GiB</c> in bytes.</summary>
    public static bool TrySize(string text, out double bytes, out QuantityProblem problem)
    {
        bytes = 0;
        problem = default;
        if (!SplitNumber(text.AsSpan().Trim(), out var number, out var unit))
        {
            problem = new($"`{text}` is not a size", "write a number and a unit: 512MiB, 2GiB");
            return false;
        }
        if (unit.IsEmpty)
        {
            problem = new($"`{text}` has no unit", $"write {Plain(number)}MiB or {Plain(number)}GiB");
            return false;
        }
        foreach (var (known, factor) in SizeUnits)
        {
            if (!unit.SequenceEqual(known)) continue;
            bytes = number * factor;
            return true;
        }
        var letter = char.ToUpperInvariant(unit[0]);
        problem = new(
            $"`{unit}` is not a unit of size",
            letter is 'K' or 'M' or 'G' or 'T' ? $"write {Plain(number)}{letter}iB (1024) or {Plain(number)}{letter}B (1000)" : "use KiB, MiB or GiB");
        return false;
    }

    /// <summary><c>120/s</c>, <c>3000/min</c> as so many per second.</summary>
    public static bool TryRate(string text, out double perSecond, out QuantityProblem problem)
    {
        perSecond = 0;
        problem = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            var isNumber = SplitNumber(text.AsSpan().Trim(), out var bare, out var rest);
            if (isNumber && rest.IsEmpty) problem = new($"`{text}` has no unit", $"write {Plain(bare)}/s or {Plain(bare)}/min");
            else if (isNumber && (rest.SequenceEqual("rps") || rest.SequenceEqual("req/s"))) problem = new($"`{text}` is not a rate", $"write {Plain(bare)}/s");
            else if (isNumber && rest.SequenceEqual("rpm")) problem = new($"`{text}` is not a rate", $"write {Plain(bare)}/min");
            else problem = new($"`{text}` is not a rate", "write a number per unit of time: 120/s, 3000/min");
            return false;
        }
        if (!SplitNumber(text.AsSpan(0, slash).Trim(), out var number, out var left) || !left.IsEmpty)
        {
            problem = new($"`{text}` is not a rate", "write a number per unit of time: 120/s, 3000/min");
            return false;
        }
        var unit = text[(slash + 1)..].Trim();
        foreach (var (known, seconds) in TimeUnits)
        {
            if (unit != known) continue;
            perSecond = number / seconds;
            return true;
        }
        foreach (var (wrong, right) in TimeWords)
        {
            if (unit != wrong) continue;
            problem = new($"`/{unit}` is not a unit of a rate", $"write {Plain(number)}/{(right == "m" ? "min" : right)}");
            return false;
        }
        problem = new($"`/{unit}` is not a unit of a rate", "use /s, /min, /h or /d");
        return false;
    }

    /// <summary><c>60%</c> as 60.</summary>
    public static bool TryPercent(string text, out double percent, out QuantityProblem problem)
    {
        percent = 0;
        problem = default;
        if (!SplitNumber(text.AsSpan().Trim(), out var number, out var unit))
        {
            problem = new($"`{text}` is not a percentage", "write 60%");
            return false;
        }
        if (unit.SequenceEqual("%"))
        {
            percent = number;
            return true;
        }
        problem = unit.IsEmpty
            ? new($"`{text}` has no unit", number is > 0 and <= 1 ? $"write {Plain(number * 100)}%" : $"write {Plain(number)}%")
            : new($"`{text}` is not a percentage", "write 60%");
        return false;
    }

    /// <summary>A plain number, shortest form.</summary>
    public static string Plain(double value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>A length of time as a reader writes it.</summary>
    public static string Time(double seconds)
    {
        var size = Math.Abs(seconds);
        if (size == 0) return "0s";
        if (size < 1) return Plain(Math.Round(seconds * 1000, 6)) + "ms";
        foreach (var (unit, length) in ((string, double)[])[("d", 86400), ("h", 3600), ("m", 60)])
        {
            if (size >= length && Math.Abs((seconds / length) - Math.Round(seconds / length)) < 1e-9) return Plain(Math.Round(seconds / length)) + unit;
        }
        return Plain(seconds) + "s";
    }

    /// <summary>A length of time as a reader writes it.</summary>
    public static string Time(Duration duration) => Time(duration.Seconds);

    private static QuantityProblem UnknownTimeUnit(string text, double number, string unit)
    {
        foreach (var (wrong, right) in TimeWords)
        {
            if (unit == wrong) return new($"`{unit}` is not a unit of time", $"write {Plain(number)}{right}");
        }
        if (unit == "%") return new($"`{text}` is a percentage, not a length of time", "write a number and a unit: 90s, 5m, 6h");
        foreach (var (size, _) in SizeUnits)
        {
            if (unit == size) return new($"`{text}` is a size, not a length of time", "write a number and a unit: 90s, 5m, 6h");
        }
        return new($"`{unit}` is not a unit of time", "use ms, s, m, h or d");
    }

    /// <summary>Splits a leading number from what follows.</summary>
    private static bool SplitNumber(ReadOnlySpan<char> text, out double number, out ReadOnlySpan<char> unit)
    {
        var end = 0;
        if (end < text.Length && text[end] is '-' or '+') end++;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        if (end < text.Length - 1 && text[end] is 'e' or 'E' && (char.IsAsciiDigit(text[end + 1]) || (text[end + 1] is '-' or '+' && end < text.Length - 2 && char.IsAsciiDigit(text[end + 2]))))
        {
            end += 2;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        }
        unit = text[end..].TrimStart();
        return double.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}

/// <summary>Why a quantity cannot be read.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Suggestion">What would be right.</param>
internal readonly record struct QuantityProblem(string Message, string? Suggestion);
