using Simulator.Kernel;

namespace Benchmarks.Kernel;

/// <summary>
/// The hold model: a fixed number of events wait; again and again the first one is taken and scheduled anew. Here on .NET's own queue, keyed by
/// (time, sequence), which is the least that makes it first in first out.
/// </summary>
public sealed class PriorityQueueHold
{
    private readonly PriorityQueue<ulong, (long Time, long Sequence)> _queue = new();
    private readonly IncrementTable _increments;
    private long _sequence;

    public PriorityQueueHold(int pending, Increments increments)
    {
        _increments = new IncrementTable(increments);
        for (var i = 0; i < pending; i++) _queue.Enqueue((ulong)i, (_increments.Next(), _sequence++));
    }

    /// <summary>Takes the first event and schedules it again, <paramref name="holds"/> times; returns a checksum of times and payloads in their order.</summary>
    public long Run(int holds)
    {
        unchecked
        {
            var checksum = 0L;
            for (var i = 0; i < holds; i++)
            {
                _queue.TryDequeue(out var payload, out var key);
                checksum = (checksum * 31) + key.Time + (long)payload;
                _queue.Enqueue(payload, (key.Time + _increments.Next(), _sequence++));
            }
            return checksum;
        }
    }
}

/// <summary>The hold model on the future event list.</summary>
public sealed class EventListHold
{
    private readonly FutureEventList _list = new();
    private readonly IncrementTable _increments;

    public EventListHold(int pending, Increments increments)
    {
        _increments = new IncrementTable(increments);
        for (var i = 0; i < pending; i++) _list.Push(new Event(_increments.Next() << 4, (ulong)i));
    }

    /// <inheritdoc cref="PriorityQueueHold.Run"/>
    public long Run(int holds)
    {
        unchecked
        {
            var checksum = 0L;
            for (var i = 0; i < holds; i++)
            {
                _list.TryPop(long.MaxValue, out var e);
                checksum = (checksum * 31) + (e.Key >> 4) + (long)e.Payload;
                _list.Push(new Event(e.Key + (_increments.Next() << 4), e.Payload));
            }
            return checksum;
        }
    }
}
