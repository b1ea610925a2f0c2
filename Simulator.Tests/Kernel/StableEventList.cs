using Simulator.Kernel;

namespace Simulator.Tests.Kernel;

/// <summary>The future event list as one would specify it: a sorted set by (key, order of arrival), and nothing clever.</summary>
internal sealed class StableEventList
{
    private readonly SortedSet<(long Key, long Arrival, ulong Payload)> _events = [];
    private long _arrivals;

    public int Count => _events.Count;

    public long Floor { get; private set; }

    public void Push(Event e) => _events.Add((e.Key, _arrivals++, e.Payload));

    public bool TryPop(long maxKey, long nextFloor, out Event e)
    {
        if (_events.Count == 0 || _events.Min.Key > maxKey)
        {
            e = default;
            Floor = Math.Max(Floor, nextFloor);
            return false;
        }
        var first = _events.Min;
        _events.Remove(first);
        e = new Event(first.Key, first.Payload);
        Floor = first.Key;
        return true;
    }
}

/// <summary>Drives the list and its specification side by side and compares everything that can be seen after every step.</summary>
internal sealed class SideBySide
{
    private readonly StableEventList _expected = new();
    private readonly FutureEventList _actual = new();
    private ulong _pushes;

    public long Floor => _expected.Floor;

    public int Count => _expected.Count;

    public int MaxCount { get; private set; }

    public FutureEventList Actual => _actual;

    /// <summary>Adds an event; every event has a payload of its own, so the order among equal keys shows.</summary>
    public void Push(long key)
    {
        var e = new Event(key, _pushes++);
        _expected.Push(e);
        _actual.Push(in e);
        MaxCount = Math.Max(MaxCount, _expected.Count);
        if (_actual.Count != _expected.Count) Assert.Fail($"After {_pushes} pushes the list counts {_actual.Count} events instead of {_expected.Count}.");
    }

    public bool TryPop(long maxKey) => TryPop(maxKey, maxKey & ~15L);

    public bool TryPop(long maxKey, long nextFloor)
    {
        var expected = _expected.TryPop(maxKey, nextFloor, out var first);
        var actual = _actual.TryPop(maxKey, nextFloor, out var e);
        if (actual != expected || e != first || _actual.Count != _expected.Count || _actual.Floor != _expected.Floor)
        {
            Assert.Fail($"Searching to {maxKey} after {_pushes} pushes: {actual} {e} floor {_actual.Floor}, instead of {expected} {first} floor {_expected.Floor}.");
        }
        return actual;
    }

    public void Drain()
    {
        while (TryPop(long.MaxValue))
        {
        }
        Assert.That(_actual.Count, Is.Zero);
        Assert.That(_actual.MaxCount, Is.EqualTo(MaxCount));
        Assert.That(_actual.Taken, Is.EqualTo((long)_pushes));
    }
}
