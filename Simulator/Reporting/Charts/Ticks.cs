using System.Globalization;

namespace Simulator.Reporting.Charts;

/// <summary>A tick of an axis.</summary>
/// <param name="Value">Where.</param>
/// <param name="Label">Its text; empty for a minor tick.</param>
/// <param name="Day">The date, on time axes where it changes; otherwise empty.</param>
internal readonly record struct Tick(double Value, string Label, string Day = "");

/// <summary>Round numbers for axes.</summary>
internal static class Ticks
{
    private static readonly int[] TimeSteps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 2 * 86400, 7 * 86400, 14 * 86400, 28 * 86400];

    /// <summary>Ticks from zero to the first round number at or above <paramref name="top"/>; the last one is the axis' end.</summary>
    /// <param name="top">Largest value to show; zero or less is shown as 1.</param>
    /// <param name="count">About how many intervals there is room for.</param>
    /// <param name="whole">Whether fractions make no sense.</param>
    public static Tick[] Linear(double top, int count, bool whole = false)
    {
        if (!(top > 0)) top = 1;
        var step = Math.Max(Nice(top / Math.Max(1, count)), whole ? 1 : 0);
        var n = (int)Math.Ceiling((top / step) - 1e-9);
        var ticks = new Tick[n + 1];
        for (var i = 0; i <= n; i++) ticks[i] = new Tick(i * step, Label(i * step, step));
        return ticks;
    }

    /// <summary>Ticks at 1, 2 and 5 times powers of ten (powers alone over more than three decades), covering both ends.</summary>
    public static Tick[] Logarithmic(double low, double high)
    {
        var first = (int)Math.Floor(Math.Log10(low) + 1e-9);
        var last = (int)Math.Ceiling(Math.Log10(high) - 1e-9);
        int[] leads = last - first > 3 ? [1] : [1, 2, 5];
        var all = new List<Tick>();
        for (var e = first; e <= last; e++)
        {
            foreach (var lead in leads)
            {
                var v = lead * Math.Pow(10, e);
                all.Add(new Tick(v, Label(v, v)));
            }
        }
        var from = Math.Max(0, all.FindLastIndex(t => t.Value <= low * (1 + 1e-9)));
        var to = all.FindIndex(t => t.Value >= high * (1 - 1e-9));
        return [.. all[from..((to < 0 ? all.Count - 1 : to) + 1)]];
    }

    /// <summary>Ticks at round wall-clock times within the axis.</summary>
    /// <param name="start">Wall clock at zero.</param>
    /// <param name="seconds">Length of the axis.</param>
    /// <param name="count">How many labels there is room for.</param>
    public static Tick[] Time(DateTimeOffset start, double seconds, int count)
    {
        var step = Array.Find(TimeSteps, s => seconds / s <= count);
        if (step == 0) step = (int)Math.Ceiling(seconds / count / (28 * 86400)) * 28 * 86400;
        var origin = start.ToUnixTimeSeconds();
        var first = (((origin - 1) / step) + 1) * step;
        var ticks = new List<Tick>();
        var day = "";
        for (var at = first; at - origin <= seconds + 1e-9; at += step)
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(at);
            var date = time.ToString("ddd d MMM", CultureInfo.InvariantCulture);
            var label = step >= 86400 ? time.ToString("d MMM", CultureInfo.InvariantCulture) : time.ToString(step < 60 ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);
            ticks.Add(new Tick(at - origin, label, date != day && step < 86400 ? date : ""));
            day = date;
        }
        return [.. ticks];
    }

    /// <summary>A number as axes show it: thousands separated, millions and billions shortened.</summary>
    /// <param name="value">The number.</param>
    /// <param name="step">Distance to the next tick, which says how many decimals matter.</param>
    public static string Label(double value, double step)
    {
        var (scale, suffix) = Math.Abs(value) switch
        {
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e5 => (1e3, "k"),
            _ => (1.0, ""),
        };
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step / scale) - 1e-9), 0, 9);
        var text = (value / scale).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (decimals > 0 && text.Contains('.', StringComparison.Ordinal)) text = text.TrimEnd('0').TrimEnd('.');
        return text + suffix;
    }

    private static double Nice(double raw)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var lead = raw / power;
        return (lead <= 1 + 1e-9 ? 1 : lead <= 2 + 1e-9 ? 2 : lead <= 5 + 1e-9 ? 5 : 10) * power;
    }
}
