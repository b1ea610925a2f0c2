using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>A task that fits no instance of its capacity would wait for ever (ECS-CL-04, CP-MS-05): that is a mistake of the scenario, not a result.</summary>
internal sealed class FitCheck(CompileContext c, Scenario scenario)
{
    public void Check(ObjectView root, TaskDefinitionCompiler tasks)
    {
        var views = ServiceCompiler.Views(root);
        for (var i = 0; i < views.Count; i++)
        {
            var service = scenario.Services[i];
            if (service.TaskDefinition < 0) continue;
            var text = tasks.All[service.TaskDefinition].View;
            if (text.IsBad(TaskDefinitionTable.Cpu) || text.IsBad(TaskDefinitionTable.Memory)) continue;
            CheckService(service, scenario.TaskDefinitions[service.TaskDefinition], views[i]);
        }
    }

    private void CheckService(ServiceDefinition service, TaskDefinition task, ObjectView v)
    {
        if (service.LaunchType == LaunchType.Fargate) return;
        if (service.Strategy.IsEmpty)
        {
            if (service.LaunchType != LaunchType.Ec2) return;
            List<Place> all =
            [
                .. scenario.AutoScalingGroups.SelectMany(PlacesOf),
                .. scenario.ContainerInstances.Where(s => s.InstanceType >= 0).Select(s => new Place(scenario.InstanceTypes[s.InstanceType], s.Agent.ReservedMemoryMiB)),
            ];
            if (scenario.AutoScalingGroups.IsEmpty && scenario.ContainerInstances.IsEmpty)
            {
                c.Report(v, ServiceTable.Name, $"the service `{service.Name}` has no capacity: it has launch type EC2 and the scenario no instances", "add autoScalingGroups, or launchType: FARGATE");
                return;
            }
            CheckTypes(service, task, v, all, "the cluster");
            return;
        }
        foreach (var item in service.Strategy)
        {
            var provider = scenario.CapacityProviders[item.CapacityProvider];
            if (provider.ManagedInstances is { InstanceTypes.Length: > 0 } managed) CheckTypes(service, task, v, [.. managed.InstanceTypes.Where(t => t >= 0).Select(t => DaemonsOn(item.CapacityProvider).On(scenario.InstanceTypes[t]))], $"`{provider.Name}`");
            if (provider.AutoScalingGroup < 0 || provider.AutoScalingGroup >= scenario.AutoScalingGroups.Length) continue;
            var group = scenario.AutoScalingGroups[provider.AutoScalingGroup];
            CheckTypes(service, task, v, [.. PlacesOf(group)], $"`{group.Name}`");
        }
    }

    // What the managed daemons that are there from the start leave of an instance (ECS-DM-04).
    private Daemons DaemonsOn(int provider)
    {
        var tasks = scenario.Services.Where(s => s is { ManagedDaemon: not null, TaskDefinition: >= 0 } && s.CreatedAt == Instant.Zero && s.Strategy.Any(i => i.CapacityProvider == provider))
            .Select(s => scenario.TaskDefinitions[s.TaskDefinition]).ToList();
        return new Daemons(tasks.Sum(static t => t.ReservedCpu), tasks.Sum(static t => t.ReservedMemory));
    }

    private IEnumerable<Place> PlacesOf(AutoScalingGroupDefinition group) => group.InstanceTypes.Select(t => new Place(scenario.InstanceTypes[t], group.Agent.ReservedMemoryMiB));

    private void CheckTypes(ServiceDefinition service, TaskDefinition task, ObjectView v, IReadOnlyList<Place> types, string where)
    {
        if (types.Count == 0) return;
        string? first = null;
        foreach (var place in types)
        {
            var reason = Misfit(task, place);
            if (reason is null) return;
            first ??= reason;
        }
        var suggestion = Larger(task, types[0]);
        var others = types.Distinct().Count() > 1 ? ", and none of the other types there fits either" : "";
        c.Report(v, ServiceTable.TaskDefinition, $"a task of `{service.Name}` can never run in {where}: {task.Name} {first}{others} (ECS-CL-04)", suggestion);
    }

    private static string? Misfit(TaskDefinition task, Place place)
    {
        var type = place.Type;
        var memory = type.RegisteredMemoryMiB - place.ReservedMemory;
        if (task.Architecture is { } architecture && architecture != type.Architecture) return $"is built for {Name(architecture)}, and {type.Name} is {Name(type.Architecture)}";
        if (task.ReservedMemory > memory) return $"needs {task.ReservedMemory} MiB, and {type.Name} registers {type.RegisteredMemoryMiB - place.ReservedMemory + place.DaemonMemory} of its {type.MemoryMiB}{place.Taken("MiB", place.DaemonMemory)}";
        if (task.ReservedCpu > (type.VCpus * 1024) - place.DaemonCpu) return $"needs {task.ReservedCpu} CPU units, and {type.Name} has {type.VCpus * 1024}{place.Taken("CPU units", place.DaemonCpu)}";
        if (task.ReservedGpus > type.Gpus) return $"needs {task.ReservedGpus} GPUs, and {type.Name} has {type.Gpus}";
        if (task.NetworkMode == NetworkMode.AwsVpc && type.EniTaskSlots < 1 && type.TrunkTaskSlots < 1) return $"needs a network interface, and {type.Name} has none to give";
        foreach (var port in task.ReservedTcpPorts)
        {
            if (port is 22 or 2375 or 2376 or 51678 or 51679) return $"maps host port {port}, which every container instance reserves (ECS-CL-05)";
        }
        return null;
    }

    private string? Larger(TaskDefinition task, Place place)
    {
        var factor = c.Model.Get(ModelCatalog.RegisteredMemoryFactor);
        var candidates = Catalogue.InstanceTypeCatalogue.Names.Select(n => Catalogue.InstanceTypeCatalogue.Find(n, factor)!).Where(t => Misfit(task, place with { Type = t }) is null).ToImmutableArray();
        if (candidates.IsEmpty) return "no instance type in the catalogue would fit";
        var family = place.Type.Name.Split('.')[0] + ".";
        var best = candidates.Where(t => t.Name.StartsWith(family, StringComparison.Ordinal)).MinBy(t => t.OnDemandUsdPerHour) ?? candidates.MinBy(t => t.OnDemandUsdPerHour)!;
        return $"{best.Name} would fit";
    }

    /// <summary>An instance type, and what its agent keeps back (ECS_RESERVED_MEMORY) or managed daemons take.</summary>
    private readonly record struct Place(InstanceTypeDefinition Type, int ReservedMemory, int DaemonCpu = 0, int DaemonMemory = 0)
    {
        public string Taken(string unit, int daemons) => daemons == 0 ? "" : $", of which managed daemons take {daemons} {unit}";
    }

    /// <summary>What managed daemons take of each instance.</summary>
    private readonly record struct Daemons(int Cpu, int Memory)
    {
        public Place On(InstanceTypeDefinition type) => new(type, Memory, Cpu, Memory);
    }

    private static string Name(CpuArchitecture architecture) => architecture == CpuArchitecture.Arm64 ? "ARM64" : "X86_64";
}
