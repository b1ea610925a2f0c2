namespace Simulator.Tests.Cli;

/// <summary>What operators' calls made of alarms, deployments and instances by the moment that is explained.</summary>
public sealed class ExplainCallsTests : CliFixture
{
    private const string Tracking = "policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 60, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization";

    [Test]
    [Property("Rule", "AS-TT-03")]
    public void AlarmsOfADeletedPolicy_AreGone()
    {
        Simulate(Fargate("policies: [{policyName: a, " + Tracking + "}}}]", "  - {at: 5m, action: DeleteScalingPolicy, service: w, policyName: a}\n  - {at: 35m, action: PutScalingPolicy, service: w, policyName: a, " + Tracking + "}}}"));
        Assert.That(Explained("4m"), Does.Contain("a, high alarm").And.Contain("At the policies' targets"));
        Assert.That(Explained("30m"), Does.Not.Contain("What the autoscaler saw").And.Not.Contain("At the policies' targets"));
        Assert.That(Explained("36m"), Does.Contain("a, high alarm").And.Contain("a, low alarm"));
    }

    [TestCase("2m10s", false, TestName = "PutScalingPolicy is refused while tasks report by the minute")]
    [TestCase("6m", true, TestName = "PutScalingPolicy is taken once they report every 20 s")]
    [Property("Rule", "AS-MET-05")]
    public void AlarmsOfAPolicyThatIsPut_AreThereOnceAwsTakesTheCall(string at, bool isTaken)
    {
        foreach (var output in new[] { "", "\noutput: {decisions: changes}\n" })
        {
            Simulate(Fargate("", $$"""
                  - {at: 2m, action: UpdateService, service: w, monitoring: {metricConfigurations: [{metricNames: [CPUUtilization], resolutionSeconds: 20}] } }
                  - {at: {{at}}, action: PutScalingPolicy, service: w, policyName: a, {{Tracking}}HighResolution} } }
                """) + output);
            Assert.That(Explained("3m"), Does.Not.Contain("high alarm"));
            Assert.That(Explained("12m").Contains("a, high alarm (3 of 3 of CPUUtilization above 60)", StringComparison.Ordinal), Is.EqualTo(isTaken));
            if (!isTaken && output.Length == 0) Assert.That(Explained("3m"), Does.Contain("AWS refuses the call, because 4 tasks do not report 20-second metrics yet."));
        }
    }

    [Test]
    [Property("Rule", "AS-CW-01")]
    public void UsersAlarms_AreNamedAndInvokeNothingWhileMuted()
    {
        const string Alarm = "namespace: T, metricName: m, statistic: Average, period: 60, evaluationPeriods: 1, comparisonOperator: GreaterThanThreshold";
        Simulate(Fargate(
            "policies: [{policyName: o, policyType: StepScaling, stepScalingPolicyConfiguration: {adjustmentType: ChangeInCapacity, cooldown: 0, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}]}}]",
            $$"""
              - {at: 5m, action: PutMetricAlarm, alarmName: c, {{Alarm}}, threshold: 40, alarmActions: [w/o]}
              - {at: 8m, action: DisableAlarmActions, alarmNames: [c, e]}
              - {at: 12m, action: EnableAlarmActions, alarmNames: [c]}
              - {at: 15m, action: DeleteAlarms, alarmNames: [c]}
              - {at: 20m, action: DeleteScalingPolicy, service: w, policyName: o}
            """,
            "alarms:\n  - {alarmName: c, " + Alarm + ", threshold: 50}\n  - {alarmName: e, " + Alarm + ", threshold: 50, alarmActions: [w/o]}\n",
            "\n  - {name: m, kind: metric, series: {namespace: T, metricName: m}, values: [[0s, 90]]}"));
        const string Muted = "its actions are disabled, so that it does not invoke the policy";
        Assert.That(Explained("4m"), Does.Contain("o, alarm e (1 of 1 of m above 50) is in ALARM").And.Not.Contain("alarm c ("), "c invokes nothing yet");
        Assert.That(Explained("6m"), Does.Match("o, alarm c \\(1 of 1 of m above 40\\) is in ALARM since 13:0[1-4]"), "it keeps the state of the one it replaced");
        Assert.That(Explained("10m"), Does.Match($"alarm c .*{Muted}.*alarm e .*{Muted}").Or.Match($"alarm e .*{Muted}.*alarm c .*{Muted}"));
        Assert.That(Explained("14m"), Does.Match("alarm c [^;]*; it invokes the policy once a minute").And.Match($"alarm e [^;]*; {Muted}"));
        Assert.That(Explained("18m"), Does.Not.Contain("o, alarm c").And.Contain("o, alarm e"));
        Assert.That(Explained("25m"), Does.Not.Contain("o, alarm"), "their policy is gone");
    }

    [Test]
    public void SupersededDeployments_AreNotInProgress()
    {
        Simulate(Instances("desiredCount: 6, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 100}", """
              - {at: 300s, action: UpdateService, service: w, taskDefinition: "w:2"}
              - {at: 320s, action: UpdateService, service: w, taskDefinition: "w:1"}
              - {at: 345s, action: UpdateService, service: w, forceNewDeployment: true}
            """));
        Assert.That(Explained("310s"), Does.Contain("A deployment of w:2 is in progress."));
        Assert.That(Explained("330s"), Does.Contain("A deployment of w:1 is in progress.").And.Not.Contain("A deployment of w:2"));
        Assert.That(Explained("3000s"), Does.Not.Contain("is in progress"));
    }

    [Test]
    [Property("Rule", "AS-ECS-01")]
    public void FailedDeployment_GoesOnBlockingScaleIn()
    {
        Simulate(Instances("desiredCount: 6, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: false}}, autoScaling: {minCapacity: 2, maxCapacity: 10, policies: [{policyName: cpu, " + Tracking + "}}}]}",
            "  - {at: 300s, action: UpdateService, service: w, taskDefinition: \"w:2\"}\nworkload: [{name: m, kind: demand, to: w, cpu: [[0s, 1.6], [10m, 0.3]], memory: [[0s, 500]]}]")
            + "\nfailures: [{kind: registryOutage, image: bad, at: 10s, length: 55m}]\n");
        var text = Explained("50m");
        Assert.That(text, Does.Contain("The deployment of w:2 failed and was not rolled back: until another one completes Application Auto Scaling does not scale in."));
        Assert.That(text, Does.Contain("does not scale in while a deployment is in progress"));
    }

    [Test]
    public void Healthy_IsWhatIsHealthyThenAndNotWhatOnceWas()
    {
        Simulate(Instances("desiredCount: 8, availabilityZoneRebalancing: DISABLED, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 150}", "  []", "healthCheck: {command: [CMD, x], interval: 10, retries: 2, timeout: 5}")
            + "\napplications: [{family: w, startup: 1s, unhealthy: {after: 300s}}]\n");
        Assert.That(Explained("200s"), Does.Contain("8 running, 0 pending, 8 healthy"));
        var row = File.ReadLines(At("out", "services.csv")).Single(l => l.StartsWith("660.000,", StringComparison.Ordinal)).Split(',');
        var header = File.ReadLines(At("out", "services.csv")).First().Split(',');
        string Sampled(string column) => row[Array.IndexOf(header, column)];
        Assert.That(int.Parse(Sampled("healthy"), System.Globalization.CultureInfo.InvariantCulture), Is.LessThan(8));
        Assert.That(Explained("660s"), Does.Contain($"{Sampled("pending")} pending, {Sampled("healthy")} healthy"));
    }

    [Test]
    public void RoundThatStartsWhatIsOld_SaysSo()
    {
        Simulate(Instances("desiredCount: 3, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}", """
              - {at: 300s, action: UpdateService, service: w, taskDefinition: "w:2"}
              - {at: 700s, action: UpdateService, service: w, desiredCount: 4}
            """));
        Assert.That(Explained("700s"), Does.Contain("starts 1 task (running 3, pending 0, desired 4); 4 tasks still missing: 4 are running or pending now and maximumPercent 100 allows 4. It is of the older deployment, of w:1."));
    }

    [Test]
    public void CallsOnTheGroupAndTheInstances_AreTold()
    {
        Simulate("""
            name: calls
            run: {duration: 30m, initial: steady}
            taskDefinitions: [{family: w, networkMode: bridge, containerDefinitions: [{name: app, image: "a:1", cpu: 2048, memory: 256}]}]
            autoScalingGroups:
              - {autoScalingGroupName: g, instanceType: c5.large, minSize: 0, maxSize: 20, desiredCapacity: 4}
              - {autoScalingGroupName: other, instanceType: c5.large, minSize: 0, maxSize: 20, desiredCapacity: 1}
            capacityProviders:
              - {name: p, autoScalingGroupProvider: {autoScalingGroup: g, managedScaling: {status: DISABLED}}}
              - {name: q, autoScalingGroupProvider: {autoScalingGroup: other, managedScaling: {status: DISABLED}}}
            cluster: {clusterName: c, defaultCapacityProviderStrategy: [{capacityProvider: p, weight: 1}]}
            services: [{serviceName: w, taskDefinition: w, desiredCount: 4}]
            timeline:
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: 1}
              - {at: 10m, action: SetDesiredCapacity, autoScalingGroupName: other, desiredCapacity: 2}
              - {at: 20m, action: UpdateContainerInstancesState, status: DRAINING}
            """);
        Assert.That(Explained("10m30s"), Does.Contain("The operator calls SetDesiredCapacity on g: desired goes from 4 to 1.").And.Not.Contain("on other"));
        Assert.That(Explained("20m10s"), Does.Match("The operator calls UpdateContainerInstancesState, for \\d of \\d container instances?\\."));
    }

    private static string Fargate(string autoScaling, string timeline, string alarms = "", string workload = "") => $$"""
        name: calls
        run: {start: 2026-01-05T13:00:00Z, duration: 40m, seed: 1, initial: steady}
        model: {alarmPhase: 5s}
        taskDefinitions:
          - {family: worker, cpu: "256", memory: "512", networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: app, image: "worker:1"}]}
        services:
          - {serviceName: w, taskDefinition: worker, desiredCount: 4, launchType: FARGATE, autoScaling: {minCapacity: 1, maxCapacity: 30{{(autoScaling.Length > 0 ? ", " : "")}}{{autoScaling}} } }
        {{alarms}}workload:
          - {name: r, to: w, kind: demand, cpu: [[0s, 0.4], [20m, 0.9]]}{{workload}}
        timeline:
        {{timeline}}
        """;

    private static string Instances(string service, string timeline, string container = "") => $$"""
        name: calls
        run: {duration: 1h, initial: steady}
        containerInstances: [{instanceType: m6i.4xlarge, count: 3, agent: {ECS_IMAGE_PULL_BEHAVIOR: always} }]
        taskDefinitions:
          - {family: w, cpu: "512", memory: "512", containerDefinitions: [{name: app, image: "w:1"{{(container.Length > 0 ? ", " : "")}}{{container}} }]}
          - {family: w, cpu: "512", memory: "512", containerDefinitions: [{name: app, image: "bad:2"{{(container.Length > 0 ? ", " : "")}}{{container}} }]}
        services: [{serviceName: w, taskDefinition: "w:1", launchType: EC2, {{service}} }]
        timeline:
        {{timeline}}
        """;

    private void Simulate(string scenario)
    {
        var run = Run("run", Write("calls.yaml", scenario), "-o", At("out"), "--no-progress", "--no-charts");
        Assert.That(run.Code, Is.Zero, run.Out + run.Error);
    }

    private string Explained(string at)
    {
        var explained = Run("explain", At("out"), "--at", at);
        Assert.That(explained.Code, Is.Zero, explained.Error);
        return string.Join(' ', explained.Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }
}
