using System.Runtime.CompilerServices;
using MathNet.Numerics.Distributions;
using Simulator.Randomness;

namespace Simulator.Tests.Randomness;

public sealed class RandomStreamTests
{
    private const double ExponentialEnd = 7.69711747013105;
    private const double NormalEnd = 3.65415288536101;

    [Test]
    public void SplitMix64_GivesThePublishedSequence()
    {
        ulong state = 1234567;
        ulong[] first = [.. Enumerable.Range(0, 5).Select(_ => SplitMix64.Next(ref state))];
        Assert.That(first, Is.EqualTo(new ulong[] { 6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821 }));
    }

    [Test]
    public void Absorb_OfWordsZeroOneTwo_IsTheSplitMixSequenceFromThatKey()
    {
        ulong state = 0x0123456789ABCDEF;
        for (ulong word = 0; word < 10; word++) Assert.That(SplitMix64.Absorb(0x0123456789ABCDEF, word), Is.EqualTo(SplitMix64.Next(ref state)));
    }

    [Test]
    public void Xoshiro256StarStar_GivesThePublishedSequence()
    {
        var stream = WithState(1, 2, 3, 4);
        ulong[] first = [.. Enumerable.Range(0, 10).Select(_ => stream.NextUInt64())];
        Assert.That(first, Is.EqualTo(new ulong[]
        {
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
            16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
        }));
    }

    [Test]
    public void SameArguments_GiveTheSameStream_AndAnyOtherArgumentGivesAnother()
    {
        ulong First(ulong seed, int replication, Purpose purpose, long source) => new RandomStream(seed, replication, purpose, source).NextUInt64();

        ulong[] firsts =
        [
            First(42, 0, Purpose.Arrivals, 0), First(43, 0, Purpose.Arrivals, 0), First(42, 1, Purpose.Arrivals, 0),
            First(42, 0, Purpose.RequestCpu, 0), First(42, 0, Purpose.Arrivals, 1), First(42, 0, Purpose.Arrivals, -1),
        ];
        Assert.That(firsts, Is.Unique);
        Assert.That(First(42, 0, Purpose.Arrivals, 0), Is.EqualTo(firsts[0]));
    }

    [Test]
    public void SeededStream_KeepsItsFirstNumbersForEver()
    {
        // Every result ever published with a seed depends on these.
        var stream = new RandomStream(42, 0, Purpose.Arrivals, 0);
        Assert.That(stream.NextUInt64(), Is.EqualTo(GoldenNumbers.StreamFirst));
        Assert.That(stream.NextUInt64(), Is.EqualTo(GoldenNumbers.StreamSecond));
        Assert.That(SourceKey.Of("shoppers"), Is.EqualTo(GoldenNumbers.ShoppersKey));
    }

    [Test]
    public void UnitIntervals_HaveTheStatedEnds()
    {
        Assert.That(UnitInterval.HalfOpen(0), Is.Zero);
        Assert.That(UnitInterval.HalfOpen(ulong.MaxValue), Is.EqualTo(1.0 - Math.Pow(2, -53)));
        Assert.That(UnitInterval.Open(0), Is.EqualTo(Math.Pow(2, -53)));
        Assert.That(UnitInterval.Open(ulong.MaxValue), Is.EqualTo(1.0 - Math.Pow(2, -53)));
    }

    [Test]
    public void NextDouble_IsUniform()
    {
        var stream = new RandomStream(1, 0, Purpose.Arrivals, 1);
        double[] sample = new double[500_000];
        for (int i = 0; i < sample.Length; i++) sample[i] = stream.NextDouble();
        Assert.That(GoodnessOfFit.KolmogorovSmirnov(sample, x => x), Is.LessThan(GoodnessOfFit.Critical));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(100)]
    public void NextInt_IsUniformOverItsRange(int count)
    {
        var stream = new RandomStream(2, 0, Purpose.PlacementTie, count);
        long[] counts = new long[count];
        for (int i = 0; i < 300_000; i++) counts[stream.NextInt(count)]++;
        if (count > 1) Assert.That(GoodnessOfFit.UniformityPValue(counts), Is.GreaterThan(0.001));
        else Assert.That(counts[0], Is.EqualTo(300_000));
    }

    [Test]
    public void NextInt_RejectsWhatWouldBiasHugeRanges()
    {
        // 2^32 draws over 3·2^29 values are 8 for every 3: without rejection residues 0 and 1 would come three times, residue 2 twice.
        const int Count = 3 << 29;
        var stream = new RandomStream(3, 0, Purpose.PlacementTie, 0);
        long[] thirds = new long[3];
        long[] residues = new long[3];
        for (int i = 0; i < 600_000; i++)
        {
            int value = stream.NextInt(Count);
            thirds[value / (Count / 3)]++;
            residues[value % 3]++;
        }
        Assert.That(GoodnessOfFit.UniformityPValue(thirds), Is.GreaterThan(0.001));
        Assert.That(GoodnessOfFit.UniformityPValue(residues), Is.GreaterThan(0.001));
    }

    [Test]
    public void NextInt_OfNothing_IsRefused()
    {
        var stream = new RandomStream(3, 0, Purpose.PlacementTie, 0);
        Assert.That(() => stream.NextInt(0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void NextExponential_FitsInEveryFiveHundredth()
    {
        var stream = new RandomStream(4, 0, Purpose.Arrivals, 0);
        long[] counts = new long[500];
        for (int i = 0; i < 4_000_000; i++) counts[(int)(Math.Exp(-stream.NextExponential()) * 500.0 * (1.0 - 1e-15))]++;
        Assert.That(GoodnessOfFit.UniformityPValue(counts), Is.GreaterThan(0.001));
    }

    [Test]
    public void NextNormal_FitsInEveryFiveHundredth()
    {
        var stream = new RandomStream(5, 0, Purpose.Arrivals, 0);
        long[] counts = new long[500];
        for (int i = 0; i < 4_000_000; i++) counts[(int)(Normal.CDF(0, 1, stream.NextNormal()) * 500.0 * (1.0 - 1e-15))]++;
        Assert.That(GoodnessOfFit.UniformityPValue(counts), Is.GreaterThan(0.001));
    }

    [Test]
    public void NextExponential_HasItsTail()
    {
        const int Draws = 10_000_000;
        var stream = new RandomStream(6, 0, Purpose.Arrivals, 0);
        var excess = new List<double>();
        for (int i = 0; i < Draws; i++)
        {
            double x = stream.NextExponential();
            if (x > ExponentialEnd) excess.Add(x - ExponentialEnd);
        }
        double expected = Draws * Math.Exp(-ExponentialEnd);
        Assert.That(excess, Has.Count.EqualTo(expected).Within(4.0 * Math.Sqrt(expected)), "how many");
        Assert.That(GoodnessOfFit.KolmogorovSmirnov([.. excess], x => 1.0 - Math.Exp(-x)), Is.LessThan(GoodnessOfFit.Critical), "how far");
    }

    [Test]
    public void NextNormal_HasBothTails()
    {
        const int Draws = 10_000_000;
        var stream = new RandomStream(7, 0, Purpose.Arrivals, 0);
        var tail = new List<double>();
        int positive = 0;
        for (int i = 0; i < Draws; i++)
        {
            double x = stream.NextNormal();
            if (Math.Abs(x) <= NormalEnd) continue;
            tail.Add(Math.Abs(x));
            if (x > 0) positive++;
        }
        double mass = 2.0 * Normal.CDF(0, 1, -NormalEnd);
        Assert.That(tail, Has.Count.EqualTo(Draws * mass).Within(4.0 * Math.Sqrt(Draws * mass)), "how many");
        Assert.That(positive, Is.EqualTo(tail.Count / 2.0).Within(4.0 * Math.Sqrt(tail.Count) / 2.0), "both signs");
        double cdf(double x) => 1.0 - (2.0 * Normal.CDF(0, 1, -x) / mass);
        Assert.That(GoodnessOfFit.KolmogorovSmirnov([.. tail], cdf), Is.LessThan(GoodnessOfFit.Critical), "how far");
    }

    [Test]
    public void StreamsOfNeighbours_AreUncorrelated()
    {
        const int Draws = 200_000;
        foreach ((Purpose purpose, long source) in new[] { (Purpose.RequestCpu, 0L), (Purpose.Arrivals, 1L), (Purpose.RequestWait, 0L) })
        {
            var first = new RandomStream(8, 0, Purpose.Arrivals, 0);
            var second = new RandomStream(8, 0, purpose, source);
            double sum = 0;
            for (int i = 0; i < Draws; i++) sum += (first.NextDouble() - 0.5) * (second.NextDouble() - 0.5);
            double correlation = sum / Draws * 12.0;
            Assert.That(Math.Abs(correlation) * Math.Sqrt(Draws), Is.LessThan(3.5), $"{purpose} {source}");
        }
    }

    [Test]
    public void Drawing_AllocatesNothing()
    {
        var stream = new RandomStream(9, 0, Purpose.Arrivals, 0);
        double sink = stream.NextExponential() + stream.NextNormal();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++) sink += stream.NextExponential() + stream.NextNormal() + stream.NextInt(10) + stream.NextOpen();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(sink, Is.GreaterThan(0));
    }

    // The published sequence is that of a state no key gives.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern RandomStream WithState(ulong s0, ulong s1, ulong s2, ulong s3);
}
