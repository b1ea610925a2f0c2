using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Services and their active tasks: lists by deployment, counts by standing, and the one reconcile event that a service may have on the calendar. Whoever
/// changes a task tells the book; the scheduler reads it.
/// </summary>
internal sealed class ServiceBook : IServiceZones
{
    private readonly Calendar _calendar;
    private readonly EcsTables _tables;
    private readonly Service[] _services;
    private readonly Service[] _daemonServices;
    private readonly List<Deployment> _deployments = [];
    private readonly Scenario _scenario;

    public ServiceBook(Calendar calendar, EcsTables tables, Scenario scenario)
    {
        _calendar = calendar;
        _tables = tables;
        _scenario = scenario;
        _services = new Service[scenario.Services.Length];
        for (var i = 0; i < _services.Length; i++)
        {
            _services[i] = new Service(i, scenario);
            ref var row = ref tables.Services[tables.Services.Add()];
            row.Desired = _services[i].IsDaemon || scenario.Services[i].CreatedAt > Instant.Zero ? 0 : scenario.Services[i].DesiredCount;
            row.PrimaryDeployment = -1;
        }
        _daemonServices = [.. _services.Where(static s => s.IsDaemon && !s.IsManagedDaemon)];
    }

    /// <summary>All services.</summary>
    public ReadOnlySpan<Service> Services => _services;

    /// <summary>Services of the strategy DAEMON; managed daemons are others.</summary>
    public ReadOnlySpan<Service> DaemonServices => _daemonServices;

    /// <summary>A service.</summary>
    public Service this[int service] => _services[service];

    /// <summary>The public row of a service.</summary>
    public ref ServiceRow RowOf(Service service) => ref _tables.Services[service.Index];

    /// <summary>A deployment by its number.</summary>
    public Deployment DeploymentOf(int id) => _deployments[id];

    /// <summary>With how many target groups a task registers.</summary>
    public int TargetGroupsOf(in TaskRow row) => row.Service < 0 ? 0 : _deployments[row.Deployment].Revision.LoadBalancers.Length;

    /// <inheritdoc/>
    public int ActiveIn(int service, int zone) => _services[service].ActiveIn(zone, 0) + _services[service].ActiveIn(zone, 1);

    /// <summary>Writes a new deployment down; it is not yet anyone's PRIMARY.</summary>
    public Deployment AddDeployment(Service service, Revision revision)
    {
        var deployment = new Deployment(_deployments.Count, service, revision, _calendar.Now)
        {
            Digests = new DigestResolution(_deployments.Count, _scenario.TaskDefinitions[revision.TaskDefinition]),
            Backoff = new StartBackoff(_scenario),
        };
        _deployments.Add(deployment);
        return deployment;
    }

    /// <summary>A new task of a service enters its deployment's list.</summary>
    public void Join(int task)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        var deployment = _deployments[row.Deployment];
        row.Side = (byte)deployment.Side;
        if (row.Status == TaskStatus.None) row.PinnedBy = deployment.Digests.PinnedBy;
        row.LoadBalancerSet = (ushort)deployment.Revision.LoadBalancerSet;
        row.FineMetrics = deployment.Revision.FineMetrics;
        links.NextInDeployment = deployment.First;
        links.PreviousInDeployment = -1;
        if (deployment.First >= 0) _tables.LinksOf(deployment.First).PreviousInDeployment = task;
        deployment.First = task;
        links.Marks |= TaskMarks.Listed;
        deployment.ByProvider[ItemOf(row)]++;
        Count(in row, in links, deployment, 1);
    }

    /// <summary>A task is no longer active: its desired status became STOPPED.</summary>
    public void Leave(int task)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        if (!links.Has(TaskMarks.Listed)) return;
        var deployment = _deployments[row.Deployment];
        if (links.PreviousInDeployment < 0) deployment.First = links.NextInDeployment;
        else _tables.LinksOf(links.PreviousInDeployment).NextInDeployment = links.NextInDeployment;
        if (links.NextInDeployment >= 0) _tables.LinksOf(links.NextInDeployment).PreviousInDeployment = links.PreviousInDeployment;
        links.Marks &= ~TaskMarks.Listed;
        deployment.ByProvider[ItemOf(row)]--;
        Count(in row, in links, deployment, -1);
    }

    /// <summary>Takes an active task out of the counts, before something that they depend on changes; <see cref="Recount"/> follows.</summary>
    public void Uncount(int task) => CountListed(task, -1);

    /// <summary>Counts an active task again.</summary>
    public void Recount(int task) => CountListed(task, 1);

    /// <summary>Sets how an active task is counted.</summary>
    public void SetStanding(int task, TaskStanding standing)
    {
        ref var links = ref _tables.LinksOf(task);
        if (links.Standing == standing) return;
        Uncount(task);
        links.Standing = standing;
        Recount(task);
    }

    /// <summary>Moves all active tasks of a deployment to another one of the same service (rollback, ECS-CB-03).</summary>
    public void TakeOver(Deployment from, Deployment to)
    {
        while (from.First >= 0)
        {
            var task = from.First;
            Leave(task);
            _tables.Tasks[task].Deployment = to.Id;
            Join(task);
        }
    }

    /// <summary>A service's definition was changed: what its deployments derived from the old one is made again (ECS-SV-03).</summary>
    public void Redefine(Service service, ServiceDefinition definition)
    {
        service.Definition = definition;
        if (service.Primary is null) return; // an external controller has made no task set yet
        Tally(service, service.Primary);
        foreach (var older in service.Older) Tally(service, older);
    }

    /// <summary>Asks for a reconcile of a service now, after everything else of this instant.</summary>
    public void RequestReconcile(int service) => RequestReconcile(_services[service], _calendar.Now);

    /// <summary>Asks for a reconcile at an instant, unless one is due before.</summary>
    public void RequestReconcile(Service service, Instant at)
    {
        if (service.Primary is null || service.ReconcileAt <= at) return;
        service.ReconcileAt = at;
        service.ReconcileGeneration = unchecked(service.ReconcileGeneration + 1) & (Event.GenerationModulus - 1);
        _calendar.Schedule(at, EventKinds.ServiceReconcileDue, service.Index, service.ReconcileGeneration);
    }

    private void Tally(Service service, Deployment deployment)
    {
        deployment.Forget(service);
        for (var task = deployment.First; task >= 0; task = _tables.LinksOf(task).NextInDeployment) deployment.ByProvider[ItemOf(_tables.Tasks[task])]++;
    }

    private static bool IsPending(TaskStatus status) => status < TaskStatus.Running;

    private void CountListed(int task, int by)
    {
        ref var row = ref _tables.Tasks[task];
        ref var links = ref _tables.LinksOf(task);
        if (links.Has(TaskMarks.Listed)) Count(in row, in links, _deployments[row.Deployment], by);
    }

    private static void Count(in TaskRow row, in TaskLinks links, Deployment deployment, int by) =>
        deployment.Count(links.Standing, IsPending(row.Status), row.IsHealthy, by);

    private int ItemOf(in TaskRow row)
    {
        var strategy = _deployments[row.Deployment].StrategyOf(_services[row.Service]);
        for (var i = 0; i < strategy.Length; i++)
        {
            if (strategy[i].CapacityProvider == row.CapacityProvider) return i;
        }
        return 0;
    }
}
