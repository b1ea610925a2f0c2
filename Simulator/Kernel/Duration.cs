using System.Globalization;

namespace Simulator.Kernel;

/// <summary>A length of simulated time in whole nanoseconds (about ±292 years). Never a floating number inside the engine.</summary>
/// <param name="Nanoseconds">The length in nanoseconds; negative lengths are legal values but are refused where a delay is expected.</param>
public readonly record struct Duration(long Nanoseconds) : IComparable<Duration>
{
    /// <summary>Nanoseconds in one second.</summary>
    public const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>No time at all.</summary>
    public static readonly Duration Zero;

    /// <summary>The longest representable length; stands for "never".</summary>
    public static readonly Duration MaxValue = new(long.MaxValue);

    /// <summary>The length in seconds, as a floating number for statistics and output.</summary>
    public double Seconds => Nanoseconds / (double)NanosecondsPerSecond;

    /// <summary>The length in milliseconds, as a floating number for statistics and output.</summary>
    public double Milliseconds => Nanoseconds / 1e6;

    /// <summary>A length of <paramref name="seconds"/> seconds, rounded to the nearest nanosecond.</summary>
    public static Duration FromSeconds(double seconds) => new((long)Math.Round(seconds * NanosecondsPerSecond));

    /// <summary>A length of <paramref name="seconds"/> whole seconds.</summary>
    public static Duration FromSeconds(long seconds) => new(seconds * NanosecondsPerSecond);

    /// <summary>A length of <paramref name="minutes"/> whole minutes.</summary>
    public static Duration FromMinutes(long minutes) => FromSeconds(minutes * 60);

    /// <summary>A length of <paramref name="hours"/> whole hours.</summary>
    public static Duration FromHours(long hours) => FromSeconds(hours * 3600);

    /// <summary>A length of <paramref name="milliseconds"/> milliseconds, rounded to the nearest nanosecond.</summary>
    public static Duration FromMilliseconds(double milliseconds) => new((long)Math.Round(milliseconds * 1e6));

    /// <summary>Sum of two lengths.</summary>
    public static Duration operator +(Duration a, Duration b) => new(a.Nanoseconds + b.Nanoseconds);

    /// <summary>Difference of two lengths.</summary>
    public static Duration operator -(Duration a, Duration b) => new(a.Nanoseconds - b.Nanoseconds);

    /// <summary>A whole multiple of a length.</summary>
    public static Duration operator *(Duration a, long factor) => new(a.Nanoseconds * factor);

    /// <summary>Order by length.</summary>
    public static bool operator <(Duration a, Duration b) => a.Nanoseconds < b.Nanoseconds;

    /// <summary>Order by length.</summary>
    public static bool operator >(Duration a, Duration b) => a.Nanoseconds > b.Nanoseconds;

    /// <summary>Order by length.</summary>
    public static bool operator <=(Duration a, Duration b) => a.Nanoseconds <= b.Nanoseconds;

    /// <summary>Order by length.</summary>
    public static bool operator >=(Duration a, Duration b) => a.Nanoseconds >= b.Nanoseconds;

    /// <inheritdoc/>
    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The length in seconds, for messages and the debugger.</summary>
    public override string ToString() => Seconds.ToString("0.#########", CultureInfo.InvariantCulture) + "s";
}
