namespace Simulator.Tests.Conformance.Operators;

/// <summary>DetachInstances and AttachInstances.</summary>
public sealed class GroupMembershipTests
{
    [TestCase(true, 2, 3)]
    [TestCase(false, 3, 4)]
    [Property("Rule", "ASG-LC-01"), Property("Rule", "ASG-LC-02")]
    public void DetachedInstance_KeepsItsTasks_OutsideTheGroup(bool decrement, int inGroup, int inCluster)
    {
        var run = ScenarioRun.Of(Of(
            $"{{at: 5m, action: DetachInstances, autoScalingGroupName: g, count: 1, shouldDecrementDesiredCapacity: {(decrement ? "true" : "false")}}}",
            service: "desiredCount: 3, placementStrategy: [{type: spread, field: instanceId}]"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(3), "no task moved");
        var instances = run.Rows("instances.csv");
        Assert.That((instances.Count(i => i.Text("auto_scaling_group") == "g"), instances.Count), Is.EqualTo((inGroup, inCluster)));
        Assert.That(instances.Select(i => i.Text("terminated_s")), Is.All.Empty);
        Assert.That(run.Rows("instance_events.csv").Where(e => e.Text("to").StartsWith("Detach", StringComparison.Ordinal)).Select(e => (e.Text("from"), e.Text("to"), e.Text("auto_scaling_group"), e.Number("t_s"))),
            Is.EqualTo(new[] { ("InService", "Detaching", "g", 300.0), ("Detaching", "Detached", "g", 300.0) }));
    }

    [Test, Property("Rule", "ASG-LC-01"), Property("Rule", "CP-03")]
    public void DetachedInstance_IsNoCapacityOfItsProvider_ButOfTheCluster()
    {
        // One instance is left to the provider, and the cluster has two; the EC2 task may go to either.
        var run = ScenarioRun.Of(Of(
            """
            {at: 5m, action: DetachInstances, autoScalingGroupName: g, count: 2, shouldDecrementDesiredCapacity: true}
              - {at: 6m, action: RunTask, taskDefinition: big, count: 2, runTime: 5m, capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}]}
              - {at: 6m, action: RunTask, taskDefinition: big, count: 2, runTime: 5m, launchType: EC2}
            """));
        var placed = run.Rows("tasks.csv", "group", "family:big").Select(t => (t.Text("capacity_provider"), t.Number("placed_s") >= 0)).ToList();
        Assert.That(placed.Count(p => p == ("ec2", true)), Is.EqualTo(1), "the second finds no room: the detached ones are not the provider's");
        Assert.That(placed.Count(p => p == ("", true)), Is.EqualTo(2));
    }

    [Test, Property("Rule", "ASG-LC-01"), Property("Rule", "ASG-LC-02")]
    public void AttachedInstance_IsCounted_AndBelongsToTheProvider()
    {
        var run = ScenarioRun.Of(Of(
            """
            {at: 5m, action: AttachInstances, autoScalingGroupName: g, availabilityZone: us-east-1a}
              - {at: 6m, action: RunTask, taskDefinition: big, count: 4, runTime: 5m, capacityProviderStrategy: [{capacityProvider: ec2, weight: 1}]}
            """, rest: "containerInstances: [{instanceType: c5.large, availabilityZone: us-east-1a, count: 1, attributes: {stack: old}}, {instanceType: c5.large, availabilityZone: us-east-1b, count: 1}]"));
        Assert.That(run.Rows("tasks.csv", "group", "family:big").Count(t => t.Number("placed_s") >= 0), Is.EqualTo(4));
        Assert.That(run.Rows("instances.csv").Count(i => i.Text("auto_scaling_group") == "g"), Is.EqualTo(4));
        Assert.That(run.Rows("instance_events.csv", "t_s", "300.000").Select(e => (e.Text("from"), e.Text("to"))), Is.EqualTo(new[] { ("Detached", "Pending"), ("Pending", "InService") }));
    }

    [Test, Property("Rule", "ASG-LC-01")]
    public void AttachAboveMaxSize_IsRefused()
    {
        var run = ScenarioRun.Of(Of("{at: 5m, action: AttachInstances, autoScalingGroupName: g}", rest: "containerInstances: [{instanceType: c5.large, availabilityZone: us-east-1a, count: 4}]"));
        Assert.That(run.Rows("instances.csv").Count(i => i.Text("auto_scaling_group") == "g"), Is.EqualTo(3));
        Assert.That(run.Rows("instance_events.csv").Select(e => e.Text("event")), Does.Contain("call_refused"));
    }

    [Test, Property("Rule", "ASG-LC-01")]
    public void AttachedInstance_KeepsItsAttributes_AndEndsWithTheGroupsScaleIn()
    {
        var run = ScenarioRun.Of(Of(
            """
            {at: 5m, action: AttachInstances, autoScalingGroupName: g}
              - {at: 6m, action: RunTask, taskDefinition: big, runTime: 2m, launchType: EC2, placementConstraints: [{type: memberOf, expression: "attribute:stack == old"}]}
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: 0}
            """, rest: "containerInstances: [{instanceType: c5.large, availabilityZone: us-east-1a, count: 1, attributes: {stack: old}}]"));
        Assert.That(run.Rows("tasks.csv", "group", "family:big").Count(t => t.Number("placed_s") >= 0), Is.EqualTo(1));
        Assert.That(run.Rows("instances.csv").Select(i => i.Number("terminated_s")), Is.All.GreaterThan(600));
    }

    [Test, Property("Rule", "ASG-LC-01")]
    public void DetachedInstance_CanComeBack()
    {
        var run = ScenarioRun.Of(Of("""
            {at: 5m, action: DetachInstances, autoScalingGroupName: g, count: 1, shouldDecrementDesiredCapacity: true}
              - {at: 10m, action: AttachInstances, autoScalingGroupName: g}
            """));
        Assert.That(run.Rows("instances.csv").Count(i => i.Text("auto_scaling_group") == "g"), Is.EqualTo(3));
        Assert.That(run.At("cluster.csv", 840, "capacity_provider", "ec2").Count("instances"), Is.EqualTo(3));
        Assert.That(run.At("cluster.csv", 480, "capacity_provider", "ec2").Count("instances"), Is.EqualTo(2));
    }

    [TestCase("DetachInstances, instanceIds: [i-1], shouldDecrementDesiredCapacity: true", "Detached", 1)]
    [TestCase("DetachInstances, InstanceIds: [i-1, i-2], shouldDecrementDesiredCapacity: true", "Detached", 2)]
    [TestCase("DetachInstances, instanceIds: [i-1, i-2], count: 2, shouldDecrementDesiredCapacity: true", "Detached", 2)]
    [TestCase("DetachInstances, shouldDecrementDesiredCapacity: true", "Detached", 3)]
    [TestCase("EnterStandby, instanceIds: [i-1], shouldDecrementDesiredCapacity: true", "Standby", 1)]
    [TestCase("TerminateInstanceInAutoScalingGroup, instanceId: i-1, shouldDecrementDesiredCapacity: true", "Terminated", 1)]
    [TestCase("SetInstanceHealth, instanceId: i-1, healthStatus: Unhealthy", "Terminated", 1)]
    [Property("Rule", "ASG-LC-01")]
    public void GivenIds_SayHowManyInstances(string call, string state, int count)
    {
        var run = ScenarioRun.Of(Of($"{{at: 5m, autoScalingGroupName: g, action: {call}}}"));
        Assert.That(run.Rows("instance_events.csv", "to", state), Has.Count.EqualTo(count));
        var ids = call.Contains("nstanceIds", StringComparison.Ordinal) ? "instanceIds" : "instanceId";
        Assert.That(run.Loaded.Notes.Select(n => n.ToString()), call.Contains("nstanceId", StringComparison.Ordinal) ? Has.Some.Contains($"the ids of {ids}, which say how many") : Has.None.Contains("the ids of"));
    }

    [Test, Property("Rule", "ASG-LC-01")]
    public void GivenIds_SayHowManyComeBack()
    {
        var run = ScenarioRun.Of(Of(
            """
            {at: 5m, action: DetachInstances, autoScalingGroupName: g, count: 2, shouldDecrementDesiredCapacity: true}
              - {at: 6m, action: AttachInstances, autoScalingGroupName: g, instanceIds: [i-1]}
              - {at: 10m, action: EnterStandby, autoScalingGroupName: g, shouldDecrementDesiredCapacity: true}
              - {at: 11m, action: ExitStandby, autoScalingGroupName: g, instanceIds: [i-1]}
              - {at: 15m, action: SetInstanceProtection, autoScalingGroupName: g, instanceIds: [i-1], protectedFromScaleIn: true}
              - {at: 16m, action: ExitStandby, autoScalingGroupName: g}
              - {at: 17m, action: SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: 0}
            """));
        int In(double second) => run.At("cluster.csv", second, "capacity_provider", "ec2").Count("instances");
        Assert.That((In(330), In(480)), Is.EqualTo((1, 2)));
        Assert.That(run.Rows("instance_events.csv", "from", "Standby").Select(e => e.Number("t_s")), Is.EqualTo(new[] { 660.0, 960 }));
        Assert.That(run.Rows("instance_events.csv", "to", "Terminated").Count(e => e.Text("auto_scaling_group") == "g"), Is.EqualTo(1), "the other one is protected");
    }

    [TestCase("DetachInstances, instanceIds: [i-1], count: 2, shouldDecrementDesiredCapacity: true", "`count` is 2, but `instanceIds` names 1 instance")]
    [TestCase("TerminateInstanceInAutoScalingGroup, instanceId: i-1, count: 3, shouldDecrementDesiredCapacity: true", "`count` is 3, but `instanceId` names 1 instance")]
    [TestCase("ExitStandby, instanceIds: [i-1, i-1]", "the instance `i-1` is listed twice")]
    [Property("Rule", "ASG-LC-01")]
    public void IdsThatContradict_AreRefused(string call, string message) =>
        Assert.That(Scenarios.Loading.Load(Of($"{{at: 5m, autoScalingGroupName: g, action: {call}}}")).Issues.Select(i => i.Message), Is.EqualTo(new[] { message }));

    [TestCase("t3.micro", "ignored: CPU credits are not modelled: t3.micro runs at full speed for ever")]
    [TestCase("c5.large", null)]
    public void BurstableTypes_AreSaidToRunAtFullSpeed(string type, string? note)
    {
        var notes = Scenarios.Loading.Load(Of("{at: 5m, action: AttachInstances, autoScalingGroupName: g}", rest: "containerInstances: [{instanceType: TYPE}, {instanceType: TYPE}]").Replace("c5.large", type, StringComparison.Ordinal).Replace("TYPE", type, StringComparison.Ordinal)).Notes;
        Assert.That(notes.Select(n => n.ToString()).Where(n => n.Contains("CPU credits", StringComparison.Ordinal)), Is.EqualTo(note is null ? [] : new[] { note }));
    }

    private static string Of(string timeline, string service = "desiredCount: 0", string rest = "") => $$$"""
        name: members
        run: {duration: 20m, initial: steady}
        availabilityZones: [us-east-1a, us-east-1b]
        autoScalingGroups: [{autoScalingGroupName: g, instanceType: c5.large, availabilityZones: [us-east-1a], minSize: 0, maxSize: 5, desiredCapacity: 3}]
        capacityProviders: [{name: ec2, autoScalingGroupProvider: {autoScalingGroup: g, managedScaling: {status: DISABLED}, managedDraining: DISABLED}}]
        taskDefinitions:
          - {family: t, containerDefinitions: [{name: app, image: i, cpu: 512, memory: 512}]}
          - {family: big, containerDefinitions: [{name: app, image: i, cpu: 1536, memory: 512}]}
        services: [{serviceName: s, taskDefinition: t, launchType: EC2, {{{service}}}}]
        applications: [{family: t, image: {size: 1KiB}, startup: 0s, shutdown: 0s}, {family: big, image: {size: 1KiB}, startup: 0s, shutdown: 0s}]
        {{{rest}}}
        timeline:
          - {{{timeline}}}
        """;
}
