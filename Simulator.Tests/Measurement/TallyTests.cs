using MathNet.Numerics.Statistics;
using Simulator.Measurement;
using Simulator.Randomness;

namespace Simulator.Tests.Measurement;

public sealed class TallyTests
{
    [Test]
    public void MomentsAndEnds_AgreeWithMathNet()
    {
        double[] values = Sample(1000, seed: 1);
        Tally tally = Of(values);
        Assert.That(tally.Count, Is.EqualTo(1000));
        Assert.That(tally.Mean, Is.EqualTo(values.Mean()).Within(1e-12).Percent);
        Assert.That(tally.Variance, Is.EqualTo(values.Variance()).Within(1e-10).Percent);
        Assert.That(tally.StandardDeviation, Is.EqualTo(values.StandardDeviation()).Within(1e-10).Percent);
        Assert.That(tally.Sum, Is.EqualTo(values.Sum()).Within(1e-10).Percent);
        Assert.That(tally.Min, Is.EqualTo(values.Min()));
        Assert.That(tally.Max, Is.EqualTo(values.Max()));
    }

    [Test]
    public void Variance_DoesNotCancelFarFromZero()
    {
        Tally tally = Of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
        Assert.That(tally.Variance, Is.EqualTo(30.0).Within(1e-9));
    }

    [Test]
    public void Merge_IsTakingEverythingInOne()
    {
        double[] values = Sample(500, seed: 2);
        Tally merged = Of(values[..123]);
        merged.Merge(Of(values[123..]));
        merged.Merge(new Tally());
        Tally all = Of(values);
        Assert.That(merged.Count, Is.EqualTo(all.Count));
        Assert.That(merged.Mean, Is.EqualTo(all.Mean).Within(1e-12).Percent);
        Assert.That(merged.Variance, Is.EqualTo(all.Variance).Within(1e-10).Percent);
        Assert.That((merged.Min, merged.Max), Is.EqualTo((all.Min, all.Max)));
        var empty = new Tally();
        empty.Merge(all);
        Assert.That((empty.Mean, empty.Variance), Is.EqualTo((all.Mean, all.Variance)));
    }

    [Test]
    public void WithoutEnoughObservations_ThereIsNoValue()
    {
        var tally = new Tally();
        Assert.That(new[] { tally.Mean, tally.Variance, tally.Min, tally.Max }, Is.All.NaN);
        tally.Add(3);
        Assert.That(tally.Mean, Is.EqualTo(3));
        Assert.That(tally.Variance, Is.NaN);
        tally.Clear();
        Assert.That(tally.Count, Is.Zero);
        Assert.That(tally.Max, Is.NaN);
        tally.Add(-2);
        Assert.That((tally.Mean, tally.Min, tally.Max), Is.EqualTo((-2.0, -2.0, -2.0)));
    }

    private static double[] Sample(int count, ulong seed)
    {
        var stream = new RandomStream(seed, 0, Purpose.Resampling, 0);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = 100.0 + (10.0 * stream.NextNormal());
        return values;
    }

    private static Tally Of(double[] values)
    {
        var tally = new Tally();
        foreach (double value in values) tally.Add(value);
        return tally;
    }
}
