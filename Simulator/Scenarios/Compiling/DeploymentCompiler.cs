using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>deploymentConfiguration (ECS-API-02, ECS-RU-01, ECS-CB-01 … 05, ECS-BG-01 … 03).</summary>
internal sealed class DeploymentCompiler(CompileContext c, TaskDefinitionCompiler tasks)
{
    private static readonly Duration LongestFunction = Duration.FromMinutes(15); // AWS Lambda's own limit

    private readonly List<(string Name, Instant From)> _alarms = [];

    /// <summary>Learns the names of the alarms, and from when on each exists, before services refer to them.</summary>
    public void DeclareAlarms(ObjectView root)
    {
        foreach (var v in root.List(ScenarioTable.Alarms))
        {
            if (v.Get(AlarmTable.Name, "") is { Length: > 0 } name) _alarms.Add((name, Instant.Zero));
        }
        foreach (var v in root.List(ScenarioTable.CompositeAlarms))
        {
            if (v.Get(CompositeAlarmTable.Name, "") is { Length: > 0 } name) _alarms.Add((name, Instant.Zero));
        }
        foreach (var v in root.List(ScenarioTable.Timeline))
        {
            if (v.Table == PutMetricAlarmTable.Table && v.Get(AlarmTable.Name, "") is { Length: > 0 } name && v.Maybe(ActionTables.At) is { } at) _alarms.Add((name, Instant.Zero + at));
        }
    }

    /// <summary>What a service or an update of it says, on top of what holds now or of AWS's defaults.</summary>
    /// <param name="service">The service, or the update.</param>
    /// <param name="scheduling">Its scheduling strategy.</param>
    /// <param name="now">What holds before an update; null for a new service.</param>
    public DeploymentConfiguration Compile(ObjectView service, SchedulingStrategy scheduling, DeploymentConfiguration? now = null)
    {
        var fallback = now ?? (scheduling == SchedulingStrategy.Daemon ? DeploymentConfiguration.Default with { MinimumHealthyPercent = 0, MaximumPercent = 100 } : DeploymentConfiguration.Default);
        if (service.Find(ServiceTable.Deployment) is not { } d) return fallback;
        var strategy = d.Get(DeploymentTable.Strategy, fallback.Strategy);
        CheckStrategy(d, strategy, scheduling);
        var after = fallback with
        {
            MinimumHealthyPercent = d.Get(DeploymentTable.Minimum, fallback.MinimumHealthyPercent),
            MaximumPercent = d.Get(DeploymentTable.Maximum, fallback.MaximumPercent),
            Strategy = strategy,
            BakeTime = d.Maybe(DeploymentTable.BakeTime) is { } minutes ? Duration.FromMinutes(minutes) : fallback.BakeTime,
            Alarms = d.Find(DeploymentTable.Alarms) is { } alarms ? AlarmsOf(alarms) : fallback.Alarms,
            Steps = strategy != fallback.Strategy || d.Has(DeploymentTable.Canary) || d.Has(DeploymentTable.Linear) ? StepsOf(d, strategy) : fallback.Steps,
            Hooks = d.Has(DeploymentTable.Hooks) ? [.. d.List(DeploymentTable.Hooks).Select(HookOf)] : fallback.Hooks,
        };
        if (d.Find(DeploymentTable.CircuitBreaker) is not { } breaker) return after;
        if (breaker.Get(CircuitBreakerTable.Enable, false) && strategy != DeploymentStrategy.Rolling)
            c.Notes.Add(ScenarioNoteKind.Assumed, d.At(DeploymentTable.CircuitBreaker), $"ECS uses the circuit breaker for ROLLING only: a {DeploymentText.Of(strategy)} deployment is failed by alarms, hooks and time limits (ECS-BG-03)");
        return after with
        {
            CircuitBreaker = breaker.Get(CircuitBreakerTable.Enable, false),
            CircuitBreakerRollback = breaker.Get(CircuitBreakerTable.Rollback, false),
            Threshold = ThresholdOf(breaker),
            ResetOnHealthyTask = breaker.Get(CircuitBreakerTable.Reset, true),
        };
    }

    /// <summary>Whether ECS can move the traffic of every load balancer of a service whose deployments shift traffic (ECS-BG-01).</summary>
    /// <param name="v">Where the service or the update stands.</param>
    /// <param name="service">The service as it then is.</param>
    public void CheckBalancers(ObjectView v, ServiceDefinition service)
    {
        if (service.Deployment.Strategy == DeploymentStrategy.Rolling) return;
        var word = DeploymentText.Of(service.Deployment.Strategy);
        foreach (var balancer in service.LoadBalancers)
        {
            if (balancer.Alternate >= 0 || balancer.TargetGroup < 0) continue;
            Property at = v.Has(ServiceTable.LoadBalancers) ? ServiceTable.LoadBalancers : ServiceTable.Deployment;
            c.Report(v, at, $"a {word} deployment needs an alternate target group beside `{c.TargetGroups.Names[balancer.TargetGroup]}`", "advancedConfiguration: {alternateTargetGroup: web-green}");
        }
        if (service.LoadBalancers.IsEmpty && v.List(ServiceTable.LoadBalancers).Count == 0)
            c.Notes.Add(ScenarioNoteKind.Assumed, v.At(ServiceTable.Deployment), $"the service has no load balancer: ECS goes through the stages of {word} but moves no traffic, and requests reach the tasks of both revisions");
    }

    /// <summary>The alternate target group of a load balancer, or -1.</summary>
    public int AlternateOf(ObjectView balancer, int group)
    {
        if (balancer.Find(LoadBalancerTable.Advanced) is not { } advanced) return -1;
        if (advanced.Has(AdvancedConfigurationTable.RoleArn)) c.Notes.Ignored(AdvancedConfigurationTable.Table.Api!, "loadBalancers[].advancedConfiguration.roleArn");
        foreach (var property in (Property<Reference>[])[AdvancedConfigurationTable.ProductionRule, AdvancedConfigurationTable.TestRule])
        {
            // A rule's ARN holds ids only; any other text must be the name of a listener.
            if (advanced.Find(property) is { } rule && !AwsArn.IsArn(rule.Text)) c.Listeners.Resolve(rule, c);
        }
        if (advanced.Find(AdvancedConfigurationTable.Alternate) is not { } reference) return -1;
        var alternate = c.TargetGroups.Resolve(reference, c);
        if (alternate < 0 || alternate != group) return alternate;
        c.Report(reference, "the alternate target group is the target group itself", "a second target group");
        return -1;
    }

    /// <summary>The listener that carries a load balancer's test traffic, or -1.</summary>
    public int TestListenerOf(ObjectView balancer) =>
        balancer.Find(LoadBalancerTable.Advanced)?.Find(AdvancedConfigurationTable.TestRule) is { } rule && c.Listeners.TryFind(rule.Text, out var listener) ? listener : -1;

    private static CircuitBreakerThreshold ThresholdOf(ObjectView breaker)
    {
        if (breaker.Find(CircuitBreakerTable.Threshold) is not { } threshold) return CircuitBreakerThreshold.Default;
        return new CircuitBreakerThreshold(
            threshold.Get(BreakerThresholdTable.Type, CircuitBreakerThreshold.Default.Type), threshold.Get(BreakerThresholdTable.Amount, CircuitBreakerThreshold.Default.Value));
    }

    private void CheckStrategy(ObjectView d, DeploymentStrategy strategy, SchedulingStrategy scheduling)
    {
        if (d.IsBad(DeploymentTable.Strategy)) return;
        var word = DeploymentText.Of(strategy);
        if (strategy != DeploymentStrategy.Rolling && scheduling == SchedulingStrategy.Daemon)
            c.Report(d, DeploymentTable.Strategy, $"a DAEMON service cannot be deployed by {word}: its tasks have no second place on their instances", "strategy: ROLLING");
        if (strategy != DeploymentStrategy.Canary && d.Has(DeploymentTable.Canary))
            c.Report(d.KeyAt(DeploymentTable.Canary), d.PathOf(DeploymentTable.Canary), $"canaryConfiguration belongs to strategy CANARY, not {word}", "strategy: CANARY, or remove it");
        if (strategy != DeploymentStrategy.Linear && d.Has(DeploymentTable.Linear))
            c.Report(d.KeyAt(DeploymentTable.Linear), d.PathOf(DeploymentTable.Linear), $"linearConfiguration belongs to strategy LINEAR, not {word}", "strategy: LINEAR, or remove it");
        if (strategy == DeploymentStrategy.Rolling && d.List(DeploymentTable.Hooks).Count > 0)
            c.Report(d.KeyAt(DeploymentTable.Hooks), d.PathOf(DeploymentTable.Hooks), "a ROLLING deployment has no lifecycle stages that could call hooks", "strategy: BLUE_GREEN, LINEAR or CANARY, or remove them");
        if (strategy == DeploymentStrategy.BlueGreen && !d.Has(DeploymentTable.BakeTime))
            c.Notes.Add(ScenarioNoteKind.Assumed, d.At(DeploymentTable.Strategy), "AWS asks for bakeTimeInMinutes with BLUE_GREEN; model.blueGreenBakeTime is used");
    }

    private DeploymentAlarms? AlarmsOf(ObjectView alarms)
    {
        if (!alarms.Get(DeploymentAlarmsTable.Enable, false)) return null;
        if (alarms.IsRead(DeploymentAlarmsTable.Names) && alarms.List(DeploymentAlarmsTable.Names).Count == 0)
            c.Report(alarms, DeploymentAlarmsTable.Names, "the alarms are enabled, but none is named", "name one, or enable: false");
        return AlarmsNamed(alarms.List(DeploymentAlarmsTable.Names), alarms.Get(DeploymentAlarmsTable.Rollback, false));
    }

    /// <summary>Deployment alarms by name; those that do not exist at that time are reported.</summary>
    public DeploymentAlarms AlarmsNamed(IEnumerable<Reference> references, bool rollback)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var reference in references)
        {
            var name = AwsArn.NameOf(reference.Text);
            if (_alarms.Exists(a => a.Name == name && a.From <= tasks.Now)) names.Add(name);
            else ReportMissing(reference, name);
        }
        return new DeploymentAlarms(names.ToImmutable(), rollback);
    }

    private void ReportMissing(Reference reference, string name)
    {
        List<Instant> later = [.. _alarms.Where(a => a.Name == name).Select(static a => a.From)];
        if (later.Count > 0)
        {
            c.Report(reference, $"the alarm `{name}` is put at {Quantity.Time(later.Min() - Instant.Zero)} only", "name it after that moment, or list it under alarms");
            return;
        }
        List<string> known = [.. _alarms.Where(a => a.From <= tasks.Now).Select(static a => a.Name).Distinct(StringComparer.Ordinal)];
        c.Report(reference, $"there is no alarm `{name}`", known.Count == 0 ? "none is defined; list it under alarms" : Suggestions.For(name, known, "alarms: "));
    }

    private static TrafficSteps StepsOf(ObjectView d, DeploymentStrategy strategy)
    {
        switch (strategy)
        {
            case DeploymentStrategy.Canary:
                var canary = d.Find(DeploymentTable.Canary);
                return new TrafficSteps(ShareOf(canary?.Get(CanaryTable.Percent, 5.0) ?? 5), TrafficSteps.All, Duration.FromMinutes(canary?.Get(CanaryTable.BakeTime, 10) ?? 10));
            case DeploymentStrategy.Linear:
                var linear = d.Find(DeploymentTable.Linear);
                var step = ShareOf(linear?.Get(LinearTable.Percent, 10.0) ?? 10);
                return new TrafficSteps(step, step, Duration.FromMinutes(linear?.Get(LinearTable.BakeTime, 6) ?? 6));
            default:
                return TrafficSteps.AllAtOnce;
        }
    }

    private static int ShareOf(double percent) => (int)Math.Round(percent * 10);

    private LifecycleHookDefinition HookOf(ObjectView v, int index)
    {
        var isPause = v.Get(LifecycleHookTable.IsPause, false);
        var stages = v.List(LifecycleHookTable.Stages);
        foreach (var stage in stages)
        {
            if (isPause && stage is LifecycleStage.TestTrafficShift or LifecycleStage.ProductionTrafficShift)
                c.Report(v, LifecycleHookTable.Stages, $"a PAUSE cannot stand at {DeploymentText.Of(stage)}: a rollback passes it too (ECS-BG-03)", stage == LifecycleStage.TestTrafficShift ? "POST_TEST_TRAFFIC_SHIFT" : "PRE_PRODUCTION_TRAFFIC_SHIFT");
        }
        if (isPause && v.Has(LifecycleHookTable.Target)) c.Report(v, LifecycleHookTable.Target, "a PAUSE calls no function", "remove hookTargetArn");
        var takes = v.Maybe(LifecycleHookTable.Takes);
        if (!isPause && takes > LongestFunction)
            c.Report(v, LifecycleHookTable.Takes, "a function runs 15 minutes at most", "answers: [IN_PROGRESS, …, SUCCEEDED] has it called again");
        var timeout = v.Find(LifecycleHookTable.Timeout);
        var target = v.Find(LifecycleHookTable.Target)?.Text;
        return new LifecycleHookDefinition
        {
            Name = v.Find(LifecycleHookTable.Name) ?? (target is null ? $"hook-{index + 1}" : target[(target.LastIndexOf(':') + 1)..]),
            Stages = [.. stages],
            IsPause = isPause,
            Timeout = Duration.FromMinutes(timeout?.Get(HookTimeoutTable.Minutes, 1440) ?? 1440),
            ContinuesOnTimeout = timeout?.Get(HookTimeoutTable.Continues, false) ?? false,
            Takes = takes,
            Answers = v.List(LifecycleHookTable.Answers) is { Count: > 0 } answers ? [.. answers] : [HookAnswer.Succeeded],
        };
    }
}
