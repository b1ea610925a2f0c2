using Simulator.Aws.Ec2;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.Ec2;

public sealed class MixedInstancesTests
{
    [TestCase(20, 10, 50, 15)]
    [TestCase(10, 0, 60, 6)]
    [TestCase(10, 12, 0, 10)]
    [TestCase(5, 0, 50, 3)]
    [TestCase(0, 3, 50, 0)]
    [TestCase(7, 0, 0, 0)]
    [Property("Rule", "ASG-MX-02")]
    public void OnDemandShare_RoundsUp(int total, int baseCapacity, int percentage, int expected) =>
        Assert.That(MixedInstances.OnDemandOf(total, baseCapacity, percentage), Is.EqualTo(expected));

    [TestCase(20, 10, 50, 15)]
    [TestCase(10, 0, 60, 6)]
    [TestCase(5, 0, 50, 3)]
    [Property("Rule", "ASG-MX-02")]
    public void GroupGrownOneByOne_HasTheSameShare(int total, int baseCapacity, int percentage, int expected)
    {
        var world = new CapacityWorld(CapacityWorld.Make(group: g => g with { OnDemandBaseCapacity = baseCapacity, OnDemandPercentageAboveBase = percentage }));
        for (var i = 1; i <= total; i++)
        {
            world.SetDesired(i);
            world.Loop.RunUntil(i * 100);
        }
        Assert.That((world.Members.Count(i => !world.Instances[i].Spot), world.Groups[0].InService), Is.EqualTo((expected, total)));
    }

    [Test, Property("Rule", "ASG-MX-01")]
    public void DefaultGroup_IsAllOnDemandOfTheFirstType()
    {
        var types = new[] { Type("a", 0.3), Type("b", 0.1) };
        var world = new CapacityWorld(CapacityWorld.Make(desired: 6, types: [.. types]));
        Assert.That(world.Members.All(i => !world.Instances[i].Spot && world.Instances[i].InstanceType == 0), Is.True);
    }

    [Test, Property("Rule", "ASG-MX-01"), Property("Rule", "ASG-SP-06")]
    public void SpotInstances_SpreadOverTheCheapestPoolsOfEachZone()
    {
        InstanceTypeDefinition[] types = [Type("dear", 0.5), Type("cheap", 0.1), Type("middle", 0.2), Type("cheapish", 0.15)];
        var world = new CapacityWorld(CapacityWorld.Make(desired: 12, zones: 3, types: [.. types], group: g => g with { OnDemandPercentageAboveBase = 0 }));
        for (var zone = 0; zone < 3; zone++)
        {
            var inZone = world.Members.Where(i => world.Instances[i].Zone == zone).Select(i => world.Instances[i].InstanceType).Order();
            Assert.That(inZone, Is.EqualTo(new[] { 1, 1, 3, 3 }));
        }
        Assert.That(world.Members.All(i => world.Instances[i].Spot), Is.True);
    }

    private static InstanceTypeDefinition Type(string name, double price) => CapacityWorld.M5Large with { Name = name, OnDemandUsdPerHour = price };
}
