using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>Services with deployment controller EXTERNAL, and all task sets that they ever have (ECS-BG-04).</summary>
internal sealed partial class ServiceCompiler
{
    // What belongs to task sets, and what works with the ECS controller only.
    private static readonly ImmutableArray<Property> OfTaskSets =
        [ServiceTable.TaskDefinition, ServiceTable.LaunchType, ServiceTable.Strategy, ServiceTable.NetworkConfiguration, ServiceTable.LoadBalancers];

    private static readonly ImmutableArray<Property> OfEcsController = [ServiceTable.Monitoring, ServiceTable.Volumes, ServiceTable.Rebalancing];

    private readonly Dictionary<ObjectView, (int Number, TaskSetDefinition Set)> _taskSets = [];

    /// <summary>The task set of a CreateTaskSet and its number, or null after reporting why it cannot be.</summary>
    public (int Number, TaskSetDefinition Set)? TaskSetOf(ObjectView call) => _taskSets.TryGetValue(call, out var set) ? set : null;

    private static DeploymentController ControllerOf(ObjectView v) =>
        v.Find(ServiceTable.Controller)?.Get(DeploymentControllerTable.Type, DeploymentController.Ecs) ?? DeploymentController.Ecs;

    /// <summary>A service as its first task set makes it; the sets it begins with are in it, the others wait for their calls.</summary>
    private ServiceDefinition External(ObjectView v, string name, ObjectView root)
    {
        foreach (var property in OfTaskSets.Where(v.Has)) c.Report(v.KeyAt(property), v.PathOf(property), $"under the EXTERNAL controller `{property.Name}` belongs to the task sets (ECS-BG-04)", "taskSets, or CreateTaskSet on the timeline");
        foreach (var property in OfEcsController.Where(v.Has)) c.Report(v.KeyAt(property), v.PathOf(property), $"`{property.Name}` works with the ECS controller only", "remove it");
        CheckForeignDeployment(v);
        var now = tasks.Now;
        var sets = v.List(ServiceTable.TaskSets);
        List<ObjectView> all = [.. sets, .. root.List(ScenarioTable.Timeline).Where(t => t.Table == CreateTaskSetTable.Table && t.Find(CreateTaskSetTable.Service)?.Text == name).OrderBy(CreatedAtCall)];
        var compiled = new List<TaskSetDefinition>();
        foreach (var view in all)
        {
            if (view.Table == CreateTaskSetTable.Table) tasks.Now = Instant.Zero + view.Get(ActionTables.At, Duration.Zero);
            var set = CompileTaskSet(view, name, compiled.Count);
            if (set.TaskDefinition >= 0) ConstraintCompiler.CheckSum(view, TaskSetTable.TaskDefinition, tasks.All[set.TaskDefinition].Definition, v.List(ServiceTable.PlacementConstraints).Count, c);
            // Later ones may take the name of a set that is gone by then, which the timeline knows.
            if (view.Table != CreateTaskSetTable.Table && compiled.Exists(other => other.Name == set.Name))
                c.Report(view, TaskSetTable.Name, $"the service `{name}` has two task sets `{set.Name}`", "give each its own externalId");
            if (compiled.Count > 0 && OnFargate(set.LaunchType, set.Strategy) != OnFargate(compiled[0].LaunchType, compiled[0].Strategy))
                c.Report(view.Position, view.Path, "task sets of one service on Fargate and on container instances are not simulated", "two services");
            _taskSets[view] = (compiled.Count, set);
            compiled.Add(set);
        }
        tasks.Now = now;
        if (compiled.Count == 0) c.Report(v, ServiceTable.Controller, $"nothing ever makes a task set of the service `{name}`", "taskSets: [{taskDefinition: web, scale: {value: 100}}], or CreateTaskSet on the timeline");
        var first = compiled.FirstOrDefault();
        return new ServiceDefinition
        {
            Name = name,
            Controller = DeploymentController.External,
            TaskSets = [.. compiled.Take(sets.Count)],
            TaskDefinition = first?.TaskDefinition ?? -1,
            LaunchType = first is null ? LaunchType.Ec2 : first.LaunchType,
            Strategy = first?.Strategy ?? [],
            LoadBalancers = first?.LoadBalancers ?? [],
            AvailabilityZoneRebalancing = false,
        };
    }

    private static long CreatedAtCall(ObjectView call) => call.Get(ActionTables.At, Duration.Zero).Nanoseconds;

    private TaskSetDefinition CompileTaskSet(ObjectView v, string service, int number)
    {
        var task = v.Find(TaskSetTable.TaskDefinition) is { } reference ? tasks.Resolve(reference, used: true) : -1;
        var (launchType, strategy) = CapacityOf(v, _providers);
        if (task >= 0 && OnFargate(launchType, strategy)) CheckFargate(v.At(TaskSetTable.TaskDefinition), v.PathOf(TaskSetTable.TaskDefinition), task, strategy);
        var balancers = LoadBalancersOf(v, service, task);
        foreach (var balancer in balancers.Where(static l => l.Alternate >= 0))
            c.Report(v, ServiceTable.LoadBalancers, $"the EXTERNAL controller shifts the traffic itself: `{c.TargetGroups.Names[balancer.TargetGroup]}` needs no alternate target group", "remove advancedConfiguration");
        _sets.Add(balancers);
        return new TaskSetDefinition
        {
            Name = v.Get(TaskSetTable.Name, $"taskset-{number + 1}"),
            TaskDefinition = task,
            LaunchType = launchType,
            Strategy = strategy,
            Zones = ZonesOf(v),
            LoadBalancers = balancers,
            LoadBalancerSet = _sets.Count,
            Scale = v.Find(TaskSetTable.Scale)?.Get(TaskSetScaleTable.Percent, 0.0) ?? 0,
        };
    }

    /// <summary>Reports what another controller does not take of a deploymentConfiguration: the limits are used for draining, the rest is ECS's own.</summary>
    /// <param name="v">The service, or an update of it.</param>
    public void CheckForeignDeployment(ObjectView v)
    {
        if (v.Find(ServiceTable.Deployment) is not { } d) return;
        foreach (var property in d.Table.Properties)
        {
            if (property != DeploymentTable.Minimum && property != DeploymentTable.Maximum && d.Has(property)) c.Report(d.KeyAt(property), d.PathOf(property), $"`{property.Name}` works with the ECS controller only", "remove it");
        }
    }
}
