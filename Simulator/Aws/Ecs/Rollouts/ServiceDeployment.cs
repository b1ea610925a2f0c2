using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Rollouts;

/// <summary>
/// A service deployment (ECS-SV-02): the rollout of one revision, together with what undoes it. A service has one at a time; a newer one supersedes it.
/// <code>
///  PENDING ──first reconcile──► IN_PROGRESS ──everything done──► SUCCESSFUL
///                                   │ breaker, alarm, hook, limit, or a stop request
///                                   ├── with rollback ──► ROLLBACK_IN_PROGRESS ──► ROLLBACK_SUCCESSFUL
///                                   │                            └── nothing to go back to, or it fails too ──► ROLLBACK_FAILED
///                                   └── without, or superseded ──► STOPPED
/// </code>
/// A stop request is first written down as STOP_REQUESTED or ROLLBACK_REQUESTED. AWS: API reference, ServiceDeployment.
/// </summary>
/// <param name="target">The deployment that is being rolled out.</param>
/// <param name="configuration">The service's deploymentConfiguration when it began.</param>
/// <param name="began">When.</param>
internal sealed class ServiceDeployment(Deployment target, DeploymentConfiguration configuration, Instant began)
{
    /// <summary>The deployment that is being rolled out.</summary>
    public Deployment Target { get; } = target;

    /// <summary>The deploymentConfiguration it goes by.</summary>
    public DeploymentConfiguration Configuration { get; } = configuration;

    /// <summary>When it began.</summary>
    public Instant Began { get; } = began;

    /// <summary>Status.</summary>
    public ServiceDeploymentStatus Status { get; set; }

    /// <summary>Lifecycle stage; None in a rolling update until its bake time.</summary>
    public LifecycleStage Stage { get; set; }

    /// <summary>How traffic is shifted; null for a rolling update.</summary>
    public TrafficShift? Shift { get; init; }

    /// <summary>The deployment that undoes a failed rolling update; null when there is none.</summary>
    public Deployment? Rollback { get; set; }

    /// <summary>Whether alarms do not count, because one was in ALARM already when it began (ECS-CB-05).</summary>
    public bool IgnoresAlarms { get; set; }

    /// <summary>Numbers of the deployment alarms.</summary>
    public int[] Alarms { get; set; } = [];

    /// <summary>When the alarms are looked at next; <see cref="Instant.MaxValue"/> when none counts.</summary>
    public Instant NextPoll { get; set; } = Instant.MaxValue;

    /// <summary>End of a rolling update's bake time; null before it began.</summary>
    public Instant? BakeUntil { get; set; }

    /// <summary>What the operator asked for and has not been done yet.</summary>
    public StopRequest Stop { get; set; }

    /// <summary>Id of the decision that records its begin.</summary>
    public int Decision { get; set; }

    /// <summary>Id of the decision by which it is to be stopped, or 0.</summary>
    public int StopDecision { get; set; }

    /// <summary>Whether nothing more happens to it.</summary>
    public bool IsOver => Status is ServiceDeploymentStatus.Successful or ServiceDeploymentStatus.Stopped or ServiceDeploymentStatus.RollbackSuccessful
        or ServiceDeploymentStatus.RollbackFailed;

    /// <summary>Whether its revisions are kept side by side.</summary>
    public bool IsShifting => Shift is { IsOver: false };
}

/// <summary>A request to stop a service deployment.</summary>
internal enum StopRequest
{
    /// <summary>None.</summary>
    None,

    /// <summary>ABORT: leave everything as it is.</summary>
    Abort,

    /// <summary>ROLLBACK.</summary>
    Rollback,
}
