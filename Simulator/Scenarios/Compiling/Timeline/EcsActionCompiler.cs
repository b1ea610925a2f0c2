using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions of the service scheduler.</summary>
internal static class EcsActionCompiler
{
    private static readonly ImmutableArray<Property> StartsDeployment =
    [
        ServiceTable.NetworkConfiguration, UpdateServiceTable.PlatformVersion, UpdateServiceTable.ServiceRegistries, UpdateServiceTable.ServiceConnect, UpdateServiceTable.Volumes,
        UpdateServiceTable.Lattice,
    ];

    public static TimelineActionDefinition? UpdateService(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        if (!v.Table.Properties.Any(p => p != ActionTables.At && p != UpdateServiceTable.Service && p.Name != ActionTables.Discriminator && v.Has(p)))
            c.Report(v.Position, v.Path, "this UpdateService changes nothing", "give desiredCount, taskDefinition, forceNewDeployment or another property");
        var service = c.Services.Resolve(v.Find(UpdateServiceTable.Service)!, c);
        int? task = v.Find(UpdateServiceTable.TaskDefinition) is { } definition ? s.Tasks.Resolve(definition, used: true) : null;
        var force = v.Get(UpdateServiceTable.Force, false) || StartsDeployment.Any(v.Has);
        if (service < 0 || service >= s.Services.Length) return null;
        var now = s.Services[service];
        if (now.SchedulingStrategy == SchedulingStrategy.Daemon && v.Has(UpdateServiceTable.DesiredCount))
            c.Report(v.KeyAt(UpdateServiceTable.DesiredCount), v.PathOf(UpdateServiceTable.DesiredCount), "a DAEMON service takes no `desiredCount`: it has one task on every eligible instance (ECS-SV-01)", "remove it");
        if (task is >= 0) now = now with { TaskDefinition = task.Value };
        var after = ServiceCompiler.Updates(v) ? s.ServiceCompiler.Update(v, now) : null;
        s.Services[service] = after ?? now;
        return new UpdateServiceAction(at, service, v.Maybe(UpdateServiceTable.DesiredCount), task, force) { After = after };
    }
}
