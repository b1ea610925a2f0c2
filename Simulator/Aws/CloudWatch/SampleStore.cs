using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// The samples behind the datapoints of series on which some alarm wants a percentile or a trimmed statistic. Response times come as counts by class; of other
/// series a datapoint tells its samples only when they are all alike (one sample, or minimum equal to maximum), which is AWS's own condition; otherwise there is no
/// such statistic (AS-CW-13). Nothing is allocated after the start.
/// </summary>
internal sealed class SampleStore
{
    private readonly Ring?[] _rings; // by series; null where nobody asks
    private double[] _values = new double[64];
    private double[] _weights = new double[64];

    public SampleStore(int series) => _rings = new Ring?[series];

    /// <summary>Whether samples of a series are kept.</summary>
    public bool Keeps(int series) => _rings[series] is not null;

    /// <summary>Makes room for the samples of the newest buckets of a series.</summary>
    public void Reserve(int series, int buckets, bool byClass)
    {
        var ring = _rings[series] ??= new Ring();
        ring.Buckets = Math.Max(ring.Buckets, buckets);
        ring.ByClass |= byClass;
        ring.Points = new Datapoint[ring.Buckets];
        ring.Counts = ring.ByClass ? new int[ring.Buckets * ResponseTimes.Classes] : [];
        ring.Last = ring.ByClass ? new long[ResponseTimes.Classes] : [];
        var most = Math.Max(ring.Buckets, ring.ByClass ? ResponseTimes.Classes : 0);
        if (most > _values.Length) (_values, _weights) = (new double[most], new double[most]);
    }

    /// <summary>Keeps the samples of a bucket that has just closed.</summary>
    public void Keep(int series, long bucket, in Datapoint point, ResponseTimes? times)
    {
        if (_rings[series] is not { } ring) return;
        var place = (int)(bucket % ring.Buckets);
        ring.Points[place] = point;
        if (!ring.ByClass || times is null) return;
        var counts = ring.Counts.AsSpan(place * ResponseTimes.Classes, ResponseTimes.Classes);
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = (int)(times.Counts[i] - ring.Last[i]);
            ring.Last[i] = times.Counts[i];
        }
    }

    /// <summary>A statistic over buckets.</summary>
    /// <param name="series">Series.</param>
    /// <param name="first">First bucket, at least 0.</param>
    /// <param name="last">Last bucket.</param>
    /// <param name="statistic">Which.</param>
    /// <param name="samples">How many samples there were.</param>
    /// <returns>NaN when there is no data, or when its samples are not known.</returns>
    public double ValueOf(int series, long first, long last, ExtendedStatistic statistic, out double samples)
    {
        var count = Gather(_rings[series]!, first, last, out samples);
        return count == 0 ? double.NaN : Statistic(statistic, _values.AsSpan(0, count), _weights.AsSpan(0, count), samples);
    }

    // Distinct values in order with their weights.
    private int Gather(Ring ring, long first, long last, out double samples)
    {
        samples = 0;
        var count = 0;
        if (ring.ByClass)
        {
            for (var c = 0; c < ResponseTimes.Classes; c++)
            {
                long weight = 0;
                for (var bucket = first; bucket <= last; bucket++) weight += ring.Counts[((int)(bucket % ring.Buckets) * ResponseTimes.Classes) + c];
                if (weight == 0) continue;
                (_values[count], _weights[count++]) = (ResponseTimes.SecondsOf(c), weight);
                samples += weight;
            }
            return count;
        }
        for (var bucket = first; bucket <= last; bucket++)
        {
            ref readonly var point = ref ring.Points[(int)(bucket % ring.Buckets)];
            if (point.IsMissing) continue;
            if (point.Minimum != point.Maximum) return 0; // a statistic set does not say what lies between its ends
            samples += point.SampleCount;
            var place = count++;
            for (; place > 0 && _values[place - 1] > point.Minimum; place--) (_values[place], _weights[place]) = (_values[place - 1], _weights[place - 1]);
            (_values[place], _weights[place]) = (point.Minimum, point.SampleCount);
        }
        return count;
    }

    private static double Statistic(ExtendedStatistic s, ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double total)
    {
        if (values[0] < 0 && !s.IsAbsolute) return double.NaN; // AWS computes none of a metric with negative values
        if (s.Kind == ExtendedStatisticKind.Percentile) return Quantile(values, weights, total * s.Upper / 100);
        double sum = 0, weight = 0;
        var below = 0.0;
        var (low, high) = s.IsAbsolute ? (s.Lower, s.Upper) : (Quantile(values, weights, total * s.Lower / 100), Quantile(values, weights, total * s.Upper / 100));
        for (var i = 0; i < values.Length; i++)
        {
            // How much of this value's weight lies between the bounds: by value, or by rank, where a value may be cut.
            var inside = s.IsAbsolute
                ? values[i] >= s.Lower && values[i] <= s.Upper ? weights[i] : 0
                : Math.Max(0, Math.Min(below + weights[i], total * s.Upper / 100) - Math.Max(below, total * s.Lower / 100));
            below += weights[i];
            sum += inside * values[i];
            weight += inside;
            if (s.Kind == ExtendedStatisticKind.WinsorizedMean) sum += (weights[i] - inside) * Math.Clamp(values[i], low, high);
        }
        return s.Kind switch
        {
            ExtendedStatisticKind.TrimmedMean => weight == 0 ? double.NaN : sum / weight,
            ExtendedStatisticKind.TrimmedSum => sum,
            ExtendedStatisticKind.TrimmedCount => weight,
            ExtendedStatisticKind.WinsorizedMean => sum / total,
            _ => 100 * weight / total,
        };
    }

    // The least value at or below which that much weight lies.
    private static double Quantile(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double rank)
    {
        var below = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            below += weights[i];
            if (below >= rank - 1e-9) return values[i];
        }
        return values[^1];
    }

    private sealed class Ring
    {
        public int Buckets;
        public bool ByClass;
        public Datapoint[] Points = [];
        public int[] Counts = [];
        public long[] Last = [];
    }
}
