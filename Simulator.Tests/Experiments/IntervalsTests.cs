using Simulator.Experiments;
using Simulator.Randomness;

namespace Simulator.Tests.Experiments;

public sealed class IntervalsTests
{
    // W. S. Gosset ("Student"), The probable error of a mean (1908): additional hours of sleep under two drugs, ten patients.
    private static readonly double[] FirstDrug = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] SecondDrug = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Test]
    public void MeanInterval_IsThatOfTheTextbook()
    {
        // Law, Simulation Modeling and Analysis, example 4.26: 1.34 ± 0.24 at 90 %.
        ConfidenceInterval interval = Intervals.OfMean([1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09], 0.90);
        Assert.That(interval.Mean, Is.EqualTo(1.343).Within(1e-9));
        Assert.That(interval.HalfWidth, Is.EqualTo(0.24).Within(0.005));
        Assert.That((interval.Count, interval.Confidence), Is.EqualTo((10, 0.90)));
        Assert.That(interval.Contains(interval.Upper), Is.True);
        Assert.That(interval.Contains(1.0), Is.False);
    }

    [Test]
    public void TwoObservations_TakeStudentsFactorForOneDegreeOfFreedom()
    {
        ConfidenceInterval interval = Intervals.OfMean([1, 3]);
        Assert.That(interval.HalfWidth, Is.EqualTo(12.706204736).Within(1e-6), "t(0.975; 1) × √2/√2");
        Assert.That(interval.RelativeHalfWidth, Is.EqualTo(6.353102368).Within(1e-6));
    }

    [Test]
    public void PairedDifference_IsThatOfStudentsSleepData()
    {
        ConfidenceInterval interval = Intervals.OfMean([.. SecondDrug.Zip(FirstDrug, static (second, first) => second - first)]);
        Assert.That(interval.Mean, Is.EqualTo(1.58).Within(1e-9));
        Assert.That(interval.Lower, Is.EqualTo(0.7001142).Within(1e-6));
        Assert.That(interval.Upper, Is.EqualTo(2.4598858).Within(1e-6));
    }

    [Test]
    public void EqualObservations_HaveAnIntervalOfNoWidth()
    {
        ConfidenceInterval interval = Intervals.OfMean(new double[10]);
        Assert.That((interval.Mean, interval.HalfWidth), Is.EqualTo((0.0, 0.0)));
        Assert.That(interval.RelativeHalfWidth, Is.NaN);
    }

    [Test]
    public void WithFewerThanTwoObservations_ThereIsNoInterval()
    {
        ConfidenceInterval interval = Intervals.OfMean([5]);
        Assert.That(interval.Mean, Is.EqualTo(5));
        Assert.That(interval.HalfWidth, Is.NaN);
        Assert.That(interval.Contains(5), Is.False);
        Assert.That(Intervals.OfMean([]).Mean, Is.NaN);
    }

    [Test]
    public void Intervals_CoverTheTruthAsOftenAsTheySay()
    {
        const int Runs = 1000;
        int replicationsCover = 0;
        int naiveCover = 0;
        for (int run = 0; run < Runs; run++)
        {
            var stream = new RandomStream(1, run, Purpose.Resampling, 0);
            double[] observations = new double[8];
            for (int i = 0; i < observations.Length; i++) observations[i] = 3.0 + stream.NextNormal();
            if (Intervals.OfMean(observations).Contains(3.0)) replicationsCover++;

            // A first-order autoregressive series with correlation 0.8 and mean 3.
            double[] series = new double[2000];
            double deviation = stream.NextNormal() / 0.6;
            for (int i = 0; i < series.Length; i++) series[i] = 3.0 + (deviation = (0.8 * deviation) + stream.NextNormal());
            if (Intervals.OfMean(series).Contains(3.0)) naiveCover++;
        }
        double tolerance = 4.0 * Math.Sqrt(Runs * 0.95 * 0.05);
        Assert.That(replicationsCover, Is.EqualTo(0.95 * Runs).Within(tolerance));
        Assert.That(naiveCover, Is.LessThan(0.6 * Runs), "why correlated values must not be taken one by one");
    }

    [Test]
    public void ImpossibleArguments_AreRefused()
    {
        Assert.That(() => Intervals.OfMean([1, 2], 1.0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Intervals.OfMean([1, 2], 0.0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
