using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>Scheduled actions through whole scenarios that start on Monday, 2 March 2026, at 06:00 UTC; an action takes effect 3 s after its time (AS-SC-*).</summary>
public sealed class ScheduleRuleTests
{
    [Test]
    [Property("Rule", "AS-SC-01")]
    public void Action_SetsBoundsAndMovesDesiredIntoThem()
    {
        var run = Run(Actions(4, "{scheduledActionName: morning, schedule: cron(0 7 * * ? *), scalableTargetAction: {minCapacity: 6, maxCapacity: 12}}, {scheduledActionName: evening, schedule: cron(0 8 * * ? *), scalableTargetAction: {minCapacity: 1}}, {scheduledActionName: night, schedule: cron(0 9 * * ? *), scalableTargetAction: {maxCapacity: 3}}", "4h"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (3603.0, 4, 6), (10_803, 6, 3) }), "into the minimum, nothing, into the maximum");
    }

    [Test]
    [Property("Rule", "AS-SC-05")]
    [Property("Example", "EX-91")]
    public void OneSidedActionThatCrossesTheOtherBound_FailsThatOccurrenceOnly()
    {
        var run = Run(Actions(2, "{scheduledActionName: a, schedule: at(2026-03-02T07:00:00), scalableTargetAction: {minCapacity: 4}}, {scheduledActionName: b, schedule: at(2026-03-02T07:01:00), scalableTargetAction: {minCapacity: 4, maxCapacity: 5}}", "2h", "minCapacity: 0, maxCapacity: 3"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (3663.0, 2, 4) }));
        Assert.That(run.Rows("scaling_activities.csv").Select(r => r.Text("status")), Is.EqualTo(new[] { "Failed", "Successful" }));
    }

    [Test]
    [Property("Rule", "AS-SC-03")]
    [Property("Example", "EX-49")]
    public void StartAndEnd_BoundTheRunsAndRevertNothing()
    {
        var run = Run(Actions(4, "{scheduledActionName: a, schedule: rate(30 minutes), startTime: 2026-03-02T06:20:00Z, endTime: 2026-03-02T07:21:00Z, scalableTargetAction: {minCapacity: 6}}", "4h"));
        Assert.That(run.DecisionsOf("scheduled_action").Select(d => d.GetProperty("t_s").GetDouble()), Is.EqualTo(new[] { 1203.0, 3003, 4803 }), "at the start, then every half hour, until the end");
        Assert.That(run.DesiredAt(14_000), Is.EqualTo(6), "nothing is reverted");
    }

    // New York changes to summer time on 8 March 2026: eight o'clock is 13:00 UTC before and 12:00 UTC after.
    [TestCase("2026-03-07T06:00:00Z", 7 * 3600)]
    [TestCase("2026-03-09T06:00:00Z", 6 * 3600)]
    [Property("Rule", "AS-SC-03")]
    public void Zone_IsThatOfTheAction_WithItsSummerTime(string start, int second)
    {
        var text = Actions(4, "{scheduledActionName: a, schedule: cron(0 8 * * ? *), timezone: America/New_York, scalableTargetAction: {minCapacity: 6}}", "10h").Replace("2026-03-02T06:00:00Z", start, StringComparison.Ordinal);
        Assert.That(Run(text).Moves(), Is.EqualTo(new[] { (second + 3.0, 4, 6) }));
    }

    [Test]
    [Property("Rule", "AS-SC-04")]
    public void ActionsOfOneInstant_KeepTheirOrder()
    {
        var run = Run(Actions(4, "{scheduledActionName: first, schedule: at(2026-03-02T06:00:00), scalableTargetAction: {minCapacity: 6, maxCapacity: 8}}, {scheduledActionName: second, schedule: at(2026-03-02T06:00:00), scalableTargetAction: {minCapacity: 2, maxCapacity: 5}}", "10m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (3.0, 4, 6), (3, 6, 5) }));
    }

    [Test]
    [Property("Rule", "AS-SC-07")]
    public void Policies_WorkOnWithinTheNewBounds()
    {
        var run = Run(Of(
            $"minCapacity: 1, maxCapacity: 4, policies: [{Tracking(60, "scaleOutCooldown: 0")}], scheduledActions: [{{scheduledActionName: a, schedule: at(2026-03-02T06:20:00), scalableTargetAction: {{maxCapacity: 6}}}}]", 4,
            Playing("web.CPUUtilization", "[[0s, 90]]"), duration: "30m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (1233.0, 4, 6) }), "at the policy's first invocation after 06:20");
        Assert.That(run.Decided("cpu").Where(d => d.At < 1200).Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "already_at_max_capacity" }));
    }

    [TestCase("at(2026-03-02T07:30:00)", new[] { 5403.0 })]
    [TestCase("rate(1 hour)", new[] { 3603.0, 7203, 10_803 })]
    [TestCase("cron(0/30 7 ? * MON-FRI *)", new[] { 3603.0, 5403 })]
    [TestCase("cron(15 8 2 3 ? 2026)", new[] { 8103.0 })]
    [TestCase("cron(0 7 ? * TUE *)", new double[0])]
    [Property("Rule", "AS-SC-02")]
    public void Schedules_InAwssThreeForms(string schedule, double[] at)
    {
        var run = Run(Actions(4, $"{{scheduledActionName: a, schedule: {schedule}, scalableTargetAction: {{minCapacity: 6}}}}", "3h10m"));
        Assert.That(run.DecisionsOf("scheduled_action").Select(d => d.GetProperty("t_s").GetDouble()), Is.EqualTo(at));
    }

    private static string Actions(int desired, string actions, string duration, string bounds = "minCapacity: 1, maxCapacity: 20") => Of($"{bounds}, scheduledActions: [{actions}]", desired, duration: duration);
}
