using System.CommandLine;
using System.Globalization;
using Simulator.Experiments;
using Simulator.Reporting;
using Simulator.Reporting.Json;
using Simulator.Reporting.Tables;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>Simulates scenarios and writes their result folders.</summary>
internal sealed class RunVerb : Verb
{
    private readonly Argument<string[]> _files = new("SCENARIO") { Arity = ArgumentArity.OneOrMore, Description = "at least one scenario file" };
    private readonly RunOptionSet _options = new();

    public RunVerb()
        : base("run", "Simulates scenarios; prints a summary table and writes the result folder")
    {
        Command.Add(_files);
        _options.AddTo(Command);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken cancellation)
    {
        var errors = new List<string>();
        var options = _options.Read(arguments, errors);
        if (errors.Count > 0) return Complain(terminal, errors);
        var loaded = Loading.Load(arguments.GetValue(_files)!, options.ForLoader(), terminal, options.Quiet);
        if (loaded is null) return ExitCode.BadInput;
        var twice = loaded.GroupBy(l => l.Scenario!.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).ToList();
        if (twice.Count > 0) return Complain(terminal, twice.Select(g => $"{string.Join(" and ", g.Select(l => l.File))} are both named '{g.Key}'; results of one would replace the other's"));

        var folders = new List<ResultFolder>();
        try
        {
            // All places are claimed before the first run: a second scenario's bad folder is known at once, not after an hour.
            foreach (var l in loaded) folders.Add(ResultFolder.Begin(FolderOf(l, options, loaded.Length)));
            var results = new List<ExperimentResult>();
            for (var i = 0; i < loaded.Length; i++)
            {
                results.Add(RunOne(loaded[i], folders[i], options, terminal, cancellation));
                if (options.Format != OutputFormat.Table) continue;
                RunTables.Write(terminal.Out, results[^1], terminal.IsOutRich);
                terminal.Out.Write($"{(options.NoCharts ? "results" : "report")}: {Shown(options.NoCharts ? folders[i].Path : Path.Combine(folders[i].Path, ReportWriter.ReportFile))}\n{(i < loaded.Length - 1 ? "\n" : "")}");
                terminal.Out.Flush();
            }
            WriteDocument(results, options, terminal);
            return results.Select(CodeOf).Aggregate(ExitCode.Done, ExitCode.Worse);
        }
        finally
        {
            foreach (var folder in folders) folder.Dispose();
        }
    }

    private static string FolderOf(ScenarioLoadResult loaded, RunOptions options, int scenarios)
    {
        var name = loaded.Scenario!.Name;
        if (options.Output is null) return Path.Combine("results", name);
        return scenarios == 1 ? options.Output : Path.Combine(options.Output, name);
    }

    private static ExperimentResult RunOne(ScenarioLoadResult loaded, ResultFolder folder, RunOptions options, Terminal terminal, CancellationToken cancellation)
    {
        var scenario = loaded.Scenario!;
        var replications = scenario.Run.Replications;
        var (result, machine) = Execution.Run(
            scenario, run => ResultWriter.WriteReplication(ResultWriter.FolderOf(folder.WorkPath, run.Replication, replications), run), options, scenario.Name, terminal, cancellation);
        ResultWriter.WriteExperiment(folder.WorkPath, result, new ScenarioText(loaded.ResolvedJson, loaded.Hash), machine);
        if (!options.NoCharts) ReportWriter.Write(folder.WorkPath, folder.WorkPath);
        cancellation.ThrowIfCancellationRequested();
        folder.Commit();
        if (!options.Quiet) terminal.Error.Write(Speed(scenario.Name, result, machine));
        return result;
    }

    /// <summary>Events and events per second, for stderr.</summary>
    internal static string Speed(string name, ExperimentResult result, MachineFigures machine) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {result.Events:N0} events in {machine.WallSeconds:0.00} s, {ProgressDisplay.Rate(result.Events / Math.Max(machine.WallSeconds, 1e-6))}\n");

    private static void WriteDocument(List<ExperimentResult> results, RunOptions options, Terminal terminal)
    {
        if (options.Format == OutputFormat.Json)
        {
            if (results.Count == 1) terminal.WriteOut(s => SummaryFile.Write(s, results[0]));
            else terminal.WriteOut(s => SummaryFile.Write(s, results));
        }
        else if (options.Format == OutputFormat.Csv) terminal.WriteOut(s => ResultWriter.WriteSummaryCsv(s, results));
    }

    /// <summary>A path as the user would type it from here.</summary>
    internal static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static int CodeOf(ExperimentResult result)
    {
        var code = ExitCode.Done;
        foreach (var a in result.Assertions)
        {
            if (a.Status == AssertionStatus.Fail) code = ExitCode.Worse(code, ExitCode.AssertionFailed);
            else if (a.Status == AssertionStatus.Inconclusive) code = ExitCode.Worse(code, ExitCode.Inconclusive);
        }
        return code;
    }
}
