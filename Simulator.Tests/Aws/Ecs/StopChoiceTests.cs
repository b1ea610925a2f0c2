using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>Which tasks a scale-in stops. Clusters are built by placing tasks while only the wanted instances are there.</summary>
public sealed class StopChoiceTests
{
    [Test]
    [Property("Rule", "ECS-SI-01")]
    public void WithoutStrategy_FromTheFullestZoneThenTheFullestInstance()
    {
        for (var seed = 1UL; seed < 6; seed++)
        {
            var world = Filled(seed, [], (0, 1), (1, 2), (1, 1), (2, 2)); // zones 1, 3, 2; instances in b hold 2 and 1
            ScaleTo(world, 5);
            Assert.That(world.PerInstance(), Is.EqualTo(new[] { 1, 1, 1, 2 }));
            ScaleTo(world, 3);
            Assert.That(Enumerable.Range(0, 3).Select(world.InZone), Is.All.EqualTo(1));
        }
    }

    [Test]
    [Property("Rule", "ECS-SI-01")]
    public void WithoutStrategy_ATieOfZonesIsDrawn()
    {
        var seen = new HashSet<string>();
        for (var seed = 1UL; seed < 20; seed++)
        {
            var world = Filled(seed, [], (0, 1), (1, 2), (2, 2));
            ScaleTo(world, 4);
            seen.Add(string.Join(',', world.PerInstance()));
        }
        Assert.That(seen, Is.EquivalentTo(new[] { "1,1,2", "1,2,1" }), "a task in B or C");
    }

    [Test]
    [Property("Rule", "ECS-SI-02")]
    public void Spread_LeavesTheRestBalancedOnItsField()
    {
        var world = Filled([new(PlacementStrategyKind.Spread, "attribute:ecs.availability-zone")], (0, 4), (1, 2), (2, 3));
        ScaleTo(world, 6);
        Assert.That(Enumerable.Range(0, 3).Select(world.InZone), Is.All.EqualTo(2));
    }

    [TestCase("cpu")]
    [TestCase("memory")]
    [Property("Rule", "ECS-SI-02")]
    public void Binpack_TakesFromTheInstanceWithMostLeft(string field)
    {
        var world = Filled([new(PlacementStrategyKind.Binpack, field)], (0, 4), (1, 1), (2, 3));
        ScaleTo(world, 7);
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 4, 0, 3 }), "the emptiest is cleared");
        ScaleTo(world, 5);
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 4, 0, 1 }));
    }

    [Test]
    [Property("Rule", "ECS-SI-02")]
    public void Chain_AppliesItsStrategiesInOrder()
    {
        var chain = ImmutableArray.Create<PlacementStrategy>(
            new(PlacementStrategyKind.Spread, "attribute:ecs.availability-zone"), new(PlacementStrategyKind.Binpack, "memory"));
        var world = Filled(chain, (0, 4), (0, 1), (1, 2));
        ScaleTo(world, 6);
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 4, 0, 2 }), "zone a is fuller, and its second instance has more left");
    }

    [Test]
    [Property("Rule", "ECS-SI-03")]
    public void TasksNotYetRunning_GoFirst_ThenTheUnhealthy()
    {
        var world = Filled([], (0, 4), (1, 4));
        world.AddInstance(zone: 2);
        world.PullDelay = Duration.FromSeconds(100L);
        world.Report(new DesiredCountRequest(0, 10, 0)); // two more, pending in zone c
        world.RunUntil(world.Now + 1);
        ScaleTo(world, 9);
        Assert.That(world.Services[0].Pending, Is.EqualTo(1), "a pending one went, though zones a and b are fuller");
        ScaleTo(world, 8);
        Assert.That((world.Services[0].Pending, world.Services[0].Running), Is.EqualTo((0, 8)));
    }

    [Test]
    [Property("Rule", "ECS-SI-03")]
    public void OldRevision_GoesFirst()
    {
        var world = Filled([], (0, 4), (1, 4));
        world.AddInstance(zone: 2);
        world.Report(new UpdateServiceRequest(0, 6, 1, false));
        world.RunUntil(world.Now + 2);
        Assert.That(world.ActiveOf(0), Is.EqualTo(6), "D is 6 now: the two surplus ones are old ones");
        Assert.That(world.ActiveOf(1), Is.EqualTo(6));
    }

    [Test]
    [Property("Rule", "ECS-SI-04")]
    public void Fargate_KeepsZonesBalancedForEachProvider()
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(12) with { LaunchType = null, Strategy = [new(0, 1, 0), new(1, 1, 0)] });
        var world = new EcsWorld(scenario);
        world.Start();
        world.RunUntil(100);
        Assert.That(PerZoneAndProvider(world), Is.All.EqualTo(2));
        foreach (var task in world.InStatus(TaskStatus.Running).Where(t => world.Tasks[t] is { CapacityProvider: 1, Zone: 0 })) world.Report(new TaskHostLost(task));
        world.RunUntil(200);
        Assert.That(PerZoneAndProvider(world), Is.All.EqualTo(2), "the lost ones come back where they are missing");
        ScaleTo(world, 6);
        var left = PerZoneAndProvider(world);
        Assert.That(left.Take(3).Max() - left.Take(3).Min(), Is.LessThanOrEqualTo(1));
        Assert.That(left.Skip(3).Max() - left.Skip(3).Min(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-SI-04")]
    public void Fargate_ScaleInLooksAtEachProviderForItself()
    {
        for (var seed = 1UL; seed < 6; seed++)
        {
            var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(12) with { LaunchType = null, Strategy = [new(0, 1, 0), new(1, 1, 0)] }), seed: seed);
            world.Start();
            world.RunUntil(100);
            Move(world, provider: 0, from: 2, to: 0);
            Move(world, provider: 1, from: 0, to: 2);
            Assert.That(PerZoneAndProvider(world), Is.EqualTo(new[] { 3, 2, 1, 1, 2, 3 }), "four in each zone");
            ScaleTo(world, 10);
            Assert.That(PerZoneAndProvider(world), Is.EqualTo(new[] { 2, 2, 1, 1, 2, 2 }));
        }
    }

    private static void Move(EcsWorld world, int provider, int from, int to)
    {
        for (var zone = 0; zone < 3; zone++) world.Report(new ZoneChange(zone, zone != to));
        world.Report(new TaskHostLost(world.InStatus(TaskStatus.Running).First(t => world.Tasks[t].CapacityProvider == provider && world.Tasks[t].Zone == from)));
        world.RunUntil(world.Now + 100);
        for (var zone = 0; zone < 3; zone++) world.Report(new ZoneChange(zone, false));
    }

    private static List<int> PerZoneAndProvider(EcsWorld world) =>
        [.. from provider in new[] { 0, 1 } from zone in new[] { 0, 1, 2 } select world.InStatus(TaskStatus.Running).Count(t => world.Tasks[t].CapacityProvider == provider && world.Tasks[t].Zone == zone)];

    private static void ScaleTo(EcsWorld world, int desired)
    {
        world.Report(new DesiredCountRequest(0, desired, 0));
        world.RunUntil(world.Now + 1);
    }

    private static EcsWorld Filled(ImmutableArray<PlacementStrategy> strategies, params (int Zone, int Tasks)[] instances) => Filled(1, strategies, instances);

    private static EcsWorld Filled(ulong seed, ImmutableArray<PlacementStrategy> strategies, params (int Zone, int Tasks)[] instances)
    {
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(0) with { PlacementStrategies = strategies }), seed: seed);
        world.Start();
        var desired = 0;
        var added = new List<int>();
        foreach (var (zone, tasks) in instances)
        {
            foreach (var other in added) Hide(world, other, true);
            added.Add(world.AddInstance(zone: zone));
            desired += tasks;
            ScaleTo(world, desired);
            foreach (var other in added) Hide(world, other, false);
        }
        world.RunUntil(world.Now + 100);
        Assert.That(world.PerInstance(), Is.EqualTo(instances.Select(i => i.Tasks)));
        return world;
    }

    // While its agent seems gone an instance takes no tasks.
    private static void Hide(EcsWorld world, int instance, bool hidden)
    {
        world.Instances[instance].AgentConnected = !hidden;
        world.Room.Placement.Index.Refresh(instance, raised: true);
    }
}
