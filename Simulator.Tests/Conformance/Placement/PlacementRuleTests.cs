using Simulator.Tests.Conformance.Instances;

namespace Simulator.Tests.Conformance.Placement;

/// <summary>Placement rules, each as a scenario: where the tasks of a service end up is read from tasks.csv.</summary>
public sealed class PlacementRuleTests
{
    // Cluster K: two instances in zone a, one in zone b, each 2048 CPU units; four tasks of 512 fit on one.
    private const string K = "{instanceType: m5.large, availabilityZone: us-east-1a, count: 2}, {instanceType: m5.large, availabilityZone: us-east-1b}";

    [Test]
    [Property("Rule", "ECS-PL-03")]
    public void WithoutStrategy_AServiceSpreadsOverZonesThenInstances()
    {
        var run = Run(K, "desiredCount: 6");
        Assert.That(ByZone(run), Is.EqualTo(new[] { 3, 3 }));
        Assert.That(ByInstance(run), Is.EqualTo(new[] { 3, 2, 1 }));
    }

    [Test]
    [Property("Rule", "ECS-PL-07")]
    public void Binpack_FillsWhatHasLeastLeft()
    {
        var run = Run(K, "desiredCount: 6, placementStrategy: [{type: binpack, field: memory}]");
        Assert.That(ByInstance(run), Is.EqualTo(new[] { 4, 2 }));
    }

    [TestCase("cpu", "us-east-1b")]
    [TestCase("memory", "us-east-1a")]
    [Property("Rule", "ECS-PL-07")]
    public void Binpack_GoesByTheResourceItNames(string field, string zone)
    {
        // c5.large: 2048 CPU, little memory; m5.xlarge: 4096 CPU, much memory. A hog takes CPU of the first, memory of the second stays largest.
        var run = Run("{instanceType: c5.large, availabilityZone: us-east-1a}, {instanceType: r5.large, availabilityZone: us-east-1b, attributes: {big: y}}", $"desiredCount: 1, placementStrategy: [{{type: binpack, field: {field}}}]", hog: true);
        Assert.That(run.Rows("tasks.csv", "service", "app").Single().Text("availability_zone"), Is.EqualTo(zone));
    }

    [Test]
    [Property("Rule", "ECS-PL-09")]
    [Property("Rule", "ECS-PL-16")]
    public void AChain_NarrowsInOrder()
    {
        var run = Run(K, "desiredCount: 6, placementStrategy: [{type: spread, field: 'attribute:ecs.availability-zone'}, {type: binpack, field: memory}]");
        Assert.That(ByZone(run), Is.EqualTo(new[] { 3, 3 }));
        Assert.That(ByInstance(run), Is.EqualTo(new[] { 3, 3 }), "in each zone one instance is filled");
        var turned = Run(K, "desiredCount: 6, placementStrategy: [{type: binpack, field: memory}, {type: spread, field: 'attribute:ecs.availability-zone'}]");
        Assert.That(ByInstance(turned), Is.EqualTo(new[] { 4, 2 }));
    }

    [Test]
    [Property("Rule", "ECS-PL-02")]
    public void AStrategy_NeverMakesAPlaceableTaskUnplaceable()
    {
        var run = Run("{instanceType: m5.large, availabilityZone: us-east-1a, count: 2}", "desiredCount: 6, placementStrategy: [{type: spread, field: 'attribute:ecs.availability-zone'}]", zones: "us-east-1a, us-east-1b, us-east-1c");
        Assert.That(ByZone(run), Is.EqualTo(new[] { 6 }), "zones without an instance are no reason to wait");
    }

    [Test]
    [Property("Rule", "ECS-PL-01")]
    public void TasksArePlacedOneAfterAnother_AgainstWhatTheOneBeforeLeft()
    {
        var run = Run("{instanceType: m5.large, availabilityZone: us-east-1a, count: 3}", "desiredCount: 3, placementStrategy: [{type: spread, field: instanceId}]");
        Assert.That(ByInstance(run), Is.EqualTo(new[] { 1, 1, 1 }));
    }

    [TestCase("attribute:rack", 2, 2)]
    [TestCase("attribute:row", 4, 0)]
    [Property("Rule", "ECS-PL-05")]
    [Property("Rule", "ECS-PL-11")]
    public void Spread_GoesByAnyAttribute_AndMissingOnesAreOneGroup(string field, int most, int least)
    {
        // Two racks; without the attribute `row` all are one group and the rest of the chain decides.
        var run = Run(
            "{instanceType: m5.large, availabilityZone: us-east-1a, attributes: {rack: r1}}, {instanceType: m5.large, availabilityZone: us-east-1b, attributes: {rack: r2}}",
            $"desiredCount: 4, placementStrategy: [{{type: spread, field: '{field}'}}, {{type: binpack, field: cpu}}]");
        Assert.That(ByInstance(run), Is.EqualTo(least == 0 ? [most] : new[] { most, least }));
    }

    [Test]
    [Property("Rule", "ECS-PL-08")]
    public void Random_UsesEveryInstance_AndDiffersFromSeedToSeed()
    {
        var runs = Enumerable.Range(1, 6).Select(seed => ScenarioRun.Of(
            Hosts.Scenario("{instanceType: m5.large, count: 4}", "cpu: 512, memory: 512", "desiredCount: 8, placementStrategy: [{type: random}]", duration: "1m"), $"run.seed={seed}")).ToList();
        var loads = runs.Select(r => string.Join(',', r.PlacesAt(0).GroupBy(p => p).Select(g => g.Count()).Order())).ToList();
        Assert.That(loads.Distinct().Count(), Is.GreaterThan(1), "chance, not balance");
        Assert.That(runs.SelectMany(r => r.Rows("tasks.csv").Select(t => t.Text("availability_zone"))).Distinct().Count(), Is.EqualTo(2));
    }

    [TestCase("random")]
    [TestCase("registration")]
    [Property("Rule", "ECS-PL-10")]
    public void TheLastTie_IsDrawnOrGoesByRegistration(string tie)
    {
        var places = Enumerable.Range(1, 8).Select(seed =>
        {
            var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large, availabilityZone: us-east-1a, count: 4}", service: "desiredCount: 1", duration: "1m"), $"run.seed={seed}", $"model.placementTie={tie}");
            var instances = run.Rows("instances.csv").Select(i => i.Text("container_instance")).ToList();
            return instances.IndexOf(run.Rows("tasks.csv")[0].Text("container_instance"));
        }).ToList();
        Assert.That(places.Distinct().Count(), tie == "random" ? Is.GreaterThan(1) : Is.EqualTo(1));
        if (tie == "registration") Assert.That(places, Is.All.Zero);
    }

    [TestCase("100", "200", 0, Description = "both revisions share the group, and there is no fourth host")]
    [TestCase("66", "100", 3, Description = "L = 2, U = 3: one at a time")]
    [Property("Rule", "ECS-PL-12")]
    public void DistinctInstance_CountsAllRevisions(string minimum, string maximum, int moved)
    {
        var run = ScenarioRun.Of($$$"""
            name: distinct
            run: {duration: 20m, initial: steady}
            containerInstances: [{instanceType: m5.large, count: 3}]
            taskDefinitions:
              - {family: app, containerDefinitions: [{name: app, image: "i:1", cpu: 64, memory: 64}]}
              - {family: app, containerDefinitions: [{name: app, image: "i:2", cpu: 64, memory: 64}]}
            services:
              - {serviceName: app, taskDefinition: "app:1", launchType: EC2, desiredCount: 3, placementConstraints: [{type: distinctInstance}], deploymentConfiguration: {minimumHealthyPercent: {{{minimum}}}, maximumPercent: {{{maximum}}} }}
            timeline: [{at: 1m, action: UpdateService, service: app, taskDefinition: "app:2"}]
            """);
        Assert.That(run.Rows("tasks.csv").Count(t => t.Text("task_definition") == "app:2" && t.Text("started_s").Length > 0), Is.EqualTo(moved));
        Assert.That(run.PlacesAt(1150).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    [Property("Rule", "ECS-PL-06")]
    public void Spread_CountsTasksOfAllRevisions()
    {
        // Old tasks stand in zones a and b; the first new one goes to the empty zone c.
        var run = ScenarioRun.Of("""
            name: revisions
            run: {duration: 10m, initial: steady}
            containerInstances: [{instanceType: m5.large, availabilityZone: us-east-1a}, {instanceType: m5.large, availabilityZone: us-east-1b}, {instanceType: m5.large, availabilityZone: us-east-1c}]
            taskDefinitions:
              - {family: app, containerDefinitions: [{name: app, image: "i:1", cpu: 64, memory: 64}]}
              - {family: app, containerDefinitions: [{name: app, image: "i:2", cpu: 64, memory: 64}]}
            services: [{serviceName: app, taskDefinition: "app:1", launchType: EC2, desiredCount: 2, placementStrategy: [{type: spread, field: "attribute:ecs.availability-zone"}]}]
            timeline: [{at: 1m, action: UpdateService, service: app, taskDefinition: "app:2"}]
            """);
        var old = run.Rows("tasks.csv").Where(t => t.Text("task_definition") == "app:1").Select(t => t.Text("availability_zone")).ToList();
        var first = run.Rows("tasks.csv").First(t => t.Text("task_definition") == "app:2");
        Assert.That(old, Does.Not.Contain(first.Text("availability_zone")));
    }

    [TestCase("us-east-1a", 2)]
    [TestCase("us-east-1b", 0)]
    [Property("Rule", "ECS-PL-14")]
    public void Awsvpc_NeedsAnInstanceInAZoneOfItsSubnets(string zone, int tasks)
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: m5.large, availabilityZone: us-east-1a}", "networkMode: awsvpc", "desiredCount: 2, networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1]}}", $"subnets: {{subnet-1: {zone}}}", "memory: 64", duration: "1m"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(tasks));
        if (tasks == 0) Assert.That(run.Failed().Select(p => p.Text("reason")), Is.Not.Empty.And.All.EqualTo("ATTRIBUTE"));
    }

    [Test]
    [Property("Rule", "ECS-PL-15")]
    public void Fargate_SpreadsOverTheZonesOfItsSubnets()
    {
        var run = ScenarioRun.Of("""
            name: fargate
            run: {duration: 1m, initial: steady}
            subnets: {subnet-1: us-east-1a, subnet-2: us-east-1c}
            taskDefinitions: [{family: app, cpu: "256", memory: "512", networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: app, image: i}]}]
            services: [{serviceName: app, taskDefinition: app, launchType: FARGATE, desiredCount: 5, networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1, subnet-2]}}}]
            """);
        var zones = run.Rows("tasks.csv").GroupBy(t => t.Text("availability_zone")).ToDictionary(g => g.Key, g => g.Count());
        Assert.That(zones.Keys.Order(), Is.EqualTo(new[] { "us-east-1a", "us-east-1c" }));
        Assert.That(zones.Values.Order(), Is.EqualTo(new[] { 2, 3 }));
    }

    [TestCase("cpu: 4096, memory: 1024", "m5.xlarge, attributes: {x: y}", "RESOURCE:CPU", "rejected_cpu")]
    [TestCase("cpu: 256, memory: 10000", "m5.xlarge, attributes: {x: y}", "RESOURCE:MEMORY", "rejected_memory")]
    [TestCase("cpu: 256, memory: 512, runtimePlatform: {cpuArchitecture: ARM64}", "m6g.large", "ATTRIBUTE", "rejected_attribute")]
    [Property("Rule", "ECS-PL-18")]
    public void WhatFitsNowhere_SaysWhichFilterRejectedHowManyInstances(string task, string other, string reason, string column)
    {
        // The other instance, on which the task would fit, leaves before it is wanted.
        var run = ScenarioRun.Of(Hosts.Scenario(
            $"{{instanceType: m5.large, availabilityZone: us-east-1a, count: 2}}, {{instanceType: {other}, availabilityZone: us-east-1b}}", task, "desiredCount: 0", """
            timeline:
              - {at: 10s, action: DeregisterContainerInstance, availabilityZone: us-east-1b}
              - {at: 20s, action: UpdateService, service: app, desiredCount: 1}
            """, "memory: 64", duration: "1m"));
        Assert.Multiple(() =>
        {
            Assert.That(run.Failed().Select(p => p.Text("reason")), Is.Not.Empty.And.All.EqualTo(reason));
            Assert.That(run.Failed().Select(p => p.Count(column)), Is.All.EqualTo(2));
            Assert.That(run.Failed().Select(p => p.Text("closest_instance")).Distinct(), Is.EqualTo(new[] { Named(run) }), "the instance of which the event speaks");
            Assert.That(
                run.Rows("service_events.csv").Select(e => e.Text("message")),
                Has.Some.Contains("was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance i-"));
        });

        static string Named(ScenarioRun run) =>
            run.Rows("service_events.csv").Select(e => e.Text("message")).Where(static m => m.Contains("container-instance i-", StringComparison.Ordinal))
                .Select(static m => m[(m.IndexOf("container-instance ", StringComparison.Ordinal) + "container-instance ".Length)..].Split([')', ' '])[0]).First();
    }

    private static ScenarioRun Run(string instances, string service, bool hog = false, string zones = "us-east-1a, us-east-1b")
    {
        var text = Hosts.Scenario(instances, "cpu: 512, memory: 1024", service, duration: "1m").Replace("availabilityZones: [us-east-1a, us-east-1b]", $"availabilityZones: [{zones}]", StringComparison.Ordinal);
        if (hog)
        {
            // Holds 1024 CPU units of the large-memory instance, so that it has least CPU and most memory left.
            text = text.Replace("services:\n", """
                services:
                  - {serviceName: hog, taskDefinition: hog, launchType: EC2, desiredCount: 1, placementConstraints: [{type: memberOf, expression: "attribute:big == y"}]}

                """, StringComparison.Ordinal).Replace("taskDefinitions:\n", """
                taskDefinitions:
                  - {family: hog, cpu: 1024, memory: 512, containerDefinitions: [{name: app, image: h}]}

                """, StringComparison.Ordinal);
        }
        return ScenarioRun.Of(text);
    }

    private static int[] ByZone(ScenarioRun run) => [.. run.Rows("tasks.csv").GroupBy(t => t.Text("availability_zone")).Select(g => g.Count()).OrderDescending()];

    private static int[] ByInstance(ScenarioRun run) => [.. run.Rows("tasks.csv").GroupBy(t => t.Text("container_instance")).Select(g => g.Count()).OrderDescending()];
}
