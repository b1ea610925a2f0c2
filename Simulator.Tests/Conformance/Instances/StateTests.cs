namespace Simulator.Tests.Conformance.Instances;

/// <summary>The states of a container instance, and agents that fall silent.</summary>
public sealed class StateTests
{
    private const string Two = "{instanceType: m5.large, availabilityZone: us-east-1a}, {instanceType: m5.large, availabilityZone: us-east-1b}";
    private const string Group = "autoScalingGroups: [{autoScalingGroupName: g, instanceType: c5.large, minSize: 0, maxSize: 4, desiredCapacity: 1}]\naccountSettings: [{name: awsvpcTrunking, value: enabled}]";

    [Test]
    [Property("Rule", "ECS-CL-07")]
    [Property("Rule", "ECS-CL-09")]
    [Property("Rule", "ASG-LT-03")]
    public void AnInstanceWithTrunking_IsActiveLaterByItsTrunksAttachment()
    {
        double Active(string setting, string model) => ScenarioRun.Of(Hosts.Scenario("{instanceType: m4.large}", more: Group, initial: "cold"), setting, model)
            .Rows("instances.csv", "auto_scaling_group", "g")[0].Number("active_s");
        var without = Active("accountSettings[0].value=disabled", "model.trunkAttach=7s");
        Assert.Multiple(() =>
        {
            Assert.That(Active("accountSettings[0].value=enabled", "model.trunkAttach=7s"), Is.EqualTo(without + 7).Within(1e-6));
            Assert.That(Active("autoScalingGroups.g.instanceType=m4.large", "model.trunkAttach=7s"), Is.EqualTo(without).Within(1e-6), "no trunk on this type");
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-07")]
    public void TrunkingHolds_ForInstancesLaunchedAfterTheOptIn()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: t3.micro}", "networkMode: awsvpc", "desiredCount: 8", """
            autoScalingGroups: [{autoScalingGroupName: g, instanceType: c5.large, minSize: 0, maxSize: 4, desiredCapacity: 1}]
            timeline:
              - {at: 5m, action: PutAccountSetting, name: awsvpcTrunking, value: enabled}
              - {at: 6m, action: SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: 2}
            """, "memory: 64"));
        Assert.Multiple(() =>
        {
            Assert.That(run.PlacesAt(350).Count(), Is.EqualTo(3), "one on t3.micro, two on c5.large without trunk");
            Assert.That(run.PlacesAt(1000).Count(), Is.EqualTo(8), "five more on the new one");
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-07")]
    public void AnInstanceThatIsBootingAtTheOptIn_GetsNoTrunk()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: t3.micro}", "networkMode: awsvpc", "desiredCount: 8", """
            autoScalingGroups: [{autoScalingGroupName: g, instanceType: c5.large, minSize: 0, maxSize: 4, desiredCapacity: 1}]
            timeline:
              - {at: 5m, action: SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: 2}
              - {at: 320s, action: PutAccountSetting, name: awsvpcTrunking, value: enabled}
            """, container: "memory: 64"), "model.instanceBoot=60s");
        Assert.That(run.PlacesAt(1000).Count(), Is.EqualTo(5), "launched before, registered after: two interfaces like the first");
    }

    [Test]
    [Property("Rule", "ECS-CL-07")]
    public void ATrunkThatCannotBeAttached_LeavesAnInstanceThatTakesNothing()
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: t3.nano}", "cpu: 256, memory: 1024", more: Group, initial: "cold"), "model.trunkFailureShare=1");
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("instances.csv", "auto_scaling_group", "g")[0].Text("active_s"), Is.Empty);
            Assert.That(run.Rows("tasks.csv"), Is.Empty);
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-09")]
    [Property("Rule", "ECS-DR-01")]
    [Property("Rule", "ECS-DR-03")]
    public void Draining_CanBeTakenBack()
    {
        const string min100max100 = "desiredCount: 2, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}";
        var run = ScenarioRun.Of(Hosts.Scenario(Two, service: min100max100, more: """
            timeline:
              - {at: 2m, action: UpdateContainerInstancesState, status: DRAINING, availabilityZone: us-east-1b}
              - {at: 4m, action: UpdateService, service: app, desiredCount: 4}
              - {at: 8m, action: UpdateContainerInstancesState, status: ACTIVE, availabilityZone: us-east-1b}
              - {at: 9m, action: UpdateService, service: app, desiredCount: 6}
            """));
        var created = run.Rows("tasks.csv").Where(t => t.Number("created_s") > 0).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("tasks.csv").Select(t => t.Text("stopped_s")), Is.All.Empty, "at 100/100 nothing ever moves (ECS-DR-02)");
            Assert.That(created.Where(t => t.Number("created_s") < 480).Select(t => t.Text("availability_zone")), Is.Not.Empty.And.All.EqualTo("us-east-1a"));
            Assert.That(created.Where(t => t.Number("created_s") > 480).Select(t => t.Text("availability_zone")), Does.Contain("us-east-1b"));
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-13")]
    [Property("Rule", "ECS-CL-10")]
    public void ASilentAgent_KeepsItsTasksAndGetsNoNewOnes()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(Two, service: "desiredCount: 2", more: """
            failures: [{name: silence, kind: agentDisconnect, at: 1m, count: 1, zone: us-east-1b}]
            timeline: [{at: 10m, action: UpdateService, service: app, desiredCount: 4}]
            """));
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("tasks.csv").Select(t => t.Text("stopped_s")), Is.All.Empty, "nobody replaces them");
            Assert.That(run.At("services.csv", 540, "service", "app").Count("running"), Is.EqualTo(2));
            Assert.That(run.Rows("tasks.csv").Where(t => t.Number("created_s") >= 600).Select(t => t.Text("availability_zone")), Is.EqualTo(new[] { "us-east-1a", "us-east-1a" }));
            Assert.That(run.Rows("failures.csv")[0].Count("instances_hit"), Is.EqualTo(1));
        });
    }

    [TestCase(30, 2, Description = "within the two minutes it passes for connected: the task waits in PENDING")]
    [TestCase(300, 0, Description = "noticed: the instance is no candidate")]
    [Property("Rule", "ECS-CL-10")]
    [Property("Rule", "ECS-CL-13")]
    public void ASilence_IsNoticedAfterAWhile(int after, int waiting)
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}", service: "desiredCount: 1", more: $$"""
            failures: [{kind: agentDisconnect, at: 1m, length: 10m}]
            timeline: [{at: {{60 + after}}s, action: UpdateService, service: app, desiredCount: 3}]
            """));
        var young = run.Rows("tasks.csv").Where(t => t.Number("created_s") > 0).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(young.Count(t => t.Number("created_s") < 660), Is.EqualTo(waiting));
            Assert.That(young, Has.Count.EqualTo(2), "in the end both run");
            Assert.That(young.Select(t => t.Number("started_s")), Is.All.GreaterThan(660));
            if (waiting == 0) Assert.That(run.Failed().Select(p => p.Text("reason")), Is.Not.Empty.And.All.EqualTo("AGENT"));
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-13")]
    public void WhatTheControlPlaneWantsOfASilentAgent_HappensWhenItIsBack()
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}", service: "desiredCount: 2", more: """
            failures: [{kind: agentDisconnect, at: 1m, length: 10m}]
            timeline: [{at: 5m, action: UpdateService, service: app, desiredCount: 1}]
            """), "model.agentReconnectDelayCap=0s");
        var stopped = run.Rows("tasks.csv").Single(t => t.Text("stopped_s").Length > 0);
        Assert.Multiple(() =>
        {
            Assert.That(stopped.Number("stopping_s"), Is.EqualTo(300).Within(1));
            Assert.That(stopped.Number("stopped_s"), Is.InRange(660, 700), "the signal arrives with the connection");
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-13")]
    public void WhatHappenedToContainersMeanwhile_IsToldWhenTheAgentIsBack()
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}", service: "desiredCount: 1", more: """
            failures: [{kind: agentDisconnect, at: 1m, length: 10m}, {kind: taskCrash, at: 3m}]
            """), "model.agentReconnectDelayCap=0s");
        var crashed = run.Rows("tasks.csv")[0];
        Assert.Multiple(() =>
        {
            Assert.That(crashed.Number("stopped_s"), Is.InRange(660, 661));
            Assert.That(crashed.Text("stop_code"), Is.EqualTo("EssentialContainerExited"));
            Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(2), "replaced only then");
        });
    }

    [TestCase("true", 2, "Container instance deregistration forced by user")]
    [TestCase("false", 0, "")]
    [Property("Rule", "ECS-CL-15")]
    [Property("Rule", "ECS-TL-03")]
    public void Deregistration_OrphansTasksWhenForced(string force, int moved, string reason)
    {
        var run = ScenarioRun.Of(Hosts.Scenario(Two, service: "desiredCount: 4", more: $$"""
            timeline: [{at: 2m, action: DeregisterContainerInstance, force: {{force}}, availabilityZone: us-east-1b}]
            """));
        var ended = run.Rows("tasks.csv").Where(t => t.Text("stopped_s").Length > 0).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(ended, Has.Count.EqualTo(moved));
            Assert.That(ended.Select(t => t.Text("stopped_reason")), Is.All.EqualTo(reason));
            Assert.That(run.At("services.csv", 1140, "service", "app").Count("running"), Is.EqualTo(4), "replaced elsewhere");
            Assert.That(run.At("cluster.csv", 1140, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(moved > 0 ? 1 : 2));
            Assert.That(run.Rows("instances.csv").Select(i => i.Text("terminated_s")), Is.All.Empty, "the EC2 instance goes on");
        });
    }

    [Test]
    [Property("Rule", "ECS-CL-11")]
    [Property("Rule", "ECS-MT-01")]
    public void AClustersInstances_CountTheDrainingOnes()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(Two, service: "desiredCount: 1", more: """
            timeline: [{at: 2m, action: UpdateContainerInstancesState, status: DRAINING}]
            """));
        Assert.That(run.At("cluster.csv", 600, "capacity_provider", "(cluster)").Count("instances"), Is.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-CL-12")]
    [Property("Rule", "ECS-PL-13")]
    public void PutAttributes_CountsForPlacementFromThenOn()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            Two, service: "desiredCount: 0, placementConstraints: [{type: memberOf, expression: 'attribute:stack == blue'}]", more: """
            timeline:
              - {at: 1m, action: PutAttributes, availabilityZone: us-east-1b, attributes: [{name: stack, value: blue}]}
              - {at: 2m, action: UpdateService, service: app, desiredCount: 2}
              - {at: 5m, action: DeleteAttributes, attributes: [{name: stack}]}
              - {at: 6m, action: UpdateService, service: app, desiredCount: 3}
            """));
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("tasks.csv").Select(t => t.Text("availability_zone")), Is.EqualTo(new[] { "us-east-1b", "us-east-1b" }));
            Assert.That(run.Rows("tasks.csv").Select(t => t.Text("stopped_s")), Is.All.Empty, "nobody is evicted");
            Assert.That(run.Failed().Where(p => p.Number("t_s") > 350).Select(p => p.Count("rejected_constraint")), Is.Not.Empty.And.All.EqualTo(2));
        });
    }

    [Test]
    [Property("Rule", "ECS-PL-17")]
    public void StartTask_GoesWhereItIsTold_AndStillNeedsRoom()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: m5.large, availabilityZone: us-east-1a}, {instanceType: t3.nano, availabilityZone: us-east-1b}", "cpu: 1024, memory: 1024", "desiredCount: 0", """
            timeline: [{at: 1m, action: StartTask, taskDefinition: app, count: 2}]
            """));
        var task = run.Rows("tasks.csv").Single();
        Assert.Multiple(() =>
        {
            Assert.That(task.Text("availability_zone"), Is.EqualTo("us-east-1a"));
            Assert.That(task.Text("group"), Is.EqualTo("family:app"));
            Assert.That(run.Failed().Single().Text("reason"), Is.EqualTo("RESOURCE:MEMORY"));
        });
    }
}
