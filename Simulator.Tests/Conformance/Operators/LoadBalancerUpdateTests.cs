using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Operators;

/// <summary>UpdateService with loadBalancers: a deployment whose tasks register elsewhere.</summary>
public sealed class LoadBalancerUpdateTests
{
    private const string ToNew = "loadBalancers: [{targetGroup: new, containerName: app, containerPort: 80}]";

    [Test, Property("Rule", "ECS-SV-03"), Property("Rule", "ECS-API-02")]
    public void NewTasksRegisterWithTheNewGroup_OldOnesLeaveTheirs()
    {
        var run = ScenarioRun.Of(Web($"{{at: 2m, action: UpdateService, service: web, {ToNew}}}"));
        Assert.That(run.Rows("deployments.csv", "service", "web").Select(d => (d.Number("created_s"), d.Text("rollout_state"))), Is.EqualTo(new[] { (0.0, "COMPLETED"), (120.0, "COMPLETED") }));
        Assert.That((Healthy(run, "old", 60), Healthy(run, "new", 60)), Is.EqualTo((2, 0)));
        Assert.That((Healthy(run, "old", 600), Healthy(run, "new", 600)), Is.EqualTo((0, 2)));
        Assert.That(run.Metric("web.errors"), Is.Zero, "callers of the service follow it");
        Assert.That(run.Rows("target_groups.csv", "target_group", "new").Sum(r => r.Number("requests")), Is.GreaterThan(100));
        var rolling = run.Rows("services.csv", "service", "web").Where(r => r.Number("t_s") is >= 120 and <= 600).Select(r => r.Count("healthy"));
        Assert.That(rolling, Has.All.GreaterThanOrEqualTo(2), "a rolling update keeps its lower limit");
    }

    [Test, Property("Rule", "ECS-SV-03")]
    public void LoadToTheOldGroupItself_FindsNobodyThere()
    {
        var run = ScenarioRun.Of(Web($"{{at: 2m, action: UpdateService, service: web, {ToNew}}}", to: "old"));
        Assert.That(run.Rows("services.csv").Where(r => r.Number("t_s") > 480).Sum(r => r.Number("errors_503")), Is.GreaterThan(100));
    }

    [TestCase("loadBalancers: [{targetGroup: old, containerName: app, containerPort: 80}]", 1)]
    [TestCase("loadBalancers: []", 2)]
    [TestCase("loadBalancers: [{targetGroup: old, containerName: app, containerPort: 80}, {targetGroup: new, containerName: app, containerPort: 80}]", 2)]
    [Property("Rule", "ECS-SV-03")]
    public void OnlyAListThatDiffers_StartsADeployment(string list, int deployments)
    {
        var run = ScenarioRun.Of(Web($"{{at: 2m, action: UpdateService, service: web, {list}}}"));
        Assert.That(run.Rows("deployments.csv", "service", "web"), Has.Count.EqualTo(deployments));
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [Test, Property("Rule", "ECS-SV-03"), Property("Rule", "ECS-SV-04")]
    public void WithoutLoadBalancers_TasksAreHealthyAfterTheirTime_AndAreReachedDirectly()
    {
        var run = ScenarioRun.Of(Web("{at: 2m, action: UpdateService, service: web, loadBalancers: []}"));
        var late = run.Rows("tasks.csv").Where(t => t.Number("created_s") >= 120).ToList();
        Assert.That(late.Select(t => t.Number("healthy_s") - t.Number("started_s")), Is.All.EqualTo(40).Within(0.01));
        Assert.That((Healthy(run, "old", 600), run.Rows("target_groups.csv", "target_group", "old").Where(r => r.Number("t_s") > 500).Sum(r => r.Number("requests"))), Is.EqualTo((0, 0.0)));
        Assert.That(run.At("services.csv", 840, "service", "web").Number("completed"), Is.EqualTo(600).Within(2));
    }

    [Test, Property("Rule", "ECS-BG-01"), Property("Rule", "ECS-SV-03")]
    public void RollingServiceBecomesBlueGreen_InOneUpdate()
    {
        var run = ScenarioRun.Of(Web("""
            {at: 2m, action: UpdateService, service: web, deploymentConfiguration: {strategy: BLUE_GREEN, bakeTimeInMinutes: 1}, loadBalancers: [{targetGroup: old, containerName: app, containerPort: 80, advancedConfiguration: {alternateTargetGroup: new}}]}
            """));
        Assert.That(run.Rows("deployment_stages.csv").Select(r => r.Text("stage")), Does.Contain("PRODUCTION_TRAFFIC_SHIFT"));
        Assert.That((Healthy(run, "old", 780), Healthy(run, "new", 780)), Is.EqualTo((0, 2)));
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [Test, Property("Rule", "ECS-CB-03")]
    public void FailedDeployment_GoesBackToTheOldGroup()
    {
        // Nobody answers in the new revision, so its targets never become healthy.
        var run = ScenarioRun.Of(Web(
            $"{{at: 2m, action: UpdateService, service: web, taskDefinition: \"web:2\", {ToNew}}}", "deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: true}},", duration: "30m"));
        Assert.That(run.Rows("deployments.csv", "service", "web").Select(d => (d.Text("task_definition"), d.Text("rollout_state"))), Is.EqualTo(new[] { ("web:1", "COMPLETED"), ("web:2", "FAILED"), ("web:1", "COMPLETED") }));
        Assert.That((Healthy(run, "old", 1740), Healthy(run, "new", 1740)), Is.EqualTo((2, 0)));
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [Test, Property("Rule", "ECS-SV-03")]
    public void BlueGreenService_GoesBackToRolling_WithTheTrafficBehindTheTasks()
    {
        var run = ScenarioRun.Of(Web("""
            {at: 1m, action: UpdateService, service: web, deploymentConfiguration: {strategy: BLUE_GREEN, bakeTimeInMinutes: 0}, loadBalancers: [{targetGroup: old, containerName: app, containerPort: 80, advancedConfiguration: {alternateTargetGroup: new}}]}
              - {at: 8m, action: UpdateService, service: web, deploymentConfiguration: {strategy: ROLLING}, loadBalancers: [{targetGroup: old, containerName: app, containerPort: 80}]}
            """, duration: "20m"));
        Assert.That((Healthy(run, "old", 420), Healthy(run, "new", 420)), Is.EqualTo((0, 2)), "the traffic was shifted to the alternate group");
        Assert.That((Healthy(run, "old", 1140), Healthy(run, "new", 1140)), Is.EqualTo((2, 0)));
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [TestCase("loadBalancers: [{targetGroup: nwe, containerName: app, containerPort: 80}]", "there is no target group `nwe`")]
    [TestCase("loadBalancers: [{targetGroup: new, containerName: ap, containerPort: 80}]", "has no container `ap`")]
    [TestCase("loadBalancers: [{targetGroup: new, containerName: app, containerPort: 81}]", "does not map port 81")]
    [TestCase("loadBalancers: [{targetGroup: other, containerName: app, containerPort: 80}]", "already belongs to the service `b`")]
    [TestCase("deploymentConfiguration: {strategy: BLUE_GREEN}, loadBalancers: [{targetGroup: old, containerName: app, containerPort: 80}]", "needs an alternate target group")]
    [TestCase("deploymentConfiguration: {strategy: BLUE_GREEN}, loadBalancers: [{targetGroup: new, containerName: app, containerPort: 80, advancedConfiguration: {alternateTargetGroup: old}}]", "no task is in `new` yet")]
    [Property("Rule", "ECS-SV-03")]
    public void ListThatCannotBe_IsRefused(string list, string sentence)
    {
        var said = Loading.Load(Web($"{{at: 2m, action: UpdateService, service: web, {list}}}")).Issues.Select(i => i.ToString()).ToList();
        Assert.That(said, Has.Some.Contains(sentence));
    }

    [TestCase("other", "`other:1` has no container `app`, to which the target group `old` of the service `web` sends")]
    [TestCase("shut", "`shut:1` has no port 80 in its container `app`")]
    [Property("Rule", "ECS-SV-03")]
    public void TaskDefinitionWithoutTheBalancersContainer_IsRefused(string definition, string sentence)
    {
        var yaml = Web($"{{at: 2m, action: UpdateService, service: web, taskDefinition: {definition}}}").Replace("taskDefinitions:\n", """
            taskDefinitions:
              - {family: other, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: sidecar, image: i, portMappings: [{containerPort: 80}]}]}
              - {family: shut, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 81}]}]}

            """, StringComparison.Ordinal);
        Assert.That(Loading.Load(yaml).Issues.Select(i => i.ToString()), Has.Some.Contains(sentence));
        var moved = yaml.Replace("taskDefinition: shut}", "taskDefinition: shut, loadBalancers: [{targetGroup: new, containerName: app, containerPort: 81}]}", StringComparison.Ordinal);
        Assert.That(Loading.Load(moved).Issues.Any(i => i.ToString().Contains(sentence, StringComparison.Ordinal)), Is.EqualTo(definition == "other"), "with a list of its own it fits");
    }

    private static int Healthy(ScenarioRun run, string group, double second) => run.At("target_groups.csv", second, "target_group", group).Count("healthy");

    private static string Web(string action, string service = "", string to = "web", string duration = "15m") => $$$"""
        name: move
        run: {duration: {{{duration}}}, initial: steady, seed: 3}
        taskDefinitions:
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:1", portMappings: [{containerPort: 80}]}]}
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:2", portMappings: [{containerPort: 80}]}]}
        targetGroups:
          - {name: old, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 30}
          - {name: new, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 30}
          - {name: other, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 30}
        services:
          - {serviceName: web, taskDefinition: "web:1", desiredCount: 2, launchType: FARGATE, {{{service}}} loadBalancers: [{targetGroup: old, containerName: app, containerPort: 80}]}
          - {serviceName: b, taskDefinition: "web:1", desiredCount: 0, launchType: FARGATE, loadBalancers: [{targetGroup: other, containerName: app, containerPort: 80}]}
        applications:
          - {family: "web:1", image: {size: 20MiB}, startup: 5s, request: {cpu: 5ms}}
          - {family: "web:2", image: {size: 20MiB}, startup: 1h, request: {cpu: 5ms}}
        workload: [{to: {{{to}}}, rate: 10/s, arrivals: deterministic}]
        timeline:
          - {{{action}}}
        """;
}
