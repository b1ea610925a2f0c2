using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls on container instances.</summary>
internal sealed class ContainerInstanceOperations(FactSink facts, OperationLog log, SlabView<ContainerInstanceRow> instances, SlabView<Ec2InstanceRow>? ec2)
{
    private readonly FactChannel<DrainRequest> _drains = facts.Channel<DrainRequest>();
    private readonly FactChannel<DeregistrationRequest> _deregistrations = facts.Channel<DeregistrationRequest>();
    private readonly FactChannel<AttributesRequest> _attributes = facts.Channel<AttributesRequest>();
    private readonly FactChannel<AccountSettingRequest> _settings = facts.Channel<AccountSettingRequest>();
    private readonly FactChannel<StartTaskRequest> _starts = facts.Channel<StartTaskRequest>();
    private readonly FactChannel<GroupEvent> _events = facts.Channel<GroupEvent>();
    private readonly List<(long Ordinal, int Row)> _matches = [];

    /// <summary>Drains ACTIVE instances, or sets DRAINING ones ACTIVE.</summary>
    public void Carry(int index, InstancesStateAction action)
    {
        var all = Select(action.Instances, action.Active ? ContainerInstanceStatus.Draining : ContainerInstanceStatus.Active);
        log.Add(index, action.Instances.AutoScalingGroup, all, all, action.Active ? all : all - _matches.Count);
        foreach (var (_, row) in _matches) _drains.Report(new(row, action.Active));
    }

    /// <summary>Deregisters instances; without force AWS refuses those with running tasks, and the call when there are no others.</summary>
    public void Carry(int index, DeregisterInstancesAction action)
    {
        var all = Select(action.Instances, null);
        var (leave, tasks) = (_matches.Count, 0);
        foreach (var (_, row) in _matches)
        {
            if (action.Force || instances[row].RunningTasks == 0) continue;
            leave--;
            tasks += instances[row].RunningTasks;
        }
        var refused = leave == 0 && tasks > 0;
        log.Add(index, action.Instances.AutoScalingGroup, refused ? tasks : all, all, all - leave, refused);
        foreach (var (_, row) in _matches)
        {
            if (action.Force || instances[row].RunningTasks == 0) _deregistrations.Report(new(row, action.Force));
            else ReportRefusal(in instances[row], index);
        }
    }

    /// <summary>Puts attributes on instances, or deletes them.</summary>
    public void Carry(int index, AttributesAction action)
    {
        var all = Select(action.Instances, null);
        log.Add(index, action.Instances.AutoScalingGroup, all, all, all);
        foreach (var (_, row) in _matches) _attributes.Report(new(row, index));
    }

    /// <summary>StartTask on each of the instances.</summary>
    public void Carry(int index, StartTaskAction action)
    {
        var all = Select(action.Instances, null);
        log.Add(index, action.Instances.AutoScalingGroup, all, all, all);
        foreach (var (_, row) in _matches) _starts.Report(new(row, action.TaskDefinition));
    }

    /// <summary>Changes an account setting.</summary>
    public void Carry(int index, AccountSettingAction action)
    {
        log.Add(index, -1, 0, action.AwsvpcTrunking ? 0 : 1, action.AwsvpcTrunking ? 1 : 0);
        _settings.Report(new(action.AwsvpcTrunking));
    }

    private void ReportRefusal(in ContainerInstanceRow instance, int index)
    {
        var spot = ec2 is { } hosts && hosts.IsAlive(instance.Ec2Instance) && hosts[instance.Ec2Instance].Spot;
        _events.Report(new(
            instance.AutoScalingGroup, instance.Ec2Instance, GroupEventKind.CallRefused, instance.InstanceType, instance.Zone, spot, 1, index, CallRefusal.TasksRunning));
    }

    // Fills the list of matches, those registered first before the others, and gives how many there are before their number is limited.
    private int Select(in InstanceSelection which, ContainerInstanceStatus? status)
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
        return all;
    }

    private static bool IsRegistered(ContainerInstanceStatus status) => status is ContainerInstanceStatus.Active or ContainerInstanceStatus.Draining;
}
