using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>UpdateService: a null member stays as it is.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="DesiredCount">New desiredCount.</param>
/// <param name="TaskDefinition">New task definition index; starts a deployment when different (ECS-SV-03).</param>
/// <param name="ForceNewDeployment">Starts a deployment in any case; also set when another property that does so has changed (network, platform version, …).</param>
public sealed record UpdateServiceAction(Instant At, int Service, int? DesiredCount, int? TaskDefinition, bool ForceNewDeployment) : TimelineActionDefinition(At)
{
    /// <summary>The service as it is after this and all earlier updates, beside desired count and task definition; null when nothing else changes.</summary>
    public ServiceDefinition? After { get; init; }

    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}
