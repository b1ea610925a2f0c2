namespace Simulator.Reporting.Charts;

/// <summary>From values of a panel to vertical positions, with the axis' ticks.</summary>
internal sealed class ValueScale
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _top;
    private readonly double _bottom;
    private readonly bool _logarithmic;

    private ValueScale(Tick[] ticks, double low, double high, double top, double bottom, bool logarithmic)
    {
        Ticks = ticks;
        (_low, _high, _top, _bottom, _logarithmic) = (low, high, top, bottom, logarithmic);
    }

    /// <summary>Ticks from the bottom up.</summary>
    public Tick[] Ticks { get; }

    /// <summary>Whether the axis is logarithmic in the end: a panel without a positive value cannot be.</summary>
    public bool IsLogarithmic => _logarithmic;

    /// <summary>A scale that holds everything in a panel.</summary>
    public static ValueScale Of(Panel panel, double top, double bottom)
    {
        var (smallest, largest) = Range(panel);
        var count = Math.Clamp((int)((bottom - top) / 38), 2, 8);
        if (panel.Logarithmic && smallest > 0 && largest > 0)
        {
            var ticks = Charts.Ticks.Logarithmic(smallest, largest);
            return new ValueScale(ticks, Math.Log10(ticks[0].Value), Math.Log10(ticks[^1].Value), top, bottom, true);
        }
        var linear = Charts.Ticks.Linear(largest, count, panel.Counts);
        return new ValueScale(linear, 0, linear[^1].Value, top, bottom, false);
    }

    /// <summary>Position of a value; values beyond the axis are held at its ends.</summary>
    public double Y(double value)
    {
        var v = _logarithmic ? (value > 0 ? Math.Log10(value) : _low) : value;
        return _bottom - (Math.Clamp((v - _low) / (_high - _low), 0, 1) * (_bottom - _top));
    }

    private static (double Smallest, double Largest) Range(Panel panel)
    {
        var (smallest, largest) = (double.PositiveInfinity, panel.AtLeastTo);
        foreach (var s in panel.Series)
        {
            foreach (var v in s.Y)
            {
                if (!double.IsFinite(v)) continue;
                largest = Math.Max(largest, v);
                if (v > 0) smallest = Math.Min(smallest, v);
            }
        }
        if (panel.Stacked && !panel.Series.IsEmpty)
        {
            for (var i = 0; i < panel.Series[0].Y.Length; i++) largest = Math.Max(largest, panel.Series.Sum(s => double.IsFinite(s.Y[i]) ? s.Y[i] : 0));
        }
        foreach (var r in panel.References) largest = Math.Max(largest, r.Value * 1.02);
        return (double.IsFinite(smallest) ? smallest : largest, largest);
    }
}
