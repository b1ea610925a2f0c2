namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Instance refresh, launch template versions and the termination policies that look at them (ASG-LC-02, ASG-TP-01, AS-EC2-06).</summary>
public sealed class RefreshTests
{
    private const string Group = "minSize: 0, maxSize: 30, desiredCapacity: 10, launchTemplate: {launchTemplateName: lt, version: 1, instanceType: m5.large}, instanceType: m5.large";
    private const string Version2 = "{at: 5m, action: UpdateAutoScalingGroup, autoScalingGroupName: asg, launchTemplate: {launchTemplateName: lt, version: 2}}";

    [Test, Property("Rule", "ASG-LC-02")]
    public void Refresh_ReplacesATenthAtATime()
    {
        var run = GroupRun.Of(Group, "timeline: [{at: 10m, action: StartInstanceRefresh, autoScalingGroupName: asg}]");
        Assert.That(run.Launches(), Is.EqualTo(Enumerable.Range(0, 10).Select(i => 600 + (i * 11.5))).Within(1e-6));
        Assert.That(run.Reasons(), Is.All.EqualTo("instance_refresh"));
        Assert.That(run.Events("instance_refresh_succeeded"), Is.EqualTo(new[] { 715.0 }).Within(1e-6));
    }

    [Test, Property("Rule", "ASG-LC-02")]
    public void LaunchBeforeTerminating_KeepsAllInServiceAndWaitsForTheWarmUp()
    {
        var run = GroupRun.Of(
            Group, "timeline: [{at: 10m, action: StartInstanceRefresh, autoScalingGroupName: asg, preferences: {minHealthyPercentage: 100, maxHealthyPercentage: 150, instanceWarmup: 60}}]");
        Assert.That(run.Launches(), Has.Length.EqualTo(10));
        Assert.That(run.Launches().Take(5), Is.All.EqualTo(600.0));
        Assert.That(run.Entered("Terminating:Proceed").Take(5), Is.All.EqualTo(671.5), "11.5 s to InService, 60 s of warm-up");
        Assert.That(run.Launches().Skip(5), Is.All.EqualTo(671.5));
        Assert.That(run.Events("instance_refresh_succeeded"), Is.EqualTo(new[] { 743.0 }));
    }

    [TestCase("true", 4)]
    [TestCase("false", 10)]
    [Property("Rule", "ASG-LC-02")]
    public void SkipMatching_LeavesInstancesOfTheCurrentVersionAlone(string skip, int replaced)
    {
        var run = GroupRun.Of(
            Group.Replace("desiredCapacity: 10", "desiredCapacity: 4", StringComparison.Ordinal),
            $$"""
            timeline:
              - {{Version2}}
              - {at: 6m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 10}
              - {at: 20m, action: StartInstanceRefresh, autoScalingGroupName: asg, preferences: {skipMatching: {{skip}} } }
            """);
        Assert.That(run.Reasons().Count(r => r == "instance_refresh"), Is.EqualTo(replaced));
    }

    [TestCase("Wait", 0, "instance_refresh_failed", 4200.0)]
    [TestCase("Ignore", 0, "instance_refresh_succeeded", 600.0)]
    [TestCase("Refresh", 10, "instance_refresh_succeeded", 715.0)]
    [Property("Rule", "ASG-LC-02")]
    public void ProtectedInstances_AreWaitedForOrIgnoredOrReplaced(string mode, int replaced, string end, double at)
    {
        var run = GroupRun.Of(
            Group + ", newInstancesProtectedFromScaleIn: true", $"timeline: [{{at: 10m, action: StartInstanceRefresh, autoScalingGroupName: asg, preferences: {{scaleInProtectedInstances: {mode}}}}}]",
            duration: "2h");
        Assert.That(run.Reasons(), Has.Length.EqualTo(replaced));
        Assert.That(run.Events(end), Is.EqualTo(new[] { at }).Within(1e-6), "an hour is the longest wait");
    }

    [Test, Property("Rule", "ASG-LC-02")]
    public void CancelledRefresh_StopsWhereItStands()
    {
        var run = GroupRun.Of(
            Group,
            """
            timeline:
              - {at: 10m, action: StartInstanceRefresh, autoScalingGroupName: asg}
              - {at: 10m, action: StartInstanceRefresh, autoScalingGroupName: asg}
              - {at: 11m, action: CancelInstanceRefresh, autoScalingGroupName: asg}
            """);
        Assert.That(run.Reasons(), Has.Length.EqualTo(6));
        Assert.That(run.Zones().Sum(), Is.EqualTo(10));
        Assert.That(run.Events("call_refused"), Has.Length.EqualTo(1), "one refresh at a time");
    }

    [TestCase("Default")]
    [TestCase("OldestLaunchTemplate")]
    [Property("Rule", "ASG-TP-01"), Property("Rule", "AS-EC2-06")]
    public void OldestVersion_LeavesFirst(string policy)
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 30, desiredCapacity: 3, launchTemplate: {launchTemplateName: lt, version: 1}, instanceType: m5.large, terminationPolicies: [" + policy + "]",
            $$"""
            timeline:
              - {{Version2}}
              - {at: 6m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 6}
              - {at: 20m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 3}
            """, zones: 1);
        Assert.That(run.Rows("instances.csv").Where(r => r.Text("reason") == "scale_in").Select(r => r.Number("launched_s")), Has.Exactly(3).Items.And.All.EqualTo(0));
    }

    [Test, Property("Rule", "ASG-TP-01"), Property("Rule", "AS-EC2-06")]
    public void LaunchConfiguration_IsOlderThanAnyTemplate_AndAnotherTemplateThanTheCurrentOne()
    {
        const string update = "action: UpdateAutoScalingGroup, autoScalingGroupName: asg";
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 30, desiredCapacity: 1, launchTemplate: {launchTemplateName: other, version: 9}, instanceType: m5.large",
            $$"""
            timeline:
              - {at: 1m, {{update}}, launchConfigurationName: lc, desiredCapacity: 2}
              - {at: 5m, {{update}}, launchTemplate: {launchTemplateName: lt, version: 1}, desiredCapacity: 3}
              - {at: 10m, {{update}}, launchTemplate: {launchTemplateName: lt, version: 2}, desiredCapacity: 4}
              - {at: 20m, {{update}}, desiredCapacity: 3}
              - {at: 25m, {{update}}, desiredCapacity: 2}
              - {at: 30m, {{update}}, desiredCapacity: 1}
            """, zones: 1);
        var gone = run.Rows("instances.csv").Where(r => r.Text("reason") == "scale_in").OrderBy(r => r.Number("terminated_s")).Select(r => r.Number("launched_s"));
        Assert.That(gone, Is.EqualTo(new[] { 66.0, 0.0, 306.0 }), "the launch configuration, the other template, the older version");
    }

    [Test, Property("Rule", "ASG-TP-01")]
    public void FullerZone_LosesAnInstanceEvenIfANewerOneIsElsewhere()
    {
        // Four and three: the newest of the fuller zone goes although the newest of all is in the other.
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 30, desiredCapacity: 7, terminationPolicies: [NewestInstance], suspendedProcesses: [{processName: AZRebalance}]",
            "timeline: [{at: 20m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 6}]", initial: "cold");
        Assert.That(run.Zones(), Is.EqualTo(new[] { 3, 3 }));
    }

    [Test, Property("Rule", "ASG-TP-01")]
    public void ProtectedInstances_AreSpared()
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 30, desiredCapacity: 4",
            """
            timeline:
              - {at: 5m, action: SetInstanceProtection, autoScalingGroupName: asg, zone: us-east-1a, protectedFromScaleIn: true}
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 1}
              - {at: 40m, action: SetInstanceProtection, autoScalingGroupName: asg, protectedFromScaleIn: false, count: 1}
            """);
        Assert.That(run.Entered("Terminated"), Is.EqualTo(new[] { 636.0, 636.0, 2430.0 }));
    }

    [Test, Property("Rule", "ASG-TP-01")]
    public void Default_MustBeTheLastPolicy()
    {
        var text = GroupRun.Text("minSize: 0, maxSize: 4, terminationPolicies: [Default, NewestInstance]");
        Assert.That(Scenarios.Loading.Load(text).Issues.Select(i => i.Message), Has.Some.Contains("must be the last"));
    }
}
