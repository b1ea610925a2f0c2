using System.Globalization;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>Scenario text of alarms on played-back series; every alarm evaluates on the full minute and datapoints are visible at once, unless a test says otherwise.</summary>
internal static class AlarmScenario
{
    /// <summary>A scenario of series and alarms alone.</summary>
    /// <param name="series">Series <c>Test.NAME</c> with their values, as <c>values</c> takes them.</param>
    /// <param name="alarms">Items of <c>alarms</c>, in flow style.</param>
    /// <param name="rest">More of the scenario.</param>
    public static string Of(IEnumerable<(string Name, string Values)> series, string alarms, string rest = "") =>
        $$"""
        name: t
        run: {duration: 1h, start: 2026-01-05T00:00:00Z}
        model: {alarmPhase: 0s, playbackMetricDelay: 0s}
        workload:
        {{string.Join('\n', series.Select(s => $"  - {{name: {s.Name}, kind: metric, series: Test.{s.Name}, values: {s.Values}}}"))}}
        alarms:
        {{string.Join('\n', alarms.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(a => "  - " + a.Trim()))}}
        {{rest}}
        """;

    /// <summary>Values of minutes from the start: a digit or letter for each, X is 100, 0 is 0, - is missing.</summary>
    public static string Minutes(string pattern) =>
        "[" + string.Join(", ", pattern.Where(static c => c != ' ').Select(static (c, i) => $"[{i}m, {(c == '-' ? "null" : c == 'X' ? "100" : char.GetNumericValue(c).ToString(CultureInfo.InvariantCulture))}]")) + "]";

    /// <summary>An alarm's transitions as (second, state).</summary>
    public static List<(double At, string To)> Transitions(this ScenarioRun run, string alarm) => [.. run.Rows("alarms.csv", "alarm", alarm).Select(static r => (r.Number("t_s"), r.Text("to")))];

    /// <summary>An alarm's state at a second.</summary>
    public static string StateAt(this ScenarioRun run, string alarm, double second) =>
        run.Rows("alarms.csv", "alarm", alarm).LastOrDefault(r => r.Number("t_s") <= second)?.Text("to") ?? "INSUFFICIENT_DATA";
}
