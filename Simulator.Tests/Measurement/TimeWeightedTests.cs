using Simulator.Kernel;
using Simulator.Measurement;

namespace Simulator.Tests.Measurement;

public sealed class TimeWeightedTests
{
    [Test]
    public void Mean_WeighsEachValueByItsTime()
    {
        var running = new TimeWeighted(At(0), initial: 2);
        running.Set(At(10), 5);
        running.Add(At(16), -4);
        Assert.That(running.Value, Is.EqualTo(1));
        Assert.That(running.IntegralUntil(At(20)), Is.EqualTo((2 * 10) + (5 * 6) + (1 * 4)));
        Assert.That(running.MeanUntil(At(20)), Is.EqualTo(54.0 / 20.0));
        Assert.That((running.Min, running.Max), Is.EqualTo((1.0, 5.0)));
    }

    [Test]
    public void ReadingTheMean_DoesNotChangeIt()
    {
        var running = new TimeWeighted(At(0), initial: 2);
        running.Set(At(10), 4);
        Assert.That(running.MeanUntil(At(15)), Is.EqualTo(40.0 / 15.0));
        Assert.That(running.MeanUntil(At(20)), Is.EqualTo(3));
        Assert.That(running.MeanUntil(At(20)), Is.EqualTo(3));
    }

    [Test]
    public void Reset_KeepsTheValueAndForgetsThePast()
    {
        var running = new TimeWeighted(At(0), initial: 100);
        running.Set(At(10), 3);
        Assert.That(running.Reset(At(20)), Is.EqualTo(51.5), "the warm-up's own average");
        Assert.That((running.Value, running.Min, running.Max), Is.EqualTo((3.0, 3.0, 3.0)));
        running.Set(At(30), 5);
        Assert.That(running.MeanUntil(At(40)), Is.EqualTo(4));
        Assert.That(running.IntegralUntil(At(40)), Is.EqualTo(80));
    }

    [Test]
    public void ChangesAtOneInstant_LeaveOnlyTheLast()
    {
        var running = new TimeWeighted(At(5), initial: 1);
        running.Set(At(5), 9);
        running.Set(At(5), 2);
        Assert.That(running.MeanUntil(At(5)), Is.EqualTo(2), "no time has passed");
        Assert.That(running.MeanUntil(At(6)), Is.EqualTo(2));
        Assert.That(running.Max, Is.EqualTo(9));
    }

    [Test]
    public void TimeDoesNotRunBackwards()
    {
        var running = new TimeWeighted(At(5));
        running.Set(At(7), 1);
        Assert.That(() => running.Set(At(6), 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => running.MeanUntil(At(6)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static Instant At(long seconds) => Instant.FromSeconds(seconds);
}
