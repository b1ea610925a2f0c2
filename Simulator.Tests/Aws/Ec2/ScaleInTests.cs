using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ec2;

public sealed class ScaleInTests
{
    [Test, Property("Rule", "ASG-TP-01")]
    public void TheFullestZone_LosesAnInstanceEvenIfANewerOneIsElsewhere()
    {
        // Zones a and b hold 3 and 3; then one more in the first by tie, so 4 and 3. The newest of all is replaced into b later.
        var world = new CapacityWorld(CapacityWorld.Make(desired: 7, zones: 2, group: g => g with { TerminationPolicies = ["NewestInstance"] }));
        var full = Array.IndexOf(world.ByZone, 4);
        var lone = world.Members.First(i => world.Instances[i].Zone != full);
        world.Loop.RunUntil(100);
        world.Loop.Report(new InstanceFailure(lone, TerminationReason.Failed)); // its replacement is the newest instance
        world.Loop.RunUntil(300);
        Assert.That(world.ByZone[full], Is.EqualTo(4));
        world.SetDesired(6);
        world.Loop.RunUntil(400);
        Assert.That(world.ByZone, Is.EqualTo(new[] { 3, 3 }));
        Assert.That(world.Members.Any(i => world.Instances[i].Launched > Instant.Zero), Is.True, "the replacement is spared");
    }

    [TestCase("OldestInstance", 0.0)]
    [TestCase("NewestInstance", 3016.0)]
    [TestCase("ClosestToNextInstanceHour", 3016.0)] // 3,584 s old at t = 6,600; the others 3,000 s into an hour or 84 s
    [Property("Rule", "ASG-TP-01")]
    public void Policy_ChoosesByLaunchTime(string policy, double launched)
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 1, zones: 1, group: g => g with { TerminationPolicies = [policy] }));
        world.Loop.RunUntil(2910);
        world.SetDesired(2);
        world.Loop.RunUntil(3010);
        world.SetDesired(3);
        world.Loop.RunUntil(6594);
        world.SetDesired(2);
        world.Loop.RunUntil(6600);
        var gone = world.Alive.Single(i => world.Instances[i].State > Ec2InstanceState.InService);
        Assert.That(world.Instances[gone].Launched.Seconds, Is.EqualTo(launched));
        Assert.That(world.Instances[gone].Reason, Is.EqualTo(TerminationReason.ScaleIn));
    }

    [Test, Property("Rule", "ASG-TP-01")]
    public void DefaultPolicy_BreaksTiesByTheNextInstanceHourThenBySeed()
    {
        int Victim(ulong seed)
        {
            var world = new CapacityWorld(CapacityWorld.Make(desired: 5, zones: 1), seed);
            world.SetDesired(4);
            world.Loop.RunUntil(6);
            return world.Alive.Single(i => world.Instances[i].State > Ec2InstanceState.InService);
        }

        Assert.That(Enumerable.Range(1, 60).Select(s => Victim((ulong)s)).Distinct().Count(), Is.EqualTo(5));
    }

    [Test, Property("Rule", "ASG-TP-01")]
    public void MixedGroup_RemovesThePurchaseOptionItHasTooManyOf()
    {
        // base 2, 50 %: 6 instances are 4 On-Demand and 2 Spot; 4 instances are 3 and 1.
        var world = new CapacityWorld(CapacityWorld.Make(desired: 6, zones: 1, group: g => g with { OnDemandBaseCapacity = 2, OnDemandPercentageAboveBase = 50 }));
        Assert.That(world.Members.Count(i => !world.Instances[i].Spot), Is.EqualTo(4));
        world.SetDesired(4);
        world.Loop.RunUntil(10);
        Assert.That(world.Members.Count(i => !world.Instances[i].Spot), Is.EqualTo(3));
    }

    [Test, Property("Rule", "ASG-TP-01"), Property("Rule", "CP-MTP-01")]
    public void ProtectedInstances_AreSparedAndLeaveWhenProtectionEnds()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 6, zones: 2, group: g => g with { NewInstancesProtectedFromScaleIn = true }));
        world.SetDesired(4);
        world.Loop.RunUntil(100);
        Assert.That(world.Groups[0].InService, Is.EqualTo(6), "all are protected");
        var free = world.Members.Where(i => world.Instances[i].Zone == 1).Take(2).ToArray();
        foreach (var instance in free) world.Loop.Report(new ScaleInProtectionChange(instance, false));
        world.Loop.RunUntil(200);
        Assert.That(world.Groups[0].InService, Is.EqualTo(4));
        Assert.That(world.Transitions.All.Where(t => t.Fact.To == Ec2InstanceState.TerminatingWait).Select(t => t.Fact.Instance), Is.EquivalentTo(free),
            "the zone with unprotected instances gives, though it becomes the smaller one");
    }

    [Test, Property("Rule", "CP-MTP-02")]
    public void WithoutProtection_ABusyInstanceCanBeChosenThoughAnEmptyOneExists()
    {
        var hit = false;
        for (ulong seed = 1; seed <= 20 && !hit; seed++)
        {
            var world = new CapacityWorld(CapacityWorld.Make(desired: 3, zones: 1), seed);
            world.Ecs.Occupy(1, 1, 0);
            world.SetDesired(2);
            world.Loop.RunUntil(6);
            hit = world.Alive.Any(i => world.Instances[i].State == Ec2InstanceState.TerminatingWait);
        }
        Assert.That(hit, Is.True);
    }

    [Test, Property("Rule", "CP-MD-01"), Property("Rule", "CP-MD-02")]
    public void ManagedDraining_WaitsForTheTasks()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 2, zones: 1));
        world.Ecs.Occupy(3, 3);
        world.SetDesired(1);
        world.Loop.RunUntil(5000);
        var waiting = world.Alive.Single(i => world.Instances[i].State == Ec2InstanceState.TerminatingWait);
        Assert.That((world.Groups[0].InService, world.Groups[0].Terminating), Is.EqualTo((1, 1)));
        world.Ecs.FinishDraining(waiting);
        world.Loop.RunUntil(5029);
        Assert.That(world.Instances[waiting].State, Is.EqualTo(Ec2InstanceState.Terminating));
        world.Loop.RunUntil(5030);
        Assert.That((world.Instances.Count, world.Groups[0].Terminating), Is.EqualTo((1, 0)));
    }

    [Test, Property("Rule", "CP-MD-02")]
    public void ManagedDraining_EndsAfter48Hours()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 1, zones: 1));
        world.Ecs.Occupy(1);
        world.SetDesired(0);
        world.Loop.RunUntil((48 * 3600) + 5);
        Assert.That(world.Groups[0].Terminating, Is.EqualTo(1));
        Assert.That(world.Instances[0].State, Is.EqualTo(Ec2InstanceState.TerminatingWait));
        world.Loop.RunUntil((48 * 3600) + 6);
        Assert.That(world.Instances[0].State, Is.EqualTo(Ec2InstanceState.Terminating));
    }

    [Test, Property("Rule", "CP-MD-01")]
    public void WithoutManagedDraining_InstancesTerminateAtOnce()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 1, zones: 1, provider: p => p with { ManagedDraining = false }));
        world.Ecs.Occupy(1);
        world.SetDesired(0);
        world.Loop.RunUntil(6);
        Assert.That(world.Instances[0].State, Is.EqualTo(Ec2InstanceState.Terminating));
    }

    [Test, Property("Rule", "ASG-LC-02")]
    public void InstancesThatStillLaunch_LeaveOnceTheyServe()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 2, initial: InitialState.Cold));
        world.Loop.RunUntil(1);
        world.SetDesired(0);
        world.Loop.RunUntil(11);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(2));
        world.Loop.RunUntil(12);
        Assert.That((world.Groups[0].InService, world.Groups[0].Terminating), Is.EqualTo((0, 2)));
        world.Loop.RunUntil(100);
        Assert.That((world.Instances.Count, world.Agents.Count), Is.EqualTo((0, 0)), "an agent never registers from a dying instance");
    }
}
