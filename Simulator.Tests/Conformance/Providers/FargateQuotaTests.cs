using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model.Definitions;
using Simulator.Tests.Simulations;

namespace Simulator.Tests.Conformance.Providers;

/// <summary>What limits Fargate: quotas, addresses, call rates; and how long a start takes.</summary>
public sealed class FargateQuotaTests
{
    [Test]
    [Property("Rule", "FG-Q-04")]
    [Property("Rule", "ECS-TH-05")]
    [Property("Rule", "ECS-EV-03")]
    public void VcpusBeyondTheQuota_AreNotPlacedUntilOthersStop()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(
            9, FargateScenario.OnDemand, "model: {fargateVcpuQuota: 6}\ntimeline: [{at: 10m, action: UpdateService, service: web, desiredCount: 3}, {at: 15m, action: UpdateService, service: web, desiredCount: 6}]", run: "duration: 20m"));
        Assert.Multiple(() =>
        {
            Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(6));
            Assert.That(run.At("services.csv", 1140, "service", "web").Count("running"), Is.EqualTo(6), "stopped tasks give their vCPUs back");
            Assert.That(run.Rows("service_events.csv").Select(r => r.Text("message")), Has.Some.Contains("You've reached the limit on the number of vCPUs you can run concurrently"));
            Assert.That(run.Rows("placements.csv").Select(r => r.Text("reason")), Has.All.EqualTo("QUOTA:VCPU"));
        });
    }

    [TestCase("cold")]
    [TestCase("steady")]
    [Property("Rule", "FG-Q-04")]
    [Property("Rule", "ECS-TH-05")]
    public void Quota_HoldsFromTheStart(string initial)
    {
        var run = ScenarioRun.Of(FargateScenario.Of(9, FargateScenario.OnDemand, "model: {fargateVcpuQuota: 6}", run: $"duration: 10m, initial: {initial}"));
        Assert.That(run.Metric("web.tasks.running.max"), Is.EqualTo(6));
        Assert.That(run.Rows("placements.csv").Select(r => r.Text("reason")), Is.Not.Empty.And.All.EqualTo("QUOTA:VCPU"));
    }

    [TestCase("sizeInGiB: 20", false)]
    [TestCase("sizeInGiB: 21", true)]
    [TestCase("sizeInGiB: 201", false)]
    [Property("Rule", "FG-SZ-02")]
    public void EphemeralStorage_IsBetween21And200GiB(string size, bool valid)
    {
        var text = FargateScenario.Of(1, FargateScenario.OnDemand).Replace("family: web, cpu", $"family: web, ephemeralStorage: {{{size}}}, cpu", StringComparison.Ordinal);
        Assert.That(Scenarios.Loading.Load(text).IsValid, Is.EqualTo(valid));
    }

    [TestCase(FargateScenario.Half, "", "8:")]
    [TestCase(FargateScenario.OnDemand, "timeline: [{at: 1m, action: RunTask, taskDefinition: web, " + FargateScenario.Spot + "}]", "9:")]
    [TestCase("capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]", "timeline: [{at: 1m, action: UpdateService, service: web, " + FargateScenario.Spot + "}]", "9:")]
    [Property("Rule", "FG-SPOT-01")]
    public void WindowsTasks_DoNotRunOnFargateSpot(string capacity, string rest, string place)
    {
        string Of(string system) => FargateScenario.Of(1, capacity, rest).Replace("family: web, cpu", $"family: web, runtimePlatform: {{operatingSystemFamily: {system}, cpuArchitecture: X86_64}}, cpu", StringComparison.Ordinal);
        var refused = Scenarios.Loading.Load(Of("WINDOWS_SERVER_2019_CORE")).Issues.Select(i => i.ToString()).ToArray();
        Assert.That(refused, Has.Length.EqualTo(1));
        Assert.That(refused[0], Does.StartWith($"s.yaml:{place}").And.Contains("FARGATE_SPOT runs Linux only (FG-SPOT-01)"));
        Assert.That(Scenarios.Loading.Load(Of("LINUX")).Issues, Is.Empty);
    }

    [Test]
    [Property("Rule", "FG-Q-04")]
    public void SpotHasAQuotaOfItsOwn()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(9, FargateScenario.Half, "model: {fargateVcpuQuota: 2, fargateSpotVcpuQuota: 3}", run: "duration: 5m"));
        Assert.That(run.Rows("tasks.csv").CountBy(r => r.Text("capacity_provider")).ToDictionary(), Is.EqualTo(new Dictionary<string, int> { ["FARGATE"] = 2, ["FARGATE_SPOT"] = 3 }));
        Assert.That(ScenarioRun.Of(FargateScenario.Of(9, FargateScenario.Half, run: "duration: 5m")).Metric("web.tasks.running.max"), Is.EqualTo(9), "off unless set: AWS raises it on request");
    }

    [Test]
    [Property("Rule", "FG-SZ-03")]
    [Property("Rule", "ECS-PL-15")]
    [Property("Rule", "ECS-TH-01")]
    public void SubnetWithoutFreeAddresses_FailsTheTasksStart()
    {
        // A /28 has sixteen addresses, and AWS keeps five: eleven tasks.
        var run = ScenarioRun.Of(FargateScenario.Of(
            13, FargateScenario.OnDemand, "subnets: {subnet-1: {availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/28}}", run: "duration: 10m",
            service: "networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1]}}"));
        var failed = run.Rows("tasks.csv", "stop_code", "TaskFailedToStart");
        Assert.Multiple(() =>
        {
            Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(11));
            Assert.That(failed, Has.Count.GreaterThan(3));
            Assert.That(failed.Select(r => r.Text("stopped_reason")), Has.All.Contains("InsufficientFreeAddressesInSubnet"));
            Assert.That(run.Rows("service_events.csv").Select(r => r.Text("message")), Has.Some.Contains("unable to consistently start tasks"));
        });
    }

    [Test]
    [Property("Rule", "FG-SZ-03")]
    [Property("Rule", "ECS-PL-15")]
    public void Tasks_SpreadOverTheZonesOfTheirSubnetsAndFreeTheirAddresses()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(
            6, FargateScenario.OnDemand,
            "subnets: {subnet-1: {availabilityZone: us-east-1a, availableIpAddressCount: 4}, subnet-2: us-east-1b}\ntimeline: [{at: 5m, action: UpdateService, service: web, desiredCount: 0}, {at: 15m, action: UpdateService, service: web, desiredCount: 8}]",
            service: "networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1, subnet-2]}}"));
        Assert.That(run.Rows("tasks.csv").GroupBy(r => (r.Number("created_s"), r.Text("availability_zone"))).Select(g => g.Count()), Is.EquivalentTo(new[] { 3, 3, 4, 4 }));
        Assert.That(run.At("services.csv", 1500, "service", "web").Count("running"), Is.EqualTo(8));
    }

    [Test]
    [Property("Rule", "FG-Q-02")]
    [Property("Rule", "ECS-TH-06")]
    public void RunTaskCallsForFargate_AreTakenAtTwentyASecond()
    {
        var created = Jobs(callsPerSecond: 100, count: 2).Tasks.Select(t => t.Created.Seconds).ToArray();
        Assert.That(created, Has.Length.InRange(140, 260), "the callers try again until they are heard");
        Assert.That(created.Count(t => t < 0.9), Is.InRange(2 * 34, 2 * 39), "twenty at once and twenty a second");
        Assert.That(created.Max(), Is.EqualTo(((created.Length / 2) - 20) / 20.0).Within(0.2));
    }

    [Test]
    [Property("Rule", "FG-Q-01")]
    public void StandaloneTasks_LaunchAHundredAtOnceAndThenTwentyASecond()
    {
        // 250 tasks at once: the last begins (250 − 100) / 20 = 7.5 s later.
        var result = Jobs(callsPerSecond: 1e6, count: 10, calls: 60, model: ModelConstants.Defaults.With(ProviderModel.FargateRunTaskRate, 1000.0)
            .With(ProviderModel.FargateScheduling, DistributionDefinition.Constant(0)).With(ModelCatalog.FargateProvisioning, DistributionDefinition.Constant(10)));
        var pulled = result.Tasks.Select(t => t.PullStarted.Seconds - 10).Order().ToArray();
        Assert.That(pulled, Has.Length.GreaterThan(249));
        Assert.That(pulled[99], Is.LessThan(0.01));
        Assert.That(pulled[249], Is.EqualTo(7.5).Within(0.01));
    }

    [TestCase("413000000", 53, 62)]
    [TestCase("1MB", 17, 35)]
    [Property("Rule", "FG-ST-01")]
    [Property("Rule", "FG-ST-02")]
    public void Start_TakesAsLongAsMeasured(string image, double least, double most)
    {
        var run = ScenarioRun.Of(FargateScenario.Of(60, FargateScenario.OnDemand, run: "duration: 5m", size: image == "1MB" ? image : "413MB"));
        Assert.That(run.Rows("tasks.csv").Average(r => r.Number("started_s") - r.Number("created_s")), Is.InRange(least, most));
    }

    [Test]
    [Property("Rule", "FG-SZ-05")]
    public void SpeedOfCpus_SpreadsWhenTheModelSaysSo()
    {
        const string load = """
            workload: [{to: web, rate: 20/s, arrivals: deterministic}]
            model: {fargateCpuSpread: 0.15}
            """;
        var yaml = FargateScenario.Of(8, FargateScenario.OnDemand, load).Replace("shutdown: 90s", "shutdown: 90s, request: {cpu: 100ms, concurrency: 1}", StringComparison.Ordinal);
        var mixed = ScenarioRun.Of(yaml);
        var equal = ScenarioRun.Of(yaml, "model.fargateCpuSpread=0");
        Assert.Multiple(() =>
        {
            Assert.That(equal.Metric("web.latency.p99"), Is.EqualTo(100).Within(1));
            Assert.That(mixed.Metric("web.latency.p99"), Is.InRange(105, 118.5));
            Assert.That(mixed.Metric("web.cpu_utilization.mean"), Is.Not.EqualTo(equal.Metric("web.cpu_utilization.mean")), "slow CPUs are busy for longer");
        });
    }

    private static RunResult Jobs(double callsPerSecond, int count, int calls = 100, ModelConstants? model = null)
    {
        var scenario = SmallWorld.Web(fargate: true, duration: Duration.FromMinutes(2));
        var length = Duration.FromSeconds(calls / callsPerSecond);
        return Simulator.Experiments.ExperimentRunner.Simulate(scenario with
        {
            Model = model ?? scenario.Model,
            TargetGroups = [],
            Services = [],
            Alarms = [],
            Workloads =
            [
                new JobWorkloadDefinition(
                    "batch", 0, count, LaunchType.Fargate, [], "family:batch", new RateDefinition([new(Duration.Zero, callsPerSecond, callsPerSecond), new(length, 0, 0)]),
                    DistributionDefinition.Constant(600)),
            ],
        });
    }
}
