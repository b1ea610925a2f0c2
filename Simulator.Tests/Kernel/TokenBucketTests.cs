using FsCheck.Fluent;
using Simulator.Kernel;

namespace Simulator.Tests.Kernel;

public sealed class TokenBucketTests
{
    [Test]
    public void FullBucket_GivesItsBurstAtOnceThenTheRate()
    {
        var bucket = new TokenBucket(100, 20);
        var times = Enumerable.Range(0, 250).Select(_ => bucket.Reserve(Instant.Zero).Seconds).ToArray();
        Assert.That(times.Take(100), Has.All.Zero);
        Assert.That(times[100], Is.EqualTo(0.05).Within(1e-9));
        Assert.That(times[^1], Is.EqualTo(7.5).Within(1e-9));
    }

    [Test]
    public void EmptyBucket_RefusesUntilATokenIsBack()
    {
        var bucket = new TokenBucket(2, 2);
        Assert.That(bucket.TryTake(Instant.Zero) && bucket.TryTake(Instant.Zero), Is.True);
        Assert.That(bucket.TryTake(Instant.FromSeconds(0.499)), Is.False);
        Assert.That(bucket.NextAt(Instant.FromSeconds(0.1)).Seconds, Is.EqualTo(0.5));
        Assert.That(bucket.TryTake(Instant.FromSeconds(0.5)), Is.True);
    }

    [Test]
    public void IdleBucket_NeverHoldsMoreThanItsBurst()
    {
        var bucket = new TokenBucket(3, 1);
        for (var i = 0; i < 3; i++) bucket.TryTake(Instant.Zero);
        var late = Instant.FromSeconds(1000L);
        Assert.That(Enumerable.Range(0, 5).Count(_ => bucket.TryTake(late)), Is.EqualTo(3));
    }

    [Test]
    public void AnyWindow_HoldsAtMostBurstPlusRateTimesItsLength()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<int[]>(),
            gaps =>
            {
                var bucket = new TokenBucket(5, 3);
                var now = 0L;
                var taken = new List<long>();
                foreach (var gap in gaps)
                {
                    now += Math.Abs((long)gap % 2000) * 1_000_000;
                    if (bucket.TryTake(new Instant(now))) taken.Add(now);
                }
                for (var i = 0; i < taken.Count; i++)
                {
                    for (var j = i; j < taken.Count; j++)
                        if (j - i + 1 > 5 + (3 * (taken[j] - taken[i]) / 1e9) + 1e-6) return false;
                }
                return true;
            }).Holds();
    }

    [TestCase(0.5, 1)]
    [TestCase(1, 0)]
    public void ImpossibleParameters_AreRefused(double burst, double rate) =>
        Assert.That(() => new TokenBucket(burst, rate), Throws.TypeOf<ArgumentOutOfRangeException>());
}
