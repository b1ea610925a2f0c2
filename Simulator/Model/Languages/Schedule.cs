using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Simulator.Model.Languages;

/// <summary>How a cron expression is written.</summary>
public enum CronDialect
{
    /// <summary>Six or seven fields, days of the week from SUN = 1.</summary>
    Aws,

    /// <summary>The same with days of the week from SUN = 0, as one of AWS's samples has it.</summary>
    AwsFromZero,

    /// <summary>The five fields of Unix, for Auto Scaling groups; written without <c>cron(…)</c>.</summary>
    Unix,
}

/// <summary>
/// When a scheduled action runs: <c>at(yyyy-mm-ddThh:mm:ss)</c> once, <c>rate(n minutes|hours|days)</c> evenly, or <c>cron(minutes hours day-of-month month
/// day-of-week year)</c>; times of <c>at</c> and <c>cron</c> are local times of a time zone, summer time included (AS-SC-02, AS-SC-03).
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
/// </summary>
/// <remarks>
/// When clocks go forward a cron time that does not exist is left out and an <c>at</c> is an hour later; when they go back a time that exists twice counts
/// the first time. AWS publishes this for EventBridge only, from which it is taken.
/// </remarks>
public sealed class Schedule
{
    private readonly TimeZoneInfo _zone;
    private readonly CronExpression? _cron;
    private readonly TimeSpan _every;
    private readonly DateTimeOffset _at;

    private Schedule(string text, TimeZoneInfo zone, CronExpression? cron, TimeSpan every, DateTimeOffset at)
    {
        Text = text;
        _zone = zone;
        _cron = cron;
        _every = every;
        _at = at;
    }

    /// <summary>The schedule as written.</summary>
    public string Text { get; }

    /// <summary>Finds a time zone by its IANA name.</summary>
    /// <param name="name">Such as <c>Europe/Paris</c>; empty is UTC.</param>
    /// <param name="zone">The zone.</param>
    public static bool TryFindZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        ArgumentNullException.ThrowIfNull(name);
        zone = TimeZoneInfo.Utc;
        return name.Length == 0 || TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }

    /// <summary>Parses a schedule.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">Time zone of its local times.</param>
    /// <param name="schedule">The schedule, when the text is right.</param>
    /// <param name="error">Otherwise a sentence that says what is wrong and what would be right.</param>
    /// <param name="position">Where, as an index into <paramref name="text"/>.</param>
    /// <param name="dialect">How cron expressions are written.</param>
    public static bool TryParse(
        string text, TimeZoneInfo zone, [NotNullWhen(true)] out Schedule? schedule, [NotNullWhen(false)] out string? error, out int position, CronDialect dialect = CronDialect.Aws)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        schedule = null;
        position = 0;
        if (dialect == CronDialect.Unix)
        {
            var unix = CronExpression.Parse(text, 0, text.Length, dialect, out error, out position);
            if (unix is not null) schedule = new(text, zone, unix, TimeSpan.Zero, default);
            else error ??= "The schedule is wrong.";
            return schedule is not null;
        }
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var kind = open < 0 ? text.Trim() : text[..open].Trim();
        if (open < 0 || !text.TrimEnd().EndsWith(')') || kind is not ("at" or "rate" or "cron"))
        {
            error = kind is "at" or "rate" or "cron" && open >= 0
                ? "The closing ')' is missing."
                : $"'{text}' is no schedule; expected at(yyyy-mm-ddThh:mm:ss), rate(n minutes) or cron(minutes hours day-of-month month day-of-week year).";
            position = open >= 0 && kind is "at" or "rate" or "cron" ? text.Length : 0;
            return false;
        }
        var end = text.TrimEnd().Length - 1;
        position = open + 1;
        switch (kind)
        {
            case "at": schedule = At(text, text[(open + 1)..end].Trim(), zone, out error); break;
            case "rate": schedule = Rate(text, text[(open + 1)..end].Trim(), zone, out error); break;
            default:
                var cron = CronExpression.Parse(text, open + 1, end, dialect, out error, out position);
                if (cron is not null) schedule = new(text, zone, cron, TimeSpan.Zero, default);
                break;
        }
        if (schedule is not null) error = null;
        else error ??= "The schedule is wrong.";
        return schedule is not null;
    }

    /// <summary>A schedule of this time alone, for actions that have a start and no recurrence.</summary>
    public static Schedule Once(DateTimeOffset at) => new("", TimeZoneInfo.Utc, null, TimeSpan.Zero, at);

    /// <summary>The first run after an instant, or null when there is none any more.</summary>
    /// <param name="after">The instant.</param>
    /// <param name="anchor">From when a rate counts: the action's start or creation.</param>
    public DateTimeOffset? NextAfter(DateTimeOffset after, DateTimeOffset anchor)
    {
        if (_every > TimeSpan.Zero)
        {
            var rounds = after < anchor ? 0 : (after - anchor).Ticks / _every.Ticks;
            return anchor + ((rounds + 1) * _every);
        }
        if (_cron is null) return _at > after ? _at : null;
        var local = TimeZoneInfo.ConvertTime(after, _zone).DateTime;
        while (_cron.Next(local) is { } next)
        {
            if (!_zone.IsInvalidTime(next) && Instant(next, _zone) is var utc && utc > after) return utc;
            local = next;
        }
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static Schedule? At(string text, string inner, TimeZoneInfo zone, out string? error)
    {
        error = null;
        if (DateTime.TryParseExact(inner, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return new(text, zone, null, TimeSpan.Zero, Instant(local, zone));
        error = $"'{inner}' is no time; expected yyyy-mm-ddThh:mm:ss without a zone, such as 2026-03-02T08:00:00.";
        return null;
    }

    private static Schedule? Rate(string text, string inner, TimeZoneInfo zone, out string? error)
    {
        error = null;
        var words = inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 2 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0)
        {
            var unit = words[1] switch
            {
                "minute" or "minutes" => TimeSpan.FromMinutes(1),
                "hour" or "hours" => TimeSpan.FromHours(1),
                "day" or "days" => TimeSpan.FromDays(1),
                _ => TimeSpan.Zero,
            };
            if (unit > TimeSpan.Zero) return new(text, zone, null, unit * n, default);
        }
        error = $"'{inner}' is no rate; expected a whole number and minutes, hours or days, such as rate(5 minutes).";
        return null;
    }
}
