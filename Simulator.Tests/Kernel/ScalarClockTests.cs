using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Tests.Kernel;

/// <summary>The run loop with a clock beside the calendar.</summary>
public sealed class ScalarClockTests
{
    private const int EarlyKind = (Phases.Health << 8) | (Rooms.Ecs << 4);
    private const int LateKind = (Phases.Sampling << 8) | (Rooms.Ecs << 4);

    [Test]
    public void ClockAndCalendar_AreMergedByTimeAndPhase()
    {
        var calendar = new Calendar();
        var log = new List<string>();
        var clock = new EverySecond(calendar, log);
        var simulation = Loop(calendar, log, clock);
        calendar.Schedule(Instant.FromSeconds(2L), LateKind, 0);
        calendar.Schedule(Instant.FromSeconds(2L), EarlyKind, 0);
        calendar.Schedule(Instant.FromSeconds(2.5), EarlyKind, 0);

        simulation.RunUntil(Instant.FromSeconds(3L));

        Assert.That(log, Is.EqualTo(["tick 1", "event 4 at 2", "tick 2", "event 14 at 2", "event 4 at 2.5", "tick 3"]));
        Assert.That(simulation.EventsTaken, Is.EqualTo(6));
    }

    [Test]
    public void Run_StopsAtItsEndAndGoesOnFromThere()
    {
        var calendar = new Calendar();
        var log = new List<string>();
        var simulation = Loop(calendar, log, new EverySecond(calendar, log));

        simulation.RunUntil(Instant.FromSeconds(1.5));
        Assert.That(log, Is.EqualTo(["tick 1"]));
        Assert.That(simulation.Now, Is.EqualTo(Instant.FromSeconds(1.5)));

        simulation.RunUntil(Instant.FromSeconds(2L));
        Assert.That(log, Is.EqualTo(["tick 1", "tick 2"]));
        Assert.That(simulation.Now, Is.EqualTo(Instant.FromSeconds(2L)));
    }

    private static Simulation Loop(Calendar calendar, List<string> log, ScalarClock clock)
    {
        var rooms = new IEventHandler[Rooms.Count];
        rooms[Rooms.Ecs] = new Logger(calendar, log);
        return new Simulation(calendar, new Dispatcher(rooms, new FactSink()), clock);
    }

    private sealed class Logger(Calendar calendar, List<string> log) : IEventHandler
    {
        public void Handle(in Event e) => log.Add($"event {e.Phase} at {calendar.Now.Seconds}");
    }

    private sealed class EverySecond : ScalarClock
    {
        private readonly Calendar _calendar;
        private readonly List<string> _log;

        public EverySecond(Calendar calendar, List<string> log)
        {
            _calendar = calendar;
            _log = log;
            NextKey = KeyOf(Instant.FromSeconds(1L), Phases.Arrivals);
        }

        public override int AdvanceBelow(long limit)
        {
            _calendar.MoveTo(NextKey);
            _log.Add($"tick {_calendar.Now.Seconds}");
            NextKey = KeyOf(_calendar.Now + Duration.FromSeconds(1L), Phases.Arrivals);
            return 1;
        }
    }
}
