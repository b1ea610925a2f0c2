using System.CommandLine;
using System.Globalization;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>What stdout carries.</summary>
internal enum OutputFormat
{
    /// <summary>Tables for people.</summary>
    Table,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>CSV.</summary>
    Csv,
}

/// <summary>The options of the verbs that load scenarios, as given.</summary>
internal sealed record RunOptions
{
    public string? Output { get; init; }

    public ulong? Seed { get; init; }

    public int? Replications { get; init; }

    public int Parallelism { get; init; } = Environment.ProcessorCount;

    public IReadOnlyList<string> Set { get; init; } = [];

    public IReadOnlyList<string> AllowPaths { get; init; } = [];

    public OutputFormat Format { get; init; }

    public bool NoCharts { get; init; }

    public bool NoProgress { get; init; }

    public bool Quiet { get; init; }

    /// <summary>What of them the loader must know.</summary>
    public LoadOptions ForLoader() => new() { Overrides = [.. Set.Select(ScenarioOverride.Set)], AllowPaths = AllowPaths, Seed = Seed, Replications = Replications };
}

/// <summary>
/// The options of the verbs that load scenarios. All are read as text and checked here, so that every complaint is a sentence of ours and all come at once.
/// </summary>
internal sealed class RunOptionSet
{
    private static readonly string[] Formats = ["table", "json", "csv"];

    private readonly Option<string[]> _output = Text("--output", "Result folder (default: results/<scenario name>; of several scenarios, the folder that holds one for each)", "DIR", "-o");
    private readonly Option<string[]> _seed = Text("--seed", "Master seed of all random numbers, instead of the scenario's", "N");
    private readonly Option<string[]> _replications = Text("--replications", "Independent replications, instead of the scenario's", "N");
    private readonly Option<string[]> _parallelism = Text("--parallelism", "Replications that run at once (default: one for each core); results do not depend on it", "N");
    private readonly Option<string[]> _set = Text("--set", "Overrides one value of the scenario, such as services.web.desiredCount=8; repeatable", "path=value");
    private readonly Option<string[]> _format = Text("--format", "What stdout carries: table, json or csv (default: table)", "FORMAT");
    private readonly Option<string[]> _allowPath = Text("--allow-path", "Folder outside the scenario's own that its files may be in; repeatable", "DIR");
    private readonly Option<bool> _noCharts = new("--no-charts") { Description = "Writes neither charts nor report.html" };
    private readonly Option<bool> _noProgress = new("--no-progress") { Description = "Shows no progress" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Says nothing on stderr but errors" };

    /// <summary>An option that takes a text each time it is given.</summary>
    public static Option<string[]> Text(string name, string description, string value, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    /// <summary>Gives a verb these options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_output, _seed, _replications, _parallelism, _set, _format, _allowPath, _noCharts, _noProgress, _quiet]) command.Add(option);
    }

    /// <summary>Reads the options; complaints are added to <paramref name="errors"/>.</summary>
    public RunOptions Read(ParseResult arguments, List<string> errors)
    {
        var format = One(arguments, _format, errors) ?? "table";
        if (!Formats.Contains(format)) errors.Add($"--format is table, json or csv, not '{format}'{Spelling.Suggest(format, Formats)}");
        return new RunOptions
        {
            Output = One(arguments, _output, errors),
            Seed = Number(arguments, _seed, errors, "a whole number from 0 to 18446744073709551615", t => ulong.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : (ulong?)null),
            Replications = Positive(arguments, _replications, 1_000_000, errors),
            Parallelism = Positive(arguments, _parallelism, 4096, errors) ?? Environment.ProcessorCount,
            Set = arguments.GetValue(_set) ?? [],
            AllowPaths = arguments.GetValue(_allowPath) ?? [],
            Format = (OutputFormat)Math.Max(0, Array.IndexOf(Formats, format)),
            NoCharts = arguments.GetValue(_noCharts),
            NoProgress = arguments.GetValue(_noProgress),
            Quiet = arguments.GetValue(_quiet),
        };
    }

    private static int? Positive(ParseResult arguments, Option<string[]> option, int most, List<string> errors) => Number(
        arguments, option, errors, $"a whole number from 1 to {most.ToString(CultureInfo.InvariantCulture)}",
        t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var v) && v >= 1 && v <= most ? v : (int?)null);

    private static T? Number<T>(ParseResult arguments, Option<string[]> option, List<string> errors, string wanted, Func<string, T?> parse)
        where T : struct
    {
        if (One(arguments, option, errors) is not { } text) return null;
        var value = parse(text);
        if (value is null) errors.Add($"{option.Name} is {wanted}, not '{text}'");
        return value;
    }

    private static string? One(ParseResult arguments, Option<string[]> option, List<string> errors)
    {
        var values = arguments.GetValue(option) ?? [];
        if (values.Length > 1) errors.Add($"{option.Name} is given {values.Length} times; give it once");
        return values.Length == 0 ? null : values[^1];
    }
}
