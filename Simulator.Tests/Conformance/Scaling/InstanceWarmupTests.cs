using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>Whose warm-up an instance has: that of the policy that launched it, else the group's (AS-EC2-02).</summary>
public sealed class InstanceWarmupTests
{
    private const string Tracking = "{policyName: cpu, policyType: TargetTrackingScaling, estimatedInstanceWarmup: 600, targetTrackingConfiguration: {targetValue: 50, predefinedMetricSpecification: {predefinedMetricType: ASGAverageCPUUtilization} } }";
    private const string Six = "{policyName: six, policyType: StepScaling, adjustmentType: ExactCapacity, estimatedInstanceWarmup: 60, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 6}]}";

    // The alarm sets six instances at 93 s; they are in service by 240 s. The samples of the group's CPU are its warm instances.
    [TestCase(Tracking + ", " + Six, "", 6, 6)] // a minute, whatever other policies say
    [TestCase(Six, ", defaultInstanceWarmup: 1200", 6, 6)] // the policy's own time goes before the group's
    [TestCase("ELSE" + Six, ", defaultInstanceWarmup: 400", 4, 6)] // without one of its own, the group's
    [TestCase("ELSE" + Six, ", defaultCooldown: 1200", 4, 4)] // or its cooldown
    [Property("Rule", "AS-EC2-02")]
    [Property("Example", "EX-82")]
    public void WhatAPolicyLaunches_WarmsUpForAsLongAsThatPolicySays(string policies, string group, int early, int late)
    {
        if (policies.StartsWith("ELSE", StringComparison.Ordinal)) policies = policies[4..].Replace(", estimatedInstanceWarmup: 60", "", StringComparison.Ordinal);
        var run = Run(Group(policies, group, "workload: [{name: q, kind: metric, series: q.depth, values: [[0s, 60]]}]\nalarms: [{alarmName: a, series: q.depth, comparisonOperator: GreaterThanThreshold, threshold: 50, evaluationPeriods: 1, alarmActions: [asg/six]}, " + Watch + "]"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 4, 6) }));
        Assert.That(run.Rows("instances.csv").Max(r => r.Number("in_service_s")), Is.LessThan(240));
        Assert.That((Samples(run, 420), Samples(run, 900)), Is.EqualTo((early, late)));
        var warming = run.DecisionsOf("group_step_scaling").Where(d => d.GetProperty("t_s").GetDouble() is > 420 and < 480).Select(d => d.GetProperty("inputs").GetProperty("warming").GetDouble());
        Assert.That(warming, Is.EqualTo(new[] { 6.0 - early }), "the policy counts them alike");
    }

    // What nobody's policy launched: by hand, on a schedule, or for an instance that failed.
    [TestCase("SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 6", "", 6)]
    [TestCase("SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 6", ", defaultInstanceWarmup: 1200", 4)]
    [TestCase("", ", scheduledActions: [{scheduledActionName: up, recurrence: \"2 6 * * *\", desiredCapacity: 6}]", 6)]
    [TestCase("", ", defaultInstanceWarmup: 1200, scheduledActions: [{scheduledActionName: up, recurrence: \"2 6 * * *\", desiredCapacity: 6}]", 4)]
    [Property("Rule", "AS-EC2-02")]
    public void WhatNoPolicyLaunched_WarmsUpOnlyByTheGroupsDefault(string call, string group, int samples)
    {
        var timeline = call.Length == 0 ? "" : $"timeline: [{{at: 2m, action: {call}}}]\n";
        var run = Run(Group(Tracking, group, timeline + "alarms: [" + Watch + "]"));
        Assert.That(run.Rows("instances.csv").Count(r => r.Number("in_service_s") < 360), Is.EqualTo(6));
        Assert.That(Samples(run, 480), Is.EqualTo(samples));
    }

    [Test]
    [Property("Rule", "AS-EC2-02")]
    public void OrdersThatAreTakenBack_LeaveNoWarmupBehind()
    {
        // The policy asks for six at 93 s and the operator takes them back before the group acts; what is launched by hand later does not warm up.
        var run = Run(Group(Six, "", """
            workload: [{name: q, kind: metric, series: q.depth, values: [[0s, 60], [1m, 10]]}]
            timeline:
              - {at: 94s, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 4}
              - {at: 4m, action: SetDesiredCapacity, autoScalingGroupName: asg, desiredCapacity: 6}
            """.ReplaceLineEndings("\n") + "\nalarms: [{alarmName: a, series: q.depth, comparisonOperator: GreaterThanThreshold, threshold: 50, evaluationPeriods: 1, alarmActions: [asg/six]}, " + Watch + "]").Replace("estimatedInstanceWarmup: 60", "estimatedInstanceWarmup: 1200", StringComparison.Ordinal).Replace("ec2MetricDelay: 0s", "ec2MetricDelay: 0s, groupReconcileDelay: 5s", StringComparison.Ordinal));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (93.0, 4, 6) }));
        Assert.That(run.Rows("instances.csv").Select(r => r.Number("launched_s")).Where(t => t > 0), Is.All.GreaterThan(240).And.Exactly(2).Items);
        Assert.That(Samples(run, 900), Is.EqualTo(6));
    }

    private const string Watch = "{alarmName: w, series: asg.CPUUtilization, comparisonOperator: GreaterThanThreshold, threshold: 1000, evaluationPeriods: 1}";

    private static int Samples(ScenarioRun run, double second) => run.Rows("metrics.csv", "metric", "CPUUtilization").Single(r => r.Number("period_start_s") == second).Count("sample_count");

    private static string Group(string policies, string group, string rest) => $$"""
        name: g
        run: {duration: 17m, initial: steady, start: 2026-03-02T06:00:00Z}
        model: {alarmPhase: 30s, scalingDecisionDelay: 3s, scheduledActionDelay: 3s, ec2MetricDelay: 0s, playbackMetricDelay: 0s}
        autoScalingGroups:
          - {autoScalingGroupName: asg, instanceType: m6i.large, minSize: 2, maxSize: 10, desiredCapacity: 4, scalingPolicies: [{{policies}}]{{group}} }
        taskDefinitions: [{family: web, cpu: 2048, memory: 1024, networkMode: bridge, containerDefinitions: [{name: app, image: i}]}]
        services: [{serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 4}]
        applications: [{family: web, idle: {cpu: 40%} }]
        {{rest}}
        """;
}
