using System.Globalization;
using Simulator.Explaining;
using Simulator.Reporting.Charts.Catalogue;
using Simulator.Reporting.Json;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Html;

/// <summary>The sections on how scaling went: lag budget and stability.</summary>
internal sealed partial class HtmlReport
{
    // Sentences make a log long; beyond this the columns have to do, and explain has the rest.
    private const int MostSentences = 5000;

    private void WriteLag()
    {
        _html.Raw("<h2 id=\"lag\">Lag of scale-outs</h2>\n");
        if (_result.Lags.IsEmpty)
        {
            _html.Element("p", "No policy scaled out.", "note");
            return;
        }
        ReplicationNote();
        _html.Element("p", "Seconds from the first breaching period, or from the scale-out before while the alarm stays on, to the slowest new task's health, by stage; the stages of a row add up to its total. A scale-out of which a task has not come is not complete.", "note");
        _html.Raw("<div class=\"scroll log\"><table><thead><tr><th>decided</th><th>target</th><th>policy</th><th>change</th><th class=\"n\">started</th>");
        foreach (var stage in LagCharts.Columns) _html.Element("th", stage, "n");
        _html.Raw("<th class=\"n\">total</th></tr></thead><tbody>\n");
        foreach (var l in _result.Lags.Take(1000))
        {
            _html.Raw("<tr>");
            _html.Element("td", Clock(Facts, l.At), "t");
            _html.Element("td", l.Target);
            _html.Element("td", l.Policy);
            _html.Element("td", $"{Number(l.From)} → {Number(l.To)}");
            _html.Element("td", Number(l.Started), "n");
            foreach (var seconds in l.Stages) _html.Element("td", Seconds(seconds), "n");
            _html.Element("td", double.IsFinite(l.Total) ? Seconds(l.Total) : "not by the end", "n");
            _html.Raw("</tr>\n");
        }
        _html.Raw("</tbody></table></div>\n");
    }

    private void WriteStability()
    {
        _html.Raw("<h2 id=\"stability\">Stability</h2>\n");
        (string Metric, string Title)[] columns =
        [
            ("direction_changes", "changes of direction"), ("overshoot", "overshoot, tasks"), ("settling_time.mean", "settling time, mean"), ("settling_time.max", "longest"),
            ("minutes_above_target", "minutes above target"), ("capacity_minutes_over", "task-minutes over need"), ("capacity_minutes_under", "task-minutes under need"),
        ];
        var services = _result.Services.Where(s => double.IsFinite(_result.Value($"{s.Key}.stability.minutes_above_target"))).ToList();
        var unknown = Facts.Services.Where(name => Facts.Targets.Any(t => t.Service == name) && services.TrueForAll(s => s.Key != name)).ToList();
        if (unknown.Count > 0)
            _html.Element("p", $"Not known for {string.Join(", ", unknown)}: no datapoints of the tracked metric from which to tell what the load needed. With output: {{metrics: false}} none are recorded.", "note");
        if (services.Count == 0)
        {
            if (unknown.Count == 0) _html.Element("p", "No service tracks a target.", "note");
            return;
        }
        _html.Element("p", "Need is what the load asks for at the policies' targets; over and under are healthy tasks beyond it and short of it. Settling time is from the moment at which healthy tasks are more than a tenth (at least one task) off the need until they are not for a quarter of an hour on end.", "note");
        _html.Raw("<div class=\"scroll\"><table><thead><tr><th>service</th>");
        foreach (var (_, title) in columns) _html.Element("th", title, "n");
        _html.Raw("</tr></thead><tbody>\n");
        foreach (var (name, _) in services)
        {
            _html.Raw("<tr>");
            _html.Element("td", name);
            foreach (var (metric, _) in columns)
            {
                var value = _result.Value($"{name}.stability.{metric}");
                _html.Element("td", !metric.StartsWith("settling", StringComparison.Ordinal) ? Number(value) : double.IsFinite(value) ? Time(value) : "not settled by the end", "n");
            }
            _html.Raw("</tr>\n");
        }
        _html.Raw("</tbody></table></div>\n");
    }

    // The decisions of the log as explain words them.
    private Dictionary<int, string> Sentences()
    {
        var words = new Dictionary<int, string>();
        if (!System.IO.File.Exists(Path.Combine(_result.Folders[0], DecisionsFile.File))) return words;
        foreach (var node in DecisionReader.Read(_result.Folders[0]))
        {
            if (words.Count == MostSentences) break;
            if (DecisionForms.Of(node.Kind).IsScaling) words[node.Id] = DecisionForms.Sentence(node);
        }
        return words;
    }

    private static string Seconds(double seconds) => double.IsFinite(seconds) ? seconds.ToString("0.#", CultureInfo.InvariantCulture) : "";
}
