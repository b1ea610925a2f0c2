using Simulator.Aws.LoadBalancing.Routing;

namespace Simulator.Tests.Aws.LoadBalancing;

public sealed class ListenerRuleTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(125)]
    [TestCase(500)]
    [TestCase(999)]
    [TestCase(1000)]
    [Property("Rule", "ECS-BG-02")]
    public void Share_IsKeptExactly(int share)
    {
        var rule = Rule(out var blue, out var green);
        blue.Add(1, 0);
        blue.Add(2, 0);
        green.Add(7, 0);
        rule.Share = share;
        var alternate = 0;
        for (var i = 0; i < 2000; i++)
        {
            var task = rule.Choose();
            Assert.That(rule.TargetGroupOf(task), Is.EqualTo(task == 7 ? 5 : 3));
            if (task == 7) alternate++;
        }
        Assert.That(alternate, Is.EqualTo(2 * share));
    }

    [Test]
    [Property("Rule", "ECS-BG-02")]
    public void AGroupWithoutTargets_FailsItsShare()
    {
        var rule = Rule(out var blue, out _);
        blue.Add(1, 0);
        rule.Share = 250;
        var refused = 0;
        for (var i = 0; i < 100; i++)
        {
            if (rule.Choose() >= 0) continue;
            refused++;
            Assert.That(rule.LastTargetGroup, Is.EqualTo(5));
        }
        Assert.That(refused, Is.EqualTo(25));
    }

    [Test]
    [Property("Rule", "ECS-BG-02")]
    public void EndsReachTheGroupThatChose_AfterTheTrafficHasMovedToo()
    {
        var (blue, green) = (new LeastOutstandingRequestsRouting(), new LeastOutstandingRequestsRouting());
        blue.Add(1, 0);
        blue.Add(2, 0);
        green.Add(7, 0);
        var rule = new ListenerRule((3, blue), (5, green));
        Assert.That(new[] { rule.Choose(), rule.Choose() }, Is.EquivalentTo(new[] { 1, 2 }));
        rule.Share = 1000;
        Assert.That(rule.Choose(), Is.EqualTo(7));
        rule.OnEnded(1);
        rule.Share = 0;
        Assert.That(rule.Choose(), Is.EqualTo(1), "it has fewer outstanding than the other");
    }

    private static ListenerRule Rule(out RoundRobinRouting blue, out RoundRobinRouting green)
    {
        (blue, green) = (new RoundRobinRouting(), new RoundRobinRouting());
        return new ListenerRule((3, blue), (5, green));
    }
}
