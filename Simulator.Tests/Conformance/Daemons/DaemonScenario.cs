namespace Simulator.Tests.Conformance.Daemons;

/// <summary>Scenario text for managed daemons: a service whose tasks fill an instance each, and one daemon on the provider.</summary>
internal static class DaemonScenario
{
    /// <summary>The scenario.</summary>
    /// <param name="daemon">Properties of the daemon beside name, definition and provider.</param>
    /// <param name="more">Further sections.</param>
    /// <param name="run">Properties of <c>run</c> beside the duration.</param>
    /// <param name="tasks">desiredCount of the service.</param>
    /// <param name="minutes">Length of the run.</param>
    /// <param name="check">Properties of the daemon's container.</param>
    /// <param name="web">Properties of the service's application.</param>
    /// <param name="agent">Properties of the daemon's application.</param>
    public static string Of(string daemon = "", string more = "", string run = ", initial: steady", int tasks = 4, int minutes = 30, string check = "", string web = "startup: 1s", string agent = "startup: 1s") => $$$$"""
        name: daemons
        run: {duration: {{{{minutes}}}}m{{{{run}}}}}
        availabilityZones: [us-east-1a]
        capacityProviders:
          - name: managed
            managedInstancesProvider:
              instanceLaunchTemplate: {instanceRequirements: {vCpuCount: {min: 2, max: 2}, memoryMiB: {min: 4096, max: 4096}, allowedInstanceTypes: [c6a.large]}}
        taskDefinitions:
          - {family: web, cpu: "1536", memory: "1024", containerDefinitions: [{name: app, image: web}]}
        daemonTaskDefinitions:
          - {family: agent, cpu: "256", memory: "512", containerDefinitions: [{name: agent, image: agent{{{{check}}}}}]}
          - {family: agent, cpu: "256", memory: "512", containerDefinitions: [{name: agent, image: agent{{{{check}}}}}]}
        daemons:
          - {daemonName: agent, daemonTaskDefinitionArn: "agent:1", capacityProviderArns: [managed]{{{{daemon}}}}}
        applications:
          - {family: web, image: {size: 10MiB}, {{{{web}}}}}
          - {family: "agent:1", image: {size: 10MiB}, startup: 1s}
          - {family: "agent:2", image: {size: 10MiB}, {{{{agent}}}}}
        services:
          - {serviceName: web, taskDefinition: web, desiredCount: {{{{tasks}}}}, launchType: MANAGED_INSTANCES, availabilityZoneRebalancing: DISABLED}
        {{{{more}}}}
        """;

    /// <summary>The update to revision 2 at five minutes.</summary>
    public const string Update = "timeline: [{at: 5m, action: UpdateDaemon, daemonArn: agent, daemonTaskDefinitionArn: \"agent:2\", capacityProviderArns: [managed]}]";
}
