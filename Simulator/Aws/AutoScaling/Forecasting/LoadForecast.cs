namespace Simulator.Aws.AutoScaling.Forecasting;

/// <summary>
/// Load by the hour, and a forecast of it: the mean of the same hour of the week over the history (AS-PR-08). While the history is shorter than a week, the
/// mean of the same hour of the day. AWS's own forecast is made by a model that it does not publish. Hours are numbered from the one in which the run starts;
/// those before it are negative.
/// </summary>
internal sealed class LoadForecast
{
    private const int Day = 24;
    private const int Week = 168;

    private readonly int _length;
    private readonly double[] _sums; // by hour modulo the length
    private readonly int[] _counts;
    private readonly long[] _hours;

    /// <param name="historyHours">Longest history in hours.</param>
    public LoadForecast(int historyHours)
    {
        _length = Math.Max(1, historyHours) + 2; // the hour that runs, and the one before it while its last datapoint is under way
        _sums = new double[_length];
        _counts = new int[_length];
        _hours = new long[_length];
        Array.Fill(_hours, long.MinValue);
    }

    /// <summary>Adds a value of an hour; an hour's load is the mean of its values.</summary>
    public void Add(long hour, double value)
    {
        var place = PlaceOf(hour);
        if (_hours[place] != hour) (_hours[place], _sums[place], _counts[place]) = (hour, 0, 0);
        _sums[place] += value;
        _counts[place]++;
    }

    /// <summary>Hours with data among those before another.</summary>
    public int KnownBefore(long hour)
    {
        var known = 0;
        for (var h = hour - (_length - 2); h < hour; h++) known += double.IsNaN(LoadOf(h)) ? 0 : 1;
        return known;
    }

    /// <summary>Forecast for an hour from the hours before <paramref name="complete"/>; NaN when nothing is known.</summary>
    public double Of(long hour, long complete)
    {
        var weekly = MeanOf(hour, complete, Week);
        return double.IsNaN(weekly) ? MeanOf(hour, complete, Day) : weekly;
    }

    private double LoadOf(long hour)
    {
        var place = PlaceOf(hour);
        return _hours[place] == hour && _counts[place] > 0 ? _sums[place] / _counts[place] : double.NaN;
    }

    private double MeanOf(long hour, long complete, int step)
    {
        double sum = 0;
        var count = 0;
        for (var h = hour - step; h >= complete - (_length - 2); h -= step)
        {
            var load = h < complete ? LoadOf(h) : double.NaN;
            if (double.IsNaN(load)) continue;
            sum += load;
            count++;
        }
        return count == 0 ? double.NaN : sum / count;
    }

    private int PlaceOf(long hour) => (int)(((hour % _length) + _length) % _length);
}
