using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Providers;

/// <summary>Why Fargate does not place a task, and calls that wait for their rate (ECS-EV-03, ECS-EV-06).</summary>
public sealed class FargateRefusalTests
{
    [TestCase("model: {fargateTaskQuota: 4}", 4, "QUOTA:TASKS", "Reason: You've reached the limit on the number of tasks you can run concurrently.")]
    [TestCase("model: {fargateLargestCpu: 0.5}", 0, "QUOTA:CPU", "Reason: The requested CPU configuration is above your limit.")]
    [TestCase("model: {fargateLargestMemory: 1}", 0, "QUOTA:MEMORY", "Reason: The requested MEMORY configuration is above your limit.")]
    [TestCase("subnets: {subnet-1: {availabilityZone: us-east-1a, supportsFargate: false}}", 0, "INTERNAL", "Reason: Internal error.")]
    [TestCase("failures: [{kind: zoneOutage, zone: us-east-1a, at: 0s, length: 1h}]", 0, "RESOURCE:FARGATE", "Reason: Capacity is unavailable at this time.")]
    [Property("Rule", "ECS-EV-03")]
    public void Reason_IsInTheEventAndInPlacements(string rest, int running, string reason, string sentence)
    {
        if (!rest.StartsWith("subnets", StringComparison.Ordinal)) rest += "\nsubnets: {subnet-1: us-east-1a}";
        var run = ScenarioRun.Of(FargateScenario.Of(6, FargateScenario.OnDemand, rest, "duration: 10m", "networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1]}}"));
        Assert.Multiple(() =>
        {
            Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(running));
            Assert.That(run.Rows("placements.csv").Select(p => p.Text("reason")), Is.Not.Empty.And.All.EqualTo(reason));
            Assert.That(run.Rows("service_events.csv").Count(e => e.Text("message").StartsWith("(service web) was unable to place a task. " + sentence, StringComparison.Ordinal)), Is.EqualTo(1), "identical events are muted for six hours");
        });
    }

    [Test]
    [Property("Rule", "ECS-EV-03")]
    public void ZoneWithoutFargate_IsPassedOver()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(
            4, FargateScenario.OnDemand, "subnets: {subnet-1: {availabilityZone: us-east-1a, supportsFargate: false}, subnet-2: us-east-1b}", "duration: 10m",
            "networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1, subnet-2]}}"));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Text("availability_zone")), Is.EqualTo(new[] { "us-east-1b", "us-east-1b", "us-east-1b", "us-east-1b" }));
    }

    [TestCase("2022-09-01", 1000)]
    [TestCase("2022-11-01", 1010)]
    [Property("Rule", "ECS-EV-03")]
    public void BeforeAutumn2022_TasksWereCountedInsteadOfVcpus(string start, int running)
    {
        var run = ScenarioRun.Of(FargateScenario.Of(
            1010, FargateScenario.OnDemand, "model: {quotas: awsDefault, fargateVcpuQuota: 100000}", $"duration: 8m, start: {start}T00:00:00Z").Replace("\"1024\"", "\"256\"", StringComparison.Ordinal).Replace("\"2048\"", "\"512\"", StringComparison.Ordinal));
        Assert.That(run.At("services.csv", 420, "service", "web").Count("running"), Is.EqualTo(running));
    }

    [TestCase(90, 0)]
    [TestCase(150, 1)]
    [Property("Rule", "ECS-EV-06")]
    [Property("Rule", "ECS-TH-04")]
    public void LaunchesBeyondTheAccountsRate_AreToldOnce(int desired, int events)
    {
        var run = ScenarioRun.Of(FargateScenario.Of(desired, FargateScenario.OnDemand, run: "duration: 5m"));
        Assert.That(Throttled(run), Is.EqualTo(events));
    }

    [TestCase("raised", 0, 10)]
    [TestCase("awsDefault", 1, 20)]
    [Property("Rule", "ECS-EV-06")]
    [Property("Rule", "ASG-LC-06")]
    public void CallsForInterfaces_WaitForTheirRate_WhereQuotasHold(string quotas, int events, double last)
    {
        // 100 interfaces of 10 s: fifty calls at once and five a second.
        var run = ScenarioRun.Of($$"""
            name: interfaces
            run: {duration: 5m}
            containerInstances: [{instanceType: m5.large, count: 50}]
            taskDefinitions: [{family: web, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, cpu: 64, memory: 64}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 100, launchType: EC2}]
            applications: [{family: web, image: {size: 0MiB} }]
            model: {quotas: {{quotas}}, placementDecision: 0s, payloadToAgent: 0s, networkInterfaceAttach: 10s, pullManifest: 0s, containerStart: 0s}
            """);
        Assert.Multiple(() =>
        {
            Assert.That(Throttled(run), Is.EqualTo(events));
            Assert.That(run.Rows("tasks.csv").Max(t => t.Number("started_s")), Is.EqualTo(last).Within(0.01));
        });
    }

    [TestCase("subnets: {subnet-1: {availabilityZone: us-east-1a, supportsFargate: perhaps}}", "supportsFargate")]
    [TestCase("model: {fargateTaskQuota: many}", "fargateTaskQuota")]
    [Property("Rule", "ECS-EV-03")]
    public void LimitsThatAreNone_AreRefused(string rest, string name)
    {
        Assert.That(Loading.Load(FargateScenario.Of(1, FargateScenario.OnDemand, rest)).Issues.Select(i => i.ToString()), Has.Some.Contains(name));
    }

    private static int Throttled(ScenarioRun run) => run.Rows("service_events.csv").Count(e => e.Text("message") == "(service web) operations are being throttled. Will try again later.");
}
