using Simulator.Kernel;

namespace Benchmarks.Kernel;

/// <summary>How far ahead the hold model schedules.</summary>
public enum Increments
{
    /// <summary>Exp(1 s).</summary>
    Exponential,

    /// <summary>90 % Exp(10 ms), 10 % Exp(10 s).</summary>
    Bimodal,

    /// <summary>50 % exactly 1 s, 50 % Exp(1 s).</summary>
    ConstantAndExponential,

    /// <summary>A cluster's mixture: 30 % exactly 1 s, 20 % exactly 10 s, 10 % exactly 60 s (timers), 40 % Exp(100 ms) (traffic).</summary>
    EcsMix,

    /// <summary>Exactly 60 s or 300 s: timers in step, many at one instant.</summary>
    InStep,
}

/// <summary>Increments drawn beforehand, so that both sides of a contest read the same ones and neither pays for drawing them.</summary>
public sealed class IncrementTable
{
    private const int Length = 1 << 16; // 512 KiB; a power of two, so that the index wraps by a mask

    private readonly long[] _increments = new long[Length];
    private int _next;

    /// <summary>A table drawn from a fixed seed.</summary>
    public IncrementTable(Increments kind)
    {
        var random = new SplitMix(20260301);
        for (var i = 0; i < Length; i++) _increments[i] = Draw(kind, ref random);
    }

    /// <summary>The next increment, in nanoseconds.</summary>
    public long Next() => _increments[_next++ & (Length - 1)];

    private static long Draw(Increments kind, ref SplitMix random)
    {
        var u = random.NextDouble();
        return kind switch
        {
            Increments.Exponential => random.NextExponential(Duration.FromSeconds(1L)),
            Increments.Bimodal => random.NextExponential(u < 0.9 ? Duration.FromMilliseconds(10) : Duration.FromSeconds(10L)),
            Increments.ConstantAndExponential => u < 0.5 ? Duration.NanosecondsPerSecond : random.NextExponential(Duration.FromSeconds(1L)),
            Increments.EcsMix when u < 0.3 => Duration.NanosecondsPerSecond,
            Increments.EcsMix when u < 0.5 => 10 * Duration.NanosecondsPerSecond,
            Increments.EcsMix when u < 0.6 => 60 * Duration.NanosecondsPerSecond,
            Increments.EcsMix => random.NextExponential(Duration.FromMilliseconds(100)),
            Increments.InStep => (u < 0.8 ? 60 : 300) * Duration.NanosecondsPerSecond,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
