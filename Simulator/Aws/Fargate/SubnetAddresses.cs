using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Aws.Fargate;

/// <summary>
/// Free addresses of subnets whose number the scenario gives: each Fargate task takes one for its network interface, in the subnet of its service in its zone that has
/// most left (FG-SZ-03; AWS reserves five of a subnet's block). Costs nothing where no subnet is limited. AWS: Amazon ECS Developer Guide, "Fargate task networking".
/// </summary>
internal sealed class SubnetAddresses
{
    private const int Unlimited = -1;
    private const int None = -2;

    private readonly Scenario _scenario;
    private readonly int[] _free;
    private readonly bool _limited;
    private int[] _subnetOf = []; // by task row

    public SubnetAddresses(Scenario scenario)
    {
        _scenario = scenario;
        _free = [.. scenario.Subnets.Select(s => s.FreeAddresses ?? int.MaxValue)];
        _limited = scenario.Subnets.Any(s => s.FreeAddresses is not null);
    }

    /// <summary>Gives a placed task an address, if there is one.</summary>
    public void Take(int task, in TaskRow row)
    {
        if (!_limited) return;
        if (task >= _subnetOf.Length) Array.Resize(ref _subnetOf, Math.Max(task + 1, Math.Max(64, 2 * _subnetOf.Length)));
        ref var subnet = ref _subnetOf[task];
        subnet = Unlimited;
        if (row.Service < 0) return;
        foreach (var candidate in _scenario.Services[row.Service].Subnets)
        {
            if (_scenario.Subnets[candidate].Zone != row.Zone) continue;
            if (subnet < 0) subnet = None;
            if (_free[candidate] > (subnet >= 0 ? _free[subnet] : 0)) subnet = candidate;
        }
        if (subnet >= 0 && _free[subnet] != int.MaxValue) _free[subnet]--;
    }

    /// <summary>Whether the task got one.</summary>
    public bool Has(int task) => !_limited || _subnetOf[task] != None;

    /// <summary>A task is STOPPED: its address is free.</summary>
    public void Release(int task)
    {
        if (!_limited || task >= _subnetOf.Length) return;
        ref var subnet = ref _subnetOf[task];
        if (subnet >= 0 && _free[subnet] != int.MaxValue) _free[subnet]++;
        subnet = Unlimited;
    }
}
