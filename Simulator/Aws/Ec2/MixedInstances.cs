namespace Simulator.Aws.Ec2;

/// <summary>
/// On-Demand and Spot in a group: <c>On-Demand = min(T, base) + ceil(max(0, T − base) × percentage / 100)</c>, the rest is Spot; a fraction rounds up in
/// favour of On-Demand (ASG-MX-02; EC2 Auto Scaling User Guide, "Auto Scaling groups with multiple instance types and purchase options").
/// </summary>
internal static class MixedInstances
{
    /// <summary>On-Demand instances among <paramref name="total"/>.</summary>
    /// <param name="total">Size of the group, 0 or more.</param>
    /// <param name="baseCapacity">OnDemandBaseCapacity.</param>
    /// <param name="percentage">OnDemandPercentageAboveBaseCapacity, 0–100.</param>
    public static int OnDemandOf(int total, int baseCapacity, int percentage)
    {
        var above = Math.Max(0, total - baseCapacity);
        return (int)(Math.Min(total, baseCapacity) + ((((long)above * percentage) + 99) / 100));
    }
}
