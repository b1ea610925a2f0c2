using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Instances;

/// <summary>Registrations that outlive their EC2 instance, because ECS does not hear of its end (ECS-CL-14).</summary>
public sealed class LeftBehindTests
{
    private const string Group = """
        name: behind
        run: {duration: 60m, initial: steady}
        availabilityZones: [us-east-1a]
        autoScalingGroups: [{autoScalingGroupName: g, instanceType: m5.large, minSize: 2, maxSize: 2}]
        taskDefinitions: [{family: app, containerDefinitions: [{name: app, image: i, cpu: 1024, memory: 512}]}]
        services: [{serviceName: app, taskDefinition: app, desiredCount: 4, launchType: EC2}]
        model: {instancePending: 10s, instanceBoot: 15s, instanceAgent: 5s}
        """;

    [TestCase("instanceStop", 3)]
    [TestCase("instanceImpaired, length: 50m", 3)]
    [TestCase("instanceFailure", 2)]
    [Property("Rule", "ECS-CL-14")]
    [Property("Rule", "ECS-CL-11")]
    public void StoppedOrUnreachable_StaysRegisteredAfterItsEnd(string failure, int registered)
    {
        var run = ScenarioRun.Of($"{Group}\nfailures: [{{kind: {failure}, at: 10m}}]");
        var ended = run.Rows("instances.csv").Single(i => i.Text("terminated_s").Length > 0);
        Assert.Multiple(() =>
        {
            Assert.That(run.At("cluster.csv", 3000, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(registered));
            Assert.That(ended.Text("inactive_s").Length, registered > 2 ? Is.Zero : Is.GreaterThan(0));
            Assert.That(run.At("services.csv", 3000, "service", "app").Count("running"), Is.EqualTo(4), "its tasks are replaced all the same");
            Assert.That(run.At("cluster.csv", 3000, "capacity_provider", "(cluster)").Number("cpu_reservation"), Is.EqualTo(registered > 2 ? 100 * 4 / 6.0 : 100).Within(0.1), "and it counts in the reservation");
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-14")]
    [Property("Rule", "ECS-CL-10")]
    public void WhatIsLeft_TakesNoTasks_AndIsNamedAsTheClosest()
    {
        var run = ScenarioRun.Of($"{Group}\nfailures: [{{kind: instanceStop, at: 10m}}]\ntimeline: [{{at: 30m, action: UpdateService, service: app, desiredCount: 5}}]");
        var old = run.Rows("instances.csv").Single(i => i.Text("terminated_s").Length > 0).Text("container_instance");
        Assert.Multiple(() =>
        {
            Assert.That(run.PlacesAt(3500), Has.None.EqualTo(old));
            Assert.That(run.Failed().Where(p => p.Number("t_s") > 1800).Select(p => p.Count("rejected_agent")), Is.Not.Empty.And.All.EqualTo(1));
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-14")]
    [Property("Rule", "ECS-CL-15")]
    public void TheOperator_RemovesWhatIsLeft()
    {
        var run = ScenarioRun.Of($"{Group}\nfailures: [{{kind: instanceStop, at: 10m}}]\ntimeline: [{{at: 30m, action: DeregisterContainerInstance, agentConnected: false}}]");
        Assert.Multiple(() =>
        {
            Assert.That(run.At("cluster.csv", 1740, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(3));
            Assert.That(run.At("cluster.csv", 3000, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(2));
            Assert.That(run.Rows("instances.csv").Select(i => i.Text("inactive_s")), Is.EquivalentTo(new[] { "1800.000", "", "" }));
        });
    }

    [TestCase("maybe")]
    [Property("Rule", "ECS-CL-14")]
    public void AgentConnected_IsYesOrNo(string value)
    {
        var issues = Loading.Load($"{Group}\ntimeline: [{{at: 30m, action: DeregisterContainerInstance, agentConnected: {value}}}]").Issues;
        Assert.That(issues.Select(i => i.ToString()), Has.Some.Contains("agentConnected"));
    }
}
