using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>Begins, completes and fails deployments of services (ECS-RU-07/08, ECS-CB-03).</summary>
internal sealed class Deployments(ServiceBook services, EcsReports reports)
{
    /// <summary>Begins a deployment; the present PRIMARY becomes an older one.</summary>
    public Deployment Begin(Service service, int taskDefinition)
    {
        var deployment = services.AddDeployment(service, taskDefinition);
        if (service.Primary is { Active: > 0 } former) service.Older.Add(former);
        service.Primary = deployment;
        service.Throttle.Reset(); // a new task definition resets the delay (ECS-TH-01)
        service.IsSteady = false;
        ref var row = ref services.RowOf(service);
        row.PrimaryDeployment = deployment.Id;
        row.DeploymentInProgress = true;
        Report(deployment);
        return deployment;
    }

    /// <summary>The PRIMARY has everything it wants and nothing else is left.</summary>
    public void Complete(Service service)
    {
        var deployment = service.Primary;
        deployment.State = RolloutState.Completed;
        service.RollbackSource = deployment.TaskDefinition;
        services.RowOf(service).DeploymentInProgress = false;
        Report(deployment);
        reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.DeploymentCompleted, 0, deployment.Id));
    }

    /// <summary>
    /// The circuit breaker tripped: the deployment is FAILED and starts nothing more. With rollback, a new deployment of the most recent COMPLETED revision begins
    /// and takes over that revision's tasks; it is no source itself until it completes. Without a source the service stalls (ECS-CB-03).
    /// </summary>
    public void Fail(Service service)
    {
        var failed = service.Primary;
        failed.State = RolloutState.Failed;
        services.RowOf(service).DeploymentInProgress = false;
        Report(failed);
        reports.ServiceEvents.Report(new ServiceEvent(service.Index, ServiceEventMessage.DeploymentFailed, 0, failed.Id));
        if (!service.Definition.Deployment.CircuitBreakerRollback || service.RollbackSource < 0) return;
        var source = service.RollbackSource;
        service.RollbackSource = -1;
        var rollback = Begin(service, source);
        for (var i = service.Older.Count - 1; i >= 0; i--)
        {
            if (service.Older[i].TaskDefinition != source || service.Older[i] == failed) continue;
            services.TakeOver(service.Older[i], rollback);
            service.Older.RemoveAt(i);
            break;
        }
    }

    /// <summary>Forgets older deployments without active tasks: they are INACTIVE.</summary>
    public static void Tidy(Service service)
    {
        for (var i = service.Older.Count - 1; i >= 0; i--)
        {
            if (service.Older[i].Active == 0 && service.Older[i].Lost == 0) service.Older.RemoveAt(i);
        }
    }

    private void Report(Deployment deployment) =>
        reports.Deployments.Report(new DeploymentChange(deployment.Id, deployment.Service, deployment.TaskDefinition, deployment.State, deployment.Breaker.Count));
}
