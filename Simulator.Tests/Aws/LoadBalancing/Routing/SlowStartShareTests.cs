using Simulator.Aws.LoadBalancing.Routing;
using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Tests.Aws.LoadBalancing.Routing;

/// <summary>The share of a target in slow start.</summary>
public sealed class SlowStartShareTests
{
    [TestCase(30, 0.5 / 3.5)]
    [TestCase(15, 0.25 / 3.25)]
    [TestCase(60, 0.25)]
    [Property("Rule", "ALB-RT-03")]
    [Property("Rule", "X-12")]
    public void NewTarget_GetsAShareThatGrowsWithItsAge(double age, double share)
    {
        var calendar = new Calendar();
        var routing = new SlowStartRouting(calendar, Duration.FromSeconds(60L));
        for (var task = 0; task < 4; task++) routing.Add(task, 0);
        routing.BeginRamp(3);
        Pass(calendar, age);
        Assert.That(ShareOf(routing, 3, 10_000), Is.EqualTo(share).Within(0.001));
    }

    [Test]
    [Property("Rule", "ALB-RT-03")]
    [Property("Rule", "X-12")]
    public void EmptyGroupFilledAtOnce_RampsNobody()
    {
        var routing = new SlowStartRouting(new Calendar(), Duration.FromSeconds(60L));
        for (var task = 0; task < 4; task++)
        {
            routing.Add(task, 0);
            if (task == 0) routing.BeginRamp(task);
        }
        Assert.That(ShareOf(routing, 0, 400), Is.EqualTo(0.25), "when it became healthy, nobody else was warm");
    }

    private static double ShareOf(SlowStartRouting routing, int task, int requests)
    {
        var mine = 0;
        for (var i = 0; i < requests; i++)
        {
            if (routing.Choose() == task) mine++;
        }
        return mine / (double)requests;
    }

    private static void Pass(Calendar calendar, double seconds)
    {
        calendar.Schedule(Instant.FromSeconds(seconds), EventKinds.SampleDue, 0);
        Assert.That(calendar.TryTake(Instant.FromSeconds(seconds), out _), Is.True);
    }
}
