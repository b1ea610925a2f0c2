using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls to the service scheduler.</summary>
internal sealed class EcsOperations(FactSink facts, OperationLog log, SlabView<ServiceRow> services)
{
    private readonly FactChannel<UpdateServiceRequest> _updates = facts.Channel<UpdateServiceRequest>();

    public void Carry(int index, UpdateServiceAction action)
    {
        ref readonly var service = ref services[action.Service];
        var decision = log.Add(index, action.Service, service.Running, service.Desired, action.DesiredCount ?? service.Desired);
        _updates.Report(new(action.Service, action.DesiredCount ?? -1, action.TaskDefinition ?? -1, action.ForceNewDeployment, decision, action.After));
    }
}
