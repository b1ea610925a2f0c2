namespace Simulator.Measurement;

/// <summary>One column of a time series: numbers appended one interval after another. NaN is an interval without a value.</summary>
public sealed class SeriesColumn
{
    private double[] _values;

    /// <summary>An empty column with room for <paramref name="capacity"/> values before it grows (to twice its size each time).</summary>
    public SeriesColumn(int capacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _values = new double[capacity];
    }

    /// <summary>Values so far.</summary>
    public int Count { get; private set; }

    /// <summary>The values so far; valid until the next <see cref="Append"/>.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>The value of interval <paramref name="index"/>, from 0.</summary>
    public double this[int index] => Values[index];

    /// <summary>Appends the value of the next interval.</summary>
    public void Append(double value)
    {
        if (Count == _values.Length) Array.Resize(ref _values, Math.Max(16, 2 * _values.Length));
        _values[Count++] = value;
    }
}
