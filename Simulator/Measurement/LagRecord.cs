using Simulator.Kernel;

namespace Simulator.Measurement;

/// <summary>Stages from a load that asks for more to capacity that serves it.</summary>
public enum LagStage
{
    /// <summary>From the beginning of the first breaching period to the end of the newest that was judged.</summary>
    Detection,

    /// <summary>Until that datapoint was visible.</summary>
    Publication,

    /// <summary>Until the alarm's evaluation that invoked the policy.</summary>
    Alarm,

    /// <summary>Until desired capacity was set.</summary>
    Decision,

    /// <summary>Until the slowest task had a place (instances: until it was launched); not reached while one that was asked for has not come.</summary>
    Capacity,

    /// <summary>Until it was RUNNING: network, pull, container start (instances: until ACTIVE in the cluster).</summary>
    Start,

    /// <summary>Until it was healthy.</summary>
    Health,
}

/// <summary>
/// A scale-out and the moments at which its stages ended; <see cref="Instant.MaxValue"/> where one was not reached by the end of the run. The moments are whole
/// nanoseconds and never decrease, so stages add up exactly; the file rounds the moments, not the differences.
/// </summary>
/// <param name="Decision">Id of the decision.</param>
/// <param name="Subject">Service, or capacity provider.</param>
/// <param name="IsProvider">Whether a capacity provider scaled out.</param>
/// <param name="Policy">Policy index, or -1.</param>
/// <param name="From">Desired capacity before.</param>
/// <param name="To">Desired capacity after.</param>
/// <param name="Count">Tasks or instances that came of it; fewer than were asked for when it is not complete.</param>
/// <param name="Slowest">Birth ordinal of the slowest of them, which the later stages follow; -1 without one.</param>
/// <param name="Begin">Beginning of the first breaching period, or of the wait of the oldest waiting task.</param>
/// <param name="Ends">End of each stage, in order.</param>
/// <param name="Pull">How long the slowest task's pull took, a part of Start; null when there was none.</param>
public sealed record LagRecord(
    int Decision, int Subject, bool IsProvider, int Policy, int From, int To, int Count, long Slowest, Instant Begin, IReadOnlyList<Instant> Ends, Duration? Pull)
{
    /// <summary>How many stages there are.</summary>
    public const int Stages = 7;

    /// <summary>When desired capacity was set.</summary>
    public Instant Decided => Ends[(int)LagStage.Decision];

    /// <summary>Whether every stage was reached.</summary>
    public bool IsComplete => Ends[^1] != Instant.MaxValue;

    /// <summary>Whole milliseconds of a stage; null when it was not reached.</summary>
    public long? Milliseconds(LagStage stage) =>
        Ends[(int)stage] == Instant.MaxValue ? null : Rounded(Ends[(int)stage]) - Rounded(stage == LagStage.Detection ? Begin : Ends[(int)stage - 1]);

    /// <summary>Whole milliseconds of all stages; null when one was not reached.</summary>
    public long? TotalMilliseconds => IsComplete ? Rounded(Ends[^1]) - Rounded(Begin) : null;

    private static long Rounded(Instant at) => (long)Math.Round(at.Nanoseconds / 1e6m, MidpointRounding.AwayFromZero);
}
