namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>The worked examples of ECS's and the load balancer's metrics, as rows of metrics.csv.</summary>
public sealed class MetricExampleTests
{
    // A container of 512 units and 1024 MiB alone on a host of 2048 units.
    [TestCase(2.0, 512, 400.0, 50.0)]
    [TestCase(0.125, 128, 25.0, 12.5)]
    [Property("Rule", "ECS-MT-02")]
    [Property("Rule", "ECS-MT-03")]
    [Property("Example", "EX-77")]
    public void Utilisation_IsOfTheReservation_AndCpuSharesMayExceedIt(double vcpus, int memory, double cpuPercent, double memoryPercent)
    {
        var run = ScenarioRun.Of(FormattableString.Invariant($$"""
            name: t
            run: {duration: 5m, initial: steady}
            containerInstances: [{instanceType: c5.large}]
            taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: i, cpu: 512, memory: 1024}]}]
            services: [{serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1}]
            workload: [{to: web, kind: demand, cpu: [[0s, {{vcpus}}]], memory: [[0s, {{memory}}]]}]
            alarms:
              - {alarmName: c, series: web.CPUUtilization, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}
              - {alarmName: m, series: web.MemoryUtilization, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}
            """));
        double Last(string metric) => run.Rows("metrics.csv", "metric", metric)[^1].Number("value");
        Assert.That((Last("CPUUtilization"), Last("MemoryUtilization")), Is.EqualTo((cpuPercent, memoryPercent)));
    }

    [Test]
    [Property("Rule", "ECS-MT-04")]
    [Property("Rule", "AS-MET-01")]
    public void NoRunningTask_NoDatapoint_AndOneSampleForEachTask()
    {
        var run = ScenarioRun.Of(Web("desiredCount: 0", """
            timeline: [{at: 130s, action: UpdateService, service: web, desiredCount: 3}, {at: 365s, action: UpdateService, service: web, desiredCount: 0}]
            alarms: [{alarmName: c, series: web.CPUUtilization, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}]
            """));
        var points = run.Rows("metrics.csv", "metric", "CPUUtilization");
        Assert.That(points.Select(p => p.Number("period_start_s")), Is.All.InRange(120, 420), "nothing ran before and after");
        Assert.That(points.Single(p => p.Number("period_start_s") == 300).Count("sample_count"), Is.EqualTo(3));
        Assert.That(run.Transitions("c")[^1].To, Is.EqualTo("INSUFFICIENT_DATA"));
    }

    [Test]
    [Property("Rule", "AS-MET-02")]
    [Property("Rule", "ECS-MT-03")]
    public void FargateCpu_NeverReadsAboveOneHundred()
    {
        // 4.8 vCPU of requests on two tasks of one vCPU.
        var run = ScenarioRun.Of(Web("desiredCount: 2", """
            workload: [{to: web, rate: 120/s}]
            alarms: [{alarmName: c, series: web.CPUUtilization, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}]
            """, "request: {cpu: 40ms}"));
        Assert.That(run.Rows("metrics.csv", "metric", "CPUUtilization").Max(p => p.Number("value")), Is.EqualTo(100).Within(1e-6));
    }

    [Test]
    [Property("Rule", "AS-MET-04")]
    [Property("Rule", "AS-MET-03")]
    [Property("Rule", "AS-TT-02")]
    public void RequestsPerTarget_AreCountedByTheMinute()
    {
        // 40 a second are 2,400 a minute on two targets: 1,200 each, and four targets bring them to the 600 that are wanted.
        var run = ScenarioRun.Of(Web(
            """
            desiredCount: 2, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}], autoScaling: {minCapacity: 1, maxCapacity: 9, policies: [{policyName: r, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration:
              {targetValue: 600, predefinedMetricSpecification: {predefinedMetricType: ALBRequestCountPerTarget, resourceLabel: app/lb/1/targetgroup/tg/1}}}]}
            """, """
            targetGroups: [{name: tg}]
            workload: [{to: tg, rate: 40/s, arrivals: deterministic}]
            """, "request: {cpu: 1ms}"));
        Assert.That(run.Rows("metrics.csv", "metric", "RequestCountPerTarget")[2].Number("value"), Is.EqualTo(1200).Within(1));
        Assert.That(run.Rows("scaling_activities.csv", "status", "Successful")[0].Count("to"), Is.EqualTo(4));
    }

    [TestCase("true", 0)]
    [TestCase("false", -1)]
    [Property("Rule", "AS-MET-03")]
    public void WithoutTraffic_ThereAreZerosOrNoPoints_BySwitch(string emits, double value)
    {
        var run = ScenarioRun.Of(Web(
            "desiredCount: 1, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]", """
            targetGroups: [{name: tg}]
            alarms: [{alarmName: r, series: tg.RequestCountPerTarget, statistic: Sum, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}]
            """), $"model.zeroTrafficEmitsZero={emits}");
        var points = run.Rows("metrics.csv", "metric", "RequestCountPerTarget");
        if (value < 0) Assert.That(points, Is.Empty);
        else Assert.That(points.Select(p => p.Number("value")), Is.Not.Empty.And.All.Zero);
    }

    private static string Web(string service, string rest, string application = "startup: 0s") => $$"""
        name: t
        run: {duration: 12m, initial: steady}
        taskDefinitions: [{family: web, cpu: "1024", memory: "2048", networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 80}]}]}]
        applications: [{family: web, image: {size: 1KiB}, {{application}}}]
        services:
          - {serviceName: web, taskDefinition: web, launchType: FARGATE, {{service}}}
        {{rest}}
        """;
}
