using System.Globalization;
using Simulator.Experiments;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Tables;

/// <summary>The tables that <c>run</c> prints at its end.</summary>
public static class RunTables
{
    /// <summary>Writes services, queues, cluster and cost, and assertions.</summary>
    /// <param name="to">The console.</param>
    /// <param name="result">What the experiment came to.</param>
    /// <param name="rich">Whether the console understands control sequences.</param>
    public static void Write(TextWriter to, ExperimentResult result, bool rich)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(result);
        var run = result.Scenario.Run;
        var replications = result.Replications.Length;
        to.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Scenario.Name}: {Time(run.Duration.Seconds)} simulated, seed {run.Seed}{(replications > 1 ? $", means of {replications} replications with 95 % intervals" : "")}\n\n"));
        foreach (var table in new[] { Services(result), Queues(result), Scaling(result), Cluster(result), ReferenceTables.Of([("simulated", result)]), Assertions(result) })
        {
            if (table.IsEmpty) continue;
            table.Write(to, rich);
            to.Write("\n");
        }
    }

    private static TextTable Services(ExperimentResult result)
    {
        var table = new TextTable("service", "#requests", "#failed", "#available", "#median", "#99th", "#tasks mean", "#most", "#CPU", "#out", "#in");
        foreach (var service in result.Scenario.Services)
        {
            string Of(string metric, string unit = "") => Value(result, $"{service.Name}.{metric}", unit);
            var requests = result.Find($"{service.Name}.requests")?.Value > 0;
            table.Add(
                service.Name, requests ? Of("requests") : "–", requests ? Of("errors") : "–", requests ? Of("availability", " %") : "–",
                Of("latency.p50", " ms"), Of("latency.p99", " ms"), Of("tasks.running.mean"), Of("tasks.running.max"), Of("cpu_utilization.mean", " %"), Of("scale_outs"), Of("scale_ins"));
        }
        return table;
    }

    // Only services that policies moved; what needs a target to track is left out of those that have none.
    private static TextTable Scaling(ExperimentResult result)
    {
        var table = new TextTable("scaling", "#scale-outs", "#lag mean", "#to decision", "#turns", "#overshoot", "#above target", "#over need", "#under need");
        foreach (var service in result.Scenario.Services)
        {
            double Of(string metric) => result.Find($"{service.Name}.{metric}")?.Value ?? double.NaN;
            string Lasting(double seconds) => double.IsFinite(seconds) ? Time(seconds) : "–";
            string Sum(string metric, string unit) => double.IsFinite(Of(metric)) ? $"{Number(Of(metric))} {unit}" : "–";
            if (service.AutoScaling is null or { Policies.IsEmpty: true } || !(Of("scale_outs") + Of("scale_ins") > 0)) continue;
            var incomplete = Of("lag.incomplete") is > 0 and var some ? $" ({Number(some)} incomplete)" : "";
            table.Add(
                service.Name, Number(Of("lag.scale_outs")) + incomplete, Lasting(Of("lag.total.mean")),
                Lasting(Of("lag.detection.mean") + Of("lag.publication.mean") + Of("lag.alarm.mean") + Of("lag.decision.mean")), Number(Of("stability.direction_changes")),
                double.IsFinite(Of("stability.overshoot")) ? Number(Of("stability.overshoot")) : "–", Sum("stability.minutes_above_target", "min"), Sum("stability.capacity_minutes_over", "task-min"),
                Sum("stability.capacity_minutes_under", "task-min"));
        }
        return table;
    }

    private static TextTable Queues(ExperimentResult result)
    {
        var table = new TextTable("queue", "#sent", "#deleted", "#dead letters", "#visible mean", "#most", "#oldest", "#median", "#99th");
        foreach (var queue in result.Scenario.Queues)
        {
            string Of(string metric, string unit = "") => Value(result, $"{queue.Name}.{metric}", unit);
            table.Add(
                queue.Name, Of("sent"), Of("deleted"), Of("dead_lettered"), Of("visible.mean"), Of("visible.max"), Of("age.max", " ms"), Of("latency.p50", " ms"), Of("latency.p99", " ms"));
        }
        return table;
    }

    private static TextTable Cluster(ExperimentResult result)
    {
        var table = new TextTable("cluster", "#");
        void Add(string name, string metric, string unit = "")
        {
            if (result.Find(metric) is { } m && double.IsFinite(m.Value)) table.Add(name, Value(result, metric, unit));
        }
        if (result.Find("cluster.instances.max")?.Value > 0)
        {
            Add("instances, mean", "cluster.instances.mean");
            Add("instances, most", "cluster.instances.max");
            Add("CPU reserved", "cluster.cpu_reservation.mean", " %");
            Add("memory reserved", "cluster.memory_reservation.mean", " %");
            Add("CPU stranded", "cluster.cpu_stranded.mean", " %");
            Add("memory stranded", "cluster.memory_stranded.mean", " %");
        }
        Add("placement failures", "cluster.placement_failures");
        foreach (var (name, metric) in new[] { ("cost", "cost.total"), ("cost per hour", "cost.per_hour"), ("cost per million requests", "cost.per_million_requests") })
        {
            if (result.Find(metric) is { } m && double.IsFinite(m.Value)) table.Add(name, Usd(m.Value) + (m.HalfWidth > 0 ? " ± " + Usd(m.HalfWidth) : ""));
        }
        return table;
    }

    private static TextTable Assertions(ExperimentResult result)
    {
        var table = new TextTable("status", "assertion", "#value");
        foreach (var a in result.Assertions)
        {
            var value = double.IsNaN(a.Estimate.Value) ? "no value" : $"{WithInterval(a.Estimate)} {a.Estimate.Unit}".TrimEnd();
            table.Add(a.Status.ToString().ToLowerInvariant(), a.Assertion.Text, value);
        }
        return table;
    }

    private static string Value(ExperimentResult result, string metric, string unit) =>
        result.Find(metric) is { } m && double.IsFinite(m.Value) ? WithInterval(m) + unit : "–";

    private static string WithInterval(MetricEstimate m) => (m.Unit == "%" ? Percent(m.Value) : Number(m.Value)) + (m.HalfWidth > 0 ? " ± " + Number(m.HalfWidth) : "");
}
