using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>The future event list: events leave in order of key, first in first out among equal keys. A guarded radix ladder.</summary>
/// <remarks>
/// It uses the two facts that a general queue cannot: keys are integers, and a simulation never schedules into the past.
/// <code>
///  push ──► key beyond the bucket being served?
///             yes ► bucket (level, digit): level = the highest 4-bit digit in which the key differs from the base, digit = that digit
///             no  ► key equals the floor? yes ► ring (first in, first out)
///                                         no  ► sorted into "now", the bucket being served
///
///  pop ◄── now (at most 64 events) ◄── sorted ◄── first bucket, if it holds 32 events or fewer
///                                                  │ else
///                                                  └─► spread over the 16 buckets of a level below, and look again
/// </code>
/// An event is compared with those of its own bucket only, and moves once for each level that it descends (levels in which its bucket agrees are
/// skipped: timers in step); a bucket is first in first out, so no sequence number is needed, and there is no width to tune. Two guards keep bursts linear: events with exactly the current key go to the ring,
/// and when a burst inside a wide bucket makes "now" too long to insert into, its events go back to buckets, measured from the current key.
/// <para>Measured in <c>Benchmarks/README.md</c>. Rejected: binary and 4-ary heaps (memory-bound beyond 10⁵ events), calendar and lazy queues (their
/// width tuning collapses on mixtures of milliseconds and minutes), radix 64 (no gain, more buckets).</para>
/// </remarks>
public sealed class FutureEventList
{
    private const int DigitBits = 4;
    private const int DigitMask = (1 << DigitBits) - 1;
    private const int TopLevel = 15;
    private const int NowLimit = 64;

    private readonly Event[] _now = new Event[NowLimit + 1]; // the first event last, so that it leaves by a decrement
    private readonly Queue<ulong> _ring = new();             // payloads of the events whose key is the floor, behind those in _now
    private EventBuckets _buckets = new();
    private int _nowCount;
    private int _count;
    private int _maxCount;
    private long _base;      // from where levels are counted; never above the floor when an event is added
    private long _last = -1; // the last key of the bucket being served: what is not beyond it goes to _now or _ring
    private long _floor;
    private long _taken;

    /// <summary>Number of events that wait.</summary>
    public int Count => _count;

    /// <summary>The largest number of events that ever waited at once.</summary>
    public int MaxCount => _maxCount;

    /// <summary>Number of events taken so far.</summary>
    public long Taken => _taken;

    /// <summary>The key below which nothing may be added: that of the event taken last, or what a search that found nothing raised it to.</summary>
    public long Floor => _floor;

    /// <summary>Events for which there is room, taken or not; it follows <see cref="MaxCount"/> and never shrinks.</summary>
    public int Capacity => _buckets.Capacity;

    /// <summary>A key below which nothing waits: that of the first event if it is in the bucket being served, otherwise the first bucket's start.</summary>
    internal long LeastKey
    {
        get
        {
            if (_ring.Count > 0) return _floor;
            if (_nowCount > 0) return _now[_nowCount - 1].Key;
            var bucket = _buckets.First();
            return bucket < 0 ? long.MaxValue : StartOf(bucket);
        }
    }

    /// <summary>Raises the floor to a key below which nothing waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void RaiseFloor(long key)
    {
        Debug.Assert(key <= LeastKey, "An event was passed over.");
        if (key > _floor) _floor = key;
    }

    /// <summary>Adds an event; its key must not be below <see cref="Floor"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(in Event e) => Push(e.Key, e.Payload);

    /// <summary>Adds an event by its parts, which so never meet in memory on their way to its bucket (a 16-byte read of two 8-byte writes waits for both).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Push(long key, ulong payload)
    {
        Debug.Assert(key >= _floor, "An event was added below the floor.");
        unchecked
        {
            if (++_count > _maxCount) _maxCount = _count;
            if (key > _last) Append(BitOperations.Log2((ulong)(key ^ _base)) / DigitBits, key, payload);
            else Insert(new Event(key, payload));
        }
    }

    /// <summary>Takes the first event whose key is at most <paramref name="maxKey"/>; when there is none, raises the floor to the instant of that key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPop(long maxKey, out Event e) => TryPop(maxKey, maxKey & ~(long)DigitMask, out e);

    /// <summary>Takes the first event whose key is at most <paramref name="maxKey"/>; when there is none, raises the floor.</summary>
    /// <param name="maxKey">The horizon.</param>
    /// <param name="nextFloor">The floor when there is none, if it is not higher already: from the start of the horizon's instant to the key after the horizon.</param>
    /// <param name="e">The event.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPop(long maxKey, long nextFloor, out Event e)
    {
        unchecked
        {
            var first = _nowCount - 1;
            if (first < 0 || _ring.Count != 0) return TryPopSlowly(maxKey, nextFloor, out e);
            ref readonly var next = ref _now[first];
            if (next.Key > maxKey)
            {
                e = default;
                _floor = Math.Max(_floor, nextFloor);
                return false;
            }
            e = next;
            _nowCount = first;
            _floor = next.Key;
            _count--;
            _taken++;
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPopSlowly(long maxKey, long nextFloor, out Event e)
    {
        unchecked
        {
            var found = _nowCount > 0 || _ring.Count > 0 || Refill(maxKey);
            // What is in the ring came after what is in _now with the same key.
            var isNow = _nowCount > 0 && (_ring.Count == 0 || _now[_nowCount - 1].Key == _floor);
            var key = isNow ? _now[_nowCount - 1].Key : _floor;
            if (!found || key > maxKey)
            {
                e = default;
                _floor = Math.Max(_floor, nextFloor);
                return false;
            }
            e = isNow ? _now[--_nowCount] : new Event(key, _ring.Dequeue());
            _floor = key;
            _count--;
            _taken++;
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(in Event e)
    {
        unchecked
        {
            var level = BitOperations.Log2((ulong)(e.Key ^ _base)) / DigitBits;
            Append(level, in e);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(int level, in Event e) => Append(level, e.Key, e.Payload);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(int level, long key, ulong payload)
    {
        unchecked
        {
            var digit = (int)(key >> (level * DigitBits)) & DigitMask;
            _buckets.Append((level << DigitBits) | digit, key, payload);
        }
    }

    /// <summary>Adds an event that belongs to the bucket being served.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Insert(in Event e)
    {
        if (e.Key == _floor)
        {
            _ring.Enqueue(e.Payload);
            return;
        }
        unchecked
        {
            var now = _now;
            var place = _nowCount++;
            for (; place > 0 && now[place - 1].Key <= e.Key; place--) now[place] = now[place - 1];
            now[place] = e;
            if (_nowCount > NowLimit) BucketNow();
        }
    }

    /// <summary>
    /// Puts what is in "now" back into buckets, measured from the floor. All other buckets stay valid: the floor lies between the base and the end of the
    /// bucket being served, so what lies beyond that end differs from it in the same digit as from the base.
    /// </summary>
    private void BucketNow()
    {
        var count = _nowCount;
        while (count > 0 && _now[count - 1].Key == _floor) count--; // these stay: their turn has come
        _base = _floor;
        _last = _floor;
        for (var i = count - 1; i >= 0; i--) Append(in _now[i]);
        _now.AsSpan(count, _nowCount - count).CopyTo(_now);
        _nowCount -= count;
    }

    /// <summary>Serves the first bucket; false when all are empty, or when the first is a big one that starts beyond <paramref name="maxKey"/>.</summary>
    private bool Refill(long maxKey)
    {
        unchecked
        {
            while (true)
            {
                var bucket = _buckets.First();
                if (bucket < 0) return false;
                var level = bucket >> DigitBits;
                var width = 1L << (level * DigitBits);
                var start = StartOf(bucket);
                if (level < TopLevel && _buckets.TryTakeHome(bucket, out var events))
                {
                    RankSort.Descending(events, _now);
                    _nowCount = events.Length;
                    _last = start + (width - 1);
                    return true;
                }
                if (start > maxKey) return false;
                var differences = _buckets.Differences(bucket, Math.Max(level - 1, 0) * DigitBits, out var key);
                if (differences == 0 && key <= maxKey)
                {
                    Enqueue(bucket);
                    _last = _floor = key;
                    return true;
                }
                // One level down, or more where the keys agree in further digits (timers in step). The base must not pass the horizon, from which on
                // events may be added before the next search.
                var lower = BitOperations.Log2((ulong)differences) / DigitBits;
                var prefix = key & -(1L << ((lower + 1) * DigitBits));
                if (prefix > maxKey) (lower, prefix) = (level - 1, start);
                _base = prefix;
                Spread(bucket, lower);
            }
        }
    }

    private long StartOf(int bucket)
    {
        unchecked
        {
            var width = 1L << ((bucket >> DigitBits) * DigitBits);
            return (_base & -(width << DigitBits)) + ((bucket & DigitMask) * width);
        }
    }

    /// <summary>Moves a bucket's events to the buckets of a lower level.</summary>
    private void Spread(int bucket, int level)
    {
        var contents = _buckets.Take(bucket);
        while (_buckets.TryRead(ref contents, out var stretch))
        {
            foreach (ref readonly var e in stretch) Append(level, in e);
        }
    }

    /// <summary>Moves a bucket whose keys are all the same to the ring, which needs no sorting.</summary>
    private void Enqueue(int bucket)
    {
        var contents = _buckets.Take(bucket);
        while (_buckets.TryRead(ref contents, out var stretch))
        {
            foreach (ref readonly var e in stretch) _ring.Enqueue(e.Payload);
        }
    }
}
