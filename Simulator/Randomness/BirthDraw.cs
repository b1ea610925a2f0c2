using System.Runtime.CompilerServices;

namespace Simulator.Randomness;

/// <summary>
/// Draws at births: a task's start-up time, an instance's boot time, a failure's moment. Each is a hash of (master seed, replication, purpose, ordinal of
/// the birth, sub-ordinal): no state is kept and the order of events plays no part, so task number n takes the same time to start under every policy
/// (common random numbers). One 64-bit word; copy it freely.
/// </summary>
public readonly struct BirthDraw
{
    private const ulong BirthDomain = 0x4249525448; // "BIRTH": keeps births apart from streams with the same numbers

    private readonly ulong _key;

    /// <summary>The draws of one replication.</summary>
    /// <param name="seed">The run's master seed.</param>
    /// <param name="replication">The replication's number, from 0.</param>
    public BirthDraw(ulong seed, int replication)
    {
        ulong key = SplitMix64.Absorb(SplitMix64.Mix(seed), BirthDomain);
        _key = SplitMix64.Absorb(key, unchecked((ulong)replication));
    }

    /// <summary>64 uniform bits.</summary>
    /// <param name="purpose">What the draw is for.</param>
    /// <param name="ordinal">Number of the birth, or <see cref="SourceKey.Of"/> a name.</param>
    /// <param name="sub">Tells several draws of one birth and purpose apart (the k-th container, the k-th check).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Bits(Purpose purpose, long ordinal, long sub = 0)
    {
        ulong key = SplitMix64.Absorb(_key, (ulong)purpose);
        key = SplitMix64.Absorb(key, unchecked((ulong)ordinal));
        return SplitMix64.Absorb(key, unchecked((ulong)sub));
    }

    /// <summary>Uniform in (0, 1): neither 0 nor 1. Arguments as for <see cref="Bits"/>.</summary>
    public double Uniform(Purpose purpose, long ordinal, long sub = 0) => UnitInterval.Open(Bits(purpose, ordinal, sub));

    /// <summary>True with probability <paramref name="probability"/>. Other arguments as for <see cref="Bits"/>.</summary>
    public bool Chance(double probability, Purpose purpose, long ordinal, long sub = 0) => Uniform(purpose, ordinal, sub) < probability;

    /// <summary>
    /// Uniform in 0 … <paramref name="count"/> − 1, by multiplication of the high 64-bit product: the bias is below <paramref name="count"/> × 2^-64,
    /// far under anything a run could show. Other arguments as for <see cref="Bits"/>.
    /// </summary>
    public int Index(int count, Purpose purpose, long ordinal, long sub = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)Math.BigMul(Bits(purpose, ordinal, sub), (ulong)count, out _);
    }

    /// <summary>
    /// A short stream of its own for this birth, for draws that need more than one number (rejection sampling, a sequence of failures of one instance).
    /// Arguments as for <see cref="Bits"/>.
    /// </summary>
    public RandomStream Stream(Purpose purpose, long ordinal, long sub = 0) => RandomStream.FromKey(Bits(purpose, ordinal, sub));
}
