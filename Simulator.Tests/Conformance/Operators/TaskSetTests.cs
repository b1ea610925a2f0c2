using Simulator.Tests.Conformance.Scheduler;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Operators;

/// <summary>Services whose deployments an external controller makes, as task sets.</summary>
public sealed class TaskSetTests
{
    [TestCase(5, 100, 5)]
    [TestCase(5, 24, 2)] // 1.2 is rounded up, as the API says
    [TestCase(5, 20, 1)]
    [TestCase(3, 0, 0)]
    [TestCase(7, 0.5, 1)]
    [Property("Rule", "ECS-BG-04")]
    public void ComputedDesiredCount_IsTheShareRoundedUp(int desired, double scale, int computed)
    {
        var run = ScenarioRun.Of(Of("", desired: desired, blue: scale));
        Assert.That(run.RunningAt(60), Is.EqualTo(computed));
    }

    [Test, Property("Rule", "ECS-BG-04")]
    public void BlueGreenByHand_CreateScaleSwitchDelete()
    {
        var run = ScenarioRun.Of(Of("""
              - {at: 2m, action: CreateTaskSet, service: web, externalId: green, taskDefinition: web:2, launchType: FARGATE, scale: {value: 25, unit: PERCENT}, loadBalancers: [{targetGroup: green, containerName: app, containerPort: 80}]}
              - {at: 4m, action: UpdateTaskSet, service: web, taskSet: green, scale: {value: 100}}
              - {at: 6m, action: UpdateServicePrimaryTaskSet, service: web, primaryTaskSet: green}
              - {at: 8m, action: UpdateTaskSet, service: web, taskSet: blue, scale: {value: 50}}
              - {at: 10m, action: DeleteTaskSet, service: web, taskSet: blue, force: true}
            """));
        Assert.That((Of(run, 1, 170), Of(run, 2, 170)), Is.EqualTo((4, 1)));
        Assert.That((Of(run, 1, 300), Of(run, 2, 300)), Is.EqualTo((4, 4)));
        Assert.That((Of(run, 1, 500), Of(run, 2, 500)), Is.EqualTo((2, 4)));
        Assert.That((Of(run, 1, 700), Of(run, 2, 700)), Is.EqualTo((0, 4)));
        Assert.That((Requests(run, "blue", 60, 300), Requests(run, "green", 60, 300)), Is.EqualTo((2400, 0)), "production traffic is the PRIMARY set's");
        Assert.That((Requests(run, "blue", 420, 840), Requests(run, "green", 420, 840)), Is.EqualTo((0, 4200)));
        Assert.That(run.Metric("web.errors"), Is.Zero);
        Assert.That(run.Messages("web").Count(m => m.Contains("updated state to STEADY_STATE", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(3));
        Assert.That(run.Rows("deployments.csv", "service", "web").Select(d => (d.Text("task_definition"), d.Text("rollout_state"))), Is.EqualTo(new[] { ("web:1", "COMPLETED"), ("web:2", "COMPLETED") }));
        Assert.That(run.Rows("deployments.csv", "service", "web").Select(d => d.Text("strategy") + d.Text("status")), Is.All.Empty, "a task set is no deployment");
        Assert.That(run.Rows("tasks.csv").Where(t => t.Number("stopping_s") > 0).Select(t => t.Text("stop_code")), Is.All.EqualTo("ServiceSchedulerInitiated"));
    }

    [Test, Property("Rule", "ECS-BG-04"), Property("Rule", "AS-GEN-01")]
    public void DesiredCount_ScalesEverySet()
    {
        var run = ScenarioRun.Of(Of("""
              - {at: 2m, action: CreateTaskSet, service: web, externalId: green, taskDefinition: web:2, launchType: FARGATE, scale: {value: 50}, loadBalancers: [{targetGroup: green, containerName: app, containerPort: 80}]}
              - {at: 5m, action: UpdateService, service: web, desiredCount: 7}
              - {at: 8m, action: UpdateService, service: web, desiredCount: 1}
            """));
        Assert.That((Of(run, 1, 290), Of(run, 2, 290)), Is.EqualTo((4, 2)));
        Assert.That((Of(run, 1, 470), Of(run, 2, 470)), Is.EqualTo((7, 4)));
        Assert.That((Of(run, 1, 700), Of(run, 2, 700)), Is.EqualTo((1, 1)));
    }

    [Test, Property("Rule", "ECS-BG-04"), Property("Rule", "ECS-HL-02")]
    public void LostTask_IsReplacedInItsOwnSet()
    {
        var run = ScenarioRun.Of(Of("""
              - {at: 2m, action: CreateTaskSet, service: web, externalId: green, taskDefinition: web:2, launchType: FARGATE, scale: {value: 100}, loadBalancers: [{targetGroup: green, containerName: app, containerPort: 80}]}
              - {at: 5m, action: StopTask, service: web, count: 3}
            """));
        Assert.That(run.Rows("tasks.csv").Where(t => t.Number("created_s") == 300).Select(t => t.Text("task_definition")), Is.EqualTo(new[] { "web:1", "web:1", "web:1" }));
        Assert.That((Of(run, 1, 700), Of(run, 2, 700)), Is.EqualTo((4, 4)));
    }

    [Test, Property("Rule", "ECS-BG-04")]
    public void ServiceWithoutTaskSets_RunsNothing_UntilOneIsMade()
    {
        var run = ScenarioRun.Of(Of("""
              - {at: 2m, action: CreateTaskSet, service: web, taskDefinition: web:1, launchType: FARGATE, scale: {value: 100}, loadBalancers: [{targetGroup: blue, containerName: app, containerPort: 80}]}
              - {at: 10m, action: UpdateTaskSet, service: web, taskSet: taskset-1, scale: {value: 0}}
              - {at: 11m, action: DeleteTaskSet, service: web, taskSet: taskset-1}
            """, sets: ""));
        Assert.That((run.RunningAt(110), run.RunningAt(400), run.RunningAt(700)), Is.EqualTo((0, 4, 0)));
    }

    [Test, Property("Rule", "ECS-BG-04"), Property("Rule", "CP-ST-02")]
    public void EachSet_HasAStrategyOfItsOwn()
    {
        var run = ScenarioRun.Of(Of("""
              - {at: 2m, action: CreateTaskSet, service: web, externalId: green, taskDefinition: web:2, scale: {value: 100}, capacityProviderStrategy: [{capacityProvider: FARGATE, base: 1}, {capacityProvider: FARGATE_SPOT, weight: 1}]}
            """));
        Assert.That(run.Rows("tasks.csv", "task_definition", "web:1").Select(t => t.Text("capacity_provider")), Is.All.Empty);
        Assert.That(run.Rows("tasks.csv", "task_definition", "web:2").Select(t => t.Text("capacity_provider")).Order(), Is.EqualTo(new[] { "FARGATE", "FARGATE_SPOT", "FARGATE_SPOT", "FARGATE_SPOT" }));
    }

    [Test, Property("Rule", "ECS-MT-07"), Property("Rule", "ECS-BG-04")]
    public void ContainerInsights_CountTaskSets_AndNoDeployments()
    {
        const string alarms = """
            cluster: {clusterName: c, settings: [{name: containerInsights, value: enabled}]}
            alarms:
              - {alarmName: sets, namespace: ECS/ContainerInsights, metricName: TaskSetCount, dimensions: [{name: ClusterName, value: c}, {name: ServiceName, value: web}], statistic: Maximum, period: 60, evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}
              - {alarmName: deployments, namespace: ECS/ContainerInsights, metricName: DeploymentCount, dimensions: [{name: ClusterName, value: c}, {name: ServiceName, value: web}], statistic: Maximum, period: 60, evaluationPeriods: 1, threshold: 0, comparisonOperator: GreaterThanThreshold}
            """;
        var run = ScenarioRun.Of(alarms + "\n" + Of("""
              - {at: 5m, action: CreateTaskSet, service: web, externalId: green, taskDefinition: web:2, launchType: FARGATE, scale: {value: 0}}
              - {at: 10m, action: DeleteTaskSet, service: web, taskSet: green}
            """));
        Assert.That(run.Rows("metrics.csv", "metric", "TaskSetCount").Where(m => m.Number("period_start_s") is 180 or 420 or 720).Select(m => m.Number("value")), Is.EqualTo(new[] { 1.0, 2, 1 }));
        Assert.That(run.Rows("metrics.csv", "metric", "DeploymentCount").Select(m => m.Number("value")), Is.All.Zero);
    }

    [Test, Property("Rule", "ECS-SV-02"), Property("Rule", "ECS-BG-04")]
    public void DeletedService_StopsAllItsSets()
    {
        var run = ScenarioRun.Of(Of("  - {at: 5m, action: DeleteService, service: web, force: true}"));
        Assert.That(run.RunningAt(400), Is.Zero);
    }

    [Test, Property("Rule", "ECS-BG-04")]
    public void ExternalId_MayBeTakenAgain_WhenItsSetIsGone()
    {
        const string set = "externalId: green, taskDefinition: web:2, launchType: FARGATE, scale: {value: 0}}";
        var run = ScenarioRun.Of(Of($$"""
              - {at: 2m, action: CreateTaskSet, service: web, {{set}}
              - {at: 4m, action: DeleteTaskSet, service: web, taskSet: green}
              - {at: 6m, action: CreateTaskSet, service: web, {{set}}
              - {at: 7m, action: UpdateTaskSet, service: web, taskSet: green, scale: { value: 50 } }
            """));
        Assert.That(Of(run, 2, 800), Is.EqualTo(2), "half of four, of the second set of this name");
        var twice = Of($$"""
              - {at: 2m, action: CreateTaskSet, service: web, {{set}}
              - {at: 3m, action: CreateTaskSet, service: web, {{set}}
            """);
        Assert.That(Loading.Load(twice).Issues.Select(i => i.ToString()), Has.Some.Contains("has a task set `green` at that time"));
    }

    [TestCase("- {at: 1m, action: UpdateService, service: web, taskDefinition: web:2}", "UpdateService does not change `taskDefinition`")]
    [TestCase("- {at: 1m, action: UpdateService, service: web, forceNewDeployment: true}", "UpdateService does not change `forceNewDeployment`")]
    [TestCase("- {at: 1m, action: UpdateTaskSet, service: web, taskSet: grene, scale: {value: 10}}", "has no task set `grene` at that time")]
    [TestCase("- {at: 1m, action: UpdateTaskSet, service: web, taskSet: blue, scale: {value: 101}}", "from 0 to 100")]
    [TestCase("- {at: 1m, action: DeleteTaskSet, service: web, taskSet: blue}", "AWS deletes it only when it is scaled down")]
    [TestCase("- {at: 1m, action: CreateTaskSet, service: other, taskDefinition: web:2, launchType: FARGATE}", "its deployment controller is not EXTERNAL")]
    [TestCase("- {at: 1m, action: CreateTaskSet, service: web, externalId: blue, taskDefinition: web:2, launchType: FARGATE}", "has a task set `blue` at that time")]
    [TestCase("- {at: 1m, action: StopServiceDeployment, service: web}", "an EXTERNAL controller deploys the service `web`, not ECS")]
    [TestCase("- {at: 1m, action: CreateTaskSet, service: web, taskDefinition: web:2, launchType: EC2}", "on Fargate and on container instances are not simulated")]
    [Property("Rule", "ECS-BG-04")]
    public void CallThatCannotBe_IsRefused(string call, string sentence) =>
        Assert.That(Loading.Load(Of("  " + call)).Issues.Select(i => i.ToString()), Has.Some.Contains(sentence));

    [TestCase("taskDefinition: web:1", "`taskDefinition` belongs to the task sets")]
    [TestCase("launchType: FARGATE", "`launchType` belongs to the task sets")]
    [TestCase("deploymentConfiguration: {strategy: BLUE_GREEN}", "`strategy` works with the ECS controller only")]
    [TestCase("deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: true}}", "`deploymentCircuitBreaker` works with the ECS controller only")]
    [TestCase("monitoring: {metricConfigurations: [{metricNames: [CPUUtilization], resolutionSeconds: 20}]}", "`monitoring` works with the ECS controller only")]
    [TestCase("schedulingStrategy: DAEMON", "a DAEMON service has the ECS controller")]
    [Property("Rule", "ECS-BG-04"), Property("Rule", "AS-MET-05"), Property("Rule", "ECS-SV-01")]
    public void PropertyOfTheEcsController_IsRefused(string property, string sentence) =>
        Assert.That(Loading.Load(Of("", extra: property + ", ")).Issues.Select(i => i.ToString()), Has.Some.Contains(sentence));

    private static int Of(ScenarioRun run, int revision, double second) => run.Rows("tasks.csv").Count(t =>
        t.Count("revision") == revision && t.Number("started_s") <= second && !(t.Number("stopping_s") <= second));

    private static int Requests(ScenarioRun run, string group, double from, double to) =>
        (int)run.Rows("target_groups.csv", "target_group", group).Where(r => r.Number("t_s") > from && r.Number("t_s") <= to).Sum(r => r.Number("requests"));

    private static string Of(string timeline, int desired = 4, double blue = 100, string? sets = null, string extra = "") => $$$"""
        name: sets
        run: {duration: 15m, initial: steady, seed: 3}
        taskDefinitions:
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:1", portMappings: [{containerPort: 80}]}]}
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:2", portMappings: [{containerPort: 80}]}]}
        targetGroups: [{name: blue, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 10}, {name: green, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 10}]
        services:
          - serviceName: other
            taskDefinition: web:1
            desiredCount: 0
            launchType: FARGATE
          - {serviceName: web, deploymentController: {type: EXTERNAL}, desiredCount: {{{desired}}}, {{{extra}}}taskSets: [{{{sets ?? FormattableString.Invariant($"{{externalId: blue, taskDefinition: web:1, launchType: FARGATE, scale: {{value: {blue}}}, loadBalancers: [{{targetGroup: blue, containerName: app, containerPort: 80}}]}}")}}}]}
        applications: [{family: web, image: {size: 20MiB}, startup: 5s, request: {cpu: 5ms}}]
        workload: [{to: web, rate: {{{(desired == 4 && sets is null ? "10/s" : "0/s")}}}, arrivals: deterministic}]
        {{{(timeline.Length > 0 ? "timeline:" : "")}}}
        {{{timeline}}}
        """;
}
