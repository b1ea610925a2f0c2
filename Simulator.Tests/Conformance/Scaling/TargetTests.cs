using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>Scalable targets and what calls do to them during a run (AS-TGT-*, ECS-API-07).</summary>
public sealed class TargetTests
{
    [Test]
    [Property("Rule", "AS-TGT-02")]
    [Property("Example", "EX-44")]
    public void Registration_BringsDesiredIntoTheBounds_AtTheStartAndAgainWithNothingButSuspensions()
    {
        var run = Run(Of("minCapacity: 2, maxCapacity: 10", desired: 12, rest: """
            timeline:
              - {at: 5m, action: UpdateService, service: web, desiredCount: 15}
              - {at: 8m, action: RegisterScalableTarget, service: web, suspendedState: {dynamicScalingInSuspended: true}}
              - {at: 12m, action: RegisterScalableTarget, resourceId: service/default/web, minCapacity: 11, maxCapacity: 20}
            """, duration: "15m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (0.0, 12, 10), (480, 15, 10), (720, 10, 11) }));
        Assert.That(run.Rows("scaling_activities.csv").Select(r => r.Text("cause")), Is.EqualTo(new[] { "maximum capacity was set to 10", "maximum capacity was set to 10", "minimum capacity was set to 11" }));
        Assert.That(run.DesiredAt(420), Is.EqualTo(15), "nothing happens until a registration, an alarm or a scheduled action");
    }

    [Test]
    [Property("Rule", "AS-TGT-02")]
    public void RegistrationWhoseBoundsCross_Fails()
    {
        var run = Run(Of("minCapacity: 2, maxCapacity: 10", rest: "timeline: [{at: 5m, action: RegisterScalableTarget, service: web, minCapacity: 12}]", duration: "10m"));
        var row = run.Rows("scaling_activities.csv").Single();
        Assert.That((row.Text("gate"), row.Text("status"), row.Count("to")), Is.EqualTo(("invalid_bounds", "Failed", 4)));
    }

    [Test]
    [Property("Rule", "AS-TGT-05")]
    public void Resumed_AlarmsInAlarmAreActedOnAgain_MissedScheduledActionsAreNot()
    {
        var run = Run(Of(
            "minCapacity: 2, maxCapacity: 20, suspendedState: {dynamicScalingOutSuspended: true, scheduledScalingSuspended: true}, policies: [" + Tracking(60)
            + "], scheduledActions: [{scheduledActionName: am, schedule: \"at(2026-03-02T06:08:00)\", scalableTargetAction: {minCapacity: 15}}]", rest: Playing("web.CPUUtilization", "[[0s, 90]]") + """
            timeline: [{at: 10m10s, action: RegisterScalableTarget, service: web, suspendedState: {dynamicScalingOutSuspended: false, scheduledScalingSuspended: false}}]
            """, duration: "14m"));
        Assert.That(run.Decided().Where(d => d.At < 600).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "suspended" }), "alarms still change state, nothing moves");
        Assert.That(run.Rows("alarms.csv", "to", "ALARM").Single().Number("t_s"), Is.EqualTo(210), "the alarm went off long before");
        Assert.That(run.Moves()[0], Is.EqualTo((633.0, 4, 6)), "the first invocation after the resumption acts");
        Assert.That(run.Rows("scaling_activities.csv", "kind", "scheduled_action").Single().Text("gate"), Is.EqualTo("suspended"), "06:08 is not made up for");
    }

    [Test]
    [Property("Rule", "AS-TGT-06")]
    public void Deregistered_PoliciesAlarmsAndScheduledActionsAreGone_CapacityStays()
    {
        var run = Run(Of(
            "minCapacity: 2, maxCapacity: 20, policies: [" + Tracking(60) + "], scheduledActions: [{scheduledActionName: am, schedule: rate(10 minutes), scalableTargetAction: {minCapacity: 9}}]",
            rest: Playing("web.CPUUtilization", "[[0s, 60], [8m, 90]]") + "timeline: [{at: 9m, action: DeregisterScalableTarget, service: web}]", duration: "40m"));
        Assert.That(run.Decided(), Is.Empty);
        Assert.That(run.Rows("alarms.csv").Select(r => (r.Text("to"), r.Number("t_s") < 540)), Is.All.EqualTo(("OK", true)), "no alarm is left to go off");
        Assert.That(run.DesiredAt(2400), Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "AS-TGT-01")]
    [Property("Rule", "AS-TGT-06")]
    public void RegisteredDuringTheRun_ScalesFromThenOn()
    {
        var run = Run(Of("", rest: Playing("web.CPUUtilization", "[[0s, 90]]") + $$"""
            timeline:
              - {at: 10m, action: RegisterScalableTarget, service: web, minCapacity: 1, maxCapacity: 20}
              - {at: 10m, action: PutScalingPolicy, service: web, {{Tracking(60)[1..]}}
            """, duration: "12m"));
        Assert.That(run.Moves()[0], Is.EqualTo((633.0, 4, 6)), "its alarm judges datapoints older than itself at once");
    }

    [Property("Rule", "AS-TGT-04")]
    [Property("Example", "EX-45")]
    [TestCase("continue", 2, TestName = "EX-45 {m} in one step")]
    [TestCase("boundFirst", 2, TestName = "EX-45 {m} bound first")]
    public void DesiredSetBelowTheMinimumByHand_IsLiftedByTheHighAlarmOnly(string switchValue, int expected)
    {
        var run = Run(Of($$"""minCapacity: 2, maxCapacity: 10, policies: [{{Tracking(60)}}]""", desired: 2, model: $"outsideBounds: {switchValue}", rest: Playing("web.CPUUtilization", "[[0s, 20], [40m, 90]]")
            + "timeline: [{at: 20m, action: UpdateService, service: web, desiredCount: 1}]", duration: "44m"));
        Assert.That(run.DesiredAt(2340), Is.EqualTo(1), "the low alarm is in ALARM and does nothing about it");
        Assert.That(run.Decided()[^1], Is.EqualTo((2613.0, "", 1, expected)));
    }

    [Property("Rule", "AS-TGT-04")]
    [TestCase("continue", 4)]
    [TestCase("boundFirst", 3)]
    public void DesiredOutsideTheBounds_OneStepOrTwo_IsASwitch(string switchValue, int expected)
    {
        // One task at 200 % of a target of 60 wants four; the minimum is three.
        var run = Run(Of($$"""minCapacity: 3, maxCapacity: 10, policies: [{{Tracking(60)}}]""", desired: 3, model: $"outsideBounds: {switchValue}", rest: Playing("web.CPUUtilization", "[[0s, 55], [10m, 200]]")
            + "timeline: [{at: 5m, action: UpdateService, service: web, desiredCount: 1}]", duration: "14m"));
        Assert.That(run.Moves().Last(), Is.EqualTo((813.0, 1, expected)));
    }

    [Test]
    [Property("Rule", "AS-TGT-04")]
    public void DesiredSetAboveTheMaximumByHand_StaysWithTheHighAlarm_AndIsDroppedByTheLowOne()
    {
        var run = Run(Of($$"""minCapacity: 2, maxCapacity: 6, policies: [{{Tracking(60)}}]""", rest: Playing("web.CPUUtilization", "[[0s, 90], [10m, 50]]")
            + "timeline: [{at: 2m, action: UpdateService, service: web, desiredCount: 8}]", duration: "27m"));
        Assert.That(run.Decided().Where(d => d.At < 600).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "already_at_max_capacity" }));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (1533.0, 8, 6) }));
    }

    [Test]
    [Property("Rule", "AS-TGT-08")]
    [Property("Example", "EX-81")]
    public void AtTheMaximum_TheHighAlarmIsNotScaled()
    {
        var run = Run(Of($$"""minCapacity: 2, maxCapacity: 4, policies: [{{Tracking(60)}}]""", rest: Playing("web.CPUUtilization", "[[0s, 90]]"), duration: "5m"));
        var row = run.Rows("scaling_activities.csv")[0];
        Assert.That((row.Text("status"), row.Text("not_scaled_reason"), row.Count("to")), Is.EqualTo(("NotScaled", "AlreadyAtMaxCapacity", 4)));
        Assert.That(run.DecisionsOf("target_tracking")[0].GetProperty("inputs").GetProperty("maximum").GetDouble(), Is.EqualTo(4));
    }

    [Property("Rule", "AS-TGT-08")]
    [Property("Rule", "AS-PX-12")]
    [TestCase("0s", "InProgress")]
    [TestCase("10m", "Unfulfilled")]
    public void ActivityWhoseTasksCannotBePlaced_StaysInProgress_OrIsUnfulfilledAfterALimit(string limit, string status)
    {
        var run = Run($$"""
            name: t
            run: {duration: 40m, initial: steady}
            model: {alarmPhase: 30s, ecsMetricDelay: 0s, scalingActivityTimeout: {{limit}}}
            containerInstances: [{instanceType: c6i.large, count: 1}]
            taskDefinitions: [{family: web, cpu: 1024, memory: 512, networkMode: bridge, containerDefinitions: [{name: app, image: i}]}]
            services:
              - serviceName: web
                taskDefinition: web
                launchType: EC2
                desiredCount: 2
                autoScaling: {minCapacity: 1, maxCapacity: 20, policies: [{{Tracking(60)}}] }
            workload: [{kind: metric, series: web.CPUUtilization, values: [[0s, 90]]}]
            """);
        Assert.That(run.Moves().Select(m => m.To), Is.EqualTo(new[] { 3 }), "sizing from what runs keeps it from running away");
        Assert.That(run.Rows("scaling_activities.csv").First(r => r.Text("gate").Length == 0).Text("status"), Is.EqualTo(status));
        Assert.That(run.Decided().Skip(1).Select(d => d.Gate), Is.All.EqualTo("already_at_desired_capacity"), "and no cooldown ever starts");
    }

    [Test]
    [Property("Rule", "ECS-API-08")]
    [Property("Rule", "AS-PX-13")]
    public void UpdateWithADesiredCount_UndoesScaling_UntilTheAlarmsNextMinute()
    {
        var run = Run(Of($$"""minCapacity: 1, maxCapacity: 20, policies: [{{Tracking(60, "scaleOutCooldown: 0")}}]""", rest: Playing("web.CPUUtilization", "[[0s, 90], [5m, 61]]")
            + "timeline: [{at: 9m50s, action: UpdateService, service: web, desiredCount: 4}]", duration: "14m"));
        Assert.That(run.DesiredAt(540), Is.GreaterThan(5));
        Assert.That(run.Moves().First(m => m.At > 590).At, Is.EqualTo(633));
        Assert.That(run.Rows("scaling_activities.csv").Select(r => r.Text("status")), Does.Not.Contain("Overridden"), "an activity that is complete cannot be overridden");
    }
}
