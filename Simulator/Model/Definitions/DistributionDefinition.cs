using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>
/// A probability distribution of non-negative lengths of time (in seconds) or plain amounts, with every parameter resolved and checked: what a scenario's
/// <c>{distribution: …}</c> compiles to. Immutable; knows its exact moments, from which offered load and queueing formulas are calculated.
/// Constructors refuse impossible parameters with <see cref="ArgumentOutOfRangeException"/>: user input is checked before, by the fitting in
/// <c>Randomness</c>, which answers with sentences instead.
/// </summary>
public abstract record DistributionDefinition
{
    private protected DistributionDefinition(double mean, double variance)
    {
        Mean = mean;
        Variance = Math.Max(0.0, variance);
    }

    /// <summary>The family's name in a scenario file.</summary>
    public abstract string Family { get; }

    /// <summary>The exact mean, in seconds for lengths of time.</summary>
    public double Mean { get; }

    /// <summary>The exact variance, in seconds squared for lengths of time.</summary>
    public double Variance { get; }

    /// <summary>Coefficient of variation: standard deviation over mean; 0 where the mean is 0.</summary>
    public double Cv => Mean > 0.0 ? Math.Sqrt(Variance) / Mean : 0.0;

    /// <summary>The mean of the square, E[X²], as the Pollaczek–Khinchine formula takes it.</summary>
    public double SecondMoment => Variance + (Mean * Mean);

    /// <summary>Always <paramref name="seconds"/> seconds.</summary>
    public static DistributionDefinition Constant(double seconds) => new DeterministicDistribution(seconds);

    /// <summary>Exponential with mean <paramref name="mean"/> seconds.</summary>
    public static DistributionDefinition Exponential(double mean) => new ExponentialDistribution(mean);

    /// <summary>Uniform between <paramref name="min"/> and <paramref name="max"/> seconds.</summary>
    public static DistributionDefinition Uniform(double min, double max) => new UniformDistribution(min, max);

    /// <summary>Lognormal with the given median and 95th percentile, in seconds: the form in which start-up times are usually reported.</summary>
    public static DistributionDefinition LognormalFromMedianP95(double median, double p95) => LognormalDistribution.FromMedianP95(median, p95);

    /// <summary>For messages: the family and its parameters, for example <c>lognormal(median 8s, sigma 0.557, mean 9.34s)</c>.</summary>
    public sealed override string ToString() => Family + "(" + Parameters() + ")";

    /// <summary>A length of time in seconds as a reader writes it: <c>8s</c>, <c>40ms</c>, <c>250us</c>, at most four decimals.</summary>
    internal static string Time(double seconds)
    {
        double size = Math.Abs(seconds);
        if (size == 0.0) return "0s";
        if (size >= 1.0) return Number(seconds) + "s";
        if (size >= 1e-3) return Number(seconds * 1e3) + "ms";
        return size >= 1e-6 ? Number(seconds * 1e6) + "us" : Number(seconds * 1e9) + "ns";
    }

    /// <summary>A plain number with at most four decimals.</summary>
    internal static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private protected abstract string Parameters();

    private protected static double NotNegative(double value, string name) =>
        value >= 0.0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "must be 0 or more");

    private protected static double Positive(double value, string name) =>
        value > 0.0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "must be more than 0");
}

/// <summary>Always the same value.</summary>
public sealed record DeterministicDistribution : DistributionDefinition
{
    /// <summary>Always <paramref name="value"/> seconds, 0 or more.</summary>
    public DeterministicDistribution(double value)
        : base(NotNegative(value, nameof(value)), 0.0)
    {
    }

    /// <inheritdoc/>
    public override string Family => "deterministic";

    /// <summary>The value in seconds.</summary>
    public double Value => Mean;

    private protected override string Parameters() => Time(Value);
}

/// <summary>Uniform on an interval.</summary>
public sealed record UniformDistribution : DistributionDefinition
{
    /// <summary>Uniform between <paramref name="min"/> (0 or more) and <paramref name="max"/> (not less than min) seconds.</summary>
    public UniformDistribution(double min, double max)
        : base((NotNegative(min, nameof(min)) + NotNegative(max, nameof(max))) / 2.0, (max - min) * (max - min) / 12.0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        Min = min;
        Max = max;
    }

    /// <inheritdoc/>
    public override string Family => "uniform";

    /// <summary>Least value in seconds.</summary>
    public double Min { get; }

    /// <summary>Greatest value in seconds.</summary>
    public double Max { get; }

    private protected override string Parameters() => $"{Time(Min)} to {Time(Max)}";
}

/// <summary>Exponential: no memory, coefficient of variation 1.</summary>
public sealed record ExponentialDistribution : DistributionDefinition
{
    /// <summary>Exponential with mean <paramref name="mean"/> seconds, more than 0.</summary>
    public ExponentialDistribution(double mean)
        : base(Positive(mean, nameof(mean)), mean * mean)
    {
    }

    /// <inheritdoc/>
    public override string Family => "exponential";

    private protected override string Parameters() => $"mean {Time(Mean)}";
}

/// <summary>Erlang: the sum of k exponential phases of equal mean; coefficient of variation 1/√k.</summary>
public sealed record ErlangDistribution : DistributionDefinition
{
    /// <summary>The sum of <paramref name="phases"/> (at least 1) exponential phases, <paramref name="mean"/> seconds together.</summary>
    public ErlangDistribution(int phases, double mean)
        : base(Positive(mean, nameof(mean)), mean * mean / Positive(phases, nameof(phases))) => Phases = phases;

    /// <inheritdoc/>
    public override string Family => "erlang";

    /// <summary>Number of phases, k.</summary>
    public int Phases { get; }

    private protected override string Parameters() => $"k {Phases}, mean {Time(Mean)}";
}

/// <summary>Gamma.</summary>
public sealed record GammaDistribution : DistributionDefinition
{
    /// <summary>Gamma with a shape (more than 0) and a scale in seconds (more than 0): mean shape × scale, variance shape × scale².</summary>
    public GammaDistribution(double shape, double scale)
        : base(Positive(shape, nameof(shape)) * Positive(scale, nameof(scale)), shape * scale * scale)
    {
        Shape = shape;
        Scale = scale;
    }

    /// <inheritdoc/>
    public override string Family => "gamma";

    /// <summary>Shape, without unit.</summary>
    public double Shape { get; }

    /// <summary>Scale in seconds.</summary>
    public double Scale { get; }

    private protected override string Parameters() => $"shape {Number(Shape)}, scale {Time(Scale)}, mean {Time(Mean)}";
}

/// <summary>Lognormal: e to the power of a normal variable.</summary>
public sealed record LognormalDistribution : DistributionDefinition
{
    private const double NormalQuantile95 = 1.6448536269514722;

    /// <summary>e^(mu + sigma·Z) seconds with Z standard normal; sigma more than 0. Mean e^(mu + sigma²/2).</summary>
    public LognormalDistribution(double mu, double sigma)
        : base(
            Transcendentals.Exp(mu + (Positive(sigma, nameof(sigma)) * sigma / 2.0)),
            Transcendentals.Expm1(sigma * sigma) * Transcendentals.Exp((2.0 * mu) + (sigma * sigma)))
    {
        if (!double.IsFinite(mu)) throw new ArgumentOutOfRangeException(nameof(mu), mu, "must be a number");
        Mu = mu;
        Sigma = sigma;
    }

    /// <inheritdoc/>
    public override string Family => "lognormal";

    /// <summary>Mean of the logarithm of the value in seconds.</summary>
    public double Mu { get; }

    /// <summary>Standard deviation of the logarithm.</summary>
    public double Sigma { get; }

    /// <summary>The median in seconds, e^mu.</summary>
    public double Median => Transcendentals.Exp(Mu);

    /// <summary>The lognormal with the given median and 95th percentile in seconds; p95 must exceed the median.</summary>
    public static LognormalDistribution FromMedianP95(double median, double p95)
    {
        Positive(median, nameof(median));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(p95, median);
        return new LognormalDistribution(Transcendentals.Log(median), Transcendentals.Log(p95 / median) / NormalQuantile95);
    }

    private protected override string Parameters() => $"median {Time(Median)}, sigma {Number(Sigma)}, mean {Time(Mean)}";
}

/// <summary>Weibull.</summary>
public sealed record WeibullDistribution : DistributionDefinition
{
    /// <summary>
    /// Weibull with a shape k (more than 0) and a scale λ in seconds (more than 0): P(X &gt; x) = e^(−(x/λ)^k), mean λ·Γ(1 + 1/k). A shape below 1 is a
    /// falling, above 1 a rising hazard.
    /// </summary>
    public WeibullDistribution(double shape, double scale)
        : base(Positive(scale, nameof(scale)) * Gamma(1.0 + (1.0 / Positive(shape, nameof(shape)))), VarianceOf(shape, scale))
    {
        Shape = shape;
        Scale = scale;
    }

    /// <inheritdoc/>
    public override string Family => "weibull";

    /// <summary>Shape, without unit.</summary>
    public double Shape { get; }

    /// <summary>Scale in seconds.</summary>
    public double Scale { get; }

    private protected override string Parameters() => $"shape {Number(Shape)}, scale {Time(Scale)}, mean {Time(Mean)}";

    private static double Gamma(double x) => Transcendentals.Exp(Transcendentals.LogGamma(x));

    private static double VarianceOf(double shape, double scale)
    {
        double logMean = Transcendentals.LogGamma(1.0 + (1.0 / shape));
        double logExcess = Transcendentals.LogGamma(1.0 + (2.0 / shape)) - (2.0 * logMean); // ln(1 + cv²)
        return scale * scale * Transcendentals.Exp(2.0 * logMean) * Transcendentals.Expm1(logExcess);
    }
}

/// <summary>Pareto cut off at both ends: a heavy tail whose moments are finite.</summary>
public sealed record BoundedParetoDistribution : DistributionDefinition
{
    /// <summary>Density proportional to x^(−alpha−1) between <paramref name="min"/> (more than 0) and <paramref name="max"/> (more than min) seconds.</summary>
    public BoundedParetoDistribution(double alpha, double min, double max)
        : base(
            Moment(1.0, Positive(alpha, nameof(alpha)), Positive(min, nameof(min)), Positive(max, nameof(max))),
            Moment(2.0, alpha, min, max) - (Moment(1.0, alpha, min, max) * Moment(1.0, alpha, min, max)))
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(max, min);
        Alpha = alpha;
        Min = min;
        Max = max;
    }

    /// <inheritdoc/>
    public override string Family => "pareto";

    /// <summary>Tail exponent: the smaller, the heavier.</summary>
    public double Alpha { get; }

    /// <summary>Least value in seconds.</summary>
    public double Min { get; }

    /// <summary>Greatest value in seconds.</summary>
    public double Max { get; }

    private protected override string Parameters() => $"alpha {Number(Alpha)}, {Time(Min)} to {Time(Max)}, mean {Time(Mean)}";

    /// <summary>E[X^n] = n-th moment of the density α·L^α·x^(−α−1) / (1 − (L/H)^α), without cancellation where n is close to α.</summary>
    private static double Moment(double n, double alpha, double low, double high)
    {
        double span = Transcendentals.Log(high / low);
        double excess = n - alpha;
        double integral = Math.Abs(excess * span) < 1e-12 ? span : Transcendentals.Expm1(excess * span) / excess;
        return alpha * Transcendentals.Pow(low, n) * integral / -Transcendentals.Expm1(-alpha * span);
    }
}
