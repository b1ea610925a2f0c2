using Simulator.Aws.Ecs.Rollouts;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Begins, supervises, completes and fails deployments of services (ECS-RU-07/08, ECS-CB-01 … 05), whatever their strategy. Rolling updates are the
/// scheduler's own; deployments that shift traffic are led by <see cref="TrafficShifts"/>.
/// </summary>
internal sealed class Deployments : IServiceDeployments
{
    private readonly Calendar _calendar;
    private readonly ServiceBook _services;
    private readonly EcsReports _reports;
    private readonly RolloutLog _log;
    private readonly TrafficShifts _shifts;
    private readonly Duration _poll;
    private readonly Duration _bake;
    private readonly int _floor;
    private readonly bool _countsLackOfCapacity;
    private readonly bool _hasStages;

    public Deployments(Calendar calendar, Scenario scenario, ServiceBook services, EcsReports reports, DecisionCounter decisions)
    {
        _calendar = calendar;
        _services = services;
        _reports = reports;
        _log = new RolloutLog(services, reports, decisions);
        _shifts = new TrafficShifts(calendar, scenario, reports, _log, this);
        Alarms = new AlarmWatch(scenario);
        var model = scenario.Model;
        _poll = model.Get(ModelCatalog.DeploymentAlarmPoll);
        _bake = model.Get(ModelCatalog.DeploymentBakeTime);
        _floor = (int)model.Get(ModelCatalog.CircuitBreakerFloor);
        _countsLackOfCapacity = model.Get(ModelCatalog.CircuitBreakerCountsLackOfCapacity);
        _hasStages = model.Get(ModelCatalog.CircuitBreakerStages);
    }

    /// <summary>The deployment alarms.</summary>
    public AlarmWatch Alarms { get; }

    /// <summary>Begins a deployment; the present PRIMARY becomes an older one, and a rollout that is not over is superseded.</summary>
    /// <param name="service">The service.</param>
    /// <param name="taskDefinition">Its task definition.</param>
    /// <param name="decision">Id of the decision that caused it, or 0.</param>
    public void Begin(Service service, int taskDefinition, int decision = 0)
    {
        var former = service.Rollout;
        if (former is { IsOver: false }) _log.Move(former, ServiceDeploymentStatus.Stopped, DeploymentCause.Superseded);
        var source = SourceOf(service, former);
        var nothingToStart = !service.IsDaemon && !service.IsManagedDaemon && (former is null ? service.Definition.DesiredCount : _services.RowOf(service).Desired) == 0;
        var deployment = BeginRevision(service, Revision.Of(service.Definition, taskDefinition), digests: null, nothingToStart);
        var configuration = service.Definition.Deployment;
        var shifts = configuration.Strategy != DeploymentStrategy.Rolling && source is not null;
        deployment.Side = source is null ? 0 : shifts ? 1 - source.Side : source.Side;
        var rollout = service.Rollout = new ServiceDeployment(deployment, configuration, _calendar.Now)
        {
            Shift = shifts ? new TrafficShift(source!, configuration.Hooks.Length) : null,
        };
        if (!shifts) CutShort(service, former, source, deployment);
        _log.Move(rollout, ServiceDeploymentStatus.Pending);
        // What a scenario begins with, nobody decided.
        if (former is not null || (service.IsManagedDaemon && decision > 0)) rollout.Decision = _log.Decide(rollout, decision, 0);
        WatchAlarms(rollout);
    }

    /// <summary>
    /// Looks after the rollout of a service: it takes up a new one, carries out what the operator asked for, and lets breaker and alarms fail it;
    /// the first of them wins (ECS-CB-05).
    /// </summary>
    /// <returns>When to look again.</returns>
    public Instant Watch(Service service, int desired)
    {
        var rollout = service.Rollout;
        if (rollout.IsOver) return Instant.MaxValue;
        if (rollout.Status == ServiceDeploymentStatus.Pending) _log.Move(rollout, ServiceDeploymentStatus.InProgress);
        if (rollout.Stop != StopRequest.None) Stop(service, rollout);
        if (Trips(service, desired)) Fail(service, DeploymentCause.CircuitBreaker, -1, GoesBack(service, rollout.Configuration.CircuitBreakerRollback), rollout.Decision);
        else if (CannotPin(service)) Fail(service, DeploymentCause.ImageResolution, -1, GoesBack(service, rollout.Configuration.CircuitBreakerRollback), rollout.Decision);
        if (service.Primary.State != RolloutState.InProgress || rollout.NextPoll == Instant.MaxValue || rollout.Stage == LifecycleStage.CleanUp) return Instant.MaxValue;
        if (_calendar.Now < rollout.NextPoll) return rollout.NextPoll;
        rollout.NextPoll = _calendar.Now + _poll;
        if (Alarms.FirstInAlarm(rollout.Alarms) is var alarm and >= 0)
            Fail(service, DeploymentCause.Alarm, alarm, GoesBack(service, rollout.Configuration.Alarms!.Rollback), Alarms.DecisionOf(alarm));
        return service.Primary.State == RolloutState.InProgress ? service.Rollout.NextPoll : Instant.MaxValue;
    }

    // A managed daemon is always rolled back; the deployment that created it, which has nothing to go back to, is STOPPED (ECS-DM-04).
    private static bool GoesBack(Service service, bool rollback) => rollback && (!service.IsManagedDaemon || service.RollbackSource is not null);

    /// <summary>The rollout of a managed daemon waits for its bake time, after a step or at its end (ECS-DM-04).</summary>
    public void EnterBake(Service service)
    {
        if (service.Rollout.IsOver || service.Rollout.Stage == LifecycleStage.BakeTime) return;
        service.Rollout.Stage = LifecycleStage.BakeTime;
        _log.Stage(service.Rollout);
    }

    /// <summary>DeleteDaemon: a deployment takes the daemon's instances away; nothing can fail it (ECS-DM-04).</summary>
    public void BeginRemoval(Service service, int decision)
    {
        Begin(service, service.Primary.TaskDefinition, decision);
        service.Rollout.NextPoll = Instant.MaxValue;
    }

    /// <summary>Leads a deployment that shifts traffic on; returns when to look again.</summary>
    public Instant Advance(Service service, int desired) => _shifts.Advance(service, desired);

    /// <summary>Whether the circuit breaker fails the PRIMARY; it is for rolling updates only (ECS-CB-03).</summary>
    public bool Trips(Service service, int desired)
    {
        var configuration = service.Definition.Deployment;
        var primary = service.Primary;
        return configuration.CircuitBreaker && primary.State == RolloutState.InProgress && !service.Rollout.IsShifting
            && primary.Breaker.Count >= CircuitBreaker.Threshold(configuration.Threshold, desired, _floor);
    }

    /// <summary>Three failed attempts to find image digests fail a deployment that has a circuit breaker, whatever the breaker's threshold (ECS-SV-06).</summary>
    private static bool CannotPin(Service service) =>
        service.Primary.Digests.HasFailed && service.Primary.State == RolloutState.InProgress && service.Definition.Deployment.CircuitBreaker && !service.Rollout.IsShifting;

    /// <summary>What a pull of a task says about the digests of its deployment; true when they are decided now.</summary>
    public bool NoteDigest(Deployment deployment, int container, bool failed)
    {
        if (!deployment.Digests.IsOpen || !(failed ? deployment.Digests.Fail(container) : deployment.Digests.Resolve(container))) return false;
        if (deployment.State == RolloutState.InProgress) Report(deployment);
        return true;
    }

    /// <summary>A task could not be placed or stopped before RUNNING: it counts until the deployment's first task runs (ECS-CB-02, ECS-CB-04).</summary>
    public void CountStartFailure(Deployment deployment, bool forWantOfRoom)
    {
        CountFailed(deployment);
        if (deployment.State != RolloutState.InProgress || (forWantOfRoom && !_countsLackOfCapacity)) return;
        if (!_hasStages || !deployment.HasRun) deployment.Breaker.Fail();
    }

    /// <summary>A task is replaced because its checks failed (ECS-CB-02).</summary>
    public void CountCheckFailure(Deployment deployment)
    {
        CountFailed(deployment);
        if (deployment.State == RolloutState.InProgress) deployment.Breaker.Fail();
    }

    /// <summary>
    /// Whether a rolling update whose new tasks are all healthy and whose old ones are gone is complete: with alarms, after its bake time (ECS-CB-05).
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="next">Made earlier when the end of the bake time is to be looked at.</param>
    public bool IsBaked(Service service, ref Instant next)
    {
        var rollout = service.Rollout;
        if (rollout.IsOver || rollout.NextPoll == Instant.MaxValue) return true;
        if (rollout.BakeUntil is null)
        {
            rollout.BakeUntil = _calendar.Now + (rollout.Configuration.BakeTime ?? _bake);
            rollout.Stage = LifecycleStage.BakeTime;
            _log.Stage(rollout);
        }
        var until = rollout.BakeUntil.Value;
        if (_calendar.Now >= until) return true;
        if (until < next) next = until;
        return false;
    }

    /// <summary>The PRIMARY has everything it wants and nothing else is left.</summary>
    public void Complete(Service service)
    {
        var deployment = service.Primary;
        deployment.State = RolloutState.Completed;
        service.RollbackSource = deployment.Revision;
        service.RollbackDigests = deployment.Digests;
        service.Serving = deployment;
        _services.RowOf(service).DeploymentInProgress = false;
        Report(deployment);
        _reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.DeploymentCompleted, 0, deployment.Id));
        if (service.Rollout.IsOver) return;
        _log.Move(service.Rollout, service.Rollout.Rollback == deployment ? ServiceDeploymentStatus.RollbackSuccessful : ServiceDeploymentStatus.Successful);
        if (service.Rollout.Decision > 0) _log.Decide(service.Rollout, service.Rollout.Decision, service.Rollout.Shift?.Share ?? 0);
    }

    /// <summary>A rollback that shifted traffic back is complete: only the source is left.</summary>
    public void CompleteRollback(Service service)
    {
        _services.RowOf(service).DeploymentInProgress = false;
        _log.Move(service.Rollout, ServiceDeploymentStatus.RollbackSuccessful);
        _log.Decide(service.Rollout, service.Rollout.Decision, 0);
    }

    /// <summary>
    /// The deployment is FAILED. A rolling update starts nothing more; with rollback, a new deployment of the most recent COMPLETED revision begins
    /// and takes over that revision's tasks; it is no source itself until it completes. Without a source the service stalls (ECS-CB-03). A deployment that shifts
    /// traffic goes back to its source, or stays as it stands.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="cause">Why.</param>
    /// <param name="subject">The alarm or hook that was the cause, or -1.</param>
    /// <param name="rollback">Whether it is rolled back.</param>
    /// <param name="parent">Id of the decision that led to it.</param>
    public void Fail(Service service, DeploymentCause cause, int subject, bool rollback, int parent)
    {
        var rollout = service.Rollout;
        var failed = service.Primary;
        failed.State = RolloutState.Failed;
        Report(failed);
        _reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.DeploymentFailed, (int)cause, failed.Id));
        var isRollback = rollout.Rollback == failed;
        var isPossible = !isRollback && (rollout.IsShifting || service.RollbackSource is not null);
        var status = !rollback ? ServiceDeploymentStatus.Stopped : isPossible ? ServiceDeploymentStatus.RollbackInProgress : ServiceDeploymentStatus.RollbackFailed;
        if (isRollback) status = ServiceDeploymentStatus.RollbackFailed;
        _log.Move(rollout, status, cause, subject);
        _log.Decide(rollout, parent, rollout.Shift?.Share ?? 0, cause, cause == DeploymentCause.Alarm ? subject : -1);
        if (rollout.Shift is { IsOver: false } shift)
        {
            if (rollback) GoBackTo(service, shift.Source);
            _shifts.Fail(service, rollback);
        }
        else if (status == ServiceDeploymentStatus.RollbackInProgress)
        {
            RollBack(service, rollout, failed);
        }
    }

    /// <inheritdoc/>
    public bool IsInProgress(int service) => _services[service].Rollout is { IsOver: false };

    /// <inheritdoc/>
    public bool MayBeStopped(int service) =>
        _services[service].Rollout is { Status: ServiceDeploymentStatus.Pending or ServiceDeploymentStatus.InProgress, Stage: not LifecycleStage.CleanUp };

    /// <inheritdoc/>
    public bool AwaitsAnswer(int service) => _services[service].Rollout is { IsOver: false, IsShifting: true } rollout && LifecycleHooks.AwaitsAnswer(rollout);

    /// <summary>StopServiceDeployment; false when nothing is in progress that could be stopped.</summary>
    public bool RequestStop(Service service, bool abort, int decision)
    {
        if (!MayBeStopped(service.Index)) return false;
        var rollout = service.Rollout;
        rollout.Stop = abort ? StopRequest.Abort : StopRequest.Rollback;
        rollout.StopDecision = decision;
        return true;
    }

    /// <summary>ContinueServiceDeployment; false when no pause hook waits.</summary>
    public bool Answer(Service service, bool isRollback) => service.Rollout is { IsOver: false, IsShifting: true } && _shifts.Answer(service, isRollback);

    /// <summary>Forgets older deployments without active tasks: they are INACTIVE.</summary>
    public void Tidy(Service service)
    {
        for (var i = service.Older.Count - 1; i >= 0; i--)
        {
            if (service.Older[i].Active == 0 && service.Older[i].Lost == 0) service.Older.RemoveAt(i);
        }
        _services.RowOf(service).Deployments = 1 + service.Older.Count;
    }

    // The deployment that has the production traffic: of an unfinished shift the target once it has everything, otherwise its source.
    private static Deployment? SourceOf(Service service, ServiceDeployment? former)
    {
        if (former?.Shift is not { IsOver: false } shift) return service.Serving is { Active: > 0 } serving ? serving : service.Primary;
        return shift.HasAll && !shift.IsRollingBack ? former.Target : shift.Source;
    }

    // A rolling update in the middle of a shift: the traffic goes back to one side, and the other side's tasks are no reserve for it.
    private void CutShort(Service service, ServiceDeployment? former, Deployment? source, Deployment target)
    {
        _shifts.Settle(service, source, target);
        if (former is not { IsShifting: true }) return;
        foreach (var older in service.Older) older.IsLeftOver = older != source;
    }

    private Deployment BeginRevision(Service service, Revision revision, DigestResolution? digests, bool nothingToStart, int rollbackOf = -1)
    {
        var deployment = _services.AddDeployment(service, revision);
        deployment.Digests = digests ?? deployment.Digests;
        if (nothingToStart) deployment.Digests.GiveUp();
        deployment.RollbackOf = rollbackOf;
        if (service.Primary is { Active: > 0 } former) service.Older.Add(former);
        service.Primary = deployment;
        foreach (var older in service.Older) older.Kept = -1;
        service.IsSteady = false;
        ref var row = ref _services.RowOf(service);
        row.PrimaryDeployment = deployment.Id;
        row.DeploymentInProgress = true;
        row.Deployments = 1 + service.Older.Count;
        Report(deployment);
        return deployment;
    }

    private void RollBack(Service service, ServiceDeployment rollout, Deployment failed)
    {
        var source = service.RollbackSource!;
        service.RollbackSource = null;
        Restore(service, source);
        var rollback = BeginRevision(service, source, service.RollbackDigests, nothingToStart: false, failed.Id);
        rollback.Side = failed.Side;
        rollout.Rollback = rollback;
        rollout.NextPoll = Instant.MaxValue; // alarms do not watch a rollback: nothing would be left to go back to
        for (var i = service.Older.Count - 1; i >= 0; i--)
        {
            if (service.Older[i].Revision != source || service.Older[i] == failed) continue;
            _services.TakeOver(service.Older[i], rollback);
            service.Older.RemoveAt(i);
            break;
        }
        _reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.RollingBack, 0, rollback.Id));
    }

    // The source becomes PRIMARY again; what failed is an older deployment from now on.
    private void GoBackTo(Service service, Deployment source)
    {
        service.Older.Remove(source);
        service.Older.Add(service.Primary);
        service.Primary = source;
        Restore(service, source.Revision);
        source.Backoff.Reset();
        _services.RowOf(service).PrimaryDeployment = source.Id;
        _reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.RollingBack, 0, source.Id));
    }

    // What a rollback goes back to is what the service is again, load balancers and subnets included.
    private static void Restore(Service service, Revision revision)
    {
        service.Definition = service.Definition with { LoadBalancers = revision.LoadBalancers, LoadBalancerSet = revision.LoadBalancerSet, Zones = revision.Zones, FineMetrics = revision.FineMetrics };
        if (revision is { Daemon: { } daemon, Strategy: { } providers }) service.Definition = service.Definition with { ManagedDaemon = daemon, Strategy = providers };
    }

    private void Stop(Service service, ServiceDeployment rollout)
    {
        var rollback = rollout.Stop == StopRequest.Rollback;
        rollout.Stop = StopRequest.None;
        _log.Move(rollout, rollback ? ServiceDeploymentStatus.RollbackRequested : ServiceDeploymentStatus.StopRequested, DeploymentCause.Operator);
        Fail(service, DeploymentCause.Operator, -1, rollback, rollout.StopDecision);
    }

    // An alarm that is in ALARM already makes all of them ignored, for this deployment (ECS-CB-05).
    private void WatchAlarms(ServiceDeployment rollout)
    {
        rollout.NextPoll = Instant.MaxValue;
        if (rollout.Configuration.Alarms is not { } alarms) return;
        rollout.Alarms = Alarms.NumbersOf(alarms);
        rollout.IgnoresAlarms = Alarms.FirstInAlarm(rollout.Alarms) >= 0;
        if (!rollout.IgnoresAlarms) rollout.NextPoll = _calendar.Now + _poll;
    }

    private void CountFailed(Deployment deployment) => _reports.DeploymentFailures.Report(new DeploymentFailures(deployment.Id, ++deployment.FailedTasks));

    private void Report(Deployment deployment) => _reports.Deployments.Report(new DeploymentChange(
        deployment.Id, deployment.Service, deployment.TaskDefinition, deployment.State, deployment.RollbackOf, deployment.Digests.State));
}
