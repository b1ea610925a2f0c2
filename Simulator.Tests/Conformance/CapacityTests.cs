namespace Simulator.Tests.Conformance;

/// <summary>Where tasks run and how long they take to get there, from scenario text to result files.</summary>
public sealed class CapacityTests
{
    [TestCase(1024, 10.5)]
    [TestCase(2048, (110.0 / 25) + 0.5)]
    [TestCase(4096, (110.0 / 40) + 0.5)]
    [Property("Rule", "FG-ST-02")]
    [Property("Rule", "FG-SZ-04")]
    [Property("Rule", "ECS-AG-07")]
    public void FargateTasks_PullAnewAtTheRateOfTheirSize(int cpu, double seconds)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 5m}
            taskDefinitions: [{family: web, cpu: {{cpu}}, memory: 8192, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
            applications: [{family: web, image: {size: 110MB} }]
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 3}]
            """);
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("pull_stopped_s") - t.Number("pull_started_s")), Has.Exactly(3).Items.And.All.EqualTo(seconds).Within(2e-3));
    }

    // 100 MB: over the 0.75 Gbit/s of an m5.large 1.07 s, but unpacking goes at 80 MB/s.
    [Test]
    [Property("Rule", "ECR-PL-01")]
    [Property("Rule", "ECR-PL-02")]
    [Property("Rule", "ECS-AG-02")]
    [Property("Rule", "CAT-04")]
    public void SecondTaskOnAHost_FindsTheImageInItsCache()
    {
        var run = ScenarioRun.Of(OneHost("networkMode: bridge", "desiredCount: 1", "timeline: [{at: 5m, action: UpdateService, service: web, desiredCount: 2}]"));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("pull_stopped_s") - t.Number("pull_started_s")), Is.EqualTo(new[] { 0.5 + (100.0 / 80), 0.5 }).Within(2e-3));
        var slower = ScenarioRun.Of(OneHost("networkMode: bridge", "desiredCount: 1"), "model.unpackRate=20").Rows("tasks.csv")[0];
        Assert.That(slower.Number("pull_stopped_s") - slower.Number("pull_started_s"), Is.EqualTo(0.5 + (100.0 / 20)).Within(2e-3), "the slower of network and unpacking decides");
    }

    [TestCase("networkMode: bridge", 4)]
    [TestCase("networkMode: awsvpc", 2)]
    [Property("Rule", "CAT-03")]
    [Property("Rule", "ECS-CL-06")]
    [Property("Rule", "ECS-TD-10")]
    public void InterfacesBindAwsvpcTasksOnly(string mode, int fit)
    {
        var run = ScenarioRun.Of(OneHost(mode, "desiredCount: 4"));
        Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(fit), "two slots for interfaces, room for many tasks");
        if (fit == 2) Assert.That(run.Rows("placements.csv").Select(p => p.Count("rejected_eni")), Has.Some.EqualTo(1));
    }

    [Test]
    [Property("Rule", "CP-MD-03")]
    [Property("Rule", "CP-MD-01")]
    [Property("Rule", "ECS-DR-02")]
    public void InstanceThatScalesIn_IsDrainedWithinTheServicesLimits_WithoutAFailedRequest()
    {
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 30m, initial: steady}
            autoScalingGroups: [{autoScalingGroupName: asg, instanceType: m6i.xlarge, minSize: 1, maxSize: 20, desiredCapacity: 3}]
            capacityProviders: [{name: ec2, autoScalingGroupProvider: {autoScalingGroup: asg, managedScaling: {status: DISABLED}}}]
            taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: i, cpu: 1024, memory: 2048, portMappings: [{containerPort: 80}]}]}]
            targetGroups: [{name: tg, attributes: [{key: deregistration_delay.timeout_seconds, value: "30"}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 3, availabilityZoneRebalancing: DISABLED, capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}], loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]}]
            applications: [{family: web, startup: 5s, request: {cpu: 10ms}}]
            workload: [{to: web, rate: 20/s}]
            timeline: [{at: 5m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 2}]
            """);
        var drained = run.Rows("instances.csv").Single(i => i.Text("draining_s").Length > 0);
        var moved = run.Rows("tasks.csv").Where(t => t.Text("stopping_s").Length > 0).ToList();
        var replacement = run.Rows("tasks.csv").Single(t => t.Number("created_s") > 0);
        Assert.Multiple(() =>
        {
            Assert.That(moved, Has.Count.EqualTo(1));
            Assert.That(moved[0].Number("stopping_s"), Is.GreaterThanOrEqualTo(replacement.Number("healthy_s")), "at 100 percent the replacement is healthy first");
            Assert.That(drained.Number("terminated_s"), Is.GreaterThan(moved[0].Number("stopped_s")));
            Assert.That(run.Rows("services.csv").Select(s => s.Count("healthy")), Is.All.GreaterThanOrEqualTo(3));
            Assert.That(run.Metric("web.errors"), Is.Zero);
        });
    }

    private static string OneHost(string mode, string service, string rest = "") => $$"""
        name: t
        run: {duration: 10m}
        containerInstances: [{instanceType: m5.large}]
        accountSettings: [{name: awsvpcTrunking, value: disabled}]
        taskDefinitions: [{family: web, {{mode}}, containerDefinitions: [{name: app, image: i, cpu: 256, memory: 256}]}]
        applications: [{family: web, image: {size: 100MB} }]
        services: [{serviceName: web, taskDefinition: web, launchType: EC2, {{service}}}]
        {{rest}}
        """;
}
