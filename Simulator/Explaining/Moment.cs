using System.Globalization;
using System.Text.RegularExpressions;

namespace Simulator.Explaining;

/// <summary>A moment of a run as people write it: <c>14:03</c>, <c>14:03:20</c>, <c>2026-01-05T14:03:00Z</c>, <c>2h3m</c>, <c>7380</c>.</summary>
public static partial class Moment
{
    /// <summary>What is accepted, for complaints and help.</summary>
    public const string Forms = "14:03, 2026-01-05T14:03:00Z, 2h3m, or seconds since the start";

    /// <summary>Reads a moment of a run.</summary>
    /// <param name="text">The text. A clock time without a date is its first occurrence in the run.</param>
    /// <param name="story">The run.</param>
    /// <param name="at">Seconds since the start.</param>
    /// <param name="error">What is wrong, when the answer is false.</param>
    public static bool TryParse(string text, RunStory story, out double at, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(story);
        error = "";
        if (!TryRead(text.Trim(), story.Start, out at))
        {
            error = $"'{text}' is no moment: {Forms}";
            return false;
        }
        if (at >= 0 && at <= story.Seconds) return true;
        var end = story.Start.AddSeconds(story.Seconds);
        error = string.Create(
            CultureInfo.InvariantCulture,
            $"'{text}' lies outside of the run, which goes from {story.Start:yyyy-MM-dd'T'HH:mm:ss'Z'} to {end:yyyy-MM-dd'T'HH:mm:ss'Z'} ({Wording.Time(story.Seconds)})");
        return false;
    }

    private static bool TryRead(string text, DateTimeOffset start, out double at)
    {
        at = double.NaN;
        if (Clock().Match(text) is { Success: true } clock)
        {
            int hours = int.Parse(clock.Groups[1].ValueSpan, CultureInfo.InvariantCulture), minutes = int.Parse(clock.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            var seconds = clock.Groups[3].Success ? int.Parse(clock.Groups[3].ValueSpan, CultureInfo.InvariantCulture) : 0;
            if (hours > 23 || minutes > 59 || seconds > 59) return false;
            at = (new TimeSpan(hours, minutes, seconds) - start.UtcDateTime.TimeOfDay).TotalSeconds;
            if (at < 0) at += 86_400;
            return true;
        }
        if (Length().Match(text) is { Success: true, Length: > 0 } length)
        {
            double Part(int group, double unit) => length.Groups[group].Success ? double.Parse(length.Groups[group].ValueSpan, CultureInfo.InvariantCulture) * unit : 0;
            at = Part(1, 86_400) + Part(2, 3600) + Part(3, 60) + Part(4, 1);
            return true;
        }
        if (!text.Contains('-', StringComparison.Ordinal)) return false;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var instant)) return false;
        at = (instant - start).TotalSeconds;
        return true;
    }

    [GeneratedRegex(@"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?$")]
    private static partial Regex Length();
}
