using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>Container Insights by cluster, service and family: restarts, storage, and the utilisation of single tasks (ECS-MT-07).</summary>
public sealed class ContainerInsightsTests
{
    [TestCase("[{name: ClusterName, value: default}]", 6)]
    [TestCase("[{name: ClusterName, value: default}, {name: ServiceName, value: web}]", 6)]
    [TestCase("[{name: ClusterName, value: default}, {name: TaskDefinitionFamily, value: web}]", 6)]
    [TestCase("[{name: ClusterName, value: default}, {name: TaskDefinitionFamily, value: log}]", -1)]
    [Property("Rule", "ECS-MT-07")]
    [Property("Rule", "ECS-TD-18")]
    public void Restarts_AreCountedWhereThereIsAPolicy(string dimensions, int restarts)
    {
        // The first restart may come a minute after the start, then one for each of the crashes.
        var run = Run("RestartCount", dimensions, "enabled", """
            failures:
              - {kind: taskCrash, service: web, at: 130s, count: 2}
              - {kind: taskCrash, service: web, at: 250s, count: 2}
              - {kind: taskCrash, service: web, at: 370s, count: 2}
            """);
        var rows = run.Rows("metrics.csv", "metric", "RestartCount");
        Assert.That(restarts < 0 ? rows.Count : rows.Sum(r => r.Number("value")), Is.EqualTo(restarts < 0 ? 0 : restarts));
        if (restarts > 0) Assert.That(rows.Count(r => r.Number("value") == 2), Is.EqualTo(3), "each in its own minute");
    }

    [TestCase("CpuReserved", "{name: TaskDefinitionFamily, value: web}", 2 * 256, "TaskDefinitionFamily=web")]
    [TestCase("CpuReserved", "{name: TaskDefinitionFamily, value: log}", 512, "TaskDefinitionFamily=log")]
    [TestCase("MemoryReserved", "{name: TaskDefinitionFamily, value: log}", 1024, "TaskDefinitionFamily=log")]
    [TestCase("CpuUtilized", "{name: TaskDefinitionFamily, value: web}", 2 * 25.6, "TaskDefinitionFamily=web")]
    [TestCase("EphemeralStorageReserved", "{name: ServiceName, value: log}", 50, "ServiceName=log")]
    [TestCase("EphemeralStorageReserved", "{name: TaskDefinitionFamily, value: log}", 50, "TaskDefinitionFamily=log")]
    [Property("Rule", "ECS-MT-07")]
    public void Use_IsThatOfTheDimensions(string metric, string dimension, double expected, string named)
    {
        var rows = Run(metric, $"[{{name: ClusterName, value: default}}, {dimension}]", "enabled").Rows("metrics.csv", "metric", metric);
        Assert.That(rows[^1].Number("value"), Is.EqualTo(expected).Within(0.1));
        Assert.That(rows[^1].Text("dimensions"), Is.EqualTo("ClusterName=default," + named));
    }

    [Test]
    [Property("Rule", "ECS-MT-07")]
    public void DeploymentCount_IsThePrimaryAndTheOlderOnesThatStillHaveTasks()
    {
        // The first deployment is IN_PROGRESS from 0 to 42 s; the second one replaces it, and the third begins while both have tasks.
        var run = ScenarioRun.Of("""
            name: dc
            run: {duration: 12m}
            cluster: {clusterName: default, settings: [{name: containerInsights, value: enabled}]}
            containerInstances: [{instanceType: m6i.2xlarge, count: 2}]
            taskDefinitions:
              - &t {family: w, cpu: "512", memory: "512", containerDefinitions: [{name: app, image: w}]}
              - *t
              - *t
            services: [{serviceName: w, taskDefinition: "w:1", desiredCount: 4, launchType: EC2, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 125}}]
            alarms: [{alarmName: a, namespace: ECS/ContainerInsights, metricName: DeploymentCount, dimensions: [{name: ClusterName, value: default}, {name: ServiceName, value: w}], statistic: Maximum, period: 60, evaluationPeriods: 1, threshold: 99, comparisonOperator: GreaterThanThreshold}]
            timeline:
              - {at: 125s, action: UpdateService, service: w, taskDefinition: "w:2"}
              - {at: 235s, action: UpdateService, service: w, taskDefinition: "w:3"}
            """);
        var counts = run.Rows("metrics.csv", "metric", "DeploymentCount").ToDictionary(m => m.Number("period_start_s"), m => m.Number("value"));
        Assert.That(new[] { counts[0], counts[60], counts[120], counts[180], counts[600] }, Is.EqualTo(new double[] { 1, 1, 2, 3, 1 }));
    }

    [TestCase("TaskCpuUtilization", "Average", 10.0)]
    [TestCase("TaskCpuUtilization", "SampleCount", 2.0)]
    [TestCase("TaskMemoryUtilization", "Maximum", 50.0)]
    [Property("Rule", "ECS-MT-07")]
    public void EnhancedObservability_HasASampleForEachTask(string metric, string statistic, double expected)
    {
        var rows = Run(metric, "[{name: ServiceName, value: web}]", "enhanced", statistic: statistic).Rows("metrics.csv", "metric", metric);
        Assert.That(rows[^1].Number("value"), Is.EqualTo(expected).Within(0.1));
    }

    [TestCase("TaskCpuUtilization", "[{name: ServiceName, value: web}]", "enabled", "enhanced observability")]
    [TestCase("RestartCount", "[{name: TaskDefinitionFamily, value: wib}]", "enabled", "there is no task definition family `wib`")]
    [TestCase("RestartCount", "[{name: ServiceName, value: web}]", "disabled", "Container Insights is off")]
    [TestCase("TaskCount", "[{name: TaskDefinitionFamily, value: web}]", "enabled", "has no metric `TaskCount` here")]
    [TestCase("NetworkRxBytes", "[{name: ServiceName, value: web}]", "enabled", "has no metric `NetworkRxBytes` here")]
    [Property("Rule", "ECS-MT-07")]
    public void SeriesThatNobodyPublishes_IsRefused(string metric, string dimensions, string insights, string sentence)
    {
        Assert.That(Loading.Load(Text(metric, dimensions, insights, "", "Average")).Issues.Select(i => i.Message), Has.Some.Contains(sentence));
    }

    private static ScenarioRun Run(string metric, string dimensions, string insights, string rest = "", string statistic = "Average") => ScenarioRun.Of(Text(metric, dimensions, insights, rest, statistic));

    private static string Text(string metric, string dimensions, string insights, string rest, string statistic) => $$"""
        name: insights
        run: {duration: 10m, initial: steady}
        cluster: {settings: [{name: containerInsights, value: {{insights}} }]}
        containerInstances: [{instanceType: m5.large}]
        taskDefinitions:
          - {family: web, cpu: 256, memory: 512, containerDefinitions: [{name: app, image: i, restartPolicy: {enabled: true, restartAttemptPeriod: 60} }]}
          - {family: log, cpu: 512, memory: 1024, networkMode: awsvpc, ephemeralStorage: {sizeInGiB: 50}, containerDefinitions: [{name: app, image: i}]}
        services:
          - {serviceName: web, taskDefinition: web, desiredCount: 2, launchType: EC2}
          - {serviceName: log, taskDefinition: log, desiredCount: 1, launchType: FARGATE}
        applications: [{family: web, idle: {cpu: 10%, memory: 256MiB} }]
        alarms: [{alarmName: a, namespace: ECS/ContainerInsights, metricName: {{metric}}, dimensions: {{dimensions}}, statistic: {{statistic}}, period: 60, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}]
        {{rest}}
        """;
}
