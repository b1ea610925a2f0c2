namespace Simulator.Tests.Conformance.Ec2;

/// <summary>Health checks and replacement (ASG-HC-01 … 04, AS-EC2-05), stopped instances (ECS-CL-14).</summary>
public sealed class HealthTests
{
    private const string Four = "minSize: 0, maxSize: 10, desiredCapacity: 4";

    [Test, Property("Rule", "ASG-HC-02"), Property("Rule", "ASG-HC-01")]
    public void ImpairedInstance_IsReplacedAfterSomeMinutes()
    {
        var run = GroupRun.Of(Four, "failures: [{kind: instanceImpaired, at: 10m, length: 30m}]", tasks: 4);
        Assert.That(run.Events("impaired"), Is.EqualTo(new[] { 600.0 }));
        Assert.That(run.Events("unhealthy"), Is.EqualTo(new[] { 840.0 }), "a minute for the status check, three for the group");
        Assert.That(run.Launches(), Is.EqualTo(new[] { 840.0 }), "terminate and launch overlap");
        Assert.That(run.Reasons(), Is.EqualTo(new[] { "unhealthy" }));
    }

    [TestCase("length: 3m", "EC2", "instance", 0)]
    [TestCase("length: 30m", "EC2", "ebs", 0)]
    [TestCase("length: 30m", "EC2,EBS", "ebs", 1)]
    [Property("Rule", "ASG-HC-02"), Property("Rule", "ASG-HC-01")]
    public void ImpairmentThatEndsInTime_OrThatNobodyChecks_ReplacesNothing(string length, string checks, string check, int replaced)
    {
        var run = GroupRun.Of($"{Four}, healthCheckType: '{checks}'", $"failures: [{{kind: instanceImpaired, at: 10m, {length}, check: {check}}}]");
        Assert.That(run.Launches(), Has.Length.EqualTo(replaced));
    }

    [TestCase(0, 840.0)]
    [TestCase(1200, 1211.5)]
    [Property("Rule", "AS-EC2-05"), Property("Rule", "ASG-HC-01")]
    public void GracePeriod_DelaysTheVerdict(int grace, double verdict)
    {
        // Launched at 0, in service at 11.5 s.
        var run = GroupRun.Of($"minSize: 1, maxSize: 1, healthCheckGracePeriod: {grace}", "failures: [{kind: instanceImpaired, at: 10m, length: 50m}]", initial: "cold");
        Assert.That(run.Events("unhealthy"), Is.EqualTo(new[] { verdict }));
    }

    [Test, Property("Rule", "AS-EC2-05"), Property("Rule", "ASG-HC-02"), Property("Rule", "ECS-CL-14")]
    public void StoppedInstance_IsReplacedEvenInItsGracePeriod()
    {
        var run = GroupRun.Of("minSize: 2, maxSize: 2, healthCheckGracePeriod: 7200", "failures: [{kind: instanceStop, at: 10m}]", tasks: 4);
        Assert.That(run.Entered("Stopped"), Is.EqualTo(new[] { 600.0 }));
        Assert.That(run.Events("unhealthy"), Is.EqualTo(new[] { 660.0 }));
        Assert.That(run.Launches(), Is.EqualTo(new[] { 660.0 }));
        Assert.That(run.Reasons(), Is.EqualTo(new[] { "stopped" }));
        var lost = run.Rows("tasks.csv").Where(r => r.Text("stopped_reason").Contains("stopped", StringComparison.Ordinal)).ToArray();
        Assert.That(lost.Select(r => r.Number("stopped_s")).ToArray(), Has.Length.EqualTo(2).And.All.EqualTo(600), "its tasks stop with it");
        Assert.That(run.At("services.csv", 3600, "service", "web").Count("running"), Is.EqualTo(4));
    }

    [Test, Property("Rule", "ASG-HC-03")]
    public void UnhealthyInstances_AreReplacedATenthAtATime()
    {
        var run = GroupRun.Of("minSize: 0, maxSize: 30, desiredCapacity: 20", "failures: [{kind: instanceImpaired, at: 10m, count: 5, length: 50m}]");
        Assert.That(run.Launches(), Is.EqualTo(new[] { 840, 840, 851.5, 851.5, 863.0 }).Within(1e-6), "the next when their successors serve");
    }

    [Test, Property("Rule", "ASG-HC-03")]
    public void SmallGroup_ReplacesOneAtATime()
    {
        var run = GroupRun.Of(Four, "failures: [{kind: instanceImpaired, at: 10m, count: 2, length: 50m}]");
        Assert.That(run.Launches(), Is.EqualTo(new[] { 840, 851.5 }).Within(1e-6));
    }

    [TestCase(100, 150, 840.0, 851.5)]
    [TestCase(50, 100, 840.0, 840.0)]
    [Property("Rule", "ASG-HC-03")]
    public void MaintenancePolicy_DecidesWhichGoesFirst(int min, int max, double launched, double ended)
    {
        var run = GroupRun.Of($"{Four}, instanceMaintenancePolicy: {{minHealthyPercentage: {min}, maxHealthyPercentage: {max}}}", "failures: [{kind: instanceImpaired, at: 10m, count: 2, length: 50m}]");
        Assert.That(run.Launches(), Is.EqualTo(new[] { launched, launched }));
        Assert.That(run.Entered("Terminating:Proceed"), Is.EqualTo(new[] { ended, ended }).Within(1e-6));
    }

    [TestCase(50, 151)]
    [TestCase(-1, 110)]
    [Property("Rule", "ASG-HC-03")]
    public void MaintenancePolicy_HasBounds(int min, int max)
    {
        var text = GroupRun.Text($"{Four}, instanceMaintenancePolicy: {{minHealthyPercentage: {min}, maxHealthyPercentage: {max}}}");
        Assert.That(Scenarios.Loading.Load(text).Issues.Select(i => i.Message), Has.Some.Contains("do not go together"));
    }

    [TestCase("", 600.0)]
    [TestCase(", shouldRespectGracePeriod: true", 600.0)]
    [Property("Rule", "ASG-HC-03")]
    public void SetInstanceHealth_ReplacesAtOnce(string more, double launched)
    {
        var run = GroupRun.Of(Four, $"timeline: [{{at: 10m, action: SetInstanceHealth, autoScalingGroupName: asg, healthStatus: Unhealthy, count: 3{more}}}]");
        Assert.That(run.Launches(), Is.EqualTo(new[] { launched, launched, launched }), "without any pace");
        Assert.That(run.Reasons(), Is.All.EqualTo("unhealthy"));
    }

    [Test, Property("Rule", "ASG-HC-03")]
    public void SetInstanceHealth_RespectsTheGracePeriodUnlessToldOtherwise()
    {
        const string action = "action: SetInstanceHealth, autoScalingGroupName: asg, healthStatus: Unhealthy";
        var run = GroupRun.Of(
            "minSize: 1, maxSize: 1, healthCheckGracePeriod: 1200", $"timeline: [{{at: 5m, {action}}}, {{at: 10m, {action}, shouldRespectGracePeriod: false}}]", initial: "cold");
        Assert.That(run.Events("unhealthy"), Is.EqualTo(new[] { 600.0 }));
    }

    [Test, Property("Rule", "ASG-HC-04")]
    public void ScheduledEvent_ReplacesAMemberFromTheTimeOfTheEvent()
    {
        var run = GroupRun.Of(Four, "failures: [{kind: scheduledEvent, at: 10m}]", "managedScaling: {status: DISABLED}", tasks: 4);
        Assert.That(run.Launches(), Is.EqualTo(new[] { 600.0 }));
        Assert.That(run.Reasons(), Is.EqualTo(new[] { "scheduled_event" }));
        Assert.That(run.Rows("instances.csv").Count(r => r.Number("draining_s") == 600), Is.EqualTo(1), "drained like any other");
    }

    [Test, Property("Rule", "ASG-HC-04"), Property("Rule", "ECS-CL-14")]
    public void ScheduledEvent_StopsAnInstanceWithoutAGroup()
    {
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 30m, initial: steady}
            containerInstances: [{instanceType: m5.large, count: 2}]
            taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: i, cpu: 1024, memory: 256}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 2, launchType: EC2}]
            failures: [{kind: scheduledEvent, at: 10m}]
            """);
        Assert.That(run.Entered("Stopped"), Is.EqualTo(new[] { 600.0 }));
        Assert.That(run.Rows("instances.csv").Select(r => r.Text("terminated_s")), Is.All.Empty, "stopped, not terminated");
        Assert.That(run.Rows("tasks.csv").Count(r => r.Text("stopped_s") == "600.000"), Is.EqualTo(1), "its task stops with it");
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(3), "and the service starts another");
    }

    [Test, Property("Rule", "ASG-HC-01")]
    public void ElbCheck_JudgesAnInstanceByItsTargets()
    {
        const string service = ", loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}], healthCheckGracePeriodSeconds: 3600";
        const string rest = "targetGroups: [{name: tg}]\nfailures: [{kind: instanceImpaired, at: 10m, length: 50m}]";
        var with = GroupRun.Of($"{Four}, targetGroupARNs: [tg], healthCheckType: ELB, healthCheckGracePeriod: 0", rest, tasks: 4, service: service);
        Assert.That(with.Events("unhealthy")[0], Is.InRange(630, 760), "two failed checks of 30 s, sooner than the status check's verdict");
        var without = GroupRun.Of(Four, rest, tasks: 4, service: service);
        Assert.That(without.Events("unhealthy"), Is.EqualTo(new[] { 840.0 }));
    }

    [Test, Property("Rule", "ASG-HC-03")]
    public void SuspendedHealthCheck_ReplacesNothingUntilItIsResumed()
    {
        var run = GroupRun.Of(
            $"{Four}, suspendedProcesses: [{{processName: HealthCheck}}]",
            """
            failures: [{kind: instanceFailure, at: 5m}, {kind: instanceStop, at: 10m}, {kind: instanceImpaired, at: 15m, length: 45m}]
            timeline: [{at: 40m, action: ResumeProcesses, autoScalingGroupName: asg}]
            """);
        Assert.That(run.Launches(), Has.Length.EqualTo(3).And.All.InRange(2400, 2430));
    }
}
