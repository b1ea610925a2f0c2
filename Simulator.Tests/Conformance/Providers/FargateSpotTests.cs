namespace Simulator.Tests.Conformance.Providers;

/// <summary>Fargate Spot: warnings, replacement, shortage; retirement of hosts.</summary>
public sealed class FargateSpotTests
{
    [Test]
    [Property("Rule", "FG-SPOT-01")]
    [Property("Rule", "ECS-TL-07")]
    [Property("Rule", "ECS-TL-03")]
    public void InterruptedTask_GetsItsSignalAtOnceAndIsKilledAfterStopTimeout()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(2, FargateScenario.Spot, "failures: [{kind: fargateSpotInterruption, at: 5m}]\nmodel: {fargateSpotInterruptions: 0, deprovisioning: 5s}"));
        var victim = run.Rows("tasks.csv", "stop_code", "SpotInterruption").Single();
        Assert.Multiple(() =>
        {
            Assert.That(victim.Number("stopping_s"), Is.EqualTo(300));
            Assert.That(victim.Number("stopped_s"), Is.EqualTo(300 + 60 + 5), "SIGTERM with the warning, SIGKILL after stopTimeout, well within the two minutes");
            Assert.That(victim.Count("exit_code"), Is.EqualTo(137));
            Assert.That(victim.Text("stopped_reason"), Is.EqualTo("Your Spot Task was interrupted."));
            Assert.That(run.Rows("failures.csv").Single().Count("tasks_hit"), Is.EqualTo(1));
        });
        var replacement = run.Rows("tasks.csv").Single(r => r.Number("created_s") > 0);
        Assert.That((replacement.Number("created_s"), replacement.Text("capacity_provider")), Is.EqualTo((300.0, "FARGATE_SPOT")));
    }

    [Test]
    [Property("Rule", "FG-SPOT-01")]
    public void InterruptedTaskBehindALoadBalancer_IsDeregisteredWhileItStops()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(
            2, FargateScenario.Spot,
            "failures: [{kind: fargateSpotInterruption, at: 5m}]\nmodel: {fargateSpotInterruptions: 0}\ntargetGroups: [{name: tg}]\nworkload: [{to: tg, rate: 20/s}]",
            service: "loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]").Replace("stopTimeout: 60", "stopTimeout: 60, portMappings: [{containerPort: 80}]", StringComparison.Ordinal)
            .Replace("shutdown: 90s", "shutdown: 90s, request: {cpu: 20ms}", StringComparison.Ordinal));
        var victim = run.Rows("tasks.csv", "stop_code", "SpotInterruption").Single();
        Assert.That(victim.Number("stopped_s") - victim.Number("stopping_s"), Is.EqualTo(65), "the deregistration delay of 300 s is not waited for");
        Assert.That(run.At("target_groups.csv", 360, "target_group", "tg").Count("healthy"), Is.EqualTo(1).Or.EqualTo(2));
        Assert.That(run.Metric("web.errors"), Is.Zero, "requests in the task are answered, new ones go elsewhere");
    }

    [Test]
    [Property("Rule", "FG-SPOT-02")]
    [Property("Rule", "CP-ST-04")]
    [Property("Rule", "ECS-CP-02")]
    [Property("Rule", "ECS-EV-03")]
    [Property("Rule", "X-08")]
    public void SpotWithoutCapacity_IsTriedAgainOnSpotOnly()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(
            4, FargateScenario.Half, "failures: [{kind: fargateSpotShortage, at: 1m, length: 10m}, {kind: fargateSpotInterruption, at: 2m, count: 10}]\nmodel: {fargateSpotInterruptions: 0}"));
        Assert.Multiple(() =>
        {
            Assert.That(run.At("services.csv", 600, "service", "web").Count("running"), Is.EqualTo(2), "no On-Demand task steps in");
            Assert.That(run.At("services.csv", 1200, "service", "web").Count("running"), Is.EqualTo(4));
            Assert.That(run.Rows("tasks.csv").Count(r => r.Text("capacity_provider") == "FARGATE"), Is.EqualTo(2));
            Assert.That(run.Rows("tasks.csv").Where(r => r.Number("created_s") > 0).Select(r => r.Number("created_s")), Has.Exactly(2).Items.And.All.InRange(660, 661), "as soon as there is capacity");
            Assert.That(run.Rows("service_events.csv").Select(r => r.Text("message")), Has.Some.Contains("Capacity is unavailable at this time"));
            Assert.That(run.Rows("placements.csv").Select(r => r.Text("reason")), Has.All.EqualTo("RESOURCE:FARGATE"));
        });
    }

    [Test]
    [Property("Rule", "CP-ST-04")]
    public void ProviderWithoutCapacity_DoesNotHoldUpTheOthers()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(8, FargateScenario.Half, "failures: [{kind: fargateSpotShortage, at: 0s, length: 1h}]", run: "duration: 10m"));
        Assert.That(run.Rows("tasks.csv").Select(r => r.Text("capacity_provider")), Is.EqualTo(Enumerable.Repeat("FARGATE", 4)));
    }

    [Test]
    [Property("Rule", "FG-SPOT-02")]
    public void InterruptionsOfTheirOwn_ComeByZoneAtTheRateOfTheModel()
    {
        // 99 % a month: λ = 4.6 / 720 h; 40 tasks over 10 days expect about 61.
        var yaml = FargateScenario.Of(40, FargateScenario.Spot, "model: {fargateSpotInterruptions: 0.99, fargateSpotCorrelation: 0.3}", run: "duration: 240h, initial: steady, seed: 3");
        var run = ScenarioRun.Of(yaml);
        var hit = run.Rows("tasks.csv", "stop_code", "SpotInterruption");
        Assert.That(hit.Count, Is.InRange(25, 110));
        var moments = hit.GroupBy(r => r.Text("stopping_s")).ToList();
        Assert.That(moments.Average(m => m.Count()), Is.GreaterThan(3), "20 tasks of a zone, three in ten of them at once");
        Assert.That(moments.Select(m => m.Select(r => r.Text("availability_zone")).Distinct().Count()), Has.All.EqualTo(1));
        Assert.That(ScenarioRun.Of(yaml, "model.fargateSpotInterruptions=0").Rows("tasks.csv", "stop_code", "SpotInterruption"), Is.Empty);
    }

    [Test]
    [Property("Rule", "FG-RT-01")]
    [Property("Rule", "ECS-TL-06")]
    public void RetiredHosts_AreLeftOnlyWhenAReplacementIsHealthy()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(3, FargateScenario.OnDemand, "failures: [{kind: fargateRetirement, at: 2m, notice: 5m, count: 2}]"));
        var retired = run.Rows("tasks.csv", "stopped_reason", "ECS is performing maintenance on the underlying infrastructure hosting the task.");
        var replacements = run.Rows("tasks.csv").Where(r => r.Number("created_s") > 0).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(retired, Has.Count.EqualTo(2));
            Assert.That(replacements.Select(r => r.Number("created_s")), Is.EqualTo(new[] { 420.0, 420.0 }), "two minutes and five of notice");
            Assert.That(retired.Min(r => r.Number("stopping_s")), Is.GreaterThanOrEqualTo(replacements.Min(r => r.Number("healthy_s"))));
            Assert.That(run.Rows("services.csv").Select(r => r.Count("healthy")), Has.All.GreaterThanOrEqualTo(3));
            Assert.That(run.Rows("failures.csv").Single().Number("t_s"), Is.EqualTo(420));
        });
    }

    [Test]
    [Property("Rule", "FG-RT-01")]
    public void RetirementByDefault_ComesAWeekAfterItsNoticeAndHitsAll()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(3, FargateScenario.OnDemand, "failures: [{kind: fargateRetirement, at: 1h}]", run: "duration: 170h, initial: steady"));
        Assert.That(run.Rows("tasks.csv").Where(r => r.Number("created_s") > 0).Select(r => r.Number("created_s")), Is.EqualTo(Enumerable.Repeat(169.0 * 3600, 3)));
    }

    [Test]
    [Property("Rule", "FG-RT-01")]
    public void RetiredHost_OfAServiceThatMayNotMove_TakesItsTaskOnTheDay()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(
            3, FargateScenario.OnDemand, "failures: [{kind: fargateRetirement, at: 2m, notice: 5m, count: 1}]", service: "deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}"));
        var retired = run.Rows("tasks.csv", "stopped_reason", "ECS is performing maintenance on the underlying infrastructure hosting the task.").Single();
        Assert.That(retired.Number("stopping_s"), Is.EqualTo(420));
        Assert.That(run.At("services.csv", 1740, "service", "web").Count("running"), Is.EqualTo(3), "replaced afterwards");
    }

    [Test]
    [Property("Rule", "FG-RT-01")]
    [Property("Rule", "ECS-TL-06")]
    public void RetiredHostOfAStandaloneTask_EndsItWithoutAReplacement()
    {
        var run = ScenarioRun.Of(FargateScenario.Of(0, FargateScenario.OnDemand, """
            timeline: [{at: 0s, action: RunTask, taskDefinition: web, count: 2, launchType: FARGATE, runTime: 24h}]
            failures: [{kind: fargateRetirement, at: 5m, notice: 10m, count: 1}]
            """, run: "duration: 30m"));
        var tasks = run.Rows("tasks.csv");
        var retired = tasks.Single(r => r.Text("stop_code").Length > 0);
        Assert.Multiple(() =>
        {
            Assert.That(tasks, Has.Count.EqualTo(2), "nobody replaces it");
            Assert.That(retired.Text("stopped_reason"), Is.EqualTo("ECS is performing maintenance on the underlying infrastructure hosting the task."));
            Assert.That(retired.Number("stopping_s"), Is.EqualTo(900));
            Assert.That(retired.Number("stopped_s"), Is.GreaterThanOrEqualTo(960), "SIGTERM, then stopTimeout");
        });
    }
}
