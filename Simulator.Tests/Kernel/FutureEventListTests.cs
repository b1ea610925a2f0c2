using FsCheck.Fluent;
using Simulator.Kernel;

namespace Simulator.Tests.Kernel;

/// <summary>The radix ladder against its specification: the same order to the last event.</summary>
public sealed class FutureEventListTests
{
    private const long Second = 1_000_000_000L << 4; // in keys

    [Test]
    public void RandomPrograms_LeaveInTheOrderOfTheStableReference([Range(0, 199)] int program) => RandomProgram.Run((ulong)program, steps: 4000);

    [Test]
    public void Bursts_InsideOneWideBucket_LeaveInOrder([Values(65, 1_000, 20_000)] int size, [Values(0L, 1L, 1L << 10, 1L << 30)] long spacing)
    {
        var lists = new SideBySide();
        var random = new TestRandom(7);
        lists.Push(Second);
        lists.Push(4000 * Second);
        lists.TryPop(Second);
        // What is served now is a bucket of hours, and the burst falls into it.
        for (var i = 0; i < size; i++) lists.Push(lists.Floor + (spacing * random.Below(size)));
        for (var i = 0; i < size / 2; i++) lists.TryPop(long.MaxValue);
        for (var i = 0; i < size; i++) lists.Push(lists.Floor + (spacing * random.Below(size)));
        lists.Drain();
    }

    [Test]
    public void ManyEventsWithOneKey_LeaveFirstInFirstOut([Values(2, 32, 33, 5_000)] int before, [Values(0, 1, 5_000)] int during)
    {
        var lists = new SideBySide();
        for (var i = 0; i < before; i++) lists.Push(Second + 3);
        lists.Push(Second + 4);
        lists.TryPop(long.MaxValue);
        for (var i = 0; i < during; i++) lists.Push(Second + 3); // zero delay: behind those that wait
        lists.Drain();
    }

    [Test]
    public void ZeroDelays_AreServedBeforeEverythingLater_AndAfterWhatWaitsAtTheSameKey()
    {
        var list = new FutureEventList();
        list.Push(new Event(160, 1));
        list.Push(new Event(160, 2));
        list.Push(new Event(161, 3));
        list.TryPop(long.MaxValue, out _);
        list.Push(new Event(160, 4));
        var order = new List<ulong>();
        while (list.TryPop(long.MaxValue, out var e)) order.Add(e.Payload);
        Assert.That(order, Is.EqualTo(new ulong[] { 2, 4, 3 }));
    }

    [Test]
    public void Horizon_LeavesLaterEventsAndAcceptsEarlierOnesAfterwards()
    {
        var lists = new SideBySide();
        for (var i = 0; i < 100; i++) lists.Push((100 + i) * Second);
        Assert.That(lists.TryPop(50 * Second), Is.False);
        for (var i = 0; i < 200; i++) lists.Push((50 * Second) + (i * Second / 7)); // between the horizon and what had been found
        Assert.That(lists.TryPop(50 * Second), Is.True);
        lists.Drain();
    }

    [Test]
    public void TimersInStep_LeaveInOrder_WhereverTheHorizonFallsBeforeThem([Values(0, 5, 9, 21)] int spreadBits, [Values] bool late)
    {
        var lists = new SideBySide();
        var random = new TestRandom((ulong)spreadBits);
        for (var round = 1; round <= 5; round++)
        {
            var due = round * 61 * Second;
            for (var i = 0; i < 200; i++) lists.Push(due + random.Below(1L << spreadBits));
            for (var bits = late ? 30 : 38; bits >= 0; bits -= 3)
            {
                lists.TryPop(due - (1L << bits)); // the horizon draws near,
                for (var i = 0; i < 3; i++) lists.Push(lists.Floor + random.Below(1L << bits)); // and something comes in between
            }
            while (lists.Count > 50) lists.TryPop(long.MaxValue);
        }
        lists.Drain();
    }

    [Test]
    public void Horizon_BelowWhatWasTaken_TakesNothingAndLeavesTheFloor()
    {
        var lists = new SideBySide();
        lists.Push(Second);
        lists.TryPop(Second);
        lists.Push(Second); // waits in the ring
        Assert.That(lists.TryPop(Second - 1), Is.False);
        Assert.That(lists.Floor, Is.EqualTo(Second));
        lists.Drain();
    }

    [Test]
    public void TheWholeRangeOfKeys_IsSortedIncludingTheLastOne()
    {
        var lists = new SideBySide();
        for (var bit = 0; bit < 63; bit++)
        {
            for (var copy = 0; copy < 3; copy++)
            {
                lists.Push(1L << bit);
                lists.Push((1L << bit) - 1);
                lists.Push(long.MaxValue - (1L << bit) + 1);
                lists.Push(long.MaxValue);
            }
        }
        for (var i = 0; i < 40; i++) lists.Push(long.MaxValue - (i << 2));
        lists.Drain();
    }

    [Test]
    public void AnyProgramOfPushesAndHorizons_BehavesAsSpecified()
    {
        var push = from scale in Gen.Choose(0, 50) from offset in Gen.Choose(0, 40) select (Pop: false, Offset: (long)offset << scale);
        var pop = from scale in Gen.Choose(0, 50) from offset in Gen.Choose(0, 40) select (Pop: true, Offset: (long)offset << scale);
        var program = Gen.Frequency((3, push), (2, pop)).ListOf().Resize(400).ToArbitrary();
        Prop.ForAll(program, steps =>
        {
            var lists = new SideBySide();
            foreach (var (isPop, offset) in steps)
            {
                var key = offset > long.MaxValue - lists.Floor ? long.MaxValue : lists.Floor + offset;
                if (isPop) lists.TryPop(key);
                else lists.Push(key);
            }
            lists.Drain();
        }).Holds(300);
    }

    [Test]
    public void Capacity_FollowsTheLargestNumberThatWaited_NotTheHistoryOfBuckets()
    {
        const int pending = 50_000;
        var list = new FutureEventList();
        var random = new TestRandom(1);
        for (var i = 0; i < pending; i++) list.Push(new Event(random.Below(Second), 0));
        for (var i = 0; i < 20 * pending; i++)
        {
            list.TryPop(long.MaxValue, out var e);
            list.Push(e with { Key = e.Key + random.Below(1L << random.Below(40)) });
        }
        Assert.That(list.Capacity, Is.LessThan((2 * pending) + 20_000));
    }
}
