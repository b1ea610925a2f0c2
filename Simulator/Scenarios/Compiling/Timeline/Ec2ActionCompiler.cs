using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on Auto Scaling groups.</summary>
internal static class Ec2ActionCompiler
{
    private const ScalingProcesses AllProcesses = (ScalingProcesses)511;

    public static TimelineActionDefinition? SetDesiredCapacity(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        var group = c.Groups.Resolve(v.Find(SetDesiredCapacityTable.Group)!, c);
        var capacity = v.Get(SetDesiredCapacityTable.DesiredCapacity, 0);
        // Bounds that an UpdateAutoScalingGroup may have moved before are not second-guessed here.
        var moved = s.MovedBounds.Contains(group);
        if (group >= 0 && group < s.Groups.Length && !moved && (capacity < s.Groups[group].MinSize || capacity > s.Groups[group].MaxSize))
            c.Report(v, SetDesiredCapacityTable.DesiredCapacity, $"desiredCapacity {capacity} is not between minSize {s.Groups[group].MinSize} and maxSize {s.Groups[group].MaxSize} of `{s.Groups[group].Name}`", $"{s.Groups[group].MinSize} to {s.Groups[group].MaxSize}");
        return group < 0 ? null : new SetDesiredCapacityAction(at, group, capacity);
    }

    public static TimelineActionDefinition? UpdateGroup(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        var group = Group(s, v, UpdateAutoScalingGroupTable.Group);
        if (v.Table.Properties.Count(v.Has) <= 3) CallIds.ReportEmpty(c, v, "give minSize, maxSize, desiredCapacity, launchTemplate, …");
        var (min, max) = (v.Maybe(UpdateAutoScalingGroupTable.MinSize), v.Maybe(UpdateAutoScalingGroupTable.MaxSize));
        if (min > max) c.Report(v, UpdateAutoScalingGroupTable.MinSize, $"minSize {min} is more than maxSize {max}", $"at most {max}");
        if (group < 0) return null;
        if (min is not null || max is not null) s.MovedBounds.Add(group);
        if (v.Maybe(UpdateAutoScalingGroupTable.Protected) is { } protects) s.NewInstancesProtected[group] = protects;
        var parts = new GroupParts(c);
        var template = v.Find(UpdateAutoScalingGroupTable.LaunchTemplate);
        return new UpdateAutoScalingGroupAction(at, group)
        {
            MinSize = min,
            MaxSize = max,
            DesiredCapacity = v.Maybe(UpdateAutoScalingGroupTable.DesiredCapacity),
            LaunchSource = GroupParts.SourceOf(v, UpdateAutoScalingGroupTable.LaunchTemplate, UpdateAutoScalingGroupTable.LaunchConfiguration),
            InstanceTypes = template is not null && ComputeCompiler.TypeOf(template) is { } type && c.InstanceType(type) is var index and >= 0 ? [index] : default,
            Zones = ZonesOf(c, v),
            TerminationPolicies = parts.TerminationPoliciesOf(v, UpdateAutoScalingGroupTable.TerminationPolicies),
            NewInstancesProtectedFromScaleIn = v.Maybe(UpdateAutoScalingGroupTable.Protected),
            HealthCheckGracePeriod = v.Maybe(UpdateAutoScalingGroupTable.GracePeriod),
            HealthChecks = v.Maybe(UpdateAutoScalingGroupTable.HealthCheckType),
            MaxInstanceLifetime = v.Has(UpdateAutoScalingGroupTable.MaxInstanceLifetime) ? parts.LifetimeOf(v, UpdateAutoScalingGroupTable.MaxInstanceLifetime) : null,
            CapacityRebalance = v.Maybe(UpdateAutoScalingGroupTable.CapacityRebalance),
            MaintenancePolicy = parts.MaintenancePolicyOf(v, UpdateAutoScalingGroupTable.MaintenancePolicy),
        };
    }

    public static TimelineActionDefinition? SetHealth(TimelineScope s, ObjectView v, Instant at) =>
        Instances(s, v, SetInstanceHealthTable.Group, SetInstanceHealthTable.Zone, SetInstanceHealthTable.Count, SetInstanceHealthTable.Id) is { } which
            ? new SetInstanceHealthAction(at, which, v.Get(SetInstanceHealthTable.Health, false), v.Get(SetInstanceHealthTable.Grace, true)) : null;

    public static TimelineActionDefinition? SetProtection(TimelineScope s, ObjectView v, Instant at) =>
        Instances(s, v, SetInstanceProtectionTable.Group, SetInstanceProtectionTable.Zone, SetInstanceProtectionTable.Count, SetInstanceProtectionTable.Ids) is { } which
            ? new SetInstanceProtectionAction(at, which, v.Get(SetInstanceProtectionTable.Protected, false)) : null;

    public static TimelineActionDefinition? Terminate(TimelineScope s, ObjectView v, Instant at) =>
        Instances(s, v, TerminateInstanceTable.Group, TerminateInstanceTable.Zone, TerminateInstanceTable.Count, TerminateInstanceTable.Id) is { } which
            ? new TerminateInstanceAction(at, which, v.Get(TerminateInstanceTable.Decrement, false)) : null;

    public static TimelineActionDefinition? EnterStandby(TimelineScope s, ObjectView v, Instant at) =>
        Instances(s, v, EnterStandbyTable.Group, EnterStandbyTable.Zone, EnterStandbyTable.Count, EnterStandbyTable.Ids) is { } which
            ? new EnterStandbyAction(at, which, v.Get(EnterStandbyTable.Decrement, false)) : null;

    public static TimelineActionDefinition? ExitStandby(TimelineScope s, ObjectView v, Instant at) =>
        Instances(s, v, ExitStandbyTable.Group, ExitStandbyTable.Zone, ExitStandbyTable.Count, ExitStandbyTable.Ids) is { } which ? new ExitStandbyAction(at, which) : null;

    public static TimelineActionDefinition? Detach(TimelineScope s, ObjectView v, Instant at) =>
        Instances(s, v, DetachInstancesTable.Group, DetachInstancesTable.Zone, DetachInstancesTable.Count, DetachInstancesTable.Ids) is { } which
            ? new DetachInstancesAction(at, which, v.Get(DetachInstancesTable.Decrement, false)) : null;

    public static TimelineActionDefinition? Attach(TimelineScope s, ObjectView v, Instant at) =>
        Instances(s, v, AttachInstancesTable.Group, AttachInstancesTable.Zone, AttachInstancesTable.Count, AttachInstancesTable.Ids) is { } which ? new AttachInstancesAction(at, which) : null;

    public static TimelineActionDefinition? StartRefresh(TimelineScope s, ObjectView v, Instant at)
    {
        var group = Group(s, v, StartInstanceRefreshTable.Group);
        if (group < 0) return null;
        var p = v.Find(StartInstanceRefreshTable.Preferences);
        var (min, max) = (p?.Maybe(RefreshPreferencesTable.Min), p?.Maybe(RefreshPreferencesTable.Max));
        if (max - (min ?? 90) > 100) s.Context.Report(p!, RefreshPreferencesTable.Max, $"maxHealthyPercentage {max} is more than 100 above minHealthyPercentage {min ?? 90}", $"at most {(min ?? 90) + 100}");
        return new StartInstanceRefreshAction(
            at, group, min, max, p?.Maybe(RefreshPreferencesTable.Warmup), p?.Get(RefreshPreferencesTable.SkipMatching, false) ?? false,
            p?.Get(RefreshPreferencesTable.Protected, ProtectedInRefresh.Wait) ?? ProtectedInRefresh.Wait);
    }

    public static TimelineActionDefinition? CancelRefresh(TimelineScope s, ObjectView v, Instant at) =>
        Group(s, v, CancelInstanceRefreshTable.Group) is var group and >= 0 ? new CancelInstanceRefreshAction(at, group) : null;

    public static TimelineActionDefinition? Suspend(TimelineScope s, ObjectView v, Instant at) => Processes(s, v, at, SuspendProcessesTable.Group, SuspendProcessesTable.Processes, suspend: true);

    public static TimelineActionDefinition? Resume(TimelineScope s, ObjectView v, Instant at) => Processes(s, v, at, ResumeProcessesTable.Group, ResumeProcessesTable.Processes, suspend: false);

    private static ScalingProcessesAction? Processes(
        TimelineScope s, ObjectView v, Instant at, Property<Reference> groupProperty, Property<IReadOnlyList<ScalingProcesses>> property, bool suspend)
    {
        var group = Group(s, v, groupProperty);
        var processes = ScalingProcesses.None;
        foreach (var process in v.List(property)) processes |= process;
        return group < 0 ? null : new ScalingProcessesAction(at, group, processes == ScalingProcesses.None ? AllProcesses : processes, suspend);
    }

    private static int Group(TimelineScope s, ObjectView v, Property<Reference> property) => s.Context.Groups.Resolve(v.Find(property)!, s.Context);

    private static GroupInstances? Instances(TimelineScope s, ObjectView v, Property<Reference> groupProperty, Property<Reference> zoneProperty, Property<int> countProperty, Property ids)
    {
        var group = Group(s, v, groupProperty);
        var zone = v.Find(zoneProperty) is { } z ? s.Context.Zones.Resolve(z, s.Context) : -1;
        var count = v.Maybe(countProperty);
        count = CallIds.Count(s.Context, v, ids, countProperty, "instance", "zone and age") ?? count;
        return group < 0 ? null : new GroupInstances(group, zone, count);
    }

    private static ImmutableArray<int> ZonesOf(CompileContext c, ObjectView v)
    {
        if (v.Find(UpdateAutoScalingGroupTable.Subnets) is { } subnets)
            return c.ZonesOfSubnets(subnets.Text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), subnets.Position);
        var zones = v.List(UpdateAutoScalingGroupTable.AvailabilityZones);
        return zones.Count == 0 ? default : [.. zones.Select(z => c.Zones.Resolve(z, c)).Where(z => z >= 0).Distinct().Order()];
    }
}
