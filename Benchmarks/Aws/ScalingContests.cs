using Benchmarks.Ratios;
using Simulator.Randomness;

namespace Benchmarks.Aws;

/// <summary>
/// Alarms that cost something only when they change, against the loop one writes first: an event for each alarm and minute on a priority queue, which looks
/// at the newest three or fifteen values of its series. The baseline takes no decision at all; the candidate does everything.
/// </summary>
public static class ScalingContests
{
    private const int Services = 500;
    private const int AlarmsOfAService = 4;
    private const int Minutes = 60;
    private const int Days = 10; // 240 repetitions, several times what warm-up and measurement take

    public static IEnumerable<Contest> All() =>
    [
        new()
        {
            Group = "scaling",
            Name = $"{Services} services with two policies, one hour",
            Unit = "alarm and minute",
            Units = (long)Services * AlarmsOfAService * Minutes,
            Baseline = new("an event for each alarm and minute", PrepareBaseline),
            Candidate = new("CloudWatch and Application Auto Scaling", PrepareCandidate),
            SameChecksum = false,
            MaxBytesPerUnit = 0.001,
        },
    ];

    // One world for all repetitions, each of which is its next hour: making a world is not what is measured.
    private static Func<long> PrepareCandidate()
    {
        var day = new ScalingDay(Services, days: Days);
        return () => day.Advance(Minutes);
    }

    private static Func<long> PrepareBaseline()
    {
        const int ring = 32;
        var random = RandomStream.FromKey(3);
        var values = new double[Services * 2][];
        for (var i = 0; i < values.Length; i++) values[i] = [.. Enumerable.Range(0, ring).Select(_ => 54 + (6 * random.NextDouble()))];
        var queue = new PriorityQueue<int, (long Time, long Sequence)>();
        long sequence = 0, minute = 60_000_000_000;
        for (var alarm = 0; alarm < Services * AlarmsOfAService; alarm++) queue.Enqueue(alarm, ((long)(random.NextDouble() * minute), sequence++));
        long on = 0;
        return () =>
        {
            for (var n = 0L; n < (long)Services * AlarmsOfAService * Minutes; n++)
            {
                queue.TryDequeue(out var alarm, out var at);
                var series = values[alarm >> 1];
                var (isHigh, newest) = ((alarm & 1) == 0, (int)(at.Time / minute));
                series[newest & (ring - 1)] = 54 + (newest * 7919 % 600 / 100.0);
                var breaching = 0;
                for (var k = 0; k < (isHigh ? 3 : 15); k++)
                {
                    var value = series[(newest - k) & (ring - 1)];
                    if (isHigh ? value > 60 : value < 54) breaching++;
                }
                if (breaching == (isHigh ? 3 : 15)) on++;
                queue.Enqueue(alarm, (at.Time + minute, sequence++));
            }
            return on;
        };
    }
}
