using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>
/// How an action says which container instances it means: instances have no names of their own in a scenario, so their zone, their group and a number stand for the
/// list of ids.
/// </summary>
internal sealed class InstanceSelectionProperties(ObjectTable table, Property? ids = null, int most = 100_000)
{
    public Property<Reference> Group { get; } = table.Add("autoScalingGroupName", Kind.To("an Auto Scaling group", "prod-asg"), "Group of the instances.", required: false, defaultText: "all", aliases: ["autoScalingGroup", "autoScalingGroupArn"]);

    public Property<Reference> Zone { get; } = table.Add("availabilityZone", Kind.To("an Availability Zone", "us-east-1a"), "Zone of the instances.", required: false, defaultText: "all", aliases: "zone");

    public Property<bool> AgentConnected { get; } = table.Add("agentConnected", Kind.AwsFlag, "Only those whose agents can, or cannot, be reached (the filter agentConnected==false of ListContainerInstances).", defaultText: "both");

    /// <summary>The call's own parameter with ids, which can say how many only; null where it has none.</summary>
    public Property? Ids { get; } = ids;

    public Property<int> Count { get; } = table.Add("count", Kind.Count(1, most), "How many, those registered first before the others.", defaultText: (ids is null ? "" : "as many as ids are given, else ") + (most == 100_000 ? "all that match" : "1"));

    public static Property<IReadOnlyList<Reference>> ListOfIds(ObjectTable table, int most) =>
        table.Add("containerInstances", Kind.List(Kind.To("a container instance id", "0123456789abcdef0123456789abcdef"), 1, most), "As many container instances as ids are given, those registered first before the others.");
}

/// <summary>UpdateContainerInstancesState.</summary>
internal static class UpdateContainerInstancesStateTable
{
    public static readonly ObjectTable Table = ActionTables.New("UpdateContainerInstancesState", "Sets ACTIVE container instances to DRAINING, or DRAINING ones to ACTIVE (ECS-DR-01, ECS-CL-09).", "cluster");

    public static readonly Property<IReadOnlyList<Reference>> Ids = InstanceSelectionProperties.ListOfIds(Table, 10);
    public static readonly Property<bool> Status = Table.Add("status", new ChoiceKind<bool>(("DRAINING", false), ("ACTIVE", true)), "DRAINING or ACTIVE.", required: true);
    public static readonly InstanceSelectionProperties Instances = new(Table, Ids);
}

/// <summary>DeregisterContainerInstance.</summary>
internal static class DeregisterContainerInstanceTable
{
    public static readonly ObjectTable Table = ActionTables.New("DeregisterContainerInstance", "Takes container instances out of the cluster; the EC2 instances go on and are billed (ECS-CL-15). Registrations whose instance has ended stay until then (ECS-CL-14).", "cluster");

    public static readonly Property<bool> Force = Table.Add("force", Kind.AwsFlag, "Also instances with tasks; the tasks are orphaned and replaced. Without it such instances refuse.", defaultText: "false");
    public static readonly Property<Reference> Id = Table.Add("containerInstance", Kind.To("a container instance id", "0123456789abcdef0123456789abcdef"), "One container instance, the one registered first.");
    public static readonly InstanceSelectionProperties Instances = new(Table, Id);
}

/// <summary>PutAttributes.</summary>
internal static class PutAttributesTable
{
    public static readonly ObjectTable Table = ActionTables.New("PutAttributes", "Puts custom attributes on container instances; placement from then on sees them (ECS-CL-12).", "cluster");

    public static readonly Property<IReadOnlyList<ObjectView>> Attributes = Table.Add("attributes", Kind.List(Kind.Object(() => AttributeTable.Table), 1, 10), "Names and values.", required: true);
    public static readonly InstanceSelectionProperties Instances = new(Table);
}

/// <summary>DeleteAttributes.</summary>
internal static class DeleteAttributesTable
{
    public static readonly ObjectTable Table = ActionTables.New("DeleteAttributes", "Deletes custom attributes of container instances.", "cluster");

    public static readonly Property<IReadOnlyList<ObjectView>> Attributes = Table.Add("attributes", Kind.List(Kind.Object(() => AttributeTable.Table), 1, 10), "Names.", required: true);
    public static readonly InstanceSelectionProperties Instances = new(Table);
}

/// <summary>An attribute of PutAttributes and DeleteAttributes.</summary>
internal static class AttributeTable
{
    public static readonly ObjectTable Table = new ObjectTable("attribute", "A custom attribute.").Aws("Attribute", "targetType targetId", "attributes[]");

    public static readonly Property<string> Name = Table.Add("name", Kind.Words, "1 to 128 characters.", required: true);
    public static readonly Property<string> Value = Table.Add("value", Kind.Words, "1 to 128 characters, without blanks at the edges.");
}

/// <summary>StartTask.</summary>
internal static class StartTaskTable
{
    public static readonly ObjectTable Table = ActionTables.New("StartTask", "Starts a task on each of some container instances, at most ten, without strategies and constraints; resources are still checked (ECS-PL-17).", "cluster enableECSManagedTags enableExecuteCommand group networkConfiguration overrides propagateTags referenceId startedBy tags volumeConfigurations");

    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "agent:1"), "Task definition.", required: true);
    public static readonly Property<IReadOnlyList<Reference>> Ids = InstanceSelectionProperties.ListOfIds(Table, 10);
    public static readonly InstanceSelectionProperties Instances = new(Table, Ids, 10);
}

/// <summary>PutAccountSetting, on the timeline.</summary>
internal static class PutAccountSettingTable
{
    public static readonly ObjectTable Table = ActionTables.New("PutAccountSetting", "Changes an account setting; awsvpcTrunking holds for instances launched from then on (ECS-CL-07).", "principalArn");

    public static readonly Property<Reference> Name = Table.Add("name", Kind.To("an account setting", "awsvpcTrunking"), "Which.", required: true);
    public static readonly Property<Reference> Value = Table.Add("value", Kind.To("a value", "enabled"), "enabled or disabled.", required: true);
}
