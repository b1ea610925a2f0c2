using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Zones, subnets, Auto Scaling groups, container instances, capacity providers and the cluster.</summary>
internal sealed class ComputeCompiler(CompileContext c)
{
    private readonly GroupParts _parts = new(c);

    private readonly InstanceAttributes _attributes = new(c);

    public void CompileZones(ObjectView root)
    {
        if (root.Find(ScenarioTable.Region) is { } region) c.Region = region;
        if (!RegionNames.IsRegion(c.Region)) c.Report(root, ScenarioTable.Region, $"`{c.Region}` is not an AWS Region", Suggestions.Closest(c.Region, RegionNames.Known) is { } near ? $"did you mean `{near}`?" : "us-east-1");
        var zones = root.List(ScenarioTable.AvailabilityZones);
        if (zones.Count == 0)
        {
            for (var i = 0; i < 3; i++) c.Zones.Add($"{c.Region}{(char)('a' + i)}", i);
        }
        foreach (var zone in zones)
        {
            if (c.Zones.Contains(zone.Text)) c.Report(zone, $"the zone `{zone.Text}` is listed twice", "remove one of them");
            else if (!zone.Text.StartsWith(c.Region, StringComparison.Ordinal)) c.Report(zone, $"the zone `{zone.Text}` is not in the Region {c.Region}", $"{c.Region}a, or set `region`");
            else c.Zones.Add(zone.Text, c.Zones.Names.Count);
        }
        foreach (var subnet in root.List(ScenarioTable.Subnets))
        {
            var index = c.Zones.Resolve(subnet.Value.Zone, c);
            if (index >= 0) c.SetSubnet(subnet.Key, index, subnet.Value.FreeAddresses, subnet.Value.SupportsFargate);
        }
    }

    public ImmutableArray<AutoScalingGroupDefinition> CompileGroups(ObjectView root)
    {
        var views = root.List(ScenarioTable.AutoScalingGroups);
        for (var i = 0; i < views.Count; i++)
        {
            if (views[i].Find(AutoScalingGroupTable.Name) is { } name) c.Groups.Add(name, i, views[i], AutoScalingGroupTable.Name, c);
            if (!Scaling.GroupPolicyCompiler.IsDetailed(views[i])) c.BasicMonitoring.Add(i);
        }
        return [.. views.Select(CompileGroup)];
    }

    private AutoScalingGroupDefinition CompileGroup(ObjectView v)
    {
        var min = v.Get(AutoScalingGroupTable.MinSize, 0);
        var max = v.Get(AutoScalingGroupTable.MaxSize, Math.Max(min, v.Get(AutoScalingGroupTable.DesiredCapacity, min)));
        var desired = v.Get(AutoScalingGroupTable.DesiredCapacity, min);
        if (min > max) c.Report(v, AutoScalingGroupTable.MinSize, $"minSize {min} is more than maxSize {max}", $"at most {max}");
        else if (desired < min || desired > max) c.Report(v, AutoScalingGroupTable.DesiredCapacity, $"desiredCapacity {desired} is not between minSize {min} and maxSize {max}", $"{min} to {max}");
        var distribution = v.Find(AutoScalingGroupTable.MixedInstancesPolicy)?.Find(MixedInstancesTable.Distribution);
        var types = InstanceTypesOf(v);
        var group = new AutoScalingGroupDefinition
        {
            Name = v.Get(AutoScalingGroupTable.Name, ""),
            InstanceTypes = types,
            Agent = AgentCompiler.Compile(v, AutoScalingGroupTable.Agent, types, c),
            Zones = ZonesOf(v),
            MinSize = min,
            MaxSize = max,
            DesiredCapacity = desired,
            Attributes = _attributes.Compile(v, AutoScalingGroupTable.Attributes),
            AgentVersion = _attributes.AgentVersion(v, AutoScalingGroupTable.AgentVersion),
            NewInstancesProtectedFromScaleIn = v.Get(AutoScalingGroupTable.Protected, false),
            OnDemandBaseCapacity = distribution?.Get(InstancesDistributionTable.Base, 0) ?? 0,
            OnDemandPercentageAboveBase = distribution?.Get(InstancesDistributionTable.Percentage, 100) ?? 100,
            SpotInstancePools = distribution?.Get(InstancesDistributionTable.SpotPools, 2) ?? 2,
            TerminationPolicies = _parts.TerminationPoliciesOf(v, AutoScalingGroupTable.TerminationPolicies),
            HealthCheckGracePeriod = v.Get(AutoScalingGroupTable.HealthCheckGracePeriod, Duration.Zero),
        };
        return _parts.Complete(v, group);
    }

    private ImmutableArray<int> InstanceTypesOf(ObjectView v)
    {
        List<Reference> given = [];
        if (v.Find(AutoScalingGroupTable.InstanceType) is { } own) given.Add(own);
        if (v.Find(AutoScalingGroupTable.LaunchTemplate) is { } template && TypeOf(template) is { } carried) given.Add(carried);
        if (v.Find(AutoScalingGroupTable.MixedInstancesPolicy) is { } mixed) given.AddRange(MixedTypes(mixed));
        List<int> indices = [];
        foreach (var reference in given)
        {
            var index = c.InstanceType(reference);
            if (index >= 0 && !indices.Contains(index)) indices.Add(index);
        }
        if (given.Count == 0 && !v.IsBad(AutoScalingGroupTable.InstanceType) && !v.IsBad(AutoScalingGroupTable.MixedInstancesPolicy) && !v.IsBad(AutoScalingGroupTable.LaunchTemplate))
            c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no instance type", "instanceType: m6i.large, or a launchTemplate or mixedInstancesPolicy that carries one");
        return [.. indices];
    }

    /// <summary>The instance type that a launch template carries, or null.</summary>
    public static Reference? TypeOf(ObjectView template) =>
        template.Find(LaunchTemplateTable.InstanceType) ?? template.Find(LaunchTemplateTable.Content)?.Find(LaunchTemplateTable.InstanceType);

    private IEnumerable<Reference> MixedTypes(ObjectView mixed)
    {
        if (mixed.Find(MixedInstancesTable.LaunchTemplate) is not { } template) yield break;
        foreach (var item in template.List(MixedLaunchTemplateTable.Overrides))
        {
            if (item.Has(LaunchTemplateOverrideTable.WeightedCapacity))
                c.Report(item, LaunchTemplateOverrideTable.WeightedCapacity, "a group behind a capacity provider takes no weights (ASG-MX-01)", "remove weightedCapacity");
            if (item.Find(LaunchTemplateOverrideTable.InstanceRequirements) is { } requirements)
            {
                if (item.Has(LaunchTemplateOverrideTable.InstanceType)) c.Report(item, LaunchTemplateOverrideTable.InstanceType, "an override has either an instance type or requirements", "keep one of them");
                foreach (var match in InstanceRequirements.OfGroup(requirements, c)) yield return new Reference(match.Name, requirements.Position, requirements.Path);
            }
            if (item.Find(LaunchTemplateOverrideTable.InstanceType) is { } type) yield return type;
        }
    }

    private ImmutableArray<int> ZonesOf(ObjectView v)
    {
        List<int> zones = [];
        foreach (var zone in v.List(AutoScalingGroupTable.AvailabilityZones))
        {
            var index = c.Zones.Resolve(zone, c);
            if (index >= 0 && !zones.Contains(index)) zones.Add(index);
        }
        if (v.Find(AutoScalingGroupTable.Subnets) is { } subnets)
        {
            var named = c.ZonesOfSubnets(subnets.Text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), subnets.Position);
            if (zones.Count == 0) zones.AddRange(named);
            else if (!named.SequenceEqual(zones.Order())) c.Report(subnets, "vpcZoneIdentifier and availabilityZones name different zones", "give one of them, or say the subnets' zones under `subnets`");
        }
        return zones.Count > 0 ? [.. zones.Order()] : [.. Enumerable.Range(0, c.Zones.Names.Count)];
    }

    public ImmutableArray<ContainerInstanceSetDefinition> CompileInstances(ObjectView root) => new ContainerInstanceCompiler(c, _attributes).Compile(root);

    public ImmutableArray<CapacityProviderDefinition> CompileProviders(ObjectView root, ImmutableArray<AutoScalingGroupDefinition> groups)
    {
        c.Providers.Add("FARGATE", 0);
        c.Providers.Add("FARGATE_SPOT", 1);
        List<CapacityProviderDefinition> providers = [CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot];
        var providerOfGroup = new Dictionary<int, string>();
        foreach (var v in root.List(ScenarioTable.CapacityProviders))
        {
            var name = v.Get(CapacityProviderTable.Name, "");
            if (v.IsRead(CapacityProviderTable.Name)) CheckProviderName(v, name, providers.Count);
            providers.Add(CompileProvider(v, name, groups, providerOfGroup));
        }
        return [.. providers];
    }

    private void CheckProviderName(ObjectView v, string name, int index)
    {
        if (name is "FARGATE" or "FARGATE_SPOT")
        {
            c.Report(v, CapacityProviderTable.Name, $"`{name}` always exists and is not defined", "remove this item");
            return;
        }
        c.Providers.Add(name, index, v, CapacityProviderTable.Name, c);
        foreach (var prefix in (string[])["aws", "ecs", "fargate"])
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) c.Report(v, CapacityProviderTable.Name, $"the name of a capacity provider must not begin with `{prefix}`", $"my-{name}");
        }
    }

    private CapacityProviderDefinition CompileProvider(ObjectView v, string name, ImmutableArray<AutoScalingGroupDefinition> groups, Dictionary<int, string> providerOfGroup)
    {
        if (v.Find(CapacityProviderTable.ManagedInstances) is { } managed)
        {
            if (v.Has(CapacityProviderTable.Group)) c.Report(v, CapacityProviderTable.Group, "a capacity provider is one of a group or of Managed Instances, not both (CP-01)", "make two providers");
            return new CapacityProviderDefinition { Name = name, Kind = CapacityProviderKind.ManagedInstances, ManagedInstances = CompileManagedInstances(managed) };
        }
        if (!v.IsBad(CapacityProviderTable.ManagedInstances) && !v.Has(CapacityProviderTable.Group)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `autoScalingGroupProvider`", "autoScalingGroupProvider: {autoScalingGroup: prod-asg}, or managedInstancesProvider: {}");
        if (v.Find(CapacityProviderTable.Group) is not { } p) return new CapacityProviderDefinition { Name = name, Kind = CapacityProviderKind.AutoScalingGroup };
        var group = p.Find(GroupProviderTable.Group) is { } reference ? c.Groups.Resolve(reference, c) : -1;
        if (group >= 0 && !providerOfGroup.TryAdd(group, name))
            c.Report(p, GroupProviderTable.Group, $"the group `{c.Groups.Names[group]}` already stands behind the capacity provider `{providerOfGroup[group]}`", "one group, one provider (CP-01)");
        var scaling = ManagedScalingOf(p);
        var protects = p.Get(GroupProviderTable.TerminationProtection, false);
        if (protects && scaling is null) c.Report(p, GroupProviderTable.TerminationProtection, "managed termination protection needs managed scaling (CP-MTP-01)", "managedScaling: {status: ENABLED}");
        if (protects && group >= 0 && group < groups.Length && !groups[group].NewInstancesProtectedFromScaleIn)
            c.Report(p, GroupProviderTable.TerminationProtection, $"managed termination protection needs scale-in protection on the group `{groups[group].Name}` (CP-MTP-01)", "set newInstancesProtectedFromScaleIn: true on the group");
        return new CapacityProviderDefinition
        {
            Name = name,
            Kind = CapacityProviderKind.AutoScalingGroup,
            AutoScalingGroup = group,
            ManagedScaling = scaling,
            ManagedTerminationProtection = protects,
            ManagedDraining = p.Get(GroupProviderTable.Draining, true),
        };
    }

    private ManagedInstancesDefinition CompileManagedInstances(ObjectView v)
    {
        var template = v.Find(ManagedInstancesTable.LaunchTemplate);
        var option = template?.Get(ManagedLaunchTemplateTable.CapacityOption, "ON_DEMAND");
        if (option == "RESERVED") c.Notes.Add(ScenarioNoteKind.Assumed, template!.At(ManagedLaunchTemplateTable.CapacityOption), "instances of a Capacity Reservation are taken to be there whenever they are wanted, at the On-Demand price (CP-MI-01)");
        var requirements = template?.Find(ManagedLaunchTemplateTable.Requirements);
        var types = InstanceRequirements.OfManagedInstances(requirements, option == "SPOT", c);
        var subnets = template?.Find(ManagedLaunchTemplateTable.Network)?.List(ManagedNetworkTable.Subnets) ?? [];
        var repairs = c.Model.Get(ProviderModel.ManagedInstancesAutoRepair) == "enabled";
        var after = v.Find(ManagedInstancesTable.Optimization)?.Maybe(OptimizationTable.ScaleInAfter);
        return new ManagedInstancesDefinition
        {
            InstanceTypes = [.. types.Select(t => c.InstanceType(new Reference(t.Name, v.Position, v.Path)))],
            Zones = subnets.Count > 0 ? c.ZonesOfSubnets(subnets.Select(s => s.Text), subnets[0].Position) : [.. Enumerable.Range(0, c.Zones.Names.Count)],
            Spot = option == "SPOT",
            Reserved = option == "RESERVED",
            AutoRepair = v.Find(ManagedInstancesTable.AutoRepair)?.Get(AutoRepairTable.Status, repairs) ?? repairs,
            ScaleInAfter = after switch { null => c.Model.Get(ProviderModel.ManagedInstancesScaleInAfter), < 0 => null, { } seconds => Duration.FromSeconds((long)seconds) },
            StorageGiB = template?.Find(ManagedLaunchTemplateTable.Storage)?.Get(ManagedStorageTable.Size, 80) ?? 80,
        };
    }

    private ManagedScalingDefinition? ManagedScalingOf(ObjectView provider)
    {
        var view = provider.Find(GroupProviderTable.ManagedScaling);
        if (view is null) return new ManagedScalingDefinition(100, 1, 10_000, Duration.FromSeconds(300L));
        if (!view.Get(ManagedScalingTable.Status, true)) return null;
        var least = view.Get(ManagedScalingTable.MinimumStep, 1);
        var most = view.Get(ManagedScalingTable.MaximumStep, 10_000);
        if (least > most) c.Report(view, ManagedScalingTable.MinimumStep, $"minimumScalingStepSize {least} is more than maximumScalingStepSize {most}", $"at most {most}");
        return new ManagedScalingDefinition(view.Get(ManagedScalingTable.TargetCapacity, 100), least, most, view.Get(ManagedScalingTable.Warmup, Duration.FromSeconds(300L)));
    }

    public ClusterDefinition CompileCluster(ObjectView root, ImmutableArray<CapacityProviderDefinition> providers)
    {
        var v = root.Find(ScenarioTable.Cluster);
        if (v is null) return new ClusterDefinition(c.ClusterName, []);
        c.ClusterName = AwsArn.NameOf(v.Get(ClusterTable.Name, c.ClusterName));
        var associated = v.List(ClusterTable.CapacityProviders);
        var known = ProvidersIn(v, ClusterTable.CapacityProviders);
        var strategy = CompileStrategy(v, ClusterTable.DefaultStrategy, providers);
        if (associated.Count > 0)
        {
            foreach (var item in v.List(ClusterTable.DefaultStrategy))
            {
                if (item.Find(StrategyItemTable.Provider) is { } used && !associated.Any(a => a.Text == used.Text) && c.Providers.Contains(used.Text))
                    c.Report(used, $"`{used.Text}` is not among the cluster's capacityProviders", "add it there");
            }
        }
        c.HasEnhancedInsights = v.List(ClusterTable.Settings).Any(static s => s.Find(ClusterSettingTable.Content) == "enhanced");
        c.HasContainerInsights = c.HasEnhancedInsights || v.List(ClusterTable.Settings).Any(static s => s.Find(ClusterSettingTable.Content) == "enabled");
        return new ClusterDefinition(c.ClusterName, strategy) { ContainerInsights = c.HasContainerInsights, CapacityProviders = associated.Count > 0 ? known : default };
    }

    /// <summary>The capacity providers that a cluster is given (CP-04), each once.</summary>
    public ImmutableArray<int> ProvidersIn(ObjectView owner, Property<IReadOnlyList<Reference>> property)
    {
        var providers = ImmutableArray.CreateBuilder<int>();
        foreach (var reference in owner.List(property))
        {
            if (c.Providers.Resolve(reference, c) is not (>= 0 and var provider)) continue;
            if (providers.Contains(provider)) c.Report(reference, $"the capacity provider `{reference.Text}` is listed twice", "remove one of them");
            else providers.Add(provider);
        }
        return providers.ToImmutable();
    }

    /// <summary>A capacity provider strategy (CP-ST-01, ECS-CP-01).</summary>
    public ImmutableArray<CapacityProviderStrategyItem> CompileStrategy(ObjectView owner, Property<IReadOnlyList<ObjectView>> property, ImmutableArray<CapacityProviderDefinition> providers)
    {
        var items = ImmutableArray.CreateBuilder<CapacityProviderStrategyItem>();
        var sound = true;
        foreach (var v in owner.List(property))
        {
            if (v.Find(StrategyItemTable.Provider) is not { } reference) sound = false;
            else if (c.Providers.Resolve(reference, c) is var index and >= 0)
            {
                if (items.Any(i => i.CapacityProvider == index)) c.Report(reference, $"the capacity provider `{reference.Text}` is listed twice", "add up its weights");
                if (index == 1) c.FirstSpotUse ??= reference.Position;
                items.Add(new CapacityProviderStrategyItem(index, v.Get(StrategyItemTable.Weight, 0), v.Get(StrategyItemTable.Base, 0)));
            }
            else sound = false;
        }
        if (!sound || items.Count == 0) return items.ToImmutable();
        if (items.All(i => i.Weight == 0)) c.Report(owner, property, "every capacity provider has weight 0, and a provider of weight 0 receives no tasks (ECS-CP-01)", "give one of them weight: 1");
        if (items.Count(i => i.Base > 0) > 1) c.Report(owner, property, "only one capacity provider of a strategy may have a base (ECS-CP-01)", "keep one base");
        if (items.Select(i => KindOf(i, providers)).Distinct().Count() > 1)
            c.Report(owner, property, "a strategy cannot mix Fargate, Auto Scaling group and Managed Instances providers (CP-02)", "use FARGATE and FARGATE_SPOT, or group providers only, or Managed Instances only");
        return items.ToImmutable();
    }

    // FARGATE and FARGATE_SPOT count as one kind.
    private static CapacityProviderKind KindOf(CapacityProviderStrategyItem item, ImmutableArray<CapacityProviderDefinition> providers)
    {
        var kind = item.CapacityProvider < providers.Length ? providers[item.CapacityProvider].Kind : CapacityProviderKind.AutoScalingGroup;
        return kind == CapacityProviderKind.FargateSpot ? CapacityProviderKind.Fargate : kind;
    }
}
