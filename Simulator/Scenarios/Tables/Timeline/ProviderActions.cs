using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>UpdateCapacityProvider.</summary>
internal static class UpdateCapacityProviderTable
{
    public static readonly ObjectTable Table = ActionTables.New("UpdateCapacityProvider", "Changes managed scaling of a provider of an Auto Scaling group.", "cluster");

    public static readonly Property<Reference> Provider = Table.Add("name", Kind.To("a capacity provider", "prod-ec2"), "Which.", required: true, defaultText: null, aliases: "capacityProvider");
    public static readonly Property<ObjectView> Group = Table.Add("autoScalingGroupProvider", Kind.Object(() => GroupProviderUpdateTable.Table), "What changes.", required: true);
}

/// <summary>autoScalingGroupProvider of UpdateCapacityProvider.</summary>
internal static class GroupProviderUpdateTable
{
    public static readonly ObjectTable Table = new ObjectTable("autoScalingGroupProviderUpdate", "What UpdateCapacityProvider changes; protection and draining cannot change during a run.").Aws("UpdateCapacityProvider", "", "autoScalingGroupProvider");

    public static readonly Property<ObjectView> ManagedScaling = Table.Add("managedScaling", Kind.Object(() => ManagedScalingTable.Table), "Managed scaling; what is not given stays as it is.", required: true);
}
