using Simulator.Model.Definitions;

namespace Simulator.Tests.Scenarios;

/// <summary>Failures and the operator's timeline.</summary>
public sealed class FailureAndTimelineTests
{
    private const string World = """
        name: t
        run: {duration: 10h}
        autoScalingGroups: [{autoScalingGroupName: asg, instanceType: m5.large, minSize: 1, maxSize: 4}]
        taskDefinitions:
          - {family: web, containerDefinitions: [{name: app, image: i, memory: 256}]}
          - {family: web, containerDefinitions: [{name: app, image: i2, memory: 256}]}
        services: [{serviceName: web, taskDefinition: "web:1"}]

        """;

    [Test]
    public void Failures_AreRead()
    {
        var failures = Loading.Valid(World + """
            failures:
              - {name: host-dies, kind: instanceFailure, at: 3h, count: 2, autoScalingGroup: asg, zone: us-east-1b}
              - {kind: zoneOutage, zone: us-east-1b, at: 6h, length: 1h}
              - {kind: taskCrash, service: web, meanTimeBetween: 24h, exitCode: 137}
            """).Failures;
        Assert.That(failures[0], Is.EqualTo(new FailureDefinition { Name = "host-dies", Kind = FailureKind.InstanceFailure, At = Kernel(3), Count = 2, AutoScalingGroup = 0, Zone = 1 }));
        Assert.That((failures[1].Name, failures[1].Zone, failures[1].Length.Seconds), Is.EqualTo(("zoneOutage-2", 1, 3600.0)));
        Assert.That((failures[2].Name, failures[2].At, failures[2].MeanTimeBetweenSeconds, failures[2].Service, failures[2].ExitCode), Is.EqualTo(("taskCrash-3", (Simulator.Kernel.Instant?)null, (double?)86400, 0, 137)));
    }

    [TestCase("{kind: taskCrash}", "the failure never happens: it has neither at nor meanTimeBetween")]
    [TestCase("{kind: taskCrash, at: 1h, meanTimeBetween: 1h}", "either at a moment or again and again, not both")]
    [TestCase("{kind: taskCrash, at: -1h}", "`at` must not be negative, but is -1h")]
    [TestCase("{kind: taskCrash, at: 1h, count: 0}", "`count` is 0, outside its range")]
    [TestCase("{kind: zoneOutage, zone: us-east-1a, at: 1h}", "a zone outage needs a `length`")]
    [TestCase("{kind: zoneOutage, zone: us-east-1a, at: 1h, length: 1h, count: 2}", "zoneOutage takes no `count`")]
    [TestCase("{kind: taskCrash, at: 1h, autoScalingGroup: asg}", "taskCrash takes no `autoScalingGroup` (it belongs to instanceFailure, agentDisconnect, instanceImpaired, instanceStop, scheduledEvent and spotInterruption)")]
    [TestCase("{kind: instanceFailure, at: 1h, service: web}", "instanceFailure takes no `service` (it belongs to taskCrash, fargateSpotInterruption and fargateRetirement)")]
    [TestCase("{kind: fargateSpotInterruption, at: 1h}", "nothing runs on Fargate Spot: no strategy names FARGATE_SPOT")]
    [TestCase("{kind: fargateRetirement, at: 1h, length: 1h}", "fargateRetirement takes no `length` (it belongs to zoneOutage, agentDisconnect, fargateSpotShortage, registryOutage, instanceImpaired, instanceStop and capacityShortage)")]
    [TestCase("{kind: hostFailure, at: 1h}", "`kind` does not know `hostFailure`")]
    [TestCase("{at: 1h}", "has no `kind`")]
    public void WrongFailures(string failure, string message) => Assert.That(Issues($"failures: [{failure}]"), Has.Some.Contains(message));

    [Test]
    public void InstanceFailureWithoutInstances_IsRefused() =>
        Assert.That(Loading.Load(Loading.Fargate + "failures: [{kind: instanceFailure, at: 1m}]").Issues.Select(i => i.Message), Has.Some.Contains("no instance can fail"));

    [Test]
    public void WhatComesAfterTheEnd_IsAWarning()
    {
        var notes = Loading.Load(World + "failures: [{kind: taskCrash, at: 10h}]\ntimeline: [{at: 11h, action: UpdateService, service: web, desiredCount: 2}]\n").Notes;
        Assert.That(notes.Select(n => n.ToString()), Is.EqualTo(new[]
        {
            "s.yaml:8:34: warning: this never happens: 10h is not before the end of the run, 10h",
            "s.yaml:9:17: warning: this never happens: 11h is not before the end of the run, 10h",
        }));
    }

    [Test]
    public void Timeline_IsPutInOrderOfTime()
    {
        var timeline = Loading.Valid(World + """
            timeline:
              - {at: 3h, action: UpdateService, service: web, taskDefinition: web, forceNewDeployment: true}
              - {at: 1h, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 3}
              - {at: 2h, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1c, count: 1}
            """).Timeline;
        Assert.That(timeline, Is.EqualTo(new TimelineActionDefinition[]
        {
            new SetDesiredCapacityAction(Kernel(1), 0, 3),
            new InstancesStateAction(Kernel(2), new InstanceSelection(2, -1, 1), false) { Name = "UpdateContainerInstancesState" },
            new UpdateServiceAction(Kernel(3), 0, null, 1, true),
        }));
    }

    [TestCase("{at: 1h, action: UpdateService, service: web}", "this UpdateService changes nothing")]
    [TestCase("{at: 1h, action: UpdateContainerInstancesState, status: DRAINING, containerInstances: [a, b], count: 3}", "`count` is 3, but `containerInstances` names 2 container instances (keep one of them)")]
    [TestCase("{at: 1h, action: UpdateTaskProtection, service: web, protectionEnabled: true, tasks: [a, a]}", "the task `a` is listed twice (remove one of them)")]
    [TestCase("{at: 1h, action: UpdateService, desiredCount: 1}", "UpdateService needs `service`")]
    [TestCase("{at: 1h, action: UpdateService, service: web, desiredCapacity: 1}", "UpdateService takes no `desiredCapacity` (it belongs to SetDesiredCapacity, UpdateAutoScalingGroup, PutScheduledUpdateGroupAction)")]
    [TestCase("{at: 1h, action: UpdateService, service: web, desiredCnt: 1}", "`desiredCnt` is not a property of UpdateService (did you mean `desiredCount`?)")]
    [TestCase("{at: 1h, service: web}", "has no `action` (one of UpdateService, ")]
    [TestCase("{at: 1h, acton: UpdateService, service: web}", "has no `action` (is `acton` in line 8 meant to be it?)")]
    [TestCase("{at: 1h, action: [UpdateService], service: web}", "`action` does not know a list")]
    [TestCase("UpdateService", "takes an object, not `UpdateService`")]
    [TestCase("{at: 1h, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 9}", "desiredCapacity 9 is not between minSize 1 and maxSize 4 of `asg`")]
    [TestCase("{at: 1h, action: SetDesiredCapacity}", "SetDesiredCapacity needs `desiredCapacity`")]
    [TestCase("{at: 1h, action: UpdateContainerInstancesState}", "UpdateContainerInstancesState needs `status`")]
    [TestCase("{at: 1h, action: UpdateServce, service: web}", "did you mean `UpdateService`?")]
    [TestCase("{action: UpdateService, service: web, desiredCount: 1}", "UpdateService needs `at`")]
    public void WrongActions(string action, string message) => Assert.That(Issues($"timeline: [{action}]"), Has.Some.Contains(message));

    [TestCase("UpdateContainerInstancesState, status: DRAINING, containerInstances: [a, b]", 2)]
    [TestCase("DeregisterContainerInstance, containerInstance: a", 1)]
    [TestCase("StartTask, taskDefinition: web, containerInstances: [a, b, c]", 3)]
    [TestCase("UpdateTaskProtection, service: web, protectionEnabled: true, tasks: [a, b]", 2)]
    public void IdsOfAPastedCall_SayHowMany(string call, int count)
    {
        var loaded = Loading.Load(World + $"timeline: [{{at: 1h, action: {call}}}]");
        Assert.That(loaded.Issues, Is.Empty);
        Assert.That(
            loaded.Scenario!.Timeline[0] switch
            {
                InstancesStateAction a => a.Instances.Count,
                DeregisterInstancesAction a => a.Instances.Count,
                StartTaskAction a => a.Instances.Count,
                TaskProtectionAction a => a.Count,
                _ => null,
            }, Is.EqualTo(count));
        Assert.That(loaded.Notes.Select(n => n.ToString()), Has.Some.StartsWith($"ignored: {call.Split(',')[0]}: ").And.Some.Contains("which say how many"));
    }

    [TestCase("UpdateAutoScalingGroup, autoScalingGroupName: asg, defaultCooldown: 60, context: x, mixedInstancesPolicy: {launchTemplate: {overrides: [{instanceType: m5.large}]}}", "UpdateAutoScalingGroup")]
    [TestCase("UpdateService, service: web, propagateTags: SERVICE", "UpdateService")]
    public void CallOfNothingThatIsSimulated_IsAWarning(string call, string name)
    {
        var loaded = Loading.Load(World + $"timeline: [{{at: 1h, action: {call}}}]");
        Assert.That(loaded.Issues, Is.Empty);
        Assert.That(loaded.Notes.Select(n => n.ToString()), Has.Some.Contains($"warning: this {name} changes nothing that is simulated"));
    }

    private static Simulator.Kernel.Instant Kernel(long hours) => new(hours * 3600 * Simulator.Kernel.Duration.NanosecondsPerSecond);

    private static IEnumerable<string> Issues(string yaml) => Loading.Load(World + yaml).Issues.Select(i => i.ToString());
}
