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
    private readonly FactChannel<DeregistrationRequest> _deregistrations = facts.Channel<DeregistrationRequest>();
    private readonly FactChannel<AttributesRequest> _attributes = facts.Channel<AttributesRequest>();
    private readonly FactChannel<AccountSettingRequest> _settings = facts.Channel<AccountSettingRequest>();
    private readonly FactChannel<StartTaskRequest> _starts = facts.Channel<StartTaskRequest>();
    private readonly List<(long Ordinal, int Row)> _matches = [];

    /// <summary>Drains ACTIVE instances, or sets DRAINING ones ACTIVE.</summary>
    public void Carry(int index, InstancesStateAction action)
    {
        Select(action.Instances, action.Active ? ContainerInstanceStatus.Draining : ContainerInstanceStatus.Active, index, leaves: !action.Active);
        foreach (var (_, row) in _matches) _drains.Report(new(row, action.Active));
    }

    /// <summary>Deregisters instances; without force those with tasks refuse.</summary>
    public void Carry(int index, DeregisterInstancesAction action)
    {
        Select(action.Instances, null, index, leaves: true);
        foreach (var (_, row) in _matches) _deregistrations.Report(new(row, action.Force));
    }

    /// <summary>Puts attributes on instances, or deletes them.</summary>
    public void Carry(int index, AttributesAction action)
    {
        Select(action.Instances, null, index, leaves: false);
        foreach (var (_, row) in _matches) _attributes.Report(new(row, index));
    }

    /// <summary>StartTask on each of the instances.</summary>
    public void Carry(int index, StartTaskAction action)
    {
        Select(action.Instances, null, index, leaves: false);
        foreach (var (_, row) in _matches) _starts.Report(new(row, action.TaskDefinition));
    }

    /// <summary>Changes an account setting.</summary>
    public void Carry(int index, AccountSettingAction action)
    {
        log.Add(index, -1, 0, action.AwsvpcTrunking ? 0 : 1, action.AwsvpcTrunking ? 1 : 0);
        _settings.Report(new(action.AwsvpcTrunking));
    }

    // Fills the list of matches, those registered first before the others, and records the call.
    private void Select(in InstanceSelection which, ContainerInstanceStatus? status, int index, bool leaves)
    {
        _matches.Clear();
        for (var i = 0; i < instances.Length; i++)
        {
            if (!instances.IsAlive(i)) continue;
            ref readonly var instance = ref instances[i];
            if (which.Zone >= 0 && instance.Zone != which.Zone) continue;
            if (which.AutoScalingGroup >= 0 && instance.AutoScalingGroup != which.AutoScalingGroup) continue;
            if (which.AgentConnected is { } connected && instance.AgentConnected != connected) continue;
            if (status is { } wanted ? instance.Status == wanted : IsRegistered(instance.Status)) _matches.Add((instance.Ordinal, i));
        }
        _matches.Sort();
        var all = _matches.Count;
        if (which.Count is { } count && count < all) _matches.RemoveRange(count, all - count);
        log.Add(index, which.AutoScalingGroup, all, all, leaves ? all - _matches.Count : all);
    }

    private static bool IsRegistered(ContainerInstanceStatus status) => status is ContainerInstanceStatus.Active or ContainerInstanceStatus.Draining;
}
