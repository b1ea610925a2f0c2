using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using Simulator.Experiments;
using Simulator.Measurement;
using Simulator.Reporting;
using Simulator.Reporting.Charts;
using Simulator.Reporting.Charts.Catalogue;
using Simulator.Reporting.Charts.Svg;
using Simulator.Reporting.Reading;

namespace Simulator.Tests.Reporting;

public sealed class ChartTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ecs-sim-charts-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void WebService_HasTheChartsOfTheContract()
    {
        var ids = Web(1).Select(c => c.Id);
        Assert.That(ids, Is.EqualTo(new[] { "load-web", "utilization-web", "latency-web", "instances", "cost" }));
    }

    [TestCase(1)]
    [TestCase(5)]
    public void EveryChart_IsWellFormedSmallAndFreeOfOverlappingText(int replications)
    {
        foreach (var chart in Web(replications)) Check(chart);
    }

    [Test]
    public void ComparisonChart_IsWellFormedAndFreeOfOverlappingText() => Check(Compare(1));

    [Test]
    public void ComparisonChart_OfReplicationsShowsIntervals()
    {
        var chart = Compare(4);
        Check(chart);
        Assert.That(chart.Groups.SelectMany(g => g.Bars).Any(b => b.HalfWidth > 0), Is.True);
    }

    [Test]
    public void SameChart_GivesTheSameBytes()
    {
        var (first, second) = (Web(1).Select(Render).ToList(), Web(1).Select(Render).ToList());
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void LoadChart_ShowsTheRecordedRun()
    {
        var load = (TimeChart)Web(1)[0];
        var run = SyntheticRun.Web();
        var desired = load.Panels[1].Series.Single(s => s.Name == "desired");
        Assert.That(desired.Y, Is.EqualTo(run.Services.Select(s => (double)s.Desired)));
        Assert.That(desired.X, Is.EqualTo(run.Services.Select(s => s.At.Seconds)));
        var arrived = load.Panels[0].Series.Single(s => s.Name == "arrived");
        Assert.That(arrived.Y[100], Is.EqualTo(run.Services[100].Requests / 60.0).Within(1e-9));
        Assert.That(arrived.X[100], Is.EqualTo(run.Services[100].At.Seconds - 30), "means over an interval are drawn at its middle");
        var scaling = load.Lanes.Single(l => l.Name == "scaling");
        Assert.That(scaling.Marks, Has.Length.EqualTo(run.Decisions.Count(d => d.Decision.From != d.Decision.To)));
        Assert.That(load.Lanes.Single(l => l.Name == "failures").Marks.Select(m => m.At), Is.All.EqualTo(36000));
    }

    [Test]
    public void UtilizationChart_ShadesAlarmsAndDrawsTheTarget()
    {
        var chart = (TimeChart)Web(1)[1];
        var run = SyntheticRun.Web();
        var entered = run.Alarms.Count(a => a.To == Simulator.Model.AlarmState.Alarm);
        Assert.That(chart.Spans.Count(s => s.Name.EndsWith("in ALARM", StringComparison.Ordinal)), Is.EqualTo(entered));
        Assert.That(chart.Panels[0].References.Single().Value, Is.EqualTo(60));
    }

    [Test]
    public void MeanOfReplications_IsDrawnWithItsRange()
    {
        var load = (TimeChart)Web(3)[0];
        var runs = Enumerable.Range(0, 3).Select(k => SyntheticRun.Web(k, 3)).ToList();
        var running = load.Panels[1].Series.Single(s => s.Name == "running");
        var range = load.Panels[1].Series.Single(s => s.Shape == SeriesShape.Band);
        for (var i = 0; i < running.Y.Length; i++)
        {
            Assert.That(running.Y[i], Is.EqualTo(runs.Average(r => r.Services[i].Running)).Within(1e-9));
            Assert.That(range.Low[i], Is.EqualTo(runs.Min(r => r.Services[i].Running)));
            Assert.That(range.Y[i], Is.EqualTo(runs.Max(r => r.Services[i].Running)));
        }
    }

    [Test]
    public void AwkwardNamesAndLengths_NeverMakeTextsOverlap()
    {
        var problems = new List<string>();
        var lengths = new[] { 0.5, 10, 61, 3600, 5000, 86_400, 2 * 86_400, 14 * 86_400, 400 * 86_400.0 };
        for (var i = 0; i < lengths.Length * 12; i++)
        {
            var chart = Awkward(i, lengths[i % lengths.Length]);
            problems.AddRange(SvgText.Collisions(XDocument.Parse(Render(chart))).Select(p => $"{i}: {p}"));
        }
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void Names_AreEscaped()
    {
        var chart = Awkward(0, 3600) with { Title = "a < b & \"c\" \u0001 > d" };
        var svg = XDocument.Parse(Render(chart));
        Assert.That(SvgText.BoxesOf(svg)[0].Text, Is.EqualTo("a < b & \"c\"   > d"));
    }

    [Test]
    public void ManyPoints_AreThinnedWithoutLosingPeaks()
    {
        var (x, y) = (new double[200_000], new double[200_000]);
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (i, Math.Sin(i / 5000.0) * 10);
        (y[123_457], y[123_458]) = (500, -300);
        var kept = Decimation.Keep(x, y, 0, 200_000, 800);
        Assert.That(kept, Has.Length.LessThan(800 * 5));
        Assert.That(kept, Does.Contain(123_457).And.Contain(123_458).And.Contain(0).And.Contain(199_999));
        Assert.That(kept, Is.Ordered.And.Unique);
    }

    private static void Check(Chart chart)
    {
        var text = Render(chart);
        Assert.That(Encoding.UTF8.GetByteCount(text), Is.LessThan(200_000), chart.Id);
        var svg = XDocument.Parse(text);
        Assert.That(SvgText.Collisions(svg), Is.Empty, chart.Id);
        Assert.That(SvgText.BoxesOf(svg), Has.Count.GreaterThan(4), chart.Id);
        Assert.That(text, Does.Not.Contain("NaN").And.Not.Contain("∞"), chart.Id);
        Assert.That(text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), Does.Not.Contain("http"), chart.Id);
    }

    private static string Render(Chart chart)
    {
        var to = new StringWriter();
        new SvgChartRenderer().Render(chart, to);
        if (Environment.GetEnvironmentVariable("ECS_SIM_SHOW") is { Length: > 0 } show) File.WriteAllText(Path.Combine(show, chart.Id + ".svg"), to.ToString());
        return to.ToString();
    }

    private static TimeChart Awkward(int seed, double seconds)
    {
        double[] x = [.. Enumerable.Range(0, 50).Select(i => seconds * i / 49)];
        Series Of(int i) => new()
        {
            Name = i % 3 == 0 ? "a-rather-long-capacity-provider-name-" + i : "s" + i,
            Shape = (SeriesShape)(i % 4),
            Tone = Palette.Cycle[i % Palette.Cycle.Length],
            X = x,
            Y = [.. x.Select((_, k) => (k % 7) == 6 ? double.NaN : Math.Pow(10, (seed % 9) - 3) * (1 + k + i))],
        };
        var panel = new Panel { Title = "some quantity with a long explanation of its unit", Series = [.. Enumerable.Range(0, 1 + (seed % 8)).Select(Of)], Logarithmic = seed % 2 == 0, References = [new ReferenceLine(1, "a target", Tone.Ink)] };
        return new TimeChart
        {
            Id = "awkward-" + seed,
            Title = string.Join(' ', Enumerable.Repeat("title", 3 + (seed % 40))),
            Subtitle = string.Join(' ', Enumerable.Repeat("subtitle", 2 + seed)),
            Start = new DateTimeOffset(2026, 12, 31, 22, 59, 59, TimeSpan.Zero).AddSeconds(seed * 977),
            Seconds = seconds,
            Panels = [.. Enumerable.Repeat(panel, 1 + (seed % 3))],
            Spans = [new ShadedSpan(0, seconds / 10, "a span", Tone.Sky), new ShadedSpan(seconds / 3, seconds / 2, "another one with a longer name", Tone.Yellow)],
            Lanes =
            [
                new EventLane("failures", [.. Enumerable.Range(0, seed % 12).Select(i => new EventMark(seconds * i / 11, seconds * i / 11, MarkShape.Cross, Tone.Vermillion, "failure", "what happened", "zone us-east-1" + i))]),
                new EventLane("scaling", [.. Enumerable.Range(0, 30).Select(i => new EventMark(seconds * i / 30, seconds * i / 30, (MarkShape)(i % 2), Tone.Blue, i % 2 == 0 ? "out" : "in", "x"))]),
            ],
        };
    }

    private BarChart Compare(int replications)
    {
        ExperimentResult Of(double factor)
        {
            var runs = Enumerable.Range(0, replications).Select(k => SyntheticRun.Web(k, replications)).ToList();
            var summaries = runs.Select(r => new ReplicationSummary(
                r.Replication, [.. r.Summary.Select(m => new SummaryMetric(m.Name, m.Value * (1 + (factor * (1 + (0.1 * r.Replication)))), m.Unit))], r.Engine));
            return ExperimentResult.Of(runs[0].Scenario, [.. summaries]);
        }
        var comparison = Comparison.Of([new Variant("placement-spread", Of(0)), new Variant("placement-binpack", Of(-0.2)), new Variant("placement-random", Of(0.07))]);
        using (var file = File.Create(Path.Combine(_folder, "compare.csv"))) ResultWriter.WriteComparison(file, comparison);
        return CompareChart.Of(_folder);
    }

    private ImmutableArray<Chart> Web(int replications)
    {
        var runs = Enumerable.Range(0, replications).Select(k => SyntheticRun.Web(k, replications)).ToList();
        foreach (var run in runs) ResultWriter.WriteReplication(ResultWriter.FolderOf(_folder, run.Replication, replications), run);
        ResultWriter.WriteExperiment(_folder, ExperimentResult.Of(runs[0].Scenario, [.. runs.Select(ReplicationSummary.Of)]), default, default);
        return ResultCharts.Of(RecordedResult.Read(_folder));
    }
}
