using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>The scenario file itself.</summary>
internal static class ScenarioTable
{
    public static readonly ObjectTable Table = new("scenario", "A scenario: one cluster, what runs in it, the load on it and what goes wrong.") { AcceptsExtensions = true };

    public static readonly Property<string> Name = Table.Add("name", Kind.PlainName, "Name of the scenario; also of its result folder.", required: true);
    public static readonly Property<string> Description = Table.Add("description", Kind.Any, "The question this scenario asks, in one sentence.");
    public static readonly Property<ObjectView> Run = Table.Add("run", Kind.Object(() => RunTable.Table), "When, how long and how often it runs.", required: true);
    public static readonly Property<string> Region = Table.Add("region", Kind.Words, "AWS Region.", defaultText: "us-east-1");
    public static readonly Property<IReadOnlyList<Reference>> AvailabilityZones = Table.Add("availabilityZones", Kind.List(Kind.To("an Availability Zone", "us-east-1a"), 1, 16), "Availability Zones in use.", defaultText: "the Region's first three");
    public static readonly Property<IReadOnlyList<NamedValue<SubnetSpecification>>> Subnets = Table.Add("subnets", new MapKind<SubnetSpecification>(new SubnetKind(), "subnet id"), "Zone of each subnet id, or {availabilityZone, cidrBlock | availableIpAddressCount} where its addresses may run out. Unknown ids go round the zones in order and are listed.");
    public static readonly Property<IReadOnlyList<string>> AllowPaths = Table.Add("allowPaths", Kind.WordList, "Folders outside the scenario's own that its files may be in.");
    public static readonly Property<ObjectView> Cluster = Table.Add("cluster", Kind.Object(() => ClusterTable.Table), "The ECS cluster (CreateCluster, PutClusterCapacityProviders).");
    public static readonly Property<IReadOnlyList<ObjectView>> AccountSettings = Table.Add("accountSettings", Kind.List(Kind.Object(() => AccountSettingTable.Table)), "Account settings at the start (PutAccountSetting).");
    public static readonly Property<IReadOnlyList<ObjectView>> AutoScalingGroups = Table.Add("autoScalingGroups", Kind.List(Kind.Object(() => AutoScalingGroupTable.Table)), "EC2 Auto Scaling groups (CreateAutoScalingGroup).");
    public static readonly Property<IReadOnlyList<ObjectView>> ContainerInstances = Table.Add("containerInstances", Kind.List(Kind.Object(() => ContainerInstanceTable.Table)), "Container instances without a group, there from the start.");
    public static readonly Property<IReadOnlyList<ObjectView>> CapacityProviders = Table.Add("capacityProviders", Kind.List(Kind.Object(() => CapacityProviderTable.Table), 0, 20), "Capacity providers (CreateCapacityProvider); FARGATE and FARGATE_SPOT always exist.");
    public static readonly Property<IReadOnlyList<ObjectView>> TaskDefinitions = Table.Add("taskDefinitions", Kind.List(Kind.Object(() => TaskDefinitionTable.Table)), "Task definitions (RegisterTaskDefinition); several of one family are revisions 1, 2, … in file order.");
    public static readonly Property<IReadOnlyList<ObjectView>> DaemonTaskDefinitions = Table.Add("daemonTaskDefinitions", Kind.List(Kind.Object(() => DaemonTaskDefinitionTable.Table)), "Daemon task definitions (RegisterDaemonTaskDefinition); no task definition has the name of their family.");
    public static readonly Property<IReadOnlyList<ObjectView>> TargetGroups = Table.Add("targetGroups", Kind.List(Kind.Object(() => TargetGroupTable.Table)), "Target groups of Application Load Balancers (CreateTargetGroup and attributes).");
    public static readonly Property<IReadOnlyList<ObjectView>> Listeners = Table.Add("listeners", Kind.List(Kind.Object(() => ListenerTable.Table)), "Listeners; a target group without one has its own.");
    public static readonly Property<IReadOnlyList<ObjectView>> Services = Table.Add("services", Kind.List(Kind.Object(() => ServiceTable.Table)), "Services (CreateService) and what is attached to them.");
    public static readonly Property<IReadOnlyList<ObjectView>> Daemons = Table.Add("daemons", Kind.List(Kind.Object(() => DaemonTable.Table)), "Managed daemons of Managed Instances (CreateDaemon); daemons on other instances are services with schedulingStrategy DAEMON.");
    public static readonly Property<IReadOnlyList<ObjectView>> Alarms = Table.Add("alarms", Kind.List(Kind.Object(() => AlarmTable.Table)), "CloudWatch alarms (PutMetricAlarm).");
    public static readonly Property<IReadOnlyList<ObjectView>> CompositeAlarms = Table.Add("compositeAlarms", Kind.List(Kind.Object(() => CompositeAlarmTable.Table)), "Composite alarms (PutCompositeAlarm).");
    public static readonly Property<IReadOnlyList<ObjectView>> Queues = Table.Add("queues", Kind.List(Kind.Object(() => QueueTable.Table)), "Queues (SQS CreateQueue) on which tasks work.");
    public static readonly Property<IReadOnlyList<ObjectView>> Applications = Table.Add("applications", Kind.List(Kind.Object(() => ApplicationTable.Table)), "What AWS files do not say: how the code in a task family behaves.");
    public static readonly Property<IReadOnlyList<ObjectView>> Workload = Table.Add("workload", Kind.List(Kind.Object(() => WorkloadTable.Table)), "The load.");
    public static readonly Property<IReadOnlyList<ObjectView>> Failures = Table.Add("failures", Kind.List(Kind.Object(() => FailureTable.Table)), "Failures to inject.");
    public static readonly Property<IReadOnlyList<ObjectView>> Timeline = Table.Add("timeline", Kind.List(Kind.Action), "Operator actions.");
    public static readonly Property<IReadOnlyList<NamedValue<double>>> Pricing = Table.Add("pricing", new MapKind<double>(new NumberKind(0, double.PositiveInfinity, aws: false), "name of a price"), "Overrides of the built-in dated price list, in USD.");
    public static readonly Property<ObjectView> Model = Table.Add("model", Kind.Object(() => ModelTable.Table), "Overrides of the simulator's own constants, by name (every guess is one of these).");
    public static readonly Property<IReadOnlyList<ObjectView>> Assert = Table.Add("assert", Kind.List(Kind.Object(() => AssertTable.Table)), "Assertions decided after the run.");
    public static readonly Property<IReadOnlyList<ObjectView>> Reference = Table.Add("reference", Kind.List(Kind.Object(() => ReferenceTable.Table)), "Published or measured points beside which the run is drawn and listed.");
    public static readonly Property<ObjectView> Sweep = Table.Add("sweep", Kind.Object(() => SweepTable.Table), "Axes of a sweep.");
    public static readonly Property<ObjectView> Output = Table.Add("output", Kind.Object(() => OutputTable.Table), "What is written, and how thinned.");
}

/// <summary><c>run:</c>.</summary>
internal static class RunTable
{
    public static readonly ObjectTable Table = new("run", "When, how long and how often the scenario runs.");

    public static readonly Property<DateTimeOffset> Start = Table.Add("start", Kind.Moment, "Simulated wall clock at t = 0: schedules, diurnal load and billing use it.", defaultText: "2026-01-05T00:00:00Z");
    public static readonly Property<Duration> Duration = Table.Add("duration", Kind.PositiveTime, "Length of the run.", required: true);
    public static readonly Property<Duration> WarmUp = Table.Add("warmUp", Kind.Time, "Statistics start after it.", defaultText: "0s");
    public static readonly Property<ulong> Seed = Table.Add("seed", new SeedKind(), "Master seed of all random numbers.", defaultText: "1");
    public static readonly Property<InitialState> Initial = Table.Add("initial", new ChoiceKind<InitialState>(("cold", InitialState.Cold), ("steady", InitialState.Steady)), "cold: as after creation, nothing running; steady: services already at desiredCount and healthy.", defaultText: "cold");
    public static readonly Property<int> Replications = Table.Add("replications", Kind.Count(1, 100_000), "Independent replications; from 2 on, results carry mean and confidence interval.", defaultText: "1");
}

/// <summary><c>output:</c>.</summary>
internal static class OutputTable
{
    public static readonly ObjectTable Table = new("output", "What is written to the result folder, and how thinned.");

    public static readonly Property<ObjectView> Services = Table.Add("services", Kind.Object(() => SeriesOutputTable.Table), "Interval of the series files (services, cluster, target groups).");
    public static readonly Property<bool> Placements = Table.Add("placements", new ChoiceKind<bool>(("failed", false), ("all", true)), "placements.csv holds the attempts that failed, or all.", defaultText: "failed");
    public static readonly Property<bool> Tasks = Table.Add("tasks", Kind.Flag, "Whether tasks.csv is kept; off saves memory in runs with millions of tasks.", defaultText: "true");
    public static readonly Property<bool> Decisions = Table.Add("decisions", new ChoiceKind<bool>(("all", true), ("changes", false)), "decisions.jsonl and scaling_activities.csv hold every evaluation, or only those that changed something: an idle service decides nothing every minute.", defaultText: "all");
    public static readonly Property<bool> Metrics = Table.Add("metrics", Kind.Flag, "Whether metrics.csv is kept; off saves memory in runs with thousands of services.", defaultText: "true");
}

/// <summary><c>output.services:</c>.</summary>
internal static class SeriesOutputTable
{
    public static readonly ObjectTable Table = new("seriesOutput", "How series files are thinned.");

    public static readonly Property<Duration> Every = Table.Add("every", Kind.PositiveTime, "Length of an interval, whole minutes.", defaultText: "1m");
}

/// <summary><c>sweep:</c>.</summary>
internal static class SweepTable
{
    public static readonly ObjectTable Table = new("sweep", "Axes of a sweep: every combination of their values runs.");

    public static readonly Property<IReadOnlyList<NamedValue<Node>>> Axes = Table.Add("axes", new MapKind<Node>(new AnyKind("a list of values"), "dotted path of a value"), "For each path the values it takes, such as {services.web.desiredCount: [2, 4, 8]}.");
}

/// <summary><c>assert:</c> items.</summary>
internal static class AssertTable
{
    public static readonly ObjectTable Table = new("assertion", "An assertion on a summary metric: a metric and one operator.");

    public static readonly Property<string> Metric = Table.Add("metric", Kind.Words, "Dotted name of a summary metric, such as web.latency.p99.", required: true);
    public static readonly Property<Node> Below = Table.Add<Node>("below", new AnyKind("a value with its unit"), "value < bound");
    public static readonly Property<Node> Above = Table.Add<Node>("above", new AnyKind("a value with its unit"), "value > bound");
    public static readonly Property<Node> AtMost = Table.Add<Node>("atMost", new AnyKind("a value with its unit"), "value ≤ bound");
    public static readonly Property<Node> AtLeast = Table.Add<Node>("atLeast", new AnyKind("a value with its unit"), "value ≥ bound");
    public static readonly Property<Node> Equal = Table.Add<Node>("equals", new AnyKind("a value with its unit"), "value = bound");
    public static readonly Property<Node> Between = Table.Add<Node>("between", new AnyKind("a list of two values with their unit"), "lower ≤ value ≤ upper");
}
