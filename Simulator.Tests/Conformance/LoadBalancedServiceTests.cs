using System.Collections.Immutable;
using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Tests.Simulations;

namespace Simulator.Tests.Conformance;

/// <summary>A service behind a load balancer, the whole world through its ordinary door.</summary>
public sealed class LoadBalancedServiceTests
{
    private static readonly Duration Update = Duration.FromMinutes(5);

    [Test]
    [Property("Rule", "ALB-ECS-01")]
    [Property("Rule", "ECS-SV-04")]
    public void RollingUpdate_CountsNewTasksWhenTheirTargetsAreHealthy()
    {
        var scenario = TwoRevisions(startupSeconds: 60) with { Timeline = [new UpdateServiceAction(Instant.Zero + Update, 0, null, 1, false)] };
        var result = ExperimentRunner.Simulate(scenario);
        var former = result.Tasks.Where(t => t.TaskDefinition == 0).ToArray();
        var latter = result.Tasks.Where(t => t.TaskDefinition == 1).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(latter.Select(t => (t.Healthy - t.Started).Seconds), Is.All.GreaterThan(60), "RUNNING is not enough: the application does not answer yet");
            Assert.That(former.Min(t => t.Stopping), Is.GreaterThanOrEqualTo(latter.Min(t => t.Healthy)), "no old task goes before a new one is healthy");
            Assert.That(result.Services.Select(s => s.Healthy), Is.All.GreaterThanOrEqualTo(2));
            Assert.That(result.Services.Sum(Errors), Is.Zero);
        });
    }

    [TestCase(0)]
    [TestCase(300)]
    [Property("Rule", "ALB-ECS-02")]
    [Property("Rule", "ECS-HL-03")]
    public void UnhealthyTarget_GetsItsTaskReplacedOutsideTheGracePeriodOnly(long graceSeconds)
    {
        var result = ExperimentRunner.Simulate(SlowBoot(graceSeconds));
        var replaced = result.Tasks.Count(t => t.StopReason == StopReason.FailedElbHealthChecks);
        if (graceSeconds == 0) Assert.That(replaced, Is.GreaterThan(2));
        else Assert.That(replaced, Is.Zero);
    }

    [Test]
    [Property("Rule", "ALB-ECS-03")]
    public void ReplacingUnhealthyTasks_StartsFirstAndDoesNotSlowDown()
    {
        var result = ExperimentRunner.Simulate(SlowBoot(graceSeconds: 0));
        Assert.Multiple(() =>
        {
            Assert.That(result.Services.Skip(5).Select(s => s.Running), Is.All.GreaterThanOrEqualTo(2), "the condemned tasks stay until others run");
            Assert.That(result.ServiceEvents.Select(e => e.Message), Has.None.Contains("unable to consistently start"));
        });
    }

    [Test]
    [Property("Rule", "ALB-ECS-04")]
    [Property("Rule", "ALB-HC-07")]
    [Property("Rule", "ALB-HC-08")]
    public void AllTargetsUnhealthy_ReceiveTheTrafficWhileEcsReplacesThem()
    {
        var result = ExperimentRunner.Simulate(SlowBoot(graceSeconds: 0, startupSeconds: 7200));
        var first = result.Tasks.Min(t => t.Started);
        var before = result.Services.Where(s => s.At < first).ToArray();
        var recycling = result.Services.Where(s => s.At > first + Duration.FromMinutes(3)).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(before.Sum(s => s.Errors503), Is.EqualTo(before.Sum(s => s.Requests)), "nobody is registered");
            Assert.That(recycling.Sum(s => s.Errors503), Is.Zero, "somebody always is, however unhealthy");
            Assert.That(recycling.Sum(s => s.Errors502), Is.GreaterThan(0), "and gets requests that nobody answers");
            Assert.That(result.TargetGroups.Where(g => g.At > first + Duration.FromMinutes(3)).Select(g => g.Healthy), Is.All.Zero);
        });
    }

    [TestCase(60)]
    [TestCase(5)]
    [Property("Rule", "ALB-DR-01")]
    [Property("Rule", "ALB-DR-02")]
    public void ScaleIn_LetsRequestsFinishWithinTheDeregistrationDelay(long delaySeconds)
    {
        var scenario = Steady(Service(SmallWorld.Web(fargate: true, requestsPerSecond: 5, duration: Duration.FromMinutes(10)), s => s with { AutoScaling = null }));
        scenario = scenario with
        {
            TargetGroups = [scenario.TargetGroups[0] with { DeregistrationDelay = Duration.FromSeconds(delaySeconds) }],
            Applications = [scenario.Applications[0] with { Request = new RequestDefinition { Wait = DistributionDefinition.Constant(20), Concurrency = 1000 } }],
            Timeline = [new UpdateServiceAction(Instant.Zero + Update, 0, 1, null, false)],
        };
        var result = ExperimentRunner.Simulate(scenario);
        var stopped = result.Tasks.Single(t => t.Stopping < Instant.MaxValue);
        var drain = (stopped.Stopped - stopped.Stopping).Seconds;
        if (delaySeconds == 60)
        {
            Assert.That(drain, Is.InRange(19, 35), "idle after the last request, long before the delay is over; then the containers stop");
            Assert.That(result.Services.Sum(Errors), Is.Zero);
        }
        else
        {
            Assert.That(drain, Is.LessThan(19));
            Assert.That(result.Services.Sum(s => s.Errors502), Is.GreaterThan(0), "what had not finished is lost");
        }
    }

    [Test]
    [Property("Rule", "AS-MET-02")]
    public void FargateCpu_NeverReadsAboveOneHundred()
    {
        var result = ExperimentRunner.Simulate(SmallWorld.Web(fargate: true, requestsPerSecond: 120, duration: Duration.FromMinutes(15)));
        var cpu = result.Metrics.Where(m => m.Metric.MetricName == "CPUUtilization").Select(m => m.Value).ToArray();
        Assert.That(cpu.Max(), Is.EqualTo(100).Within(1e-6), "4.8 vCPUs of work on two tasks of 1 vCPU");
    }

    [Test]
    [Property("Rule", "AS-MET-04")]
    [Property("Rule", "AS-TT-02")]
    public void RequestsPerTarget_AreCountedByTheMinute()
    {
        var perTarget = new MetricIdentity(MetricSource.RequestCountPerTarget, 0, "AWS/ApplicationELB", "RequestCountPerTarget", "TargetGroup=web-tg");
        var policy = new TargetTrackingPolicyDefinition("requests", perTarget, MetricStatistic.Sum, 600, Duration.FromSeconds(300L), Duration.FromSeconds(300L), false, 60);
        var scenario = Steady(SmallWorld.Web(fargate: true, duration: Duration.FromMinutes(40)));
        scenario = Service(scenario, s => s with { AutoScaling = s.AutoScaling! with { Policies = [policy] } }) with
        {
            Workloads = [new RequestWorkloadDefinition("steady", 0, 0, new RateDefinition([new RatePiece(Duration.Zero, 40, 40)]), ArrivalProcess.Deterministic)],
        };
        var result = ExperimentRunner.Simulate(scenario);
        Assert.That(result.Metrics[0].Value, Is.EqualTo(1200).Within(1), "40 requests a second are 2,400 a minute on two targets");
        Assert.That(result.Services.First(s => s.Desired > 2).Desired, Is.EqualTo(4), "four targets with 600 each");
    }

    [TestCase(2)]
    [TestCase(-1)]
    [Property("Rule", "ECS-API-08")]
    public void UpdateThatCarriesDesiredCount_UndoesWhatAutoscalingSet(int desired)
    {
        var at = Duration.FromSeconds(40 * 60 + 30L);
        var scenario = SmallWorld.Web(fargate: true, duration: Duration.FromMinutes(42)) with
        {
            Timeline = [new UpdateServiceAction(Instant.Zero + at, 0, desired < 0 ? null : desired, null, true)],
        };
        var result = ExperimentRunner.Simulate(scenario);
        var before = result.Services[39].Desired;
        Assert.That(before, Is.GreaterThan(3));
        Assert.That(result.Services[40].Desired, Is.EqualTo(desired < 0 ? before : desired));
    }

    [Test]
    [Property("Rule", "AS-ECS-03")]
    [Property("Rule", "ECS-SI-04")]
    public void ScaleInByAPolicy_LeavesTheChoiceOfTasksToEcs()
    {
        var scenario = Service(
            SmallWorld.Web(fargate: true, requestsPerSecond: 1, duration: Duration.FromMinutes(40)), s => s with { DesiredCount = 7, AutoScaling = s.AutoScaling! with { MinCapacity = 3 } });
        var result = ExperimentRunner.Simulate(Steady(scenario));
        var left = result.Tasks.Where(t => t.Stopping == Instant.MaxValue).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(left.Select(t => t.Zone).Order(), Is.EqualTo(new[] { 0, 1, 2 }), "zones stay balanced");
            Assert.That(result.Tasks.Except(left).Select(t => (t.StopCode, t.StopReason)).Distinct(), Is.EqualTo(new[] { (StopCode.ServiceSchedulerInitiated, StopReason.ScalingActivity) }));
        });
    }

    [Test]
    [Property("Rule", "AS-PX-01")]
    [Property("Rule", "AS-TM-01")]
    public void Burst_OutrunsTheAlarm()
    {
        var burst = Duration.FromMinutes(30);
        var scenario = Steady(SmallWorld.Web(fargate: true, duration: Duration.FromMinutes(60))) with
        {
            Workloads =
            [
                new RequestWorkloadDefinition(
                    "crowd", 0, 0, new RateDefinition([new RatePiece(Duration.Zero, 20, 20), new RatePiece(burst, 150, 150)]), ArrivalProcess.Poisson),
            ],
        };
        var result = ExperimentRunner.Simulate(scenario);
        var firstOut = result.Services.First(s => s.Desired > 2).At;
        var waiting = result.Services.Where(s => s.At > Instant.Zero + burst && s.At < firstOut).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That((firstOut - (Instant.Zero + burst)).Seconds, Is.InRange(240, 420), "three full minutes, the delay of the data, the alarm's phase");
            Assert.That(waiting.Sum(Errors), Is.GreaterThan(waiting.Sum(s => s.Requests) / 4), "meanwhile requests pile up");
            Assert.That(result.Services[^1].Running, Is.GreaterThanOrEqualTo(10));
        });
    }

    private static long Errors(ServiceSample s) => s.Errors502 + s.Errors503 + s.Errors504;

    private static Scenario Steady(Scenario scenario) => scenario with { Run = scenario.Run with { Initial = InitialState.Steady } };

    private static Scenario Service(Scenario scenario, Func<ServiceDefinition, ServiceDefinition> change) => scenario with { Services = [change(scenario.Services[0])] };

    /// <summary>Tasks that take longer to answer than their target group waits: two checks fail, 30 s apart, before the application is up.</summary>
    private static Scenario SlowBoot(long graceSeconds, double startupSeconds = 200)
    {
        var scenario = Service(
            SmallWorld.Web(fargate: true, requestsPerSecond: 5, duration: Duration.FromMinutes(20)),
            s => s with { AutoScaling = null, HealthCheckGracePeriod = Duration.FromSeconds(graceSeconds) });
        return scenario with { Applications = [scenario.Applications[0] with { Startup = DistributionDefinition.Constant(startupSeconds) }] };
    }

    private static Scenario TwoRevisions(double startupSeconds)
    {
        var scenario = Steady(Service(SmallWorld.Web(fargate: true, requestsPerSecond: 5, duration: Duration.FromMinutes(20)), s => s with { AutoScaling = null }));
        ImmutableArray<ApplicationDefinition> applications = [scenario.Applications[0] with { Startup = DistributionDefinition.Constant(startupSeconds) }];
        return scenario with
        {
            TaskDefinitions = scenario.TaskDefinitions.Add(scenario.TaskDefinitions[0] with { Revision = 2 }),
            Applications = applications.Add(applications[0]),
            // Slower than the first two checks: the target is given time.
            TargetGroups = [scenario.TargetGroups[0] with { UnhealthyThreshold = 10 }],
        };
    }
}
