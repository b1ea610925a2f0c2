using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>How the code in a task definition behaves: what AWS files do not say.</summary>
public sealed record ApplicationDefinition
{
    /// <summary>Behaviour of a task nobody described: a small image, up in a second, idle.</summary>
    public static readonly ApplicationDefinition Default = new();

    /// <summary>Compressed image size in bytes (all containers of the task together).</summary>
    public long ImageBytes { get; init; } = 100L * 1024 * 1024;

    /// <summary>Layers of the image of a task with one container; empty when it is taken as one.</summary>
    public ImmutableArray<LayerDefinition> ImageLayers { get; init; } = [];

    /// <summary>Whether the image has a SOCI index (FG-ST-03).</summary>
    public bool ImageIsIndexed { get; init; }

    /// <summary>Where single containers differ, by container name.</summary>
    public ImmutableSortedDictionary<string, ContainerBehavior> Containers { get; init; } = ImmutableSortedDictionary<string, ContainerBehavior>.Empty;

    /// <summary>When the health check of the first essential container fails although it listens; null for never.</summary>
    public UnhealthyDefinition? Unhealthy { get; init; }

    /// <summary>Time from container start until the application listens, in seconds.</summary>
    public DistributionDefinition Startup { get; init; } = DistributionDefinition.Constant(1);

    /// <summary>Time from SIGTERM to exit, in seconds; SIGKILL after stopTimeout cuts it short.</summary>
    public DistributionDefinition Shutdown { get; init; } = DistributionDefinition.Constant(1);

    /// <summary>CPU the task uses without requests, as a fraction 0–1 of its reserved CPU.</summary>
    public double IdleCpuFraction { get; init; }

    /// <summary>Memory the task uses, in MiB.</summary>
    public double IdleMemoryMiB { get; init; } = 64;

    /// <summary>Whether the scenario states it; a default that is above a container's limit is taken as that limit.</summary>
    public bool StatesIdleMemory { get; init; }

    /// <summary>Memory each request in the task uses on top, in MiB.</summary>
    public double MemoryPerRequestMiB { get; init; }

    /// <summary>Requests, or null when the task serves none.</summary>
    public RequestDefinition? Request { get; init; }

    /// <summary>How long a standalone task works in seconds, or null for until it is stopped.</summary>
    public DistributionDefinition? RunTime { get; init; }

    /// <summary>Messages of a queue its tasks work on, or null.</summary>
    public MessageDefinition? Message { get; init; }

    /// <summary>CPU used while starting, or null (AS-PX-11).</summary>
    public StartupCpu? StartupCpu { get; init; }

    /// <summary>Mean time between crashes of a running task in seconds (exponential), or null for never.</summary>
    public double? MeanTimeBetweenCrashesSeconds { get; init; }
}

/// <summary>Order of the two parts of a request.</summary>
public enum RequestOrder
{
    /// <summary>Wait, then CPU; the default.</summary>
    WaitThenCpu,

    /// <summary>CPU, then wait.</summary>
    CpuThenWait,
}

/// <summary>What a request needs and how a task serves it.</summary>
public sealed record RequestDefinition
{
    /// <summary>vCPU time in seconds; zero-mean when not set.</summary>
    public DistributionDefinition Cpu { get; init; } = DistributionDefinition.Constant(0);

    /// <summary>Time in the task without CPU, in seconds.</summary>
    public DistributionDefinition Wait { get; init; } = DistributionDefinition.Constant(0);

    /// <summary>Order of wait and CPU.</summary>
    public RequestOrder Order { get; init; }

    /// <summary>Requests served at once by a task; more wait in its queue.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Requests that may wait in the task's queue; more are refused with 503.</summary>
    public int QueueLimit { get; init; } = int.MaxValue;

    /// <summary>Time after which the caller gives up (504), or null for the load balancer's idle timeout only.</summary>
    public Duration? Timeout { get; init; }
}

/// <summary>Load.</summary>
/// <param name="Name">Workload name.</param>
public abstract record WorkloadDefinition(string Name);

/// <summary>Requests into a service or target group.</summary>
/// <param name="Name">Workload name.</param>
/// <param name="Service">Index of the service whose tasks serve it.</param>
/// <param name="TargetGroup">Index of the target group it enters by, or -1 when requests go to the service's running tasks round robin (no load balancer).</param>
/// <param name="Rate">Arrival rate over time.</param>
/// <param name="Arrivals">Arrival process.</param>
public sealed record RequestWorkloadDefinition(string Name, int Service, int TargetGroup, RateDefinition Rate, ArrivalProcess Arrivals) : WorkloadDefinition(Name)
{
    /// <summary>Whether the requests come over the test listener of the service's deployments (ECS-BG-01).</summary>
    public bool IsTest { get; init; }

    /// <summary>
    /// Where callers of a service find it when its load balancers change during the run: target groups, and -1 for its tasks without a load balancer; empty when
    /// they do not change.
    /// </summary>
    public ImmutableArray<int> Entrances { get; init; } = [];
}

/// <summary>A series played back open-loop into CloudWatch.</summary>
/// <param name="Name">Workload name.</param>
/// <param name="Metric">The series it feeds (instead of the simulated one).</param>
/// <param name="Points">Start times with values, in order; null is missing data; each holds until the next.</param>
public sealed record MetricWorkloadDefinition(string Name, MetricIdentity Metric, ImmutableArray<(Duration At, double? Value)> Points) : WorkloadDefinition(Name);

/// <summary>vCPU and memory demand: utilisation = demand ÷ running capacity.</summary>
/// <param name="Name">Workload name.</param>
/// <param name="Service">Service index.</param>
/// <param name="Cpu">Demand in vCPUs over time.</param>
/// <param name="MemoryMiB">Demand in MiB over time, or null.</param>
public sealed record DemandWorkloadDefinition(string Name, int Service, RateDefinition Cpu, RateDefinition? MemoryMiB) : WorkloadDefinition(Name);

/// <summary>Standalone RunTask submissions.</summary>
/// <param name="Name">Workload name.</param>
/// <param name="TaskDefinition">Index of the task definition.</param>
/// <param name="Count">Tasks each submission asks for, 1–10 (ECS-TH-06).</param>
/// <param name="LaunchType">Launch type, or null for the strategy.</param>
/// <param name="Strategy">Capacity provider strategy; empty with a launch type.</param>
/// <param name="Group">Task group; <c>family:name</c> by default.</param>
/// <param name="Rate">Submissions per second over time.</param>
/// <param name="RunTime">How long a task's essential container runs, in seconds; null: until it is stopped.</param>
public sealed record JobWorkloadDefinition(
    string Name, int TaskDefinition, int Count, LaunchType? LaunchType, ImmutableArray<CapacityProviderStrategyItem> Strategy, string Group,
    RateDefinition Rate, DistributionDefinition? RunTime) : WorkloadDefinition(Name)
{
    /// <summary>Whether it names neither launch type nor strategy, so that the cluster's default of the moment decides.</summary>
    public bool UsesDefaultStrategy { get; init; }

    /// <summary>Arrival process of the submissions.</summary>
    public ArrivalProcess Arrivals { get; init; }

    /// <summary>Placement strategies; empty means RunTask's default, random (ECS-PL-04).</summary>
    public ImmutableArray<PlacementStrategy> PlacementStrategies { get; init; } = [];

    /// <summary>Placement constraints of the call (the task definition's own come on top).</summary>
    public ImmutableArray<PlacementConstraint> PlacementConstraints { get; init; } = [];

    /// <summary>Zones of its awsvpc subnets as indices; empty means all.</summary>
    public ImmutableArray<int> Zones { get; init; } = [];

    /// <summary>The moments of its submissions when they are given one by one (a trace, or an action of the timeline); empty when the rate says them.</summary>
    public ImmutableArray<JobSubmission> Submissions { get; init; } = [];
}

/// <summary>A submission of a trace.</summary>
/// <param name="At">When.</param>
/// <param name="TaskDefinition">Index of the task definition, which has the row's size.</param>
/// <param name="Count">Tasks; more than ten are several calls (ECS-TH-06).</param>
/// <param name="RunTimeSeconds">How long each works, or NaN for the workload's distribution.</param>
public readonly record struct JobSubmission(Duration At, int TaskDefinition, int Count, double RunTimeSeconds);

/// <summary>Arrival process.</summary>
public enum ArrivalProcess
{
    /// <summary>Poisson, piecewise for varying rates; the default.</summary>
    Poisson,

    /// <summary>Evenly spaced at the current rate.</summary>
    Deterministic,
}

/// <summary>
/// A rate (or demand) over time, resolved to pieces: from each start on, the value moves linearly from <c>From</c> to <c>To</c> until the next
/// start. Steps are pieces with From = To; diurnal and sine patterns are resolved to one-minute pieces by the compiler.
/// </summary>
/// <param name="Pieces">Pieces in order of start; the first starts at 0; the last holds its To for ever.</param>
public sealed record RateDefinition(ImmutableArray<RatePiece> Pieces)
{
    /// <summary>Largest value over all pieces.</summary>
    public double Peak
    {
        get
        {
            var peak = 0.0;
            foreach (var p in Pieces) peak = Math.Max(peak, Math.Max(p.From, p.To));
            return peak;
        }
    }

    /// <summary>Mean value from one time to a later one.</summary>
    public double MeanBetween(Duration from, Duration to)
    {
        var sum = 0.0;
        for (var i = 0; i < Pieces.Length; i++)
        {
            var piece = Pieces[i];
            var end = i + 1 < Pieces.Length ? Pieces[i + 1].Start : to;
            var (first, last) = (piece.Start > from ? piece.Start : from, end < to ? end : to);
            if (last <= first) continue;
            var middle = (first - piece.Start).Seconds + ((last - first).Seconds / 2);
            var value = i + 1 < Pieces.Length ? piece.From + ((piece.To - piece.From) * middle / (end - piece.Start).Seconds) : piece.To;
            sum += value * (last - first).Seconds;
        }
        return sum / (to - from).Seconds;
    }
}

/// <summary>A piece of a rate.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="From">Value at the start, per second (or in the unit of the demand).</param>
/// <param name="To">Value at the next piece's start.</param>
public readonly record struct RatePiece(Duration Start, double From, double To);

/// <summary>What a failure does.</summary>
public enum FailureKind
{
    /// <summary>A task's essential container exits.</summary>
    TaskCrash,

    /// <summary>An EC2 instance dies at once with its tasks.</summary>
    InstanceFailure,

    /// <summary>All instances and Fargate tasks of a zone die and nothing launches there until it is over.</summary>
    ZoneOutage,

    /// <summary>The container agent of an instance loses its connection; its tasks go on (ECS-CL-13).</summary>
    AgentDisconnect,

    /// <summary>Fargate Spot takes tasks back: two minutes of warning, SIGTERM at once (FG-SPOT-01).</summary>
    FargateSpotInterruption,

    /// <summary>Fargate Spot has no capacity, in a zone or everywhere, until it is over; what runs goes on.</summary>
    FargateSpotShortage,

    /// <summary>AWS retires the hosts of Fargate tasks after a notice (FG-RT-01).</summary>
    FargateRetirement,

    /// <summary>The image registry answers no pulls, or only some, until it is over.</summary>
    RegistryOutage,

    /// <summary>An EC2 instance runs but fails its status check for a while (ASG-HC-02).</summary>
    InstanceImpaired,

    /// <summary>An EC2 instance is stopped without being terminated (ECS-CL-14).</summary>
    InstanceStop,

    /// <summary>A scheduled event of an EC2 instance's host takes place: retirement or maintenance (ASG-HC-04).</summary>
    ScheduledEvent,

    /// <summary>EC2 takes Spot instances back, two minutes after their notice (ASG-SP-01).</summary>
    SpotInterruption,

    /// <summary>Instance types are sold out (ASG-LC-07).</summary>
    CapacityShortage,
}

/// <summary>A failure to inject.</summary>
public sealed record FailureDefinition
{
    /// <summary>Name used in the results.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>When, or null when it recurs with <see cref="MeanTimeBetweenSeconds"/>.</summary>
    public Instant? At { get; init; }

    /// <summary>Mean time between occurrences in seconds (exponential), or null for a single one.</summary>
    public double? MeanTimeBetweenSeconds { get; init; }

    /// <summary>How many tasks or instances are hit each time.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How long a zone is out, or Fargate Spot short.</summary>
    public Duration Length { get; init; }

    /// <summary>From the notice of a retirement to the retirement itself.</summary>
    public Duration Notice { get; init; }

    /// <summary>Service hit by failures of tasks, or -1 for any.</summary>
    public int Service { get; init; } = -1;

    /// <summary>Auto Scaling group hit by instance failures, or -1 for any.</summary>
    public int AutoScalingGroup { get; init; } = -1;

    /// <summary>Zone hit, or -1 for any.</summary>
    public int Zone { get; init; } = -1;

    /// <summary>Instance types that are sold out; at least one for a shortage.</summary>
    public ImmutableArray<int> InstanceTypes { get; init; } = [];

    /// <summary>Whether a shortage is of Spot capacity only.</summary>
    public bool SpotOnly { get; init; }

    /// <summary>Which check an impairment fails.</summary>
    public StatusCheck Check { get; init; }

    /// <summary>Exit code of crashed containers.</summary>
    public int ExitCode { get; init; } = 1;

    /// <summary>Name of the container that crashes; empty for the first essential one.</summary>
    public string Container { get; init; } = "";

    /// <summary>Registry, repository or image that a registry outage hits; empty for all.</summary>
    public string Image { get; init; } = "";

    /// <summary>Share (0–1) of the attempts that a registry outage hits.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Whether the registry does not even answer, so that an attempt ends by its timeout.</summary>
    public bool Hangs { get; init; }

    /// <summary>Whether a registry sends manifests and no layers: transfers stand still (ECS-AG-03).</summary>
    public bool Stalls { get; init; }
}

/// <summary>Which check of an instance fails.</summary>
public enum StatusCheck
{
    /// <summary>The instance status check: its own network or operating system.</summary>
    Instance,

    /// <summary>The system status check: its host. EC2 may recover an instance without a group (ASG-HC-05).</summary>
    System,

    /// <summary>The check of its volumes: only groups with EBS checks replace for it.</summary>
    Ebs,
}
