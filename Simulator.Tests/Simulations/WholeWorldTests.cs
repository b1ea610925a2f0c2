using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Simulations;

/// <summary>The whole world through its ordinary door.</summary>
public sealed class WholeWorldTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void AnOverloadedService_ScalesOutUntilItServesItsLoad(bool fargate)
    {
        var result = ExperimentRunner.Simulate(SmallWorld.Web(fargate));
        var early = result.Services[2]; // the third minute: two tasks for a load of 2.4 vCPUs
        var settled = result.Services[20];
        Assert.Multiple(() =>
        {
            Assert.That(early.CpuUtilization, Is.EqualTo(100).Within(0.01));
            Assert.That(early.Errors504, Is.GreaterThan(0));
            Assert.That(settled.Running, Is.InRange(4, 12), "a CPU that cannot read above 100 % makes target tracking overshoot");
            Assert.That(settled.Errors502 + settled.Errors503 + settled.Errors504, Is.Zero);
            Assert.That(settled.CpuUtilization, Is.EqualTo(100 * 60 * 0.04 / settled.Running).Within(5), "60 requests/s of 40 ms on the running vCPUs");
            Assert.That(result.Alarms[0].From, Is.EqualTo(AlarmState.InsufficientData));
        });
    }

    [Test]
    public void ASteadyStart_ServesFromTheFirstRequest()
    {
        var result = ExperimentRunner.Simulate(SmallWorld.Web(false, requestsPerSecond: 20, duration: Duration.FromMinutes(5), initial: InitialState.Steady));
        Assert.Multiple(() =>
        {
            Assert.That(result.Services[0].Healthy, Is.EqualTo(2));
            Assert.That(Summary(result, "web.availability"), Is.EqualTo(100));
        });
    }

    [Test]
    public void StatisticsStart_AfterTheWarmUp()
    {
        var scenario = SmallWorld.Web(false, requestsPerSecond: 20, duration: Duration.FromMinutes(30));
        var cold = ExperimentRunner.Simulate(scenario);
        var warm = ExperimentRunner.Simulate(scenario with { Run = scenario.Run with { WarmUp = Duration.FromSeconds(630L) } });
        var arrivedAfter = warm.Services.Skip(11).Sum(s => s.Requests);
        Assert.Multiple(() =>
        {
            Assert.That(Summary(cold, "web.errors"), Is.GreaterThan(0), "nothing serves during the cold start");
            Assert.That(Summary(warm, "web.errors"), Is.Zero);
            Assert.That(warm.Services.Select(Series), Is.EqualTo(cold.Services.Select(Series)), "the series do not depend on the warm-up");
            Assert.That(Summary(warm, "web.requests"), Is.InRange(arrivedAfter + 400, arrivedAfter + 800), "half of the eleventh minute counts");
        });
    }

    [Test]
    [Property("Rule", "ALB-HC-05")]
    public void AnApplicationSlowerThanItsHealthChecks_TurnsUnhealthyFirst_AndStaysHealthyOnceItPasses()
    {
        var scenario = SmallWorld.Web(false, requestsPerSecond: 20, duration: Duration.FromMinutes(15));
        scenario = scenario with
        {
            Applications = [scenario.Applications[0] with { Startup = DistributionDefinition.Constant(100) }],
            Services = [scenario.Services[0] with { HealthCheckGracePeriod = Duration.FromMinutes(10), AutoScaling = null }],
        };
        var result = ExperimentRunner.Simulate(scenario);
        var unhealthy = result.TargetGroups.Where(g => g.Unhealthy > 0).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(unhealthy, Is.Not.Empty);
            Assert.That(result.TargetGroups.Where(g => g.At > unhealthy[^1].At).Select(g => g.Healthy), Is.All.EqualTo(2));
            Assert.That(result.Tasks, Has.Count.EqualTo(2), "the grace period keeps ECS from replacing them");
        });
    }

    /// <summary>Arrivals, service ends and time-outs that fall on the same nanosecond must not keep the clock beside the calendar from moving.</summary>
    [Test]
    public void EvenlySpacedArrivals_WithRoundDemandsAndTimeouts_RunToTheEnd()
    {
        var scenario = SmallWorld.Web(true, requestsPerSecond: 100, duration: Duration.FromMinutes(3), initial: InitialState.Steady);
        scenario = scenario with
        {
            Workloads = [((RequestWorkloadDefinition)scenario.Workloads[0]) with { Arrivals = ArrivalProcess.Deterministic }],
            Applications = [new ApplicationDefinition { Request = new RequestDefinition { Cpu = DistributionDefinition.Constant(0.03), Concurrency = 64, QueueLimit = 1000, Timeout = Duration.FromSeconds(1L) } }],
        };
        var result = ExperimentRunner.Simulate(scenario);
        Assert.That(result.Services.Sum(s => s.Completed + s.Errors502 + s.Errors503 + s.Errors504), Is.GreaterThan(17_000));
    }

    private static (Instant, int, long, long, double, double) Series(ServiceSample s) =>
        (s.At, s.Running, s.Requests, s.Completed, Math.Round(s.CpuUtilization, 6), s.LatencyP99Ms);

    private static double Summary(RunResult result, string metric) => result.Summary.Single(m => m.Name == metric).Value;
}
