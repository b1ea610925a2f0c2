using System.Collections.Immutable;
using Simulator.Model.Definitions;

namespace Simulator.Randomness;

/// <summary>A family of distributions as a scenario file names it, with the combinations of parameters it can be given by.</summary>
public sealed record DistributionFamily
{
    private readonly Func<ReadOnlySpan<double>, FitOutcome>[] _fits;

    internal DistributionFamily(string name, string summary, params (string Parameters, Func<ReadOnlySpan<double>, FitOutcome> Fit)[] combinations)
    {
        Name = name;
        Summary = summary;
        Combinations = [.. combinations.Select(c => c.Parameters.Split(' ').ToImmutableArray())];
        _fits = [.. combinations.Select(c => c.Fit)];
    }

    /// <summary>The name in a scenario file, lower case.</summary>
    public string Name { get; }

    /// <summary>One line for the documentation.</summary>
    public string Summary { get; }

    /// <summary>Each set of parameter names that determines the distribution; exactly one of them must be given. Empty for a family given by values.</summary>
    public ImmutableArray<ImmutableArray<string>> Combinations { get; }

    /// <summary>Whether the family is given by <c>values</c> (and optional <c>weights</c>) instead of parameters.</summary>
    public bool TakesValues => Combinations.IsEmpty;

    /// <summary>The combinations as a reader sees them: <c>{median, p95} or {mean, cv}</c>.</summary>
    public string Accepts => TakesValues ? "{values} or {values, weights}" : string.Join(" or ", Combinations.Select(c => "{" + string.Join(", ", c) + "}"));

    /// <summary>Whether <paramref name="parameter"/> is a length of time (mean, median, p95, p99, min, max, value, scale) and not a plain number (cv, shape, k, mu, sigma, alpha).</summary>
    public static bool IsTime(string parameter) =>
        parameter.ToUpperInvariant() is "MEAN" or "MEDIAN" or "P95" or "P99" or "MIN" or "MAX" or "VALUE" or "SCALE";

    internal FitOutcome Fit(int combination, ReadOnlySpan<double> arguments) => _fits[combination](arguments);
}

/// <summary>A distribution, or a sentence that says why there is none and perhaps one that says what would do.</summary>
internal readonly record struct FitOutcome(DistributionDefinition? Definition, string? Error, string? Suggestion)
{
    public static implicit operator FitOutcome(DistributionDefinition definition) => new(definition, null, null);

    public static FitOutcome Refuse(string error, string? suggestion = null) => new(null, error, suggestion);
}
