using Simulator.Cli;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Deployments;

/// <summary>The chart of a deployment, as the run verb draws it.</summary>
public sealed class DeploymentChartTests
{
    [TestCase("strategy: LINEAR, linearConfiguration: {stepPercent: 50, stepBakeTimeInMinutes: 1}, bakeTimeInMinutes: 1", true)]
    [TestCase("minimumHealthyPercent: 100", false)]
    [Property("Rule", "ECS-BG-01")]
    public void AServiceThatIsDeployedAgain_HasAChartOfIt(string configuration, bool shifts)
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write("s.yaml", ShiftScenario.Of(configuration, duration: "20m"));
        var run = EcsSim.Run(["run", scenario, "-o", folder.PathOf("out"), "--no-progress", "--quiet"], new Terminal { Out = new StringWriter(), Error = new StringWriter() }, CancellationToken.None);
        Assert.That(run, Is.Zero);
        var chart = File.ReadAllText(folder.PathOf("out/charts/deployments-web.svg"));
        Assert.That(chart, Does.Contain("web:1").And.Contain("web:2").And.Contain("running tasks by revision"));
        Assert.That(chart, Does.Contain(">status<").And.Contain(">outcome<"), "when a rollback ends as soon as it begins, both are to be seen");
        Assert.That(chart.Contains("production traffic of the new revision", StringComparison.Ordinal), Is.EqualTo(shifts));
    }
}
