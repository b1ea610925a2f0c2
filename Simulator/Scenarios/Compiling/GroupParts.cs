using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>The parts of an Auto Scaling group beside its size, types and zones.</summary>
internal sealed class GroupParts(CompileContext c)
{
    private static readonly string[] TerminationPolicies =
        ["Default", "AllocationStrategy", "OldestLaunchTemplate", "OldestLaunchConfiguration", "ClosestToNextInstanceHour", "NewestInstance", "OldestInstance"];

    /// <summary>Adds the parts to a group.</summary>
    public AutoScalingGroupDefinition Complete(ObjectView v, AutoScalingGroupDefinition group)
    {
        var mixed = v.Find(AutoScalingGroupTable.MixedInstancesPolicy);
        var distribution = mixed?.Find(MixedInstancesTable.Distribution);
        var byAttributes = mixed?.Find(MixedInstancesTable.LaunchTemplate)?.List(MixedLaunchTemplateTable.Overrides).Any(o => o.Has(LaunchTemplateOverrideTable.InstanceRequirements)) ?? false;
        var checks = v.Get(AutoScalingGroupTable.HealthCheckType, GroupHealthChecks.None);
        var targets = TargetGroupsOf(v);
        if ((checks & GroupHealthChecks.Elb) != GroupHealthChecks.None && targets.IsEmpty)
            c.Notes.Add(ScenarioNoteKind.Warning, v.At(AutoScalingGroupTable.HealthCheckType), "the group has no targetGroupARNs: its ELB health check has nothing to look at");
        var pool = WarmPoolOf(v, mixed is not null, group);
        return group with
        {
            LaunchSource = SourceOf(v) ?? LaunchSourceDefinition.Unnamed,
            OnDemandAllocation = distribution?.Get(InstancesDistributionTable.OnDemandStrategy, byAttributes ? OnDemandAllocation.LowestPrice : OnDemandAllocation.Prioritized) ?? OnDemandAllocation.Prioritized,
            SpotAllocation = distribution?.Get(InstancesDistributionTable.SpotStrategy, SpotAllocation.LowestPrice) ?? SpotAllocation.LowestPrice,
            CapacityRebalance = v.Get(AutoScalingGroupTable.CapacityRebalance, false),
            ZoneDistribution = v.Find(AutoScalingGroupTable.ZoneDistribution)?.Get(ZoneDistributionTable.Strategy, ZoneDistribution.BalancedBestEffort) ?? ZoneDistribution.BalancedBestEffort,
            LifecycleHooks = HooksOf(v),
            WarmPool = pool,
            HealthChecks = checks,
            MaxInstanceLifetime = LifetimeOf(v, AutoScalingGroupTable.MaxInstanceLifetime),
            MaintenancePolicy = MaintenancePolicyOf(v, AutoScalingGroupTable.MaintenancePolicy),
            Suspended = SuspendedOf(v),
            TargetGroups = targets,
        };
    }

    /// <summary>Termination policies as AWS spells them; unknown ones are reported.</summary>
    public ImmutableArray<string> TerminationPoliciesOf(ObjectView v, Property<IReadOnlyList<Reference>> property)
    {
        var given = v.List(property);
        for (var i = 0; i < given.Count; i++)
        {
            if (!TerminationPolicies.Contains(given[i].Text, StringComparer.OrdinalIgnoreCase)) c.Report(given[i], $"there is no termination policy `{given[i].Text}`", Suggestions.For(given[i].Text, TerminationPolicies, "one of "));
            else if (given[i].Text.Equals("Default", StringComparison.OrdinalIgnoreCase) && i < given.Count - 1) c.Report(given[i], "`Default` must be the last termination policy (ASG-TP-01)", "move it to the end");
        }
        return [.. given.Select(p => TerminationPolicies.FirstOrDefault(t => t.Equals(p.Text, StringComparison.OrdinalIgnoreCase)) ?? p.Text)];
    }

    /// <summary>MaxInstanceLifetime: at least a day, or 0 for none.</summary>
    public Duration LifetimeOf(ObjectView v, Property<Duration> property)
    {
        var lifetime = v.Get(property, Duration.Zero);
        if (lifetime > Duration.Zero && lifetime < Duration.FromHours(24)) c.Report(v, property, $"maxInstanceLifetime is at least a day, but is {Quantity.Time(lifetime)}", "86400 or more, or 0 for none");
        return lifetime;
    }

    /// <summary>An instance maintenance policy, or null; -1 and -1 take it away.</summary>
    public InstanceMaintenancePolicyDefinition? MaintenancePolicyOf(ObjectView v, Property<ObjectView> property)
    {
        if (v.Find(property) is not { } policy) return null;
        var (min, max) = (policy.Get(MaintenancePolicyTable.Min, -1), policy.Get(MaintenancePolicyTable.Max, -1));
        if ((min < 0 && max < 0) || !policy.IsRead(MaintenancePolicyTable.Min) || !policy.IsRead(MaintenancePolicyTable.Max)) return null; // none, or what is missing has been reported
        if (min < 0 || max < 100 || max - min > 100)
            c.Report(policy.Position, policy.Path, $"minHealthyPercentage {min} and maxHealthyPercentage {max} do not go together (ASG-HC-03)", "0–100 and 100–200, at most 100 apart");
        return new InstanceMaintenancePolicyDefinition(min, max);
    }

    /// <summary>The launch template version or launch configuration that a group or an update names, or null.</summary>
    public static LaunchSourceDefinition? SourceOf(ObjectView v, Property<ObjectView> template, Property<string>? configuration)
    {
        if (configuration is not null && v.Find(configuration) is { } name) return new LaunchSourceDefinition(name, "", true);
        if (v.Find(template) is not { } given) return null;
        return new LaunchSourceDefinition(given.Get(LaunchTemplateTable.Name, given.Get(LaunchTemplateTable.Id, "")), given.Get(LaunchTemplateTable.Version, "$Default"), false);
    }

    private static LaunchSourceDefinition? SourceOf(ObjectView v)
    {
        if (SourceOf(v, AutoScalingGroupTable.LaunchTemplate, AutoScalingGroupTable.LaunchConfiguration) is { } own) return own;
        var mixed = v.Find(AutoScalingGroupTable.MixedInstancesPolicy)?.Find(MixedInstancesTable.LaunchTemplate)?.Find(MixedLaunchTemplateTable.Specification);
        return mixed is null ? null : new LaunchSourceDefinition(mixed.Get(LaunchTemplateTable.Name, mixed.Get(LaunchTemplateTable.Id, "")), mixed.Get(LaunchTemplateTable.Version, "$Default"), false);
    }

    private ImmutableArray<GroupHookDefinition> HooksOf(ObjectView v)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var hooks = ImmutableArray.CreateBuilder<GroupHookDefinition>();
        foreach (var hook in v.List(AutoScalingGroupTable.LifecycleHooks))
        {
            var name = hook.Get(GroupHookTable.Name, "");
            if (!names.Add(name)) c.Report(hook, GroupHookTable.Name, $"there are two lifecycle hooks named `{name}`", "give one of them another name");
            if (name == "ecs-managed-draining-termination-hook")
            {
                c.Notes.Add(ScenarioNoteKind.Assumed, hook.Position, "ecs-managed-draining-termination-hook is ECS's own: the capacity provider's managedDraining stands for it");
                continue;
            }
            if (hook.Find(GroupHookTable.Takes) is null && hook.Has(GroupHookTable.Result))
                c.Report(hook, GroupHookTable.Result, "the hook's `result` needs `takes`: without it nobody completes the hook", "takes: 30s");
            hooks.Add(new GroupHookDefinition(
                name, hook.Get(GroupHookTable.Transition, true), hook.Get(GroupHookTable.Heartbeat, Duration.FromHours(1)), hook.Get(GroupHookTable.DefaultResult, false),
                hook.Find(GroupHookTable.Takes), hook.Get(GroupHookTable.Result, true), hook.Get(GroupHookTable.Heartbeats, false)));
        }
        return hooks.ToImmutable();
    }

    private WarmPoolDefinition? WarmPoolOf(ObjectView v, bool mixed, AutoScalingGroupDefinition group)
    {
        if (v.Find(AutoScalingGroupTable.WarmPool) is not { } pool) return null;
        if (mixed || group.OnDemandPercentageAboveBase < 100)
            c.Report(v, AutoScalingGroupTable.WarmPool, "a group with a mixed instances policy or Spot instances has no warm pool (ASG-WP-02)", "remove warmPool, or give the group one instance type");
        if (pool.Find(WarmPoolTable.Reuse)?.Get(InstanceReuseTable.Reuse, false) == true)
            c.Report(pool, WarmPoolTable.Reuse, "instances of an ECS cluster must not return to the warm pool (ASG-WP-01)", "reuseOnScaleIn: false");
        if (!group.Agent.WarmPoolsCheck)
            c.Notes.Add(ScenarioNoteKind.Warning, v.At(AutoScalingGroupTable.WarmPool), "without agent: {ECS_WARM_POOLS_CHECK: true} agents register while their instances are in the warm pool, and tasks may be placed there (ASG-WP-03)");
        var prepared = pool.Get(WarmPoolTable.Prepared, -1);
        return new WarmPoolDefinition(pool.Get(WarmPoolTable.MinSize, 0), prepared < 0 ? null : prepared, pool.Get(WarmPoolTable.State, WarmPoolState.Stopped));
    }

    private ScalingProcesses SuspendedOf(ObjectView v)
    {
        var processes = ScalingProcesses.None;
        foreach (var item in v.List(AutoScalingGroupTable.SuspendedProcesses)) processes |= item.Get(SuspendedProcessTable.Name, ScalingProcesses.None);
        return processes;
    }

    private ImmutableArray<int> TargetGroupsOf(ObjectView v) =>
        [.. v.List(AutoScalingGroupTable.TargetGroups).Select(t => c.TargetGroups.Resolve(t, c)).Where(t => t >= 0).Distinct()];
}
