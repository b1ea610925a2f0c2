using System.Numerics;

namespace Simulator.Model;

/// <summary>
/// Counts of times by size, in 64 classes to each doubling: a percentile read from it is right to 1.6 %. Counts only ever grow; readers take differences. CloudWatch keeps
/// percentiles of the load balancer's response times in classes, too.
/// </summary>
public sealed class ResponseTimes
{
    private const int ClassBits = 6;
    private const int ClassesToADoubling = 1 << ClassBits;

    /// <summary>How many classes there are: up to 2^44 ns, more than any idle timeout.</summary>
    public const int Classes = (44 - ClassBits + 1) * ClassesToADoubling;

    private readonly long[] _counts = new long[Classes];

    /// <summary>Counts by class.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Adds a time.</summary>
    /// <param name="nanoseconds">0 or more.</param>
    public void Add(long nanoseconds) => _counts[ClassOf(nanoseconds)]++;

    /// <summary>The middle of a class, in seconds.</summary>
    public static double SecondsOf(int index)
    {
        if (index < ClassesToADoubling) return (index + 0.5) * 1e-9;
        var shift = (index >> ClassBits) - 1;
        var low = (long)((index & (ClassesToADoubling - 1)) | ClassesToADoubling) << shift;
        return (low + (0.5 * (1L << shift))) * 1e-9;
    }

    private static int ClassOf(long nanoseconds)
    {
        if (nanoseconds < ClassesToADoubling) return (int)Math.Max(0, nanoseconds);
        var shift = 63 - BitOperations.LeadingZeroCount((ulong)nanoseconds) - ClassBits;
        return Math.Min(Classes - 1, ((shift + 1) << ClassBits) | (int)((nanoseconds >> shift) & (ClassesToADoubling - 1)));
    }
}
