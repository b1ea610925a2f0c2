namespace Simulator.Tests.Conformance.Instances;

/// <summary>What callers see of hosts and containers whose state ECS does not know: silent agents and impaired instances (ECS-CL-13, ASG-HC-01).</summary>
public sealed class UnreachableTests
{
    private const string Death = "failures: [{kind: agentDisconnect, at: 1m, length: 10m, zone: us-east-1a}, {kind: taskCrash, at: 3m, zone: us-east-1a}]";

    [TestCase(2)]
    [TestCase(64)]
    [Property("Rule", "ECS-CL-13")]
    public void ContainerThatDiesUnderASilentAgent_RefusesConnections_WhichOnlyTheLoadBalancerSees(int concurrency)
    {
        var run = ScenarioRun.Of(Text(Death, concurrency));
        var dead = run.Rows("tasks.csv").First(t => t.Text("availability_zone") == "us-east-1a");
        Assert.Multiple(() =>
        {
            Assert.That(Errors(run, "errors_502", 0, 181), Is.Zero);
            Assert.That(Errors(run, "errors_502", 181, 300), Is.GreaterThan(50), "until its checks have failed twice");
            Assert.That(Errors(run, "errors", 360, 1200), Is.Zero, "then it sends nothing there");
            Assert.That(dead.Text("stopped_reason"), Does.StartWith("Task failed ELB health checks"));
            Assert.That(dead.Number("stopped_s"), Is.EqualTo(661).Within(2), "nobody can tell the agent before it is back");
        });
    }

    [TestCase(2)]
    [TestCase(64)]
    [Property("Rule", "ECS-CL-13")]
    public void ContainerThatDiesUnderASilentAgent_WithoutALoadBalancer_IsMissedUntilTheAgentIsBack(int concurrency)
    {
        var run = ScenarioRun.Of(Text(Death, concurrency).Replace("to: tg", "to: web", StringComparison.Ordinal).Replace("loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}],", "", StringComparison.Ordinal));
        var dead = run.Rows("tasks.csv").First(t => t.Text("availability_zone") == "us-east-1a");
        Assert.Multiple(() =>
        {
            for (var minute = 240; minute <= 660; minute += 60) Assert.That(Errors(run, "errors_502", minute, minute + 1), Is.GreaterThan(300), "requests go on going there");
            Assert.That(run.At("services.csv", 600, "service", "web").Count("running"), Is.EqualTo(2), "ECS knows nothing of it");
            Assert.That((dead.Number("stopping_s"), dead.Count("exit_code")), Is.EqualTo((660.0, 1)), "the agent is back and tells");
            Assert.That(Errors(run, "errors", 781, 1200), Is.Zero, "replaced");
        });
    }

    [TestCase(2)]
    [TestCase(64)]
    [Property("Rule", "ASG-HC-01")]
    [Property("Rule", "ALB-CN-02")]
    public void ImpairedInstance_IsOutOfReachUntilItIsRepaired(int concurrency)
    {
        var run = ScenarioRun.Of(Text("failures: [{kind: instanceImpaired, at: 3m, length: 8m, count: 1}]", concurrency));
        Assert.Multiple(() =>
        {
            Assert.That(Errors(run, "errors_502", 0, 1200), Is.Zero, "nobody is there to refuse");
            Assert.That(Errors(run, "errors_504", 0, 180), Is.Zero);
            Assert.That(Errors(run, "errors_504", 180, 360), Is.GreaterThan(50), "connections come to nothing for ten seconds each");
            Assert.That(Errors(run, "errors", 420, 1200), Is.Zero, "unhealthy, then repaired");
            Assert.That(run.Rows("target_groups.csv").Select(r => r.Count("healthy")).Last(), Is.EqualTo(2));
            Assert.That(run.Rows("tasks.csv"), Has.Count.GreaterThanOrEqualTo(2));
        });
    }

    [Test]
    [Property("Rule", "ASG-HC-01")]
    public void CallersOfAnImpairedInstance_WithoutALoadBalancer_WaitInVain()
    {
        var direct = Text("failures: [{kind: instanceImpaired, at: 3m, length: 2m, count: 1}]", 64).Replace("to: tg", "to: web", StringComparison.Ordinal);
        var run = ScenarioRun.Of(direct);
        Assert.That(Errors(run, "errors_504", 180, 360), Is.GreaterThan(200), "ten seconds each; those that wait there keep others away");
        Assert.That(Errors(run, "errors", 360, 1200), Is.Zero);
    }

    private static int Errors(ScenarioRun run, string column, double from, double to) =>
        run.Rows("services.csv").Where(r => r.Number("t_s") >= from && r.Number("t_s") < to).Sum(r => r.Count(column));

    // One task in each zone; concurrency 2 keeps requests in line, 64 shares the CPU.
    private static string Text(string failures, int concurrency) => $$"""
        name: unreachable
        run: {duration: 20m, initial: steady}
        availabilityZones: [us-east-1a, us-east-1b]
        containerInstances: [{instanceType: m5.large, availabilityZone: us-east-1a, count: 1}, {instanceType: m5.large, availabilityZone: us-east-1b, count: 1}]
        taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: i, cpu: 1024, memory: 512, portMappings: [{containerPort: 80}]}]}]
        targetGroups: [{name: tg, healthCheckIntervalSeconds: 30, unhealthyThresholdCount: 2}]
        services: [{serviceName: web, taskDefinition: web, desiredCount: 2, launchType: EC2, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}], availabilityZoneRebalancing: DISABLED,
                    deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}, placementStrategy: [{type: spread, field: attribute:ecs.availability-zone}]}]
        applications: [{family: web, startup: 0s, request: {cpu: 10ms, wait: 10ms, concurrency: {{concurrency}}, timeout: 30s} }]
        workload: [{name: w, to: tg, rate: 20/s, arrivals: deterministic}]
        model: {agentReconnectDelayCap: 0s}
        {{failures}}
        """;
}
