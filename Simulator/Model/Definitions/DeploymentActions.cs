using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>StopServiceDeployment: stops the service's deployment that is in progress.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="Abort">Stop type ABORT; otherwise ROLLBACK.</param>
public sealed record StopServiceDeploymentAction(Instant At, int Service, bool Abort) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>CodeDeploy's StopDeployment.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="Rollback">Whether the traffic goes back to the original task set.</param>
public sealed record StopDeploymentAction(Instant At, int Service, bool Rollback) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>CodeDeploy's ContinueDeployment.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
public sealed record ContinueDeploymentAction(Instant At, int Service) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>ContinueServiceDeployment: answers the pause hooks at which the service's deployment waits.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="Rollback">Action ROLLBACK; otherwise CONTINUE.</param>
public sealed record ContinueServiceDeploymentAction(Instant At, int Service, bool Rollback) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}
