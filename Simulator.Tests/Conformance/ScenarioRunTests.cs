using Simulator.Tests.Cli;

namespace Simulator.Tests.Conformance;

/// <summary>The door that rule tests take: scenario text in, result files out.</summary>
public sealed class ScenarioRunTests : CliFixture
{
    [Test]
    public void WhatATestReads_IsWhatTheProgramWrites()
    {
        var path = Write("small.yaml", Small);
        Assert.That(Run("run", path, "-o", At("out"), "--no-charts", "--no-progress", "--set", "services.web.desiredCount=2").Code, Is.Zero);
        var run = ScenarioRun.Of(Small, "services.web.desiredCount=2");
        foreach (var file in new[] { "tasks.csv", "services.csv", "service_events.csv", "alarms.csv" })
            Assert.That(run.Rows(file).Select(r => r.ToString()), Is.EqualTo(File.ReadAllLines(At("out", file)).Skip(1).Select(l => l.Replace("\"", "", StringComparison.Ordinal))), file);
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("tasks.csv", "service", "web"), Has.Count.EqualTo(2));
            Assert.That(run.At("services.csv", 600, "service", "web").Count("running"), Is.EqualTo(2));
            Assert.That(run.Metric("web.tasks.running.mean"), Is.EqualTo(2));
        });
    }
}
