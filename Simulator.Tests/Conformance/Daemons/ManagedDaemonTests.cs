namespace Simulator.Tests.Conformance.Daemons;

/// <summary>Managed daemons through the front door: start-up order, coverage, repair (ECS-DM-04).</summary>
[Property("Rule", "ECS-DM-04")]
[Parallelizable(ParallelScope.All)]
public sealed class ManagedDaemonTests
{
    [Test]
    public void EveryInstanceHasOneDaemonTask_ThereBeforeAnyOther()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(run: "", minutes: 10));
        var instances = run.Rows("instances.csv");
        Assert.That(instances, Has.Count.EqualTo(4), "what the service needs; the daemon asks for none");
        foreach (var instance in instances)
        {
            var here = run.Rows("tasks.csv", "container_instance", instance.Text("container_instance"));
            var daemon = here.Single(t => t.Text("group") == "daemon:agent");
            Assert.That(daemon.Text("launch_type"), Is.EqualTo("MANAGED_INSTANCES"));
            Assert.That(instance.Number("active_s"), Is.EqualTo(daemon.Number("started_s")), "REGISTERING until the daemon runs");
            foreach (var task in here.Where(t => t != daemon)) Assert.That(task.Number("placed_s"), Is.GreaterThanOrEqualTo(daemon.Number("started_s")));
        }
    }

    [Test]
    public void DaemonWithHealthCheck_HoldsTheInstanceUntilItIsHealthy()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(run: "", minutes: 10, tasks: 1, check: ", healthCheck: {command: [CMD, ok], interval: 20}"));
        var daemon = run.Rows("tasks.csv", "group", "daemon:agent").Single();
        Assert.That(run.Rows("instances.csv").Single().Number("active_s"), Is.GreaterThanOrEqualTo(daemon.Number("started_s") + 20).And.EqualTo(daemon.Number("healthy_s")));
    }

    [Test]
    public void DaemonAlone_LaunchesNoInstance()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(tasks: 0, minutes: 10));
        Assert.That(run.Rows("instances.csv"), Is.Empty);
        Assert.That(run.Rows("tasks.csv"), Is.Empty);
        Assert.That(run.Rows("deployments.csv", "service", "agent").Single().Text("status"), Is.EqualTo("SUCCESSFUL"), "nothing was to be done");
    }

    [Test]
    public void InstanceWithDaemonsOnly_IsIdle_AndTheDaemonStopsLast()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(more: "timeline: [{at: 1m, action: UpdateService, service: web, desiredCount: 1}]"));
        var gone = run.Rows("instances.csv", "reason", "idle");
        Assert.That(gone, Has.Count.EqualTo(3));
        foreach (var instance in gone)
        {
            var here = run.Rows("tasks.csv", "container_instance", instance.Text("container_instance"));
            var daemon = here.Single(t => t.Text("group") == "daemon:agent");
            Assert.That(daemon.Number("stopping_s"), Is.GreaterThanOrEqualTo(here.Where(t => t != daemon).Max(t => t.Number("stopped_s"))));
            Assert.That(instance.Number("terminated_s"), Is.GreaterThanOrEqualTo(daemon.Number("stopped_s")));
        }
    }

    [Test]
    public void DaemonsCountInTheChoiceOfTypesAndInPlacement()
    {
        // 2 × 1024 CPU units fill a large one without a daemon.
        const string two = """
            name: types
            run: {duration: 10m}
            availabilityZones: [us-east-1a]
            capacityProviders: [{name: managed, managedInstancesProvider: {instanceLaunchTemplate: {instanceRequirements: {vCpuCount: {min: 2}, memoryMiB: {min: 4096}, allowedInstanceTypes: [c6a.large, c6a.xlarge]}}}}]
            taskDefinitions: [{family: web, cpu: "1024", memory: "512", containerDefinitions: [{name: app, image: web}]}]
            daemonTaskDefinitions: [{family: agent, cpu: "512", memory: "256", containerDefinitions: [{name: agent, image: agent}]}]
            DAEMONS
            services: [{serviceName: web, taskDefinition: web, desiredCount: 2, launchType: MANAGED_INSTANCES}]
            """;
        var without = ScenarioRun.Of(two.Replace("DAEMONS", "", StringComparison.Ordinal)).Rows("instances.csv").Select(i => i.Text("instance_type"));
        var with = ScenarioRun.Of(two.Replace("DAEMONS", "daemons: [{daemonName: agent, daemonTaskDefinition: agent, capacityProviderArns: [managed]}]", StringComparison.Ordinal)).Rows("instances.csv").Select(i => i.Text("instance_type"));
        Assert.That(without, Is.EqualTo(new[] { "c6a.large" }));
        Assert.That(with, Is.EqualTo(new[] { "c6a.xlarge" }), "one of the larger type costs what two of the other cost");
    }

    [Test]
    public void StoppedDaemonTask_TheInstanceIsDrainedAndReplaced()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(more: "timeline: [{at: 5m, action: StopTask, group: \"daemon:agent\"}]"));
        var old = run.Rows("instances.csv", "reason", "daemon_impaired").Single();
        Assert.That(old.Number("draining_s"), Is.EqualTo(300));
        var replacement = run.Rows("instances.csv").Single(i => i.Number("launched_s") > 0);
        var moved = run.Rows("tasks.csv", "container_instance", old.Text("container_instance")).Single(t => t.Text("service") == "web");
        var successor = run.Rows("tasks.csv", "container_instance", replacement.Text("container_instance"));
        Assert.That(successor.Single(t => t.Text("service") == "web").Number("healthy_s"), Is.LessThanOrEqualTo(moved.Number("stopping_s")), "start before stop");
        Assert.That(successor.Single(t => t.Text("group") == "daemon:agent").Number("started_s"), Is.EqualTo(replacement.Number("active_s")));
        Assert.That(run.Rows("tasks.csv", "container_instance", old.Text("container_instance")).Count(t => t.Text("group") == "daemon:agent"), Is.EqualTo(1), "it gets no second one");
        Assert.That(run.Rows("service_events.csv").Select(e => e.Text("message")), Has.Some.Contains("the instance is impaired"));
    }

    [Test]
    public void CrashedDaemon_TheInstanceIsReplaced()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(more: "failures: [{kind: taskCrash, service: agent, at: 5m}]"));
        Assert.That(run.Rows("instances.csv", "reason", "daemon_impaired"), Has.Count.EqualTo(1));
        Assert.That(run.Rows("tasks.csv", "group", "daemon:agent").Count(t => t.Text("stop_code") == "EssentialContainerExited"), Is.EqualTo(1));
    }

    [Test]
    public void DaemonThatIsNotCritical_LeavesTheInstanceAlone()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(daemon: ", critical: false", more: "timeline: [{at: 5m, action: StopTask, group: \"daemon:agent\", count: 4}]"));
        Assert.That(run.Rows("instances.csv").Select(i => i.Text("reason")), Is.All.Empty);
        Assert.That(run.Rows("tasks.csv", "group", "daemon:agent"), Has.Count.EqualTo(4), "nothing starts it again there");
        Assert.That(run.Rows("service_events.csv").Select(e => e.Text("message")), Has.Some.Contains("the daemon is not critical"));
    }

    [Test]
    public void DaemonThatIsNotCritical_HoldsNobodyUp()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(daemon: ", critical: false", run: "", minutes: 10, tasks: 1));
        var daemon = run.Rows("tasks.csv", "group", "daemon:agent").Single();
        var task = run.Rows("tasks.csv", "service", "web").Single();
        Assert.That(task.Number("placed_s"), Is.EqualTo(daemon.Number("placed_s")));
        Assert.That(run.Rows("instances.csv").Single().Number("active_s"), Is.LessThan(daemon.Number("started_s")));
    }

    [Test]
    public void SeveralDaemons_AllOfThemComeFirst()
    {
        const string second = "daemons:\n  - {daemonName: agent, daemonTaskDefinition: \"agent:1\", capacityProviderArns: [managed]}\n  - {daemonName: guard, daemonTaskDefinition: \"agent:2\", capacityProviderArns: [managed]}";
        var text = DaemonScenario.Of(run: "", minutes: 10, tasks: 1, agent: "startup: 1s");
        var at = text.IndexOf("daemons:\n  - ", StringComparison.Ordinal);
        text = text[..at] + second + text[text.IndexOf("\napplications:", StringComparison.Ordinal)..];
        var run = ScenarioRun.Of(text);
        var daemons = run.Rows("tasks.csv").Where(t => t.Text("group").StartsWith("daemon:", StringComparison.Ordinal)).ToList();
        Assert.That(daemons.Select(t => t.Text("group")), Is.EqualTo(new[] { "daemon:agent", "daemon:guard" }));
        Assert.That(run.Rows("instances.csv").Single().Number("active_s"), Is.EqualTo(daemons.Max(t => t.Number("started_s"))));
    }
}
