using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>An operator's action on the timeline.</summary>
/// <param name="At">When.</param>
public abstract record TimelineActionDefinition(Instant At);
