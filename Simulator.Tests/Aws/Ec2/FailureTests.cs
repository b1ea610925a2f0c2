using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ec2;

public sealed class FailureTests
{
    [Test, Property("Rule", "ASG-HC-02"), Property("Rule", "ASG-HC-03")]
    public void FailedInstance_IsNoticedThenReplacedAtOnce()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 3));
        world.Loop.RunUntil(100);
        world.Loop.Report(new InstanceFailure(1, TerminationReason.Failed));
        Assert.That((world.Instances[1].State, world.Groups[0].InService), Is.EqualTo((Ec2InstanceState.Terminating, 2)), "its tasks are gone at once");
        world.Loop.RunUntil(159);
        Assert.That(world.Groups[0].Pending, Is.Zero);
        world.Loop.RunUntil(160);
        Assert.That((world.Groups[0].Pending, world.Groups[0].Terminating), Is.EqualTo((1, 0)));
        Assert.That(world.Transitions.All.Single(t => t.Fact.To == Ec2InstanceState.Terminated).Fact.Reason, Is.EqualTo(TerminationReason.Failed));
        world.Loop.RunUntil(200);
        Assert.That(world.ByZone, Is.EqualTo(new[] { 1, 1, 1 }));
    }

    [Test, Property("Rule", "ASG-HC-03")]
    public void UnnoticedFailure_IsNotReplacedEarlierByAnotherChange()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 3));
        world.Loop.Report(new InstanceFailure(0, TerminationReason.Failed));
        world.SetDesired(4);
        world.Loop.RunUntil(10);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(1), "only the growth");
        world.Loop.RunUntil(60);
        Assert.That(world.Groups[0].Pending + world.Groups[0].InService, Is.EqualTo(4));
    }

    [Test]
    public void FailedInstanceWithoutAGroup_IsNotReplaced()
    {
        var scenario = CapacityWorld.Make() with { ContainerInstances = [new(0, 0, 2, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty)] };
        var world = new CapacityWorld(scenario);
        world.Loop.Report(new InstanceFailure(0, TerminationReason.Failed));
        world.Loop.RunUntil(1000);
        Assert.That(world.Instances.Count, Is.EqualTo(1));
    }

    [Test]
    public void FailureOfADrainingInstance_EndsTheWaitWithoutReplacement()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 2, zones: 1));
        world.Ecs.Occupy(1, 1);
        world.SetDesired(1);
        world.Loop.RunUntil(10);
        world.Loop.Report(new InstanceFailure(world.Alive.Single(i => world.Instances[i].State == Ec2InstanceState.TerminatingWait), TerminationReason.Failed));
        world.Loop.RunUntil(200_000);
        Assert.That((world.Instances.Count, world.Groups[0].InService, world.Transitions.All.Count(t => t.Fact.To == Ec2InstanceState.Pending)), Is.EqualTo((1, 1, 2)));
    }

    [Test, Property("Rule", "ASG-LC-05"), Property("Rule", "ASG-RB-01"), Property("Rule", "AS-EC2-07")]
    public void ZoneOutage_MovesTheGroupAndTheReturnBalancesItLaunchingFirst()
    {
        var world = new CapacityWorld(CapacityWorld.Make(max: 6, desired: 6));
        ZoneGoesOut(world, 0);
        world.Loop.RunUntil(100);
        Assert.That(world.ByZone, Is.EqualTo(new[] { 0, 3, 3 }), "nothing launches in the zone that is out");
        world.Loop.RunUntil(1000);
        var before = world.Transitions.Count;
        world.Loop.Report(new ZoneChange(0, false));
        var most = 0;
        for (var t = 1000; t < 1200; t++)
        {
            world.Loop.RunUntil(t);
            Assert.That(world.Groups[0].InService, Is.GreaterThanOrEqualTo(6), "launch before terminate");
            most = Math.Max(most, world.Groups[0].Pending + world.Groups[0].InService);
        }
        Assert.That(most, Is.EqualTo(7), "at its maximum the group may exceed it by one");
        Assert.That(world.ByZone, Is.EqualTo(new[] { 2, 2, 2 }));
        Assert.That(world.Transitions.All.Skip(before).Count(t => t.Fact.To == Ec2InstanceState.InService), Is.EqualTo(2));
    }

    [Test, Property("Rule", "ASG-RB-01")]
    public void Rebalancing_BelowTheMaximumMovesAllAtOnce()
    {
        var world = new CapacityWorld(CapacityWorld.Make(max: 100, desired: 12, zones: 2));
        ZoneGoesOut(world, 1);
        world.Loop.RunUntil(1000);
        Assert.That(world.ByZone, Is.EqualTo(new[] { 12, 0 }));
        world.Loop.Report(new ZoneChange(1, false));
        world.Loop.RunUntil(1010);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(6));
        world.Loop.RunUntil(1100);
        Assert.That((world.ByZone[0], world.ByZone[1], world.Groups[0].Desired), Is.EqualTo((6, 6, 6 + 6)));
    }

    [Test, Property("Rule", "ASG-RB-01")]
    public void BalanceLaunchThatDies_LeavesTheGroupWholeAndIsMadeAgain()
    {
        var world = new CapacityWorld(CapacityWorld.Make(max: 100, desired: 4, zones: 2));
        ZoneGoesOut(world, 1);
        world.Loop.RunUntil(1000);
        world.Loop.Report(new ZoneChange(1, false));
        world.Loop.RunUntil(1010);
        foreach (var i in world.Members.Where(i => world.Instances[i].State == Ec2InstanceState.Pending).ToArray()) world.Loop.Report(new InstanceFailure(i, TerminationReason.Failed));
        world.Loop.RunUntil(1070);
        Assert.That(world.Groups[0].InService, Is.EqualTo(4));
        Assert.That(world.Transitions.All.Count(t => t.Fact is { To: Ec2InstanceState.TerminatingWait }), Is.Zero, "nothing was given up for launches that died");
        world.Loop.RunUntil(2000);
        Assert.That(world.ByZone, Is.EqualTo(new[] { 2, 2 }));
    }

    [Test, Property("Rule", "ASG-RB-01")]
    public void GrowthDuringABalanceMove_StaysUnderTheCeiling()
    {
        var world = new CapacityWorld(CapacityWorld.Make(max: 14, desired: 8, zones: 2));
        ZoneGoesOut(world, 1);
        world.Loop.RunUntil(1000);
        world.Loop.Report(new ZoneChange(1, false));
        world.Loop.RunUntil(1007);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(4));
        world.SetDesired(14);
        for (var t = 1008; t < 1200; t++)
        {
            world.Loop.RunUntil(t);
            Assert.That(world.Groups[0].Pending + world.Groups[0].InService, Is.LessThanOrEqualTo(15));
        }
        Assert.That(world.ByZone, Is.EqualTo(new[] { 7, 7 }));
    }

    [Test]
    public void AllZonesOut_LaunchesWhenOneReturns()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 2, zones: 2));
        ZoneGoesOut(world, 0);
        ZoneGoesOut(world, 1);
        world.Loop.RunUntil(500);
        Assert.That(world.Instances.Count, Is.Zero);
        world.Loop.Report(new ZoneChange(1, false));
        world.Loop.RunUntil(600);
        Assert.That(world.ByZone, Is.EqualTo(new[] { 0, 2 }));
    }

    private static void ZoneGoesOut(CapacityWorld world, int zone)
    {
        world.Loop.Report(new ZoneChange(zone, true));
        foreach (var i in world.Alive.Where(i => world.Instances[i].Zone == zone && world.Instances[i].State < Ec2InstanceState.Terminating).ToArray())
            world.Loop.Report(new InstanceFailure(i, TerminationReason.ZoneOutage));
    }
}
