using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Whether a task of a service counts as healthy (ECS-SV-04), and whether its checks condemn it:
/// <code>
///  load balancer  essential health check  healthy when
///  no             no                      RUNNING for 40 s
///  no             yes                     its containers are HEALTHY
///  yes            no                      its target is healthy in every target group
///  yes            yes                     both
/// </code>
/// A task whose essential containers do not all define a check stays UNKNOWN by ECS-TD-16 for ever; how it is judged then is a model choice
/// (<c>partlyCheckedTask</c>). Container checks are arithmetic: an event for each change of health, none for the probes between.
/// </summary>
internal sealed class TaskHealth
{
    private readonly Calendar _calendar;
    private readonly EcsTables _tables;
    private readonly EcsReports _reports;
    private readonly ServiceBook _services;
    private readonly BirthDraw _births;
    private readonly TaskTimes _times;
    private readonly TaskContainers _containers;
    private readonly string _partlyChecked;
    private readonly Duration _healthyAfterRunning;
    private readonly Sampler _reportDelay;
    private readonly Checks[] _checks;

    public TaskHealth(Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, ServiceBook services, BirthDraw births, TaskTimes times,
        TaskContainers containers)
    {
        _calendar = calendar;
        _tables = tables;
        _reports = reports;
        _services = services;
        _births = births;
        _times = times;
        _containers = containers;
        _partlyChecked = scenario.Model.Get(TaskModel.PartlyCheckedTask);
        _healthyAfterRunning = scenario.Model.Get(ModelCatalog.HealthyAfterRunning);
        _reportDelay = new Sampler(scenario.Model.Get(ModelCatalog.HealthReportDelay));
        _checks = new Checks[scenario.TaskDefinitions.Length];
        for (var i = 0; i < _checks.Length; i++) _checks[i] = Checks.Of(scenario.TaskDefinitions[i]);
    }

    /// <summary>A task entered RUNNING: its next change of health is put on the calendar.</summary>
    public void Begin(int task) => Evaluate(task);

    /// <summary>A task was there from the start: healthy in every respect.</summary>
    public void BeginHealthy(int task)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        if (row.Service >= 0) links.HealthyTargets = (byte)_services.TargetGroupsOf(in row);
        if (Read(task) is { } next) Schedule(task, next);
        if (row.Service >= 0) Set(task, true);
    }

    /// <summary>The moment came at which the health of a task may change.</summary>
    public void OnDue(int task)
    {
        ref var links = ref _tables.LinksOf(task);
        if (links.HealthDue <= _calendar.Now) links.HealthDue = Instant.MaxValue;
        if (_tables.Tasks[task].Status == TaskStatus.Running) Evaluate(task);
    }

    /// <summary>A container of the task has been restarted: its checks begin anew.</summary>
    public void OnContainerRestarted(int task)
    {
        if (_tables.Tasks[task].Status == TaskStatus.Running) Evaluate(task);
    }

    /// <summary>The state of a task's target moved.</summary>
    public void OnTarget(int task, int targetGroup, TargetState from, TargetState to)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        var groups = _services.TargetGroupsOf(in row);
        if (from == TargetState.Healthy && links.HealthyTargets > 0) links.HealthyTargets--;
        if (from == TargetState.Unhealthy && links.UnhealthyTargets > 0) links.UnhealthyTargets--;
        if (to == TargetState.Healthy && links.HealthyTargets < groups) links.HealthyTargets++;
        if (to == TargetState.Unhealthy && links.UnhealthyTargets < groups) links.UnhealthyTargets++;
        if (row.Status != TaskStatus.Running) return;
        if (to == TargetState.Unhealthy)
            _reports.ServiceEvents.Report(new ServiceEvent(row.Service, ServiceEventMessage.UnhealthyInTargetGroup, targetGroup, task));
        Judge(task);
    }

    /// <summary>Applies the verdict of a task's checks to how it is counted: unhealthy outside the grace period is to be replaced (ECS-HL-01/03).</summary>
    public void ApplyVerdict(int task)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        if (links.Standing == TaskStanding.Draining || !links.Has(TaskMarks.Listed)) return;
        if (!IsCondemned(task))
        {
            _services.SetStanding(task, TaskStanding.Good);
            return;
        }
        var service = _services[row.Service];
        var graceEnds = row.Started + service.Definition.HealthCheckGracePeriod;
        if (_calendar.Now >= graceEnds)
        {
            _services.SetStanding(task, TaskStanding.Unhealthy);
            return;
        }
        service.VerdictsInGrace++;
        _services.RequestReconcile(service, graceEnds);
    }

    /// <summary>Why a condemned task is stopped.</summary>
    public StopReason ReasonOf(int task) =>
        _tables.LinksOf(task).UnhealthyTargets > 0 ? StopReason.FailedElbHealthChecks : StopReason.FailedContainerHealthChecks;

    /// <summary>A task stops: it no longer counts as healthy. It has left its deployment's counts before.</summary>
    public void End(int task)
    {
        ref var row = ref _tables.Tasks[task];
        if (!row.IsHealthy) return;
        row.IsHealthy = false;
        _tables.Services[row.Service].Healthy--;
        _reports.TaskHealth.Report(new TaskHealthChange(task, false));
    }

    private bool IsCondemned(int task) => _tables.LinksOf(task).UnhealthyTargets > 0 || _tables.Tasks[task].HealthStatus == ContainerHealth.Unhealthy;

    private void Evaluate(int task)
    {
        ref var row = ref _tables.Tasks[task];
        var next = Instant.MaxValue;
        if (_checks[row.TaskDefinition].Essential.Length > 0)
        {
            var before = row.HealthStatus;
            next = Read(task) ?? Instant.MaxValue;
            if (row.HealthStatus == ContainerHealth.Unhealthy && before != ContainerHealth.Unhealthy && row.Service >= 0)
                _reports.ServiceEvents.Report(new ServiceEvent(row.Service, ServiceEventMessage.UnhealthyInTargetGroup, -1, task));
        }
        if (row.Service >= 0 && !RanLongEnough(task) && IsJudgedByTime(task) && row.Started + _healthyAfterRunning < next) next = row.Started + _healthyAfterRunning;
        if (next != Instant.MaxValue) Schedule(task, next);
        if (row.Service >= 0) Judge(task);
    }

    // What the control plane knows of the checks now, which is what the containers were a report delay ago (ECS-AG-05); returns when that changes next.
    private Instant? Read(int task)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        var checks = _checks[row.TaskDefinition];
        if (checks.Essential.Length == 0) return null;
        var containers = _containers.Rows(task);
        var delay = _reportDelay.AtBirth(_births, Purpose.HealthReportDelay, row.Ordinal);
        Span<ContainerHealth> each = stackalloc ContainerHealth[checks.Essential.Length];
        Instant? next = null;
        for (var i = 0; i < each.Length; i++)
        {
            var (container, check) = checks.Essential[i];
            var (start, ready, restarts) = (row.Started, row.ReadyAt, 0);
            if (containers.Length > 0)
            {
                ref var it = ref containers[container];
                if (it.Status is not (ContainerStatus.Running or ContainerStatus.Stopping)) continue;
                (start, restarts) = (it.LastStarted, it.Restarts);
                ready = WasThere(in row) && restarts == 0 ? start : start + _times.Startup(in row, container, restarts);
            }
            // One that was there from the start has passed its first probe just now.
            if (WasThere(in row) && restarts == 0) (start, ready) = (start - check.Interval, start - check.Interval);
            var spells = _times.SpellsOf(in row, container, restarts);
            var since = _calendar.Now - start;
            each[i] = ContainerHealthTimeline.At(check, WasThere(in row) && restarts == 0 && since <= check.Interval ? since : since - delay, ready - start, in spells, out var change);
            if (containers.Length > 0 && each[i] == ContainerHealth.Healthy && containers[container].Healthy == Instant.MaxValue) containers[container].Healthy = _calendar.Now - delay;
            if (change is { } after && (next is null || start + after + delay < next)) next = start + after + delay;
        }
        var all = ContainerHealthTimeline.Combine(each);
        row.HealthStatus = checks.All || all == ContainerHealth.Unhealthy ? all : ContainerHealth.Unknown;
        links.Marks = all == ContainerHealth.Healthy ? links.Marks | TaskMarks.ChecksPass : links.Marks & ~TaskMarks.ChecksPass;
        return next;
    }

    private static bool WasThere(in TaskRow row) => row.PullStarted == Instant.MaxValue;

    private bool RanLongEnough(int task)
    {
        ref readonly var row = ref _tables.Tasks[task];
        return WasThere(in row) || _calendar.Now >= row.Started + _healthyAfterRunning;
    }

    private bool IsJudgedByTime(int task)
    {
        ref readonly var row = ref _tables.Tasks[task];
        if (_services.TargetGroupsOf(in row) > 0) return false;
        var checks = _checks[row.TaskDefinition];
        return checks.Essential.Length == 0 || (!checks.All && _partlyChecked == "time");
    }

    private void Judge(int task)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        var checks = _checks[row.TaskDefinition];
        var healthy = links.HealthyTargets == _services.TargetGroupsOf(in row);
        if (checks.All) healthy &= row.HealthStatus == ContainerHealth.Healthy;
        else if (checks.Essential.Length > 0 && _partlyChecked != "time") healthy &= _partlyChecked == "checked" && links.Has(TaskMarks.ChecksPass);
        else if (_services.TargetGroupsOf(in row) == 0) healthy = RanLongEnough(task);
        Set(task, healthy && !IsCondemned(task));
        ApplyVerdict(task);
        _services.RequestReconcile(row.Service);
    }

    private void Set(int task, bool healthy)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.IsHealthy == healthy) return;
        _services.Uncount(task);
        row.IsHealthy = healthy;
        _services.Recount(task);
        _tables.Services[row.Service].Healthy += healthy ? 1 : -1;
        if (healthy)
        {
            if (row.Healthy == Instant.MaxValue) row.Healthy = _calendar.Now;
            _services.DeploymentOf(row.Deployment).Breaker.Heal(_services[row.Service].Definition.Deployment.ResetOnHealthyTask);
        }
        _reports.TaskHealth.Report(new TaskHealthChange(task, healthy));
    }

    // The earliest moment only: what is due later is found again then.
    private void Schedule(int task, Instant at)
    {
        ref var links = ref _tables.LinksOf(task);
        if (links.HealthDue <= at) return;
        links.HealthDue = at;
        _calendar.Schedule(at, EventKinds.TaskHealthDue, task, _tables.Tasks.GenerationOf(task));
    }

    /// <summary>The health checks of a task definition's essential containers.</summary>
    /// <param name="Essential">Essential containers that have a check, and it.</param>
    /// <param name="All">Whether every essential container has one.</param>
    private sealed record Checks((int Container, HealthCheckDefinition Check)[] Essential, bool All)
    {
        public static Checks Of(TaskDefinition definition)
        {
            List<(int, HealthCheckDefinition)> checks = [];
            var all = true;
            for (var i = 0; i < definition.Containers.Length; i++)
            {
                if (!definition.Containers[i].Essential) continue;
                if (definition.Containers[i].HealthCheck is { } check) checks.Add((i, check));
                else all = false;
            }
            return new Checks([.. checks], all && checks.Count > 0);
        }
    }
}
