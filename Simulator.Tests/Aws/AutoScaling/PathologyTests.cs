using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>What goes wrong with autoscaling in practice follows from the rules, and so must appear in the model.</summary>
public sealed class PathologyTests
{
    [Test]
    [Property("Rule", "AS-PX-03")]
    public void SaturatedMetric_CrawlsByAQuarterWithEachActivity()
    {
        // A CPU that is full reads 100, however much load there is; at target 80 a service can grow to a quarter more and needs ten activities for ten times as much.
        var world = new ScalingWorld(Of(2, 1000, Track(80, cooldown: 0)).WithPhase(30), running: 10) { Cpu = static _ => 1.0 };
        world.RunUntil(1000);
        Assert.That(world.Log.Changes.Select(c => c.Fact.To).Take(10), Is.EqualTo(new[] { 13, 17, 22, 28, 35, 44, 55, 69, 87, 109 }));
    }

    [Test]
    [Property("Rule", "AS-PX-04")]
    public void UnboundedMetric_AsksForTwentyTimesAsMuchAtOnce()
    {
        var world = new ScalingWorld(Of(2, 30, Track(100, Queue, name: "queue")).WithPlayback(Queue, (0, 2000)).WithPhase(30), running: 2);
        world.RunUntil(600);
        Assert.That(world.Log.Scaling.First().Fact.Inputs[4], Is.EqualTo(40));
        Assert.That(world.Log.Changes.Select(c => c.Fact.To), Is.EqualTo(new[] { 30 }), "only the maximum holds it");
    }

    [Test]
    [Property("Rule", "AS-PX-05")]
    public void FewTasks_StayAboveNeedForEver()
    {
        // Two tasks at 26 % of a target of 50: one would be at 52, so both stay, although the low alarm is in ALARM all day.
        var world = new ScalingWorld(Of(1, 20, Track(50)).WithPlayback(Cpu, (0, 26)).WithPhase(30), running: 2);
        world.RunUntil(24 * 3600);
        Assert.That(world.Log.Changes, Is.Empty);
        Assert.That(world.Log.Scaling.Select(d => d.Fact.Gate).Distinct(), Is.EqualTo(new[] { DecisionGate.AlreadyAtDesiredCapacity }));
    }

    [Test]
    [Property("Rule", "AS-PX-06")]
    public void MemoryInItsDeadBand_VetoesScaleInByCpuForEver()
    {
        var scenario = Of(1, 20, Track(50), Track(80, Memory, name: "memory")).WithPlayback(Cpu, (0, 5)).WithPhase(30);
        var world = new ScalingWorld(scenario, running: 8) { MemoryMiB = 0.75 * 2048 }; // 75 of 80: between 72 and 80
        world.RunUntil(24 * 3600);
        Assert.That(world.Log.Changes, Is.Empty);
        Assert.That(world.Log.Scaling.Select(d => d.Fact.Gate).Distinct(), Is.EqualTo(new[] { DecisionGate.Unanimity }));
    }

    [Test]
    [Property("Rule", "AS-PX-07")]
    public void StepScaleInAndTargetTracking_FightEachOther()
    {
        // 3 vCPUs of work. Target tracking wants 6 tasks for 50 %; a step policy removes two whenever CPU is below 60.
        var scenario = Of(1, 20, Track(50, cooldown: 0), Step(AdjustmentType.ChangeInCapacity, 0, new StepAdjustment(null, 0, -2))).WithPhase(30).WithAlarms(
            Alarm("idle", ComparisonOperator.LessThanThreshold, 60, metric: Cpu, actions: new PolicyReference(0, 1)));
        var world = new ScalingWorld(scenario, running: 6);
        world.Cpu = _ => Math.Min(1, 3.0 / world.Services[0].Running);
        world.RunUntil(4 * 3600);
        var steps = world.Log.Changes.Select(c => Math.Sign(c.Fact.To - c.Fact.From)).ToArray();
        Assert.That(steps.Zip(steps.Skip(1), (a, b) => a != b ? 1 : 0).Sum(), Is.GreaterThan(10), "constant work, and yet it goes up and down");
    }

    [Test]
    [Property("Rule", "AS-PX-08")]
    public void DeploymentThatHangs_PinsCapacity()
    {
        var world = new ScalingWorld(Of(2, 20, Track(50)).WithPlayback(Cpu, (0, 5)).WithPhase(30), running: 12);
        world.Services[0].DeploymentInProgress = true;
        world.RunUntil(6 * 3600);
        Assert.That(world.Log.Changes, Is.Empty);
        world.Services[0].DeploymentInProgress = false;
        world.RunUntil((6 * 3600) + 120);
        Assert.That(world.Log.Changes.Single().Fact.To, Is.LessThan(12));
    }

    [Test]
    [Property("Rule", "AS-PX-09")]
    public void ServiceAtZero_IsWokenByAMetricThatDoesNotNeedIt()
    {
        var scenario = Of(0, 20, Track(60), Step(AdjustmentType.ChangeInCapacity, 0, new StepAdjustment(0, null, 1))).WithPlayback(Queue, (0, 0), (1200, 5)).WithPhase(30).WithAlarms(
            Alarm("backlog", ComparisonOperator.GreaterThanOrEqualToThreshold, 1, actions: new PolicyReference(0, 1)));
        var world = new ScalingWorld(scenario, running: 0) { Cpu = static _ => 0.5 };
        world.RunUntil(1200);
        Assert.That(world.Services[0].Desired, Is.Zero, "CPU does not exist without tasks");
        world.RunUntil(1500);
        Assert.That(world.Services[0].Running, Is.Positive);
    }

    [Test]
    [Property("Rule", "AS-PX-10")]
    public void SlowStartsWithoutCooldown_OvershootOnOldDatapoints()
    {
        // 4 vCPUs of work need 8 tasks at 50 %. While starts take 400 s nothing is added twice (running is the base); once they run, datapoints of before still say 100.
        var world = new ScalingWorld(Of(2, 100, Track(50, cooldown: 0)).WithPhase(30), running: 4, startSeconds: 400);
        world.Cpu = _ => Math.Min(1, 4.0 / world.Services[0].Running);
        world.RunUntil(3600);
        var outs = world.Log.Changes.Where(c => c.Fact.To > c.Fact.From).ToArray();
        Assert.That(outs[0].Fact.To, Is.EqualTo(8));
        Assert.That(outs[1].At - outs[0].At, Is.GreaterThan(400), "protected while tasks start");
        Assert.That(outs.Max(c => c.Fact.To), Is.GreaterThan(8), "and then more than is needed");
    }

    [Test]
    [Property("Rule", "AS-PX-13")]
    public void CountResetByHand_IsRaisedAgainAtTheNextInvocation()
    {
        var world = new ScalingWorld(Of(2, 20, Track(60, cooldown: 0)).WithPlayback(Cpu, (0, 90)).WithPhase(30), running: 4);
        world.RunUntil(380);
        Assert.That(world.Services[0].Desired, Is.EqualTo(6));
        world.SetDesired(2);
        world.RunUntil(400);
        Assert.That(world.Log.Changes[^1].Fact.From, Is.EqualTo(2));
        Assert.That(world.Services[0].Desired, Is.GreaterThan(2), "by the next minute's invocation");
    }
}
