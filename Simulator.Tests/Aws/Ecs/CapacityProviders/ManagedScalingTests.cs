using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs.CapacityProviders;

public sealed class ManagedScalingTests
{
    private const int Provider = 2;

    [Test, Property("Rule", "CP-MS-02"), Property("Rule", "CP-MS-03")]
    public void NothingWaiting_EmptyInstancesLowerTheReservation()
    {
        var world = Steady(10, Settings(100));
        world.Ecs.Occupy(1, 1, 1, 1, 1, 1, 1, 1, 0, 0);
        world.Loop.RunUntil(60);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(80));
        for (var i = 0; i < 2; i++) world.ContainerInstances[i].DaemonTasks = 1;
        world.Loop.RunUntil(120);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(60), "instances with nothing but daemon tasks are empty");
    }

    [Test, Property("Rule", "CP-MS-03"), Property("Rule", "CP-MS-10")]
    public void WaitingTasks_RaiseTheReservationAndDesiredCapacity()
    {
        var world = Steady(10, Settings(100), max: 100);
        world.Ecs.SetWaiting(Provider, 0, 10); // two to an instance
        world.Loop.RunUntil(0);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(150));
        world.Loop.RunUntil(70);
        Assert.That(world.Requests.All.Select(r => (r.At, r.Fact.Desired)), Is.EqualTo(new[] { (10.0, 15) }), "t = 0 is a full minute; the datapoint is 10 s late");
        Assert.That(world.Decisions.All[0].Fact, Is.EqualTo(new Decision(
            1, 0, DecisionKind.ManagedScaling, Provider, -1, DecisionGate.None, 10, 15, DecisionInputs.Of(15, 10, 150, 100, 15, 0, 100, 10, 10, 0, 0, 10, 0, 0, 100, 5))).Using<Decision>(Same));
    }

    [Test, Property("Rule", "CP-MS-01")]
    public void Metric_IsComputedAtFullMinutesOfTheWallClock()
    {
        var scenario = Scenario(1, Settings(100));
        var world = new CapacityWorld(scenario with { Run = scenario.Run with { Start = new(2026, 1, 5, 0, 0, 42, 500, TimeSpan.Zero) } });
        world.Loop.RunUntil(17.4);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.NaN);
        world.Loop.RunUntil(17.5);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.Zero);
        Assert.That(world.ManagedScaling.Reservation(0), Is.NaN, "Fargate has none");
    }

    [Test, Property("Rule", "CP-MS-07"), Property("Rule", "CP-MS-11")]
    public void FromAnEmptyGroup_TwoInstancesFirst_WhateverWaits()
    {
        var world = Steady(0, Settings(100, warmUp: 300), max: 1000);
        world.Loop.RunUntil(30);
        world.Ecs.SetWaiting(Provider, 0, 500);
        world.Loop.RunUntil(65);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(200));
        world.Loop.RunUntil(370);
        Assert.That(world.Requests.All.Select(r => (r.At, r.Fact.Desired)), Is.EqualTo(new[] { (70.0, 2) }), "launched at t = 76, warm at 376");
        world.Loop.RunUntil(430);
        Assert.That(world.Requests.All.Select(r => (r.At, r.Fact.Desired)), Is.EqualTo(new[] { (70.0, 2), (430.0, 252) }));
        Assert.That(world.Decisions.All.Count(d => d.Fact.Gate == DecisionGate.InstanceWarmup && d.Fact.Inputs[9] == 2), Is.GreaterThan(0));
    }

    [TestCase(300, 430.0)]
    [TestCase(60, 190.0)]
    [TestCase(0, 130.0)]
    [Property("Rule", "CP-MS-11")]
    public void WarmUp_HoldsTheNextScaleOut(int warmUp, double next)
    {
        var world = Steady(1, Settings(100, max: 1, warmUp: warmUp), max: 100);
        world.Loop.RunUntil(30);
        world.Ecs.SetWaiting(Provider, 0, 100);
        world.Loop.RunUntil(600);
        Assert.That(world.Requests.All.Take(2).Select(r => r.At), Is.EqualTo(new[] { 70.0, next }), "launched 6 s after the first");
    }

    [Test, Property("Rule", "CP-MS-11")]
    public void InstanceExactlyAsOldAsTheWarmUp_IsWarm()
    {
        var model = CapacityWorld.ConstantLatencies.With(ModelCatalog.GroupReconcileDelay, Duration.Zero);
        var world = new CapacityWorld(Scenario(1, Settings(100, max: 1, warmUp: 300), model: model));
        world.Loop.RunUntil(30);
        world.Ecs.SetWaiting(Provider, 0, 100);
        world.Loop.RunUntil(600);
        Assert.That(world.Requests.All.Take(2).Select(r => r.At), Is.EqualTo(new[] { 70.0, 370.0 }));
    }

    [TestCase(100, 100.0)]
    [TestCase(80, 80.0)]
    [Property("Rule", "CP-MS-07")]
    public void EmptyGroupWithoutDemand_PublishesItsTargetAndRests(int target, double expected)
    {
        var world = Steady(0, Settings(target));
        world.Loop.RunUntil(7200);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(expected));
        Assert.That(world.Requests.Count, Is.Zero);
        Assert.That(world.Decisions.All.Select(d => d.Fact.Gate), Has.All.EqualTo(DecisionGate.AtTarget).And.Exactly(120).Items, "every datapoint is judged");
    }

    [Test, Property("Rule", "CP-MS-05")]
    public void TasksThatFitNoType_HoldTheReservationAtTarget()
    {
        var world = new CapacityWorld(Scenario(3, Settings(90), task: CapacityWorld.Task(3072, 512)));
        world.Ecs.SetWaiting(Provider, 0, 5);
        world.Loop.RunUntil(3600);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(90));
        Assert.That(world.Requests.Count, Is.Zero);
        Assert.That(world.Decisions.All.Select(d => d.Fact.Gate), Has.All.EqualTo(DecisionGate.NoCompatibleInstanceType).And.Exactly(60).Items);
    }

    [Test, Property("Rule", "CP-MS-06"), Property("Rule", "CP-MS-08")]
    public void StepSizes_BoundTheAddedInstances()
    {
        int Proposal(int min, int max, int waiting)
        {
            var world = Steady(10, Settings(100, min, max), max: 1000);
            world.Ecs.SetWaiting(Provider, 0, waiting);
            world.Loop.RunUntil(10);
            return world.Requests.All.Single().Fact.Desired;
        }

        Assert.That(Proposal(1, 10, 100), Is.EqualTo(20));
        Assert.That(Proposal(7, 10, 1), Is.EqualTo(17));
        Assert.That(Proposal(1, 10_000, 100), Is.EqualTo(60));
    }

    [Test, Property("Rule", "CP-MS-10")]
    public void TargetBelow100_KeepsSpareInstances()
    {
        var world = Steady(9, Settings(90, warmUp: 0));
        world.Ecs.Occupy(1, 1, 1, 1, 1, 1, 1, 1, 1);
        world.Loop.RunUntil(7200);
        Assert.That(world.Requests.All.Select(r => r.Fact.Desired), Is.EqualTo(new[] { 10 }), "X-05: 9 needed of 10 is the target");
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(90));
    }

    [Test, Property("Rule", "CP-MS-10")]
    public void MaxSize_IsTheCeilingAndZeroBlocks()
    {
        var world = Steady(3, Settings(100), max: 4);
        world.Ecs.SetWaiting(Provider, 0, 100);
        world.Loop.RunUntil(1000);
        Assert.That(world.Requests.All.Select(r => r.Fact.Desired), Is.EqualTo(new[] { 4 }));
        Assert.That(world.Decisions.All[^1].Fact.Gate, Is.EqualTo(DecisionGate.AlreadyAtMaxCapacity));
        var none = Steady(0, Settings(100), max: 0);
        none.Ecs.SetWaiting(Provider, 0, 100);
        none.Loop.RunUntil(1000);
        Assert.That((none.Requests.Count, none.Decisions.All[0].Fact.Gate), Is.EqualTo((0, DecisionGate.AlreadyAtMaxCapacity)));
    }

    [Test, Property("Rule", "CP-MS-09"), Property("Rule", "CP-MS-12")]
    public void ScaleIn_StartsAtTheFifteenthLowDatapointAndHalvesEachMinute()
    {
        var world = Steady(20, Settings(100));
        world.Ecs.Occupy(1, 1);
        foreach (var i in world.Members.Take(2).ToArray()) world.Loop.Report(new ScaleInProtectionChange(i, true));
        world.Loop.RunUntil(849);
        Assert.That(world.Requests.Count, Is.Zero);
        world.Loop.RunUntil(3600);
        Assert.That(world.Requests.All.Select(r => (r.At, r.Fact.Desired)), Is.EqualTo(new[] { (850.0, 10), (910.0, 5), (970.0, 3), (1030.0, 2) }));
    }

    [Test, Property("Rule", "CP-MS-12")]
    public void ScaleInOfAnIdleGroup_EndsAtZero()
    {
        var world = Steady(100, Settings(100));
        world.Loop.RunUntil(7200);
        Assert.That(world.Requests.All.Select(r => r.Fact.Desired), Is.EqualTo(new[] { 50, 25, 13, 7, 4, 2, 1, 0 }));
        Assert.That(world.Instances.Count, Is.Zero);
    }

    [Test, Property("Rule", "CP-MS-12")]
    public void ScaleIn_StopsAtMinSize()
    {
        var world = Steady(8, Settings(100), min: 3);
        world.Loop.RunUntil(7200);
        Assert.That(world.Requests.All.Select(r => r.Fact.Desired), Is.EqualTo(new[] { 4, 3 }));
        Assert.That(Changing(world.Decisions.All.Select(d => d.Fact.Gate)), Is.EqualTo(new[]
        {
            DecisionGate.BreachTooShort, DecisionGate.None, DecisionGate.AlreadyAtMinCapacity,
        }));
    }

    [Test, Property("Rule", "CP-MS-12")]
    public void RoundingUp_CanLeaveTheLowAlarmOnWithoutAChange()
    {
        var world = Steady(13, Settings(80));
        world.Ecs.Occupy([.. Enumerable.Repeat(1, 10)]);
        world.Loop.RunUntil(7200);
        Assert.That(world.ManagedScaling.Reservation(Provider), Is.EqualTo(76.923).Within(0.001));
        Assert.That(world.Requests.Count, Is.Zero);
        Assert.That(Changing(world.Decisions.All.Select(d => d.Fact.Gate)), Is.EqualTo(new[] { DecisionGate.BreachTooShort, DecisionGate.AlreadyAtDesiredCapacity }));
    }

    [Test, Property("Rule", "CP-MS-13")]
    public void ScaleOut_RestartsTheFifteenMinutes()
    {
        var world = Steady(6, Settings(100, warmUp: 0));
        world.Loop.RunUntil(599);
        world.Ecs.SetWaiting(Provider, 0, 1);
        world.Loop.RunUntil(611);
        Assert.That(world.Requests.All.Select(r => (r.At, r.Fact.Desired)), Is.EqualTo(new[] { (610.0, 7) }));
        world.Ecs.SetWaiting(Provider, 0, 0);
        world.Loop.RunUntil(660 + (14 * 60) + 9);
        Assert.That(world.Requests.Count, Is.EqualTo(1));
        world.Loop.RunUntil(660 + (14 * 60) + 10);
        Assert.That(world.Requests.All[^1].Fact.Desired, Is.EqualTo(4), "the fifteenth low datapoint after the scale-out: 7 − 3");
    }

    [Test, Property("Rule", "CP-MS-13")]
    public void ScaleOutDuringScaleIn_CancelsIt()
    {
        var world = Steady(40, Settings(100, warmUp: 0));
        world.Loop.RunUntil(915);
        Assert.That(world.Requests.All.Select(r => r.Fact.Desired), Is.EqualTo(new[] { 20, 10 }));
        world.Ecs.SetWaiting(Provider, 0, 2);
        world.Loop.RunUntil(975);
        Assert.That(world.Requests.All[^1].Fact.Desired, Is.EqualTo(11));
        world.Ecs.SetWaiting(Provider, 0, 0);
        world.Loop.RunUntil(1020 + (14 * 60));
        Assert.That(world.Requests.Count, Is.EqualTo(3));
    }

    [Test, Property("Rule", "AS-EC2-09"), Property("Rule", "CP-MS-07"), Property("Rule", "CP-MS-12"), Property("Rule", "CP-MS-13")]
    public void OneTaskFromZero_LaunchesTwoAndGivesOneBackAfterFifteenDatapoints()
    {
        var world = Steady(0, Settings(100, warmUp: 300));
        world.Ecs.SetWaiting(Provider, 0, 1);
        world.Loop.RunUntil(100);
        world.Ecs.SetWaiting(Provider, 0, 0);
        world.Ecs.Occupy(1);
        world.Loop.RunUntil(3600);
        Assert.That(world.Requests.All.Select(r => (r.At, r.Fact.Desired)), Is.EqualTo(new[] { (10.0, 2), (970.0, 1) }), "X-01: low from t = 120, fifteenth at 960");
    }

    [Test, Property("Rule", "CP-MS-15")]
    public void LongMetricDelay_KeepsDatapointsInOrder()
    {
        var model = CapacityWorld.ConstantLatencies.With(ModelCatalog.ManagedScalingMetricDelay, Duration.FromSeconds(150L));
        var world = new CapacityWorld(Scenario(4, Settings(100), model: model));
        world.Ecs.Occupy(1, 1, 1, 1);
        world.Loop.RunUntil(90);
        world.Ecs.SetWaiting(Provider, 0, 4);
        world.Loop.RunUntil(269);
        Assert.That(world.Requests.Count, Is.Zero);
        world.Loop.RunUntil(270);
        Assert.That(world.Requests.All.Single(), Is.EqualTo((270.0, new DesiredCapacityRequest(0, 6, 3, ScalingProcesses.AlarmNotification))), "the datapoint of t = 120");
    }

    [Test]
    public void SteadyInstances_AreWarm()
    {
        var world = Steady(4, Settings(100, warmUp: 300));
        world.Ecs.SetWaiting(Provider, 0, 2);
        world.Loop.RunUntil(10);
        Assert.That(world.Requests.Count, Is.EqualTo(1));
    }

    [Test]
    public void ProtectedBusyInstances_SurviveTheScaleInTheirEmptyNeighboursLeave()
    {
        var world = new CapacityWorld(Scenario(6, Settings(100), protectedInstances: true));
        world.Ecs.Occupy(1, 1, 1, 0, 0, 0);
        foreach (var i in world.Members.ToArray())
        {
            if (world.ContainerInstances[world.Instances[i].ContainerInstance].Tasks == 0) world.Loop.Report(new ScaleInProtectionChange(i, false));
        }
        world.Loop.RunUntil(3600);
        Assert.That(world.Members.Select(i => world.ContainerInstances[world.Instances[i].ContainerInstance].Tasks), Is.EqualTo(new[] { 1, 1, 1 }));
    }

    private static IEnumerable<DecisionGate> Changing(IEnumerable<DecisionGate> gates)
    {
        var last = default(DecisionGate?);
        foreach (var gate in gates)
        {
            if (gate != last) yield return gate;
            last = gate;
        }
    }

    private static bool Same(Decision a, Decision b)
    {
        for (var i = 0; i < DecisionInputs.Length; i++)
        {
            if (!a.Inputs[i].Equals(b.Inputs[i])) return false;
        }
        return (a.Id, a.Parent, a.Kind, a.Subject, a.Policy, a.Gate, a.From, a.To) == (b.Id, b.Parent, b.Kind, b.Subject, b.Policy, b.Gate, b.From, b.To);
    }

    private static CapacityWorld Steady(int desired, ManagedScalingDefinition settings, int min = 0, int max = 100) => new(Scenario(desired, settings, min, max));

    private static Scenario Scenario(
        int desired, ManagedScalingDefinition settings, int min = 0, int max = 100, TaskDefinition? task = null, bool protectedInstances = false, ModelConstants? model = null) =>
        CapacityWorld.Make(
            min, max, desired, scaling: settings, taskDefinitions: [task ?? CapacityWorld.Task(1024, 512)], model: model,
            group: g => g with { NewInstancesProtectedFromScaleIn = protectedInstances });

    private static ManagedScalingDefinition Settings(int target, int min = 1, int max = 10_000, int warmUp = 300) => new(target, min, max, Duration.FromSeconds((long)warmUp));
}
