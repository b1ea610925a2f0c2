using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Measurement;

/// <summary>A published point and what the run came to at that instant.</summary>
/// <param name="Reference">Index of the reference.</param>
/// <param name="At">The instant, in the run's own time.</param>
/// <param name="Point">The published point.</param>
/// <param name="Simulated">The run's value; NaN without one, and after the end of the run.</param>
public readonly record struct ReferenceSample(int Reference, Instant At, ReferencePoint Point, double Simulated)
{
    /// <summary>How far the run is off, in percent of the published value.</summary>
    public double Deviation => 100 * (Simulated - Point.Value) / Point.Value;
}

/// <summary>
/// A run beside the points that its scenario carries. Running tasks are counted from the tasks' own times, to the instant, because published curves have points
/// between the minutes; every other series is known at the ends of its intervals: a gauge is joined there by straight lines, a mean or count is that of the interval.
/// </summary>
internal static class ReferenceAnalysis
{
    /// <summary>Takes the samples and their summary metrics.</summary>
    public static void Add(RunResult result)
    {
        for (var r = 0; r < result.Scenario.References.Length; r++)
        {
            var reference = result.Scenario.References[r];
            var (worst, sum, judged) = (double.NaN, 0.0, 0);
            void Metric(string name, double value, string unit) => result.Summary.Add(new SummaryMetric($"reference.{reference.Name}.{name}", value, unit));

            foreach (var point in reference.Points)
            {
                var sample = new ReferenceSample(r, reference.Zero + point.After, point, At(result, reference, reference.Zero + point.After));
                result.References.Add(sample);
                Metric(point.Name, sample.Simulated, reference.Column.Unit);
                Metric(point.Name + ".deviation", sample.Deviation, "%");
                if (point.After < reference.JudgedFrom || double.IsNaN(sample.Deviation)) continue;
                worst = double.IsNaN(worst) ? Math.Abs(sample.Deviation) : Math.Max(worst, Math.Abs(sample.Deviation));
                sum += Math.Abs(sample.Deviation);
                judged++;
            }
            Metric("deviation.mean", judged == 0 ? double.NaN : sum / judged, "%");
            Metric("deviation.max", worst, "%");
        }
    }

    private static double At(RunResult result, ReferenceDefinition reference, Instant at)
    {
        if (at > Instant.Zero + result.Scenario.Run.Duration) return double.NaN;
        if (reference.Column == ReferenceColumn.Running && result.Scenario.Output.Tasks)
            return result.Tasks.Count(t => (reference.Service < 0 ? t.Service >= 0 : t.Service == reference.Service) && t.Started <= at && t.Stopping > at);
        if (reference.Column.IsOfCluster) return Between([.. result.Cluster.Where(c => c.CapacityProvider < 0).Select(c => (c.At, Of(c, reference.Column.Name)))], reference.Column, at);
        var rows = result.Services.Where(s => reference.Service < 0 || s.Service == reference.Service).GroupBy(s => s.At)
            .Select(g => (g.Key, g.Sum(s => Of(s, reference.Column.Name)))).ToList();
        return Between(rows, reference.Column, at);
    }

    // Before the first interval ends nothing is known of a gauge but that end.
    private static double Between(List<(Instant At, double Value)> rows, ReferenceColumn column, Instant at)
    {
        var next = rows.FindIndex(row => row.At >= at);
        if (next < 0) return double.NaN;
        if (!column.IsGauge || next == 0) return rows[next].Value;
        var (before, after) = (rows[next - 1], rows[next]);
        return before.Value + ((after.Value - before.Value) * ((at - before.At).Seconds / (after.At - before.At).Seconds));
    }

    private static double Of(in ServiceSample s, string column) => column switch
    {
        "desired" => s.Desired,
        "running" => s.Running,
        "pending" => s.Pending,
        "healthy" => s.Healthy,
        "cpu_utilization" => s.CpuUtilization,
        "memory_utilization" => s.MemoryUtilization,
        "requests" => s.Requests,
        "completed" => s.Completed,
        "errors" => s.Errors502 + s.Errors503 + s.Errors504,
        "latency_mean_ms" => s.LatencyMeanMs,
        "latency_p50_ms" => s.LatencyP50Ms,
        "latency_p95_ms" => s.LatencyP95Ms,
        "latency_p99_ms" => s.LatencyP99Ms,
        _ => throw new ArgumentException("services.csv has no column " + column, nameof(column)),
    };

    private static double Of(in ClusterSample c, string column) => column switch
    {
        "instances" => c.Instances,
        "cpu_reservation" => c.CpuReservation,
        "memory_reservation" => c.MemoryReservation,
        "fargate_tasks" => c.FargateTasks,
        _ => throw new ArgumentException("cluster.csv has no column " + column, nameof(column)),
    };
}
