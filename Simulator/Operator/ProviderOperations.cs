using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls on capacity providers.</summary>
internal sealed class ProviderOperations(FactSink facts, OperationLog log, Scenario scenario, SlabView<TaskRow>? tasks)
{
    private readonly FactChannel<ManagedScalingUpdate> _updates = facts.Channel<ManagedScalingUpdate>();
    private readonly FactChannel<TerminationProtectionUpdate> _protections = facts.Channel<TerminationProtectionUpdate>();
    private readonly FactChannel<ManagedDrainingUpdate> _drainings = facts.Channel<ManagedDrainingUpdate>();
    private readonly FactChannel<ClusterStrategyUpdate> _strategies = facts.Channel<ClusterStrategyUpdate>();

    public void Carry(int index, UpdateCapacityProviderAction action)
    {
        log.Add(index, action.CapacityProvider, 0, 0, 0);
        _updates.Report(new(action.CapacityProvider, action.ManagedScaling));
        if (action.TerminationProtection is { } protection) _protections.Report(new(action.CapacityProvider, protection));
        if (action.Draining is { } draining) _drainings.Report(new(action.AutoScalingGroup, draining));
    }

    /// <summary>AWS takes no provider out of a cluster while tasks use it; then nothing of the call holds.</summary>
    public void Carry(int index, PutClusterCapacityProvidersAction action)
    {
        var inUse = InUse(action.CapacityProviders);
        log.Add(index, -1, inUse, 0, 0, refused: inUse > 0);
        if (inUse > 0) return;
        foreach (var (provider, scaling) in action.Scaling) _updates.Report(new(provider, scaling));
        _strategies.Report(new(action.DefaultStrategy));
    }

    // Tasks that use a provider which is not on the list. Managed Instances belong to their cluster and are not put.
    private int InUse(ImmutableArray<int> providers)
    {
        var view = tasks ?? throw new InvalidOperationException("PutClusterCapacityProviders needs a view of the tasks.");
        var count = 0;
        for (var i = 0; i < view.Length; i++)
        {
            if (!view.IsAlive(i) || view[i].CapacityProvider is not (>= 0 and var provider)) continue;
            if (!providers.Contains(provider) && scenario.CapacityProviders[provider].Kind != CapacityProviderKind.ManagedInstances) count++;
        }
        return count;
    }
}
