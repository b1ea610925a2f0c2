using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>Load balancers of services, at their creation and on the timeline.</summary>
internal sealed partial class ServiceCompiler
{
    private readonly Dictionary<int, string> _serviceOfTargetGroup = [];
    private readonly Dictionary<int, int> _groupOfTestListener = [];
    private readonly Dictionary<int, List<(int First, int[] All)>> _laterGroups = [];
    private readonly List<ImmutableArray<LoadBalancerDefinition>> _sets = [];

    /// <summary>Lists of load balancers that the timeline gives, in the order in which they were compiled.</summary>
    public ImmutableArray<ImmutableArray<LoadBalancerDefinition>> LoadBalancerSets => [.. _sets];

    /// <summary>Target group of the service whose test traffic a listener carries, or -1 for any other listener.</summary>
    public int TestedGroupOf(int listener) => _groupOfTestListener.GetValueOrDefault(listener, -1);

    /// <summary>
    /// The target group by which callers of a service enter, or -1 for its tasks themselves. When the timeline changes its load balancers: one that it has throughout, or else
    /// its first ones in turn, as <paramref name="entrances"/>.
    /// </summary>
    /// <param name="service">Service index.</param>
    /// <param name="definition">The service.</param>
    /// <param name="entrances">Empty when there is one for the whole run.</param>
    public int EntranceOf(int service, ServiceDefinition definition, out ImmutableArray<int> entrances)
    {
        entrances = [];
        var own = definition.LoadBalancers.Select(static l => l.TargetGroup).ToArray();
        List<(int First, int[] All)> lists = [(own.Length > 0 ? own[0] : -1, own), .. _laterGroups.GetValueOrDefault(service, [])];
        foreach (var group in own)
        {
            if (lists.All(l => l.All.Contains(group))) return group;
        }
        int[] firsts = [.. lists.Select(static l => l.First).Distinct()];
        if (firsts.Length > 1) entrances = [.. firsts];
        return firsts[0];
    }

    /// <summary>Whether a service registers with a target group, at its creation or later.</summary>
    public bool MayHave(int service, ServiceDefinition definition, int group) =>
        definition.LoadBalancers.Any(l => l.TargetGroup == group || l.Alternate == group) || _laterGroups.GetValueOrDefault(service, []).Any(l => l.All.Contains(group));

    // What updates will bring has to be known before workloads and policies name it; whether it is sound is said when the update is compiled.
    private void DeclareUpdates(ObjectView root)
    {
        DeclareTaskSets(root);
        foreach (var v in root.List(ScenarioTable.Timeline).Where(static v => v.Table == UpdateServiceTable.Table).OrderBy(static v => v.Get(ActionTables.At, Duration.Zero).Nanoseconds))
        {
            if (v.Find(UpdateServiceTable.Service) is not { } name || !c.Services.TryFind(name.Text, out var service)) continue;
            if (v.Has(ServiceTable.Monitoring)) c.LaterFineMetrics.Add((service, Instant.Zero + v.Get(ActionTables.At, Duration.Zero), FineMetricsOf(v)));
            if (!v.Has(ServiceTable.LoadBalancers)) continue;
            Declare(service, v);
        }
    }

    private void DeclareTaskSets(ObjectView root)
    {
        foreach (var v in Views(root))
        {
            if (!c.Services.TryFind(v.Get(ServiceTable.Name, ""), out var service)) continue;
            foreach (var set in v.List(ServiceTable.TaskSets)) Declare(service, set);
        }
        foreach (var v in root.List(ScenarioTable.Timeline).Where(static v => v.Table == CreateTaskSetTable.Table).OrderBy(CreatedAtCall))
        {
            if (v.Find(CreateTaskSetTable.Service) is { } name && c.Services.TryFind(name.Text, out var service)) Declare(service, v);
        }
    }

    private void Declare(int service, ObjectView v)
    {
        int[] groups = [.. v.List(ServiceTable.LoadBalancers).Select(l => NumberOf(l.Find(LoadBalancerTable.TargetGroup))).Where(static g => g >= 0)];
        int[] alternates = [.. v.List(ServiceTable.LoadBalancers).Select(l => NumberOf(l.Find(LoadBalancerTable.Advanced)?.Find(AdvancedConfigurationTable.Alternate))).Where(static g => g >= 0)];
        if (!_laterGroups.TryGetValue(service, out var lists)) _laterGroups.Add(service, lists = []);
        lists.Add((groups.Length > 0 ? groups[0] : -1, [.. groups, .. alternates]));
        c.LaterTargetGroups.UnionWith(groups.Select(g => (service, g)));
    }

    private int NumberOf(Reference? group) => group is not null && c.TargetGroups.TryFind(group.Text, out var number) ? number : -1;

    private ImmutableArray<LoadBalancerDefinition> LoadBalancersOf(ObjectView v, string service, int task)
    {
        var seen = new HashSet<int>();
        return [.. v.List(ServiceTable.LoadBalancers).Select(l => LoadBalancerOf(l, service, task, seen)).OfType<LoadBalancerDefinition>()];
    }

    // ECS-SV-03: the list replaces the one before. While ECS shifts traffic, it does so between two target groups that it has had.
    private ServiceDefinition UpdateLoadBalancers(ObjectView v, ServiceDefinition now)
    {
        var after = LoadBalancersOf(v, now.Name, now.TaskDefinition);
        if (now.Deployment.Strategy != DeploymentStrategy.Rolling)
        {
            var before = now.LoadBalancers.SelectMany(static l => (int[])[l.TargetGroup, l.Alternate]).ToHashSet();
            foreach (var balancer in after)
            {
                if (before.Contains(balancer.TargetGroup)) continue;
                c.Report(
                    v, ServiceTable.LoadBalancers, $"a {DeploymentText.Of(now.Deployment.Strategy)} deployment shifts traffic between two target groups of the service, and no task is in `{c.TargetGroups.Names[balancer.TargetGroup]}` yet",
                    "move to it by an update with deploymentConfiguration: {strategy: ROLLING} first");
            }
        }
        foreach (var balancer in after)
        {
            var known = _sets.SelectMany(static s => s).Concat(now.LoadBalancers).FirstOrDefault(l => l.TargetGroup == balancer.TargetGroup && l.Alternate >= 0);
            if (known is not null && balancer.Alternate >= 0 && known.Alternate != balancer.Alternate)
                c.Report(v, ServiceTable.LoadBalancers, $"`{c.TargetGroups.Names[balancer.TargetGroup]}` has the alternate target group `{c.TargetGroups.Names[known.Alternate]}`; another one is not simulated", "keep it, or move to another pair of target groups");
        }
        _sets.Add(after);
        return now with { LoadBalancers = after, LoadBalancerSet = _sets.Count };
    }

    private LoadBalancerDefinition? LoadBalancerOf(ObjectView l, string service, int task, HashSet<int> seen)
    {
        if (l.Has(LoadBalancerTable.ClassicName))
        {
            c.Report(l, LoadBalancerTable.ClassicName, "Classic Load Balancers are not simulated", "use a target group: targetGroup: web-tg");
            return null;
        }
        if (l.Find(LoadBalancerTable.TargetGroup) is not { } reference)
        {
            if (!l.IsBad(LoadBalancerTable.TargetGroup)) c.Report(l.Position, l.Path, $"{PathText.Last(l.Path)} has no `targetGroup`", "targetGroup: web-tg");
            return null;
        }
        var group = c.TargetGroups.Resolve(reference, c);
        var alternate = _deployments.AlternateOf(l, group);
        foreach (var own in (int[])[group, alternate])
        {
            if (own < 0) continue;
            _serviceOfTargetGroup.TryAdd(own, service);
            if (_serviceOfTargetGroup[own] != service || !seen.Add(own))
                c.Report(reference, $"the target group `{c.TargetGroups.Names[own]}` already belongs to the service `{_serviceOfTargetGroup[own]}`; sharing one is not simulated", "give each service its own target group");
        }
        if (_deployments.TestListenerOf(l) is var test and >= 0) _groupOfTestListener[test] = group;
        if (task < 0) return null;
        CheckTargetTypes(reference, group, alternate, tasks.All[task].Definition);
        var containers = tasks.All[task].Definition.Containers;
        var (container, port) = ServingContainer(l, containers, tasks.All[task].Definition);
        return container is null ? null : new LoadBalancerDefinition(group, container, port, alternate);
    }

    // AWS: CreateService, loadBalancers: tasks with an interface of their own are registered by their address, all others with their instance.
    private void CheckTargetTypes(Reference at, int group, int alternate, TaskDefinition definition)
    {
        var (right, mode) = definition.NetworkMode == NetworkMode.AwsVpc ? ("ip", "awsvpc") : ("instance", definition.NetworkMode.ToString().ToLowerInvariant());
        foreach (var own in (int[])[group, alternate])
        {
            if (c.TargetTypes.TryGetValue(own, out var type) && type != right)
                c.Report(at, $"`{c.TargetGroups.Names[own]}` takes targets of type {type}, and tasks of `{definition.Name}` in network mode {mode} are targets of type {right}", $"targetType: {right}");
        }
    }

    private (string? Container, int Port) ServingContainer(ObjectView l, ImmutableArray<ContainerDefinition> containers, TaskDefinition definition)
    {
        var reference = l.Find(LoadBalancerTable.Container);
        var port = l.Get(LoadBalancerTable.ContainerPort, 0);
        if (reference is null)
        {
            if (!l.IsBad(LoadBalancerTable.Container)) c.Report(l.Position, l.Path, $"{PathText.Last(l.Path)} has no `containerName`", containers.Length > 0 ? $"containerName: {containers[0].Name}" : null);
            return (null, 0);
        }
        var container = containers.FirstOrDefault(x => x.Name == reference.Text);
        if (container is null)
        {
            c.Report(reference, $"the task definition `{definition.Name}` has no container `{reference.Text}`", Suggestions.For(reference.Text, [.. containers.Select(x => x.Name)], "it has "));
            return (null, 0);
        }
        var ports = container.PortMappings.Select(p => p.ContainerPort).ToList();
        if (port == 0)
        {
            if (!l.IsBad(LoadBalancerTable.ContainerPort)) c.Report(l.Position, l.Path, $"{PathText.Last(l.Path)} has no `containerPort`", ports.Count > 0 ? $"containerPort: {ports[0]}" : "add portMappings to the container");
            return (null, 0);
        }
        if (!ports.Contains(port))
            c.Report(l, LoadBalancerTable.ContainerPort, $"the container `{container.Name}` does not map port {port}", ports.Count > 0 ? $"it maps {string.Join(", ", ports)}" : "add portMappings to the container");
        return (container.Name, port);
    }
}
