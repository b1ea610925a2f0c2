using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Simulator.Experiments;
using Simulator.Model.Definitions;

namespace Simulator.Reporting.Json;

/// <summary>What the machine did: wall-clock figures, which differ from run to run.</summary>
/// <param name="WallSeconds">Wall time of the simulation, without writing the results.</param>
/// <param name="AllocatedBytes">Bytes allocated meanwhile on the managed heap.</param>
public readonly record struct MachineFigures(double WallSeconds, long AllocatedBytes);

/// <summary>The scenario as it was compiled: overrides applied, files put in.</summary>
/// <param name="Json">As a JSON document that is a scenario file again; empty when it did not come from a file.</param>
/// <param name="Hash">Hash of it and of the traces it names; empty as above.</param>
public readonly record struct ScenarioText(string Json, string Hash);

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
    public static void Write(Stream stream, ExperimentResult result, ScenarioText scenario, MachineFigures machine)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(result);
        using (var json = new Utf8JsonWriter(stream, JsonStyle.Indented))
        {
            json.WriteStartObject();
            json.WriteString("name", result.Scenario.Name);
            json.WriteString("scenario_hash", scenario.Hash ?? "");
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
            json.WritePropertyName("report");
            WriteReportFacts(json, result.Scenario);
            json.WritePropertyName("scenario");
            if (string.IsNullOrEmpty(scenario.Json)) json.WriteNullValue();
            else WriteScenario(json, scenario.Json);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    /// <summary>A series by which the alarms of run.json are joined with the rows of metrics.csv.</summary>
    public static string SeriesKey(string space, string metric, string dimensions) => $"{space}/{metric}{{{dimensions}}}";

    private static void WriteScenario(Utf8JsonWriter json, string text)
    {
        using var document = JsonDocument.Parse(text);
        document.RootElement.WriteTo(json);
    }

    // What charts and the report must know of the compiled scenario, defaults included: they are made from the folder alone.
    private static void WriteReportFacts(Utf8JsonWriter json, Scenario scenario)
    {
        json.WriteStartObject();
        json.WriteString("description", scenario.Description);
        json.WriteString("cluster", scenario.Cluster.Name);
        json.WriteString("start", scenario.Run.Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("duration_s", scenario.Run.Duration.Nanoseconds / 1e9m);
        json.WriteNumber("warm_up_s", scenario.Run.WarmUp.Nanoseconds / 1e9m);
        json.WriteStartArray("services");
        foreach (var service in scenario.Services) json.WriteStringValue(service.Name);
        json.WriteEndArray();
        json.WriteStartArray("daemons");
        foreach (var daemon in scenario.Services.Where(static s => s.ManagedDaemon is not null)) json.WriteStringValue(daemon.Name);
        json.WriteEndArray();
        json.WriteStartArray("targets");
        foreach (var service in scenario.Services)
        {
            foreach (var policy in service.AutoScaling?.Policies ?? [])
            {
                if (policy is not TargetTrackingPolicyDefinition tracking) continue;
                json.WriteStartObject();
                json.WriteString("service", service.Name);
                json.WriteString("metric", tracking.Metric.MetricName);
                json.WriteNumber("value", tracking.TargetValue);
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
        AlarmFacts.Write(json, scenario);
        json.WriteStartArray("forecasts");
        foreach (var service in scenario.Services) WriteForecasts(json, $"service/{scenario.Cluster.Name}/{service.Name}", service.AutoScaling?.Policies ?? []);
        foreach (var group in scenario.AutoScalingGroups) WriteForecasts(json, group.Name, group.Scaling?.Policies ?? []);
        json.WriteEndArray();
        json.WriteStartArray("references");
        foreach (var reference in scenario.References)
        {
            json.WriteStartObject();
            json.WriteString("name", reference.Name);
            json.WriteString("series", reference.Series);
            json.WriteString("service", reference.Service < 0 ? "" : scenario.Services[reference.Service].Name);
            json.WriteString("column", reference.Column.Name);
            json.WriteString("source", reference.Source);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("managed_providers");
        foreach (var provider in scenario.CapacityProviders)
        {
            if (provider.ManagedScaling is not { } scaling) continue;
            json.WriteStartObject();
            json.WriteString("name", provider.Name);
            json.WriteNumber("target_capacity", scaling.TargetCapacity);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteForecasts(Utf8JsonWriter json, string target, IEnumerable<ScalingPolicyDefinition> policies)
    {
        foreach (var policy in policies.OfType<PredictiveScalingPolicyDefinition>())
        {
            json.WriteStartObject();
            json.WriteString("target", target);
            json.WriteString("policy", policy.Name);
            json.WriteString("load", LoadOf(policy));
            json.WriteEndObject();
        }
    }

    // What the load is counted in: the sums of a minute are totals over the tasks, or over the requests.
    private static string LoadOf(PredictiveScalingPolicyDefinition policy) => (policy.Load.Source, policy.LoadStatistic, policy.Math) switch
    {
        (_, _, not null) => policy.Load.MetricName,
        (MetricSource.ServiceCpu, MetricStatistic.Sum, _) => "CPU, % of a task, summed over tasks",
        (MetricSource.ServiceMemory, MetricStatistic.Sum, _) => "memory, % of a task, summed over tasks",
        (MetricSource.GroupCpu, MetricStatistic.Sum, _) => "CPU, % of an instance, summed over instances",
        (MetricSource.RequestCount, MetricStatistic.Sum, _) => "requests/min",
        _ => $"{policy.LoadStatistic} of {policy.Load.MetricName}",
    };
}
