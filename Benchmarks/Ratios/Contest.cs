namespace Benchmarks.Ratios;

/// <summary>One side of a contest.</summary>
/// <param name="Name">What runs, in a few words.</param>
/// <param name="Prepare">
/// Builds the state and returns the work of one repetition, which goes on from the state that the repetition before it left behind and returns a
/// checksum of what it did. Built just before its contest and dropped after it.
/// </param>
public sealed record Side(string Name, Func<Func<long>> Prepare);

/// <summary>One claim: the candidate does the same work as the baseline at least <see cref="Bound"/> times as fast.</summary>
public sealed record Contest
{
    /// <summary>The group by which <c>-- ratios</c> selects, such as kernel or engine.</summary>
    public required string Group { get; init; }

    /// <summary>The workload, such as "hold, exponential, 10^3 pending".</summary>
    public required string Name { get; init; }

    /// <summary>What is counted, in the singular: hold, customer, request, placement, …</summary>
    public required string Unit { get; init; }

    /// <summary>Units of work in one repetition.</summary>
    public required long Units { get; init; }

    /// <summary>Units of work of each side before the timing starts, where reaching the steady state takes that many.</summary>
    public long WarmUpUnits { get; init; }

    /// <summary>What the candidate is compared with.</summary>
    public required Side Baseline { get; init; }

    /// <summary>What the claim is about.</summary>
    public required Side Candidate { get; init; }

    /// <summary>The least ratio of the baseline's time to the candidate's, or 0 where the figure is only reported.</summary>
    public double Bound { get; init; }

    /// <summary>The most bytes that the candidate may allocate for a unit of work; infinite where it does not matter.</summary>
    public double MaxBytesPerUnit { get; init; } = double.PositiveInfinity;

    /// <summary>Whether both sides do the same work in the same order, so that their checksums must agree after every repetition.</summary>
    public bool SameChecksum { get; init; } = true;
}

/// <summary>What a contest came to.</summary>
/// <param name="Contest">The claim.</param>
/// <param name="BaselineNanoseconds">Median wall time of the baseline for a unit of work.</param>
/// <param name="CandidateNanoseconds">Median wall time of the candidate for a unit of work.</param>
/// <param name="Ratio">Median, over pairs of neighbouring repetitions, of the baseline's time to the candidate's.</param>
/// <param name="LowRatio">The lower quartile of those.</param>
/// <param name="HighRatio">The upper quartile of those.</param>
/// <param name="BytesPerUnit">Bytes that the candidate allocated for a unit of work.</param>
public sealed record Outcome(
    Contest Contest,
    double BaselineNanoseconds,
    double CandidateNanoseconds,
    double Ratio,
    double LowRatio,
    double HighRatio,
    double BytesPerUnit)
{
    /// <summary>Whether the claim has a bound at all.</summary>
    public bool IsBounded => Contest.Bound > 0 || Contest.MaxBytesPerUnit < double.PositiveInfinity;

    /// <summary>Whether the claim held.</summary>
    public bool Holds => Ratio >= Contest.Bound && BytesPerUnit <= Contest.MaxBytesPerUnit;
}
