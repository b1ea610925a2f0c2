namespace Simulator.Tests.Conformance.Tasks;

/// <summary>
/// One service of one task on one instance, with every time that is drawn set to a plain number: a manifest takes 0.5 s, creation and start of a container 1 s, and
/// images weigh nothing unless a test says otherwise.
/// </summary>
internal static class TaskScenario
{
    /// <summary>The scenario.</summary>
    /// <param name="containers">containerDefinitions, as YAML flow.</param>
    /// <param name="application">Members of the application after its family and image.</param>
    /// <param name="rest">Further top-level members.</param>
    /// <param name="service">Further members of the service.</param>
    /// <param name="agent">Configuration of the agent, as YAML flow.</param>
    /// <param name="duration">Length of the run.</param>
    /// <param name="image">The application's image, as YAML flow.</param>
    /// <param name="initial">cold or steady.</param>
    public static string Of(
        string containers, string application = "", string rest = "", string service = "", string agent = "{}", string duration = "10m",
        string image = "{size: 0MiB}", string initial = "cold") => $$"""
        name: tasks
        run: {duration: {{duration}}, initial: {{initial}}}
        containerInstances: [{instanceType: m5.large, availabilityZone: us-east-1a, agent: {{agent}}}]
        taskDefinitions: [{family: web, memory: 512, containerDefinitions: {{containers}}}]
        services: [{serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2, {{service}}}]
        applications: [{family: web, image: {{image}}, {{application}}}]
        model: {placementDecision: 0s, payloadToAgent: 0s, containerStart: 1s, healthReportDelay: 0s, pullManifest: 500ms}
        {{rest}}
        """;

    /// <summary>Seconds in a column of the row of a container.</summary>
    public static double Of(this ScenarioRun run, string container, string column) => run.Rows("containers.csv", "container", container)[0].Number(column);

    /// <summary>The first task.</summary>
    public static ResultRow Task(this ScenarioRun run) => run.Rows("tasks.csv")[0];
}
