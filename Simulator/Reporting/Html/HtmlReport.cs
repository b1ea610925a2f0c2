using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Simulator.Reporting.Charts;
using Simulator.Reporting.Charts.Svg;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Json;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Html;

/// <summary>
/// report.html: one file that needs no network. What a reader wants first stands first: did the assertions hold, the key figures, the charts;
/// then why: decisions, failures, events; then every metric.
/// </summary>
internal sealed partial class HtmlReport
{
    /// <summary>File name.</summary>
    public const string File = "report.html";

    // A page that a browser shows at once; the files hold the rest.
    private const int MostLogRows = 20_000;

    private readonly HtmlWriter _html;
    private readonly RecordedResult _result;
    private readonly ImmutableArray<Chart> _charts;
    private readonly string? _library;

    private HtmlReport(TextWriter to, RecordedResult result, ImmutableArray<Chart> charts, string? library)
    {
        _html = new HtmlWriter(to);
        _result = result;
        _charts = charts;
        _library = library;
    }

    private RunFacts Facts => _result.Facts;

    /// <summary>Writes the report of a result.</summary>
    public static void Write(TextWriter to, RecordedResult result, ImmutableArray<Chart> charts) => Write(to, result, charts, WebAssets.ECharts);

    internal static void Write(TextWriter to, RecordedResult result, ImmutableArray<Chart> charts, string? library) =>
        new HtmlReport(to, result, charts, library).Write();

    private void Write()
    {
        _html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        _html.Element("title", Facts.Name + " – simulated ECS");
        _html.Raw("<style>\n" + WebAssets.Style + "</style>\n</head>\n<body>\n<main>\n");
        WriteHeader();
        WriteAssertions();
        WriteServices();
        WriteCharts();
        WriteLag();
        WriteStability();
        WriteDecisions();
        WriteFailures();
        WriteServiceEvents();
        WriteMetrics();
        WriteFooter();
        _html.Raw("</main>\n");
        WriteJson("charts", json => ChartJson.Write(json, _charts));
        if (_library is not null) _html.Raw("<script>\n" + _library + "\n</script>\n");
        _html.Raw("<script>\n" + WebAssets.Script + "</script>\n</body>\n</html>\n");
    }

    private void WriteHeader()
    {
        _html.Element("h1", Facts.Name);
        if (Facts.Description.Length > 0) _html.Element("p", Facts.Description, "question");
        var end = Facts.Start.AddSeconds(Facts.Seconds);
        string[] facts =
        [
            string.Create(CultureInfo.InvariantCulture, $"{Facts.Start:ddd d MMM yyyy HH:mm} to {end:ddd d MMM HH:mm} UTC, simulated"),
            Time(Facts.Seconds),
            string.Create(CultureInfo.InvariantCulture, $"seed {Facts.Seed}"),
            Facts.Replications == 1 ? "one replication" : string.Create(CultureInfo.InvariantCulture, $"{Facts.Replications} replications, values are means"),
        ];
        _html.Raw("<p class=\"meta\">");
        foreach (var fact in facts) _html.Element("span", fact);
        _html.Raw("</p>\n<nav><a href=\"#charts-section\">Charts</a><a href=\"#lag\">Lag</a><a href=\"#stability\">Stability</a><a href=\"#decisions\">Decisions</a><a href=\"#failures\">Failures</a><a href=\"#events\">Service events</a><a href=\"#metrics\">All metrics</a></nav>\n");
        _html.Raw("<div class=\"cards\">\n");
        Card(Number(Facts.Requests), "requests simulated");
        foreach (var (name, _) in _result.Services.Take(3))
        {
            if (!double.IsFinite(_result.Value($"{name}.availability"))) continue;
            Card(Percent(_result.Value($"{name}.availability")) + " %", $"availability of {name}");
            Card(Number(_result.Value($"{name}.latency.p99")) + " ms", $"99th percentile, {name}");
        }
        if (_result.Value("cluster.instances.max") > 0) Card($"{Number(_result.Value("cluster.instances.mean"))} / {Number(_result.Value("cluster.instances.max"))}", "instances, mean / most");
        if (double.IsFinite(_result.Value("cost.total"))) Card(Usd(_result.Value("cost.total")), $"cost, {Usd(_result.Value("cost.per_hour"))} per hour");
        Card(Number(_result.Decisions.Count(d => d.Changed)), "scaling actions");
        if (!_result.Failures.IsEmpty) Card(Number(_result.Failures.Length), "failures injected");
        _html.Raw("</div>\n");
    }

    private void Card(string value, string name)
    {
        _html.Raw("<div class=\"card\">");
        _html.Element("b", value);
        _html.Element("span", name);
        _html.Raw("</div>\n");
    }

    private void WriteAssertions()
    {
        var path = Path.Combine(_result.Folder, SummaryFile.File);
        if (!System.IO.File.Exists(path)) return;
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var assertions = document.RootElement.GetProperty("assertions");
        if (assertions.GetArrayLength() == 0) return;
        _html.Element("h2", "Assertions");
        _html.Raw("<ul class=\"assertions\">\n");
        foreach (var a in assertions.EnumerateArray())
        {
            var status = a.GetProperty("status").GetString()!;
            var unit = a.GetProperty("unit").GetString()!;
            var value = a.GetProperty("value") is { ValueKind: JsonValueKind.Number } v ? Worded(v.GetDouble(), unit) : "no value";
            if (a.GetProperty("half_width") is { ValueKind: JsonValueKind.Number } half) value += " ± " + Number(half.GetDouble());
            _html.Raw("<li>");
            _html.Element("span", status, "pill " + status);
            _html.Element("span", a.GetProperty("text").GetString()!);
            _html.Element("span", $"{value} {unit}", "value");
            _html.Raw("</li>\n");
        }
        _html.Raw("</ul>\n");
    }

    private void WriteServices()
    {
        if (_result.Services.Count == 0) return;
        (string[] Metrics, string Title)[] columns =
        [
            (["requests"], "requests"), (["errors"], "failed"), (["availability"], "available, %"), (["latency.p50"], "median, ms"), (["latency.p99"], "99th, ms"),
            (["tasks.running.mean", "tasks.running.max"], "tasks, mean / most"), (["cpu_utilization.mean"], "CPU, %"), (["scale_outs", "scale_ins"], "scaled out / in"),
        ];
        _html.Element("h2", "Services");
        _html.Raw("<div class=\"scroll\"><table><thead><tr><th>service</th>");
        foreach (var (_, title) in columns) _html.Element("th", title, "n");
        _html.Raw("</tr></thead><tbody>\n");
        foreach (var (name, _) in _result.Services)
        {
            _html.Raw("<tr>");
            _html.Element("td", name);
            foreach (var (metrics, _) in columns) _html.Element("td", string.Join(" / ", metrics.Select(m => Worded(_result.Value($"{name}.{m}"), m == "availability" ? "%" : ""))), "n");
            _html.Raw("</tr>\n");
        }
        _html.Raw("</tbody></table></div>\n");
    }

    private void WriteCharts()
    {
        _html.Raw("<h2 id=\"charts-section\">Charts</h2>\n");
        if (_library is not null) _html.Element("p", "Drag the slider to zoom all charts at once, or Ctrl with the wheel; a click on a legend hides a series.", "note");
        if (_result.Services.Count > MostServices) _html.Element("p", $"Charts of the first {MostServices} of {_result.Services.Count} services; services.csv holds all.", "note");
        var renderer = new SvgChartRenderer();
        foreach (var chart in _charts)
        {
            if (chart is WaterfallChart || (chart is TimeChart && _library is null))
            {
                _html.Raw($"<figure class=\"plain\" id=\"chart-{HtmlWriter.Escape(chart.Id)}\">");
                renderer.Render(chart, _html.To);
                _html.Raw("</figure>\n");
                continue;
            }
            _html.Raw($"<figure id=\"chart-{HtmlWriter.Escape(chart.Id)}\"><figcaption>");
            _html.Element("b", chart.Title);
            _html.Element("span", chart.Subtitle);
            _html.Raw("</figcaption>");
            if (chart is TimeChart time) WriteKey(time);
            _html.Raw(chart is TimeChart ? "<div class=\"plot\"></div>" : "<div class=\"bars\"></div>");
            _html.Raw("</figure>\n");
        }
    }

    private void WriteKey(TimeChart chart)
    {
        _html.Raw("<div class=\"key\">");
        foreach (var (name, tone) in chart.Spans.Select(s => (s.Name, s.Tone)).Distinct())
            _html.Raw($"<span><i style=\"background:var(--{Css(tone)});opacity:.35\"></i>{HtmlWriter.Escape(name)}</span>");
        foreach (var (kind, tone, shape) in chart.Lanes.SelectMany(l => l.Marks).Select(m => (m.Kind, m.Tone, m.Shape)).Distinct())
        {
            var sign = shape switch { MarkShape.Up => "▲", MarkShape.Down => "▼", MarkShape.Diamond => "◆", MarkShape.Cross => "✕", _ => "▬" };
            _html.Raw($"<span><em style=\"color:var(--{Css(tone)})\">{sign}</em>{HtmlWriter.Escape(kind)}</span>");
        }
        _html.Raw("</div>");
    }

    private static string Worded(double value, string unit) => unit == "%" ? Percent(value) : Number(value);

    private static string Css(Tone tone) => tone.ToString().ToLowerInvariant();

    private void WriteDecisions()
    {
        _html.Raw("<h2 id=\"decisions\">Scaling decisions</h2>\n");
        if (_result.Decisions.IsEmpty)
        {
            _html.Element("p", "No policy decided anything.", "note");
            return;
        }
        ReplicationNote();
        var columns = new LogColumn[]
        {
            new("time"), new("target"), new("policy"), new("metric", Numeric: true), new("running", Numeric: true), new("desired", Numeric: true), new("proposal", Numeric: true),
            new("outcome"), new("stopped by"), new("in words"), new("changed", Hidden: true),
        };
        var words = Sentences();
        var rows = _result.Decisions.Take(MostLogRows).Select(d => new object?[]
        {
            Clock(Facts, d.At), d.Target, d.Policy, d.MetricValue, d.Running, d.Desired, d.Proposal, d.Changed ? $"{d.Change} {d.Status}" : "–", d.Gate.Replace('_', ' '), words.GetValueOrDefault((int)d.Id, d.Cause), d.Changed,
        });
        WriteLog("decisions-log", columns, rows, _result.Decisions.Length, _result.Decisions.Select(d => d.Target).Distinct().Take(200), withChanged: true);
    }

    private void WriteFailures()
    {
        _html.Raw("<h2 id=\"failures\">Failures</h2>\n");
        if (_result.Failures.IsEmpty)
        {
            _html.Element("p", "None was injected.", "note");
            return;
        }
        ReplicationNote();
        _html.Raw("<div class=\"scroll log\"><table><thead><tr><th>time</th><th>failure</th><th>kind</th><th>target</th><th class=\"n\">tasks lost</th><th class=\"n\">instances lost</th><th>whole again after</th></tr></thead><tbody>\n");
        foreach (var f in _result.Failures.Take(1000))
        {
            _html.Raw("<tr>");
            _html.Element("td", Clock(Facts, f.At), "t");
            _html.Element("td", f.Name);
            _html.Element("td", f.Kind.Replace('_', ' '));
            _html.Element("td", f.Target);
            _html.Element("td", Number(f.TasksHit), "n");
            _html.Element("td", Number(f.InstancesHit), "n");
            _html.Element("td", double.IsNaN(f.WholeAgain) ? "not by the end" : Time(f.WholeAgain - f.At));
            _html.Raw("</tr>\n");
        }
        _html.Raw("</tbody></table></div>\n");
    }

    private void WriteServiceEvents()
    {
        _html.Raw("<h2 id=\"events\">Service events</h2>\n");
        var t = ResultTable.Read(Path.Combine(_result.Folders[0], EventTables.ServiceEvents.File), ["service", "message"], ["t_s"]);
        if (t.Count == 0)
        {
            _html.Element("p", "ECS had nothing to say.", "note");
            return;
        }
        ReplicationNote();
        var rows = Enumerable.Range(0, Math.Min(MostLogRows, t.Count)).Select(i => new object?[] { Clock(Facts, t.Numbers("t_s")[i]), t.Texts("service")[i], t.Texts("message")[i] });
        WriteLog("events-log", [new("time"), new("service"), new("message")], rows, t.Count, t.Texts("service").Distinct().Take(200), withChanged: false);
    }

    private void WriteMetrics()
    {
        _html.Raw("<h2 id=\"metrics\">All metrics</h2>\n<details><summary>" + _result.Summary.Length.ToString(CultureInfo.InvariantCulture) + " metrics</summary>\n<div class=\"scroll log\"><table><thead><tr><th>metric</th><th class=\"n\">value</th>");
        if (Facts.Replications > 1) _html.Raw("<th class=\"n\">± (95 %)</th>");
        _html.Raw("<th>unit</th></tr></thead><tbody>\n");
        foreach (var m in _result.Summary)
        {
            _html.Raw("<tr><td><code>" + HtmlWriter.Escape(m.Name) + "</code></td>");
            _html.Element("td", Worded(m.Value, m.Unit), "n");
            if (Facts.Replications > 1) _html.Element("td", Number(m.HalfWidth), "n");
            _html.Element("td", m.Unit);
            _html.Raw("</tr>\n");
        }
        _html.Raw("</tbody></table></div></details>\n");
    }

    private void WriteFooter()
    {
        _html.Raw("<footer>");
        _html.Raw(HtmlWriter.Escape($"Written by ecs-sim {Facts.Version}. Everything here comes from the CSV and JSON files beside this page. "));
        if (_library is null) _html.Raw("The charts are static because npm could not restore the chart library when the program was built. ");
        _html.Raw("A simulation is an argument, not a measurement: FIDELITY.md says what is modelled and how well.</footer>\n");
    }

    private void ReplicationNote()
    {
        if (Facts.Replications > 1) _html.Element("p", "Of the first replication.", "note");
    }

    private void WriteLog(string id, LogColumn[] columns, IEnumerable<object?[]> rows, int total, IEnumerable<string> choices, bool withChanged)
    {
        var list = choices.Order(StringComparer.Ordinal).ToList();
        _html.Raw($"<div data-log=\"{id}\"><div class=\"filter\"><input type=\"search\" placeholder=\"filter by any words\" aria-label=\"filter\">");
        if (list.Count > 1)
        {
            _html.Raw("<select aria-label=\"of\"><option value=\"\">all</option>");
            foreach (var choice in list) _html.Element("option", choice);
            _html.Raw("</select>");
        }
        if (withChanged) _html.Raw("<label><input type=\"checkbox\" checked> only those that changed something</label>");
        _html.Raw("<span class=\"count\"></span></div>\n<div class=\"scroll log\"><table><thead><tr>");
        foreach (var c in columns.Where(c => !c.Hidden)) _html.Element("th", c.Name, c.Numeric ? "n" : "");
        _html.Raw("</tr></thead><tbody></tbody></table><button hidden>show more</button></div></div>\n");
        WriteJson(id, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", total);
            json.WriteNumber("changed", Array.FindIndex(columns, c => c.Hidden));
            json.WriteStartArray("columns");
            foreach (var c in columns)
            {
                json.WriteStartObject();
                json.WriteBoolean("numeric", c.Numeric);
                json.WriteBoolean("hidden", c.Hidden);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var row in rows) WriteRow(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteRow(Utf8JsonWriter json, object?[] row)
    {
        json.WriteStartArray();
        foreach (var cell in row)
        {
            switch (cell)
            {
                case double d: JsonStyle.Number(json, double.IsFinite(d) ? Math.Round(d, 4) : d); break;
                case bool b: json.WriteBooleanValue(b); break;
                default: json.WriteStringValue(cell as string ?? ""); break;
            }
        }
        json.WriteEndArray();
    }

    // The default encoder escapes < and &, so the text cannot end the script element that holds it.
    private void WriteJson(string id, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        _html.Raw($"<script type=\"application/json\" id=\"{id}\">");
        _html.Raw(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        _html.Raw("</script>\n");
    }

    private readonly record struct LogColumn(string Name, bool Numeric = false, bool Hidden = false);
}
