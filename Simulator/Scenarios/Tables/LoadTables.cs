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
    public static readonly Property<ObjectView> Unhealthy = Table.Add("unhealthy", Kind.Object(() => UnhealthyTable.Table), "When the health check of the first essential container fails although it listens.", defaultText: "never");
    public static readonly Property<IReadOnlyList<NamedValue<ObjectView>>> Containers = Table.Add("containers", new MapKind<ObjectView>(Kind.Object(() => ContainerBehaviorTable.Table), "container name"), "How single containers behave: sidecars, init containers. The application itself describes the first essential one.");
    public static readonly Property<ObjectView> Idle = Table.Add("idle", Kind.Object(() => IdleTable.Table), "What a task uses without requests.");
    public static readonly Property<double> MemoryPerRequest = Table.Add("memoryPerRequest", Kind.Size, "Memory each request in the task uses on top. Above the hard limit of the container or the task it is killed (ECS-TD-08).", defaultText: "0MiB");
    public static readonly Property<ObjectView> Request = Table.Add("request", Kind.Object(() => RequestTable.Table), "What a request needs and how a task serves it.");
    public static readonly Property<DistributionDefinition> RunTime = Table.Add("runTime", new DistributionKind(), "How long a standalone task of the family works.", defaultText: "until it is stopped");
    public static readonly Property<Duration> MeanTimeBetweenCrashes = Table.Add("meanTimeBetweenCrashes", Kind.PositiveTime, "Mean running time until a task crashes by itself (exponential).", defaultText: "never");
    public static readonly Property<ObjectView> Message = Table.Add("message", Kind.Object(() => MessageTable.Table), "The queue its tasks work on, and what a message needs.");
    public static readonly Property<ObjectView> StartupCpu = Table.Add("startupCpu", Kind.Object(() => StartupCpuTable.Table), "CPU used for a while from RUNNING on: compilation, caches, connections (AS-PX-11).");
}

/// <summary><c>containers:</c> values.</summary>
internal static class ContainerBehaviorTable
{
    public static readonly ObjectTable Table = new("containerBehavior", "How one container behaves.");

    public static readonly Property<DistributionDefinition> Startup = Table.Add("startup", new DistributionKind(), "From its start until it listens.", defaultText: "the application's for the first essential container, else model.sidecarStartup");
    public static readonly Property<DistributionDefinition> Shutdown = Table.Add("shutdown", new DistributionKind(), "From SIGTERM to exit.", defaultText: "the application's for the first essential container, else model.containerShutdown");
    public static readonly Property<DistributionDefinition> RunTime = Table.Add("runTime", new DistributionKind(), "From its start until it exits by itself.", defaultText: "never; model.dependencyRunTime where others wait for its exit");
    public static readonly Property<int> ExitCode = Table.Add("exitCode", Kind.Count(0, 255), "Exit code of such an exit.", defaultText: "0");
    public static readonly Property<double> FailureRate = Table.Add("failureRate", Kind.Percent, "Percentage of such exits with code 1 instead.", defaultText: "0%");
    public static readonly Property<ObjectView> Unhealthy = Table.Add("unhealthy", Kind.Object(() => UnhealthyTable.Table), "When its health check fails although it listens.", defaultText: "never");
    public static readonly Property<ObjectView> Image = Table.Add("image", Kind.Object(() => ImageTable.Table), "Its image.", defaultText: "its part of the application's");
}

/// <summary><c>unhealthy:</c>.</summary>
internal static class UnhealthyTable
{
    public static readonly ObjectTable Table = new("unhealthy", "Spells in which a container health check fails although the application listens.");

    public static readonly Property<DistributionDefinition> After = Table.Add("after", new DistributionKind(), "From listening, or from the end of the spell before, until checks begin to fail.", required: true);
    public static readonly Property<DistributionDefinition> For = Table.Add("for", new DistributionKind(), "How long they fail.", defaultText: "for ever");
    public static readonly Property<bool> Hangs = Table.Add("hangs", Kind.Flag, "Failing probes hang until the check's timeout instead of failing at once.", defaultText: "false");
}

/// <summary><c>image:</c>.</summary>
internal static class ImageTable
{
    public static readonly ObjectTable Table = new("image", "A container image; of an application with several containers, all of a task's images together.");

    public static readonly Property<double> Size = Table.Add("size", Kind.Size, "Compressed size.", defaultText: "the sum of its layers, else 100MiB");
    public static readonly Property<IReadOnlyList<ObjectView>> Layers = Table.Add("layers", Kind.List(Kind.Object(() => LayerTable.Table), 1, 127), "Its layers, as its manifest lists them: hosts keep and fetch them one by one.", defaultText: "one");
    public static readonly Property<bool> Soci = Table.Add("soci", Kind.Flag, "Whether a SOCI index exists: Fargate, and instances with the snapshotter, load the image lazily (FG-ST-03).", defaultText: "false");
}

/// <summary><c>layers:</c> items.</summary>
internal static class LayerTable
{
    public static readonly ObjectTable Table = new ObjectTable("layer", "A layer of an image.").Aws("BatchGetImage", "mediaType", "layers[]");

    public static readonly Property<string> Digest = Table.Add("digest", Kind.Words, "Digest, or any name: layers with the same one are the same.", defaultText: "a layer of this image alone");
    public static readonly Property<double> Size = Table.Add("size", new SizeKind(acceptsBytes: true), "Compressed size; a bare number counts bytes, as in a manifest.", required: true);
}

/// <summary><c>idle:</c>.</summary>
internal static class IdleTable
{
    public static readonly ObjectTable Table = new("idle", "What a task uses without requests.");

    public static readonly Property<double> Cpu = Table.Add("cpu", Kind.Percent, "Percentage of the task's reserved CPU, used all the time; requests and messages have the rest.", defaultText: "0%");
    public static readonly Property<double> Memory = Table.Add("memory", Kind.Size, "Memory. A container that needs more than its hard limit is killed when it begins to listen.", defaultText: "64MiB");
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

/// <summary><c>message:</c>.</summary>
internal static class MessageTable
{
    public static readonly ObjectTable Table = new("message", "How a task works on a queue, and what a message needs.");

    public static readonly Property<Reference> Queue = Table.Add("queue", Kind.To("a queue", "jobs"), "Queue its workers receive from.", defaultText: "the only one");
    public static readonly Property<DistributionDefinition> Cpu = Table.Add("cpu", new DistributionKind(), "vCPU time; messages at work share the task's vCPUs.", defaultText: "0s");
    public static readonly Property<DistributionDefinition> Wait = Table.Add("wait", new DistributionKind(), "Time without CPU.", defaultText: "0s");
    public static readonly Property<RequestOrder> Order = Table.Add("order", new ChoiceKind<RequestOrder>(("waitThenCpu", RequestOrder.WaitThenCpu), ("cpuThenWait", RequestOrder.CpuThenWait)), "Which part comes first.", defaultText: "waitThenCpu");
    public static readonly Property<int> Batch = Table.Add("batch", Kind.Count(1, 10), "Messages received at once; a worker deals with them one after the other.", required: false, defaultText: "1", aliases: "maxNumberOfMessages");
    public static readonly Property<int> Concurrency = Table.Add("concurrency", Kind.Count(1, 10_000), "Workers in a task.", defaultText: "1");
    public static readonly Property<Duration> WaitTime = Table.Add("waitTimeSeconds", Kind.Seconds(0, 20), "How long a receive waits for messages (long polling); 0 answers at once.", defaultText: "the queue's receiveMessageWaitTimeSeconds");
    public static readonly Property<Duration> PollInterval = Table.Add("pollInterval", Kind.PositiveTime, "From an empty answer to the next receive, for receives that do not wait.", defaultText: "1s");
    public static readonly Property<double> FailureRate = Table.Add("failureRate", Kind.Percent, "Share of the messages on which the work fails: they are not deleted.", defaultText: "0%");
}

/// <summary><c>startupCpu:</c>.</summary>
internal static class StartupCpuTable
{
    public static readonly ObjectTable Table = new("startupCpu", "CPU a task uses from RUNNING on, which its requests and messages do not have meanwhile.");

    public static readonly Property<double> VCpus = Table.Add("vCpus", new NumberKind(0, 192, aws: false), "vCPUs, as far as the task has them; its requests and messages have the rest, at least model.startupRequestShare of what idle.cpu leaves them.", required: true);
    public static readonly Property<Duration> Length = Table.Add("for", Kind.PositiveTime, "How long.", required: true);
}

/// <summary><c>queues:</c> items (SQS CreateQueue).</summary>
internal static class QueueTable
{
    public static readonly ObjectTable Table = new ObjectTable("queue", "A standard queue (SQS CreateQueue).")
        .Aws("CreateQueue", "tags policy kmsMasterKeyId kmsDataKeyReusePeriodSeconds sqsManagedSseEnabled maximumMessageSize redriveAllowPolicy queueUrl queueArn").FromFile();

    public static readonly Property<string> Name = Table.Named("name", Kind.PlainName, "Queue name.", required: true, defaultText: null, "queueName");
    public static readonly Property<Duration> VisibilityTimeout = Table.Add("visibilityTimeout", Kind.Seconds(0, 43_200), "Seconds for which a received message is hidden from others.", defaultText: "30");
    public static readonly Property<Duration> Delay = Table.Add("delaySeconds", Kind.Seconds(0, 900), "Seconds before a new message can be received.", defaultText: "0");
    public static readonly Property<Duration> Retention = Table.Add("messageRetentionPeriod", Kind.Seconds(60, 1_209_600), "Seconds after which a message is gone.", defaultText: "345600");
    public static readonly Property<Duration> WaitTime = Table.Add("receiveMessageWaitTimeSeconds", Kind.Seconds(0, 20), "How long a receive waits for messages (long polling).", defaultText: "0");
    public static readonly Property<ObjectView> Redrive = Table.Add("redrivePolicy", Kind.Object(() => RedrivePolicyTable.Table), "Where messages go that nobody could process.");
    public static readonly Property<bool> Fifo = Table.Add("fifoQueue", Kind.AwsFlag, "Only false: FIFO queues are not simulated.", defaultText: "false");
}

/// <summary><c>redrivePolicy:</c>.</summary>
internal static class RedrivePolicyTable
{
    public static readonly ObjectTable Table = new ObjectTable("redrivePolicy", "Dead-letter queue.").Aws("CreateQueue", "", "redrivePolicy");

    public static readonly Property<Reference> Queue = Table.Add("deadLetterTargetArn", Kind.To("a queue", "jobs-dead"), "The dead-letter queue.", required: true, defaultText: null, aliases: "deadLetterQueue");
    public static readonly Property<int> MaxReceives = Table.Add("maxReceiveCount", Kind.AwsCount(1, 1000), "Receives after which a message goes there.", required: true);
}

/// <summary><c>workload:</c> items.</summary>
internal static class WorkloadTable
{
    public static readonly ObjectTable Table = new ObjectTable("workload", "A load. Of kind jobs it takes RunTask's launchType, capacityProviderStrategy, placement and network too (ECS-API-05).").Including(
        ServiceTable.LaunchType, ServiceTable.Strategy, ServiceTable.PlacementConstraints, ServiceTable.PlacementStrategy, ServiceTable.NetworkConfiguration);

    public static readonly Property<string> Name = Table.Named("name", Kind.PlainName, "Workload name.", required: false, defaultText: "`to`, or workload-1, -2, …");
    public static readonly Property<Reference> To = Table.Add("to", Kind.To("a service, target group, listener or queue", "web"), "Where the load goes: a service (when its loadBalancers change during the run: to the target groups in which its tasks are), target group, listener or queue.");
    public static readonly Property<string> WorkloadKind = Table.Add(
        "kind",
        new ChoiceKind<string>(("requests", "requests"), ("messages", "messages"), ("demand", "demand"), ("metric", "metric"), ("jobs", "jobs")),
        "requests; messages into a queue; demand: vCPUs and memory that a service's work asks for; metric: plays a series back into CloudWatch; jobs: standalone tasks by RunTask.", defaultText: "requests, or messages to a queue");
    public static readonly Property<string> Fidelity = Table.Add(
        "fidelity", new ChoiceKind<string>(("request", "request")).Refusing(("fluid", "fidelity: fluid is not simulated yet", "use fidelity: request")), "request: every request is simulated.", defaultText: "request");
    public static readonly Property<RateSpecification> Rate = Table.Add("rate", new RateKind(), "Arrival rate over time.");
    public static readonly Property<ArrivalProcess> Arrivals = Table.Add(
        "arrivals",
        new ChoiceKind<ArrivalProcess>(("poisson", ArrivalProcess.Poisson), ("deterministic", ArrivalProcess.Deterministic)).Refusing(("mmpp", "arrivals: mmpp is not simulated yet", "use poisson with a varying rate")),
        "Arrival process.", defaultText: "poisson");
    public static readonly Property<ValuesSpecification> Cpu = Table.Add("cpu", new ValuesKind(), "kind demand: vCPUs, [[0s, 3.5], [10m, 8]] or a trace; each value holds until the next.");
    public static readonly Property<ValuesSpecification> Memory = Table.Add("memory", new ValuesKind(), "kind demand: MiB, likewise.");
    public static readonly Property<SeriesSpecification> Series = Table.Add("series", new SeriesKind(), "kind metric: the series it feeds instead of the simulated one.");
    public static readonly Property<ValuesSpecification> Values = Table.Add("values", new ValuesKind(), "kind metric: [[0s, 50], [10m, 75], [20m, null]], or a trace; each value holds until the next, null is missing data.");
    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "batch or batch:2"), "kind jobs: what RunTask starts.");
    public static readonly Property<int> Count = Table.Add("count", Kind.Count(1, 10), "kind jobs: tasks of each submission; at most 10 (ECS-TH-06).", defaultText: "1");
    public static readonly Property<string> Group = Table.Add("group", Kind.GroupName, "kind jobs: task group.", defaultText: "family:FAMILY");
    public static readonly Property<DistributionDefinition> RunTime = Table.Add("runTime", new DistributionKind(), "kind jobs: how long each task works.", defaultText: "the application's runTime");
    public static readonly Property<ObjectView> Submissions = Table.Add("submissions", Kind.Object(() => JobTraceTable.Table), "kind jobs: a CSV file with a row for each submission, instead of rate.");
}

/// <summary>submissions of a workload of kind jobs.</summary>
internal static class JobTraceTable
{
    public static readonly ObjectTable Table = new("jobTrace", "A CSV file with a header line and a row for each submission, in any order.");

    public static readonly Property<Node> File = Table.Add<Node>("trace", new FileNameKind(), "The file.", required: true);
    public static readonly Property<Reference> Time = Table.Add("timeColumn", Kind.To("a column", "submit_time"), "Seconds; the earliest row is t = 0.", defaultText: "the first column");
    public static readonly Property<Reference> RunTime = Table.Add("runTimeColumn", Kind.To("a column", "run_time"), "Seconds of work.", required: false, defaultText: "none: runTime holds");
    public static readonly Property<Reference> Cpu = Table.Add("cpuColumn", Kind.To("a column", "cpu"), "CPU units of each task (1024 are one vCPU).", required: false, defaultText: "none: as the task definition has it");
    public static readonly Property<Reference> Memory = Table.Add("memoryColumn", Kind.To("a column", "memory"), "MiB of each task.", required: false, defaultText: "none: as the task definition has it");
    public static readonly Property<Reference> Count = Table.Add("countColumn", Kind.To("a column", "count"), "Tasks of the submission; more than ten are several calls.", required: false, defaultText: "none: count holds");
    public static readonly Property<double> Scale = Table.Add("timeScale", new NumberKind(0, double.PositiveInfinity, aws: false, minExcluded: true), "Submission times are multiplied by it: 0.1 plays ten times as fast.", defaultText: "1");
}

/// <summary>A series given by its parts.</summary>
internal static class SeriesTable
{
    public static readonly ObjectTable Table = new("series", "A CloudWatch series as AWS identifies it.");

    public static readonly Property<string> Namespace = Table.Add("namespace", Kind.Words, "Namespace, such as AWS/ECS.", required: true);
    public static readonly Property<Reference> MetricName = Table.Add("metricName", Kind.To("the name of a metric", "CPUUtilization"), "MetricName.", required: true);
    public static readonly Property<IReadOnlyList<ObjectView>> Dimensions = Table.Add("dimensions", Kind.List(Kind.Object(() => DimensionTable.Table), 0, 30), "Dimensions.");
}
