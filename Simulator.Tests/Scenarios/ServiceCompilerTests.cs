using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Scenarios;

/// <summary>CreateService: what is read, resolved and refused.</summary>
public sealed class ServiceCompilerTests
{
    private const string World = """
        name: t
        run: {duration: 1h}
        autoScalingGroups: [{autoScalingGroupName: asg, instanceType: m5.large, minSize: 1, maxSize: 4, attributes: {stack: blue}}]
        capacityProviders: [{name: cp, autoScalingGroupProvider: {autoScalingGroupArn: "arn:aws:autoscaling:us-east-1:1:autoScalingGroup:a-b:autoScalingGroupName/asg"}}]
        taskDefinitions:
          - {family: web, containerDefinitions: [{name: app, image: i, memory: 256, portMappings: [{containerPort: 8080}]}]}
          - {family: web, containerDefinitions: [{name: app, image: i2, memory: 256, portMappings: [{containerPort: 8080}]}]}
          - {family: fg, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 8080}]}]}
        targetGroups: [{name: tg}, {name: tg2}]
        services:
          - {serviceName: s, launchType: EC2, taskDefinition: web}

        """;

    [Test]
    public void Defaults_AreAwss()
    {
        var s = Service("taskDefinition: web");
        Assert.Multiple(() =>
        {
            Assert.That(s.DesiredCount, Is.EqualTo(1));
            Assert.That(s.LaunchType, Is.EqualTo(LaunchType.Ec2), "neither launch type nor strategy nor a default of the cluster");
            Assert.That(s.Deployment, Is.EqualTo(new DeploymentConfiguration(100, 200, false, false)));
            Assert.That(s.HealthCheckGracePeriod.Seconds, Is.Zero);
            Assert.That(s.PlacementStrategies, Is.Empty);
            Assert.That(s.AvailabilityZoneRebalancing, Is.Null);
            Assert.That(s.FineMetrics, Is.EqualTo(FineMetrics.None));
            Assert.That(s.Zones, Is.Empty);
        });
    }

    [TestCase("web", 1)]
    [TestCase("web:1", 0)]
    [TestCase("web:2", 1)]
    [TestCase("\"arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1\"", 0)]
    [TestCase("\"arn:aws:ecs:eu-west-1:123456789012:task-definition/web\"", 1)]
    public void TaskDefinition_IsNamedByFamilyRevisionOrArn(string reference, int index) => Assert.That(Service($"taskDefinition: {reference}").TaskDefinition, Is.EqualTo(index));

    [TestCase("targetGroup: tg")]
    [TestCase("targetGroupArn: \"arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/tg/50dc6c495c0c9188\"")]
    [TestCase("TargetGroupArn: tg")]
    public void TargetGroup_IsNamedByNameOrArn(string reference) =>
        Assert.That(Service($"taskDefinition: web, loadBalancers: [{{{reference}, containerName: app, containerPort: 8080}}]").LoadBalancers.Single(), Is.EqualTo(new LoadBalancerDefinition(0, "app", 8080)));

    [TestCase("containerName: ap, containerPort: 8080", "has no container `ap` (did you mean `app`?)")]
    [TestCase("containerName: app, containerPort: 80", "the container `app` does not map port 80 (it maps 8080)")]
    [TestCase("containerPort: 8080", "has no `containerName` (containerName: app)")]
    [TestCase("containerName: app", "has no `containerPort` (containerPort: 8080)")]
    public void LoadBalancer_MustFitTheTaskDefinition(string entry, string message) => Refused($"taskDefinition: web, loadBalancers: [{{targetGroup: tg, {entry}}}]", message);

    [Test]
    public void TwoServicesOnOneTargetGroup_AreRefused()
    {
        const string balancer = "loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 8080}]";
        Refused($"taskDefinition: web, {balancer}}}\n  - {{serviceName: u, taskDefinition: web, launchType: EC2, {balancer}", "the target group `tg` already belongs to the service `s`");
    }

    [TestCase("{type: spread, field: attribute:ecs.availability-zone}", PlacementStrategyKind.Spread, "attribute:ecs.availability-zone")]
    [TestCase("{type: spread, field: host}", PlacementStrategyKind.Spread, "instanceId")]
    [TestCase("{type: spread, field: INSTANCEID}", PlacementStrategyKind.Spread, "instanceId")]
    [TestCase("{type: spread, field: attribute:stack}", PlacementStrategyKind.Spread, "attribute:stack")]
    [TestCase("{type: binpack, field: MEMORY}", PlacementStrategyKind.Binpack, "memory")]
    [TestCase("{type: random, field: anything}", PlacementStrategyKind.Random, "")]
    [Property("Rule", "ECS-PL-05")]
    public void PlacementStrategies_AreRead(string text, PlacementStrategyKind kind, string field) =>
        Assert.That(Service($"taskDefinition: web, placementStrategy: [{text}]").PlacementStrategies.Single(), Is.EqualTo(new PlacementStrategy(kind, field)));

    [TestCase("{type: spread}", "spread needs a field")]
    [TestCase("{type: binpack}", "binpack needs a field")]
    [TestCase("{type: binpack, field: gpu}", "binpack takes the field cpu or memory, not `gpu`")]
    [TestCase("{type: spread, field: stack}", "did you mean `attribute:stack`?")]
    [TestCase("{type: spread, field: attribute:ecs.availabilityzone}", "there is no built-in attribute `ecs.availabilityzone` (ECS-CL-12) (did you mean `ecs.availability-zone`?)")]
    [TestCase("{type: spred, field: host}", "did you mean `spread`?")]
    public void WrongPlacementStrategies_AreRefused(string text, string message) => Refused($"taskDefinition: web, placementStrategy: [{text}]", message);

    [Test]
    public void SpreadOverAnAttributeNobodyHas_IsAWarning()
    {
        var result = Loading.Load(World.Replace("taskDefinition: web}", "taskDefinition: web, placementStrategy: [{type: spread, field: attribute:rack}]}", StringComparison.Ordinal));
        Assert.That(result.Notes.Single(n => n.Kind == Simulator.Scenarios.ScenarioNoteKind.Warning).Message, Does.Contain("no instance has the attribute `rack`"));
    }

    [TestCase("{type: distinctInstance, expression: x}", "distinctInstance takes no expression")]
    [TestCase("{type: memberOf}", "memberOf has no expression")]
    [TestCase("{type: memberOf, expression: \"attribute:stack == \"}", "the expression is wrong at character")]
    [Property("Rule", "ECS-PL-12")]
    public void WrongConstraints_AreRefused(string text, string message) => Refused($"taskDefinition: web, placementConstraints: [{text}]", message);

    [TestCase("launchType: FARGATE, taskDefinition: web", "`web:2` cannot run on Fargate: Fargate requires that 'cpu' be defined at the task level")]
    [TestCase("launchType: FARGATE, taskDefinition: fg, placementStrategy: [{type: random}]", "Fargate takes no placement strategies")]
    [TestCase("launchType: FARGATE, taskDefinition: fg, placementConstraints: [{type: distinctInstance}]", "Fargate takes no placement constraints")]
    [TestCase("capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}], taskDefinition: web", "cannot run on Fargate")]
    [TestCase("launchType: EC2, capacityProviderStrategy: [{capacityProvider: cp, weight: 1}], taskDefinition: web", "exclude each other")]
    [Property("Rule", "ECS-PL-15")]
    public void FargateRules(string text, string message) => Refused(text, message);

    [TestCase("minimumHealthyPercent: 101", "`minimumHealthyPercent` is 101, outside its range")]
    [TestCase("maximumPercent: 50", "`maximumPercent` is 50, outside its range")]
    [TestCase("deploymentCircuitBreaker: {enable: true}", "has no `rollback`")]
    public void WrongDeployment(string text, string message) => Refused($"taskDefinition: web, deploymentConfiguration: {{{text}}}", message);

    [TestCase("placementStrategy: [{type: binpack, field: cpu}]", "its first placement strategy is not spread")]
    [TestCase("deploymentConfiguration: {maximumPercent: 100}", "its maximumPercent is 100")]
    [TestCase("placementConstraints: [{type: memberOf, expression: \"attribute:ecs.availability-zone == us-east-1a\"}]", "it has a constraint on attribute:ecs.availability-zone")]
    public void Rebalancing_NeedsAnEligibleService(string text, string reason)
    {
        Refused($"taskDefinition: web, availabilityZoneRebalancing: ENABLED, {text}", $"availabilityZoneRebalancing cannot be ENABLED: {reason}");
        Assert.That(Service($"taskDefinition: web, availabilityZoneRebalancing: DISABLED, {text}").AvailabilityZoneRebalancing, Is.False);
    }

    [Test]
    [Property("Rule", "ECS-SV-01")]
    [Property("Rule", "ECS-DM-02")]
    public void DaemonService_HasNeitherCountNorStrategyNorAutoscaling()
    {
        var daemon = Service("taskDefinition: web, schedulingStrategy: DAEMON");
        Assert.That((daemon.SchedulingStrategy, daemon.DesiredCount), Is.EqualTo((SchedulingStrategy.Daemon, 0)));
        Assert.That(daemon.Deployment, Is.EqualTo(new DeploymentConfiguration(0, 100, false, false)));
        Refused("taskDefinition: web, schedulingStrategy: DAEMON, desiredCount: 2", "a DAEMON service takes no `desiredCount`");
        Refused("taskDefinition: web, schedulingStrategy: DAEMON, placementStrategy: [{type: random}]", "a DAEMON service takes no `placementStrategy`");
        Refused("taskDefinition: web, schedulingStrategy: DAEMON, autoScaling: {minCapacity: 1, maxCapacity: 2}", "a DAEMON service takes no `autoScaling`");
        Refused("taskDefinition: web, schedulingStrategy: DAEMON, deploymentConfiguration: {maximumPercent: 200}", "maximumPercent of a DAEMON service must be 100");
        Refused("taskDefinition: fg, launchType: FARGATE, schedulingStrategy: DAEMON", "a DAEMON service runs on container instances, not on Fargate");
    }

    [Test]
    public void Subnets_SayTheZones_UnknownOnesGoRoundAndAreListed()
    {
        var yaml = World.Replace("taskDefinition: web}", "taskDefinition: web, networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-c, subnet-x, subnet-y]}}}", StringComparison.Ordinal) + "subnets: {subnet-c: us-east-1c}\n";
        var result = Loading.Load(yaml);
        Assert.That(result.Scenario!.Services[0].Zones, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(result.Notes.Select(n => n.Message), Is.EqualTo(new[]
        {
            "subnet subnet-x is taken to be in us-east-1a; `subnets` can say otherwise",
            "subnet subnet-y is taken to be in us-east-1b; `subnets` can say otherwise",
        }));
    }

    [TestCase("{metricNames: [CPUUtilization], resolutionSeconds: 20}", FineMetrics.Cpu)]
    [TestCase("{metricNames: [MemoryUtilization], resolutionSeconds: 20}, {metricNames: [CPUUtilization], resolutionSeconds: 60}", FineMetrics.Memory)]
    [TestCase("{metricNames: [CPUUtilization, MemoryUtilization], resolutionSeconds: 20}", FineMetrics.Cpu | FineMetrics.Memory)]
    [TestCase("{metricNames: [CPUUtilization, MemoryUtilization], resolutionSeconds: 60}", FineMetrics.None)]
    [Property("Rule", "AS-MET-05")]
    [Property("Rule", "ECS-MT-04")]
    public void Resolution_IsThatOfEachMetric(string configurations, FineMetrics expected) =>
        Assert.That(Service($"taskDefinition: web, monitoring: {{metricConfigurations: [{configurations}]}}").FineMetrics, Is.EqualTo(expected));

    [Test]
    [Property("Rule", "AS-MET-05")]
    public void MetricOfTwoResolutions_IsRefused() =>
        Refused(
            "taskDefinition: web, monitoring: {metricConfigurations: [{metricNames: [CPUUtilization], resolutionSeconds: 20}, {metricNames: [MemoryUtilization, CPUUtilization], resolutionSeconds: 60}]}",
            "CPUUtilization has a resolution already (name each metric once)");

    [Test]
    public void CapacityProvider_IsFoundByTheNameInTheArn()
    {
        var scenario = Loading.Valid(World);
        Assert.That(scenario.CapacityProviders[2].AutoScalingGroup, Is.Zero);
        Assert.That(scenario.CapacityProviders[2].ManagedScaling, Is.EqualTo(new ManagedScalingDefinition(100, 1, 10_000, Duration.FromSeconds(300L))));
        Assert.That(scenario.CapacityProviders[2].ManagedDraining);
    }

    [TestCase("6", "5", true)]
    [TestCase("6", "4", false)]
    [TestCase("10", "0", false)]
    [TestCase("0", "10", false)]
    [Property("Rule", "CP-05")]
    public void ConstraintsOfDefinitionAndService_CountTogether(string own, string given, bool refused)
    {
        var yaml = With($"taskDefinition: web, placementConstraints: [{Constraints(given)}]").Replace("{family: web,", $"{{family: web, placementConstraints: [{Constraints(own)}],", StringComparison.Ordinal);
        Assert.That(Loading.Load(yaml).Issues.Select(i => i.Message), !refused ? Is.Empty : Has.Exactly(1).Contains("a task would have 11 placement constraints: 6 of `web:2` and 5 beside it; at most 10 are allowed together"));
    }

    [TestCase("{at: 5m, action: UpdateService, service: s, taskDefinition: crowded}", 1)]
    [TestCase("{at: 5m, action: UpdateService, service: s, taskDefinition: crowded, placementConstraints: []}", 0)]
    [TestCase("{at: 5m, action: UpdateService, service: s, taskDefinition: crowded, placementConstraints: [{type: distinctInstance}, {type: distinctInstance}, {type: distinctInstance}, {type: distinctInstance}]}", 0)]
    [TestCase("{at: 5m, action: RunTask, taskDefinition: crowded, launchType: EC2, runTime: 1m, placementConstraints: [CONSTRAINTS]}", 1)]
    [TestCase("{at: 5m, action: UpdateService, service: s, taskDefinition: crowded, placementConstraints: [CONSTRAINTS]}", 1)]
    [TestCase("{at: 5m, action: UpdateService, service: s, placementConstraints: [CONSTRAINTS]}", 0)]
    [Property("Rule", "CP-05")]
    public void ConstraintsOfDefinitionAndCall_CountTogether(string action, int refused)
    {
        var yaml = With($"taskDefinition: web, placementConstraints: [{Constraints("5")}]")
            .Replace("taskDefinitions:\n", $"taskDefinitions:\n  - {{family: crowded, placementConstraints: [{Constraints("6")}], containerDefinitions: [{{name: app, image: i, memory: 256}}]}}\n", StringComparison.Ordinal);
        var messages = Loading.Load(yaml + $"timeline: [{action.Replace("CONSTRAINTS", Constraints("5"), StringComparison.Ordinal)}]\n").Issues.Select(i => i.Message).ToList();
        Assert.That(messages, Has.Count.EqualTo(refused), string.Join('\n', messages));
        Assert.That(messages, Has.All.Contains("6 of `crowded:1` and 5 beside it"));
    }

    [TestCase("web", "instance", true)]
    [TestCase("web", "ip", false)]
    [TestCase("vpc", "ip", true)]
    [TestCase("vpc", "instance", false)]
    public void TargetType_GoesWithTheNetworkMode(string family, string type, bool isRight)
    {
        var messages = Loading.Load(Balanced(family, type)).Issues.Select(i => $"{i.Line}: {i.Message} ({i.Suggestion})").ToList();
        if (isRight) Assert.That(messages, Is.Empty);
        else if (type == "ip") Assert.That(messages, Has.One.EndsWith("`tg` takes targets of type ip, and tasks of `web:2` in network mode bridge are targets of type instance (targetType: instance)"));
        else Assert.That(messages, Has.One.EndsWith("`tg` takes targets of type instance, and tasks of `vpc:1` in network mode awsvpc are targets of type ip (targetType: ip)"));
    }

    [Test]
    public void TargetType_GoesWithTheNetworkModeOfTheNextRevisionToo() =>
        Assert.That(
            Loading.Load(Balanced("web", "instance") + "timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: vpc}]\n").Issues.Select(i => i.Message),
            Has.One.Contains("tasks of `vpc:1` in network mode awsvpc are targets of type ip"));

    [TestCase("HTTPS", "ignored: CreateTargetGroup: protocol HTTPS (accepted, not simulated)")]
    [TestCase("HTTP", null)]
    public void ProtocolOfATargetGroup_IsListedAsIgnoredWhenItIsNotHttp(string protocol, string? expected)
    {
        var result = Loading.Load(Balanced("web", "instance").Replace("targetType:", $"protocol: {protocol}, targetType:", StringComparison.Ordinal));
        Assert.That(result.Notes.Select(n => n.ToString()), expected is null ? Is.Empty : Is.EqualTo(new[] { expected }));
    }

    private static string Balanced(string family, string type) =>
        With($"taskDefinition: {family}, loadBalancers: [{{targetGroup: tg, containerName: app, containerPort: 8080}}]").Replace("{name: tg}", $"{{name: tg, targetType: {type}}}", StringComparison.Ordinal)
            .Replace("  - {family: fg,", "  - {family: vpc, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, memory: 256, portMappings: [{containerPort: 8080}]}]}\n  - {family: fg,", StringComparison.Ordinal);

    private static string Constraints(string count) => string.Join(", ", Enumerable.Repeat("{type: memberOf, expression: runningTasksCount < 10}", int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)));

    private static ServiceDefinition Service(string properties) => Loading.Valid(With(properties)).Services[0];

    private static void Refused(string properties, string message) => Assert.That(Loading.Load(With(properties)).Issues.Select(i => $"{i.Message} ({i.Suggestion})"), Has.Some.Contains(message));

    private static string With(string properties) => World.Replace("launchType: EC2, taskDefinition: web}", properties + "}", StringComparison.Ordinal);
}
