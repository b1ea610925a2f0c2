using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on service deployments.</summary>
internal static class DeploymentActionCompiler
{
    public static TimelineActionDefinition? Create(TimelineScope s, ObjectView v, Instant at)
    {
        var task = s.Tasks.Resolve(v.Find(CreateDeploymentTable.TaskDefinition)!, used: true);
        if (CodeDeployed(s, v, CreateDeploymentTable.Service, at) is not (>= 0 and var service) || task < 0) return null;
        var now = s.Services[service] with { TaskDefinition = task };
        if (v.Find(CreateDeploymentTable.Configuration) is { } steps) now = now with { Deployment = ServiceCompiler.WithSteps(now.Deployment, steps) };
        s.Services[service] = s.Services[service] with { TaskDefinition = task }; // the configuration is that of this deployment
        return new CreateDeploymentAction(at, service, now);
    }

    public static TimelineActionDefinition? ContinueCodeDeploy(TimelineScope s, ObjectView v, Instant at)
    {
        if (CodeDeployed(s, v, ContinueDeploymentTable.Service, at) is not (>= 0 and var service)) return null;
        if (s.Services[service].Deployment.Hooks.IsEmpty)
            s.Context.Report(v, ContinueDeploymentTable.Service, $"deployments of `{s.Services[service].Name}` wait for nobody", "deploymentReadyOption: {actionOnTimeout: STOP_DEPLOYMENT, waitTimeInMinutes: 60}");
        return new ContinueServiceDeploymentAction(at, service, Rollback: false);
    }

    public static TimelineActionDefinition? StopCodeDeploy(TimelineScope s, ObjectView v, Instant at) =>
        CodeDeployed(s, v, StopDeploymentTable.Service, at) is >= 0 and var service ? new StopServiceDeploymentAction(at, service, Abort: !v.Get(StopDeploymentTable.Rollback, false)) : null;

    // The service, or -1 after reporting that CodeDeploy has nothing to do with it.
    private static int CodeDeployed(TimelineScope s, ObjectView v, Property<Reference> property, Instant at)
    {
        var service = s.Context.Services.Resolve(v.Find(property)!, s.Context);
        if (!EcsActionCompiler.Exists(s, v, property, service, at)) return -1;
        if (s.Services[service].Controller == DeploymentController.CodeDeploy) return service;
        s.Context.Report(v, property, $"CodeDeploy does not deploy the service `{s.Services[service].Name}` (ECS-BG-04)", "deploymentController: {type: CODE_DEPLOY}, or UpdateService");
        return -1;
    }

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
