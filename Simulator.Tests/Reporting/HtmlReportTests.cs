using System.Text.Json;
using System.Text.RegularExpressions;
using Simulator.Experiments;
using Simulator.Reporting;
using Simulator.Reporting.Charts.Catalogue;
using Simulator.Reporting.Html;
using Simulator.Reporting.Reading;

namespace Simulator.Tests.Reporting;

public sealed class HtmlReportTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ecs-sim-html-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(null)]
    [TestCase("/* library */")]
    public void Page_NeedsNoNetwork(string? library)
    {
        var page = Page(library);
        Assert.That(page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), Does.Not.Contain("http:").And.Not.Contain("https:"));
        Assert.That(page, Does.Not.Contain("src=").And.Not.Contain("<link").And.Not.Contain("@import").And.Not.Contain("url("));
    }

    [Test]
    public void WithoutLibrary_ChartsAreDrawnAsSvg()
    {
        var page = Page(null);
        Assert.That(Regex.Count(page, "<svg "), Is.EqualTo(4), "the four time charts; bars are HTML");
        Assert.That(page, Does.Contain("npm could not restore"));
    }

    [Test]
    public void WithLibrary_ChartsAreDrawnFromTheSameCharts()
    {
        var page = Page("/* library */");
        Assert.That(page, Does.Not.Contain("<svg "));
        using var charts = Json(page, "charts");
        Assert.That(charts.RootElement.EnumerateArray().Select(c => c.GetProperty("id").GetString()), Is.EqualTo(new[] { "load-web", "utilization-web", "latency-web", "instances", "cost" }));
        var load = charts.RootElement[0];
        var arrived = load.GetProperty("panels")[0].GetProperty("series")[0];
        var times = load.GetProperty("times")[arrived.GetProperty("x").GetInt32()];
        Assert.That(times.GetArrayLength(), Is.EqualTo(arrived.GetProperty("y").GetArrayLength()).And.EqualTo(720));
        Assert.That(arrived.GetProperty("y")[100].GetDouble(), Is.EqualTo(SyntheticRun.Web().Services[100].Requests / 60.0).Within(0.01));
    }

    [Test]
    public void Build_EmbeddedTheLibraryOrSaysSo()
    {
        // Where npm works the report is interactive; where it does not, this holds trivially and the report says what is missing.
        if (!ReportWriter.IsInteractive) Assert.That(Page(WebAssets.ECharts), Does.Contain("npm could not restore"));
        else Assert.That(WebAssets.ECharts, Does.Contain("Apache License").And.Contain("echarts"));
    }

    [Test]
    public void Page_TellsAssertionsDecisionsFailuresAndEvents()
    {
        var page = Page(null);
        var run = SyntheticRun.Web();
        Assert.That(page, Does.Contain("web.latency.p99 below 500 ms").And.Contain("pill pass").And.Contain("pill fail"));
        using var decisions = Json(page, "decisions-log");
        Assert.That(decisions.RootElement.GetProperty("rows").GetArrayLength(), Is.EqualTo(run.Decisions.Count));
        using var events = Json(page, "events-log");
        Assert.That(events.RootElement.GetProperty("rows").GetArrayLength(), Is.EqualTo(run.ServiceEvents.Count));
        Assert.That(page, Does.Contain("<td>instance failure</td>"));
        foreach (var metric in run.Summary) Assert.That(page, Does.Contain($"<code>{metric.Name}</code>"));
    }

    [Test]
    public void Text_CannotBreakOutOfThePage()
    {
        var run = SyntheticRun.Web();
        run.ServiceEvents.Add(new Simulator.Measurement.ServiceEventRecord(Simulator.Kernel.Instant.Zero, 0, "</script><script>alert(1)</script> & <b>"));
        Write(run);
        var page = Render(null);
        Assert.That(page, Does.Not.Contain("alert(1)</script>"));
        using var events = Json(page, "events-log");
        Assert.That(events.RootElement.GetRawText(), Does.Contain("alert(1)"));
    }

    [Test]
    public void Report_IsRewrittenFromTheFilesAlone()
    {
        Write(SyntheticRun.Web());
        ReportWriter.Write(_folder, _folder);
        var before = Snapshot();
        Directory.Delete(Path.Combine(_folder, "charts"), recursive: true);
        File.WriteAllText(Path.Combine(_folder, "report.html"), "old");
        ReportWriter.Rewrite(_folder);
        Assert.That(Snapshot(), Is.EqualTo(before));
        ReportWriter.Rewrite(_folder);
        Assert.That(Snapshot(), Is.EqualTo(before));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder, ".*"), Is.Empty);
    }

    [Test]
    public void Report_OfSomethingElseIsRefused()
    {
        Assert.That(() => ReportWriter.Rewrite(_folder), Throws.TypeOf<ResultFolderException>().With.Message.Contains("is not a result folder"));
        File.WriteAllText(Path.Combine(_folder, "run.json"), "{\"name\": 3}");
        Assert.That(() => ReportWriter.Rewrite(_folder), Throws.TypeOf<ResultFolderException>().With.Message.Contains("cannot be read as the run.json"));
    }

    private string Page(string? library)
    {
        Write(SyntheticRun.Web());
        return Render(library);
    }

    private string Render(string? library)
    {
        var result = RecordedResult.Read(_folder);
        var to = new StringWriter();
        HtmlReport.Write(to, result, ResultCharts.Of(result), library);
        return to.ToString();
    }

    private void Write(Simulator.Measurement.RunResult run)
    {
        ResultWriter.WriteReplication(_folder, run);
        ResultWriter.WriteExperiment(_folder, ExperimentResult.Of(run.Scenario, [ReplicationSummary.Of(run)]), default, default);
        if (Environment.GetEnvironmentVariable("ECS_SIM_SHOW") is { Length: > 0 } show) ReportWriter.Write(_folder, show);
    }

    private SortedDictionary<string, string> Snapshot()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)) files.Add(Path.GetRelativePath(_folder, file), File.ReadAllText(file));
        return files;
    }

    private static JsonDocument Json(string page, string id)
    {
        var start = page.IndexOf($"id=\"{id}\">", StringComparison.Ordinal) + $"id=\"{id}\">".Length;
        return JsonDocument.Parse(page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)]);
    }
}
