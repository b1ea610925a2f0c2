using Simulator.Kernel;

namespace Simulator.Tests.Kernel;

public sealed class TimeTests
{
    [TestCase(0.1, 100_000_000L)]
    [TestCase(0.3, 300_000_000L)]
    [TestCase(1e-9, 1L)]
    [TestCase(0.4e-9, 0L)]
    [TestCase(0.6e-9, 1L)]
    [TestCase(1.4e-9, 1L)]
    [TestCase(1.6e-9, 2L)]
    [TestCase(-0.6e-9, -1L)]
    [TestCase(-1.25, -1_250_000_000L)]
    [TestCase(86_400.000_000_001, 86_400_000_000_001L)]
    [TestCase(0.1 + 0.2, 300_000_000L)]
    public void Seconds_AreRoundedToTheNearestNanosecond(double seconds, long nanoseconds)
    {
        Assert.That(Duration.FromSeconds(seconds).Nanoseconds, Is.EqualTo(nanoseconds));
        Assert.That(Instant.FromSeconds(seconds).Nanoseconds, Is.EqualTo(nanoseconds));
    }

    [TestCase(0.1, 100_000L)]
    [TestCase(1.000_000_4, 1_000_000L)]
    [TestCase(1.000_000_6, 1_000_001L)]
    [TestCase(-2.5, -2_500_000L)]
    public void Milliseconds_AreRoundedToTheNearestNanosecond(double milliseconds, long nanoseconds) =>
        Assert.That(Duration.FromMilliseconds(milliseconds).Nanoseconds, Is.EqualTo(nanoseconds));

    [Test]
    public void WholeUnits_AreExact()
    {
        Assert.That(Duration.FromSeconds(7L), Is.EqualTo(new Duration(7_000_000_000)));
        Assert.That(Duration.FromMinutes(90), Is.EqualTo(Duration.FromSeconds(5400L)));
        Assert.That(Duration.FromHours(24 * 365), Is.EqualTo(Duration.FromSeconds(31_536_000L)));
        Assert.That(Instant.FromSeconds(18L * 365 * 86_400), Is.LessThan(Instant.MaxValue), "eighteen years fit");
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(1e11)]
    [TestCase(-1e11)]
    public void WhatDoesNotFit_IsRefused(double seconds)
    {
        Assert.That(() => Duration.FromSeconds(seconds), Throws.TypeOf<OverflowException>());
        Assert.That(() => Instant.FromSeconds(seconds), Throws.TypeOf<OverflowException>());
    }

    [Test]
    public void Arithmetic_IsExact_AndOverflowIsAnError()
    {
        var start = Instant.FromSeconds(10L);
        Assert.That(start + new Duration(5) - start, Is.EqualTo(new Duration(5)));
        Assert.That(start - Duration.FromSeconds(4L), Is.EqualTo(Instant.FromSeconds(6L)));
        Assert.That(Duration.FromSeconds(2L) * 3 - Duration.FromSeconds(1L), Is.EqualTo(Duration.FromSeconds(5L)));
        Assert.That(() => start + Duration.MaxValue, Throws.TypeOf<OverflowException>());
        Assert.That(() => Duration.MaxValue * 2, Throws.TypeOf<OverflowException>());
    }

    [Test]
    public void Order_IsThatOfTime()
    {
        Assert.That(Instant.Zero < Instant.MaxValue && Instant.MaxValue > Instant.Zero && Instant.Zero <= Instant.FromSeconds(0L) && Instant.Zero >= Instant.FromSeconds(0L));
        Assert.That(new Duration(1) < new Duration(2) && new Duration(2) > new Duration(1) && new Duration(2) <= new Duration(2) && new Duration(2) >= new Duration(2));
        Assert.That(new Instant(3).CompareTo(new Instant(2)), Is.Positive);
        Assert.That(new Duration(3).CompareTo(new Duration(4)), Is.Negative);
    }

    [Test]
    public void Text_IsSecondsWithAPointAndNoTrailingZeros()
    {
        Assert.That(new Duration(1_500_000_000).ToString(), Is.EqualTo("1.5s"));
        Assert.That(new Instant(1).ToString(), Is.EqualTo("t=0.000000001s"));
        Assert.That(Duration.FromMilliseconds(2.5).Milliseconds, Is.EqualTo(2.5));
    }
}
