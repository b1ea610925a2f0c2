using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>Hears facts of one type, now, in the order in which they were reported.</summary>
/// <typeparam name="T">The fact: a readonly record struct.</typeparam>
public interface IListener<T>
    where T : struct
{
    /// <summary>Hears a fact. May report further facts (heard after those that wait) and schedule events.</summary>
    void Apply(in T fact);
}

/// <summary>
/// The road "now, outward": rooms report what happened, the run loop drains the sink after each event, and each fact goes to its listeners in the
/// order in which they were connected. Facts are heard strictly in the order of their reports, whatever their type; nothing is allocated in steady state.
/// </summary>
public sealed class FactSink
{
    private readonly Dictionary<Type, FactChannel> _channels = [];
    private FactChannel[] _order = new FactChannel[64];
    private int _head;
    private int _count;
    private bool _draining;

    /// <summary>Connects the listeners of a fact type, once, in the order in which they shall hear.</summary>
    /// <exception cref="InvalidOperationException">The type is connected already.</exception>
    public void Connect<T>(params ReadOnlySpan<IListener<T>> listeners)
        where T : struct
    {
        var channel = Channel<T>();
        channel.Listen(listeners);
    }

    /// <summary>The channel of a fact type; a room that reports often keeps it.</summary>
    public FactChannel<T> Channel<T>()
        where T : struct
    {
        if (_channels.TryGetValue(typeof(T), out var known)) return (FactChannel<T>)known;
        var channel = new FactChannel<T>(this);
        _channels.Add(typeof(T), channel);
        return channel;
    }

    /// <summary>Whether <paramref name="listener"/> hears facts of type <paramref name="fact"/>; for tests of the wiring.</summary>
    internal bool Hears(object listener, Type fact) => _channels.TryGetValue(fact, out var channel) && channel.IsHeardBy(listener);

    /// <summary>Whether facts wait.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Delivers everything that waits, including what listeners report meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drain()
    {
        if (_count != 0) DrainAll();
    }

    internal void Enqueue(FactChannel channel)
    {
        if (_count == _order.Length) Grow();
        _order[(_head + _count) & (_order.Length - 1)] = channel;
        _count++;
    }

    private void DrainAll()
    {
        if (_draining) return;
        _draining = true;
        while (_count != 0)
        {
            var channel = _order[_head];
            _head = (_head + 1) & (_order.Length - 1);
            _count--;
            channel.DeliverNext();
        }
        _draining = false;
    }

    private void Grow()
    {
        var bigger = new FactChannel[_order.Length * 2];
        for (var i = 0; i < _count; i++) bigger[i] = _order[(_head + i) & (_order.Length - 1)];
        _order = bigger;
        _head = 0;
    }
}

/// <summary>The queue of one fact type; see <see cref="FactChannel{T}"/>.</summary>
public abstract class FactChannel
{
    internal abstract void DeliverNext();

    internal abstract bool IsHeardBy(object listener);
}

/// <summary>The queue and the listeners of one fact type.</summary>
/// <typeparam name="T">The fact.</typeparam>
public sealed class FactChannel<T> : FactChannel
    where T : struct
{
    private readonly FactSink _sink;
    private IListener<T>[] _listeners = [];
    private IListener<T>? _watcher;
    private T[] _facts = new T[8];
    private int _head;
    private int _count;

    internal FactChannel(FactSink sink) => _sink = sink;

    /// <summary>Reports a fact; it is heard when the current handler has returned. A fact that nobody hears costs nothing.</summary>
    public void Report(in T fact)
    {
        if (_listeners.Length == 0) return;
        if (_count == _facts.Length) Grow();
        _facts[(_head + _count) & (_facts.Length - 1)] = fact;
        _count++;
        _sink.Enqueue(this);
    }

    internal void Listen(ReadOnlySpan<IListener<T>> listeners)
    {
        if (_listeners.Length != 0) throw new InvalidOperationException($"Listeners of {typeof(T).Name} are connected already.");
        _listeners = _watcher is null ? listeners.ToArray() : [_watcher, .. listeners];
    }

    /// <summary>Hears before the listeners that are to be connected; for tests that look at a whole world.</summary>
    internal void Watch(IListener<T> watcher) => _watcher = watcher;

    internal override bool IsHeardBy(object listener) => Array.Exists(_listeners, l => ReferenceEquals(l, listener));

    internal override void DeliverNext()
    {
        var fact = _facts[_head];
        _head = (_head + 1) & (_facts.Length - 1);
        _count--;
        foreach (var listener in _listeners) listener.Apply(in fact);
    }

    private void Grow()
    {
        var bigger = new T[_facts.Length * 2];
        for (var i = 0; i < _count; i++) bigger[i] = _facts[(_head + i) & (_facts.Length - 1)];
        _facts = bigger;
        _head = 0;
    }
}

/// <summary>A room of the world as the dispatcher sees it.</summary>
public interface IEventHandler
{
    /// <summary>Handles an event of one of the room's kinds.</summary>
    void Handle(in Event e);
}
