using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Tests.Aws;

/// <summary>A clock, a sink and the rooms under test: the run loop without a world around it.</summary>
internal sealed class RoomLoop
{
    private readonly Dictionary<int, IEventHandler> _rooms = [];

    public Calendar Calendar { get; } = new();

    public FactSink Facts { get; } = new();

    public Instant Now => Calendar.Now;

    public void Add(int room, IEventHandler handler) => _rooms.Add(room, handler);

    /// <summary>Connects a fact's listeners, with a log before them.</summary>
    public FactLog<T> Hear<T>(params IListener<T>[] listeners)
        where T : struct
    {
        var log = new FactLog<T>(Calendar);
        Facts.Connect<T>([log, .. listeners]);
        return log;
    }

    /// <summary>Reports a fact now and lets it be heard.</summary>
    public void Report<T>(in T fact)
        where T : struct
    {
        Facts.Channel<T>().Report(in fact);
        Facts.Drain();
    }

    /// <summary>Runs until <paramref name="seconds"/>, events at that instant included.</summary>
    public void RunUntil(double seconds)
    {
        Facts.Drain();
        while (Calendar.TryTake(Instant.FromSeconds(seconds), out var e))
        {
            _rooms[EventKinds.RoomOf(e.Kind)].Handle(in e);
            Facts.Drain();
        }
    }
}

/// <summary>Facts heard, with their instants.</summary>
internal sealed class FactLog<T>(Calendar calendar) : IListener<T>
    where T : struct
{
    public List<(double At, T Fact)> All { get; } = [];

    public int Count => All.Count;

    public void Apply(in T fact) => All.Add((calendar.Now.Seconds, fact));
}
