namespace Simulator.Model.Languages;

/// <summary>
/// A cron expression in AWS's dialect: minutes, hours, day of month, month, day of week (1 is Sunday) and year, optionally with seconds in front; with
/// <c>L</c> (last), <c>W</c> (nearest weekday) and <c>#</c> (n-th of the month) for days. Days go by the month or by the week: the other field is <c>?</c> or <c>*</c>.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html (AS-SC-02)
/// </summary>
/// <remarks>
/// An Auto Scaling group's schedules have the five fields of Unix instead: no year, days of the week from 0 (Sunday), and a day fits when either of its fields does (AS-EC2-04).
/// </remarks>
internal sealed class CronExpression
{
    private const int LastYear = 2199;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly CronField _seconds = new("the seconds", 0, 59, []);
    private readonly CronField _minutes = new("the minutes", 0, 59, []);
    private readonly CronField _hours = new("the hours", 0, 23, []);
    private readonly CronField _daysOfMonth = new("the day of the month", 1, 31, []);
    private readonly CronField _months = new("the month", 1, 12, Months);
    private readonly CronField _daysOfWeek;
    private readonly CronField _years = new("the year", 1970, LastYear, []);
    private readonly List<DayRule> _dayRules = [];
    private readonly bool _byWeek;
    private readonly bool _byMonth;
    private readonly int _sunday;

    private CronExpression(bool byMonth, bool byWeek, int sunday)
    {
        _byMonth = byMonth;
        _byWeek = byWeek;
        _sunday = sunday;
        _daysOfWeek = new CronField("the day of the week", sunday, sunday + 6, Weekdays);
    }

    private enum DayRuleKind
    {
        LastOfMonth,
        LastWeekdayOfMonth,
        NearestWeekday,
        LastOfWeekday,
        NthOfWeekday,
    }

    /// <summary>Parses the fields between the parentheses of <c>cron(…)</c>.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the fields begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="dialect">How many fields there are and how days of the week are counted.</param>
    /// <param name="error">A sentence when they are wrong.</param>
    /// <param name="position">Where, as an index into <paramref name="text"/>.</param>
    public static CronExpression? Parse(string text, int start, int end, CronDialect dialect, out string? error, out int position)
    {
        var fields = new List<(string Text, int At)>();
        for (var i = start; i < end;)
        {
            while (i < end && text[i] == ' ') i++;
            var from = i;
            while (i < end && text[i] != ' ') i++;
            if (i > from) fields.Add((text[from..i], from));
        }
        position = start;
        if (dialect == CronDialect.Unix ? fields.Count != 5 : fields.Count is not (6 or 7))
        {
            error = dialect == CronDialect.Unix
                ? $"A group's cron schedule has five fields (minutes hours day-of-month month day-of-week), not {fields.Count}."
                : $"A cron schedule has six fields (minutes hours day-of-month month day-of-week year), not {fields.Count}.";
            return null;
        }
        if (fields.Count < 7) fields.Insert(0, ("0", start));
        if (fields.Count < 7) fields.Add(("*", end));
        if (dialect == CronDialect.Unix && fields[5].Text == "7") fields[5] = ("0", fields[5].At); // both are Sunday
        var (byMonth, byWeek) = (fields[3].Text is not ("?" or "*"), fields[5].Text is not ("?" or "*"));
        if (byWeek && byMonth && dialect != CronDialect.Unix)
        {
            position = fields[5].At;
            error = "Either the day of the month or the day of the week must be '?'.";
            return null;
        }
        var cron = new CronExpression(byMonth, byWeek, dialect == CronDialect.Aws ? 1 : 0);
        CronField[] targets = [cron._seconds, cron._minutes, cron._hours, cron._daysOfMonth, cron._months, cron._daysOfWeek, cron._years];
        for (var f = 0; f < targets.Length; f++)
        {
            var at = fields[f].At;
            foreach (var part in fields[f].Text.Split(','))
            {
                position = at;
                at += part.Length + 1;
                error = null;
                if (part == "?" && f is not (3 or 5)) error = "'?' stands for the day of the month or of the week only.";
                else if ((f == 3 && cron.TryMonthRule(part, out error)) || (f == 5 && cron.TryWeekRule(part, out error)) || (error is null && targets[f].TryAdd(part, out error))) continue;
                return null;
            }
        }
        error = null;
        return cron;
    }

    /// <summary>The first local time after another that fits, or null when there is none up to the year 2199.</summary>
    public DateTime? Next(DateTime after)
    {
        var date = after.Date;
        var from = after.AddTicks(TimeSpan.TicksPerSecond - (after.Ticks % TimeSpan.TicksPerSecond)); // the next whole second
        if (from.Date != date) (date, from) = (from.Date, from.Date);
        while (date.Year <= LastYear)
        {
            if (!_years[date.Year]) date = new DateTime(date.Year + 1, 1, 1);
            else if (!_months[date.Month]) date = date.Month == 12 ? new DateTime(date.Year + 1, 1, 1) : new DateTime(date.Year, date.Month + 1, 1);
            else if (FitsDay(date) && TimeFrom(date == from.Date ? from.TimeOfDay : TimeSpan.Zero) is { } time) return date + time;
            else date = date.AddDays(1);
        }
        return null;
    }

    private static int DaysIn(DateTime date) => DateTime.DaysInMonth(date.Year, date.Month);

    private static bool IsWeekday(DateTime date) => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    // L, LW and nW; false without an error when the part is none of these.
    private bool TryMonthRule(string part, out string? error)
    {
        error = null;
        switch (part.ToUpperInvariant())
        {
            case "L":
                _dayRules.Add(new(DayRuleKind.LastOfMonth, 0, 0));
                return true;
            case "LW":
                _dayRules.Add(new(DayRuleKind.LastWeekdayOfMonth, 0, 0));
                return true;
        }
        if (!part.EndsWith('W') && !part.EndsWith('w')) return false;
        if (_daysOfMonth.TryValue(part.AsSpan(0, part.Length - 1), out var day))
        {
            _dayRules.Add(new(DayRuleKind.NearestWeekday, day, 0));
            return true;
        }
        error = $"'{part}' is no day of the month; the weekday nearest to the 15th is 15W.";
        return false;
    }

    // L, nL and n#k.
    private bool TryWeekRule(string part, out string? error)
    {
        error = null;
        if (part.Equals("L", StringComparison.OrdinalIgnoreCase)) return _daysOfWeek.TryAdd("SAT", out error);
        var hash = part.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            if (_daysOfWeek.TryValue(part.AsSpan(0, hash), out var nth) && part.Length == hash + 2 && part[hash + 1] is >= '1' and <= '5')
            {
                _dayRules.Add(new(DayRuleKind.NthOfWeekday, nth, part[hash + 1] - '0'));
                return true;
            }
            error = $"'{part}' is no n-th day of the week; the second Friday is FRI#2.";
            return false;
        }
        if (!part.EndsWith('L') && !part.EndsWith('l')) return false;
        if (_daysOfWeek.TryValue(part.AsSpan(0, part.Length - 1), out var last))
        {
            _dayRules.Add(new(DayRuleKind.LastOfWeekday, last, 0));
            return true;
        }
        error = $"'{part}' is no day of the week; the last Friday of the month is FRIL.";
        return false;
    }

    private bool FitsDay(DateTime date)
    {
        if (_byWeek && _daysOfWeek[(int)date.DayOfWeek + _sunday]) return true;
        if ((_byMonth || !_byWeek) && _daysOfMonth[date.Day]) return true;
        foreach (var rule in _dayRules)
        {
            if (Fits(rule, date)) return true;
        }
        return false;
    }

    private bool Fits(DayRule rule, DateTime date)
    {
        var days = DaysIn(date);
        switch (rule.Kind)
        {
            case DayRuleKind.LastOfMonth: return date.Day == days;
            case DayRuleKind.LastWeekdayOfMonth: return IsWeekday(date) && (date.Day == days || (date.DayOfWeek == DayOfWeek.Friday && date.Day >= days - 2));
            case DayRuleKind.LastOfWeekday: return (int)date.DayOfWeek + _sunday == rule.Day && date.Day > days - 7;
            case DayRuleKind.NthOfWeekday: return (int)date.DayOfWeek + _sunday == rule.Day && ((date.Day - 1) / 7) + 1 == rule.Nth;
        }
        // The nearest weekday stays within the month.
        if (rule.Day > days || !IsWeekday(date)) return false;
        var wanted = new DateTime(date.Year, date.Month, rule.Day);
        var nearest = wanted.DayOfWeek switch
        {
            DayOfWeek.Saturday => rule.Day == 1 ? rule.Day + 2 : rule.Day - 1,
            DayOfWeek.Sunday => rule.Day == days ? rule.Day - 2 : rule.Day + 1,
            _ => rule.Day,
        };
        return date.Day == nearest;
    }

    // The first fitting time of a day from another on.
    private TimeSpan? TimeFrom(TimeSpan from)
    {
        for (var hour = _hours.From(from.Hours); hour >= 0; hour = _hours.From(hour + 1))
        {
            var isSameHour = hour == from.Hours;
            for (var minute = _minutes.From(isSameHour ? from.Minutes : 0); minute >= 0; minute = _minutes.From(minute + 1))
            {
                var second = _seconds.From(isSameHour && minute == from.Minutes ? from.Seconds : 0);
                if (second >= 0) return new TimeSpan(hour, minute, second);
            }
        }
        return null;
    }

    private readonly record struct DayRule(DayRuleKind Kind, int Day, int Nth);
}
