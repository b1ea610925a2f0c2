namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Where launches go and what happens when there is nothing to be had (ASG-LC-05, ASG-LC-07).</summary>
public sealed class LaunchingTests
{
    private const string Grow = "timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 6}]";

    [Test, Property("Rule", "ASG-LC-05")]
    public void SevenAndTwoMore_AreThreeInEachZone()
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 10, desiredCapacity: 7", "timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 9}]", zones: 3, duration: "20m");
        Assert.That(run.Zones(), Is.EqualTo(new[] { 3, 3, 3 }));
    }

    [TestCase("balanced-best-effort", new[] { 2, 4 }, 0, new[] { 606.0, 606.0 })]
    [TestCase("reservations-then-balanced", new[] { 2, 4 }, 0, new[] { 606.0, 606.0 })]
    [TestCase("balanced-only", new[] { 3, 3 }, 50, new[] { 606.0, 2706.0 })]
    [Property("Rule", "ASG-LC-05"), Property("Rule", "ASG-LC-07")]
    public void ShortageInOneZone_SendsLaunchesElsewhereOrMakesThemWait(string strategy, int[] zones, int failures, double[] launches)
    {
        var run = GroupRun.Of(
            $"minSize: 0, maxSize: 10, desiredCapacity: 4, availabilityZoneDistribution: {{capacityDistributionStrategy: {strategy}}}, suspendedProcesses: [{{processName: AZRebalance}}]",
            Grow + "\nfailures: [{kind: capacityShortage, at: 5m, length: 40m, zone: us-east-1a, instanceTypes: [m5.large]}]");
        Assert.That(run.Zones(), Is.EqualTo(zones));
        Assert.That(run.Launches(), Is.EqualTo(launches));
        Assert.That(run.Events("insufficient_instance_capacity"), failures == 0 ? Is.Empty : Has.Length.InRange(30, 45), "tried again each minute");
    }

    [Test, Property("Rule", "ASG-LC-07"), Property("Rule", "ASG-RB-01")]
    public void ShortageEverywhere_IsOverThenTheGroupLaunchesAndBalances()
    {
        var run = GroupRun.Of("minSize: 0, maxSize: 10, desiredCapacity: 4", Grow + "\nfailures: [{kind: capacityShortage, at: 5m, length: 30m}]");
        Assert.That(run.Launches(), Is.EqualTo(new[] { 2106.0, 2106.0 }));
        Assert.That(run.Metric("cluster.failed_launches"), Is.GreaterThan(40), "two instances in each of some 25 attempts");
    }

    [Test, Property("Rule", "ASG-RB-01"), Property("Rule", "AS-EC2-07")]
    public void ZoneThatHasCapacityAgain_IsFilledLaunchingFirst()
    {
        var run = GroupRun.Of("minSize: 0, maxSize: 6, desiredCapacity: 4", Grow + "\nfailures: [{kind: capacityShortage, at: 5m, length: 30m, zone: us-east-1a}]");
        Assert.That(run.Zones(), Is.EqualTo(new[] { 3, 3 }));
        Assert.That(run.Reasons(), Is.EqualTo(new[] { "zone_rebalance" }));
        Assert.That(run.Launches()[^1], Is.EqualTo(2106.0));
        Assert.That(run.Entered("Terminating:Proceed"), Is.EqualTo(new[] { 2117.5 }), "when the new one serves; meanwhile seven of six at most");
    }

    [Test, Property("Rule", "ASG-RB-01")]
    public void ZonesOfTheGroupChange_ItsInstancesMove()
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 10, desiredCapacity: 4, availabilityZones: [us-east-1a, us-east-1b]",
            "timeline: [{at: 10m, action: UpdateAutoScalingGroup, autoScalingGroupName: asg, availabilityZones: [us-east-1b, us-east-1c]}]", zones: 3);
        Assert.That(run.Zones(), Is.EqualTo(new[] { 0, 2, 2 }));
        Assert.That(run.Reasons(), Is.EqualTo(new[] { "zone_rebalance", "zone_rebalance" }));
    }

    [Test, Property("Rule", "ASG-RB-01")]
    public void ManualTermination_ThatLeavesZonesUnequal_IsEvenedOut()
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 10, desiredCapacity: 6",
            "timeline: [{at: 10m, action: TerminateInstanceInAutoScalingGroup, autoScalingGroupName: asg, zone: us-east-1a, count: 2, shouldDecrementDesiredCapacity: true}]");
        Assert.That(run.Zones(), Is.EqualTo(new[] { 2, 2 }));
        Assert.That(run.Reasons().Order(), Is.EqualTo(new[] { "user_terminated", "user_terminated", "zone_rebalance" }));
    }

    [Test, Property("Rule", "ASG-RB-01"), Property("Rule", "ASG-LC-05")]
    public void ShortageThatLasts_IsNoReasonToLaunchAndTerminateInTheOtherZones()
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 20, desiredCapacity: 6",
            """
            failures: [{kind: capacityShortage, at: 5m, length: 30m, zone: us-east-1a}]
            timeline: [{at: 10m, action: TerminateInstanceInAutoScalingGroup, autoScalingGroupName: asg, zone: us-east-1a, shouldDecrementDesiredCapacity: false}]
            """, zones: 3);
        Assert.That(run.Launches(), Has.Length.EqualTo(2 + 2).And.All.Matches<double>(t => t is 606 or 2106), "two in the other zones at once, two moves when the shortage is over");
        Assert.That(run.Zones(), Is.EqualTo(new[] { 2, 2, 2 }));
    }

    [TestCase("whenUnequal", new[] { 2, 2 })]
    [TestCase("occasions", new[] { 3, 1 })]
    [Property("Rule", "ASG-RB-01")]
    public void ScaleInAroundProtectedInstances_IsEvenedOutOnceTheyAreFree(string rebalancing, int[] zones)
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 10, desiredCapacity: 6",
            """
            timeline:
              - {at: 5m, action: SetInstanceProtection, autoScalingGroupName: asg, zone: us-east-1a, protectedFromScaleIn: true}
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 4}
              - {at: 20m, action: SetInstanceProtection, autoScalingGroupName: asg, zone: us-east-1a, protectedFromScaleIn: false}
            """, model: $", groupRebalancing: {rebalancing}");
        Assert.That(run.Zones(), Is.EqualTo(zones));
        Assert.That(run.Launches(), Has.All.GreaterThan(1200), "nothing can move while the full zone is protected");
    }

    [Test, Property("Rule", "ASG-RB-01")]
    public void SuspendedRebalancing_LeavesZonesUnequal()
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 10, desiredCapacity: 6, suspendedProcesses: [{processName: AZRebalance}]",
            "timeline: [{at: 10m, action: TerminateInstanceInAutoScalingGroup, autoScalingGroupName: asg, zone: us-east-1a, count: 2, shouldDecrementDesiredCapacity: true}]");
        Assert.That(run.Zones(), Is.EqualTo(new[] { 1, 3 }));
    }

    [TestCase("", 6, 0)]
    [TestCase(", quotas: awsDefault", 2, 1)]
    [TestCase(", quotas: awsDefault, standardVCpuQuota: 9", 4, 1)]
    [Property("Rule", "ASG-LC-07")]
    public void VCpuQuota_BindsWhenQuotasAreOn(string model, int instances, int failures)
    {
        var run = GroupRun.Of("minSize: 6, maxSize: 6", initial: "cold", model: model, duration: "10m");
        Assert.That(run.Rows("instances.csv"), Has.Count.EqualTo(instances), "two vCPUs each; a new account has five");
        Assert.That(run.Events("vcpu_limit_exceeded"), failures == 0 ? Is.Empty : Is.Not.Empty);
    }

    [Test, Property("Rule", "ASG-LC-07")]
    public void SpotHasItsOwnQuota_AndAcceleratedFamiliesTheirs()
    {
        const string mixed = "mixedInstancesPolicy: {launchTemplate: {overrides: [{instanceType: m5.large}]}, instancesDistribution: {onDemandPercentageAboveBaseCapacity: 50}}";
        var run = GroupRun.Of($"minSize: 8, maxSize: 8, {mixed}", initial: "cold", model: ", quotas: awsDefault", duration: "10m");
        Assert.That(run.Rows("instances.csv").GroupBy(r => r.Text("purchase_option")).Select(g => g.Count()), Is.EqualTo(new[] { 2, 2 }));
        var gpus = GroupRun.Of("minSize: 1, maxSize: 1, instanceType: g5.xlarge", initial: "cold", model: ", quotas: awsDefault", duration: "10m");
        Assert.That(gpus.Rows("instances.csv"), Is.Empty);
    }

    [Test, Property("Rule", "ASG-LC-02")]
    public void SuspendedLaunch_AndTerminate_ChangeNothing()
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 10, desiredCapacity: 4",
            """
            timeline:
              - {at: 5m, action: SuspendProcesses, autoScalingGroupName: asg, scalingProcesses: [Launch]}
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 6}
              - {at: 20m, action: ResumeProcesses, autoScalingGroupName: asg}
              - {at: 30m, action: SuspendProcesses, autoScalingGroupName: asg, scalingProcesses: [Terminate]}
              - {at: 35m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 2}
            """);
        Assert.That(run.Launches(), Is.EqualTo(new[] { 1206.0, 1206.0 }));
        Assert.That(run.Zones().Sum(), Is.EqualTo(6));
    }

    [Test, Property("Rule", "CP-MS-10")]
    public void SuspendedAlarmNotification_StopsManagedScaling()
    {
        const string managed = "managedScaling: {status: ENABLED, targetCapacity: 100}";
        var run = GroupRun.Of("minSize: 0, maxSize: 10, desiredCapacity: 0, suspendedProcesses: [{processName: AlarmNotification}]", "", managed, tasks: 2, duration: "20m");
        Assert.That(run.Launches(), Is.Empty);
        Assert.That(GroupRun.Of("minSize: 0, maxSize: 10, desiredCapacity: 0", "", managed, tasks: 2, duration: "20m").Launches(), Is.Not.Empty);
    }

    [Test, Property("Rule", "ASG-LC-02"), Property("Rule", "CP-MS-10")]
    public void UpdateAutoScalingGroup_MovesBoundsThatManagedScalingKeeps()
    {
        const string managed = "managedScaling: {status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 60}";
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 1, desiredCapacity: 1", "timeline: [{at: 20m, action: UpdateAutoScalingGroup, autoScalingGroupName: asg, maxSize: 4}]", managed, tasks: 12, taskCpu: 1024,
            duration: "40m");
        Assert.That(run.Launches(), Has.Length.EqualTo(3).And.All.GreaterThan(1200));
    }

    [Test, Property("Rule", "X-01"), Property("Rule", "CP-MS-07")]
    public void OneTaskFromZero_LaunchesTwoAndGivesOneBack()
    {
        var run = GroupRun.Of("minSize: 0, maxSize: 10, desiredCapacity: 0", "", "managedScaling: {status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 300}", tasks: 1);
        Assert.That(run.Launches(), Has.Length.EqualTo(2));
        Assert.That(run.Entered("Terminating:Wait").Concat(run.Entered("Terminating:Proceed")).Min(), Is.GreaterThanOrEqualTo(run.Launches()[0] + (15 * 60)), "fifteen low datapoints first");
        Assert.That(run.Zones().Sum(), Is.EqualTo(1));
    }
}
