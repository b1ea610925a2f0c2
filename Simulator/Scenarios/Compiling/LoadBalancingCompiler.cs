using System.Collections.Immutable;
using System.Globalization;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Target groups and listeners (ALB-HC-01, ALB-DR-01, ALB-RT-03).</summary>
internal sealed class LoadBalancingCompiler(CompileContext c)
{
    private static readonly string[] IgnoredAttributes =
    [
        "stickiness.enabled", "stickiness.type", "stickiness.lb_cookie.duration_seconds", "stickiness.app_cookie.cookie_name", "stickiness.app_cookie.duration_seconds",
        "load_balancing.cross_zone.enabled", "load_balancing.algorithm.anomaly_mitigation", "target_group_health.dns_failover.minimum_healthy_targets.count",
        "target_group_health.dns_failover.minimum_healthy_targets.percentage", "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "preserve_client_ip.enabled", "proxy_protocol_v2.enabled",
        "deregistration_delay.connection_termination.enabled",
    ];

    private readonly List<int> _listenerGroups = [];

    public ImmutableArray<TargetGroupDefinition> CompileTargetGroups(ObjectView root)
    {
        var views = root.List(ScenarioTable.TargetGroups);
        for (var i = 0; i < views.Count; i++)
        {
            if (views[i].Find(TargetGroupTable.Name) is { } name) c.TargetGroups.Add(name, i, views[i], TargetGroupTable.Name, c);
            if (views[i].Find(TargetGroupTable.TargetType) is { } type) c.TargetTypes[i] = type;
        }
        return [.. views.Select(CompileTargetGroup)];
    }

    private TargetGroupDefinition CompileTargetGroup(ObjectView v)
    {
        if (v.IsRead(TargetGroupTable.HealthCheckEnabled) && !v.Get(TargetGroupTable.HealthCheckEnabled, true))
            c.Report(v, TargetGroupTable.HealthCheckEnabled, "health checks of ip and instance targets cannot be switched off", "healthCheckEnabled: true");
        if (v.Get(TargetGroupTable.Protocol, "HTTP") is not "HTTP" and var protocol) c.Notes.Ignored("CreateTargetGroup", $"protocol {protocol}");
        var group = new TargetGroupDefinition
        {
            Name = v.Get(TargetGroupTable.Name, ""),
            Routing = v.Get(TargetGroupTable.Routing, RoutingAlgorithm.RoundRobin),
            HealthCheckInterval = v.Get(TargetGroupTable.Interval, Duration.FromSeconds(30L)),
            HealthCheckTimeout = v.Get(TargetGroupTable.Timeout, Duration.FromSeconds(5L)),
            HealthyThreshold = v.Get(TargetGroupTable.HealthyThreshold, 5),
            UnhealthyThreshold = v.Get(TargetGroupTable.UnhealthyThreshold, 2),
            DeregistrationDelay = v.Get(TargetGroupTable.DeregistrationDelay, Duration.FromSeconds(300L)),
            SlowStart = v.Get(TargetGroupTable.SlowStart, Duration.Zero),
            IdleTimeout = v.Get(TargetGroupTable.IdleTimeout, Duration.FromSeconds(60L)),
        };
        foreach (var attribute in v.List(TargetGroupTable.Attributes)) group = WithAttribute(group, attribute);
        if (group.HealthCheckTimeout >= group.HealthCheckInterval)
            c.Report(v, TargetGroupTable.Timeout, $"healthCheckTimeoutSeconds {group.HealthCheckTimeout.Seconds:0} must be less than healthCheckIntervalSeconds {group.HealthCheckInterval.Seconds:0}", "shorten the timeout or lengthen the interval");
        if (group.SlowStart > Duration.Zero && group.SlowStart.Seconds < 30) c.Report(v, TargetGroupTable.SlowStart, $"slow start takes 30 to 900 seconds, not {group.SlowStart.Seconds:0} (ALB-RT-03)", "0 switches it off");
        if (group.SlowStart > Duration.Zero && group.Routing != RoutingAlgorithm.RoundRobin)
            c.Report(v, TargetGroupTable.SlowStart, "slow start works with round_robin only (ALB-RT-03)", "routingAlgorithm: round_robin, or slowStartSeconds: 0");
        return group;
    }

    private TargetGroupDefinition WithAttribute(TargetGroupDefinition group, ObjectView v)
    {
        if (v.Find(TargetGroupAttributeTable.Key) is not { } key || v.Find(TargetGroupAttributeTable.Content) is not { } content) return group;
        var path = v.PathOf(TargetGroupAttributeTable.Content);
        switch (key.Text)
        {
            case "deregistration_delay.timeout_seconds":
                return Kind.Seconds(0, 3600).TryRead(content, path, c.Scope, out var delay) ? group with { DeregistrationDelay = delay } : group;
            case "slow_start.duration_seconds":
                return Kind.Seconds(0, 900).TryRead(content, path, c.Scope, out var slow) ? group with { SlowStart = slow } : group;
            case "idle_timeout.timeout_seconds":
                return Kind.Seconds(1, 4000).TryRead(content, path, c.Scope, out var idle) ? group with { IdleTimeout = idle } : group;
            case "load_balancing.algorithm.type":
                return TargetGroupTable.RoutingKind.TryRead(content, path, c.Scope, out var routing) ? group with { Routing = routing } : group;
            case "stickiness.enabled" when content is ScalarNode flag && flag.Text.Equals("true", StringComparison.OrdinalIgnoreCase):
                c.Report(content.Position, path, "stickiness is not simulated yet", "stickiness.enabled: \"false\"");
                return group;
            case "load_balancing.cross_zone.enabled" when content is ScalarNode flag && flag.Text.Equals("false", StringComparison.OrdinalIgnoreCase):
                c.Report(content.Position, path, "target groups without cross-zone balancing are not simulated yet", "leave it on");
                return group;
        }
        if (IgnoredAttributes.Contains(key.Text, StringComparer.Ordinal)) c.Notes.Ignored("ModifyTargetGroupAttributes", key.Text);
        else
        {
            c.Report(key, $"there is no target group attribute `{key.Text}`",
                Suggestions.For(key.Text, [.. IgnoredAttributes, "deregistration_delay.timeout_seconds", "slow_start.duration_seconds", "idle_timeout.timeout_seconds", "load_balancing.algorithm.type"]));
        }
        return group;
    }

    public void CompileListeners(ObjectView root)
    {
        foreach (var v in root.List(ScenarioTable.Listeners))
        {
            if (v.Find(ListenerTable.Name) is { } name) c.Listeners.Add(name, _listenerGroups.Count, v, ListenerTable.Name, c);
            var groups = new HashSet<int>();
            foreach (var forward in v.List(ListenerTable.Rules).SelectMany(r => r.List(ListenerRuleTable.Forward)))
            {
                // A weight of 0 is the other side of a rule whose weights a deployment will move.
                if (forward.Find(ForwardTable.TargetGroup) is { } reference && c.TargetGroups.Resolve(reference, c) is var group and >= 0 && forward.Get(ForwardTable.Weight, 1) > 0) groups.Add(group);
            }
            if (groups.Count > 1)
                c.Report(v, ListenerTable.Rules, string.Create(CultureInfo.InvariantCulture, $"this listener forwards to {groups.Count} target groups: dividing requests between groups is not simulated yet"), "forward to one, and send workloads to the target groups directly");
            _listenerGroups.Add(groups.Count > 0 ? groups.First() : -1);
        }
    }

    /// <summary>The target group a listener forwards to, or -1.</summary>
    public int TargetGroupOf(int listener) => _listenerGroups[listener];
}
