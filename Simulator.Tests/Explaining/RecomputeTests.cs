using Simulator.Explaining;
using Simulator.Reporting.Json;
using Simulator.Reporting.Reading;
using Simulator.Tests.Cli;
using Simulator.Tests.Conformance;
using Simulator.Tests.Conformance.AutoScaling;
using Simulator.Tests.Scenarios;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Explaining;

/// <summary>
/// Every decision can be computed again from its own line of decisions.jsonl: the forms in Explaining are written from the rules, the rooms decide, and
/// the two must agree on every scenario there is.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class RecomputeTests
{
    private static IEnumerable<string> Scenarios() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "scenarios"), "*.yaml", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(SourceTree.Root, p))
            .Where(p => !PathologyScenarioTests.Runs(Path.GetFileNameWithoutExtension(p))).Order(StringComparer.Ordinal); // those run whole, with their explanations

    /// <summary>A shipped scenario does what it says: as a user runs it, whole, it ends with exit code 0, so that all its assertions hold.</summary>
    [TestCaseSource(nameof(Scenarios))]
    public void Scenario_KeepsItsPromises_AndEveryDecisionFollowsFromItsOwnRecord(string path)
    {
        using var folder = new TemporaryFolder();
        var results = folder.PathOf("out");
        var run = CliFixture.Run("run", Path.Combine(SourceTree.Root, path), "-o", results, "--no-progress", "--no-charts");
        Assert.That(run.Code, Is.Zero, run.Out + run.Error);
        foreach (var replication in Directory.EnumerateFiles(results, DecisionsFile.File, SearchOption.AllDirectories)) Check(DecisionReader.Read(Path.GetDirectoryName(replication)!));
    }

    /// <summary>Recomputes all decisions of a run.</summary>
    internal static void Check(ScenarioRun run) => Check([.. run.Decisions.Select(line => DecisionReader.Parse(line.GetRawText()))]);

    /// <summary>Recomputes all decisions of a run; the first that do not agree fail the test.</summary>
    internal static void Check(List<DecisionNode> decisions)
    {
        var wrong = new List<string>();
        foreach (var node in decisions)
        {
            var verdict = DecisionForms.Recompute(node);
            if (verdict != new Verdict(node.Gate, node.To)) wrong.Add($"{verdict} instead of {node.Gate} {node.To}: {node.Kind} {node.Id}, {string.Join(", ", node.Numbers)}, {string.Join(", ", node.Words)}");
            Assert.That(DecisionForms.Sentence(node), Does.EndWith(".").And.Not.Contain("NaN"));
            if (node.Is("placement_failed") && !IsReasoned(node)) wrong.Add($"placement failed for '{node.Word("placement_reason")}', against its own counts: {node.Id}, {string.Join(", ", node.Numbers)}");
            Assert.That(node.Parent, Is.LessThan(node.Id), "what led to it came before");
        }
        Assert.That(wrong.Take(5), Is.Empty, $"{wrong.Count} of {decisions.Count} decisions do not follow from their records");
    }

    // ECS-PL-18: the reason is that of the closest instance, which is among those counted for it; without an ACTIVE instance only the agent's filter counts some.
    private static bool IsReasoned(DecisionNode node)
    {
        (string Reason, string Input)[] filters =
        [
            ("RESOURCE:CPU", "rejected_cpu"), ("RESOURCE:MEMORY", "rejected_memory"), ("RESOURCE:PORTS", "rejected_ports"), ("RESOURCE:ENI", "rejected_eni"), ("RESOURCE:GPU", "rejected_gpu"),
            ("ATTRIBUTE", "rejected_attribute"), ("MEMBEROF", "rejected_constraint"), ("AGENT", "rejected_agent"),
        ];
        var (reason, total) = (node.Word("placement_reason"), filters.Sum(f => node.Count(f.Input)));
        return reason switch
        {
            "RESOURCE:FARGATE" => total == 0,
            "NO ACTIVE INSTANCES" => total == node.Count("rejected_agent"),
            _ => filters.Any(f => f.Reason == reason && node.Count(f.Input) > 0),
        };
    }
}
