using System.Runtime.CompilerServices;

namespace Simulator.Randomness;

/// <summary>
/// Uniform numbers from 64 uniform bits. The high bits are used: they are the best ones of a multiplicative scrambler; the conversion goes through a signed number,
/// which is one instruction everywhere.
/// </summary>
internal static class UnitInterval
{
    /// <summary>In [0, 1): a multiple of 2^-53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double HalfOpen(ulong bits) => unchecked((long)(bits >> 11)) * (1.0 / (1UL << 53));

    /// <summary>In (0, 1): an odd multiple of 2^-53, from 2^-53 to 1 − 2^-53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Open(ulong bits) => (unchecked((long)(bits >> 12)) + 0.5) * (1.0 / (1UL << 52));
}
