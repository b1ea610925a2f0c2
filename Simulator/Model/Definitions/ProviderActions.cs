using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>PutClusterCapacityProviders: both lists replace those before.</summary>
/// <param name="At">When.</param>
/// <param name="CapacityProviders">Indices of the cluster's providers from then on.</param>
/// <param name="DefaultStrategy">Its defaultCapacityProviderStrategy from then on; empty for none.</param>
/// <param name="Scaling">Managed scaling of providers that join (their settings) or leave (null).</param>
public sealed record PutClusterCapacityProvidersAction(
    Instant At, ImmutableArray<int> CapacityProviders, ImmutableArray<CapacityProviderStrategyItem> DefaultStrategy,
    ImmutableArray<(int CapacityProvider, ManagedScalingDefinition? ManagedScaling)> Scaling) : TimelineActionDefinition(At);

/// <summary>UpdateCapacityProvider of a provider of an Auto Scaling group.</summary>
/// <param name="At">When.</param>
/// <param name="CapacityProvider">Capacity provider index.</param>
/// <param name="ManagedScaling">Its managed scaling from then on; null when it is DISABLED.</param>
public sealed record UpdateCapacityProviderAction(Instant At, int CapacityProvider, ManagedScalingDefinition? ManagedScaling) : TimelineActionDefinition(At)
{
    /// <summary>managedTerminationProtection from then on; null when it stays.</summary>
    public bool? TerminationProtection { get; init; }

    /// <summary>managedDraining from then on; null when it stays.</summary>
    public bool? Draining { get; init; }

    /// <summary>The provider's group.</summary>
    public int AutoScalingGroup { get; init; } = -1;

    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.CapacityProvider;
}
