using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Measurement;

/// <summary>The summary metrics of one replication, by stable dotted name, over the time after the warm-up.</summary>
internal static class SummaryBuilder
{
    public static void Build(Recorder recorder, Instant end)
    {
        LagAnalysis.Add(recorder.Result);
        var datapoints = new TrackedDatapoints(recorder.Result);
        for (var s = 0; s < recorder.Result.Scenario.Services.Length; s++) AddService(recorder, datapoints, s, end);
        for (var q = 0; q < recorder.Result.Scenario.Queues.Length; q++) AddQueue(recorder, q);
        AddCluster(recorder, end);
        ReferenceAnalysis.Add(recorder.Result);
    }

    private static void AddQueue(Recorder recorder, int index)
    {
        var result = recorder.Result;
        var name = result.Scenario.Queues[index].Name;
        var statistics = recorder.Queues.Of(index);
        var (start, end) = (statistics.AtStart, statistics.LastInterval);
        Span<double> p = stackalloc double[3];
        p.Fill(double.NaN);
        if (statistics.Latency.Count > 0) statistics.Latency.PercentilesSeconds([50, 95, 99], p);

        void Add(string metric, double value, string unit) => result.Summary.Add(new SummaryMetric($"{name}.{metric}", value, unit));

        Add("sent", end.Sent - start.Sent, "messages");
        Add("deleted", end.Deleted - start.Deleted, "messages");
        Add("received", end.Received - start.Received, "messages");
        Add("returned", end.Returned - start.Returned, "messages");
        Add("expired", end.Expired - start.Expired, "messages");
        Add("dead_lettered", end.DeadLettered - start.DeadLettered, "messages");
        Add("visible.mean", statistics.Visible.Mean, "messages");
        Add("visible.max", statistics.Visible.Max, "messages");
        Add("in_flight.mean", statistics.InFlight.Mean, "messages");
        Add("age.mean", statistics.Age.Mean * 1000, "ms");
        Add("age.max", statistics.Age.Max * 1000, "ms");
        Add("latency.mean", statistics.Latency.MeanSeconds * 1000, "ms");
        Add("latency.p50", p[0] * 1000, "ms");
        Add("latency.p95", p[1] * 1000, "ms");
        Add("latency.p99", p[2] * 1000, "ms");
    }

    private static void AddService(Recorder recorder, TrackedDatapoints datapoints, int index, Instant end)
    {
        var result = recorder.Result;
        var name = result.Scenario.Services[index].Name;
        var requests = recorder.Requests.Of(index);
        var use = recorder.Tasks.Of(index);
        var latency = requests.TotalLatency;
        Span<double> p = stackalloc double[4];
        p.Fill(double.NaN);
        if (latency.Count > 0) latency.PercentilesSeconds([50, 95, 99, 99.9], p);

        void Add(string metric, double value, string unit) => result.Summary.Add(new SummaryMetric($"{name}.{metric}", value, unit));

        Add("requests", requests.Total.Arrived, "requests");
        Add("completed", requests.Total.Completed, "requests");
        Add("errors", requests.Total.Errors, "requests");
        Add("errors.502", requests.Total.Errors502, "requests");
        Add("errors.503", requests.Total.Errors503, "requests");
        Add("errors.504", requests.Total.Errors504, "requests");
        Add("availability", 100.0 * requests.Total.Completed / (requests.Total.Completed + requests.Total.Errors), "%");
        Add("latency.mean", latency.MeanSeconds * 1000, "ms");
        Add("latency.p50", p[0] * 1000, "ms");
        Add("latency.p95", p[1] * 1000, "ms");
        Add("latency.p99", p[2] * 1000, "ms");
        Add("latency.p999", p[3] * 1000, "ms");
        Add("latency.max", latency.MaxSeconds * 1000, "ms");
        Add("requests_in_system.mean", requests.MeanInSystem(end), "requests");
        Add("littles_law.unexplained", requests.CheckLittlesLaw(end).Unexplained, "fraction");
        Add("tasks.desired.mean", use.Desired.MeanUntil(end), "tasks");
        Add("tasks.running.mean", use.Running.MeanUntil(end), "tasks");
        Add("tasks.running.max", use.Running.Max, "tasks");
        Add("tasks.healthy.mean", use.Healthy.MeanUntil(end), "tasks");
        Add("pending_seconds", use.Pending.IntegralUntil(end), "task-seconds");
        Add("cpu_utilization.mean", 100 * use.CpuSeconds / use.Reserved.IntegralUntil(end), "%");
        Add("memory_utilization.mean", use.MemoryUtilization.Mean, "%");
        Add("scale_outs", use.ScaleOuts, "changes");
        Add("scale_ins", use.ScaleIns, "changes");
        AddDeployments(recorder, index, Add);
        AddLag(recorder, index, Add);
        var stability = StabilityAnalysis.Of(recorder, datapoints, index);
        Add("stability.direction_changes", stability.DirectionChanges, "changes");
        Add("stability.overshoot", stability.Overshoot, "tasks");
        Add("stability.settling_time.mean", stability.SettlingMean, "s");
        Add("stability.settling_time.max", stability.SettlingMax, "s");
        Add("stability.minutes_above_target", stability.MinutesAboveTarget, "minutes");
        Add("stability.capacity_minutes_over", stability.Over, "task-minutes");
        Add("stability.capacity_minutes_under", stability.Under, "task-minutes");
    }

    // The deployment by which the service came into being is not one of them: it is there in every run.
    private static void AddDeployments(Recorder recorder, int index, Action<string, double, string> add)
    {
        var (successful, rolledBack, failed, first) = (0, 0, 0, true);
        var longest = 0.0;
        foreach (var deployment in recorder.Result.Deployments)
        {
            if (deployment.Service != index || deployment.RollbackOf >= 0) continue;
            if (first)
            {
                first = false;
                continue;
            }
            switch (deployment.Status)
            {
                case ServiceDeploymentStatus.Successful: successful++; break;
                case ServiceDeploymentStatus.RollbackSuccessful: rolledBack++; break;
                case ServiceDeploymentStatus.Stopped or ServiceDeploymentStatus.RollbackFailed: failed++; break;
            }
            if (deployment.Finished != Instant.MaxValue) longest = Math.Max(longest, (deployment.Finished - deployment.Created).Seconds);
        }
        add("deployments.successful", successful, "deployments");
        add("deployments.rolled_back", rolledBack, "deployments");
        add("deployments.failed", failed, "deployments");
        add("deployments.longest", longest, "s");
    }

    // Means over the scale-outs that were decided after the warm-up and complete by the end, so that the stages add up to the total.
    private static void AddLag(Recorder recorder, int service, Action<string, double, string> add)
    {
        var lags = recorder.Result.Lags.Where(l => !l.IsProvider && l.Subject == service && l.Decided >= recorder.StatisticsStart).ToList();
        add("lag.scale_outs", lags.Count, "scale-outs");
        add("lag.incomplete", lags.RemoveAll(l => !l.IsComplete), "scale-outs");
        foreach (var stage in Enum.GetValues<LagStage>()) add($"lag.{stage.ToString().ToLowerInvariant()}.mean", Mean(lags.Select(l => l.Milliseconds(stage))), "s");
        add("lag.total.mean", Mean(lags.Select(l => l.TotalMilliseconds)), "s");
        add("lag.total.max", lags.Select(l => l.TotalMilliseconds).Max() / 1000.0 ?? double.NaN, "s");
    }

    private static double Mean(IEnumerable<long?> milliseconds) => milliseconds.Average() / 1000.0 ?? double.NaN;

    private static void AddCluster(Recorder recorder, Instant end)
    {
        var result = recorder.Result;
        void Add(string metric, double value, string unit) => result.Summary.Add(new SummaryMetric("cluster." + metric, value, unit));

        Add("instances.mean", recorder.Instances.Registered.MeanUntil(end), "instances");
        Add("instances.max", recorder.Instances.Registered.Max, "instances");
        Add("cpu_reservation.mean", recorder.Samples.CpuReservation.Mean, "%");
        Add("memory_reservation.mean", recorder.Samples.MemoryReservation.Mean, "%");
        Add("cpu_stranded.mean", recorder.Samples.CpuStranded.Mean, "%");
        Add("memory_stranded.mean", recorder.Samples.MemoryStranded.Mean, "%");
        Add("zone_imbalance.mean", recorder.Samples.ZoneImbalance.Mean, "tasks");
        Add("placement_failures", recorder.Events.PlacementFailures, "attempts");
        Add("spot_interruptions", recorder.Events.SpotNotices, "instances");
        Add("failed_launches", recorder.Events.FailedLaunches, "instances");
    }
}
