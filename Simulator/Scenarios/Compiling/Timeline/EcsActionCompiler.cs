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
    private const string DaemonGroup = "daemon:"; // as DescribeTasks spells the group of a managed daemon's tasks

    private static readonly ImmutableArray<Property> StartsDeployment =
    [
        ServiceTable.NetworkConfiguration, UpdateServiceTable.PlatformVersion, UpdateServiceTable.ServiceRegistries, UpdateServiceTable.ServiceConnect, UpdateServiceTable.Volumes,
        UpdateServiceTable.Lattice,
    ];

    public static TimelineActionDefinition? UpdateService(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        if (!v.Table.Properties.Any(p => p != ActionTables.At && p != UpdateServiceTable.Service && p.Name != ActionTables.Discriminator && v.Has(p)))
            CallIds.ReportEmpty(c, v, "give desiredCount, taskDefinition, forceNewDeployment or another property");
        var service = c.Services.Resolve(v.Find(UpdateServiceTable.Service)!, c);
        int? task = v.Find(UpdateServiceTable.TaskDefinition) is { } definition ? s.Tasks.Resolve(definition, used: true) : null;
        var force = v.Get(UpdateServiceTable.Force, false) || StartsDeployment.Any(v.Has);
        if (!Exists(s, v, UpdateServiceTable.Service, service, at)) return null;
        var now = s.Services[service];
        if (now.SchedulingStrategy == SchedulingStrategy.Daemon && v.Has(UpdateServiceTable.DesiredCount))
            c.Report(v.KeyAt(UpdateServiceTable.DesiredCount), v.PathOf(UpdateServiceTable.DesiredCount), "a DAEMON service takes no `desiredCount`: it has one task on every eligible instance (ECS-SV-01)", "remove it");
        if (now.Controller != DeploymentController.Ecs) CheckForeign(s, v, now);
        if (task is >= 0) now = now with { TaskDefinition = task.Value };
        if (task is >= 0 && now.Controller == DeploymentController.Ecs) s.ServiceCompiler.CheckRevision(v.Find(UpdateServiceTable.TaskDefinition)!, now, keepsBalancers: !v.Has(ServiceTable.LoadBalancers), keepsStrategy: !v.Has(ServiceTable.Strategy));
        var after = ServiceCompiler.Updates(v) ? s.ServiceCompiler.Update(v, now) : null;
        s.Services[service] = after ?? now;
        if (task is >= 0) s.ServiceCompiler.CheckConstraints(v, UpdateServiceTable.TaskDefinition, s.Services[service]);
        else if (v.Has(ServiceTable.PlacementConstraints)) s.ServiceCompiler.CheckConstraints(v, ServiceTable.PlacementConstraints, s.Services[service]);
        return new UpdateServiceAction(at, service, v.Maybe(UpdateServiceTable.DesiredCount), task, force) { After = after, Gives = GivenBy(v) };
    }

    public static TimelineActionDefinition? CreateService(TimelineScope s, ObjectView v, Instant at)
    {
        var name = v.Get(ServiceTable.Name, "");
        return s.Context.Services.TryFind(name, out var service) && s.Services[service].CreatedAt == at ? new CreateServiceAction(at, service) : null; // a second one of the name was reported
    }

    public static TimelineActionDefinition? DeleteService(TimelineScope s, ObjectView v, Instant at)
    {
        var service = s.Context.Services.Resolve(v.Find(DeleteServiceTable.Service)!, s.Context);
        if (!Exists(s, v, DeleteServiceTable.Service, service, at)) return null;
        if (v.Get(DeleteServiceTable.Force, false)) s.Deleted.TryAdd(service, at); // without force it may be refused
        return new DeleteServiceAction(at, service, v.Get(DeleteServiceTable.Force, false));
    }

    public static TimelineActionDefinition? RegisterTaskDefinition(TimelineScope s, ObjectView v, Instant at) =>
        s.Tasks.IndexOf(v) is var index and >= 0 ? new RegisterTaskDefinitionAction(at, index) : null;

    public static TimelineActionDefinition? RunTask(TimelineScope s, ObjectView v, Instant at) => s.Jobs.CompileCall(v) is var job and >= 0 ? new RunTaskAction(at, job) : null;

    public static TimelineActionDefinition? StopTask(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        var given = ((Property[])[StopTaskTable.Service, StopTaskTable.Group, StopTaskTable.Task]).Where(v.Has).ToList();
        if (given.Count != 1)
        {
            c.Report(v.Position, v.Path, given.Count == 0 ? "StopTask does not say which tasks" : $"StopTask takes `{given[0].Name}` or `{given[1].Name}`, not both", "give one of service, group, task");
            return null;
        }
        if (given[0] == StopTaskTable.Task && v.Has(StopTaskTable.Count)) c.Report(v.KeyAt(StopTaskTable.Count), v.PathOf(StopTaskTable.Count), "`task` names one task: there is nothing to count", "remove `count`");
        var service = v.Find(StopTaskTable.Service) is { } reference ? c.Services.Resolve(reference, c) : -1;
        if (v.Find(StopTaskTable.Group) is { } named && named.StartsWith(DaemonGroup, StringComparison.Ordinal))
            service = c.Daemons.Resolve(new Reference(named[DaemonGroup.Length..], v.At(StopTaskTable.Group), v.PathOf(StopTaskTable.Group)), c);
        if (given[0] == StopTaskTable.Service && !Exists(s, v, StopTaskTable.Service, service, at)) return null;
        var zone = v.Find(StopTaskTable.Zone) is { } z ? c.Zones.Resolve(z, c) : -1;
        return new StopTaskAction(at, service, v.Find(StopTaskTable.Group), v.Find(StopTaskTable.Task) is { } task ? AwsArn.NameOf(task) : null, zone, v.Get(StopTaskTable.Count, 1));
    }

    public static TimelineActionDefinition? UpdateTaskProtection(TimelineScope s, ObjectView v, Instant at)
    {
        var service = s.Context.Services.Resolve(v.Find(UpdateTaskProtectionTable.Service)!, s.Context);
        if (!Exists(s, v, UpdateTaskProtectionTable.Service, service, at)) return null;
        if (s.Services[service].SchedulingStrategy == SchedulingStrategy.Daemon)
            s.Context.Report(v, UpdateTaskProtectionTable.Service, "tasks of a DAEMON service are not scaled in: there is nothing to protect", "remove the action");
        var enabled = v.Get(UpdateTaskProtectionTable.Enabled, true);
        var count = CallIds.Count(s.Context, v, UpdateTaskProtectionTable.Tasks, UpdateTaskProtectionTable.Count, "task", "age") ?? v.Get(UpdateTaskProtectionTable.Count, 1);
        if (!enabled && v.Has(UpdateTaskProtectionTable.Expires)) s.Context.Report(v.KeyAt(UpdateTaskProtectionTable.Expires), v.PathOf(UpdateTaskProtectionTable.Expires), "an ended protection does not expire", "remove it");
        return new TaskProtectionAction(at, service, count, enabled, Duration.FromMinutes(v.Get(UpdateTaskProtectionTable.Expires, 120)));
    }

    private static RevisionParts GivenBy(ObjectView v) =>
        (v.Has(ServiceTable.LoadBalancers) ? RevisionParts.LoadBalancers : RevisionParts.None) | (v.Has(ServiceTable.Monitoring) ? RevisionParts.Monitoring : RevisionParts.None);

    // AWS: such a service takes what its tasks are made of from its controller.
    private static void CheckForeign(TimelineScope s, ObjectView v, ServiceDefinition service)
    {
        s.ServiceCompiler.CheckForeignDeployment(v);
        var (word, how) = service.Controller == DeploymentController.External ? ("EXTERNAL", "CreateTaskSet") : ("CODE_DEPLOY", "CreateDeployment");
        Property[] refused =
        [
            UpdateServiceTable.TaskDefinition, UpdateServiceTable.Force, ServiceTable.LoadBalancers, ServiceTable.Strategy, ServiceTable.Monitoring, ServiceTable.Rebalancing, .. StartsDeployment,
        ];
        foreach (var property in refused.Where(v.Has))
            s.Context.Report(v.KeyAt(property), v.PathOf(property), $"the service `{service.Name}` has the {word} controller: UpdateService does not change `{property.Name}` (ECS-BG-04)", how);
    }

    // A service that the timeline creates later, or has deleted, cannot be called upon.
    internal static bool Exists(TimelineScope s, ObjectView v, Property property, int service, Instant at)
    {
        if (service < 0 || service >= s.Services.Length) return false;
        var name = s.Services[service].Name;
        if (s.Services[service].CreatedAt > at) s.Context.Report(v, property, $"the service `{name}` is created at {Quantity.Time(s.Services[service].CreatedAt - Instant.Zero)} only", "act after that moment");
        else if (s.Deleted.TryGetValue(service, out var deleted)) s.Context.Report(v, property, $"the service `{name}` is deleted at {Quantity.Time(deleted - Instant.Zero)}", "act before that moment");
        else return true;
        return false;
    }
}
