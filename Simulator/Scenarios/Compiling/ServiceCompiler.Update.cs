using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>UpdateService (ECS-SV-03): what is given replaces what the service has.</summary>
internal sealed partial class ServiceCompiler
{
    private static readonly ImmutableArray<Property> Updatable =
    [
        ServiceTable.Deployment, ServiceTable.PlacementConstraints, ServiceTable.PlacementStrategy, ServiceTable.Strategy, ServiceTable.GracePeriod, ServiceTable.Rebalancing,
        ServiceTable.NetworkConfiguration, ServiceTable.LoadBalancers, ServiceTable.Monitoring,
    ];

    private ImmutableArray<CapacityProviderDefinition> _providers = [];
    private IReadOnlySet<string> _attributes = ImmutableHashSet<string>.Empty;

    /// <summary>Whether the update changes anything beside desired count and task definition.</summary>
    public static bool Updates(ObjectView v) => Updatable.Any(v.Has);

    /// <summary>The service after an update.</summary>
    /// <param name="v">The update; its properties are those of the service's own table.</param>
    /// <param name="now">The service before it.</param>
    public ServiceDefinition Update(ObjectView v, ServiceDefinition now)
    {
        var onFargate = OnFargate(now.LaunchType, now.Strategy);
        var after = now with { Deployment = _deployments.Compile(v, now.SchedulingStrategy, now.Deployment) };
        if (v.Has(ServiceTable.PlacementConstraints))
        {
            after = after with { PlacementConstraints = ConstraintCompiler.Compile(v, ServiceTable.PlacementConstraints, inTaskDefinition: false, c) };
            if (onFargate && !after.PlacementConstraints.IsEmpty) c.Report(v, ServiceTable.PlacementConstraints, "Fargate takes no placement constraints (ECS-PL-15)", "remove placementConstraints");
        }
        if (v.Has(ServiceTable.PlacementStrategy)) after = after with { PlacementStrategies = PlacementOf(v, onFargate, _attributes) };
        if (v.Has(ServiceTable.Strategy)) after = UpdateStrategy(v, after, onFargate);
        if (v.Maybe(ServiceTable.GracePeriod) is { } grace) after = after with { HealthCheckGracePeriod = grace };
        if (v.Maybe(ServiceTable.Rebalancing) is { } rebalancing) after = after with { AvailabilityZoneRebalancing = rebalancing };
        if (v.Has(ServiceTable.NetworkConfiguration)) after = after with { Zones = ZonesOf(v) };
        if (now.SchedulingStrategy == SchedulingStrategy.Daemon) CheckDaemon(v, onFargate: false, after.Deployment);
        CheckRebalancing(v, after);
        CheckMonitoring(v);
        if (v.Has(ServiceTable.Monitoring)) after = after with { FineMetrics = FineMetricsOf(v) };
        if (v.Has(ServiceTable.LoadBalancers)) after = UpdateLoadBalancers(v, after);
        if (v.Has(ServiceTable.Deployment) || v.Has(ServiceTable.LoadBalancers)) _deployments.CheckBalancers(v, after);
        return after;
    }

    /// <summary>
    /// Reports why a service cannot be deployed to its new task definition: it cannot run where the service runs (ECS-TD-09, ECS-TD-10), or it lacks what a load balancer sends to.
    /// </summary>
    /// <param name="at">Where the call names it.</param>
    /// <param name="service">The service after the call.</param>
    /// <param name="keepsBalancers">Whether the load balancers stay; those that the call gives are checked where they stand.</param>
    /// <param name="keepsStrategy">Whether the strategy stays; one that the call gives is checked where it stands.</param>
    public void CheckRevision(Reference at, ServiceDefinition service, bool keepsBalancers, bool keepsStrategy = true)
    {
        if (OnFargate(service.LaunchType, service.Strategy)) CheckFargate(at.Position, at.Path, service.TaskDefinition, keepsStrategy ? service.Strategy : []);
        if (!keepsBalancers) return;
        var definition = tasks.All[service.TaskDefinition].Definition;
        foreach (var balancer in service.LoadBalancers)
        {
            CheckTargetTypes(at, balancer.TargetGroup, balancer.Alternate, definition);
            var container = definition.Containers.FirstOrDefault(d => d.Name == balancer.Container);
            if (container is not null && container.PortMappings.Any(p => p.ContainerPort == balancer.ContainerPort)) continue;
            var lacks = container is null ? $"no container `{balancer.Container}`" : $"no port {balancer.ContainerPort} in its container `{balancer.Container}`";
            c.Report(at, $"`{definition.Name}` has {lacks}, to which the target group `{c.TargetGroups.Names[balancer.TargetGroup]}` of the service `{service.Name}` sends", "another task definition, or other loadBalancers");
        }
    }

    /// <summary>Reports that tasks of a service would have too many placement constraints after a call that gives some, or another task definition.</summary>
    /// <param name="v">The call.</param>
    /// <param name="at">Its property that brings them together.</param>
    /// <param name="service">The service after the call.</param>
    public void CheckConstraints(ObjectView v, Property at, ServiceDefinition service)
    {
        if (service.TaskDefinition >= 0) ConstraintCompiler.CheckSum(v, at, tasks.All[service.TaskDefinition].Definition, service.PlacementConstraints.Length, c);
    }

    /// <summary>What RunTask shares with services: capacity, placement and subnets of a call whose properties are those of the service's table.</summary>
    /// <param name="v">The call.</param>
    /// <param name="taskDefinition">Index of its task definition, or -1.</param>
    public JobWorkloadDefinition PlaceCall(ObjectView v, int taskDefinition)
    {
        var (launchType, strategy) = CapacityOf(v, _providers);
        var onFargate = OnFargate(launchType, strategy);
        if (taskDefinition >= 0 && onFargate) CheckFargate(v.Position, v.Path, taskDefinition, strategy);
        var constraints = ConstraintCompiler.Compile(v, ServiceTable.PlacementConstraints, inTaskDefinition: false, c);
        if (onFargate && !constraints.IsEmpty) c.Report(v, ServiceTable.PlacementConstraints, "Fargate takes no placement constraints (ECS-PL-15)", "remove placementConstraints");
        if (taskDefinition >= 0) ConstraintCompiler.CheckSum(v, ServiceTable.PlacementConstraints, tasks.All[taskDefinition].Definition, constraints.Length, c);
        return new JobWorkloadDefinition("", taskDefinition, 1, launchType, strategy, "", new RateDefinition([]), null)
        {
            PlacementStrategies = PlacementOf(v, onFargate, _attributes),
            PlacementConstraints = constraints,
            Zones = ZonesOf(v),
            UsesDefaultStrategy = !v.Has(ServiceTable.LaunchType) && v.List(ServiceTable.Strategy).Count == 0,
        };
    }

    private bool OnFargate(LaunchType? launchType, ImmutableArray<CapacityProviderStrategyItem> strategy) =>
        launchType == LaunchType.Fargate || (strategy.Length > 0 && _providers[strategy[0].CapacityProvider].Kind is CapacityProviderKind.Fargate or CapacityProviderKind.FargateSpot);

    private ServiceDefinition UpdateStrategy(ObjectView v, ServiceDefinition now, bool onFargate)
    {
        var strategy = compute.CompileStrategy(v, ServiceTable.Strategy, _providers);
        if (strategy.IsEmpty) return now; // reported, or an empty list, which AWS takes as none given
        if (OnFargate(null, strategy) != onFargate)
            c.Report(v, ServiceTable.Strategy, $"a service on {(onFargate ? "Fargate" : "container instances")} cannot move to the other kind of provider", "create another service");
        else if (onFargate && now.TaskDefinition >= 0) CheckFargate(v.At(ServiceTable.Strategy), v.PathOf(ServiceTable.Strategy), now.TaskDefinition, strategy);
        clusters.Check(strategy, v, ServiceTable.Strategy, tasks.Now);
        return now with { LaunchType = null, Strategy = strategy, UsesDefaultStrategy = false };
    }
}
