using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>Target tracking, step scaling and cooldowns through whole scenarios (AS-TT-*, AS-ST-*, AS-CD-*, AS-MP-*, AS-TM-*).</summary>
public sealed class PolicyTests
{
    private const string Backlog = "customizedMetricSpecification: {namespace: q, metricName: depth, statistic: Average}";

    [Property("Rule", "AS-TT-05")]
    [TestCase(10, 150, 100, 15, TestName = "EX-30 backlog of 150 a task, target 100")]
    [TestCase(3, 75, 50, 5, TestName = "EX-31 one and a half more is two more")]
    public void HighAlarm_SizesInProportionAndRoundsUp(int running, double metric, double target, int expected)
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(target, metric: Backlog) + "]", desired: running, rest: Playing("q.depth", $"[[0s, {metric}]]"), duration: "4m"));
        Assert.That(run.Moves()[0], Is.EqualTo((213.0, running, expected)));
    }

    [Property("Rule", "AS-TT-09")]
    [Property("Example", "EX-39")]
    [TestCase("proportional", 3)]
    [TestCase("half", 4)]
    [TestCase("one", 5)]
    public void ScaleInStep_IsASwitch(string step, int expected)
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + "]", desired: 6, model: $"scaleInStep: {step}", rest: Playing("web.CPUUtilization", "[[0s, 25]]"), duration: "17m"));
        Assert.That(run.Moves()[0], Is.EqualTo((933.0, 6, expected)));
    }

    [Test]
    [Property("Rule", "AS-TT-09")]
    [Property("Example", "EX-87")]
    public void IdleServiceOfSix_OneAtATime_GoesToFiveFirst()
    {
        var run = Run(Of("minCapacity: 2, maxCapacity: 50, policies: [" + Tracking(50, "scaleInCooldown: 0") + "]", desired: 6, model: "scaleInStep: one", rest: Playing("web.CPUUtilization", "[[0s, 1]]"), duration: "25m"));
        Assert.That(run.Moves().Select(m => m.To), Is.EqualTo(new[] { 5, 4, 3, 2 }));
    }

    [Property("Rule", "AS-TT-06")]
    [TestCase("mean", 6)]
    [TestCase("last", 8)]
    [TestCase("max", 8)]
    public void SizeMetric_IsASwitch(string size, int expected)
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(60) + "]", model: $"targetTrackingSizeMetric: {size}", rest: Playing("web.CPUUtilization", "[[0s, 61], [1m, 90], [2m, 119]]"), duration: "4m"));
        Assert.That(run.Moves()[0], Is.EqualTo((213.0, 4, expected)));
    }

    [Property("Rule", "AS-TT-10")]
    [TestCase("size", "", 5)]
    [TestCase("last", "", 5)]
    [TestCase("max", "auto_scaling_anticipated_flapping", 8)]
    public void FlappingMetric_IsASwitch(string metric, string gate, int to)
    {
        // Eight tasks, target 50: fourteen points at 10 and one at 44. The mean asks for ⌈8 × 12.3 ÷ 50⌉ = 2, a half is five; 44 on five tasks would be 70.
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + "]", desired: 8, model: $"flappingMetric: {metric}", rest: Playing("web.CPUUtilization", "[[0s, 10], [5m, 44], [6m, 10]]"), duration: "16m"));
        Assert.That(run.Decided()[0], Is.EqualTo((933.0, gate, 8, to)));
        if (gate.Length > 0) Assert.That(run.Rows("scaling_activities.csv")[0].Text("not_scaled_reason"), Is.EqualTo("AutoScalingAnticipatedFlapping"));
    }

    [Test]
    [Property("Rule", "AS-TT-04")]
    [Property("Example", "EX-34")]
    public void DeadZone_NeitherAlarm()
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + "]", rest: Playing("web.CPUUtilization", "[[0s, 46], [20m, 50]]"), duration: "40m"));
        Assert.That(run.Rows("alarms.csv").Select(r => r.Text("to")), Is.All.EqualTo("OK"));
        Assert.That(run.Decided(), Is.Empty);
    }

    [Test]
    [Property("Rule", "AS-TT-03")]
    [Property("Example", "EX-88")]
    public void OnePointAtTheLowThreshold_BreaksARunOfFifteen()
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + "]", rest: Playing("web.CPUUtilization", "[[0s, 30], [14m, 45], [15m, 30]]"), duration: "29m"));
        Assert.That(run.Rows("alarms.csv", "to", "ALARM"), Is.Empty);
    }

    [Test]
    [Property("Rule", "AS-TT-07")]
    [Property("Rule", "AS-ECS-05")]
    [Property("Example", "EX-37")]
    public void FromZero_ACustomMetricStartsOneTask()
    {
        var run = Run(Of("minCapacity: 0, maxCapacity: 50, policies: [" + Tracking(100, "scaleOutCooldown: 0", metric: Backlog) + "]", desired: 0, rest: Playing("q.depth", "[[0s, 250]]"), duration: "10m"));
        Assert.That(run.Moves().Take(2).Select(m => (m.From, m.To)), Is.EqualTo(new[] { (0, 1), (1, 3) }), "the smallest step first, then by what runs");
    }

    [Test]
    [Property("Rule", "AS-ECS-05")]
    [Property("Rule", "AS-PX-09")]
    [Property("Example", "EX-94")]
    public void FromZero_ItsOwnCpuNeverStartsAService()
    {
        var run = Run(Of("minCapacity: 0, maxCapacity: 50, policies: [" + Tracking(60) + "]", desired: 0, rest: "applications: [{family: web, request: {cpu: 10ms}}]\nworkload: [{to: web, rate: 5/s}]", duration: "20m"));
        Assert.That(run.Decided(), Is.Empty);
        Assert.That(run.Metric("web.errors.503"), Is.GreaterThan(5000));
    }

    [Test]
    [Property("Rule", "AS-MP-02")]
    [Property("Example", "EX-40")]
    public void ScaleIn_NeedsEveryTrackingPolicy()
    {
        const string memory = "predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageMemoryUtilization}";
        var workloads = Playing("web.CPUUtilization", "[[0s, 25]]") + "  - {kind: metric, series: web.MemoryUtilization, values: [[0s, 48], [30m, 25]]}";
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + ", " + Tracking(50, name: "memory", metric: memory) + "]", desired: 6, rest: workloads, duration: "50m"));
        Assert.That(run.Decided("cpu").Where(d => d.At < 2700).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "unanimity" }), "memory lies in its dead zone");
        Assert.That(run.Moves().Select(m => m.At), Is.All.GreaterThan(2700), "fifteen points after memory has fallen too");
        Assert.That(run.Moves()[0].To, Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "AS-GEN-04")]
    [Property("Example", "EX-79")]
    public void InvokedAgainWhileTasksStart_ProposesTheSameTotal()
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(50) + "]", rest: Playing("web.CPUUtilization", "[[0s, 75]]") + "applications: [{family: web, image: {size: 8GiB}}]", duration: "6m"));
        Assert.That(run.Decided().Take(2), Is.EqualTo(new[] { (213.0, "", 4, 6), (273, "already_at_desired_capacity", 6, 6) }));
    }

    [Test]
    [Property("Rule", "AS-ST-05")]
    [Property("Rule", "AS-ST-06")]
    [Property("Example", "EX-01")]
    [Property("Example", "EX-02")]
    [Property("Example", "EX-03")]
    public void Steps_OfAwssOwnExample()
    {
        // AWS's example: threshold 50; +10 % from 60, +30 % from 70; −10 % from 40 down, −30 % from 30 down.
        var policies = Stepping("out", "PercentChangeInCapacity", "cooldown: 0", (0, 10, 0), (10, 20, 10), (20, null, 30)) + ", " + Stepping("in", "PercentChangeInCapacity", "cooldown: 0", (-10, 0, 0), (-20, -10, -10), (null, -20, -30));
        var alarms = "alarms: [" + Alarm("hi", "GreaterThanThreshold", 50, "out") + ", " + Alarm("lo", "LessThanThreshold", 50, "in") + "]";
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + policies + "]", desired: 10, rest: Playing("q.depth", "[[0s, 60], [1m, 50], [3m, 70], [4m, 50], [6m, 40], [7m, 50], [9m, 59], [10m, 41], [11m, 50]]") + alarms, duration: "13m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 10, 11), (273, 11, 14), (453, 14, 13) }), "and between 40 and 60 nothing (EX-05)");
    }

    [Property("Rule", "AS-MP-01")]
    [TestCase("ChangeInCapacity", 3, "PercentChangeInCapacity", 200, 10, 30, TestName = "EX-24 +3 against +200 %")]
    [TestCase("ChangeInCapacity", 1, "ChangeInCapacity", 2, 10, 12, TestName = "EX-26 +1 against +2")]
    [TestCase("ChangeInCapacity", 5, "ExactCapacity", 5, 3, 8, TestName = "EX-10 EX-11 three and five more, or five in all")]
    public void TogetherInvoked_TheLargestCapacityWins(string typeA, int a, string typeB, int b, int running, int expected)
    {
        var policies = Stepping("a", typeA, "", (0, null, a)) + ", " + Stepping("b", typeB, "", (0, null, b));
        var alarms = "alarms: [{alarmName: x, series: q.depth, comparisonOperator: GreaterThanThreshold, threshold: 50, evaluationPeriods: 1, alarmActions: [web/a, web/b]}]";
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + policies + "]", desired: running, rest: Playing("q.depth", "[[0s, 60]]") + alarms, duration: "2m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, running, expected) }));
        Assert.That(run.Decided().Count(d => d.Gate == "outbid"), Is.EqualTo(1));
    }

    [Property("Rule", "AS-TGT-03")]
    [TestCase(3, 2, TestName = "EX-27 maximum 3")]
    [TestCase(-2, 3, TestName = "EX-28 minimum 2")]
    public void Proposal_IsClampedToTheBounds(int adjustment, int running)
    {
        var run = Run(Of($"minCapacity: 2, maxCapacity: 3, policies: [" + Stepping("s", "ChangeInCapacity", "", (0, null, adjustment)) + "]", desired: running, rest: Playing("q.depth", "[[0s, 60]]") + "alarms: [" + Alarm("x", "GreaterThanThreshold", 50, "s") + "]", duration: "2m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, running, adjustment > 0 ? 3 : 2) }));
    }

    [Property("Rule", "AS-CD-02")]
    [TestCase("true", 7, 8, TestName = "EX-19 EX-20 credit accumulates")]
    [TestCase("false", 7, 9, TestName = "EX-19 EX-20 credit of the last escalation only")]
    public void WithinTheCooldown_OnlyWhatGoesBeyondIsAdded(string accumulates, int second, int third)
    {
        // +2 at 60, +3 at 70, +4 at 80: from four tasks to six, then +3 adds one; +4 adds what the credit leaves.
        var policy = Stepping("s", "ChangeInCapacity", "cooldown: 3000", (0, 20, 2), (20, 30, 3), (30, null, 4));
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + policy + "]", model: $"creditAccumulates: {accumulates}", rest: Playing("q.depth", "[[0s, 60], [5m, 70], [10m, 80]]") + "alarms: [" + Alarm("x", "GreaterThanThreshold", 50, "s") + "]", duration: "14m"));
        Assert.That(run.Decided().Where(d => d.At is > 200 and < 380).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "cooldown" }), "the same step again changes nothing");
        Assert.That(run.Moves().Take(2).Select(m => m.To), Is.EqualTo(new[] { 6, second }));
        Assert.That((run.Moves()[2].To, run.Moves()[2].At > 600), Is.EqualTo((third, third == 8)), "without all of the credit the same step goes on adding");
    }

    [Property("Rule", "AS-CD-01")]
    [TestCase("completion")]
    [TestCase("request")]
    public void Cooldown_RunsFromTheCompletionOrTheRequest(string from)
    {
        var policy = Stepping("s", "ChangeInCapacity", "cooldown: 300", (0, null, 2));
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + policy + "]", model: $"cooldownFrom: {from}",
            rest: Playing("q.depth", "[[0s, 60]]") + "alarms: [" + Alarm("x", "GreaterThanThreshold", 50, "s") + "]", duration: "14m"));
        var started = run.Rows("tasks.csv").Where(r => r.Number("created_s") is > 0 and < 200).Max(r => r.Number("started_s"));
        var begin = from == "request" ? 93 : started;
        Assert.That(run.Moves()[1].At, Is.GreaterThanOrEqualTo(begin + 300).And.LessThan(begin + 360));
    }

    [Test]
    [Property("Rule", "AS-CD-03")]
    [Property("Example", "EX-22")]
    public void ScaleInCooldown_BlocksScaleIn_AndEndsWithAScaleOut()
    {
        var policies = Stepping("in", "ChangeInCapacity", "cooldown: 3000", (null, 0, -1)) + ", " + Stepping("out", "ChangeInCapacity", "cooldown: 0", (0, null, 1));
        var alarms = "alarms: [" + Alarm("lo", "LessThanThreshold", 20, "in") + ", " + Alarm("hi", "GreaterThanThreshold", 80, "out") + "]";
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + policies + "]", desired: 6, rest: Playing("q.depth", "[[0s, 10], [3m, 90], [4m, 10]]") + alarms, duration: "7m"));
        Assert.That(run.Decided().Where(d => d.At < 250).Select(d => (d.At, d.Gate)), Is.EqualTo(new[] { (93.0, ""), (153, "cooldown"), (213, "cooldown") }));
        Assert.That(run.Moves().Select(m => (m.From, m.To)).Take(3), Is.EqualTo(new[] { (6, 5), (5, 6), (6, 5) }), "the scale-out freed it");
    }

    [Test]
    [Property("Rule", "AS-CD-05")]
    [Property("Example", "EX-23")]
    [Property("Example", "EX-91")]
    public void ScheduledAction_IgnoresCooldowns_AndOneThatCrossesTheOtherBoundFailsThatTime()
    {
        var policy = Stepping("s", "ChangeInCapacity", "cooldown: 3000", (0, null, 1));
        var actions = "scheduledActions: [{scheduledActionName: a, schedule: \"at(2026-03-02T06:05:00)\", scalableTargetAction: {minCapacity: 10}}, {scheduledActionName: b, schedule: \"at(2026-03-02T06:06:00)\", scalableTargetAction: {minCapacity: 10, maxCapacity: 12}}]";
        var run = Run(Of("minCapacity: 1, maxCapacity: 8, policies: [" + policy + "], " + actions, desired: 3, rest: Playing("q.depth", "[[0s, 60]]") + "alarms: [" + Alarm("x", "GreaterThanThreshold", 50, "s") + "]", duration: "8m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 3, 4), (363, 4, 10) }));
        Assert.That(run.Decided().Where(d => d.Gate == "invalid_bounds").Select(d => d.At), Is.EqualTo(new[] { 303.0 }));
    }

    [Property("Rule", "AS-SC-02")]
    [TestCase("sundayIs1", 2)]
    [TestCase("sundayIs0", 1)]
    public void NumbersOfDaysInCron_AreASwitch(string numbers, int day)
    {
        // The run starts on a Monday.
        var run = Run(Of("minCapacity: 1, maxCapacity: 20, scheduledActions: [{scheduledActionName: a, schedule: \"cron(10 6 ? * " + day + " *)\", scalableTargetAction: {minCapacity: 6}}]", model: $"cronDayNumbers: {numbers}", duration: "15m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (603.0, 4, 6) }));
    }

    [Test]
    [Property("Rule", "AS-SC-06")]
    public void PutAgain_ReplacesAllOfAScheduledAction()
    {
        // Every five minutes until 06:40; put again without an end, every ten minutes, then deleted.
        var run = Run(Of("minCapacity: 1, maxCapacity: 20, scheduledActions: [{scheduledActionName: a, schedule: rate(5 minutes), startTime: 2026-03-02T06:05:00Z, endTime: 2026-03-02T06:40:00Z, scalableTargetAction: {minCapacity: 5}}]", rest: """
            timeline:
              - {at: 12m, action: PutScheduledAction, service: web, scheduledActionName: a, schedule: rate(10 minutes), scalableTargetAction: {minCapacity: 6}}
              - {at: 52m30s, action: DeleteScheduledAction, service: web, scheduledActionName: a}
            """, duration: "80m"));
        Assert.That(run.Decided().Select(d => d.At), Is.EqualTo(new[] { 303.0, 603, 1323, 1923, 2523, 3123 }));
        Assert.That(run.Moves().Select(m => m.To), Is.EqualTo(new[] { 5, 6 }));
    }

    [Test]
    [Property("Rule", "AS-TT-03")]
    public void UpdatedPolicy_GetsNewAlarms_WhichJudgeWhatDataThereIs()
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(80) + "]", rest: Playing("web.CPUUtilization", "[[0s, 75]]") + "timeline: [{at: 10m, action: PutScalingPolicy, service: web, " + Tracking(60)[1..] + ", {at: 20m, action: DeleteScalingPolicy, service: web, policyName: cpu}]", duration: "25m"));
        Assert.That(run.Moves()[0], Is.EqualTo((633.0, 4, 5)));
        Assert.That(run.Rows("alarms.csv", "to", "ALARM").Select(r => (r.Text("alarm"), r.Number("t_s"))), Is.EqualTo(new[] { ("TargetTracking-service/default/web-AlarmHigh-cpu-2", 630.0) }));
        Assert.That(run.Decided().Max(d => d.At), Is.LessThan(1200));
    }

    [Test]
    [Property("Rule", "AS-TM-01")]
    [Property("Rule", "AS-MET-06")]
    [Property("Example", "EX-83")]
    public void StepLoad_WithMinuteMetrics_IsAnsweredAfterThreeFullPoints()
    {
        var run = Run(Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(60, "scaleOutCooldown: 300") + "]", rest: Playing("web.CPUUtilization", "[[0s, 90]]"), duration: "12m").Replace("ecsMetricDelay: 0s", "ecsMetricDelay: 120s", StringComparison.Ordinal));
        Assert.That(run.Rows("alarms.csv", "to", "ALARM")[0].Number("t_s"), Is.EqualTo(330), "three points by 00:03:00, visible at 00:05:00, evaluated at 00:05:30");
        Assert.That(run.Moves()[0], Is.EqualTo((333.0, 4, 6)));
        Assert.That(run.Moves()[1], Is.EqualTo((393.0, 6, 7)), "within the cooldown ⌈6 × 1.5⌉ less the credit of two");
    }

    [Test]
    [Property("Rule", "AS-MET-05")]
    [Property("Example", "EX-84")]
    public void StepLoad_WithTwentySecondMetrics_IsAnsweredAfterAMinute()
    {
        const string fine = "predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilizationHighResolution}";
        var text = Of("minCapacity: 1, maxCapacity: 50, policies: [" + Tracking(60, metric: fine) + "]", rest: Playing("web.CPUUtilization", "[[0s, 90]]"), duration: "4m").Replace("alarmPhase: 30s", "alarmPhase: 5s", StringComparison.Ordinal)
            .Replace("desiredCount: 4", "desiredCount: 4, monitoring: {metricConfigurations: [{metricNames: [CPUUtilization, MemoryUtilization], resolutionSeconds: 20}]}", StringComparison.Ordinal);
        var run = Run(text);
        Assert.That(run.Rows("alarms.csv", "to", "ALARM")[0].Number("t_s"), Is.EqualTo(75), "points by 00:01:00, visible at 00:01:10, evaluated at 00:01:15");
    }

    [Test]
    [Property("Rule", "AS-TT-14")]
    [Property("Rule", "AS-PX-03")]
    [Property("Example", "EX-93")]
    public void FullMetric_CrawlsByAQuarterForEachActivity()
    {
        // Ten times the load: CPU stays at 100 % with a target of 80 until ninety tasks run.
        var run = Run(Of("minCapacity: 1, maxCapacity: 100, policies: [" + Tracking(80, "scaleOutCooldown: 0") + "]", desired: 10, rest: Playing("web.CPUUtilization", "[[0s, 100]]"), duration: "40m"));
        var sizes = run.Moves().Select(m => m.To).ToList();
        for (var i = 1; i < sizes.Count; i++) Assert.That(sizes[i], Is.LessThanOrEqualTo((int)Math.Ceiling(sizes[i - 1] * 1.25)));
        Assert.That(sizes.TakeWhile(s => s < 100).Count(), Is.InRange(9, 12), "ten activities or so from ten to a hundred");
    }
}
