using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>CreateService (ECS-API-02). Scalable targets come afterwards, when all services are known.</summary>
internal sealed partial class ServiceCompiler(CompileContext c, TaskDefinitionCompiler tasks, ComputeCompiler compute, ClusterCompiler clusters)
{
    private static readonly string[] BuiltInAttributes =
        ["ecs.ami-id", "ecs.availability-zone", "ecs.instance-type", "ecs.os-type", "ecs.os-family", "ecs.cpu-architecture", "ecs.vpc-id", "ecs.subnet-id"];

    private readonly DeploymentCompiler _deployments = new(c, tasks);

    public ImmutableArray<ServiceDefinition> Compile(ObjectView root, ImmutableArray<CapacityProviderDefinition> providers, IReadOnlySet<string> attributes)
    {
        (_providers, _attributes) = (providers, attributes);
        _deployments.DeclareAlarms(root);
        var views = Views(root);
        for (var i = 0; i < views.Count; i++)
        {
            if (views[i].Find(ServiceTable.Name) is not { } name) continue;
            if (name.Equals("cluster", StringComparison.OrdinalIgnoreCase) || name.Equals("cost", StringComparison.OrdinalIgnoreCase))
                c.Report(views[i], ServiceTable.Name, $"a service may not be named `{name}`: `{name.ToLowerInvariant()}.…` are the metrics of the whole", $"{name}-service");
            c.Services.Add(name, i, views[i], ServiceTable.Name, c);
        }
        DeclareUpdates(root);
        var services = ImmutableArray.CreateBuilder<ServiceDefinition>(views.Count);
        foreach (var v in views)
        {
            tasks.Now = CreatedAt(v);
            services.Add(CompileService(v, root, providers, attributes) with { CreatedAt = tasks.Now });
        }
        tasks.Now = Instant.Zero;
        return services.MoveToImmutable();
    }

    /// <summary>Every service of the scenario: those that exist from the start, then those that the timeline creates.</summary>
    public static IReadOnlyList<ObjectView> Views(ObjectView root) =>
        [.. root.List(ScenarioTable.Services), .. root.List(ScenarioTable.Timeline).Where(v => v.Table == CreateServiceTable.Table).OrderBy(v => CreatedAt(v).Nanoseconds)];

    private static Instant CreatedAt(ObjectView v) => v.Table == CreateServiceTable.Table ? Instant.Zero + v.Get(ActionTables.At, Duration.Zero) : Instant.Zero;

    private ServiceDefinition CompileService(ObjectView v, ObjectView root, ImmutableArray<CapacityProviderDefinition> providers, IReadOnlySet<string> attributes)
    {
        if (v.Find(ServiceTable.Cluster) is { } named && AwsArn.NameOf(named) != c.ClusterName)
            c.Notes.Add(ScenarioNoteKind.Assumed, v.At(ServiceTable.Cluster), $"the service names the cluster {AwsArn.NameOf(named)}; it runs in {c.ClusterName}, the scenario's only one");
        var external = ControllerOf(v) == DeploymentController.External ? External(v, v.Get(ServiceTable.Name, ""), root) : null;
        if (external is null) CheckEcsService(v);
        var task = external?.TaskDefinition ?? (v.Find(ServiceTable.TaskDefinition) is { } reference ? tasks.Resolve(reference, used: true) : -1);
        var (launchType, strategy) = external is null ? CapacityOf(v, providers) : (external.LaunchType, external.Strategy);
        var onFargate = OnFargate(launchType, strategy);
        if (task >= 0 && onFargate && external is null) CheckFargate(v.At(ServiceTable.TaskDefinition), v.PathOf(ServiceTable.TaskDefinition), task, strategy);
        var constraints = ConstraintCompiler.Compile(v, ServiceTable.PlacementConstraints, inTaskDefinition: false, c);
        if (task >= 0 && external is null) ConstraintCompiler.CheckSum(v, ServiceTable.PlacementConstraints, tasks.All[task].Definition, constraints.Length, c);
        var scheduling = v.Get(ServiceTable.SchedulingStrategy, SchedulingStrategy.Replica);
        var deployment = _deployments.Compile(v, scheduling);
        if (scheduling == SchedulingStrategy.Daemon) CheckDaemon(v, onFargate, deployment);
        if (scheduling == SchedulingStrategy.Daemon && external is not null) c.Report(v, ServiceTable.SchedulingStrategy, "a DAEMON service has the ECS controller (ECS-SV-01)", "schedulingStrategy: REPLICA");
        CheckMonitoring(v);
        var placement = PlacementOf(v, onFargate, attributes);
        if (!placement.IsEmpty && strategy.Length > 0 && providers[strategy[0].CapacityProvider].Kind == CapacityProviderKind.ManagedInstances)
            c.Report(v, ServiceTable.PlacementStrategy, "Managed Instances take no placement strategies: ECS spreads over zones and packs (CP-MI-02)", "remove placementStrategy");
        if (onFargate && !constraints.IsEmpty) c.Report(v, ServiceTable.PlacementConstraints, "Fargate takes no placement constraints (ECS-PL-15)", "remove placementConstraints");
        var service = (external ?? new ServiceDefinition { Name = v.Get(ServiceTable.Name, ""), TaskDefinition = task }) with
        {
            DesiredCount = v.Get(ServiceTable.DesiredCount, scheduling == SchedulingStrategy.Daemon ? 0 : 1),
            SchedulingStrategy = scheduling,
            LaunchType = launchType,
            Strategy = strategy,
            UsesDefaultStrategy = external is null && !v.Has(ServiceTable.LaunchType) && v.List(ServiceTable.Strategy).Count == 0,
            PlacementStrategies = placement,
            PlacementConstraints = constraints,
            LoadBalancers = external?.LoadBalancers ?? LoadBalancersOf(v, v.Get(ServiceTable.Name, ""), task),
            Zones = ZonesOf(v),
            Subnets = [.. SubnetsOf(v).Select(s => c.SubnetIndex(s.Text, s.Position)).Distinct()],
            HealthCheckGracePeriod = v.Get(ServiceTable.GracePeriod, Duration.Zero),
            HasManagedVolume = HasVolume(v, task, scheduling),
            Deployment = deployment,
            AvailabilityZoneRebalancing = external?.AvailabilityZoneRebalancing ?? v.Maybe(ServiceTable.Rebalancing),
            FineMetrics = FineMetricsOf(v),
        };
        if (ControllerOf(v) == DeploymentController.CodeDeploy) return WithDeploymentGroup(v, service);
        if (v.Has(ServiceTable.DeploymentGroup)) c.Report(v.KeyAt(ServiceTable.DeploymentGroup), v.PathOf(ServiceTable.DeploymentGroup), "only the CODE_DEPLOY controller has a deployment group (ECS-BG-04)", "deploymentController: {type: CODE_DEPLOY}");
        CheckRebalancing(v, service);
        _deployments.CheckBalancers(v, service);
        return service;
    }

    private void CheckEcsService(ObjectView v)
    {
        if (!v.Has(ServiceTable.TaskDefinition))
            c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `taskDefinition`", tasks.Families.Count > 0 ? $"taskDefinition: {tasks.Families[0]}" : "taskDefinition: web");
        if (v.Has(ServiceTable.TaskSets)) c.Report(v.KeyAt(ServiceTable.TaskSets), v.PathOf(ServiceTable.TaskSets), "a service has task sets only under the EXTERNAL controller (ECS-BG-04)", "deploymentController: {type: EXTERNAL}");
    }

    /// <summary>ECS-TD-19.</summary>
    private bool HasVolume(ObjectView v, int task, SchedulingStrategy scheduling)
    {
        if (v.List(ServiceTable.Volumes) is not [var volume, ..]) return false;
        if (scheduling == SchedulingStrategy.Daemon) c.Report(v, ServiceTable.Volumes, "a DAEMON service has no volumes of its tasks (ECS-TD-19)", "remove volumeConfigurations");
        if (task >= 0 && volume.Find(VolumeConfigurationTable.Name) is { } name && tasks.All[task].Definition.VolumeConfiguredAtLaunch != name.Text)
            c.Report(name, $"the task definition has no volume `{name.Text}` that is configured at launch", $"volumes: [{{name: {name.Text}, configuredAtLaunch: true}}] in the task definition");
        return true;
    }

    private (LaunchType? LaunchType, ImmutableArray<CapacityProviderStrategyItem> Strategy) CapacityOf(ObjectView v, ImmutableArray<CapacityProviderDefinition> providers)
    {
        var launchType = v.Maybe(ServiceTable.LaunchType);
        var own = compute.CompileStrategy(v, ServiceTable.Strategy, providers);
        if (launchType is not null && v.List(ServiceTable.Strategy).Count > 0)
        {
            c.Report(v, ServiceTable.LaunchType, "launchType and capacityProviderStrategy exclude each other (CP-03)", "keep one of them");
            return (launchType, []);
        }
        if (launchType == LaunchType.ManagedInstances) return (null, ManagedStrategy(v, providers));
        if (launchType is not null) return (launchType, []);
        if (own.Length > 0)
        {
            clusters.Check(own, v, ServiceTable.Strategy, tasks.Now);
            return (null, own);
        }
        if (clusters.At(tasks.Now).DefaultStrategy is { Length: > 0 } strategy) return (null, strategy);
        return (v.IsBad(ServiceTable.Strategy) || v.List(ServiceTable.Strategy).Count > 0 ? null : LaunchType.Ec2, []);
    }

    // Launch type MANAGED_INSTANCES: the scenario's one provider of them, as ECS takes the cluster's default one.
    private ImmutableArray<CapacityProviderStrategyItem> ManagedStrategy(ObjectView v, ImmutableArray<CapacityProviderDefinition> providers)
    {
        var managed = Enumerable.Range(0, providers.Length).Where(p => providers[p].Kind == CapacityProviderKind.ManagedInstances).ToList();
        if (managed.Count == 1) return [new CapacityProviderStrategyItem(managed[0], 1, 0)];
        if (managed.Count == 0) c.Report(v, ServiceTable.LaunchType, "launch type MANAGED_INSTANCES needs a capacity provider of Managed Instances", "capacityProviders: [{name: managed, managedInstancesProvider: {}}]");
        else c.Report(v, ServiceTable.LaunchType, "there are several providers of Managed Instances: name one in a capacityProviderStrategy", $"capacityProviderStrategy: [{{capacityProvider: {providers[managed[0]].Name}, weight: 1}}]");
        return [];
    }

    // Says at whatever names a task definition why it cannot run on Fargate.
    private void CheckFargate(SourcePosition at, string path, int task, ImmutableArray<CapacityProviderStrategyItem> strategy)
    {
        var definition = tasks.All[task].Definition;
        if (definition.Windows && strategy.Any(i => _providers[i.CapacityProvider].Kind == CapacityProviderKind.FargateSpot))
            c.Report(at, path, $"`{definition.Name}` is a Windows task: FARGATE_SPOT runs Linux only (FG-SPOT-01)", "capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]");
        if (definition.RequiresCompatibilities.Contains(LaunchType.Fargate)) return; // checked where it is defined
        foreach (var (_, message, suggestion) in TaskDefinitionCompiler.FargateProblems(tasks.All[task].View, definition))
            c.Report(at, path, $"`{definition.Name}` cannot run on Fargate: {message}", suggestion);
    }

    internal ImmutableArray<PlacementStrategy> PlacementOf(ObjectView v, bool onFargate, IReadOnlySet<string> attributes)
    {
        var views = v.List(ServiceTable.PlacementStrategy);
        if (views.Count > 0 && onFargate)
        {
            c.Report(v, ServiceTable.PlacementStrategy, "Fargate takes no placement strategies (ECS-PL-15)", "remove placementStrategy; Fargate spreads over the zones");
            return [];
        }
        var strategies = ImmutableArray.CreateBuilder<PlacementStrategy>();
        foreach (var item in views)
        {
            if (item.Maybe(PlacementStrategyTable.Type) is not { } kind) continue;
            var field = item.Find(PlacementStrategyTable.Field);
            switch (kind)
            {
                case PlacementStrategyKind.Random:
                    strategies.Add(new PlacementStrategy(kind, "")); // AWS ignores the field (ECS-PL-08)
                    break;
                case PlacementStrategyKind.Binpack:
                    if (BinpackField(item, field) is { } resource) strategies.Add(new PlacementStrategy(kind, resource));
                    break;
                default:
                    if (SpreadField(item, field, attributes) is { } spread) strategies.Add(new PlacementStrategy(kind, spread));
                    break;
            }
        }
        return strategies.ToImmutable();
    }

    private string? BinpackField(ObjectView item, Reference? field)
    {
        if (field is null)
        {
            c.Report(item.Position, item.Path, "binpack needs a field", "field: memory, or field: cpu");
            return null;
        }
        var name = field.Text.ToLowerInvariant();
        if (name is "cpu" or "memory") return name;
        c.Report(field, $"binpack takes the field cpu or memory, not `{field.Text}` (ECS-PL-07)", Suggestions.For(name, ["cpu", "memory"], "one of "));
        return null;
    }

    private string? SpreadField(ObjectView item, Reference? field, IReadOnlySet<string> attributes)
    {
        if (field is null)
        {
            c.Report(item.Position, item.Path, "spread needs a field", "field: attribute:ecs.availability-zone, or field: instanceId");
            return null;
        }
        if (field.Text.Equals("instanceId", StringComparison.OrdinalIgnoreCase) || field.Text.Equals("host", StringComparison.OrdinalIgnoreCase)) return "instanceId";
        const string prefix = "attribute:";
        if (!field.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || field.Text.Length == prefix.Length)
        {
            var meant = attributes.Contains(field.Text) || BuiltInAttributes.Contains(field.Text) ? $"did you mean `attribute:{field.Text}`?" : Suggestions.For(field.Text, ["instanceId", "host", "attribute:ecs.availability-zone"], "one of ");
            c.Report(field, $"spread takes instanceId or attribute:name, not `{field.Text}` (ECS-PL-05)", meant);
            return null;
        }
        var name = field.Text[prefix.Length..];
        if (name.StartsWith("ecs.", StringComparison.Ordinal) && !BuiltInAttributes.Contains(name) && !name.StartsWith("ecs.capability.", StringComparison.Ordinal))
        {
            c.Report(field, $"there is no built-in attribute `{name}` (ECS-CL-12)", Suggestions.For(name, BuiltInAttributes, "known: "));
            return null;
        }
        if (!name.StartsWith("ecs.", StringComparison.Ordinal) && !attributes.Contains(name))
            c.Notes.Add(ScenarioNoteKind.Warning, field.Position, $"no instance has the attribute `{name}`: spreading over it changes nothing (ECS-PL-11)");
        return prefix + name;
    }

    private ImmutableArray<int> ZonesOf(ObjectView v)
    {
        var subnets = SubnetsOf(v);
        return subnets.Count == 0 ? [] : c.ZonesOfSubnets(subnets.Select(s => s.Text), subnets[0].Position);
    }

    private static IReadOnlyList<Reference> SubnetsOf(ObjectView v) => v.Find(ServiceTable.NetworkConfiguration)?.Find(NetworkConfigurationTable.AwsVpc)?.List(AwsVpcTable.Subnets) ?? [];

    /// <summary>ECS-SV-01, ECS-DM-02: what a daemon service cannot have.</summary>
    private void CheckDaemon(ObjectView v, bool onFargate, DeploymentConfiguration deployment)
    {
        if (onFargate) c.Report(v, ServiceTable.SchedulingStrategy, "a DAEMON service runs on container instances, not on Fargate (ECS-SV-01)", "launchType: EC2, or a provider with an Auto Scaling group");
        foreach (var property in (Property[])[ServiceTable.DesiredCount, ServiceTable.PlacementStrategy, ServiceTable.AutoScaling])
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"a DAEMON service takes no `{property.Name}`: it has one task on every eligible instance (ECS-SV-01)", "remove it");
        }
        if (deployment.MaximumPercent != 100) c.Report(v, ServiceTable.Deployment, $"maximumPercent of a DAEMON service must be 100, not {deployment.MaximumPercent} (ECS-DM-02)", "remove it");
    }

    /// <summary>ECS-AZ-01: only an explicit ENABLED on a service that is not eligible is an error.</summary>
    private void CheckRebalancing(ObjectView v, ServiceDefinition service)
    {
        if (service.AvailabilityZoneRebalancing != true || ZoneRebalancing.Obstacle(service, service.TaskDefinition < 0 ? null : tasks.All[service.TaskDefinition].Definition) is not { } obstacle) return;
        if (v.Has(ServiceTable.Rebalancing)) c.Report(v, ServiceTable.Rebalancing, $"availabilityZoneRebalancing cannot be ENABLED: {obstacle} (ECS-AZ-01)", "DISABLED, or change that");
        else c.Report(v.Position, v.Path, $"availabilityZoneRebalancing is ENABLED and cannot stay so: {obstacle} (ECS-AZ-01)", "add availabilityZoneRebalancing: DISABLED");
    }

    // AS-MET-05; what no configuration names comes by the minute.
    private static FineMetrics FineMetricsOf(ObjectView v) =>
        Configurations(v).Where(static m => m.Get(MetricConfigurationTable.Resolution, 60) == 20).Aggregate(FineMetrics.None, static (fine, m) => fine | NamesOf(m));

    private void CheckMonitoring(ObjectView v)
    {
        var before = FineMetrics.None;
        foreach (var m in Configurations(v))
        {
            if ((before & NamesOf(m)) is var twice and not FineMetrics.None)
                c.Report(m, MetricConfigurationTable.Names, $"{(twice.HasFlag(FineMetrics.Cpu) ? "CPUUtilization" : "MemoryUtilization")} has a resolution already", "name each metric once");
            before |= NamesOf(m);
        }
    }

    private static IReadOnlyList<ObjectView> Configurations(ObjectView v) => v.Find(ServiceTable.Monitoring)?.List(MonitoringTable.Configurations) ?? [];

    private static FineMetrics NamesOf(ObjectView configuration) =>
        configuration.List(MetricConfigurationTable.Names).Aggregate(FineMetrics.None, static (all, metric) => all | metric);
}
