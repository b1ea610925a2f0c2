using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls to Application Auto Scaling and to EC2 Auto Scaling's policies: each is recorded and handed on as it stands on the timeline.</summary>
internal sealed class AutoScalingOperations(FactSink facts, OperationLog log, SlabView<ServiceRow> services, SlabView<AutoScalingGroupRow> groups)
{
    private readonly FactChannel<AutoScalingCall> _calls = facts.Channel<AutoScalingCall>();

    /// <summary>A call about a service's scalable target.</summary>
    public void Carry(int index, int service)
    {
        ref readonly var row = ref services[service];
        _calls.Report(new(index, log.Add(index, service, row.Running, row.Desired, row.Desired)));
    }

    /// <summary>A call about a group.</summary>
    public void CarryForGroup(int index, int group)
    {
        ref readonly var row = ref groups[group];
        _calls.Report(new(index, log.Add(index, group, row.InService, row.Desired, row.Desired)));
    }

    /// <summary>A call about a policy of either.</summary>
    public void Carry(int index, PolicyReference policy)
    {
        if (policy.Group >= 0) CarryForGroup(index, policy.Group);
        else Carry(index, policy.Service);
    }
}
