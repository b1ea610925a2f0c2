using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Simulator.Model.Definitions;

/// <summary>Kinds of extended statistic.</summary>
public enum ExtendedStatisticKind
{
    /// <summary>pNN: the value below which NN percent of the samples lie.</summary>
    Percentile,

    /// <summary>TM: mean of the samples between two bounds.</summary>
    TrimmedMean,

    /// <summary>TC: how many samples lie between two bounds.</summary>
    TrimmedCount,

    /// <summary>TS: sum of the samples between two bounds.</summary>
    TrimmedSum,

    /// <summary>WM: mean of all samples, those outside the bounds taken as the bound.</summary>
    WinsorizedMean,

    /// <summary>PR: percentage of the samples between two values.</summary>
    PercentileRank,
}

/// <summary>
/// A statistic that needs the single samples of a period (AS-CW-13): p99, tm90 or TM(10%:90%), tc, ts, wm, IQM, PR(:300).
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
/// </summary>
/// <param name="Name">As written.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Lower">Lower bound: percent of the samples (0–100), or a value when <paramref name="IsAbsolute"/>; −∞ without one.</param>
/// <param name="Upper">Upper bound, likewise; of a percentile the percentage.</param>
/// <param name="IsAbsolute">Whether the bounds are values of the metric instead of percentages of its samples.</param>
public sealed record ExtendedStatistic(string Name, ExtendedStatisticKind Kind, double Lower, double Upper, bool IsAbsolute)
{
    private static readonly (string Word, ExtendedStatisticKind Kind)[] Words =
    [
        ("tm", ExtendedStatisticKind.TrimmedMean), ("tc", ExtendedStatisticKind.TrimmedCount), ("ts", ExtendedStatisticKind.TrimmedSum),
        ("wm", ExtendedStatisticKind.WinsorizedMean), ("pr", ExtendedStatisticKind.PercentileRank), ("p", ExtendedStatisticKind.Percentile),
    ];

    /// <summary>
    /// Samples below which a percentile says little: 10 ÷ (1 − p) from the median on, 10 ÷ p below it; 0 for other statistics. Of p99 it is 1000.
    /// </summary>
    public double LeastSamples => Kind != ExtendedStatisticKind.Percentile ? 0 : Math.Round(1000 / (Upper >= 50 ? 100 - Upper : Upper), 6);

    /// <summary>Reads a statistic as AWS writes it.</summary>
    /// <param name="text">Such as p99.9.</param>
    /// <param name="statistic">The statistic.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ExtendedStatistic? statistic, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        statistic = null;
        error = $"`{text}` is no statistic";
        if (text.Equals("IQM", StringComparison.OrdinalIgnoreCase))
        {
            statistic = new(text, ExtendedStatisticKind.TrimmedMean, 25, 75, false);
            return true;
        }
        foreach (var (word, kind) in Words)
        {
            if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            var rest = text[word.Length..];
            if (rest.StartsWith('(') && rest.EndsWith(')') && kind != ExtendedStatisticKind.Percentile) return TryRange(text, kind, rest[1..^1], out statistic, out error);
            if (kind == ExtendedStatisticKind.PercentileRank || !TryNumber(rest, out var percent)) continue;
            if (percent is <= 0 or >= 100 && !(percent == 100 && kind != ExtendedStatisticKind.WinsorizedMean))
            {
                error = $"the percentage of `{text}` must lie between 0 and 100";
                return false;
            }
            statistic = new(text, kind, kind == ExtendedStatisticKind.Percentile ? percent : 0, percent, false);
            return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool TryRange(string text, ExtendedStatisticKind kind, string range, [NotNullWhen(true)] out ExtendedStatistic? statistic, [NotNullWhen(false)] out string? error)
    {
        statistic = null;
        error = $"`{text}` is no statistic: bounds are written (10%:90%), (:300) or (100:2000)";
        if (range.Split(':') is not [var from, var to] || (from.Length == 0 && to.Length == 0)) return false;
        var isPercent = from.EndsWith('%') || to.EndsWith('%');
        if (isPercent && (kind == ExtendedStatisticKind.PercentileRank || (from.Length > 0 && !from.EndsWith('%')) || (to.Length > 0 && !to.EndsWith('%')))) return false;
        var (lower, upper) = (isPercent ? 0 : double.NegativeInfinity, isPercent ? 100 : double.PositiveInfinity);
        if ((from.Length > 0 && !TryNumber(from.TrimEnd('%'), out lower)) || (to.Length > 0 && !TryNumber(to.TrimEnd('%'), out upper))) return false;
        if (lower >= upper || (isPercent && (lower < 0 || upper > 100)))
        {
            error = $"the bounds of `{text}` are not in order";
            return false;
        }
        statistic = new(text, kind, lower, upper, !isPercent);
        error = null;
        return true;
    }

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
