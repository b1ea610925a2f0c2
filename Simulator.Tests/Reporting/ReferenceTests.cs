using System.Xml.Linq;
using Simulator.Reporting.Charts;
using Simulator.Reporting.Charts.Svg;
using Simulator.Tests.Cli;
using Simulator.Tests.Conformance;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Reporting;

/// <summary>Published points beside a run: read and checked, listed with their deviations, drawn as rings beside the curve of the run or of every variant.</summary>
public sealed class ReferenceTests : CliFixture
{
    // Four tasks from the start; at 100 s six more, which run ten seconds later.
    private const string Text = """
        name: ref
        run: {duration: 5m, initial: steady}
        containerInstances: [{instanceType: m5.2xlarge}]
        taskDefinitions: [{family: t, containerDefinitions: [{name: app, image: i, cpu: 64, memory: 64}]}]
        applications: [{family: t, image: {size: 1KiB}, startup: 0s, idle: {cpu: 10%}}]
        services: [{serviceName: a, taskDefinition: t, launchType: EC2, desiredCount: 3}, {serviceName: b, taskDefinition: t, launchType: EC2, desiredCount: 1}]
        timeline: [{at: 100s, action: UpdateService, service: a, desiredCount: 9}]
        model: {containerStart: 10s, pullManifest: 0s}
        """;

    private const string Points = """

        reference:
          - {name: all, series: services.running, source: somebody, after: 90s, judgedFrom: 15s, points: [[10s, 5], [15s, 8], [25s, 8]]}
          - {name: one, series: a.desired, source: somebody, points: [[90s, 6], [120s, 10]]}
          - {name: cpu, series: b.cpu_utilization, source: somebody, points: [[70s, 20]]}
          - {name: machines, series: cluster.instances, source: somebody, points: [[2m, 2]]}
        """;

    [Test]
    public void Deviations_AreTakenAtTheInstantWhereTasksAreKnown_AndBetweenTheMinutesElsewhere()
    {
        var run = ScenarioRun.Of(Text + Points);
        double[] Column(string reference, string column) => [.. run.Rows("references.csv", "reference", reference).Select(r => r.Number(column))];
        Assert.Multiple(() =>
        {
            Assert.That(Column("all", "t_s"), Is.EqualTo(new[] { 100.0, 105, 115 }));
            Assert.That(Column("all", "simulated"), Is.EqualTo(new[] { 4.0, 4, 10 }), "six more run from 110 s on");
            Assert.That(Column("all", "deviation"), Is.EqualTo(new[] { -20.0, -50, 25 }));
            Assert.That(Column("one", "simulated"), Is.EqualTo(new[] { 6.0, 9 }), "half way between 3 at one minute and 9 at two");
            Assert.That(Column("cpu", "simulated").Single(), Is.EqualTo(10).Within(1e-6), "the mean of the minute in which 70 s lies");
            Assert.That(Column("machines", "deviation"), Is.EqualTo(new[] { -50.0 }));
        });
        Assert.That((run.Metric("reference.all.deviation.max"), run.Metric("reference.all.deviation.mean")), Is.EqualTo((50.0, 37.5)), "the first point is not judged");
        Assert.That((run.Metric("reference.all.25s"), run.Metric("reference.all.25s.deviation")), Is.EqualTo((10.0, 25.0)));
    }

    [Test]
    public void WithoutTasksFile_RunningTasksAreJoinedBetweenTheMinutes()
    {
        var run = ScenarioRun.Of(Text + Points + "\noutput: {tasks: false}\n");
        Assert.That(run.Rows("references.csv", "reference", "all").Select(r => r.Number("simulated")), Is.EqualTo(new[] { 8.0, 8.5, 9.5 }).Within(1e-9), "4 at one minute, 10 at two");
    }

    [TestCase("{name: x, series: c.running, source: s, points: [[1s, 1]]}", "there is no service `c`")]
    [TestCase("{name: x, series: a.runing, source: s, points: [[1s, 1]]}", "did you mean `running`")]
    [TestCase("{name: x, series: services.latency_p99_ms, source: s, points: [[1s, 1]]}", "does not add up")]
    [TestCase("{name: x, series: cluster.running, source: s, points: [[1s, 1]]}", "cluster.csv has no such column")]
    [TestCase("{name: x, series: a.running, points: [[1s, 1]]}", "`source`")]
    [TestCase("{name: x, series: a.running, source: s, points: [[10s, 1], [5s, 2]]}", "does not come after")]
    [TestCase("{name: x, series: a.running, source: s, points: [[10s, 0]]}", "other than 0")]
    [TestCase("{name: x, series: a.running, source: s, after: 4m, points: [[2m, 3]]}", "beyond the end of the run")]
    [TestCase("{name: x, series: a.running, source: s, points: [[1s, 1]]}, {name: x, series: a.running, source: s, points: [[1s, 1]]}", "two references named `x`")]
    public void WhatCannotBeHeldAgainst_IsRefused(string reference, string sentence)
    {
        var issues = Loading.Load($"{Text}\nreference: [{reference}]\n").Issues;
        Assert.That(issues.Select(i => i.ToString() + i.Suggestion), Has.Some.Contains(sentence));
        Assert.That(issues[0].Line, Is.GreaterThan(0));
    }

    [TestCase("reference.all.deviation.max, atMost: 60%", null)]
    [TestCase("reference.all.25s, atLeast: 9", null)]
    [TestCase("reference.all.26s, atLeast: 9", "there is no metric `reference.all.26s`")]
    [TestCase("reference.none.deviation.max, atMost: 60%", "there is no metric `reference.none.deviation.max`")]
    public void Assertions_MayNameDeviations(string assertion, string? problem) =>
        Assert.That(Loading.Load($"{Text}{Points}\nassert: [{{metric: {assertion}}}]\n").Issues.Select(i => i.Message), problem is null ? Is.Empty : Has.Some.Contains(problem));

    [Test]
    public void ARun_DrawsItsPointsAndPrintsThem()
    {
        var run = Run("run", Write("s.yaml", Text + Points), "-o", At("out"), "--no-progress");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match(@"all +15 s +8 +4 \(−50\.0 %\)").And.Match("all +furthest off from 15 s on +50.0 %").And.Match("one +furthest off +10.0 %"));
        var svg = XDocument.Load(At("out", "charts", "reference-all.svg"));
        Assert.That(Rings(svg), Is.EqualTo(4), "three points and the legend");
        Assert.That(File.ReadAllText(At("out", "report.html")), Does.Contain("services.running beside all").And.Contain("somebody. Off by −50 to +25"));
        var drawn = File.ReadAllText(At("out", "charts", "reference-all.svg"));
        File.Delete(At("out", "charts", "reference-all.svg"));
        Assert.That(Run("report", At("out")).Code, Is.Zero);
        Assert.That(File.ReadAllText(At("out", "charts", "reference-all.svg")), Is.EqualTo(drawn), "from the folder alone");
    }

    [Test]
    public void AComparison_DrawsTheCurvesOfAllVariantsBesideThePoints()
    {
        var run = Run("compare", Write("s.yaml", Text + Points), "--variant", "slow: model.containerStart=100s", "-o", At("out"), "--no-progress");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match(@"all +25 s +8 +10 \(\+25\.0 %\) +4 \(−50\.0 %\)"));
        var svg = XDocument.Load(At("out", "charts", "reference-all.svg"));
        Assert.That(Rings(svg), Is.EqualTo(4));
        Assert.That(svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value), Does.Contain("ref").And.Contain("slow").And.Contain("all"));
        Assert.That(svg.Descendants().Count(e => (string?)e.Attribute("stroke-dasharray") == "6 3"), Is.EqualTo(2), "the second curve and its entry in the legend are dashed");
    }

    [Test]
    public void Replications_AreAveraged()
    {
        var run = Run("run", Write("s.yaml", Text + Points), "-o", At("out"), "--replications", "3", "--no-progress");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(File.ReadAllLines(At("out", "summary.csv")), Has.Some.StartsWith("reference.all.25s,10.000000,0.000000,0.95,3,tasks"));
        Assert.That(Rings(XDocument.Load(At("out", "charts", "reference-all.svg"))), Is.EqualTo(4));
    }

    [Test]
    public void Points_NeedNoOrdinaryLine()
    {
        var chart = new TimeChart
        {
            Id = "x",
            Title = "x",
            Start = DateTimeOffset.UnixEpoch,
            Seconds = 100,
            Panels = [new Panel { Title = "y", Series = [new Series { Name = "p", Shape = SeriesShape.Points, Tone = Tone.Ink, X = [0, 50, 100], Y = [1, double.NaN, 2] }] }],
        };
        using var text = new StringWriter();
        new SvgChartRenderer().Render(chart, text);
        Assert.That(Rings(XDocument.Parse(text.ToString())), Is.EqualTo(3), "a missing value has no ring");
    }

    private static int Rings(XDocument svg) => svg.Descendants().Count(e => ((string?)e.Attribute("d"))?.Contains("a4.5 4.5", StringComparison.Ordinal) == true);
}
