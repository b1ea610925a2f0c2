using Simulator.Tests.Conformance.Scheduler;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Operators;

/// <summary>PutClusterCapacityProviders and UpdateCapacityProvider during a run.</summary>
public sealed class ClusterProviderTests
{
    [Test, Property("Rule", "CP-03"), Property("Rule", "CP-ST-05"), Property("Rule", "ECS-API-03")]
    public void NewDefaultStrategy_IsForWhatComes_ServicesKeepTheirs()
    {
        var run = ScenarioRun.Of(Fargate("""
              - {at: 5m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE, FARGATE_SPOT], defaultCapacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
              - {at: 6m, action: UpdateService, service: s, desiredCount: 2}
              - {at: 6m, action: RunTask, taskDefinition: t, runTime: 1m}
              - {at: 7m, action: CreateService, serviceName: late, taskDefinition: t}
            """));
        Assert.That(run.Rows("tasks.csv", "service", "s").Select(t => t.Text("capacity_provider")), Is.All.EqualTo("FARGATE"));
        Assert.That(run.Rows("tasks.csv", "service", "late").Select(t => t.Text("capacity_provider")), Is.EqualTo(new[] { "FARGATE_SPOT" }));
        Assert.That(run.Rows("tasks.csv", "group", "family:t").Select(t => t.Text("capacity_provider")), Is.EqualTo(new[] { "FARGATE_SPOT" }));
    }

    [Test, Property("Rule", "CP-03")]
    public void JobsOverTheRun_FollowTheDefault()
    {
        var run = ScenarioRun.Of(Fargate(
            "  - {at: 10m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE, FARGATE_SPOT], defaultCapacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}",
            "workload: [{name: batch, kind: jobs, taskDefinition: t, runTime: 30s, rate: 1/m, arrivals: deterministic}]"));
        var jobs = run.Rows("tasks.csv", "group", "family:t");
        Assert.That(jobs.Where(t => t.Number("created_s") < 600).Select(t => t.Text("capacity_provider")).Distinct(), Is.EqualTo(new[] { "FARGATE" }));
        Assert.That(jobs.Where(t => t.Number("created_s") > 600).Select(t => t.Text("capacity_provider")).Distinct(), Is.EqualTo(new[] { "FARGATE_SPOT" }));
    }

    [Test, Property("Rule", "CP-04")]
    public void ProviderWithTasks_CannotLeave_AndThenNothingOfTheCallHolds()
    {
        // The task of the first RunTask still uses FARGATE_SPOT at 6m, that of 5m has ended by 20m.
        var run = ScenarioRun.Of(Fargate("""
              - {at: 1m, action: RunTask, taskDefinition: t, runTime: 10m, capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
              - {at: 6m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE], defaultCapacityProviderStrategy: []}
              - {at: 7m, action: RunTask, taskDefinition: t, runTime: 1m}
              - {at: 20m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE], defaultCapacityProviderStrategy: []}
              - {at: 21m, action: RunTask, taskDefinition: t, runTime: 1m}
            """));
        var calls = run.DecisionsOf("operator").Where(d => d.GetProperty("policy").GetString()!.StartsWith("PutCluster", StringComparison.Ordinal)).Select(d => d.GetProperty("inputs").GetProperty("running").GetDouble());
        Assert.That(calls, Is.EqualTo(new[] { 1.0, 0 }), "tasks in use of what was to leave");
        Assert.That(run.DecisionsOf("operator").Select(d => d.GetProperty("gate").GetString()).Count(g => g == "call_refused"), Is.EqualTo(1));
        var later = run.Rows("tasks.csv", "group", "family:t").Where(t => t.Number("created_s") >= 420).Select(t => t.Text("launch_type"));
        Assert.That(later, Is.EqualTo(new[] { "FARGATE" }), "without a default strategy RunTask means EC2, and there is no instance");
    }

    [Test, Property("Rule", "CP-04"), Property("Rule", "CP-03")]
    public void RefusedCall_LeavesTheDefaultToServicesThatComeLater()
    {
        // A task on FARGATE_SPOT forbids the call that would make everything FARGATE by default.
        static string Of(string runTime) => Fargate($$"""
              - {at: 1m, action: RunTask, taskDefinition: t, runTime: {{runTime}}, capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
              - {at: 2m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE, FARGATE_SPOT], defaultCapacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
              - {at: 10m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]}
              - {at: 11m, action: CreateService, serviceName: late, taskDefinition: t}
              - {at: 12m, action: UpdateService, service: late, desiredCount: 2}
            """);
        string[] Providers(string runTime) => [.. ScenarioRun.Of(Of(runTime)).Rows("tasks.csv", "service", "late").Select(t => t.Text("capacity_provider"))];
        Assert.That(Providers("20m"), Is.EqualTo(new[] { "FARGATE_SPOT", "FARGATE_SPOT" }), "refused: the default of 2m holds");
        Assert.That(Providers("5m"), Is.EqualTo(new[] { "FARGATE", "FARGATE" }), "carried out");
    }

    [TestCase("{at: 5m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE_SPOT], defaultCapacityProviderStrategy: []}", "`FARGATE` is left out, and the service `s` uses it")]
    [TestCase("{at: 5m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}", "is not among the capacityProviders of this call")]
    [TestCase("{at: 5m, action: PutClusterCapacityProviders, capacityProviders: [FARGTE], defaultCapacityProviderStrategy: []}", "there is no capacity provider `FARGTE`")]
    [TestCase("{at: 5m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE]}", "defaultCapacityProviderStrategy")]
    [TestCase("{at: 5m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE], defaultCapacityProviderStrategy: []}\n  - {at: 6m, action: UpdateService, service: s, capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}", "`FARGATE_SPOT` is not among the cluster's capacity providers since 5m")]
    [TestCase("{at: 5m, action: PutClusterCapacityProviders, capacityProviders: [FARGATE, FARGATE], defaultCapacityProviderStrategy: []}", "the capacity provider `FARGATE` is listed twice")]
    [Property("Rule", "CP-04"), Property("Rule", "CP-ST-01")]
    public void CallThatCannotBe_IsRefused(string action, string sentence) =>
        Assert.That(Loading.Load(Fargate("  - " + action)).Issues.Select(i => i.ToString()), Has.Some.Contains(sentence));

    [Test, Property("Rule", "CP-04"), Property("Rule", "CP-MS-01")]
    public void ProviderThatLeaves_IsNotScaledAnyMore_AndIsAgainWhenItIsBack()
    {
        // Two empty instances at a target of 100 would be scaled in after fifteen minutes.
        string Of(string timeline) => Group($"""
            timeline:
              - {timeline}
            """, managed: "managedScaling: {status: ENABLED}");
        Assert.That(ScenarioRun.Of(Of("{at: 1m, action: UpdateService, service: s, desiredCount: 0}")).At("cluster.csv", 3500, "capacity_provider", "(cluster)").Count("instances"), Is.Zero, "as it is");
        var left = ScenarioRun.Of(Of("{at: 1m, action: PutClusterCapacityProviders, capacityProviders: [], defaultCapacityProviderStrategy: []}"));
        Assert.That(left.At("cluster.csv", 3500, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(2));
        var back = ScenarioRun.Of(Of("{at: 1m, action: PutClusterCapacityProviders, capacityProviders: [], defaultCapacityProviderStrategy: []}\n  - {at: 20m, action: PutClusterCapacityProviders, capacityProviders: [ec2], defaultCapacityProviderStrategy: []}"));
        Assert.That(back.At("cluster.csv", 1800, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(2));
        Assert.That(back.At("cluster.csv", 3500, "capacity_provider", "(cluster)").Count("instances"), Is.Zero);
    }

    [Test, Property("Rule", "CP-MTP-01")]
    public void TerminationProtection_IsPutOnBusyInstances_AndTakenAway()
    {
        // Three instances, tasks on one or two; the operator asks for one instance at 10m and at 20m.
        string Of(string update) => Group($$$"""
            timeline:
              {{{update}}}
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: 1}
            """, size: 3, service: "desiredCount: 2, placementStrategy: [{type: spread, field: instanceId}]", managed: "managedScaling: {status: ENABLED}, managedDraining: DISABLED", group: "newInstancesProtectedFromScaleIn: true, ");
        const string on = "- {at: 1m, action: UpdateCapacityProvider, name: ec2, autoScalingGroupProvider: {managedTerminationProtection: ENABLED}}";
        const string off = "- {at: 5m, action: UpdateCapacityProvider, name: ec2, autoScalingGroupProvider: {managedTerminationProtection: DISABLED}}";
        Assert.That(Left(Of("")), Is.EqualTo(3), "all are protected by the group itself, and nobody releases them");
        Assert.That(Left(Of(on)), Is.EqualTo(2), "the empty one is released, those with tasks are not");
        Assert.That(Left(Of(on + "\n  " + off)), Is.EqualTo(1), "nothing is protected any more");
        static int Left(string yaml) => ScenarioRun.Of(yaml).At("cluster.csv", 840, "capacity_provider", "(cluster)").Count("instances");
    }

    [TestCase("ENABLED", "DISABLED", 900.0)]
    [TestCase("DISABLED", "DISABLED", 600.0)]
    [TestCase("DISABLED", "ENABLED", double.NaN)]
    [Property("Rule", "CP-MD-01")]
    public void Draining_SwitchedOff_LetsWaitingInstancesGo_SwitchedOn_HoldsTheNext(string before, string after, double terminates)
    {
        // Minimum and maximum of 100 %: a drain never ends (CP-MD-03).
        var run = ScenarioRun.Of(Group($$$"""
            timeline:
              - {at: {{{(before == after || after == "ENABLED" ? "5m" : "15m")}}}, action: UpdateCapacityProvider, name: ec2, autoScalingGroupProvider: {managedDraining: {{{after}}}}}
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: 1}
            """, size: 2, service: "desiredCount: 2, placementStrategy: [{type: spread, field: instanceId}], deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}", managed: $"managedScaling: {{status: DISABLED}}, managedDraining: {before}"));
        var shut = run.Rows("instance_events.csv").Where(e => e.Text("to") == "Terminating:Proceed").Select(e => e.Number("t_s")).DefaultIfEmpty(double.NaN).First();
        Assert.That(shut, Is.EqualTo(terminates).Within(30).Or.NaN);
        Assert.That(double.IsNaN(shut), Is.EqualTo(double.IsNaN(terminates)));
    }

    [TestCase("StartInstanceRefresh, autoScalingGroupName: g, preferences: {minHealthyPercentage: 100, maxHealthyPercentage: 150}", "instance_refresh")]
    [TestCase("SetInstanceHealth, autoScalingGroupName: g, healthStatus: Unhealthy, shouldRespectGracePeriod: false, count: 1", "unhealthy")]
    [TestCase("TerminateInstanceInAutoScalingGroup, autoScalingGroupName: g, shouldDecrementDesiredCapacity: false, count: 1", "user_terminated")]
    [TestCase("SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: 1", "scale_in")]
    [Property("Rule", "CP-MD-01"), Property("Rule", "CP-MD-03")]
    public void Draining_GoesBeforeEveryOrderlyEnd(string call, string reason)
    {
        var run = ScenarioRun.Of(Group(
            $"timeline: [{{at: 5m, action: {call}}}]", size: 2, service: "desiredCount: 2, placementStrategy: [{type: spread, field: instanceId}]", managed: "managedScaling: {status: DISABLED}"));
        var waits = run.Rows("instance_events.csv", "to", "Terminating:Wait");
        Assert.That(waits, Is.Not.Empty);
        Assert.That(waits.Select(w => w.Text("reason")), Is.All.EqualTo(reason));
        foreach (var wait in waits)
        {
            var end = run.Rows("instance_events.csv", "to", "Terminating:Proceed").Single(e => e.Text("container_instance") == wait.Text("container_instance")).Number("t_s");
            var there = run.Rows("tasks.csv").Where(t => t.Text("container_instance") == wait.Text("container_instance")).ToList();
            Assert.That(there, Is.Not.Empty);
            Assert.That(there.Select(t => t.Number("stopped_s")), Is.All.LessThanOrEqualTo(end), "its tasks have moved when it ends");
            Assert.That(there.Select(t => t.Text("stopped_reason")), Is.All.Contains("draining"));
        }
        Assert.That(run.RunningBetween(300, 3500).Least, Is.EqualTo(2), "each task is replaced before it stops");
    }

    [TestCase("managedTerminationProtection: ENABLED, managedScaling: {status: DISABLED}", "needs managed scaling")]
    [TestCase("managedTerminationProtection: ENABLED", "needs scale-in protection on the group `g`")]
    [TestCase("managedTerminationProtection: ON", "ENABLED")]
    [Property("Rule", "CP-MTP-01")]
    public void ProtectionThatCannotBe_IsRefused(string change, string sentence) =>
        Assert.That(
            Loading.Load(Group($"timeline: [{{at: 1m, action: UpdateCapacityProvider, name: ec2, autoScalingGroupProvider: {{{change}}}}}]", managed: "managedScaling: {status: ENABLED}")).Issues.Select(i => i.ToString()),
            Has.Some.Contains(sentence));

    private static string Fargate(string timeline, string rest = "") => $$$"""
        name: put
        run: {duration: 30m, initial: steady}
        cluster: {defaultCapacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]}
        taskDefinitions: [{family: t, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
        services: [{serviceName: s, taskDefinition: t}]
        {{{rest}}}
        timeline:
        {{{timeline}}}
        """;

    private static string Group(string rest, int size = 2, string service = "desiredCount: 0", string managed = "", string group = "") => $$$"""
        name: put
        run: {duration: 1h, initial: steady}
        availabilityZones: [us-east-1a]
        autoScalingGroups: [{autoScalingGroupName: g, instanceType: c5.large, {{{group}}}minSize: 0, maxSize: 4, desiredCapacity: {{{size}}}}]
        capacityProviders: [{name: ec2, autoScalingGroupProvider: {autoScalingGroup: g, {{{managed}}}}}]
        taskDefinitions: [{family: t, containerDefinitions: [{name: app, image: i, cpu: 512, memory: 512}]}]
        services: [{serviceName: s, taskDefinition: t, launchType: EC2, {{{service}}}}]
        applications: [{family: t, image: {size: 1KiB}, startup: 0s, shutdown: 0s}]
        {{{rest}}}
        """;
}
