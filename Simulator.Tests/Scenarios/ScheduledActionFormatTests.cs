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

    [Test]
    [Property("Rule", "AS-SC-06")]
    public void Names_AreUniqueInATarget() => Loading.Refused(
        Before + "          - {scheduledActionName: a, schedule: rate(1 hour), scalableTargetAction: {minCapacity: 5}}\n          - {scheduledActionName: a, schedule: rate(2 hours), scalableTargetAction: {minCapacity: 6}}",
        "13:35", "two scheduled actions named `a`");
}
