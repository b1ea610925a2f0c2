using Simulator.Aws.Ecs.Placement;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.Ecs.Placement;

/// <summary>Each strategy by a table of candidates and the choice expected.</summary>
public sealed class StrategyTests
{
    private static readonly PlacementStrategy SpreadZone = new(PlacementStrategyKind.Spread, "attribute:ecs.availability-zone");
    private static readonly PlacementStrategy SpreadInstance = new(PlacementStrategyKind.Spread, "instanceId");
    private static readonly PlacementStrategy BinpackCpu = new(PlacementStrategyKind.Binpack, "cpu");
    private static readonly PlacementStrategy BinpackMemory = new(PlacementStrategyKind.Binpack, "memory");
    private static readonly PlacementStrategy Random = new(PlacementStrategyKind.Random, "");

    [Test]
    [Property("Rule", "ECS-PL-07")]
    public void Binpack_TakesTheLeastRemainingThatFits()
    {
        var board = new Board([BinpackMemory]);
        board.Add(memory: 900);
        var second = board.Add(memory: 500);
        board.Add(memory: 300);
        Assert.That(board.Choose(), Is.EqualTo(second), "task memory 400");
    }

    [Test]
    [Property("Rule", "ECS-PL-07")]
    public void Binpack_LooksAtTheOtherResourceForFitOnly()
    {
        var board = new Board([BinpackCpu]);
        board.Add(cpu: 150, memory: 399); // least CPU, but no memory left
        var second = board.Add(cpu: 200, memory: 400);
        board.Add(cpu: 201, memory: 4000);
        Assert.That(board.Choose(), Is.EqualTo(second));
    }

    [Test]
    [Property("Rule", "ECS-PL-05")]
    public void Spread_TakesTheGroupWithFewestTasks()
    {
        var board = new Board([SpreadZone]);
        board.Put(board.Add(zone: 0), 2);
        board.Put(board.Add(zone: 1), 1);
        var c = board.Add(zone: 2);
        board.Put(c, 1);
        board.Put(board.Add(zone: 2), 1);
        Assert.That(board.Rows[board.Choose()].Zone, Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-PL-05")]
    public void Spread_CountsTasksOfItsServiceOnly()
    {
        var board = new Board([SpreadInstance]);
        var busy = board.Add();
        board.Put(busy, 3, service: 1);
        board.Put(board.Add(), 1);
        Assert.That(board.Choose(), Is.EqualTo(busy));
    }

    [Test]
    [Property("Rule", "ECS-PL-02")]
    public void Strategy_NeverMakesAPlaceableTaskUnplaceable()
    {
        var board = new Board([SpreadZone]);
        board.Put(board.Add(zone: 0), 3);
        board.Put(board.Add(zone: 1), 3);
        board.Add(cpu: 50, zone: 2); // zone c has fewest tasks, but nothing fits there
        Assert.That(board.Rows[board.Choose()].Zone, Is.LessThan(2));
    }

    [Test]
    [Property("Rule", "ECS-PL-11")]
    public void Spread_TakesInstancesWithoutTheAttributeAsOneGroup()
    {
        var board = new Board([new PlacementStrategy(PlacementStrategyKind.Spread, "attribute:rack")]);
        var bare = board.Add(set: 0);
        board.Add(set: 0, zone: 1);
        board.Put(board.Add(set: 1), 1);
        board.Put(board.Add(set: 2), 2);
        Assert.That(board.Choose(), Is.Not.GreaterThan(1), "no task in the group of those without a rack");
        board.Put(bare, 2);
        Assert.That(board.Choose(), Is.EqualTo(2), "rack r1 has one, the others two each");
    }

    [Test]
    [Property("Rule", "ECS-PL-09")]
    public void Chain_NarrowsTheSurvivorsOfTheStrategyBefore()
    {
        var board = new Board([SpreadZone, BinpackMemory]);
        board.Put(board.Add(memory: 500, zone: 0), 1); // least memory of all, in the fuller zone
        board.Add(memory: 3000, zone: 1);
        var expected = board.Add(memory: 2000, zone: 1);
        Assert.That(board.Choose(), Is.EqualTo(expected));
    }

    [Test]
    [Property("Rule", "ECS-PL-09")]
    public void ChainThatTheIndexDoesNotFollow_IsScanned()
    {
        var board = new Board([BinpackMemory, SpreadInstance, BinpackCpu]);
        board.Put(board.Add(memory: 500, cpu: 300), 1);
        var expected = board.Add(memory: 500, cpu: 1000);
        board.Add(memory: 500, cpu: 2000);
        Assert.That(board.Choose(), Is.EqualTo(expected));
    }

    [Test]
    [Property("Rule", "ECS-PL-03")]
    public void ServiceDefault_SpreadsOverZonesThenInstances()
    {
        var board = new Board([]);
        for (var i = 0; i < 6; i++) board.Add(zone: i / 2);
        var placed = Enumerable.Range(0, 12).Select(_ => board.Place()).ToList();
        Assert.That(placed.Take(3).Select(i => board.Rows[i].Zone), Is.Unique, "zones first");
        Assert.That(placed.Take(6), Is.Unique, "then instances");
        Assert.That(placed.GroupBy(i => i).Select(g => g.Count()), Is.All.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-PL-04")]
    [Property("Rule", "ECS-PL-08")]
    public void Random_ChoosesEveryFittingInstanceAlike()
    {
        foreach (var job in new[] { false, true })
        {
            var board = new Board([Random, BinpackMemory]);
            for (var i = 0; i < 40; i++) board.Add(cpu: i % 4 == 0 ? 99 : 2048, zone: i % 3); // ten do not fit
            var counts = new int[40];
            for (var ordinal = 0; ordinal < 9000; ordinal++) counts[job ? board.ChooseForJob(ordinal) : board.Choose(0, ordinal)]++;
            AssertUniform(counts, 30, 300);
        }
    }

    [Test]
    [Property("Rule", "ECS-PL-10")]
    public void LastTie_IsDrawnUniformly_EvenAmongFewOfMany()
    {
        var board = new Board([BinpackMemory]);
        for (var i = 0; i < 300; i++) board.Add(memory: i is 7 or 8 or 299 ? 1000 : 2000, zone: i % 3);
        var counts = new int[300];
        for (var ordinal = 0; ordinal < 3000; ordinal++) counts[board.Choose(0, ordinal)]++;
        AssertUniform(counts, 3, 1000);
    }

    [Test]
    [Property("Rule", "ECS-PL-10")]
    public void LastTie_GoesToTheFirstRegistered_WhenConfigured([Values] bool spread)
    {
        var board = new Board(spread ? [SpreadInstance] : [BinpackMemory], tie: "registration");
        var first = board.Add(zone: 2);
        board.Add(zone: 0);
        Assert.That(board.Choose(), Is.EqualTo(first));
        board.Remove(first);
        board.Add(zone: 0); // takes the row of the removed one, but registered last
        Assert.That(board.Choose(), Is.EqualTo(1));
    }

    [Test]
    public void Documentation_HasARowForEachKindOfStrategy() =>
        Assert.That(PlacementStrategies.All.Select(s => s.Name.Split('(')[0]).Distinct(), Is.EquivalentTo(new[] { "spread", "binpack", "random" }));

    private static void AssertUniform(int[] counts, int winners, double expected)
    {
        Assert.That(counts.Count(c => c > 0), Is.EqualTo(winners));
        var chiSquare = counts.Where(c => c > 0).Sum(c => (c - expected) * (c - expected) / expected);
        Assert.That(chiSquare, Is.LessThan(winners + (4 * Math.Sqrt(2.0 * winners)) + 5));
    }
}
