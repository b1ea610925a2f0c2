using System.Diagnostics;

namespace Benchmarks.Ratios;

/// <summary>Runs contests: both sides in one process, turn and turn about (A B, B A, …), so that whatever slows the machine slows both.</summary>
/// <param name="pairs">Timed repetitions of each side.</param>
public sealed class Referee(int pairs)
{
    // Tiered compilation promotes a method after 30 calls or some tens of thousands of loop turns, in the background after a quiet 100 ms; a
    // structure timed before that runs 2–5 times too slow.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);
    private const int WarmUpRepetitions = 3;

    /// <summary>Runs one contest.</summary>
    /// <exception cref="InvalidOperationException">The two sides did different work.</exception>
    public Outcome Run(Contest contest)
    {
        var baseline = contest.Baseline.Prepare();
        var candidate = contest.Candidate.Prepare();
        Heat(contest, baseline, candidate);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        var baselineTimes = new double[pairs];
        var candidateTimes = new double[pairs];
        var ratios = new double[pairs];
        var bytes = 0L;
        for (var i = 0; i < pairs; i++)
        {
            long one, other;
            if (i % 2 == 0)
            {
                (baselineTimes[i], one) = Time(baseline);
                (candidateTimes[i], other) = TimeAndWeigh(candidate, ref bytes);
            }
            else
            {
                (candidateTimes[i], other) = TimeAndWeigh(candidate, ref bytes);
                (baselineTimes[i], one) = Time(baseline);
            }
            Compare(contest, one, other);
            ratios[i] = baselineTimes[i] / candidateTimes[i];
        }
        return new Outcome(
            contest,
            Quantile(baselineTimes, 0.5) / contest.Units,
            Quantile(candidateTimes, 0.5) / contest.Units,
            Quantile(ratios, 0.5),
            Quantile(ratios, 0.25),
            Quantile(ratios, 0.75),
            bytes / ((double)contest.Units * pairs));
    }

    private static void Heat(Contest contest, Func<long> baseline, Func<long> candidate)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0L; i < WarmUpRepetitions || i * contest.Units < contest.WarmUpUnits || clock.Elapsed < WarmUp; i++)
        {
            Compare(contest, baseline(), candidate());
        }
    }

    private static (double Nanoseconds, long Checksum) Time(Func<long> work)
    {
        var start = Stopwatch.GetTimestamp();
        var checksum = work();
        return (Stopwatch.GetElapsedTime(start).TotalNanoseconds, checksum);
    }

    private static (double Nanoseconds, long Checksum) TimeAndWeigh(Func<long> work, ref long bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Time(work);
        bytes += GC.GetAllocatedBytesForCurrentThread() - before;
        return result;
    }

    private static void Compare(Contest contest, long one, long other)
    {
        if (contest.SameChecksum && one != other)
        {
            throw new InvalidOperationException($"{contest.Group}, {contest.Name}: '{contest.Baseline.Name}' and '{contest.Candidate.Name}' did different work.");
        }
    }

    private static double Quantile(double[] values, double p)
    {
        var sorted = values.Order().ToArray();
        var at = p * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
