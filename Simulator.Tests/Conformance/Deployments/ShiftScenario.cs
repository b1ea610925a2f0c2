using System.Globalization;

namespace Simulator.Tests.Conformance.Deployments;

/// <summary>A small web service on Fargate with two target groups, updated once; everything else is said by the test.</summary>
internal static class ShiftScenario
{
    /// <summary>When the operator updates the service.</summary>
    public const double Update = 120;

    /// <summary>The scenario.</summary>
    /// <param name="configuration">Properties of deploymentConfiguration.</param>
    /// <param name="timeline">Further actions, one to a line.</param>
    /// <param name="rest">Further top-level properties.</param>
    /// <param name="duration">Length of the run.</param>
    /// <param name="desired">desiredCount.</param>
    public static string Of(string configuration, string timeline = "", string rest = "", string duration = "1h", int desired = 2) => $$$"""
        name: shift
        run: {duration: {{{duration}}}, initial: steady, seed: 3}
        taskDefinitions:
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:1", portMappings: [{containerPort: 80}]}]}
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:2", portMappings: [{containerPort: 80}]}]}
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:3", portMappings: [{containerPort: 80}]}]}
        targetGroups:
          - {name: web-blue, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 30}
          - {name: web-green, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 30}
        services:
          - serviceName: web
            taskDefinition: web:1
            desiredCount: {{{desired.ToString(CultureInfo.InvariantCulture)}}}
            launchType: FARGATE
            loadBalancers:
              - targetGroup: web-blue
                containerName: app
                containerPort: 80
                advancedConfiguration: {alternateTargetGroup: web-green}
            deploymentConfiguration: {{{{configuration}}}}
        applications: [{family: web, image: {size: 20MiB}, startup: 5s, request: {cpu: 5ms}}]
        workload: [{to: web, rate: 20/s, arrivals: deterministic}]
        timeline:
          - {at: 2m, action: UpdateService, service: web, taskDefinition: web:2}
        {{{timeline}}}
        {{{rest}}}
        """;

    /// <summary>The stages of the newest deployment in order, each with the second in which it was entered.</summary>
    public static List<(string Stage, double At)> Stages(this ScenarioRun run, int deployment = -1)
    {
        var id = deployment < 0 ? run.Rows("deployments.csv")[^1].Text("deployment") : run.Rows("deployments.csv")[deployment].Text("deployment");
        var stages = new List<(string, double)>();
        foreach (var row in run.Rows("deployment_stages.csv", "deployment", id))
        {
            if (row.Text("stage").Length > 0 && row.Text("hook").Length == 0 && row.Text("reason").Length == 0 && row.Text("status") is "IN_PROGRESS" or "ROLLBACK_IN_PROGRESS")
                stages.Add((row.Text("stage"), row.Number("t_s")));
        }
        return stages;
    }

    /// <summary>The statuses of a deployment in order, without repetitions.</summary>
    public static List<string> Statuses(this ScenarioRun run, int deployment)
    {
        var id = run.Rows("deployments.csv")[deployment].Text("deployment");
        var statuses = new List<string>();
        foreach (var row in run.Rows("deployment_stages.csv", "deployment", id))
        {
            if (statuses.Count == 0 || statuses[^1] != row.Text("status")) statuses.Add(row.Text("status"));
        }
        return statuses;
    }

    /// <summary>Tasks of a revision that are RUNNING in a second, from tasks.csv.</summary>
    public static int Running(this ScenarioRun run, int revision, double second) => run.Rows("tasks.csv").Count(t =>
        t.Count("revision") == revision && t.Number("started_s") <= second && !(t.Number("stopping_s") <= second));
}
