namespace Simulator.Tests.Conformance.Providers;

/// <summary>The worked examples of managed scaling, protection and draining: instances, tasks and what the group is told, read from the result files.</summary>
public sealed class ManagedScalingExampleTests
{
    private const string Whole = "2048"; // one task to a c5.large

    [Test]
    [Property("Rule", "CP-MS-02")]
    [Property("Rule", "CP-MS-03")]
    public void TwoOfTenInstancesEmpty_IsAReservationOfEighty()
    {
        var run = ScenarioRun.Of(Group(8, "minSize: 0, maxSize: 20, desiredCapacity: 10", "targetCapacity: 100", run: "duration: 5m, initial: steady", cpu: Whole));
        Assert.That(Reservation(run, 120), Is.EqualTo(80));
    }

    [Test]
    [Property("Rule", "CP-MS-03")]
    [Property("Rule", "CP-MS-10")]
    public void FiveMoreInstancesNeededThanTen_IsAReservationOfHundredFifty()
    {
        var run = ScenarioRun.Of(Group(10, "minSize: 0, maxSize: 20, desiredCapacity: 10", "targetCapacity: 100", "timeline: [{at: 30s, action: UpdateService, service: web, desiredCount: 15}]", run: "duration: 5m, initial: steady", cpu: Whole));
        Assert.That(Reservation(run, 60), Is.EqualTo(150));
        Assert.That(Sizes(run), Is.EqualTo("15"));
    }

    [TestCase("", 90.0)]
    [TestCase("{serviceName: log, taskDefinition: log, launchType: EC2, schedulingStrategy: DAEMON}", 90.0)]
    [Property("Rule", "ECS-DM-03")]
    [Property("Rule", "CP-MS-03")]
    public void InstancesWithNothingButDaemons_CountAsEmpty(string daemon, double reservation)
    {
        var text = Group(9, "minSize: 0, maxSize: 20, desiredCapacity: 10", "targetCapacity: 100", run: "duration: 25m, initial: steady", cpu: "1900")
            .Replace("taskDefinitions: [", "taskDefinitions: [{family: log, networkMode: bridge, containerDefinitions: [{name: log, image: l, cpu: 64, memory: 64}]}, ", StringComparison.Ordinal);
        if (daemon.Length > 0) text = text.Replace("services:\n", $"services:\n  - {daemon}\n", StringComparison.Ordinal);
        var run = ScenarioRun.Of(text);
        Assert.That(Reservation(run, 600), Is.EqualTo(reservation));
        Assert.That(Sizes(run), Is.EqualTo("9"), "the empty one goes, with or without a daemon on it");
    }

    // 100 tasks of 1 vCPU and 2 GiB on c5.xlarge: three to an instance by interfaces, and by memory where the trunk gives more of them.
    [TestCase("disabled", "", 35)]
    [TestCase("enabled", "", 35)]
    [TestCase("disabled", ", maximumScalingStepSize: 10", 11)]
    [TestCase("disabled", ", minimumScalingStepSize: 50", 51)]
    [Property("Rule", "CP-MS-06")]
    [Property("Rule", "CP-MS-08")]
    public void HundredWaitingTasks_NeedThirtyFourInstances_WithinTheStepSizes(string trunking, string steps, int desired)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 4m, initial: steady}
            accountSettings: [{name: awsvpcTrunking, value: {{trunking}}}]
            autoScalingGroups: [{autoScalingGroupName: asg, instanceType: c5.xlarge, minSize: 0, maxSize: 100, desiredCapacity: 1}]
            capacityProviders: [{name: ec2, autoScalingGroupProvider: {autoScalingGroup: asg, managedScaling: {status: ENABLED{{steps}} } } }]
            taskDefinitions: [{family: web, networkMode: awsvpc, cpu: "1024", memory: "2048", containerDefinitions: [{name: app, image: i}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 3, capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}]}]
            timeline: [{at: 30s, action: UpdateService, service: web, desiredCount: 103}]
            """);
        Assert.That(run.Rows("scaling_activities.csv", "status", "Successful")[0].Count("to"), Is.EqualTo(desired));
    }

    [TestCase("", 11)]
    [TestCase("placementConstraints: [{type: distinctInstance}]", 22)]
    [Property("Rule", "CP-MS-06")]
    public void DistinctInstance_TakesOneForEachTask(string constraint, int desired)
    {
        // Two of 1024 units fit on one; 22 tasks in all, one of them there with room beside it.
        var run = ScenarioRun.Of(Group(1, "minSize: 0, maxSize: 50, desiredCapacity: 1", "targetCapacity: 100", "timeline: [{at: 30s, action: UpdateService, service: web, desiredCount: 22}]", run: "duration: 4m, initial: steady", service: constraint));
        Assert.That(run.Rows("scaling_activities.csv", "status", "Successful")[0].Count("to"), Is.EqualTo(desired));
    }

    [Test]
    [Property("Rule", "CP-MS-07")]
    [Property("Rule", "ECS-CP-04")]
    public void FiveHundredTasksFromZero_LaunchTwoAtFirst()
    {
        var run = ScenarioRun.Of(Group(500, "minSize: 0, maxSize: 500", "targetCapacity: 100", run: "duration: 4m"));
        Assert.That(Sizes(run), Is.EqualTo("2"), "not 250");
        Assert.That(Reservation(run, 60), Is.EqualTo(200));
    }

    [TestCase(300)]
    [TestCase(60)]
    [Property("Rule", "CP-MS-11")]
    public void NextStep_WaitsUntilTheYoungestInstanceIsWarm(int warmUp)
    {
        var run = ScenarioRun.Of(Group(20, "minSize: 0, maxSize: 50", $"targetCapacity: 100, instanceWarmupPeriod: {warmUp}", run: "duration: 12m", cpu: Whole));
        var steps = run.Rows("scaling_activities.csv", "status", "Successful");
        Assert.That(steps.Select(s => s.Count("to")), Is.EqualTo(new[] { 2, 20 }));
        var launched = run.Rows("instances.csv").Min(i => i.Number("launched_s"));
        Assert.That(steps[1].Number("t_s") - launched, Is.InRange(warmUp, warmUp + 60));
    }

    [TestCase(20, 2, "10,5,3,2")]
    [TestCase(100, 0, "50,25,13,7,4,2,1,0")]
    [TestCase(8, 3, "4,3")]
    [Property("Rule", "CP-MS-12")]
    [Property("Rule", "CP-MS-09")]
    public void ScaleIn_BeginsAtTheFifteenthDatapoint_AndHalvesEachMinute(int instances, int tasks, string sizes)
    {
        var run = ScenarioRun.Of(Group(
            tasks, $"minSize: 0, maxSize: 100, desiredCapacity: {instances}, newInstancesProtectedFromScaleIn: true", "targetCapacity: 100", run: "duration: 30m, initial: steady", cpu: Whole, provider: "managedTerminationProtection: ENABLED"));
        var steps = run.Rows("scaling_activities.csv", "status", "Successful").Select(s => s.Number("t_s")).ToList();
        Assert.That(Sizes(run), Is.EqualTo(sizes));
        Assert.That(steps[0], Is.EqualTo((14 * 60) + 10), "fifteen datapoints from the first minute on, each ten seconds late");
        Assert.That(steps.Zip(steps.Skip(1), (a, b) => b - a), Is.All.EqualTo(60));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(tasks), "protection spares what is busy");
    }

    [Test]
    [Property("Rule", "CP-MS-12")]
    public void RoundingUp_CanLeaveTheLowAlarmOnWithoutAChange()
    {
        // 100 × 10 ÷ 13 = 76.9 lies below 80, and ⌈13 × 76.9 ÷ 80⌉ is 13 again.
        var run = ScenarioRun.Of(Group(10, "minSize: 0, maxSize: 20, desiredCapacity: 13", "targetCapacity: 80", run: "duration: 30m, initial: steady", cpu: Whole));
        Assert.That(Reservation(run, 1200), Is.EqualTo(76.9).Within(0.05));
        Assert.That(run.Rows("scaling_activities.csv", "status", "Successful"), Is.Empty);
        Assert.That(run.Rows("scaling_activities.csv").Where(r => r.Number("t_s") > 900).Select(r => r.Text("gate")).Distinct(), Is.EqualTo(new[] { "already_at_desired_capacity" }));
    }

    [Test]
    [Property("Rule", "CP-MS-13")]
    public void ScaleOut_RestartsTheFifteenMinutes()
    {
        // Six instances, nothing to do; at ten minutes seven tasks come for a minute.
        var run = ScenarioRun.Of(Group(
            0, "minSize: 0, maxSize: 20, desiredCapacity: 6", "targetCapacity: 100, instanceWarmupPeriod: 0",
            "timeline: [{at: 595s, action: UpdateService, service: web, desiredCount: 7}, {at: 640s, action: UpdateService, service: web, desiredCount: 0}]", run: "duration: 30m, initial: steady", cpu: Whole));
        var steps = run.Rows("scaling_activities.csv", "status", "Successful");
        Assert.That((steps[0].Number("t_s"), steps[0].Count("to")), Is.EqualTo((610.0, 7)));
        Assert.That(steps[1].Number("t_s"), Is.GreaterThanOrEqualTo(610 + (15 * 60)), "the nine low datapoints before are forgotten");
    }

    [Test]
    [Property("Rule", "CP-MS-01")]
    [Property("Rule", "ECS-MT-06")]
    public void TheMetric_IsPublishedAtFullMinutesOfTheWallClock()
    {
        var run = ScenarioRun.Of(
            Group(3, "minSize: 0, maxSize: 20, desiredCapacity: 4", "targetCapacity: 100", run: "duration: 4m, initial: steady, start: 2026-01-05T00:00:42Z", cpu: Whole)
            + "\nalarms: [{alarmName: a, namespace: AWS/ECS/ManagedScaling, metricName: CapacityProviderReservation, dimensions: [{name: ClusterName, value: default}, {name: CapacityProviderName, value: ec2}], evaluationPeriods: 1, threshold: 100, comparisonOperator: LessThanThreshold}]\n");
        var points = run.Rows("metrics.csv", "metric", "CapacityProviderReservation");
        Assert.That(points.Select(p => p.Number("period_start_s") % 60), Is.All.EqualTo(18).Or.All.EqualTo(-42), "eighteen seconds after the start the minute is full");
        Assert.That(points.Select(p => p.Number("value")), Is.All.EqualTo(75), "three of four instances are needed");
        Assert.That(run.Rows("alarms.csv", "alarm", "a")[0].Text("to"), Is.EqualTo("ALARM"));
    }

    [Test]
    [Property("Rule", "CP-MS-15")]
    [Property("Rule", "ASG-LT-02")]
    public void FromAWaitingTaskToItsStart_EveryStageAddsUp()
    {
        // Wanted at 61 s; the minute is full at 120, its datapoint 10 s later, the group acts after 6 s more, and boots 1.5 + 10 + 15 + 5 s.
        var run = ScenarioRun.Of(Group(
            1, "minSize: 0, maxSize: 20, desiredCapacity: 1", "targetCapacity: 100", "timeline: [{at: 61s, action: UpdateService, service: web, desiredCount: 2}]\nmodel: {instancePending: 10s, instanceBoot: 15s, instanceAgent: 5s}\n",
            run: "duration: 6m, initial: steady", cpu: Whole));
        var instance = run.Rows("instances.csv")[1];
        Assert.That((instance.Number("launched_s"), instance.Number("active_s")), Is.EqualTo((136.0, 167.5)));
        var task = run.Rows("tasks.csv")[1];
        Assert.That((task.Number("created_s"), task.Number("placed_s")), Is.EqualTo((61.0, 167.5)), "placed the moment there is room");
    }

    [Test]
    [Property("Rule", "CP-03")]
    public void TasksWithALaunchType_AreInvisibleToTheProvider()
    {
        var text = Group(4, "minSize: 0, maxSize: 20", "targetCapacity: 100", "timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 2}]", run: "duration: 15m")
            .Replace("capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}]", "launchType: EC2", StringComparison.Ordinal);
        var run = ScenarioRun.Of(text);
        Assert.That(run.At("cluster.csv", 540, "capacity_provider", "ec2").Count("instances"), Is.Zero, "nobody scales for them");
        Assert.That(run.At("services.csv", 540, "service", "web").Count("pending"), Is.Zero, "and they do not wait");
        Assert.That(run.At("services.csv", 840, "service", "web").Count("running"), Is.EqualTo(4), "but they use its instances");
    }

    [TestCase("", "FARGATE_SPOT")]
    [TestCase("capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}], ", "FARGATE")]
    [Property("Rule", "CP-03")]
    [Property("Rule", "ECS-API-03")]
    public void WithoutStrategyOfItsOwn_AServiceTakesTheClusters(string strategy, string provider)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 1m, initial: steady}
            cluster: {clusterName: prod, capacityProviders: [FARGATE, FARGATE_SPOT], defaultCapacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]}
            taskDefinitions: [{family: web, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: app, image: i}]}]
            services: [{serviceName: web, taskDefinition: web, {{strategy}}desiredCount: 3}]
            """);
        Assert.That(run.Rows("tasks.csv").Select(t => t.Text("capacity_provider")), Is.EqualTo(Enumerable.Repeat(provider, 3)));
    }

    [TestCase("1h", 3660.0, "a standalone task is left to finish")]
    [TestCase("90h", 600 + (48 * 3600.0), "but not for more than 48 hours")]
    [Property("Rule", "CP-MD-02")]
    [Property("Rule", "CP-MD-01")]
    public void ManagedDraining_WaitsForStandaloneTasks(string runTime, double ended, string why)
    {
        var run = ScenarioRun.Of(Group(0, "minSize: 0, maxSize: 4, desiredCapacity: 1", "status: DISABLED", $$"""
            timeline:
              - {at: 1m, action: RunTask, taskDefinition: web, launchType: EC2, runTime: {{runTime}}}
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 0}
            """, run: "duration: 52h, initial: steady").Replace("status: ENABLED, status: DISABLED", "status: DISABLED", StringComparison.Ordinal) + "\noutput: {services: {every: 1h}}\n");
        var instance = run.Rows("instances.csv").Single();
        Assert.That(instance.Number("draining_s"), Is.InRange(600, 607));
        Assert.That(instance.Number("terminated_s"), Is.InRange(ended, ended + 60), why);
        Assert.That(run.Rows("tasks.csv").Single().Number("stopped_s"), Is.InRange(ended, instance.Number("terminated_s")));
    }

    [TestCase(100, 200, true)]
    [TestCase(100, 100, false)]
    [Property("Rule", "CP-MD-03")]
    public void ManagedDraining_StaysWithinTheServicesLimits(int minimum, int maximum, bool moves)
    {
        var run = ScenarioRun.Of(Group(
            2, "minSize: 0, maxSize: 4, desiredCapacity: 2", "status: DISABLED", "timeline: [{at: 10m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 1}]", run: "duration: 40m, initial: steady",
            service: $"deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}").Replace("status: ENABLED, status: DISABLED", "status: DISABLED", StringComparison.Ordinal));
        Assert.That(run.Rows("instances.csv").Count(i => i.Text("draining_s").Length > 0), Is.EqualTo(1));
        Assert.That(run.Rows("instances.csv").Count(i => i.Text("terminated_s").Length > 0), Is.EqualTo(moves ? 1 : 0), "min = max = 100 cannot drain");
        if (!moves) return;
        var (old, young) = (run.Rows("tasks.csv").Single(t => t.Text("stopping_s").Length > 0), run.Rows("tasks.csv").Single(t => t.Number("created_s") > 0));
        Assert.That(old.Number("stopping_s"), Is.GreaterThanOrEqualTo(young.Number("healthy_s")), "started, healthy, then stopped");
    }

    [Test]
    [Property("Rule", "CP-PV-02")]
    [Property("Rule", "ECS-EV-09")]
    public void AtMostFiveHundredTasksWait_AndTheServiceSaysSo()
    {
        var run = ScenarioRun.Of(Group(503, "minSize: 0, maxSize: 0", "targetCapacity: 100", run: "duration: 3m"));
        Assert.That(run.Rows("services.csv").Max(s => s.Count("pending")), Is.EqualTo(500));
        Assert.That(run.Rows("service_events.csv").Select(e => e.Text("message")), Has.Some.Contains("was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded"));
    }

    private static double Reservation(ScenarioRun run, double second) => run.At("cluster.csv", second, "capacity_provider", "ec2").Number("capacity_provider_reservation");

    private static string Sizes(ScenarioRun run) => string.Join(',', run.Rows("scaling_activities.csv", "status", "Successful").Select(s => s.Count("to")));

    private static string Group(int desired, string group, string scaling, string rest = "", string run = "duration: 30m", string cpu = "1024", string service = "", string provider = "managedDraining: ENABLED") => $$"""
        name: group
        run: { {{run}} }
        autoScalingGroups: [{autoScalingGroupName: asg, instanceType: c5.large, {{group}} }]
        capacityProviders: [{name: ec2, autoScalingGroupProvider: {autoScalingGroup: asg, managedScaling: {status: ENABLED, {{scaling}} }, {{provider}} } }]
        taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: i, cpu: {{cpu}}, memory: 400}] }]
        applications: [{family: web, image: {size: 10MiB} }]
        services:
          - {serviceName: web, taskDefinition: web, desiredCount: {{desired}}, capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}] {{(service.Length > 0 ? ", " + service : "")}} }
        {{rest}}
        """;
}
