using Simulator.Kernel;

namespace Benchmarks.Kernel;

/// <summary>SplitMix64: the kernel benchmarks' own generator, so that their workloads do not change with the simulator's.</summary>
public struct SplitMix(ulong state)
{
    private ulong _state = state;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Uniform on [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0 … <paramref name="bound"/> − 1.</summary>
    public int NextInt(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Exponential with the given mean, in whole nanoseconds.</summary>
    public long NextExponential(Duration mean) => (long)(-Math.Log(1 - NextDouble()) * mean.Nanoseconds);
}
