using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>Small scenarios for the ECS room: cluster K of the reference's composite checks unless something else is asked for.</summary>
internal static class EcsScenario
{
    /// <summary>2048 CPU units and 4096 MiB; three awsvpc slots.</summary>
    public static readonly InstanceTypeDefinition SmallType = new() { Name = "k.large", VCpus = 2, MemoryMiB = 4096, RegisteredMemoryMiB = 4096, EniTaskSlots = 2 };

    /// <summary>Everything happens at once but the health of tasks; zones are not rebalanced, so that other rules are seen alone.</summary>
    public static readonly ModelConstants Instantly = ModelConstants.Defaults
        .With(ModelCatalog.ZoneRebalancingDefault, "off")
        .With(ModelCatalog.ContainerStart, DistributionDefinition.Constant(1))
        .With(ModelCatalog.HealthReportDelay, DistributionDefinition.Constant(0))
        .With(TaskModel.PlacementDecision, Duration.Zero)
        .With(TaskModel.PayloadToAgent, Duration.Zero)
        .With(ModelCatalog.SchedulerTick, Duration.FromSeconds(10));

    /// <summary>Listens a second after its start and stops at once, so that rounds of a deployment stay together.</summary>
    public static readonly ApplicationDefinition Application = new() { Shutdown = DistributionDefinition.Constant(0) };

    public static TaskDefinition Definition(
        int cpu = 512, int memory = 1024, string family = "web", int revision = 1, NetworkMode mode = NetworkMode.Bridge, int[]? tcp = null,
        HealthCheckDefinition? check = null, int gpus = 0, Duration? stopTimeout = null) => new()
        {
            Family = family,
            Revision = revision,
            Containers = [new ContainerDefinition { Name = "app", Image = $"{family}:{revision}", HealthCheck = check, StopTimeout = stopTimeout }],
            NetworkMode = mode,
            ReservedCpu = cpu,
            ReservedMemory = memory,
            ReservedGpus = gpus,
            ReservedTcpPorts = [.. tcp ?? []],
        };

    public static ServiceDefinition Service(int desired, string name = "web", int definition = 0) => new()
    {
        Name = name,
        TaskDefinition = definition,
        DesiredCount = desired,
        LaunchType = LaunchType.Ec2,
    };

    public static Scenario Of(ServiceDefinition service, params ReadOnlySpan<TaskDefinition> definitions) => Of([service], [.. definitions]);

    public static Scenario Of(ImmutableArray<ServiceDefinition> services, ImmutableArray<TaskDefinition> definitions) => new()
    {
        Name = "ecs",
        Run = new RunDefinition { Duration = Duration.FromHours(1) },
        AvailabilityZones = ["a", "b", "c"],
        Cluster = new ClusterDefinition("k", []),
        InstanceTypes = [SmallType],
        ContainerInstances = [new ContainerInstanceSetDefinition(0, 0, 0, ImmutableSortedDictionary<string, string>.Empty)],
        TaskDefinitions = definitions.IsEmpty ? [Definition(), Definition(revision: 2), Definition(revision: 3)] : definitions,
        Applications = [.. Enumerable.Repeat(Application, definitions.IsEmpty ? 3 : definitions.Length)],
        Services = services,
        Model = Instantly,
    };

    /// <summary>Cluster K: i1 and i2 in zone a, i3 in zone b; four tasks of 512 CPU and 1024 MiB fit on each.</summary>
    public static EcsWorld ClusterK(Scenario scenario, ulong seed = 1)
    {
        var world = new EcsWorld(scenario, seed: seed);
        world.AddInstance(zone: 0);
        world.AddInstance(zone: 0);
        world.AddInstance(zone: 1);
        return world;
    }

    /// <summary>A world with room for exactly <paramref name="capacity"/> tasks of the usual size, four to an instance, over three zones.</summary>
    public static EcsWorld WithRoomFor(Scenario scenario, int capacity, ulong seed = 1)
    {
        var world = new EcsWorld(scenario with
        {
            InstanceTypes = [SmallType, SmallType with { Name = "k.one", VCpus = 1, RegisteredMemoryMiB = 1024 }],
        }, seed: seed);
        for (var i = 0; i < capacity / 4; i++) world.AddInstance(zone: i % 3);
        for (var i = 0; i < capacity % 4; i++) world.AddInstance(type: 1, zone: i % 3);
        return world;
    }
}
