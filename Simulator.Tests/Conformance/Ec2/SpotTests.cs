using Simulator.Aws.Ec2;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;
using Simulator.Scenarios.Catalogue;

namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Spot: notices, draining, reclaims, Capacity Rebalancing, price and bill (ASG-SP-01 … 06, ASG-RB-02, ECS-DR-05, CAT-05).</summary>
public sealed class SpotTests
{
    private const string NoDrain = "managedScaling: {status: DISABLED}, managedDraining: DISABLED";
    private const string Drain = "managedScaling: {status: DISABLED}";
    private const string Interruption = "failures: [{kind: spotInterruption, at: 40m, count: 1}]";

    [Test, Property("Rule", "ASG-SP-01"), Property("Rule", "ASG-SP-05"), Property("Rule", "X-16")]
    public void InterruptedAtMinute42_CostsNothingAndIsReplaced()
    {
        var run = GroupRun.Of(Spot("desiredCapacity: 1", "m5.large"), Interruption, NoDrain, tasks: 1);
        Assert.That(run.Rows("instances.csv")[0].Number("spot_notice_s"), Is.EqualTo(2400));
        Assert.That(run.Rows("instances.csv")[0].Number("terminated_s"), Is.EqualTo(2520), "two minutes later");
        Assert.That(run.Rows("instances.csv")[0].Text("reason"), Is.EqualTo("spot_interruption"));
        var second = 3600 - run.Launches().Single();
        Assert.That(run.Rows("costs.csv", "resource", "EC2 m5.large Spot").Single().Number("quantity"), Is.EqualTo(second / 3600).Within(1e-4), "only its successor is paid");
        Assert.That(run.Rows("tasks.csv")[0].Text("stop_code"), Is.EqualTo("SpotInterruption"));
    }

    [Test, Property("Rule", "ASG-SP-05")]
    public void InterruptedAfterAnHour_IsPaidToTheSecond()
    {
        var run = GroupRun.Of(Spot("desiredCapacity: 1, maxSize: 1, minSize: 0", "m5.large"), "failures: [{kind: spotInterruption, at: 90m}, {kind: capacityShortage, at: 1m, length: 10h}]", NoDrain, duration: "2h");
        Assert.That(run.Rows("costs.csv", "resource", "EC2 m5.large Spot").Single().Number("quantity"), Is.EqualTo(92 / 60.0).Within(1e-4));
    }

    [TestCase(NoDrain, "", "")]
    [TestCase(NoDrain, ", agent: {ECS_ENABLE_SPOT_INSTANCE_DRAINING: true}", "agent")]
    [TestCase(Drain, "", "ecs")]
    [Property("Rule", "ASG-SP-02"), Property("Rule", "ECS-DR-05"), Property("Rule", "CP-MD-01")]
    public void Notice_DrainsWhenTheAgentOrEcsReadsIt(string provider, string agent, string who)
    {
        var run = GroupRun.Of(Spot("desiredCapacity: 2", "m5.large") + agent, Interruption, provider, tasks: 2);
        var draining = run.Rows("instances.csv").Select(r => r.Text("draining_s")).Where(t => t.Length > 0).Select(t => double.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        if (who.Length == 0) Assert.That(draining, Is.Empty);
        else Assert.That(draining.Single(), who == "ecs" ? Is.EqualTo(2400) : Is.InRange(2400, 2401), "the agent polls every second");
    }

    [Test, Property("Rule", "ASG-SP-02"), Property("Rule", "ECS-DR-05")]
    public void DrainedInTime_TheTaskMovesBeforeTheInstanceEnds_WithoutDrainingItIsKilled()
    {
        var drained = GroupRun.Of(Spot("desiredCapacity: 3", "m5.large"), Interruption, Drain, tasks: 2);
        Assert.That(drained.Rows("tasks.csv").Select(r => r.Text("stop_code")), Has.None.EqualTo("SpotInterruption"));
        var killed = GroupRun.Of(Spot("desiredCapacity: 2", "m5.large"), Interruption, NoDrain, tasks: 2);
        Assert.That(killed.Rows("tasks.csv").Select(r => r.Text("stop_code")), Has.Some.EqualTo("SpotInterruption"));
    }

    [Test, Property("Rule", "ASG-RB-02"), Property("Rule", "ASG-SP-01")]
    public void CapacityRebalancing_ReplacesOnTheRecommendation()
    {
        // The pool of m5.large is reclaimed as a whole; m5a.large is another pool.
        const string model = ", spotReclaimShare: 1, spotInterruptionScale: 300, spotRebalanceLead: 4m";
        var run = GroupRun.Of(Spot("desiredCapacity: 2, capacityRebalance: true", "m5.large, m5a.large"), "", Drain, duration: "12h", zones: 1, model: model);
        var recommended = run.Events("rebalance_recommendation")[0];
        Assert.That(run.Launches()[0], Is.EqualTo(recommended), "at once");
        var replaced = run.Rows("instances.csv").Where(r => r.Text("reason") == "capacity_rebalance").ToArray();
        Assert.That(replaced, Is.Not.Empty);
        Assert.That(run.Entered("InService")[0], Is.LessThan(replaced[0].Number("terminated_s")), "the new one serves before the old one goes");
        Assert.That(replaced[0].Text("spot_notice_s"), Is.Empty, "before the notice came");
    }

    [Test, Property("Rule", "ASG-RB-02")]
    public void CapacityRebalancing_WithoutAnotherPool_WaitsForTheNotice()
    {
        const string model = ", spotReclaimShare: 1, spotInterruptionScale: 300, spotRebalanceLead: 4m";
        var run = GroupRun.Of(Spot("desiredCapacity: 1, capacityRebalance: true", "m5.large"), "", Drain, duration: "12h", zones: 1, model: model);
        Assert.That(run.Events("rebalance_recommendation"), Is.Not.Empty);
        Assert.That(run.Rows("instances.csv")[0].Number("spot_notice_s"), Is.EqualTo(run.Events("rebalance_recommendation")[0] + 240).Within(1e-6));
        Assert.That(run.Launches()[0], Is.GreaterThan(run.Events("rebalance_recommendation")[0] + 1700), "the pool itself is dry for half an hour");
    }

    [Test, Property("Rule", "ASG-RB-02")]
    public void ProtectedSpotInstances_AreNotTerminatedByTheGroup()
    {
        const string model = ", spotReclaimShare: 1, spotInterruptionScale: 300";
        var run = GroupRun.Of(
            Spot("desiredCapacity: 2, capacityRebalance: true, newInstancesProtectedFromScaleIn: true", "m5.large, m5a.large"), "", Drain, duration: "12h", zones: 1, model: model);
        Assert.That(run.Reasons(), Is.Not.Empty.And.All.EqualTo("spot_interruption"));
    }

    [TestCase(1, true)]
    [TestCase(0, false)]
    [Property("Rule", "ASG-SP-03")]
    public void Reclaims_ComeAtTheRateOfTheBand_UnlessSwitchedOff(double scale, bool interrupted)
    {
        var run = GroupRun.Of(Spot("desiredCapacity: 40", "m5.large"), "", NoDrain, duration: "60d", zones: 2, model: $", spotInterruptionScale: {scale}");
        var notices = run.Metric("cluster.spot_interruptions");
        if (!interrupted) Assert.That(notices, Is.Zero);
        else Assert.That(notices, Is.GreaterThan(0));
    }

    [TestCase(1, 0.025)]
    [TestCase(2, 0.075)]
    [TestCase(5, 0.25)]
    [Property("Rule", "ASG-SP-03")]
    public void PoolsTogether_ReclaimTheBandsShareInAMonth(int band, double share)
    {
        // λ = −ln(1 − f) / 720 h for one instance; reclaims that each take 30 % come at λ / 0.3.
        var type = CapacityType() with { SpotInterruptionBand = band };
        var scenario = Aws.CapacityWorld.Make(types: [type]);
        var (gaps, pools) = (0.0, 400);
        for (var seed = 0; seed < pools; seed++)
        {
            var market = new SpotMarket(scenario, new BirthDraw((ulong)seed + 1, 0));
            gaps += market.NextReclaim(0)!.Value.Seconds / 3600;
        }
        var expected = 0.3 * 720 / -Math.Log(1 - share);
        Assert.That(gaps / pools, Is.EqualTo(expected).Within(4 * expected / Math.Sqrt(pools)));
        if (band == 2) Assert.That(-Math.Log(1 - share) / 720, Is.EqualTo(1.083e-4).Within(1e-7), "AWS's band 5–10 %: one interruption in 9235 h");
    }

    [Test, Property("Rule", "ASG-SP-03")]
    public void Reclaim_TakesItsShareOfThePoolAtOnce()
    {
        const string model = ", spotInterruptionScale: 200, spotRebalanceLead: 0s";
        var run = GroupRun.Of(Spot("desiredCapacity: 100, maxSize: 100", "m5.large"), "", NoDrain, duration: "3d", zones: 1, model: model);
        var first = run.Events("spot_interruption_notice")[0];
        Assert.That(run.Events("spot_interruption_notice").Count(t => t == first), Is.InRange(15, 45), "about 30 of 100");
    }

    [Test, Property("Rule", "ASG-SP-04")]
    public void Catalogue_HasTheSavingsAndBandsOfTheAdvisor()
    {
        var types = InstanceTypeCatalogue.Names.Select(n => InstanceTypeCatalogue.Find(n, 0.95)!).ToList();
        Assert.That(Enumerable.Range(1, 5).Select(band => types.Count(t => t.SpotInterruptionBand == band)), Is.EqualTo(new[] { 72, 60, 38, 42, 176 }));
        var savings = types.Select(t => t.SpotSaving).Where(s => s > 0).Order().ToList();
        Assert.That((savings[0], savings[savings.Count / 2], savings[^1]), Is.EqualTo((0.42, 0.64, 0.86)));
    }

    [Test, Property("Rule", "CAT-05")]
    public void Price_DriftsFromDayToDayAndStaysAroundThePublishedSaving()
    {
        var market = new SpotMarket(Aws.CapacityWorld.Make(), new BirthDraw(1, 0));
        var published = CapacityType().OnDemandUsdPerHour * (1 - CapacityType().SpotSaving);
        double Price(int day, int zone) => market.PriceOf(0, zone, Instant.FromSeconds(day * 86400L));
        Assert.That(Price(0, 0), Is.EqualTo(published), "the first day has the published price");
        var days = Enumerable.Range(30, 2000).Select(d => (Price(d, 0) / published) - 1).ToArray();
        Assert.That(Math.Sqrt(days.Average(x => x * x)), Is.EqualTo(0.1).Within(0.03), "spread of 10 %");
        Assert.That(days.Zip(days.Skip(1), (a, b) => Math.Abs(a - b)).Average(), Is.LessThan(0.06), "in small steps");
        Assert.That(Price(40, 0), Is.Not.EqualTo(Price(40, 1)), "each pool has its own");
        Assert.That(market.MeanFactor(0, 0, Instant.FromSeconds(86400L), Instant.FromSeconds(3 * 86400L)), Is.EqualTo((Price(1, 0) + Price(2, 0)) / 2 / published).Within(1e-12));
    }

    [Test, Property("Rule", "CAT-05")]
    public void Bill_FollowsTheDrift()
    {
        var flat = GroupRun.Of(Spot("desiredCapacity: 1", "m5.large"), "", NoDrain, duration: "20d", model: ", spotInterruptionScale: 0, spotPriceDrift: 0");
        var drifting = GroupRun.Of(Spot("desiredCapacity: 1", "m5.large"), "", NoDrain, duration: "20d", model: ", spotInterruptionScale: 0");
        var usd = flat.Rows("costs.csv", "resource", "EC2 m5.large Spot").Single().Number("usd");
        Assert.That(drifting.Rows("costs.csv", "resource", "EC2 m5.large Spot").Single().Number("usd"), Is.Not.EqualTo(usd).And.EqualTo(usd).Within(30).Percent);
    }

    private static InstanceTypeDefinition CapacityType() => Aws.CapacityWorld.M5Large;

    private static string Spot(string sizes, string types) =>
        (sizes.Contains("minSize", StringComparison.Ordinal) ? "" : "minSize: 0, ") + (sizes.Contains("maxSize", StringComparison.Ordinal) ? "" : "maxSize: 100, ") + sizes
        + ", mixedInstancesPolicy: {launchTemplate: {overrides: [" + string.Join(", ", types.Split(", ").Select(t => $"{{instanceType: {t}}}")) + "]}, instancesDistribution: {onDemandPercentageAboveBaseCapacity: 0, spotInstancePools: 1}}";
}
