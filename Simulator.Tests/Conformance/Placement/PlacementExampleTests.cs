namespace Simulator.Tests.Conformance.Placement;

/// <summary>The worked examples of placement, as rows of tasks.csv.</summary>
public sealed class PlacementExampleTests
{
    [TestCase("us-east-1a", "us-east-1b")]
    [Property("Rule", "ECS-PL-02")]
    public void WithThreeInAAndInB_AndNothingThatFitsInC_TheNextGoesToAOrB(string first, string second)
    {
        // Zone c has an instance, but it is too small for the task.
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 5m, initial: steady}
            availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
            containerInstances: [{instanceType: m5.xlarge, availabilityZone: us-east-1a}, {instanceType: m5.xlarge, availabilityZone: us-east-1b}, {instanceType: t3.micro, availabilityZone: us-east-1c}]
            taskDefinitions: [{family: t, containerDefinitions: [{name: app, image: i, cpu: 256, memory: 2048}]}]
            services: [{serviceName: s, taskDefinition: t, launchType: EC2, desiredCount: 6, availabilityZoneRebalancing: DISABLED, placementStrategy: [{type: spread, field: "attribute:ecs.availability-zone"}]}]
            timeline: [{at: 1m, action: UpdateService, service: s, desiredCount: 7}]
            """);
        var zones = run.Rows("tasks.csv").Where(t => t.Number("created_s") == 0).GroupBy(t => t.Text("availability_zone")).ToDictionary(g => g.Key, g => g.Count());
        Assert.That(zones, Is.EqualTo(new Dictionary<string, int> { [first] = 3, [second] = 3 }));
        Assert.That(run.Rows("tasks.csv").Single(t => t.Number("created_s") == 60).Text("availability_zone"), Is.EqualTo(first).Or.EqualTo(second));
        Assert.That(run.Rows("placements.csv").Where(p => p.Text("reason").Length > 0), Is.Empty, "spread made nothing wait");
    }

    [Test]
    [Property("Rule", "ECS-PL-07")]
    public void WithNineHundredFiveHundredAndThreeHundredLeft_FourHundredGoToFiveHundred()
    {
        // Hogs leave 900, 500 and 300 MiB of 7985 on three m4.large.
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 5m, initial: steady}
            availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
            containerInstances: [{instanceType: m4.large, availabilityZone: us-east-1a}, {instanceType: m4.large, availabilityZone: us-east-1b}, {instanceType: m4.large, availabilityZone: us-east-1c}]
            taskDefinitions: [{{Hog("a", 7985 - 900)}}, {{Hog("b", 7985 - 500)}}, {{Hog("c", 7985 - 300)}}, {family: t, containerDefinitions: [{name: app, image: i, cpu: 10, memory: 400}]}]
            services: [{{Holder("a")}}, {{Holder("b")}}, {{Holder("c")}}, {serviceName: s, taskDefinition: t, launchType: EC2, desiredCount: 0, placementStrategy: [{type: binpack, field: memory}]}]
            timeline: [{at: 1m, action: UpdateService, service: s, desiredCount: 1}, {at: 2m, action: UpdateService, service: s, desiredCount: 2}, {at: 3m, action: UpdateService, service: s, desiredCount: 3}]
            """);
        Assert.That(run.Rows("tasks.csv", "service", "s").Select(t => t.Text("availability_zone")), Is.EqualTo(new[] { "us-east-1b", "us-east-1a", "us-east-1a" }), "500, then what is left of 900");

        static string Hog(string zone, int memory) => $"{{family: hog{zone}, containerDefinitions: [{{name: app, image: i, cpu: 10, memory: {memory}}}]}}";
        static string Holder(string zone) => $"{{serviceName: h{zone}, taskDefinition: hog{zone}, launchType: EC2, desiredCount: 1, placementConstraints: [{{type: memberOf, expression: \"attribute:ecs.availability-zone == us-east-1{zone}\"}}]}}";
    }

    [Test]
    [Property("Rule", "ECS-PL-06")]
    public void TwoNewTasksBesideTwoOldOnes_CanBothStandInOneZone()
    {
        // One host in each of three zones, old tasks on two of them. The first new one goes to the third; the second finds one in each zone, and which it takes is a draw.
        var places = Enumerable.Range(1, 12).Select(seed =>
        {
            var run = ScenarioRun.Of("""
                name: revisions
                run: {duration: 10m, initial: steady}
                containerInstances: [{instanceType: m5.large, availabilityZone: us-east-1a}, {instanceType: m5.large, availabilityZone: us-east-1b}, {instanceType: m5.large, availabilityZone: us-east-1c}]
                taskDefinitions: [{family: app, containerDefinitions: [{name: app, image: "i:1", cpu: 64, memory: 64}]}, {family: app, containerDefinitions: [{name: app, image: "i:2", cpu: 64, memory: 64}]}]
                services: [{serviceName: app, taskDefinition: "app:1", launchType: EC2, desiredCount: 2, availabilityZoneRebalancing: DISABLED, placementStrategy: [{type: spread, field: "attribute:ecs.availability-zone"}]}]
                timeline: [{at: 1m, action: UpdateService, service: app, taskDefinition: "app:2"}]
                """, $"run.seed={seed}");
            var old = run.Rows("tasks.csv", "task_definition", "app:1").Select(t => t.Text("availability_zone")).ToList();
            var young = run.Rows("tasks.csv", "task_definition", "app:2").Select(t => t.Text("availability_zone")).ToList();
            Assert.That(old, Does.Not.Contain(young[0]));
            return young[0] == young[1];
        }).ToList();
        Assert.That(places, Does.Contain(true).And.Contain(false), "both can be the result once the old ones have left");
    }

    [TestCase("c5.large", 512, 4)]
    [TestCase("c5.large", 2048, 1)]
    [TestCase("c5.2xlarge", 512, 16)]
    [Property("Rule", "ECS-PL-01")]
    [Property("Rule", "ECS-CL-01")]
    public void AnInstance_HoldsAsManyAsItsUnitsAllow(string type, int cpu, int fit)
    {
        var run = ScenarioRun.Of(Instances.Hosts.Scenario($"{{instanceType: {type}}}", $"cpu: {cpu}, memory: 64", "desiredCount: 30", container: "memory: 64", duration: "1m"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(fit));
        Assert.That(run.Rows("placements.csv").Select(p => p.Text("reason")).Distinct(), Is.EqualTo(new[] { "RESOURCE:CPU" }));
    }
}
