using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls on container instances.</summary>
internal sealed class ContainerInstanceOperations(FactSink facts, OperationLog log, SlabView<ContainerInstanceRow> instances)
{
    private readonly FactChannel<DrainRequest> _drains = facts.Channel<DrainRequest>();
    private readonly List<(long Ordinal, int Row)> _matches = [];

    /// <summary>Drains matching ACTIVE instances, those registered first before the others.</summary>
    public void Carry(int index, DrainInstancesAction action)
    {
        _matches.Clear();
        for (var i = 0; i < instances.Length; i++)
        {
            if (!instances.IsAlive(i)) continue;
            ref readonly var instance = ref instances[i];
            if (instance.Status != ContainerInstanceStatus.Active || (action.Zone >= 0 && instance.Zone != action.Zone)) continue;
            if (action.AutoScalingGroup < 0 || instance.AutoScalingGroup == action.AutoScalingGroup) _matches.Add((instance.Ordinal, i));
        }
        _matches.Sort();
        var count = Math.Min(action.Count ?? _matches.Count, _matches.Count);
        log.Add(index, action.AutoScalingGroup, _matches.Count, _matches.Count, _matches.Count - count);
        for (var i = 0; i < count; i++) _drains.Report(new(_matches[i].Row));
    }
}
