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
        if (s.Providers[provider].Kind != CapacityProviderKind.AutoScalingGroup)
        {
            c.Report(v, UpdateCapacityProviderTable.Provider, $"`{s.Providers[provider].Name}` has no managed scaling: it is no provider of an Auto Scaling group", "name one of a group");
            return null;
        }
        var view = v.Find(UpdateCapacityProviderTable.Group)?.Find(GroupProviderUpdateTable.ManagedScaling);
        if (view is null) return null;
        var now = s.Providers[provider].ManagedScaling;
        var before = now ?? new ManagedScalingDefinition(100, 1, 10_000, Duration.FromSeconds(300L));
        var after = new ManagedScalingDefinition(
            view.Get(ManagedScalingTable.TargetCapacity, before.TargetCapacity), view.Get(ManagedScalingTable.MinimumStep, before.MinimumScalingStepSize),
            view.Get(ManagedScalingTable.MaximumStep, before.MaximumScalingStepSize), view.Get(ManagedScalingTable.Warmup, before.InstanceWarmupPeriod));
        if (after.MinimumScalingStepSize > after.MaximumScalingStepSize)
            c.Report(view, ManagedScalingTable.MinimumStep, $"minimumScalingStepSize {after.MinimumScalingStepSize} is more than maximumScalingStepSize {after.MaximumScalingStepSize}", $"at most {after.MaximumScalingStepSize}");
        var enabled = view.Get(ManagedScalingTable.Status, now is not null);
        s.Providers[provider] = s.Providers[provider] with { ManagedScaling = enabled ? after : null };
        return new UpdateCapacityProviderAction(at, provider, enabled ? after : null);
    }
}
