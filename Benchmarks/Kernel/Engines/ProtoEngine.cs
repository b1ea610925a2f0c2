using Simulator.Kernel;

namespace Benchmarks.Kernel.Engines;

/// <summary>
/// The least that can be called a simulation engine: the event list, an array of entities, one virtual call an event. No phases, no generations, no
/// checks; what is reachable with nothing else around.
/// </summary>
public sealed class ProtoEngine(ProtoEntity[] entities)
{
    private readonly FutureEventList _list = new();

    /// <summary>The clock, in nanoseconds.</summary>
    public long Now { get; private set; }

    /// <summary>Wakes an entity after a delay in nanoseconds.</summary>
    public void Schedule(long delay, int entity) => _list.Push(new Event((Now + delay) << 4, (ulong)entity));

    /// <summary>Handles every event up to <paramref name="end"/>.</summary>
    public void RunUntil(long end)
    {
        while (_list.TryPop(end << 4, out var e))
        {
            Now = e.Key >> 4;
            entities[(int)e.Payload].Handle(this);
        }
        Now = end;
    }
}

/// <summary>Something to which events happen.</summary>
public abstract class ProtoEntity
{
    public abstract void Handle(ProtoEngine engine);
}
