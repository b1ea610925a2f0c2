namespace Simulator.Tests.Conformance.Providers;

/// <summary>The worked examples of Fargate's launch rates and prices, as rows of tasks.csv and costs.csv.</summary>
public sealed class FargateExampleTests
{
    // Ten seconds from a launch to the pull, none before it: a task's launch is its pull less ten seconds.
    private const string Certain = "model: {fargateScheduling: 0s, fargateProvisioning: 10s, containerStart: 1s, fargateSpotInterruptions: 0, fargateRunTaskRate: 1000}";

    [TestCase("us-east-1", 100, 20.0)]
    [TestCase("eu-south-1", 25, 95.0)]
    [Property("Rule", "ECS-TH-04")]
    [Property("Rule", "FG-Q-01")]
    public void TenServicesOfFiftyTasks_ShareTheAccountsBucket(string region, int atOnce, double last)
    {
        // 500 in all: 100 and 20 a second there, 25 and 5 a second elsewhere.
        var run = ScenarioRun.Of(Services(10, 50, region));
        var launches = Launches(run);
        Assert.That(launches, Has.Count.EqualTo(500));
        Assert.That(launches.Count(t => t < 1e-6), Is.EqualTo(atOnce));
        Assert.That(launches[^1], Is.EqualTo(last).Within(0.01));
    }

    [Test]
    [Property("Rule", "FG-Q-01")]
    public void TwoHundredFiftyStandaloneTasks_TakeSevenAndAHalfSeconds()
    {
        var calls = string.Join('\n', Enumerable.Range(0, 25).Select(_ => "  - {at: 1m, action: RunTask, taskDefinition: web, launchType: FARGATE, count: 10, runTime: 10m}"));
        var run = ScenarioRun.Of(Services(1, 0, "us-east-1") + "timeline:\n" + calls + "\n");
        var launches = Launches(run).ConvertAll(t => t - 60);
        Assert.That((launches.Count, launches.Count(t => t < 1e-6)), Is.EqualTo((250, 100)));
        Assert.That(launches[^1], Is.EqualTo(7.5).Within(0.01));
    }

    [Test]
    [Property("Rule", "FG-Q-01")]
    public void SpotAndOnDemand_HaveBucketsOfTheirOwn()
    {
        var run = ScenarioRun.Of(Services(1, 240, "us-east-1", "capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 1}]"));
        foreach (var provider in new[] { "FARGATE", "FARGATE_SPOT" })
        {
            var launches = run.Rows("tasks.csv", "capacity_provider", provider).Select(t => t.Number("pull_started_s") - 10).Order().ToList();
            Assert.That((launches.Count(t => t < 1e-6), launches[^1]), Is.EqualTo((100, 1.0)), "a hundred of its 120 at once, twenty in the second after");
        }
    }

    // By the account's bucket alone 1,000 tasks would take 45 s; a service's own rate is 500 at once and 500 a minute, or a quarter of it elsewhere.
    [TestCase("us-east-1", 1000, 500, 60.0)]
    [TestCase("eu-south-1", 250, 125, 60.0)]
    [Property("Rule", "FG-Q-03")]
    [Property("Rule", "ECS-TH-03")]
    public void OneService_StartsNoMoreThanItsOwnRate(string region, int tasks, int burst, double last)
    {
        var created = ScenarioRun.Of(Services(1, tasks, region)).Rows("tasks.csv").Select(t => t.Number("created_s")).Order().ToList();
        Assert.That(created.Count(t => t < 1e-6), Is.EqualTo(burst));
        Assert.That(created[^1], Is.EqualTo(last).Within(1));
    }

    // Without a burst: 500 by 60 s, 1,000 by 120 s; from none to 3,500 in 7 min.
    [TestCase(1000, 60, 500, 120.0)]
    [TestCase(3500, 60, 500, 420.0)]
    [Property("Rule", "FG-Q-03")]
    [Property("Rule", "ECS-TH-03")]
    [Property("Rule", "ECS-TH-04")]
    public void OneService_WithoutABurst_StartsItsMinutesNumberInAMinute(int tasks, int second, int by, double last)
    {
        var created = ScenarioRun.Of(Services(1, tasks, "us-east-1").Replace("model: {", "model: {serviceLaunchShape: even, ", StringComparison.Ordinal)).Rows("tasks.csv").Select(t => t.Number("created_s")).Order().ToList();
        Assert.That(created.Count(t => t < second), Is.EqualTo(by).Within(1));
        Assert.That(created[^1], Is.EqualTo(last).Within(1));
    }

    [Test]
    [Property("Rule", "FG-Q-02")]
    [Property("Rule", "ECS-TH-06")]
    public void RunTaskCalls_AreTakenTwentyAtOnceAndTwentyASecond()
    {
        var calls = string.Join('\n', Enumerable.Range(0, 60).Select(_ => "  - {at: 1m, action: RunTask, taskDefinition: web, launchType: FARGATE, count: 1, runTime: 10m}"));
        var run = ScenarioRun.Of(Services(1, 0, "us-east-1").Replace("fargateRunTaskRate: 1000", "fargateRunTaskRate: 20", StringComparison.Ordinal) + "timeline:\n" + calls + "\n");
        var created = run.Rows("tasks.csv").Select(t => t.Number("created_s")).Order().ToList();
        Assert.That(created.Count(t => t == 60), Is.EqualTo(20));
        Assert.That(created.Count(t => t <= 61.001), Is.LessThanOrEqualTo(40));
    }

    // From the start of the pull to the stop, at least a minute: one vCPU and 2 GB.
    [TestCase(600, 600)]
    [TestCase(20, 60)]
    [Property("Rule", "FG-PR-01")]
    [Property("Rule", "COST-02")]
    public void ATask_IsBilledFromItsPullToItsStop_AtLeastAMinute(int runs, int billed)
    {
        var run = ScenarioRun.Of(Services(1, 0, "us-east-1").Replace("size: 1KiB", "size: 0MiB", StringComparison.Ordinal).Replace("containerStart: 1s", "containerStart: 0s, pullManifest: 0s, deprovisioning: 0s", StringComparison.Ordinal)
            + $"timeline:\n  - {{at: 1m, action: RunTask, taskDefinition: web, launchType: FARGATE, count: 1, runTime: {runs}s}}\n");
        var task = run.Rows("tasks.csv").Single();
        Assert.That(task.Number("execution_stopped_s") - task.Number("pull_started_s"), Is.EqualTo(runs).Within(0.01));
        var (vcpu, memory) = (run.Rows("costs.csv", "resource", "Fargate x86 vCPU").Single(), run.Rows("costs.csv", "resource", "Fargate x86 memory").Single());
        Assert.That((vcpu.Number("quantity") * 3600, memory.Number("quantity") * 3600), Is.EqualTo(((double)billed, 2.0 * billed)).Within(0.01));
        Assert.That(vcpu.Number("usd"), Is.EqualTo(vcpu.Number("quantity") * 0.04048).Within(1e-6));
        Assert.That(memory.Number("usd"), Is.EqualTo(memory.Number("quantity") * 0.004445).Within(1e-6));
    }

    [TestCase("ARM64", "LINUX", "arm64", 0.03238, 0.00356)]
    [TestCase("X86_64", "WINDOWS_SERVER_2022_CORE", "Windows", 0.09148 + 0.046, 0.01005)]
    [Property("Rule", "FG-PR-01")]
    public void Platforms_HaveTheirOwnPrices(string architecture, string system, string name, double vcpu, double gigabyte)
    {
        var run = ScenarioRun.Of(Services(1, 1, "us-east-1").Replace("family: web, cpu", $"family: web, runtimePlatform: {{cpuArchitecture: {architecture}, operatingSystemFamily: {system}}}, cpu", StringComparison.Ordinal));
        double Price(string what) => run.Rows("costs.csv", "resource", $"Fargate {name} {what}").Single() is var row ? row.Number("usd") / row.Number("quantity") : 0;
        Assert.That((Price("vCPU"), Price("memory")), Is.EqualTo((vcpu, gigabyte)).Within(2e-4));
    }

    private static List<double> Launches(ScenarioRun run) => [.. run.Rows("tasks.csv").Select(t => t.Number("pull_started_s") - 10).Order()];

    private static string Services(int count, int desired, string region, string capacity = "launchType: FARGATE") => $$"""
        name: rates
        run: {duration: 20m}
        region: {{region}}
        taskDefinitions: [{family: web, cpu: "1024", memory: "2048", networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
        applications: [{family: web, image: {size: 1KiB}, startup: 0s}]
        services: [{{string.Join(", ", Enumerable.Range(0, count).Select(i => $"{{serviceName: s{i}, taskDefinition: web, desiredCount: {desired}, {capacity} }}"))}}]
        {{Certain}}
        output: {services: {every: 10m} }

        """;
}
