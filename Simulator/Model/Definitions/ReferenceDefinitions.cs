using System.Collections.Immutable;
using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>Published or measured points that a run is held against: drawn beside the simulated series, and listed with how far it is off.</summary>
/// <param name="Name">Name; part of metric and file names.</param>
/// <param name="Series">The series as the scenario writes it: <c>web.running</c>.</param>
/// <param name="Column">What is compared.</param>
/// <param name="Service">The service it is of; -1 for the sum over all services, or for the cluster.</param>
/// <param name="Source">Who measured or published the points.</param>
/// <param name="Zero">Instant of the run from which the points' times count.</param>
/// <param name="JudgedFrom">Points before this time after <paramref name="Zero"/> are shown and count in no deviation.</param>
/// <param name="Points">In order of time.</param>
public sealed record ReferenceDefinition(
    string Name, string Series, ReferenceColumn Column, int Service, string Source, Instant Zero, Duration JudgedFrom, ImmutableArray<ReferencePoint> Points);

/// <summary>A point of a reference.</summary>
/// <param name="After">Time after the reference's zero.</param>
/// <param name="Value">The published value; not 0, because deviations are shares of it.</param>
public readonly record struct ReferencePoint(Duration After, double Value)
{
    /// <summary>Name of the point in metrics: <c>90s</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{After.Seconds:0.###}s");
}

/// <summary>A column of services.csv or cluster.csv that a reference can be compared with.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Unit">Unit.</param>
/// <param name="IsOfCluster">Whether it is of cluster.csv.</param>
/// <param name="IsGauge">Whether a row says how things stand at its end; otherwise what happened in the interval that ends there.</param>
/// <param name="Sums">Whether the values of several services add up.</param>
public sealed record ReferenceColumn(string Name, string Unit, bool IsOfCluster, bool IsGauge, bool Sums)
{
    /// <summary>Tasks in RUNNING: known at every instant where tasks are recorded, not only at the end of an interval.</summary>
    public static readonly ReferenceColumn Running = new("running", "tasks", false, true, true);

    /// <summary>All columns, those of services first.</summary>
    public static readonly ImmutableArray<ReferenceColumn> All =
    [
        new("desired", "tasks", false, true, true), Running, new("pending", "tasks", false, true, true), new("healthy", "tasks", false, true, true),
        new("cpu_utilization", "%", false, false, false), new("memory_utilization", "%", false, false, false), new("requests", "requests", false, false, true),
        new("completed", "requests", false, false, true), new("errors", "requests", false, false, true), new("latency_mean_ms", "ms", false, false, false),
        new("latency_p50_ms", "ms", false, false, false), new("latency_p95_ms", "ms", false, false, false), new("latency_p99_ms", "ms", false, false, false),
        new("instances", "instances", true, true, false), new("cpu_reservation", "%", true, true, false), new("memory_reservation", "%", true, true, false),
        new("fargate_tasks", "tasks", true, true, false),
    ];
}
