using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>
/// A fully valid scenario: units and defaults resolved, every reference turned into an index into the list it refers to. The scenario
/// compiler makes either this or a list of issues; there is no half-valid scenario. Nothing here changes during a run.
/// </summary>
public sealed record Scenario
{
    /// <summary>Name of the scenario; also the default name of its result folder.</summary>
    public required string Name { get; init; }

    /// <summary>The question the scenario asks, in one sentence; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>When, how long and how often the scenario runs.</summary>
    public required RunDefinition Run { get; init; }

    /// <summary>AWS Region, such as <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Names of the Availability Zones in use; everywhere else a zone is an index into this list. At least one, at most 16.</summary>
    public required ImmutableArray<string> AvailabilityZones { get; init; }

    /// <summary>Subnets that services name; may be empty.</summary>
    public ImmutableArray<SubnetDefinition> Subnets { get; init; } = [];

    /// <summary>The ECS cluster.</summary>
    public required ClusterDefinition Cluster { get; init; }

    /// <summary>Account setting awsvpcTrunking at the start (ECS-CL-07).</summary>
    public bool AwsvpcTrunking { get; init; }

    /// <summary>EC2 instance types the scenario mentions (resolved from the catalogue).</summary>
    public ImmutableArray<InstanceTypeDefinition> InstanceTypes { get; init; } = [];

    /// <summary>EC2 Auto Scaling groups.</summary>
    public ImmutableArray<AutoScalingGroupDefinition> AutoScalingGroups { get; init; } = [];

    /// <summary>Container instances without a group, present from the start.</summary>
    public ImmutableArray<ContainerInstanceSetDefinition> ContainerInstances { get; init; } = [];

    /// <summary>Capacity providers; index 0 is always FARGATE and index 1 always FARGATE_SPOT.</summary>
    public ImmutableArray<CapacityProviderDefinition> CapacityProviders { get; init; } =
        [CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot];

    /// <summary>Task definitions; several of one family are revisions 1, 2, … in list order.</summary>
    public ImmutableArray<TaskDefinition> TaskDefinitions { get; init; } = [];

    /// <summary>Target groups.</summary>
    public ImmutableArray<TargetGroupDefinition> TargetGroups { get; init; } = [];

    /// <summary>Services.</summary>
    public ImmutableArray<ServiceDefinition> Services { get; init; } = [];

    /// <summary>Lists of load balancers that services get on the timeline; see <see cref="LoadBalancersOf"/>.</summary>
    public ImmutableArray<ImmutableArray<LoadBalancerDefinition>> LoadBalancerSets { get; init; } = [];

    /// <summary>Queues.</summary>
    public ImmutableArray<QueueDefinition> Queues { get; init; } = [];

    /// <summary>CloudWatch alarms that the user owns (target tracking's own alarms are made by the policy).</summary>
    public ImmutableArray<AlarmDefinition> Alarms { get; init; } = [];

    /// <summary>Composite alarms, each after those its rule names.</summary>
    public ImmutableArray<CompositeAlarmDefinition> CompositeAlarms { get; init; } = [];

    /// <summary>How the code in a task definition behaves; same length and order as <see cref="TaskDefinitions"/>.</summary>
    public ImmutableArray<ApplicationDefinition> Applications { get; init; } = [];

    /// <summary>Load.</summary>
    public ImmutableArray<WorkloadDefinition> Workloads { get; init; } = [];

    /// <summary>Failures to inject.</summary>
    public ImmutableArray<FailureDefinition> Failures { get; init; } = [];

    /// <summary>Operator actions in order of time.</summary>
    public ImmutableArray<TimelineActionDefinition> Timeline { get; init; } = [];

    /// <summary>Price overrides by name (USD), merged over the built-in dated price list.</summary>
    public ImmutableSortedDictionary<string, double> PriceOverrides { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The simulator's own constants with this scenario's overrides.</summary>
    public ModelConstants Model { get; init; } = ModelConstants.Defaults;

    /// <summary>Assertions decided after the run.</summary>
    public ImmutableArray<AssertionDefinition> Assertions { get; init; } = [];

    /// <summary>Published points that the run is held against.</summary>
    public ImmutableArray<ReferenceDefinition> References { get; init; } = [];

    /// <summary>What is written and how thinned.</summary>
    public OutputDefinition Output { get; init; } = OutputDefinition.Default;

    /// <summary>The load balancers with which tasks of a service register.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="set">0, those of the service's creation; otherwise the number of a list among <see cref="LoadBalancerSets"/>, from 1.</param>
    public ImmutableArray<LoadBalancerDefinition> LoadBalancersOf(int service, int set) => set == 0 ? Services[service].LoadBalancers : LoadBalancerSets[set - 1];
}

/// <summary>When, how long and how often a scenario runs.</summary>
public sealed record RunDefinition
{
    /// <summary>Simulated wall clock at t = 0; schedules, diurnal load and billing use it.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Length of the run; positive.</summary>
    public required Duration Duration { get; init; }

    /// <summary>Statistics start after this; not longer than the run.</summary>
    public Duration WarmUp { get; init; }

    /// <summary>Master seed of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Cold: as after creation, nothing running. Steady: services start at desiredCount and healthy.</summary>
    public InitialState Initial { get; init; }

    /// <summary>Independent replications; at least 1.</summary>
    public int Replications { get; init; } = 1;
}

/// <summary>State of the world at t = 0.</summary>
public enum InitialState
{
    /// <summary>As after creation: groups launch their instances, services their tasks.</summary>
    Cold,

    /// <summary>Instances registered and services at desiredCount, healthy.</summary>
    Steady,
}

/// <summary>Operator of an assertion.</summary>
public enum AssertionOperator
{
    /// <summary>value &lt; bound.</summary>
    Below,

    /// <summary>value &gt; bound.</summary>
    Above,

    /// <summary>value ≤ bound.</summary>
    AtMost,

    /// <summary>value ≥ bound.</summary>
    AtLeast,

    /// <summary>value = bound.</summary>
    EqualTo,

    /// <summary>lower ≤ value ≤ upper.</summary>
    Between,
}

/// <summary>An assertion on a summary metric, decided after the run.</summary>
/// <param name="Metric">Dotted metric name, such as <c>web.latency.p99</c>.</param>
/// <param name="Operator">How the value is compared.</param>
/// <param name="Bound">The bound (lower bound of Between), in the metric's own unit (milliseconds, percent 0–100, USD, counts).</param>
/// <param name="Upper">Upper bound of Between; otherwise equal to <paramref name="Bound"/>.</param>
/// <param name="Text">The assertion as a sentence for the report.</param>
public sealed record AssertionDefinition(string Metric, AssertionOperator Operator, double Bound, double Upper, string Text);

/// <summary>What is written to the result folder, and how thinned.</summary>
/// <param name="Interval">Length of an interval of the series files; a whole number of minutes.</param>
/// <param name="AllPlacements">Whether placements.csv holds successful placements too.</param>
/// <param name="Tasks">Whether tasks.csv is kept (off saves memory in runs with millions of tasks).</param>
/// <param name="AllDecisions">Whether decisions that changed nothing are kept too (off saves memory in long quiet runs: an idle service decides every minute).</param>
public sealed record OutputDefinition(Duration Interval, bool AllPlacements, bool Tasks, bool AllDecisions = true)
{
    /// <summary>Every minute, failed placements only, tasks on.</summary>
    public static readonly OutputDefinition Default = new(Duration.FromMinutes(1), false, true);

    /// <summary>Whether metrics.csv is kept (off saves memory in runs with thousands of services).</summary>
    public bool Metrics { get; init; } = true;
}
