using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Model.Definitions;

public sealed class DistributionDefinitionTests
{
    private static readonly TestCaseData[] Known =
    [
        Case(new UniformDistribution(2, 5), new ContinuousUniform(2, 5)),
        Case(new ExponentialDistribution(0.04), new Exponential(25)),
        Case(new ErlangDistribution(7, 3), new Erlang(7, 7.0 / 3)),
        Case(new GammaDistribution(0.3, 2), new Gamma(0.3, 0.5)),
        Case(new LognormalDistribution(2, 0.5), new LogNormal(2, 0.5)),
        Case(new WeibullDistribution(0.7, 3), new Weibull(0.7, 3)),
        Case(new WeibullDistribution(25, 3), new Weibull(25, 3)),
        Case(new BoundedParetoDistribution(1.3, 0.5, 100), new TruncatedPareto(0.5, 1.3, 100)),
        Case(new BoundedParetoDistribution(2.5, 1, 20), new TruncatedPareto(1, 2.5, 20)),
    ];

    [TestCaseSource(nameof(Known))]
    public void Moments_AreThoseOfTheTextbook(DistributionDefinition definition, IContinuousDistribution textbook)
    {
        Assert.That(definition.Mean, Is.EqualTo(textbook.Mean).Within(1e-9).Percent);
        Assert.That(definition.Variance, Is.EqualTo(textbook.Variance).Within(1e-7).Percent);
        Assert.That(definition.Cv, Is.EqualTo(textbook.StdDev / textbook.Mean).Within(1e-7).Percent);
        Assert.That(definition.SecondMoment, Is.EqualTo(textbook.Variance + (textbook.Mean * textbook.Mean)).Within(1e-7).Percent);
    }

    [TestCase(1.0)]
    [TestCase(1.0000001)]
    [TestCase(2.0)]
    [TestCase(1.9999999)]
    public void BoundedParetoMoments_HoldWhereTheFormulaDividesByZero(double alpha)
    {
        var d = new BoundedParetoDistribution(alpha, 1, 10);
        double norm = alpha / (1 - Math.Pow(0.1, alpha));
        double mean = GaussLegendreRule.Integrate(x => norm * Math.Pow(x, -alpha), 1, 10, 64);
        double second = GaussLegendreRule.Integrate(x => norm * Math.Pow(x, 1 - alpha), 1, 10, 64);
        Assert.That(d.Mean, Is.EqualTo(mean).Within(1e-8).Percent);
        Assert.That(d.Variance, Is.EqualTo(second - (mean * mean)).Within(1e-6).Percent);
    }

    [Test]
    public void Hyperexponential_BalancesItsMeans()
    {
        var d = new HyperexponentialDistribution(2, 3);
        Assert.That(d.Probability * d.FirstMean, Is.EqualTo(1.0).Within(1e-12));
        Assert.That((1 - d.Probability) * d.SecondMean, Is.EqualTo(1.0).Within(1e-12));
        double second = 2 * ((d.Probability * d.FirstMean * d.FirstMean) + ((1 - d.Probability) * d.SecondMean * d.SecondMean));
        Assert.That(second, Is.EqualTo(d.SecondMoment).Within(1e-9).Percent);
        Assert.That(d.Cv, Is.EqualTo(3).Within(1e-12));
    }

    [Test]
    public void Empirical_SortsItsValuesAndComparesByThem()
    {
        var d = new EmpiricalDistribution([4, 1], [1, 3]);
        Assert.That(d.Values, Is.EqualTo(new[] { 1.0, 4.0 }));
        Assert.That(d.Probabilities, Is.EqualTo(new[] { 0.75, 0.25 }));
        Assert.That(d.Mean, Is.EqualTo(1.75));
        Assert.That(d.Variance, Is.EqualTo((0.75 * 0.5625) + (0.25 * 2.25 * 2.25)).Within(1e-12));
        Assert.That(d, Is.EqualTo(new EmpiricalDistribution([1, 4], [3, 1])));
        Assert.That(d, Is.Not.EqualTo(new EmpiricalDistribution([1, 4])));
        Assert.That(d.GetHashCode(), Is.EqualTo(new EmpiricalDistribution([1, 4], [3, 1]).GetHashCode()));
    }

    [Test]
    public void ToString_IsReadable()
    {
        Assert.That(new DeterministicDistribution(0).ToString(), Is.EqualTo("deterministic(0s)"));
        Assert.That(new ExponentialDistribution(0.04).ToString(), Is.EqualTo("exponential(mean 40ms)"));
        Assert.That(new UniformDistribution(600, 1800).ToString(), Is.EqualTo("uniform(600s to 1800s)"));
        Assert.That(new ErlangDistribution(3, 0.00025).ToString(), Is.EqualTo("erlang(k 3, mean 250us)"));
        Assert.That(DistributionDefinition.LognormalFromMedianP95(8, 20).ToString(), Is.EqualTo("lognormal(median 8s, sigma 0.5571, mean 9.3428s)"));
        Assert.That(new EmpiricalDistribution([1, 2, 6]).ToString(), Is.EqualTo("empirical(3 values, 1s to 6s, mean 3s)"));
        Assert.That(new HyperexponentialDistribution(1, 2).ToString(), Is.EqualTo("hyperexponential(mean 1s, cv 2)"));
    }

    [Test]
    public void ImpossibleParameters_AreRefused()
    {
        Assert.That(() => new DeterministicDistribution(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new UniformDistribution(3, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ExponentialDistribution(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ErlangDistribution(0, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GammaDistribution(double.NaN, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LognormalDistribution(double.NaN, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LognormalDistribution(0, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => DistributionDefinition.LognormalFromMedianP95(8, 8), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new WeibullDistribution(1, double.PositiveInfinity), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BoundedParetoDistribution(1, 2, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new HyperexponentialDistribution(1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new EmpiricalDistribution([]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new EmpiricalDistribution([1], [1, 2]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new EmpiricalDistribution([1], [0]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static TestCaseData Case(DistributionDefinition definition, IContinuousDistribution textbook) =>
        new TestCaseData(definition, textbook).SetArgDisplayNames(definition.ToString());
}
