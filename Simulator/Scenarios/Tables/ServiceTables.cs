using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>targetGroups:</c> items.</summary>
internal static class TargetGroupTable
{
    public static readonly ObjectTable Table = new ObjectTable("targetGroup", "A target group of an Application Load Balancer: CreateTargetGroup and its attributes.")
        .Aws("CreateTargetGroup", """
            protocolVersion port vpcId healthCheckProtocol healthCheckPort healthCheckPath matcher ipAddressType tags targetGroupArn loadBalancerArns
            targetControlPort
            """)
        .FromFile("targetGroups");

    public static readonly Property<string> Name = Table.Named("name", Kind.TargetGroupName, "Target group name.", defaultText: null, aliases: "targetGroupName");
    public static readonly Property<Duration> Interval = Table.Add("healthCheckIntervalSeconds", Kind.Seconds(5, 300), "Seconds between health checks (ALB-HC-01).", defaultText: "30");
    public static readonly Property<Duration> Timeout = Table.Add("healthCheckTimeoutSeconds", Kind.Seconds(2, 120), "Seconds until a health check fails.", defaultText: "5");
    public static readonly Property<int> HealthyThreshold = Table.Add("healthyThresholdCount", Kind.AwsCount(2, 10), "Successes in a row until an unhealthy target is healthy; a new one needs one (ALB-HC-02).", defaultText: "5");
    public static readonly Property<int> UnhealthyThreshold = Table.Add("unhealthyThresholdCount", Kind.AwsCount(2, 10), "Failures in a row until a target is unhealthy.", defaultText: "2");
    public static readonly Property<RoutingAlgorithm> Routing = Table.Add("routingAlgorithm", RoutingKind, "load_balancing.algorithm.type (ALB-RT-01).", defaultText: "round_robin");
    public static readonly Property<Duration> DeregistrationDelay = Table.Add("deregistrationDelaySeconds", Kind.Seconds(0, 3600), "deregistration_delay.timeout_seconds (ALB-DR-01).", defaultText: "300");
    public static readonly Property<Duration> SlowStart = Table.Add("slowStartSeconds", Kind.Seconds(0, 900), "slow_start.duration_seconds, 0 or 30 to 900 (ALB-RT-03).", defaultText: "0");
    public static readonly Property<Duration> IdleTimeout = Table.Add("idleTimeoutSeconds", Kind.Seconds(1, 4000), "idle_timeout.timeout_seconds of the load balancer in front (ALB-CN-01).", defaultText: "60");
    public static readonly Property<IReadOnlyList<ObjectView>> Attributes = Table.Add("attributes", Kind.List(Kind.Object(() => TargetGroupAttributeTable.Table)), "Attributes in AWS's shape: [{key, value}].");
    public static readonly Property<string> Protocol = Table.Add(
        "protocol",
        new ChoiceKind<string>(("HTTP", "HTTP"), ("HTTPS", "HTTPS")).Refusing(
            ("TCP", "Network Load Balancers are not simulated yet", "use protocol HTTP"), ("TLS", "Network Load Balancers are not simulated yet", "use protocol HTTP"),
            ("UDP", "Network Load Balancers are not simulated yet", "use protocol HTTP"), ("TCP_UDP", "Network Load Balancers are not simulated yet", "use protocol HTTP"),
            ("GENEVE", "Gateway Load Balancers are not simulated", "use protocol HTTP")),
        "HTTP or HTTPS.", defaultText: "HTTP");
    public static readonly Property<string> TargetType = Table.Add(
        "targetType",
        new ChoiceKind<string>(("ip", "ip"), ("instance", "instance")).Refusing(("lambda", "Lambda targets are not simulated", null), ("alb", "a load balancer as target is not simulated", null)),
        "ip (awsvpc tasks) or instance (bridge, host).", defaultText: "by the tasks' network mode");
    public static readonly Property<bool> HealthCheckEnabled = Table.Add("healthCheckEnabled", Kind.AwsFlag, "Health checks of ip and instance targets cannot be switched off.", defaultText: "true");

    /// <summary>load_balancing.algorithm.type.</summary>
    public static ChoiceKind<RoutingAlgorithm> RoutingKind => new(
        ("round_robin", RoutingAlgorithm.RoundRobin), ("least_outstanding_requests", RoutingAlgorithm.LeastOutstandingRequests), ("weighted_random", RoutingAlgorithm.WeightedRandom));
}

/// <summary>Target group attributes in AWS's own shape.</summary>
internal static class TargetGroupAttributeTable
{
    public static readonly ObjectTable Table = new ObjectTable("targetGroupAttribute", "A target group attribute.").Aws("ModifyTargetGroupAttributes", "");

    public static readonly Property<Reference> Key = Table.Add("key", Kind.To("the name of an attribute", "deregistration_delay.timeout_seconds"), "Name.", required: true);
    public static readonly Property<Node> Content = Table.Add<Node>("value", new AnyKind("its value"), "Value.", required: true);
}

/// <summary><c>listeners:</c> items.</summary>
internal static class ListenerTable
{
    public static readonly ObjectTable Table = new ObjectTable("listener", "A listener.").Aws("CreateListener", "port protocol loadBalancerArn certificates sslPolicy");

    public static readonly Property<string> Name = Table.Named("name", Kind.GroupName, "Listener name.");
    public static readonly Property<IReadOnlyList<ObjectView>> Rules = Table.Add("rules", Kind.List(Kind.Object(() => ListenerRuleTable.Table), 1), "Rules.", required: true);
}

/// <summary>listeners[].rules items.</summary>
internal static class ListenerRuleTable
{
    public static readonly ObjectTable Table = new ObjectTable("listenerRule", "A rule of a listener.").Aws("CreateRule", "conditions priority");

    public static readonly Property<IReadOnlyList<ObjectView>> Forward = Table.Add("forward", Kind.List(Kind.Object(() => ForwardTable.Table), 1, 5), "Target groups by weight.", required: true);
}

/// <summary>forward items.</summary>
internal static class ForwardTable
{
    public static readonly ObjectTable Table = new ObjectTable("forward", "A target group of a rule.").Aws("CreateRule", "");

    public static readonly Property<Reference> TargetGroup = Table.Add("targetGroup", Kind.To("a target group", "web-tg"), "Name or ARN.", required: true, aliases: "targetGroupArn");
    public static readonly Property<int> Weight = Table.Add("weight", Kind.AwsCount(0, 999), "Share of the requests.", defaultText: "1");
}

/// <summary><c>services:</c> items (ECS-API-02).</summary>
internal static class ServiceTable
{
    public static readonly ObjectTable Table = new ObjectTable("service", "A service (CreateService) and what is attached to it.")
        .Aws("CreateService", """
            clientToken platformVersion platformFamily role tags enableECSManagedTags propagateTags enableExecuteCommand serviceRegistries serviceConnectConfiguration
            vpcLatticeConfigurations serviceArn clusterArn status runningCount pendingCount deployments events createdAt createdBy roleArn
            currentServiceDeployment currentServiceRevisions resourceManagementType
            """)
        .FromFile("service", "services");

    public static readonly Property<string> Name = Table.Named("serviceName", Kind.Name, "Service name; not `cluster` or `cost`.", defaultText: null, aliases: ["service", "name"]);
    public static readonly Property<string> Cluster = Table.Add("cluster", Kind.Words, "The cluster's name or ARN; there is one cluster.");
    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "web or web:2"), "family (its newest revision), family:revision, or ARN; needed unless its task sets have one each.");
    public static readonly Property<int> DesiredCount = Table.Add("desiredCount", Kind.AwsCount(0, 100_000), "Tasks to keep; not for DAEMON.", defaultText: "1");
    public static readonly Property<SchedulingStrategy> SchedulingStrategy = Table.Add(
        "schedulingStrategy",
        new ChoiceKind<SchedulingStrategy>(("REPLICA", Model.Definitions.SchedulingStrategy.Replica), ("DAEMON", Model.Definitions.SchedulingStrategy.Daemon)),
        "REPLICA keeps desiredCount tasks; DAEMON runs one on every eligible instance (ECS-SV-01).", defaultText: "REPLICA");
    public static readonly Property<LaunchType> LaunchType = Table.Add("launchType", Kind.LaunchTypes, "Instead of a capacity provider strategy.", defaultText: "the cluster's default strategy, else EC2");
    public static readonly Property<IReadOnlyList<ObjectView>> Strategy = Table.Add("capacityProviderStrategy", Kind.List(Kind.Object(() => StrategyItemTable.Table), 0, 20), "Capacity providers by base and weight (CP-ST-01).", defaultText: "the cluster's");
    public static readonly Property<IReadOnlyList<ObjectView>> PlacementStrategy = Table.Add("placementStrategy", Kind.List(Kind.Object(() => PlacementStrategyTable.Table), 0, 5), "Placement strategies in order.", defaultText: "spread over zones, then instances (ECS-PL-03)");
    public static readonly Property<IReadOnlyList<ObjectView>> PlacementConstraints = Table.Add("placementConstraints", Kind.List(Kind.Object(() => PlacementConstraintTable.Table), 0, 10), "Placement constraints.");
    public static readonly Property<IReadOnlyList<ObjectView>> LoadBalancers = Table.Add("loadBalancers", Kind.List(Kind.Object(() => LoadBalancerTable.Table), 0, 5), "Target groups its tasks register with.");
    public static readonly Property<ObjectView> NetworkConfiguration = Table.Add("networkConfiguration", Kind.Object(() => NetworkConfigurationTable.Table), "Subnets of awsvpc tasks; they say the zones.", defaultText: "all zones");
    public static readonly Property<Duration> GracePeriod = Table.Add("healthCheckGracePeriodSeconds", Kind.Seconds(), "Seconds after a task's start in which failing checks do not replace it (ECS-HL-03).", defaultText: "0");
    public static readonly Property<ObjectView> Deployment = Table.Add("deploymentConfiguration", Kind.Object(() => DeploymentTable.Table), "How a new revision replaces the old one: envelope, strategy, failure detection (ECS-RU-01, ECS-BG-02).");
    public static readonly Property<ObjectView> Controller = Table.Add("deploymentController", Kind.Object(() => DeploymentControllerTable.Table), "Who makes the deployments.", defaultText: "ECS");
    public static readonly Property<IReadOnlyList<ObjectView>> TaskSets = Table.Add("taskSets", Kind.List(Kind.Object(() => Timeline.TaskSetTable.Table)), "Task sets that an EXTERNAL service has from the start, the PRIMARY first.");
    public static readonly Property<ObjectView> DeploymentGroup = Table.Add("deploymentGroup", Kind.Object(() => DeploymentGroupTable.Table), "The CodeDeploy deployment group of a CODE_DEPLOY service.");
    public static readonly Property<bool> Rebalancing = Table.Add("availabilityZoneRebalancing", Kind.Enabled, "Moves tasks until the zones are balanced (ECS-AZ-01).", defaultText: "ENABLED when eligible and run.start is after 2025-09-05");
    public static readonly Property<ObjectView> Monitoring = Table.Add("monitoring", Kind.Object(() => MonitoringTable.Table), "Resolution of the service's metrics (AS-MET-05).");
    public static readonly Property<IReadOnlyList<ObjectView>> Volumes = Table.Add("volumeConfigurations", Kind.List(Kind.Object(() => VolumeConfigurationTable.Table), 0, 1), "EBS volume for each of its tasks: its creation delays their start (ECS-TD-19).");
    public static readonly Property<ObjectView> AutoScaling = Table.Add("autoScaling", Kind.Object(() => ScalableTargetTable.Table), "Its scalable target: RegisterScalableTarget, PutScalingPolicy, PutScheduledAction.");
}

/// <summary>volumeConfigurations items (ECS-TD-19).</summary>
internal static class VolumeConfigurationTable
{
    public static readonly ObjectTable Table = new ObjectTable("volumeConfiguration", "A volume that each task of a service gets.").Aws("CreateService", "managedEBSVolume", "volumeConfigurations[]");

    public static readonly Property<Reference> Name = Table.Add("name", Kind.To("a volume of the task definition with configuredAtLaunch", "data"), "Name of the task definition's volume.", required: true);
}

/// <summary>placementStrategy items.</summary>
internal static class PlacementStrategyTable
{
    public static readonly ObjectTable Table = new ObjectTable("placementStrategy", "A placement strategy (ECS-PL-05 to ECS-PL-08).").Aws("PlacementStrategy", "");

    public static readonly Property<PlacementStrategyKind> Type = Table.Add("type", new ChoiceKind<PlacementStrategyKind>(("spread", PlacementStrategyKind.Spread), ("binpack", PlacementStrategyKind.Binpack), ("random", PlacementStrategyKind.Random)), "Which strategy.", required: true);
    public static readonly Property<Reference> Field = Table.Add("field", Kind.To("instanceId, attribute:name, cpu or memory", "attribute:ecs.availability-zone"), "What spread or binpack looks at.");
}

/// <summary>loadBalancers items.</summary>
internal static class LoadBalancerTable
{
    public static readonly ObjectTable Table = new ObjectTable("loadBalancer", "A target group that the tasks register with.").Aws("CreateService", "", "loadBalancers[]");

    public static readonly Property<Reference> TargetGroup = Table.Add("targetGroup", Kind.To("a target group", "web-tg"), "Name or ARN.", required: false, defaultText: null, aliases: "targetGroupArn");
    public static readonly Property<string> ClassicName = Table.Add("loadBalancerName", Kind.Words, "A Classic Load Balancer; not simulated.");
    public static readonly Property<Reference> Container = Table.Add("containerName", Kind.To("a container of the task definition", "app"), "Container that serves.");
    public static readonly Property<int> ContainerPort = Table.Add("containerPort", Kind.AwsCount(1, 65_535), "Its port.");
    public static readonly Property<ObjectView> Advanced = Table.Add("advancedConfiguration", Kind.Object(() => AdvancedConfigurationTable.Table), "The alternate target group and the listener rules of deployments that shift traffic (ECS-BG-01).");
}

/// <summary>networkConfiguration.</summary>
internal static class NetworkConfigurationTable
{
    public static readonly ObjectTable Table = new ObjectTable("networkConfiguration", "Network of awsvpc tasks.").Aws("CreateService", "", "networkConfiguration");

    public static readonly Property<ObjectView> AwsVpc = Table.Add("awsvpcConfiguration", Kind.Object(() => AwsVpcTable.Table), "Subnets.");
}

/// <summary>awsvpcConfiguration.</summary>
internal static class AwsVpcTable
{
    public static readonly ObjectTable Table = new ObjectTable("awsvpcConfiguration", "Subnets of awsvpc tasks.").Aws("CreateService", "securityGroups assignPublicIp", "networkConfiguration.awsvpcConfiguration");

    public static readonly Property<IReadOnlyList<Reference>> Subnets = Table.Add("subnets", Kind.List(Kind.To("a subnet id", "subnet-0a1"), 1, 16), "Subnet ids.", required: true);
}

/// <summary>monitoring.</summary>
internal static class MonitoringTable
{
    public static readonly ObjectTable Table = new ObjectTable("monitoring", "Resolution of the service's metrics.").Aws("CreateService", "", "monitoring");

    public static readonly Property<IReadOnlyList<ObjectView>> Configurations = Table.Add("metricConfigurations", Kind.List(Kind.Object(() => MetricConfigurationTable.Table), 0, 2), "Resolution by metric.");
}

/// <summary>metricConfigurations items.</summary>
internal static class MetricConfigurationTable
{
    public static readonly ObjectTable Table = new ObjectTable("metricConfiguration", "Resolution of some metrics.").Aws("CreateService", "", "monitoring.metricConfigurations[]");

    public static readonly Property<IReadOnlyList<FineMetrics>> Names = Table.Add("metricNames", Kind.List<FineMetrics>(new ChoiceKind<FineMetrics>(("CPUUtilization", FineMetrics.Cpu), ("MemoryUtilization", FineMetrics.Memory)), 1), "Metrics.", required: true);
    public static readonly Property<int> Resolution = Table.Add("resolutionSeconds", new ChoiceKind<int>(("60", 60), ("20", 20)), "20 or 60.", required: true);
}
