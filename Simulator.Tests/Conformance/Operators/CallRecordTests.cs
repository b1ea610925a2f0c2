using Simulator.Tests.Conformance.Ec2;
using Simulator.Tests.Explaining;

namespace Simulator.Tests.Conformance.Operators;

/// <summary>What decisions.jsonl and instance_events.csv say of the operator's calls: by AWS's name, with what came of them, refused ones as refused.</summary>
public sealed class CallRecordTests
{
    private const string Size = "minSize: 2, maxSize: 20, desiredCapacity: 13";

    [TestCase("UpdateAutoScalingGroup, maxSize: 5", 13, 5, "")]
    [TestCase("UpdateAutoScalingGroup, minSize: 15", 13, 15, "")]
    [TestCase("UpdateAutoScalingGroup, minSize: 30", 13, 13, "min_above_max")]
    [TestCase("TerminateInstanceInAutoScalingGroup, count: 2, shouldDecrementDesiredCapacity: true", 13, 11, "")]
    [TestCase("TerminateInstanceInAutoScalingGroup, count: 2, shouldDecrementDesiredCapacity: false", 13, 13, "")]
    [TestCase("TerminateInstanceInAutoScalingGroup, count: 12, shouldDecrementDesiredCapacity: true", 13, 13, "below_min_size")]
    [TestCase("EnterStandby, count: 3, shouldDecrementDesiredCapacity: true", 13, 10, "")]
    [TestCase("EnterStandby, count: 12, shouldDecrementDesiredCapacity: true", 13, 13, "below_min_size")]
    [TestCase("DetachInstances, count: 1, shouldDecrementDesiredCapacity: true", 13, 12, "")]
    [TestCase("ExitStandby", 13, 13, "no_instance")]
    [TestCase("AttachInstances", 13, 15, "")]
    [TestCase("CancelInstanceRefresh", 13, 13, "no_refresh_in_progress")]
    [TestCase("SuspendProcesses, scalingProcesses: [Launch]", 13, 13, "")]
    [TestCase("ResumeProcesses", 13, 13, "")]
    [Property("Rule", "ASG-LC-02")]
    public void GroupCall_IsRecordedAsItEnds(string call, int from, int to, string refusal)
    {
        var run = GroupRun.Of(Size, $"containerInstances: [{{instanceType: m5.large, count: 2}}]\ntimeline: [{{at: 5m, autoScalingGroupName: asg, action: {call}}}]", duration: "20m");
        Expect(run, call.Split(',')[0], from, to, refusal);
        var onStandby = call.StartsWith("EnterStandby", StringComparison.Ordinal) ? from - to : 0; // still container instances
        Assert.That(run.At("cluster.csv", 1140, "capacity_provider", "cp").Count("instances"), Is.EqualTo(to + onStandby), "what is recorded is what comes of it");
    }

    [Test, Property("Rule", "ASG-LC-02")]
    public void SecondRefresh_IsRecordedAsRefused()
    {
        const string start = "action: StartInstanceRefresh, autoScalingGroupName: asg";
        var run = GroupRun.Of(Size, $"timeline: [{{at: 5m, {start}}}, {{at: 6m, {start}}}]", duration: "20m");
        var calls = run.DecisionsOf("operator").ToArray();
        Assert.That(calls.Select(d => d.GetProperty("inputs").GetProperty("refused").GetBoolean()), Is.EqualTo(new[] { false, true }));
        Assert.That(run.Rows("instance_events.csv", "event", "call_refused").Select(r => (r.Number("t_s"), r.Text("call"), r.Text("reason"))), Is.EqualTo(new[] { (360.0, "StartInstanceRefresh", "refresh_in_progress") }));
    }

    [TestCase("", 3, "tasks_running")]
    [TestCase(", force: true", 2, "")]
    [Property("Rule", "ECS-CL-15")]
    public void DeregistrationWithTasks_NeedsForce(string force, int to, string refusal)
    {
        var run = GroupRun.Of(
            "minSize: 0, maxSize: 3, desiredCapacity: 3", $"timeline: [{{at: 5m, action: DeregisterContainerInstance, count: 1{force}}}]", tasks: 3, duration: "10m", service: ", placementStrategy: [{type: spread, field: instanceId}]");
        Expect(run, "DeregisterContainerInstance", 3, to, refusal);
    }

    private static void Expect(ScenarioRun run, string call, int from, int to, string refusal)
    {
        var decision = run.DecisionsOf("operator").Single();
        Assert.That(
            (decision.GetProperty("policy").GetString(), decision.GetProperty("outcome").GetProperty("from").GetInt32(), decision.GetProperty("outcome").GetProperty("to").GetInt32(), decision.GetProperty("inputs").GetProperty("refused").GetBoolean()),
            Is.EqualTo((call, from, to, refusal.Length > 0)));
        var refused = run.Rows("instance_events.csv", "event", "call_refused").Select(r => (r.Text("call"), r.Text("reason")));
        Assert.That(refused, Is.EqualTo(refusal.Length > 0 ? new[] { (call, refusal) } : []));
        RecomputeTests.Check(run);
    }
}
