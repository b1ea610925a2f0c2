using System.Collections.Immutable;
using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Benchmarks.Placement;

/// <summary>
/// The workload place(N, M, u): N equal hosts of 64 vCPU and 262,144 MiB; tasks of {1, 2, 4, 8} vCPU and {2048, 4096, 8192, 16384} MiB arrive by a Poisson process
/// and stay an hour on average, so that the hosts' CPU is full to the share u. SplitMix64 from state 42, four draws an arrival. Departures
/// come before arrivals only if strictly earlier; what does not fit waits in one line whose head is tried again after each departure.
/// </summary>
public sealed class PlacementWorkload
{
    private readonly Slab<ContainerInstanceRow> _rows = new();
    private readonly PlacementEngine _engine;
    private readonly PlacementProfile[] _profiles = new PlacementProfile[16];
    private readonly PriorityQueue<(int Host, int Shape), long> _departures = new();
    private readonly Queue<(int Shape, long Lifetime)> _line = new();
    private readonly double _rate;
    private ulong _state = 42;
    private long _now;
    private double _clock;
    private long _ordinal;

    /// <param name="hosts">N.</param>
    /// <param name="utilisation">u.</param>
    /// <param name="strategies">The service's strategies.</param>
    /// <param name="scan">Looks at every host instead of asking the index.</param>
    /// <param name="zones">Zones over which the hosts go round.</param>
    public PlacementWorkload(int hosts, double utilisation, ImmutableArray<PlacementStrategy> strategies, bool scan, int zones = 1)
    {
        var definitions = ImmutableArray.CreateBuilder<TaskDefinition>();
        for (var shape = 0; shape < 16; shape++)
        {
            definitions.Add(new TaskDefinition
            {
                Family = "shape",
                Revision = shape + 1,
                Containers = [new ContainerDefinition { Name = "app", Image = "app" }],
                ReservedCpu = 1024 << (shape >> 2),
                ReservedMemory = 2048 << (shape & 3),
            });
        }
        var scenario = new Scenario
        {
            Name = "place",
            Run = new RunDefinition { Duration = Duration.FromHours(1) },
            AvailabilityZones = [.. Enumerable.Range(0, zones).Select(z => "z" + z)],
            Cluster = new ClusterDefinition("c", []),
            InstanceTypes = [new InstanceTypeDefinition { Name = "host", VCpus = 64, MemoryMiB = 262_144, RegisteredMemoryMiB = 262_144 }],
            ContainerInstances = [new ContainerInstanceSetDefinition(0, 0, hosts, ImmutableSortedDictionary<string, string>.Empty)],
            TaskDefinitions = definitions.ToImmutable(),
            Services = [new ServiceDefinition { Name = "s", TaskDefinition = 0, PlacementStrategies = strategies }],
            Model = ModelConstants.Defaults.With(ModelCatalog.PlacementTie, "registration"),
        };
        _engine = new PlacementEngine(scenario, _rows, new BirthDraw(1, 0), new RunNames(1, 0, scenario.Run.Start), scan);
        for (var shape = 0; shape < 16; shape++) _profiles[shape] = _engine.ForService(0, shape, -1);
        for (var h = 0; h < hosts; h++)
        {
            ref var row = ref _rows[_rows.Add()];
            row.Zone = h % zones;
            row.Status = ContainerInstanceStatus.Active;
            row.AgentConnected = true;
            row.RemainingCpu = 65_536;
            row.RemainingMemory = 262_144;
            _engine.Index.Add(h, new PoolKey(0, row.Zone, -1, 0));
            _engine.Index.Refresh(h, raised: true);
        }
        _rate = utilisation * hosts * 64 / (3.75 * 3600);
    }

    /// <summary>h × 31 + host over all placements in order.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Tasks placed.</summary>
    public long Placed { get; private set; }

    /// <summary>Lets <paramref name="count"/> more tasks arrive; returns <see cref="Hash"/>.</summary>
    public long Advance(int count)
    {
        for (var i = 0; i < count; i++) Arrive();
        return unchecked((long)Hash);
    }

    private void Arrive()
    {
        _clock += -Math.Log(1 - Uniform()) / _rate;
        var lifetime = (long)Math.Round(-Math.Log(1 - Uniform()) * 3600 * 1e9);
        var shape = (int)(Next() >> 62 << 2) + (int)(Next() >> 62);
        var at = (long)Math.Round(_clock * 1e9);
        while (_departures.TryPeek(out var leaving, out var when) && when < at)
        {
            _departures.Dequeue();
            _now = when;
            Release(leaving.Host, leaving.Shape);
            while (_line.TryPeek(out var head) && Place(head.Shape, head.Lifetime)) _line.Dequeue();
        }
        _now = at;
        if (_line.Count > 0 || !Place(shape, lifetime)) _line.Enqueue((shape, lifetime));
    }

    private bool Place(int shape, long lifetime)
    {
        var profile = _profiles[shape];
        var host = _engine.Choose(profile, _ordinal);
        if (host < 0) return false;
        _ordinal++;
        ref var row = ref _rows[host];
        row.RemainingCpu -= profile.Need[0];
        row.RemainingMemory -= profile.Need[1];
        _engine.Index.Refresh(host, raised: false);
        _engine.Count(profile, host, 1);
        _departures.Enqueue((host, shape), _now + lifetime);
        Hash = unchecked((Hash * 31) + (ulong)host);
        Placed++;
        return true;
    }

    private void Release(int host, int shape)
    {
        var profile = _profiles[shape];
        ref var row = ref _rows[host];
        row.RemainingCpu += profile.Need[0];
        row.RemainingMemory += profile.Need[1];
        _engine.Index.Refresh(host, raised: true);
        _engine.Count(profile, host, -1);
    }

    private double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
