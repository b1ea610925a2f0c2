using System.Runtime.CompilerServices;

namespace Simulator.Randomness;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014; the mixer is David Stafford's variant 13). Used to
/// derive keys: as a generator to fill the state of a <see cref="RandomStream"/>, and as a hash that absorbs one word after another.
/// </summary>
internal static class SplitMix64
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A bijection of 64 bits with full avalanche: every input bit flips every output bit with probability close to one half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Advances <paramref name="state"/> and returns the next output of the generator.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Next(ref ulong state)
    {
        unchecked
        {
            state += Golden;
            return Mix(state);
        }
    }

    /// <summary>
    /// A new key from a key and a word. For one key the words 0, 1, 2, … give the generator's own sequence from that key, a bijection: two words of
    /// one key never collide.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Absorb(ulong key, ulong word)
    {
        unchecked
        {
            return Mix(key + ((word + 1) * Golden));
        }
    }
}
