using FsCheck;
using FsCheck.Fluent;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Randomness;

namespace Simulator.Tests.Measurement;

public sealed class LogLinearHistogramTests
{
    [Test]
    public void BucketsFollowEachOther_WithoutGapOrOverlap()
    {
        // Around every power of two and every edge of a sub-bucket the index rises by at most one from one nanosecond to the next.
        for (int shift = 0; shift < 56; shift++)
        {
            for (long leading = 64; leading < 128; leading++)
            {
                long first = leading << shift;
                Assert.That(LogLinearHistogram.BucketOf(first) - LogLinearHistogram.BucketOf(first - 1), Is.EqualTo(1), $"{first}");
                Assert.That(LogLinearHistogram.BucketOf(first + (1L << shift) - 1), Is.EqualTo(LogLinearHistogram.BucketOf(first)), $"{first}");
            }
        }
        Assert.That(LogLinearHistogram.BucketOf(0), Is.Zero);
        Assert.That(LogLinearHistogram.BucketOf(long.MaxValue), Is.EqualTo(3711));
    }

    [Test]
    public void MiddleOfABucket_IsWithinTheStatedErrorOfBothItsEnds()
    {
        for (int shift = 0; shift < 56; shift++)
        {
            for (long leading = 64; leading < 128; leading++)
            {
                long first = leading << shift;
                long last = first + (1L << shift) - 1;
                double middle = LogLinearHistogram.MiddleOf(LogLinearHistogram.BucketOf(first));
                Assert.That(Math.Abs(middle - first) / first, Is.LessThanOrEqualTo(LogLinearHistogram.RelativeError));
                Assert.That(Math.Abs(middle - last) / last, Is.LessThanOrEqualTo(LogLinearHistogram.RelativeError));
            }
        }
        Assert.That(LogLinearHistogram.RelativeError, Is.LessThanOrEqualTo(0.01), "what the project promises");
    }

    [Test]
    public void ShortLengths_AreExact()
    {
        for (int nanoseconds = 0; nanoseconds < 128; nanoseconds++)
        {
            Assert.That(LogLinearHistogram.MiddleOf(LogLinearHistogram.BucketOf(nanoseconds)), Is.EqualTo(nanoseconds));
        }
    }

    [Test]
    public void Percentiles_AreWithinOnePercentOfTheSortedSample()
    {
        Gen<long> length = Gen.Choose(0, 62).SelectMany(bits => Gen.Choose(0, int.MaxValue).Select(x => (long)(((ulong)x << 32 | (uint)x) & ((1UL << bits) - 1))));
        Prop.ForAll(length.ArrayOf().ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (values, permille) =>
        {
            if (values.Length == 0) return true;
            LogLinearHistogram histogram = Of(values);
            long[] sorted = [.. values.Order()];
            double exact = sorted[(int)Math.Clamp(Math.Ceiling(permille / 1000.0 * values.Length), 1, values.Length) - 1] / 1e9;
            double actual = histogram.PercentileSeconds(permille / 10.0);
            return Math.Abs(actual - exact) <= (0.01 * exact) + 1e-18;
        }).Holds();
    }

    [Test]
    public void CountMeanAndEnds_AreExact()
    {
        var stream = new RandomStream(1, 0, Purpose.Arrivals, 0);
        long[] values = new long[10_000];
        for (int i = 0; i < values.Length; i++) values[i] = (long)(stream.NextExponential() * 1e8);
        LogLinearHistogram histogram = Of(values);
        Assert.That(histogram.Count, Is.EqualTo(values.Length));
        Assert.That(histogram.MeanSeconds, Is.EqualTo(values.Sum() / 1e9 / values.Length).Within(1e-15));
        Assert.That(histogram.MinSeconds, Is.EqualTo(values.Min() / 1e9));
        Assert.That(histogram.MaxSeconds, Is.EqualTo(values.Max() / 1e9));
        Assert.That(histogram.PercentileSeconds(0), Is.EqualTo(histogram.MinSeconds));
        Assert.That(histogram.PercentileSeconds(100), Is.EqualTo(histogram.MaxSeconds));
    }

    [Test]
    public void Sum_DoesNotOverflow()
    {
        LogLinearHistogram histogram = Of(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);
        Assert.That(histogram.SumSeconds, Is.EqualTo(5.0 * long.MaxValue / 1e9).Within(1e-9).Percent);
        histogram.Merge(Of(long.MaxValue, long.MaxValue, 7));
        Assert.That(histogram.SumSeconds, Is.EqualTo(7.0 * long.MaxValue / 1e9).Within(1e-9).Percent);
    }

    [Test]
    public void SeveralPercentiles_AreThoseOfOneByOne()
    {
        LogLinearHistogram histogram = Of([.. Enumerable.Range(1, 1000).Select(i => i * 1_000_003L)]);
        double[] percents = [0, 1, 50, 50, 95, 99, 99.9, 100];
        double[] together = new double[percents.Length];
        histogram.PercentilesSeconds(percents, together);
        Assert.That(together, Is.EqualTo(percents.Select(histogram.PercentileSeconds)));
        Assert.That(together, Is.Ordered);
        Assert.That(together[2], Is.EqualTo(0.5 * 1.000003).Within(1).Percent);
    }

    [Test]
    public void OneValue_IsEveryPercentile()
    {
        LogLinearHistogram histogram = Of(123_456_789);
        foreach (double percent in new[] { 0, 0.1, 50, 99.9, 100 }) Assert.That(histogram.PercentileSeconds(percent), Is.EqualTo(0.123456789));
    }

    [Test]
    public void Merge_IsRecordingEverythingInOne()
    {
        long[] first = [5, 100, 1_000_000, 77_777_777];
        long[] second = [3, 100, 9_000_000_000, 1];
        LogLinearHistogram merged = Of(first);
        merged.Merge(Of(second));
        merged.Merge(new LogLinearHistogram());
        AssertSame(merged, Of([.. first, .. second]));
        var empty = new LogLinearHistogram();
        empty.Merge(Of(first));
        AssertSame(empty, Of(first));
    }

    [Test]
    public void Clear_LeavesNothingBehind()
    {
        LogLinearHistogram histogram = Of(1, 5_000, 7_000_000_000_000);
        histogram.Clear();
        Assert.That(histogram.Count, Is.Zero);
        Assert.That(histogram.MeanSeconds, Is.NaN);
        Assert.That(histogram.MinSeconds, Is.NaN);
        Assert.That(histogram.MaxSeconds, Is.NaN);
        Assert.That(histogram.PercentileSeconds(50), Is.NaN);
        histogram.Record(new Duration(9_000));
        AssertSame(histogram, Of(9_000));
    }

    [Test]
    public void NegativeLengthsAndImpossiblePercents_AreRefused()
    {
        LogLinearHistogram histogram = Of(1);
        Assert.That(() => histogram.Record(new Duration(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(histogram.Count, Is.EqualTo(1), "a refused value leaves no trace");
        Assert.That(() => histogram.PercentileSeconds(100.1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => histogram.PercentileSeconds(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => histogram.PercentileSeconds(double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => histogram.PercentilesSeconds([95, 50], new double[2]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Using_AllocatesNothing()
    {
        LogLinearHistogram minute = Of(1);
        LogLinearHistogram total = Of(1);
        _ = minute.PercentileSeconds(50);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long i = 0; i < 10_000; i++)
        {
            minute.Record(new Duration(i * 1000));
            if (i % 100 != 0) continue;
            _ = minute.PercentileSeconds(99);
            total.Merge(minute);
            minute.Clear();
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static LogLinearHistogram Of(params long[] nanoseconds)
    {
        var histogram = new LogLinearHistogram();
        foreach (long value in nanoseconds) histogram.Record(new Duration(value));
        return histogram;
    }

    private static void AssertSame(LogLinearHistogram actual, LogLinearHistogram expected)
    {
        Assert.That(actual.Count, Is.EqualTo(expected.Count));
        Assert.That(actual.SumSeconds, Is.EqualTo(expected.SumSeconds));
        Assert.That(actual.MinSeconds, Is.EqualTo(expected.MinSeconds));
        Assert.That(actual.MaxSeconds, Is.EqualTo(expected.MaxSeconds));
        for (int percent = 0; percent <= 100; percent++) Assert.That(actual.PercentileSeconds(percent), Is.EqualTo(expected.PercentileSeconds(percent)));
    }
}
