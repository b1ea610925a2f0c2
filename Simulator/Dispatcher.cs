using Simulator.Kernel;
using Simulator.Model;

namespace Simulator;

/// <summary>The heart: an event goes to its room, then the facts it caused go to their listeners. Two tables and nothing else.</summary>
internal sealed class Dispatcher
{
    private readonly IEventHandler[] _rooms;
    private readonly FactSink _facts;

    /// <param name="rooms">Handler of each room, by its number in <see cref="Rooms"/>.</param>
    /// <param name="facts">The sink all rooms report to.</param>
    public Dispatcher(IEventHandler[] rooms, FactSink facts)
    {
        _rooms = rooms;
        _facts = facts;
    }

    /// <summary>Handles one event and everything that follows from it now.</summary>
    public void Dispatch(in Event e)
    {
        _rooms[EventKinds.RoomOf(e.Kind)].Handle(in e);
        _facts.Drain();
    }

    /// <summary>Lets the clock beside the calendar carry out what happens below <paramref name="limit"/>, until something follows from it now.</summary>
    /// <returns>How many happenings there were.</returns>
    public int Advance(ScalarClock clock, long limit)
    {
        var count = clock.AdvanceBelow(limit);
        _facts.Drain();
        return count;
    }
}
