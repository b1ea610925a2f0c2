namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>Task protection, the choice at scale-in, zone rebalancing.</summary>
public sealed class ProtectionAndRebalancingTests
{
    private const string Drained = "{at: 5m, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1b}, {at: 10m, action: UpdateContainerInstancesState, status: ACTIVE, availabilityZone: us-east-1b}";

    [Test, Property("Rule", "ECS-SI-05"), Property("Rule", "ECS-EV-08")]
    public void ProtectedTasks_StayUntilTheirProtectionEnds()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 10", """
            timeline:
              - {at: 1m, action: UpdateTaskProtection, service: s, count: 6, protectionEnabled: true, expiresInMinutes: 10}
              - {at: 2m, action: UpdateService, service: s, desiredCount: 4}
              - {at: 3m, action: UpdateTaskProtection, service: s, count: 1, protectionEnabled: true}
            """));
        Assert.That(run.RoundsAfter(60), Is.EqualTo(new[] { (4, 0), (2, 0) }));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("stopping_s")).Where(t => !double.IsNaN(t)).Distinct().Order(), Is.EqualTo(new[] { 120.0, 660 }));
        Assert.That(run.Messages(), Has.Some.Contains("was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks."));
        Assert.That(run.DecisionsOf("task_protection").Select(d => d.GetProperty("gate").GetString()), Is.EqualTo(new[] { "", "deployment_blocked" }));
    }

    [Test, Property("Rule", "ECS-SI-05")]
    public void ProtectedTasksOfTheOldRevision_HoldTheDeploymentUp_AndEndedProtectionLetsItGo()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 100}, availabilityZoneRebalancing: DISABLED", """
            timeline:
              - {at: 1m, action: UpdateTaskProtection, service: s, count: 3, protectionEnabled: true, expiresInMinutes: 60}
              - {at: 5m, action: UpdateService, service: s, taskDefinition: "t:2"}
              - {at: 10m, action: UpdateTaskProtection, service: s, count: 3, protectionEnabled: false}
            """));
        Assert.That(run.RoundsAfter(300)[0], Is.EqualTo((1, 1)), "one of the old ones may go, and its place is the only one below U");
        Assert.That(run.Rows("tasks.csv", "task_definition", "t:1").Count(t => t.Number("stopping_s") >= 600), Is.EqualTo(3));
        Assert.That(run.Rows("deployments.csv")[^1].Text("rollout_state"), Is.EqualTo("COMPLETED"));
    }

    [Test, Property("Rule", "ECS-SI-05"), Property("Rule", "ECS-HL-02")]
    public void Protection_DoesNotKeepATaskFromBeingStoppedByAUser()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 1", """
            timeline:
              - {at: 1m, action: UpdateTaskProtection, service: s, protectionEnabled: true}
              - {at: 2m, action: StopTask, service: s}
            """));
        Assert.That(run.Rows("tasks.csv")[0].Number("stopping_s"), Is.EqualTo(120));
    }

    [Test, Property("Rule", "ECS-SI-01")]
    public void ScaleInWithoutStrategy_TakesFromTheFullestZone()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 5, availabilityZoneRebalancing: DISABLED", "timeline: [{at: 5m, action: UpdateService, service: s, desiredCount: 4}]",
            instances: "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 1}, {instanceType: c5.large, availabilityZone: us-east-1b, count: 1}, {instanceType: c5.large, availabilityZone: us-east-1c, count: 1}]"));
        var zones = new[] { "us-east-1a", "us-east-1b", "us-east-1c" };
        Assert.That(zones.Select(z => run.InZone(z, 200)).Order(), Is.EqualTo(new[] { 1, 2, 2 }));
        Assert.That(zones.Select(z => run.InZone(z, 1000)).Order(), Is.EqualTo(new[] { 1, 1, 2 }));
    }

    [Test, Property("Rule", "ECS-SI-02")]
    public void ScaleInWithBinpack_ClearsTheEmptiestInstance()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6, placementStrategy: [{type: binpack, field: memory}]", "timeline: [{at: 5m, action: UpdateService, service: s, desiredCount: 4}]"));
        Assert.That(run.ByInstance(), Is.EqualTo(new[] { 4 }));
    }

    [Test, Property("Rule", "ECS-SI-04")]
    public void ScaleInOnFargate_KeepsTheZonesBalanced()
    {
        var run = ScenarioRun.Of(OnFargate("desiredCount: 9", "[{at: 5m, action: UpdateService, service: s, desiredCount: 6}]"));
        Assert.That(new[] { "us-east-1a", "us-east-1b", "us-east-1c" }.Select(z => run.InZone(z, 1000)), Is.EqualTo(new[] { 2, 2, 2 }));
    }

    [Test, Property("Rule", "ECS-AZ-01"), Property("Rule", "ECS-AZ-02"), Property("Rule", "ECS-AZ-03"), Property("Rule", "ECS-AZ-04"), Property("Rule", "ECS-EV-11")]
    public void InstanceThatComesBack_GetsItsShareAgain_StartFirst()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6", $"timeline: [{Drained}]"));
        Assert.That((run.InZone("us-east-1a", 500), run.InZone("us-east-1b", 500)), Is.EqualTo((6, 0)), "an empty zone without ACTIVE instance is no imbalance");
        Assert.That((run.InZone("us-east-1a", 1100), run.InZone("us-east-1b", 1100)), Is.EqualTo((3, 3)));
        Assert.That(run.RunningBetween(600, 1190), Is.EqualTo((6, 9)));
        Assert.That(run.Rows("tasks.csv").Where(t => t.Text("stopped_reason").StartsWith("Availability-zone rebalancing", StringComparison.Ordinal)).Select(t => t.Text("availability_zone")), Is.EqualTo(Enumerable.Repeat("us-east-1a", 3)));
        var told = run.Messages().SkipWhile(m => !m.Contains("is not AZ balanced", StringComparison.Ordinal)).ToList();
        Assert.That(told[0], Is.EqualTo("(service s) is not AZ balanced with 6 tasks in us-east-1a, 0 tasks in us-east-1b, and 0 tasks in us-east-1c. AZ Rebalancing in progress."));
        Assert.That(told, Has.Some.StartsWith("(service s) has started 3 tasks in us-east-1b to AZ Rebalance: (task "));
        Assert.That(told, Has.Some.StartsWith("(service s) has stopped 3 running tasks in us-east-1a due to AZ rebalancing: (task "));
        Assert.That(told, Has.Some.EqualTo("(service s) is AZ balanced with 3 tasks in us-east-1a, 3 tasks in us-east-1b, and 0 tasks in us-east-1c."));
    }

    [TestCase("", "2024-01-01T00:00:00Z", 0, TestName = "Rebalancing: off by default before September 2025")]
    [TestCase("", "2025-10-01T00:00:00Z", 3, TestName = "Rebalancing: on by default since")]
    [TestCase(", availabilityZoneRebalancing: ENABLED", "2024-12-01T00:00:00Z", 3, TestName = "Rebalancing: asked for")]
    [TestCase(", availabilityZoneRebalancing: DISABLED", "2026-01-01T00:00:00Z", 0, TestName = "Rebalancing: refused")]
    [TestCase(", placementStrategy: [{type: spread, field: instanceId}]", "2026-01-01T00:00:00Z", 0, TestName = "Rebalancing: another strategy first")]
    [Property("Rule", "ECS-AZ-01")]
    public void Rebalancing_IsForEligibleServices_ByDateAndWish(string property, string start, int moved)
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6" + property, $"timeline: [{Drained}]", run: $"start: {start}, duration: 20m, initial: steady"));
        Assert.That(run.InZone("us-east-1b", 1150), Is.EqualTo(moved));
    }

    [Test, Property("Rule", "ECS-AZ-03"), Property("Rule", "ECS-EV-11")]
    public void Rebalancing_EndsWhenADeploymentBegins_OrWhenNothingFits()
    {
        var deployed = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6", $"timeline: [{Drained}, {{at: 670s, action: UpdateService, service: s, taskDefinition: \"t:2\"}}]", model: ", zoneRebalancingInterval: 60s"));
        Assert.That(deployed.Messages(), Has.Some.EqualTo("(service s) stopped AZ Rebalancing."));
        Assert.That(deployed.Rows("deployments.csv")[^1].Text("rollout_state"), Is.EqualTo("COMPLETED"));
        var full = ScenarioRun.Of(SmallCluster.Of(
            "[{serviceName: s, taskDefinition: \"t:1\", launchType: EC2, desiredCount: 4}, {serviceName: filler, taskDefinition: \"t:2\", launchType: EC2, desiredCount: 0, placementConstraints: [{type: memberOf, expression: \"attribute:ecs.availability-zone == us-east-1b\"}]}]",
            "timeline: [{at: 5m, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1b}, {at: 9m, action: UpdateContainerInstancesState, status: ACTIVE, availabilityZone: us-east-1b}, {at: 9m, action: UpdateService, service: filler, desiredCount: 4}]"));
        Assert.That(full.Messages(), Has.Some.EqualTo("(service s) stopped AZ Rebalancing."));
        Assert.That(full.InZone("us-east-1b", 1150), Is.EqualTo(4), "the filler's");
    }

    [Test, Property("Rule", "ECS-AZ-04"), Property("Rule", "ECS-AZ-02")]
    public void AfterAZoneOutage_FargateTasksGoBack()
    {
        var run = ScenarioRun.Of(OnFargate("desiredCount: 3", "[]", "failures: [{kind: zoneOutage, zone: us-east-1b, at: 5m, length: 5m}]"));
        Assert.That(run.InZone("us-east-1b", 590), Is.Zero);
        Assert.That(new[] { "us-east-1a", "us-east-1b", "us-east-1c" }.Select(z => run.InZone(z, 1790)), Is.EqualTo(new[] { 1, 1, 1 }));
    }

    [Test, Property("Rule", "ECS-AZ-04")]
    public void AfterAZoneOutage_SpotIsBalancedToo_ForItself()
    {
        const string strategy = "desiredCount: 12, capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 1}]";
        var run = ScenarioRun.Of(OnFargate(strategy, "[]", "failures: [{kind: zoneOutage, zone: us-east-1b, at: 5m, length: 5m}]", launchType: ""));
        var left = run.Rows("tasks.csv").Where(t => double.IsNaN(t.Number("stopping_s"))).ToList();
        foreach (var provider in new[] { "FARGATE", "FARGATE_SPOT" })
            Assert.That(new[] { "us-east-1a", "us-east-1b", "us-east-1c" }.Select(z => left.Count(t => t.Text("capacity_provider") == provider && t.Text("availability_zone") == z)), Is.EqualTo(new[] { 2, 2, 2 }), provider);
    }

    [Test, Property("Rule", "ECS-AZ-03")]
    public void ABatch_IsNoLargerThanTheUpperLimitAllows()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 134}", $"timeline: [{Drained}]"));
        Assert.That((run.InZone("us-east-1a", 1190), run.InZone("us-east-1b", 1190)), Is.EqualTo((3, 3)), "three too many, two at a time");
        Assert.That(run.RunningBetween(600, 1190), Is.EqualTo((6, 8)));
        Assert.That(run.Messages(), Has.Some.Contains("is AZ balanced"));
    }

    [Test, Property("Rule", "ECS-AZ-03"), Property("Rule", "ECS-SI-05")]
    public void ProtectedTasksOfTheFullZone_StopTheRebalancing_NotTasksOfOtherZones()
    {
        const string one = "placementConstraints: [{type: memberOf, expression: \"attribute:r == x\"}]";
        var run = ScenarioRun.Of(SmallCluster.Of($"desiredCount: 6, {one}", """
            timeline:
              - {at: 300s, action: UpdateTaskProtection, service: s, count: 3, protectionEnabled: true, expiresInMinutes: 20}
              - {at: 310s, action: UpdateService, service: s, placementConstraints: []}
            """, run: "duration: 40m, initial: steady", instances: "[{instanceType: c5.2xlarge, availabilityZone: us-east-1a, attributes: {r: x}}, {instanceType: c5.2xlarge, availabilityZone: us-east-1b}, {instanceType: c5.2xlarge, availabilityZone: us-east-1c}]"));
        var stopped = run.Rows("tasks.csv").Where(t => t.Number("stopping_s") < 1400).ToList();
        Assert.That(stopped.Where(t => t.Text("stopped_reason").StartsWith("Availability-zone", StringComparison.Ordinal)).Select(t => t.Text("availability_zone")), Is.EqualTo(Enumerable.Repeat("us-east-1a", 3)));
        Assert.That(stopped, Has.Count.EqualTo(4), "and the one that was started for a protected task is surplus");
        Assert.That(new[] { "us-east-1a", "us-east-1b", "us-east-1c" }.Select(z => run.InZone(z, 1400)).OrderDescending(), Is.EqualTo(new[] { 3, 2, 1 }));
        Assert.That(run.Messages(), Has.Some.EqualTo("(service s) stopped AZ Rebalancing."));
        Assert.That(new[] { "us-east-1a", "us-east-1b", "us-east-1c" }.Select(z => run.InZone(z, 2300)), Is.EqualTo(new[] { 2, 2, 2 }), "once the protection has ended");
    }

    private static string OnFargate(string service, string timeline, string rest = "", string launchType = "launchType: FARGATE, ") => $$"""
        name: f
        run: {duration: 30m, initial: steady}
        availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
        taskDefinitions: [{family: t, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
        services: [{serviceName: s, taskDefinition: t, {{launchType}}{{service}}}]
        timeline: {{timeline}}
        {{rest}}
        """;
}
