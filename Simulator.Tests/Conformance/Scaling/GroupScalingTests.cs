using Simulator.Tests.Scenarios;
using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>EC2 Auto Scaling's own policies and scheduled actions (AS-EC2-01 … 04, AS-EC2-08).</summary>
public sealed class GroupScalingTests
{
    private const string Tracking50 = "{policyName: cpu, policyType: TargetTrackingScaling, targetTrackingConfiguration: {targetValue: 50, predefinedMetricSpecification: {predefinedMetricType: ASGAverageCPUUtilization}}";

    [Property("Rule", "AS-EC2-01")]
    [TestCase("", 34.9, true)]
    [TestCase("", 35.1, false)]
    [TestCase(", asgLowFactor: 0.9", 44.9, true)]
    public void LowAlarm_LiesAtSevenTenthsOfTheTarget_UnlessTheSwitchSaysNine(string constant, double load, bool alarms)
    {
        var run = Run(Group("scalingPolicies: [" + Tracking50 + "}]", Playing("asg.CPUUtilization", $"[[0s, {load.ToString(System.Globalization.CultureInfo.InvariantCulture)}]]"), constant, "20m"));
        Assert.That(run.Rows("alarms.csv", "to", "ALARM").Select(r => r.Text("alarm")), Is.EqualTo(alarms ? ["TargetTracking-asg-AlarmLow-cpu"] : Array.Empty<string>()));
        if (alarms) Assert.That(run.Rows("alarms.csv", "to", "ALARM").Single().Number("t_s"), Is.EqualTo(930), "fifteen minutes of points, then second 30");
    }

    // AWS tunes these alarms by rules that it does not publish: what it came to can be set.
    [Property("Rule", "AS-EC2-01")]
    [TestCase("", 80, 213)]
    [TestCase(", asgHighPeriods: 1", 80, 93)]
    [TestCase("", 5, 933)]
    [TestCase(", asgLowPeriods: 5", 5, 333)]
    public void AlarmsOfAGroup_HaveThreeAndFifteenPoints_UnlessTheSwitchesSayOtherwise(string constant, double load, double first)
    {
        var run = Run(Group("scalingPolicies: [" + Tracking50 + "}]", Playing("asg.CPUUtilization", $"[[0s, {load}]]"), constant, "17m"));
        Assert.That(run.Moves()[0].At, Is.EqualTo(first));
    }

    [Property("Rule", "AS-EC2-01")]
    [TestCase("06:00:00", 10, 15 * 60)] // points of 06:00, 06:05 and 06:10
    [TestCase("06:03:00", 10, 12 * 60)] // of the two minutes up to 06:05, of 06:05 and 06:10
    [TestCase("06:00:00", 30, 75 * 60)]
    public void BasicMonitoring_PublishesAtTheClocksFiveMinuteMarks_SoThatThreePointsTakeAQuarterOfAnHour(string start, int low, double expected)
    {
        var isHigh = low == 10;
        var run = Run(Group("scalingPolicies: [" + Tracking50 + "}], launchTemplate: {monitoring: {enabled: false} }", isHigh ? Busy : "applications: [{family: web, idle: {cpu: 5%} }]", "", "80m").Replace("T06:00:00Z", $"T{start}Z", StringComparison.Ordinal));
        var points = run.Rows("metrics.csv", "metric", "CPUUtilization");
        var offset = start == "06:00:00" ? 0 : -180;
        Assert.That(points.Take(3).Select(p => (p.Number("period_start_s"), p.Count("period_s"), p.Number("value"))), Is.EqualTo(new[] { (offset + 0.0, 300, isHigh ? 60.0 : 5), (offset + 300.0, 300, isHigh ? 60 : 5), (offset + 600.0, 300, isHigh ? 60 : 5) }));
        var alarm = run.Rows("alarms.csv", "to", "ALARM")[0];
        Assert.That((alarm.Text("alarm"), alarm.Number("t_s")), Is.EqualTo((isHigh ? "TargetTracking-asg-AlarmHigh-cpu" : "TargetTracking-asg-AlarmLow-cpu", expected + 30)), "and the alarm's phase");
    }

    [Test]
    [Property("Rule", "AS-EC2-01")]
    public void BasicMonitoring_IsTheMeanOfItsFiveMinutes_ForAlarmsOfAnyPeriod()
    {
        // Minutes of 10, 20, 30, 40 and 50 % are one datapoint of 30 %, which an alarm on periods of a minute finds in one minute of five.
        var run = Run(Group("launchTemplate: {monitoring: {enabled: false} }", Playing("asg.CPUUtilization", "[[0s, 10], [1m, 20], [2m, 30], [3m, 40], [4m, 50], [5m, 80]]")
            + "alarms: [{alarmName: fine, series: asg.CPUUtilization, evaluationPeriods: 1, threshold: 60, comparisonOperator: GreaterThanThreshold}, {alarmName: coarse, series: asg.CPUUtilization, period: 300, evaluationPeriods: 2, threshold: 25, comparisonOperator: GreaterThanThreshold}]", "", "20m"));
        var points = run.Rows("metrics.csv", "metric", "CPUUtilization");
        Assert.That(points.Select(p => (p.Number("period_start_s"), p.Number("value"))).Take(2), Is.EqualTo(new[] { (0.0, 30.0), (300, 80) }));
        Assert.That((points[0].Count("sample_count"), points.Count), Is.EqualTo((5, 4)));
        Assert.That(run.Rows("alarms.csv", "alarm", "coarse").Single(r => r.Text("to") == "ALARM").Number("t_s"), Is.EqualTo(630), "two datapoints");
        Assert.That(run.Rows("alarms.csv", "alarm", "fine").First(r => r.Text("to") == "ALARM").Number("t_s"), Is.EqualTo(630), "not before its five minutes are over");
    }

    [Test]
    [Property("Rule", "AS-EC2-02")]
    public void WarmingInstances_CountTowardTheNextScaleOut_AndBlockScaleIn()
    {
        // Warm-up of five minutes. 80 % asks for 7 of 4; while three warm up the same proposal changes nothing, and 100 % asks for 8.
        var run = Run(Group("scalingPolicies: [" + Tracking50 + ", estimatedInstanceWarmup: 300}]", Playing("asg.CPUUtilization", "[[0s, 80], [5m, 100], [8m, 80], [9m, 10]]"), ", targetTrackingSizeMetric: last", "40m"));
        var decided = run.Decided("cpu");
        Assert.That(decided.Take(3), Is.EqualTo(new[] { (213.0, "", 4, 7), (273, "already_at_desired_capacity", 7, 7), (333, "already_at_desired_capacity", 7, 7) }));
        Assert.That(decided[3], Is.EqualTo((393.0, "", 7, 8)), "4 × 100 ÷ 50, from the warm ones");
        var first = run.DecisionsOf("group_target_tracking")[1].GetProperty("inputs");
        Assert.That((first.GetProperty("in_service").GetDouble(), first.GetProperty("warming").GetDouble(), first.GetProperty("warmup_s").GetDouble()), Is.EqualTo((4.0, 3.0, 300.0)));
    }

    [Test]
    [Property("Rule", "AS-EC2-02")]
    public void ScaleIn_WaitsUntilNothingWarmsUp()
    {
        var run = Run(Group("scalingPolicies: [" + Tracking50 + "}], defaultInstanceWarmup: 600, scheduledActions: [{scheduledActionName: up, recurrence: \"15 6 * * *\", desiredCapacity: 6}]",
            Playing("asg.CPUUtilization", "[[0s, 10]]"), "", "40m"));
        Assert.That(run.Moves()[0], Is.EqualTo((903.0, 4, 6)));
        var blocked = run.Decided("cpu").TakeWhile(d => d.Gate.Length > 0).ToList();
        Assert.That(blocked.Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "instance_warmup" }));
        Assert.That(blocked[^1].At, Is.GreaterThan(900 + 540).And.LessThan(900 + 720));
        Assert.That(run.Moves()[1], Is.EqualTo((blocked[^1].At + 60, 6, 4)), "at most half in one activity");
    }

    [Property("Rule", "AS-EC2-02")]
    [Property("Example", "EX-82")]
    [TestCase("defaultCooldown: 300", "", 300)]
    [TestCase("defaultCooldown: 300, defaultInstanceWarmup: 120", "", 120)]
    [TestCase("defaultCooldown: 300, defaultInstanceWarmup: 120", ", estimatedInstanceWarmup: 60", 60)]
    [TestCase("defaultInstanceWarmup: -1", "", 300)]
    public void Warmup_IsThePolicys_ElseTheGroups_ElseItsCooldown(string group, string policy, double warmup)
    {
        var run = Run(Group("scalingPolicies: [" + Tracking50 + policy + "}], " + group, Playing("asg.CPUUtilization", "[[0s, 80]]"), "", "5m"));
        Assert.That(run.DecisionsOf("group_target_tracking")[0].GetProperty("inputs").GetProperty("warmup_s").GetDouble(), Is.EqualTo(warmup));
    }

    [Test]
    [Property("Rule", "AS-TT-09")]
    [Property("Example", "EX-86")]
    public void IdleGroup_ShrinksMinuteByMinute()
    {
        var run = Run(Group("scalingPolicies: [" + Tracking50 + "}]", Playing("asg.CPUUtilization", "[[0s, 5]]"), "", "20m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (933.0, 4, 3), (993, 3, 2) }), "not from 4 to 2 at once");
    }

    [Test]
    [Property("Rule", "AS-EC2-03")]
    public void SimpleScaling_ActsOnce_AndWaitsForItsCooldownFromTheLastLaunch()
    {
        const string simple = "{policyName: more, policyType: SimpleScaling, adjustmentType: ChangeInCapacity, scalingAdjustment: 1, cooldown: 240}";
        var run = Run(Group("scalingPolicies: [" + simple + "]", Queue("more"), "", "20m"));
        var moves = run.Moves();
        Assert.That(moves.Select(m => (m.From, m.To)), Is.EqualTo(new[] { (4, 5), (5, 6), (6, 7), (7, 8) }));
        var launched = run.Rows("instances.csv").Where(r => r.Number("launched_s") > 0).OrderBy(r => r.Number("launched_s")).ToList();
        for (var i = 1; i < moves.Count; i++)
        {
            var since = moves[i].At - launched[i - 1].Number("launched_s");
            Assert.That(since, Is.GreaterThan(240).And.LessThan(240 + 60 + 60), "cooldown from the end of the launch, then the alarm's next minute");
        }
        Assert.That(run.Decided("more").Where(d => d.Gate.Length > 0).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "cooldown" }));
    }

    [Test]
    [Property("Rule", "AS-EC2-03")]
    public void SimpleScaling_TakesTheGroupsCooldownWhenItHasNone()
    {
        const string simple = "{policyName: less, policyType: SimpleScaling, adjustmentType: ChangeInCapacity, scalingAdjustment: -1}";
        var run = Run(Group("scalingPolicies: [" + simple + "], defaultCooldown: 100", Queue("less"), "", "8m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 4, 3), (213, 3, 2) }), "93 + 6 to terminate + 100, then the alarm's next minute");
    }

    [Test]
    [Property("Rule", "AS-EC2-02")]
    [Property("Rule", "AS-ST-06")]
    public void StepsOfAGroup_StartFromWarmInstances_ButOnlyWhatGoesBeyondDesiredIsAdded()
    {
        // AWS's own example: ten instances, +10 % at 60, +30 % at 70.
        const string steps = "{policyName: s, policyType: StepScaling, adjustmentType: PercentChangeInCapacity, estimatedInstanceWarmup: 600, "
            + "stepAdjustments: [{metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 0}, {metricIntervalLowerBound: 10, metricIntervalUpperBound: 20, scalingAdjustment: 10}, {metricIntervalLowerBound: 20, scalingAdjustment: 30}]}";
        var run = Run(Group("scalingPolicies: [" + steps + "]", Queue("s", "[[0s, 60], [1m, 62], [2m, 70]]", 50), "", "4m30s", 10));
        Assert.That(run.Decided("s"), Is.EqualTo(new[] { (93.0, "", 10, 11), (153, "already_at_desired_capacity", 11, 11), (213, "", 11, 13), }));
    }

    [Test]
    [Property("Rule", "AS-EC2-04")]
    public void ScheduledActions_SetSizeAndBounds_WithCronOfFiveFields()
    {
        var run = Run(Group("""
            scheduledActions: [{scheduledActionName: up, recurrence: "10 6 * * MON-FRI", desiredCapacity: 8}, {scheduledActionName: sunday, recurrence: "12 6 * * 0", desiredCapacity: 3},
            {scheduledActionName: tuesday, recurrence: "12 6 * * 2", desiredCapacity: 3}, {scheduledActionName: monday, recurrence: "20 6 * * 1", minSize: 5, maxSize: 6},
            {scheduledActionName: once, startTime: 2026-03-02T06:30:00Z, desiredCapacity: 5}, {scheduledActionName: crossed, startTime: 2026-03-02T06:35:00Z, minSize: 7}]
            """.ReplaceLineEndings(" "), "", "", "50m"));
        Assert.That(run.Decided(), Is.EqualTo(new[] { (603.0, "", 4, 8), (1203, "", 8, 6), (1803, "", 6, 5), (2103, "invalid_bounds", 5, 5) }), "2 March 2026 is a Monday, 1 in Unix's count");
        Assert.That(run.Rows("instances.csv").Count(r => r.Text("terminated_s").Length == 0), Is.EqualTo(5));
    }

    [Test]
    [Property("Rule", "AS-EC2-08")]
    public void DisabledPolicy_DoesNothing_AndActsOnAnAlarmInAlarmOnceEnabled()
    {
        var run = Run(Group("scalingPolicies: [" + Tracking50 + ", enabled: false}]", Playing("asg.CPUUtilization", "[[0s, 80]]") + "timeline: [{at: 6m, action: PutScalingPolicy, autoScalingGroupName: asg, " + Tracking50[1..] + "}]", "", "9m"));
        Assert.That(run.Decided("cpu").Where(d => d.At < 360).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "disabled" }));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (393.0, 4, 7) }));
    }

    [Test]
    [Property("Rule", "AS-EC2-08")]
    [Property("Rule", "AS-EC2-04")]
    public void SuspendedProcesses_StopPoliciesAndScheduledActions()
    {
        var run = Run(Group("scalingPolicies: [" + Tracking50 + "}], suspendedProcesses: [{processName: AlarmNotification}, {processName: ScheduledActions}], scheduledActions: [{scheduledActionName: up, recurrence: \"5 6 * * *\", desiredCapacity: 8}]",
            Playing("asg.CPUUtilization", "[[0s, 80]]") + "timeline: [{at: 6m, action: ResumeProcesses, autoScalingGroupName: asg, scalingProcesses: [AlarmNotification]}]", "", "8m"));
        Assert.That(run.Decided().Where(d => d.At < 360).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "suspended" }));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (393.0, 4, 7) }), "the alarm is acted on again; the scheduled action is not made up for");
    }

    [Test]
    [Property("Rule", "AS-EC2-08")]
    [Property("Rule", "AS-MP-01")]
    public void SeveralPoliciesOfAGroup_TheLargestCapacityWins_WithinItsBounds()
    {
        const string two = "{policyName: a, policyType: StepScaling, adjustmentType: ChangeInCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}]}, "
            + "{policyName: b, policyType: StepScaling, adjustmentType: PercentChangeInCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 300}]}";
        var run = Run(Group("scalingPolicies: [" + two + "]", Playing("q.depth", "[[0s, 60]]")
            + "alarms: [{alarmName: a, series: q.depth, comparisonOperator: GreaterThanThreshold, threshold: 50, evaluationPeriods: 1, alarmActions: [asg/a, \"arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/asg:policyName/b\"]}]", "", "2m"));
        Assert.That(run.Decided(), Is.EqualTo(new[] { (93.0, "outbid", 4, 4), (93, "", 4, 10) }), "+300 % of 4 is 16, the maximum 10");
    }

    [Test]
    [Property("Rule", "AS-EC2-03")]
    public void ExecutePolicy_IgnoresTheCooldownUnlessAskedToHonourIt()
    {
        const string simple = "{policyName: more, policyType: SimpleScaling, adjustmentType: ChangeInCapacity, scalingAdjustment: 1}";
        var run = Run(Group("scalingPolicies: [" + simple + "]", """
            timeline:
              - {at: 1m, action: ExecutePolicy, autoScalingGroupName: asg, policyName: more}
              - {at: 3m, action: ExecutePolicy, autoScalingGroupName: asg, policyName: more, honorCooldown: true}
              - {at: 4m, action: ExecutePolicy, autoScalingGroupName: asg, policyName: more}
            """, "", "6m"));
        Assert.That(run.Decided(), Is.EqualTo(new[] { (60.0, "", 4, 5), (180, "cooldown", 5, 5), (240, "", 5, 6) }));
    }

    [TestCase("cpu", "`cpu` is a target tracking policy: only step and simple scaling policies can be executed", "policies that can: more")]
    [TestCase("mor", "has no policy `mor`", "did you mean `more`?")]
    [Property("Rule", "AS-EC2-03")]
    public void ExecutePolicy_SaysWhatItCannotExecute(string policy, params string[] words)
    {
        const string policies = "{policyName: more, policyType: SimpleScaling, adjustmentType: ChangeInCapacity, scalingAdjustment: 1}, "
            + "{policyName: cpu, policyType: TargetTrackingScaling, targetTrackingConfiguration: {targetValue: 50, predefinedMetricSpecification: {predefinedMetricType: ASGAverageCPUUtilization}}}";
        var issue = Loading.Load(Group("scalingPolicies: [" + policies + "]", $"timeline: [{{at: 1m, action: ExecutePolicy, autoScalingGroupName: asg, policyName: {policy}}}]", "", "6m")).Issues.Single().ToString();
        Assert.That(words.All(issue.Contains), issue);
    }

    [Test]
    [Property("Rule", "AS-EC2-01")]
    [Property("Rule", "AS-EC2-02")]
    public void CpuOfAGroup_ComesFromTheTasksOnIt_WithoutWarmingInstances()
    {
        var run = Run(Group("scalingPolicies: [" + Tracking50 + "}], defaultInstanceWarmup: 300", """
            timeline: [{at: 5m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 8}]
            workload: [{to: web, rate: 60/s, arrivals: deterministic}]
            applications: [{family: web, request: {cpu: 40ms, concurrency: 1000}}]
            """, "", "14m"));
        double MeanAt(double from, double to) => run.Rows("metrics.csv").Where(r => r.Number("period_start_s") >= from && r.Number("period_start_s") < to).Average(r => r.Number("value"));
        double CountAt(double from) => run.Rows("metrics.csv").First(r => r.Number("period_start_s") >= from).Number("sample_count");
        // 2.4 vCPUs of load on four instances of two vCPUs each.
        Assert.That(MeanAt(60, 300), Is.EqualTo(30).Within(1));
        Assert.That((CountAt(360), CountAt(720)), Is.EqualTo((4.0, 8.0)), "four more serve, but count only when they are warm");
        Assert.That(MeanAt(720, 840), Is.EqualTo(15).Within(1), "the new ones hold no task");
    }

    [Test]
    [Property("Rule", "AS-PR-03")]
    public void ForecastOfAGroup_RaisesItsSize()
    {
        var run = Run(Group("scalingPolicies: [{policyName: p, policyType: PredictiveScaling, predictiveScalingConfiguration: {mode: ForecastAndScale, forecast: [4, 12], maxCapacityBreachBehavior: IncreaseMaxCapacity, maxCapacityBuffer: 0, "
            + "metricSpecifications: [{targetValue: 50, predefinedMetricPairSpecification: {predefinedMetricType: ASGCPUUtilization}}]}}]", "", "", "70m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (3300.0, 4, 12) }), "beyond the maximum of ten, which it raises");
        Assert.That(run.Rows("instances.csv").Count, Is.EqualTo(12));
        double Served(double from, double to) => run.Rows("instances.csv").Sum(r => Math.Max(0, to - Math.Max(from, r.Number("in_service_s")))) / (to - from);
        var capacities = run.Rows("forecasts.csv").Select(r => r.Number("actual_capacity")).ToList();
        Assert.That(capacities[0], Is.EqualTo(Served(0, 3600)).Within(0.01).And.GreaterThan(4.1), "the new ones serve for the last minutes of the hour");
        Assert.That(capacities[1], Is.EqualTo(Served(3600, 4200)).Within(0.01), "ten minutes of it lie in the run");
    }

    [TestCase("{policyName: p, policyType: SimpleScaling, adjustmentType: ChangeInCapacity}", "needs `scalingAdjustment`")]
    [TestCase("{policyName: p, policyType: SimpleScaling, adjustmentType: ChangeInCapacity, scalingAdjustment: 1, estimatedInstanceWarmup: 5}", "SimpleScaling policy takes no `estimatedInstanceWarmup`")]
    [TestCase("{policyName: p, policyType: StepScaling, adjustmentType: ChangeInCapacity, cooldown: 5, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}]}", "StepScaling policy takes no `cooldown`")]
    [TestCase("{policyName: p, targetTrackingConfiguration: {targetValue: 50, predefinedMetricSpecification: {predefinedMetricType: ASGAverageNetworkIn}}}", "network traffic of instances is not simulated")]
    [Property("Rule", "AS-EC2-03")]
    public void MistakenPolicy_IsRefused(string policy, string words)
    {
        var loaded = Tests.Scenarios.Loading.Load(Group("scalingPolicies: [" + policy + "]", "", "", "5m"));
        Assert.That(loaded.Issues.Select(i => i.Message), Has.Some.Contains(words));
    }

    // 4.8 vCPUs on four instances of two each.
    private const string Busy = """
        workload: [{to: web, kind: demand, cpu: [[0s, 4.8]]}]
        """;

    private static string Queue(string policy, string values = "[[0s, 60]]", double threshold = 50) => Playing("q.depth", values)
        + $"alarms: [{{alarmName: a, series: q.depth, comparisonOperator: GreaterThanThreshold, threshold: {threshold}, evaluationPeriods: 1, alarmActions: [asg/{policy}]}}]";

    private static string Group(string scaling, string rest, string model, string duration, int size = 4) => $$"""
        name: g
        run: {duration: {{duration}}, initial: steady, start: 2026-03-02T06:00:00Z}
        model: {alarmPhase: 30s, scalingDecisionDelay: 3s, scheduledActionDelay: 3s, ec2MetricDelay: 0s, playbackMetricDelay: 0s{{model}}}
        autoScalingGroups:
          - {autoScalingGroupName: asg, instanceType: m6i.large, minSize: 2, maxSize: {{Math.Max(10, size * 2)}}, desiredCapacity: {{size}}, {{scaling}} }
        taskDefinitions: [{family: web, cpu: 2048, memory: 1024, networkMode: bridge, containerDefinitions: [{name: app, image: i}]}]
        services:
          - {serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: {{size}}}
        {{rest}}
        """;
}
