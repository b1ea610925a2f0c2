using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Reporting.Csv;

/// <summary>Files with one row for each thing that happened.</summary>
internal static class EventTables
{
    public static readonly Table<MetricDatapoint> Metrics = new(
        "metrics.csv", "datapoint that CloudWatch holds for a metric which an alarm or policy reads, and value of each percentile and expression that one watches, in the order in which periods end",
        Column<MetricDatapoint>.Text("namespace", "CloudWatch namespace", (in r, n) => r.Metric.Namespace),
        Column<MetricDatapoint>.Text("metric", "Metric name; of metric math the expression", (in r, n) => r.Metric.MetricName),
        Column<MetricDatapoint>.Text("dimensions", "Dimensions as Name=Value, joined by commas; of an expression its other queries as id=series, joined by semicolons", (in r, n) => r.Metric.Dimensions),
        Column<MetricDatapoint>.Clock("period_start", "Start of the period on the simulated wall clock", (in r) => r.PeriodStart),
        Column<MetricDatapoint>.Seconds("period_start_s", "Start of the period", (in r) => r.PeriodStart),
        Column<MetricDatapoint>.Count("period_s", "s", "Length of the period; long periods of percentiles and expressions slide by the minute", (in r) => r.PeriodSeconds),
        Column<MetricDatapoint>.Seconds("published_s", "When alarms can see it", (in r) => r.Published),
        Column<MetricDatapoint>.Text("statistic", "Average, Minimum, Maximum, Sum or SampleCount; an extended statistic such as p99; or Expression", (in r, n) => r.StatisticName),
        Column<MetricDatapoint>.Number("value", "of the metric", 6, "Value of the statistic", (in r) => r.Value),
        Column<MetricDatapoint>.Number("sample_count", "samples", 0, "Samples it was made from; empty for an expression", (in r) => r.SampleCount));

    public static readonly Table<AlarmRecord> Alarms = new(
        "alarms.csv", "alarm transition",
        Column<AlarmRecord>.Seconds("t_s", "When", (in r) => r.At),
        Column<AlarmRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<AlarmRecord>.Text("alarm", "Alarm name; of target tracking's own alarms without the random part", (in r, n) => r.Alarm),
        Column<AlarmRecord>.Text("from", "State before", (in r, n) => AwsText.Of(r.From), Vocabulary.All<AlarmState>(AwsText.Of)),
        Column<AlarmRecord>.Text("to", "State now", (in r, n) => AwsText.Of(r.To), Vocabulary.All<AlarmState>(AwsText.Of)),
        Column<AlarmRecord>.Text("reason", "StateReason, as CloudWatch words it", (in r, n) => r.Reason),
        Column<AlarmRecord>.Text("suppressed_by", "Of a composite alarm: ActionsSuppressedBy at that moment; empty when nothing holds its actions back", (in r, n) => r.Suppression == ActionSuppression.None ? "" : r.Suppression.ToString(), [nameof(ActionSuppression.Alarm), nameof(ActionSuppression.WaitPeriod), nameof(ActionSuppression.ExtensionPeriod)]),
        Column<AlarmRecord>.Seconds("actions_s", "Of a composite alarm: when it first takes the actions of the state; empty when it never does, and for metric alarms", (in r) => r.ActionsAt ?? Instant.MaxValue));

    public static readonly Table<ServiceEventRecord> ServiceEvents = new(
        "service_events.csv", "ECS service event",
        Column<ServiceEventRecord>.Seconds("t_s", "When", (in r) => r.At),
        Column<ServiceEventRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<ServiceEventRecord>.Text("service", "Service name", (in r, n) => n.Service(r.Service)),
        Column<ServiceEventRecord>.Text("message", "Message, as ECS words it", (in r, n) => r.Message));

    public static readonly Table<PlacementRecord> Placements = new(
        "placements.csv", "placement attempt that failed; with output: {placements: all} also each that succeeded",
        Column<PlacementRecord>.Seconds("t_s", "When", (in r) => r.At),
        Column<PlacementRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<PlacementRecord>.Text("service", "Service; empty for a standalone task", (in r, n) => n.Service(r.Service)),
        Column<PlacementRecord>.Text("task", "Task id", (in r, n) => n.Task(r.TaskOrdinal)),
        Column<PlacementRecord>.Text("container_instance", "The instance chosen; empty when it failed", (in r, n) => n.Instance(r.ContainerInstanceOrdinal)),
        Column<PlacementRecord>.Text("reason", "Why it failed, as RunTask's failures word it; empty when it succeeded", (in r, n) => r.Reason, Vocabulary.All<PlacementFailureReason>(AwsText.Of)),
        Column<PlacementRecord>.Count("rejected_cpu", "instances", "Rejected for CPU", (in r) => r.Rejected.Cpu),
        Column<PlacementRecord>.Count("rejected_memory", "instances", "Rejected for memory", (in r) => r.Rejected.Memory),
        Column<PlacementRecord>.Count("rejected_ports", "instances", "Rejected for host ports", (in r) => r.Rejected.Ports),
        Column<PlacementRecord>.Count("rejected_eni", "instances", "Rejected for network interfaces", (in r) => r.Rejected.Eni),
        Column<PlacementRecord>.Count("rejected_gpu", "instances", "Rejected for GPUs", (in r) => r.Rejected.Gpu),
        Column<PlacementRecord>.Count("rejected_attribute", "instances", "Rejected for a missing attribute", (in r) => r.Rejected.Attribute),
        Column<PlacementRecord>.Count("rejected_constraint", "instances", "Rejected by a placement constraint", (in r) => r.Rejected.Constraint),
        Column<PlacementRecord>.Count("rejected_agent", "instances", "Not ACTIVE, or the agent is not connected", (in r) => r.Rejected.Agent),
        Column<PlacementRecord>.Text("closest_instance", "Of a failed attempt, the instance that passes most of these filters (ECS-PL-18); empty when there is none", (in r, n) => n.Instance(r.ClosestInstanceOrdinal)));

    public static readonly Table<InstanceEventRecord> InstanceEvents = new(
        "instance_events.csv", "change of state of an EC2 instance, and whatever else happened to an instance or Auto Scaling group",
        Column<InstanceEventRecord>.Seconds("t_s", "When", (in r) => r.At),
        Column<InstanceEventRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<InstanceEventRecord>.Text("auto_scaling_group", "Its group; empty without one", (in r, n) => n.AutoScalingGroup(r.AutoScalingGroup)),
        Column<InstanceEventRecord>.Text("container_instance", "EC2 instance id; empty when it is about the group", (in r, n) => r.Ordinal < 0 ? "" : n.Instance(r.Ordinal)),
        Column<InstanceEventRecord>.Text("instance_type", "Instance type", (in r, n) => r.InstanceType < 0 ? "" : n.InstanceType(r.InstanceType)),
        Column<InstanceEventRecord>.Text("availability_zone", "Zone", (in r, n) => n.Zone(r.Zone)),
        Column<InstanceEventRecord>.Text("purchase_option", "How it is paid; empty when it is about the group", (in r, n) => r.InstanceType < 0 ? "" : Vocabulary.PurchaseOption(r.Spot), [Vocabulary.PurchaseOption(false), Vocabulary.PurchaseOption(true)]),
        Column<InstanceEventRecord>.Text("event", "What happened", (in r, n) => Vocabulary.Of(r.Kind), Vocabulary.All<GroupEventKind>(Vocabulary.Of)),
        Column<InstanceEventRecord>.Text("from", "Life-cycle state before; empty at the launch", (in r, n) => r.Kind != GroupEventKind.StateChange || r.From == r.To ? "" : AwsText.Of(r.From), Vocabulary.All<Ec2InstanceState>(AwsText.Of)),
        Column<InstanceEventRecord>.Text("to", "Life-cycle state now", (in r, n) => r.Kind != GroupEventKind.StateChange ? "" : AwsText.Of(r.To), Vocabulary.All<Ec2InstanceState>(AwsText.Of)),
        Column<InstanceEventRecord>.Text("reason", "Why it ends, when it does, or why a call was refused", (in r, n) => r.Kind == GroupEventKind.CallRefused ? Vocabulary.Of(r.Refusal) : Vocabulary.Of(r.Reason), [.. Vocabulary.All<TerminationReason>(Vocabulary.Of), .. Vocabulary.All<CallRefusal>(Vocabulary.Of)]),
        Column<InstanceEventRecord>.Count("count", "instances", "How many instances it is about", (in r) => r.Count),
        Column<InstanceEventRecord>.Text("call", "The call that was refused; empty otherwise", (in r, n) => n.TimelineAction(r.Action)));

    public static readonly Table<InstanceHealthRecord> InstanceHealthChanges = new(
        "instance_health.csv", "change of a health check of a container instance as DescribeContainerInstances shows it; the file is there when something changed",
        Column<InstanceHealthRecord>.Seconds("t_s", "When it shows: ECS evaluates the checks twice a minute", (in r) => r.At),
        Column<InstanceHealthRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<InstanceHealthRecord>.Text("container_instance", "EC2 instance id", (in r, n) => n.Instance(r.Ordinal)),
        Column<InstanceHealthRecord>.Text("check", "The check", (in r, n) => AwsText.Of(r.Check), Vocabulary.All<InstanceHealthCheck>(AwsText.Of)),
        Column<InstanceHealthRecord>.Text("from", "Its status before", (in r, n) => AwsText.Of(r.From), Vocabulary.All<InstanceHealth>(AwsText.Of)),
        Column<InstanceHealthRecord>.Text("to", "Its status now", (in r, n) => AwsText.Of(r.To), Vocabulary.All<InstanceHealth>(AwsText.Of)),
        Column<InstanceHealthRecord>.Text("overall_status", "Status of the instance: the worst of its checks", (in r, n) => AwsText.Of(r.Overall), Vocabulary.All<InstanceHealth>(AwsText.Of)));

    public static readonly Table<FailureRecord> Failures = new(
        "failures.csv", "failure injected",
        Column<FailureRecord>.Seconds("t_s", "When", (in r) => r.At),
        Column<FailureRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<FailureRecord>.Text("failure", "Name of the failure in the scenario", (in r, n) => r.Name),
        Column<FailureRecord>.Text("kind", "What it does", (in r, n) => Vocabulary.Of(r.Kind), Vocabulary.All<FailureKind>(Vocabulary.Of)),
        Column<FailureRecord>.Text("target", "What it hit", (in r, n) => r.Target),
        Column<FailureRecord>.Count("tasks_hit", "tasks", "Tasks lost", (in r) => r.TasksHit),
        Column<FailureRecord>.Count("instances_hit", "instances", "Instances lost", (in r) => r.InstancesHit),
        Column<FailureRecord>.Seconds("whole_again_s", "When every service hit had its tasks running again; empty when that did not happen", (in r) => r.WholeAgain));
}
