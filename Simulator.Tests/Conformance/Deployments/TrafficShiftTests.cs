namespace Simulator.Tests.Conformance.Deployments;

/// <summary>BLUE_GREEN, LINEAR and CANARY deployments through scenario files.</summary>
public sealed class TrafficShiftTests
{
    private const double Update = ShiftScenario.Update;

    [Test]
    [Property("Rule", "ECS-BG-01")]
    [Property("Rule", "ECS-SV-02")]
    public void BlueGreen_GoesThroughItsStagesInOrder()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: BLUE_GREEN, bakeTimeInMinutes: 5"));
        var stages = run.Stages();
        Assert.That(stages.Select(s => s.Stage), Is.EqualTo(new[]
        {
            "PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT", "PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME", "CLEAN_UP",
        }), "RECONCILE_SERVICE only with a third revision");
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That((deployment.Text("strategy"), deployment.Text("rollout_state"), deployment.Text("status")), Is.EqualTo(("BLUE_GREEN", "COMPLETED", "SUCCESSFUL")));
        Assert.That(run.Statuses(1), Is.EqualTo(new[] { "PENDING", "IN_PROGRESS", "SUCCESSFUL" }));
        Assert.That(stages[^1].At - stages[^2].At, Is.EqualTo(300).Within(0.002), "bakeTimeInMinutes");
        Assert.That(deployment.Number("finished_s"), Is.EqualTo(stages[^1].At), "clean-up tells the old tasks to stop and is done");
        Assert.That(run.Metric("web.deployments.successful"), Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    public void BothRevisions_RunAtDesiredCountFromScaleUpToCleanUp()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: BLUE_GREEN, bakeTimeInMinutes: 5", desired: 3));
        var stages = run.Stages();
        var (scaled, cleaned) = (stages.First(s => s.Stage == "POST_SCALE_UP").At, stages[^1].At);
        Assert.That((run.Running(1, Update + 1), run.Running(2, Update + 1)), Is.EqualTo((3, 0)));
        Assert.That((run.Running(1, scaled), run.Running(2, scaled)), Is.EqualTo((3, 3)), "2 x desiredCount");
        Assert.That((run.Running(1, cleaned - 1), run.Running(2, cleaned - 1)), Is.EqualTo((3, 3)));
        Assert.That((run.Running(1, cleaned + 1), run.Running(2, cleaned + 1)), Is.EqualTo((0, 3)));
        Assert.That(run.Metric("web.tasks.running.max"), Is.EqualTo(6));
        Assert.That(run.Rows("tasks.csv", "revision", "1").Select(t => t.Text("stop_code")).Distinct(), Is.EqualTo(new[] { "ServiceSchedulerInitiated" }));
        Assert.That(run.Metric("web.errors"), Is.Zero, "requests are never without targets");
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    [Property("Rule", "ECS-BG-02")]
    public void ProductionTraffic_FollowsTheShiftAtOnce()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: BLUE_GREEN, bakeTimeInMinutes: 10"));
        var shift = run.Stages().Single(s => s.Stage == "PRODUCTION_TRAFFIC_SHIFT").At;
        Assert.That(run.At("target_groups.csv", 120, "target_group", "web-blue").Number("requests"), Is.EqualTo(1200).Within(1));
        Assert.That(run.At("target_groups.csv", 120, "target_group", "web-green").Number("requests"), Is.Zero);
        var whole = (Math.Ceiling(shift / 60) + 1) * 60;
        Assert.That(run.At("target_groups.csv", whole, "target_group", "web-blue").Number("requests"), Is.Zero);
        Assert.That(run.At("target_groups.csv", whole, "target_group", "web-green").Number("requests"), Is.EqualTo(1200).Within(1));
        Assert.That(run.At("target_groups.csv", whole, "target_group", "web-blue").Count("healthy"), Is.EqualTo(2), "the old revision still stands by");
    }

    [Test]
    [Property("Rule", "ECS-BG-02")]
    public void SecondDeployment_ShiftsBackToTheFirstTargetGroup()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: BLUE_GREEN, bakeTimeInMinutes: 1", timeline: "  - {at: 20m, action: UpdateService, service: web, taskDefinition: web:3}", duration: "40m"));
        Assert.That(run.Rows("deployments.csv").Select(d => d.Text("status")), Is.All.EqualTo("SUCCESSFUL"));
        Assert.That(run.At("target_groups.csv", 1200, "target_group", "web-green").Number("requests"), Is.EqualTo(1200).Within(1));
        Assert.That(run.At("target_groups.csv", 2400, "target_group", "web-blue").Number("requests"), Is.EqualTo(1200).Within(1));
        Assert.That((run.Running(1, 2400), run.Running(2, 2400), run.Running(3, 2400)), Is.EqualTo((0, 0, 2)));
    }

    [Test]
    [Property("Rule", "ECS-BG-02")]
    public void Canary_ShiftsAShareThenTheRest()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: CANARY, canaryConfiguration: {canaryPercent: 12.5, canaryBakeTimeInMinutes: 4}, bakeTimeInMinutes: 3"));
        var steps = run.Rows("deployment_stages.csv", "stage", "PRODUCTION_TRAFFIC_SHIFT").Select(r => (r.Number("t_s"), r.Number("production_percent"))).ToList();
        Assert.That(steps.Select(s => s.Item2), Is.EqualTo(new[] { 12.5, 100 }));
        Assert.That(steps[1].Item1 - steps[0].Item1, Is.EqualTo(240).Within(0.002), "canaryBakeTimeInMinutes");
        var stages = run.Stages();
        Assert.That(stages.Count(s => s.Stage == "PRE_PRODUCTION_TRAFFIC_SHIFT"), Is.EqualTo(2), "before every step");
        Assert.That(stages.Single(s => s.Stage == "BAKE_TIME").At, Is.EqualTo(steps[1].Item1), "no bake of the step that reaches 100 %");
        var minute = (Math.Ceiling(steps[0].Item1 / 60) + 1) * 60;
        Assert.That(run.At("target_groups.csv", minute, "target_group", "web-green").Number("requests"), Is.EqualTo(150).Within(1), "one request in eight");
        Assert.That(run.At("target_groups.csv", minute, "target_group", "web-blue").Number("requests"), Is.EqualTo(1050).Within(1));
    }

    [TestCase("", 5.0, 600)]
    [TestCase(", canaryConfiguration: {canaryPercent: 0.1, canaryBakeTimeInMinutes: 0}", 0.1, 0)]
    [Property("Rule", "ECS-BG-02")]
    public void Canary_HasItsDefaults(string configuration, double percent, double bake)
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: CANARY, bakeTimeInMinutes: 0" + configuration, duration: "30m"));
        var steps = run.Rows("deployment_stages.csv", "stage", "PRODUCTION_TRAFFIC_SHIFT");
        Assert.That((steps[0].Number("production_percent"), steps[1].Number("t_s") - steps[0].Number("t_s")), Is.EqualTo((percent, bake)));
    }

    [TestCase("", 10, 10.0, 360)]
    [TestCase(", linearConfiguration: {stepPercent: 40, stepBakeTimeInMinutes: 2}", 3, 40.0, 120)]
    [TestCase(", linearConfiguration: {stepPercent: 33.4, stepBakeTimeInMinutes: 1}", 3, 33.4, 60)]
    [TestCase(", linearConfiguration: {stepPercent: 100, stepBakeTimeInMinutes: 9}", 1, 100.0, 540)]
    [Property("Rule", "ECS-BG-02")]
    public void Linear_ShiftsInEqualSteps(string configuration, int steps, double first, double bake)
    {
        var run = ScenarioRun.Of(ShiftScenario.Of("strategy: LINEAR, bakeTimeInMinutes: 0" + configuration, duration: "80m"));
        var shifts = run.Rows("deployment_stages.csv", "stage", "PRODUCTION_TRAFFIC_SHIFT");
        Assert.That(shifts.Select(s => s.Number("production_percent")), Is.EqualTo(Enumerable.Range(1, steps).Select(i => Math.Round(Math.Min(100, i * first), 1))));
        Assert.That(shifts.Zip(shifts.Skip(1), (a, b) => b.Number("t_s") - a.Number("t_s")), Is.All.EqualTo(bake).Within(0.002));
        Assert.That(run.Stages().Single(s => s.Stage == "BAKE_TIME").At, Is.EqualTo(shifts[^1].Number("t_s")), "no step bake after 100 %");
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    public void ASecondUpdate_ReconcilesTheServiceFirst()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: CANARY, canaryConfiguration: {canaryPercent: 20, canaryBakeTimeInMinutes: 20}, bakeTimeInMinutes: 1",
            timeline: "  - {at: 10m, action: UpdateService, service: web, taskDefinition: web:3}"));
        Assert.That(run.Rows("deployments.csv").Select(d => d.Text("status")), Is.EqualTo(new[] { "SUCCESSFUL", "STOPPED", "SUCCESSFUL" }));
        Assert.That(run.Rows("deployments.csv")[1].Text("status_reason"), Is.EqualTo("superseded"));
        Assert.That(run.Stages(2)[0], Is.EqualTo(("RECONCILE_SERVICE", 600.0)));
        Assert.That((run.Running(1, 605), run.Running(2, 605), run.Running(3, 605)), Is.EqualTo((2, 0, 0)), "the unfinished revision goes, the serving one stays");
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    public void DesiredCount_HoldsForBothRevisions()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: BLUE_GREEN, bakeTimeInMinutes: 20",
            timeline: "  - {at: 10m, action: UpdateService, service: web, desiredCount: 4}\n  - {at: 15m, action: UpdateService, service: web, desiredCount: 1}"));
        Assert.That((run.Running(1, 599), run.Running(2, 599)), Is.EqualTo((2, 2)));
        Assert.That((run.Running(1, 899), run.Running(2, 899)), Is.EqualTo((4, 4)));
        Assert.That((run.Running(1, 905), run.Running(2, 905)), Is.EqualTo((1, 1)));
        Assert.That(run.Rows("deployments.csv"), Has.Count.EqualTo(2), "a new desired count starts no deployment");
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    public void ATaskThatStops_IsReplacedByItsOwnRevision()
    {
        var run = ScenarioRun.Of(ShiftScenario.Of(
            "strategy: BLUE_GREEN, bakeTimeInMinutes: 30", rest: "failures: [{kind: taskCrash, service: web, at: 10m, count: 4}]"));
        Assert.That((run.Running(1, 601), run.Running(2, 601)), Is.EqualTo((0, 0)), "all four crashed");
        Assert.That((run.Running(1, 900), run.Running(2, 900)), Is.EqualTo((2, 2)));
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    [Property("Rule", "ECS-BG-03")]
    public void WithoutRoomForBoth_TheStageWaitsAndIsRolledBack()
    {
        const string yaml = """
            name: narrow
            run: {duration: 26h, initial: steady}
            containerInstances: [{instanceType: c5.large, count: 1}]
            taskDefinitions:
              - {family: web, cpu: 900, memory: 512, containerDefinitions: [{name: app, image: "web:1"}]}
              - {family: web, cpu: 900, memory: 512, containerDefinitions: [{name: app, image: "web:2"}]}
            services:
              - {serviceName: web, taskDefinition: web:1, desiredCount: 2, launchType: EC2, deploymentConfiguration: {strategy: BLUE_GREEN, bakeTimeInMinutes: 1}}
            timeline: [{at: 10m, action: UpdateService, service: web, taskDefinition: web:2}]
            output: {services: {every: 1h}}
            """;
        var run = ScenarioRun.Of(yaml);
        var deployment = run.Rows("deployments.csv")[1];
        Assert.That((deployment.Text("status"), deployment.Text("status_reason")), Is.EqualTo(("ROLLBACK_SUCCESSFUL", "stage_timed_out")), "ECS-BG-03: a stage lasts 24 hours at most");
        Assert.That(deployment.Number("finished_s"), Is.EqualTo(600 + 86_400));
        Assert.That(run.Rows("placements.csv"), Is.Not.Empty);
        Assert.That(run.Running(1, 90_000), Is.EqualTo(2));
    }
}
