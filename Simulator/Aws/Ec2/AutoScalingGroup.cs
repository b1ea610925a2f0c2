using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>
/// What the EC2 room knows of one group beside its row: members (Pending or InService) by zone and purchase option, so that neither a launch nor a
/// balance check scans instances, and what is under way.
/// </summary>
internal sealed class AutoScalingGroup
{
    private readonly int[] _byZone;
    private readonly int[] _byPool; // Spot members by zone and instance type
    private readonly Scenario _scenario;

    public AutoScalingGroup(Scenario scenario, int index)
    {
        _scenario = scenario;
        Index = index;
        Definition = scenario.AutoScalingGroups[index];
        Key = SourceKey.Of(Definition.Name);
        _byZone = new int[scenario.AvailabilityZones.Length];
        _byPool = new int[scenario.AvailabilityZones.Length * Definition.InstanceTypes.Length];
        Termination = TerminationPolicies.ChainOf(Definition);
        foreach (var provider in scenario.CapacityProviders)
            ManagedDraining |= provider.AutoScalingGroup == index && provider.ManagedDraining;
    }

    public int Index { get; }

    public AutoScalingGroupDefinition Definition { get; }

    /// <summary>Key of the group's draws: adding another group to a scenario does not move them.</summary>
    public long Key { get; }

    /// <summary>Termination policies with Default written out.</summary>
    public TerminationPolicy[] Termination { get; }

    /// <summary>Whether a capacity provider drains its instances before they terminate (CP-MD-01).</summary>
    public bool ManagedDraining { get; }

    /// <summary>Launches so far: number of the next birth.</summary>
    public long Births { get; private set; }

    /// <summary>Terminations chosen so far: number of the next choice.</summary>
    public long Choices { get; set; }

    /// <summary>On-Demand members.</summary>
    public int OnDemand { get; private set; }

    /// <summary>Instances that failed and whose absence the group has not noticed.</summary>
    public int Unnoticed { get; set; }

    /// <summary>Whether the group moves instances into a zone that came back (ASG-RB-01).</summary>
    public bool Rebalancing { get; set; }

    /// <summary>Pending instances launched beyond desired capacity for that.</summary>
    public int BalanceLaunches { get; set; }

    /// <summary>Members it may have while it does that: a tenth above its maximum, at least one.</summary>
    public static int BalanceCeiling(int maxSize) => maxSize + Math.Max(1, maxSize / 10);

    /// <summary>When the next reconcile is on the calendar.</summary>
    public Instant NextReconcile { get; set; } = Instant.MaxValue;

    /// <summary>Pending and InService instances in a zone.</summary>
    public int InZone(int zone) => _byZone[zone];

    /// <summary>Takes the number of a birth.</summary>
    public long TakeBirth() => Births++;

    /// <summary>An instance joined (<paramref name="by"/> = 1) or left (-1) the members.</summary>
    public void Count(in Ec2InstanceRow row, int by)
    {
        _byZone[row.Zone] += by;
        if (row.Spot) _byPool[PoolOf(row.Zone, Definition.InstanceTypes.IndexOf(row.InstanceType))] += by;
        else OnDemand += by;
    }

    /// <summary>Whether the next member of a group that has <paramref name="members"/> is On-Demand (ASG-MX-02).</summary>
    public bool NextIsOnDemand(int members) =>
        OnDemand < MixedInstances.OnDemandOf(members + 1, Definition.OnDemandBaseCapacity, Definition.OnDemandPercentageAboveBase);

    /// <summary>Whether a removal from <paramref name="members"/> instances keeps the split best when it takes a Spot instance.</summary>
    public bool RemovalTakesSpot(int members) =>
        OnDemand <= MixedInstances.OnDemandOf(members - 1, Definition.OnDemandBaseCapacity, Definition.OnDemandPercentageAboveBase);

    /// <summary>
    /// The instance type of a launch: On-Demand takes the first of the list (<c>prioritized</c>), Spot the least used of the cheapest pools of the zone
    /// (<c>lowest-price</c> over SpotInstancePools; ASG-MX-01, ASG-SP-06).
    /// </summary>
    public int TypeFor(int zone, bool spot)
    {
        var types = Definition.InstanceTypes;
        if (!spot || types.Length == 1) return types[0];
        Span<int> cheapest = stackalloc int[Math.Min(Definition.SpotInstancePools, types.Length)];
        var found = 0;
        for (var i = 0; i < types.Length; i++)
        {
            var at = found;
            while (at > 0 && SpotPrice(i) < SpotPrice(cheapest[at - 1])) at--;
            if (at == cheapest.Length) continue;
            found = Math.Min(found + 1, cheapest.Length);
            for (var j = found - 1; j > at; j--) cheapest[j] = cheapest[j - 1];
            cheapest[at] = i;
        }
        var best = cheapest[0];
        foreach (var i in cheapest)
        {
            if (_byPool[PoolOf(zone, i)] < _byPool[PoolOf(zone, best)]) best = i;
        }
        return types[best];
    }

    private int PoolOf(int zone, int type) => (zone * Definition.InstanceTypes.Length) + type;

    private double SpotPrice(int type)
    {
        var definition = _scenario.InstanceTypes[Definition.InstanceTypes[type]];
        return definition.OnDemandUsdPerHour * (1.0 - definition.SpotSaving);
    }
}
