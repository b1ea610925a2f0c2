using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios;

namespace Simulator.Tests.Conformance;

/// <summary>What AWS's documents mean once a scenario file has been read.</summary>
public sealed class ReadingTests
{
    private const string Container = "{name: app, image: i, memory: 64}";

    [TestCase("", 384, 812)]
    [TestCase("cpu: \"1 vCPU\", memory: \"2 GB\", ", 1024, 2048)]
    [Property("Rule", "ECS-TD-02")]
    [Property("Rule", "ECS-TD-03")]
    [Property("Rule", "ECS-TD-05")]
    public void Reservation_IsTheTasksSizeOrTheSumOfItsContainers(string size, int cpu, int memory)
    {
        var task = Task($"family: t, {size}containerDefinitions: [{{name: a, image: i, cpu: 256, memory: 512}}, {{name: b, image: i, cpu: 128, memory: 1024, memoryReservation: 300}}]");
        Assert.That((task.ReservedCpu, task.ReservedMemory), Is.EqualTo((cpu, memory)));
    }

    [TestCase("bridge", "hostPort: 80, ", 80)]
    [TestCase("bridge", "", 0)]
    [TestCase("host", "", 8080)]
    [TestCase("awsvpc", "", 0)]
    [Property("Rule", "ECS-TD-04")]
    public void StaticHostPorts_AreReserved(string mode, string host, int reserved)
    {
        var task = Task($"family: t, networkMode: {mode}, containerDefinitions: [{{name: a, image: i, memory: 64, portMappings: [{{{host}containerPort: 8080}}]}}]");
        Assert.That(task.ReservedTcpPorts, Is.EqualTo(reserved == 0 ? [] : new[] { reserved }));
    }

    [Test]
    [Property("Rule", "ECS-TD-01")]
    public void Definition_HasOneToTenContainersOneOfThemEssential()
    {
        string Containers(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"{{name: c{i}, image: i, memory: 64}}"));

        Assert.Multiple(() =>
        {
            Assert.That(IssuesOf($"family: t, containerDefinitions: [{Containers(10)}]"), Is.Empty);
            Assert.That(IssuesOf($"family: t, containerDefinitions: [{Containers(11)}]"), Has.Some.Contains("at most 10 containers"));
            Assert.That(IssuesOf("family: t, containerDefinitions: []"), Has.Some.Contains("at least one container"));
            Assert.That(IssuesOf("family: t, containerDefinitions: [{name: a, image: i, memory: 64, essential: false}]"), Has.Some.Contains("no container is essential"));
        });
    }

    [Test]
    [Property("Rule", "ECS-TD-01")]
    public void OmittedRevision_MeansTheNewest()
    {
        var scenario = Valid($"taskDefinitions: [{{family: t, containerDefinitions: [{Container}]}}, {{family: t, containerDefinitions: [{Container}]}}]\n{Ec2}services: [{{serviceName: s, taskDefinition: t}}]");
        Assert.That(scenario.TaskDefinitions[scenario.Services[0].TaskDefinition].Revision, Is.EqualTo(2));
    }

    [TestCase("{name: a, image: i, memory: 64, memoryReservation: 32}", null)]
    [TestCase("{name: a, image: i, memory: 64, memoryReservation: 64}", "must be more than its memoryReservation")]
    [TestCase("{name: a, image: i}", "at least one of 'memory' or 'memoryReservation'")]
    [Property("Rule", "ECS-TD-06")]
    public void MemoryOnEc2_MustBeGivenAndTheHardLimitExceedsTheSoftOne(string container, string? problem) =>
        Assert.That(IssuesOf($"family: t, containerDefinitions: [{container}]"), problem is null ? Is.Empty : Has.Some.Contains(problem));

    [TestCase(256, 512, true)]
    [TestCase(256, 3072, false)]
    [TestCase(512, 5120, false)]
    [TestCase(1024, 1024, false)]
    [TestCase(1024, 8192, true)]
    [TestCase(4096, 30720, true)]
    [TestCase(8192, 18432, false)]
    [TestCase(8192, 20480, true)]
    [TestCase(16384, 122880, true)]
    [Property("Rule", "FG-SZ-01")]
    [Property("Rule", "ECS-TD-09")]
    public void FargateSizes_AreThoseOfTheTable(int cpu, int memory, bool valid) =>
        Assert.That(
            IssuesOf($"family: t, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: {cpu}, memory: {memory}, containerDefinitions: [{{name: a, image: i}}]"),
            valid ? Is.Empty : Has.Some.Contains("No Fargate configuration exists"));

    [Test]
    [Property("Rule", "ECS-API-01")]
    public void TaskDefinition_IsReadAsAwsPrintsIt()
    {
        const string yaml = """
            taskDefinitions:
              - {"family": "t", "taskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/t:7", "status": "ACTIVE", "executionRoleArn": "arn:aws:iam::1:role/x", "networkMode": "bridge",
                 "containerDefinitions": [{"name": "app", "image": "i", "memory": 64, "logConfiguration": {"logDriver": "awslogs"}, "stopTimeout": 90}]}

            """;
        var result = Load(yaml + Ec2 + "services: [{serviceName: s, taskDefinition: t}]");
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        Assert.That(result.Scenario!.TaskDefinitions[0].Containers[0].StopTimeout, Is.EqualTo(Duration.FromSeconds(90L)));
        Assert.That(result.Notes.Select(n => n.ToString()), Has.Some.Contains("executionRoleArn").And.Some.Contains("logConfiguration"), "what is not modelled is listed");
    }

    [Test]
    [Property("Rule", "ECS-API-03")]
    [Property("Rule", "CP-03")]
    public void ServiceWithoutLaunchTypeAndStrategy_TakesTheClustersDefault()
    {
        var strategy = "cluster: {clusterName: prod, defaultCapacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}\n";
        var fargate = "taskDefinitions: [{family: t, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: a, image: i}]}]\n";
        var byDefault = Valid(strategy + fargate + "services: [{serviceName: s, taskDefinition: t}]").Services[0];
        var byType = Valid(strategy + fargate + "services: [{serviceName: s, taskDefinition: t, launchType: FARGATE}]").Services[0];
        Assert.Multiple(() =>
        {
            Assert.That(byDefault.Strategy.Select(i => i.CapacityProvider), Is.EqualTo(new[] { 1 }));
            Assert.That(byDefault.LaunchType, Is.Null);
            Assert.That(byType.Strategy, Is.Empty);
            Assert.That(byType.LaunchType, Is.EqualTo(LaunchType.Fargate));
        });
    }

    [TestCase("launchType: FARGATE, capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]", "exclude each other")]
    [TestCase("capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}, {capacityProvider: asg, weight: 1}]", "Fargate")]
    [TestCase("capacityProviderStrategy: [{capacityProvider: FARGATE, base: 1, weight: 1}, {capacityProvider: FARGATE_SPOT, base: 1, weight: 1}]", "base")]
    [TestCase("capacityProviderStrategy: [{capacityProvider: FARGATE}, {capacityProvider: FARGATE_SPOT}]", "weight")]
    [Property("Rule", "ECS-CP-01")]
    [Property("Rule", "CP-02")]
    [Property("Rule", "CP-ST-01")]
    public void StrategyThatAwsRefuses_IsRefused(string strategy, string word)
    {
        var issues = Load("""
            autoScalingGroups: [{autoScalingGroupName: g, instanceType: m5.large, minSize: 0, maxSize: 4}]
            capacityProviders: [{name: asg, autoScalingGroupProvider: {autoScalingGroup: g}}]
            taskDefinitions: [{family: t, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: a, image: i}]}]

            """ + $"services: [{{serviceName: s, taskDefinition: t, {strategy}}}]").Issues;
        Assert.That(issues.Select(i => i.ToString()), Has.Some.Contains(word));
    }

    [TestCase("m4.large", 7985)]
    [TestCase("m5.large", 7782)]
    [Property("Rule", "ASG-LT-04")]
    [Property("Rule", "ECS-CL-03")]
    public void RegisteredMemory_IsMeasuredOrAShareOfTheNominal(string type, int expected)
    {
        var scenario = Valid($"taskDefinitions: [{{family: t, containerDefinitions: [{Container}]}}]\ncontainerInstances: [{{instanceType: {type}}}]\nservices: [{{serviceName: s, taskDefinition: t}}]");
        Assert.That(scenario.InstanceTypes.Single().RegisteredMemoryMiB, Is.EqualTo(expected));
    }

    [Test]
    [Property("Rule", "AS-TT-01")]
    [Property("Rule", "AS-TT-02")]
    [Property("Rule", "ECS-API-07")]
    public void TargetTracking_HasAwsDefaultsAndOnePolicyForEachMetric()
    {
        const string cpu = "predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}";
        string Scaling(string policies) =>
            $"taskDefinitions: [{{family: t, containerDefinitions: [{Container}]}}]\n{Ec2}services: [{{serviceName: s, taskDefinition: t, autoScaling: {{minCapacity: 1, maxCapacity: 9, policies: [{policies}]}}}}]";

        var policy = (TargetTrackingPolicyDefinition)Valid(Scaling($"{{policyName: p, targetTrackingScalingPolicyConfiguration: {{targetValue: 60, {cpu}}}}}")).Services[0].AutoScaling!.Policies[0];
        Assert.Multiple(() =>
        {
            Assert.That((policy.ScaleOutCooldown, policy.ScaleInCooldown, policy.DisableScaleIn), Is.EqualTo((Duration.FromSeconds(300L), Duration.FromSeconds(300L), false)));
            Assert.That(policy.TargetValue, Is.EqualTo(60));
            Assert.That(
                Load(Scaling($"{{policyName: p, targetTrackingScalingPolicyConfiguration: {{targetValue: 60, {cpu}}}}}, {{policyName: q, targetTrackingScalingPolicyConfiguration: {{targetValue: 70, {cpu}}}}}"))
                    .Issues.Select(i => i.ToString()), Has.Some.Contains("same metric"));
            Assert.That(Load(Scaling("{policyName: p, targetTrackingScalingPolicyConfiguration: {targetValue: 60}}")).Issues, Is.Not.Empty, "exactly one metric");
        });
    }

    [TestCase("", CircuitBreakerThresholdType.BoundedPercent, 50, true)]
    [TestCase(", thresholdConfiguration: {type: COUNT, value: 7}, resetOnHealthyTask: false", CircuitBreakerThresholdType.Count, 7, false)]
    [Property("Rule", "ECS-CB-01")]
    [Property("Rule", "ECS-CB-02")]
    [Property("Rule", "ECS-API-02")]
    public void CircuitBreaker_IsReadWithItsThreshold(string more, CircuitBreakerThresholdType type, int amount, bool resets)
    {
        var deployment = Deployment($"deploymentConfiguration: {{deploymentCircuitBreaker: {{enable: true, rollback: true{more}}}}}");
        Assert.That((deployment.CircuitBreaker, deployment.CircuitBreakerRollback, deployment.Threshold.Type, deployment.Threshold.Value, deployment.ResetOnHealthyTask), Is.EqualTo((true, true, type, amount, resets)));
    }

    [TestCase("schedulingStrategy: REPLICA", 100, 200)]
    [TestCase("deploymentConfiguration: {minimumHealthyPercent: 50}", 50, 200)]
    [Property("Rule", "ECS-RU-01")]
    public void Envelope_HasAwsDefaults(string properties, int minimum, int maximum)
    {
        var deployment = Deployment(properties);
        Assert.That((deployment.MinimumHealthyPercent, deployment.MaximumPercent), Is.EqualTo((minimum, maximum)));
    }

    private static DeploymentConfiguration Deployment(string properties) =>
        Valid($"taskDefinitions: [{{family: t, containerDefinitions: [{Container}]}}]\n{Ec2}services: [{{serviceName: s, taskDefinition: t, {properties}}}]").Services[0].Deployment;

    private const string Ec2 = "containerInstances: [{instanceType: m5.large}]\n";

    private static ScenarioLoadResult Load(string yaml) => ScenarioLoader.Parse("name: t\nrun: {duration: 1h}\n" + yaml, "s.yaml", AppContext.BaseDirectory);

    private static Scenario Valid(string yaml)
    {
        var result = Load(yaml);
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        return result.Scenario!;
    }

    private static TaskDefinition Task(string properties) =>
        Valid($"taskDefinitions: [{{{properties}}}]\n{Ec2}services: [{{serviceName: s, taskDefinition: t}}]").TaskDefinitions[0];

    private static IEnumerable<string> IssuesOf(string properties)
    {
        var fargate = properties.Contains("FARGATE", StringComparison.Ordinal);
        var service = $"services: [{{serviceName: s, taskDefinition: t{(fargate ? ", launchType: FARGATE" : "")}}}]";
        return Load($"taskDefinitions: [{{{properties}}}]\n{(fargate ? "" : Ec2)}{service}").Issues.Select(i => i.ToString());
    }
}
