using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Tasks;

/// <summary>How a deployment finds the digests of its images, gives that up, or never begins (ECS-SV-06).</summary>
public sealed class DigestResolutionTests
{
    private const string App = "[{name: app, image: \"web:latest\"}]";
    private const string Out = "failures: [{kind: registryOutage, at: 90s, length: 10m, image: web}]";
    private const string Always = "{ECS_IMAGE_PULL_BEHAVIOR: always}";

    [TestCase("[{name: app, image: \"web:latest\"}]", "pinned")]
    [TestCase("[{name: app, image: \"web@sha256:0\"}]", "stated")]
    [TestCase("[{name: app, image: \"web:latest\", versionConsistency: disabled}]", "stated")]
    [TestCase("[{name: app, image: \"web:latest\"}, {name: log, image: \"log:1\", essential: false}]", "pinned")]
    [Property("Rule", "ECS-SV-06")]
    public void DeploymentsFile_TellsWhatTheFirstTaskFixed(string containers, string expected)
    {
        Assert.That(ScenarioRun.Of(TaskScenario.Of(containers)).Rows("deployments.csv").Single().Text("image_digests"), Is.EqualTo(expected));
    }

    [Test]
    [Property("Rule", "ECS-SV-06")]
    public void ThreeFailedAttempts_MakeTheDeploymentGoOnWithoutDigests()
    {
        // The outage ends; until then three tasks and more have failed. What is pushed later reaches the task that is started after it.
        var run = ScenarioRun.Of(TaskScenario.Of(App, service: "deploymentConfiguration: {minimumHealthyPercent: 0, maximumPercent: 100}", agent: Always, duration: "40m", image: "{size: 800MB}", rest: """
            failures: [{kind: registryOutage, at: 90s, length: 3m, image: web}]
            timeline:
              - {at: 100s, action: UpdateService, service: web, forceNewDeployment: true}
              - {at: 20m, action: PutImage, image: "web:latest", size: 400MB}
              - {at: 25m, action: UpdateService, service: web, desiredCount: 2}
            """));
        var failed = run.Rows("tasks.csv").Count(t => t.Text("stop_code") == "TaskFailedToStart");
        var last = run.Rows("tasks.csv")[^1];
        Assert.Multiple(() =>
        {
            Assert.That(failed, Is.GreaterThanOrEqualTo(3));
            Assert.That(run.Rows("deployments.csv").Select(d => d.Text("image_digests")), Is.EqualTo(new[] { "pinned", "given_up" }));
            Assert.That(run.Rows("deployments.csv")[1].Text("rollout_state"), Is.EqualTo("COMPLETED"), "it goes on");
            Assert.That(last.Number("pull_stopped_s") - last.Number("pull_started_s"), Is.EqualTo(5.5).Within(1e-6), "the new image, not the first one's");
        });
    }

    [TestCase("enable: true, rollback: true", "ROLLBACK_SUCCESSFUL", "image_resolution")]
    [TestCase("enable: true, rollback: false", "STOPPED", "image_resolution")]
    [TestCase("enable: false, rollback: false", "IN_PROGRESS", "")]
    [Property("Rule", "ECS-SV-06")]
    public void WithACircuitBreaker_TheDeploymentFailsBeforeItsThreshold(string breaker, string status, string reason)
    {
        // Half of 20 tasks would have to fail for the breaker itself.
        var run = ScenarioRun.Of(TaskScenario.Of(
            "[{name: app, image: \"web:latest\", cpu: 10, memory: 64}]", agent: Always, initial: "steady", duration: "8m",
            service: $"deploymentConfiguration: {{maximumPercent: 120, deploymentCircuitBreaker: {{{breaker}}}}}",
            rest: Out + "\ntimeline: [{at: 100s, action: UpdateService, service: web, forceNewDeployment: true}]").Replace("memory: 512, containerDefinitions", "containerDefinitions", StringComparison.Ordinal),
            "services.web.desiredCount=20");
        var deployment = run.Rows("deployments.csv")[1];
        Assert.Multiple(() =>
        {
            Assert.That(deployment.Text("status"), Is.EqualTo(status));
            Assert.That(deployment.Text("status_reason"), Is.EqualTo(reason));
            Assert.That(deployment.Text("image_digests"), Is.EqualTo("given_up"));
            if (reason.Length > 0) Assert.That(deployment.Count("failed_tasks"), Is.LessThan(10));
            Assert.That(run.Rows("service_events.csv").Count(e => e.Text("message").EndsWith("deployment failed: tasks failed to start.", StringComparison.Ordinal)), Is.EqualTo(reason.Length > 0 ? 1 : 0));
        });
    }

    [Test]
    [Property("Rule", "ECS-SV-06")]
    [Property("Rule", "ECS-CB-03")]
    public void Rollback_UsesTheDigestsOfItsSource()
    {
        // web:latest moves; the deployment after that fails by its alarm and the service goes back to the image it had, not to what the tag names.
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB}", duration: "30m", initial: "steady", service: "deploymentConfiguration: {minimumHealthyPercent: 0, maximumPercent: 100, deploymentCircuitBreaker: {enable: true, rollback: true}}", rest: """
            timeline:
              - {at: 1m, action: PutImage, image: "web:latest", size: 400MB}
              - {at: 2m, action: UpdateService, service: web, forceNewDeployment: true}
              - {at: 150s, action: StopServiceDeployment, service: web, stopType: ROLLBACK}
            """));
        var pulls = run.Rows("tasks.csv").Skip(1).Select(t => Math.Round(t.Number("pull_stopped_s") - t.Number("pull_started_s"), 3)).ToArray();
        Assert.That(pulls, Is.EqualTo(new[] { 5.5, 0.5 }), "the new image is fetched; the old one is still on the host");
        Assert.That(run.Rows("deployments.csv").Select(d => d.Text("status")).Last(), Is.EqualTo("ROLLBACK_SUCCESSFUL"));
    }

    [TestCase(0, "given_up", 5.5)]
    [TestCase(1, "pinned", 0.5)]
    [Property("Rule", "ECS-SV-06")]
    public void DeploymentThatBeginsWithoutTasks_NeverFindsDigests(int desired, string digests, double pull)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB}", rest: """
            timeline:
              - {at: 1m, action: UpdateService, service: web, desiredCount: 2}
              - {at: 3m, action: PutImage, image: "web:latest", size: 400MB}
              - {at: 5m, action: UpdateService, service: web, desiredCount: 3}
            """), $"services.web.desiredCount={desired}");
        var last = run.Rows("tasks.csv")[^1];
        Assert.That(run.Rows("deployments.csv").Single().Text("image_digests"), Is.EqualTo(digests));
        Assert.That(last.Number("pull_stopped_s") - last.Number("pull_started_s"), Is.EqualTo(pull).Within(1e-6));
    }

    [TestCase("together", 0.0)]
    [TestCase("afterManifest", 0.5)]
    [TestCase("afterPull", 10.5)]
    [Property("Rule", "ECS-SV-06")]
    public void LaterTasks_WaitForTheFirstOne_WhereTheModelSaysSo(string model, double wait)
    {
        var run = ScenarioRun.Of(TaskScenario.Of(App, image: "{size: 800MB}"), $"model.digestResolution={model}", "services.web.desiredCount=3");
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("created_s")), Is.EqualTo(new[] { 0, wait, wait }).Within(1e-6));
        Assert.That(run.DecisionsOf("reconcile").Count(d => d.GetProperty("gate").GetString() == "image_digest"), Is.EqualTo(wait > 0 ? 1 : 0));
    }

    [TestCase("together", 0.0)]
    [TestCase("afterManifest", 12.5)]
    [TestCase("afterPull", 32.5)]
    [Property("Rule", "ECS-SV-06")]
    public void OnFargate_TheFirstTaskGoesAheadToo(string model, double wait)
    {
        var run = ScenarioRun.Of($$"""
            name: fargate
            run: {duration: 10m}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:1"}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 3, launchType: FARGATE}]
            applications: [{family: web, image: {size: 220MB} }]
            model: {placementDecision: 0s, payloadToAgent: 0s, containerStart: 1s, healthReportDelay: 0s, pullManifest: 500ms, fargateScheduling: 2s, fargateProvisioning: 10s, digestResolution: "{{model}}" }
            """);
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("created_s")), Is.EqualTo(new[] { 0, wait, wait }).Within(1e-3));
        Assert.That(run.Rows("tasks.csv").Select(t => Math.Round(t.Number("pull_stopped_s") - t.Number("pull_started_s"), 3)), Is.All.EqualTo(20.5));
    }

    [Test]
    [Property("Rule", "ECS-SV-06")]
    public void DigestResolution_HasThreeForms()
    {
        var issues = Loading.Load(TaskScenario.Of(App).Replace("model: {", "model: {digestResolution: never, ", StringComparison.Ordinal)).Issues;
        Assert.That(issues.Select(i => i.Message), Has.Some.Contains("digestResolution"));
    }
}
