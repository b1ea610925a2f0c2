using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls to EC2 Auto Scaling.</summary>
internal sealed class Ec2Operations(FactSink facts, OperationLog log, Scenario scenario, SlabView<AutoScalingGroupRow> groups)
{
    private readonly FactChannel<DesiredCapacityRequest> _capacities = facts.Channel<DesiredCapacityRequest>();

    public void Carry(int index, SetDesiredCapacityAction action)
    {
        ref readonly var group = ref groups[action.AutoScalingGroup];
        var definition = scenario.AutoScalingGroups[action.AutoScalingGroup];
        var desired = Math.Clamp(action.DesiredCapacity, definition.MinSize, definition.MaxSize);
        var decision = log.Add(index, action.AutoScalingGroup, group.InService, group.Desired, desired);
        _capacities.Report(new(action.AutoScalingGroup, desired, decision));
    }
}
