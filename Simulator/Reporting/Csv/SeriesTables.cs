using Simulator.Measurement;
using static Simulator.Reporting.Csv.ResultNames;

namespace Simulator.Reporting.Csv;

/// <summary>Files with one row for each entity and interval.</summary>
internal static class SeriesTables
{
    public static readonly Table<ServiceSample> Services = new(
        "services.csv", "service and interval; counts are of the interval that ends at t_s, gauges at its end, utilisations and latencies over it",
        Column<ServiceSample>.Seconds("t_s", "End of the interval, since the start of the run", (in r) => r.At),
        Column<ServiceSample>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<ServiceSample>.Text("service", "Service name", (in r, n) => n.Service(r.Service)),
        Column<ServiceSample>.Count("desired", "tasks", "desiredCount", (in r) => r.Desired),
        Column<ServiceSample>.Count("running", "tasks", "Tasks in RUNNING", (in r) => r.Running),
        Column<ServiceSample>.Count("pending", "tasks", "Tasks on their way to RUNNING", (in r) => r.Pending),
        Column<ServiceSample>.Count("healthy", "tasks", "Tasks that ECS counts as healthy", (in r) => r.Healthy),
        Column<ServiceSample>.Number("cpu_utilization", "%", 3, "CPU used over CPU reserved by running tasks; empty without one", (in r) => r.CpuUtilization),
        Column<ServiceSample>.Number("memory_utilization", "%", 3, "Memory used over memory reserved by running tasks; empty without one", (in r) => r.MemoryUtilization),
        Column<ServiceSample>.Count("requests", "requests", "Requests that arrived", (in r) => r.Requests),
        Column<ServiceSample>.Count("completed", "requests", "Requests that were answered", (in r) => r.Completed),
        Column<ServiceSample>.Count("errors", "requests", "Requests that failed, for any reason", (in r) => r.Errors502 + r.Errors503 + r.Errors504),
        Column<ServiceSample>.Count("errors_502", "requests", "The target broke the connection", (in r) => r.Errors502),
        Column<ServiceSample>.Count("errors_503", "requests", "No target, or the task's queue was full", (in r) => r.Errors503),
        Column<ServiceSample>.Count("errors_504", "requests", "No answer in time", (in r) => r.Errors504),
        Column<ServiceSample>.Number("latency_mean_ms", "ms", 3, "Mean latency of completed requests", (in r) => r.LatencyMeanMs),
        Column<ServiceSample>.Number("latency_p50_ms", "ms", 3, "Median latency of completed requests", (in r) => r.LatencyP50Ms),
        Column<ServiceSample>.Number("latency_p95_ms", "ms", 3, "95th percentile of the latency of completed requests", (in r) => r.LatencyP95Ms),
        Column<ServiceSample>.Number("latency_p99_ms", "ms", 3, "99th percentile of the latency of completed requests", (in r) => r.LatencyP99Ms),
        Column<ServiceSample>.Number("needed", "tasks", 0, "Tasks the load needs at the target tracking policies' targets, within their bounds; empty without such a policy, and for policies on other metrics than the service's own CPU, memory and requests when output.metrics is false", (in r) => r.Needed),
        Column<ServiceSample>.Number("predicted_capacity", "tasks", 0, "Tasks that predictive policies forecast for the hour, PredictedCapacity in AWS; empty without such a policy or forecast", (in r) => r.PredictedCapacity));

    public static readonly Table<ClusterSample> Cluster = new(
        "cluster.csv", "capacity provider and interval, and the whole cluster as " + WholeCluster,
        Column<ClusterSample>.Seconds("t_s", "End of the interval, since the start of the run", (in r) => r.At),
        Column<ClusterSample>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<ClusterSample>.Text("capacity_provider", "Capacity provider, or " + WholeCluster, (in r, n) => r.CapacityProvider < 0 ? WholeCluster : n.CapacityProvider(r.CapacityProvider)),
        Column<ClusterSample>.Count("instances", "instances", "Registered container instances", (in r) => r.Instances),
        Column<ClusterSample>.Number("cpu_reservation", "%", 3, "CPU reserved by tasks over CPU registered; empty without an instance", (in r) => r.CpuReservation),
        Column<ClusterSample>.Number("memory_reservation", "%", 3, "Memory reserved by tasks over memory registered; empty without an instance", (in r) => r.MemoryReservation),
        Column<ClusterSample>.Number("capacity_provider_reservation", "%", 3, "Instances needed over instances running, as managed scaling computes it", (in r) => r.CapacityProviderReservation),
        Column<ClusterSample>.Count("fargate_tasks", "tasks", "Tasks on Fargate", (in r) => r.FargateTasks),
        Column<ClusterSample>.Number("availability_zone_imbalance", "tasks", 3, "Largest minus smallest number of tasks over the zones", (in r) => r.AvailabilityZoneImbalance));

    public static readonly Table<QueueSample> Queues = new(
        "queues.csv", "queue and interval; counts are of the interval that ends at t_s, gauges at its end",
        Column<QueueSample>.Seconds("t_s", "End of the interval, since the start of the run", (in r) => r.At),
        Column<QueueSample>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<QueueSample>.Text("queue", "Queue name", (in r, n) => n.Queue(r.Queue)),
        Column<QueueSample>.Count("visible", "messages", "Messages that can be received", (in r) => r.Visible),
        Column<QueueSample>.Count("in_flight", "messages", "Messages received and neither deleted nor visible again", (in r) => r.InFlight),
        Column<QueueSample>.Count("delayed", "messages", "Messages whose delay is not over", (in r) => r.Delayed),
        Column<QueueSample>.Number("oldest_age_s", "s", 3, "Age of the oldest message in the queue; 0 without one", (in r) => r.OldestAgeSeconds),
        Column<QueueSample>.Count("sent", "messages", "Messages sent to it, those moved from another queue included", (in r) => r.Sent),
        Column<QueueSample>.Count("received", "messages", "Messages handed out, each as often as that happened", (in r) => r.Received),
        Column<QueueSample>.Count("deleted", "messages", "Messages deleted by those who had processed them", (in r) => r.Deleted),
        Column<QueueSample>.Count("returned", "messages", "Messages visible again because nobody had deleted them in time", (in r) => r.Returned),
        Column<QueueSample>.Count("expired", "messages", "Messages gone because their retention was over", (in r) => r.Expired),
        Column<QueueSample>.Count("dead_lettered", "messages", "Messages moved to its dead-letter queue", (in r) => r.DeadLettered));

    public static readonly Table<TargetGroupSample> TargetGroups = new(
        "target_groups.csv", "target group and interval",
        Column<TargetGroupSample>.Seconds("t_s", "End of the interval, since the start of the run", (in r) => r.At),
        Column<TargetGroupSample>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<TargetGroupSample>.Text("target_group", "Target group name", (in r, n) => n.TargetGroup(r.TargetGroup)),
        Column<TargetGroupSample>.Count("requests", "requests", "Requests of the interval", (in r) => r.Requests),
        Column<TargetGroupSample>.Count("healthy", "targets", "Healthy targets", (in r) => r.Healthy),
        Column<TargetGroupSample>.Count("unhealthy", "targets", "Unhealthy targets", (in r) => r.Unhealthy),
        Column<TargetGroupSample>.Number("request_count_per_target", "requests", 3, "Requests per healthy target", (in r) => r.RequestCountPerTarget),
        Column<TargetGroupSample>.Number("response_time_ms", "ms", 3, "Mean response time of the targets", (in r) => r.ResponseTimeMs),
        Column<TargetGroupSample>.Count("http_5xx", "requests", "Requests answered 5xx, by targets and by the load balancer", (in r) => r.Http5xx));
}
