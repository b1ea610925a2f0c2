using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on capacity providers.</summary>
internal static class ProviderActionCompiler
{
    public static TimelineActionDefinition? Update(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        var provider = c.Providers.Resolve(v.Find(UpdateCapacityProviderTable.Provider)!, c);
        if (provider < 0 || provider >= s.Providers.Length) return null;
        var now = s.Providers[provider];
        if (now.Kind != CapacityProviderKind.AutoScalingGroup)
        {
            c.Report(v, UpdateCapacityProviderTable.Provider, $"`{now.Name}` has no managed scaling: it is no provider of an Auto Scaling group", "name one of a group");
            return null;
        }
        if (v.Find(UpdateCapacityProviderTable.Group) is not { } change) return null;
        var (protection, draining) = (change.Maybe(GroupProviderUpdateTable.TerminationProtection), change.Maybe(GroupProviderUpdateTable.Draining));
        var view = change.Find(GroupProviderUpdateTable.ManagedScaling);
        if (view is null && protection is null && draining is null && !change.IsBad(GroupProviderUpdateTable.ManagedScaling))
            c.Report(change.Position, change.Path, "this UpdateCapacityProvider changes nothing", "give managedScaling, managedTerminationProtection or managedDraining");
        var after = now with
        {
            ManagedScaling = view is null ? now.ManagedScaling : ScalingOf(c, view, now.ManagedScaling),
            ManagedTerminationProtection = protection ?? now.ManagedTerminationProtection,
            ManagedDraining = draining ?? now.ManagedDraining,
        };
        CheckProtection(s, change, after);
        s.Providers[provider] = after;
        return new UpdateCapacityProviderAction(at, provider, s.Clusters.At(at).Has(provider) ? after.ManagedScaling : null) { TerminationProtection = protection, Draining = draining, AutoScalingGroup = now.AutoScalingGroup };
    }

    public static TimelineActionDefinition? PutCluster(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        var (before, after) = s.Clusters.Around(v);
        var scaling = ImmutableArray.CreateBuilder<(int, ManagedScalingDefinition?)>();
        for (var p = 0; p < s.Providers.Length; p++)
        {
            var (was, isNow) = (before.Has(p), after.Has(p));
            if (!isNow) CheckUnused(s, v, p, at);
            if (was != isNow && s.Providers[p].ManagedScaling is { } settings) scaling.Add((p, isNow ? settings : null));
        }
        return new PutClusterCapacityProvidersAction(at, after.CapacityProviders, after.DefaultStrategy, scaling.ToImmutable());
    }

    // Whether a task uses it is known during the run only; a service that names it would start tasks there.
    private static void CheckUnused(TimelineScope s, ObjectView v, int provider, Instant at)
    {
        for (var i = 0; i < s.Services.Length; i++)
        {
            var service = s.Services[i];
            if (service.CreatedAt > at || s.Deleted.ContainsKey(i) || !service.Strategy.Any(item => item.CapacityProvider == provider)) continue;
            s.Context.Report(
                v, PutClusterCapacityProvidersTable.CapacityProviders, $"`{s.Providers[provider].Name}` is left out, and the service `{service.Name}` uses it (CP-04)",
                "list it, or change the service's capacityProviderStrategy before");
            return;
        }
    }

    private static ManagedScalingDefinition? ScalingOf(CompileContext c, ObjectView view, ManagedScalingDefinition? now)
    {
        var before = now ?? new ManagedScalingDefinition(100, 1, 10_000, Duration.FromSeconds(300L));
        var after = new ManagedScalingDefinition(
            view.Get(ManagedScalingTable.TargetCapacity, before.TargetCapacity), view.Get(ManagedScalingTable.MinimumStep, before.MinimumScalingStepSize),
            view.Get(ManagedScalingTable.MaximumStep, before.MaximumScalingStepSize), view.Get(ManagedScalingTable.Warmup, before.InstanceWarmupPeriod));
        if (after.MinimumScalingStepSize > after.MaximumScalingStepSize)
            c.Report(view, ManagedScalingTable.MinimumStep, $"minimumScalingStepSize {after.MinimumScalingStepSize} is more than maximumScalingStepSize {after.MaximumScalingStepSize}", $"at most {after.MaximumScalingStepSize}");
        return view.Get(ManagedScalingTable.Status, now is not null) ? after : null;
    }

    // CP-MTP-01, as at the provider's creation.
    private static void CheckProtection(TimelineScope s, ObjectView change, CapacityProviderDefinition after)
    {
        if (!after.ManagedTerminationProtection) return;
        Property at = change.Has(GroupProviderUpdateTable.TerminationProtection) ? GroupProviderUpdateTable.TerminationProtection : GroupProviderUpdateTable.ManagedScaling;
        if (after.ManagedScaling is null) s.Context.Report(change, at, "managed termination protection needs managed scaling (CP-MTP-01)", "managedScaling: {status: ENABLED}, or managedTerminationProtection: DISABLED");
        var group = after.AutoScalingGroup;
        if (group < 0 || group >= s.Groups.Length || (s.NewInstancesProtected.TryGetValue(group, out var protects) ? protects : s.Groups[group].NewInstancesProtectedFromScaleIn)) return;
        s.Context.Report(change, at, $"managed termination protection needs scale-in protection on the group `{s.Groups[group].Name}` (CP-MTP-01)", "UpdateAutoScalingGroup with newInstancesProtectedFromScaleIn: true before");
    }
}
