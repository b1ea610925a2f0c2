namespace Simulator.Tests.Conformance.Instances;

/// <summary>Scenario text for tests of container instances: hosts without a group, one task definition, one service without load.</summary>
internal static class Hosts
{
    /// <summary>A scenario; every argument is YAML as a user writes it.</summary>
    /// <param name="instances">Items of containerInstances.</param>
    /// <param name="task">Properties of the task definition beside family and container.</param>
    /// <param name="service">Properties of the service beside name, task definition and launch type.</param>
    /// <param name="more">Further sections.</param>
    /// <param name="container">Properties of the container beside name and image.</param>
    /// <param name="initial">cold or steady.</param>
    /// <param name="duration">Length of the run.</param>
    public static string Scenario(
        string instances, string task = "cpu: 256, memory: 512", string service = "desiredCount: 1", string more = "", string container = "memory: 512",
        string initial = "steady", string duration = "20m") => $$"""
        name: hosts
        run: {duration: {{duration}}, initial: {{initial}}}
        availabilityZones: [us-east-1a, us-east-1b]
        containerInstances: [{{instances}}]
        taskDefinitions:
          - {family: app, {{task}}, containerDefinitions: [{name: app, image: "app:1", {{container}}}]}
        services:
          - {serviceName: app, taskDefinition: app, launchType: EC2, {{service}}}
        {{more}}
        """;

    /// <summary>Container instance of each task of the service that had not ended by a moment.</summary>
    public static IEnumerable<string> PlacesAt(this ScenarioRun run, double second) =>
        run.Rows("tasks.csv").Where(t => t.Number("created_s") <= second && !(t.Number("stopped_s") <= second)).Select(t => t.Text("container_instance"));

    /// <summary>Rows of placements.csv that failed.</summary>
    public static IEnumerable<ResultRow> Failed(this ScenarioRun run) => run.Rows("placements.csv").Where(p => p.Text("reason").Length > 0);
}
