namespace Simulator.Tests.Conformance.Tasks;

/// <summary>CPU on container instances: weights of containers, and sizes of tasks.</summary>
public sealed class CpuSharingTests
{
    // A request of 10 ms a hundred times a second uses one vCPU, four times what a quarter of a vCPU is.
    [TestCase("linux", "", 400, 10)]
    [TestCase("linux", "cpu: 256, memory: 512, ", 100, double.NaN, Description = "a size is a hard limit")]
    [TestCase("WINDOWS_SERVER_2022_CORE", "runtimePlatform: {operatingSystemFamily: WINDOWS_SERVER_2022_CORE}, ", 100, double.NaN, Description = "on Windows the container's CPU is one")]
    [Property("Rule", "ECS-TD-07"), Property("Rule", "ECS-MT-03"), Property("Rule", "AS-MET-01"), Property("Rule", "ECS-CL-12")]
    public void ContainerWithoutATaskSize_BorrowsWhatItsHostLeavesIdle(string family, string definition, double utilization, double milliseconds)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 10m, initial: steady}
            containerInstances: [{instanceType: m6i.large, count: 1, attributes: {ecs.os-family: {{family}} } }]
            taskDefinitions: [{family: t, {{definition}}containerDefinitions: [{name: app, image: i, cpu: 256, memory: 512}]}]
            services: [{serviceName: s, taskDefinition: t, launchType: EC2, desiredCount: 1}]
            applications: [{family: t, request: {cpu: 10ms, concurrency: 1000, timeout: 5s} }]
            workload: [{to: s, rate: 100/s, arrivals: deterministic}]
            alarms: [{alarmName: a, series: s.CPUUtilization, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}]
            """);
        Assert.That(run.Rows("services.csv")[4].Number("cpu_utilization"), Is.EqualTo(utilization).Within(0.1));
        Assert.That(run.Rows("metrics.csv", "metric", "CPUUtilization")[4].Number("value"), Is.EqualTo(utilization).Within(0.1));
        if (!double.IsNaN(milliseconds)) Assert.That(run.Metric("s.latency.p99"), Is.EqualTo(milliseconds).Within(2).Percent, "a vCPU for each request, though it reserves a quarter");
    }

    // Two services on one host of two vCPUs, both with more to do than it can: 256 against 768 shares, then against a task with a size.
    [TestCase("cpu: 256", "", "cpu: 768", "", 200, 200, Description = "one to three of two vCPUs: twice what each reserves")]
    [TestCase("cpu: 0", "", "cpu: 1022", "", double.NaN, 200, Description = "no CPU counts as 2 shares")]
    [TestCase("cpu: 512", "", "cpu: 512", "cpu: 512, memory: 1024, ", 300, 100, Description = "what a size does not let one use is the other's")]
    [Property("Rule", "ECS-TD-07")]
    public void BusyContainers_ShareInProportionToTheirCpu(string first, string firstTask, string second, string secondTask, double firstUtilization, double secondUtilization)
    {
        var run = ScenarioRun.Of(Two("m6i.large", first, firstTask, second, secondTask));
        if (!double.IsNaN(firstUtilization)) Assert.That(Utilization(run, "a"), Is.EqualTo(firstUtilization).Within(0.5).Percent);
        Assert.That(Utilization(run, "b"), Is.EqualTo(secondUtilization).Within(0.5).Percent);
    }

    // Four vCPUs; three are the size of one task, the other container asks for one: between them the weights count, and a size has Linux's default.
    [TestCase("", 200, 66.7)]
    [TestCase("model: {sizedTaskCpuShares: 3072}", 100, 100)]
    [Property("Rule", "ECS-TD-07")]
    public void TaskWithASize_HasTheDefaultWeight(string model, double container, double sized)
    {
        var run = ScenarioRun.Of(Two("m6i.xlarge", "cpu: 1024", "", "cpu: 512", "cpu: 3072, memory: 1024, ") + "\n" + model);
        Assert.That((Utilization(run, "a"), Utilization(run, "b")), Is.EqualTo((container, sized)).Using<(double, double)>((x, y) => Math.Abs(x.Item1 - y.Item1) < 1 && Math.Abs(x.Item2 - y.Item2) < 0.5));
    }

    [Test, Property("Rule", "ECS-TD-07")]
    public void WorkersBorrowToo_AndShareWithRequests()
    {
        // Eight workers at once and requests without end, a quarter of a vCPU each on two vCPUs: one each.
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 10m, initial: steady}
            containerInstances: [{instanceType: m6i.large, count: 1}]
            queues: [{name: jobs}]
            taskDefinitions:
              - {family: web, containerDefinitions: [{name: app, image: i, cpu: 256, memory: 512}]}
              - {family: work, containerDefinitions: [{name: app, image: i, cpu: 256, memory: 512}]}
            services: [{serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1}, {serviceName: work, taskDefinition: work, launchType: EC2, desiredCount: 1}]
            applications:
              - {family: web, request: {cpu: 10ms, concurrency: 1000, timeout: 5s}}
              - {family: work, message: {queue: jobs, cpu: 100ms, concurrency: 8}}
            workload: [{to: web, rate: {steps: [[0s, 0/s], [5m, 300/s]]}, arrivals: deterministic}, {to: jobs, kind: messages, rate: 100/s, arrivals: deterministic}]
            """);
        Assert.That(run.At("services.csv", 240, "service", "work").Number("cpu_utilization"), Is.EqualTo(800).Within(0.5).Percent, "alone: two vCPUs");
        Assert.That(run.At("services.csv", 540, "service", "work").Number("cpu_utilization"), Is.EqualTo(400).Within(0.5).Percent);
        Assert.That(run.At("services.csv", 540, "service", "web").Number("cpu_utilization"), Is.EqualTo(400).Within(0.5).Percent);
    }

    [Test, Property("Rule", "ECS-TD-07")]
    public void NeighbourThatComesAndGoes_TakesAndLeavesItsShare()
    {
        var run = ScenarioRun.Of(Two("m6i.large", "cpu: 512", "", "cpu: 512", "") + "\n" + """
            timeline:
              - {at: 5m, action: UpdateService, service: b, desiredCount: 0}
              - {at: 15m, action: UpdateService, service: b, desiredCount: 1}
            """);
        Assert.That(run.At("services.csv", 240, "service", "a").Number("cpu_utilization"), Is.EqualTo(200).Within(0.5).Percent);
        Assert.That(run.At("services.csv", 840, "service", "a").Number("cpu_utilization"), Is.EqualTo(400).Within(0.5).Percent);
        Assert.That(run.At("services.csv", 1140, "service", "a").Number("cpu_utilization"), Is.EqualTo(200).Within(0.5).Percent);
    }

    // Alone on two vCPUs a container is M/M/2: 1.2 vCPUs asked for, Erlang's C = 0.45, 10 ms + 0.45 ÷ (200 − 120) s.
    [Test, Property("Rule", "ECS-TD-07")]
    public void BorrowedVCpus_AreThoseOfTheQueueingFormula()
    {
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 2h, initial: steady, seed: 5}
            containerInstances: [{instanceType: m6i.large, count: 1}]
            taskDefinitions: [{family: t, containerDefinitions: [{name: app, image: i, cpu: 128, memory: 512}]}]
            services: [{serviceName: s, taskDefinition: t, launchType: EC2, desiredCount: 1}]
            applications: [{family: t, request: {cpu: {distribution: exponential, mean: 10ms}, concurrency: 1000}}]
            workload: [{to: s, rate: 120/s}]
            """);
        Assert.That(run.Metric("s.latency.mean"), Is.EqualTo(15.625).Within(2).Percent);
    }

    private static double Utilization(ScenarioRun run, string service) => run.At("services.csv", 540, "service", service).Number("cpu_utilization");

    private static string Two(string type, string first, string firstTask, string second, string secondTask) => $$"""
        name: t
        run: {duration: 20m, initial: steady}
        containerInstances: [{instanceType: {{type}}, count: 1}]
        taskDefinitions:
          - {family: a, {{firstTask}}containerDefinitions: [{name: app, image: i, {{first}}, memory: 512}]}
          - {family: b, {{secondTask}}containerDefinitions: [{name: app, image: i, {{second}}, memory: 512}]}
        services: [{serviceName: a, taskDefinition: a, launchType: EC2, desiredCount: 1}, {serviceName: b, taskDefinition: b, launchType: EC2, desiredCount: 1}]
        applications: [{family: a, request: {cpu: 10ms, concurrency: 100, queueLimit: 0} }, {family: b, request: {cpu: 10ms, concurrency: 100, queueLimit: 0} }]
        workload: [{to: a, rate: 1000/s, arrivals: deterministic}, {to: b, rate: 1000/s, arrivals: deterministic}]
        """;
}
