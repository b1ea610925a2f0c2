using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ec2;

/// <summary>Instances that ECS launches and ends itself: Managed Instances (CP-MI-01). They take the same way to ACTIVE as those of groups.</summary>
public sealed partial class Ec2
{
    private readonly ManagedLaunches _managed;

    /// <summary>
    /// ECS launches a Managed Instance: a launch of the account's like any other (ASG-LC-06), refused where the type is sold out or the quota has no room
    /// (ASG-LC-07), billed from now on.
    /// </summary>
    public void Apply(in ManagedInstanceLaunch fact)
    {
        var overQuota = !_quotas.Allows(fact.InstanceType, fact.Spot);
        if (overQuota || _zoneOut[fact.Zone] || !(fact.Reserved || _allocation.IsToBeHad(fact.InstanceType, fact.Zone, fact.Spot, _calendar.Now)))
        {
            _events.Report(new(-1, -1, overQuota ? GroupEventKind.VcpuLimitExceeded : GroupEventKind.InsufficientInstanceCapacity, fact.InstanceType, fact.Zone, fact.Spot, 1));
            _launchFailures.Report(new(fact.Provider, fact.InstanceType, fact.Zone, overQuota));
            return;
        }
        var instance = Add(-1, fact.InstanceType, fact.Zone, fact.Spot, -1, Ec2InstanceState.Pending);
        _instances[instance].ManagedBy = fact.Provider + 1;
        if (fact.Running)
        {
            MakeRunning(instance);
            return;
        }
        var (key, birth) = _managed.TakeBirth(fact.Provider);
        var started = _launches.Reserve(_calendar.Now) + _managed.Start(_births, key, birth);
        var generation = _instances.GenerationOf(instance);
        _calendar.Schedule(started, EventKinds.InstanceStarted, instance, generation);
        _calendar.Schedule(started + _managed.Boot(_births, key, birth), EventKinds.AgentRegistered, instance, generation);
    }

    /// <summary>ECS ends a Managed Instance.</summary>
    public void Apply(in ManagedInstanceTermination fact)
    {
        if (!_instances.IsAlive(fact.Instance) || _instances[fact.Instance].State is Ec2InstanceState.Terminating or Ec2InstanceState.Terminated) return;
        _instances[fact.Instance].Reason = fact.Reason;
        ShutDown(fact.Instance);
    }
}
