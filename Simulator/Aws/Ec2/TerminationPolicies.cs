using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ec2;

/// <summary>What a termination policy sees beside the instance.</summary>
/// <param name="Now">The instant of the choice.</param>
/// <param name="TakeSpot">Whether removing a Spot instance brings the group closer to its On-Demand share.</param>
/// <param name="Group">The group.</param>
/// <param name="Allocation">What knows how well an instance fits the group's allocation strategy.</param>
internal readonly record struct TerminationContext(Instant Now, bool TakeSpot, AutoScalingGroup Group, Allocation Allocation);

/// <summary>
/// One termination policy (ASG-TP-01): the instances with the lowest score stay candidates, the next policy of the chain narrows them further, and what
/// is left is drawn. AWS: EC2 Auto Scaling User Guide, "Control which instances terminate".
/// </summary>
/// <param name="Name">Name in TerminationPolicies.</param>
/// <param name="Summary">What it prefers to terminate.</param>
/// <param name="Score">Lower goes first.</param>
internal sealed record TerminationPolicy(string Name, string Summary, TerminationScore Score);

/// <summary>Score of an instance: lower goes first.</summary>
internal delegate double TerminationScore(in Ec2InstanceRow instance, in TerminationContext context);

/// <summary>The registry of termination policies.</summary>
internal static class TerminationPolicies
{
    private static readonly TerminationPolicy PurchaseOption = new(
        "PurchaseOption", "the purchase option of which the group has too many (a step of Default in mixed groups)",
        (in Ec2InstanceRow i, in TerminationContext c) => i.Spot == c.TakeSpot ? 0 : 1);

    private static readonly TerminationPolicy AllocationStrategy = new(
        "AllocationStrategy", "the instance that fits the allocation strategy least",
        (in Ec2InstanceRow i, in TerminationContext c) => -c.Allocation.MisfitOf(c.Group, i.InstanceType, i.Zone, i.Spot, c.Now));

    private static readonly TerminationPolicy OldestLaunchTemplate = new(
        "OldestLaunchTemplate", "launch configurations, then other launch templates, then the oldest version of the current one",
        (in Ec2InstanceRow i, in TerminationContext c) => c.Group.RankOf(i.LaunchSource));

    private static readonly TerminationPolicy ClosestToNextInstanceHour = new(
        "ClosestToNextInstanceHour", "the instance nearest to the end of a full hour since its launch",
        (in Ec2InstanceRow i, in TerminationContext c) => Duration.FromHours(1).Nanoseconds - ((c.Now - i.Launched).Nanoseconds % Duration.FromHours(1).Nanoseconds));

    private static readonly TerminationPolicy OldestInstance = new(
        "OldestInstance", "the instance launched first", (in Ec2InstanceRow i, in TerminationContext _) => i.Launched.Nanoseconds);

    private static readonly TerminationPolicy NewestInstance = new(
        "NewestInstance", "the instance launched last", (in Ec2InstanceRow i, in TerminationContext _) => -i.Launched.Nanoseconds);

    private static readonly TerminationPolicy OldestLaunchConfiguration = OldestLaunchTemplate with { Name = "OldestLaunchConfiguration" };

    /// <summary>All policies by name. Default stands for a chain and is written out by <see cref="ChainOf"/>.</summary>
    public static readonly TerminationPolicy[] All =
        [AllocationStrategy, OldestLaunchTemplate, OldestLaunchConfiguration, ClosestToNextInstanceHour, NewestInstance, OldestInstance];

    /// <summary>The policies of a group in order, Default written out; a name the model does not know (a Lambda function) narrows nothing.</summary>
    public static TerminationPolicy[] ChainOf(AutoScalingGroupDefinition group)
    {
        var chain = new List<TerminationPolicy>();
        var names = group.TerminationPolicies.IsDefaultOrEmpty ? ["Default"] : group.TerminationPolicies;
        foreach (var name in names)
        {
            if (name == "Default")
            {
                if (group.InstanceTypes.Length > 1 || group.OnDemandPercentageAboveBase < 100) chain.AddRange([PurchaseOption, AllocationStrategy]);
                chain.AddRange([OldestLaunchTemplate, ClosestToNextInstanceHour]);
            }
            else if (Array.Find(All, p => p.Name == name) is { } policy)
            {
                chain.Add(policy);
            }
        }
        return [.. chain];
    }

    /// <summary>Narrows <paramref name="candidates"/> (instance rows) in place to those with the lowest score and returns how many are left.</summary>
    public static int Narrow(TerminationPolicy policy, Span<int> candidates, Slab<Ec2InstanceRow> instances, in TerminationContext context)
    {
        var lowest = double.PositiveInfinity;
        var left = 0;
        foreach (var candidate in candidates)
        {
            var score = policy.Score(in instances[candidate], in context);
            if (score > lowest) continue;
            if (score < lowest) left = 0;
            lowest = score;
            candidates[left++] = candidate;
        }
        return left;
    }
}
