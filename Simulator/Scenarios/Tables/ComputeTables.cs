using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>cluster:</c> (ECS-API-03).</summary>
internal static class ClusterTable
{
    public static readonly ObjectTable Table = new ObjectTable("cluster", "The ECS cluster: CreateCluster and PutClusterCapacityProviders.")
        .Aws("CreateCluster", "tags configuration serviceConnectDefaults clusterArn status registeredContainerInstancesCount runningTasksCount pendingTasksCount activeServicesCount statistics attachments attachmentsStatus")
        .FromFile("cluster", "clusters");

    public static readonly Property<string> Name = Table.Named("clusterName", Kind.Name, "Cluster name.", required: false, defaultText: "default", "cluster");
    public static readonly Property<IReadOnlyList<Reference>> CapacityProviders = Table.Add("capacityProviders", Kind.List(Kind.To("a capacity provider", "prod-ec2"), 0, 20), "Capacity providers associated with the cluster.", defaultText: "all");
    public static readonly Property<IReadOnlyList<ObjectView>> Settings = Table.Add("settings", Kind.List(Kind.Object(() => ClusterSettingTable.Table)), "Settings: containerInsights (ECS-MT-07).");
    public static readonly Property<IReadOnlyList<ObjectView>> DefaultStrategy = Table.Add("defaultCapacityProviderStrategy", Kind.List(Kind.Object(() => StrategyItemTable.Table), 0, 20), "Strategy of services that name neither launch type nor strategy.");
}

/// <summary>A setting of the cluster.</summary>
internal static class ClusterSettingTable
{
    public static readonly ObjectTable Table = new ObjectTable("clusterSetting", "A setting of the cluster.").Aws("CreateCluster", "", "settings[]");

    public static readonly Property<string> Name = Table.Add("name", new ChoiceKind<string>(("containerInsights", "containerInsights")), "containerInsights.", required: true);
    public static readonly Property<string> Content = Table.Add("value", new ChoiceKind<string>(("enabled", "enabled"), ("enhanced", "enhanced"), ("disabled", "disabled")), "Whether ECS/ContainerInsights metrics are published; enhanced adds the utilisation of single tasks.", required: true);
}

/// <summary>An item of a capacity provider strategy (CP-ST-01).</summary>
internal static class StrategyItemTable
{
    public static readonly ObjectTable Table = new ObjectTable("capacityProviderStrategyItem", "An item of a capacity provider strategy.").Aws("CapacityProviderStrategyItem", "");

    public static readonly Property<Reference> Provider = Table.Add("capacityProvider", Kind.To("a capacity provider", "FARGATE"), "Name of the provider.", required: true);
    public static readonly Property<int> Weight = Table.Add("weight", Kind.AwsCount(0, 1000), "Share of the tasks beyond the base.", defaultText: "0");
    public static readonly Property<int> Base = Table.Add("base", Kind.AwsCount(0, 100_000), "Tasks placed here first; one provider of a strategy may have a base.", defaultText: "0");
}

/// <summary><c>autoScalingGroups:</c> items.</summary>
internal static class AutoScalingGroupTable
{
    public static readonly ObjectTable Table = new ObjectTable("autoScalingGroup", "An EC2 Auto Scaling group (CreateAutoScalingGroup) of container instances.")
        .Aws("CreateAutoScalingGroup", """
            instanceId loadBalancerNames placementGroup tags
            serviceLinkedRoleARN context desiredCapacityType trafficSources
            availabilityZoneImpairmentPolicy capacityReservationSpecification skipZonalShiftValidation autoScalingGroupARN instances
            createdTime enabledMetrics status trafficSources warmPoolSize predictedCapacity metrics notificationConfigurations
            launchTemplateSpecification
            """)
        .FromFile("autoScalingGroups");

    public static readonly Property<string> Name = Table.Named("autoScalingGroupName", Kind.GroupName, "Group name.", defaultText: null, aliases: "name");
    public static readonly Property<Reference> InstanceType = Table.Add("instanceType", Kind.To("an EC2 instance type", "m6i.large"), "Instance type, where no launch template or mixed-instances policy carries it.");
    public static readonly Property<ObjectView> LaunchTemplate = Table.Add("launchTemplate", Kind.Object(() => LaunchTemplateTable.Table), "Launch template carrying the instance type.");
    public static readonly Property<ObjectView> MixedInstancesPolicy = Table.Add("mixedInstancesPolicy", Kind.Object(() => MixedInstancesTable.Table), "Several instance types, On-Demand and Spot.");
    public static readonly Property<IReadOnlyList<NamedValue<string>>> Attributes = Table.Add("attributes", new MapKind<string>(Kind.Words, "attribute name"), "Custom attributes of its container instances (ECS_INSTANCE_ATTRIBUTES).");
    public static readonly Property<ObjectView> Agent = Table.Add("agent", Kind.Object(() => AgentTable.Table), "Configuration of the container agent on its instances (ecs.config).");
    public static readonly Property<string> AgentVersion = Table.Add("agentVersion", Kind.Words, "Version of the container agents; tasks that need a later one are not placed (ECS-CL-12).", defaultText: "a current one");
    public static readonly Property<int> MinSize = Table.Add("minSize", Kind.AwsCount(0, 100_000), "Smallest size.", required: true);
    public static readonly Property<int> MaxSize = Table.Add("maxSize", Kind.AwsCount(0, 100_000), "Largest size.", required: true);
    public static readonly Property<int> DesiredCapacity = Table.Add("desiredCapacity", Kind.AwsCount(0, 100_000), "Size at creation.", defaultText: "minSize");
    public static readonly Property<IReadOnlyList<Reference>> AvailabilityZones = Table.Add("availabilityZones", Kind.List(Kind.To("an Availability Zone", "us-east-1a")), "Zones it launches in.", defaultText: "those of vpcZoneIdentifier, else all");
    public static readonly Property<Reference> Subnets = Table.Add("vpcZoneIdentifier", Kind.To("subnet ids, separated by commas", "subnet-0a1,subnet-0b2"), "Subnets it launches in.");
    public static readonly Property<bool> Protected = Table.Add("newInstancesProtectedFromScaleIn", Kind.AwsFlag, "New instances are protected from scale-in; managed termination protection needs it (CP-MTP-01).", defaultText: "false");
    public static readonly Property<IReadOnlyList<Reference>> TerminationPolicies = Table.Add("terminationPolicies", Kind.List(Kind.To("a termination policy", "Default")), "Termination policies in order (ASG-TP-01).", defaultText: "[Default]");
    public static readonly Property<Duration> HealthCheckGracePeriod = Table.Add("healthCheckGracePeriod", Kind.Seconds(), "Seconds before health checks count (AS-EC2-05).", defaultText: "0");
    public static readonly Property<Duration> DefaultCooldown = Table.Add("defaultCooldown", Kind.Seconds(), "Seconds after an activity of simple scaling (AS-EC2-03).", defaultText: "300");
    public static readonly Property<Duration> DefaultInstanceWarmup = Table.Add("defaultInstanceWarmup", Kind.Seconds(-1), "Seconds until a new instance counts for the group's policies, unless the policy that launched it says otherwise (AS-EC2-02); -1 is unset.", defaultText: "unset");
    public static readonly Property<IReadOnlyList<ObjectView>> ScalingPolicies = Table.Add("scalingPolicies", Kind.List(Kind.Object(() => GroupPolicyTable.Table), 0, 50), "The group's own scaling policies (EC2 Auto Scaling's PutScalingPolicy).");
    public static readonly Property<IReadOnlyList<ObjectView>> ScheduledActions = Table.Add("scheduledActions", Kind.List(Kind.Object(() => GroupScheduledActionTable.Table), 0, 125), "The group's scheduled actions (PutScheduledUpdateGroupAction).");
    public static readonly Property<string> LaunchConfiguration = Table.Add("launchConfigurationName", Kind.GroupName, "Launch configuration; instances of one count as older than those of any launch template (ASG-TP-01).");
    public static readonly Property<GroupHealthChecks> HealthCheckType = Table.Add("healthCheckType", GroupKinds.HealthCheckType, "Health checks beside EC2's own (ASG-HC-01).", defaultText: "EC2");
    public static readonly Property<IReadOnlyList<Reference>> TargetGroups = Table.Add("targetGroupARNs", Kind.List(Kind.To("a target group", "web-tg"), 0, 50), "Target groups to which the group itself registers its instances; they deregister an instance before its hooks run (ASG-LC-02).", defaultText: "none");
    public static readonly Property<IReadOnlyList<ObjectView>> LifecycleHooks = Table.Add("lifecycleHookSpecificationList", Kind.List(Kind.Object(() => GroupHookTable.Table), 0, 50), "The group's own lifecycle hooks (ASG-LC-03).", required: false, defaultText: null, aliases: "lifecycleHooks");
    public static readonly Property<Duration> MaxInstanceLifetime = Table.Add("maxInstanceLifetime", Kind.Seconds(), "Seconds after which an instance is replaced, at least a day; 0 for never.", defaultText: "0");
    public static readonly Property<bool> CapacityRebalance = Table.Add("capacityRebalance", Kind.AwsFlag, "Whether Spot instances at risk are replaced ahead of time (ASG-RB-02).", defaultText: "false");
    public static readonly Property<ObjectView> MaintenancePolicy = Table.Add("instanceMaintenancePolicy", Kind.Object(() => MaintenancePolicyTable.Table), "How replacements keep the group healthy (ASG-HC-03).");
    public static readonly Property<ObjectView> ZoneDistribution = Table.Add("availabilityZoneDistribution", Kind.Object(() => ZoneDistributionTable.Table), "How launches are divided between zones (ASG-LC-05).");
    public static readonly Property<IReadOnlyList<ObjectView>> SuspendedProcesses = Table.Add("suspendedProcesses", Kind.List(Kind.Object(() => SuspendedProcessTable.Table)), "Scaling processes suspended from the start.", defaultText: "none");
    public static readonly Property<ObjectView> WarmPool = Table.Add("warmPool", Kind.Object(() => WarmPoolTable.Table), "Warm pool (PutWarmPool).", required: false, defaultText: null, aliases: "warmPoolConfiguration");
}

/// <summary>A launch template, as far as it says the instance type.</summary>
internal static class LaunchTemplateTable
{
    public static readonly ObjectTable Table = new ObjectTable("launchTemplate", "A launch template: the instance type is what matters.")
        .Aws("CreateAutoScalingGroup", "versionDescription imageId keyName userData securityGroupIds networkInterfaces blockDeviceMappings iamInstanceProfile tagSpecifications instanceMarketOptions metadataOptions ebsOptimized", "launchTemplate");

    public static readonly Property<Reference> InstanceType = Table.Add("instanceType", Kind.To("an EC2 instance type", "m6i.large"), "Instance type.");
    public static readonly Property<ObjectView> Monitoring = Table.Add("monitoring", Kind.Object(() => InstanceMonitoringTable.Table), "Detailed or basic monitoring.");
    public static readonly Property<string> Name = Table.Add("launchTemplateName", Kind.Any, "Name; termination policies tell templates apart by it.");
    public static readonly Property<string> Id = Table.Add("launchTemplateId", Kind.Any, "Id, instead of the name.");
    public static readonly Property<string> Version = Table.Add("version", Kind.Any, "Version; termination policies and instance refreshes tell instances apart by it.", defaultText: "$Default");
    public static readonly Property<ObjectView> Content = Table.Add("launchTemplateData", Kind.Object(() => Table!), "CreateLaunchTemplate's own shape.");
}

/// <summary>monitoring of a launch template.</summary>
internal static class InstanceMonitoringTable
{
    public static readonly ObjectTable Table = new ObjectTable("instanceMonitoring", "How often instances publish their metrics.").Aws("CreateAutoScalingGroup", "", "launchTemplate.monitoring");

    public static readonly Property<bool> Enabled = Table.Add("enabled", Kind.AwsFlag, "Every minute (detailed) instead of every five; target tracking of the group follows (AS-EC2-01).", defaultText: "true");
}

/// <summary>mixedInstancesPolicy (ASG-MX-01).</summary>
internal static class MixedInstancesTable
{
    public static readonly ObjectTable Table = new ObjectTable("mixedInstancesPolicy", "A mixed-instances policy.").Aws("CreateAutoScalingGroup", "", "mixedInstancesPolicy");

    public static readonly Property<ObjectView> LaunchTemplate = Table.Add("launchTemplate", Kind.Object(() => MixedLaunchTemplateTable.Table), "Launch template with its overrides.", required: true);
    public static readonly Property<ObjectView> Distribution = Table.Add("instancesDistribution", Kind.Object(() => InstancesDistributionTable.Table), "On-Demand and Spot shares.");
}

/// <summary>mixedInstancesPolicy.launchTemplate.</summary>
internal static class MixedLaunchTemplateTable
{
    public static readonly ObjectTable Table = new ObjectTable("mixedLaunchTemplate", "The launch template of a mixed-instances policy.").Aws("CreateAutoScalingGroup", "", "mixedInstancesPolicy.launchTemplate");

    public static readonly Property<ObjectView> Specification = Table.Add("launchTemplateSpecification", Kind.Object(() => LaunchTemplateTable.Table), "Launch template and version.");

    public static readonly Property<IReadOnlyList<ObjectView>> Overrides = Table.Add("overrides", Kind.List(Kind.Object(() => LaunchTemplateOverrideTable.Table), 1, 40), "Instance types in order of preference.", required: true);
}

/// <summary>mixedInstancesPolicy.launchTemplate.overrides items.</summary>
internal static class LaunchTemplateOverrideTable
{
    public static readonly ObjectTable Table = new ObjectTable("launchTemplateOverride", "An instance type of a mixed-instances policy.").Aws("CreateAutoScalingGroup", "launchTemplateSpecification imageId", "mixedInstancesPolicy.launchTemplate.overrides[]");

    public static readonly Property<Reference> InstanceType = Table.Add("instanceType", Kind.To("an EC2 instance type", "m6i.large"), "Instance type.");
    public static readonly Property<string> WeightedCapacity = Table.Add("weightedCapacity", Kind.Words, "Refused: groups behind a capacity provider take no weights (ASG-MX-01).");
    public static readonly Property<ObjectView> InstanceRequirements = Table.Add("instanceRequirements", Kind.Object(() => InstanceRequirementsTable.Table), "Attribute-based selection, instead of an instance type.");
}

/// <summary>mixedInstancesPolicy.instancesDistribution.</summary>
internal static class InstancesDistributionTable
{
    public static readonly ObjectTable Table = new ObjectTable("instancesDistribution", "On-Demand and Spot shares of a group.")
        .Aws("CreateAutoScalingGroup", "spotMaxPrice", "mixedInstancesPolicy.instancesDistribution");

    public static readonly Property<int> Base = Table.Add("onDemandBaseCapacity", Kind.AwsCount(0, 100_000), "Instances that are On-Demand in any case.", defaultText: "0");
    public static readonly Property<int> Percentage = Table.Add("onDemandPercentageAboveBaseCapacity", Kind.AwsCount(0, 100), "Percentage of On-Demand above the base.", defaultText: "100");
    public static readonly Property<OnDemandAllocation> OnDemandStrategy = Table.Add(
        "onDemandAllocationStrategy", new ChoiceKind<OnDemandAllocation>(("prioritized", OnDemandAllocation.Prioritized), ("lowest-price", OnDemandAllocation.LowestPrice)), "How On-Demand types are chosen (ASG-MX-01).", defaultText: "prioritized; lowest-price with instanceRequirements");
    public static readonly Property<SpotAllocation> SpotStrategy = Table.Add(
        "spotAllocationStrategy",
        new ChoiceKind<SpotAllocation>(("lowest-price", SpotAllocation.LowestPrice), ("capacity-optimized", SpotAllocation.CapacityOptimized), ("capacity-optimized-prioritized", SpotAllocation.CapacityOptimizedPrioritized), ("price-capacity-optimized", SpotAllocation.PriceCapacityOptimized)),
        "How Spot pools are chosen (ASG-MX-01, ASG-SP-06).", defaultText: "lowest-price");
    public static readonly Property<int> SpotPools = Table.Add("spotInstancePools", Kind.AwsCount(1, 20), "Cheapest Spot pools of a zone over which lowest-price spreads.", defaultText: "2");
}

/// <summary><c>containerInstances:</c> items.</summary>
internal static class ContainerInstanceTable
{
    public static readonly ObjectTable Table = new ObjectTable("containerInstances", "Container instances that belong to no group and are there from the start; or an instance as DescribeContainerInstances prints it (ECS-API-06).")
        .Aws("DescribeContainerInstances", """
            containerInstanceArn ec2InstanceId capacityProviderName version remainingResources runningTasksCount pendingTasksCount agentUpdateStatus attachments tags healthStatus
            registeredAt statusReason
            """, "containerInstances[]")
        .FromFile("containerInstances").Several();

    public static readonly Property<Reference> InstanceType = Table.Add("instanceType", Kind.To("an EC2 instance type", "m6i.large"), "Instance type; needed unless the attribute ecs.instance-type gives it.");
    public static readonly Property<Reference> Zone = Table.Add("availabilityZone", Kind.To("an Availability Zone", "us-east-1a"), "Zone.", defaultText: "the attribute ecs.availability-zone, else round the zones in order");
    public static readonly Property<int> Count = Table.Add("count", Kind.Count(1, 100_000), "How many.", defaultText: "1");
    public static readonly Property<IReadOnlyList<NamedValue<string>>> Attributes = Table.Add("attributes", new AttributesKind(Kind.Words), "Custom attributes.");
    public static readonly Property<IReadOnlyList<ObjectView>> Registered = Table.Add("registeredResources", Kind.List(Kind.Object(() => RegisteredResourceTable.Table)), "CPU and MEMORY as registered, instead of what the type usually registers.");
    public static readonly Property<bool> Draining = Table.Add("status", new ChoiceKind<bool>(("ACTIVE", false), ("DRAINING", true)), "ACTIVE or DRAINING at the start.", defaultText: "ACTIVE");
    public static readonly Property<bool> AgentConnected = Table.Add("agentConnected", Kind.AwsFlag, "Whether the agent can be reached at the start.", defaultText: "true");
    public static readonly Property<ObjectView> Version = Table.Add("versionInfo", Kind.Object(() => VersionInfoTable.Table), "Version of the container agent, as DescribeContainerInstances prints it.");
    public static readonly Property<ObjectView> Agent = Table.Add("agent", Kind.Object(() => AgentTable.Table), "Configuration of the container agent (ecs.config).");
    public static readonly Property<string> AgentVersion = Table.Add("agentVersion", Kind.Words, "Version of the container agents; tasks that need a later one are not placed (ECS-CL-12).", defaultText: "a current one");
    public static readonly Property<ObjectView> Maintenance = Table.Add("maintenanceOptions", Kind.Object(() => MaintenanceOptionsTable.Table), "Whether EC2 recovers the instances when their host fails (ASG-HC-05).");
}

/// <summary>maintenanceOptions.</summary>
internal static class MaintenanceOptionsTable
{
    public static readonly ObjectTable Table = new ObjectTable("maintenanceOptions", "Maintenance options of instances without a group (RunInstances).").Aws("InstanceMaintenanceOptions", "rebootMigration", "containerInstances[].maintenanceOptions");

    public static readonly Property<bool> AutoRecovery = Table.Add("autoRecovery", new ChoiceKind<bool>(("default", true), ("disabled", false)), "Simplified automatic recovery.", defaultText: "default");
}

/// <summary>registeredResources items.</summary>
internal static class RegisteredResourceTable
{
    public static readonly ObjectTable Table = new ObjectTable("resource", "A registered resource.").Aws("Resource", "type doubleValue longValue stringSetValue", "containerInstances[].registeredResources[]");

    public static readonly Property<string> Name = Table.Add("name", Kind.Words, "CPU or MEMORY; others follow from the instance type.", required: true);
    public static readonly Property<int> Value = Table.Add("integerValue", Kind.AwsCount(0, 100_000_000), "CPU units or MiB.", defaultText: "0");
}

/// <summary>versionInfo.</summary>
internal static class VersionInfoTable
{
    public static readonly ObjectTable Table = new ObjectTable("versionInfo", "Versions on a container instance.").Aws("VersionInfo", "agentHash dockerVersion", "containerInstances[].versionInfo");

    public static readonly Property<string> AgentVersion = Table.Add("agentVersion", Kind.Words, "Version of the container agent.");
}

/// <summary><c>capacityProviders:</c> items (ECS-API-04).</summary>
internal static class CapacityProviderTable
{
    public static readonly ObjectTable Table = new ObjectTable("capacityProvider", "A capacity provider (CreateCapacityProvider).")
        .Aws("CreateCapacityProvider", "tags capacityProviderArn status updateStatus updateStatusReason cluster type").FromFile("capacityProvider", "capacityProviders");

    public static readonly Property<string> Name = Table.Named("name", Kind.Name, "Provider name.");
    public static readonly Property<ObjectView> Group = Table.Add("autoScalingGroupProvider", Kind.Object(() => GroupProviderTable.Table), "The Auto Scaling group behind it.");
    public static readonly Property<ObjectView> ManagedInstances = Table.Add("managedInstancesProvider", Kind.Object(() => ManagedInstancesTable.Table), "ECS Managed Instances.");
}

/// <summary>autoScalingGroupProvider.</summary>
internal static class GroupProviderTable
{
    public static readonly ObjectTable Table = new ObjectTable("autoScalingGroupProvider", "The Auto Scaling group behind a capacity provider.").Aws("CreateCapacityProvider", "", "autoScalingGroupProvider");

    public static readonly Property<Reference> Group = Table.Add("autoScalingGroup", Kind.To("an Auto Scaling group", "prod-asg"), "Group name or ARN.", required: true, aliases: "autoScalingGroupArn");
    public static readonly Property<ObjectView> ManagedScaling = Table.Add("managedScaling", Kind.Object(() => ManagedScalingTable.Table), "Managed scaling.", defaultText: "ENABLED with the defaults");
    public static readonly Property<bool> TerminationProtection = Table.Add("managedTerminationProtection", Kind.Enabled, "Protects instances that hold tasks from scale-in (CP-MTP-01).", defaultText: "DISABLED");
    public static readonly Property<bool> Draining = Table.Add("managedDraining", Kind.Enabled, "Drains instances before they are terminated (CP-MD-01).", defaultText: "ENABLED");
}

/// <summary>managedScaling (CP-MS-08).</summary>
internal static class ManagedScalingTable
{
    public static readonly ObjectTable Table = new ObjectTable("managedScaling", "Managed scaling of a capacity provider.").Aws("CreateCapacityProvider", "", "autoScalingGroupProvider.managedScaling");

    public static readonly Property<bool> Status = Table.Add("status", Kind.Enabled, "Whether ECS scales the group.", defaultText: "ENABLED");
    public static readonly Property<int> TargetCapacity = Table.Add("targetCapacity", Kind.AwsCount(1, 100, "percent"), "Percentage of the group's instances that should be used.", defaultText: "100");
    public static readonly Property<int> MinimumStep = Table.Add("minimumScalingStepSize", Kind.AwsCount(1, 10_000), "Fewest instances of a scale-out.", defaultText: "1");
    public static readonly Property<int> MaximumStep = Table.Add("maximumScalingStepSize", Kind.AwsCount(1, 10_000), "Most instances of a scale-out.", defaultText: "10000");
    public static readonly Property<Duration> Warmup = Table.Add("instanceWarmupPeriod", Kind.Seconds(0, 10_000), "Seconds after a launch before the next scale-out.", defaultText: "300");
}
