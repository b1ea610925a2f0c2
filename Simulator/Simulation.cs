using Simulator.Kernel;

namespace Simulator;

/// <summary>One replication: the calendar, the rooms and the run loop.</summary>
public sealed class Simulation
{
    private readonly Calendar _calendar;
    private readonly Dispatcher _dispatcher;

    internal Simulation(Calendar calendar, Dispatcher dispatcher)
    {
        _calendar = calendar;
        _dispatcher = dispatcher;
    }

    /// <summary>Simulated time reached.</summary>
    public Instant Now => _calendar.Now;

    /// <summary>Events taken so far.</summary>
    public long EventsTaken => _calendar.EventsTaken;

    /// <summary>Runs until <paramref name="end"/>, events at that instant included. May be called again with a later end.</summary>
    public void RunUntil(Instant end)
    {
        while (_calendar.TryTake(end, out var e)) _dispatcher.Dispatch(in e);
    }
}
