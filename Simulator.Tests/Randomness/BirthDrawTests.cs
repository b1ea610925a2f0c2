using System.Numerics;
using Simulator.Randomness;

namespace Simulator.Tests.Randomness;

public sealed class BirthDrawTests
{
    [Test]
    public void Bits_KeepTheirValuesForEver() =>
        Assert.That(new BirthDraw(42, 3).Bits(Purpose.TaskStart, 7, 2), Is.EqualTo(GoldenNumbers.BirthBits));

    [Test]
    public void Bits_DependOnNothingButTheirArguments()
    {
        var births = new BirthDraw(1, 0);
        ulong[] forward = [.. Enumerable.Range(0, 100).Select(i => births.Bits(Purpose.TaskStart, i))];
        ulong[] backward = [.. Enumerable.Range(0, 100).Reverse().Select(i => new BirthDraw(1, 0).Bits(Purpose.TaskStart, i)).Reverse()];
        Assert.That(backward, Is.EqualTo(forward));
    }

    [Test]
    public void EachArgument_MakesAnotherDraw()
    {
        ulong[] draws =
        [
            new BirthDraw(1, 0).Bits(Purpose.TaskStart, 5), new BirthDraw(2, 0).Bits(Purpose.TaskStart, 5), new BirthDraw(1, 1).Bits(Purpose.TaskStart, 5),
            new BirthDraw(1, 0).Bits(Purpose.TaskPull, 5), new BirthDraw(1, 0).Bits(Purpose.TaskStart, 6), new BirthDraw(1, 0).Bits(Purpose.TaskStart, 5, 1),
            new BirthDraw(1, 0).Bits(Purpose.TaskStart, 1, 5), new RandomStream(1, 0, Purpose.TaskStart, 5).NextUInt64(),
        ];
        Assert.That(draws, Is.Unique);
    }

    [Test]
    public void FlippingAnyInputBit_FlipsEachOutputBitHalfOfTheTime()
    {
        const int Trials = 4000;
        var births = new BirthDraw(77, 0);
        for (int argument = 0; argument < 3; argument++)
        {
            for (int bit = 0; bit < 64; bit++)
            {
                long[] flips = new long[64];
                for (int trial = 0; trial < Trials; trial++)
                {
                    long flip = 1L << bit;
                    ulong before = births.Bits(Purpose.TaskStart, trial);
                    ulong after = argument switch
                    {
                        0 => births.Bits(Purpose.TaskStart, trial ^ flip),
                        1 => births.Bits(Purpose.TaskStart, trial, flip),
                        _ => new BirthDraw(77UL ^ (1UL << bit), 0).Bits(Purpose.TaskStart, trial),
                    };
                    for (ulong changed = before ^ after; changed != 0; changed &= changed - 1) flips[BitOperations.TrailingZeroCount(changed)]++;
                }
                // 12,288 proportions of 4,000 tosses in all: 5.5 standard deviations leave one false alarm in 2,000 such tests.
                double worst = flips.Max(f => Math.Abs(f - (Trials / 2.0))) / Math.Sqrt(Trials / 4.0);
                Assert.That(worst, Is.LessThan(5.5), $"argument {argument}, bit {bit}");
            }
        }
    }

    [Test]
    public void ConsecutiveOrdinals_AreUniform([Values(Purpose.TaskStart, Purpose.InstanceBoot, Purpose.PlacementTie)] Purpose purpose)
    {
        var births = new BirthDraw(5, 2);
        double[] sample = [.. Enumerable.Range(0, 200_000).Select(i => births.Uniform(purpose, i))];
        Assert.That(GoodnessOfFit.KolmogorovSmirnov(sample, x => x), Is.LessThan(GoodnessOfFit.Critical));
    }

    [Test]
    public void PurposesOfOneBirth_NeighbouringBirthsAndReplications_AreIndependent()
    {
        const int Births = 200_000;
        var first = new BirthDraw(6, 0);
        var other = new BirthDraw(6, 1);
        var pairs = new (string Name, Func<int, double> Second)[]
        {
            ("purpose", i => first.Uniform(Purpose.TaskPull, i)), ("next birth", i => first.Uniform(Purpose.TaskStart, i + 1)),
            ("sub-ordinal", i => first.Uniform(Purpose.TaskStart, i, 1)), ("replication", i => other.Uniform(Purpose.TaskStart, i)),
        };
        foreach ((string name, Func<int, double> second) in pairs)
        {
            long[] cells = new long[256]; // 16 × 16 squares of the unit square
            for (int i = 0; i < Births; i++) cells[((int)(first.Uniform(Purpose.TaskStart, i) * 16) * 16) + (int)(second(i) * 16)]++;
            Assert.That(GoodnessOfFit.UniformityPValue(cells), Is.GreaterThan(0.001), name);
        }
    }

    [Test]
    public void Index_IsUniformAndWithinRange()
    {
        var births = new BirthDraw(7, 0);
        long[] counts = new long[7];
        for (int i = 0; i < 140_000; i++) counts[births.Index(7, Purpose.ScaleInChoice, i)]++;
        Assert.That(GoodnessOfFit.UniformityPValue(counts), Is.GreaterThan(0.001));
        Assert.That(() => births.Index(0, Purpose.ScaleInChoice, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Chance_HappensAsOftenAsItSays()
    {
        var births = new BirthDraw(8, 0);
        int hits = Enumerable.Range(0, 100_000).Count(i => births.Chance(0.3, Purpose.TaskCrashKind, i));
        Assert.That(hits, Is.EqualTo(30_000).Within(4.0 * Math.Sqrt(100_000 * 0.3 * 0.7)));
        Assert.That(births.Chance(0.0, Purpose.TaskCrashKind, 1), Is.False);
        Assert.That(births.Chance(1.0, Purpose.TaskCrashKind, 1), Is.True);
    }

    [Test]
    public void StreamsOfNeighbouringBirths_BeginUniformly()
    {
        var births = new BirthDraw(9, 0);
        double[] sample = new double[200_000];
        for (int i = 0; i < sample.Length; i++)
        {
            RandomStream stream = births.Stream(Purpose.InstanceFailure, i);
            sample[i] = stream.NextDouble();
        }
        Assert.That(GoodnessOfFit.KolmogorovSmirnov(sample, x => x), Is.LessThan(GoodnessOfFit.Critical));
    }
}
