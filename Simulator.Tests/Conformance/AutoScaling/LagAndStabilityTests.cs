namespace Simulator.Tests.Conformance.AutoScaling;

/// <summary>Lag budget and stability of small runs with played-back metrics, where the right numbers are known.</summary>
public sealed class LagAndStabilityTests
{
    private const string Fargate = """
        name: t
        run: {duration: 40m, initial: steady}
        taskDefinitions:
          - {family: w, cpu: "256", memory: "512", networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: a, image: w, essential: true}]}
        services:
          - serviceName: w
            taskDefinition: w
            desiredCount: 4
            launchType: FARGATE
            autoScaling: {minCapacity: 2, maxCapacity: 20, policies: [{policyName: p, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 60,
              customizedMetricSpecification: {namespace: My, metricName: M, statistic: Average}}}]}
        workload:
          - {name: m, kind: metric, series: {namespace: My, metricName: M}, values: [[0s, 57], [10m, 90], [13m, 57]]}
        model: {alarmPhase: 30s, scalingDecisionDelay: 3s}
        """;

    [Test, Property("Rule", "AS-TM-01")]
    public void StagesOfAScaleOut_AreThoseOfItsTimeline()
    {
        var run = ScenarioRun.Of(Fargate);
        var lag = run.Rows("lag.csv").Single();
        Assert.That((lag.Text("target"), lag.Text("policy"), lag.Count("from"), lag.Count("to"), lag.Count("started")), Is.EqualTo(("service/default/w", "p", 4, 6, 2)));
        Assert.That((lag.Number("begin_s"), lag.Number("detection"), lag.Number("publication"), lag.Number("alarm"), lag.Number("decision")), Is.EqualTo((600.0, 180.0, 60.0, 30.0, 3.0)));
        var slowest = run.Rows("tasks.csv", "task_id", lag.Text("slowest")).Single();
        Assert.That(slowest.Text("decision_id"), Is.Not.Empty);
        Assert.That(lag.Number("begin_s") + lag.Number("total"), Is.EqualTo(slowest.Number("healthy_s")).Within(1e-6));
        Assert.That(run.Metric("w.lag.total.mean"), Is.EqualTo(lag.Number("total")).Within(1e-9));
    }

    [Test]
    public void NeedIsWhatTheLoadAsksForAtTheTarget()
    {
        var run = ScenarioRun.Of(Fargate);
        Assert.That(run.At("services.csv", 660, "service", "w").Count("needed"), Is.EqualTo(6), "ceil(4 × 90 ÷ 60)");
        Assert.That(run.At("services.csv", 600, "service", "w").Count("needed"), Is.EqualTo(4));
        Assert.That(run.Metric("w.stability.minutes_above_target"), Is.EqualTo(3));
        Assert.That(run.Metric("w.stability.capacity_minutes_under"), Is.EqualTo(6), "two tasks short for three minutes");
        Assert.That(run.Metric("w.stability.direction_changes"), Is.Zero);
        Assert.That(run.Metric("w.stability.overshoot"), Is.Zero);
        Assert.That(run.Metric("w.stability.settling_time.max"), Is.EqualTo(180), "four tasks where six were needed, until the metric fell");
    }

    [Test]
    public void AScaleOutOfWhichATaskDoesNotCome_IsNotComplete_AndCountsInNoMean()
    {
        // Eight tasks of a vCPU fit onto the two instances, and one is another's: the first scale-out gets its two tasks, the second one of its three.
        var run = Contended(others: 1, maximum: 9, "", "[30m, 85]", "model: {alarmPhase: 30s, scalingDecisionDelay: 3s}");
        var lags = run.Rows("lag.csv");
        Assert.That(lags.Select(l => (l.Count("from"), l.Count("to"), l.Count("started"))), Is.EqualTo(new[] { (4, 6, 2), (6, 9, 1) }));
        Assert.That(lags[1].Number("decision"), Is.EqualTo(3));
        foreach (var column in new[] { "slowest", "capacity", "start", "health", "total" }) Assert.That(lags[1].Text(column), Is.Empty, column);
        Assert.That((run.Metric("w.lag.scale_outs"), run.Metric("w.lag.incomplete")), Is.EqualTo((2.0, 1.0)));
        string[] stages = ["detection", "publication", "alarm", "decision", "capacity", "start", "health"];
        Assert.That(stages.Sum(s => run.Metric($"w.lag.{s}.mean")), Is.EqualTo(run.Metric("w.lag.total.mean")).Within(1e-9));
        Assert.That(run.Metric("w.lag.total.mean"), Is.EqualTo(lags[0].Number("total")).Within(1e-9));
        Assert.That(run.Metric("w.stability.settling_time.max"), Is.NaN, "it never gets the tasks it needs");
    }

    [Test]
    public void TasksThatComeLate_BelongToTheScaleOutThatWaitedFirst()
    {
        // One place is free until three of another service's tasks go: the first scale-out gets its second task only when the second one has been decided.
        var run = Contended(others: 3, maximum: 8, " disableScaleIn: true,", "[30m, 85], [33m, 57]", "timeline: [{at: 45m, action: UpdateService, service: x, desiredCount: 0}]");
        var lags = run.Rows("lag.csv");
        Assert.That(lags.Select(l => (l.Count("from"), l.Count("to"), l.Count("started"))), Is.EqualTo(new[] { (4, 6, 2), (6, 8, 2) }));
        Assert.That(lags.Select(l => l.Number("begin_s") + l.Number("total")), Is.All.GreaterThan(2700), "both waited for the places");
        Assert.That(run.Metric("w.lag.incomplete"), Is.Zero);
    }

    // Two hosts for eight tasks of a vCPU, some of them another service's; w tracks a metric that asks for half as many again at 10 minutes, and later for more.
    private static ScenarioRun Contended(int others, int maximum, string tracking, string later, string rest) => ScenarioRun.Of($$"""
        name: t
        run: {duration: 1h, initial: steady}
        containerInstances: [{instanceType: m5.xlarge, count: 2}]
        taskDefinitions: [{family: w, containerDefinitions: [{name: a, image: w, essential: true, cpu: 1024, memory: 512}]}, {family: x, containerDefinitions: [{name: a, image: x, cpu: 1024, memory: 512}]}]
        services:
          - {serviceName: x, taskDefinition: x, launchType: EC2, desiredCount: {{others}} }
          - serviceName: w
            taskDefinition: w
            desiredCount: 4
            launchType: EC2
            autoScaling: {minCapacity: 2, maxCapacity: {{maximum}}, policies: [{policyName: p, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 60,{{tracking}}
              customizedMetricSpecification: {namespace: My, metricName: M, statistic: Average} } }]}
        workload:
          - {name: m, kind: metric, series: {namespace: My, metricName: M}, values: [[0s, 57], [10m, 90], [13m, 57], {{later}}]}
        {{rest}}
        """);

    [Test]
    public void NeedStays_WhileTasksComeAndGo()
    {
        // 100 requests/s of 10 ms want 1 vCPU: at 60 % of half a vCPU 3.4 tasks. The twelve of the first ten minutes are four from 605 s on.
        var run = ScenarioRun.Of("""
            name: need
            run: {duration: 20m, initial: steady}
            taskDefinitions: [{family: t, cpu: 512, memory: 1024, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
            services:
              - serviceName: w
                taskDefinition: t
                launchType: FARGATE
                desiredCount: 12
                autoScaling:
                  minCapacity: 1
                  maxCapacity: 20
                  policies: [{policyName: p, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 60, disableScaleIn: true, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}}}]
            applications: [{family: t, request: {cpu: 10ms}}]
            workload: [{to: w, rate: 100/s, arrivals: deterministic}]
            timeline: [{at: 605s, action: UpdateService, service: w, desiredCount: 4}]
            """);
        Assert.That(run.Rows("services.csv").Where(s => s.Number("t_s") is > 60 and < 1140).Select(s => s.Count("needed")), Is.All.EqualTo(4));
    }

    [Test]
    public void CapacityProvider_HasItsOwnRow()
    {
        var run = ScenarioRun.Of("""
            name: t
            run: {duration: 40m, initial: steady}
            autoScalingGroups: [{autoScalingGroupName: g, instanceType: m6i.large, minSize: 1, maxSize: 10, desiredCapacity: 2}]
            capacityProviders: [{name: cp, autoScalingGroupProvider: {autoScalingGroup: g, managedScaling: {status: ENABLED, targetCapacity: 100}}}]
            taskDefinitions: [{family: w, cpu: "1024", memory: "1024", containerDefinitions: [{name: a, image: w, essential: true}]}]
            services:
              - serviceName: w
                taskDefinition: w
                desiredCount: 4
                capacityProviderStrategy: [{capacityProvider: cp, weight: 1}]
            timeline: [{at: 10m, action: UpdateService, service: w, desiredCount: 8}]
            """);
        var lag = run.Rows("lag.csv", "target", "cp")[0];
        Assert.That((lag.Count("from"), lag.Text("policy")), Is.EqualTo((2, "")));
        Assert.That(lag.Number("detection") + lag.Number("publication") + lag.Number("alarm") + lag.Number("decision") + lag.Number("capacity") + lag.Number("start") + lag.Number("health"),
            Is.EqualTo(lag.Number("total")).Within(1e-6));
        var instance = run.Rows("instances.csv", "container_instance", lag.Text("slowest")).Single();
        Assert.That(lag.Number("begin_s") + lag.Number("total"), Is.EqualTo(instance.Number("active_s")).Within(1e-6));
    }
}
