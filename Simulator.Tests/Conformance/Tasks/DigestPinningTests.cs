using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Tasks;

public sealed class DigestPinningTests
{
    private const string Push = """
        timeline:
          - {at: 100s, action: PutImage, image: "web:latest", size: 400MB}
          - {at: 200s, action: UpdateService, service: web, desiredCount: 2}
          - {at: 300s, action: UpdateService, service: web, forceNewDeployment: true}
        """;

    [TestCase("enabled", new[] { 10.5, 0.5, 5.5 })]
    [TestCase("disabled", new[] { 10.5, 5.5, 0.5 })]
    [Property("Rule", "ECS-SV-06")]
    public void PushBehindATag_ReachesADeployment_OnlyWhereNothingPinsIt(string consistency, double[] expected)
    {
        // The old image has 800 MB, the new one 400. Pinned, the second task of the first deployment finds the old one on the host; the next deployment fetches the new one.
        var run = ScenarioRun.Of(TaskScenario.Of($"[{{name: app, image: \"web:latest\", versionConsistency: {consistency}}}]", rest: Push, image: "{size: 800MB}"));
        var pulls = run.Rows("tasks.csv").Take(3).Select(t => t.Number("pull_stopped_s") - t.Number("pull_started_s")).ToArray();
        Assert.That(pulls, Is.EqualTo(expected).Within(1e-6));
    }

    [TestCase("image: other", "no task definition names the image `other`")]
    [TestCase("image: \"db@sha256:0\"", "nothing can be pushed")]
    [Property("Rule", "ECS-SV-06")]
    public void PushThatCannotBe_IsRefused(string image, string sentence)
    {
        var yaml = TaskScenario.Of("[{name: app, image: web}, {name: db, image: \"db@sha256:0\"}]", rest: $"timeline: [{{at: 1m, action: PutImage, {image}}}]");
        Assert.That(Loading.Load(yaml).Issues.Select(i => i.Message), Has.Some.Contains(sentence));
    }
}
