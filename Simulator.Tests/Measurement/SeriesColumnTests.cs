using Simulator.Measurement;

namespace Simulator.Tests.Measurement;

public sealed class SeriesColumnTests
{
    [Test]
    public void Values_StayInOrderWhileTheColumnGrows([Values(0, 1, 64)] int capacity)
    {
        var column = new SeriesColumn(capacity);
        for (int i = 0; i < 1000; i++) column.Append(i * 0.5);
        Assert.That(column.Count, Is.EqualTo(1000));
        Assert.That(column[0], Is.Zero);
        Assert.That(column.Values.ToArray(), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => i * 0.5)));
    }

    [Test]
    public void WhatIsNotThereYet_CannotBeRead()
    {
        var column = new SeriesColumn();
        column.Append(double.NaN);
        Assert.That(column[0], Is.NaN);
        Assert.That(() => column[1], Throws.TypeOf<IndexOutOfRangeException>());
    }

    [Test]
    public void Growth_IsAmortised()
    {
        var column = new SeriesColumn(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++) column.Append(i);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000 * sizeof(double) * 3));
    }
}
