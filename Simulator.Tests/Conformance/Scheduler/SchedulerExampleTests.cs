namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>The worked examples of the service scheduler that no table holds: envelopes, replacement, scale-in, rebalancing, launch rates, as rows of the result files.</summary>
public sealed class SchedulerExampleTests
{
    private const string Update = "timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: \"t:2\"}]";
    private const string Endless = "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 6}]";

    // L and U are what an update stays between, with room for everything.
    [TestCase(4, 50, 100, 2, 4)]
    [TestCase(2, 75, 100, 2, 2, Description = "rounded up: nothing may stop")]
    [TestCase(4, 100, 200, 4, 8)]
    [TestCase(3, 100, 125, 3, 3, Description = "rounded down: nothing may start")]
    [TestCase(4, 100, 125, 4, 5)]
    [TestCase(10, 100, 110, 10, 11)]
    [Property("Rule", "ECS-RU-01")]
    public void Envelope_RoundsTheMinimumUpAndTheMaximumDown(int desired, int minimum, int maximum, int least, int most)
    {
        var run = ScenarioRun.Of(SmallCluster.Of(Envelope(desired, minimum, maximum), Update, instances: Endless));
        Assert.That(run.RunningBetween(200, 1200), Is.EqualTo((least, most)));
    }

    [Test]
    [Property("Rule", "ECS-RU-02")]
    [Property("Rule", "ECS-RU-03")]
    [Property("Rule", "ECS-SV-07")]
    public void StoppingTasks_HoldNoPlaceInTheUpperBound()
    {
        // Each old task takes 20 s to stop, and yet its place is taken in the same round.
        var run = ScenarioRun.Of(SmallCluster.Of(Envelope(4, 50, 100), Update, instances: Endless).Replace("shutdown: 0s", "shutdown: 20s", StringComparison.Ordinal));
        Assert.That(run.RoundsAfter(300), Is.EqualTo(new[] { (2, 2), (2, 2) }));
        var moments = run.Rows("tasks.csv").Select(t => t.Number("created_s")).ToList();
        Assert.That(moments.Max(run.ActiveAt), Is.EqualTo(4), "pending and running of both revisions");
        Assert.That(run.Rows("tasks.csv", "task_definition", "t:1").Select(t => t.Number("stopped_s") - t.Number("stopping_s")), Is.All.EqualTo(20));
    }

    [Test]
    [Property("Rule", "ECS-RU-09")]
    public void FourOneAtATime_WithTwentySecondsToRunning_TakeFourMinutes()
    {
        var run = ScenarioRun.Of(SmallCluster.Of(Envelope(4, 100, 125), Update, instances: Endless).Replace("containerStart: 1s", "containerStart: 20s", StringComparison.Ordinal));
        Assert.That(run.Rows("tasks.csv", "task_definition", "t:2").Max(t => t.Number("healthy_s")) - 300, Is.InRange(4 * 60, (4 * 60) + 10));
    }

    [Test]
    [Property("Rule", "ECS-DR-02")]
    public void FourOnADrainingInstance_GoTwoAtATimeAtHalf()
    {
        // All four stand on the instance in zone b; at min 50, max 200 up to two stop at once, before anything new is healthy.
        var run = ScenarioRun.Of(SmallCluster.Of(
            "desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 200}, availabilityZoneRebalancing: DISABLED",
            "timeline: [{at: 5m, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1b}, {at: 1s, action: UpdateContainerInstancesState, status: ACTIVE, availabilityZone: us-east-1a}]",
            instances: "[{instanceType: c5.large, availabilityZone: us-east-1b, count: 1}, {instanceType: c5.large, availabilityZone: us-east-1a, count: 1, status: DRAINING}]"));
        Assert.That(run.RoundsAfter(200)[0], Is.EqualTo((2, 4)));
        Assert.That(run.RunningBetween(200, 1100).Least, Is.EqualTo(2));
        Assert.That(run.InZone("us-east-1a", 1100), Is.EqualTo(4));
    }

    // Tasks fail their checks 200 s after their start; those that replace them are well for as long.
    private static ScenarioRun Overloaded(int desired, int minimum, int maximum) => ScenarioRun.Of(SmallCluster.Of(
        Envelope(desired, minimum, maximum), run: "duration: 6m, initial: cold", instances: Endless, container: ", healthCheck: {command: [CMD, x], interval: 5, timeout: 2, retries: 2}")
        .Replace("startup: 0s", "startup: 0s, unhealthy: {after: 200s}", StringComparison.Ordinal));

    [Test]
    [Property("Rule", "ECS-HL-01")]
    public void EightUnhealthyOfTwelve_AreReplacedFourAtATime()
    {
        var run = Overloaded(8, 100, 150);
        Assert.That(run.RoundsAfter(100), Is.EqualTo(new[] { (0, 4), (4, 4), (4, 0) }), "as each becomes healthy one old task stops and one more starts");
        Assert.That(run.RunningBetween(100, 350), Is.EqualTo((8, 12)));
    }

    [Test]
    [Property("Rule", "ECS-HL-04")]
    [Property("Rule", "ECS-HL-01")]
    public void FourFlaggedByOverload_RunOnBesideFourMore()
    {
        var run = Overloaded(4, 100, 200);
        Assert.That(run.RunningBetween(100, 350), Is.EqualTo((4, 8)));
        Assert.That(run.RoundsAfter(100), Is.EqualTo(new[] { (0, 4), (4, 0) }));
    }

    [TestCase("", "containerStart: 60s", TestName = "TasksNotYetRunning_GoFirst: in ACTIVATING")]
    [TestCase("networkMode: awsvpc, ", "containerStart: 1s, networkInterfaceAttach: 60s", TestName = "TasksNotYetRunning_GoFirst: in PROVISIONING")]
    [Property("Rule", "ECS-SI-03")]
    public void TasksNotYetRunning_GoFirst(string mode, string slow)
    {
        // Two more are wanted at 300 s and take a minute to start; when two fewer are wanted they go, from whichever zone.
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 4, availabilityZoneRebalancing: DISABLED", """
            timeline: [{at: 5m, action: UpdateService, service: s, desiredCount: 6}, {at: 310s, action: UpdateService, service: s, desiredCount: 4}]
            """).Replace("containerStart: 1s", slow, StringComparison.Ordinal).Replace("family: t, containerDefinitions", $"family: t, {mode}containerDefinitions", StringComparison.Ordinal));
        Assert.That(run.Rows("tasks.csv").Where(t => t.Number("stopping_s") == 310).Select(t => (t.Number("created_s"), t.Text("started_s"))), Is.EqualTo(new[] { (300.0, ""), (300.0, "") }));
    }

    [Test]
    [Property("Rule", "ECS-SI-03")]
    public void OldRevision_GoesFirst()
    {
        // The update has brought two new tasks when only two are wanted at all: the four old ones go.
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 150}, availabilityZoneRebalancing: DISABLED", """
            timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: "t:2"}, {at: 320s, action: UpdateService, service: s, desiredCount: 2}]
            """));
        Assert.That(run.Rows("tasks.csv").Where(t => t.Text("stopping_s").Length > 0).Select(t => t.Text("task_definition")), Is.EqualTo(Enumerable.Repeat("t:1", 4)));
        Assert.That(run.Rows("tasks.csv", "task_definition", "t:2"), Has.Count.EqualTo(2));
    }

    // (2, 0) of two zones and (3, 1, 1) of three are not balanced; (1, 2) and (1, 2, 2) are.
    [TestCase("us-east-1a, us-east-1b", 2, "us-east-1a", new[] { 2, 0 }, new[] { 1, 1 })]
    [TestCase("us-east-1a, us-east-1b", 3, "", new[] { 2, 1 }, new[] { 2, 1 })]
    [TestCase("us-east-1a, us-east-1b, us-east-1c", 5, "", new[] { 2, 2, 1 }, new[] { 2, 2, 1 })]
    [TestCase("us-east-1a, us-east-1b, us-east-1c", 5, "us-east-1a", new[] { 3, 1, 1 }, new[] { 2, 2, 1 })]
    [Property("Rule", "ECS-AZ-02")]
    [Property("Rule", "ECS-AZ-03")]
    public void Zones_AreBalancedWhenTheyDifferByOneAtMost(string zones, int desired, string filled, int[] before, int[] after)
    {
        // Fillers hold the other zones until minute five: all of them for (2, 0), three of four places for (3, 1, 1).
        var others = zones.Split(", ").Where(z => filled.Length > 0 && z != filled).ToList();
        var fill = desired == 2 ? 4 : 3;
        var fillers = string.Concat(others.Select(z => $", {{serviceName: f{z[^1]}, taskDefinition: \"t:1\", launchType: EC2, desiredCount: {fill}, placementConstraints: [{{type: memberOf, expression: \"attribute:ecs.availability-zone == {z}\"}}]}}"));
        var run = ScenarioRun.Of(SmallCluster.Of(
            $"[{{serviceName: s, taskDefinition: \"t:1\", launchType: EC2, desiredCount: 0}}{fillers}]",
            $"timeline: [{{at: 1m, action: UpdateService, service: s, desiredCount: {desired}}}{string.Concat(others.Select(z => $", {{at: 5m, action: UpdateService, service: f{z[^1]}, desiredCount: 0}}"))}]",
            instances: "[" + string.Join(", ", zones.Split(", ").Select(z => $"{{instanceType: c5.large, availabilityZone: {z}, count: 1}}")) + "]").Replace("availabilityZones: [us-east-1a, us-east-1b, us-east-1c]", $"availabilityZones: [{zones}]", StringComparison.Ordinal));
        int[] At(double second) => [.. zones.Split(", ").Select(z => run.Rows("tasks.csv", "service", "s").Count(t => t.Text("availability_zone") == z && t.Number("started_s") <= second && !(t.Number("stopping_s") <= second))).OrderDescending()];
        Assert.That(At(290), Is.EqualTo(before));
        Assert.That(At(1150), Is.EqualTo(after));
        var moved = run.Rows("tasks.csv", "service", "s").Where(t => t.Number("created_s") > 60).ToList();
        Assert.That(moved, Has.Count.EqualTo(filled.Length > 0 ? 1 : 0));
        if (moved.Count == 0) return;
        var gone = run.Rows("tasks.csv", "service", "s").Single(t => t.Text("stopping_s").Length > 0);
        Assert.That(gone.Text("availability_zone"), Is.EqualTo(filled));
        Assert.That(gone.Number("stopping_s"), Is.GreaterThanOrEqualTo(moved[0].Number("healthy_s")), "started first");
    }

    [Test]
    [Property("Rule", "ECS-SI-05")]
    [Property("Rule", "ECS-EV-08")]
    public void FromTenToFourWithSixProtected_SixRemain()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("desiredCount: 10, availabilityZoneRebalancing: DISABLED", """
            timeline: [{at: 1m, action: UpdateTaskProtection, service: s, count: 6, protectionEnabled: true, expiresInMinutes: 4}, {at: 2m, action: UpdateService, service: s, desiredCount: 4}]
            """));
        Assert.That((run.RunningAt(130), run.RunningAt(299), run.RunningAt(320)), Is.EqualTo((6, 6, 4)), "two more once the protection has expired");
    }

    [Test]
    [Property("Rule", "ECS-SV-01")]
    [Property("Rule", "ECS-DM-01")]
    public void DaemonService_WantsATaskOnEveryInstance()
    {
        var run = ScenarioRun.Of(SmallCluster.Of("[{serviceName: s, taskDefinition: \"t:1\", launchType: EC2, schedulingStrategy: DAEMON}]", "timeline: [{at: 5m, action: DeregisterContainerInstance, availabilityZone: us-east-1b, force: true}]"));
        Assert.That(run.ByInstance(), Is.EqualTo(new[] { 1, 1 }));
        Assert.That((run.At("services.csv", 240, "service", "s").Count("desired"), run.At("services.csv", 600, "service", "s").Count("desired")), Is.EqualTo((3, 2)));
    }

    [TestCase("schedulingStrategy: DAEMON, desiredCount: 2", "desiredCount")]
    [TestCase("schedulingStrategy: DAEMON, placementStrategy: [{type: random}]", "placementStrategy")]
    [TestCase("schedulingStrategy: DAEMON, deploymentConfiguration: {maximumPercent: 200}", "maximumPercent")]
    [Property("Rule", "ECS-SV-01")]
    [Property("Rule", "ECS-DM-02")]
    public void DaemonService_HasNoCountNoStrategyAndAMaximumOfHundred(string service, string property)
    {
        var issues = Scenarios.Loading.Load(SmallCluster.Of($"[{{serviceName: s, taskDefinition: \"t:1\", launchType: EC2, {service}}}]")).Issues;
        Assert.That(issues.Select(i => i.Message), Has.Some.Contains(property));
    }

    [Test]
    [Property("Rule", "ECS-EV-04")]
    [Property("Rule", "ECS-TL-03")]
    public void FailedTargetCheck_IsToldAndIsTheReasonOfTheStop()
    {
        var run = ScenarioRun.Of(SmallCluster.Of(
            "desiredCount: 1, availabilityZoneRebalancing: DISABLED, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]", "targetGroups: [{name: tg}]", run: "duration: 5m, initial: cold", container: ", portMappings: [{containerPort: 80}]")
            .Replace("startup: 0s", "startup: 2h", StringComparison.Ordinal));
        Assert.That(run.Messages(), Has.Some.Match(@"^\(service s\) \(task [^)]+\).* is unhealthy in \(target-group tg\) due to \(reason .+\)"));
        Assert.That(run.Rows("tasks.csv").Count(t => t.Number("created_s") > 0), Is.GreaterThan(0), "another is started beside it");
    }

    private static string Envelope(int desired, int minimum, int maximum) =>
        $"desiredCount: {desired}, deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}, availabilityZoneRebalancing: DISABLED";
}
