using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>UpdateCapacityProvider of a provider of an Auto Scaling group.</summary>
/// <param name="At">When.</param>
/// <param name="CapacityProvider">Capacity provider index.</param>
/// <param name="ManagedScaling">Its managed scaling from then on; null when it is DISABLED.</param>
public sealed record UpdateCapacityProviderAction(Instant At, int CapacityProvider, ManagedScalingDefinition? ManagedScaling) : TimelineActionDefinition(At);
