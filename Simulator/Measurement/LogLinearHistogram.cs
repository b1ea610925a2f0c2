using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Simulator.Kernel;

namespace Simulator.Measurement;

/// <summary>
/// A histogram of lengths of time whose buckets grow with the value: 64 to each power of two, from 1 ns to the whole range of a <see cref="Duration"/>, so that
/// no value is ever cut and a bucket's middle is within 0.79 % of everything in it (below 128 ns: exact). Count, mean, least and greatest are exact.
/// Recording takes about 2 ns: one leading-zero count and a few additions, no search, no allocation. 29 KiB; reading, merging and clearing touch only the
/// buckets between the least and the greatest value. The idea is HdrHistogram's (Gil Tene).
/// </summary>
public sealed class LogLinearHistogram
{
    /// <summary>Greatest relative error of a percentile.</summary>
    public const double RelativeError = 0.5 / SubBuckets;

    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int Linear = 2 * SubBuckets; // values below are their own bucket
    private const int Buckets = ((63 - SubBucketBits) * SubBuckets) + SubBuckets;

    private readonly long[] _counts = new long[Buckets];
    private long _count;
    private ulong _sumLow;
    private ulong _sumHigh;
    private long _least = long.MaxValue;
    private long _greatest = -1;

    /// <summary>Values recorded.</summary>
    public long Count => _count;

    /// <summary>Exact mean in seconds; NaN without values.</summary>
    public double MeanSeconds => _count == 0 ? double.NaN : SumSeconds / _count;

    /// <summary>Exact sum in seconds (128 bits inside: it does not overflow).</summary>
    public double SumSeconds => (double)new UInt128(_sumHigh, _sumLow) / Duration.NanosecondsPerSecond;

    /// <summary>Exact least value in seconds; NaN without values.</summary>
    public double MinSeconds => _count == 0 ? double.NaN : new Duration(_least).Seconds;

    /// <summary>Exact greatest value in seconds; NaN without values.</summary>
    public double MaxSeconds => _count == 0 ? double.NaN : new Duration(_greatest).Seconds;

    /// <summary>Records one value.</summary>
    /// <param name="value">0 or more; a negative length is refused.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(Duration value)
    {
        long nanoseconds = value.Nanoseconds;
        if (nanoseconds < 0) ThrowNegative(value);
        unchecked
        {
            Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_counts), BucketOf(nanoseconds))++; // the index of a non-negative long is always in range
            _count++;
            ulong low = _sumLow + (ulong)nanoseconds;
            if (low < (ulong)nanoseconds) _sumHigh++;
            _sumLow = low;
            if (nanoseconds > _greatest) _greatest = nanoseconds;
            if (nanoseconds < _least) _least = nanoseconds;
        }
    }

    /// <summary>Adds everything that <paramref name="other"/> holds.</summary>
    public void Merge(LogLinearHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._count == 0) return;
        int last = BucketOf(other._greatest);
        for (int i = BucketOf(other._least); i <= last; i++) _counts[i] += other._counts[i];
        _count += other._count;
        UInt128 sum = new UInt128(_sumHigh, _sumLow) + new UInt128(other._sumHigh, other._sumLow);
        _sumLow = (ulong)(sum & ulong.MaxValue);
        _sumHigh = (ulong)(sum >> 64);
        _greatest = Math.Max(_greatest, other._greatest);
        _least = Math.Min(_least, other._least);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        if (_count == 0) return;
        int first = BucketOf(_least);
        _counts.AsSpan(first, BucketOf(_greatest) - first + 1).Clear();
        _count = 0;
        _sumLow = 0;
        _sumHigh = 0;
        _least = long.MaxValue;
        _greatest = -1;
    }

    /// <summary>
    /// The value in seconds below or at which <paramref name="percent"/> percent of all values lie (nearest rank), within <see cref="RelativeError"/>;
    /// 0 and 100 give the exact least and greatest; NaN without values.
    /// </summary>
    public double PercentileSeconds(double percent)
    {
        double result = 0.0;
        PercentilesSeconds(new ReadOnlySpan<double>(ref percent), new Span<double>(ref result));
        return result;
    }

    /// <summary>Several percentiles in one pass.</summary>
    /// <param name="percents">Each from 0 to 100, ascending.</param>
    /// <param name="seconds">Receives as many values; as <see cref="PercentileSeconds"/> gives them.</param>
    public void PercentilesSeconds(ReadOnlySpan<double> percents, Span<double> seconds)
    {
        if (_count == 0)
        {
            seconds[..percents.Length].Fill(double.NaN);
            return;
        }
        int bucket = BucketOf(_least);
        long below = _counts[bucket]; // values in this bucket and all before it
        double previous = 0.0;
        for (int i = 0; i < percents.Length; i++)
        {
            double percent = percents[i];
            if (!(percent >= previous && percent <= 100.0)) throw new ArgumentOutOfRangeException(nameof(percents), percent, "must be from 0 to 100, ascending");
            previous = percent;
            long rank = Math.Clamp((long)Math.Ceiling(percent / 100.0 * _count), 1, _count);
            while (below < rank) below += _counts[++bucket];
            if (rank == 1) seconds[i] = MinSeconds;
            else if (rank == _count) seconds[i] = MaxSeconds;
            else seconds[i] = Math.Clamp(MiddleOf(bucket), _least, _greatest) / Duration.NanosecondsPerSecond;
        }
    }

    /// <summary>
    /// The bucket of a non-negative number of nanoseconds: the number itself below 128; from there, 64 × (its power of two − 6) plus its seven leading
    /// bits. The <c>| 127</c> makes both cases one formula.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int BucketOf(long nanoseconds)
    {
        unchecked
        {
            int shift = 63 - SubBucketBits - BitOperations.LeadingZeroCount((ulong)nanoseconds | (Linear - 1));
            return (shift << SubBucketBits) + (int)(nanoseconds >> shift);
        }
    }

    /// <summary>The middle of a bucket in nanoseconds.</summary>
    internal static double MiddleOf(int bucket)
    {
        if (bucket < Linear) return bucket;
        int shift = (bucket >> SubBucketBits) - 1;
        long first = (long)((bucket & (SubBuckets - 1)) | SubBuckets) << shift;
        return first + (((1L << shift) - 1) / 2.0);
    }

    private static void ThrowNegative(Duration value) =>
        throw new ArgumentOutOfRangeException(nameof(value), value, "a length of time that is recorded must not be negative");
}
