using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on service deployments.</summary>
internal static class DeploymentActionCompiler
{
    public static TimelineActionDefinition? Stop(TimelineScope s, ObjectView v, Instant at) =>
        new StopServiceDeploymentAction(at, s.Context.Services.Resolve(v.Find(StopServiceDeploymentTable.Service)!, s.Context), v.Get(StopServiceDeploymentTable.Abort, false));

    public static TimelineActionDefinition? Continue(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        var service = c.Services.Resolve(v.Find(ContinueServiceDeploymentTable.Service)!, c);
        if (service >= 0 && service < s.Services.Length && !s.Services[service].Deployment.Hooks.Any(h => h.IsPause))
            c.Report(v, ContinueServiceDeploymentTable.Service, $"the service `{s.Services[service].Name}` has no PAUSE hook that could wait for an answer", "lifecycleHooks: [{targetType: PAUSE, lifecycleStages: [POST_TEST_TRAFFIC_SHIFT]}]");
        return new ContinueServiceDeploymentAction(at, service, v.Get(ContinueServiceDeploymentTable.Rollback, false));
    }
}
