using System.Globalization;
using System.Runtime.InteropServices;
using Simulator.Experiments;
using Simulator.Measurement;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Json;

namespace Simulator.Reporting;

/// <summary>Writes the files of a result folder. Equal inputs give equal bytes, run.json aside.</summary>
public static class ResultWriter
{
    /// <summary>Folder of a replication below the result folder, or the result folder itself when there is only one.</summary>
    public static string FolderOf(string folder, int replication, int replications) =>
        replications == 1 ? folder : Path.Combine(folder, "replication=" + replication.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes the CSV files and the decisions of one replication; creates the folder.</summary>
    public static void WriteReplication(string folder, RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Directory.CreateDirectory(folder);
        var names = new ResultNames(run);
        SeriesTables.Services.WriteTo(folder, run.Services, names);
        SeriesTables.Cluster.WriteTo(folder, run.Cluster, names);
        SeriesTables.TargetGroups.WriteTo(folder, run.TargetGroups, names);
        if (!run.Scenario.Queues.IsEmpty) SeriesTables.Queues.WriteTo(folder, run.Queues, names);
        if (run.Scenario.Output.Tasks) EntityTables.Tasks.WriteTo(folder, run.Tasks, names);
        if (run.Scenario.Output.Tasks) EntityTables.Containers.WriteTo(folder, run.Containers, names);
        EntityTables.Instances.WriteTo(folder, run.Instances, names);
        DeploymentTables.Deployments.WriteTo(folder, run.Deployments, names);
        DeploymentTables.Stages.WriteTo(folder, run.DeploymentStages, names);
        EventTables.Metrics.WriteTo(folder, run.Metrics, names);
        EventTables.Alarms.WriteTo(folder, run.Alarms, names);
        EventTables.ServiceEvents.WriteTo(folder, run.ServiceEvents, names);
        EventTables.Placements.WriteTo(folder, run.Placements, names);
        EventTables.Failures.WriteTo(folder, run.Failures, names);
        EventTables.InstanceEvents.WriteTo(folder, run.InstanceEvents, names);
        if (run.InstanceHealth.Count > 0) EventTables.InstanceHealthChanges.WriteTo(folder, run.InstanceHealth, names);
        DecisionTables.ScalingActivities.WriteTo(folder, DecisionTables.ScalingOf(run), names);
        LagTable.Lags.WriteTo(folder, run.Lags, names);
        if (run.Forecasts.Count > 0) ForecastTable.Forecasts.WriteTo(folder, run.Forecasts, names);
        SummaryTables.Costs.WriteTo(folder, run.Costs, names);
        if (!run.Scenario.References.IsEmpty) SummaryTables.References.WriteTo(folder, run.References, names);
        DecisionsFile.Write(File.Create(Path.Combine(folder, DecisionsFile.File), 1), run, names);
        if (run.Scenario.Run.Replications > 1) SummaryTables.Summary.WriteTo(folder, [.. run.Summary.Select(m => new MetricEstimate(m.Name, m.Value, double.NaN, 1, m.Unit))], names);
    }

    /// <summary>Writes the summary of all replications and run.json.</summary>
    public static void WriteExperiment(string folder, ExperimentResult result, ScenarioText scenario, MachineFigures machine)
    {
        ArgumentNullException.ThrowIfNull(result);
        Directory.CreateDirectory(folder);
        var names = new ResultNames(result.Scenario, 0);
        SummaryTables.Summary.WriteTo(folder, [.. result.Metrics], names);
        if (result.Replications.Length > 1)
        {
            var rows = result.Replications.SelectMany(r => r.Metrics.Select(m => new ReplicationRow(r.Replication, m))).ToList();
            SummaryTables.Replications.WriteTo(folder, rows, names);
        }
        using (var summary = File.Create(Path.Combine(folder, SummaryFile.File))) SummaryFile.Write(summary, result);
        using var run = File.Create(Path.Combine(folder, RunFile.File));
        RunFile.Write(run, result, scenario, machine);
    }

    /// <summary>
    /// Writes to a stream what stdout carries with <c>--format csv</c>: summary.csv, and for several results a column in front that says whose a row is.
    /// The stream is closed.
    /// </summary>
    public static void WriteSummaryCsv(Stream stream, IReadOnlyList<ExperimentResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var names = new ResultNames(results[0].Scenario, 0);
        if (results.Count == 1)
        {
            SummaryTables.Summary.Write(stream, ImmutableCollectionsMarshal.AsArray(results[0].Metrics), names);
            return;
        }
        var rows = results.SelectMany(r => r.Metrics.Select(m => new ScenarioMetric(r.Scenario.Name, m))).ToArray();
        SummaryTables.Summaries.Write(stream, rows, names);
    }

    /// <summary>Writes compare.csv to a stream, which is closed.</summary>
    public static void WriteComparison(Stream stream, Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        SummaryTables.Compare.Write(stream, ImmutableCollectionsMarshal.AsArray(comparison.Rows), new ResultNames(comparison.Variants[0].Result.Scenario, 0));
    }
}
