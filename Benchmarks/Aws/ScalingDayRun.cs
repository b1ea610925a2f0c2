using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Aws;

/// <summary>
/// A simulated day of scaling alone for 5,000 services with two policies each, as processor time of the process: what wall time would be on a machine of
/// its own. Three days of the same world shape are run, the fastest is shown, because the first one is compiled while it runs.
/// </summary>
public static class ScalingDayRun
{
    private const int Services = 5000;
    private const int Days = 3;

    /// <summary>Runs and prints.</summary>
    public static int Execute()
    {
        for (var n = 0; n < Days; n++)
        {
            var day = new ScalingDay(Services, isThinned: n > 0);
            GC.Collect();
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var (wall, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().UserProcessorTime);
            day.Advance(1440);
            var used = Process.GetCurrentProcess().UserProcessorTime - before;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Services} services, one day: {used.TotalSeconds:0.00} s of processor time ({wall.Elapsed.TotalSeconds:0.00} s wall), {day.Events:N0} events, "
                + $"{day.Transitions:N0} transitions, {day.Decisions:N0} decisions, {day.Changes:N0} changes, {GC.GetAllocatedBytesForCurrentThread() - bytes:N0} bytes"));
        }
        return 0;
    }
}
