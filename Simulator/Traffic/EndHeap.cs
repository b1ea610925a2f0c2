using System.Runtime.CompilerServices;

namespace Simulator.Traffic;

/// <summary>The requests in service in one task, the one that ends first on top: a binary heap. Its array stays when the task goes.</summary>
internal struct EndHeap
{
    // Room for 64 requests at once from the start: a new longest queue in the middle of a run would allocate.
    private const int Capacity = 64;

    private Entry[] _entries;
    private int _count;

    /// <summary>Requests in it.</summary>
    public readonly int Count => _count;

    /// <summary>The least end; there must be one.</summary>
    public readonly long FirstEnd => _entries[0].End;

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _entries ??= new Entry[Capacity];
        _count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(long end, int request)
    {
        unchecked
        {
            var at = _count++;
            if (at == _entries.Length) Array.Resize(ref _entries, 2 * at);
            var entries = _entries;
            while (at > 0)
            {
                var parent = (at - 1) >> 1;
                if (entries[parent].End <= end) break;
                entries[at] = entries[parent];
                at = parent;
            }
            entries[at] = new Entry(end, request);
        }
    }

    /// <summary>Takes the request that ends first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Pop()
    {
        unchecked
        {
            var first = _entries[0].Request;
            if (--_count > 0) SiftDown();
            return first;
        }
    }

    private readonly void SiftDown()
    {
        unchecked
        {
            var entries = _entries;
            var count = _count;
            var last = entries[count];
            var at = 0;
            while (true)
            {
                var child = (2 * at) + 1;
                if (child >= count) break;
                if (child + 1 < count && entries[child + 1].End < entries[child].End) child++;
                if (last.End <= entries[child].End) break;
                entries[at] = entries[child];
                at = child;
            }
            entries[at] = last;
        }
    }

    private readonly record struct Entry(long End, int Request);
}
