using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions of the service scheduler.</summary>
internal static class EcsActionCompiler
{
    public static TimelineActionDefinition? UpdateService(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        if (!v.Has(UpdateServiceTable.DesiredCount) && !v.Has(UpdateServiceTable.TaskDefinition) && !v.Has(UpdateServiceTable.Force))
            c.Report(v.Position, v.Path, "this UpdateService changes nothing", "give desiredCount, taskDefinition or forceNewDeployment");
        var service = c.Services.Resolve(v.Find(UpdateServiceTable.Service)!, c);
        int? task = v.Find(UpdateServiceTable.TaskDefinition) is { } definition ? s.Tasks.Resolve(definition, used: true) : null;
        return new UpdateServiceAction(at, service, v.Maybe(UpdateServiceTable.DesiredCount), task, v.Get(UpdateServiceTable.Force, false));
    }
}
