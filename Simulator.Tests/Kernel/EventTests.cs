using System.Runtime.CompilerServices;
using Simulator.Kernel;

namespace Simulator.Tests.Kernel;

public sealed class EventTests
{
    [Test]
    public void Event_IsSixteenBytes() => Assert.That(Unsafe.SizeOf<Event>(), Is.EqualTo(16));

    [TestCase(0L, 0, 0, 0u)]
    [TestCase(1L, 4095, int.MaxValue, Event.GenerationModulus - 1)]
    [TestCase(Instant.MaxNanoseconds, 0xF00, -1, 1u)]
    [TestCase(123_456_789L, 0x9AB, int.MinValue, 77u)]
    public void WhatIsPacked_IsUnpacked(long nanoseconds, int kind, int subject, uint generation)
    {
        var e = Event.Create(new Instant(nanoseconds), kind, subject, generation);
        Assert.That((e.Time.Nanoseconds, e.Kind, e.Phase, e.Subject, e.Generation), Is.EqualTo((nanoseconds, kind, kind >> 8, subject, generation)));
    }

    [Test]
    public void Generation_IsTakenModulo()
    {
        var e = Event.Create(Instant.Zero, 5, 6, Event.GenerationModulus + 3);
        Assert.That((e.Generation, e.Kind, e.Subject), Is.EqualTo((3u, 5, 6)));
    }
}
