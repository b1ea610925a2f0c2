using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on container instances.</summary>
internal static class ContainerInstanceActionCompiler
{
    public static TimelineActionDefinition? UpdateState(TimelineScope s, ObjectView v, Instant at) =>
        new InstancesStateAction(at, SelectionOf(s, v, UpdateContainerInstancesStateTable.Instances, null), v.Get(UpdateContainerInstancesStateTable.Status, false));

    public static TimelineActionDefinition? Deregister(TimelineScope s, ObjectView v, Instant at) =>
        new DeregisterInstancesAction(at, SelectionOf(s, v, DeregisterContainerInstanceTable.Instances, null), v.Get(DeregisterContainerInstanceTable.Force, false));

    public static TimelineActionDefinition? StartTask(TimelineScope s, ObjectView v, Instant at)
    {
        var task = s.Tasks.Resolve(v.Find(StartTaskTable.TaskDefinition)!, used: true);
        return task < 0 ? null : new StartTaskAction(at, SelectionOf(s, v, StartTaskTable.Instances, 1), task);
    }

    public static TimelineActionDefinition? PutAttributes(TimelineScope s, ObjectView v, Instant at)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var item in v.List(PutAttributesTable.Attributes))
        {
            if (item.Find(AttributeTable.Name) is not { } name || !IsCustom(s, item, name)) continue;
            if (item.Find(AttributeTable.Value) is not { Length: > 0 } value) s.Context.Report(item.Position, item.Path, $"the attribute `{name}` has no value", "value: blue");
            else attributes[name] = value;
        }
        return new AttributesAction(at, SelectionOf(s, v, PutAttributesTable.Instances, null), attributes.ToImmutable());
    }

    public static TimelineActionDefinition? DeleteAttributes(TimelineScope s, ObjectView v, Instant at)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var item in v.List(DeleteAttributesTable.Attributes))
        {
            if (item.Find(AttributeTable.Name) is { } name && IsCustom(s, item, name)) attributes[name] = null;
        }
        return new AttributesAction(at, SelectionOf(s, v, DeleteAttributesTable.Instances, null), attributes.ToImmutable());
    }

    public static TimelineActionDefinition? PutAccountSetting(TimelineScope s, ObjectView v, Instant at) =>
        AccountSettingCompiler.Trunks(v.Find(PutAccountSettingTable.Name)!, v.Find(PutAccountSettingTable.Value)!, s.Context) is { } trunks
            ? new AccountSettingAction(at, trunks)
            : null;

    private static bool IsCustom(TimelineScope s, ObjectView item, string name)
    {
        if (!name.StartsWith("ecs.", StringComparison.Ordinal)) return true;
        s.Context.Report(item, AttributeTable.Name, "attribute names that begin with `ecs.` are AWS's own (ECS-CL-12)", "choose another name");
        return false;
    }

    private static InstanceSelection SelectionOf(TimelineScope s, ObjectView v, InstanceSelectionProperties properties, int? count)
    {
        var c = s.Context;
        var zone = v.Find(properties.Zone) is { } z ? c.Zones.Resolve(z, c) : -1;
        var group = v.Find(properties.Group) is { } g ? c.Groups.Resolve(g, c) : -1;
        var named = properties.Ids is { } ids ? CallIds.Count(c, v, ids, properties.Count, "container instance", "zone, group and age") : null;
        return new InstanceSelection(zone, group, named ?? v.Maybe(properties.Count) ?? count, v.Maybe(properties.AgentConnected));
    }
}
