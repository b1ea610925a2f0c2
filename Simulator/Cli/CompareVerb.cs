using System.Collections.Immutable;
using System.CommandLine;
using Simulator.Experiments;
using Simulator.Reporting;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Json;
using Simulator.Reporting.Tables;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>Runs variants under the same random numbers and sets them side by side.</summary>
internal sealed class CompareVerb : Verb
{
    private readonly Argument<string[]> _files = new("SCENARIO") { Arity = ArgumentArity.OneOrMore, Description = "two or more scenarios, or one with --variant" };
    private readonly Option<string[]> _variants = RunOptionSet.Text("--variant", "A variant of the one scenario, such as \"fast: services.web.desiredCount=8\"; repeatable", "\"name: path=value, …\"");
    private readonly RunOptionSet _options = new();

    public CompareVerb()
        : base("compare", "Runs scenarios, or variants of one, under the same random numbers; paired differences with confidence intervals")
    {
        Command.Add(_files);
        Command.Add(_variants);
        _options.AddTo(Command);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken cancellation)
    {
        var errors = new List<string>();
        var options = _options.Read(arguments, errors);
        var files = arguments.GetValue(_files)!;
        var variants = ReadVariants(arguments.GetValue(_variants) ?? [], files, errors);
        if (errors.Count > 0) return Complain(terminal, errors);
        if (Load(files, variants, options, terminal) is not { } loaded) return ExitCode.BadInput;
        var twice = loaded.GroupBy(l => l.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) return Complain(terminal, $"two variants are named '{twice.Key}'; name them differently");

        using var folder = ResultFolder.Begin(options.Output ?? Path.Combine("results", "compare-" + loaded[0].Name));
        var results = ImmutableArray.CreateBuilder<Variant>();
        foreach (var (name, scenario) in loaded)
        {
            var below = Path.Combine(folder.WorkPath, name);
            var replications = scenario.Scenario!.Run.Replications;
            var (result, machine) = Execution.Run(
                scenario.Scenario, run => ResultWriter.WriteReplication(ResultWriter.FolderOf(below, run.Replication, replications), run), options, name, terminal, cancellation);
            ResultWriter.WriteExperiment(below, result, new ScenarioText(scenario.ResolvedJson, scenario.Hash), machine);
            if (!options.Quiet) terminal.Error.Write(RunVerb.Speed(name, result, machine));
            results.Add(new Variant(name, result));
        }
        var comparison = Comparison.Of(results.ToImmutable());
        ResultWriter.WriteComparison(File.Create(Path.Combine(folder.WorkPath, SummaryTables.Compare.File)), comparison);
        if (!options.NoCharts) ReportWriter.Write(folder.WorkPath, folder.WorkPath);
        cancellation.ThrowIfCancellationRequested();
        folder.Commit();
        switch (options.Format)
        {
            case OutputFormat.Json: terminal.WriteOut(s => ComparisonFile.Write(s, comparison)); break;
            case OutputFormat.Csv: terminal.WriteOut(s => ResultWriter.WriteComparison(s, comparison)); break;
            default:
                CompareTable.Write(terminal.Out, comparison, terminal.IsOutRich);
                terminal.Out.Write($"results: {RunVerb.Shown(folder.Path)}\n");
                break;
        }
        return ExitCode.Done;
    }

    private static List<ScenarioVariant> ReadVariants(string[] texts, string[] files, List<string> errors)
    {
        var variants = new List<ScenarioVariant>();
        foreach (var text in texts)
        {
            if (ScenarioVariant.TryParse(text, out var variant, out var error)) variants.Add(variant!);
            else errors.Add(error);
        }
        if (texts.Length > 0 && files.Length > 1) errors.Add("--variant goes with one scenario; compare several files without it");
        if (texts.Length == 0 && files.Length == 1) errors.Add("compare needs two or more scenarios, or one with --variant \"name: path=value\"");
        foreach (var name in variants.Select(v => v.Name).Where(n => n.AsSpan().ContainsAny("/\\\0") || n is "." or ".."))
            errors.Add($"the variant's name '{name}' cannot be the name of a folder");
        return variants;
    }

    // The first scenario's seed and replications go for all: without the same random numbers a difference would be noise.
    private static List<(string Name, ScenarioLoadResult Loaded)>? Load(string[] files, List<ScenarioVariant> variants, RunOptions options, Terminal terminal)
    {
        var first = Loading.Load([files[0]], options.ForLoader(), terminal, options.Quiet);
        var shared = options.ForLoader();
        if (first is [{ Scenario: { } scenario }]) shared = shared with { Seed = scenario.Run.Seed, Replications = scenario.Run.Replications };
        var good = first is not null;
        var all = new List<(string, ScenarioLoadResult)>();
        if (first is not null) all.Add((first[0].Scenario!.Name, first[0]));
        foreach (var file in files.Skip(1))
        {
            var next = Loading.Load([file], shared, terminal, options.Quiet);
            good &= next is not null;
            if (next is not null) all.Add((next[0].Scenario!.Name, next[0]));
        }
        if (!good) return null;
        foreach (var variant in variants)
        {
            var next = Loading.Load([files[0]], shared with { Overrides = [.. shared.Overrides, .. variant.Overrides] }, terminal, quiet: true);
            good &= next is not null;
            if (next is not null) all.Add((variant.Name, next[0]));
        }
        return good ? all : null;
    }
}
