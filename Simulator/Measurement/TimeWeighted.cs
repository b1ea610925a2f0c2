using Simulator.Kernel;

namespace Simulator.Measurement;

/// <summary>
/// A quantity that holds a value until it changes (tasks running, vCPUs busy), with its exact integral over time, hence its time-average. The end of the warm-up
/// is a <see cref="Reset"/>: the value stays, the past is forgotten.
/// </summary>
public sealed class TimeWeighted
{
    private Instant _start;
    private Instant _last;
    private double _value;
    private double _area; // value × nanoseconds from _start to _last

    /// <summary>A quantity that has the value <paramref name="initial"/> from <paramref name="start"/> on.</summary>
    public TimeWeighted(Instant start, double initial = 0.0)
    {
        _start = start;
        _last = start;
        _value = initial;
        Min = initial;
        Max = initial;
    }

    /// <summary>The present value.</summary>
    public double Value => _value;

    /// <summary>The least value since the start or the last reset.</summary>
    public double Min { get; private set; }

    /// <summary>The greatest value since the start or the last reset.</summary>
    public double Max { get; private set; }

    /// <summary>The value becomes <paramref name="value"/> at <paramref name="now"/>, which must not lie before the last change.</summary>
    public void Set(Instant now, double value)
    {
        Advance(now);
        _value = value;
        if (value < Min) Min = value;
        if (value > Max) Max = value;
    }

    /// <summary>The value changes by <paramref name="change"/> at <paramref name="now"/>, which must not lie before the last change.</summary>
    public void Add(Instant now, double change) => Set(now, _value + change);

    /// <summary>Value × seconds from the start or the last reset until <paramref name="now"/>.</summary>
    public double IntegralUntil(Instant now) => (_area + (_value * Since(now))) / Duration.NanosecondsPerSecond;

    /// <summary>The time-average from the start or the last reset until <paramref name="now"/>; the present value when no time has passed.</summary>
    public double MeanUntil(Instant now)
    {
        long elapsed = (now - _start).Nanoseconds;
        return elapsed == 0 ? _value : (_area + (_value * Since(now))) / elapsed;
    }

    /// <summary>Begins anew at <paramref name="now"/> with the present value, and says what the average until then was.</summary>
    public double Reset(Instant now)
    {
        double mean = MeanUntil(now);
        _start = now;
        _last = now;
        _area = 0.0;
        Min = _value;
        Max = _value;
        return mean;
    }

    private void Advance(Instant now)
    {
        _area += _value * Since(now);
        _last = now;
    }

    private long Since(Instant now)
    {
        long elapsed = (now - _last).Nanoseconds;
        ArgumentOutOfRangeException.ThrowIfNegative(elapsed, nameof(now));
        return elapsed;
    }
}
