namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>Several rules together on cluster K: i1 and i2 in zone a, i3 in zone b, four tasks fit on each.</summary>
public sealed class CompositeCheckTests
{
    [Test, Property("Rule", "ECS-CK-01"), Property("Rule", "ECS-PL-03")]
    public void WithoutStrategy_ThreeInEachZone()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6"));
        Assert.That((run.InZone("us-east-1a", 60), run.InZone("us-east-1b", 60)), Is.EqualTo((3, 3)));
        Assert.That(run.ByInstance(), Is.EqualTo(new[] { 3, 2, 1 }));
    }

    [Test, Property("Rule", "ECS-CK-02"), Property("Rule", "ECS-PL-07")]
    public void PackedByMemory_FourAndTwo()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6, placementStrategy: [{type: binpack, field: memory}]"));
        Assert.That(run.ByInstance(), Is.EqualTo(new[] { 4, 2 }));
    }

    [Test, Property("Rule", "ECS-CK-03"), Property("Rule", "ECS-PL-09")]
    public void ZonesFirst_ThenPacked()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6, placementStrategy: [{type: spread, field: \"attribute:ecs.availability-zone\"}, {type: binpack, field: memory}]"));
        Assert.That(run.ByInstance(), Is.EqualTo(new[] { 3, 3 }));
        Assert.That(run.InZone("us-east-1b", 60), Is.EqualTo(3));
    }

    [Test, Property("Rule", "ECS-CK-06"), Property("Rule", "ECS-RU-03")]
    public void RollingUpdateWithRoom_StartsSix_ThenStopsSix()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6, availabilityZoneRebalancing: DISABLED", "timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: \"t:2\"}]"));
        Assert.That(run.RoundsAfter(300), Is.EqualTo(new[] { (0, 6), (6, 0) }));
        Assert.That(run.RunningBetween(0, 1200), Is.EqualTo((6, 12)));
    }

    [Test, Property("Rule", "ECS-CK-08"), Property("Rule", "ECS-EV-02")]
    public void StaticPort_OneTaskOnEachInstance_TheOthersFailForPorts()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6", run: "duration: 10m", container: ", portMappings: [{containerPort: 80, hostPort: 80}]"));
        Assert.That(run.ByInstance(), Is.EqualTo(new[] { 1, 1, 1 }));
        Assert.That(run.Rows("placements.csv").Select(p => p.Text("reason")).Distinct(), Is.EqualTo(new[] { "RESOURCE:PORTS" }));
        Assert.That(run.Messages(), Has.Some.Match("unable to place a task because no container instance met all of its requirements.*is already using a port required by your task"));
    }

    [Test, Property("Rule", "ECS-CK-10"), Property("Rule", "ECS-DR-02")]
    public void DrainedInstance_ItsTasksStartElsewhereFirst()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 6", "timeline: [{at: 5m, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1b}]"));
        Assert.That(run.RoundsAfter(300), Is.EqualTo(new[] { (0, 3), (3, 0) }));
        Assert.That(run.InZone("us-east-1a", 1100), Is.EqualTo(6));
    }

    [Test, Property("Rule", "ECS-CK-11"), Property("Rule", "ECS-EV-07"), Property("Rule", "ECS-DR-02")]
    public void DrainedInstance_WithoutRoomInTheEnvelope_KeepsItsTasks()
    {
        var run = ScenarioRun.Of(SmallCluster.Of(
            "desiredCount: 6, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}",
            "timeline: [{at: 5m, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1b}]"));
        Assert.That(run.RoundsAfter(300), Is.Empty);
        Assert.That(run.InZone("us-east-1b", 1100), Is.EqualTo(3));
        Assert.That(run.Messages(), Has.Some.Contains("was unable to stop or start tasks during a deployment because of the service deployment configuration"));
    }
}
