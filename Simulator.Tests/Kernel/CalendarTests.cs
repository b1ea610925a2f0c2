using Simulator.Kernel;

namespace Simulator.Tests.Kernel;

public sealed class CalendarTests
{
    private static readonly Instant End = Instant.FromSeconds(1000L);

    [Test]
    public void SameInstantEvents_RunInPhaseOrderThenFifo()
    {
        var calendar = new Calendar();
        var at = Instant.FromSeconds(5L);
        calendar.Schedule(at, Kind(9), 1);
        calendar.Schedule(at, Kind(2), 2);
        calendar.Schedule(at, Kind(9), 3);
        calendar.Schedule(at, Kind(2, 7), 4);
        calendar.Schedule(at, Kind(15), 5);
        calendar.Schedule(at, Kind(0), 6);
        Assert.That(Subjects(calendar), Is.EqualTo(new[] { 6, 2, 4, 1, 3, 5 }));
    }

    [Test]
    public void ScheduledForNowInAnEarlierPhase_RunsInTheCurrentPhase_BehindWhatWaitsThere()
    {
        var calendar = new Calendar();
        var at = Instant.FromSeconds(5L);
        calendar.Schedule(at, Kind(9), 1);
        calendar.Schedule(at, Kind(9), 2);
        calendar.Schedule(at, Kind(10), 3);
        Assert.That(calendar.TryTake(End, out _), Is.True);
        calendar.Schedule(at, Kind(2), 4); // phase 2 has passed
        calendar.Schedule(at, Kind(9), 5);
        calendar.Schedule(at, Kind(0), 6);
        Assert.That(Subjects(calendar), Is.EqualTo(new[] { 2, 4, 5, 6, 3 }));
    }

    [Test]
    public void ScheduledForNowInAnEarlierPhase_KeepsItsKindAndTheClock()
    {
        var calendar = new Calendar();
        calendar.Schedule(Instant.FromSeconds(5L), Kind(9), 1);
        calendar.TryTake(End, out _);
        calendar.ScheduleIn(Duration.Zero, Kind(2, 33), 77, 5);
        Assert.That(calendar.TryTake(End, out var e), Is.True);
        Assert.That((e.Kind, e.Subject, e.Generation, e.Time, e.Phase), Is.EqualTo((Kind(2, 33), 77, 5u, Instant.FromSeconds(5L), 9)));
        Assert.That(calendar.Now, Is.EqualTo(Instant.FromSeconds(5L)));
    }

    [Test]
    public void Clock_StandsAtTheEndOfASegment_AndEventsAtThatInstantAreTaken()
    {
        var calendar = new Calendar();
        calendar.Schedule(Instant.FromSeconds(10L), Kind(15), 1);
        calendar.Schedule(Instant.FromSeconds(10L) + new Duration(1), Kind(0), 2);
        Assert.That(calendar.TryTake(Instant.FromSeconds(10L), out var e), Is.True);
        Assert.That(e.Subject, Is.EqualTo(1));
        Assert.That(calendar.TryTake(Instant.FromSeconds(10L), out _), Is.False);
        Assert.That(calendar.Now, Is.EqualTo(Instant.FromSeconds(10L)));
        Assert.That(calendar.TryTake(Instant.FromSeconds(9L), out _), Is.False, "an end in the past");
        Assert.That(calendar.Now, Is.EqualTo(Instant.FromSeconds(10L)), "never moves the clock back");
    }

    [Test]
    public void BetweenSegments_AnythingFromTheClockOnCanBeScheduled()
    {
        var calendar = new Calendar();
        calendar.Schedule(Instant.FromSeconds(100L), Kind(3), 9);
        Assert.That(calendar.TryTake(Instant.FromSeconds(50L), out _), Is.False);
        calendar.Schedule(Instant.FromSeconds(50L), Kind(4), 2);
        calendar.Schedule(Instant.FromSeconds(50L), Kind(1), 1);
        calendar.Schedule(Instant.FromSeconds(60L), Kind(0), 3);
        Assert.That(Subjects(calendar), Is.EqualTo(new[] { 1, 2, 3, 9 }));
    }

    [Test]
    public void ScheduledForNow_WhileAClockBesideTheCalendarHasItsTurn_RunsInTheClocksPhase()
    {
        var calendar = new Calendar();
        var at = Instant.FromSeconds(5L);
        const int arrivals = 10;
        calendar.Schedule(at, Kind(arrivals), 1);
        calendar.Schedule(at, Kind(arrivals - 1), 2);
        calendar.Schedule(at, Kind(arrivals + 1), 3);
        var key = (at.Nanoseconds << 4) | arrivals;
        Assert.That(calendar.TryTakeBefore(key, out var e), Is.True);
        Assert.That(e.Subject, Is.EqualTo(2));
        Assert.That(calendar.TryTakeBefore(key, out _), Is.False);
        Assert.That(calendar.Now, Is.EqualTo(at));
        calendar.Schedule(at, Kind(0), 4);
        Assert.That(Subjects(calendar), Is.EqualTo(new[] { 1, 4, 3 }));
    }

    [Test]
    public void SchedulingInThePast_IsRefusedWithBothTimes()
    {
        var calendar = new Calendar();
        calendar.Schedule(Instant.FromSeconds(5L), Kind(9), 1);
        calendar.TryTake(End, out _);
        Assert.That(
            () => calendar.Schedule(Instant.FromSeconds(4L), Kind(9), 1),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("t=4s").And.Message.Contains("t=5s"));
        Assert.That(() => calendar.ScheduleIn(new Duration(-1), Kind(9), 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(calendar.Pending, Is.Zero);
    }

    [TestCase(-1L)]
    [TestCase(long.MinValue)]
    public void SchedulingBeforeTheStart_IsRefused(long nanoseconds) =>
        Assert.That(() => new Calendar().Schedule(new Instant(nanoseconds), Kind(1), 0), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(Instant.MaxNanoseconds + 1)]
    [TestCase(1L << 60)]
    [TestCase(long.MaxValue)]
    public void WhatLiesBeyondTheClock_NeverHappens(long nanoseconds)
    {
        var calendar = new Calendar();
        calendar.Schedule(new Instant(nanoseconds), Kind(1), 0);
        calendar.ScheduleIn(new Duration(nanoseconds), Kind(1), 1);
        Assert.That(calendar.Pending, Is.Zero);
        Assert.That(calendar.TryTake(Instant.MaxValue, out _), Is.False);
    }

    [Test]
    public void Never_IsTheLastInstant_AndCanBeScheduledAndReached()
    {
        var calendar = new Calendar();
        calendar.Schedule(Instant.MaxValue, Kind(15), 1);
        calendar.Schedule(Instant.Zero, Kind(0), 2);
        var order = new List<int>();
        while (calendar.TryTake(Instant.MaxValue, out var e)) order.Add(e.Subject);
        Assert.That(order, Is.EqualTo(new[] { 2, 1 }));
        Assert.That(calendar.Now, Is.EqualTo(Instant.MaxValue));
    }

    [Test]
    public void Counters_CountPendingMostPendingAndTaken()
    {
        var calendar = new Calendar();
        for (var i = 0; i < 10; i++) calendar.Schedule(Instant.FromSeconds((long)i), Kind(1), i);
        for (var i = 0; i < 4; i++) calendar.TryTake(End, out _);
        calendar.ScheduleIn(Duration.Zero, Kind(1), 0);
        Assert.That((calendar.Pending, calendar.MaxPending, calendar.EventsTaken), Is.EqualTo((7, 10, 4L)));
    }

    /// <summary>Rows come and go at random; their events are not searched for when a row goes, and must find nothing.</summary>
    [Test]
    public void CancelledEvents_FindNothing_AndOthersFindTheirOwnRow([Range(1, 20)] int program)
    {
        var random = new TestRandom((ulong)program);
        var calendar = new Calendar();
        var rows = new Slab<Row>();
        var promised = new Dictionary<int, (int Slot, Instant At)>(); // birth number -> where and when its event will find it
        var births = 0;
        for (var step = 0; step < 3000; step++)
        {
            if (random.Below(5) < 2 && promised.Count > 0 && rows.Count > 0)
            {
                var slot = random.Below(rows.Length);
                if (rows.IsAlive(slot))
                {
                    promised.Remove(rows[slot].Birth);
                    rows.Remove(slot);
                }
            }
            else if (random.Below(3) < 2)
            {
                var slot = rows.Add();
                rows[slot].Birth = ++births;
                var at = calendar.Now + new Duration(random.Below(1 << random.Below(20)));
                calendar.Schedule(at, Kind(1), slot, rows.GenerationOf(slot));
                promised.Add(births, (slot, at));
            }
            else if (calendar.TryTake(calendar.Now + new Duration(random.Below(1 << 20)), out var e) && rows.IsCurrent(in e))
            {
                Assert.That(promised.Remove(rows[e.Subject].Birth, out var promise), Is.True);
                Assert.That(promise, Is.EqualTo((e.Subject, calendar.Now)));
                rows.Remove(e.Subject);
            }
        }
        while (calendar.TryTake(Instant.MaxValue, out var e))
        {
            if (!rows.IsCurrent(in e)) continue;
            Assert.That(promised.Remove(rows[e.Subject].Birth), Is.True);
            rows.Remove(e.Subject);
        }
        Assert.That(promised, Is.Empty);
        Assert.That(rows.Count, Is.Zero);
    }

    private static int Kind(int phase, int number = 1) => (phase << 8) | number;

    private static List<int> Subjects(Calendar calendar)
    {
        var subjects = new List<int>();
        while (calendar.TryTake(End, out var e)) subjects.Add(e.Subject);
        return subjects;
    }

    private struct Row
    {
        public int Birth;
    }
}
