namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>
/// Small clusters as scenario text, in which everything but the time to health is short and certain: c5.large instances on which four tasks of 512 CPU units fit,
/// three revisions of one task definition, images of nothing.
/// </summary>
internal static class SmallCluster
{
    /// <summary>Cluster K of the composite checks: two instances in zone a, one in zone b.</summary>
    public const string K = "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 2}, {instanceType: c5.large, availabilityZone: us-east-1b, count: 1}]";

    /// <summary>A scenario on container instances.</summary>
    /// <param name="service">The service's properties beside name, task definition and launch type, or a whole list in brackets.</param>
    /// <param name="rest">Other sections.</param>
    /// <param name="run">The run's properties.</param>
    /// <param name="instances">The instances.</param>
    /// <param name="container">More properties of the container.</param>
    /// <param name="model">More constants of the model.</param>
    public static string Of(string service, string rest = "", string run = "duration: 20m, initial: steady", string instances = K, string container = "", string model = "")
    {
        var revision = $"{{family: t, containerDefinitions: [{{name: app, image: i, cpu: 512, memory: 512{container}}}]}}";
        return $$"""
            name: k
            run: { {{run}} }
            availabilityZones: [us-east-1a, us-east-1b, us-east-1c]
            containerInstances: {{instances}}
            taskDefinitions: [{{revision}}, {{revision}}, {{revision}}]
            applications: [{family: t, image: {size: 1KiB}, startup: 0s, shutdown: 0s}]
            services: {{(service.StartsWith('[') ? service : $"[{{serviceName: s, taskDefinition: \"t:1\", launchType: EC2, {service}}}]")}}
            model: {placementDecision: 0s, payloadToAgent: 0s, containerStart: 1s, healthReportDelay: 0s{{model}}}
            {{rest}}
            """;
    }

    /// <summary>Tasks of a service that hold a place at an instant: created, and not asked to stop.</summary>
    public static int ActiveAt(this ScenarioRun run, double second) => run.Rows("tasks.csv").Count(t => t.Number("created_s") <= second && !(t.Number("stopping_s") <= second));

    /// <summary>Tasks in RUNNING at an instant.</summary>
    public static int RunningAt(this ScenarioRun run, double second) => run.Rows("tasks.csv").Count(t => t.Number("started_s") <= second && !(t.Number("stopping_s") <= second));

    /// <summary>Fewest and most running tasks between two instants.</summary>
    public static (int Least, int Most) RunningBetween(this ScenarioRun run, double from, double to)
    {
        var moments = run.Rows("tasks.csv").SelectMany(t => new[] { t.Number("started_s"), t.Number("stopping_s") }).Where(t => t >= from && t <= to).Prepend(from).ToList();
        return (moments.Min(run.RunningAt), moments.Max(run.RunningAt));
    }

    /// <summary>Rounds of an update: at each instant after it how many tasks were stopped and how many were started.</summary>
    public static List<(int Stopped, int Started)> RoundsAfter(this ScenarioRun run, double second)
    {
        var tasks = run.Rows("tasks.csv");
        var moments = tasks.SelectMany(t => new[] { t.Number("created_s"), t.Number("stopping_s") }).Where(t => t >= second).Distinct().Order();
        return [.. moments.Select(m => (tasks.Count(t => t.Number("stopping_s") == m), tasks.Count(t => t.Number("created_s") == m)))];
    }

    /// <summary>Messages of the service events of a service.</summary>
    public static List<string> Messages(this ScenarioRun run, string service = "s") => [.. run.Rows("service_events.csv", "service", service).Select(e => e.Text("message"))];

    /// <summary>Running tasks by container instance at the end, most first.</summary>
    public static List<int> ByInstance(this ScenarioRun run) => [.. Alive(run).GroupBy(t => t.Text("container_instance")).Select(g => g.Count()).OrderDescending()];

    /// <summary>Running tasks in a zone at an instant.</summary>
    public static int InZone(this ScenarioRun run, string zone, double second) =>
        run.Rows("tasks.csv", "availability_zone", zone).Count(t => t.Number("started_s") <= second && !(t.Number("stopping_s") <= second));

    private static IEnumerable<ResultRow> Alive(ScenarioRun run) => run.Rows("tasks.csv").Where(t => double.IsNaN(t.Number("stopping_s")) && !double.IsNaN(t.Number("started_s")));
}
