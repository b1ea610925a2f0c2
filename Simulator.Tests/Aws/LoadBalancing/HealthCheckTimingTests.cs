using Simulator.Aws.LoadBalancing;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.LoadBalancing;

/// <summary>How soon health checks notice what an application does.</summary>
public sealed class HealthCheckTimingTests
{
    private static readonly TargetGroupDefinition Usual = new() { Name = "tg" };
    private static readonly TargetGroupDefinition Quick = new()
    {
        Name = "quick",
        HealthCheckInterval = Duration.FromSeconds(5L),
        HealthCheckTimeout = Duration.FromSeconds(2L),
        HealthyThreshold = 2,
    };

    [Test]
    [Property("Rule", "ALB-HC-01")]
    public void Defaults_AreThoseOfTheLoadBalancer() =>
        Assert.That(
            (Usual.HealthCheckInterval.Seconds, Usual.HealthCheckTimeout.Seconds, Usual.HealthyThreshold, Usual.UnhealthyThreshold, Usual.DeregistrationDelay.Seconds, Usual.IdleTimeout.Seconds),
            Is.EqualTo((30.0, 5.0, 5, 2, 300.0, 60.0)));

    [Test]
    [Property("Rule", "ALB-HC-02")]
    public void NewTarget_IsHealthyAfterOneSuccess_OneThatWasUnhealthyAfterItsThreshold()
    {
        var checks = new HealthChecks(Instant.FromSeconds(7), Usual.HealthCheckInterval);
        var first = checks.NextChange(TargetState.Initial, Instant.FromSeconds(7), Instant.FromSeconds(7), false, Usual);
        Assert.That(first, Is.EqualTo((Instant.FromSeconds(7), TargetState.Healthy)));
        var again = checks.NextChange(TargetState.Unhealthy, Instant.FromSeconds(7), Instant.FromSeconds(100), false, Usual);
        Assert.That(again, Is.EqualTo((Instant.FromSeconds(127 + (4 * 30)), TargetState.Healthy)));
    }

    [Test]
    [Property("Rule", "ALB-HC-04")]
    public void Detection_LiesWithinThePublishedBounds([Values] bool hangs, [Values] bool quick)
    {
        var group = quick ? Quick : Usual;
        var (interval, timeout) = (group.HealthCheckInterval.Seconds, group.HealthCheckTimeout.Seconds);
        var earliest = interval + (hangs ? timeout : 0);
        var latest = (2 * interval) + (hangs ? timeout : 0);
        var (least, most) = (double.MaxValue, 0.0);
        for (var i = 0; i < 100; i++)
        {
            var fails = Instant.FromSeconds(1000 + (i * interval / 100));
            var checks = new HealthChecks(Instant.FromSeconds(0), group.HealthCheckInterval);
            var (at, to) = checks.NextChange(TargetState.Healthy, fails, Instant.MaxValue, hangs, group);
            Assert.That(to, Is.EqualTo(TargetState.Unhealthy));
            var took = (at - fails).Seconds;
            (least, most) = (Math.Min(least, took), Math.Max(most, took));
        }
        Assert.That(least, Is.InRange(earliest, earliest + (interval / 50)));
        Assert.That(most, Is.InRange(latest - (interval / 50), latest));
    }
}
