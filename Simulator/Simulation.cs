using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Pricing;

namespace Simulator;

/// <summary>One replication: the calendar, the clock beside it, the rooms and the run loop.</summary>
public sealed class Simulation
{
    private readonly Calendar _calendar;
    private readonly Dispatcher _dispatcher;
    private readonly ScalarClock _clock;
    private readonly Recorder? _recorder;
    private long _clockTicks;

    /// <param name="calendar">The calendar on which all rooms schedule.</param>
    /// <param name="dispatcher">Where events go.</param>
    /// <param name="clock">What advances without events (the traffic room); none by default.</param>
    /// <param name="recorder">What is recorded; none in tests of single rooms.</param>
    internal Simulation(Calendar calendar, Dispatcher dispatcher, ScalarClock? clock = null, Recorder? recorder = null)
    {
        _recorder = recorder;
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
        while (Step(end))
        {
        }
    }

    /// <summary>Carries out what happens next at or before <paramref name="end"/>; false when there is nothing (the clock then stands at the end).</summary>
    /// <param name="end">Nothing later is carried out.</param>
    /// <param name="single">Whether the clock beside the calendar may carry out one happening only, so that a test can look in between.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Step(Instant end, bool single = false)
    {
        var next = _clock.NextKey;
        if (next > ((end.Nanoseconds << 4) | 15))
        {
            if (!_calendar.TryTake(end, out var last)) return false;
            _dispatcher.Dispatch(in last);
        }
        else if (_calendar.TryTakeBefore(next, out var e))
        {
            _dispatcher.Dispatch(in e);
        }
        else
        {
            // Nothing waits below its first happening; what it may do after that in one go is limited by the first event and by the end.
            // The clock goes first on a tie, so its own key is always within the limit.
            var limit = single ? next + 1 : Math.Max(next + 1, Math.Min(_calendar.LeastKey, ((end.Nanoseconds << 4) | 15) + 1));
            _clockTicks += _dispatcher.Advance(_clock, limit);
        }
        return true;
    }

    /// <summary>Closes the books: completes the records, the summary and the costs. Nothing runs afterwards.</summary>
    /// <exception cref="InvalidOperationException">The simulation was built without a recorder.</exception>
    public RunResult Finish()
    {
        if (_recorder is null) throw new InvalidOperationException("This simulation records nothing.");
        _recorder.Finish(new EngineStatistics(EventsTaken, _calendar.MaxPending, _recorder.Requests.Arrived, Now));
        var result = _recorder.Result;
        result.Costs.AddRange(CostModel.Compute(result));
        result.Summary.AddRange(CostModel.Summarize(result, result.Costs));
        return result;
    }
}
