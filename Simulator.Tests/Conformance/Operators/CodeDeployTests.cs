using Simulator.Tests.Conformance.Deployments;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Operators;

/// <summary>Services that CodeDeploy deploys.</summary>
public sealed class CodeDeployTests
{
    private const string Deploy = "- {at: 2m, action: CreateDeployment, service: web, taskDefinition: web:2}";

    [Test, Property("Rule", "ECS-BG-04"), Property("Rule", "ECS-BG-02")]
    public void Canary10Percent5Minutes_ThenTheRest_ThenTheOriginalWaits()
    {
        var run = ScenarioRun.Of(Of(Deploy, "deploymentConfigName: CodeDeployDefault.ECSCanary10Percent5Minutes, blueGreenDeploymentConfiguration: {terminateBlueInstancesOnDeploymentSuccess: {action: TERMINATE, terminationWaitTimeInMinutes: 7}}, "));
        var stages = run.Stages();
        var shifts = stages.Where(s => s.Stage == "PRODUCTION_TRAFFIC_SHIFT").Select(s => s.At).ToList();
        Assert.That(shifts[1] - shifts[0], Is.EqualTo(300).Within(0.01));
        Assert.That(stages.Last(s => s.Stage == "CLEAN_UP").At - shifts[1], Is.EqualTo(420).Within(0.01), "terminationWaitTimeInMinutes");
        Assert.That(Share(run, shifts[0] + 60, shifts[0] + 240), Is.EqualTo(0.1).Within(0.01));
        Assert.That(Share(run, shifts[1] + 60, shifts[1] + 300), Is.EqualTo(1));
        Assert.That((run.Running(1, shifts[1] + 400), run.Running(2, shifts[1] + 400)), Is.EqualTo((2, 2)), "twice the desired count until the original goes");
        Assert.That((run.Running(1, shifts[1] + 430), run.Running(2, shifts[1] + 430)), Is.EqualTo((0, 2)));
        Assert.That(run.Metric("web.errors"), Is.Zero);
    }

    [TestCase("CodeDeployDefault.ECSAllAtOnce", 1, 0.0)]
    [TestCase("CodeDeployDefault.ECSLinear10PercentEvery1Minutes", 10, 60.0)]
    [TestCase("CodeDeployDefault.ECSLinear10PercentEvery3Minutes", 10, 180.0)]
    [TestCase("CodeDeployDefault.ECSCanary10Percent15Minutes", 2, 900.0)]
    [Property("Rule", "ECS-BG-04")]
    public void Configuration_OfTheDeployment_GoesBeforeTheGroups(string name, int steps, double apart)
    {
        var run = ScenarioRun.Of(Of($"- {{at: 2m, action: CreateDeployment, service: web, taskDefinition: web:2, deploymentConfigName: {name}}}", "deploymentConfigName: CodeDeployDefault.ECSCanary10Percent5Minutes, "));
        var shifts = run.Stages().Where(s => s.Stage == "PRODUCTION_TRAFFIC_SHIFT").Select(s => s.At).ToList();
        Assert.That(shifts, Has.Count.EqualTo(steps));
        for (var i = 1; i < shifts.Count; i++) Assert.That(shifts[i] - shifts[i - 1], Is.EqualTo(apart).Within(0.01));
    }

    [Test, Property("Rule", "ECS-BG-04")]
    public void SecondDeployment_IsRefusedWhileOneIsInProgress()
    {
        var run = ScenarioRun.Of(Of(Deploy + "\n  - {at: 3m, action: CreateDeployment, service: web, taskDefinition: web:1}", "deploymentConfigName: CodeDeployDefault.ECSCanary10Percent5Minutes, "));
        Assert.That(run.Rows("deployments.csv").Select(d => d.Text("task_definition")), Is.EqualTo(new[] { "web:1", "web:2" }));
        Assert.That(Gates(run), Is.EqualTo(new[] { ("CreateDeployment", ""), ("CreateDeployment", "call_refused") }));
    }

    [TestCase("StopDeployment")]
    [TestCase("ContinueDeployment")]
    [Property("Rule", "ECS-BG-04")]
    public void CallAboutADeployment_WithoutOne_IsRefused(string call)
    {
        var run = ScenarioRun.Of(Of($"- {{at: 2m, action: {call}, service: web}}", "blueGreenDeploymentConfiguration: {deploymentReadyOption: {actionOnTimeout: STOP_DEPLOYMENT, waitTimeInMinutes: 10}}, "));
        Assert.That(Gates(run), Is.EqualTo(new[] { (call, "call_refused") }));
        Assert.That(run.Rows("deployments.csv"), Has.Count.EqualTo(1));
    }

    [TestCase("true", 2, 0)]
    [TestCase("false", 2, 2)]
    [Property("Rule", "ECS-BG-04")]
    public void StoppedDeployment_GoesBackOrStays(string rollback, int original, int replacement)
    {
        var run = ScenarioRun.Of(Of(Deploy + $"\n  - {{at: 6m, action: StopDeployment, service: web, autoRollbackEnabled: {rollback}}}", "deploymentConfigName: CodeDeployDefault.ECSCanary10Percent15Minutes, "));
        Assert.That((run.Running(1, 900), run.Running(2, 900)), Is.EqualTo((original, replacement)));
    }

    [Test, Property("Rule", "ECS-BG-04")]
    public void ReadyOption_WaitsForContinueDeployment_OrGivesUp()
    {
        const string ready = "blueGreenDeploymentConfiguration: {deploymentReadyOption: {actionOnTimeout: STOP_DEPLOYMENT, waitTimeInMinutes: 10}}, ";
        var continued = ScenarioRun.Of(Of(Deploy + "\n  - {at: 8m, action: ContinueDeployment, service: web}", ready));
        Assert.That(continued.Stages().First(s => s.Stage == "PRODUCTION_TRAFFIC_SHIFT").At, Is.EqualTo(480).Within(0.01));
        var forgotten = ScenarioRun.Of(Of(Deploy, ready));
        Assert.That((forgotten.Running(1, 1700), forgotten.Running(2, 1700)), Is.EqualTo((2, 0)));
        Assert.That(forgotten.Metric("web.errors"), Is.Zero);
    }

    [Test, Property("Rule", "AS-ECS-02")]
    public void RequestsPerTarget_AreRefusedAsAMetric()
    {
        const string policy = "autoScaling: {minCapacity: 1, maxCapacity: 4, policies: [{policyName: p, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 10, predefinedMetricSpecification: {predefinedMetricType: ALBRequestCountPerTarget}}}]}, ";
        Assert.That(Loading.Load(Of(Deploy, extra: policy)).Issues.Select(i => i.ToString()), Has.Some.Contains("ALBRequestCountPerTarget does not go with the CODE_DEPLOY controller"));
        Assert.That(Loading.Load(Of(Deploy, extra: policy.Replace("ALBRequestCountPerTarget", "ECSServiceAverageCPUUtilization", StringComparison.Ordinal))).Issues, Is.Empty);
    }

    [TestCase("- {at: 2m, action: UpdateService, service: web, taskDefinition: web:2}", "UpdateService does not change `taskDefinition`")]
    [TestCase("- {at: 2m, action: CreateTaskSet, service: web, taskDefinition: web:2}", "its deployment controller is not EXTERNAL")]
    [TestCase("- {at: 2m, action: CreateDeployment, service: web, taskDefinition: web:2, deploymentConfigName: CodeDeployDefault.ECSCanary10Percent}", "CodeDeployDefault.ECSCanary10Percent")]
    [TestCase("- {at: 2m, action: ContinueDeployment, service: web}", "wait for nobody")]
    [TestCase("- {at: 2m, action: CreateDeployment, service: web, taskDefinition: odd:1}", "cannot run on Fargate")]
    [TestCase("- {at: 2m, action: CreateDeployment, service: web, taskDefinition: odd:1}", "`odd:1` has no container `app`, to which the target group `blue` of the service `web` sends")]
    [TestCase("- {at: 2m, action: CreateDeployment, service: web, taskDefinition: shut:1}", "has no port 80 in its container `app`")]
    [TestCase("- {at: 2m, action: UpdateService, service: web, deploymentConfiguration: {strategy: ROLLING}}", "`strategy` works with the ECS controller only")]
    [TestCase("- {at: 2m, action: UpdateService, service: web, deploymentConfiguration: {bakeTimeInMinutes: 5}}", "`bakeTimeInMinutes` works with the ECS controller only")]
    [TestCase("- {at: 2m, action: UpdateService, service: web, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: true}}}", "`deploymentCircuitBreaker` works with the ECS controller only")]
    [TestCase("- {at: 2m, action: StopServiceDeployment, service: web}", "CodeDeploy deploys the service `web`, not ECS")]
    [TestCase("- {at: 2m, action: ContinueServiceDeployment, service: web}", "CodeDeploy deploys the service `web`, not ECS")]
    [Property("Rule", "ECS-BG-04")]
    public void CallThatCannotBe_IsRefused(string call, string sentence) =>
        Assert.That(Loading.Load(Of(call)).Issues.Select(i => i.ToString()), Has.Some.Contains(sentence));

    [TestCase("[{name: blue}, {name: bleu}]", "there is no target group `bleu`")]
    [TestCase("[{name: green}, {name: third}]", "the pair must be the service's target group `blue` and another one")]
    [TestCase("[{name: blue}]", "2")]
    [Property("Rule", "ECS-BG-04")]
    public void PairThatCannotBe_IsRefused(string pair, string sentence) =>
        Assert.That(Loading.Load(Of(Deploy, pair: pair)).Issues.Select(i => i.ToString()), Has.Some.Contains(sentence));

    [Test, Property("Rule", "ECS-BG-04")]
    public void UpdateService_MayChangePercents() =>
        Assert.That(Loading.Load(Of("- {at: 2m, action: UpdateService, service: web, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 200}}")).Issues, Is.Empty);

    private static IEnumerable<(string, string)> Gates(ScenarioRun run) => run.DecisionsOf("operator").Select(d => (d.GetProperty("policy").GetString()!, d.GetProperty("gate").GetString()!));

    private static double Share(ScenarioRun run, double from, double to)
    {
        double Of(string group) => run.Rows("target_groups.csv", "target_group", group).Where(r => r.Number("t_s") > from + 60 && r.Number("t_s") <= to).Sum(r => r.Number("requests"));
        return Of("green") / (Of("blue") + Of("green"));
    }

    private static string Of(string timeline, string group = "", string extra = "", string pair = "[{name: blue}, {name: green}]") => $$$"""
        name: code-deploy
        run: {duration: 45m, initial: steady, seed: 3}
        taskDefinitions:
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:1", portMappings: [{containerPort: 80}]}]}
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: "web:2", portMappings: [{containerPort: 80}]}]}
          - {family: odd, cpu: 300, memory: 512, networkMode: bridge, containerDefinitions: [{name: other, image: i, portMappings: [{containerPort: 81}]}]}
          - {family: shut, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 81}]}]}
        targetGroups: [{name: blue, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 10}, {name: green, healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 10}, {name: third}]
        services:
          - serviceName: web
            taskDefinition: web:1
            desiredCount: 2
            launchType: FARGATE
            deploymentController: {type: CODE_DEPLOY}
            loadBalancers: [{targetGroup: blue, containerName: app, containerPort: 80}]
            deploymentGroup: {{{{group}}}loadBalancerInfo: {targetGroupPairInfoList: [{targetGroups: {{{pair}}}}]}}
            {{{(extra.Length > 0 ? extra.TrimEnd(',', ' ') : "enableExecuteCommand: false")}}}
        applications: [{family: web, image: {size: 20MiB}, startup: 5s, request: {cpu: 5ms}}]
        workload: [{to: web, rate: 10/s, arrivals: deterministic}]
        timeline:
          {{{timeline}}}
        """;
}
