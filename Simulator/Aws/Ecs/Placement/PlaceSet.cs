using System.Numerics;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>A set of places in a pool: a bitmap with a summary bitmap above it, so that the first member is found by looking at n/4096 words.</summary>
internal sealed class PlaceSet
{
    private ulong[] _words = [];
    private ulong[] _summary = [];

    /// <summary>Empties the set and makes room for places below <paramref name="capacity"/>.</summary>
    public void Reset(int capacity)
    {
        var words = (capacity + 63) >> 6;
        if (words > _words.Length)
        {
            _words = new ulong[words];
            _summary = new ulong[(words + 63) >> 6];
            return;
        }
        Array.Clear(_words);
        Array.Clear(_summary);
    }

    /// <summary>Whether <paramref name="place"/> is a member.</summary>
    public bool Contains(int place) => (_words[place >> 6] >> (place & 63) & 1) != 0;

    /// <summary>Adds <paramref name="place"/>.</summary>
    public void Add(int place)
    {
        _words[place >> 6] |= 1UL << (place & 63);
        _summary[place >> 12] |= 1UL << ((place >> 6) & 63);
    }

    /// <summary>Removes <paramref name="place"/>; does nothing when it is no member.</summary>
    public void Remove(int place)
    {
        ref var word = ref _words[place >> 6];
        word &= ~(1UL << (place & 63));
        if (word == 0) _summary[place >> 12] &= ~(1UL << ((place >> 6) & 63));
    }

    /// <summary>The first member from <paramref name="from"/> on, or -1.</summary>
    public int Next(int from)
    {
        var w = from >> 6;
        if (w >= _words.Length) return -1;
        var rest = _words[w] & (ulong.MaxValue << (from & 63));
        if (rest != 0) return (w << 6) + BitOperations.TrailingZeroCount(rest);
        w++;
        for (var s = w >> 6; s < _summary.Length; s++)
        {
            var some = s == w >> 6 ? _summary[s] & (ulong.MaxValue << (w & 63)) : _summary[s];
            if (some == 0) continue;
            var word = (s << 6) + BitOperations.TrailingZeroCount(some);
            return (word << 6) + BitOperations.TrailingZeroCount(_words[word]);
        }
        return -1;
    }
}
