using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on container instances.</summary>
internal static class ContainerInstanceActionCompiler
{
    public static TimelineActionDefinition? UpdateState(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        var zone = v.Find(UpdateContainerInstancesStateTable.Zone) is { } z ? c.Zones.Resolve(z, c) : -1;
        var group = v.Find(UpdateContainerInstancesStateTable.Group) is { } g ? c.Groups.Resolve(g, c) : -1;
        return new DrainInstancesAction(at, zone, group, v.Maybe(UpdateContainerInstancesStateTable.Count));
    }
}
