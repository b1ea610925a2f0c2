namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>What UpdateService changes, and what starts a deployment.</summary>
public sealed class UpdateServiceTests
{
    [TestCase("taskDefinition: \"t:2\"", true)]
    [TestCase("taskDefinition: t", true)]
    [TestCase("forceNewDeployment: true", true)]
    [TestCase("networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1]}}", true)]
    [TestCase("platformVersion: 1.4.0", true)]
    [TestCase("serviceRegistries: [{registryArn: r}]", true)]
    [TestCase("serviceConnectConfiguration: {enabled: true}", true)]
    [TestCase("volumeConfigurations: [{name: v}]", true)]
    [TestCase("vpcLatticeConfigurations: [{targetGroupArn: x}]", true)]
    [TestCase("taskDefinition: \"t:1\"", false)]
    [TestCase("desiredCount: 3", false)]
    [TestCase("deploymentConfiguration: {maximumPercent: 150}", false)]
    [TestCase("placementConstraints: [{type: distinctInstance}]", false)]
    [TestCase("placementStrategy: [{type: binpack, field: cpu}]", false)]
    [TestCase("availabilityZoneRebalancing: DISABLED", false)]
    [TestCase("healthCheckGracePeriodSeconds: 60", false)]
    [Property("Rule", "ECS-SV-03"), Property("Rule", "ECS-API-02")]
    public void StartsADeployment_OrNot(string property, bool starts)
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 2", $"timeline: [{{at: 5m, action: UpdateService, service: s, {property}}}]"));
        Assert.That(run.Rows("deployments.csv"), Has.Count.EqualTo(starts ? 2 : 1));
        Assert.That(run.Rows("deployments.csv").Select(d => d.Text("rollout_state")), Is.All.EqualTo("COMPLETED"));
    }

    [Test, Property("Rule", "ECS-SV-03")]
    public void CapacityProviderStrategy_HoldsForTheNextTasks_WithoutADeployment()
    {
        var run = ScenarioRun.Of("""
            name: p
            run: {duration: 20m, initial: steady}
            taskDefinitions: [{family: t, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
            services: [{serviceName: s, taskDefinition: t, desiredCount: 3, capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]}]
            timeline:
              - {at: 5m, action: UpdateService, service: s, capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
              - {at: 6m, action: UpdateService, service: s, desiredCount: 5}
            """);
        var tasks = run.Rows("tasks.csv");
        Assert.That(tasks.Select(t => (t.Number("created_s") < 300, t.Text("capacity_provider"))).Order(), Is.EqualTo(new[]
        {
            (false, "FARGATE_SPOT"), (false, "FARGATE_SPOT"), (true, "FARGATE"), (true, "FARGATE"), (true, "FARGATE"),
        }));
        Assert.That(run.Rows("deployments.csv"), Has.Count.EqualTo(1));
    }

    [Test, Property("Rule", "ECS-SV-03"), Property("Rule", "ECS-RU-01")]
    public void DeploymentConfiguration_HoldsForTheNextDeployment()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 4, availabilityZoneRebalancing: DISABLED", """
            timeline:
              - {at: 4m, action: UpdateService, service: s, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 100}}
              - {at: 5m, action: UpdateService, service: s, taskDefinition: "t:2"}
            """));
        Assert.That(run.RoundsAfter(300), Is.EqualTo(new[] { (2, 2), (2, 2) }));
    }

    [Test, Property("Rule", "ECS-SV-03"), Property("Rule", "ECS-PL-13")]
    public void PlacementConstraint_BindsTheNextTasks_AndMovesNone()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 4, availabilityZoneRebalancing: DISABLED", """
            timeline:
              - {at: 5m, action: UpdateService, service: s, placementConstraints: [{type: memberOf, expression: "attribute:ecs.availability-zone == us-east-1b"}]}
              - {at: 6m, action: UpdateService, service: s, desiredCount: 6}
            """));
        Assert.That((run.InZone("us-east-1a", 1100), run.InZone("us-east-1b", 1100)), Is.EqualTo((2, 4)));
    }

    [Test, Property("Rule", "ECS-SV-03"), Property("Rule", "ECS-PL-07")]
    public void PlacementStrategy_HoldsForTheNextTasks()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 3, availabilityZoneRebalancing: DISABLED", """
            timeline:
              - {at: 5m, action: UpdateService, service: s, placementStrategy: [{type: binpack, field: cpu}]}
              - {at: 6m, action: UpdateService, service: s, desiredCount: 5}
            """));
        Assert.That(run.ByInstance()[0], Is.GreaterThanOrEqualTo(3), "two more went to the fullest instance");
    }

    [Test, Property("Rule", "ECS-API-08")]
    public void UpdateThatCarriesDesiredCount_SetsIt_AndOneThatDoesNotKeepsIt()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 2", """
            timeline:
              - {at: 3m, action: UpdateService, service: s, desiredCount: 5}
              - {at: 6m, action: UpdateService, service: s, taskDefinition: "t:2"}
              - {at: 12m, action: UpdateService, service: s, taskDefinition: "t:3", desiredCount: 2}
            """));
        Assert.That((run.At("services.csv", 660, "service", "s").Count("desired"), run.At("services.csv", 1140, "service", "s").Count("desired")), Is.EqualTo((5, 2)));
    }

    [Test, Property("Rule", "ECS-TD-01"), Property("Rule", "ECS-API-01")]
    public void RegisteredRevision_IsWhatTheFamilyMeansFromThenOn()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 2", """
            timeline:
              - {at: 4m, action: RegisterTaskDefinition, family: t, containerDefinitions: [{name: app, image: j, cpu: 256, memory: 256}]}
              - {at: 5m, action: UpdateService, service: s, taskDefinition: t}
            """));
        Assert.That(run.Rows("tasks.csv").Where(t => double.IsNaN(t.Number("stopping_s"))).Select(t => (t.Text("task_definition"), t.Count("cpu"))), Is.EqualTo(new[] { ("t:4", 256), ("t:4", 256) }));
    }

    [Test, Property("Rule", "ECS-SV-02")]
    public void CreatedAndDeleted_InTheMiddleOfARun()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 1", """
            timeline:
              - {at: 2m, action: CreateService, serviceName: late, taskDefinition: "t:2", desiredCount: 3, launchType: EC2}
              - {at: 6m, action: DeleteService, service: late}
              - {at: 8m, action: DeleteService, service: late, force: true}
            """));
        var tasks = run.Rows("tasks.csv", "service", "late");
        Assert.That(tasks.Select(t => t.Number("created_s")), Is.EqualTo(new[] { 120.0, 120, 120 }));
        Assert.That(tasks.Select(t => t.Number("stopping_s")), Is.All.EqualTo(480), "the first call is refused: it still wants three");
        Assert.That(run.At("services.csv", 1000, "service", "late").Count("desired"), Is.Zero);
        Assert.That(run.Messages("late").Count(m => m.Contains("steady state", StringComparison.Ordinal)), Is.EqualTo(1), "a deleted service is not steady");
    }

    [Test, Property("Rule", "ECS-HL-02"), Property("Rule", "ECS-TL-03")]
    public void StoppedTask_IsReplacedAtOnce()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 3", "timeline: [{at: 5m, action: StopTask, service: s, count: 2}]"));
        var stopped = run.Rows("tasks.csv", "stop_code", "UserInitiated");
        Assert.That(stopped.Select(t => (t.Number("stopping_s"), t.Text("stopped_reason"))), Is.All.EqualTo((300.0, "Task stopped by user")));
        Assert.That(run.Rows("tasks.csv").Count(t => t.Number("created_s") == 300), Is.EqualTo(2));
        Assert.That(run.RunningAt(400), Is.EqualTo(3));
    }
}
