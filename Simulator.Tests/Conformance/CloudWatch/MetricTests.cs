namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>What CloudWatch publishes, from scenario text to metrics.csv and alarms.csv.</summary>
public sealed class MetricTests
{
    private const string Web = "taskDefinitions: [{family: web, cpu: \"1024\", memory: \"2048\", networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 80}]}]}]";

    [Test]
    [Property("Rule", "ECS-MT-02")]
    [Property("Rule", "AS-MET-01")]
    public void Demand_IsDividedByWhatRuns()
    {
        // 3 vCPUs and 6 GiB over four tasks of 1 vCPU and 2 GiB: 75 % each; then over two of them.
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 20m, initial: steady}
            {{Web}}
            containerInstances: [{instanceType: m6i.4xlarge, count: 1}]
            services: [{serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 4}]
            workload: [{to: web, kind: demand, cpu: [[0s, 3]], memory: [[0s, 6144]]}]
            timeline: [{at: 10m, action: UpdateService, service: web, desiredCount: 2}]
            alarms:
              - {alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 1, threshold: 100, comparisonOperator: GreaterThanThreshold}
              - {alarmName: memory, series: web.MemoryUtilization, evaluationPeriods: 1, threshold: 100, comparisonOperator: GreaterThanThreshold}
            """);
        foreach (var metric in new[] { "CPUUtilization", "MemoryUtilization" })
        {
            var rows = run.Rows("metrics.csv", "metric", metric);
            Assert.That(rows.Single(r => r.Number("period_start_s") == 300).Number("value"), Is.EqualTo(75).Within(1e-6));
            Assert.That(rows.Single(r => r.Number("period_start_s") == 300).Number("sample_count"), Is.EqualTo(4));
            Assert.That(rows.Single(r => r.Number("period_start_s") == 900).Number("value"), Is.EqualTo(150).Within(1e-6), "demand is not served less, it exceeds what there is");
        }
        Assert.That(run.StateAt("cpu", 1200), Is.EqualTo("ALARM"));
    }

    [Test]
    [Property("Rule", "AS-PX-11")]
    public void StartingTasks_BurnCpu()
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 15m, initial: cold}
            {{Web}}
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 4}]
            applications: [{family: web, startup: 20s, idle: {cpu: 5%}, startupCpu: {vCpus: 2, for: 4m} }]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}]
            """);
        var values = run.Rows("metrics.csv", "metric", "CPUUtilization").Select(r => (At: r.Number("period_start_s"), Value: r.Number("value"))).ToList();
        Assert.That(values.Single(v => v.At == 120).Value, Is.EqualTo(100).Within(1e-6), "two vCPUs are asked for, the task has one");
        Assert.That(values.Single(v => v.At == 600).Value, Is.EqualTo(5).Within(1e-6));
        Assert.That(run.Transitions("cpu").Select(t => t.To), Does.Contain("ALARM"), "nothing but starting");
    }

    [Property("Rule", "AS-MET-01")]
    [TestCase("10m30s", "20s", 4)] // half a minute into the bucket: what they reported counts
    [TestCase("10m10s", "20s", 2)] // too soon for a report
    [TestCase("10m10s", "5s", 4)]
    public void ATaskThatEnds_CountsInItsLastMinuteAsFarAsItReported(string at, string interval, int samples)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 15m, initial: steady}
            model: {usageReportInterval: {{interval}}}
            {{Web}}
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 4}]
            applications: [{family: web, idle: {cpu: 40%, memory: 512MiB} }]
            timeline: [{at: {{at}}, action: UpdateService, service: web, desiredCount: 2}]
            alarms:
              - {alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}
              - {alarmName: memory, series: web.MemoryUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}
            """);
        foreach (var (metric, value) in new[] { ("CPUUtilization", 40.0), ("MemoryUtilization", 25) })
        {
            var rows = run.Rows("metrics.csv", "metric", metric);
            Assert.That(rows.Single(r => r.Number("period_start_s") == 600).Count("sample_count"), Is.EqualTo(samples));
            Assert.That(rows.Single(r => r.Number("period_start_s") == 660).Count("sample_count"), Is.EqualTo(2));
            Assert.That(rows.Select(r => r.Number("value")), Is.All.EqualTo(value).Within(1e-6));
        }
    }

    // Demand on two tasks of one vCPU each: in the middle of the minute from 300 s on it rises from 1 to 3 vCPUs.
    [Property("Rule", "AS-MET-02")]
    [TestCase("FARGATE", "", 75, 100)]
    [TestCase("EC2", "", 100, 150)]
    [TestCase("FARGATE", "idle: {cpu: 20%}", 20 + 65, 100)] // 0.8 of each task is left
    public void DemandOnFargate_IsCutOffAtWhatTheTaskHas(string launchType, string idle, double rising, double full)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 10m, initial: steady}
            {{Web}}
            {{(launchType == "EC2" ? "containerInstances: [{instanceType: m6i.4xlarge, count: 1}]" : "")}}
            services: [{serviceName: web, taskDefinition: web, launchType: {{launchType}}, desiredCount: 2}]
            applications: [{family: web, {{(idle.Length > 0 ? idle : "startup: 1s")}} }]
            workload: [{to: web, kind: demand, cpu: [[0s, 1], [330s, 3]]}]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}]
            """);
        var cpu = run.Rows("metrics.csv", "metric", "CPUUtilization").ToDictionary(r => r.Number("period_start_s"), r => r.Number("value"));
        Assert.That(cpu[300], Is.EqualTo(rising).Within(1e-6), "the integral of the smaller of both, not the smaller of both means");
        Assert.That(cpu[480], Is.EqualTo(full).Within(1e-6));
        Assert.That(run.At("services.csv", 540, "service", "web").Number("cpu_utilization"), Is.EqualTo(full).Within(0.01));
    }

    [Test]
    [Property("Rule", "AS-MET-02")]
    [Property("Rule", "AS-TT-14")]
    public void DemandThatIsLost_IsNeededAllTheSame()
    {
        // 3 vCPUs at a target of 50 % need six tasks of one vCPU; the metric of the two that run says 100 %, which asks for four.
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 10m, initial: steady}
            {{Web}}
            services:
              - serviceName: web
                taskDefinition: web
                launchType: FARGATE
                desiredCount: 2
                autoScaling: {minCapacity: 1, maxCapacity: 20, suspendedState: {dynamicScalingOutSuspended: true}, policies: [{policyName: c, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration:
                  {targetValue: 50, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization} } }]}
            workload: [{to: web, kind: demand, cpu: [[0s, 0.5], [2m30s, 3]]}]
            """);
        double Needed(double second) => run.At("services.csv", second, "service", "web").Number("needed");
        Assert.That((Needed(60), Needed(180), Needed(540)), Is.EqualTo((1.0, 4.0, 6.0)), "0.5 vCPUs, their mean with 3, and 3");
        Assert.That(run.Rows("scaling_activities.csv", "policy", "c").Max(r => r.Number("proposal")), Is.EqualTo(4));
    }

    // A quarter of a vCPU, of which idleness takes a fifth: 0.2 vCPUs serve four requests of 50 ms a second, and 15 a second come.
    [Test]
    [Property("Rule", "AS-MET-02")]
    public void IdleCpu_TakesFromRequests_SoThatAFullTaskShowsOneHundredPercent()
    {
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 10m, initial: steady}
            taskDefinitions: [{family: t, cpu: 256, memory: 512, networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: app, image: i}]}]
            services: [{serviceName: s, taskDefinition: t, launchType: FARGATE, desiredCount: 2}]
            applications: [{family: t, idle: {cpu: 20%}, request: {cpu: 50ms, queueLimit: 20}}]
            workload: [{to: s, rate: {steps: [[0s, 30/s], [5m, 0/s]]}, arrivals: deterministic}]
            alarms: [{alarmName: c, series: s.CPUUtilization, evaluationPeriods: 1, threshold: 1000, comparisonOperator: GreaterThanThreshold}]
            """);
        var cpu = run.Rows("metrics.csv", "metric", "CPUUtilization").ToDictionary(r => r.Number("period_start_s"), r => r.Number("value"));
        Assert.That(cpu[120], Is.EqualTo(100).Within(0.001), "both together are the task, and no more");
        Assert.That(cpu[420], Is.EqualTo(20).Within(1e-6), "without requests it uses what it uses idle");
        Assert.That(run.At("services.csv", 180, "service", "s").Number("completed"), Is.EqualTo(2 * 4 * 60).Within(20), "requests have what idleness leaves");
        Assert.That(run.At("services.csv", 180, "service", "s").Number("cpu_utilization"), Is.EqualTo(100).Within(0.01));
    }

    // One vCPU, half of it idle use: a request alone takes twice its CPU time, where it has a vCPU to itself and where it shares.
    [TestCase(1)]
    [TestCase(8)]
    [Property("Rule", "AS-MET-02")]
    public void IdleCpu_SlowsRequestsThatNeedIt(int concurrency)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 5m, initial: steady}
            {{Web}}
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 1}]
            applications: [{family: web, idle: {cpu: 50%}, request: {cpu: 100ms, concurrency: {{concurrency}} } }]
            workload: [{to: web, rate: 1/s, arrivals: deterministic}]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}]
            """);
        Assert.That(run.Metric("web.latency.p50"), Is.EqualTo(200).Within(2).Percent);
        Assert.That(run.Rows("metrics.csv", "metric", "CPUUtilization")[2].Number("value"), Is.EqualTo(60).Within(0.2), "half, and a tenth of a vCPU");
    }

    // Requests and demand do not know of each other: together they ask for 1.6 vCPUs of one.
    [TestCase("FARGATE", 100)]
    [TestCase("EC2", 160)]
    [Property("Rule", "AS-MET-02")]
    [Property("Rule", "AS-MET-01")]
    public void KindsOfWorkTogether_StayWithinATaskOnFargate_InWhatIsPublished(string launchType, double expected)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 5m, initial: steady}
            {{Web}}
            {{(launchType == "EC2" ? "containerInstances: [{instanceType: m6i.4xlarge, count: 1}]" : "")}}
            services: [{serviceName: web, taskDefinition: web, launchType: {{launchType}}, desiredCount: 1}]
            applications: [{family: web, request: {cpu: 100ms, concurrency: 8} }]
            workload: [{to: web, rate: 8/s, arrivals: deterministic}, {to: web, kind: demand, cpu: [[0s, 0.8]]}]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}]
            """);
        Assert.That(run.Rows("metrics.csv", "metric", "CPUUtilization")[2].Number("value"), Is.EqualTo(expected).Within(0.2));
    }

    // One message a second, each with 100 ms of CPU; one worker, which has a vCPU to itself, or four, which share it.
    [TestCase(1, "{vCpus: 0.75, for: 5m}", 200)]
    [TestCase(4, "{vCpus: 0.75, for: 5m}", 200)]
    [TestCase(1, "{vCpus: 0, for: 5m}", 100)]
    [Property("Rule", "AS-PX-11")]
    public void StartUpWork_TakesCpuFromMessages_UntilItIsDone(int concurrency, string startup, double milliseconds)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 10m, initial: cold}
            {{Web}}
            queues: [{name: jobs}]
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 1}]
            applications: [{family: web, startup: 1s, startupCpu: {{startup}}, message: {queue: jobs, cpu: 100ms, concurrency: {{concurrency}}, waitTimeSeconds: 20} }]
            workload: [{to: jobs, kind: messages, rate: {steps: [[0s, 0/s], [3m, 1/s]]}, arrivals: deterministic}]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}]
            """);
        Assert.That(run.Metric("jobs.latency.p95"), Is.EqualTo(milliseconds).Within(2).Percent, "while it starts");
        Assert.That(run.Metric("jobs.latency.p50"), Is.EqualTo(100).Within(2).Percent, "most came after the start");
        var cpu = run.Rows("metrics.csv", "metric", "CPUUtilization").ToDictionary(r => r.Number("period_start_s"), r => r.Number("value"));
        if (milliseconds > 100) Assert.That(cpu[240], Is.EqualTo(85).Within(0.5), "both together");
        Assert.That(cpu[480], Is.EqualTo(10).Within(0.2));
    }

    // One request a second, each with 100 ms of CPU on a task of one vCPU.
    [Property("Rule", "AS-PX-11")]
    [TestCase("{vCpus: 0.4, for: 5m}", "0.5", 1, 100)] // 0.6 vCPUs are left, and a request uses one at most: 167 ms
    [TestCase("{vCpus: 0.75, for: 5m}", "0.5", 2, 200)] // requests keep half of the task
    [TestCase("{vCpus: 0.75, for: 5m}", "0.25", 4, 400)]
    [TestCase("{vCpus: 0, for: 5m}", "0.5", 1, 100)]
    public void StartUpWork_TakesCpuFromRequests_UntilItIsDone(string startup, string share, double slower, double milliseconds)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 10m, initial: cold}
            model: {startupRequestShare: {{share}}}
            {{Web}}
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 1}]
            applications: [{family: web, startup: 20s, startupCpu: {{startup}}, request: {cpu: 100ms, concurrency: 4} }]
            workload: [{to: web, rate: 1/s, arrivals: deterministic}]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}]
            """);
        double LatencyAt(double second) => run.At("services.csv", second, "service", "web").Number("latency_mean_ms");
        var expected = startup.StartsWith("{vCpus: 0.4", StringComparison.Ordinal) ? 100 / 0.6 : milliseconds;
        Assert.That(LatencyAt(180), Is.EqualTo(expected).Within(0.5).Percent);
        Assert.That(LatencyAt(600), Is.EqualTo(100).Within(0.5).Percent, $"no longer {slower} times as long");
        var cpu = run.Rows("metrics.csv", "metric", "CPUUtilization").ToDictionary(r => r.Number("period_start_s"), r => r.Number("value"));
        var burnt = 100 * double.Parse(startup[8..startup.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(cpu[120], Is.EqualTo(burnt + 10).Within(0.5), "both together");
        Assert.That(cpu[480], Is.EqualTo(10).Within(0.2));
    }

    [Test]
    [Property("Rule", "AS-PX-11")]
    public void StartUpWorkAndRequests_NeverUseMoreThanTheTaskHas()
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 8m, initial: cold}
            {{Web}}
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 1}]
            applications: [{family: web, startup: 20s, startupCpu: {vCpus: 0.8, for: 5m}, request: {cpu: 100ms, concurrency: 50, queueLimit: 10} }]
            workload: [{to: web, rate: 20/s, arrivals: deterministic}]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}]
            """);
        Assert.That(run.Rows("metrics.csv", "metric", "CPUUtilization").Select(r => r.Number("value")), Is.All.LessThanOrEqualTo(100 + 1e-6));
        double Completed(double second) => run.At("services.csv", second, "service", "web").Number("completed");
        Assert.That(Completed(180), Is.EqualTo(300).Within(6), "half of a vCPU serves five a second");
        Assert.That(Completed(480), Is.EqualTo(600).Within(6));
    }

    [Test]
    [Property("Rule", "AS-PX-11")]
    public void TasksThatWereThere_HaveTheirStartBehindThem()
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 15m, initial: steady}
            {{Web}}
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 1}]
            applications: [{family: web, idle: {cpu: 5%}, startupCpu: {vCpus: 2, for: 4m} }]
            timeline: [{at: 5m, action: UpdateService, service: web, desiredCount: 2}]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 3, threshold: 60, comparisonOperator: GreaterThanThreshold}]
            """);
        var values = run.Rows("metrics.csv", "metric", "CPUUtilization").Select(r => (At: r.Number("period_start_s"), Value: r.Number("value"))).ToList();
        Assert.That(values.Single(v => v.At == 120).Value, Is.EqualTo(5).Within(1e-6), "it was there before the run began");
        Assert.That(values.Single(v => v.At == 420).Value, Is.EqualTo(52.5).Within(1e-6), "one of two starts");
    }

    [Test]
    [Property("Rule", "ECS-MT-01")]
    [Property("Rule", "AS-MET-09")]
    public void TheCluster_HasUtilisationAndReservation()
    {
        // One m6i.xlarge: 4096 CPU units; four tasks of 512 reserve half of them and use a quarter of what they reserve.
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 10m, initial: steady}
            containerInstances: [{instanceType: m6i.xlarge, count: 1}]
            taskDefinitions: [{family: web, cpu: "512", memory: "1024", containerDefinitions: [{name: app, image: i, memory: 1024, cpu: 512}]}]
            services: [{serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 4}]
            applications: [{family: web, idle: {cpu: 25%, memory: 512MiB} }]
            alarms:
              - {alarmName: a, namespace: AWS/ECS, metricName: CPUUtilization, dimensions: [{name: ClusterName, value: default}], evaluationPeriods: 1, threshold: 12, comparisonOperator: GreaterThanThreshold}
              - {alarmName: b, series: cluster.CPUReservation, evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}
              - {alarmName: c, series: cluster.MemoryUtilization, evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}
              - {alarmName: d, series: cluster.GPUReservation, evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}
            """);
        double Last(string metric) => run.Rows("metrics.csv", "metric", metric)[^1].Number("value");
        Assert.That(Last("CPUUtilization"), Is.EqualTo(12.5).Within(1e-6));
        Assert.That(Last("CPUReservation"), Is.EqualTo(50).Within(1e-6));
        var registered = run.Rows("instances.csv")[0].Number("registered_memory");
        Assert.That(Last("MemoryUtilization"), Is.EqualTo(100 * 4 * 512 / registered).Within(0.01));
        Assert.That(run.Rows("metrics.csv", "metric", "GPUReservation"), Is.Empty, "no GPU, no datapoint");
        Assert.That(run.StateAt("a", 600), Is.EqualTo("ALARM"));
    }

    [Test]
    [Property("Rule", "ECS-MT-07")]
    [Property("Rule", "AS-MET-07")]
    public void ContainerInsights_CountsTasks()
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 10m, initial: steady}
            cluster: {clusterName: prod, settings: [{name: containerInsights, value: enhanced}]}
            {{Web}}
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 3}]
            applications: [{family: web, idle: {cpu: 10%, memory: 300MiB} }]
            timeline: [{at: 3m, action: UpdateService, service: web, desiredCount: 5}]
            alarms:
              - {alarmName: r, series: web.RunningTaskCount, evaluationPeriods: 1, threshold: 4, comparisonOperator: GreaterThanThreshold}
              - {alarmName: d, series: web.DesiredTaskCount, evaluationPeriods: 1, threshold: 4, comparisonOperator: GreaterThanThreshold}
              - {alarmName: p, series: web.PendingTaskCount, evaluationPeriods: 1, threshold: 4, comparisonOperator: GreaterThanThreshold}
              - {alarmName: u, series: web.CpuUtilized, evaluationPeriods: 1, threshold: 4, comparisonOperator: GreaterThanThreshold}
              - {alarmName: m, series: web.MemoryReserved, evaluationPeriods: 1, threshold: 4, comparisonOperator: GreaterThanThreshold}
              - {alarmName: c, namespace: ECS/ContainerInsights, metricName: TaskCount, dimensions: [{name: ClusterName, value: prod}], evaluationPeriods: 1, threshold: 4, comparisonOperator: GreaterThanThreshold}
            """);
        double First(string metric) => run.Rows("metrics.csv", "metric", metric)[1].Number("value");
        double Last(string metric) => run.Rows("metrics.csv", "metric", metric)[^1].Number("value");
        Assert.That((First("RunningTaskCount"), First("DesiredTaskCount"), First("PendingTaskCount")), Is.EqualTo((3.0, 3.0, 0.0)));
        Assert.That((Last("RunningTaskCount"), Last("DesiredTaskCount"), Last("TaskCount")), Is.EqualTo((5.0, 5.0, 5.0)));
        Assert.That(First("CpuUtilized"), Is.EqualTo(3 * 102.4).Within(0.1));
        Assert.That(First("MemoryReserved"), Is.EqualTo(3 * 2048));
        Assert.That(run.Rows("metrics.csv", "metric", "RunningTaskCount")[0].Number("published_s"), Is.EqualTo(120), "a minute after its bucket");
    }

    [Test]
    [Property("Rule", "ECS-MT-07")]
    public void WithoutTheSetting_NothingPublishesContainerInsights()
    {
        var result = Scenarios.Loading.Load($$"""
            name: t
            run: {duration: 10m}
            {{Web}}
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 3}]
            alarms: [{alarmName: r, series: web.RunningTaskCount, evaluationPeriods: 1, threshold: 4, comparisonOperator: GreaterThanThreshold}]
            """);
        Assert.That(result.Issues.Select(i => i.Message), Has.Some.Contains("Container Insights is off in the cluster"));
    }

    [Test]
    [Property("Rule", "AS-CW-13")]
    [Property("Rule", "ALB-M-01")]
    public void Percentiles_ReadSingleResponseTimes()
    {
        // Of the requests one in fifty takes a second, the others 20 ms: the mean says 40 ms, p99 a second, the trimmed mean 20 ms.
        var run = ScenarioRun.Of(Balanced("100/s", """
              - {alarmName: mean, series: tg.TargetResponseTime, evaluationPeriods: 1, threshold: 0.1, comparisonOperator: GreaterThanThreshold}
              - {alarmName: p99, series: tg.TargetResponseTime, extendedStatistic: p99, evaluationPeriods: 1, threshold: 0.9, comparisonOperator: GreaterThanThreshold}
              - {alarmName: p90, series: tg.TargetResponseTime, extendedStatistic: p90, evaluationPeriods: 1, threshold: 0.1, comparisonOperator: GreaterThanThreshold}
              - {alarmName: tm90, series: tg.TargetResponseTime, extendedStatistic: tm90, evaluationPeriods: 1, threshold: 0.021, comparisonOperator: GreaterThanThreshold}
              - {alarmName: slow, series: tg.TargetResponseTime, extendedStatistic: "PR(0.5:)", evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}
              - {alarmName: most, series: tg.TargetResponseTime, statistic: Maximum, evaluationPeriods: 1, threshold: 0.9, comparisonOperator: GreaterThanThreshold}
              - {alarmName: ok, series: tg.HTTPCode_Target_2XX_Count, statistic: Sum, evaluationPeriods: 1, threshold: 5000, comparisonOperator: GreaterThanThreshold}
            """));
        Assert.That(
            new[] { "mean", "p99", "p90", "tm90", "slow", "most", "ok" }.Select(a => run.StateAt(a, 600)), Is.EqualTo(new[] { "OK", "ALARM", "OK", "OK", "ALARM", "ALARM", "ALARM" }));
    }

    [Test]
    [Property("Rule", "AS-CW-13")]
    [Property("Example", "EX-69")]
    public void FewSamples_KeepTheStateOfAPercentile()
    {
        // 600 a minute are fewer than the 1000 that p99 needs; p90 needs 100.
        var run = ScenarioRun.Of(Balanced("10/s", """
              - {alarmName: judged, series: tg.TargetResponseTime, extendedStatistic: p99, evaluationPeriods: 1, threshold: 0.9, comparisonOperator: GreaterThanThreshold}
              - {alarmName: ignored, series: tg.TargetResponseTime, extendedStatistic: p99, evaluateLowSampleCountPercentile: ignore, evaluationPeriods: 1, threshold: 0.9, comparisonOperator: GreaterThanThreshold}
              - {alarmName: enough, series: tg.TargetResponseTime, extendedStatistic: p90, evaluateLowSampleCountPercentile: ignore, evaluationPeriods: 1, threshold: 0.9, comparisonOperator: LessThanThreshold}
            """));
        Assert.That(run.Transitions("ignored"), Is.Empty);
        Assert.That(run.Transitions("judged"), Is.Not.Empty);
        Assert.That(run.StateAt("enough", 600), Is.EqualTo("ALARM"));
    }

    [Test]
    [Property("Rule", "ALB-M-01")]
    public void Failures_AreCountedByWhoAnsweredThem()
    {
        // The only task is stopped at 200 s: refused connections are the load balancer's 502, no registered target is its 503.
        var run = ScenarioRun.Of(Balanced("50/s", """
              - {alarmName: elb, series: tg.HTTPCode_ELB_5XX_Count, statistic: Sum, evaluationPeriods: 1, threshold: 100, comparisonOperator: GreaterThanThreshold}
              - {alarmName: e503, series: tg.HTTPCode_ELB_503_Count, statistic: Sum, evaluationPeriods: 1, threshold: 100, comparisonOperator: GreaterThanThreshold}
              - {alarmName: target, series: tg.HTTPCode_Target_5XX_Count, statistic: Sum, evaluationPeriods: 1, threshold: 0, comparisonOperator: GreaterThanThreshold}
              - {alarmName: hosts, series: tg.HealthyHostCount, statistic: Minimum, evaluationPeriods: 1, threshold: 1, comparisonOperator: LessThanThreshold}
            """, "timeline: [{at: 200s, action: UpdateService, service: web, desiredCount: 0}]"));
        Assert.That(run.StateAt("elb", 600), Is.EqualTo("ALARM"));
        Assert.That(run.StateAt("e503", 600), Is.EqualTo("ALARM"));
        Assert.That(run.StateAt("target", 600), Is.EqualTo("INSUFFICIENT_DATA"), "no error of a target, no datapoint");
    }

    private static string Balanced(string rate, string alarms, string rest = "") =>
        $$"""
        name: t
        run: {duration: 10m, initial: steady}
        {{Web}}
        targetGroups: [{name: tg, attributes: [{key: deregistration_delay.timeout_seconds, value: "0"}]}]
        services: [{serviceName: web, taskDefinition: web, launchType: FARGATE, desiredCount: 1, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]}]
        applications: [{family: web, request: {wait: {distribution: empirical, values: [20ms, 1s], weights: [98, 2]}, concurrency: 1000} }]
        workload: [{to: web, rate: {{rate}}}]
        alarms:
        {{alarms.TrimEnd()}}
        {{rest}}
        """;
}
