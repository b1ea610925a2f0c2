using System.Collections.Immutable;
using System.Globalization;
using Simulator.Reporting.Csv;

namespace Simulator.Reporting.Reading;

/// <summary>A result folder as charts and reports read it.</summary>
internal sealed class RecordedResult
{
    private RecordedResult(string folder, RunFacts facts)
    {
        Folder = folder;
        Facts = facts;
        Folders = [.. Enumerable.Range(0, facts.Replications).Select(k => ResultWriter.FolderOf(folder, k, facts.Replications))];
        Services = SeriesFrame.Read(
            Folders, SeriesTables.Services.File, "service",
            ["desired", "running", "pending", "cpu_utilization", "memory_utilization", "requests", "errors_502", "errors_503", "errors_504", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms", "needed"]);
        Cluster = SeriesFrame.Read(
            Folders, SeriesTables.Cluster.File, "capacity_provider", ["instances", "cpu_reservation", "memory_reservation", "capacity_provider_reservation", "fargate_tasks"]);
        Alarms = ReadAlarms();
        Decisions = ReadDecisions();
        Lags = ReadLags();
        Forecasts = ReadForecasts();
        Failures = ReadFailures();
        Costs = ReadCosts();
        Summary = ReadSummary();
    }

    /// <summary>The result folder.</summary>
    public string Folder { get; }

    /// <summary>One folder for each replication.</summary>
    public ImmutableArray<string> Folders { get; }

    /// <summary>What was run.</summary>
    public RunFacts Facts { get; }

    /// <summary>Series of each service.</summary>
    public List<(string Key, SeriesFrame Frame)> Services { get; }

    /// <summary>Series of each capacity provider and of the cluster.</summary>
    public List<(string Key, SeriesFrame Frame)> Cluster { get; }

    /// <summary>Times in ALARM, of the first replication.</summary>
    public ImmutableArray<RecordedAlarm> Alarms { get; }

    /// <summary>Scaling decisions of the first replication.</summary>
    public ImmutableArray<RecordedDecision> Decisions { get; }

    /// <summary>Lag budgets of the first replication's scale-outs.</summary>
    public ImmutableArray<RecordedLag> Lags { get; }

    /// <summary>Hours forecast by predictive policies, of the first replication.</summary>
    public ImmutableArray<RecordedForecast> Forecasts { get; }

    /// <summary>Failures of the first replication.</summary>
    public ImmutableArray<RecordedFailure> Failures { get; }

    /// <summary>Mean cost of each resource over the replications.</summary>
    public ImmutableArray<RecordedCost> Costs { get; }

    /// <summary>Summary metrics in order.</summary>
    public ImmutableArray<RecordedMetric> Summary { get; }

    /// <summary>Reads a result folder.</summary>
    /// <exception cref="ResultFolderException">It is none, or a file in it is not what this program writes.</exception>
    public static RecordedResult Read(string folder)
    {
        var facts = RunFacts.Read(folder);
        try
        {
            return new RecordedResult(folder, facts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFolderException($"A file in '{folder}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A summary value; NaN when there is none.</summary>
    public double Value(string metric) => Summary.FirstOrDefault(m => m.Name == metric) is { Name: not null } found ? found.Value : double.NaN;

    private ImmutableArray<RecordedAlarm> ReadAlarms()
    {
        var table = ResultTable.Read(Path.Combine(Folders[0], EventTables.Alarms.File), ["alarm", "from", "to"], ["t_s"]);
        var open = new Dictionary<string, double>(StringComparer.Ordinal);
        var spans = ImmutableArray.CreateBuilder<RecordedAlarm>();
        for (var i = 0; i < table.Count; i++)
        {
            var (name, at) = (table.Texts("alarm")[i], table.Numbers("t_s")[i]);
            if (table.Texts("to")[i] == "ALARM") open[name] = at;
            else if (open.Remove(name, out var from)) spans.Add(new RecordedAlarm(name, from, at));
        }
        foreach (var (name, from) in open.OrderBy(o => o.Key, StringComparer.Ordinal)) spans.Add(new RecordedAlarm(name, from, Facts.Seconds));
        return [.. spans.OrderBy(s => s.From).ThenBy(s => s.Name, StringComparer.Ordinal)];
    }

    private ImmutableArray<RecordedDecision> ReadDecisions()
    {
        var t = ResultTable.Read(
            Path.Combine(Folders[0], DecisionTables.ScalingActivities.File),
            ["time", "target", "policy", "kind", "gate", "status", "cause"], ["decision_id", "t_s", "metric_value", "running", "desired", "proposal", "from", "to"]);
        return
        [
            .. Enumerable.Range(0, t.Count).Select(i => new RecordedDecision(
                (long)t.Numbers("decision_id")[i], t.Numbers("t_s")[i], t.Texts("time")[i], t.Texts("target")[i], t.Texts("policy")[i], t.Texts("kind")[i], t.Texts("gate")[i],
                t.Texts("status")[i], t.Texts("cause")[i], t.Numbers("metric_value")[i], t.Numbers("running")[i], t.Numbers("desired")[i], t.Numbers("proposal")[i],
                t.Numbers("from")[i], t.Numbers("to")[i])),
        ];
    }

    private ImmutableArray<RecordedLag> ReadLags()
    {
        string[] stages = [.. Charts.Catalogue.LagCharts.Columns];
        var t = ResultTable.Read(Path.Combine(Folders[0], LagTable.Lags.File), ["target", "policy"], ["decision_id", "t_s", "from", "to", "started", "total", .. stages]);
        return
        [
            .. Enumerable.Range(0, t.Count).Select(i => new RecordedLag(
                (long)t.Numbers("decision_id")[i], t.Numbers("t_s")[i], t.Texts("target")[i], t.Texts("policy")[i], t.Numbers("from")[i], t.Numbers("to")[i], t.Numbers("started")[i],
                [.. stages.Select(s => t.Numbers(s)[i])], t.Numbers("total")[i])),
        ];
    }

    private ImmutableArray<RecordedForecast> ReadForecasts()
    {
        string[] numbers = ["t_s", "forecast_load", "actual_load", "predicted_capacity", "needed_capacity", "actual_capacity"];
        var t = ResultTable.Read(Path.Combine(Folders[0], ForecastTable.Forecasts.File), ["target", "policy"], numbers);
        double N(int column, int row) => t.Numbers(numbers[column])[row];
        return [.. Enumerable.Range(0, t.Count).Select(i => new RecordedForecast(t.Texts("target")[i], t.Texts("policy")[i], N(0, i), N(1, i), N(2, i), N(3, i), N(4, i), N(5, i)))];
    }

    private ImmutableArray<RecordedFailure> ReadFailures()
    {
        var t = ResultTable.Read(Path.Combine(Folders[0], EventTables.Failures.File), ["time", "failure", "kind", "target"], ["t_s", "tasks_hit", "instances_hit", "whole_again_s"]);
        return
        [
            .. Enumerable.Range(0, t.Count).Select(i => new RecordedFailure(
                t.Numbers("t_s")[i], t.Texts("time")[i], t.Texts("failure")[i], t.Texts("kind")[i], t.Texts("target")[i],
                t.Numbers("tasks_hit")[i], t.Numbers("instances_hit")[i], t.Numbers("whole_again_s")[i])),
        ];
    }

    private ImmutableArray<RecordedCost> ReadCosts()
    {
        var order = new List<string>();
        var sums = new Dictionary<string, (double Quantity, string Unit, double Usd)>(StringComparer.Ordinal);
        foreach (var folder in Folders)
        {
            var t = ResultTable.Read(Path.Combine(folder, SummaryTables.Costs.File), ["resource", "unit"], ["quantity", "usd"]);
            for (var i = 0; i < t.Count; i++)
            {
                var name = t.Texts("resource")[i];
                if (!sums.TryGetValue(name, out var sum)) order.Add(name);
                sums[name] = (sum.Quantity + (t.Numbers("quantity")[i] / Folders.Length), t.Texts("unit")[i], sum.Usd + (t.Numbers("usd")[i] / Folders.Length));
            }
        }
        return [.. order.Select(n => new RecordedCost(n, sums[n].Quantity, sums[n].Unit, sums[n].Usd))];
    }

    private ImmutableArray<RecordedMetric> ReadSummary()
    {
        var t = ResultTable.Read(Path.Combine(Folder, SummaryTables.Summary.File), ["metric", "unit"], ["value", "half_width"]);
        return [.. Enumerable.Range(0, t.Count).Select(i => new RecordedMetric(t.Texts("metric")[i], t.Numbers("value")[i], t.Numbers("half_width")[i], t.Texts("unit")[i]))];
    }
}

/// <summary>A span in ALARM, in seconds since the start.</summary>
internal readonly record struct RecordedAlarm(string Name, double From, double To);

/// <summary>A scaling decision.</summary>
internal readonly record struct RecordedDecision(
    long Id, double At, string Time, string Target, string Policy, string Kind, string Gate, string Status, string Cause,
    double MetricValue, double Running, double Desired, double Proposal, double From, double To)
{
    /// <summary>Whether desired capacity moved.</summary>
    public bool Changed => From != To;

    /// <summary>The change in words: <c>4 → 6</c>.</summary>
    public string Change => string.Create(CultureInfo.InvariantCulture, $"{From} → {To}");
}

/// <summary>A scale-out with the seconds of its stages; NaN where one was not reached.</summary>
internal readonly record struct RecordedLag(
    long Decision, double At, string Target, string Policy, double From, double To, double Started, ImmutableArray<double> Stages, double Total)
{
    /// <summary>Seconds of the stages that were reached.</summary>
    public double Known => Stages.Where(double.IsFinite).Sum();
}

/// <summary>An hour as a predictive policy saw it coming, and as it was; NaN is no value.</summary>
internal readonly record struct RecordedForecast(string Target, string Policy, double At, double Load, double ActualLoad, double Capacity, double NeededCapacity, double ActualCapacity);

/// <summary>A failure.</summary>
internal readonly record struct RecordedFailure(double At, string Time, string Name, string Kind, string Target, double TasksHit, double InstancesHit, double WholeAgain);

/// <summary>A cost line.</summary>
internal readonly record struct RecordedCost(string Resource, double Quantity, string Unit, double Usd);

/// <summary>A summary metric.</summary>
internal readonly record struct RecordedMetric(string Name, double Value, double HalfWidth, string Unit);
