using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs.Rollouts;

/// <summary>
/// Deployments that shift traffic: BLUE_GREEN, LINEAR and CANARY (ECS-BG-01 … 03). Two revisions run side by side, each at desiredCount, and the listener's
/// weights move from the old one (the source, blue) to the new one (the target, green):
/// <code>
///  RECONCILE_SERVICE             only when another revision is left over: it goes, and production traffic is put back on the source
///  PRE_SCALE_UP                  hooks
///  SCALE_UP                      target to desiredCount; over when that many are healthy
///  POST_SCALE_UP                 hooks
///  TEST_TRAFFIC_SHIFT            test traffic to the target, hooks
///  POST_TEST_TRAFFIC_SHIFT       hooks
///  ┌► PRE_PRODUCTION_TRAFFIC_SHIFT   hooks
///  │  PRODUCTION_TRAFFIC_SHIFT       one step of production traffic, hooks; then its bake time, unless the step was the last
///  └──── while the target has not all ────┘
///  POST_PRODUCTION_TRAFFIC_SHIFT hooks
///  BAKE_TIME                     bakeTimeInMinutes
///  CLEAN_UP                      source to 0
/// </code>
/// A failing hook, an alarm, a limit or the operator turns it round: PRODUCTION_TRAFFIC_SHIFT back (when traffic had moved), TEST_TRAFFIC_SHIFT back,
/// CLEAN_UP of the target. Everything happens in the service's reconcile, which is asked for at the next moment at which something may change.
/// Rejected: an event kind for each timer (a stale one would have to be told from a current one; the reconcile already can).
/// AWS: Amazon ECS Developer Guide, "Amazon ECS blue/green service deployments workflow".
/// </summary>
internal sealed class TrafficShifts(Calendar calendar, Scenario scenario, EcsReports reports, RolloutLog log, Deployments deployments)
{
    private readonly LifecycleHooks _hooks = new(scenario, log);
    private readonly Duration _stageLimit = scenario.Model.Get(ModelCatalog.LifecycleStageLimit);
    private readonly Duration _deploymentLimit = scenario.Model.Get(ModelCatalog.ServiceDeploymentLimit);
    private readonly Duration _bake = scenario.Model.Get(ModelCatalog.BlueGreenBakeTime);

    /// <summary>How many tasks of a deployment the service wants now.</summary>
    public static int WantedOf(ServiceDeployment rollout, Deployment deployment, int desired)
    {
        var shift = rollout.Shift!;
        var cleansUp = rollout.Stage == LifecycleStage.CleanUp;
        if (deployment == shift.Source) return cleansUp && !shift.IsRollingBack ? 0 : desired;
        if (deployment != rollout.Target) return 0;
        return rollout.Stage < LifecycleStage.ScaleUp || (cleansUp && shift.IsRollingBack) ? 0 : desired;
    }

    /// <summary>Enters the first stage. Traffic that an unfinished deployment had moved goes back to the source.</summary>
    public void Begin(Service service)
    {
        var rollout = service.Rollout;
        Shift(service, rollout, 0, 0);
        Enter(service, rollout, IsClean(service, rollout) ? LifecycleStage.PreScaleUp : LifecycleStage.ReconcileService);
    }

    /// <summary>Goes through every stage that is over by now.</summary>
    /// <returns>When to look again.</returns>
    public Instant Advance(Service service, int desired)
    {
        var rollout = service.Rollout;
        var shift = rollout.Shift!;
        if (rollout.Stage == LifecycleStage.None) Begin(service);
        while (!shift.IsOver && !shift.IsHalted)
        {
            var now = calendar.Now;
            var hooks = _hooks.Advance(rollout, now);
            if (hooks.Failed >= 0 && !shift.IsRollingBack)
            {
                deployments.Fail(service, hooks.Cause, hooks.Failed, rollback: true, rollout.Decision);
                continue;
            }
            var isOver = IsOver(service, rollout, desired, out var until);
            if (hooks.IsDone && isOver)
            {
                Next(service, rollout);
                continue;
            }
            var limit = LimitOf(rollout, hooks.IsPaused, out var cause);
            if (now < limit) return Earliest(hooks.NextAt, until, limit);
            deployments.Fail(service, cause, -1, rollback: true, rollout.Decision);
        }
        return Instant.MaxValue;
    }

    /// <summary>Turns a deployment round, or leaves it where it stands.</summary>
    public void Fail(Service service, bool rollback)
    {
        var rollout = service.Rollout;
        var shift = rollout.Shift!;
        if (!rollback)
        {
            shift.IsHalted = true;
            return;
        }
        shift.IsRollingBack = true;
        Enter(service, rollout, StageBack(shift));
    }

    /// <summary>
    /// A rolling update begins: all traffic is put on its side. Where it gives up the second side, the traffic follows the tasks, as somebody has to see to it that the
    /// listener's rule does.
    /// </summary>
    public void Settle(Service service, Deployment? source, Deployment target)
    {
        var all = target.Side * TrafficSteps.All;
        if (target.Revision.HasAlternate) reports.Traffic.Report(new TrafficShifted(service.Index, target.Revision.LoadBalancerSet, all, all));
        else if (source is { Revision.HasAlternate: true }) reports.Traffic.Report(new TrafficShifted(service.Index, source.Revision.LoadBalancerSet, -1, -1));
    }

    /// <summary>Answers the pause hooks that wait; false when none does.</summary>
    public bool Answer(Service service, bool isRollback) => LifecycleHooks.Answer(service.Rollout, isRollback, calendar.Now);

    private static LifecycleStage StageBack(TrafficShift shift) =>
        shift.Share > 0 ? LifecycleStage.ProductionTrafficShift : shift.TestShare > 0 ? LifecycleStage.TestTrafficShift : LifecycleStage.CleanUp;

    private static bool IsClean(Service service, ServiceDeployment rollout)
    {
        foreach (var older in service.Older)
        {
            if (older != rollout.Shift!.Source && older.Active > 0) return false;
        }
        return true;
    }

    private static Instant Earliest(Instant a, Instant b, Instant c)
    {
        var least = a < b ? a : b;
        return least < c ? least : c;
    }

    // Whether the stage, its hooks aside, has done its work; otherwise when that may be so.
    private bool IsOver(Service service, ServiceDeployment rollout, int desired, out Instant until)
    {
        until = Instant.MaxValue;
        var shift = rollout.Shift!;
        switch (rollout.Stage)
        {
            case LifecycleStage.ReconcileService: return IsClean(service, rollout);
            case LifecycleStage.ScaleUp: return rollout.Target.HealthyOf(TaskStanding.Good) >= desired;
            case LifecycleStage.ProductionTrafficShift when !shift.IsRollingBack && !shift.HasAll: until = shift.StageSince + rollout.Configuration.Steps.Bake; break;
            case LifecycleStage.BakeTime: until = shift.StageSince + (rollout.Configuration.BakeTime ?? _bake); break;
            case LifecycleStage.CleanUp: return (shift.IsRollingBack ? rollout.Target : shift.Source).Active == 0;
            default: return true;
        }
        if (calendar.Now < until) return false;
        until = Instant.MaxValue; // it is over; only its hooks may hold it up now
        return true;
    }

    // ECS-BG-03. A pause hook has its own time-out; a rollback and the clean-up come to an end by themselves.
    private Instant LimitOf(ServiceDeployment rollout, bool isPaused, out DeploymentCause cause)
    {
        cause = DeploymentCause.DeploymentTimedOut;
        var shift = rollout.Shift!;
        if (shift.IsRollingBack || rollout.Stage == LifecycleStage.CleanUp) return Instant.MaxValue;
        var whole = rollout.Began + _deploymentLimit;
        var stage = shift.StageSince + _stageLimit;
        if (isPaused || whole <= stage) return whole;
        cause = DeploymentCause.StageTimedOut;
        return stage;
    }

    private void Next(Service service, ServiceDeployment rollout)
    {
        var shift = rollout.Shift!;
        if (rollout.Stage == LifecycleStage.CleanUp)
        {
            shift.IsOver = true;
            if (shift.IsRollingBack) deployments.CompleteRollback(service);
            else deployments.Complete(service);
            return;
        }
        if (shift.IsRollingBack) Enter(service, rollout, StageBack(shift));
        else if (rollout.Stage == LifecycleStage.ProductionTrafficShift && !shift.HasAll) Enter(service, rollout, LifecycleStage.PreProductionTrafficShift);
        else Enter(service, rollout, rollout.Stage + 1);
    }

    private void Enter(Service service, ServiceDeployment rollout, LifecycleStage stage)
    {
        var shift = rollout.Shift!;
        var before = shift.Share;
        rollout.Stage = stage;
        shift.StageSince = calendar.Now;
        switch (stage)
        {
            case LifecycleStage.TestTrafficShift: Shift(service, rollout, shift.Share, shift.IsRollingBack ? 0 : TrafficSteps.All); break;
            case LifecycleStage.ProductionTrafficShift: Shift(service, rollout, shift.IsRollingBack ? 0 : rollout.Configuration.Steps.After(shift.Share), shift.TestShare); break;
        }
        LifecycleHooks.Begin(rollout, calendar.Now);
        log.Stage(rollout);
        log.Decide(rollout, rollout.Decision, before);
    }

    private void Shift(Service service, ServiceDeployment rollout, int share, int testShare)
    {
        var shift = rollout.Shift!;
        shift.Share = share;
        shift.TestShare = testShare;
        var revision = rollout.Target.Revision;
        if (!revision.HasAlternate) return; // headless: ECS moves no traffic
        var isAlternate = rollout.Target.Side == 1;
        reports.Traffic.Report(new TrafficShifted(service.Index, revision.LoadBalancerSet, isAlternate ? share : TrafficSteps.All - share, isAlternate ? testShare : TrafficSteps.All - testShare));
    }
}
