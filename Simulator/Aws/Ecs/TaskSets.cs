using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>A task set: part of a service under an external controller, one revision kept at a share of desiredCount (ECS-BG-04).</summary>
/// <param name="number">Its number among all that the service ever has.</param>
/// <param name="deployment">Its tasks.</param>
/// <param name="scale">scale in percent.</param>
internal sealed class TaskSet(int number, Deployment deployment, double scale)
{
    /// <summary>Its number among all that the service ever has.</summary>
    public int Number { get; } = number;

    /// <summary>Its tasks.</summary>
    public Deployment Deployment { get; } = deployment;

    /// <summary>scale in percent of the service's desiredCount.</summary>
    public double Scale { get; set; } = scale;

    /// <summary>Whether it was deleted and lives on only until its tasks have been told to stop (DRAINING).</summary>
    public bool IsDeleted { get; set; }

    /// <summary>stabilityStatus STEADY_STATE; otherwise STABILIZING.</summary>
    public bool IsStable { get; set; }

    /// <summary>computedDesiredCount.</summary>
    public int Wanted(int desired) => IsDeleted ? 0 : TaskSetDefinition.ComputedDesired(desired, Scale);

    /// <summary>Whether it has what it wants, and all of that is healthy and stays.</summary>
    public bool IsSteady(int desired) => Wanted(desired) is var wanted && Deployment.Active == wanted && Deployment.ActiveOf(TaskStanding.Good) == wanted && Deployment.Healthy == wanted;
}

/// <summary>
/// The task sets of services whose deployment controller is EXTERNAL: the controller makes, scales and deletes them and says which one serves the production
/// traffic; ECS keeps each at its share. Deployments, circuit breaker and alarms have no part in it.
/// <code>
///  CreateTaskSet ──► ACTIVE ◄──────────────────────────► PRIMARY     (UpdateServicePrimaryTaskSet makes one PRIMARY, the others ACTIVE)
///                      └──DeleteTaskSet──► DRAINING ──no task left──► gone
/// </code>
/// AWS: API reference, TaskSet; Amazon ECS Developer Guide, "Third-party deployment controller".
/// </summary>
internal sealed class TaskSets(ServiceBook services, EcsReports reports, Scenario scenario)
{
    /// <summary>The task sets that a service has from the start; the first one is PRIMARY.</summary>
    public void Begin(Service service)
    {
        var sets = service.Definition.TaskSets;
        for (var i = 0; i < sets.Length; i++) Add(service, i, sets[i]);
        if (sets.Length > 0) MakePrimary(service, service.TaskSets[0]);
    }

    /// <summary>Carries out a call; one on a set that is gone does nothing.</summary>
    public void Carry(Service service, TaskSetActionDefinition action, int decision)
    {
        if (services.RowOf(service).IsDeleted) return;
        if (action is CreateTaskSetAction create)
        {
            Add(service, create.TaskSet, create.Definition);
            if (service.TaskSets.Count == 1) Arrange(service);
        }
        else if (service.TaskSets.Find(s => s.Number == action.TaskSet && !s.IsDeleted) is { } set)
        {
            switch (action)
            {
                case UpdateTaskSetAction update: set.Scale = update.Scale; break;
                case UpdateServicePrimaryTaskSetAction: MakePrimary(service, set); break;
                case DeleteTaskSetAction: set.IsDeleted = true; break;
            }
        }
        service.Cause = decision;
        service.IsSteady = false;
        services.RequestReconcile(service.Index);
    }

    /// <summary>Forgets deleted sets whose tasks have all been told to stop.</summary>
    public void Tidy(Service service)
    {
        if (service.TaskSets.RemoveAll(static s => s.IsDeleted && s.Deployment.Active == 0) > 0) Arrange(service);
    }

    /// <summary>The state of a set, for the record: in progress until it was steady for the first time.</summary>
    public void Report(Deployment deployment) =>
        reports.Deployments.Report(new DeploymentChange(deployment.Id, deployment.Service, deployment.TaskDefinition, deployment.State, -1, deployment.Digests.State));

    private void Add(Service service, int number, TaskSetDefinition definition)
    {
        var revision = new Revision(definition.TaskDefinition, definition.LoadBalancerSet, definition.LoadBalancers, definition.Zones, FineMetrics.None) { Strategy = definition.Strategy };
        var set = new TaskSet(number, services.AddDeployment(service, revision), definition.Scale);
        service.TaskSets.Add(set);
        service.UnmuteAll();
        Arrange(service);
        Report(set.Deployment);
    }

    private void MakePrimary(Service service, TaskSet set)
    {
        service.PrimaryTaskSet = set;
        Arrange(service);
    }

    // The scheduler knows a newest deployment and older ones; here that is the PRIMARY set, or the oldest one before there is one, and the others.
    private void Arrange(Service service)
    {
        var primary = service.PrimaryTaskSet is { } chosen && service.TaskSets.Contains(chosen) ? chosen : service.TaskSets.FirstOrDefault();
        service.Older.Clear();
        services.RowOf(service).TaskSets = service.TaskSets.Count;
        if (primary is null) return; // nothing is left; the last one stays behind, empty
        foreach (var set in service.TaskSets)
        {
            if (set != primary) service.Older.Add(set.Deployment);
        }
        if (service.Primary == primary.Deployment) return;
        service.Primary = primary.Deployment;
        services.RowOf(service).PrimaryDeployment = primary.Deployment.Id;
        if (scenario.TargetGroups.Length > 0) reports.Production.Report(new ProductionMoved(service.Index, primary.Deployment.Revision.LoadBalancerSet));
    }
}
