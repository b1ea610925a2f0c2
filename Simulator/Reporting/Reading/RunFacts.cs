using System.Collections.Immutable;
using System.Text.Json;

namespace Simulator.Reporting.Reading;

/// <summary>A target of a target tracking policy.</summary>
internal readonly record struct TargetFact(string Service, string Metric, double Value);

/// <summary>An alarm and a service whose policies it triggers; low when it watches for less than its threshold.</summary>
internal readonly record struct AlarmFact(string Name, string Service, bool Low);

/// <summary>A reference: its name, what it is compared with (service is empty for all services and for the cluster), and where it is from.</summary>
internal readonly record struct ReferenceFact(string Name, string Series, string Service, string Column, string Source);

/// <summary>What charts and reports must know of the scenario, from run.json.</summary>
internal sealed record RunFacts
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Cluster { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required double Seconds { get; init; }

    public required ImmutableArray<string> Services { get; init; }

    /// <summary>Of these, the managed daemons.</summary>
    public required ImmutableArray<string> Daemons { get; init; }

    public required double WarmUpSeconds { get; init; }

    public required int Replications { get; init; }

    public required ulong Seed { get; init; }

    public required string Version { get; init; }

    public required long Events { get; init; }

    public required long Requests { get; init; }

    public required ImmutableArray<TargetFact> Targets { get; init; }

    /// <summary>All alarms that trigger policies: the user's own and those of target tracking.</summary>
    public required ImmutableArray<AlarmFact> Alarms { get; init; }

    /// <summary>Capacity providers with managed scaling, and their target capacity in percent.</summary>
    public required ImmutableArray<(string Name, double TargetCapacity)> ManagedProviders { get; init; }

    /// <summary>Published points beside which the run is held; they are in references.csv.</summary>
    public required ImmutableArray<ReferenceFact> References { get; init; }

    /// <summary>Predictive policies, and what their load is counted in.</summary>
    public required ImmutableArray<(string Target, string Policy, string Load)> Forecasts { get; init; }

    /// <summary>Reads run.json.</summary>
    /// <exception cref="ResultFolderException">It is missing, or not what this program writes.</exception>
    public static RunFacts Read(string folder)
    {
        var path = Path.Combine(folder, Json.RunFile.File);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Of(document.RootElement);
        }
        catch (Exception e) when (JsonComplaint.IsExpected(e))
        {
            throw new ResultFolderException($"'{path}' cannot be read as the run.json of a result folder: {JsonComplaint.Of(e)}", e);
        }
    }

    private static RunFacts Of(JsonElement root)
    {
        var report = root.GetProperty("report");
        return new RunFacts
        {
            Name = Text(root, "name"),
            Description = Text(report, "description"),
            Cluster = Text(report, "cluster"),
            Start = report.GetProperty("start").GetDateTimeOffset(),
            Seconds = report.GetProperty("duration_s").GetDouble(),
            WarmUpSeconds = report.GetProperty("warm_up_s").GetDouble(),
            Services = [.. Items(report, "services").Select(s => s.GetString() ?? "")],
            Daemons = report.TryGetProperty("daemons", out _) ? [.. Items(report, "daemons").Select(s => s.GetString() ?? "")] : [], // not in files of older versions
            Replications = root.GetProperty("replications").GetInt32(),
            Seed = root.GetProperty("seed").GetUInt64(),
            Version = Text(root, "version"),
            Events = root.GetProperty("events").GetInt64(),
            Requests = root.GetProperty("requests").GetInt64(),
            Targets = [.. Items(report, "targets").Select(t => new TargetFact(Text(t, "service"), Text(t, "metric"), t.GetProperty("value").GetDouble()))],
            Alarms = [.. Items(report, "alarms").Select(a => new AlarmFact(Text(a, "name"), Text(a, "service"), a.GetProperty("low").GetBoolean()))],
            References =
            [
                .. report.TryGetProperty("references", out _)
                    ? Items(report, "references").Select(r => new ReferenceFact(Text(r, "name"), Text(r, "series"), Text(r, "service"), Text(r, "column"), Text(r, "source"))) : [],
            ],
            Forecasts = report.TryGetProperty("forecasts", out _) ? [.. Items(report, "forecasts").Select(f => (Text(f, "target"), Text(f, "policy"), Text(f, "load")))] : [], // not in files of older versions
            ManagedProviders = [.. Items(report, "managed_providers").Select(p => (Text(p, "name"), p.GetProperty("target_capacity").GetDouble()))],
        };
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? "";

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) => of.GetProperty(name).EnumerateArray();
}
