using System.Numerics;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// The storage of the <see cref="FutureEventList"/>: 256 buckets (16 levels × 16 digits), each first in first out, in one array of 16-byte entries.
/// </summary>
/// <remarks>
/// The first 32 entries of a bucket live in its home, a fixed stretch of the array, so a small bucket costs no bookkeeping; what exceeds it goes
/// to a chain of chunks of 64 entries from a common free list. So entries are read and written in sequence, a chunk just read is the next one
/// written (and still in the cache), the capacity follows the largest number of events that ever waited at once (at most twice that, plus 128 KiB
/// of homes and one chunk a bucket), and nothing is allocated once that number has been reached. Rejected: a growing array for each bucket, whose
/// kept capacities add up to many times the live set and which copies while it grows; linked entries, 5–10 times slower at a million.
/// </remarks>
internal struct EventBuckets
{
    /// <summary>Entries that a bucket holds at home: what holds no more is sorted at once, what holds more is spread over the level below.</summary>
    public const int HomeCapacity = RankSort.MaxCount;

    private const int BucketCount = 256;
    private const int HomesEnd = BucketCount * HomeCapacity;
    private const int ChunkCapacity = 64;
    private const int NoChunk = -1;

    private readonly Bucket[] _buckets = new Bucket[BucketCount];
    private readonly ulong[] _occupied = new ulong[BucketCount / 64]; // the first bit set is the first bucket in time
    private Event[] _entries = new Event[HomesEnd];                    // the homes, then the chunks
    private int[] _nextChunk = [];
    private int _freeChunk = NoChunk;

    public EventBuckets()
    {
        for (var i = 0; i < BucketCount; i++) Clear(i);
    }

    /// <summary>Entries for which there is room, taken or not.</summary>
    public readonly int Capacity => _entries.Length;

    /// <summary>The first bucket in time that holds an entry, or −1.</summary>
    public readonly int First()
    {
        for (var word = 0; word < _occupied.Length; word++)
        {
            if (_occupied[word] != 0) return (word << 6) + BitOperations.TrailingZeroCount(_occupied[word]);
        }
        return -1;
    }

    /// <summary>Adds an entry at the end of a bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(int bucket, long key, ulong payload)
    {
        unchecked
        {
            ref var b = ref _buckets[bucket];
            var at = b.Tail;
            if (at == b.Limit) at = Extend(ref b);
            _entries[at] = new Event(key, payload);
            b.Tail = at + 1;
            _occupied[bucket >> 6] |= 1UL << bucket;
        }
    }

    /// <summary>Empties a bucket if it fits its home and returns what it held in order of arrival, valid until the next <see cref="Append"/>.</summary>
    public readonly bool TryTakeHome(int bucket, out ReadOnlySpan<Event> entries)
    {
        ref var b = ref _buckets[bucket];
        if (b.FirstChunk != NoChunk)
        {
            entries = default;
            return false;
        }
        var home = bucket * HomeCapacity;
        entries = _entries.AsSpan(home, b.Tail - home);
        b.Tail = home;
        _occupied[bucket >> 6] &= ~(1UL << bucket);
        return true;
    }

    /// <summary>
    /// The bits in which a bucket's keys differ from its first one. The search ends when there is one at or above <paramref name="enough"/>: among
    /// unrelated keys after an entry or two.
    /// </summary>
    public readonly long Differences(int bucket, int enough, out long firstKey)
    {
        ref var b = ref _buckets[bucket];
        var home = bucket * HomeCapacity;
        firstKey = _entries[home].Key;
        var differences = Differences(firstKey, home, b.FirstChunk == NoChunk ? b.Tail : home + HomeCapacity, enough);
        for (var chunk = b.FirstChunk; chunk != NoChunk && differences >> enough == 0; chunk = _nextChunk[chunk])
        {
            differences |= Differences(firstKey, StartOf(chunk), chunk == b.LastChunk ? b.Tail : StartOf(chunk + 1), enough);
        }
        return differences;
    }

    private readonly long Differences(long key, int start, int end, int enough)
    {
        var differences = 0L;
        foreach (ref readonly var e in _entries.AsSpan(start, end - start))
        {
            differences |= e.Key ^ key;
            if (differences >> enough != 0) break;
        }
        return differences;
    }

    /// <summary>Empties a bucket of any size; what it held is read with <see cref="TryRead"/>, to the end.</summary>
    public readonly Contents Take(int bucket)
    {
        var b = _buckets[bucket];
        Clear(bucket);
        return new Contents { Home = bucket * HomeCapacity, Tail = b.Tail, Unread = b.FirstChunk, Read = NoChunk };
    }

    /// <summary>
    /// The next stretch of what a bucket held, in order of arrival. It may be appended to other buckets while it is read: it stays readable when that
    /// moves the entries to a bigger array, and its chunk is free for others only when the next stretch is asked for.
    /// </summary>
    public bool TryRead(ref Contents contents, out ReadOnlySpan<Event> stretch)
    {
        if (contents.Home >= 0)
        {
            stretch = _entries.AsSpan(contents.Home, contents.Unread == NoChunk ? contents.Tail - contents.Home : HomeCapacity);
            contents.Home = -1;
            return true;
        }
        if (contents.Read != NoChunk)
        {
            _nextChunk[contents.Read] = _freeChunk;
            _freeChunk = contents.Read;
        }
        if (contents.Unread == NoChunk)
        {
            stretch = default;
            return false;
        }
        contents.Read = contents.Unread;
        contents.Unread = _nextChunk[contents.Read];
        var start = StartOf(contents.Read);
        stretch = _entries.AsSpan(start, contents.Unread == NoChunk ? contents.Tail - start : ChunkCapacity);
        return true;
    }

    private static int StartOf(int chunk) => HomesEnd + (chunk * ChunkCapacity);

    private readonly void Clear(int bucket)
    {
        var home = bucket * HomeCapacity;
        _buckets[bucket] = new Bucket { Tail = home, Limit = home + HomeCapacity, FirstChunk = NoChunk, LastChunk = NoChunk };
        _occupied[bucket >> 6] &= ~(1UL << bucket);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Extend(ref Bucket bucket)
    {
        if (_freeChunk == NoChunk) Grow();
        var chunk = _freeChunk;
        _freeChunk = _nextChunk[chunk];
        _nextChunk[chunk] = NoChunk;
        if (bucket.FirstChunk == NoChunk) bucket.FirstChunk = chunk;
        else _nextChunk[bucket.LastChunk] = chunk;
        bucket.LastChunk = chunk;
        bucket.Limit = StartOf(chunk) + ChunkCapacity;
        return StartOf(chunk);
    }

    private void Grow()
    {
        var old = _nextChunk.Length;
        var size = Math.Max(16, old * 2);
        Array.Resize(ref _entries, StartOf(size));
        Array.Resize(ref _nextChunk, size);
        for (var i = old; i < size - 1; i++) _nextChunk[i] = i + 1;
        _nextChunk[size - 1] = NoChunk;
        _freeChunk = old;
    }

    /// <summary>What a bucket held, on its way out.</summary>
    public struct Contents
    {
        internal int Home;
        internal int Tail;
        internal int Unread;
        internal int Read;
    }

    private struct Bucket
    {
        public int Tail;       // where the next entry goes
        public int Limit;      // where the stretch that is being filled ends
        public int FirstChunk; // NoChunk: everything is at home
        public int LastChunk;
    }
}
