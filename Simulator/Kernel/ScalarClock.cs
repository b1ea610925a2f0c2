namespace Simulator.Kernel;

/// <summary>
/// A sequence of happenings whose next one is always known (the arrivals of a source, the completions of a processor), so that it needs no place on
/// the calendar: the run loop compares one number instead of pushing and popping an event. Everything else is as if it were events: keys are time × 16 +
/// phase, and at an equal key the clock goes first.
/// </summary>
public abstract class ScalarClock
{
    /// <summary>The key of a clock that has stopped.</summary>
    public const long Never = long.MaxValue;

    /// <summary>The clock of a simulation that has none.</summary>
    public static readonly ScalarClock Stopped = new StoppedClock();

    /// <summary>Key of the next happening; its phase is at least 1, and it never lies before the calendar's clock. <see cref="Never"/> when there is none.</summary>
    public long NextKey { get; protected set; } = Never;

    /// <summary>
    /// Carries out what happens next, and what follows it as long as its key lies below <paramref name="limit"/> and nothing has been scheduled or reported. The
    /// clock moves the calendar's clock to each happening.
    /// </summary>
    /// <param name="limit">No event waits below this key.</param>
    /// <returns>How many happenings there were; at least one.</returns>
    public abstract int AdvanceBelow(long limit);

    /// <summary>The key of an instant and phase.</summary>
    /// <param name="at">When.</param>
    /// <param name="phase">Phase within the instant, 1–15.</param>
    protected static long KeyOf(Instant at, int phase) => unchecked((at.Nanoseconds << 4) | (long)(uint)phase);

    private sealed class StoppedClock : ScalarClock
    {
        public override int AdvanceBelow(long limit) => throw new InvalidOperationException("A stopped clock never advances.");
    }
}
