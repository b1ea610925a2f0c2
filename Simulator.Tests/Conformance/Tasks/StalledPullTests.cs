using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Tasks;

/// <summary>Transfers in which nothing arrives (ECS-AG-03, ECR-PL-03). On m5.large an image of 800 MB takes 10 s after its manifest.</summary>
public sealed class StalledPullTests
{
    private const string App = "[{name: app, image: \"web:1\"}]";

    [TestCase(5, 20, 30.5)]
    [TestCase(0, 40, 50.5 - 0.5)]
    [TestCase(20, 40, 10.5)]
    [Property("Rule", "ECS-AG-03")]
    public void TransferThatGoesOnWithinAMinute_LosesThatTimeOnly(int begins, int length, double stopped)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB}", rest: $"failures: [{{kind: registryOutage, stalls: true, at: {begins}s, length: {length}s}}]"));
        Assert.That(run.Task().Number("pull_stopped_s"), Is.EqualTo(stopped).Within(1e-6));
    }

    [Test]
    [Property("Rule", "ECS-AG-03")]
    [Property("Rule", "ECR-PL-03")]
    public void TransferThatStandsStillForAMinute_IsTriedAgainFromNothing()
    {
        // 5 s of transfer, a minute of nothing, a pause of 1.1 s and up to a fifth more; then 0.5 s and all of the 10 s.
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB}", rest: "failures: [{kind: registryOutage, stalls: true, at: 5500ms, length: 61s}]"));
        Assert.That(run.Task().Number("pull_stopped_s"), Is.InRange(65.5 + 1.1 + 10.5, 65.5 + 1.4 + 10.5));
    }

    [TestCase("default", "CannotPullContainerError")]
    [TestCase("always", "CannotPullContainerError")]
    [Property("Rule", "ECS-AG-03")]
    [Property("Rule", "ECR-PL-03")]
    public void FiveSuchAttempts_FailThePull(string behavior, string reason)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB}", duration: "20m", agent: $"{{ECS_IMAGE_PULL_BEHAVIOR: {behavior}}}", rest: "failures: [{kind: registryOutage, stalls: true, at: 0s, length: 1h}]"));
        var first = run.Task();
        Assert.That(first.Number("stopped_s"), Is.InRange((5 * 60.5) + 12.7, (5 * 60.5) + 15.3));
        Assert.That(first.Text("stopped_reason"), Does.StartWith(reason));
    }

    [Test]
    [Property("Rule", "ECS-AG-03")]
    public void OtherTransfers_HaveTheBandwidthMeanwhile()
    {
        // 93.75 MB/s for both: 46.875 each until a stands still at 4.5 s with 187.5 MB; then l has 80 (unpacking) to itself.
        var run = ScenarioRun.Of(TaskScenario.Of(
            "[{name: app, image: a}, {name: log, image: l, essential: false}]", "containers: {app: {image: {size: 750MB}}, log: {image: {size: 375MB}}}",
            rest: "failures: [{kind: registryOutage, stalls: true, image: a, at: 4500ms, length: 20s}]"));
        Assert.That(run.Of("log", "pull_stopped_s"), Is.EqualTo(4.5 + (187.5 / 80)).Within(1e-3));
        Assert.That(run.Of("app", "pull_stopped_s"), Is.EqualTo(24.5 + (562.5 / 80)).Within(1e-3));
    }

    [Test]
    [Property("Rule", "ECS-AG-03")]
    public void OnFargate_TransfersStandStillToo()
    {
        var run = ScenarioRun.Of("""
            name: fargate
            run: {duration: 10m}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:1"}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 1, launchType: FARGATE}]
            applications: [{family: web, image: {size: 220MB}}]
            model: {placementDecision: 0s, payloadToAgent: 0s, containerStart: 1s, pullManifest: 500ms, fargateScheduling: 2s, fargateProvisioning: 10s}
            failures: [{kind: registryOutage, stalls: true, at: 20s, length: 30s}]
            """);
        Assert.That(run.Task().Number("pull_stopped_s"), Is.EqualTo(12 + 20.5 + 30).Within(2e-3));
    }

    [TestCase("registryOutage, length: 1m, stalls: true, hangs: true", "keep hangs or stalls")]
    [TestCase("taskCrash, stalls: true", "taskCrash takes no `stalls`")]
    [Property("Rule", "ECS-AG-03")]
    public void StallsThatCannotBe_AreRefused(string failure, string sentence)
    {
        var issues = Loading.Load(TaskScenario.Of(App, rest: $"failures: [{{at: 1m, kind: {failure}}}]")).Issues;
        Assert.That(issues.Select(i => i.ToString()), Has.Some.Contains(sentence));
    }
}
