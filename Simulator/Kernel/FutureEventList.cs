namespace Simulator.Kernel;

/// <summary>The future event list: events leave in order of key, first in first out among equal keys.</summary>
public sealed class FutureEventList
{
    private readonly PriorityQueue<Event, (long Key, long Sequence)> _queue = new();
    private long _sequence;

    /// <summary>Number of events that wait.</summary>
    public int Count => _queue.Count;

    /// <summary>Adds an event; its key must not be below that of the event taken last.</summary>
    public void Push(in Event e) => _queue.Enqueue(e, (e.Key, _sequence++));

    /// <summary>Takes the first event whose key is at most <paramref name="maxKey"/>.</summary>
    public bool TryPop(long maxKey, out Event e)
    {
        if (_queue.TryPeek(out e, out _) && e.Key <= maxKey)
        {
            _queue.Dequeue();
            return true;
        }
        e = default;
        return false;
    }
}
