using Simulator.Kernel;

namespace Simulator;

/// <summary>One replication: the calendar, the clock beside it, the rooms and the run loop.</summary>
public sealed class Simulation
{
    private readonly Calendar _calendar;
    private readonly Dispatcher _dispatcher;
    private readonly ScalarClock _clock;
    private long _clockTicks;

    /// <param name="calendar">The calendar on which all rooms schedule.</param>
    /// <param name="dispatcher">Where events go.</param>
    /// <param name="clock">What advances without events (the traffic room); none by default.</param>
    internal Simulation(Calendar calendar, Dispatcher dispatcher, ScalarClock? clock = null)
    {
        _calendar = calendar;
        _dispatcher = dispatcher;
        _clock = clock ?? ScalarClock.Stopped;
    }

    /// <summary>Simulated time reached.</summary>
    public Instant Now => _calendar.Now;

    /// <summary>Events taken from the calendar so far, and arrivals and completions that needed none.</summary>
    public long EventsTaken => _calendar.EventsTaken + _clockTicks;

    /// <summary>Runs until <paramref name="end"/>, events at that instant included. May be called again with a later end.</summary>
    public void RunUntil(Instant end)
    {
        var last = (end.Nanoseconds << 4) | 15;
        while (true)
        {
            var next = _clock.NextKey;
            if (next > last)
            {
                if (!_calendar.TryTake(end, out var e)) return;
                _dispatcher.Dispatch(in e);
            }
            else if (_calendar.TryTakeBefore(next, out var e))
            {
                _dispatcher.Dispatch(in e);
            }
            else
            {
                _clockTicks++;
                _dispatcher.Advance(_clock);
            }
        }
    }
}
