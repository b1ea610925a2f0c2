using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Simulator.Experiments;
using Simulator.Measurement;
using Simulator.Reporting;
using Simulator.Reporting.Json;
using Simulator.Scenarios;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance;

/// <summary>
/// A scenario run through the front door: text in, result files out. What a test reads here is what a user finds in the result folder: the files are written,
/// read back and the folder is gone again before the test looks at them.
/// </summary>
internal sealed class ScenarioRun
{
    private readonly Dictionary<string, List<ResultRow>> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _metrics;

    private ScenarioRun(ScenarioLoadResult loaded, RunResult result, string folder)
    {
        Loaded = loaded;
        Result = result;
        foreach (var file in Directory.EnumerateFiles(folder, "*.csv")) _tables[Path.GetFileName(file)] = Read(file);
        Decisions = [.. File.ReadLines(Path.Combine(folder, DecisionsFile.File)).Select(line => JsonDocument.Parse(line).RootElement)];
        _metrics = Rows("summary.csv").ToDictionary(static r => r.Text("metric"), static r => r.Number("value"), StringComparer.Ordinal);
    }

    /// <summary>The scenario as compiled, with its notes.</summary>
    public ScenarioLoadResult Loaded { get; }

    /// <summary>The records of the run, for what is in no file.</summary>
    public RunResult Result { get; }

    /// <summary>The lines of decisions.jsonl.</summary>
    public IReadOnlyList<JsonElement> Decisions { get; }

    /// <summary>Runs scenario text; the test fails with the issues when it is not valid.</summary>
    /// <param name="yaml">The scenario.</param>
    /// <param name="set">Overrides, <c>path=value</c>, as with <c>--set</c>.</param>
    public static ScenarioRun Of(string yaml, params string[] set) =>
        Of(ScenarioLoader.Parse(yaml, "s.yaml", AppContext.BaseDirectory, OptionsOf(set)));

    /// <summary>Runs a scenario file.</summary>
    /// <param name="path">The file, relative to the repository.</param>
    /// <param name="set">Overrides, <c>path=value</c>, as with <c>--set</c>.</param>
    public static ScenarioRun OfFile(string path, params string[] set) =>
        Of(ScenarioLoader.Load(Path.Combine(Tidy.SourceTree.Root, path), OptionsOf(set)));

    /// <summary>Rows of a result file; a file that was not written fails the test.</summary>
    /// <param name="file">For example <c>tasks.csv</c>.</param>
    public IReadOnlyList<ResultRow> Rows(string file)
    {
        Assert.That(_tables.Keys, Does.Contain(file));
        return _tables[file];
    }

    /// <summary>Rows of a result file whose column has a value.</summary>
    public List<ResultRow> Rows(string file, string column, string value) => [.. Rows(file).Where(r => r.Text(column) == value)];

    /// <summary>The last row at or before a second in which a column has a value; for series files.</summary>
    public ResultRow At(string file, double second, string column, string value) =>
        Rows(file).Last(r => r.Text(column) == value && r.Number("t_s") <= second);

    /// <summary>A summary metric.</summary>
    public double Metric(string name)
    {
        Assert.That(_metrics.Keys, Does.Contain(name));
        return _metrics[name];
    }

    /// <summary>Decisions of a kind, in order.</summary>
    public List<JsonElement> DecisionsOf(string kind) => [.. Decisions.Where(d => d.GetProperty("kind").GetString() == kind)];

    private static LoadOptions OptionsOf(string[] set) => new() { Overrides = [.. set.Select(ScenarioOverride.Set)] };

    private static ScenarioRun Of(ScenarioLoadResult loaded)
    {
        Assert.That(loaded.Issues.Select(i => i.ToString()), Is.Empty);
        var result = ExperimentRunner.Simulate(loaded.Scenario!);
        using var folder = new TemporaryFolder();
        ResultWriter.WriteReplication(folder.Root, result);
        ResultWriter.WriteExperiment(folder.Root, ExperimentResult.Of(loaded.Scenario!, [ReplicationSummary.Of(result)]), new ScenarioText(loaded.ResolvedJson, loaded.Hash), default);
        return new ScenarioRun(loaded, result, folder.Root);
    }

    private static List<ResultRow> Read(string path)
    {
        using var reader = new StreamReader(path);
        using var csv = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture));
        var rows = new List<ResultRow>();
        if (!csv.Read()) return rows;
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in csv.Record!) columns.Add(name, columns.Count);
        while (csv.Read()) rows.Add(new ResultRow(columns, [.. csv.Record!]));
        return rows;
    }
}

/// <summary>A row of a result file.</summary>
internal sealed class ResultRow(Dictionary<string, int> columns, string[] cells)
{
    /// <summary>A cell as it stands in the file.</summary>
    public string Text(string column)
    {
        Assert.That(columns.Keys, Does.Contain(column));
        return cells[columns[column]];
    }

    /// <summary>A cell as a number; NaN when it is empty.</summary>
    public double Number(string column) =>
        Text(column) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : double.NaN;

    /// <summary>A cell as a whole number.</summary>
    public int Count(string column) => (int)Number(column);

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', cells);
}
