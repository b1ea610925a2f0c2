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
    private const double Raised = 60; // the services are raised a minute after the start of the scenario

    private static readonly (int At, int Running)[] Published = [(60, 185), (90, 663), (120, 1209), (180, 2287), (240, 3294), (300, 3440)];

    [Test]
    public void BothCurves_FollowThePublishedRun()
    {
        var fitted = Curve();
        var defaults = Curve("model={}");
        Assert.Multiple(() =>
        {
            Assert.That(fitted.First, Is.EqualTo(30).Within(3), "first tasks at about 30 s");
            foreach (var (at, running) in Published)
            {
                if (at < 90) continue;
                Assert.That(fitted.At(at), Is.EqualTo(running).Within(10).Percent, $"fitted at {at} s");
                Assert.That(defaults.At(at), Is.EqualTo(running).Within(25).Percent, $"defaults at {at} s");
            }
        });
        var page = Path.Combine(SourceTree.Root, "scenarios", "README.md");
        var text = File.ReadAllText(page);
        var rows = string.Concat(Published.Select(p => string.Create(CultureInfo.InvariantCulture, $"| {p.At} s | {p.Running:N0} | {Cell(fitted.At(p.At), p.Running)} | {Cell(defaults.At(p.At), p.Running)} |\n")));
        const string begin = "<!-- fargate-3500: begin -->\n";
        const string end = "<!-- fargate-3500: end -->";
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        const string head = "| after | published | fitted constants | default constants |\n|---|---|---|---|\n";
        if (Environment.GetEnvironmentVariable("ECS_SIM_ACCEPT") == "1") File.WriteAllText(page, text[..from] + head + rows + text[to..]);
        else Assert.That(text[from..to], Is.EqualTo(head + rows), "the table in scenarios/README.md; ECS_SIM_ACCEPT=1 writes it anew");
    }

    private static string Cell(int simulated, int published) =>
        string.Create(CultureInfo.InvariantCulture, $"{simulated:N0} ({100.0 * (simulated - published) / published:+0.0;−0.0} %)");

    private static ScaleOut Curve(params string[] set)
    {
        var run = ScenarioRun.OfFile("scenarios/validation/fargate-3500.yaml", set);
        return new ScaleOut([.. run.Rows("tasks.csv").Select(r => r.Number("started_s") - Raised).Where(s => !double.IsNaN(s)).Order()]);
    }

    private sealed class ScaleOut(double[] started)
    {
        public double First => started.First(s => s > 0);

        public int At(double second) => started.Count(s => s <= second);
    }
}
