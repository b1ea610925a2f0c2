using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Operator;

/// <summary>Calls on capacity providers.</summary>
internal sealed class ProviderOperations(FactSink facts, OperationLog log)
{
    private readonly FactChannel<ManagedScalingUpdate> _updates = facts.Channel<ManagedScalingUpdate>();

    public void Carry(int index, UpdateCapacityProviderAction action)
    {
        log.Add(index, action.CapacityProvider, 0, 0, 0);
        _updates.Report(new(action.CapacityProvider, action.ManagedScaling));
    }
}
