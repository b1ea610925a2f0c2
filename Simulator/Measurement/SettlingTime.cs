using Simulator.Kernel;

namespace Simulator.Measurement;

/// <summary>
/// Settling time as control engineering has it: from the moment at which healthy tasks are no longer about as many as the load needs, because the load changed or
/// they did, until they are so again and stay so. Excursions with less than <see cref="Stay"/> between them are one: it had not settled.
/// </summary>
internal sealed class SettlingTime
{
    /// <summary>How far from need counts as settled: the tenth that target tracking itself leaves alone below its target (AS-TT-03), but at least a task, because need is a whole number that flickers.</summary>
    private const double Band = 0.1;

    /// <summary>How long capacity must stay in the band: as long as the low alarm of target tracking looks back.</summary>
    private static readonly Duration Stay = Duration.FromMinutes(15);

    private Instant _left = Instant.MaxValue;
    private Instant _back;
    private Instant _end;
    private int _excursions;
    private double _sum;
    private double _longest;

    /// <summary>The next interval: what its load needed and how many tasks were healthy at its end.</summary>
    public void Add(Instant start, Instant end, double need, double healthy)
    {
        if (Math.Abs(healthy - need) > Math.Max(1, Band * need))
        {
            if (_left == Instant.MaxValue) _left = start;
            else if (start - _back >= Stay) Settle(next: start);
            _back = end;
        }
        _end = end;
    }

    /// <summary>Mean and longest in seconds: 0 when it was never out of the band, NaN when it has not settled by the end or there was no need.</summary>
    public (double Mean, double Longest) Sum()
    {
        if (_end == Instant.Zero) return (double.NaN, double.NaN);
        if (_left == Instant.MaxValue) return (0, 0);
        if (_end - _back < Stay) return (double.NaN, double.NaN);
        Settle(next: Instant.MaxValue);
        return (_sum / _excursions, _longest);
    }

    private void Settle(Instant next)
    {
        var seconds = (_back - _left).Seconds;
        _excursions++;
        _sum += seconds;
        _longest = Math.Max(_longest, seconds);
        _left = next;
    }
}
