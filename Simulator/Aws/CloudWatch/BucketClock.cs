using Simulator.Kernel;
using Simulator.Model.Languages;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// CloudWatch's buckets lie on the wall clock's minutes, not on the run's start: time is counted from the last whole minute at or before the start,
/// so that the n-th bucket of any length ends at n times its length.
/// </summary>
internal readonly struct BucketClock
{
    private readonly long _origin;
    private readonly DateTimeOffset _originTime;

    /// <param name="start">Simulated wall clock at t = 0.</param>
    public BucketClock(DateTimeOffset start)
    {
        _origin = -(start.UtcTicks % TimeSpan.TicksPerMinute) * TimeSpan.NanosecondsPerTick;
        _originTime = start.AddTicks(-(start.UtcTicks % TimeSpan.TicksPerMinute));
    }

    /// <summary>Unix time of the origin, in seconds.</summary>
    public double UnixSeconds => _originTime.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Nanoseconds from the origin to an instant.</summary>
    public long Since(Instant at) => at.Nanoseconds - _origin;

    /// <summary>The instant a number of nanoseconds after the origin.</summary>
    public Instant At(long nanoseconds) => new(nanoseconds + _origin);

    /// <summary>Whether a whole number of periods of a length has passed in UTC at an instant.</summary>
    public bool IsMark(Instant at, int seconds) => (_originTime.UtcTicks + (Since(at) / TimeSpan.NanosecondsPerTick)) % (seconds * TimeSpan.TicksPerSecond) == 0;

    /// <summary>
    /// What is to be added to whole periods after the origin so that they end on the clock of a time zone: 0 or less. The zone's offset is that of the origin; periods of an hour or
    /// less do not notice when it changes.
    /// </summary>
    public long ShiftOf(long period, string zone)
    {
        var offset = Schedule.TryFindZone(zone, out var found) ? found.GetUtcOffset(_originTime) : TimeSpan.Zero;
        // Weeks begin on Mondays: 1970-01-01 was a Thursday, three days into one.
        var sinceEpoch = (Int128)(_originTime.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks + offset.Ticks + (3 * TimeSpan.TicksPerDay)) * TimeSpan.NanosecondsPerTick;
        return -(long)(sinceEpoch % period);
    }

    /// <summary>The first instant at or after <paramref name="nanoseconds"/> since the origin that lies a whole number of <paramref name="cadence"/> after <paramref name="phase"/>.</summary>
    public static long NextOnGrid(long nanoseconds, long phase, long cadence) =>
        nanoseconds <= phase ? phase : phase + ((nanoseconds - phase + cadence - 1) / cadence * cadence);

    /// <summary>The last instant at or before <paramref name="nanoseconds"/> on the same grid; before the first one, one cadence before it.</summary>
    public static long LastOnGrid(long nanoseconds, long phase, long cadence) =>
        nanoseconds < phase ? phase - cadence : phase + ((nanoseconds - phase) / cadence * cadence);
}
