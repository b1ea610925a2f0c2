using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>UpdateContainerInstancesState to DRAINING for the instances of a zone or group.</summary>
/// <param name="At">When.</param>
/// <param name="Zone">Zone index, or -1 for all.</param>
/// <param name="AutoScalingGroup">Group index, or -1 for all.</param>
/// <param name="Count">How many, or null for all that match.</param>
public sealed record DrainInstancesAction(Instant At, int Zone, int AutoScalingGroup, int? Count) : TimelineActionDefinition(At);
