using Simulator.Scenarios;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Instances;

/// <summary>A run that begins with the instances of a cluster as DescribeContainerInstances prints them.</summary>
public sealed class DescribedClusterTests
{
    private const string Described = """
        {"containerInstances": [
          {"ec2InstanceId": "i-1", "status": "ACTIVE", "agentConnected": true, "versionInfo": {"agentVersion": "1.90.0", "agentHash": "x", "dockerVersion": "y"},
           "attributes": [{"name": "ecs.instance-type", "value": "m5.large"}, {"name": "ecs.availability-zone", "value": "us-east-1b"}, {"name": "ecs.capability.task-eni"},
                          {"name": "stack", "value": "blue"}, {"name": "ecs.ami-id", "value": "ami-9"}],
           "registeredResources": [{"name": "CPU", "type": "INTEGER", "integerValue": 2048}, {"name": "MEMORY", "type": "INTEGER", "integerValue": 7680}, {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22"]}],
           "remainingResources": [], "runningTasksCount": 3},
          {"ec2InstanceId": "i-2", "status": "DRAINING", "agentConnected": true, "attributes": [{"name": "ecs.instance-type", "value": "m5.large"}, {"name": "ecs.availability-zone", "value": "us-east-1a"}],
           "registeredResources": [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 7700}]},
          {"ec2InstanceId": "i-3", "status": "ACTIVE", "agentConnected": false, "attributes": [{"name": "ecs.instance-type", "value": "m5.large"}, {"name": "ecs.availability-zone", "value": "us-east-1a"}],
           "registeredResources": [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 7700}]}
        ], "failures": []}
        """;

    private const string Scenario = """
        name: described
        run: {duration: 5m, initial: steady}
        containerInstances: [{file: cluster.json}]
        taskDefinitions: [{family: app, cpu: "512", memory: "1024", containerDefinitions: [{name: app, image: i}]}]
        services: [{serviceName: app, taskDefinition: app, launchType: EC2, desiredCount: 2, placementConstraints: [{type: memberOf, expression: "attribute:stack == blue and attribute:ecs.ami-id == ami-9 and agentVersion < 1.91.0"}]}]
        """;

    [Test]
    [Property("Rule", "ECS-API-06")]
    [Property("Rule", "ECS-CL-02")]
    public void Instances_AreAsDescribed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cluster.json", Described);
        var run = ScenarioRun.OfFile(folder.Write("s.yaml", Scenario));
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("instances.csv").Select(i => i.Count("registered_memory")), Is.EqualTo(new[] { 7680, 7700, 7700 }));
            Assert.That(run.Rows("instances.csv").Select(i => i.Text("availability_zone")), Is.EqualTo(new[] { "us-east-1b", "us-east-1a", "us-east-1a" }));
            Assert.That(run.Rows("instances.csv").Select(i => i.Text("draining_s").Length > 0), Is.EqualTo(new[] { false, true, false }));
            Assert.That(run.Rows("tasks.csv").Select(t => t.Text("availability_zone")), Is.EqualTo(new[] { "us-east-1b", "us-east-1b" }));
            Assert.That(run.Loaded.Notes.Select(n => n.ToString()), Has.Some.Contains("the tasks on them are not"));
        });
    }

    [Test]
    [Property("Rule", "ECS-API-06")]
    public void WhatTakesNoTasks_TakesNone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cluster.json", Described);
        var run = ScenarioRun.OfFile(folder.Write("s.yaml", Scenario.Replace("attribute:stack == blue and attribute:ecs.ami-id == ami-9 and agentVersion < 1.91.0", "attribute:ecs.availability-zone == us-east-1a", StringComparison.Ordinal)));
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("tasks.csv"), Is.Empty);
            Assert.That(run.Failed().Select(p => (p.Text("reason"), p.Count("rejected_agent"))), Is.Not.Empty.And.All.EqualTo(("AGENT", 2)), "one drains, one is silent");
        });
    }

    [Test]
    public void ADescriptionWithoutType_IsRefusedWithAHint()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cluster.json", Described.Replace("ecs.instance-type", "was.instance-type", StringComparison.Ordinal));
        var result = ScenarioLoader.Load(folder.Write("s.yaml", Scenario));
        Assert.That(result.Issues.Select(i => i.ToString()), Has.Some.Contains("needs its `instanceType`"));
    }
}
