using System.Collections.Immutable;
using Simulator.Aws.Ecs.CapacityProviders;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;
using Ec2Room = Simulator.Aws.Ec2.Ec2;

namespace Simulator.Tests.Aws;

/// <summary>The EC2 room with a toy ECS, and managed scaling where a provider has it.</summary>
internal sealed class CapacityWorld
{
    public CapacityWorld(Scenario scenario, ulong seed = 1)
    {
        Scenario = scenario;
        Ecs = new ToyEcs(Loop, scenario, ContainerInstances, Instances);
        Ec2 = new Ec2Room(
            Loop.Calendar, Loop.Facts, scenario, new BirthDraw(seed, 0), Instances, Groups, new SlabView<TaskRow>(Tasks), new SlabView<ContainerInstanceRow>(ContainerInstances));
        ManagedScaling = new ManagedScaling(
            Loop.Calendar, Loop.Facts, scenario, new DecisionCounter(changesOnly: !scenario.Output.AllDecisions), Ecs, new(ContainerInstances), new(Instances), new(Groups));
        Loop.Add(Rooms.Ec2, Ec2);
        Loop.Add(Rooms.CapacityProviders, ManagedScaling);
        Transitions = Loop.Hear<Ec2InstanceTransition>(Ecs, Ec2);
        Agents = Loop.Hear<AgentConnection>(Ecs);
        Loop.Hear<ContainerInstanceTransition>(Ec2, new RowRemoval(ContainerInstances));
        Requests = Loop.Hear<DesiredCapacityRequest>(Ec2);
        Loop.Hear<InstanceFailure>(Ec2);
        Loop.Hear<InstanceTrouble>(Ec2);
        Loop.Hear<CapacityShortage>(Ec2);
        Loop.Hear<GroupCall>(Ec2);
        Loop.Hear<TargetHealthChange>(Ec2);
        Drains = Loop.Hear<DrainRequest>();
        Events = Loop.Hear<GroupEvent>();
        Loop.Hear<ZoneChange>(Ec2);
        Loop.Hear<InstanceDrained>(Ec2);
        Loop.Hear<ScaleInProtectionChange>(Ec2);
        Loop.Hear<TaskPlaced>(Ec2);
        Networks = Loop.Hear<TaskNetworkReady>();
        Decisions = Loop.Hear<Decision>();
        Ec2.Start();
        ManagedScaling.Start();
        Loop.Facts.Drain();
    }

    public Scenario Scenario { get; }

    public RoomLoop Loop { get; } = new();

    public Slab<Ec2InstanceRow> Instances { get; } = new();

    public Slab<AutoScalingGroupRow> Groups { get; } = new();

    public Slab<TaskRow> Tasks { get; } = new();

    public Slab<ContainerInstanceRow> ContainerInstances { get; } = new();

    public ToyEcs Ecs { get; }

    public Ec2Room Ec2 { get; }

    public ManagedScaling ManagedScaling { get; }

    public FactLog<Ec2InstanceTransition> Transitions { get; }

    public FactLog<AgentConnection> Agents { get; }

    public FactLog<DesiredCapacityRequest> Requests { get; }

    public FactLog<TaskNetworkReady> Networks { get; }

    public FactLog<DrainRequest> Drains { get; }

    public FactLog<GroupEvent> Events { get; }

    public FactLog<Decision> Decisions { get; }

    /// <summary>Rows of instances that are alive.</summary>
    public IEnumerable<int> Alive => Enumerable.Range(0, Instances.Length).Where(Instances.IsAlive);

    /// <summary>Rows of instances that are Pending or InService.</summary>
    public IEnumerable<int> Members => Alive.Where(i => Instances[i].State <= Ec2InstanceState.InService);

    /// <summary>Members by zone.</summary>
    public int[] ByZone => [.. Enumerable.Range(0, Scenario.AvailabilityZones.Length).Select(z => Members.Count(i => Instances[i].Zone == z))];

    public void SetDesired(int desired, int group = 0) => Loop.Report(new DesiredCapacityRequest(group, desired, 0));

    /// <summary>One group of m5.large behind one provider (index 2); every latency constant, so that times can be told in advance.</summary>
    public static Scenario Make(
        int min = 0, int max = 100, int desired = 0, InitialState initial = InitialState.Steady, ManagedScalingDefinition? scaling = null, int zones = 3,
        Func<AutoScalingGroupDefinition, AutoScalingGroupDefinition>? group = null, Func<CapacityProviderDefinition, CapacityProviderDefinition>? provider = null,
        ImmutableArray<TaskDefinition> taskDefinitions = default, ImmutableArray<InstanceTypeDefinition> types = default, ModelConstants? model = null)
    {
        var asg = new AutoScalingGroupDefinition
        {
            Name = "asg",
            InstanceTypes = types.IsDefault ? [0] : [.. Enumerable.Range(0, types.Length)],
            Zones = [.. Enumerable.Range(0, zones)],
            MinSize = min,
            MaxSize = max,
            DesiredCapacity = desired,
        };
        var cp = new CapacityProviderDefinition { Name = "cp", Kind = CapacityProviderKind.AutoScalingGroup, AutoScalingGroup = 0, ManagedScaling = scaling };
        return new Scenario
        {
            Name = "test",
            Run = new RunDefinition { Duration = Duration.FromHours(24), Initial = initial },
            AvailabilityZones = [.. Enumerable.Range(0, zones).Select(z => "us-east-1" + (char)('a' + z))],
            Cluster = new ClusterDefinition("c", []),
            InstanceTypes = types.IsDefault ? [M5Large] : types,
            AutoScalingGroups = [group is null ? asg : group(asg)],
            CapacityProviders = [CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot, provider is null ? cp : provider(cp)],
            TaskDefinitions = taskDefinitions.IsDefault ? [] : taskDefinitions,
            Model = model ?? ConstantLatencies,
        };
    }

    public static InstanceTypeDefinition M5Large { get; } =
        new() { Name = "m5.large", VCpus = 2, MemoryMiB = 8192, RegisteredMemoryMiB = 7782, EniTaskSlots = 2, OnDemandUsdPerHour = 0.096, SpotSaving = 0.6 };

    /// <summary>Launch 1.5 s + 10 s to InService, 20 s more to the agent; the group acts 6 s after a change, notices failures after 60 s.</summary>
    public static ModelConstants ConstantLatencies { get; } = ModelConstants.Defaults
        .With(ModelCatalog.InstancePending, DistributionDefinition.Constant(10))
        .With(ModelCatalog.InstanceBoot, DistributionDefinition.Constant(15))
        .With(ModelCatalog.InstanceAgent, DistributionDefinition.Constant(5))
        .With(ModelCatalog.NetworkInterfaceAttach, DistributionDefinition.Constant(4));

    public static TaskDefinition Task(int cpu, int memory, NetworkMode mode = NetworkMode.Bridge, int gpus = 0, int[]? ports = null) => new()
    {
        Family = "t",
        Revision = 1,
        Containers = [new ContainerDefinition { Name = "app", Image = "i" }],
        ReservedCpu = cpu,
        ReservedMemory = memory,
        NetworkMode = mode,
        ReservedGpus = gpus,
        ReservedTcpPorts = [.. ports ?? []],
    };

    private sealed class RowRemoval(Slab<ContainerInstanceRow> rows) : IListener<ContainerInstanceTransition>
    {
        public void Apply(in ContainerInstanceTransition fact)
        {
            if (fact.To == ContainerInstanceStatus.Inactive) rows.Remove(fact.ContainerInstance);
        }
    }
}
