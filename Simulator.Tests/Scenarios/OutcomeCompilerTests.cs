using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios;
using Simulator.Scenarios.Compiling;

namespace Simulator.Tests.Scenarios;

/// <summary>Assertions, output, prices, model constants, sweeps, applications, target groups.</summary>
public sealed class OutcomeCompilerTests
{
    [TestCase("metric: web.latency.p99, below: 500ms", AssertionOperator.Below, 500, "web.latency.p99 below 500 ms")]
    [TestCase("metric: web.latency.mean, atMost: 0.25s", AssertionOperator.AtMost, 250, "web.latency.mean at most 250 ms")]
    [TestCase("metric: web.availability, atLeast: 99.9%", AssertionOperator.AtLeast, 99.9, "web.availability at least 99.9 %")]
    [TestCase("metric: web.requests, above: 1000", AssertionOperator.Above, 1000, "web.requests above 1000")]
    [TestCase("metric: cluster.instances.max, equals: 7", AssertionOperator.EqualTo, 7, "cluster.instances.max equal to 7")]
    [TestCase("metric: cost.total, below: 12.5", AssertionOperator.Below, 12.5, "cost.total below 12.5 USD")]
    public void Assertions_AreReadInTheMetricsOwnUnit(string text, AssertionOperator op, double bound, string sentence)
    {
        var assertion = Loading.Valid(Loading.Fargate + $"assert: [{{{text}}}]").Assertions.Single();
        Assert.That((assertion.Operator, assertion.Bound, assertion.Upper, assertion.Text), Is.EqualTo((op, bound, bound, sentence)));
    }

    [Test]
    public void Between_HasTwoBounds()
    {
        var assertion = Loading.Valid(Loading.Fargate + "assert: [{metric: web.latency.p50, between: [10ms, 1s]}]").Assertions.Single();
        Assert.That((assertion.Operator, assertion.Bound, assertion.Upper), Is.EqualTo((AssertionOperator.Between, 10.0, 1000.0)));
    }

    [TestCase("metric: web.latency.p99, below: 500", "`500` has no unit (write 500ms, 500s, 500m or 500h)")]
    [TestCase("metric: web.availability, atLeast: 0.999", "`0.999` has no unit (write 99.9%)")]
    [TestCase("metric: web.latency.p99", "compares with nothing")]
    [TestCase("metric: web.latency.p99, below: 1s, above: 2s", "has 2 operators")]
    [TestCase("metric: web.latency.p99, between: 1s", "between takes [lower, upper]")]
    [TestCase("metric: web.latency.p99, between: [2s, 1s]", "the lower bound 2000 ms is more than the upper bound 1000 ms")]
    [TestCase("metric: web.latancy.p99, below: 1s", "there is no metric `web.latancy.p99` (did you mean `latency.p99`?)")]
    [TestCase("metric: cluster.instances, below: 1", "there is no metric `cluster.instances`")]
    [TestCase("metric: web.latency.p99, bellow: 1s", "did you mean `below`?")]
    public void WrongAssertions(string text, string message) => Assert.That(Issues($"assert: [{{{text}}}]"), Has.Some.Contains(message));

    [Test]
    public void EveryMetricARunRecords_CanBeAsserted_AndNoOther()
    {
        var recorded = ExperimentRunner.Simulate(Loading.Valid(Loading.Fargate.Replace("1h", "5m", StringComparison.Ordinal))).Summary.Select(m => m.Name).ToList();
        var known = SummaryMetricNames.Of("service").Select(n => "web." + n).Concat(SummaryMetricNames.Of("cluster").Select(n => "cluster." + n)).Concat(SummaryMetricNames.Of("cost").Select(n => "cost." + n)).ToList();
        Assert.That(recorded.Except(known), Is.Empty, "recorded but not known to assertions");
        Assert.That(known.Except(recorded), Is.Empty, "known to assertions but not recorded");
    }

    [Test]
    public void Output_IsRead()
    {
        Assert.That(Loading.Valid(Loading.Fargate + "output: {services: {every: 1h}, placements: all, tasks: false}").Output, Is.EqualTo(new OutputDefinition(Duration.FromHours(1), true, false)));
        Assert.That(Loading.Valid(Loading.Fargate).Output, Is.EqualTo(OutputDefinition.Default));
        Assert.That(
            Loading.Valid(Loading.Fargate + "output: {decisions: changes, metrics: false}").Output, Is.EqualTo(OutputDefinition.Default with { AllDecisions = false, Metrics = false }));
    }

    [Test]
    public void Prices_AreOverriddenByName()
    {
        Assert.That(Loading.Valid(Loading.Fargate + "pricing: {fargateVcpuHour: 0.05}").PriceOverrides["fargateVcpuHour"], Is.EqualTo(0.05));
        Assert.That(Loading.Valid(Loading.Fargate + "containerInstances: [{instanceType: m6i.large}]\npricing: {m6i.large: 0.1, m6i.large.spot: 0.04}").PriceOverrides, Has.Count.EqualTo(2));
        Assert.That(Issues("pricing: {fargateVcpuHours: 0.05}"), Has.Some.Contains("there is no price `fargateVcpuHours` (did you mean `fargateVcpuHour`?)"));
        Assert.That(Issues("pricing: {fargateVcpuHour: -1}"), Has.Some.Contains("is -1, outside its range"));
    }

    [Test]
    public void EveryModelConstant_CanBeOverriddenByItsOwnDefault()
    {
        foreach (var constant in ModelCatalog.All)
        {
            var value = constant switch
            {
                ModelConstant<Duration> time => $"{time.Default.Seconds:0.#########}s",
                ModelConstant<double> number => $"{number.Default}",
                ModelConstant<bool> flag => flag.Default ? "true" : "false",
                ModelConstant<string> choice => choice.Default,
                _ => "{distribution: lognormal, median: 8s, p95: 20s}",
            };
            var model = Loading.Valid(Loading.Fargate + $"model: {{{constant.Name}: {value}}}").Model;
            Assert.That(model.Overridden, Is.EqualTo(new[] { constant.Name }), constant.Name);
        }
    }

    [TestCase("schedulerTick: 5", "`5` has no unit")]
    [TestCase("registeredMemoryFactor: 1.5", "a share of the nominal memory")]
    [TestCase("creditAccumulates: yes", "`creditAccumulates` takes true or false, not `yes` (write true)")]
    [TestCase("scaleInStep: third", "`scaleInStep` does not know `third` (one of proportional, half, one)")]
    [TestCase("instanceBoot: fast", "is not a length of time")]
    public void WrongModelConstants(string text, string message) => Assert.That(Issues($"model: {{{text}}}"), Has.Some.Contains(message));

    // ---- sweeps

    [Test]
    public void SweepAxes_AreCheckedValueByValue()
    {
        var result = Loading.Load(Loading.Fargate + "sweep: {axes: {services.web.desiredCount: [2, 4], \"workload.web.rate\": [10/s, {pattern: ramp, from: 1/s, to: 2/s}]}}");
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        Assert.That(result.SweepAxes.Select(a => a.Path), Is.EqualTo(new[] { "services.web.desiredCount", "workload.web.rate" }));
        Assert.That(result.SweepAxes[1].Values[1], Is.EqualTo("{pattern: ramp, from: \"1/s\", to: \"2/s\"}").Or.EqualTo("{pattern: ramp, from: 1/s, to: 2/s}"));
        var varied = Loading.Valid(Loading.Fargate, new LoadOptions { Overrides = [result.SweepAxes[1].At(1), result.SweepAxes[0].At(1)] });
        Assert.That(varied.Services[0].DesiredCount, Is.EqualTo(4));
    }

    [TestCase("services.web.desiredCont: [2]", "`desiredCont` is not a property of service (did you mean `desiredCount`?)")]
    [TestCase("services.web.desiredCount: 2", "an axis takes a list of values, not `2`")]
    [TestCase("services.web.desiredCount: [2, two]", "with services.web.desiredCount = two: `desiredCount` takes a whole number")]
    [TestCase("services.web.taskDefinition: [web, api]", "with services.web.taskDefinition = api: there is no task definition `api`")]
    [TestCase("sweep.axes: [1]", "a sweep cannot vary itself")]
    [TestCase("\"a..b\": [1]", "is not a path")]
    public void WrongSweeps(string axis, string message) => Assert.That(Issues($"sweep: {{axes: {{{axis}}}}}"), Has.Some.Contains(message));

    // ---- applications

    [Test]
    public void Applications_AreAlignedWithTaskDefinitions_RevisionBeforeFamily()
    {
        const string task = "{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}";
        var scenario = Loading.Valid($"""
            name: t
            run: {"{duration: 1h}"}
            taskDefinitions: [{task}, {task.Replace("web", "api", StringComparison.Ordinal)}, {task}]
            applications:
              - {"{family: \"web:2\", image: {size: 2MiB}}"}
              - {"{family: web, image: {size: 1GiB}, idle: {cpu: 5%, memory: 100MiB}, memoryPerRequest: 512KiB, startup: 3s, shutdown: {distribution: uniform, min: 1s, max: 2s}, meanTimeBetweenCrashes: 1d}"}
            services: [{"{serviceName: web, taskDefinition: web, launchType: FARGATE}"}]
            """);
        Assert.That(scenario.Applications.Select(a => a.ImageBytes), Is.EqualTo(new[] { 1L << 30, ApplicationDefinition.Default.ImageBytes, 2L << 20 }));
        var web = scenario.Applications[0];
        Assert.That((web.IdleCpuFraction, web.IdleMemoryMiB, web.MemoryPerRequestMiB, web.Startup.Mean, web.Shutdown.Mean, web.MeanTimeBetweenCrashesSeconds), Is.EqualTo((0.05, 100.0, 0.5, 3.0, 1.5, (double?)86400)));
    }

    [TestCase("request: {}", "a request takes neither cpu nor wait")]
    [TestCase("request: {cpu: 1s, timeout: 100ms}", "the timeout 100ms is shorter than a mean request, 1s")]
    [TestCase("request: {cpu: 10ms, concurrency: 0}", "`concurrency` is 0, outside its range")]
    [TestCase("request: {cpu: 10ms, order: cpuFirst}", "`order` does not know `cpuFirst`")]
    public void WrongApplications(string text, string message) =>
        Assert.That(Loading.Load(Loading.Fargate.Replace("request: {cpu: 10ms}", text, StringComparison.Ordinal)).Issues.Select(i => i.ToString()), Has.Some.Contains(message));

    [Test]
    public void LoadOnATaskThatServesNothing_IsRefused() =>
        Loading.Refused(Loading.Fargate.Replace(", request: {cpu: 10ms}", "", StringComparison.Ordinal), "12:10", "nothing says what a request needs in the tasks of `web`");

    // ---- target groups

    [Test]
    public void TargetGroups_TakeTheirAttributesInAwssShapeToo()
    {
        var group = Loading.Valid(Loading.Fargate.Replace("{name: tg}", """
            {targetGroupName: tg, attributes: [{Key: deregistration_delay.timeout_seconds, Value: "30"}, {Key: load_balancing.algorithm.type, Value: least_outstanding_requests}, {Key: stickiness.enabled, Value: "false"}]}
            """.Trim(), StringComparison.Ordinal)).TargetGroups[0];
        Assert.That((group.DeregistrationDelay.Seconds, group.Routing, group.HealthyThreshold), Is.EqualTo((30.0, RoutingAlgorithm.LeastOutstandingRequests, 5)));
    }

    [TestCase("healthCheckTimeoutSeconds: 30", "healthCheckTimeoutSeconds 30 must be less than healthCheckIntervalSeconds 30")]
    [TestCase("slowStartSeconds: 20", "slow start takes 30 to 900 seconds, not 20")]
    [TestCase("slowStartSeconds: 60, routingAlgorithm: weighted_random", "slow start works with round_robin only")]
    [TestCase("healthCheckEnabled: false", "cannot be switched off")]
    [TestCase("attributes: [{key: deregistration_delay.timeout, value: 3}]", "there is no target group attribute `deregistration_delay.timeout` (did you mean `deregistration_delay.timeout_seconds`?)")]
    [TestCase("unhealthyThresholdCount: 1", "`unhealthyThresholdCount` is 1, outside its range (2 to 10)")]
    [Property("Rule", "ALB-HC-01")]
    public void WrongTargetGroups(string text, string message) =>
        Assert.That(Loading.Load(Loading.Fargate.Replace("{name: tg}", $"{{name: tg, {text}}}", StringComparison.Ordinal)).Issues.Select(i => i.ToString()), Has.Some.Contains(message));

    [Test]
    public void Workload_ReachesAServiceByItsTargetGroupOrListener()
    {
        var yaml = Loading.Fargate.Replace("  - {to: web, rate: 10/s}\n", "  - {to: web, rate: 1/s}\n  - {to: tg, rate: 2/s}\n  - {name: l, to: front, rate: 3/s}\n", StringComparison.Ordinal) + "listeners: [{name: front, rules: [{forward: [{targetGroup: tg, weight: 1}]}]}]\n";
        Assert.That(Loading.Valid(yaml).Workloads.Cast<RequestWorkloadDefinition>().Select(w => (w.Name, w.Service, w.TargetGroup)), Is.EqualTo(new[] { ("web", 0, 0), ("tg", 0, 0), ("l", 0, 0) }));
    }

    [Test]
    public void PlayedBackSeries_IsReadFromPointsOrATrace()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cpu.csv", "timestamp,value\n2014-02-14 14:30:00,10\n2014-02-14 14:35:00,20\n2014-02-14 14:40:00,\n");
        var yaml = Loading.Fargate + "  - {name: a, kind: metric, series: web.CPUUtilization, values: {trace: cpu.csv, scale: 2}}\n  - {name: b, kind: metric, series: web.MemoryUtilization, values: [[0s, 50], [10m, null]]}\n";
        var workloads = ScenarioLoader.Load(folder.Write("s.yaml", yaml)).Scenario!.Workloads.OfType<MetricWorkloadDefinition>().ToList();
        Assert.That(workloads[0].Points.Select(p => (p.At.Seconds, p.Value)), Is.EqualTo(new[] { (0.0, (double?)20), (300.0, 40.0), (600.0, null), (900.0, null) }));
        Assert.That(workloads[1].Points.Select(p => (p.At.Seconds, p.Value)), Is.EqualTo(new[] { (0.0, (double?)50), (600.0, null) }));
        Assert.That((workloads[0].Metric.Source, workloads[0].Metric.Entity), Is.EqualTo((MetricSource.ServiceCpu, 0)));
    }

    [TestCase("series: web.CPUUtilization, values: [[0s, 1], [0s, 2]]", "0s does not come after 0s")]
    [TestCase("series: web.CPUUtilization, values: [[0s]]", "a point takes [time, value]")]
    [TestCase("series: web.CPUUtilization", "has no `values`")]
    [TestCase("values: [[0s, 1]]", "has no `series`")]
    [TestCase("series: web.CPUUtilization, values: [[0s, 1]], rate: 1/s", "a workload of kind metric takes no `rate`")]
    [TestCase("series: wbe.CPU, values: [[0s, 1]]}\n  - {name: n, kind: metric, series: wbe.CPU, values: [[0s, 1]]", "two workloads play back the same series")]
    public void WrongPlayback(string text, string message) => Assert.That(Loading.Load(Loading.Fargate + $"  - {{name: m, kind: metric, {text}}}\n").Issues.Select(i => i.ToString()), Has.Some.Contains(message));

    private static IEnumerable<string> Issues(string yaml) => Loading.Load(Loading.Fargate + yaml).Issues.Select(i => i.ToString());
}
