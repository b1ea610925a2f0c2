namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Warm pools (ASG-WP-01 … 03).</summary>
public sealed class WarmPoolTests
{
    private const string Check = ", agent: {ECS_WARM_POOLS_CHECK: true}";
    private const string Grow = "timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 8}]";

    [TestCase("{}", 4)]
    [TestCase("{maxGroupPreparedCapacity: 8}", 2)]
    [TestCase("{maxGroupPreparedCapacity: 5, minSize: 1}", 1)]
    [Property("Rule", "ASG-WP-01")]
    public void Size_FollowsTheFormula(string pool, int expected)
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 10, desiredCapacity: 6, warmPool: {pool}{Check}", duration: "10m");
        Assert.That(run.Rows("instances.csv").Count(r => r.Number("stopped_for_s") == 600), Is.EqualTo(expected));
    }

    [TestCase("Stopped", 5.75, 15.75)]
    [TestCase("Hibernated", 4.025, 11.025)]
    [Property("Rule", "ASG-WP-02"), Property("Rule", "ASG-WP-03")]
    public void ScaleOut_TakesWarmInstancesFirstAndTheyAreThereSooner(string state, double serves, double active)
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 8, desiredCapacity: 6, warmPool: {{poolState: {state}}}{Check}", Grow);
        Assert.That(run.Entered("InService"), Is.EqualTo(new[] { 606 + serves, 606 + serves }).Within(1e-6));
        Assert.That(run.Launches(), Is.Empty, "nothing was launched cold");
        var woken = run.Rows("instances.csv").Where(r => r.Number("stopped_for_s") > 0).ToArray();
        Assert.That(woken.Select(r => r.Number("active_s")), Is.EqualTo(new[] { 606 + active, 606 + active }).Within(1e-6), "registered only when in service");
        Assert.That(woken.Select(r => r.Number("stopped_for_s")), Is.All.EqualTo(606));
    }

    [Test, Property("Rule", "ASG-WP-02")]
    public void DepletedPool_MeansColdStarts()
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 10, desiredCapacity: 6, warmPool: {{maxGroupPreparedCapacity: 7}}{Check}", Grow);
        Assert.That(run.Entered("InService"), Is.EqualTo(new[] { 611.75, 617.5 }).Within(1e-6), "one warm, one cold");
    }

    [Test, Property("Rule", "ASG-WP-02")]
    public void RunningPool_ServesWithinSeconds()
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 8, desiredCapacity: 6, warmPool: {{poolState: Running}}{Check}", Grow);
        Assert.That(run.Entered("InService"), Has.Length.EqualTo(2).And.All.InRange(608, 612));
    }

    [Test, Property("Rule", "ASG-WP-01")]
    public void ScaleIn_TerminatesAndThePoolIsFilledAnew()
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 8, desiredCapacity: 6, warmPool: {{}}{Check}", "timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 5}]");
        Assert.That(run.Reasons(), Is.EqualTo(new[] { "scale_in" }));
        Assert.That(run.Entered("Warmed:Pending"), Is.EqualTo(new[] { 606.0 }), "a new one, not the old one");
        Assert.That(run.Entered("Warmed:Stopped"), Is.EqualTo(new[] { 637.5 }).Within(1e-6), "when it has booted");
    }

    [Test, Property("Rule", "ASG-WP-01")]
    public void ShrinkingPool_EndsItsInstances()
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 8, desiredCapacity: 4, warmPool: {{}}{Check}", "timeline: [{at: 10m, action: UpdateAutoScalingGroup, autoScalingGroupName: asg, maxSize: 6}]");
        Assert.That(run.Reasons(), Is.EqualTo(new[] { "warm_pool_scale_in", "warm_pool_scale_in" }));
    }

    [Test, Property("Rule", "ASG-WP-03")]
    public void StoppedInstances_CostTheirVolumeOnly()
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 6, desiredCapacity: 2, warmPool: {{}}{Check}", duration: "1h");
        Assert.That(run.Rows("costs.csv", "resource", "EC2 m5.large On-Demand").Single().Number("quantity"), Is.EqualTo(2).Within(1e-6));
        Assert.That(run.Rows("costs.csv", "resource", "EBS gp3 root volumes").Single().Number("quantity"), Is.EqualTo(6 * 30 / 730.0).Within(1e-4));
    }

    [TestCase("true", 0)]
    [TestCase("false", 2)]
    [Property("Rule", "ASG-WP-03")]
    public void WithoutTheCheck_AgentsOfARunningPoolRegisterAhead(string check, int early)
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 4, desiredCapacity: 2, warmPool: {{poolState: Running}}, agent: {{ECS_WARM_POOLS_CHECK: {check}}}", duration: "10m");
        Assert.That(run.Rows("instances.csv").Count(r => r.Text("in_service_s").Length == 0 && r.Text("active_s").Length > 0), Is.EqualTo(early));
    }

    [Test, Property("Rule", "ASG-WP-02")]
    public void MixedGroups_HaveNoWarmPool()
    {
        var text = GroupRun.Text("minSize: 0, maxSize: 4, warmPool: {}, mixedInstancesPolicy: {launchTemplate: {overrides: [{instanceType: m5.large}]}}");
        Assert.That(Scenarios.Loading.Load(text).Issues.Select(i => i.Message), Has.Some.Contains("has no warm pool"));
    }

    [Test, Property("Rule", "ASG-WP-01")]
    public void ReuseOnScaleIn_IsRefused()
    {
        var text = GroupRun.Text("minSize: 0, maxSize: 4, warmPool: {instanceReusePolicy: {reuseOnScaleIn: true}}");
        Assert.That(Scenarios.Loading.Load(text).Issues.Select(i => i.Message), Has.Some.Contains("must not return to the warm pool"));
    }

    [TestCase("true", 0)]
    [TestCase("false", 2)]
    [Property("Rule", "ASG-WP-03")]
    public void WithoutTheCheck_AgentsOfAStoppedPool_RegisterBeforeTheStop_AndAreFoundOutOfReach(string check, int early)
    {
        // Launched cold; the pool's two instances are prepared after 31.5 s and stop.
        var run = GroupRun.Of($"minSize: 0, maxSize: 4, desiredCapacity: 2, warmPool: {{}}, agent: {{ECS_WARM_POOLS_CHECK: {check}}}", duration: "10m", initial: "cold");
        Assert.That(run.Rows("instances.csv").Count(r => r.Text("in_service_s").Length == 0 && r.Text("active_s").Length > 0), Is.EqualTo(early));
        Assert.That(run.At("cluster.csv", 540, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(2 + early), "registered, though nothing runs there");
        var health = run.Rows("instance_health.csv", "to", "IMPAIRED");
        Assert.That(health, Has.Count.EqualTo(early));
    }
}
