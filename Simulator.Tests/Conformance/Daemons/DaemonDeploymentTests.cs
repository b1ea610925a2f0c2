namespace Simulator.Tests.Conformance.Daemons;

/// <summary>Deployments of managed daemons through the front door: steps, states, rollback, creation and deletion in a running cluster (ECS-DM-04).</summary>
[Property("Rule", "ECS-DM-04")]
[Parallelizable(ParallelScope.All)]
public sealed class DaemonDeploymentTests
{
    private static ResultRow Newest(ScenarioRun run) => run.Rows("deployments.csv", "service", "agent")[^1];

    private static List<ResultRow> Replaced(ScenarioRun run) => run.Rows("instances.csv", "reason", "daemon_deployment");

    [Test]
    public void Update_ReplacesInstances_AQuarterAtATime()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(more: DaemonScenario.Update));
        var old = Replaced(run);
        Assert.That(old, Has.Count.EqualTo(4));
        Assert.That(old.Min(i => i.Number("draining_s")), Is.EqualTo(330), "PENDING for model.managedDaemonDeploymentDelay");
        foreach (var instance in old)
        {
            var here = run.Rows("tasks.csv", "container_instance", instance.Text("container_instance"));
            Assert.That(here.Single(t => t.Text("group") == "daemon:agent").Number("stopping_s"), Is.GreaterThanOrEqualTo(here.Single(t => t.Text("service") == "web").Number("stopped_s")), "the daemon stops last");
        }
        for (var i = 1; i < 4; i++) Assert.That(old[i].Number("draining_s"), Is.GreaterThanOrEqualTo(old[i - 1].Number("terminated_s") - 60).And.GreaterThan(old[i - 1].Number("draining_s")));
        var running = run.Rows("tasks.csv", "group", "daemon:agent").Where(t => t.Text("stopped_s").Length == 0).ToList();
        Assert.That(running.Select(t => t.Text("task_definition")), Is.EqualTo(Enumerable.Repeat("agent:2", 4)));
        Assert.That(Newest(run).Text("status"), Is.EqualTo("SUCCESSFUL"));
        Assert.That(Newest(run).Number("finished_s"), Is.GreaterThanOrEqualTo(running.Max(t => t.Number("started_s"))));
        Assert.That(run.Rows("services.csv", "service", "web").Min(s => s.Number("healthy")), Is.GreaterThanOrEqualTo(4), "the service's own envelope holds");
    }

    [Test]
    [Property("Rule", "CP-MI-02")]
    public void ReplacedInstances_KeepTheServicesSpreadOverTheZones()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(more: DaemonScenario.Update, tasks: 6).Replace("availabilityZones: [us-east-1a]", "availabilityZones: [us-east-1a, us-east-1b, us-east-1c]", StringComparison.Ordinal));
        Assert.That(Replaced(run), Has.Count.EqualTo(6));
        Assert.That(run.Rows("tasks.csv", "service", "web").Where(t => t.Text("stopped_s").Length == 0).CountBy(t => t.Text("availability_zone")).Select(z => z.Value), Is.EqualTo(new[] { 2, 2, 2 }));
    }

    [TestCase("100", 1)]
    [TestCase("50", 2)]
    [TestCase("74.9", 2)]
    [TestCase("0", 4)]
    public void DrainPercent_SaysHowManyGoAtOnce(string percent, int steps)
    {
        var run = ScenarioRun.Of(DaemonScenario.Of($", deploymentConfiguration: {{drainPercent: {percent}}}", DaemonScenario.Update));
        Assert.That(Replaced(run).Select(i => i.Number("draining_s")).Distinct().Count(), Is.EqualTo(steps));
    }

    [Test]
    public void StepGoesOn_WhenItsInstancesHaveLeft()
    {
        var at = new List<double>();
        foreach (var seconds in (int[])[0, 60])
            at.Add(Newest(ScenarioRun.Of(DaemonScenario.Of(", deploymentConfiguration: {drainPercent: 100}", DaemonScenario.Update + $"\nmodel: {{managedDaemonStepEnd: {seconds}s}}"))).Number("finished_s"));
        Assert.That(at[1] - at[0], Is.EqualTo(60));
    }

    [Test]
    public void RoundingUp_IsAModelChoice()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(", deploymentConfiguration: {drainPercent: 74.9}", DaemonScenario.Update + "\nmodel: {managedDaemonBatchRounding: up}"));
        Assert.That(Replaced(run).GroupBy(i => i.Number("draining_s")).Select(g => g.Count()), Is.EqualTo(new[] { 3, 1 }));
    }

    [TestCase("step", 3)]
    [TestCase("deployment", 1)]
    public void BakeTime_FollowsEachStepOrTheEnd(string when, int bakes)
    {
        var update = DaemonScenario.Update + $"\nmodel: {{managedDaemonBake: {when}}}";
        var plain = ScenarioRun.Of(DaemonScenario.Of(", deploymentConfiguration: {drainPercent: 34}", update, tasks: 3, minutes: 60));
        var baked = ScenarioRun.Of(DaemonScenario.Of(", deploymentConfiguration: {drainPercent: 34, bakeTimeInMinutes: 5}", update, tasks: 3, minutes: 60));
        Assert.That(Newest(baked).Number("finished_s") - Newest(plain).Number("finished_s"), Is.EqualTo(bakes * 300).Within(30));
        Assert.That(baked.Rows("deployment_stages.csv", "service", "agent").Select(s => s.Text("stage")), Has.Some.EqualTo("BAKE_TIME"));
    }

    [Test]
    public void RevisionThatFails_TripsTheCircuitBreaker_AndIsRolledBack()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(more: DaemonScenario.Update, agent: "startup: 1s, meanTimeBetweenCrashes: 2s"));
        var failed = run.Rows("deployments.csv", "service", "agent").Single(d => d.Text("task_definition") == "agent:2");
        Assert.That(failed.Text("rollout_state"), Is.EqualTo("FAILED"));
        Assert.That(failed.Text("status_reason"), Is.EqualTo("circuit_breaker"));
        Assert.That(failed.Number("failed_tasks"), Is.EqualTo(3));
        Assert.That(Newest(run).Text("task_definition"), Is.EqualTo("agent:1"));
        Assert.That(Newest(run).Text("status"), Is.EqualTo("ROLLBACK_SUCCESSFUL"));
        var running = run.Rows("tasks.csv", "group", "daemon:agent").Where(t => t.Text("stopped_s").Length == 0).ToList();
        Assert.That(running.Select(t => t.Text("task_definition")), Is.EqualTo(Enumerable.Repeat("agent:1", 4)));
        Assert.That(Replaced(run), Has.Count.EqualTo(1), "three of the old instances were never touched");
    }

    [Test]
    public void AlarmDuringTheDeployment_RollsBack()
    {
        const string alarm = """
            alarms:
              - {alarmName: bad, namespace: AWS/ECS, metricName: CPUUtilization, dimensions: [{name: ClusterName, value: default}, {name: ServiceName, value: web}], statistic: Average, period: 60, evaluationPeriods: 1, comparisonOperator: GreaterThanThreshold, threshold: 1000}
            timeline:
              - {at: 5m, action: UpdateDaemon, daemonArn: agent, daemonTaskDefinitionArn: "agent:2", capacityProviderArns: [managed]}
              - {at: 6m, action: SetAlarmState, alarmName: bad, stateValue: ALARM, stateReason: test}
            """;
        var run = ScenarioRun.Of(DaemonScenario.Of(", deploymentConfiguration: {alarms: {alarmNames: [bad], enable: true}}", alarm));
        Assert.That(Newest(run).Text("status"), Is.EqualTo("ROLLBACK_SUCCESSFUL"));
        Assert.That(Newest(run).Text("task_definition"), Is.EqualTo("agent:1"));
        var running = run.Rows("tasks.csv", "group", "daemon:agent").Where(t => t.Text("stopped_s").Length == 0).ToList();
        Assert.That(running.Select(t => t.Text("task_definition")).Distinct(), Is.EqualTo(new[] { "agent:1" }));
    }

    [Test]
    public void InstanceThatTheOperatorSetsActiveAgain_IsDrainedAnew()
    {
        const string calls = """
            timeline:
              - {at: 5m, action: UpdateDaemon, daemonArn: agent, daemonTaskDefinitionArn: "agent:2", capacityProviderArns: [managed]}
              - {at: 340s, action: UpdateContainerInstancesState, status: ACTIVE}
            """;
        var run = ScenarioRun.Of(DaemonScenario.Of(more: calls));
        Assert.That(Newest(run).Text("status"), Is.EqualTo("SUCCESSFUL"));
        Assert.That(Replaced(run), Has.Count.EqualTo(4));
    }

    [Test]
    public void TrunkInterfacesAndDaemons_BothComeBeforeTheInstanceIsActive()
    {
        var text = DaemonScenario.Of(more: "accountSettings: [{name: awsvpcTrunking, value: enabled}]\n" + DaemonScenario.Update, run: "", tasks: 2);
        var run = ScenarioRun.Of(text.Replace("allowedInstanceTypes: [c6a.large]", "allowedInstanceTypes: [c6i.large]", StringComparison.Ordinal));
        Assert.That(Newest(run).Text("status"), Is.EqualTo("SUCCESSFUL"));
        Assert.That(Replaced(run), Has.Count.EqualTo(2));
        foreach (var instance in run.Rows("instances.csv"))
            Assert.That(instance.Number("active_s"), Is.EqualTo(run.Rows("tasks.csv", "container_instance", instance.Text("container_instance")).Single(t => t.Text("group") == "daemon:agent").Number("started_s")));
    }

    [Test]
    public void OtherProviders_TheInstancesOfBothAreReplaced()
    {
        const string calls = "timeline: [{at: 5m, action: UpdateDaemon, daemonArn: agent, daemonTaskDefinitionArn: \"agent:1\", capacityProviderArns: [other]}]";
        var text = DaemonScenario.Of(more: calls).Replace("taskDefinitions:\n  - {family: web", "  - {name: other, managedInstancesProvider: {instanceLaunchTemplate: {instanceRequirements: {vCpuCount: {min: 2}, memoryMiB: {min: 4096}, allowedInstanceTypes: [c6a.large]}}}}\ntaskDefinitions:\n  - {family: web", StringComparison.Ordinal)
            .Replace("launchType: MANAGED_INSTANCES", "capacityProviderStrategy: [{capacityProvider: managed, weight: 1}, {capacityProvider: other, weight: 1}]", StringComparison.Ordinal);
        var run = ScenarioRun.Of(text);
        Assert.That(Replaced(run), Has.Count.EqualTo(4), "two have the task and are to have none, two the other way round");
        var running = run.Rows("tasks.csv", "group", "daemon:agent").Where(t => t.Text("stopped_s").Length == 0).ToList();
        Assert.That(running.Select(t => t.Text("capacity_provider")).Distinct(), Is.EqualTo(new[] { "other" }));
        Assert.That(Newest(run).Text("status"), Is.EqualTo("SUCCESSFUL"));
    }

    [Test]
    public void EveryDrain_IsADecisionThatComesOfTheDeployment()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(more: DaemonScenario.Update));
        var deployment = run.DecisionsOf("deployment")[0];
        var drains = run.DecisionsOf("managed_instances").Where(d => d.GetProperty("inputs").TryGetProperty("reason", out var reason) && reason.GetString() == "DaemonDeployment").ToList();
        Assert.That(drains, Has.Count.EqualTo(4));
        Assert.That(drains.Select(d => d.GetProperty("parent_id").GetInt32()), Is.All.EqualTo(deployment.GetProperty("id").GetInt32()));
        var call = run.DecisionsOf("operator").Single();
        Assert.That(deployment.GetProperty("parent_id").GetInt32(), Is.EqualTo(call.GetProperty("id").GetInt32()));
    }

    [Test]
    public void NewerUpdate_StopsTheOneUnderWay()
    {
        const string twice = """
            timeline:
              - {at: 5m, action: UpdateDaemon, daemonArn: agent, daemonTaskDefinitionArn: "agent:2", capacityProviderArns: [managed]}
              - {at: 7m, action: UpdateDaemon, daemonArn: agent, daemonTaskDefinitionArn: "agent:1", capacityProviderArns: [managed]}
            """;
        var run = ScenarioRun.Of(DaemonScenario.Of(more: twice));
        var deployments = run.Rows("deployments.csv", "service", "agent");
        Assert.That(deployments.Select(d => d.Text("status")), Is.EqualTo(new[] { "SUCCESSFUL", "STOPPED", "SUCCESSFUL" }));
        Assert.That(Replaced(run), Has.Count.LessThan(5), "instances that have the wanted revision stay");
    }

    [Test]
    public void CreatedInARunningCluster_TheInstancesThatAreThereAreReplaced()
    {
        var text = DaemonScenario.Of(more: "timeline: [{at: 5m, action: CreateDaemon, daemonName: guard, daemonTaskDefinitionArn: \"agent:2\", capacityProviderArns: [managed], deploymentConfiguration: {drainPercent: 100}}]");
        var run = ScenarioRun.Of(text);
        Assert.That(Replaced(run), Has.Count.EqualTo(4));
        var guards = run.Rows("tasks.csv", "group", "daemon:guard");
        Assert.That(guards, Has.Count.EqualTo(4));
        Assert.That(guards.Select(g => g.Text("container_instance")), Is.Unique);
        Assert.That(run.Rows("deployments.csv", "service", "guard").Single().Text("status"), Is.EqualTo("SUCCESSFUL"));
    }

    [Test]
    public void CreationThatFails_IsStopped()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(
            more: "timeline: [{at: 5m, action: CreateDaemon, daemonName: guard, daemonTaskDefinitionArn: \"agent:2\", capacityProviderArns: [managed]}]", agent: "startup: 1s, meanTimeBetweenCrashes: 2s"));
        var guard = run.Rows("deployments.csv", "service", "guard").Single();
        Assert.That((guard.Text("status"), guard.Text("status_reason")), Is.EqualTo(("STOPPED", "circuit_breaker")));
    }

    [Test]
    public void DeletedDaemon_InstancesAreReplacedByOnesWithoutIt()
    {
        var run = ScenarioRun.Of(DaemonScenario.Of(", deploymentConfiguration: {drainPercent: 50}", "timeline: [{at: 5m, action: DeleteDaemon, daemonArn: agent}]"));
        Assert.That(Replaced(run), Has.Count.EqualTo(4));
        Assert.That(run.Rows("tasks.csv", "group", "daemon:agent").Select(t => t.Text("stopped_s")), Is.All.Not.Empty);
        Assert.That(run.Rows("tasks.csv", "group", "daemon:agent"), Has.Count.EqualTo(4));
        Assert.That(Newest(run).Text("status"), Is.EqualTo("SUCCESSFUL"));
        Assert.That(run.Rows("tasks.csv", "service", "web").Count(t => t.Text("stopped_s").Length == 0), Is.EqualTo(4));
    }
}
