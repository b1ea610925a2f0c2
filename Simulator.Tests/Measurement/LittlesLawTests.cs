using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Randomness;

namespace Simulator.Tests.Measurement;

public sealed class LittlesLawTests
{
    [Test]
    public void Population_CountsAndIntegratesExactly()
    {
        var inside = new Population(At(0));
        inside.Enter(At(1));
        inside.Enter(At(3));
        inside.Leave(At(4), entered: At(1));
        Assert.That((inside.Inside, inside.Entered, inside.Left, inside.Max), Is.EqualTo((1L, 2L, 1L, 2L)));
        Assert.That(inside.IntegralUntil(At(10)), Is.EqualTo(3 + 7));
        Assert.That(inside.MeanUntil(At(10)), Is.EqualTo(1.0));
        Assert.That(inside.AgeSeconds(At(10)), Is.EqualTo(7));
        inside.Reset(At(10));
        Assert.That((inside.Inside, inside.Entered, inside.Left, inside.Max), Is.EqualTo((1L, 0L, 0L, 1L)));
        Assert.That(inside.MeanUntil(At(10)), Is.EqualTo(1.0), "no time has passed");
        Assert.That(inside.IntegralUntil(At(12)), Is.EqualTo(2));
    }

    [Test]
    public void Population_RefusesWhatCannotBe()
    {
        var inside = new Population(At(5));
        Assert.That(() => inside.Leave(At(6), At(5)), Throws.TypeOf<InvalidOperationException>());
        inside.Enter(At(7));
        Assert.That(() => inside.Enter(At(6)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => inside.MeanUntil(At(6)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Population_DoesNotOverflowOverLongRuns()
    {
        // 100 inside for 18 years are 5.8e19 ns: more than 64 bits hold.
        var inside = new Population(Instant.Zero);
        for (int i = 0; i < 100; i++) inside.Enter(Instant.Zero);
        inside.Enter(Instant.MaxValue);
        Assert.That(inside.IntegralUntil(Instant.MaxValue), Is.EqualTo(100.0 * Instant.MaxValue.Seconds).Within(1e-9).Percent);
        Assert.That(inside.AgeSeconds(Instant.MaxValue), Is.EqualTo(100.0 * Instant.MaxValue.Seconds).Within(1e-9).Percent);
    }

    [Test]
    public void ACorrectQueue_ObeysTheLawExactly_ThoughItsFormulaMissesByTheResidue([Values(3, 50, 20_000)] int customers)
    {
        (Population inside, LogLinearHistogram sojourn, Instant now) = Queue(customers, lost: -1, resetAt: customers / 3);
        LittlesLawVerdict verdict = inside.CheckLittlesLaw(now, sojourn.MeanSeconds);
        Assert.That(verdict.Holds, Is.True);
        Assert.That(inside.Inside, Is.GreaterThan(0), "someone is in flight at the end");
        Assert.That(Math.Abs(verdict.Discrepancy), Is.GreaterThan(LittlesLaw.Rounding), "L and λW differ over a finite window");
        Assert.That(verdict.Residue, Is.EqualTo(verdict.Discrepancy).Within(1e-9));
        Assert.That(Math.Abs(verdict.Unexplained), Is.LessThan(1e-9));
        if (customers > 10_000) Assert.That(Math.Abs(verdict.Discrepancy), Is.LessThan(0.01), "but not by much over a long one");
    }

    [Test]
    public void OneForgottenLatencyInTwentyThousand_BreaksTheLaw()
    {
        (Population inside, LogLinearHistogram sojourn, Instant now) = Queue(20_000, lost: 15_000, resetAt: 5_000);
        Assert.That(inside.CheckLittlesLaw(now, sojourn.MeanSeconds).Holds, Is.False);
    }

    [Test]
    public void AnEmptyWindow_Holds()
    {
        LittlesLawVerdict verdict = new Population(At(0)).CheckLittlesLaw(At(100), double.NaN);
        Assert.That(verdict, Is.EqualTo(new LittlesLawVerdict(0, 0, 0, 0, 0, true)));
    }

    /// <summary>A first-come-first-served single server by Lindley's recurrence, stopped at the last arrival; one latency may be forgotten.</summary>
    private static (Population Inside, LogLinearHistogram Sojourn, Instant Now) Queue(int customers, int lost, int resetAt)
    {
        var stream = new RandomStream(3, 0, Purpose.Arrivals, 0);
        var inside = new Population(Instant.Zero);
        var sojourn = new LogLinearHistogram();
        var leaving = new Queue<(Instant At, Instant Entered, int Number)>();
        Instant now = Instant.Zero;
        Instant free = Instant.Zero;
        for (int i = 0; i < customers; i++)
        {
            now += Duration.FromSeconds(stream.NextExponential());
            while (leaving.TryPeek(out (Instant At, Instant Entered, int Number) next) && next.At <= now)
            {
                leaving.Dequeue();
                inside.Leave(next.At, next.Entered);
                if (next.Number != lost) sojourn.Record(next.At - next.Entered);
            }
            if (i == resetAt)
            {
                inside.Reset(now);
                sojourn.Clear();
            }
            inside.Enter(now);
            free = (free > now ? free : now) + Duration.FromSeconds(0.8 * stream.NextExponential());
            leaving.Enqueue((free, now, i));
        }
        return (inside, sojourn, now);
    }

    private static Instant At(long seconds) => Instant.FromSeconds(seconds);
}
