using Simulator.Tests.Tidy;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary><c>output: {decisions: changes}</c> leaves refused evaluations out of the record, and much of their cost; what happens is the same.</summary>
public sealed class ThinnedRecordTests
{
    private static IEnumerable<string> Scenarios() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "scenarios", "autoscaling"), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f))
            .Where(static n => n != "target-tracking-step-load") // a hundred times the same service
            .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Scenarios))]
    [Property("Rule", "AS-PX-14")]
    public void WithoutRefusedDecisions_EveryTaskIsTheSame(string scenario)
    {
        var file = $"scenarios/autoscaling/{scenario}.yaml";
        var full = ScenarioRun.OfFile(file, "output.decisions=all");
        var thin = ScenarioRun.OfFile(file, "output.decisions=changes");
        Assert.That(thin.Decisions, Has.Count.AtMost(full.Decisions.Count));
        Assert.That(Tasks(thin), Is.EqualTo(Tasks(full)));
        Assert.That(Transitions(thin), Is.EqualTo(Transitions(full)));
    }

    // Numbers of decisions differ: those left out have none.
    private static IEnumerable<string> Tasks(ScenarioRun run) => run.Rows("tasks.csv").Select(static r => r.ToString()[..r.ToString().LastIndexOf(',')]);

    private static IEnumerable<string> Transitions(ScenarioRun run) => run.Rows("alarms.csv").Select(static r => r.ToString());
}
