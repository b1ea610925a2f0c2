using Simulator.Kernel;
using Simulator.Tests.Kernel;

namespace Simulator.Tests.Allocation;

/// <summary>In steady state the kernel allocates nothing.</summary>
public sealed class KernelAllocationTests
{
    private const int Kind = 1;

    [Test]
    public void Calendar_InSteadyState_AllocatesNothing([Values(3, 100, 10_000, 100_000)] int pending, [Values(0, 20, 35)] int scale)
    {
        var calendar = new Calendar();
        var random = new TestRandom((ulong)pending);
        for (var i = 0; i < pending; i++) calendar.ScheduleIn(Delay(random, scale), Kind, i);
        Hold(calendar, random, scale, 5 * pending);
        Assert.That(Allocated(() => Hold(calendar, random, scale, Math.Max(50_000, pending))), Is.Zero);
        Assert.That(calendar.Pending, Is.EqualTo(pending));
    }

    [Test]
    public void Calendar_WithBurstsAlreadySeen_AllocatesNothing()
    {
        var calendar = new Calendar();
        var random = new TestRandom(3);
        Burst(calendar, random);
        Assert.That(Allocated(() => Burst(calendar, random)), Is.Zero);
    }

    [Test]
    public void Slab_WithinItsCapacity_AllocatesNothing()
    {
        var slab = new Slab<long>(64);
        Assert.That(Allocated(() => Churn(slab)), Is.Zero);
        Assert.That(slab.Count, Is.Zero);
    }

    private static Duration Delay(TestRandom random, int scale) => new(random.Below(8) == 0 ? 0 : random.Below(1L << scale));

    private static void Hold(Calendar calendar, TestRandom random, int scale, int holds)
    {
        for (var i = 0; i < holds; i++)
        {
            calendar.TryTake(Instant.MaxValue, out var e);
            calendar.ScheduleIn(Delay(random, scale), Kind, e.Subject);
        }
    }

    private static void Burst(Calendar calendar, TestRandom random)
    {
        for (var i = 0; i < 20_000; i++) calendar.ScheduleIn(new Duration(i < 5_000 ? 0 : random.Below(1 << 20)), Kind, i);
        calendar.ScheduleIn(Duration.FromHours(1), Kind, 0);
        var end = calendar.Now + Duration.FromHours(2);
        while (calendar.TryTake(end, out _))
        {
        }
    }

    private static void Churn(Slab<long> slab)
    {
        for (var i = 0; i < 10_000; i++)
        {
            for (var row = 0; row < 50; row++) slab.Add();
            for (var row = 0; row < 50; row++) slab.Remove(row);
        }
    }

    // What the work allocates, it allocates every time. What the runtime allocates on this thread besides (it replaces code that turned out to be hot, sooner or later
    // by how busy the machine is) it does once: so the least of a few rounds is the work's own.
    private static long Allocated(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
