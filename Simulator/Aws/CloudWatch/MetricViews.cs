using System.Numerics;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.CloudWatch;

/// <summary>How alarms look at a series: one statistic over periods of one length. Lengths are nanoseconds.</summary>
internal struct MetricView
{
    /// <summary>Series.</summary>
    public int Series;

    /// <summary>Statistic over each period.</summary>
    public MetricStatistic Statistic;

    /// <summary>Whether a period is exactly one bucket of the series.</summary>
    public bool IsPlain;

    /// <summary>Entries from one period to the next.</summary>
    public int Stride;

    /// <summary>Length of a bucket of the series.</summary>
    public long Resolution;

    /// <summary>Length of a period.</summary>
    public long Period;

    /// <summary>From one entry to the next: a minute, or a shorter period.</summary>
    public long Step;

    /// <summary>Number of the newest entry; entry n covers the period that ends n steps after the clock's origin.</summary>
    public long LastEntry;

    /// <summary>First place of its ring of values.</summary>
    public int Start;

    /// <summary>Length of the ring, a power of two.</summary>
    public int Length;

    /// <summary>First of its alarms, in the order of views.</summary>
    public int FirstAlarm;

    /// <summary>How many there are.</summary>
    public int AlarmCount;
}

/// <summary>
/// The newest values of every view, each in a ring as long as the longest look back of its alarms: CloudWatch keeps 15 days, but nothing in the world reads
/// further back than an alarm's range. Statistic sets of single buckets are kept for series only that some view folds into longer periods.
/// Nothing is allocated after the start.
/// </summary>
internal sealed class MetricViews
{
    private readonly MetricView[] _views;
    private readonly double[] _values;
    private readonly int[] _firstOfSeries;
    private readonly int[] _pointStart;
    private readonly int[] _pointMask; // -1: the series keeps no statistic sets
    private readonly Datapoint[] _points;

    /// <param name="views">Views in order of series; <see cref="MetricView.Length"/> is the least number of entries to keep.</param>
    /// <param name="series">How many series there are.</param>
    public MetricViews(MetricView[] views, int series)
    {
        _views = views;
        _firstOfSeries = new int[series + 1];
        _pointStart = new int[series];
        _pointMask = new int[series];
        Array.Fill(_pointMask, -1);
        int values = 0, points = 0;
        foreach (ref var view in views.AsSpan())
        {
            view.Length = (int)BitOperations.RoundUpToPowerOf2((uint)view.Length);
            view.Start = values;
            values += view.Length;
            _firstOfSeries[view.Series + 1]++;
            if (view.IsPlain) continue;
            var buckets = (int)BitOperations.RoundUpToPowerOf2((uint)(view.Period / view.Resolution) + 2);
            _pointMask[view.Series] = Math.Max(_pointMask[view.Series], buckets - 1);
        }
        for (var s = 0; s < series; s++)
        {
            _firstOfSeries[s + 1] += _firstOfSeries[s];
            _pointStart[s] = points;
            points += _pointMask[s] + 1;
        }
        _values = new double[values];
        _points = new Datapoint[points];
    }

    /// <summary>The views of a series, as a range.</summary>
    public (int First, int End) OfSeries(int series) => (_firstOfSeries[series], _firstOfSeries[series + 1]);

    /// <summary>A view.</summary>
    public ref readonly MetricView this[int view] => ref _views[view];

    /// <summary>Keeps the datapoint of a bucket where longer periods need it.</summary>
    public void Keep(int series, long bucket, in Datapoint point)
    {
        if (_pointMask[series] >= 0) _points[_pointStart[series] + (int)(bucket & _pointMask[series])] = point;
    }

    /// <summary>Adds the next entry of a view whose periods are the series' buckets.</summary>
    public double PushPlain(int view, in Datapoint point)
    {
        ref var row = ref _views[view];
        return Push(ref row, point.ValueOf(row.Statistic));
    }

    /// <summary>Adds the next entry of any other view, if its period has ended by <paramref name="end"/>.</summary>
    public bool TryPush(int view, long end, out double value)
    {
        ref var row = ref _views[view];
        value = double.NaN;
        if ((row.LastEntry + 1) * row.Step > end) return false;
        value = Push(ref row, Fold(in row, (row.LastEntry + 1) * row.Step).ValueOf(row.Statistic));
        return true;
    }

    /// <summary>What an alarm looks back on from an entry.</summary>
    public SlotHistory History(in AlarmRow alarm, long newest) => new(_values.AsSpan(alarm.RingStart, alarm.RingLength), newest, alarm.Stride);

    /// <summary>What any alarm of a view looks back on from an entry.</summary>
    public SlotHistory History(in MetricView view, long newest) => new(_values.AsSpan(view.Start, view.Length), newest, view.Stride);

    /// <summary>AS-CW-16: the newest entry of which everything was published by an evaluation.</summary>
    /// <param name="view">View.</param>
    /// <param name="published">Time of the evaluation less the publish delay.</param>
    public long NewestPublished(int view, long published)
    {
        ref readonly var row = ref _views[view];
        return FloorDivide(FloorDivide(published, row.Resolution) * row.Resolution, row.Step);
    }

    private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((b - 1 - a) / b);

    private double Push(ref MetricView row, double value)
    {
        var entry = ++row.LastEntry;
        return _values[row.Start + (int)(entry & (row.Length - 1))] = value;
    }

    // The period that ends at `end`: buckets belong to the period in which they start; those before the run are missing.
    private Datapoint Fold(in MetricView row, long end)
    {
        var first = Math.Max(0, (end - row.Period + row.Resolution - 1) / row.Resolution);
        var last = ((end + row.Resolution - 1) / row.Resolution) - 1;
        var (start, mask) = (_pointStart[row.Series], _pointMask[row.Series]);
        var sum = Datapoint.Missing;
        for (var bucket = first; bucket <= last; bucket++) sum = sum.With(in _points[start + (int)(bucket & mask)]);
        return sum;
    }
}
