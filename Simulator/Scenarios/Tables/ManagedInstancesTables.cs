using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>managedInstancesProvider (CP-MI-01).</summary>
internal static class ManagedInstancesTable
{
    public static readonly ObjectTable Table = new ObjectTable("managedInstancesProvider", "ECS Managed Instances: ECS launches, packs, patches and ends EC2 instances itself.")
        .Aws("CreateCapacityProvider", "infrastructureRoleArn propagateTags", "managedInstancesProvider");

    public static readonly Property<ObjectView> LaunchTemplate = Table.Add("instanceLaunchTemplate", Kind.Object(() => ManagedLaunchTemplateTable.Table), "What it launches and where.", defaultText: "general-purpose types in all zones");
    public static readonly Property<ObjectView> Optimization = Table.Add("infrastructureOptimization", Kind.Object(() => OptimizationTable.Table), "When idle and underused instances go (CP-MI-03).");
    public static readonly Property<ObjectView> AutoRepair = Table.Add("autoRepairConfiguration", Kind.Object(() => AutoRepairTable.Table), "Whether impaired instances are replaced (CP-MI-05).");
}

/// <summary>managedInstancesProvider.autoRepairConfiguration.</summary>
internal static class AutoRepairTable
{
    public static readonly ObjectTable Table = new ObjectTable("autoRepairConfiguration", "Whether ECS replaces Managed Instances that its health checks find impaired.").Aws("CreateCapacityProvider", "", "autoRepairConfiguration");

    public static readonly Property<bool> Status = Table.Add("actionsStatus", new ChoiceKind<bool>(("ENABLED", true), ("DISABLED", false)), "ENABLED or DISABLED.", defaultText: "model.managedInstancesAutoRepair");
}

/// <summary>managedInstancesProvider.instanceLaunchTemplate.</summary>
internal static class ManagedLaunchTemplateTable
{
    public static readonly ObjectTable Table = new ObjectTable("instanceLaunchTemplate", "How Managed Instances are launched.")
        .Aws("CreateCapacityProvider", "ec2InstanceProfileArn monitoring fipsEnabled capacityReservations instanceMetadataTagsPropagation localStorageConfiguration", "managedInstancesProvider.instanceLaunchTemplate");

    public static readonly Property<ObjectView> Network = Table.Add("networkConfiguration", Kind.Object(() => ManagedNetworkTable.Table), "Subnets.", defaultText: "all zones");
    public static readonly Property<ObjectView> Storage = Table.Add("storageConfiguration", Kind.Object(() => ManagedStorageTable.Table), "Data volume.");
    public static readonly Property<string> CapacityOption = Table.Add("capacityOptionType", new ChoiceKind<string>(("ON_DEMAND", "ON_DEMAND"), ("SPOT", "SPOT"), ("RESERVED", "RESERVED")), "On-Demand, Spot, or a Capacity Reservation, which costs what On-Demand does.", defaultText: "ON_DEMAND");
    public static readonly Property<ObjectView> Requirements = Table.Add("instanceRequirements", Kind.Object(() => InstanceRequirementsTable.Table), "Attributes of the instance types it may launch.", defaultText: "current m, c and r types that are not burstable");
}

/// <summary>instanceLaunchTemplate.networkConfiguration.</summary>
internal static class ManagedNetworkTable
{
    public static readonly ObjectTable Table = new ObjectTable("managedNetworkConfiguration", "Network of Managed Instances.").Aws("CreateCapacityProvider", "securityGroups", "networkConfiguration");

    public static readonly Property<IReadOnlyList<Reference>> Subnets = Table.Add("subnets", Kind.List(Kind.To("a subnet id", "subnet-0a1"), 1, 16), "Subnets; their zones count.", required: true);
}

/// <summary>instanceLaunchTemplate.storageConfiguration.</summary>
internal static class ManagedStorageTable
{
    public static readonly ObjectTable Table = new ObjectTable("managedStorageConfiguration", "Data volume of Managed Instances.").Aws("CreateCapacityProvider", "", "storageConfiguration");

    public static readonly Property<int> Size = Table.Add("storageSizeGiB", Kind.AwsCount(1, 65_536, "GiB"), "Its size, which is billed.", defaultText: "80");
}

/// <summary>managedInstancesProvider.infrastructureOptimization.</summary>
internal static class OptimizationTable
{
    public static readonly ObjectTable Table = new ObjectTable("infrastructureOptimization", "When idle and underused Managed Instances go.").Aws("CreateCapacityProvider", "", "infrastructureOptimization");

    public static readonly Property<int> ScaleInAfter = Table.Add("scaleInAfter", Kind.AwsCount(-1, 3600, "seconds"), "Seconds without a change before an idle or underused instance goes; -1 turns it off.", defaultText: "model.managedInstancesScaleInAfter");
}
