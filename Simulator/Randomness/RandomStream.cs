using System.Numerics;
using System.Runtime.CompilerServices;

namespace Simulator.Randomness;

/// <summary>
/// A sequential stream of random numbers for one source and purpose: xoshiro256** 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number
/// generators", 2021; period 2^256 − 1). A mutable struct that lives in its owner's row or field and is passed by reference: a copy would repeat the
/// same numbers. Nothing here allocates.
/// </summary>
public struct RandomStream
{
    private const ulong FlowDomain = 0x464C4F57; // "FLOW": keeps streams apart from births with the same numbers

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The stream of one source and purpose in one replication.</summary>
    /// <param name="seed">The run's master seed.</param>
    /// <param name="replication">The replication's number, from 0.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="source">Which source: its ordinal, or better <see cref="SourceKey.Of"/> its name, which does not move when another source is added.</param>
    public RandomStream(ulong seed, int replication, Purpose purpose, long source)
    {
        ulong key = SplitMix64.Absorb(SplitMix64.Mix(seed), FlowDomain);
        key = SplitMix64.Absorb(key, unchecked((ulong)replication));
        key = SplitMix64.Absorb(key, (ulong)purpose);
        this = FromKey(SplitMix64.Absorb(key, unchecked((ulong)source)));
    }

    private RandomStream(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        _s0 = s0;
        _s1 = s1;
        _s2 = s2;
        _s3 = s3;
    }

    /// <summary>A stream whose state is filled from <paramref name="key"/> by SplitMix64 (which never yields four zeros in a row).</summary>
    internal static RandomStream FromKey(ulong key)
    {
        ulong state = key;
        return new RandomStream(SplitMix64.Next(ref state), SplitMix64.Next(ref state), SplitMix64.Next(ref state), SplitMix64.Next(ref state));
    }

    /// <summary>The next 64 uniform bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        unchecked
        {
            ulong s1 = _s1;
            ulong s2 = _s2 ^ _s0;
            ulong s3 = _s3 ^ s1;
            ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
            _s1 = s1 ^ s2;
            _s0 ^= s3;
            _s2 = s2 ^ (s1 << 17);
            _s3 = BitOperations.RotateLeft(s3, 45);
            return result;
        }
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => UnitInterval.HalfOpen(NextUInt64());

    /// <summary>Uniform in (0, 1): neither 0 nor 1, safe for logarithms and inverse distribution functions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextOpen() => UnitInterval.Open(NextUInt64());

    /// <summary>
    /// Uniform in 0 … <paramref name="count"/> − 1 without bias, by Lemire's multiplication ("Fast random integer generation in an interval", 2019):
    /// usually one multiplication, a division only when a draw falls into the short rejected range.
    /// </summary>
    /// <param name="count">How many values; at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        unchecked
        {
            uint range = (uint)count;
            ulong product = (NextUInt64() >> 32) * range;
            if ((uint)product < range) product = Reject(product, range);
            return (int)(product >> 32);
        }
    }

    /// <summary>Exponential with mean 1, by the ziggurat: about 3.5 ns; one draw 98.9 % of the time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextExponential()
    {
        ulong bits = NextUInt64();
        ref readonly Ziggurat.Layer layer = ref Ziggurat.ExponentialLayer((int)(bits & 0xFF));
        long position = Ziggurat.Position(bits);
        return position < layer.Threshold ? position * layer.Width : Ziggurat.ExponentialRest(ref this, bits);
    }

    /// <summary>Standard normal, by the ziggurat; one draw 98.8 % of the time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextNormal()
    {
        ulong bits = NextUInt64();
        ref readonly Ziggurat.Layer layer = ref Ziggurat.NormalLayer((int)(bits & 0xFF));
        long position = Ziggurat.Position(bits);
        double magnitude = position < layer.Threshold ? position * layer.Width : Ziggurat.NormalRest(ref this, bits);
        return Ziggurat.WithSign(magnitude, bits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong Reject(ulong product, uint range)
    {
        unchecked
        {
            uint threshold = (0u - range) % range;
            while ((uint)product < threshold) product = (NextUInt64() >> 32) * range;
            return product;
        }
    }
}
