using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Mixed instances policies: shares, allocation strategies, attribute-based selection (ASG-MX-01, ASG-MX-02, ASG-SP-06).</summary>
public sealed class MixedGroupTests
{
    [TestCase(20, 10, 50, 15, 5)]
    [TestCase(10, 0, 60, 6, 4)]
    [TestCase(10, 12, 0, 10, 0)]
    [TestCase(5, 0, 50, 3, 2)]
    [Property("Rule", "ASG-MX-02")]
    public void OnDemandShare_RoundsInItsOwnFavour(int total, int baseCapacity, int percentage, int onDemand, int spot)
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 30, desiredCapacity: {total}, {Policy("m5.large", $"onDemandBaseCapacity: {baseCapacity}, onDemandPercentageAboveBaseCapacity: {percentage}")}", duration: "1m");
        Assert.That(Count(run, "on-demand", ""), Is.EqualTo(onDemand));
        Assert.That(Count(run, "spot", ""), Is.EqualTo(spot));
    }

    [TestCase("")]
    [TestCase(", terminationPolicies: [OldestInstance]")]
    [TestCase(", terminationPolicies: [NewestInstance]")]
    [Property("Rule", "ASG-MX-02"), Property("Rule", "ASG-RB-01")]
    public void MovesBetweenZones_KeepTheShare(string policies)
    {
        const string update = "action: UpdateAutoScalingGroup, autoScalingGroupName: asg, availabilityZones";
        foreach (var (size, onDemand) in new[] { (2, 1), (5, 3) })
        {
            var run = GroupRun.Of(
                $"minSize: 0, maxSize: 30, desiredCapacity: {size}{policies}, {Policy("m5.large, m5a.large", "onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 50")}",
                $$"""
                timeline:
                  - {at: 10m, {{update}}: [us-east-1a]}
                  - {at: 20m, {{update}}: [us-east-1a, us-east-1b]}
                  - {at: 30m, {{update}}: [us-east-1b]}
                  - {at: 40m, {{update}}: [us-east-1a]}
                """, model: ", spotInterruptionScale: 0");
            Assert.That(run.Reasons(), Has.Some.EqualTo("zone_rebalance"));
            foreach (var minute in new[] { 5, 19, 29, 39, 59 }) Assert.That(Split(run, minute), Is.EqualTo((onDemand, size - onDemand)), $"{size} instances, minute {minute}");
        }
    }

    [TestCase(4, 0, 2)]
    [TestCase(20, 10, 15)]
    [Property("Rule", "ASG-MX-02"), Property("Rule", "ASG-RB-02")]
    public void CapacityRebalancing_ReplacesSpotBySpot(int total, int baseCapacity, int onDemand)
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 40, desiredCapacity: {total}, capacityRebalance: true, {Policy("m5.large, m5a.large, m6i.large", $"onDemandBaseCapacity: {baseCapacity}, onDemandPercentageAboveBaseCapacity: 50")}",
            "failures: [{kind: spotInterruption, at: 10m, count: 2}, {kind: spotInterruption, at: 30m, count: 1}]", model: ", spotInterruptionScale: 0");
        Assert.That(run.Rows("instances.csv").Count(r => r.Text("spot_notice_s").Length > 0), Is.EqualTo(3));
        foreach (var minute in new[] { 5, 25, 59 }) Assert.That(Split(run, minute), Is.EqualTo((onDemand, total - onDemand)), $"minute {minute}");
    }

    [TestCase("timeline: [{at: 10m, action: StartInstanceRefresh, autoScalingGroupName: asg, preferences: {minHealthyPercentage: 100, maxHealthyPercentage: 150, instanceWarmup: 60}}]", "", "instance_refresh")]
    [TestCase("timeline: [{at: 10m, action: StartInstanceRefresh, autoScalingGroupName: asg, preferences: {instanceWarmup: 60}}]", "", "instance_refresh")]
    [TestCase("timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 10}]", "maxInstanceLifetime: 86400, instanceMaintenancePolicy: {minHealthyPercentage: 100, maxHealthyPercentage: 120}, ", "max_instance_lifetime")]
    [TestCase("timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 10}]", "maxInstanceLifetime: 86400, ", "max_instance_lifetime")]
    [Property("Rule", "ASG-MX-02"), Property("Rule", "ASG-LC-02")]
    public void Replacements_KeepTheShare(string timeline, string properties, string reason)
    {
        foreach (var (baseCapacity, onDemand) in new[] { (0, 5), (3, 7) })
        {
            var run = GroupRun.Of(
                $"minSize: 0, maxSize: 30, desiredCapacity: 10, {properties}{Policy("m5.large, m5a.large", $"onDemandBaseCapacity: {baseCapacity}, onDemandPercentageAboveBaseCapacity: 50")}", timeline,
                duration: "26h", model: ", spotInterruptionScale: 0");
            Assert.That(run.Reasons().Count(r => r == reason), Is.EqualTo(10));
            Assert.That(Split(run, (26 * 60) - 1), Is.EqualTo((onDemand, 10 - onDemand)));
        }
    }

    [TestCase("", "m5.large")]
    [TestCase("onDemandAllocationStrategy: prioritized", "m5.large")]
    [TestCase("onDemandAllocationStrategy: lowest-price", "t3.large")]
    [Property("Rule", "ASG-MX-01")]
    public void OnDemand_GoesByPriorityOrPrice(string distribution, string expected)
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 30, desiredCapacity: 4, {Policy("m5.large, t3.large", distribution)}", duration: "1m");
        Assert.That(Count(run, "on-demand", expected), Is.EqualTo(4));
    }

    [Test, Property("Rule", "ASG-MX-01"), Property("Rule", "ASG-LC-07")]
    public void SoldOutType_GivesWayToTheNextOfTheList()
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 30, desiredCapacity: 2, {Policy("m5.large, m6i.large", "")}",
            "failures: [{kind: capacityShortage, at: 1m, length: 5h, instanceTypes: [m5.large]}]\ntimeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 4}]");
        Assert.That((Count(run, "on-demand", "m5.large"), Count(run, "on-demand", "m6i.large")), Is.EqualTo((2, 2)));
    }

    [Test, Property("Rule", "ASG-MX-01"), Property("Rule", "ASG-SP-06")]
    public void LowestPrice_SpreadsOverTheCheapestPools()
    {
        var two = Spot("m5.large, m5a.large, c5.4xlarge", "spotAllocationStrategy: lowest-price");
        Assert.That((Count(two, "spot", "m5.large"), Count(two, "spot", "m5a.large"), Count(two, "spot", "c5.4xlarge")), Is.EqualTo((4, 4, 0)), "two pools unless told otherwise");
        var one = Spot("m5.large, m5a.large", "spotAllocationStrategy: lowest-price, spotInstancePools: 1", "pricing: {m5.large.spot: 0.01, m5a.large.spot: 0.02}");
        Assert.That(Count(one, "spot", "m5.large"), Is.EqualTo(8));
    }

    [TestCase("capacity-optimized")]
    [TestCase("capacity-optimized-prioritized")]
    [TestCase("price-capacity-optimized")]
    [Property("Rule", "ASG-MX-01"), Property("Rule", "ASG-SP-06")]
    public void CapacityStrategies_AvoidPoolsThatAreOftenReclaimed(string strategy)
    {
        // A dear type of the lowest band against a cheap one of the top band, which stands first in the list.
        var names = Simulator.Scenarios.Catalogue.InstanceTypeCatalogue.Names.Select(n => Simulator.Scenarios.Catalogue.InstanceTypeCatalogue.Find(n, 1)!).Where(t => t.VCpus == 2 && t.SpotSaving > 0).ToList();
        var safe = names.First(t => t.SpotInterruptionBand == 1).Name;
        var risky = names.First(t => t.SpotInterruptionBand == 5).Name;
        var run = Spot($"{risky}, {safe}", $"spotAllocationStrategy: {strategy}", $"pricing: {{{risky}.spot: 0.01, {safe}.spot: 0.5}}");
        Assert.That(Count(run, "spot", safe), Is.EqualTo(8));
        Assert.That(Count(Spot($"{risky}, {safe}", "spotAllocationStrategy: lowest-price, spotInstancePools: 1", $"pricing: {{{risky}.spot: 0.01, {safe}.spot: 0.5}}"), "spot", risky), Is.EqualTo(8));
    }

    [Test, Property("Rule", "ASG-SP-06")]
    public void PriceCapacityOptimized_TakesTheCheapestOfPoolsWithEnoughRoom()
    {
        var run = Spot("m5.large, m5a.large", "spotAllocationStrategy: price-capacity-optimized", "pricing: {m5.large.spot: 0.05, m5a.large.spot: 0.04}", ", spotTopBandFrequency: 0.02, spotCapacityNoise: 0, spotCapacityThreshold: 0.8");
        Assert.That(Count(run, "spot", "m5a.large"), Is.EqualTo(8));
    }

    [Test, Property("Rule", "ASG-TP-01"), Property("Rule", "AS-EC2-06")]
    public void ScaleInOfAMixedGroup_KeepsTheShareAndTheBetterType()
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 30, desiredCapacity: 2, terminationPolicies: [AllocationStrategy], {Policy("m5.large, m6i.large", "")}",
            """
            failures: [{kind: capacityShortage, at: 1m, length: 15m, instanceTypes: [m5.large]}]
            timeline:
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 4}
              - {at: 30m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 2}
            """, zones: 1);
        Assert.That(run.Rows("instances.csv").Where(r => r.Text("reason") == "scale_in").Select(r => r.Text("instance_type")), Is.EqualTo(new[] { "m6i.large", "m6i.large" }));
    }

    [TestCase("vCpuCount: {min: 2, max: 2}, memoryMiB: {min: 8192, max: 8192}, instanceGenerations: [current], cpuManufacturers: [intel]", "m5.large", true)]
    [TestCase("vCpuCount: {min: 2, max: 2}, memoryMiB: {min: 8192, max: 8192}, cpuManufacturers: [intel]", "t3.large", false)]
    [TestCase("vCpuCount: {min: 2, max: 2}, memoryMiB: {min: 8192, max: 8192}, burstablePerformance: included", "t3.large", true)]
    [TestCase("vCpuCount: {min: 2, max: 2}, memoryMiB: {min: 8192, max: 8192}, cpuManufacturers: [amd]", "m5.large", false)]
    [TestCase("vCpuCount: {min: 2, max: 2}, memoryMiB: {min: 8192, max: 8192}, excludedInstanceTypes: ['m5*']", "m5.large", false)]
    [TestCase("vCpuCount: {min: 2, max: 2}, memoryMiB: {min: 8192, max: 8192}, allowedInstanceTypes: ['m5*']", "m5.large", true)]
    [TestCase("vCpuCount: {min: 4, max: 4}, memoryMiB: {min: 16384}, acceleratorCount: {min: 1}, onDemandMaxPricePercentageOverLowestPrice: 9999", "g4dn.xlarge", true)]
    [TestCase("vCpuCount: {min: 4}, memoryMiB: {min: 0}", "c5.24xlarge", false)]
    [TestCase("vCpuCount: {min: 2}, memoryMiB: {min: 0}, localStorage: required", "m5.large", false)]
    [TestCase("vCpuCount: {min: 2}, memoryMiB: {min: 0}, localStorage: required, allowedInstanceTypes: ['m5d*']", "m5d.large", true)]
    [Property("Rule", "ASG-MX-01")]
    public void InstanceRequirements_ChooseFromTheCatalogue(string requirements, string type, bool included)
    {
        var text = GroupRun.Text($"minSize: 0, maxSize: 3, mixedInstancesPolicy: {{launchTemplate: {{overrides: [{{instanceRequirements: {{{requirements}}}}}]}}}}");
        var loaded = Loading.Load(text);
        Assert.That(loaded.Issues, Is.Empty);
        Assert.That(loaded.Scenario!.InstanceTypes.Any(t => t.Name == type), Is.EqualTo(included));
        var prices = loaded.Scenario.AutoScalingGroups[0].InstanceTypes.Select(t => loaded.Scenario.InstanceTypes[t].OnDemandUsdPerHour).ToArray();
        Assert.That(prices, Is.Ordered, "cheapest first");
    }

    [Test, Property("Rule", "ASG-MX-01")]
    public void InstanceRequirements_ThatNothingMeets_AreRefused_AndWeightsToo()
    {
        var none = Loading.Load(GroupRun.Text("minSize: 0, maxSize: 3, mixedInstancesPolicy: {launchTemplate: {overrides: [{instanceRequirements: {vCpuCount: {min: 5000}, memoryMiB: {min: 1}}}]}}"));
        Assert.That(none.Issues.Select(i => i.Message), Has.Some.Contains("no instance type of the catalogue"));
        var unbounded = Loading.Load(GroupRun.Text("minSize: 0, maxSize: 3, mixedInstancesPolicy: {launchTemplate: {overrides: [{instanceRequirements: {vCpuCount: {min: 2}}}]}}"));
        Assert.That(unbounded.Issues.Select(i => i.Message), Has.Some.Contains("has no `memoryMiB`"));
        var weights = Loading.Load(GroupRun.Text("minSize: 0, maxSize: 3, mixedInstancesPolicy: {launchTemplate: {overrides: [{instanceType: m5.large, weightedCapacity: '2'}]}}"));
        Assert.That(weights.Issues.Select(i => i.Message), Has.Some.Contains("takes no weights"));
    }

    private static ScenarioRun Spot(string types, string distribution, string rest = "", string model = "") =>
        GroupRun.Of($"minSize: 0, maxSize: 30, desiredCapacity: 8, {Policy(types, "onDemandPercentageAboveBaseCapacity: 0, " + distribution)}", rest, duration: "1m", model: model);

    private static string Policy(string types, string distribution) =>
        "mixedInstancesPolicy: {launchTemplate: {overrides: [" + string.Join(", ", types.Split(", ").Select(t => $"{{instanceType: {t}}}")) + "]}, instancesDistribution: {" + distribution + "}}";

    private static (int OnDemand, int Spot) Split(ScenarioRun run, double minute)
    {
        var alive = run.Rows("instances.csv").Where(r => Parse(r.Text("launched_s")) <= minute * 60 && (r.Text("terminated_s").Length == 0 || r.Number("terminated_s") > minute * 60)).ToArray();
        return (alive.Count(r => r.Text("purchase_option") == "on-demand"), alive.Count(r => r.Text("purchase_option") == "spot"));
    }

    private static double Parse(string seconds) => double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture);

    private static int Count(ScenarioRun run, string option, string type) =>
        run.Rows("instances.csv").Count(r => r.Text("purchase_option") == option && (type.Length == 0 || r.Text("instance_type") == type));
}
