namespace Simulator.Measurement;

/// <summary>
/// Count, mean, variance and extremes of observations that come one by one, by Welford's recurrence (no cancellation, no list kept). Merging two tallies gives
/// what one would have held (Chan, Golub and LeVeque, 1979), apart from the last bits.
/// </summary>
public sealed class Tally
{
    private double _mean;
    private double _squares; // sum of squared deviations from the mean
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;

    /// <summary>Observations so far.</summary>
    public long Count { get; private set; }

    /// <summary>Mean; NaN without observations.</summary>
    public double Mean => Count == 0 ? double.NaN : _mean;

    /// <summary>Sum.</summary>
    public double Sum => _mean * Count;

    /// <summary>Sample variance (divided by n − 1); NaN with fewer than two observations.</summary>
    public double Variance => Count < 2 ? double.NaN : _squares / (Count - 1);

    /// <summary>Sample standard deviation; NaN with fewer than two observations.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Least observation; NaN without any.</summary>
    public double Min => Count == 0 ? double.NaN : _min;

    /// <summary>Greatest observation; NaN without any.</summary>
    public double Max => Count == 0 ? double.NaN : _max;

    /// <summary>Takes one observation.</summary>
    public void Add(double value)
    {
        Count++;
        double deviation = value - _mean;
        _mean += deviation / Count;
        _squares += deviation * (value - _mean);
        if (value < _min) _min = value;
        if (value > _max) _max = value;
    }

    /// <summary>Adds everything that <paramref name="other"/> holds.</summary>
    public void Merge(Tally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0) return;
        long count = Count + other.Count;
        double deviation = other._mean - _mean;
        _squares += other._squares + (deviation * deviation * ((double)Count * other.Count / count));
        _mean += deviation * other.Count / count;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
        Count = count;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = 0;
        _mean = 0.0;
        _squares = 0.0;
        _min = double.PositiveInfinity;
        _max = double.NegativeInfinity;
    }
}
