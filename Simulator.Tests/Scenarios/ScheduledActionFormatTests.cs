using Simulator.Model.Definitions;

namespace Simulator.Tests.Scenarios;

public sealed class ScheduledActionFormatTests
{
    private const string Before = """
        name: t
        run: {duration: 1h}
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
        services:
          - serviceName: web
            taskDefinition: web
            launchType: FARGATE
            autoScaling:
              minCapacity: 1
              maxCapacity: 20
              scheduledActions:

        """;

    [Test]
    [Property("Rule", "AS-SC-01")]
    public void Action_IsReadInAwssShape()
    {
        var scenario = Loading.Valid(Before + """
                    - scheduledActionName: am
                      schedule: cron(0 8 ? * MON-FRI *)
                      timezone: Europe/Paris
                      startTime: 2026-01-01T00:00:00Z
                      endTime: 2027-01-01T00:00:00Z
                      scalableTargetAction: {minCapacity: 10, maxCapacity: 50}
                    - {ScheduledActionName: pm, Schedule: "at(2026-01-05T20:00:00)", ScalableTargetAction: {MinCapacity: "2"}, ServiceNamespace: ecs}
            """);
        Assert.That(scenario.Services[0].AutoScaling!.ScheduledActions, Is.EqualTo(new[]
        {
            new ScheduledActionDefinition("am", "cron(0 8 ? * MON-FRI *)", "Europe/Paris", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), 10, 50),
            new ScheduledActionDefinition("pm", "at(2026-01-05T20:00:00)", "", null, null, 2, null),
        }));
    }

    [Property("Rule", "AS-SC-02")]
    [TestCase("{scheduledActionName: a, schedule: cron(0 25 * * ? *), scalableTargetAction: {minCapacity: 2}}", "12:48", "at character 8: '25' does not fit the hours", "MON-FRI")]
    [TestCase("{scheduledActionName: a, schedule: daily, scalableTargetAction: {minCapacity: 2}}", "12:48", "is no schedule")]
    [TestCase("{scheduledActionName: a, scalableTargetAction: {minCapacity: 2}}", "12:13", "schedule")]
    [TestCase("{scheduledActionName: a, schedule: rate(1 hour), timezone: Mars/Base, scalableTargetAction: {minCapacity: 2}}", "12:72", "`Mars/Base` is not known", "Europe/Paris")]
    [TestCase("{scheduledActionName: a, schedule: rate(1 hour), scalableTargetAction: {}}", "12:84", "neither minCapacity nor maxCapacity")]
    [TestCase("{scheduledActionName: a, schedule: rate(1 hour)}", "12:13", "scalableTargetAction")]
    [TestCase("{scheduledActionName: a, schedule: rate(1 hour), scalableTargetAction: {minCapacity: 5, maxCapacity: 4}}", "12:98", "minCapacity 5 is more than maxCapacity 4")]
    [TestCase("{scheduledActionName: a, schedule: rate(1 hour), startTime: 2026-01-02T00:00:00Z, endTime: 2026-01-01T00:00:00Z, scalableTargetAction: {minCapacity: 5}}", "12:104", "endTime is not after startTime")]
    public void MistakenAction_IsRefusedAtItsPlace(string action, string place, params string[] words) => Loading.Refused(Before + "          - " + action, place, words);

    // The run starts on 5 January 2026 at midnight and takes an hour.
    [TestCase("schedule: at(2025-01-05T13:05:00)", "12:48", "`a` never runs: its time has passed when the run starts, 2026-01-05T00:00:00Z")]
    [TestCase("schedule: rate(1 hour), endTime: 2026-01-04T00:00:00Z", "12:71", "its endTime 2026-01-04T00:00:00Z has passed")]
    [TestCase("schedule: cron(0 8 * * ? *), endTime: 2026-01-05T07:00:00Z", "12:76", "its first run would come at 2026-01-05T08:00:00Z, after its endTime")]
    [TestCase("schedule: rate(1 hour), timezone: Europe/Paris", "12:72", "the time zone changes nothing")]
    [Property("Rule", "AS-SC-03")]
    public void WhatNeverHappens_IsWarnedOf(string action, string place, string words) =>
        Assert.That(NotesOn(Before + $"          - {{scheduledActionName: a, {action}, scalableTargetAction: {{minCapacity: 2}}}}"), Has.One.Contains(words).And.StartsWith($"s.yaml:{place}: warning"));

    [TestCase("schedule: at(2026-01-05T00:00:00)")]
    [TestCase("schedule: at(2026-01-05T01:00:00), timezone: Europe/Paris")]
    [TestCase("schedule: at(2025-01-05T13:05:00), startTime: 2026-01-05T00:30:00Z")]
    [TestCase("schedule: rate(1 hour), startTime: 2025-01-05T00:30:00Z")]
    [Property("Rule", "AS-SC-03")]
    public void WhatHappens_IsNotWarnedOf(string action) => Assert.That(NotesOn(Before + $"          - {{scheduledActionName: a, {action}, scalableTargetAction: {{minCapacity: 2}}}}"), Is.Empty);

    [TestCase("startTime: 2025-01-05T00:00:00Z", "its time has passed when the run starts")]
    [TestCase("recurrence: 0 8 * * *, endTime: 2025-01-05T00:00:00Z", "its endTime 2025-01-05T00:00:00Z has passed")]
    [TestCase("recurrence: 0 8 * * *, startTime: 2025-01-05T00:00:00Z", null)]
    [Property("Rule", "AS-EC2-04")]
    public void GroupActionsThatNeverRun_AreWarnedOf(string action, string? words)
    {
        var notes = NotesOn(Group($"{{scheduledActionName: a, {action}, minSize: 1}}", "[]"));
        Assert.That(notes, words is null ? Is.Empty : Has.One.Contains(words));
    }

    [Test]
    [Property("Rule", "AS-EC2-04")]
    public void ACallWithAStartInThePast_IsRefused_AsIsNoneThatOnlyNeverRuns()
    {
        static string Put(string rest) => Group("", $"[{{at: 20m, action: PutScheduledUpdateGroupAction, autoScalingGroupName: g, scheduledActionName: a, {rest}, minSize: 1}}]");
        Loading.RefusedOnly(Put("startTime: 2026-01-05T00:05:00Z"), "6:121", "startTime 2026-01-05T00:05:00Z is in the past when the call is made, 2026-01-05T00:20:00Z");
        Assert.That(NotesOn(Put("recurrence: 0 8 * * *, endTime: 2026-01-05T00:10:00Z")), Has.One.Contains("has passed when it is put, 2026-01-05T00:20:00Z"));
        Assert.That(NotesOn(Put("startTime: 2026-01-05T00:25:00Z")), Is.Empty);
    }

    private static List<string> NotesOn(string yaml)
    {
        var loaded = Loading.Load(yaml);
        Assert.That(loaded.Issues.Select(i => i.ToString()), Is.Empty);
        return [.. loaded.Notes.Select(n => n.ToString()).Where(static n => n.Contains("warning", StringComparison.Ordinal) && !n.Contains("policies", StringComparison.Ordinal))];
    }

    private static string Group(string actions, string timeline) => $$"""
        name: t
        run: {duration: 1h}
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
        services: [{serviceName: web, taskDefinition: web, launchType: FARGATE}]
        autoScalingGroups: [{autoScalingGroupName: g, instanceType: m5.large, minSize: 1, maxSize: 4, scheduledActions: [{{actions}}]}]
        timeline: {{timeline}}
        """;

    [Test]
    [Property("Rule", "AS-SC-06")]
    public void Names_AreUniqueInATarget() => Loading.Refused(
        Before + "          - {scheduledActionName: a, schedule: rate(1 hour), scalableTargetAction: {minCapacity: 5}}\n          - {scheduledActionName: a, schedule: rate(2 hours), scalableTargetAction: {minCapacity: 6}}",
        "13:35", "two scheduled actions named `a`");
}
