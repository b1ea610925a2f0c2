using FsCheck.Fluent;
using Simulator.Kernel;

namespace Simulator.Tests.Kernel;

public sealed class SlabTests
{
    [Test]
    public void SlotFreedLast_IsGivenOutNext()
    {
        var slab = new Slab<long>();
        for (var i = 0; i < 5; i++) Assert.That(slab.Add(), Is.EqualTo(i));
        slab.Remove(1);
        slab.Remove(3);
        Assert.That(new[] { slab.Add(), slab.Add(), slab.Add() }, Is.EqualTo(new[] { 3, 1, 5 }));
        Assert.That((slab.Count, slab.Length), Is.EqualTo((6, 6)));
    }

    [Test]
    public void Row_IsDefaultWhenGivenOutAgain()
    {
        var slab = new Slab<long>();
        var index = slab.Add();
        slab[index] = 42;
        slab.Remove(index);
        Assert.That(slab.Add(), Is.EqualTo(index));
        Assert.That(slab[index], Is.Zero);
    }

    [Test]
    public void Rows_KeepTheirValuesWhenTheSlabGrows()
    {
        var slab = new Slab<int>(0);
        for (var i = 0; i < 1000; i++) slab[slab.Add()] = i * i;
        Assert.That(Enumerable.Range(0, 1000).All(i => slab[i] == i * i));
    }

    [Test]
    public void Generation_TellsARowFromItsPredecessorInTheSlot_AndFromNone()
    {
        var slab = new Slab<long>();
        var index = slab.Add();
        var first = slab.GenerationOf(index);
        Assert.That(slab.IsCurrent(index, first), Is.True);
        Assert.That(slab.IsCurrent(index, 0), Is.False, "an event scheduled without a generation");
        slab.Remove(index);
        Assert.That(slab.IsCurrent(index, first), Is.False);
        slab.Add();
        Assert.That(slab.IsCurrent(index, first), Is.False);
        Assert.That(slab.IsCurrent(Event.Create(Instant.Zero, 1, index, slab.GenerationOf(index))), Is.True);
        Assert.That(slab.IsCurrent(Event.Create(Instant.Zero, 1, index, first)), Is.False);
    }

    [Test]
    public void Generation_WrapsAfterHalfAMillionReuses_AndStaysOdd()
    {
        var slab = new Slab<byte>();
        var index = slab.Add();
        var first = slab.GenerationOf(index);
        for (var reuse = 1; reuse < (int)(Event.GenerationModulus / 2); reuse++)
        {
            slab.Remove(index);
            slab.Add();
            if (slab.IsCurrent(index, first) || slab.GenerationOf(index) % 2 == 0) Assert.Fail($"After {reuse} reuses the generation is {slab.GenerationOf(index)}.");
        }
        slab.Remove(index);
        slab.Add();
        Assert.That(slab.GenerationOf(index), Is.EqualTo(first));
    }

    [Test]
    public void MisuseIsRefused()
    {
        var slab = new Slab<long>(2);
        var index = slab.Add();
        slab.Remove(index);
        Assert.That(() => slab.Remove(index), Throws.InvalidOperationException);
        Assert.That(() => slab.Remove(1), Throws.InvalidOperationException, "never given out");
        Assert.That(() => slab.Remove(-1), Throws.InvalidOperationException);
        Assert.That(() => slab[2], Throws.TypeOf<IndexOutOfRangeException>());
        Assert.That((slab.IsAlive(-1), slab.IsAlive(1), slab.IsAlive(99)), Is.EqualTo((false, false, false)));
        Assert.That(() => new Slab<long>(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Slab<long>(9, maxLength: 8), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void FullSlab_RefusesOneMoreAndStaysWhole()
    {
        var slab = new Slab<int>(4, maxLength: 20);
        for (var i = 0; i < 20; i++) slab[slab.Add()] = i;
        Assert.That(() => slab.Add(), Throws.InvalidOperationException.With.Message.Contains("More than 20 rows of Int32"));
        Assert.That((slab.Count, slab.Length), Is.EqualTo((20, 20)));
        slab.Remove(7);
        Assert.That(slab.Add(), Is.EqualTo(7));
    }

    [Test]
    public void AnyProgramOfAddsAndRemoves_KeepsEveryAliveRow()
    {
        Prop.ForAll(Gen.Choose(-3, 40).ListOf().Resize(300).ToArbitrary(), steps =>
        {
            var slab = new Slab<int>(1);
            var alive = new SortedDictionary<int, int>();
            var births = 0;
            foreach (var step in steps)
            {
                if (step < 0 || alive.Count == 0)
                {
                    var index = slab.Add();
                    slab[index] = ++births;
                    alive.Add(index, births); // throws when the slot was not free
                }
                else
                {
                    var index = alive.Keys.ElementAt(step % alive.Count);
                    alive.Remove(index);
                    slab.Remove(index);
                }
            }
            return slab.Count == alive.Count
                && Enumerable.Range(0, slab.Length + 2).All(i => slab.IsAlive(i) == alive.ContainsKey(i))
                && alive.All(row => slab[row.Key] == row.Value);
        }).Holds();
    }
}
