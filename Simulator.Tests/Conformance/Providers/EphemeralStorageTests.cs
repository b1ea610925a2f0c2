namespace Simulator.Tests.Conformance.Providers;

/// <summary>Ephemeral storage of Fargate tasks: their images, packed and unpacked, lie on it (FG-SZ-02).</summary>
public sealed class EphemeralStorageTests
{
    [TestCase("6GiB", "", "", true)]
    [TestCase("5GiB", "", "", false)]
    [TestCase("6GiB", "ephemeralStorage: {sizeInGiB: 21},", "", false)]
    [TestCase("5GiB", "", "unpackedImageRatio: 4", true)]
    [Property("Rule", "FG-SZ-02")]
    public void ImageThatDoesNotFit_CannotBePulled(string size, string storage, string model, bool fails)
    {
        var first = Run(storage, "[{name: app, image: a}]", $"image: {{size: {size} }}", model).Rows("tasks.csv")[0];
        Assert.That(first.Text("stop_code"), Is.EqualTo(fails ? "TaskFailedToStart" : ""));
        if (fails) Assert.That(first.Text("stopped_reason"), Does.StartWith("CannotPullContainerError").And.EndWith("no space left on device"));
    }

    [Test]
    [Property("Rule", "FG-SZ-02")]
    public void ImagesOfATask_ShareItsStorage()
    {
        var run = Run("", "[{name: app, image: a}, {name: log, image: l, essential: false}]", "containers: {app: {image: {size: 4GiB} }, log: {image: {size: 2GiB} } }", "");
        Assert.That(run.Rows("containers.csv").Where(c => c.Text("container") == "log").Select(c => c.Text("started_s")).First(), Is.Empty, "the second finds no room");
        Assert.That(run.Rows("tasks.csv")[0].Text("started_s"), Is.Not.Empty, "and is not essential");
    }

    private static ScenarioRun Run(string storage, string containers, string application, string model) => ScenarioRun.Of($$"""
        name: storage
        run: {duration: 30m}
        taskDefinitions: [{family: web, cpu: 4096, memory: 8192, networkMode: awsvpc, {{storage}} containerDefinitions: {{containers}}}]
        services: [{serviceName: web, taskDefinition: web, desiredCount: 1, launchType: FARGATE}]
        applications: [{family: web, {{application}} }]
        model: { {{model}} }
        """);
}
