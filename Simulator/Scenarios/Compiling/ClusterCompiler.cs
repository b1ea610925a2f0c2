using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>The cluster over the run: as the scenario begins it, and as PutClusterCapacityProviders leaves it (ECS-API-03).</summary>
internal sealed class ClusterCompiler(CompileContext c, ComputeCompiler compute)
{
    private readonly List<(Instant At, ObjectView? Call, ClusterDefinition Cluster)> _states = [];

    /// <summary>Compiles all states; services and calls come afterwards.</summary>
    public ClusterDefinition Compile(ObjectView root, ImmutableArray<CapacityProviderDefinition> providers)
    {
        var cluster = compute.CompileCluster(root, providers);
        _states.Add((Instant.Zero, null, cluster));
        foreach (var v in root.List(ScenarioTable.Timeline).Where(static v => v.Table == PutClusterCapacityProvidersTable.Table).OrderBy(static v => v.Get(ActionTables.At, Duration.Zero).Nanoseconds))
            _states.Add((Instant.Zero + v.Get(ActionTables.At, Duration.Zero), v, Put(v, cluster, providers)));
        return cluster;
    }

    /// <summary>The cluster at a moment.</summary>
    public ClusterDefinition At(Instant moment) => _states.Last(s => s.At <= moment).Cluster;

    /// <summary>What a call makes of the cluster, and what it was before.</summary>
    public (ClusterDefinition Before, ClusterDefinition After) Around(ObjectView call)
    {
        var at = _states.FindIndex(s => s.Call == call);
        return (_states[at - 1].Cluster, _states[at].Cluster);
    }

    /// <summary>Reports items of a strategy whose providers are not the cluster's any more.</summary>
    public void Check(ImmutableArray<CapacityProviderStrategyItem> strategy, ObjectView v, Property property, Instant moment)
    {
        var state = _states.Last(s => s.At <= moment);
        if (state.Call is null) return; // what the scenario begins with need not list its providers
        foreach (var item in strategy)
        {
            if (state.Cluster.CapacityProviders.Contains(item.CapacityProvider)) continue;
            c.Report(v, property, $"`{c.Providers.Names[item.CapacityProvider]}` is not among the cluster's capacity providers since {Quantity.Time(state.At - Instant.Zero)}", "add it to that PutClusterCapacityProviders");
        }
    }

    private ClusterDefinition Put(ObjectView v, ClusterDefinition cluster, ImmutableArray<CapacityProviderDefinition> providers)
    {
        if (v.Find(PutClusterCapacityProvidersTable.Cluster) is { } named && AwsArn.NameOf(named) != c.ClusterName)
            c.Report(v, PutClusterCapacityProvidersTable.Cluster, $"there is no cluster `{AwsArn.NameOf(named)}`", $"the scenario's cluster is {c.ClusterName}");
        var associated = compute.ProvidersIn(v, PutClusterCapacityProvidersTable.CapacityProviders).ToHashSet();
        for (var p = 0; p < providers.Length; p++)
        {
            if (providers[p].Kind == CapacityProviderKind.ManagedInstances) associated.Add(p);
        }
        var strategy = compute.CompileStrategy(v, PutClusterCapacityProvidersTable.DefaultStrategy, providers);
        foreach (var item in v.List(PutClusterCapacityProvidersTable.DefaultStrategy))
        {
            if (item.Find(StrategyItemTable.Provider) is { } used && c.Providers.TryFind(used.Text, out var provider) && !associated.Contains(provider))
                c.Report(used, $"`{used.Text}` is not among the capacityProviders of this call", "add it there");
        }
        return cluster with { DefaultStrategy = strategy, CapacityProviders = [.. associated.Order()] };
    }
}
