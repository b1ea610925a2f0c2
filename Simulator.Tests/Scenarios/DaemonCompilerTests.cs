using Simulator.Scenarios;
using Simulator.Tests.Conformance.Daemons;

namespace Simulator.Tests.Scenarios;

/// <summary>What scenario files say about managed daemons: what is read, what is refused, and how (ECS-DM-04).</summary>
[Property("Rule", "ECS-DM-04")]
public sealed class DaemonCompilerTests
{
    private static ScenarioLoadResult Load(string text) => ScenarioLoader.Parse(text, "s.yaml", AppContext.BaseDirectory, new LoadOptions());

    [TestCase("capacityProviderArns: [managed]", "capacityProviderArns: [FARGATE]", "`FARGATE` is no provider of Managed Instances", "capacityProviderArns: [managed]")]
    [TestCase("capacityProviderArns: [managed]", "capacityProviderArns: [manged]", "there is no capacity provider `manged`", "did you mean `managed`?")]
    [TestCase("capacityProviderArns: [managed]", "capacityProviderArns: [managed, managed]", "`managed` is named twice", "name it once")]
    [TestCase("capacityProviderArns: [managed]", "capacityProviderArns: []", "`capacityProviderArns` holds 0 items", null)]
    [TestCase("daemonTaskDefinitionArn: \"agent:1\"", "daemonTaskDefinitionArn: \"agent:3\"", "the family `agent` has no revision `3`", "it has 1, 2; `agent` alone is the newest")]
    [TestCase("daemonTaskDefinitionArn: \"agent:1\"", "daemonTaskDefinitionArn: agnet", "there is no daemon task definition `agnet`", "did you mean `agent`?")]
    [TestCase("daemonTaskDefinitionArn: \"agent:1\"", "daemonTaskDefinitionArn: web", "a daemon takes a daemon task definition", "list it under daemonTaskDefinitions")]
    [TestCase("daemonName: agent", "daemonName: web", "has the name of a service", "web-daemon")]
    [TestCase("daemonName: agent", "daemonName: cost", "a daemon may not be named `cost`", "cost-agent")]
    [TestCase("daemonName: agent,", "", "no `daemonName`", null)]
    [TestCase("[managed]}", "[managed], deploymentConfiguration: {drainPercent: 101}}", "101", null)]
    [TestCase("[managed]}", "[managed], deploymentConfiguration: {bakeTimeInMinutes: 1441}}", "1441", null)]
    [TestCase("[managed]}", "[managed], deploymentConfiguration: {minimumHealthyPercent: 50}}", "minimumHealthyPercent", null)]
    [TestCase("[managed]}", "[managed], deploymentConfiguration: {alarms: {alarmNames: [x], enable: true}}}", "there is no alarm `x`", null)]
    [TestCase("[managed]}", "[managed], deploymentConfiguration: {alarms: {enable: true}}}", "the alarms are enabled, but none is named", "name one, or enable: false")]
    [TestCase("[managed]}", "[managed], desiredCount: 2}", "desiredCount", null)]
    public void BadDaemon_IsRefused(string good, string bad, string message, string? suggestion)
    {
        var text = DaemonScenario.Of();
        Assert.That(Load(text).Issues, Is.Empty);
        Refuses(text.Replace(good, bad, StringComparison.Ordinal), "capacityProviderArns: [", message, suggestion);
    }

    [TestCase("taskDefinition: web,", "taskDefinition: agent,", "`agent` is a daemon task definition: only managed daemons take it", "list it under taskDefinitions", "- {serviceName")]
    [TestCase("{name: agent, image: agent}", "{name: agent, image: agent, portMappings: [{containerPort: 80}]}", "portMappings", null, "- {family: agent")]
    [TestCase("cpu: \"1536\"", "cpu: \"1920\"", "of which managed daemons take 256 CPU units", null, "- {serviceName")]
    [TestCase("- {family: agent,", "- {family: web,", "is a task definition and a daemon task definition", "web-daemon", "- {family: web, cpu: \"256\"")]
    public void WhatDaemonsAndServicesShare_IsChecked(string good, string bad, string message, string? suggestion, string line)
    {
        var text = DaemonScenario.Of();
        Refuses(text.Replace(good, bad, StringComparison.Ordinal), line, message, suggestion);
    }

    [TestCase("{at: 5m, action: UpdateDaemon, daemonArn: agnet, daemonTaskDefinitionArn: agent, capacityProviderArns: [managed]}", "there is no daemon `agnet`", "did you mean `agent`?")]
    [TestCase("{at: 5m, action: UpdateDaemon, daemonArn: agent, capacityProviderArns: [managed]}", "UpdateDaemon needs `daemonTaskDefinition`", null)]
    [TestCase("{at: 5m, action: UpdateDaemon, daemonArn: agent, daemonTaskDefinitionArn: agent}", "UpdateDaemon needs `capacityProviderArns`", null)]
    [TestCase("{at: 5m, action: UpdateService, service: agent, desiredCount: 2}", "there is no service `agent`", null)]
    [TestCase("{at: 5m, action: CreateDaemon, daemonName: agent, daemonTaskDefinitionArn: agent, capacityProviderArns: [managed]}", "there are two daemons named `agent`", null)]
    [TestCase("{at: 5m, action: DeleteDaemon, daemonArn: agent}, {at: 6m, action: DeleteDaemon, daemonArn: agent}", "the daemon `agent` is deleted at 5m", "act before that moment")]
    [TestCase("{at: 5m, action: DeleteDaemon, daemonArn: guard}, {at: 6m, action: CreateDaemon, daemonName: guard, daemonTaskDefinitionArn: agent, capacityProviderArns: [managed]}", "the daemon `guard` is created at 6m only", "act after that moment")]
    [TestCase("{at: 5m, action: UpdateDaemon, daemonArn: agent, daemonTaskDefinitionArn: \"agent:3\", capacityProviderArns: [managed]}, {at: 6m, action: RegisterDaemonTaskDefinition, family: agent, containerDefinitions: [{name: agent, image: agent, memory: 64}]}", "is registered at 6m only", null)]
    [TestCase("{at: 5m, action: StopTask, group: \"daemon:agnet\"}", "there is no daemon `agnet`", "did you mean `agent`?")]
    public void BadCall_IsRefused(string calls, string message, string? suggestion) =>
        Refuses(DaemonScenario.Of(more: $"timeline: [{calls}]"), "timeline: [", message, suggestion);

    [Test]
    public void ArnsAndTheCasingOfTemplates_AreRead()
    {
        const string template = """
            daemons:
              - DaemonName: agent
                ClusterArn: arn:aws:ecs:us-east-1:123456789012:cluster/default
                DaemonTaskDefinitionArn: arn:aws:ecs:us-east-1:123456789012:daemon-task-definition/agent:1
                CapacityProviderArns: ["arn:aws:ecs:us-east-1:123456789012:capacity-provider/managed"]
                Critical: false
                PropagateTags: DAEMON
                DeploymentConfiguration: {DrainPercent: 12.5, BakeTimeInMinutes: 3, Alarms: {AlarmNames: [], Enable: false}}
            """;
        var text = DaemonScenario.Of();
        var at = text.IndexOf("daemons:\n  - ", StringComparison.Ordinal);
        var loaded = Load(text[..at] + template + text[text.IndexOf("\napplications:", StringComparison.Ordinal)..]);
        Assert.That(loaded.Issues, Is.Empty);
        var daemon = loaded.Scenario!.Services.Single(s => s.ManagedDaemon is not null);
        Assert.That((daemon.Name, daemon.Group, daemon.ManagedDaemon!.Critical, daemon.ManagedDaemon.DrainPercent), Is.EqualTo(("agent", "daemon:agent", false, 12.5)));
        Assert.That((loaded.Scenario.TaskDefinitions[daemon.TaskDefinition].Name, daemon.Deployment.BakeTime!.Value.Seconds), Is.EqualTo(("agent:1", 180.0)));
        Assert.That(loaded.Notes.Select(n => n.ToString()), Has.Some.Contains("propagateTags"));
    }

    private static void Refuses(string text, string line, string message, string? suggestion)
    {
        var issues = Load(text).Issues;
        Assert.That(issues.Select(i => i.Message), Has.Some.Contains(message));
        var issue = issues.First(i => i.Message.Contains(message, StringComparison.Ordinal));
        if (suggestion is not null) Assert.That(issue.Suggestion, Does.Contain(suggestion));
        var lines = text.Split('\n');
        Assert.That(lines[issue.Line - 1], Does.Contain(line), issue.ToString());
    }
}
