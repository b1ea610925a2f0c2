using System.Globalization;
using MathNet.Numerics.Distributions;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Tests.Randomness;

public sealed class FittingTests
{
    [TestCase(8, 20)]
    [TestCase(0.015, 0.08)]
    [TestCase(10, 10.01)]
    [TestCase(1, 5000)]
    public void LognormalFromMedianAndP95_GivesThemBack(double median, double p95)
    {
        var d = Fit<LognormalDistribution>("lognormal", ("median", median), ("p95", p95));
        Assert.That(LogNormal.InvCDF(d.Mu, d.Sigma, 0.5), Is.EqualTo(median).Within(1e-9).Percent);
        Assert.That(LogNormal.InvCDF(d.Mu, d.Sigma, 0.95), Is.EqualTo(p95).Within(1e-7).Percent);
        Assert.That(DistributionDefinition.LognormalFromMedianP95(median, p95), Is.EqualTo(d));
        Assert.That(DistributionFitting.TryLognormalFromMedianP95(median, p95, out DistributionDefinition? same, out _), Is.True);
        Assert.That(same, Is.EqualTo(d));
    }

    [Test]
    public void LognormalFromMedianAndP99_GivesThemBack()
    {
        var d = Fit<LognormalDistribution>("lognormal", ("median", 0.2), ("p99", 1.5));
        Assert.That(LogNormal.InvCDF(d.Mu, d.Sigma, 0.5), Is.EqualTo(0.2).Within(1e-9).Percent);
        Assert.That(LogNormal.InvCDF(d.Mu, d.Sigma, 0.99), Is.EqualTo(1.5).Within(1e-7).Percent);
    }

    [TestCase(8, 20)]
    [TestCase(0.015, 0.08)]
    [TestCase(10, 10.1)]
    [TestCase(1, 500)]
    public void GammaFromMedianAndP95_GivesThemBack(double median, double p95)
    {
        var d = Fit<GammaDistribution>("gamma", ("median", median), ("p95", p95));
        Assert.That(Gamma.CDF(d.Shape, 1 / d.Scale, median), Is.EqualTo(0.5).Within(1e-6));
        Assert.That(Gamma.CDF(d.Shape, 1 / d.Scale, p95), Is.EqualTo(0.95).Within(1e-6));
    }

    [TestCase(8, 20)]
    [TestCase(0.015, 0.08)]
    [TestCase(10, 10.1)]
    [TestCase(1, 1000)]
    public void WeibullFromMedianAndP95_GivesThemBack(double median, double p95)
    {
        var d = Fit<WeibullDistribution>("weibull", ("median", median), ("p95", p95));
        Assert.That(Weibull.CDF(d.Shape, d.Scale, median), Is.EqualTo(0.5).Within(1e-9));
        Assert.That(Weibull.CDF(d.Shape, d.Scale, p95), Is.EqualTo(0.95).Within(1e-9));
    }

    [Test]
    public void ExponentialFromMedian_HasThatMedian() =>
        Assert.That(Exponential.CDF(1 / Fit<ExponentialDistribution>("exponential", ("median", 3)).Mean, 3), Is.EqualTo(0.5).Within(1e-12));

    [Test]
    public void MeanAndCv_AreTakenExactly(
        [Values("gamma", "lognormal", "weibull")] string family,
        [Values(0.01, 0.3, 1.0, 1.7, 10.0)] double cv)
    {
        var d = Fit<DistributionDefinition>(family, ("mean", 0.25), ("cv", cv));
        Assert.That(d.Mean, Is.EqualTo(0.25).Within(1e-9).Percent);
        Assert.That(d.Cv, Is.EqualTo(cv).Within(1e-6).Percent);
    }

    [Test]
    public void HyperexponentialFromMeanAndCv_TakesThemExactly([Values(1.0001, 1.7, 10.0)] double cv)
    {
        var d = Fit<HyperexponentialDistribution>("hyperexponential", ("mean", 0.25), ("cv", cv));
        Assert.That(d.Mean, Is.EqualTo(0.25));
        Assert.That(d.Cv, Is.EqualTo(cv).Within(1e-9).Percent);
    }

    [Test]
    public void EveryDocumentedCombination_IsAccepted()
    {
        var samples = Parameters("value=2 mean=3 median=2 p95=6 p99=9 min=1 max=9 scale=2 shape=1.5 cv=1.2 k=4 mu=0.5 sigma=0.7 alpha=1.5");
        int tried = 0;
        foreach (DistributionFamily family in DistributionFitting.Families.Where(f => !f.TakesValues))
        {
            foreach (var combination in family.Combinations)
            {
                var d = Fit<DistributionDefinition>(family.Name, [.. combination.Select(c => (c, samples[c]))]);
                Assert.That(d.Family, Is.EqualTo(family.Name));
                Assert.That(() => new Sampler(d), Throws.Nothing);
                tried++;
            }
        }
        Assert.That(tried, Is.EqualTo(18));
    }

    [Test]
    public void Names_AreTakenWithoutRegardToCase() =>
        Assert.That(Fit<ExponentialDistribution>("Exponential", ("Mean", 2)).Mean, Is.EqualTo(2));

    [Test]
    public void Times_AreToldFromPlainNumbers()
    {
        IEnumerable<string> names = DistributionFitting.Families.SelectMany(f => f.Combinations).SelectMany(c => c).Distinct(StringComparer.Ordinal);
        Assert.That(names.Where(DistributionFamily.IsTime), Is.EquivalentTo(new[] { "max", "mean", "median", "min", "p95", "p99", "scale", "value" }));
    }

    [Test]
    public void Empirical_TakesValuesAndWeights()
    {
        Assert.That(DistributionFitting.TryCreate("empirical", Parameters(), [3, 1], [1, 3], out DistributionDefinition? d, out _, out _), Is.True);
        Assert.That(((EmpiricalDistribution)d!).Values, Is.EqualTo(new[] { 1.0, 3.0 }));
        Assert.That(d!.Mean, Is.EqualTo(1.5));
    }

    [TestCase("lognormal", "median=8 p95=5", "p95 (5s) is less than the median (8s)", "exchange them")]
    [TestCase("lognormal", "median=8 p95=8", "p95 equals the median (8s): no variation", "use {distribution: deterministic, value: 8s}")]
    [TestCase("lognormal", "median=0 p95=8", "median must be more than 0", "for no time at all use {distribution: deterministic, value: 0s}")]
    [TestCase("gamma", "mean=2 cv=-0.5", "cv must not be negative, but is -0.5", "cv is the standard deviation divided by the mean")]
    [TestCase("gamma", "mean=2 cv=0", "cv 0 means no variation", "use {distribution: deterministic, value: 2s}")]
    [TestCase("gamma", "mean=2 cv=6000", "cv 6000 is beyond any use (at most 1000)", "for 60 % write 0.6")]
    [TestCase("gamma", "median=1 p95=5000", "no gamma has p95/median = 5000: it takes 1.0052 to 978.", "lognormal takes any ratio above 1")]
    [TestCase("weibull", "mean=2 cv=0.0001", "no weibull has cv 0.0001: it takes 0.0013 to 429.8", "lognormal {mean, cv} takes any cv above 0")]
    [TestCase("weibull", "median=1 p95=1.00001", "weibull would need shape", "lognormal takes any ratio above 1")]
    [TestCase("weibull", "shape=0.01 scale=2", "weibull takes a shape from 0.1 to 1000, not 0.01", null)]
    [TestCase("exponential", "mean=-0.04", "mean must not be negative, but is -40ms", null)]
    [TestCase("exponential", "mean=0", "mean must be more than 0", "for no time at all")]
    [TestCase("exponential", "mean=NaN", "mean must be a finite number", null)]
    [TestCase("exponential", "", "exponential: none of its parameters is given", "give {mean} or {median}")]
    [TestCase("exponential", "mean=1 median=1", "exponential: {mean, median} does not determine it", "give {mean} or {median}")]
    [TestCase("exponential", "mena=1", "exponential does not take \"mena\"", "exponential takes {mean} or {median}")]
    [TestCase("exponential", "meann=1", "exponential does not take \"meann\"", "did you mean mean?")]
    [TestCase("exponential", "mean=1e12", "exponential: its mean or spread is beyond the simulator's clock (9 years)", "check the parameters")]
    [TestCase("lognormal", "mu=1 sigma=40", "lognormal: its mean or spread is beyond the simulator's clock (9 years)", "check the parameters")]
    [TestCase("lognormal", "mu=1 sigma=0", "sigma must be more than 0, not 0", "deterministic")]
    [TestCase("lognormal", "median=1 cv=2", "lognormal: {median, cv} does not determine it", "give {median, p95} or {mean, cv} or {median, p99} or {mu, sigma}")]
    [TestCase("erlang", "k=2.5 mean=1", "k must be a whole number from 1 to 1000, not 2.5", "gamma {mean, cv} takes any coefficient of variation")]
    [TestCase("erlang", "k=0 mean=1", "k must be a whole number from 1 to 1000, not 0", "gamma")]
    [TestCase("uniform", "min=5 max=2", "max (2s) is less than min (5s)", "exchange them")]
    [TestCase("uniform", "min=-1 max=2", "min must not be negative, but is -1s", null)]
    [TestCase("pareto", "alpha=1 min=0 max=2", "min must be more than 0", "deterministic")]
    [TestCase("pareto", "alpha=0 min=1 max=2", "alpha must be more than 0, not 0", null)]
    [TestCase("pareto", "alpha=1 min=2 max=2", "max (2s) must exceed min (2s)", null)]
    [TestCase("hyperexponential", "mean=1 cv=0.5", "hyperexponential needs a cv above 1, not 0.5", "below 1 use gamma or lognormal {mean, cv}")]
    [TestCase("hyperexponential", "mean=1 cv=1", "hyperexponential needs a cv above 1, not 1", "cv 1 is exponential")]
    [TestCase("gamma", "shape=0 scale=1", "shape must be more than 0, not 0", null)]
    [TestCase("deterministic", "value=-2", "value must not be negative, but is -2s", null)]
    [TestCase("empirical", "mean=1", "empirical does not take \"mean\"", "empirical takes {values} or {values, weights}")]
    [TestCase("empirical", "", "empirical: no values are given", "values: [1.2s, 3s, 3.5s]")]
    [TestCase("lognorml", "median=8 p95=20", "\"lognorml\" is not a distribution", "did you mean lognormal?")]
    [TestCase("zipf", "", "\"zipf\" is not a distribution", "one of: deterministic, uniform, exponential,")]
    public void BadNumbers_AreAnsweredWithASentenceAndAWayOut(string family, string parameters, string error, string? suggestion)
    {
        bool made = DistributionFitting.TryCreate(family, Parameters(parameters), null, null, out DistributionDefinition? d, out string? said, out string? offered);
        Assert.That(made, Is.False);
        Assert.That(d, Is.Null);
        Assert.That(said, Does.StartWith(error));
        if (suggestion is null) Assert.That(offered, Is.Null);
        else Assert.That(offered, Does.Contain(suggestion));
    }

    [Test]
    public void BadValues_AreAnsweredWithTheirPlace()
    {
        Assert.That(Error("empirical", [1, -2], null), Is.EqualTo("values[1] is -2: values must be 0 or more"));
        Assert.That(Error("empirical", [1, 2], [1]), Is.EqualTo("there are 2 values and 1 weights"));
        Assert.That(Error("empirical", [1, 2], [1, double.NaN]), Is.EqualTo("weights[1] is NaN: weights must be 0 or more"));
        Assert.That(Error("empirical", [1, 2], [0, 0]), Is.EqualTo("the weights must not all be 0"));
        Assert.That(Error("exponential", [1, 2], null), Is.EqualTo("exponential does not take \"values\""));
        Assert.That(Error("exponential", null, [1]), Is.EqualTo("exponential does not take \"weights\""));
    }

    private static string? Error(string family, double[]? values, double[]? weights)
    {
        Assert.That(DistributionFitting.TryCreate(family, Parameters(), values, weights, out _, out string? error, out _), Is.False);
        return error;
    }

    private static T Fit<T>(string family, params (string Name, double Value)[] parameters)
        where T : DistributionDefinition
    {
        var map = parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        Assert.That(DistributionFitting.TryCreate(family, map, null, null, out DistributionDefinition? d, out string? error, out _), Is.True, error);
        Assert.That(d, Is.InstanceOf<T>());
        return (T)d!;
    }

    private static Dictionary<string, double> Parameters(string text = "") =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('='))
            .ToDictionary(p => p[0], p => double.Parse(p[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
