namespace Simulator.Tests.Scenarios;

/// <summary>Numbers of things beyond an account's quotas are refused when quotas are on (CP-05, ASG-LC-08, AS-TGT-07).</summary>
public sealed class QuotaCheckTests
{
    private const string Tasks = "taskDefinitions: [{family: web, cpu: \"256\", memory: \"512\", networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]";

    [TestCase("services: [{serviceName: web, taskDefinition: web, desiredCount: 5001, launchType: FARGATE}]", "5001 are more than the 5000 tasks in a service", 5001)]
    [TestCase("services: [{serviceName: web, taskDefinition: web, launchType: FARGATE}]\ntimeline: [{at: 1m, action: UpdateService, service: web, desiredCount: 6000}]", "6000 are more than the 5000 tasks in a service", 6000)]
    [TestCase("services: [{serviceName: web, taskDefinition: web, launchType: EC2}]\ncontainerInstances: [{instanceType: m5.large, count: 5001}]", "5001 are more than the 5000 container instances in a cluster", 5001)]
    [Property("Rule", "CP-05")]
    public void BeyondAQuota_IsRefusedWhenQuotasHold_AndUnlessItIsRaised(string rest, string message, int raised)
    {
        Assert.That(Issues(rest, ""), Is.Empty, "quotas are off");
        Assert.That(Issues(rest, "model: {quotas: awsDefault}"), Has.Exactly(1).Contains(message).And.Exactly(1).Contains("CP-05"));
        Assert.That(Issues(rest, $"model: {{quotas: awsDefault, tasksPerServiceQuota: {raised}, instancesPerClusterQuota: {raised}, servicesPerClusterQuota: {raised}}}"), Is.Empty);
    }

    [Test]
    [Property("Rule", "CP-05")]
    public void ServicesOfACluster_AreCounted()
    {
        var rest = "services:\n" + string.Concat(Enumerable.Range(0, 3).Select(i => $"  - {{serviceName: s{i}, taskDefinition: web, launchType: FARGATE}}\n"));
        Assert.That(Issues(rest, "model: {quotas: awsDefault, servicesPerClusterQuota: 2}"), Has.Exactly(1).Contains("3 are more than the 2 services in a cluster"));
    }

    [Test]
    [Property("Rule", "AS-TGT-07")]
    public void ScalableTargetsOfARegion_AreCounted_RegisteredAtTheStartOrLater()
    {
        const string rest = """
            services:
              - {serviceName: a, taskDefinition: web, launchType: FARGATE, autoScaling: {minCapacity: 1, maxCapacity: 2}}
              - {serviceName: b, taskDefinition: web, launchType: FARGATE}
              - {serviceName: c, taskDefinition: web, launchType: FARGATE}
            timeline: [{at: 1m, action: RegisterScalableTarget, service: b, minCapacity: 1, maxCapacity: 2}]
            """;
        Assert.That(Issues(rest, "model: {quotas: awsDefault, scalableTargetsPerRegionQuota: 1}"), Has.Exactly(1).Contains("2 are more than the 1 scalable targets in a Region").And.Exactly(1).Contains("AS-TGT-07"));
        Assert.That(Issues(rest, "model: {quotas: awsDefault, scalableTargetsPerRegionQuota: 2}"), Is.Empty);
        Assert.That(Issues(rest, "model: {scalableTargetsPerRegionQuota: 1}"), Is.Empty, "quotas are off");
    }

    [TestCase("policies", 50, "{policyName: pN, policyType: StepScaling, stepScalingPolicyConfiguration: {adjustmentType: ChangeInCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}]}}")]
    [TestCase("scheduledActions", 200, "{scheduledActionName: pN, schedule: rate(1 day), scalableTargetAction: {minCapacity: 1}}")]
    [Property("Rule", "AS-TGT-07")]
    public void PoliciesAndScheduledActionsOfATarget_HaveFixedLimits(string property, int most, string item)
    {
        List<string> With(int count, string timeline = "") => Issues(
            $"services: [{{serviceName: web, taskDefinition: web, launchType: FARGATE, autoScaling: {{minCapacity: 1, maxCapacity: 2, {property}: [{string.Join(", ", Enumerable.Range(0, count).Select(i => item.Replace("pN", $"p{i}", StringComparison.Ordinal)))}]}}}}]\n{timeline}", "");
        Assert.That(With(most), Is.Empty);
        Assert.That(With(most + 1), Has.Count.EqualTo(1).And.All.EqualTo($"`{property}` holds {most + 1} items"), "with quotas or without");
        var put = $"timeline: [{{at: 1m, action: {(property == "policies" ? "PutScalingPolicy" : "PutScheduledAction")}, service: web, {item[1..^1].Replace("pN", "p0", StringComparison.Ordinal)}}}]";
        Assert.That(With(most, put), Is.Empty, "in the place of the one of that name");
        Assert.That(With(most, put.Replace("p0", "more", StringComparison.Ordinal)), Has.Count.EqualTo(1).And.All.Contains($"has more than {most} "));
    }

    [TestCase(20)]
    [TestCase(21)]
    [Property("Rule", "AS-TGT-07")]
    public void StepsOfAPolicy_HaveAFixedLimit(int count)
    {
        var steps = string.Join(", ", Enumerable.Range(0, count).Select(i => $"{{metricIntervalLowerBound: {i}, {(i < count - 1 ? $"metricIntervalUpperBound: {i + 1}, " : "")}scalingAdjustment: 1}}"));
        var issues = Issues($"services: [{{serviceName: web, taskDefinition: web, launchType: FARGATE, autoScaling: {{minCapacity: 1, maxCapacity: 2, policies: [{{policyName: p, stepScalingPolicyConfiguration: {{adjustmentType: ChangeInCapacity, stepAdjustments: [{steps}]}}}}]}}}}]", "");
        Assert.That(issues, count == 20 ? Is.Empty : Is.EqualTo(new[] { "`stepAdjustments` holds 21 items" }));
    }

    [TestCase(20)]
    [TestCase(21)]
    [Property("Rule", "CP-01")]
    public void ProvidersOfACluster_HaveAFixedLimit_AndStandThereBeyondIt(int count)
    {
        string Each(string item) => string.Join(", ", Enumerable.Range(0, count).Select(i => item.Replace("#", $"{i}", StringComparison.Ordinal)));
        var issues = Issues(
            $"services: [{{serviceName: web, taskDefinition: web, capacityProviderStrategy: [{{capacityProvider: p0, weight: 1}}, {{capacityProvider: p{count - 1}, weight: 1}}]}}]\n"
            + $"autoScalingGroups: [{Each("{autoScalingGroupName: g#, instanceType: m5.large, minSize: 1, maxSize: 1}")}]\ncapacityProviders: [{Each("{name: p#, autoScalingGroupProvider: {autoScalingGroup: g#}}")}]", "");
        Assert.That(issues, count == 20 ? Is.Empty : Is.EqualTo(new[] { "`capacityProviders` holds 21 items" }), "a service may name every one of them");
    }

    [Test]
    [Property("Rule", "ASG-LC-08")]
    public void GroupsOfARegion_AndPoliciesOfAGroup_AreCounted()
    {
        const string groups = "services: [{serviceName: web, taskDefinition: web, launchType: EC2}]\nautoScalingGroups:\n  - {autoScalingGroupName: a, instanceType: m5.large, minSize: 1, maxSize: 2}\n  - {autoScalingGroupName: b, instanceType: m5.large, minSize: 1, maxSize: 2, scalingPolicies: [POLICIES]}";
        Assert.That(Issues(groups.Replace("POLICIES", "", StringComparison.Ordinal), "model: {quotas: awsDefault, groupsPerRegionQuota: 1}"), Has.Exactly(1).Contains("2 are more than the 1 Auto Scaling groups in a Region"));
        var policies = string.Join(", ", Enumerable.Range(0, 51).Select(i => $"{{policyName: p{i}, policyType: StepScaling, adjustmentType: ChangeInCapacity, stepAdjustments: [{{metricIntervalLowerBound: 0, scalingAdjustment: 1}}]}}"));
        Assert.That(Issues(groups.Replace("POLICIES", policies, StringComparison.Ordinal), "model: {quotas: awsDefault}"), Has.Exactly(1).Contains("`scalingPolicies` holds 51 items"), "with quotas or without");
    }

    private static List<string> Issues(string rest, string model) => [.. Loading.Load($"name: t\nrun: {{duration: 1h}}\n{Tasks}\n{rest}\n{model}\n").Issues.Select(i => i.Message)];
}
