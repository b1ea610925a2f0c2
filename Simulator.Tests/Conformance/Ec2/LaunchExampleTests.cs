namespace Simulator.Tests.Conformance.Ec2;

/// <summary>The worked examples of launches: throughput, what is in flight, how long a boot takes (ASG-LC-04, ASG-LC-06, ASG-LT-02).</summary>
public sealed class LaunchExampleTests
{
    [Test, Property("Rule", "ASG-LC-06")]
    public void SixteenHundredAtOnce_AThousandLaunchNow_TheLastAfterFiveMinutes()
    {
        var run = GroupRun.Of("minSize: 0, maxSize: 1600, desiredCapacity: 1600", initial: "cold", duration: "6m");
        var launched = run.Rows("instances.csv").Select(i => i.Number("launched_s")).Order().ToList();
        Assert.That((launched.Count, launched.Count(t => t == 0)), Is.EqualTo((1600, 1000)));
        Assert.That(launched[^1], Is.EqualTo(300));
    }

    [Test, Property("Rule", "ASG-LC-04")]
    public void InstancesInFlight_AreNotLaunchedAgain()
    {
        // Two more at 60 s are pending when a third is wanted at 68 s.
        var run = GroupRun.Of("minSize: 0, maxSize: 10, desiredCapacity: 1", """
            timeline:
              - {at: 60s, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 3}
              - {at: 68s, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 4}
            """, duration: "5m");
        Assert.That(run.Launches(), Is.EqualTo(new[] { 66.0, 66, 74 }));
        Assert.That(run.Entered("InService"), Is.EqualTo(new[] { 77.5, 77.5, 85.5 }), "1.5 s for the call, 10 s pending");
    }

    [Test, Property("Rule", "ASG-LC-04"), Property("Rule", "ASG-LC-02")]
    public void AnInstance_IsBilledFromItsLaunch()
    {
        var run = GroupRun.Of("minSize: 0, maxSize: 10, desiredCapacity: 4", initial: "cold", duration: "1h");
        Assert.That(run.Rows("costs.csv").First(c => c.Text("resource") == "EC2 m5.large On-Demand").Number("quantity"), Is.EqualTo(4).Within(1e-6), "instance hours, not from InService");
    }

    [Test, Property("Rule", "ASG-LT-02")]
    public void DefaultLatency_HasTheMedianAndTailOfTheMeasurements()
    {
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 10m}
            autoScalingGroups: [{autoScalingGroupName: asg, instanceType: m5.large, minSize: 0, maxSize: 500, desiredCapacity: 400}]
            taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: i, cpu: 64, memory: 64}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 0, launchType: EC2}]
            """);
        var seconds = run.Rows("instances.csv").Select(i => i.Number("active_s") - i.Number("launched_s")).Order().ToList();
        Assert.That(seconds[200], Is.InRange(42, 60), "median");
        Assert.That(seconds[380], Is.InRange(70, 120), "95 of a hundred");
    }

    [TestCase("false", 0.0, 0.0)]
    [TestCase("true", 5.0, 15.0)]
    [Property("Rule", "ASG-LT-02"), Property("Rule", "ASG-LT-03"), Property("Rule", "ECS-CL-07")]
    public void Trunk_AddsFiveToFifteenSecondsInRegistering(string trunking, double least, double most)
    {
        var text = GroupRun.Text("instanceType: c5.large, minSize: 0, maxSize: 10, desiredCapacity: 4", initial: "cold", duration: "5m")
            + $"\naccountSettings: [{{name: awsvpcTrunking, value: {(trunking == "true" ? "enabled" : "disabled")}}}]\n";
        Assert.That(ScenarioRun.Of(text).Rows("instances.csv").Select(i => i.Number("active_s") - i.Number("launched_s") - 31.5), Is.All.InRange(least - 1e-6, most + 1e-6));
    }

    [TestCase(10, 50, 20, 15, 5)]
    [TestCase(0, 60, 10, 6, 4)]
    [TestCase(12, 0, 10, 10, 0)]
    [TestCase(0, 50, 5, 3, 2)]
    [Property("Rule", "ASG-MX-02")]
    public void OnDemandShare_RoundsUp(int onDemandBase, int percent, int total, int onDemand, int spot)
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 20, desiredCapacity: {total}, mixedInstancesPolicy: {{instancesDistribution: {{onDemandBaseCapacity: {onDemandBase}, onDemandPercentageAboveBaseCapacity: {percent}}}, launchTemplate: {{overrides: [{{instanceType: m5.large}}, {{instanceType: m5a.large}}]}}}}",
            initial: "cold", duration: "5m", model: ", spotInterruptionScale: 0");
        Assert.That((run.Rows("instances.csv", "purchase_option", "on_demand").Count + run.Rows("instances.csv", "purchase_option", "on-demand").Count, run.Rows("instances.csv", "purchase_option", "spot").Count), Is.EqualTo((onDemand, spot)));
    }
}
