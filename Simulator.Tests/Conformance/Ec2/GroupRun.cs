namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Scenario text around one Auto Scaling group of m5.large with constant latencies: 11.5 s to InService, 20 s more to ACTIVE.</summary>
internal static class GroupRun
{
    /// <summary>Runs the group.</summary>
    /// <param name="group">Properties of the group beside its name, a line each or in flow style; must give sizes.</param>
    /// <param name="rest">Further sections of the scenario, such as timeline and failures.</param>
    /// <param name="provider">Properties of autoScalingGroupProvider beside the group.</param>
    /// <param name="tasks">desiredCount of the service.</param>
    /// <param name="duration">Length of the run.</param>
    /// <param name="initial">steady or cold.</param>
    /// <param name="zones">How many zones.</param>
    /// <param name="model">Further model constants in flow style.</param>
    /// <param name="service">Further properties of the service in flow style.</param>
    /// <param name="taskCpu">CPU units of a task.</param>
    public static ScenarioRun Of(
        string group, string rest = "", string provider = "managedScaling: {status: DISABLED}, managedDraining: DISABLED", int tasks = 0, string duration = "1h",
        string initial = "steady", int zones = 2, string model = "", string service = "", int taskCpu = 256) => ScenarioRun.Of(Text(group, rest, provider, tasks, duration, initial, zones, model, service, taskCpu));

    /// <summary>The text of such a scenario.</summary>
    public static string Text(
        string group, string rest = "", string provider = "managedScaling: {status: DISABLED}, managedDraining: DISABLED", int tasks = 0, string duration = "1h",
        string initial = "steady", int zones = 2, string model = "", string service = "", int taskCpu = 256)
    {
        var type = group.Contains("instanceType:", StringComparison.Ordinal) || group.Contains("mixedInstancesPolicy:", StringComparison.Ordinal) ? "" : "instanceType: m5.large, ";
        return $$$"""
            name: t
            run: {duration: {{{duration}}}, initial: {{{initial}}}}
            availabilityZones: [{{{string.Join(", ", Enumerable.Range(0, zones).Select(z => "us-east-1" + (char)('a' + z)))}}}]
            autoScalingGroups: [{autoScalingGroupName: asg, {{{type}}}{{{group}}}}]
            capacityProviders: [{name: cp, autoScalingGroupProvider: {autoScalingGroup: asg, {{{provider}}} }}]
            taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: i, cpu: {{{taskCpu}}}, memory: 256, portMappings: [{containerPort: 80}]}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: {{{tasks}}}, capacityProviderStrategy: [{capacityProvider: cp, weight: 1}]{{{service}}}}]
            model: {instancePending: 10s, instanceBoot: 15s, instanceAgent: 5s{{{model}}}}
            {{{rest}}}
            """;
    }

    /// <summary>Moments at which instances entered a life-cycle state, in seconds.</summary>
    public static double[] Entered(this ScenarioRun run, string state) => [.. run.Rows("instance_events.csv", "to", state).Select(r => r.Number("t_s"))];

    /// <summary>Moments of a kind of event.</summary>
    public static double[] Events(this ScenarioRun run, string kind) => [.. run.Rows("instance_events.csv", "event", kind).Select(r => r.Number("t_s"))];

    /// <summary>Moments of launches.</summary>
    public static double[] Launches(this ScenarioRun run) => [.. run.Rows("instance_events.csv").Where(r => r.Text("to") == "Pending" && r.Text("from").Length == 0).Select(r => r.Number("t_s"))];

    /// <summary>Why instances ended, in order of launch.</summary>
    public static string[] Reasons(this ScenarioRun run) => [.. run.Rows("instances.csv").Select(r => r.Text("reason")).Where(r => r.Length > 0)];

    /// <summary>Instances alive at the end, by zone.</summary>
    public static int[] Zones(this ScenarioRun run) =>
        [.. run.Result.Scenario.AvailabilityZones.Select(z => run.Rows("instances.csv", "availability_zone", z).Count(r => r.Text("terminated_s").Length == 0))];
}
