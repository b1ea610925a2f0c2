using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>
/// What a managed daemon (CreateDaemon, ECS-DM-04) has beside what it shares with a daemon service. Its alarms, bake time and circuit breaker are in
/// <see cref="ServiceDefinition.Deployment"/>. AWS: Amazon ECS Developer Guide, "Amazon ECS Managed Daemons".
/// </summary>
/// <param name="Critical">critical: its task must run before an instance takes other tasks, and an instance that loses it is replaced.</param>
/// <param name="DrainPercent">deploymentConfiguration.drainPercent: share of the instances that are drained at a time, 0–100.</param>
public sealed record ManagedDaemonDefinition(bool Critical = true, double DrainPercent = ManagedDaemonDefinition.DefaultDrainPercent)
{
    /// <summary>drainPercent when it is not given.</summary>
    public const double DefaultDrainPercent = 25;
}

/// <summary>CreateDaemon: the daemon is in the scenario's list of services with this moment as <see cref="ServiceDefinition.CreatedAt"/>.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Its index among the services.</param>
public sealed record CreateDaemonAction(Instant At, int Service) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>RegisterDaemonTaskDefinition: from now on the revision can be named, and its family alone means it.</summary>
/// <param name="At">When.</param>
/// <param name="TaskDefinition">Index of the revision.</param>
public sealed record RegisterDaemonTaskDefinitionAction(Instant At, int TaskDefinition) : TimelineActionDefinition(At);

/// <summary>UpdateDaemon.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Its index among the services.</param>
/// <param name="After">The daemon as it is after this and all earlier updates.</param>
public sealed record UpdateDaemonAction(Instant At, int Service, ServiceDefinition After) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>DeleteDaemon.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Its index among the services.</param>
public sealed record DeleteDaemonAction(Instant At, int Service) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}
