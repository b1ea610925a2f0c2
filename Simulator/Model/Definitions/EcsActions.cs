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

    /// <summary>What of a service revision it gives; a deployment starts when that differs from what the service has then.</summary>
    public RevisionParts Gives { get; init; }

    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>Parts of a service revision that an update may give and that start a deployment when they differ (ECS-SV-03).</summary>
[Flags]
public enum RevisionParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>loadBalancers.</summary>
    LoadBalancers = 1,

    /// <summary>monitoring.</summary>
    Monitoring = 2,
}

/// <summary>RegisterTaskDefinition: from now on the revision can be named, and its family alone means it.</summary>
/// <param name="At">When.</param>
/// <param name="TaskDefinition">Index of the revision.</param>
public sealed record RegisterTaskDefinitionAction(Instant At, int TaskDefinition) : TimelineActionDefinition(At);

/// <summary>CreateService: the service is in the scenario's list with this moment as <see cref="ServiceDefinition.CreatedAt"/>.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
public sealed record CreateServiceAction(Instant At, int Service) : TimelineActionDefinition(At);

/// <summary>DeleteService (ECS-SV-02).</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="Force">Also while it has tasks.</param>
public sealed record DeleteServiceAction(Instant At, int Service, bool Force) : TimelineActionDefinition(At);

/// <summary>StopTask on the oldest tasks that match.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index, or -1.</param>
/// <param name="Group">Group of standalone tasks, or null.</param>
/// <param name="TaskId">A task's id, or null.</param>
/// <param name="Zone">Zone index, or -1 for all.</param>
/// <param name="Count">How many.</param>
public sealed record StopTaskAction(Instant At, int Service, string? Group, string? TaskId, int Zone, int Count) : TimelineActionDefinition(At);

/// <summary>RunTask: a job of the scenario's workloads that is submitted at this moment only.</summary>
/// <param name="At">When.</param>
/// <param name="Job">Workload index.</param>
public sealed record RunTaskAction(Instant At, int Job) : TimelineActionDefinition(At);

/// <summary>UpdateTaskProtection on running tasks of a service, the oldest first (ECS-SI-05).</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="Count">How many tasks, 1–10.</param>
/// <param name="Enabled">protectionEnabled.</param>
/// <param name="For">expiresInMinutes.</param>
public sealed record TaskProtectionAction(Instant At, int Service, int Count, bool Enabled, Duration For) : TimelineActionDefinition(At);
