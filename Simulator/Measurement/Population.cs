using System.Runtime.CompilerServices;
using Simulator.Kernel;

namespace Simulator.Measurement;

/// <summary>
/// How many are in a system (requests in flight, tasks running), with the integral over time in whole numbers: exact, whatever the length of the run, and about 2 ns
/// a change. It also knows the ages of those inside, which is what Little's law needs at both ends of a window (<see cref="LittlesLaw"/>).
/// </summary>
public sealed class Population
{
    private Instant _start;
    private Instant _last;
    private long _inside;
    private ulong _areaLow; // count × nanoseconds from _start to _last, 128 bits
    private ulong _areaHigh;
    private Int128 _entries; // sum of the moments of entry of those inside
    private double _ageAtStart;

    /// <summary>An empty system at <paramref name="start"/>.</summary>
    public Population(Instant start)
    {
        _start = start;
        _last = start;
    }

    /// <summary>How many are inside.</summary>
    public long Inside => _inside;

    /// <summary>How many entered since the start or the last reset.</summary>
    public long Entered { get; private set; }

    /// <summary>How many left since the start or the last reset.</summary>
    public long Left { get; private set; }

    /// <summary>The greatest number inside since the start or the last reset.</summary>
    public long Max { get; private set; }

    /// <summary>One enters at <paramref name="now"/>.</summary>
    public void Enter(Instant now)
    {
        Advance(now);
        _inside++;
        Entered++;
        _entries += now.Nanoseconds;
        if (_inside > Max) Max = _inside;
    }

    /// <summary>The one that entered at <paramref name="entered"/> leaves at <paramref name="now"/>.</summary>
    public void Leave(Instant now, Instant entered)
    {
        if (_inside == 0) throw new InvalidOperationException("Nobody is inside who could leave.");
        Advance(now);
        _inside--;
        Left++;
        _entries -= entered.Nanoseconds;
    }

    /// <summary>Count × seconds from the start or the last reset until <paramref name="now"/>.</summary>
    public double IntegralUntil(Instant now) => (double)AreaUntil(now) / Duration.NanosecondsPerSecond;

    /// <summary>The time-average number inside from the start or the last reset until <paramref name="now"/>; the present number when no time has passed.</summary>
    public double MeanUntil(Instant now)
    {
        long elapsed = (now - _start).Nanoseconds;
        return elapsed == 0 ? _inside : (double)AreaUntil(now) / elapsed;
    }

    /// <summary>Seconds that those inside at <paramref name="now"/> have spent in the system, together.</summary>
    public double AgeSeconds(Instant now) => (double)((_inside * (Int128)now.Nanoseconds) - _entries) / Duration.NanosecondsPerSecond;

    /// <summary>Begins a new window at <paramref name="now"/>; those inside stay inside.</summary>
    public void Reset(Instant now)
    {
        Advance(now);
        _start = now;
        _areaLow = 0;
        _areaHigh = 0;
        Entered = 0;
        Left = 0;
        Max = _inside;
        _ageAtStart = AgeSeconds(now);
    }

    /// <summary>Little's law over the window from the start or the last reset until <paramref name="now"/>.</summary>
    /// <param name="now">End of the window.</param>
    /// <param name="meanSojournSeconds">Mean time in the system of those who left within the window, measured independently; ignored when nobody left.</param>
    public LittlesLawVerdict CheckLittlesLaw(Instant now, double meanSojournSeconds) =>
        LittlesLaw.Check(new LittlesLawWindow
        {
            WindowSeconds = (now - _start).Seconds,
            TimeAverageInSystem = MeanUntil(now),
            Arrivals = Entered,
            Completions = Left,
            MeanSojournSeconds = Left == 0 ? 0.0 : meanSojournSeconds,
            AgeAtStartSeconds = _ageAtStart,
            AgeAtEndSeconds = AgeSeconds(now),
        });

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(Instant now)
    {
        long elapsed = now.Nanoseconds - _last.Nanoseconds;
        ArgumentOutOfRangeException.ThrowIfNegative(elapsed, nameof(now));
        unchecked
        {
            ulong high = Math.BigMul((ulong)elapsed, (ulong)_inside, out ulong low);
            _areaLow += low;
            _areaHigh += high + (_areaLow < low ? 1UL : 0UL);
        }
        _last = now;
    }

    private UInt128 AreaUntil(Instant now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(now, _last);
        return new UInt128(_areaHigh, _areaLow) + ((UInt128)(ulong)(now - _last).Nanoseconds * (ulong)_inside);
    }
}
