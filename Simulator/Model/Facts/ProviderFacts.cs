using Simulator.Model.Definitions;

namespace Simulator.Model.Facts;

/// <summary>Managed scaling of a provider is changed, or switched on or off. Written by the operator; heard by managed scaling, and by the ECS room, whose tasks wait or do not.</summary>
/// <param name="CapacityProvider">Capacity provider index.</param>
/// <param name="Settings">From now on; null when it is DISABLED.</param>
public readonly record struct ManagedScalingUpdate(int CapacityProvider, ManagedScalingDefinition? Settings);

/// <summary>managedTerminationProtection of a provider is changed. Written by the operator; managed scaling carries it out in its next cycle.</summary>
/// <param name="CapacityProvider">Capacity provider index.</param>
/// <param name="Enabled">From now on.</param>
public readonly record struct TerminationProtectionUpdate(int CapacityProvider, bool Enabled);

/// <summary>Instances of a provider are to be protected by what runs on them, or no longer. Written by managed scaling; heard by the ECS room.</summary>
/// <param name="CapacityProvider">Capacity provider index.</param>
/// <param name="Enabled">From now on.</param>
public readonly record struct TerminationProtectionChange(int CapacityProvider, bool Enabled);

/// <summary>managedDraining of a group's provider is changed: ECS puts its terminate hook on the group, or takes it away. Written by the operator; heard by the EC2 room.</summary>
/// <param name="AutoScalingGroup">Group index.</param>
/// <param name="Enabled">From now on.</param>
public readonly record struct ManagedDrainingUpdate(int AutoScalingGroup, bool Enabled);

/// <summary>The cluster's default strategy is replaced. Written by the operator; heard by the ECS room.</summary>
/// <param name="DefaultStrategy">Of tasks that name neither launch type nor strategy from now on.</param>
public readonly record struct ClusterStrategyUpdate(System.Collections.Immutable.ImmutableArray<CapacityProviderStrategyItem> DefaultStrategy);
