using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>What sets a policy in motion and what holds it back, from scenario text to scaling_activities.csv (AS-GEN-*, AS-CD-*, AS-TT-*, AS-MP-*, AS-ECS-*).</summary>
public sealed class InvocationRuleTests
{
    private const string Backlog = "customizedMetricSpecification: {namespace: q, metricName: depth, statistic: Average}";
    private const string Memory = "predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageMemoryUtilization}";

    // One alarm above 60 that adds two, one below 40 that removes one.
    private static string UpAndDown(string values, int desired = 4, string cooldown = "cooldown: 600", string more = "", string duration = "12m") => Of(
        $"minCapacity: 1, maxCapacity: 50, policies: [{Stepping("out", "ChangeInCapacity", cooldown, (0, null, 2))}, {Stepping("in", "ChangeInCapacity", cooldown, (null, 0, -1))}]",
        desired, Playing("q.depth", values) + $"alarms: [{Alarm("hi", "GreaterThanThreshold", 60, "out")}, {Alarm("lo", "LessThanThreshold", 40, "in")}]\n{more}", duration: duration);

    [Test]
    [Property("Rule", "AS-CD-04")]
    public void ScaleOutCooldown_DoesNotBlockScaleIn()
    {
        var run = Run(UpAndDown("[[0s, 65], [1m, 50], [3m, 35], [4m, 50]]"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 4, 6), (273, 6, 5) }));
    }

    [Test]
    [Property("Rule", "AS-CD-03")]
    public void ScaleInCooldown_DoesNotBlockScaleOut()
    {
        var run = Run(UpAndDown("[[0s, 35], [1m, 50], [2m, 65], [3m, 50]]"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 4, 3), (213, 3, 5) }));
    }

    [Test]
    [Property("Rule", "AS-CD-06")]
    [Property("Rule", "AS-ST-07")]
    public void WithoutCooldown_AStepIsTakenAgainEachMinute_ButOnlyFromWhatRuns()
    {
        var quick = Run(UpAndDown("[[0s, 65]]", cooldown: "cooldown: 0", more: "applications: [{family: web, image: {size: 1KiB}}]\n", duration: "5m"));
        Assert.That(quick.Moves().Take(3), Is.EqualTo(new[] { (93.0, 4, 6), (153, 6, 8), (213, 8, 10) }), "two a minute while it is in ALARM");
        var slow = Run(UpAndDown("[[0s, 65]]", cooldown: "cooldown: 0", more: "applications: [{family: web, image: {size: 8GiB}}]\n", duration: "5m"));
        Assert.That(slow.Decided("out").Take(3), Is.EqualTo(new[] { (93.0, "", 4, 6), (153, "already_at_desired_capacity", 6, 6), (213, "already_at_desired_capacity", 6, 6) }));
    }

    [Test]
    [Property("Rule", "AS-CD-02")]
    [Property("Rule", "AS-ST-07")]
    public void InsideItsCooldown_TheSameStepIsTakenOnce()
    {
        var run = Run(UpAndDown("[[0s, 65]]", more: "applications: [{family: web, image: {size: 1KiB}}]\n", duration: "9m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 4, 6) }));
        Assert.That(run.Decided("out").Skip(1).Select(d => d.Gate).Distinct(), Does.Contain("cooldown"));
    }

    [Test]
    [Property("Rule", "AS-GEN-02")]
    public void Gates_StandInOrder()
    {
        // Six tasks, CPU low throughout. A deployment hides the suspension, the suspension the other policy's veto, and the minimum comes last.
        const string deploy = "timeline: [{at: 14m, action: UpdateService, service: web, forceNewDeployment: true}, {at: 40m, action: RegisterScalableTarget, service: web, suspendedState: {dynamicScalingInSuspended: false}}]\n";
        var run = Run(Of(
            $"minCapacity: 6, maxCapacity: 20, suspendedState: {{dynamicScalingInSuspended: true}}, policies: [{Tracking(50)}, {Tracking(80, name: "memory", metric: Memory)}]", 6,
            Playing("web.CPUUtilization", "[[0s, 10]]") + "  - {kind: metric, series: web.MemoryUtilization, values: [[0s, 75], [45m, 10]]}\n" + deploy + "applications: [{family: web, image: {size: 4GiB}}]\n", duration: "75m"));
        var gates = run.Decided("cpu").Select(d => d.Gate).ToList();
        Assert.That(gates.Where((g, i) => i == 0 || g != gates[i - 1]), Is.EqualTo(new[] { "target_service_put_resource_as_unscalable", "suspended", "unanimity", "already_at_min_capacity" }));
        Assert.That(run.Moves(), Is.Empty);
    }

    [Test]
    [Property("Rule", "AS-GEN-03")]
    [Property("Rule", "AS-MP-01")]
    public void SignalsOfOneInstant_AreDecidedFromOneSnapshot_TheLargestCounts()
    {
        var run = Run(TwoSteps("0s"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 10, 12) }));
        Assert.That(run.Decided().Where(d => d.At == 93).Select(d => d.Gate), Is.EquivalentTo(new[] { "", "outbid" }));
    }

    [Test]
    [Property("Rule", "AS-GEN-03")]
    public void SignalsOfDifferentInstants_AreDecidedApart()
    {
        // Ten tasks still run when the second alarm comes: ten and two are one more than the eleven that are wanted by then.
        var run = Run(TwoSteps("1m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 10, 11), (153, 11, 12) }));
        Assert.That(run.Rows("scaling_activities.csv", "policy", "a")[0].Text("status"), Is.EqualTo("Overridden"));
    }

    private static string TwoSteps(string later) => Of(
        $"minCapacity: 1, maxCapacity: 100, policies: [{Stepping("a", "ChangeInCapacity", "cooldown: 0", (0, null, 1))}, {Stepping("b", "ChangeInCapacity", "cooldown: 0", (0, null, 2))}]", 10,
        Playing("q.depth", "[[0s, 60], [1m, 0]]") + $"  - {{kind: metric, series: r.depth, values: [{(later == "0s" ? "" : "[0s, 0], ")}[{later}, 60], [2m, 0]]}}\n"
        + $"alarms: [{Alarm("a", "GreaterThanThreshold", 50, "a")}, {Alarm("b", "GreaterThanThreshold", 50, "b", "r.depth")}]\napplications: [{{family: web, image: {{size: 8GiB}}}}]\n", duration: "3m");

    [Test]
    [Property("Rule", "AS-MP-03")]
    public void StepScaleIn_IsNotHeldBackByTargetTracking()
    {
        // CPU lies in its dead zone, so target tracking is not ready to scale in.
        var run = Run(Of(
            $"minCapacity: 1, maxCapacity: 50, policies: [{Tracking(50)}, {Stepping("in", "ChangeInCapacity", "cooldown: 0", (null, 0, -2))}]", 6,
            Playing("web.CPUUtilization", "[[0s, 48]]") + $"  - {{kind: metric, series: q.depth, values: [[0s, 50], [1m, 10], [2m, 50]]}}\nalarms: [{Alarm("lo", "LessThanThreshold", 20, "in")}]\n", duration: "6m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (153.0, 6, 4) }));
        Assert.That(run.Decided("cpu"), Is.Empty);
    }

    [Test]
    [Property("Rule", "AS-TT-08")]
    [Property("Rule", "AS-CD-06")]
    public void SustainedLoad_RaisesDesiredAgainEveryMinuteWithoutCooldown()
    {
        var run = Run(Of(
            $"minCapacity: 2, maxCapacity: 100, policies: [{Tracking(50, "scaleOutCooldown: 0")}]", 4,
            Playing("web.CPUUtilization", "[[0s, 100]]") + "applications: [{family: web, image: {size: 1KiB}}]\n", duration: "6m"));
        Assert.That(run.Moves().Take(3), Is.EqualTo(new[] { (213.0, 4, 8), (273, 8, 16), (333, 16, 32) }));
    }

    [Test]
    [Property("Rule", "AS-TT-11")]
    public void DataThatStops_IsNotReadAsLowLoad()
    {
        var run = Run(Of($"minCapacity: 1, maxCapacity: 50, policies: [{Tracking(50)}]", 6, Playing("web.CPUUtilization", "[[0s, 48], [5m, null]]"), duration: "40m"));
        Assert.That(run.Moves(), Is.Empty);
        Assert.That(run.Rows("alarms.csv").Where(r => r.Number("t_s") > 300).Select(r => r.Text("to")), Is.EqualTo(new[] { "INSUFFICIENT_DATA", "INSUFFICIENT_DATA" }), "of the high and of the low alarm");
    }

    [Test]
    [Property("Rule", "AS-TT-01")]
    [Property("Rule", "AS-CD-01")]
    public void Cooldowns_Are300SecondsUnlessGiven()
    {
        // 61 of 60 is one task more, each time; the one already added counts against the next for as long as the cooldown lasts.
        var run = Run(Of($"minCapacity: 1, maxCapacity: 50, policies: [{Tracking(60)}]", 4, Playing("web.CPUUtilization", "[[0s, 61]]") + "applications: [{family: web, image: {size: 1KiB}}]\n", duration: "12m"));
        var ready = run.Rows("tasks.csv").Where(t => t.Number("created_s") is > 212 and < 220).Max(t => t.Number("started_s"));
        Assert.That(run.Moves().Select(m => (m.From, m.To)), Is.EqualTo(new[] { (4, 5), (5, 6) }));
        Assert.That(run.Moves()[1].At - ready, Is.InRange(300, 360));
        Assert.That(run.Decided("cpu").Where(d => d.At > ready && d.At < ready + 300).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "cooldown" }));
    }

    [Test]
    [Property("Rule", "ECS-API-07")]
    [Property("Rule", "AS-TT-01")]
    public void Policies_AreReadInTheShapeOfTheApi()
    {
        var run = Run(Of(
            """
            ServiceNamespace: ecs, ResourceId: service/default/web, ScalableDimension: "ecs:service:DesiredCount", MinCapacity: 1, MaxCapacity: 7, SuspendedState: {DynamicScalingInSuspended: true},
              policies: [{PolicyName: cpu, PolicyType: TargetTrackingScaling, TargetTrackingScalingPolicyConfiguration: {TargetValue: 50.0, PredefinedMetricSpecification: {PredefinedMetricType: ECSServiceAverageCPUUtilization}, ScaleOutCooldown: 60, ScaleInCooldown: 60, DisableScaleIn: false}}]
            """.ReplaceLineEndings(" "), 4, Playing("web.CPUUtilization", "[[0s, 100], [6m, 5]]"), duration: "30m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (213.0, 4, 7) }), "to the maximum, and not back while scaling in is suspended");
        Assert.That(run.Decided("cpu")[^1].Gate, Is.EqualTo("suspended"));
    }

    [TestCase("[[0s, 90]]", "high", TestName = "the high alarm only adds")]
    [TestCase("[[0s, 5]]", "low", TestName = "the low alarm only removes")]
    [Property("Rule", "AS-TT-12")]
    public void EachAlarm_MovesInItsOwnDirection(string values, string alarm)
    {
        var run = Run(Of($"minCapacity: 1, maxCapacity: 50, policies: [{Tracking(50)}]", 6, Playing("web.CPUUtilization", values), duration: "30m"));
        Assert.That(run.Moves(), Is.Not.Empty);
        Assert.That(run.Moves().Select(m => Math.Sign(m.To - m.From)), Is.All.EqualTo(alarm == "high" ? 1 : -1));
    }

    // R tasks leave room for R − 1 only at or below target × (R − 1) ÷ R.
    [TestCase(2, 26, 2, TestName = "EX-36 {m} two tasks at 26 of 50")]
    [TestCase(2, 25, 1, TestName = "{m} two tasks at half of the target")]
    [TestCase(4, 38, 4, TestName = "{m} four tasks at 38 of 50")]
    [TestCase(4, 37, 3, TestName = "{m} four tasks at 37 of 50")]
    [TestCase(1, 1, 1, TestName = "{m} one task with anything to do")]
    [TestCase(1, 0, 0, TestName = "{m} one task with nothing to do")]
    [Property("Rule", "AS-TT-13")]
    public void SmallService_KeepsATaskUnlessTheRestCanCarryIt(int running, double metric, int expected)
    {
        var run = Run(Of($"minCapacity: 0, maxCapacity: 50, policies: [{Tracking(50, metric: Backlog)}]", running, Playing("q.depth", $"[[0s, {metric}]]"), duration: "17m"));
        Assert.That(run.DesiredAt(1000), Is.EqualTo(expected));
        if (expected == running) Assert.That(run.Decided().Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "already_at_desired_capacity" }));
    }

    [Test]
    [Property("Rule", "AS-ECS-04")]
    public void NewTasks_DiluteTheMetricAtOnce()
    {
        // 3.6 vCPU of work on four tasks of one vCPU; four more arrive, and the mean halves with the first minute in which they run.
        var run = ScenarioRun.Of(Of("", 4, """
            workload: [{to: web, kind: demand, cpu: [[0s, 0.9]]}]
            applications: [{family: web, image: {size: 1KiB}}]
            timeline: [{at: 5m, action: UpdateService, service: web, desiredCount: 8}]
            alarms: [{alarmName: cpu, series: web.CPUUtilization, evaluationPeriods: 1, threshold: 99, comparisonOperator: GreaterThanThreshold}]
            """, duration: "10m"));
        var points = run.Rows("metrics.csv", "metric", "CPUUtilization").ToDictionary(r => r.Number("period_start_s"));
        Assert.That((points[240].Number("value"), points[240].Count("sample_count")), Is.EqualTo((90.0, 4)));
        Assert.That((points[420].Number("value"), points[420].Count("sample_count")), Is.EqualTo((45.0, 8)));
        var running = run.Rows("tasks.csv").Where(t => t.Number("created_s") == 300).Max(t => t.Number("started_s"));
        Assert.That(points[Math.Ceiling(running / 60) * 60].Number("value"), Is.EqualTo(45), "no warm-up: the first full minute counts them all");
    }

    [TestCase(20, 453.0, TestName = "{m} load rises a third into a minute: its mean is above the target")]
    [TestCase(50, 513.0, TestName = "{m} load rises late in a minute: its mean is below")]
    [Property("Rule", "AS-TM-03")]
    public void FirstPartialMinute_CountsWhenItsMeanIsAboveTheTarget(int risesAt, double decided)
    {
        // 20 % until 240 s + x, then 100 %: 73 % or 33 % in the minute in which it rises. Three breaching points, alarm at second 30, decision 3 s later.
        var run = ScenarioRun.Of(Of($"minCapacity: 2, maxCapacity: 50, policies: [{Tracking(60)}]", 4, $"workload: [{{to: web, kind: demand, cpu: [[0s, 0.2], [{240 + risesAt}s, 1.0]]}}]\n", duration: "10m"));
        Assert.That(run.Moves()[0].At, Is.EqualTo(decided));
    }
}
