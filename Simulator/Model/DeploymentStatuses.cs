namespace Simulator.Model;

/// <summary>Status of a service deployment (ECS-SV-02), in the order in which it moves.</summary>
public enum ServiceDeploymentStatus
{
    /// <summary>PENDING: created, not begun.</summary>
    Pending,

    /// <summary>IN_PROGRESS.</summary>
    InProgress,

    /// <summary>SUCCESSFUL.</summary>
    Successful,

    /// <summary>STOP_REQUESTED: StopServiceDeployment with stop type ABORT.</summary>
    StopRequested,

    /// <summary>STOPPED: it ended without success and without rollback.</summary>
    Stopped,

    /// <summary>ROLLBACK_REQUESTED: StopServiceDeployment with stop type ROLLBACK.</summary>
    RollbackRequested,

    /// <summary>ROLLBACK_IN_PROGRESS.</summary>
    RollbackInProgress,

    /// <summary>ROLLBACK_SUCCESSFUL.</summary>
    RollbackSuccessful,

    /// <summary>ROLLBACK_FAILED: there was nothing to roll back to, or the rollback failed too.</summary>
    RollbackFailed,
}

/// <summary>Lifecycle stage of a deployment that shifts traffic (ECS-BG-01), in order.</summary>
public enum LifecycleStage
{
    /// <summary>No stage: a rolling update.</summary>
    None,

    /// <summary>RECONCILE_SERVICE: revisions left over from an earlier deployment go.</summary>
    ReconcileService,

    /// <summary>PRE_SCALE_UP.</summary>
    PreScaleUp,

    /// <summary>SCALE_UP: the new revision is brought to desiredCount.</summary>
    ScaleUp,

    /// <summary>POST_SCALE_UP.</summary>
    PostScaleUp,

    /// <summary>TEST_TRAFFIC_SHIFT: test traffic goes to the new revision.</summary>
    TestTrafficShift,

    /// <summary>POST_TEST_TRAFFIC_SHIFT.</summary>
    PostTestTrafficShift,

    /// <summary>PRE_PRODUCTION_TRAFFIC_SHIFT: before every step.</summary>
    PreProductionTrafficShift,

    /// <summary>PRODUCTION_TRAFFIC_SHIFT: one step, and its bake time unless it was the last one.</summary>
    ProductionTrafficShift,

    /// <summary>POST_PRODUCTION_TRAFFIC_SHIFT.</summary>
    PostProductionTrafficShift,

    /// <summary>BAKE_TIME: both revisions run, the new one has all traffic.</summary>
    BakeTime,

    /// <summary>CLEAN_UP: the revision without traffic goes.</summary>
    CleanUp,
}

/// <summary>Why a service deployment ended, was stopped or was rolled back.</summary>
public enum DeploymentCause
{
    /// <summary>No reason needed.</summary>
    None,

    /// <summary>The circuit breaker tripped (ECS-CB-03).</summary>
    CircuitBreaker,

    /// <summary>A deployment alarm was in ALARM (ECS-CB-05).</summary>
    Alarm,

    /// <summary>A lifecycle hook answered FAILED.</summary>
    HookFailed,

    /// <summary>A lifecycle hook timed out (ECS-BG-03).</summary>
    HookTimedOut,

    /// <summary>A stage lasted too long (ECS-BG-03).</summary>
    StageTimedOut,

    /// <summary>The whole deployment lasted too long (ECS-BG-03).</summary>
    DeploymentTimedOut,

    /// <summary>The operator stopped it or answered a pause hook.</summary>
    Operator,

    /// <summary>A newer deployment of the service began.</summary>
    Superseded,

    /// <summary>Three attempts to find the digests of its images failed (ECS-SV-06).</summary>
    ImageResolution,
}

/// <summary>Where a deployment stands with the digests of its images (ECS-SV-06).</summary>
public enum ImageDigests
{
    /// <summary>Nothing is to be found: the images name their digests, or versionConsistency is disabled.</summary>
    Stated,

    /// <summary>No task has all of its images yet.</summary>
    Pending,

    /// <summary>The first task fixed them for the others.</summary>
    Pinned,

    /// <summary>The deployment goes on without: each task takes what its tags name.</summary>
    GivenUp,
}

/// <summary>Text of the statuses of deployments as AWS spells them.</summary>
public static class DeploymentText
{
    /// <summary>Service deployment status as ECS spells it.</summary>
    public static string Of(ServiceDeploymentStatus s) => Spell(s.ToString());

    /// <summary>Lifecycle stage as ECS spells it; empty for none.</summary>
    public static string Of(LifecycleStage s) => s == LifecycleStage.None ? "" : Spell(s.ToString());

    /// <summary>Deployment strategy as ECS spells it.</summary>
    public static string Of(Definitions.DeploymentStrategy s) => Spell(s.ToString());

    /// <summary>
    /// Name of the EventBridge event of a status (ECS Deployment State Change); empty where ECS emits none.
    /// </summary>
    public static string EventOf(ServiceDeploymentStatus s) => s switch
    {
        ServiceDeploymentStatus.InProgress => "SERVICE_DEPLOYMENT_IN_PROGRESS",
        ServiceDeploymentStatus.Successful => "SERVICE_DEPLOYMENT_COMPLETED",
        ServiceDeploymentStatus.Stopped or ServiceDeploymentStatus.RollbackInProgress or ServiceDeploymentStatus.RollbackFailed => "SERVICE_DEPLOYMENT_FAILED",
        _ => "",
    };

    // PascalCase to AWS's capitals with underscores.
    private static string Spell(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToUpperInvariant(c));
        }
        return text.ToString();
    }
}
