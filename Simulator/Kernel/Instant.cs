using System.Globalization;

namespace Simulator.Kernel;

/// <summary>A point of simulated time: whole nanoseconds since the start of the run. The wall clock of the simulated world is added at output only.</summary>
/// <param name="Nanoseconds">Nanoseconds since the start of the run; at most <see cref="MaxNanoseconds"/> (about 18 years), so that time × 16 + phase fits a long.</param>
public readonly record struct Instant(long Nanoseconds) : IComparable<Instant>
{
    /// <summary>The last representable instant in nanoseconds: 2^59 − 1, about 18 years.</summary>
    public const long MaxNanoseconds = (1L << 59) - 1;

    /// <summary>The start of the run.</summary>
    public static readonly Instant Zero;

    /// <summary>The last representable instant; stands for "never".</summary>
    public static readonly Instant MaxValue = new(MaxNanoseconds);

    /// <summary>Seconds since the start of the run, as a floating number for statistics and output.</summary>
    public double Seconds => Nanoseconds / (double)Duration.NanosecondsPerSecond;

    /// <summary>The instant <paramref name="seconds"/> seconds after the start, rounded to the nearest nanosecond.</summary>
    public static Instant FromSeconds(double seconds) => new((long)Math.Round(seconds * Duration.NanosecondsPerSecond));

    /// <summary>The instant <paramref name="seconds"/> whole seconds after the start.</summary>
    public static Instant FromSeconds(long seconds) => new(seconds * Duration.NanosecondsPerSecond);

    /// <summary>A later instant.</summary>
    public static Instant operator +(Instant a, Duration b) => new(a.Nanoseconds + b.Nanoseconds);

    /// <summary>An earlier instant.</summary>
    public static Instant operator -(Instant a, Duration b) => new(a.Nanoseconds - b.Nanoseconds);

    /// <summary>The time from <paramref name="b"/> to <paramref name="a"/>.</summary>
    public static Duration operator -(Instant a, Instant b) => new(a.Nanoseconds - b.Nanoseconds);

    /// <summary>Order in time.</summary>
    public static bool operator <(Instant a, Instant b) => a.Nanoseconds < b.Nanoseconds;

    /// <summary>Order in time.</summary>
    public static bool operator >(Instant a, Instant b) => a.Nanoseconds > b.Nanoseconds;

    /// <summary>Order in time.</summary>
    public static bool operator <=(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds;

    /// <summary>Order in time.</summary>
    public static bool operator >=(Instant a, Instant b) => a.Nanoseconds >= b.Nanoseconds;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Seconds since the start, for messages and the debugger.</summary>
    public override string ToString() => "t=" + Seconds.ToString("0.#########", CultureInfo.InvariantCulture) + "s";
}
