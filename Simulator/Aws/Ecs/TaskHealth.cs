using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
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
/// A task whose essential containers do not all define a check stays UNKNOWN by ECS-TD-16 for ever; it is then judged as if it had no check, or
/// no deployment of it could end. Container checks are arithmetic: at most two events for a task, none for the probes between.
/// </summary>
internal sealed class TaskHealth
{
    private readonly Calendar _calendar;
    private readonly EcsTables _tables;
    private readonly EcsReports _reports;
    private readonly ServiceBook _services;
    private readonly BirthDraw _births;
    private readonly Duration _healthyAfterRunning;
    private readonly Sampler _reportDelay;
    private readonly Checks[] _checks;

    public TaskHealth(Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, ServiceBook services, BirthDraw births)
    {
        _calendar = calendar;
        _tables = tables;
        _reports = reports;
        _services = services;
        _births = births;
        _healthyAfterRunning = scenario.Model.Get(ModelCatalog.HealthyAfterRunning);
        _reportDelay = new Sampler(scenario.Model.Get(ModelCatalog.HealthReportDelay));
        _checks = new Checks[scenario.TaskDefinitions.Length];
        for (var i = 0; i < _checks.Length; i++) _checks[i] = Checks.Of(scenario.TaskDefinitions[i]);
    }

    /// <summary>A task of a service entered RUNNING: its next change of health is put on the calendar.</summary>
    public void Begin(int task) => Evaluate(task);

    /// <summary>A task was there from the start: healthy in every respect.</summary>
    public void BeginHealthy(int task)
    {
        ref var links = ref _tables.LinksOf(task);
        links.HealthyTargets = (byte)_services[_tables.Tasks[task].Service].TargetGroups;
        if (_checks[_tables.Tasks[task].TaskDefinition].All) _tables.Tasks[task].HealthStatus = ContainerHealth.Healthy;
        Set(task, true);
    }

    /// <summary>The moment came at which the health of a task may change.</summary>
    public void OnDue(int task)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.Status == TaskStatus.Running) Evaluate(task);
    }

    /// <summary>The state of a task's target moved.</summary>
    public void OnTarget(int task, int targetGroup, TargetState from, TargetState to)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        var groups = _services[row.Service].TargetGroups;
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
        var checks = _checks[row.TaskDefinition];
        if (checks.Essential.IsEmpty)
        {
            if (_services[row.Service].TargetGroups == 0 && _calendar.Now < row.Started + _healthyAfterRunning) Schedule(task, row.Started + _healthyAfterRunning);
            Judge(task);
            return;
        }
        // What the control plane knows is what the containers were a report delay ago (ECS-AG-05).
        var delay = _reportDelay.AtBirth(_births, Purpose.HealthReportDelay, row.Ordinal);
        var next = checks.At(_calendar.Now - row.Started - delay, row.ReadyAt - row.Started, out var health);
        if (health == ContainerHealth.Unhealthy && row.HealthStatus != health)
            _reports.ServiceEvents.Report(new ServiceEvent(row.Service, ServiceEventMessage.UnhealthyInTargetGroup, -1, task));
        row.HealthStatus = health;
        if (next is { } after) Schedule(task, row.Started + after + delay);
        if (!checks.All && _services[row.Service].TargetGroups == 0 && next is null && _calendar.Now < row.Started + _healthyAfterRunning)
            Schedule(task, row.Started + _healthyAfterRunning);
        Judge(task);
    }

    private void Judge(int task)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        var service = _services[row.Service];
        var checks = _checks[row.TaskDefinition];
        bool healthy;
        if (checks.All) healthy = row.HealthStatus == ContainerHealth.Healthy && links.HealthyTargets == service.TargetGroups;
        else if (service.TargetGroups > 0) healthy = links.HealthyTargets == service.TargetGroups;
        else healthy = _calendar.Now >= row.Started + _healthyAfterRunning;
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

    private void Schedule(int task, Instant at) => _calendar.Schedule(at, EventKinds.TaskHealthDue, task, _tables.Tasks.GenerationOf(task));

    /// <summary>The health checks of a task definition's essential containers.</summary>
    /// <param name="Essential">Checks of essential containers.</param>
    /// <param name="All">Whether every essential container has one.</param>
    private sealed record Checks(ImmutableArray<HealthCheckDefinition> Essential, bool All)
    {
        public static Checks Of(TaskDefinition definition)
        {
            var checks = ImmutableArray.CreateBuilder<HealthCheckDefinition>();
            var all = true;
            foreach (var container in definition.Containers)
            {
                if (!container.Essential) continue;
                if (container.HealthCheck is { } check) checks.Add(check);
                else all = false;
            }
            return new Checks(checks.ToImmutable(), all && checks.Count > 0);
        }

        /// <summary>Health of the checked containers some time after their start, and when it changes next.</summary>
        public Duration? At(Duration time, Duration readyAfter, out ContainerHealth health)
        {
            Span<ContainerHealth> each = stackalloc ContainerHealth[Essential.Length];
            Duration? next = null;
            for (var i = 0; i < Essential.Length; i++)
            {
                var passes = ContainerHealthTimeline.PassesAfter(Essential[i], readyAfter);
                var fails = ContainerHealthTimeline.FailsAfter(Essential[i], readyAfter, Duration.Zero) ?? Duration.MaxValue;
                each[i] = time >= passes ? ContainerHealth.Healthy : time >= fails ? ContainerHealth.Unhealthy : ContainerHealth.Unknown;
                var change = time < fails ? fails < passes ? fails : passes : passes;
                if (time < passes && (next is null || change < next)) next = change;
            }
            health = ContainerHealthTimeline.Combine(each);
            return next;
        }
    }
}
