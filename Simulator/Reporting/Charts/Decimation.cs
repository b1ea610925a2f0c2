namespace Simulator.Reporting.Charts;

/// <summary>
/// Fewer points that look the same: within each column of pixels the first, smallest, largest and last value stay, in order of time, so that
/// no peak is lost and lines enter and leave every column where they did.
/// </summary>
internal static class Decimation
{
    /// <summary>Indices of the points to keep, ascending; all of them when there are few.</summary>
    /// <param name="x">Ascending positions.</param>
    /// <param name="y">Values; NaN marks a gap, of which one point is kept for each column.</param>
    /// <param name="from">Position of the first column's left edge.</param>
    /// <param name="to">Position of the last column's right edge.</param>
    /// <param name="columns">Columns of pixels.</param>
    public static int[] Keep(double[] x, double[] y, double from, double to, int columns)
    {
        if (x.Length <= columns * 2)
        {
            var all = new int[x.Length];
            for (var i = 0; i < all.Length; i++) all[i] = i;
            return all;
        }
        var kept = new List<int>(columns * 4);
        for (var i = 0; i < x.Length;)
        {
            var column = Column(x[i]);
            var (first, low, high, gap) = (i, -1, -1, -1);
            for (; i < x.Length && Column(x[i]) == column; i++)
            {
                if (double.IsNaN(y[i])) gap = i;
                else
                {
                    if (low < 0 || y[i] < y[low]) low = i;
                    if (high < 0 || y[i] > y[high]) high = i;
                }
            }
            Span<int> points = [first, low, high, gap, i - 1];
            points.Sort();
            foreach (var p in points)
            {
                if (p >= 0 && (kept.Count == 0 || kept[^1] < p)) kept.Add(p);
            }
        }
        return [.. kept];

        int Column(double at) => (int)Math.Clamp((at - from) / (to - from) * columns, 0, columns - 1);
    }
}
