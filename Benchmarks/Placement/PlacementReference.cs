using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Placement;

/// <summary>
/// <c>-- placement</c>: runs the reference workload from its beginning and compares the placements with the hashes that other implementations of the same
/// strategies gave. The hashes depend on the platform's logarithm to the last bit; these were taken on Linux x64.
/// </summary>
public static class PlacementReference
{
    private static readonly (int Hosts, int Tasks, bool Best, ulong Hash)[] Known =
    [
        (1000, 100_000, false, 0x830b9de041822b66),
        (1000, 100_000, true, 0x0dfd932ee2391f86),
        (10_000, 1_000_000, false, 0x31d1573bbdc9c1c0),
        (10_000, 1_000_000, true, 0x1eb904bcfaad6e3e),
    ];

    /// <summary>Runs; the exit code is 0 when all hashes agree.</summary>
    public static int Execute()
    {
        var agree = true;
        foreach (var (hosts, tasks, best, hash) in Known)
        {
            var workload = new PlacementWorkload(hosts, 0.7, best ? PlacementContests.BestFit : PlacementContests.FirstFit, scan: false);
            var watch = Stopwatch.StartNew();
            workload.Advance(tasks);
            var perSecond = workload.Placed / watch.Elapsed.TotalSeconds;
            agree &= workload.Hash == hash;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(best ? "best fit" : "first fit"),-9}  {hosts,6} instances  {tasks,9} tasks  {perSecond / 1e6,5:0.00} M placements/s  {workload.Hash:x16}  {(workload.Hash == hash ? "agrees" : "DIFFERS")}"));
        }
        var lives = new LifeCycleWorkload(10_000, 0.7, scan: false);
        lives.Advance(300_000);
        var clock = Stopwatch.StartNew();
        var processor = Environment.CpuUsage.TotalTime;
        lives.Advance(500_000);
        var used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"life cycles  10000 instances     500000 tasks  {500_000 / clock.Elapsed.TotalSeconds,9:0} task life cycles/s ({500_000 / used:0} a second of processor time)"));
        WholeLives.Print(10_000, 1_000_000);
        return agree ? 0 : 1;
    }
}
