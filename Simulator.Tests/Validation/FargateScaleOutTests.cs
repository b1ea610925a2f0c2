using System.Globalization;
using Simulator.Tests.Conformance;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Validation;

/// <summary>
/// Five Fargate services from one task each to 3,500 in all, beside the points of the published run of 2022 (1 vCPU and 2 GB, us-east-1, quotas raised): the constants fitted to
/// that run within 10 percent, the default ones within 25 percent, from 90 s on.
/// </summary>
public sealed class FargateScaleOutTests
{
    private static readonly (int At, int Running)[] Published = [(60, 185), (90, 663), (120, 1209), (180, 2287), (240, 3294), (300, 3440)];

    [Test]
    public void BothCurves_FollowThePublishedRun()
    {
        var fitted = ScenarioRun.OfFile("scenarios/validation/fargate-3500.yaml");
        var defaults = ScenarioRun.OfFile("scenarios/validation/fargate-3500.yaml", "model={}");
        Assert.That(fitted.Rows("references.csv").Select(r => ((int)r.Number("after_s"), (int)r.Number("published"))), Is.EqualTo(Published));
        Assert.Multiple(() =>
        {
            Assert.That(fitted.Rows("tasks.csv").Select(r => r.Number("started_s") - 60).Where(s => s > 0).Min(), Is.EqualTo(30).Within(3), "first tasks at about 30 s");
            Assert.That(fitted.Metric("reference.published-2022.deviation.max"), Is.LessThanOrEqualTo(10));
            Assert.That(defaults.Metric("reference.published-2022.deviation.max"), Is.LessThanOrEqualTo(25));
        });
        var page = Path.Combine(SourceTree.Root, "scenarios", "README.md");
        var text = File.ReadAllText(page);
        var rows = string.Concat(Published.Select(p => string.Create(CultureInfo.InvariantCulture, $"| {p.At} s | {p.Running:N0} | {Cell(fitted, p.At)} | {Cell(defaults, p.At)} |\n")));
        const string begin = "<!-- fargate-3500: begin -->\n";
        const string end = "<!-- fargate-3500: end -->";
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        const string head = "| after | published | fitted constants | default constants |\n|---|---|---|---|\n";
        if (Environment.GetEnvironmentVariable("ECS_SIM_ACCEPT") == "1") File.WriteAllText(page, text[..from] + head + rows + text[to..]);
        else Assert.That(text[from..to], Is.EqualTo(head + rows), "the table in scenarios/README.md; ECS_SIM_ACCEPT=1 writes it anew");
    }

    private static string Cell(ScenarioRun run, int at) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Metric($"reference.published-2022.{at}s"):N0} ({run.Metric($"reference.published-2022.{at}s.deviation"):+0.0;−0.0} %)");
}
