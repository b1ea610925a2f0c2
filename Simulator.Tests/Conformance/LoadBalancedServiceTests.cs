namespace Simulator.Tests.Conformance;

/// <summary>A service on Fargate behind a load balancer, from scenario text to result files.</summary>
public sealed class LoadBalancedServiceTests
{
    private const string Scaled = "autoScaling: {minCapacity: 2, maxCapacity: 40, policies: [{policyName: cpu60, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 60, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}, scaleOutCooldown: 60}}]}";

    [Test]
    [Property("Rule", "ALB-ECS-01")]
    [Property("Rule", "ECS-SV-04")]
    public void RollingUpdate_CountsNewTasksWhenTheirTargetsAreHealthy()
    {
        // Slower than the first two checks: the target is given time.
        var run = ScenarioRun.Of(Web(5, rest: "timeline: [{at: 5m, action: UpdateService, service: web, taskDefinition: \"web:2\"}]", startup: "60s", group: "unhealthyThresholdCount: 10"));
        var former = run.Rows("tasks.csv", "task_definition", "web:1");
        var latter = run.Rows("tasks.csv", "task_definition", "web:2");
        Assert.Multiple(() =>
        {
            Assert.That(latter.Select(t => t.Number("healthy_s") - t.Number("started_s")), Is.All.GreaterThan(60), "RUNNING is not enough: the application does not answer yet");
            Assert.That(former.Min(t => t.Number("stopping_s")), Is.GreaterThanOrEqualTo(latter.Min(t => t.Number("healthy_s"))), "no old task goes before a new one is healthy");
            Assert.That(run.Rows("services.csv").Select(s => s.Count("healthy")), Is.All.GreaterThanOrEqualTo(2));
            Assert.That(run.Metric("web.errors"), Is.Zero);
        });
    }

    [Test]
    [Property("Rule", "ALB-HC-02")]
    [Property("Rule", "X-09")]
    public void NewTargetThatAnswersAtOnce_IsHealthyAtItsFirstCheck()
    {
        var run = ScenarioRun.Of(Web(5, startup: "0s", desired: 20, duration: "10m").Replace("initial: steady", "initial: cold", StringComparison.Ordinal));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("healthy_s") - t.Number("started_s")), Has.Exactly(20).Items.And.All.LessThanOrEqualTo(20), "five checks would be 150 s");
    }

    [TestCase(0)]
    [TestCase(300)]
    [Property("Rule", "ALB-ECS-02")]
    [Property("Rule", "ECS-HL-03")]
    public void UnhealthyTarget_GetsItsTaskReplacedOutsideTheGracePeriodOnly(int grace)
    {
        var replaced = SlowBoot(grace).Rows("tasks.csv").Count(t => t.Text("stopped_reason").Contains("ELB health checks", StringComparison.Ordinal));
        Assert.That(replaced, grace == 0 ? Is.GreaterThan(2) : Is.Zero);
    }

    [Test]
    [Property("Rule", "ALB-ECS-03")]
    [Property("Rule", "ECS-TH-01")]
    public void ReplacingUnhealthyTasks_StartsFirstAndDoesNotSlowDown()
    {
        var run = SlowBoot(0);
        Assert.That(run.Rows("services.csv").Skip(5).Select(s => s.Count("running")), Is.All.GreaterThanOrEqualTo(2), "the condemned tasks stay until others run");
        Assert.That(run.Rows("service_events.csv").Select(e => e.Text("message")), Has.None.Contains("unable to consistently start"));
    }

    [Test]
    [Property("Rule", "ALB-ECS-04")]
    [Property("Rule", "ALB-HC-07")]
    [Property("Rule", "ALB-HC-08")]
    [Property("Rule", "X-11")]
    public void AllTargetsUnhealthy_ReceiveTheTrafficWhileEcsReplacesThem()
    {
        var run = SlowBoot(0, "2h");
        var first = run.Rows("tasks.csv").Select(t => t.Number("started_s")).Where(t => t > 0).Min();
        var recycling = run.Rows("services.csv").Where(s => s.Number("t_s") > first + 180).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(run.At("services.csv", 60, "service", "web").Count("errors_503"), Is.GreaterThan(0), "until the first is registered");
            Assert.That(recycling.Sum(s => s.Count("errors_503")), Is.Zero, "somebody always is, however unhealthy");
            Assert.That(recycling.Sum(s => s.Count("errors_502")), Is.GreaterThan(0), "and gets requests that nobody answers");
            Assert.That(run.Rows("target_groups.csv").Where(g => g.Number("t_s") > first + 180).Select(g => g.Count("healthy")), Is.All.Zero);
        });
    }

    [TestCase(60)]
    [TestCase(5)]
    [Property("Rule", "ALB-DR-01")]
    [Property("Rule", "ALB-DR-02")]
    public void ScaleIn_LetsRequestsFinishWithinTheDeregistrationDelay(int delay)
    {
        var run = ScenarioRun.Of(Web(5, rest: "timeline: [{at: 5m, action: UpdateService, service: web, desiredCount: 1}]", request: "{wait: 20s, concurrency: 1000}", delay: delay, duration: "10m"));
        var stopped = run.Rows("tasks.csv").Single(t => t.Text("stopping_s").Length > 0);
        var drain = stopped.Number("stopped_s") - stopped.Number("stopping_s");
        if (delay == 60)
        {
            Assert.That(drain, Is.InRange(19, 35), "idle after the last request, long before the delay is over; then the containers stop");
            Assert.That(run.Metric("web.errors"), Is.Zero);
        }
        else
        {
            Assert.That(drain, Is.LessThan(19));
            Assert.That(run.Metric("web.errors.502"), Is.GreaterThan(0), "what had not finished is lost");
        }
    }

    [TestCase(", desiredCount: 2", 2)]
    [TestCase("", 0)]
    [Property("Rule", "ECS-API-08")]
    public void UpdateThatCarriesDesiredCount_UndoesWhatAutoscalingSet(string count, int desired)
    {
        var run = ScenarioRun.Of(Web(60, Scaled, $"timeline: [{{at: 2430s, action: UpdateService, service: web, forceNewDeployment: true{count}}}]", duration: "42m"));
        var before = run.At("services.csv", 2400, "service", "web").Count("desired");
        Assert.That(before, Is.GreaterThan(3));
        Assert.That(run.At("services.csv", 2460, "service", "web").Count("desired"), Is.EqualTo(desired == 0 ? before : desired));
    }

    [Test]
    [Property("Rule", "AS-ECS-03")]
    [Property("Rule", "ECS-SI-04")]
    public void ScaleInByAPolicy_LeavesTheChoiceOfTasksToEcs()
    {
        var run = ScenarioRun.Of(Web(1, Scaled.Replace("minCapacity: 2", "minCapacity: 3", StringComparison.Ordinal), desired: 7, duration: "40m"));
        var left = run.Rows("tasks.csv").Where(t => t.Text("stopping_s").Length == 0).ToList();
        var gone = run.Rows("tasks.csv").Where(t => t.Text("stopping_s").Length > 0).ToList();
        Assert.That(left.Select(t => t.Text("availability_zone")).Order(), Is.EqualTo(new[] { "us-east-1a", "us-east-1b", "us-east-1c" }), "zones stay balanced");
        Assert.That(gone.Select(t => (t.Text("stop_code"), t.Text("stopped_reason"))).Distinct(), Is.EqualTo(new[] { ("ServiceSchedulerInitiated", "Scaling activity initiated by (deployment)") }));
    }

    [Test]
    [Property("Rule", "AS-PX-01")]
    [Property("Rule", "AS-TM-01")]
    public void Burst_OutrunsTheAlarm()
    {
        var run = ScenarioRun.Of(Web(20, Scaled, duration: "60m").Replace("rate: 20/s", "rate: {steps: [[0s, 20/s], [30m, 150/s]]}", StringComparison.Ordinal));
        var rows = run.Rows("services.csv");
        var firstOut = rows.First(s => s.Count("desired") > 2).Number("t_s");
        var waiting = rows.Where(s => s.Number("t_s") > 1800 && s.Number("t_s") < firstOut).ToList();
        Assert.That(firstOut - 1800, Is.InRange(240, 420), "three full minutes, the delay of the data, the alarm's phase");
        Assert.That(waiting.Sum(s => s.Count("errors")), Is.GreaterThan(waiting.Sum(s => s.Count("requests")) / 4), "meanwhile requests pile up");
        Assert.That(rows[^1].Count("running"), Is.GreaterThanOrEqualTo(10));
    }

    // Tasks that take longer to answer than their target group waits: two checks fail, 30 s apart, before the application is up.
    private static ScenarioRun SlowBoot(int grace, string startup = "200s") =>
        ScenarioRun.Of(Web(5, $"healthCheckGracePeriodSeconds: {grace}", startup: startup).Replace("initial: steady", "initial: cold", StringComparison.Ordinal));

    private static string Web(
        int rate, string service = "healthCheckGracePeriodSeconds: 0", string rest = "", string startup = "{distribution: lognormal, median: 8s, p95: 20s}", string group = "targetType: ip", int delay = 30,
        string request = "{cpu: {distribution: exponential, mean: 40ms}, wait: {distribution: lognormal, median: 15ms, p95: 80ms}, concurrency: 64, queueLimit: 1000, timeout: 30s}", int desired = 2, string duration = "20m") => $$"""
        name: web
        run: {duration: {{duration}}, initial: steady}
        taskDefinitions: [{{Task}}, {{Task}}]
        targetGroups: [{name: tg, {{group}}, attributes: [{key: deregistration_delay.timeout_seconds, value: "{{delay}}"}]}]
        services:
          - {serviceName: web, taskDefinition: "web:1", launchType: FARGATE, desiredCount: {{desired}}, availabilityZoneRebalancing: DISABLED, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 8080}], {{service}}}
        applications: [{family: web, startup: {{startup}}, request: {{request}} }]
        workload: [{to: web, rate: {{rate}}/s}]
        {{rest}}
        """;

    private const string Task = "{family: web, cpu: \"1024\", memory: \"2048\", networkMode: awsvpc, containerDefinitions: [{name: app, image: \"web:1\", portMappings: [{containerPort: 8080}]}]}";
}
