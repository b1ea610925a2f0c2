namespace Simulator.Randomness;

/// <summary>Stable numbers for names, so that a source's stream follows its name and not its place in the scenario.</summary>
public static class SourceKey
{
    /// <summary>
    /// A 64-bit key of <paramref name="name"/> (FNV-1a over its UTF-16 code units, then mixed): the same in every process, unlike
    /// <see cref="string.GetHashCode()"/>.
    /// </summary>
    public static long Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        unchecked
        {
            ulong hash = 0xCBF29CE484222325;
            foreach (char c in name)
            {
                hash = (hash ^ (byte)c) * 0x100000001B3;
                hash = (hash ^ (byte)(c >> 8)) * 0x100000001B3;
            }
            return (long)SplitMix64.Mix(hash);
        }
    }
}
