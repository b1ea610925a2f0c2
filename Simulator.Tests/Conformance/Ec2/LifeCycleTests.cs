namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Lifecycle hooks, Standby, deregistration: the states an instance goes through (ASG-LC-01 … 03).</summary>
public sealed class LifeCycleTests
{
    private const string LaunchHook = "lifecycleHookSpecificationList: [{lifecycleHookName: l, lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING', heartbeatTimeout: 60";
    private const string EndHook = "lifecycleHookSpecificationList: [{lifecycleHookName: t, lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', heartbeatTimeout: 60";
    private const string ScaleIn = "timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 1}]";

    [TestCase(", takes: 40s}]", 51.5, "")]
    [TestCase(", defaultResult: CONTINUE}]", 71.5, "")]
    [TestCase(", takes: 90s, defaultResult: CONTINUE}]", 71.5, "")]
    [TestCase(", takes: 90s, heartbeats: true}]", 101.5, "")]
    [Property("Rule", "ASG-LC-02"), Property("Rule", "ASG-LC-03")]
    public void LaunchHook_HoldsTheInstanceInPendingWait(string hook, double served, string reason)
    {
        var run = GroupRun.Of($"minSize: 1, maxSize: 2, {LaunchHook}{hook}", initial: "cold", duration: "10m");
        Assert.That(run.Entered("Pending:Wait"), Is.EqualTo(new[] { 11.5 }));
        Assert.That(run.Entered("InService"), Is.EqualTo(new[] { served }));
        Assert.That(run.Rows("instances.csv")[0].Number("active_s"), Is.EqualTo(31.5), "the agent registers while the hook runs");
        Assert.That(run.Rows("instances.csv")[0].Text("reason"), Is.EqualTo(reason));
    }

    [TestCase("}]", 71.5)]
    [TestCase(", takes: 5s, result: ABANDON}]", 16.5)]
    [Property("Rule", "ASG-LC-02"), Property("Rule", "ASG-LC-03")]
    public void AbandonedLaunch_EndsTheInstanceAndTheGroupLaunchesAnother(string hook, double abandoned)
    {
        var run = GroupRun.Of($"minSize: 1, maxSize: 2, {LaunchHook}{hook}", initial: "cold", duration: "3m");
        Assert.That(run.Entered("Terminating:Proceed")[0], Is.EqualTo(abandoned));
        Assert.That(run.Reasons()[0], Is.EqualTo("launch_abandoned"));
        Assert.That(run.Launches()[1], Is.EqualTo(abandoned + 6), "as soon as the group acts");
        Assert.That(run.Entered("InService"), Is.Empty);
    }

    [Test, Property("Rule", "ASG-LC-02"), Property("Rule", "ASG-LC-03")]
    public void TerminateHooks_RunTogetherAndTheLastOneEndsTheWait()
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 2, desiredCapacity: 2, {EndHook}, takes: 30s}}, {{lifecycleHookName: u, lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', takes: 50s}}]", ScaleIn);
        Assert.That(run.Entered("Terminating:Wait"), Is.EqualTo(new[] { 606.0 }));
        Assert.That(run.Entered("Terminating:Proceed"), Is.EqualTo(new[] { 656.0 }));
        Assert.That(run.Entered("Terminated"), Is.EqualTo(new[] { 686.0 }));
    }

    [Test, Property("Rule", "ASG-LC-02"), Property("Rule", "CP-MD-01")]
    public void UsersHook_RunsBesideManagedDraining()
    {
        // The tasks take two minutes to leave the load balancer's place: stopTimeout 120 s; the user's hook takes 50 s.
        var slow = GroupRun.Of($"minSize: 0, maxSize: 2, desiredCapacity: 2, {EndHook}, takes: 50s}}]", ScaleIn, "managedScaling: {status: DISABLED}", tasks: 2);
        Assert.That(slow.Entered("Terminating:Proceed").Single(), Is.GreaterThanOrEqualTo(656), "both");
        Assert.That(slow.Rows("instances.csv").Count(r => r.Number("draining_s") == 606), Is.EqualTo(1), "ECS drains at once");
        var drained = slow.Rows("tasks.csv").Where(r => r.Text("stopped_s").Length > 0).Max(r => r.Number("stopped_s"));
        Assert.That(slow.Entered("Terminating:Proceed").Single(), Is.EqualTo(Math.Max(656, drained)).Within(1e-6));
    }

    [TestCase("", "timeline: [{at: 10m, action: StartInstanceRefresh, autoScalingGroupName: asg}]", "instance_refresh")]
    [TestCase(", maxInstanceLifetime: 86400", "", "max_instance_lifetime")]
    [TestCase("", "failures: [{kind: instanceImpaired, at: 10m, length: 50m, count: 1}]", "unhealthy")]
    [Property("Rule", "CP-MD-01")]
    public void WhateverReplacesAnInstance_DrainsItFirst(string group, string rest, string reason)
    {
        var run = GroupRun.Of($"minSize: 0, maxSize: 4, desiredCapacity: 2{group}", rest, "managedScaling: {status: DISABLED}", tasks: 2, duration: group.Length > 0 ? "26h" : "1h");
        var replaced = run.Rows("instances.csv", "reason", reason);
        Assert.That(replaced, Is.Not.Empty);
        Assert.That(replaced.Select(r => r.Number("draining_s")), Has.All.GreaterThan(0));
        if (reason != "unhealthy") Assert.That(run.Rows("services.csv").Select(r => r.Count("healthy")), Has.All.EqualTo(2), "nothing is lost on the way");
    }

    [Test, Property("Rule", "ASG-LC-03")]
    public void AbandonedTermination_EndsTheOtherHooksToo()
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 2, desiredCapacity: 2, {EndHook}, takes: 5s, result: ABANDON}}]", ScaleIn, "managedScaling: {status: DISABLED}", tasks: 2,
            service: ", deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}");
        Assert.That(run.Entered("Terminating:Proceed"), Is.EqualTo(new[] { 611.0 }), "though the drain could never end within 100 % and 100 %");
    }

    [Test, Property("Rule", "ASG-LC-02")]
    public void TargetGroups_DeregisterBeforeTheHooks()
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 2, desiredCapacity: 2, targetGroupARNs: [tg], {EndHook}, takes: 10s}}]",
            ScaleIn + "\ntargetGroups: [{name: tg, attributes: [{key: deregistration_delay.timeout_seconds, value: '45'}]}]");
        Assert.That(run.Entered("Terminating"), Is.EqualTo(new[] { 606.0 }));
        Assert.That(run.Entered("Terminating:Wait"), Is.EqualTo(new[] { 651.0 }));
        Assert.That(run.Entered("Terminating:Proceed"), Is.EqualTo(new[] { 661.0 }));
    }

    [TestCase(true, 3, 0)]
    [TestCase(false, 4, 1)]
    [Property("Rule", "ASG-LC-01"), Property("Rule", "ASG-LC-02")]
    public void Standby_KeepsTheInstanceRunningOutsideTheCount(bool decrement, int served, int launches)
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 6, desiredCapacity: 4",
            $$"""
            timeline:
              - {at: 10m, action: EnterStandby, autoScalingGroupName: asg, count: 1, shouldDecrementDesiredCapacity: {{(decrement ? "true" : "false")}}}
              - {at: 30m, action: ExitStandby, autoScalingGroupName: asg}
            """,
            tasks: 8);
        Assert.That(run.Entered("Standby"), Is.EqualTo(new[] { 600.0 }));
        Assert.That(run.Launches(), Has.Length.EqualTo(launches));
        Assert.That(run.Entered("InService"), Does.Contain(1800.0));
        Assert.That(run.Rows("tasks.csv").Count(r => r.Text("stopped_s").Length > 0), Is.Zero, "its tasks go on");
        Assert.That(run.Zones().Sum(), Is.EqualTo(served + 1));
    }

    [Test, Property("Rule", "ASG-LC-02")]
    public void ExitStandby_BeyondTheMaximumIsRefused()
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 4, desiredCapacity: 4",
            """
            timeline:
              - {at: 10m, action: EnterStandby, autoScalingGroupName: asg, count: 1, shouldDecrementDesiredCapacity: false}
              - {at: 30m, action: ExitStandby, autoScalingGroupName: asg}
            """);
        Assert.That(run.Events("call_refused"), Is.EqualTo(new[] { 1800.0 }));
    }

    [Test, Property("Rule", "ASG-LC-02")]
    public void Billing_StartsWithPending()
    {
        var run = GroupRun.Of("minSize: 1, maxSize: 1", initial: "cold", duration: "30m");
        Assert.That(run.Rows("costs.csv", "resource", "EC2 m5.large On-Demand").Single().Number("quantity"), Is.EqualTo(0.5).Within(1e-6));
        Assert.That(run.Rows("instances.csv")[0].Number("in_service_s"), Is.EqualTo(11.5));
    }

    [Test, Property("Rule", "ASG-LC-02"), Property("Rule", "X-17")]
    public void MaxLifetime_WithManagedDraining_WaitsForTheTasksFor48Hours()
    {
        var run = GroupRun.Of(
            "minSize: 1, maxSize: 1, desiredCapacity: 1, maxInstanceLifetime: 86400", "", "managedScaling: {status: DISABLED}", tasks: 1, duration: "4d",
            service: ", deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}", zones: 1);
        var first = run.Rows("instances.csv")[0];
        Assert.That(first.Text("reason"), Is.EqualTo("max_instance_lifetime"));
        Assert.That(first.Number("draining_s"), Is.EqualTo(86400));
        Assert.That(first.Number("terminated_s"), Is.EqualTo(86400 + (48 * 3600) + 30), "its task cannot be replaced within 100 % and 100 %");
    }
}
