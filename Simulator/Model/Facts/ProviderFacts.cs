using Simulator.Model.Definitions;

namespace Simulator.Model.Facts;

/// <summary>Managed scaling of a provider is changed, or switched on or off. Written by the operator; heard by managed scaling, and by the ECS room, whose tasks wait or do not.</summary>
/// <param name="CapacityProvider">Capacity provider index.</param>
/// <param name="Settings">From now on; null when it is DISABLED.</param>
public readonly record struct ManagedScalingUpdate(int CapacityProvider, ManagedScalingDefinition? Settings);
