using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Deployments;

/// <summary>deploymentConfiguration and advancedConfiguration as AWS writes them, and what is refused.</summary>
public sealed class DeploymentFormatTests
{
    [Test]
    [Property("Rule", "ECS-API-02")]
    public void AwsJson_IsReadAsItStands()
    {
        var scenario = Loading.Valid(Of("""
            "loadBalancers": [{
              "targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/blue/1111111111111111",
              "containerName": "app", "containerPort": 80,
              "advancedConfiguration": {
                "alternateTargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/green/2222222222222222",
                "productionListenerRule": "arn:aws:elasticloadbalancing:eu-west-1:222222222222:listener-rule/app/shop/1111111111111111/2222222222222222/3333333333333333",
                "testListenerRule": "arn:aws:elasticloadbalancing:eu-west-1:222222222222:listener-rule/app/shop/1111111111111111/4444444444444444/5555555555555555",
                "roleArn": "arn:aws:iam::222222222222:role/ecs-elb"}}],
            "deploymentController": {"type": "ECS"},
            "deploymentConfiguration": {
              "strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 12.5, "canaryBakeTimeInMinutes": 20}, "bakeTimeInMinutes": 15,
              "alarms": {"alarmNames": ["errors"], "enable": true, "rollback": true},
              "lifecycleHooks": [
                {"hookTargetArn": "arn:aws:lambda:eu-west-1:222222222222:function:smoke-test", "roleArn": "arn:aws:iam::222222222222:role/hooks", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"], "hookDetails": {"a": 1}},
                {"targetType": "PAUSE", "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"], "timeoutConfiguration": {"timeoutInMinutes": 30, "action": "CONTINUE"}}]}
            """));
        var service = scenario.Services[0];
        Assert.That(service.LoadBalancers[0], Is.EqualTo(new LoadBalancerDefinition(0, "app", 80, 1)));
        var d = service.Deployment;
        Assert.That((d.Strategy, d.Steps, d.BakeTime), Is.EqualTo((DeploymentStrategy.Canary, new TrafficSteps(125, 1000, Duration.FromMinutes(20)), (Duration?)Duration.FromMinutes(15))));
        Assert.That((d.Alarms!.Names[0], d.Alarms.Rollback), Is.EqualTo(("errors", true)));
        Assert.That((d.Hooks[0].Name, d.Hooks[0].Stages[0], d.Hooks[0].IsPause, d.Hooks[0].Timeout), Is.EqualTo(("smoke-test", LifecycleStage.PostTestTrafficShift, false, Duration.FromMinutes(1440))));
        Assert.That((d.Hooks[1].Name, d.Hooks[1].IsPause, d.Hooks[1].Timeout, d.Hooks[1].ContinuesOnTimeout), Is.EqualTo(("hook-2", true, Duration.FromMinutes(30), true)));
    }

    [TestCase("strategy: CANARY, canaryConfiguration: {canaryPercent: 0.05}", "`canaryPercent` is 0.05, outside its range")]
    [TestCase("strategy: CANARY, canaryConfiguration: {canaryPercent: 5.25}", "traffic moves in tenths of a percent")]
    [TestCase("strategy: CANARY, canaryConfiguration: {canaryBakeTimeInMinutes: 1441}", "`canaryBakeTimeInMinutes` is 1441, outside its range")]
    [TestCase("strategy: LINEAR, linearConfiguration: {stepPercent: 2.9}", "`stepPercent` is 2.9, outside its range")]
    [TestCase("strategy: LINEAR, linearConfiguration: {stepPercent: 100.1}", "`stepPercent` is 100.1, outside its range")]
    [TestCase("strategy: BLUE_GREEN, bakeTimeInMinutes: 2000", "`bakeTimeInMinutes` is 2000, outside its range")]
    [TestCase("strategy: BLUE_GREEN, canaryConfiguration: {canaryPercent: 5}", "canaryConfiguration belongs to strategy CANARY")]
    [TestCase("strategy: CANARY, linearConfiguration: {stepPercent: 5}", "linearConfiguration belongs to strategy LINEAR")]
    [TestCase("lifecycleHooks: [{lifecycleStages: [PRE_SCALE_UP]}]", "a ROLLING deployment has no lifecycle stages")]
    [TestCase("strategy: BLUE_GREEN, lifecycleHooks: [{lifecycleStages: [SCALE_UP]}]", "SCALE_UP calls no hooks")]
    [TestCase("strategy: BLUE_GREEN, lifecycleHooks: [{lifecycleStages: [PRE_SCALEUP]}]", "does not know `PRE_SCALEUP`")]
    [TestCase("strategy: BLUE_GREEN, lifecycleHooks: [{targetType: PAUSE, lifecycleStages: [PRODUCTION_TRAFFIC_SHIFT]}]", "a PAUSE cannot stand at PRODUCTION_TRAFFIC_SHIFT")]
    [TestCase("strategy: BLUE_GREEN, lifecycleHooks: [{targetType: PAUSE, hookTargetArn: f, lifecycleStages: [PRE_SCALE_UP]}]", "a PAUSE calls no function")]
    [TestCase("strategy: BLUE_GREEN, lifecycleHooks: [{lifecycleStages: [PRE_SCALE_UP], takes: 16m}]", "a function runs 15 minutes at most")]
    [TestCase("strategy: BLUE_GREEN, lifecycleHooks: [{lifecycleStages: [PRE_SCALE_UP], timeoutConfiguration: {timeoutInMinutes: 20161}}]", "`timeoutInMinutes` is 20161, outside its range")]
    [TestCase("alarms: {alarmNames: [errrors], enable: true, rollback: true}", "there is no alarm `errrors`")]
    [TestCase("alarms: {alarmNames: [], enable: true, rollback: true}", "the alarms are enabled, but none is named")]
    [TestCase("alarms: {alarmNames: [errors], enable: true}", "has no `rollback`")]
    [TestCase("strategy: BLUEGREEN", "does not know `BLUEGREEN`")]
    [Property("Rule", "ECS-BG-02")]
    [Property("Rule", "ECS-API-02")]
    public void WhatAwsRefuses_IsRefused(string configuration, string sentence)
    {
        var result = Loading.Load(Of($$$"""
            loadBalancers: [{targetGroup: blue, containerName: app, containerPort: 80, advancedConfiguration: {alternateTargetGroup: green}}],
                deploymentConfiguration: {{{{configuration}}}}
            """));
        Assert.That(result.Issues.Select(i => i.Message), Has.Some.Contains(sentence));
        Assert.That(result.Issues.First(i => i.Message.Contains(sentence, StringComparison.Ordinal)).Line, Is.GreaterThan(4));
    }

    [TestCase("loadBalancers: [{targetGroup: blue, containerName: app, containerPort: 80}]", "needs an alternate target group beside `blue`")]
    [TestCase("loadBalancers: [{targetGroup: blue, containerName: app, containerPort: 80, advancedConfiguration: {alternateTargetGroup: blue}}]", "the alternate target group is the target group itself")]
    [TestCase("loadBalancers: [{targetGroup: blue, containerName: app, containerPort: 80, advancedConfiguration: {alternateTargetGroup: red}}]", "there is no target group `red`")]
    [TestCase("loadBalancers: [{targetGroup: blue, containerName: app, containerPort: 80, advancedConfiguration: {alternateTargetGroup: green, testListenerRule: test}}]", "there is no listener `test`")]
    [TestCase("schedulingStrategy: DAEMON", "a DAEMON service cannot be deployed by BLUE_GREEN")]
    [Property("Rule", "ECS-BG-01")]
    [Property("Rule", "ECS-API-02")]
    public void WhatShiftingNeeds_IsAskedFor(string properties, string sentence)
    {
        var result = Loading.Load(Of(properties + ",\n    deploymentConfiguration: {strategy: BLUE_GREEN, bakeTimeInMinutes: 1}"));
        Assert.That(result.Issues.Select(i => i.Message), Has.Some.Contains(sentence));
    }

    [Test]
    [Property("Rule", "ECS-BG-01")]
    public void AServiceWithoutLoadBalancer_IsNotedAndDeployed()
    {
        var result = Loading.Load(Of("deploymentConfiguration: {strategy: BLUE_GREEN}"));
        Assert.That(result.Issues, Is.Empty);
        Assert.That(result.Notes.Select(n => n.Message), Has.Some.Contains("moves no traffic").And.Some.Contains("model.blueGreenBakeTime"));
    }

    [Test]
    [Property("Rule", "ECS-SV-02")]
    public void ContinueServiceDeployment_WantsAPause()
    {
        var result = Loading.Load(Of("desiredCount: 1") + "\ntimeline: [{at: 1m, action: ContinueServiceDeployment, service: web}]");
        Assert.That(result.Issues.Single().Message, Does.Contain("has no PAUSE hook"));
    }

    private static string Of(string service) => $$$"""
        name: t
        run: {duration: 1h}
        taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 80}]}]}]
        targetGroups: [{name: blue}, {name: green}]
        alarms: [{alarmName: errors, series: blue.HTTPCode_Target_5XX_Count, threshold: 5, evaluationPeriods: 1, comparisonOperator: GreaterThanThreshold}]
        services:
          - {serviceName: web, taskDefinition: web, launchType: {{{(service.Contains("DAEMON", StringComparison.Ordinal) ? "EC2" : "FARGATE")}}},
            {{{service}}}}
        """;
}
