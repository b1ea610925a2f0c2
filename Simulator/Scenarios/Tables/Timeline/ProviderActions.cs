using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>UpdateCapacityProvider.</summary>
internal static class UpdateCapacityProviderTable
{
    public static readonly ObjectTable Table = ActionTables.New("UpdateCapacityProvider", "Changes a provider of an Auto Scaling group: managed scaling, managed termination protection, managed draining.", "cluster");

    public static readonly Property<Reference> Provider = Table.Add("name", Kind.To("a capacity provider", "prod-ec2"), "Which.", required: true, defaultText: null, aliases: "capacityProvider");
    public static readonly Property<ObjectView> Group = Table.Add("autoScalingGroupProvider", Kind.Object(() => GroupProviderUpdateTable.Table), "What changes.", required: true);
}

/// <summary>autoScalingGroupProvider of UpdateCapacityProvider.</summary>
internal static class GroupProviderUpdateTable
{
    public static readonly ObjectTable Table = new ObjectTable("autoScalingGroupProviderUpdate", "What UpdateCapacityProvider changes; what is not given stays as it is.").Aws("UpdateCapacityProvider", "", "autoScalingGroupProvider");

    public static readonly Property<ObjectView> ManagedScaling = Table.Add("managedScaling", Kind.Object(() => ManagedScalingTable.Table), "Managed scaling; what is not given stays as it is.");
    public static readonly Property<bool> TerminationProtection = Table.Add("managedTerminationProtection", Kind.Enabled, "ENABLED protects the instances that hold tasks and releases the others; DISABLED releases all; in the next cycle of managed scaling (CP-MTP-01).");
    public static readonly Property<bool> Draining = Table.Add("managedDraining", Kind.Enabled, "ENABLED puts the terminate hook on the group; DISABLED takes it away, and instances that wait in it go on (CP-MD-01).");
}

/// <summary>PutClusterCapacityProviders.</summary>
internal static class PutClusterCapacityProvidersTable
{
    public static readonly ObjectTable Table = ActionTables.New(
        "PutClusterCapacityProviders",
        "Replaces the cluster's capacity providers and its default strategy. Services keep the strategy they have; what is created or run afterwards without launch type and strategy goes by the new default. Refused as a whole while tasks use a provider that is left out.");

    public static readonly Property<string> Cluster = Table.Add("cluster", Kind.Words, "The cluster's name or ARN; there is one cluster.");
    public static readonly Property<IReadOnlyList<Reference>> CapacityProviders = Table.Add("capacityProviders", Kind.List(Kind.To("a capacity provider", "prod-ec2"), 0, 20), "All providers of the cluster from then on; those of Managed Instances stay in any case.", required: true);
    public static readonly Property<IReadOnlyList<ObjectView>> DefaultStrategy = Table.Add("defaultCapacityProviderStrategy", Kind.List(Kind.Object(() => StrategyItemTable.Table), 0, 20), "Default strategy from then on; [] for none.", required: true);
}
