using Simulator.Tests.Conformance.Ec2;

namespace Simulator.Tests.Conformance.Providers;

/// <summary>Managed scaling and strategies through scenario files: the composite checks, the switches of what AWS leaves open, missing data.</summary>
public sealed class ManagedScalingScenarioTests
{
    [Test]
    [Property("Rule", "CP-MS-07")]
    [Property("Rule", "CP-MS-12")]
    [Property("Rule", "CP-MS-13")]
    [Property("Rule", "ECS-CP-04")]
    [Property("Rule", "AS-EC2-09")]
    [Property("Rule", "X-01")]
    public void OneWaitingTask_LaunchesTwoAndGivesOneBackAfterFifteenLowDatapoints()
    {
        var run = ScenarioRun.Of(Group(1, "minSize: 0, maxSize: 10", "targetCapacity: 100, instanceWarmupPeriod: 300", run: "duration: 40m"));
        var changes = run.Rows("scaling_activities.csv", "status", "Successful");
        Assert.Multiple(() =>
        {
            Assert.That(changes.Select(r => (r.Count("from"), r.Count("to"))), Is.EqualTo(new[] { (0, 2), (2, 1) }));
            Assert.That(changes[0].Number("metric_value"), Is.EqualTo(200));
            Assert.That(changes[1].Number("t_s") - changes[0].Number("t_s"), Is.GreaterThanOrEqualTo(15 * 60));
            Assert.That(run.At("cluster.csv", 2340, "capacity_provider", "ec2").Count("instances"), Is.EqualTo(1));
        });
    }

    [Test]
    [Property("Rule", "CP-MS-04")]
    [Property("Rule", "CP-MS-05")]
    [Property("Rule", "CP-PV-03")]
    [Property("Rule", "ECS-CP-03")]
    [Property("Rule", "X-03")]
    public void TaskThatOnlyTheLargerTypeHolds_IsIncompatibleAndGivesUp()
    {
        // c5.large holds 2 vCPU, c5.4xlarge 16; a task of 3 vCPU.
        var run = ScenarioRun.Of(Group(
            1, "minSize: 0, maxSize: 10", "targetCapacity: 90", run: "duration: 40m", cpu: 3072,
            types: "mixedInstancesPolicy: {launchTemplate: {overrides: [{instanceType: c5.large}, {instanceType: c5.4xlarge}]}}"));
        var first = run.Rows("tasks.csv")[0];
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("cluster.csv", "capacity_provider", "ec2").Select(r => r.Number("capacity_provider_reservation")), Has.All.EqualTo(90));
            Assert.That(run.Rows("instances.csv"), Is.Empty);
            Assert.That(first.Number("stopped_s") - first.Number("created_s"), Is.InRange(600, 1800));
            Assert.That((first.Text("stop_code"), first.Number("placed_s")), Is.EqualTo(("TaskFailedToStart", double.NaN)));
            Assert.That(first.Text("stopped_reason"), Is.EqualTo("TaskFailedToStart: EMPTY CAPACITY PROVIDER"));
        });
    }

    // One m5.large at most, and each task takes more than half of what its CPU or memory is; or the instance lacks what the task asks for.
    [TestCase("cpu: 1536, memory: 1024", "", "TaskFailedToStart: RESOURCE:CPU")]
    [TestCase("cpu: 128, memory: 5000", "", "TaskFailedToStart: RESOURCE:MEMORY")]
    [TestCase("cpu: 128, memory: 256, portMappings: [{containerPort: 80, hostPort: 80}]", "", "TaskFailedToStart: RESOURCE:PORTS")]
    [TestCase("cpu: 128, memory: 256", "placementConstraints: [{type: distinctInstance}], ", "TaskFailedToStart: MemberOf placement constraint unsatisfied")]
    [Property("Rule", "ECS-CP-03")]
    [Property("Rule", "CP-PV-03")]
    public void TaskThatWaitsInVain_SaysWhatWasMissing(string container, string service, string reason)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 45m, initial: cold}
            autoScalingGroups: [{autoScalingGroupName: g, instanceType: m5.large, minSize: 1, maxSize: 1, desiredCapacity: 1}]
            capacityProviders: [{name: ec2, autoScalingGroupProvider: {autoScalingGroup: g, managedScaling: {status: ENABLED} } }]
            taskDefinitions: [{family: t, containerDefinitions: [{name: app, image: i, {{container}}}]}]
            services: [{serviceName: s, taskDefinition: t, desiredCount: 2, {{service}}capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}]}]
            """);
        var failed = run.Rows("tasks.csv").Where(t => t.Text("stop_code") == "TaskFailedToStart").ToList();
        Assert.That(failed, Is.Not.Empty);
        Assert.That(failed.Select(t => t.Text("stopped_reason")), Is.All.EqualTo(reason));
    }

    [Test]
    [Property("Rule", "CP-MS-04")]
    [Property("Rule", "CP-MS-06")]
    public void LaunchTemplateOfLargerInstances_CountsFromTheNextDatapoint()
    {
        // Eight tasks of 2 vCPU: eight m5.large, or two m5.2xlarge (8 vCPU, 31 GiB registered).
        string Text(string timeline) => GroupRun.Text(
            "minSize: 0, maxSize: 20, desiredCapacity: 0", timeline, "managedScaling: {status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 60}", tasks: 0, taskCpu: 2048, duration: "20m");
        const string grow = "{at: 4m, action: UpdateService, service: web, desiredCount: 8}";
        var small = ScenarioRun.Of(Text($"timeline: [{grow}]"));
        var large = ScenarioRun.Of(Text($"timeline: [{{at: 2m, action: UpdateAutoScalingGroup, autoScalingGroupName: asg, launchTemplate: {{launchTemplateName: lt, version: \"2\", instanceType: m5.2xlarge}}}}, {grow}]"));
        Assert.That(small.Rows("instances.csv").Select(r => r.Text("instance_type")), Is.EqualTo(Enumerable.Repeat("m5.large", 8)));
        Assert.That(large.Rows("instances.csv").Select(r => r.Text("instance_type")), Is.EqualTo(new[] { "m5.2xlarge", "m5.2xlarge" }));
        Assert.That(large.At("services.csv", 1140, "service", "web").Count("running"), Is.EqualTo(8));
    }

    [TestCase("", 9)]
    [TestCase("{at: 2m, action: PutAccountSetting, name: awsvpcTrunking, value: enabled}, ", 3)]
    [Property("Rule", "CP-MS-06")]
    [Property("Rule", "ECS-CL-07")]
    public void TrunkingSwitchedOnMidRun_CountsFromTheNextDatapoint(string setting, int instances)
    {
        // Eighteen awsvpc tasks: two to a m5.large by its interfaces, ten (eight by CPU) with a trunk. The first step from zero is always two.
        var text = GroupRun.Text(
            "minSize: 0, maxSize: 20, desiredCapacity: 0", $"timeline: [{setting}{{at: 4m, action: UpdateService, service: web, desiredCount: 18}}]",
            "managedScaling: {status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 60}", duration: "20m").Replace("networkMode: bridge", "networkMode: awsvpc", StringComparison.Ordinal);
        var run = ScenarioRun.Of(text);
        Assert.That(run.Rows("instances.csv"), Has.Count.EqualTo(instances));
        Assert.That(run.At("services.csv", 1140, "service", "web").Count("running"), Is.EqualTo(18));
    }

    [Test]
    [Property("Rule", "CP-MS-02")]
    [Property("Rule", "CP-MS-03")]
    public void FirstDatapointOfASteadyRun_CountsTheTasksThatRun()
    {
        var run = ScenarioRun.Of(Group(9, "minSize: 0, maxSize: 20, desiredCapacity: 9", "targetCapacity: 90", run: "duration: 5m, initial: steady", cpu: 2048));
        var first = run.DecisionsOf("managed_scaling").First().GetProperty("inputs");
        Assert.That((first.GetProperty("needed_instances").GetDouble(), first.GetProperty("empty_instances").GetInt32(), first.GetProperty("reservation").GetDouble()), Is.EqualTo((9.0, 0, 100.0)));
        Assert.That(run.Rows("scaling_activities.csv", "status", "Successful").Select(r => (r.Number("t_s"), r.Count("to"))), Is.EqualTo(new[] { (10.0, 10) }));
    }

    [Test]
    [Property("Rule", "CP-MS-10")]
    [Property("Rule", "CP-MS-12")]
    [Property("Rule", "X-05")]
    public void TargetOfNinety_KeepsATenthInstance()
    {
        // Nine busy instances.
        var run = ScenarioRun.Of(Group(9, "minSize: 0, maxSize: 20, desiredCapacity: 9", "targetCapacity: 90", run: "duration: 60m, initial: steady", cpu: 2048));
        Assert.That(run.At("cluster.csv", 1200, "capacity_provider", "ec2").Count("instances"), Is.EqualTo(10));
        Assert.That(run.At("cluster.csv", 3540, "capacity_provider", "ec2").Count("instances"), Is.EqualTo(10));
        Assert.That(run.Rows("scaling_activities.csv", "status", "Successful").Select(r => r.Count("to")), Is.EqualTo(new[] { 10 }));
    }

    [Test]
    [Property("Rule", "CP-ST-01")]
    [Property("Rule", "CP-ST-02")]
    [Property("Rule", "CP-ST-03")]
    [Property("Rule", "CP-ST-05")]
    [Property("Rule", "ECS-CP-01")]
    [Property("Rule", "X-07")]
    public void BaseAndWeights_SplitWhatIsStarted()
    {
        // FARGATE (base 2, weight 1), FARGATE_SPOT (weight 3); 2, then 10, then 3.
        var run = ScenarioRun.Of(FargateScenario.Of(
            2, "capacityProviderStrategy: [{capacityProvider: FARGATE, base: 2, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 3}]",
            "timeline: [{at: 5m, action: UpdateService, service: web, desiredCount: 10}, {at: 15m, action: UpdateService, service: web, desiredCount: 3}]\nmodel: {fargateSpotInterruptions: 0}"));
        int On(string provider, double at) => run.Rows("tasks.csv", "capacity_provider", provider).Count(r => r.Number("created_s") <= at && !(r.Number("stopping_s") <= at));
        Assert.That((On("FARGATE", 200), On("FARGATE_SPOT", 200)), Is.EqualTo((2, 0)));
        Assert.That((On("FARGATE", 800), On("FARGATE_SPOT", 800)), Is.EqualTo((4, 6)));
        Assert.That(On("FARGATE", 1700) + On("FARGATE_SPOT", 1700), Is.EqualTo(3), "the ratio after a scale-in is not promised");
    }

    [TestCase("[{capacityProvider: FARGATE, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 4}]", 5, 1, 4)]
    [TestCase("[{capacityProvider: FARGATE, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 4}]", 7, 1, 6)]
    [TestCase("[{capacityProvider: FARGATE, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 4}]", 10, 2, 8)]
    [TestCase("[{capacityProvider: FARGATE, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 1}]", 3, 2, 1)]
    [TestCase("[{capacityProvider: FARGATE, base: 2}, {capacityProvider: FARGATE_SPOT, weight: 1}]", 6, 2, 4)]
    [Property("Rule", "CP-ST-03")]
    [Property("Rule", "CP-ST-06")]
    public void Splits_AreThoseOfTheExamples(string strategy, int desired, int onDemand, int spot)
    {
        var run = ScenarioRun.Of(FargateScenario.Of(desired, "capacityProviderStrategy: " + strategy, run: "duration: 1m"));
        Assert.That((run.Rows("tasks.csv", "capacity_provider", "FARGATE").Count, run.Rows("tasks.csv", "capacity_provider", "FARGATE_SPOT").Count), Is.EqualTo((onDemand, spot)));
    }

    [Test]
    [Property("Rule", "CP-MS-14")]
    public void MissingDatapoints_StopTheActionsAndTheCount()
    {
        // Ten low datapoints, a gap, then low again: the scale-in comes fifteen datapoints after the gap.
        const string playback = "workload: [{kind: metric, series: ec2.CapacityProviderReservation, values: [[0s, 50], [10m, null], [12m, 50]]}]";
        var run = ScenarioRun.Of(Group(2, "minSize: 0, maxSize: 20, desiredCapacity: 8", "targetCapacity: 100", playback, run: "duration: 40m, initial: steady"));
        var activities = run.Rows("scaling_activities.csv");
        var first = activities.First(r => r.Text("status") == "Successful");
        Assert.That(first.Number("t_s"), Is.EqualTo((12 + 14) * 60 + 10), "the datapoint of minute 26 is the fifteenth");
        Assert.That((first.Count("from"), first.Count("to")), Is.EqualTo((8, 4)));
        Assert.That(activities.Where(r => r.Text("gate") == "insufficient_data").Select(r => r.Number("t_s")), Is.EqualTo(new[] { 610.0, 670.0 }));
    }

    [TestCase("managedScalingDeadBand: 0.2", 0)]
    [TestCase("managedScalingDeadBand: 0", 1)]
    [Property("Rule", "CP-MS-09")]
    public void DeadBand_IsASwitch(string model, int scaleIns)
    {
        // Nine of ten instances busy: 90 against a target of 100.
        var run = ScenarioRun.Of(Group(9, "minSize: 0, maxSize: 20, desiredCapacity: 10", "targetCapacity: 100", $"model: {{{model}}}", run: "duration: 30m, initial: steady", cpu: 2048));
        Assert.That(run.Rows("scaling_activities.csv", "status", "Successful"), Has.Count.EqualTo(scaleIns));
    }

    [TestCase("down", "15,8,4,2,1")]
    [TestCase("up", "15,7,3,1")]
    [Property("Rule", "CP-MS-12")]
    public void HalfOfAnOddGroup_IsRoundedByASwitch(string half, string sizes)
    {
        var run = ScenarioRun.Of(Group(
            1, "minSize: 0, maxSize: 20, desiredCapacity: 15, newInstancesProtectedFromScaleIn: false", "targetCapacity: 100", $"model: {{managedScalingHalf: {half}}}", run: "duration: 40m, initial: steady"));
        var changes = run.Rows("scaling_activities.csv", "status", "Successful");
        Assert.That(string.Join(',', changes.Select(r => r.Count("to")).Prepend(15)), Is.EqualTo(sizes));
    }

    [TestCase("target", 0)]
    [TestCase("hundred", 2)]
    [Property("Rule", "CP-MS-07")]
    public void EmptyGroupBelowATargetOfHundred_RestsOrLoopsByASwitch(string reading, int most)
    {
        var run = ScenarioRun.Of(Group(0, "minSize: 0, maxSize: 20", "targetCapacity: 90", $"model: {{managedScalingEmptyGroup: {reading}}}", run: "duration: 60m"));
        Assert.That(run.Metric("cluster.instances.max"), Is.EqualTo(most));
    }

    [TestCase("inService", 2, 20)]
    [TestCase("registered", 2, 2)]
    [TestCase("all", 20, 20)]
    [Property("Rule", "CP-MS-02")]
    public void WhichInstancesCount_IsASwitch(string counts, int whilePending, int whileBooting)
    {
        // 40 tasks, two to an instance: 18 instances are asked for by the first datapoint, run after 100 s and register 100 s later.
        var run = ScenarioRun.Of(Group(
            40, "minSize: 0, maxSize: 40, desiredCapacity: 2", "targetCapacity: 100, instanceWarmupPeriod: 300",
            $"model: {{managedScalingCounts: {counts}, instancePending: 100s, instanceBoot: 100s}}", run: "duration: 30m, initial: steady"));
        int At(double second) => run.DecisionsOf("managed_scaling").Select(d => d.GetProperty("inputs")).First(i => i.GetProperty("computed_s").GetDouble() == second).GetProperty("running_instances").GetInt32();
        Assert.That((At(60), At(180)), Is.EqualTo((whilePending, whileBooting)));
        Assert.That(run.At("services.csv", 1740, "service", "web").Count("running"), Is.EqualTo(40), "all ways lead to the goal");
    }

    [Test]
    [Property("Rule", "ECS-PL-16")]
    [Property("Rule", "CP-MS-03")]
    public void WithATargetBelowHundred_SpreadGrowsToAnInstanceForEachTaskAndBinpackDoesNot()
    {
        // Eight tasks, four to an instance, target 50: spread puts each new task on the empty instance that the target asks for.
        string Scenario(string strategy) => Group(
            4, "minSize: 0, maxSize: 30, desiredCapacity: 1", "targetCapacity: 50", "timeline: [" + string.Join(", ", Enumerable.Range(1, 8).Select(i => $"{{at: {i * 20}m, action: UpdateService, service: web, desiredCount: {4 + i}}}")) + "]",
            run: "duration: 200m, initial: steady", cpu: 512, service: $"placementStrategy: [{strategy}]");
        var packed = ScenarioRun.Of(Scenario("{type: binpack, field: memory}"));
        var spread = ScenarioRun.Of(Scenario("{type: spread, field: instanceId}"));
        Assert.That(packed.At("cluster.csv", 11940, "capacity_provider", "ec2").Count("instances"), Is.LessThanOrEqualTo(8));
        Assert.That(spread.At("cluster.csv", 11940, "capacity_provider", "ec2").Count("instances"), Is.GreaterThan(packed.At("cluster.csv", 11940, "capacity_provider", "ec2").Count("instances") + 4));
    }

    [Test]
    [Property("Rule", "CP-MTP-01")]
    [Property("Rule", "CP-MTP-02")]
    public void Protection_DecidesWhetherBusyInstancesGo()
    {
        // Ten instances, tasks on two of them; eight must go.
        string Scenario(bool isProtected) => Group(
            2, $"minSize: 0, maxSize: 20, desiredCapacity: 10, newInstancesProtectedFromScaleIn: {(isProtected ? "true" : "false")}", "targetCapacity: 100", run: "duration: 40m, initial: steady", cpu: 2048,
            provider: $"managedTerminationProtection: {(isProtected ? "ENABLED" : "DISABLED")}, managedDraining: DISABLED");
        Assert.That(ScenarioRun.Of(Scenario(true)).Rows("tasks.csv"), Has.Count.EqualTo(2), "no task was touched");
        Assert.That(ScenarioRun.Of(Scenario(false)).Rows("tasks.csv", "stop_code", "TerminationNotice"), Is.Not.Empty, "AWS's own choice takes busy ones too");
    }

    [Test]
    [Property("Rule", "CP-MTP-01")]
    public void NewInstance_StaysProtectedWhileATaskWaitsForIt()
    {
        // Both ten-minute tasks have waited for an instance each when the operator shrinks the group: it may not take the one that registers for them.
        var run = ScenarioRun.Of(Group(
            2, "minSize: 0, maxSize: 20, desiredCapacity: 2, newInstancesProtectedFromScaleIn: true", "targetCapacity: 100",
            """
            timeline:
              - {at: 20m, action: RunTask, taskDefinition: web, count: 2, runTime: 10m, capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}]}
              - {at: 20m30s, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 2}
            """, run: "duration: 40m, initial: steady", cpu: 2048, provider: "managedTerminationProtection: ENABLED"));
        var launched = run.Rows("instances.csv").Where(r => r.Number("launched_s") >= 1200 && r.Text("active_s").Length > 0).ToArray();
        Assert.That(launched, Is.Not.Empty);
        Assert.That(launched.Where(r => r.Text("draining_s").Length > 0 && r.Number("draining_s") < r.Number("active_s") + 60), Is.Empty);
        Assert.That(run.Rows("tasks.csv", "group", "family:web").Where(t => t.Text("stopped_s").Length > 0 && t.Text("stop_code") != "EssentialContainerExited"), Is.Empty);
    }

    [Test]
    [Property("Rule", "CP-MS-08")]
    [Property("Rule", "CP-PV-01")]
    public void UpdateCapacityProvider_ChangesManagedScalingDuringARun()
    {
        // Two busy instances; at ten minutes the target falls to 50, at thirty managed scaling is switched off, and a task without room no longer waits.
        const string timeline = """
            timeline:
              - {at: 10m, action: UpdateCapacityProvider, name: ec2, autoScalingGroupProvider: {managedScaling: {targetCapacity: 50}}}
              - {at: 30m, action: UpdateCapacityProvider, name: ec2, autoScalingGroupProvider: {managedScaling: {status: DISABLED}}}
              - {at: 40m, action: UpdateService, service: web, desiredCount: 6}
            """;
        var run = ScenarioRun.Of(Group(2, "minSize: 0, maxSize: 20, desiredCapacity: 2", "targetCapacity: 100", timeline.ReplaceLineEndings("\n"), run: "duration: 60m, initial: steady", cpu: 2048));
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("scaling_activities.csv", "status", "Successful").Select(r => (r.Number("t_s"), r.Count("to"))), Is.EqualTo(new[] { (610.0, 4) }));
            Assert.That(run.At("services.csv", 3540, "service", "web").Count("running"), Is.EqualTo(4));
            Assert.That(run.At("services.csv", 3540, "service", "web").Count("pending"), Is.Zero, "without managed scaling nothing waits in PROVISIONING");
        });
    }

    private static string Group(
        int desired, string group, string scaling, string rest = "", string run = "duration: 30m", int cpu = 1024, string types = "instanceType: c5.large", string service = "", string provider = "") => $$"""
        name: group
        run: { {{run}} }
        autoScalingGroups:
          - {autoScalingGroupName: asg, {{types}}, {{group}} }
        capacityProviders:
          - name: ec2
            autoScalingGroupProvider: {autoScalingGroup: asg, managedScaling: {status: ENABLED, {{scaling}} } {{(provider.Length > 0 ? ", " + provider : "")}} }
        taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: i, cpu: {{cpu}}, memory: 400}] }]
        applications: [{family: web, image: {size: 10MiB} }]
        services:
          - {serviceName: web, taskDefinition: web, desiredCount: {{desired}}, capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}] {{(service.Length > 0 ? ", " + service : "")}} }
        {{rest}}
        """;
}
