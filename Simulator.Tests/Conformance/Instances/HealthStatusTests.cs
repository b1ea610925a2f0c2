using Simulator.Tests.Conformance.Daemons;
using Simulator.Tests.Conformance.Ec2;

namespace Simulator.Tests.Conformance.Instances;

/// <summary>The health status of container instances, looked at twice a minute (ECS-CL-16).</summary>
public sealed class HealthStatusTests
{
    private const string Now = "model.agentReconnectDelayCap=0s";

    [Test]
    [Property("Rule", "ECS-CL-16")]
    public void SilentAgent_IsImpairedAtTheNextLook_AndItsRuntimeUnknown()
    {
        // Noticed at 70 + 120 s, seen at 210 s; back at 400 s, seen at 420 s.
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}", more: "failures: [{kind: agentDisconnect, at: 70s, length: 330s}]"), Now);
        Assert.That(Changes(run), Is.EqualTo(new[]
        {
            (210.0, "CONTAINER_RUNTIME", "OK", "INSUFFICIENT_DATA", "IMPAIRED"), (210.0, "AGENT_CONNECTIVITY", "OK", "IMPAIRED", "IMPAIRED"),
            (420.0, "CONTAINER_RUNTIME", "INSUFFICIENT_DATA", "OK", "OK"), (420.0, "AGENT_CONNECTIVITY", "IMPAIRED", "OK", "OK"),
        }));
    }

    [TestCase("330s", 4)]
    [TestCase("135s", 0)]
    [TestCase("100s", 0)]
    [Property("Rule", "ECS-CL-16")]
    public void WhatIsUndoneBeforeTheNextLook_NeverShows(string length, int changes)
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}, {instanceType: m5.large}", more: $"failures: [{{kind: agentDisconnect, at: 70s, length: {length}}}, {{kind: agentDisconnect, zone: us-east-1b, at: 11m}}]"), Now);
        Assert.That(Changes(run).Count(c => c.At < 600), Is.EqualTo(changes));
    }

    [Test]
    [Property("Rule", "ECS-CL-16")]
    public void NewInstance_InitializesUntilItsFirstLook()
    {
        var run = GroupRun.Of("minSize: 0, maxSize: 4, desiredCapacity: 1", "", initial: "cold");
        var active = run.Rows("instances.csv")[0].Number("active_s");
        Assert.That(Changes(run), Is.EqualTo(new[]
        {
            (active + 30, "CONTAINER_RUNTIME", "INITIALIZING", "OK", "OK"), (active + 30, "AGENT_CONNECTIVITY", "INITIALIZING", "OK", "OK"),
        }));
    }

    [Test]
    [Property("Rule", "ECS-CL-16")]
    [Property("Rule", "ECS-CL-14")]
    public void RegistrationThatIsLeftBehind_StaysImpaired()
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}", more: "failures: [{kind: instanceStop, at: 70s}]"));
        Assert.That(Changes(run).Select(c => (c.At, c.To)), Is.EqualTo(new[] { (210.0, "INSUFFICIENT_DATA"), (210.0, "IMPAIRED") }));
    }

    [Test]
    [Property("Rule", "ECS-CL-16")]
    [Property("Rule", "ECS-DM-04")]
    public void ManagedInstanceWithoutItsCriticalDaemon_IsImpairedByIt()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(more: "timeline: [{at: 5m, action: StopTask, group: \"daemon:agent\"}]"));
        Assert.That(Changes(run).Where(c => c.Check == "DAEMON"), Is.EqualTo(new[] { (300.0, "DAEMON", "OK", "IMPAIRED", "IMPAIRED") }));
    }

    private static (double At, string Check, string From, string To, string Overall)[] Changes(ScenarioRun run) => run.Result.InstanceHealth.Count == 0
        ? []
        : [.. run.Rows("instance_health.csv").Select(r => (r.Number("t_s"), r.Text("check"), r.Text("from"), r.Text("to"), r.Text("overall_status")))];
}
