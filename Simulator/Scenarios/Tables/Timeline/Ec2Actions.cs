using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>SetDesiredCapacity.</summary>
internal static class SetDesiredCapacityTable
{
    public static readonly ObjectTable Table = ActionTables.New("SetDesiredCapacity", "Sets the size of an Auto Scaling group.", "honorCooldown");

    public static readonly Property<Reference> Group = Table.Add("autoScalingGroupName", Kind.To("an Auto Scaling group", "prod-asg"), "Which group.", required: true, defaultText: null, aliases: ["autoScalingGroup", "autoScalingGroupArn"]);
    public static readonly Property<int> DesiredCapacity = Table.Add("desiredCapacity", Kind.AwsCount(0, 100_000), "New size.", required: true);
}
