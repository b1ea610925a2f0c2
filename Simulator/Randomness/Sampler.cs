using System.Diagnostics;
using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Randomness;

/// <summary>
/// A <see cref="DistributionDefinition"/> compiled for sampling. One flat switch instead of a virtual call, the exponential and the deterministic (the
/// commonest on the request path) before it and inlined. Samples are monotone in the definition's scale for the same numbers drawn, so that two variants which differ only in a mean
/// stay paired. Immutable: one sampler may serve any number of streams. Nothing here allocates after construction.
/// </summary>
public sealed class Sampler
{
    /// <summary>The longest duration ever returned, about 9 years: longer samples are cut, so that adding one to a present instant cannot overflow.</summary>
    public static readonly Duration Longest = new(1L << 58);

    private const double LongestNanoseconds = 1L << 58;
    private const int MostSummedPhases = 4;

    private readonly Kind _kind;
    private readonly int _phases;
    private readonly double _a;
    private readonly double _b;
    private readonly double _c;
    private readonly double[] _values = [];
    private readonly double[] _cumulative = [];
    private readonly int[] _guide = [];

    /// <summary>Compiles <paramref name="definition"/>.</summary>
    public Sampler(DistributionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
        switch (definition)
        {
            case ExponentialDistribution d: (_kind, _a) = (Kind.Exponential, d.Mean); break;
            case DeterministicDistribution d: (_kind, _a) = (Kind.Deterministic, d.Value); break;
            case UniformDistribution d: (_kind, _a, _b) = (Kind.Uniform, d.Min, d.Max - d.Min); break;
            case ErlangDistribution { Phases: 1 } d: (_kind, _a) = (Kind.Exponential, d.Mean); break;
            case ErlangDistribution { Phases: <= MostSummedPhases } d: (_kind, _phases, _a) = (Kind.Phases, d.Phases, d.Mean / d.Phases); break;
            case ErlangDistribution d: (_kind, _a, _b) = (Kind.Gamma, d.Mean / d.Phases, d.Phases); break;
            case GammaDistribution { Shape: 1.0 } d: (_kind, _a) = (Kind.Exponential, d.Scale); break;
            case GammaDistribution { Shape: > 1.0 } d: (_kind, _a, _b) = (Kind.Gamma, d.Scale, d.Shape); break;
            case GammaDistribution d: (_kind, _a, _b, _c) = (Kind.SmallGamma, d.Scale, d.Shape + 1.0, 1.0 / d.Shape); break;
            case LognormalDistribution d: (_kind, _a, _b) = (Kind.Lognormal, d.Mu, d.Sigma); break;
            case WeibullDistribution { Shape: 1.0 } d: (_kind, _a) = (Kind.Exponential, d.Scale); break;
            case WeibullDistribution d: (_kind, _a, _b) = (Kind.Weibull, d.Scale, 1.0 / d.Shape); break;
            case BoundedParetoDistribution d:
                (_kind, _a, _b, _c) = (Kind.Pareto, d.Min, -Transcendentals.Expm1(-d.Alpha * Transcendentals.Log(d.Max / d.Min)), -1.0 / d.Alpha);
                break;
            case HyperexponentialDistribution d: (_kind, _a, _b, _c) = (Kind.Hyperexponential, d.FirstMean, d.SecondMean, d.Probability); break;
            case EmpiricalDistribution { EquallyLikely: true } d: (_kind, _values) = (Kind.Values, [.. d.Values]); break;
            case EmpiricalDistribution d:
                (_kind, _values) = (Kind.WeightedValues, [.. d.Values]);
                (_cumulative, _guide) = Guide(d);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(definition), definition, "is of a family that the sampler does not know");
        }
    }

    private enum Kind
    {
        Exponential,
        Deterministic,
        Uniform,
        Phases,
        Gamma,
        SmallGamma,
        Lognormal,
        Weibull,
        Pareto,
        Hyperexponential,
        Values,
        WeightedValues,
    }

    /// <summary>What this sampler was compiled from.</summary>
    public DistributionDefinition Definition { get; }

    /// <summary>The next value along a flow, in seconds for lengths of time; 0 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Sample(ref RandomStream stream)
    {
        if (_kind == Kind.Exponential) return _a * stream.NextExponential();
        return _kind == Kind.Deterministic ? _a : SampleOther(ref stream);
    }

    /// <summary>The next length of time along a flow, rounded to the nanosecond; from 0 to <see cref="Longest"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Duration SampleDuration(ref RandomStream stream) => ToDuration(Sample(ref stream));

    /// <summary>The value of one birth: the same for the same birth, whatever else was drawn. Arguments as for <see cref="BirthDraw.Bits"/>.</summary>
    public double SampleAtBirth(in BirthDraw births, Purpose purpose, long ordinal, long sub = 0)
    {
        if (_kind == Kind.Deterministic) return _a;
        RandomStream stream = births.Stream(purpose, ordinal, sub);
        return Sample(ref stream);
    }

    /// <summary>The length of time of one birth, rounded to the nanosecond; from 0 to <see cref="Longest"/>. Arguments as for <see cref="BirthDraw.Bits"/>.</summary>
    public Duration AtBirth(in BirthDraw births, Purpose purpose, long ordinal, long sub = 0) =>
        ToDuration(SampleAtBirth(births, purpose, ordinal, sub));

    /// <summary>Rounds half up; truncation of a non-negative number plus a half is one instruction, and the comparison keeps it within range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Duration ToDuration(double seconds)
    {
        double nanoseconds = (seconds * Duration.NanosecondsPerSecond) + 0.5;
        return nanoseconds < LongestNanoseconds ? new Duration(double.ConvertToIntegerNative<long>(nanoseconds)) : Longest;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private double SampleOther(ref RandomStream stream)
    {
        switch (_kind)
        {
            case Kind.Uniform: return _a + (_b * stream.NextDouble());
            case Kind.Phases: return _a * PhaseSum(ref stream);
            case Kind.Gamma: return _a * StandardGamma(ref stream, _b);
            case Kind.SmallGamma: return _a * StandardGamma(ref stream, _b) * Transcendentals.Pow(stream.NextOpen(), _c);
            case Kind.Lognormal: return Transcendentals.Exp(_a + (_b * stream.NextNormal()));
            case Kind.Weibull: return _a * Transcendentals.Pow(stream.NextExponential(), _b);
            case Kind.Pareto: return _a * Transcendentals.Pow(1.0 - (_b * stream.NextDouble()), _c);
            case Kind.Hyperexponential: return Hyperexponential(ref stream);
            case Kind.Values: return _values[stream.NextInt(_values.Length)];
            case Kind.WeightedValues: return WeightedValue(stream.NextDouble());
            default: throw new UnreachableException();
        }
    }

    private double PhaseSum(ref RandomStream stream)
    {
        double sum = 0.0;
        for (int i = 0; i < _phases; i++) sum += stream.NextExponential();
        return sum;
    }

    private double Hyperexponential(ref RandomStream stream)
    {
        double mean = stream.NextDouble() < _c ? _a : _b;
        return mean * stream.NextExponential();
    }

    /// <summary>
    /// Gamma with scale 1 and <paramref name="shape"/> at least 1: Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). Below 1,
    /// the caller takes shape + 1 and multiplies by U^(1/shape), as the same paper says.
    /// </summary>
    private static double StandardGamma(ref RandomStream stream, double shape)
    {
        double d = shape - (1.0 / 3.0);
        double c = 1.0 / Math.Sqrt(9.0 * d);
        while (true)
        {
            double x = stream.NextNormal();
            double root = 1.0 + (c * x);
            if (root <= 0.0) continue;
            double v = root * root * root;
            double u = stream.NextOpen();
            double square = x * x;
            if (u < 1.0 - (0.0331 * square * square)) return d * v;
            if (Transcendentals.Log(u) < (0.5 * square) + (d * (1.0 - v + Transcendentals.Log(v)))) return d * v;
        }
    }

    /// <summary>The smallest value whose cumulative probability exceeds <paramref name="u"/>; the guide makes the search one or two steps.</summary>
    private double WeightedValue(double u)
    {
        int index = _guide[(int)(u * _guide.Length)];
        while (_cumulative[index] <= u) index++;
        return _values[index];
    }

    /// <summary>Indexed search (Chen and Asau, 1974): for each of n equal parts of [0, 1), where the search has to begin.</summary>
    private static (double[] Cumulative, int[] Guide) Guide(EmpiricalDistribution definition)
    {
        int count = definition.Values.Length;
        double[] cumulative = new double[count];
        double sum = 0.0;
        int last = 0;
        for (int i = 0; i < count; i++)
        {
            sum += definition.Probabilities[i];
            cumulative[i] = sum;
            if (definition.Probabilities[i] > 0.0) last = i;
        }
        for (int i = last; i < count; i++) cumulative[i] = double.PositiveInfinity; // rounding of the sum must not let a draw fall off the end
        int[] guide = new int[count];
        int index = 0;
        for (int part = 0; part < count; part++)
        {
            while (cumulative[index] <= (double)part / count) index++;
            guide[part] = index;
        }
        return (cumulative, guide);
    }
}
