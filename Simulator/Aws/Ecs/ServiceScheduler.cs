using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// The service scheduler: compares what a replica service has with what it wants, and stops and starts tasks inside the envelope L … U. It runs at the end of
/// every instant in which something of the service changed, and at the tick only while something is wanted that could not be had; a service in steady
/// state costs nothing. The order of one reconcile (ECS-SV-07):
/// <code>
///  1  account       verdicts whose grace ended; circuit breaker
///  2  stop          older revisions: the not healthy at once, the healthy while healthy &gt; L         (ECS-RU-03)
///                   tasks on draining instances likewise                                              (ECS-DR-02)
///                   condemned tasks: as replacements become healthy, or one at a time without room    (ECS-HL-01)
///                   what exceeds desiredCount                                                         (ECS-SI-01)
///  3  start         what older revisions lost and L still needs, with their own revision              (ECS-RU-05)
///                   what the PRIMARY misses, up to U, launch rate and back-off permitting             (ECS-RU-03, ECS-TH-*)
///  4  events, steady state, completion
/// </code>
/// AWS: Amazon ECS Developer Guide, "Amazon ECS services" and "Rolling update".
/// </summary>
internal sealed partial class ServiceScheduler
{
    private readonly Calendar _calendar;
    private readonly EcsTables _tables;
    private readonly EcsReports _reports;
    private readonly ServiceBook _services;
    private readonly TaskLifeCycle _life;
    private readonly TaskHealth _health;
    private readonly TaskStarter _starter;
    private readonly Deployments _deployments;
    private readonly StopChoice _choice;
    private readonly CapacitySignal _capacity;
    private readonly DecisionCounter _decisions;
    private readonly Announcer _announcer;
    private readonly ZoneBalancer _balancer;
    private readonly TaskProtection _protection;
    private readonly TaskSets _taskSets;
    private readonly Scenario _scenario;
    private readonly bool _startsFirst;
    private readonly bool _sameRevision;
    private readonly bool _waitsForDigest;
    private readonly List<int> _moved = [];
    private readonly Duration _tick;
    private Round _round;

    public ServiceScheduler(
        Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, ServiceBook services, TaskLifeCycle life, TaskHealth health,
        TaskStarter starter, Deployments deployments, StopChoice choice, CapacitySignal capacity, DecisionCounter decisions, Announcer announcer, ZoneBalancer balancer,
        TaskProtection protection, TaskSets taskSets)
    {
        _taskSets = taskSets;
        _calendar = calendar;
        _tables = tables;
        _reports = reports;
        _services = services;
        _life = life;
        _health = health;
        _starter = starter;
        _deployments = deployments;
        _choice = choice;
        _capacity = capacity;
        _decisions = decisions;
        _announcer = announcer;
        _balancer = balancer;
        _protection = protection;
        _scenario = scenario;
        _startsFirst = DatedBehaviour.StartsReplacementFirst(scenario);
        _sameRevision = DatedBehaviour.ReplacesWithSameRevision(scenario);
        _tick = scenario.Model.Get(ModelCatalog.SchedulerTick);
        _waitsForDigest = scenario.Model.Get(TaskModel.DigestResolution) != TaskModel.DigestTogether;
    }

    /// <summary>Brings a replica service nearer to what it wants.</summary>
    /// <param name="service">The service.</param>
    /// <param name="running">Whether new tasks are RUNNING at once (the first reconcile of a run that starts steady).</param>
    public void Reconcile(Service service, bool running = false)
    {
        ref var row = ref _services.RowOf(service);
        var before = ActiveOf(service);
        var desired = row.Desired;
        _round = new Round { NextAt = Instant.MaxValue, WatchAt = Instant.MaxValue, StartsRunning = running };
        _announcer.Begin();
        var (ran, waited, healthy) = (row.Running, row.Pending, row.Healthy);
        Account(service, desired);
        if (service.IsExternal)
        {
            ReconcileTaskSets(service, before, new Counts(ran, waited, desired, healthy));
            LookAgain(service);
            return;
        }
        var envelope = Envelope.Of(desired, service.Definition.Deployment);
        var stalled = service.Primary.State == RolloutState.Failed;
        if (service.Older.Count > 0 || service.Primary.State == RolloutState.InProgress) _balancer.Abort(service);
        var missing = service.Rollout.IsShifting ? KeepRevisions(service, desired) : 0;
        if (!service.Rollout.IsShifting) missing = ReplaceRevisions(service, envelope, desired, stalled); // also when the shift has just ended
        StartExtra(service, envelope, desired);
        _deployments.Tidy(service);
        Tell(service);
        Record(service, before, new Counts(ran, waited, desired, healthy), stalled ? Math.Max(0, desired - ActiveOf(service)) : missing, stalled);
        if (missing > 0 && !service.Rollout.IsShifting) WarnIfStuck(service, envelope);
        if (!row.IsDeleted) Settle(service, envelope, desired);
        if (_deployments.Trips(service, desired)) _services.RequestReconcile(service, _calendar.Now);
        LookAgain(service);
    }

    /// <summary>A task failed before RUNNING, or could not be placed (ECS-TH-01, ECS-CB-02).</summary>
    public void CountFailure(Service service, Deployment deployment, bool forWantOfRoom)
    {
        _deployments.CountStartFailure(deployment, forWantOfRoom);
        if (deployment.Backoff.Fail(_calendar.Now, forWantOfRoom)) _announcer.Warn(service, ServiceEventMessage.UnableToStartConsistently);
    }

    private static int ActiveOf(Service service)
    {
        var active = service.Primary.Active;
        foreach (var older in service.Older) active += older.Active;
        return active;
    }

    private void Account(Service service, int desired)
    {
        if (service.VerdictsInGrace > 0)
        {
            service.VerdictsInGrace = 0;
            ApplyVerdicts(service.Primary);
            foreach (var older in service.Older) ApplyVerdicts(older);
        }
        if (!service.IsExternal) LookAgainAt(_deployments.Watch(service, desired));
    }

    private void LookAgain(Service service)
    {
        LookAgainAt(_round.NextAt);
        if (_round.WatchAt != Instant.MaxValue) _services.RequestReconcile(service, _round.WatchAt);
    }

    private void LookAgainAt(Instant at)
    {
        if (at < _round.WatchAt) _round.WatchAt = at;
    }

    private void ApplyVerdicts(Deployment deployment)
    {
        for (var task = deployment.First; task >= 0; task = _tables.LinksOf(task).NextInDeployment) _health.ApplyVerdict(task);
    }

    private int ReplaceRevisions(Service service, Envelope envelope, int desired, bool stalled)
    {
        StopLeftOvers(service);
        StopUnwanted(service, envelope, desired, stalled);
        if (stalled) KeepOlder(service, envelope, desired);
        return StartMissing(service, envelope, desired, stalled);
    }

    private void StopUnwanted(Service service, Envelope envelope, int desired, bool stalled)
    {
        var primary = service.Primary;
        if (!stalled)
        {
            foreach (var older in service.Older) StopNotHealthy(service, older, envelope.Lower);
            foreach (var older in service.Older)
                StopSome(service, older, Stoppable.Healthy, envelope.Stops(older.Healthy, _services.RowOf(service).Healthy), StopReason.Deployment);
        }
        StopDraining(service, primary, envelope);
        FinishBatch(service, desired);
        var wanted = desired + service.Rebalancing.Extra;
        StopCondemned(service, primary, envelope, wanted, stalled);
        StopSome(service, primary, Stoppable.Good, primary.ActiveOf(TaskStanding.Good) - wanted, StopReason.ScalingActivity);
    }

    // Tasks of an older revision that are not healthy do not count toward L and go first, except those that replace lost ones while L needs them.
    private void StopNotHealthy(Service service, Deployment older, int lower)
    {
        if (older.Active == older.Healthy) return;
        var task = older.First;
        while (task >= 0)
        {
            var next = _tables.LinksOf(task).NextInDeployment;
            ref var row = ref _tables.Tasks[task];
            var replaces = row.Created >= service.Primary.Created && _services.RowOf(service).Healthy < lower && !IsCondemned(task);
            if (!row.IsHealthy && !replaces && (IsCondemned(task) || !_protection.IsProtected(task)))
            {
                if (_sameRevision && IsCondemned(task)) older.Lost++; // its own revision replaces it while L needs it (ECS-RU-05)
                Stop(service, task, StopReason.Deployment);
            }
            task = next;
        }
    }

    private bool IsCondemned(int task) => _tables.LinksOf(task).Standing == TaskStanding.Unhealthy;

    private void StopDraining(Service service, Deployment primary, Envelope envelope)
    {
        if (primary.ActiveOf(TaskStanding.Draining) == 0) return;
        var task = primary.First;
        while (task >= 0)
        {
            var next = _tables.LinksOf(task).NextInDeployment;
            if (_tables.LinksOf(task).Standing == TaskStanding.Draining && !_tables.Tasks[task].IsHealthy) Stop(service, task, StopReason.InstanceDraining);
            task = next;
        }
        var allowed = envelope.Stops(primary.HealthyOf(TaskStanding.Draining), _services.RowOf(service).Healthy);
        StopSome(service, primary, Stoppable.HealthyDraining, allowed, StopReason.InstanceDraining);
    }

    // ECS-HL-01: each healthy replacement lets one condemned task go, so that the total returns to desiredCount; a replacement that is condemned too lets
    // either go. Without room for a replacement one goes first, and the next only when nothing is on its way.
    private void StopCondemned(Service service, Deployment primary, Envelope envelope, int desired, bool stalled)
    {
        var condemned = primary.ActiveOf(TaskStanding.Unhealthy);
        if (condemned == 0) return;
        // Before October 2023 the unhealthy went first, all of them, and their replacements followed (ECS-HL-04).
        var stops = _startsFirst ? Math.Clamp(primary.HealthyOf(TaskStanding.Good) + condemned - desired, 0, condemned) : condemned;
        var room = envelope.Upper - ActiveOf(service);
        if (stops == 0 && !stalled && room <= 0 && _round.Stopped == 0 && primary.PendingOf(TaskStanding.Good) == 0 && AllOthersAreHealthy(primary)) stops = 1;
        for (var i = 0; i < stops; i++)
        {
            var task = _choice.Choose(service, primary, Stoppable.Unhealthy);
            _deployments.CountCheckFailure(primary);
            Stop(service, task, _health.ReasonOf(task));
        }
    }

    private static bool AllOthersAreHealthy(Deployment primary) => primary.HealthyOf(TaskStanding.Good) == primary.ActiveOf(TaskStanding.Good);

    private int StopSome(Service service, Deployment deployment, Stoppable sort, int count, StopReason reason)
    {
        for (var i = 0; i < count; i++)
        {
            var task = _choice.Choose(service, deployment, sort);
            if (task < 0)
            {
                if (_choice.FirstRelease != Instant.MaxValue) WaitForRelease(service, deployment);
                return i;
            }
            Stop(service, task, reason);
        }
        return Math.Max(0, count);
    }

    // ECS-SI-05, ECS-EV-08: only protected tasks are left; the scheduler comes back when the first protection ends.
    private void WaitForRelease(Service service, Deployment deployment)
    {
        LookAgainAt(_choice.FirstRelease);
        _announcer.Warn(service, ServiceEventMessage.ScaleInBlocked, 0, deployment.Id);
    }

    private void StartAgain(Instant at)
    {
        if (at < _round.NextAt) _round.NextAt = at;
    }

    private void Stop(Service service, int task, StopReason reason)
    {
        _round.Stopped++;
        if (reason == StopReason.InstanceDraining && _tables.Tasks[task].ContainerInstance < 0) reason = StopReason.Maintenance; // on Fargate (FG-RT-01)
        if (_tables.Tasks[task].Status == TaskStatus.Running)
        {
            if (reason == StopReason.ZoneRebalancing) _moved.Add(task);
            else _announcer.Stopped(task);
            if (_services.TargetGroupsOf(in _tables.Tasks[task]) > 0) _round.Draining++;
        }
        _life.Stop(task, StopCode.ServiceSchedulerInitiated, reason);
    }

    // Returns how many tasks are still missing.
    private int StartMissing(Service service, Envelope envelope, int desired, bool stalled)
    {
        if (_round.Stopped > 0) service.RoomAppeared(); // what a stop frees may be used in the same round
        if (stalled) return 0;
        foreach (var older in service.Older)
        {
            if (older.Lost == 0) continue;
            var needed = envelope.Lower - _services.RowOf(service).Healthy - older.Pending;
            if (needed <= 0)
            {
                older.Lost = 0; // L holds without them
                continue;
            }
            older.Lost -= StartSome(service, older, envelope.Starts(Math.Min(older.Lost, needed), ActiveOf(service)));
        }
        if (_deployments.Trips(service, desired)) return 0; // it fails in this very instant
        var missing = desired - service.Primary.ActiveOf(TaskStanding.Good);
        return missing <= 0 ? 0 : missing - StartSome(service, service.Primary, envelope.Starts(missing, ActiveOf(service)));
    }

    private int StartSome(Service service, Deployment deployment, int count)
    {
        var now = _calendar.Now;
        var started = 0;
        count = Together(deployment, count);
        deployment.BeginClaims();
        for (var i = 0; i < count; i++)
        {
            var at = _round.StartsRunning ? now : NextStart(service, deployment);
            if (at > now)
            {
                StartAgain(at);
                if (deployment.Backoff.Until <= now) _announcer.Warn(service, ServiceEventMessage.OperationsThrottled);
                return started;
            }
            var outcome = _starter.Start(service, deployment, _round.StartsRunning, out var task, out var profile);
            if (outcome == StartOutcome.Denied) continue;
            if (task < 0)
            {
                OnNotStarted(service, deployment, outcome, profile);
                if (!deployment.Close()) return started;
                continue;
            }
            if (!_round.StartsRunning)
            {
                service.Throttle.TryStart(now);
                if (_round.Decision == 0) _round.Decision = _decisions.Next();
                _tables.Tasks[task].Decision = _round.Decision;
            }
            _round.Started++;
            _announcer.Started(task);
            started++;
        }
        return started;
    }

    private Instant NextStart(Service service, Deployment deployment)
    {
        var at = service.Throttle.NextAt(_calendar.Now);
        return at < deployment.Backoff.Until ? deployment.Backoff.Until : at;
    }

    private void OnNotStarted(Service service, Deployment deployment, StartOutcome outcome, PlacementProfile? profile)
    {
        var now = _calendar.Now;
        _round.NotStarted = outcome;
        _round.Profile = profile;
        if (now >= deployment.FailureMutedUntil) // attempts between two ticks, made because some room appeared, are not counted again
        {
            deployment.FailureMutedUntil = now + _tick;
            ReportNotStarted(service, outcome, profile);
            if (outcome != StartOutcome.LimitExceeded) CountFailure(service, deployment, forWantOfRoom: true);
        }
        SetWantsRoom(service, true);
        var next = NextStart(service, deployment);
        StartAgain(next > now + _tick ? next : now + _tick);
    }

    private void ReportNotStarted(Service service, StartOutcome outcome, PlacementProfile? profile)
    {
        switch (outcome)
        {
            case StartOutcome.NoRoom:
                var why = _starter.ReportFailure(profile!, service.Index, -1);
                _round.Why = why;
                _announcer.Warn(service, ServiceEventMessage.UnableToPlace, (int)why.Reason, why.Closest);
                break;
            case StartOutcome.LimitExceeded:
                _announcer.Warn(service, ServiceEventMessage.ProvisioningLimit);
                break;
            default:
                _starter.ReportNoFargate(service.Index, outcome);
                _announcer.NotOnFargate(service, outcome);
                break;
        }
    }

    private void SetWantsRoom(Service service, bool wants)
    {
        if (service.WantsRoom == wants) return;
        service.WantsRoom = wants;
        _capacity.Waiting += wants ? 1 : -1;
    }

    private void Tell(Service service)
    {
        _announcer.TellTargets(service);
        if (_round.Started + _round.Stopped == 0 || _round.StartsRunning) return;
        _announcer.Tell(service, _round.Draining);
    }

    // ECS-RU-04: neither a stop nor a start is possible, and nothing is on its way that could change that.
    private void WarnIfStuck(Service service, Envelope envelope)
    {
        if (_round.Started + _round.Stopped > 0 || envelope.Upper > ActiveOf(service)) return;
        var primary = service.Primary;
        if (primary.Pending > 0 || primary.HealthyOf(TaskStanding.Good) < primary.ActiveOf(TaskStanding.Good)) return;
        _announcer.Warn(service, ServiceEventMessage.DeploymentStuck);
    }

    // ECS-SV-05, ECS-RU-08.
    private void Settle(Service service, Envelope envelope, int desired)
    {
        var primary = service.Primary;
        var good = primary.ActiveOf(TaskStanding.Good);
        if (good == desired) service.Cause = 0;
        var steady = !service.Rollout.IsShifting && service.Older.Count == 0 && good == desired && primary.Active == desired && primary.Healthy == desired;
        if (good == desired) SetWantsRoom(service, false);
        if (!steady)
        {
            service.IsSteady = false;
            ZoneBalancer.OnUnsteady(service);
            return;
        }
        if (primary.State == RolloutState.InProgress && (_round.StartsRunning || _deployments.IsBaked(service, ref _round.WatchAt))) _deployments.Complete(service);
        if (primary.State == RolloutState.Failed) return;
        _announcer.TellSteady(service, entered: !service.IsSteady);
        service.IsSteady = true;
        if (primary.State != RolloutState.Completed) return; // the bake time runs
        var next = _balancer.OnSteady(service, envelope, desired);
        LookAgainAt(next);
        if (next == _calendar.Now) service.IsSteady = false; // a batch of the rebalancing begins
    }

    private readonly record struct Counts(int Running, int Pending, int Desired, int Healthy);

    private struct Round
    {
        public int Started;
        public int Stopped;
        public int Draining;
        public bool StartsRunning;
        public Instant NextAt; // when a task may be started that could not be now

        public Instant WatchAt; // when the deployment is to be looked at again
        public int Decision;
        public StartOutcome NotStarted;
        public PlacementProfile? Profile; // of the newest task that could not be started

        public Explanation Why; // of a reported failure
    }
}
