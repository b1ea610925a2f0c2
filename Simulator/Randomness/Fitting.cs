using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MathNet.Numerics;
using MathNet.Numerics.RootFinding;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Randomness;

/// <summary>
/// From the numbers that a user knows (mean and coefficient of variation, median and 95th percentile, a list of values) to a distribution. Bad numbers are
/// answered with a sentence and, where one helps, a suggestion; never with an exception. Off the hot path: MathNet's special functions and root finding.
/// </summary>
public static class DistributionFitting
{
    private const double NormalQuantile95 = 1.6448536269514722;
    private const double NormalQuantile99 = 2.3263478740408408;
    private const double Ln2 = 0.6931471805599453;
    private const double Ln20 = 2.995732273553991;
    private const double LeastGammaShape = 0.1;
    private const double GreatestGammaShape = 1e5;
    private const double LeastWeibullShape = 0.1;
    private const double GreatestWeibullShape = 1000.0;
    private const int MostPhases = 1000;

    /// <summary>Every family, in the order of the documentation.</summary>
    public static ImmutableArray<DistributionFamily> Families { get; } =
    [
        new("deterministic", "always the same value", ("value", static p => Deterministic("value", p[0])), ("mean", static p => Deterministic("mean", p[0]))),
        new("uniform", "evenly between two values", ("min max", static p => Uniform(p[0], p[1]))),
        new("exponential", "no memory; cv 1", ("mean", static p => Exponential("mean", p[0], 1.0)), ("median", static p => Exponential("median", p[0], 1.0 / Ln2))),
        new("erlang", "sum of k exponential phases; cv 1/sqrt(k)", ("k mean", static p => Erlang(p[0], p[1]))),
        new(
            "gamma",
            "skewed, light tail",
            ("mean cv", static p => GammaFromMeanCv(p[0], p[1])),
            ("median p95", static p => GammaFromMedianP95(p[0], p[1])),
            ("shape scale", static p => FromShapeScale("gamma", p[0], p[1]))),
        new(
            "lognormal",
            "skewed, moderately heavy tail: start-up times, service times",
            ("median p95", static p => LognormalFromMedian(p[0], "p95", p[1], NormalQuantile95)),
            ("mean cv", static p => LognormalFromMeanCv(p[0], p[1])),
            ("median p99", static p => LognormalFromMedian(p[0], "p99", p[1], NormalQuantile99)),
            ("mu sigma", static p => LognormalFromMuSigma(p[0], p[1]))),
        new(
            "weibull",
            "lifetimes: shape below 1 infant mortality, above 1 wear",
            ("shape scale", static p => FromShapeScale("weibull", p[0], p[1])),
            ("mean cv", static p => WeibullFromMeanCv(p[0], p[1])),
            ("median p95", static p => WeibullFromMedianP95(p[0], p[1]))),
        new("pareto", "heavy tail, cut off at both ends", ("alpha min max", static p => Pareto(p[0], p[1], p[2]))),
        new("hyperexponential", "mixture of two exponentials with balanced means; cv above 1", ("mean cv", static p => Hyperexponential(p[0], p[1]))),
        new("empirical", "one of given values, optionally with weights"),
    ];

    /// <summary>Makes the distribution <paramref name="family"/> from whatever combination of parameters is given.</summary>
    /// <param name="family">The family's name, without regard to case.</param>
    /// <param name="parameters">Parameters by name (without regard to case): times in seconds, others plain numbers; <see cref="DistributionFamily.IsTime"/> tells which.</param>
    /// <param name="values">The list of values in seconds for <c>empirical</c>, otherwise null.</param>
    /// <param name="weights">Their weights, or null for all alike.</param>
    /// <param name="definition">The distribution on success.</param>
    /// <param name="error">On failure: one sentence without a full stop that says what is wrong.</param>
    /// <param name="suggestion">On failure, perhaps: what would be right.</param>
    /// <returns>Whether there is a distribution.</returns>
    public static bool TryCreate(
        string family,
        IReadOnlyDictionary<string, double> parameters,
        double[]? values,
        double[]? weights,
        [NotNullWhen(true)] out DistributionDefinition? definition,
        [NotNullWhen(false)] out string? error,
        out string? suggestion)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(parameters);
        (definition, error, suggestion) = WithinClock(Create(family, parameters, values, weights));
        if (definition is null) error ??= "the distribution cannot be made from these numbers";
        return definition is not null;
    }

    /// <summary>The lognormal with the given median and 95th percentile in seconds.</summary>
    public static bool TryLognormalFromMedianP95(
        double median,
        double p95,
        [NotNullWhen(true)] out DistributionDefinition? definition,
        [NotNullWhen(false)] out string? error) =>
        TryCreate("lognormal", new Dictionary<string, double>(StringComparer.Ordinal) { ["median"] = median, ["p95"] = p95 }, null, null, out definition, out error, out _);

    private static FitOutcome Create(string name, IReadOnlyDictionary<string, double> parameters, double[]? values, double[]? weights)
    {
        DistributionFamily? family = Families.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (family is null)
        {
            return FitOutcome.Refuse(
                $"\"{name}\" is not a distribution",
                Closest(name, Families.Select(f => f.Name)) is { } known ? $"did you mean {known}?" : "one of: " + string.Join(", ", Families.Select(f => f.Name)));
        }
        if (family.TakesValues) return parameters.Count > 0 ? Unknown(family, parameters.Keys.First()) : Empirical(values, weights);
        if (values is not null) return Unknown(family, "values");
        if (weights is not null) return Unknown(family, "weights");
        foreach (string given in parameters.Keys)
        {
            if (!family.Combinations.Any(c => c.Contains(given, StringComparer.OrdinalIgnoreCase))) return Unknown(family, given);
        }
        int combination = -1;
        for (int i = 0; i < family.Combinations.Length; i++)
        {
            ImmutableArray<string> wanted = family.Combinations[i];
            if (wanted.Length == parameters.Count && wanted.All(w => parameters.Keys.Contains(w, StringComparer.OrdinalIgnoreCase))) combination = i;
        }
        if (combination < 0)
        {
            string given = parameters.Count == 0 ? "none of its parameters is given" : $"{{{string.Join(", ", parameters.Keys)}}} does not determine it";
            return FitOutcome.Refuse($"{family.Name}: {given}", $"give {family.Accepts}");
        }
        double[] arguments = [.. family.Combinations[combination].Select(w => parameters.First(p => p.Key.Equals(w, StringComparison.OrdinalIgnoreCase)).Value)];
        int bad = Array.FindIndex(arguments, static a => !double.IsFinite(a));
        return bad >= 0 ? FitOutcome.Refuse($"{family.Combinations[combination][bad]} must be a finite number") : family.Fit(combination, arguments);
    }

    private static FitOutcome Unknown(DistributionFamily family, string parameter) =>
        FitOutcome.Refuse(
            $"{family.Name} does not take \"{parameter}\"",
            Closest(parameter, family.Combinations.SelectMany(c => c).Distinct(StringComparer.Ordinal)) is { } known
                ? $"did you mean {known}? {family.Name} takes {family.Accepts}"
                : $"{family.Name} takes {family.Accepts}");

    /// <summary>Refuses what the simulator's clock cannot hold on average.</summary>
    private static FitOutcome WithinClock(FitOutcome outcome)
    {
        if (outcome.Definition is not { } definition) return outcome;
        if (definition.Mean <= Sampler.Longest.Seconds && double.IsFinite(definition.Variance)) return outcome;
        return FitOutcome.Refuse($"{definition.Family}: its mean or spread is beyond the simulator's clock (9 years)", "check the parameters");
    }

    private static FitOutcome Deterministic(string name, double value) =>
        value < 0.0 ? Negative(name, value) : new DeterministicDistribution(value);

    private static FitOutcome Uniform(double min, double max)
    {
        if (min < 0.0) return Negative("min", min);
        return max < min
            ? FitOutcome.Refuse($"max ({Time(max)}) is less than min ({Time(min)})", "exchange them")
            : new UniformDistribution(min, max);
    }

    private static FitOutcome Exponential(string name, double value, double factor) =>
        value <= 0.0 ? NotPositive(name, value) : new ExponentialDistribution(value * factor);

    private static FitOutcome Erlang(double k, double mean)
    {
        if (k < 1.0 || k > MostPhases || k != Math.Floor(k))
        {
            return FitOutcome.Refuse($"k must be a whole number from 1 to {MostPhases}, not {Number(k)}", "gamma {mean, cv} takes any coefficient of variation");
        }
        return mean <= 0.0 ? NotPositive("mean", mean) : new ErlangDistribution((int)k, mean);
    }

    private static FitOutcome FromShapeScale(string family, double shape, double scale)
    {
        if (shape <= 0.0) return FitOutcome.Refuse($"shape must be more than 0, not {Number(shape)}");
        if (scale <= 0.0) return NotPositive("scale", scale);
        if (string.Equals(family, "gamma", StringComparison.Ordinal)) return new GammaDistribution(shape, scale);
        return shape is < LeastWeibullShape or > GreatestWeibullShape
            ? FitOutcome.Refuse($"weibull takes a shape from {Number(LeastWeibullShape)} to {Number(GreatestWeibullShape)}, not {Number(shape)}")
            : new WeibullDistribution(shape, scale);
    }

    private static FitOutcome GammaFromMeanCv(double mean, double cv)
    {
        if (RefuseMeanCv(mean, cv) is { } refusal) return refusal;
        return new GammaDistribution(1.0 / (cv * cv), mean * cv * cv);
    }

    private static FitOutcome GammaFromMedianP95(double median, double p95)
    {
        if (RefuseMedian(median, "p95", p95) is { } refusal) return refusal;
        double target = Transcendentals.Log(p95 / median);
        double Miss(double logShape)
        {
            double shape = Transcendentals.Exp(logShape);
            return Transcendentals.Log(GammaQuantile(shape, 0.95) / GammaQuantile(shape, 0.5)) - target;
        }

        double low = Transcendentals.Log(LeastGammaShape);
        double high = Transcendentals.Log(GreatestGammaShape);
        if (!Brent.TryFindRoot(Miss, low, high, 1e-12, 200, out double root))
        {
            double least = Transcendentals.Exp(Miss(high) + target);
            double greatest = Transcendentals.Exp(Miss(low) + target);
            return FitOutcome.Refuse(
                $"no gamma has p95/median = {Number(p95 / median)}: it takes {Number(least)} to {Number(greatest)}",
                "lognormal takes any ratio above 1");
        }
        double fitted = Transcendentals.Exp(root);
        return new GammaDistribution(fitted, median / GammaQuantile(fitted, 0.5));
    }

    private static FitOutcome LognormalFromMedian(double median, string upperName, double upper, double quantile)
    {
        if (RefuseMedian(median, upperName, upper) is { } refusal) return refusal;
        return new LognormalDistribution(Transcendentals.Log(median), Transcendentals.Log(upper / median) / quantile);
    }

    private static FitOutcome LognormalFromMeanCv(double mean, double cv)
    {
        if (RefuseMeanCv(mean, cv) is { } refusal) return refusal;
        double variance = Transcendentals.Log(1.0 + (cv * cv));
        return new LognormalDistribution(Transcendentals.Log(mean) - (variance / 2.0), Math.Sqrt(variance));
    }

    private static FitOutcome LognormalFromMuSigma(double mu, double sigma) =>
        sigma <= 0.0
            ? FitOutcome.Refuse($"sigma must be more than 0, not {Number(sigma)}", "for no variation use {distribution: deterministic, value: …}")
            : new LognormalDistribution(mu, sigma);

    /// <summary>cv² + 1 = Γ(1 + 2/k)/Γ(1 + 1/k)², which falls as the shape k rises.</summary>
    private static FitOutcome WeibullFromMeanCv(double mean, double cv)
    {
        if (RefuseMeanCv(mean, cv) is { } refusal) return refusal;
        double target = Transcendentals.Log(1.0 + (cv * cv));
        double Miss(double logShape)
        {
            double inverse = Transcendentals.Exp(-logShape);
            return SpecialFunctions.GammaLn(1.0 + (2.0 * inverse)) - (2.0 * SpecialFunctions.GammaLn(1.0 + inverse)) - target;
        }

        double low = Transcendentals.Log(LeastWeibullShape);
        double high = Transcendentals.Log(GreatestWeibullShape);
        if (!Brent.TryFindRoot(Miss, low, high, 1e-14, 200, out double root))
        {
            double least = Math.Sqrt(Transcendentals.Expm1(Miss(high) + target));
            double greatest = Math.Sqrt(Transcendentals.Expm1(Miss(low) + target));
            return FitOutcome.Refuse($"no weibull has cv {Number(cv)}: it takes {Number(least)} to {Number(greatest)}", "lognormal {mean, cv} takes any cv above 0");
        }
        double shape = Transcendentals.Exp(root);
        return new WeibullDistribution(shape, mean / Transcendentals.Exp(SpecialFunctions.GammaLn(1.0 + (1.0 / shape))));
    }

    /// <summary>Closed form: median = λ·(ln 2)^(1/k) and p95 = λ·(ln 20)^(1/k).</summary>
    private static FitOutcome WeibullFromMedianP95(double median, double p95)
    {
        if (RefuseMedian(median, "p95", p95) is { } refusal) return refusal;
        double shape = Transcendentals.Log(Ln20 / Ln2) / Transcendentals.Log(p95 / median);
        return shape is < LeastWeibullShape or > GreatestWeibullShape
            ? FitOutcome.Refuse($"weibull would need shape {Number(shape)} for p95/median = {Number(p95 / median)}", "lognormal takes any ratio above 1")
            : new WeibullDistribution(shape, median / Transcendentals.Pow(Ln2, 1.0 / shape));
    }

    private static FitOutcome Pareto(double alpha, double min, double max)
    {
        if (alpha <= 0.0) return FitOutcome.Refuse($"alpha must be more than 0, not {Number(alpha)}");
        if (min <= 0.0) return NotPositive("min", min);
        return max <= min
            ? FitOutcome.Refuse($"max ({Time(max)}) must exceed min ({Time(min)})")
            : new BoundedParetoDistribution(alpha, min, max);
    }

    private static FitOutcome Hyperexponential(double mean, double cv)
    {
        if (RefuseMeanCv(mean, cv) is { } refusal) return refusal;
        return cv <= 1.0
            ? FitOutcome.Refuse($"hyperexponential needs a cv above 1, not {Number(cv)}", cv == 1.0 ? "cv 1 is exponential" : "below 1 use gamma or lognormal {mean, cv}")
            : new HyperexponentialDistribution(mean, cv);
    }

    private static FitOutcome Empirical(double[]? values, double[]? weights)
    {
        if (values is null || values.Length == 0) return FitOutcome.Refuse("empirical: no values are given", "values: [1.2s, 3s, 3.5s]");
        int bad = Array.FindIndex(values, static v => !(v >= 0.0 && double.IsFinite(v)));
        if (bad >= 0) return FitOutcome.Refuse($"values[{bad}] is {Number(values[bad])}: values must be 0 or more");
        if (weights is null) return new EmpiricalDistribution(values);
        if (weights.Length != values.Length) return FitOutcome.Refuse($"there are {values.Length} values and {weights.Length} weights", "give one weight for each value");
        bad = Array.FindIndex(weights, static w => !(w >= 0.0 && double.IsFinite(w)));
        if (bad >= 0) return FitOutcome.Refuse($"weights[{bad}] is {Number(weights[bad])}: weights must be 0 or more");
        return weights.Sum() is > 0.0 and < double.PositiveInfinity
            ? new EmpiricalDistribution(values, weights)
            : FitOutcome.Refuse("the weights must not all be 0");
    }

    private static double GammaQuantile(double shape, double probability) => MathNet.Numerics.Distributions.Gamma.InvCDF(shape, 1.0, probability);

    private static FitOutcome? RefuseMeanCv(double mean, double cv)
    {
        if (mean <= 0.0) return NotPositive("mean", mean);
        if (cv < 0.0) return FitOutcome.Refuse($"cv must not be negative, but is {Number(cv)}", "cv is the standard deviation divided by the mean");
        if (cv == 0.0) return FitOutcome.Refuse("cv 0 means no variation", $"use {{distribution: deterministic, value: {Time(mean)}}}");
        if (cv > 1000.0) return FitOutcome.Refuse($"cv {Number(cv)} is beyond any use (at most 1000)", "for 60 % write 0.6");
        return null;
    }

    private static FitOutcome? RefuseMedian(double median, string upperName, double upper)
    {
        if (median <= 0.0) return NotPositive("median", median);
        if (upper < median) return FitOutcome.Refuse($"{upperName} ({Time(upper)}) is less than the median ({Time(median)})", "exchange them");
        if (upper > median) return null;
        return FitOutcome.Refuse($"{upperName} equals the median ({Time(median)}): no variation", $"use {{distribution: deterministic, value: {Time(median)}}}");
    }

    private static FitOutcome NotPositive(string name, double value) =>
        value < 0.0
            ? Negative(name, value)
            : FitOutcome.Refuse($"{name} must be more than 0", "for no time at all use {distribution: deterministic, value: 0s}");

    private static FitOutcome Negative(string name, double value) => FitOutcome.Refuse($"{name} must not be negative, but is {Time(value)}");

    private static string Time(double seconds) => DistributionDefinition.Time(seconds);

    private static string Number(double value) => DistributionDefinition.Number(value);

    /// <summary>The candidate at the least edit distance, if at most a third of its letters (and at least one) differ.</summary>
    private static string? Closest(string word, IEnumerable<string> candidates) =>
        candidates.Select(c => (Name: c, Distance: EditDistance(word.ToLowerInvariant(), c)))
            .Where(c => c.Distance <= Math.Max(1, c.Name.Length / 3))
            .OrderBy(c => c.Distance)
            .Select(c => c.Name)
            .FirstOrDefault();

    private static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
