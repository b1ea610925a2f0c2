using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>applications:</c> items.</summary>
internal static class ApplicationTable
{
    public static readonly ObjectTable Table = new("application", "How the code in a task family behaves: what AWS files do not say.");

    public static readonly Property<Reference> Family = Table.Named("family", Kind.To("a task family", "web or web:2"), "Task family, or family:revision for one revision only.");
    public static readonly Property<ObjectView> Image = Table.Add("image", Kind.Object(() => ImageTable.Table), "The container image (all of a task's together).");
    public static readonly Property<DistributionDefinition> Startup = Table.Add("startup", new DistributionKind(), "From container start until the application listens.", defaultText: "1s");
    public static readonly Property<DistributionDefinition> Shutdown = Table.Add("shutdown", new DistributionKind(), "From SIGTERM to exit; SIGKILL after stopTimeout cuts it short.", defaultText: "1s");
    public static readonly Property<ObjectView> Idle = Table.Add("idle", Kind.Object(() => IdleTable.Table), "What a task uses without requests.");
    public static readonly Property<double> MemoryPerRequest = Table.Add("memoryPerRequest", Kind.Size, "Memory each request in the task uses on top.", defaultText: "0MiB");
    public static readonly Property<ObjectView> Request = Table.Add("request", Kind.Object(() => RequestTable.Table), "What a request needs and how a task serves it.");
    public static readonly Property<Duration> MeanTimeBetweenCrashes = Table.Add("meanTimeBetweenCrashes", Kind.PositiveTime, "Mean running time until a task crashes by itself (exponential).", defaultText: "never");
    public static readonly Property<Node> Message = Table.Add<Node>("message", new AnyKind("message behaviour"), "What a queue message needs; not simulated yet.");
}

/// <summary><c>image:</c>.</summary>
internal static class ImageTable
{
    public static readonly ObjectTable Table = new("image", "The container image.");

    public static readonly Property<double> Size = Table.Add("size", Kind.Size, "Compressed size.", required: true);
}

/// <summary><c>idle:</c>.</summary>
internal static class IdleTable
{
    public static readonly ObjectTable Table = new("idle", "What a task uses without requests.");

    public static readonly Property<double> Cpu = Table.Add("cpu", Kind.Percent, "Percentage of the task's reserved CPU.", defaultText: "0%");
    public static readonly Property<double> Memory = Table.Add("memory", Kind.Size, "Memory.", defaultText: "64MiB");
}

/// <summary><c>request:</c>.</summary>
internal static class RequestTable
{
    public static readonly ObjectTable Table = new("request", "What a request needs and how a task serves it.");

    public static readonly Property<DistributionDefinition> Cpu = Table.Add("cpu", new DistributionKind(), "vCPU time; requests in service share the task's vCPUs.", defaultText: "0s");
    public static readonly Property<DistributionDefinition> Wait = Table.Add("wait", new DistributionKind(), "Time in the task without CPU (databases, other services).", defaultText: "0s");
    public static readonly Property<RequestOrder> Order = Table.Add("order", new ChoiceKind<RequestOrder>(("waitThenCpu", RequestOrder.WaitThenCpu), ("cpuThenWait", RequestOrder.CpuThenWait)), "Which part comes first.", defaultText: "waitThenCpu");
    public static readonly Property<int> Concurrency = Table.Add("concurrency", Kind.Count(1, 1_000_000), "Requests a task serves at once; more wait in its queue.", defaultText: "64");
    public static readonly Property<int> QueueLimit = Table.Add("queueLimit", Kind.Count(0), "Requests that may wait in a task's queue; more are refused (503).", defaultText: "no limit");
    public static readonly Property<Duration> Timeout = Table.Add("timeout", Kind.PositiveTime, "After it the caller gives up (504).", defaultText: "the load balancer's idle timeout");
}

/// <summary><c>workload:</c> items.</summary>
internal static class WorkloadTable
{
    public static readonly ObjectTable Table = new("workload", "A load.");

    public static readonly Property<string> Name = Table.Named("name", Kind.PlainName, "Workload name.", required: false, defaultText: "`to`, or workload-1, -2, …");
    public static readonly Property<Reference> To = Table.Add("to", Kind.To("a service, target group or listener", "web"), "Service, target group or listener the requests go to.");
    public static readonly Property<string> WorkloadKind = Table.Add(
        "kind",
        new ChoiceKind<string>(("requests", "requests"), ("metric", "metric")).Refusing(
            ("messages", "kind: messages is not simulated yet", "use kind: requests"), ("demand", "kind: demand is not simulated yet", "use kind: requests, or kind: metric to play a utilisation back"),
            ("jobs", "kind: jobs is not simulated yet", "use kind: requests")),
        "requests, or metric to play a series back into CloudWatch.", defaultText: "requests");
    public static readonly Property<string> Fidelity = Table.Add(
        "fidelity", new ChoiceKind<string>(("request", "request")).Refusing(("fluid", "fidelity: fluid is not simulated yet", "use fidelity: request")), "request: every request is simulated.", defaultText: "request");
    public static readonly Property<RateSpecification> Rate = Table.Add("rate", new RateKind(), "Arrival rate over time.");
    public static readonly Property<ArrivalProcess> Arrivals = Table.Add(
        "arrivals",
        new ChoiceKind<ArrivalProcess>(("poisson", ArrivalProcess.Poisson), ("deterministic", ArrivalProcess.Deterministic)).Refusing(("mmpp", "arrivals: mmpp is not simulated yet", "use poisson with a varying rate")),
        "Arrival process.", defaultText: "poisson");
    public static readonly Property<SeriesSpecification> Series = Table.Add("series", new SeriesKind(), "kind metric: the series it feeds instead of the simulated one.");
    public static readonly Property<ValuesSpecification> Values = Table.Add("values", new ValuesKind(), "kind metric: [[0s, 50], [10m, 75], [20m, null]], or a trace; each value holds until the next, null is missing data.");
}

/// <summary>A series given by its parts.</summary>
internal static class SeriesTable
{
    public static readonly ObjectTable Table = new("series", "A CloudWatch series as AWS identifies it.");

    public static readonly Property<string> Namespace = Table.Add("namespace", Kind.Words, "Namespace, such as AWS/ECS.", required: true);
    public static readonly Property<Reference> MetricName = Table.Add("metricName", Kind.To("the name of a metric", "CPUUtilization"), "MetricName.", required: true);
    public static readonly Property<IReadOnlyList<ObjectView>> Dimensions = Table.Add("dimensions", Kind.List(Kind.Object(() => DimensionTable.Table), 0, 30), "Dimensions.");
}
