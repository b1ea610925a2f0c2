using System.Collections.Immutable;

namespace Simulator.Model.Definitions;

/// <summary>
/// A mixture of two exponentials with balanced means (each contributes half of the mean): any coefficient of variation above 1, handy to check M/G/1.
/// </summary>
public sealed record HyperexponentialDistribution : DistributionDefinition
{
    /// <summary>
    /// Mean <paramref name="mean"/> seconds (more than 0) and coefficient of variation <paramref name="cv"/> (more than 1). The first phase is taken with
    /// p = (1 + √((cv² − 1)/(cv² + 1)))/2 and has mean mean/(2p), the second mean/(2(1 − p)) (Whitt, "Approximating a point process", 1982).
    /// </summary>
    public HyperexponentialDistribution(double mean, double cv)
        : base(Positive(mean, nameof(mean)), mean * mean * Positive(cv, nameof(cv)) * cv)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(cv, 1.0);
        Probability = (1.0 + Math.Sqrt(((cv * cv) - 1.0) / ((cv * cv) + 1.0))) / 2.0;
        FirstMean = mean / (2.0 * Probability);
        SecondMean = mean / (2.0 * (1.0 - Probability));
    }

    /// <inheritdoc/>
    public override string Family => "hyperexponential";

    /// <summary>Probability of the first, shorter phase.</summary>
    public double Probability { get; }

    /// <summary>Mean of the first phase in seconds.</summary>
    public double FirstMean { get; }

    /// <summary>Mean of the second phase in seconds.</summary>
    public double SecondMean { get; }

    private protected override string Parameters() => $"mean {Time(Mean)}, cv {Number(Cv)}";
}

/// <summary>One of given values, each with its probability.</summary>
public sealed record EmpiricalDistribution : DistributionDefinition
{
    /// <summary>
    /// One of <paramref name="values"/> (seconds, 0 or more, in any order) with probability proportional to <paramref name="weights"/> (0 or more, not all
    /// 0, one for each value), or all alike without weights.
    /// </summary>
    public EmpiricalDistribution(ReadOnlySpan<double> values, ReadOnlySpan<double> weights = default)
        : this(Sorted(values, weights))
    {
    }

    private EmpiricalDistribution((ImmutableArray<double> Values, ImmutableArray<double> Probabilities, bool Equal, double Mean, double Variance) table)
        : base(table.Mean, table.Variance)
    {
        Values = table.Values;
        Probabilities = table.Probabilities;
        EquallyLikely = table.Equal;
    }

    /// <inheritdoc/>
    public override string Family => "empirical";

    /// <summary>The values in seconds, ascending.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>The probability of each value; together 1.</summary>
    public ImmutableArray<double> Probabilities { get; }

    /// <summary>Whether all values have the same probability.</summary>
    public bool EquallyLikely { get; }

    /// <inheritdoc/>
    public bool Equals(EmpiricalDistribution? other) =>
        other is not null && Values.AsSpan().SequenceEqual(other.Values.AsSpan()) && Probabilities.AsSpan().SequenceEqual(other.Probabilities.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (double value in Values) hash.Add(value);
        foreach (double probability in Probabilities) hash.Add(probability);
        return hash.ToHashCode();
    }

    private protected override string Parameters() => $"{Values.Length} values, {Time(Values[0])} to {Time(Values[^1])}, mean {Time(Mean)}";

    private static (ImmutableArray<double> Values, ImmutableArray<double> Probabilities, bool Equal, double Mean, double Variance) Sorted(
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> weights)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length, nameof(values));
        bool equal = weights.IsEmpty;
        if (!equal) ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, values.Length, nameof(weights));
        double[] ordered = values.ToArray();
        double[] probabilities = new double[ordered.Length];
        double total = 0.0;
        for (int i = 0; i < ordered.Length; i++)
        {
            NotNegative(ordered[i], nameof(values));
            probabilities[i] = equal ? 1.0 : NotNegative(weights[i], nameof(weights));
            total += probabilities[i];
        }
        Positive(total, nameof(weights));
        Array.Sort(ordered, probabilities);
        double mean = 0.0;
        for (int i = 0; i < ordered.Length; i++)
        {
            probabilities[i] /= total;
            mean += probabilities[i] * ordered[i];
        }
        double variance = 0.0;
        for (int i = 0; i < ordered.Length; i++) variance += probabilities[i] * (ordered[i] - mean) * (ordered[i] - mean);
        return ([.. ordered], [.. probabilities], equal, mean, variance);
    }
}
