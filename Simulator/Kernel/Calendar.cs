using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>The simulation clock with its future event list. Modules schedule on it; only the run loop takes from it.</summary>
public sealed class Calendar
{
    private readonly FutureEventList _events = new(); // its floor is the clock: nothing is ever kept twice

    /// <summary>The current simulated time.</summary>
    public Instant Now => Event.TimeOf(_events.Floor);

    /// <summary>Events taken so far.</summary>
    public long EventsTaken => _events.Taken;

    /// <summary>Events that wait.</summary>
    public int Pending => _events.Count;

    /// <summary>The largest number of events that ever waited at once.</summary>
    public int MaxPending => _events.MaxCount;

    /// <summary>Schedules an event.</summary>
    /// <param name="at">
    /// When; not before <see cref="Now"/>. Something scheduled for now in an earlier phase than that of the event being handled runs in the current
    /// phase, after what waits there. What lies beyond <see cref="Instant.MaxValue"/> never happens: every run ends before, and a task may well be
    /// meant to run on for years.
    /// </param>
    /// <param name="kind">What: the top 4 of its 12 bits are the phase.</param>
    /// <param name="subject">About which row.</param>
    /// <param name="generation">The row's generation, for free cancelling.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="at"/> lies in the past.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Schedule(Instant at, int kind, int subject, uint generation = 0)
    {
        if (unchecked((ulong)at.Nanoseconds) > Instant.MaxNanoseconds)
        {
            Forgo(at);
            return;
        }
        var e = Event.Create(at, kind, subject, generation);
        if (e.Key < _events.Floor) e = InCurrentPhase(at, in e);
        _events.Push(in e);
    }

    /// <summary>Schedules an event a while from now; see <see cref="Schedule(Instant, int, int, uint)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ScheduleIn(Duration delay, int kind, int subject, uint generation = 0) => Schedule(Now + delay, kind, subject, generation);

    /// <summary>
    /// Advances the clock to the next event at or before <paramref name="end"/> and takes it; false when there is none (the clock then stands at
    /// <paramref name="end"/>, or where it was if that is later).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(Instant end, out Event e) => _events.TryPop(Event.LastKeyAt(end), Event.FirstKeyAt(end), out e);

    /// <summary>
    /// Advances the clock to the first event whose key lies below <paramref name="key"/> and takes it; false when there is none (the clock then stands at
    /// the instant of <paramref name="key"/>, in its phase). For a run loop that has a <see cref="ScalarClock"/> beside the calendar.
    /// </summary>
    /// <param name="key">Time × 16 + phase, the phase at least 1.</param>
    /// <param name="e">The event.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTakeBefore(long key, out Event e) => _events.TryPop(key - 1, key, out e);

    /// <summary>A key below which no event waits: the first event's, or less where that would have to be searched for.</summary>
    internal long LeastKey => _events.LeastKey;

    /// <summary>Moves the clock to the instant and phase of a key below which no event waits; for a <see cref="ScalarClock"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MoveTo(long key) => _events.RaiseFloor(key);

    private Event InCurrentPhase(Instant at, in Event e)
    {
        if (at < Now) ThrowPast(at);
        return e with { Key = _events.Floor };
    }

    // An instant that the clock cannot hold: one before the start is a mistake, one after the end of every run is no event.
    private void Forgo(Instant at)
    {
        if (at < Now) ThrowPast(at);
    }

    private void ThrowPast(Instant at) => throw new ArgumentOutOfRangeException(nameof(at), $"An event was scheduled for {at}, which lies before the clock at {Now}.");
}
