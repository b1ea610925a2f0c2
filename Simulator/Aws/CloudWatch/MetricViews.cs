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

    /// <summary>Extended statistic in its place, or null.</summary>
    public ExtendedStatistic? Extended;

    /// <summary>For the result of metric math: which expression; otherwise -1.</summary>
    public int Expression;

    /// <summary>Place among the plan's computed series under which its entries are reported; -1 when they are not.</summary>
    public int Computed;

    /// <summary>Entry n ends n steps and this after the clock's origin: 0, or less where periods lie on the wall clock.</summary>
    public long Shift;

    /// <summary>Whether a period is exactly one bucket of the series.</summary>
    public bool IsPlain;

    /// <summary>Whether entries that repeat the last one are filled in when somebody reads them.</summary>
    public bool IsLazy;

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

    /// <summary>Number of the newest entry that its alarms have followed; of a lazy view it may differ from <see cref="LastEntry"/>.</summary>
    public long Followed;

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
    private readonly bool[] _isLazy; // by series
    private readonly bool[] _isLow; // by place in the rings, where some view is a percentile: whether there were too few samples
    private readonly SampleStore _samples;
    private readonly Dictionary<long, long> _closedEntries = []; // by length of a bucket: entries that exist, of which lazy views may lack some

    /// <param name="views">Views in order of series; <see cref="MetricView.Length"/> is the least number of entries to keep.</param>
    /// <param name="series">How many series there are.</param>
    /// <param name="byClass">By series: whether its samples come as counts by class.</param>
    public MetricViews(MetricView[] views, int series, bool[] byClass)
    {
        _views = views;
        _firstOfSeries = new int[series + 2];
        _samples = new SampleStore(series);
        _pointStart = new int[series];
        _pointMask = new int[series];
        _isLazy = new bool[series];
        Array.Fill(_pointMask, -1);
        int values = 0, points = 0;
        foreach (ref var view in views.AsSpan())
        {
            if (view.Expression >= 0) continue; // computed from other views when it is looked at
            view.Length = (int)BitOperations.RoundUpToPowerOf2((uint)view.Length);
            view.Start = values;
            values += view.Length;
            _firstOfSeries[view.Series + 1]++;
            _isLazy[view.Series] = view.IsLazy;
            if (view.Extended is not null) _samples.Reserve(view.Series, (int)(view.Period / view.Resolution) + 2, byClass[view.Series]);
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
        _isLow = new bool[Array.Exists(views, static v => v.Extended is not null) ? values : 0];
        _points = new Datapoint[points];
    }

    /// <summary>The views of a series, as a range.</summary>
    public (int First, int End) OfSeries(int series) => (_firstOfSeries[series], _firstOfSeries[series + 1]);

    /// <summary>How many views there are.</summary>
    public int Count => _views.Length;

    /// <summary>Samples behind the entry of a percentile that was pushed last.</summary>
    public double SamplesOfPeriod { get; private set; }

    /// <summary>A view.</summary>
    public ref readonly MetricView this[int view] => ref _views[view];

    /// <summary>Whether a series is looked at only when it changes.</summary>
    public bool IsLazy(int series) => _isLazy[series];

    /// <summary>All buckets of a length up to and with <paramref name="bucket"/> have closed.</summary>
    public void SetClosed(long length, long bucket) => _closedEntries[length] = bucket + 1;

    /// <summary>Fills in what a lazy view lacks.</summary>
    public void Sync(int view)
    {
        ref var row = ref _views[view];
        if (row.IsLazy) Repeat(ref row, _closedEntries.GetValueOrDefault(row.Resolution));
    }

    /// <summary>Repeats a lazy view's last value up to an entry, before the next one is added.</summary>
    /// <returns>How many entries its alarms have not followed.</returns>
    public int RepeatTo(int view, long entry)
    {
        ref var row = ref _views[view];
        Repeat(ref row, entry);
        var count = (int)(entry - row.Followed);
        row.Followed = entry + 1;
        return count;
    }

    /// <summary>Keeps the datapoint of a bucket where longer periods need it.</summary>
    public void Keep(int series, long bucket, in Datapoint point, ResponseTimes? times)
    {
        _samples.Keep(series, bucket, in point, times);
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
        var next = EndOf(in row, row.LastEntry + 1);
        if (next > end) return false;
        value = row.Extended is null ? Push(ref row, Fold(in row, next).ValueOf(row.Statistic)) : PushExtended(ref row, next);
        return true;
    }

    /// <summary>What any alarm of a view looks back on from an entry.</summary>
    public SlotHistory History(in MetricView view, long newest) => new(_values.AsSpan(view.Start, view.Length), newest, view.Stride);

    /// <summary>All entries of a view, newest first.</summary>
    public SlotHistory EveryEntry(in MetricView view) => new(_values.AsSpan(view.Start, view.Length), view.LastEntry, 1);

    /// <summary>AS-CW-16: the newest entry of which everything was published by an evaluation.</summary>
    /// <param name="view">View.</param>
    /// <param name="published">Time of the evaluation less the publish delay.</param>
    public long NewestPublished(int view, long published)
    {
        ref readonly var row = ref _views[view];
        return FloorDivide((FloorDivide(published, row.Resolution) * row.Resolution) - row.Shift, row.Step);
    }

    /// <summary>When an entry's period ends, in nanoseconds since the clock's origin.</summary>
    public static long EndOf(in MetricView view, long entry) => (entry * view.Step) + view.Shift;

    /// <summary>Whether an entry of a percentile had too few samples to say much.</summary>
    public bool IsLow(int view, long entry)
    {
        ref readonly var row = ref _views[view];
        return row.Extended is not null && entry > 0 && _isLow[row.Start + (int)(entry & (row.Length - 1))];
    }

    /// <summary>An entry's value; NaN before the run and for missing data.</summary>
    public double ValueOf(int view, long entry)
    {
        ref readonly var row = ref _views[view];
        return entry <= 0 ? double.NaN : _values[row.Start + (int)(entry & (row.Length - 1))];
    }

    private double PushExtended(ref MetricView row, long end)
    {
        var (first, last) = Buckets(in row, end);
        var samples = 0.0;
        var value = first > last ? double.NaN : _samples.ValueOf(row.Series, first, last, row.Extended!, out samples);
        SamplesOfPeriod = samples;
        Push(ref row, value);
        _isLow[row.Start + (int)(row.LastEntry & (row.Length - 1))] = !double.IsNaN(value) && samples < row.Extended!.LeastSamples;
        return value;
    }

    private static (long First, long Last) Buckets(in MetricView row, long end) =>
        (Math.Max(0, (end - row.Period + row.Resolution - 1) / row.Resolution), ((end + row.Resolution - 1) / row.Resolution) - 1);

    private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((b - 1 - a) / b);

    private double Push(ref MetricView row, double value)
    {
        var entry = ++row.LastEntry;
        return _values[row.Start + (int)(entry & (row.Length - 1))] = value;
    }

    private void Repeat(ref MetricView row, long entry)
    {
        if (entry <= row.LastEntry) return;
        var ring = _values.AsSpan(row.Start, row.Length);
        var value = row.LastEntry == 0 ? double.NaN : ring[(int)(row.LastEntry & (row.Length - 1))];
        for (var e = Math.Max(row.LastEntry, entry - row.Length) + 1; e <= entry; e++) ring[(int)(e & (row.Length - 1))] = value;
        row.LastEntry = entry;
    }

    // The period that ends at `end`: buckets belong to the period in which they start; those before the run are missing.
    private Datapoint Fold(in MetricView row, long end)
    {
        var (first, last) = Buckets(in row, end);
        var (start, mask) = (_pointStart[row.Series], _pointMask[row.Series]);
        var sum = Datapoint.Missing;
        for (var bucket = first; bucket <= last; bucket++) sum = sum.With(in _points[start + (int)(bucket & mask)]);
        return sum;
    }
}
