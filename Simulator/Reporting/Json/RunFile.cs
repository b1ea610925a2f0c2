using System.Reflection;
using System.Text.Json;
using Simulator.Experiments;

namespace Simulator.Reporting.Json;

/// <summary>What the machine did: wall-clock figures, which differ from run to run.</summary>
/// <param name="WallSeconds">Wall time of the simulation, without writing the results.</param>
/// <param name="AllocatedBytes">Bytes allocated meanwhile on the managed heap.</param>
public readonly record struct MachineFigures(double WallSeconds, long AllocatedBytes);

/// <summary>run.json: what was run, by which version, and how fast. The only result file with wall-clock figures.</summary>
public static class RunFile
{
    /// <summary>File name.</summary>
    public const string File = "run.json";

    /// <summary>Version of the program, such as <c>0.1.0</c>.</summary>
    public static string Version => Informational.Split('+')[0];

    /// <summary>Commit the program was built from; empty when it was not built in a repository.</summary>
    public static string Commit => Informational.Split('+') is [_, var commit] ? commit : "";

    private static string Informational =>
        typeof(RunFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Writes run.json.</summary>
    public static void Write(Stream stream, ExperimentResult result, MachineFigures machine)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(result);
        using (var json = new Utf8JsonWriter(stream, JsonStyle.Indented))
        {
            json.WriteStartObject();
            json.WriteString("name", result.Scenario.Name);
            json.WriteString("scenario_hash", ScenarioJson.HashOf(result.Scenario));
            json.WriteNumber("seed", result.Scenario.Run.Seed);
            json.WriteNumber("replications", result.Replications.Length);
            json.WriteString("version", Version);
            json.WriteString("commit", Commit);
            json.WriteNumber("events", result.Events);
            json.WriteNumber("requests", result.Requests);
            json.WriteNumber("max_pending_events", result.MaxPendingEvents);
            JsonStyle.Number(json, "wall_seconds", Math.Round(machine.WallSeconds, 3));
            JsonStyle.Number(json, "events_per_second", machine.WallSeconds > 0 ? Math.Round(result.Events / machine.WallSeconds) : double.NaN);
            json.WriteNumber("allocated_bytes", machine.AllocatedBytes);
            json.WritePropertyName("scenario");
            ScenarioJson.Write(json, result.Scenario);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }
}
