using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>UpdateContainerInstancesState; instances have no names of their own in a scenario, so their zone and group stand for the list of ids.</summary>
internal static class UpdateContainerInstancesStateTable
{
    public static readonly ObjectTable Table = ActionTables.New("UpdateContainerInstancesState", "Sets container instances to DRAINING.", "cluster");

    public static readonly Property<string> Status = Table.Add(
        "status", new ChoiceKind<string>(("DRAINING", "DRAINING")).Refusing(("ACTIVE", "setting instances ACTIVE again is not simulated yet", "DRAINING")), "DRAINING.", required: true);
    public static readonly Property<Reference> Group = Table.Add("autoScalingGroupName", Kind.To("an Auto Scaling group", "prod-asg"), "Group of the instances.", required: false, defaultText: "all", aliases: ["autoScalingGroup", "autoScalingGroupArn"]);
    public static readonly Property<Reference> Zone = Table.Add("availabilityZone", Kind.To("an Availability Zone", "us-east-1a"), "Zone of the instances.", required: false, defaultText: "all", aliases: "zone");
    public static readonly Property<int> Count = Table.Add("count", Kind.Count(1, 100_000), "How many.", defaultText: "all that match");
}
