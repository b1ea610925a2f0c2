using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>managedInstancesProvider of a capacity provider (CP-MI-01).</summary>
public sealed record ManagedInstancesDefinition
{
    /// <summary>Instance types that meet its requirements, as indices into the scenario's list, the cheapest first; at least one.</summary>
    public required ImmutableArray<int> InstanceTypes { get; init; }

    /// <summary>Zones of its subnets, as indices; at least one.</summary>
    public required ImmutableArray<int> Zones { get; init; }

    /// <summary>capacityOptionType SPOT.</summary>
    public bool Spot { get; init; }

    /// <summary>capacityOptionType RESERVED: what it launches is never sold out.</summary>
    public bool Reserved { get; init; }

    /// <summary>autoRepairConfiguration.actionsStatus: impaired instances are replaced (CP-MI-05).</summary>
    public bool AutoRepair { get; init; } = true;

    /// <summary>scaleInAfter; null when the optimization of the infrastructure is off (−1).</summary>
    public Duration? ScaleInAfter { get; init; }

    /// <summary>Size of the data volume in GiB.</summary>
    public int StorageGiB { get; init; } = 80;
}
