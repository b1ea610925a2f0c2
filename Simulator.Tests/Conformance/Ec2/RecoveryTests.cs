using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Simplified automatic recovery of instances without a group (ASG-HC-05).</summary>
public sealed class RecoveryTests
{
    private const string Fails = "failures: [{kind: instanceImpaired, check: system, at: 5m, length: 30m}]";

    // Two minutes of failed checks, then 11.5 s to running and 20 s of boot and agent.
    private const double Back = 300 + 120 + 11.5 + 20;

    [Test, Property("Rule", "ASG-HC-05")]
    public void InstanceWithoutAGroup_BootsOnAnotherHost_AndItsContainersAreGone()
    {
        var run = Run("{instanceType: m5.large}", Fails);
        var first = run.Rows("tasks.csv")[0];
        Assert.Multiple(() =>
        {
            Assert.That(Events(run), Is.EqualTo(new[] { (300.0, "impaired"), (420.0, "automatic_recovery") }));
            Assert.That(first.Number("stopping_s"), Is.EqualTo(Back).Within(1e-6), "the agent is back and tells");
            Assert.That((first.Text("stopped_reason"), first.Count("exit_code")), Is.EqualTo(("Essential container in task exited", 255)));
            Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(2));
            Assert.That(run.Rows("tasks.csv")[1].Text("container_instance"), Is.EqualTo(first.Text("container_instance")), "on the same instance");
            Assert.That(run.Rows("tasks.csv")[1].Number("started_s"), Is.LessThan(Back + 60));
        });
    }

    [TestCase("{instanceType: m5.large, maintenanceOptions: {autoRecovery: disabled}}", TestName = "switched off")]
    [TestCase("{instanceType: i3.large}", TestName = "instance store")]
    [TestCase("{instanceType: p5.48xlarge}", TestName = "a family without it")]
    [Property("Rule", "ASG-HC-05")]
    public void InstanceThatIsNotRecovered_WaitsForTheEndOfItsImpairment(string instance)
    {
        var run = Run(instance, Fails);
        Assert.That(Events(run), Is.EqualTo(new[] { (300.0, "impaired") }));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Text("stopped_s")), Is.EqualTo(new[] { "" }), "its task is there again");
    }

    [TestCase("check: instance, at: 5m, length: 30m", TestName = "not its host's fault")]
    [TestCase("check: system, at: 5m, length: 90s", TestName = "over in time")]
    [Property("Rule", "ASG-HC-05")]
    public void ImpairmentOfAnotherKind_IsNoReasonToRecover(string failure)
    {
        Assert.That(Events(Run("{instanceType: m5.large}", $"failures: [{{kind: instanceImpaired, {failure}}}]")), Is.EqualTo(new[] { (300.0, "impaired") }));
    }

    [TestCase("10m", new[] { "impaired", "automatic_recovery_failed", "automatic_recovery_failed", "automatic_recovery" })]
    [TestCase("20m", new[] { "impaired", "automatic_recovery_failed", "automatic_recovery_failed", "automatic_recovery_failed" })]
    [Property("Rule", "ASG-HC-05")]
    public void WithoutCapacity_ThreeAttemptsAreMade(string shortage, string[] expected)
    {
        var run = Run("{instanceType: m5.large}", Fails.Replace("]", $", {{kind: capacityShortage, at: 30s, length: {shortage}, instanceTypes: [m5.large]}}]", StringComparison.Ordinal));
        Assert.That(Events(run).Select(e => e.Event), Is.EqualTo(expected));
    }

    [Test, Property("Rule", "ASG-HC-05"), Property("Rule", "ASG-HC-02")]
    public void MemberOfAGroup_IsReplaced()
    {
        var run = GroupRun.Of("minSize: 0, maxSize: 4, desiredCapacity: 2", "failures: [{kind: instanceImpaired, check: system, at: 10m, length: 30m}]");
        Assert.That(run.Reasons(), Is.EqualTo(new[] { "unhealthy" }));
        Assert.That(run.Events("automatic_recovery"), Is.Empty);
    }

    [Test, Property("Rule", "ASG-HC-05")]
    public void Recovery_IsOnOrOff()
    {
        var text = Text("{instanceType: m5.large, maintenanceOptions: {autoRecovery: enabled}}", Fails);
        Assert.That(Loading.Load(text).Issues.Select(i => i.ToString()), Has.Some.Contains("autoRecovery").And.Some.Contains("disabled"));
    }

    private static (double At, string Event)[] Events(ScenarioRun run) =>
        [.. run.Rows("instance_events.csv").Where(e => e.Text("event") != "state_change" && !e.Text("event").StartsWith("insufficient", StringComparison.Ordinal)).Select(e => (e.Number("t_s"), e.Text("event")))];

    private static ScenarioRun Run(string instance, string rest) => ScenarioRun.Of(Text(instance, rest));

    private static string Text(string instance, string rest) => $$"""
        name: recovery
        run: {duration: 40m, initial: steady}
        containerInstances: [{{instance}}]
        taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: i, cpu: 256, memory: 256}]}]
        services: [{serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2}]
        model: {instanceApi: 1.5s, instancePending: 10s, instanceBoot: 12s, instanceAgent: 8s}
        {{rest}}
        """;
}
