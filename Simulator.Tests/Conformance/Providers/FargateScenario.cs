namespace Simulator.Tests.Conformance.Providers;

/// <summary>Small scenarios on Fargate as a user writes them.</summary>
internal static class FargateScenario
{
    public const string OnDemand = "launchType: FARGATE";
    public const string Spot = "capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]";
    public const string Half = "capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 1}]";

    /// <summary>One service, web, of tasks of 1 vCPU.</summary>
    /// <param name="desired">desiredCount.</param>
    /// <param name="capacity">Launch type or strategy.</param>
    /// <param name="rest">Whatever else the file holds.</param>
    /// <param name="run">Properties of the run.</param>
    /// <param name="service">More properties of the service.</param>
    /// <param name="size">Size of the image.</param>
    public static string Of(int desired, string capacity, string rest = "", string run = "duration: 30m, initial: steady", string service = "", string size = "10MiB") => $$"""
        name: fargate
        run: { {{run}} }
        availabilityZones: [us-east-1a, us-east-1b]
        taskDefinitions:
          - {family: web, cpu: "1024", memory: "2048", networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: app, image: i, stopTimeout: 60}]}
        applications: [{family: web, image: {size: {{size}} }, shutdown: 90s}]
        services:
          - {serviceName: web, taskDefinition: web, desiredCount: {{desired}}, {{capacity}} {{(service.Length > 0 ? ", " + service : "")}}}
        {{rest}}
        """;
}
