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
        s.ServiceCompiler.CheckRevision(v.Find(CreateDeploymentTable.TaskDefinition)!, now, keepsBalancers: true);
        s.ServiceCompiler.CheckConstraints(v, CreateDeploymentTable.TaskDefinition, now);
        if (v.Find(CreateDeploymentTable.Configuration) is { } steps) now = now with { Deployment = ServiceCompiler.WithSteps(now.Deployment, steps) };
        s.Services[service] = s.Services[service] with { TaskDefinition = task }; // the configuration is that of this deployment
        return new CreateDeploymentAction(at, service, now);
    }

    public static TimelineActionDefinition? ContinueCodeDeploy(TimelineScope s, ObjectView v, Instant at)
    {
        if (CodeDeployed(s, v, ContinueDeploymentTable.Service, at) is not (>= 0 and var service)) return null;
        if (s.Services[service].Deployment.Hooks.IsEmpty)
            s.Context.Report(v, ContinueDeploymentTable.Service, $"deployments of `{s.Services[service].Name}` wait for nobody", "deploymentReadyOption: {actionOnTimeout: STOP_DEPLOYMENT, waitTimeInMinutes: 60}");
        return new ContinueDeploymentAction(at, service);
    }

    public static TimelineActionDefinition? StopCodeDeploy(TimelineScope s, ObjectView v, Instant at) =>
        CodeDeployed(s, v, StopDeploymentTable.Service, at) is >= 0 and var service ? new StopDeploymentAction(at, service, Rollback: v.Get(StopDeploymentTable.Rollback, false)) : null;

    // The service, or -1 after reporting that CodeDeploy has nothing to do with it.
    private static int CodeDeployed(TimelineScope s, ObjectView v, Property<Reference> property, Instant at)
    {
        var service = s.Context.Services.Resolve(v.Find(property)!, s.Context);
        if (!EcsActionCompiler.Exists(s, v, property, service, at)) return -1;
        if (s.Services[service].Controller == DeploymentController.CodeDeploy) return service;
        s.Context.Report(v, property, $"CodeDeploy does not deploy the service `{s.Services[service].Name}` (ECS-BG-04)", "deploymentController: {type: CODE_DEPLOY}, or UpdateService");
        return -1;
    }

    // The service, or -1 after reporting that its deployments are not ECS's.
    private static int EcsDeployed(TimelineScope s, ObjectView v, Property<Reference> property, Instant at)
    {
        var service = s.Context.Services.Resolve(v.Find(property)!, s.Context);
        if (!EcsActionCompiler.Exists(s, v, property, service, at)) return -1;
        var (who, call) = s.Services[service].Controller switch
        {
            DeploymentController.CodeDeploy => ("CodeDeploy", "StopDeployment or ContinueDeployment"),
            DeploymentController.External => ("an EXTERNAL controller", "UpdateTaskSet or DeleteTaskSet"),
            _ => ("", ""),
        };
        if (who.Length == 0) return service;
        s.Context.Report(v, property, $"{who} deploys the service `{s.Services[service].Name}`, not ECS: it has no service deployments (ECS-BG-04)", call);
        return -1;
    }

    public static TimelineActionDefinition? Stop(TimelineScope s, ObjectView v, Instant at) =>
        EcsDeployed(s, v, StopServiceDeploymentTable.Service, at) is >= 0 and var service ? new StopServiceDeploymentAction(at, service, v.Get(StopServiceDeploymentTable.Abort, false)) : null;

    public static TimelineActionDefinition? Continue(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        if (EcsDeployed(s, v, ContinueServiceDeploymentTable.Service, at) is not (>= 0 and var service)) return null;
        if (!s.Services[service].Deployment.Hooks.Any(h => h.IsPause))
            c.Report(v, ContinueServiceDeploymentTable.Service, $"the service `{s.Services[service].Name}` has no PAUSE hook that could wait for an answer", "lifecycleHooks: [{targetType: PAUSE, lifecycleStages: [POST_TEST_TRAFFIC_SHIFT]}]");
        return new ContinueServiceDeploymentAction(at, service, v.Get(ContinueServiceDeploymentTable.Rollback, false));
    }
}
