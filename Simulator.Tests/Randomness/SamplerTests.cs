using MathNet.Numerics.Distributions;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Tests.Randomness;

public sealed class SamplerTests
{
    private const int Samples = 200_000;

    private static readonly TestCaseData[] Continuous =
    [
        Case(new UniformDistribution(2, 5), x => ContinuousUniform.CDF(2, 5, x)),
        Case(new ExponentialDistribution(0.04), x => Exponential.CDF(25, x)),
        Case(new ErlangDistribution(1, 3), x => Erlang.CDF(1, 1.0 / 3, x)),
        Case(new ErlangDistribution(3, 3), x => Erlang.CDF(3, 1, x)),
        Case(new ErlangDistribution(9, 3), x => Erlang.CDF(9, 3, x)),
        Case(new GammaDistribution(0.3, 2), x => Gamma.CDF(0.3, 0.5, x)),
        Case(new GammaDistribution(1, 2), x => Gamma.CDF(1, 0.5, x)),
        Case(new GammaDistribution(2.7, 0.5), x => Gamma.CDF(2.7, 2, x)),
        Case(new GammaDistribution(40, 0.1), x => Gamma.CDF(40, 10, x)),
        Case(new LognormalDistribution(2, 0.5), x => LogNormal.CDF(2, 0.5, x)),
        Case(new LognormalDistribution(-4, 1.5), x => LogNormal.CDF(-4, 1.5, x)),
        Case(new WeibullDistribution(0.7, 3), x => Weibull.CDF(0.7, 3, x)),
        Case(new WeibullDistribution(1, 3), x => Weibull.CDF(1, 3, x)),
        Case(new WeibullDistribution(2.5, 3), x => Weibull.CDF(2.5, 3, x)),
        Case(new BoundedParetoDistribution(1.2, 0.01, 100), x => new TruncatedPareto(0.01, 1.2, 100).CumulativeDistribution(x)),
        Case(new BoundedParetoDistribution(2.5, 1, 20), x => new TruncatedPareto(1, 2.5, 20).CumulativeDistribution(x)),
        Case(new HyperexponentialDistribution(2, 3), x => HyperexponentialCdf(2, 3, x)),
    ];

    private static readonly DistributionDefinition[] Everything =
    [
        .. Continuous.Select(c => (DistributionDefinition)c.Arguments[0]!), new DeterministicDistribution(1.5),
        new EmpiricalDistribution([1, 2, 7]), new EmpiricalDistribution([1, 2, 7], [5, 0, 1]),
    ];

    [TestCaseSource(nameof(Continuous))]
    public void StreamSamples_FollowTheDistributionFunction(DistributionDefinition definition, Func<double, double> cdf)
    {
        double[] sample = Stream(definition, seed: 11);
        Assert.That(GoodnessOfFit.KolmogorovSmirnov(sample, cdf), Is.LessThan(GoodnessOfFit.Critical));
    }

    [TestCaseSource(nameof(Continuous))]
    public void BirthSamples_FollowTheDistributionFunction(DistributionDefinition definition, Func<double, double> cdf)
    {
        double[] sample = Births(definition, seed: 12);
        Assert.That(GoodnessOfFit.KolmogorovSmirnov(sample, cdf), Is.LessThan(GoodnessOfFit.Critical));
    }

    [TestCaseSource(nameof(Everything))]
    public void Samples_HaveTheDefinitionsMeanAndVariance(DistributionDefinition definition)
    {
        foreach (double[] sample in new[] { Stream(definition, seed: 13), Births(definition, seed: 14) })
        {
            double mean = sample.Average();
            double[] squares = [.. sample.Select(x => (x - definition.Mean) * (x - definition.Mean))];
            double variance = squares.Average();
            double errorOfVariance = Math.Sqrt(squares.Select(s => (s - variance) * (s - variance)).Average() / sample.Length);
            Assert.That(mean, Is.EqualTo(definition.Mean).Within((4.0 * Math.Sqrt(definition.Variance / sample.Length)) + 1e-9), "mean");
            Assert.That(variance, Is.EqualTo(definition.Variance).Within((5.0 * errorOfVariance) + 1e-9), "variance");
        }
    }

    [Test]
    public void EmpiricalSamples_TakeEachValueAsOftenAsItsWeightSays()
    {
        double[] values = [5, 1, 3, 2, 9];
        double[] weights = [1, 4, 0, 2, 3];
        foreach (double[] sample in new[] { Stream(new EmpiricalDistribution(values, weights), 15), Births(new EmpiricalDistribution(values, weights), 16) })
        {
            for (int i = 0; i < values.Length; i++)
            {
                double p = weights[i] / 10.0;
                Assert.That(sample.Count(x => x == values[i]), Is.EqualTo(Samples * p).Within(4.0 * Math.Sqrt(Samples * p * (1 - p))), $"value {values[i]}");
            }
        }
    }

    [Test]
    public void EqualWeights_AreTheSameDistributionAsNone()
    {
        double[] values = [.. Enumerable.Range(1, 37).Select(i => (double)i)];
        double[] plain = Stream(new EmpiricalDistribution(values), 17);
        double[] weighted = Stream(new EmpiricalDistribution(values, [.. values.Select(_ => 2.0)]), 18);
        foreach (double[] sample in new[] { plain, weighted })
        {
            long[] counts = new long[values.Length];
            foreach (double x in sample) counts[(int)x - 1]++;
            Assert.That(GoodnessOfFit.UniformityPValue(counts), Is.GreaterThan(0.001));
        }
    }

    [Test]
    public void SampleDuration_RoundsToTheNearestNanosecond()
    {
        var stream = new RandomStream(1, 0, Purpose.RequestCpu, 0);
        Assert.That(new Sampler(new DeterministicDistribution(1.2345678914)).SampleDuration(ref stream).Nanoseconds, Is.EqualTo(1_234_567_891));
        Assert.That(new Sampler(new DeterministicDistribution(1.2345678916)).SampleDuration(ref stream).Nanoseconds, Is.EqualTo(1_234_567_892));
        Assert.That(new Sampler(new DeterministicDistribution(0)).SampleDuration(ref stream), Is.EqualTo(Duration.Zero));
    }

    [Test]
    public void SampleDuration_CutsWhatTheClockCannotHold()
    {
        var stream = new RandomStream(1, 0, Purpose.RequestCpu, 0);
        Duration longest = new Sampler(new DeterministicDistribution(1e30)).SampleDuration(ref stream);
        Assert.That(longest, Is.EqualTo(Sampler.Longest));
        Assert.That((Instant.FromSeconds(9L * 365 * 86400) + longest).Nanoseconds, Is.LessThanOrEqualTo(Instant.MaxNanoseconds));
    }

    [Test]
    public void SampleDuration_IsTheRoundedSample()
    {
        foreach (DistributionDefinition definition in Everything)
        {
            var sampler = new Sampler(definition);
            var a = new RandomStream(19, 0, Purpose.RequestCpu, 0);
            var b = new RandomStream(19, 0, Purpose.RequestCpu, 0);
            for (int i = 0; i < 1000; i++) Assert.That(sampler.SampleDuration(ref a).Nanoseconds, Is.EqualTo(sampler.Sample(ref b) * 1e9).Within(0.5001));
        }
    }

    [Test]
    public void Births_DoNotDependOnOrderOrOnOtherDraws()
    {
        var births = new BirthDraw(20, 0);
        foreach (DistributionDefinition definition in Everything)
        {
            var sampler = new Sampler(definition);
            Duration[] forward = [.. Enumerable.Range(0, 50).Select(i => sampler.AtBirth(births, Purpose.TaskStart, i))];
            Duration[] backward = [.. Enumerable.Range(0, 50).Select(i => 49 - i).Select(i =>
            {
                _ = sampler.AtBirth(births, Purpose.TaskPull, i);
                return sampler.AtBirth(births, Purpose.TaskStart, i);
            }).Reverse()];
            Assert.That(backward, Is.EqualTo(forward));
        }
    }

    [Test]
    public void VariantsThatDifferOnlyInScale_StayPaired()
    {
        // Common random numbers: twice the mean gives exactly twice every single sample.
        (DistributionDefinition One, DistributionDefinition Two)[] pairs =
        [
            (new ExponentialDistribution(1), new ExponentialDistribution(2)), (new ErlangDistribution(3, 1), new ErlangDistribution(3, 2)),
            (new GammaDistribution(0.5, 1), new GammaDistribution(0.5, 2)), (new GammaDistribution(5, 1), new GammaDistribution(5, 2)),
            (new WeibullDistribution(2, 1), new WeibullDistribution(2, 2)), (new HyperexponentialDistribution(1, 2), new HyperexponentialDistribution(2, 2)),
            (new UniformDistribution(1, 2), new UniformDistribution(2, 4)), (new BoundedParetoDistribution(2, 1, 8), new BoundedParetoDistribution(2, 2, 16)),
        ];
        foreach ((DistributionDefinition one, DistributionDefinition two) in pairs)
        {
            double[] first = Stream(one, 21);
            double[] second = Stream(two, 21);
            for (int i = 0; i < first.Length; i++) Assert.That(second[i], Is.EqualTo(2.0 * first[i]).Within(1e-12 * second[i]), one.Family);
        }
    }

    [Test]
    public void Sampling_AllocatesNothing()
    {
        foreach (DistributionDefinition definition in Everything)
        {
            var sampler = new Sampler(definition);
            var births = new BirthDraw(22, 0);
            var stream = new RandomStream(22, 0, Purpose.RequestCpu, 0);
            Duration sink = sampler.SampleDuration(ref stream) + sampler.AtBirth(births, Purpose.TaskStart, 0);
            // A sample that allocates does so in every round; the runtime, when it replaces this loop's code, in one.
            long least = long.MaxValue;
            for (var round = 0; round < 3; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 10_000; i++) sink += sampler.SampleDuration(ref stream) + sampler.AtBirth(births, Purpose.TaskStart, i);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            Assert.That(least, Is.Zero, definition.ToString());
            Assert.That(sink, Is.GreaterThan(Duration.Zero));
        }
    }

    private static TestCaseData Case(DistributionDefinition definition, Func<double, double> cdf) =>
        new TestCaseData(definition, cdf).SetArgDisplayNames(definition.ToString());

    private static double HyperexponentialCdf(double mean, double cv, double x)
    {
        var d = new HyperexponentialDistribution(mean, cv);
        return (d.Probability * Exponential.CDF(1 / d.FirstMean, x)) + ((1 - d.Probability) * Exponential.CDF(1 / d.SecondMean, x));
    }

    private static double[] Stream(DistributionDefinition definition, ulong seed)
    {
        var sampler = new Sampler(definition);
        var stream = new RandomStream(seed, 0, Purpose.RequestCpu, 0);
        double[] sample = new double[Samples];
        for (int i = 0; i < sample.Length; i++) sample[i] = sampler.Sample(ref stream);
        return sample;
    }

    private static double[] Births(DistributionDefinition definition, ulong seed)
    {
        var sampler = new Sampler(definition);
        var births = new BirthDraw(seed, 0);
        double[] sample = new double[Samples];
        for (int i = 0; i < sample.Length; i++) sample[i] = sampler.SampleAtBirth(births, Purpose.TaskStart, i);
        return sample;
    }
}
