using System.Globalization;
using Simulator.Experiments;
using Simulator.Explaining;
using Simulator.Measurement;
using Simulator.Reporting;
using Simulator.Reporting.Reading;
using Simulator.Scenarios;
using Simulator.Tests.Scenarios;
using Simulator.Tests.Tidy;
using Parallel = System.Threading.Tasks.Parallel;

namespace Simulator.Tests.Conformance.AutoScaling;

/// <summary>AWS's published benchmark of target tracking: from a step in load to the decision, and to running tasks.</summary>
public sealed class StepLoadTests
{
    private const int Phases = 100;
    private const double Step = 480; // on a minute; the phases follow it

    [Test, Property("Rule", "AS-MET-06"), Property("Rule", "AS-TM-01")]
    public void MeanOverAHundredPhases_IsAwsBenchmark()
    {
        var path = Path.Combine(SourceTree.Root, "scenarios", "autoscaling", "target-tracking-step-load.yaml");
        var (decided, running) = (new double[2], new double[2]);
        Parallel.For(0, Phases, i =>
        {
            var at = Step + ((i + 0.5) * 60 / Phases);
            string Rate(string workload) => string.Create(CultureInfo.InvariantCulture, $"workload.{workload}.rate={{steps: [[0s, 2/s], [{at}s, 18/s]]}}");
            string[] set = [Rate("shoppers"), Rate("buyers"), $"run.seed={i + 1}"];
            var loaded = ScenarioLoader.Load(path, new LoadOptions { Overrides = [.. set.Select(ScenarioOverride.Set)] });
            Assert.That(loaded.Issues, Is.Empty);
            var result = ExperimentRunner.Simulate(loaded.Scenario!);
            if (i % 10 == 0) Explaining.RecomputeTests.Check(DecisionsOf(result));
            for (var service = 0; service < 2; service++)
            {
                var first = result.Lags.First(l => l.Subject == service);
                lock (decided)
                {
                    decided[service] += (first.Decided.Seconds - at) / Phases;
                    running[service] += (first.Ends[(int)LagStage.Start].Seconds - at) / Phases;
                }
            }
        });
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"60 s: {decided[0]:0.0} and {running[0]:0.0}; 20 s: {decided[1]:0.0} and {running[1]:0.0}"));
        Assert.That((decided[0], running[0]), Is.EqualTo((363.0, 386.0)).Within(10).Percent, "metrics by the minute");
        Assert.That((decided[1], running[1]), Is.EqualTo((86.0, 109.0)).Within(10).Percent, "metrics every 20 s");
    }

    // As they stand in decisions.jsonl.
    private static List<DecisionNode> DecisionsOf(RunResult result)
    {
        using var folder = new TemporaryFolder();
        ResultWriter.WriteReplication(folder.Root, result);
        return [.. DecisionReader.Read(folder.Root)];
    }
}
