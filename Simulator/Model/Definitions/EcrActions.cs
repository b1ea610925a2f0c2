using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>PutImage: a push, after which a tag names another image.</summary>
/// <param name="At">When.</param>
/// <param name="Reference">Image reference with its tag, as task definitions name it.</param>
/// <param name="Image">The new image.</param>
public sealed record PutImageAction(Instant At, string Reference, ImageDefinition Image) : TimelineActionDefinition(At);
