using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls to EC2 Auto Scaling.</summary>
internal sealed class Ec2Operations(FactSink facts, OperationLog log, SlabView<AutoScalingGroupRow> groups, IGroupCalls? outcomes)
{
    private readonly FactChannel<DesiredCapacityRequest> _capacities = facts.Channel<DesiredCapacityRequest>();
    private readonly FactChannel<GroupCall> _calls = facts.Channel<GroupCall>();

    public void Carry(int index, SetDesiredCapacityAction action)
    {
        ref readonly var group = ref groups[action.AutoScalingGroup];
        var desired = Math.Clamp(action.DesiredCapacity, group.MinSize, group.MaxSize);
        var decision = log.Add(index, action.AutoScalingGroup, group.InService, group.Desired, desired);
        _capacities.Report(new(action.AutoScalingGroup, desired, decision));
    }

    /// <summary>A call that the EC2 room carries out from its definition, or refuses: it tells beforehand, so that the record says what comes of it.</summary>
    public void Carry(int index, GroupActionDefinition action)
    {
        ref readonly var group = ref groups[action.AutoScalingGroup];
        var outcome = (outcomes ?? throw new InvalidOperationException("Calls on groups need a view of what comes of them.")).Foresee(action);
        _calls.Report(new(index, log.Add(index, action.AutoScalingGroup, group.InService, group.Desired, outcome.Desired, outcome.Refusal != CallRefusal.None)));
    }
}
