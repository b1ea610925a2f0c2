namespace Simulator.Tests.Conformance.Deployments;

/// <summary>Test listeners, and deployment configurations that an update changes.</summary>
public sealed class TestTrafficTests
{
    [Test]
    [Property("Rule", "ECS-BG-01")]
    public void TestTraffic_ReachesTheNewRevisionBeforeProductionDoes()
    {
        var yaml = ShiftScenario.Of(
            "strategy: BLUE_GREEN, bakeTimeInMinutes: 3, lifecycleHooks: [{name: tests, lifecycleStages: [POST_TEST_TRAFFIC_SHIFT], takes: 5m}]",
            rest: "listeners: [{name: shop, rules: [{forward: [{targetGroup: web-blue}]}]}, {name: shop-test, rules: [{forward: [{targetGroup: web-blue}]}]}]")
            .Replace("{alternateTargetGroup: web-green}", "{alternateTargetGroup: web-green, productionListenerRule: shop, testListenerRule: shop-test}", StringComparison.Ordinal);
        var run = ScenarioRun.Of(yaml, "workload=[{name: shoppers, to: shop, rate: 20/s, arrivals: deterministic}, {name: testers, to: shop-test, rate: 1/s, arrivals: deterministic}]");
        var test = run.Stages().Single(s => s.Stage == "TEST_TRAFFIC_SHIFT").At;
        Assert.That(run.At("target_groups.csv", 120, "target_group", "web-blue").Number("requests"), Is.EqualTo(1260).Within(2), "before, the test listener leads to the serving revision");
        var minute = (Math.Ceiling(test / 60) + 1) * 60;
        Assert.That(run.At("target_groups.csv", minute, "target_group", "web-green").Number("requests"), Is.EqualTo(60).Within(1));
        Assert.That(run.At("target_groups.csv", minute, "target_group", "web-blue").Number("requests"), Is.EqualTo(1200).Within(2));
        Assert.That(run.At("target_groups.csv", 3600, "target_group", "web-green").Number("requests"), Is.EqualTo(1260).Within(2));
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-API-02")]
    [Property("Rule", "ECS-BG-02")]
    public void AnUpdate_CanChangeTheStrategy()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("minimumHealthyPercent: 100").Replace(
            "taskDefinition: web:2}", "taskDefinition: web:2, deploymentConfiguration: {strategy: LINEAR, linearConfiguration: {stepPercent: 50, stepBakeTimeInMinutes: 2}, bakeTimeInMinutes: 1}}", StringComparison.Ordinal));
        Assert.That(run.Rows("deployments.csv").Select(d => (d.Text("strategy"), d.Text("status"))), Is.EqualTo(new[] { ("ROLLING", "SUCCESSFUL"), ("LINEAR", "SUCCESSFUL") }));
        Assert.That(run.Rows("deployment_stages.csv", "stage", "PRODUCTION_TRAFFIC_SHIFT").Select(s => s.Number("production_percent")), Is.EqualTo(new[] { 50.0, 100 }));
    }

    [Test]
    [Property("Rule", "ECS-BG-02")]
    public void ARollingUpdateInTheMiddleOfACanary_TakesAllTheTrafficBack()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: CANARY, canaryConfiguration: {canaryPercent: 20, canaryBakeTimeInMinutes: 20}, bakeTimeInMinutes: 1",
            timeline: "  - {at: 10m, action: UpdateService, service: web, taskDefinition: web:3, deploymentConfiguration: {strategy: ROLLING}}"));
        Assert.That(run.Rows("deployments.csv").Select(d => (d.Text("strategy"), d.Text("status"))), Is.EqualTo(new[] { ("CANARY", "SUCCESSFUL"), ("CANARY", "STOPPED"), ("ROLLING", "SUCCESSFUL") }));
        Assert.That(run.At("target_groups.csv", 3600, "target_group", "web-blue").Number("requests"), Is.EqualTo(1200).Within(1));
        Assert.That((run.Running(1, 3500), run.Running(2, 3500), run.Running(3, 3500)), Is.EqualTo((0, 0, 2)));
        Assert.That(run.Metric("web.errors"), Is.Zero, "the canary's tasks are no reserve for those of the serving revision");
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    public void WithoutLoadBalancer_BothRevisionsServe()
    {
        const string yaml = """
            name: headless
            run: {duration: 20m, initial: steady}
            taskDefinitions:
              - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:1"}]}
              - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:2"}]}
            services: [{serviceName: web, taskDefinition: web:1, desiredCount: 2, launchType: FARGATE, deploymentConfiguration: {strategy: BLUE_GREEN, bakeTimeInMinutes: 5}}]
            applications: [{family: web, image: {size: 20MiB}, startup: 1s, request: {cpu: 5ms}}]
            workload: [{to: web, rate: 20/s, arrivals: deterministic}]
            timeline: [{at: 2m, action: UpdateService, service: web, taskDefinition: web:2}]
            """;
        var run = ScenarioRun.Of(yaml);
        Assert.That(run.Rows("deployments.csv")[1].Text("status"), Is.EqualTo("SUCCESSFUL"));
        Assert.That(run.Rows("deployment_stages.csv").Select(s => s.Text("production_percent")), Is.All.Empty, "ECS moves no traffic");
        Assert.That(run.Stages().Select(s => s.Stage), Has.Member("BAKE_TIME"));
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }
}
