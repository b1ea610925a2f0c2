using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Providers;

/// <summary>CreateCapacityProvider: the shape of autoScalingGroupProvider, its defaults and its ranges.</summary>
public sealed class ProviderShapeTests
{
    private const string Arn = "autoScalingGroupArn: 'arn:aws:autoscaling:us-east-1:1:autoScalingGroup:a-b:autoScalingGroupName/asg'";

    [Test]
    [Property("Rule", "ECS-API-04")]
    [Property("Rule", "CP-MS-08")]
    public void GroupProvider_HasAwssDefaults()
    {
        var provider = Provider(Arn);
        Assert.That((provider.Name, provider.Kind, provider.AutoScalingGroup), Is.EqualTo(("cp", CapacityProviderKind.AutoScalingGroup, 0)));
        Assert.That(provider.ManagedScaling, Is.EqualTo(new ManagedScalingDefinition(100, 1, 10_000, Duration.FromSeconds(300L))));
        Assert.That((provider.ManagedTerminationProtection, provider.ManagedDraining), Is.EqualTo((false, true)));
    }

    [TestCase("managedScaling: {status: ENABLED, targetCapacity: 90, minimumScalingStepSize: 2, maximumScalingStepSize: 7, instanceWarmupPeriod: 60}, managedTerminationProtection: ENABLED, managedDraining: DISABLED")]
    [TestCase("ManagedScaling: {Status: ENABLED, TargetCapacity: 90, MinimumScalingStepSize: 2, MaximumScalingStepSize: 7, InstanceWarmupPeriod: 60}, ManagedTerminationProtection: ENABLED, ManagedDraining: DISABLED")]
    [Property("Rule", "ECS-API-04")]
    public void GroupProvider_IsReadInEveryPart(string rest)
    {
        var provider = Provider($"{Arn}, {rest}");
        Assert.That(provider.ManagedScaling, Is.EqualTo(new ManagedScalingDefinition(90, 2, 7, Duration.FromSeconds(60L))));
        Assert.That((provider.ManagedTerminationProtection, provider.ManagedDraining), Is.EqualTo((true, false)));
    }

    [Test]
    [Property("Rule", "ECS-API-04")]
    public void DisabledManagedScaling_IsNone() => Assert.That(Provider($"{Arn}, managedScaling: {{status: DISABLED}}").ManagedScaling, Is.Null);

    [TestCase("targetCapacity", 1, 100)]
    [TestCase("minimumScalingStepSize", 1, 10_000)]
    [TestCase("maximumScalingStepSize", 1, 10_000)]
    [TestCase("instanceWarmupPeriod", 0, 10_000)]
    [Property("Rule", "ECS-API-04")]
    public void Numbers_HaveAwssRanges(string property, int least, int most)
    {
        foreach (var value in (int[])[least - 1, least, most, most + 1])
        {
            var messages = Loading.Load(Text($"{Arn}, managedScaling: {{{property}: {value}}}")).Issues.Select(i => i.Message);
            Assert.That(messages, value < least || value > most ? Has.Exactly(1).Contains(property) : Is.Empty, $"{value}");
        }
    }

    [TestCase("{name: cp}", "has no `autoScalingGroupProvider`")]
    [TestCase("{name: cp, autoScalingGroupProvider: {managedDraining: ENABLED}}", "has no `autoScalingGroup`")]
    [TestCase("{name: cp, autoScalingGroupProvider: {autoScalingGroup: asg}, managedInstancesProvider: {}}", "one of a group or of Managed Instances, not both")]
    [Property("Rule", "ECS-API-04")]
    public void WhatIsNoProvider_IsRefused(string provider, string message) =>
        Assert.That(Loading.Load(Text(Arn).Replace($"{{name: cp, autoScalingGroupProvider: {{{Arn}}}}}", provider, StringComparison.Ordinal)).Issues.Select(i => i.Message), Has.Some.Contains(message));

    private static CapacityProviderDefinition Provider(string properties) => Loading.Valid(Text(properties)).CapacityProviders.Single(p => p.Name == "cp");

    private static string Text(string properties) => $$$"""
        name: t
        run: {duration: 1h}
        autoScalingGroups: [{autoScalingGroupName: asg, instanceType: m5.large, minSize: 1, maxSize: 4, newInstancesProtectedFromScaleIn: true}]
        capacityProviders: [{name: cp, autoScalingGroupProvider: {{{{properties}}}}}]
        taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: i, memory: 256}]}]
        services: [{serviceName: web, taskDefinition: web, launchType: EC2}]
        """;
}
