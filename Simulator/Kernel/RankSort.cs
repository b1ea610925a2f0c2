using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Simulator.Kernel;

/// <summary>Sorts a handful of events by counting, for each, how many come before it: a place in the result instead of a search for one.</summary>
/// <remarks>
/// Quadratic, and yet the fastest way for so few: four comparisons an instruction and no branch that depends on a key, where insertion sort
/// mispredicts about once an event (the hold model with 1,000 exponential events: 17 ns with this and 32 to a home, 27 ns with insertion and 16).
/// </remarks>
internal static class RankSort
{
    /// <summary>The most events that can be sorted.</summary>
    public const int MaxCount = 1 << IndexBits;

    /// <summary>The highest bits of a key must be the same in all events that are sorted together: they make room for the index.</summary>
    public const int IndexBits = 5;

    /// <summary>Writes the events to <paramref name="sorted"/> with the last one first; of equal keys the one that stands later in <paramref name="events"/> comes first.</summary>
    [SkipLocalsInit]
    public static void Descending(ReadOnlySpan<Event> events, Span<Event> sorted)
    {
        unchecked
        {
            Span<long> keys = stackalloc long[MaxCount];
            Span<long> places = stackalloc long[MaxCount];
            keys = keys[..events.Length];
            // The index in the low bits makes every key different, which is what makes the sort stable.
            for (var i = 0; i < keys.Length; i++) keys[i] = (events[i].Key << IndexBits) | (long)i;
            ref var firstKey = ref MemoryMarshal.GetReference(keys);
            ref var firstPlace = ref MemoryMarshal.GetReference(places);
            for (nuint i = 0; i < (nuint)keys.Length; i += (nuint)Vector256<long>.Count)
            {
                var four = Vector256.LoadUnsafe(ref firstKey, i); // may read past the last key, within the stack's 32
                var place = Vector256.Create(keys.Length - 1L);
                foreach (var key in keys) place += Vector256.GreaterThan(four, Vector256.Create(key)); // true is −1
                place.StoreUnsafe(ref firstPlace, i);
            }
            for (var i = 0; i < events.Length; i++) sorted[(int)places[i]] = events[i];
        }
    }
}
