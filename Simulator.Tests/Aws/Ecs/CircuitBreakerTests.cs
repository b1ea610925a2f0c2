using Simulator.Aws.Ecs;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

public sealed class CircuitBreakerTests
{
    [TestCase(CircuitBreakerThresholdType.BoundedPercent, 50, 2, 3)]
    [TestCase(CircuitBreakerThresholdType.BoundedPercent, 50, 9, 5)]
    [TestCase(CircuitBreakerThresholdType.BoundedPercent, 50, 25, 13)]
    [TestCase(CircuitBreakerThresholdType.BoundedPercent, 50, 1000, 200)]
    [TestCase(CircuitBreakerThresholdType.UnboundedPercent, 50, 2, 1)]
    [TestCase(CircuitBreakerThresholdType.UnboundedPercent, 50, 1000, 500)]
    [TestCase(CircuitBreakerThresholdType.UnboundedPercent, 10, 0, 1)]
    [TestCase(CircuitBreakerThresholdType.Count, 7, 1000, 7)]
    [Property("Rule", "ECS-CB-01")]
    public void Threshold_FollowsTypeValueAndDesiredCount(CircuitBreakerThresholdType type, int value, int desired, int expected) =>
        Assert.That(CircuitBreaker.Threshold(new CircuitBreakerThreshold(type, value), desired), Is.EqualTo(expected));

    [TestCase(true, 6)]
    [TestCase(false, 4)]
    [Property("Rule", "ECS-CB-02")]
    public void HealthyTask_ResetsTheCountIfConfigured(bool resets, int trips)
    {
        var breaker = default(CircuitBreaker);
        var tripped = 0;
        for (var i = 0; i < 6 && tripped == 0; i++)
        {
            if ("FFHFFF"[i] == 'F') breaker.Fail();
            else breaker.Heal(resets);
            if (breaker.Count >= 3) tripped = i + 1;
        }
        Assert.That(tripped, Is.EqualTo(trips));
    }

    [Test]
    [Property("Rule", "ECS-CB-02")]
    [Property("Rule", "ECS-CB-03")]
    [Property("Rule", "ECS-EV-10")]
    public void TasksThatFailBeforeRunning_FailTheDeploymentOnTheThird()
    {
        var world = World(2, rollback: false);
        world.FailingDefinitions.Add(0);
        world.Start();
        world.RunUntil(600);
        var failed = world.Deployments.Single(d => d.Fact.State == RolloutState.Failed);
        Assert.That(world.DeploymentFailures.Last(f => f.Fact.Deployment == failed.Fact.Deployment).Fact.FailedTasks, Is.EqualTo(4), "two at a time: the third comes with the fourth");
        Assert.That(world.Transitions.Count(t => t.Fact.From == TaskStatus.None), Is.EqualTo(4), "no new tasks after it");
        Assert.That(world.CountEvents(ServiceEventMessage.DeploymentFailed), Is.EqualTo(1));
        Assert.That(world.Steady, Is.Empty);
    }

    [Test]
    [Property("Rule", "ECS-CB-03")]
    public void Rollback_StartsTheLastCompletedRevisionAndTakesOverItsTasks()
    {
        var world = World(4, rollback: true, steady: true);
        world.FailingDefinitions.Add(1);
        world.Start();
        world.At(100, () => world.Report(new UpdateServiceRequest(0, -1, 1, false)));
        world.RunUntil(600);
        var states = world.Deployments.Where(d => d.At >= 100).Select(d => (d.Fact.TaskDefinition, d.Fact.State));
        Assert.That(states, Is.EqualTo(new[]
        {
            (1, RolloutState.InProgress), (1, RolloutState.Failed), (0, RolloutState.InProgress), (0, RolloutState.Completed),
        }));
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((4, 0)));
        Assert.That(world.Transitions.Where(t => t.At < 90).All(t => t.Fact.To == TaskStatus.Running), "the source's tasks never stopped");
        Assert.That(world.InStatus(TaskStatus.Running).Select(t => world.Tasks[t].Deployment).Distinct().Single(), Is.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-CB-03")]
    public void RollbackInProgress_IsNoSourceItself()
    {
        // d1 COMPLETED; d2 fails, rollback to d1 is IN_PROGRESS; d3 begins now and fails: nothing to roll back to, it stalls.
        var world = World(4, rollback: true, steady: true, maximum: 100, minimum: 50);
        world.FailingDefinitions.Add(1);
        world.FailingDefinitions.Add(2);
        world.Start();
        world.At(100, () => world.Report(new UpdateServiceRequest(0, -1, 1, false)));
        var second = false;
        world.AfterEvent = () =>
        {
            if (second || world.Deployments[^1].Fact is not { TaskDefinition: 0, State: RolloutState.InProgress } || world.Now < 100) return;
            second = true;
            world.Report(new UpdateServiceRequest(0, -1, 2, false));
        };
        world.RunUntil(3000);
        Assert.That(world.Deployments[^1].Fact, Is.EqualTo(world.Deployments[^1].Fact with { TaskDefinition = 2, State = RolloutState.Failed }));
        Assert.That(world.ActiveOf(2), Is.Zero);
        Assert.That(world.Services[0].Running, Is.GreaterThanOrEqualTo(2), "what runs is left alone");
    }

    [Test]
    [Property("Rule", "ECS-CB-04")]
    public void LackOfCapacity_CountsAsFailure()
    {
        var world = World(4, rollback: true, steady: true, room: 4);
        world.Start();
        world.At(100, () => world.Report(new UpdateServiceRequest(0, -1, 1, false)));
        world.RunUntil(600);
        Assert.That(world.Deployments.Count(d => d.Fact is { TaskDefinition: 1, State: RolloutState.Failed }), Is.EqualTo(1));
        Assert.That(world.ActiveOf(0), Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "ECS-CB-02")]
    public void TasksThatFailTheirHealthChecks_Count()
    {
        var world = World(4, rollback: true, steady: true, balanced: true);
        world.SickDefinitions.Add(1);
        world.Start();
        world.At(100, () => world.Report(new UpdateServiceRequest(0, -1, 1, false)));
        world.RunUntil(2000);
        Assert.That(world.Deployments[^1].Fact, Is.EqualTo(world.Deployments[^1].Fact with { TaskDefinition = 0, State = RolloutState.Completed }));
        Assert.That(world.ActiveOf(0), Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "ECS-CB-02")]
    public void TasksThatRunAndThenExit_AreTheBlindSpot()
    {
        var world = World(2, rollback: true);
        world.Start();
        for (var i = 0; i < 30; i++)
            world.At(5 + (10 * i), () => world.InStatus(TaskStatus.Running).ForEach(t => world.Report(new ContainerExit(t, 1))));
        world.RunUntil(305);
        Assert.That(world.Deployments, Has.None.Matches<(double At, DeploymentChange Fact)>(d => d.Fact.State == RolloutState.Failed));
        Assert.That(world.Transitions.Count(t => t.Fact.From == TaskStatus.None), Is.GreaterThan(50), "replaced at once every time");
    }

    [Test]
    [Property("Rule", "ECS-CB-01")]
    public void WithoutBreaker_ItTriesForEver()
    {
        var world = World(2, rollback: false, breaker: false);
        world.FailingDefinitions.Add(0);
        world.Start();
        world.RunUntil(20 * 3600);
        Assert.That(world.Deployments, Has.Count.EqualTo(1));
        Assert.That(world.Transitions[^1].At, Is.GreaterThan((20 * 3600) - 1700));
    }

    private static EcsWorld World(
        int desired, bool rollback, bool steady = false, int room = 40, bool balanced = false, int minimum = 100, int maximum = 200, bool breaker = true)
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(desired) with
        {
            Deployment = new DeploymentConfiguration(minimum, maximum, breaker, rollback),
            LoadBalancers = balanced ? [new LoadBalancerDefinition(0, "app", 80)] : [],
        }) with
        { TargetGroups = [new TargetGroupDefinition { Name = "tg" }] };
        scenario = scenario with { Run = scenario.Run with { Initial = steady ? InitialState.Steady : InitialState.Cold } };
        return EcsScenario.WithRoomFor(scenario, room);
    }
}
