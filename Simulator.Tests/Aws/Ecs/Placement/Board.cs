using System.Collections.Immutable;
using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Tests.Aws.Ecs.Placement;

/// <summary>A placement engine over instances with given remaining resources; every choice is made twice, by the index and by the scan, and must agree.</summary>
internal sealed class Board
{
    private readonly Slab<ContainerInstanceRow> _rows = new();
    private readonly PlacementEngine _indexed;
    private readonly PlacementEngine _scanned;
    private readonly List<string> _zones = ["a", "b", "c"];
    private long _ordinal;

    public Board(
        ImmutableArray<PlacementStrategy> strategies, ImmutableArray<PlacementConstraint> constraints = default, TaskDefinition? definition = null,
        ImmutableArray<int> zones = default, string tie = "random", ulong seed = 1, CpuArchitecture architecture = CpuArchitecture.X86_64)
    {
        var service = EcsScenario.Service(0) with
        {
            PlacementStrategies = strategies,
            PlacementConstraints = constraints.IsDefault ? [] : constraints,
            Zones = zones.IsDefault ? [] : zones,
        };
        var racks = ImmutableSortedDictionary<string, string>.Empty;
        var scenario = EcsScenario.Of([service, EcsScenario.Service(0, "other")], [definition ?? EcsScenario.Definition(100, 400), EcsScenario.Definition(10, 10, "other")]) with
        {
            InstanceTypes =
            [
                EcsScenario.SmallType with { Architecture = architecture },
                EcsScenario.SmallType with { Name = "k.other", Architecture = CpuArchitecture.Arm64 },
            ],
            ContainerInstances =
            [
                new ContainerInstanceSetDefinition(0, 0, 0, racks), new ContainerInstanceSetDefinition(0, 0, 0, racks.Add("rack", "r1")) { AgentVersion = "1.14.10" },
                new ContainerInstanceSetDefinition(0, 0, 0, racks.Add("rack", "r2")),
            ],
            Workloads = [new JobWorkloadDefinition("j", 0, 1, LaunchType.Ec2, [], "family:web", new RateDefinition([]), DistributionDefinition.Constant(1))],
            Model = ModelConstants.Defaults.With(ModelCatalog.PlacementTie, tie),
        };
        Scenario = scenario;
        var births = new BirthDraw(seed, 0);
        var names = new RunNames(seed, 0, scenario.Run.Start);
        _indexed = new PlacementEngine(scenario, _rows, births, names);
        _scanned = new PlacementEngine(scenario, _rows, births, names, scanAlways: true);
    }

    public Scenario Scenario { get; }

    public Slab<ContainerInstanceRow> Rows => _rows;

    /// <summary>Adds an instance with what remains of it.</summary>
    public int Add(int cpu = 2048, int memory = 4096, int zone = 0, int set = 0, int type = 0, int enis = 2, int gpus = 0, bool connected = true)
    {
        var instance = _rows.Add();
        ref var row = ref _rows[instance];
        row.InstanceType = type;
        row.Zone = zone;
        row.AutoScalingGroup = row.CapacityProvider = -1;
        row.Status = ContainerInstanceStatus.Active;
        row.AgentConnected = connected;
        row.RegisteredCpu = row.RemainingCpu = cpu;
        row.RegisteredMemory = row.RemainingMemory = memory;
        row.RemainingEnis = enis;
        row.RemainingGpus = gpus;
        row.Ordinal = instance;
        var key = new PoolKey(type, zone, -1, set);
        foreach (var engine in Engines())
        {
            engine.Index.Add(instance, key);
            engine.Index.Refresh(instance, raised: true);
        }
        return instance;
    }

    /// <summary>Tasks of the service (or of the other one) that are already on an instance.</summary>
    public void Put(int instance, int count = 1, int service = 0)
    {
        foreach (var engine in Engines())
        {
            for (var i = 0; i < count; i++) engine.Count(engine.ForService(service, service, -1), instance, 1);
        }
    }

    /// <summary>Where the next task of the service goes; it stays there.</summary>
    public int Place(int definition = 0)
    {
        var instance = Choose(definition, _ordinal++);
        if (instance < 0) return -1;
        Reserve(instance, definition, 1);
        return instance;
    }

    /// <summary>Where a task with this ordinal would go.</summary>
    public int Choose(int definition = 0, long ordinal = 0)
    {
        var indexed = _indexed.Choose(_indexed.ForService(0, definition, -1), ordinal);
        var scanned = _scanned.Choose(_scanned.ForService(0, definition, -1), ordinal);
        Assert.That(indexed, Is.EqualTo(scanned), "the index and the scan disagree");
        return indexed;
    }

    /// <summary>Where a RunTask task with this ordinal would go.</summary>
    public int ChooseForJob(long ordinal)
    {
        var job = (JobWorkloadDefinition)Scenario.Workloads[0];
        var indexed = _indexed.Choose(_indexed.ForJob(0, job, job.TaskDefinition, -1), ordinal);
        Assert.That(indexed, Is.EqualTo(_scanned.Choose(_scanned.ForJob(0, job, job.TaskDefinition, -1), ordinal)));
        return indexed;
    }

    public void Reserve(int instance, int definition, int by)
    {
        var profile = _indexed.ForService(0, definition, -1);
        ref var row = ref _rows[instance];
        row.RemainingCpu -= by * profile.Need[0];
        row.RemainingMemory -= by * profile.Need[1];
        row.RemainingEnis -= by * profile.Need[2];
        row.RemainingGpus -= by * profile.Need[3];
        foreach (var engine in Engines())
        {
            if (by > 0) engine.Index.TakePorts(instance, profile.Ports);
            else engine.Index.FreePorts(instance, profile.Ports);
            engine.Index.Refresh(instance, raised: by < 0);
            engine.Count(engine.ForService(0, definition, -1), instance, by);
        }
    }

    public void SetStatus(int instance, ContainerInstanceStatus status, bool connected = true)
    {
        _rows[instance].Status = status;
        _rows[instance].AgentConnected = connected;
        foreach (var engine in Engines()) engine.Index.Refresh(instance, raised: true);
    }

    public void Remove(int instance)
    {
        foreach (var engine in Engines()) engine.Index.Remove(instance);
        _rows.Remove(instance);
    }

    public Explanation Explain(int definition = 0) => new ClosestMatch(_indexed.Index).Explain(_indexed.ForService(0, definition, -1));

    private IEnumerable<PlacementEngine> Engines() => [_indexed, _scanned];
}
