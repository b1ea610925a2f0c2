namespace Simulator.Scenarios.Compiling;

/// <summary>Unit of a summary metric.</summary>
internal enum MetricUnit
{
    /// <summary>A plain number.</summary>
    Number,

    /// <summary>Milliseconds; bounds are written with a unit of time.</summary>
    Milliseconds,

    /// <summary>Seconds; bounds are written with a unit of time.</summary>
    Seconds,

    /// <summary>Percent; bounds are written with %.</summary>
    Percent,

    /// <summary>US dollars.</summary>
    UsDollars,
}

/// <summary>The summary metrics an assertion may name. A test compares them with what a run records.</summary>
internal static class SummaryMetricNames
{
    private static readonly (string Name, MetricUnit Unit)[] Service =
    [
        ("requests", MetricUnit.Number), ("completed", MetricUnit.Number), ("errors", MetricUnit.Number), ("errors.502", MetricUnit.Number), ("errors.503", MetricUnit.Number), ("errors.504", MetricUnit.Number),
        ("availability", MetricUnit.Percent), ("latency.mean", MetricUnit.Milliseconds), ("latency.p50", MetricUnit.Milliseconds), ("latency.p95", MetricUnit.Milliseconds),
        ("latency.p99", MetricUnit.Milliseconds), ("latency.p999", MetricUnit.Milliseconds), ("latency.max", MetricUnit.Milliseconds), ("requests_in_system.mean", MetricUnit.Number),
        ("littles_law.unexplained", MetricUnit.Number), ("tasks.desired.mean", MetricUnit.Number), ("tasks.running.mean", MetricUnit.Number), ("tasks.running.max", MetricUnit.Number),
        ("tasks.healthy.mean", MetricUnit.Number), ("pending_seconds", MetricUnit.Number), ("cpu_utilization.mean", MetricUnit.Percent), ("memory_utilization.mean", MetricUnit.Percent),
        ("scale_outs", MetricUnit.Number), ("scale_ins", MetricUnit.Number), ("deployments.successful", MetricUnit.Number), ("deployments.rolled_back", MetricUnit.Number),
        ("deployments.failed", MetricUnit.Number), ("deployments.longest", MetricUnit.Number),
        ("lag.scale_outs", MetricUnit.Number), ("lag.incomplete", MetricUnit.Number), ("lag.detection.mean", MetricUnit.Seconds),
        ("lag.publication.mean", MetricUnit.Seconds), ("lag.alarm.mean", MetricUnit.Seconds), ("lag.decision.mean", MetricUnit.Seconds), ("lag.capacity.mean", MetricUnit.Seconds),
        ("lag.start.mean", MetricUnit.Seconds), ("lag.health.mean", MetricUnit.Seconds), ("lag.total.mean", MetricUnit.Seconds), ("lag.total.max", MetricUnit.Seconds),
        ("stability.direction_changes", MetricUnit.Number), ("stability.overshoot", MetricUnit.Number), ("stability.settling_time.mean", MetricUnit.Seconds),
        ("stability.settling_time.max", MetricUnit.Seconds), ("stability.minutes_above_target", MetricUnit.Number), ("stability.capacity_minutes_over", MetricUnit.Number),
        ("stability.capacity_minutes_under", MetricUnit.Number),
    ];

    private static readonly (string Name, MetricUnit Unit)[] Cluster =
    [
        ("instances.mean", MetricUnit.Number), ("instances.max", MetricUnit.Number), ("cpu_reservation.mean", MetricUnit.Percent), ("memory_reservation.mean", MetricUnit.Percent),
        ("cpu_stranded.mean", MetricUnit.Percent), ("memory_stranded.mean", MetricUnit.Percent), ("zone_imbalance.mean", MetricUnit.Number), ("placement_failures", MetricUnit.Number),
        ("spot_interruptions", MetricUnit.Number), ("failed_launches", MetricUnit.Number),
    ];

    private static readonly (string Name, MetricUnit Unit)[] Queue =
    [
        ("sent", MetricUnit.Number), ("deleted", MetricUnit.Number), ("received", MetricUnit.Number), ("returned", MetricUnit.Number), ("expired", MetricUnit.Number), ("dead_lettered", MetricUnit.Number),
        ("visible.mean", MetricUnit.Number), ("visible.max", MetricUnit.Number), ("in_flight.mean", MetricUnit.Number), ("age.mean", MetricUnit.Milliseconds), ("age.max", MetricUnit.Milliseconds),
        ("latency.mean", MetricUnit.Milliseconds), ("latency.p50", MetricUnit.Milliseconds), ("latency.p95", MetricUnit.Milliseconds), ("latency.p99", MetricUnit.Milliseconds),
    ];

    private static readonly (string Name, MetricUnit Unit)[] Cost = [("total", MetricUnit.UsDollars), ("per_hour", MetricUnit.UsDollars), ("per_million_requests", MetricUnit.UsDollars), ("idle_capacity", MetricUnit.UsDollars), ("idle_capacity_share", MetricUnit.Percent)];

    /// <summary>The service, <c>cluster</c> or <c>cost</c> a metric belongs to: the part before its first dot.</summary>
    public static string OwnerOf(string metric) => metric.Split('.')[0];

    /// <summary>Unit of a metric of <c>service</c>, <c>queue</c>, <c>cluster</c> or <c>cost</c>, or null when there is none of this name.</summary>
    public static MetricUnit? UnitOf(string owner, string name)
    {
        foreach (var (known, unit) in TableOf(owner))
        {
            if (known == name) return unit;
        }
        return null;
    }

    /// <summary>Names of the metrics of <c>service</c>, <c>queue</c>, <c>cluster</c> or <c>cost</c>.</summary>
    public static IReadOnlyList<string> Of(string owner) => [.. TableOf(owner).Select(m => m.Name)];

    public static string Words(MetricUnit unit) => unit == MetricUnit.UsDollars ? "USD" : "a count or a ratio";

    private static (string Name, MetricUnit Unit)[] TableOf(string owner) => owner switch { "cluster" => Cluster, "cost" => Cost, "queue" => Queue, _ => Service };
}
