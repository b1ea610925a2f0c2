namespace Simulator.Tests.Scenarios;

/// <summary>What the contract knows and the world cannot do yet is refused with a sentence, never silently dropped.</summary>
public sealed class NotYetTests
{
    [TestCase("workload: [{to: web, rate: 1/s, fidelity: fluid}]", "fidelity: fluid is not simulated yet")]
    [TestCase("workload: [{to: web, rate: 1/s, arrivals: mmpp}]", "arrivals: mmpp is not simulated yet")]
    [TestCase("services: [{serviceName: d, taskDefinition: web, launchType: EXTERNAL}]", "ECS Anywhere")]
    [TestCase("services: [{serviceName: d, taskDefinition: web, loadBalancers: [{loadBalancerName: elb, containerName: a, containerPort: 80}]}]", "Classic Load Balancers are not simulated")]
    [TestCase("targetGroups: [{name: t, protocol: TCP}]", "Network Load Balancers are not simulated yet")]
    [TestCase("targetGroups: [{name: t, targetType: lambda}]", "Lambda targets are not simulated")]
    [TestCase("targetGroups: [{name: t, attributes: [{key: stickiness.enabled, value: \"true\"}]}]", "stickiness is not simulated yet")]
    [TestCase("targetGroups: [{name: a}, {name: b}]\nlisteners: [{name: l, rules: [{forward: [{targetGroup: a}, {targetGroup: b}]}]}]", "dividing requests between groups is not simulated yet")]
    [TestCase("alarms: [{alarmName: a, series: web.CPUUtilization, evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanUpperThreshold}]", "anomaly detection alarms are not simulated")]
    [TestCase("timeline: [{at: 1m, action: DeleteCapacityProvider}]", "DeleteCapacityProvider is not simulated yet on the timeline")]
    public void Refused(string yaml, string sentence)
    {
        const string rest = """
            name: t
            run: {duration: 1h}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]

            """;
        var result = Loading.Load(rest + (yaml.StartsWith("services", StringComparison.Ordinal) ? "" : "services: [{serviceName: web, taskDefinition: web, launchType: FARGATE}]\n") + yaml);
        Assert.That(result.Issues.Select(i => i.Message), Has.Some.Contains(sentence));
        Assert.That(result.Issues.First(i => i.Message.Contains(sentence, StringComparison.Ordinal)).Line, Is.GreaterThan(3));
    }
}
