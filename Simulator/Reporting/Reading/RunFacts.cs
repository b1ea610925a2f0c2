using System.Collections.Immutable;
using System.Text.Json;

namespace Simulator.Reporting.Reading;

/// <summary>A service as charts need it.</summary>
/// <param name="Name">Service name.</param>
/// <param name="Targets">What its target tracking policies keep: metric name and value.</param>
internal sealed record ServiceFacts(string Name, ImmutableArray<(string Metric, double Value)> Targets);

/// <summary>What charts and reports must know of the scenario, from run.json.</summary>
internal sealed record RunFacts
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Cluster { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required double Seconds { get; init; }

    public required double WarmUpSeconds { get; init; }

    public required int Replications { get; init; }

    public required ulong Seed { get; init; }

    public required string Version { get; init; }

    public required long Events { get; init; }

    public required long Requests { get; init; }

    public required ImmutableArray<ServiceFacts> Services { get; init; }

    /// <summary>Alarms of the user's own, with the services whose policies they trigger.</summary>
    public required ImmutableArray<(string Name, bool Low, ImmutableArray<string> Services)> Alarms { get; init; }

    /// <summary>Capacity providers with managed scaling, and their target capacity in percent.</summary>
    public required ImmutableArray<(string Name, double TargetCapacity)> ManagedProviders { get; init; }

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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ResultFolderException($"'{path}' cannot be read as the run.json of a result folder: {e.Message}", e);
        }
    }

    private static RunFacts Of(JsonElement root)
    {
        var scenario = root.GetProperty("scenario");
        var run = scenario.GetProperty("run");
        var services = scenario.GetProperty("services").EnumerateArray().Select(ServiceOf).ToImmutableArray();
        return new RunFacts
        {
            Name = root.GetProperty("name").GetString()!,
            Description = scenario.GetProperty("description").GetString()!,
            Cluster = scenario.GetProperty("cluster").GetProperty("name").GetString()!,
            Start = run.GetProperty("start").GetDateTimeOffset(),
            Seconds = run.GetProperty("duration").GetDouble(),
            WarmUpSeconds = run.GetProperty("warmUp").GetDouble(),
            Replications = root.GetProperty("replications").GetInt32(),
            Seed = root.GetProperty("seed").GetUInt64(),
            Version = root.GetProperty("version").GetString()!,
            Events = root.GetProperty("events").GetInt64(),
            Requests = root.GetProperty("requests").GetInt64(),
            Services = services,
            Alarms = [.. scenario.GetProperty("alarms").EnumerateArray().Select(a => AlarmOf(a, services))],
            ManagedProviders =
            [
                .. scenario.GetProperty("capacityProviders").EnumerateArray().Where(p => p.GetProperty("managedScaling").ValueKind == JsonValueKind.Object)
                    .Select(p => (p.GetProperty("name").GetString()!, p.GetProperty("managedScaling").GetProperty("targetCapacity").GetDouble())),
            ],
        };
    }

    private static ServiceFacts ServiceOf(JsonElement service)
    {
        var targets = ImmutableArray.CreateBuilder<(string, double)>();
        if (service.GetProperty("autoScaling") is { ValueKind: JsonValueKind.Object } scaling)
        {
            foreach (var policy in scaling.GetProperty("policies").EnumerateArray())
            {
                if (policy.TryGetProperty("targetValue", out var value)) targets.Add((policy.GetProperty("metric").GetProperty("metricName").GetString()!, value.GetDouble()));
            }
        }
        return new ServiceFacts(service.GetProperty("name").GetString()!, targets.ToImmutable());
    }

    private static (string Name, bool Low, ImmutableArray<string> Services) AlarmOf(JsonElement alarm, ImmutableArray<ServiceFacts> services)
    {
        var low = alarm.GetProperty("comparison").GetString()!.StartsWith("Less", StringComparison.Ordinal);
        var triggers = alarm.GetProperty("alarmActions").EnumerateArray().Select(a => services[a.GetProperty("service").GetInt32()].Name);
        return (alarm.GetProperty("name").GetString()!, low, [.. triggers.Distinct()]);
    }
}
