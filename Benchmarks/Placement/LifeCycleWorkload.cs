using System.Collections.Immutable;
using Simulator.Aws.Ecs;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Benchmarks.Placement;

/// <summary>
/// Whole task life cycles through the ECS room: RunTask, placement, agent admission, pull, start, exit, release, removal, every fact heard. Jobs of sixteen sizes
/// arrive and run an hour on average on N hosts of 64 vCPU. Networks and images are there at once: those rooms are not measured here.
/// </summary>
public sealed class LifeCycleWorkload : IListener<TaskTransition>, IListener<TaskPlaced>, IListener<ImagePullRequest>
{
    private const int ArrivalDue = (Phases.Jobs << 8) | (Rooms.Traffic << 4) | 0;
    private const int ExitDue = (Phases.Jobs << 8) | (Rooms.Traffic << 4) | 1;

    private readonly Calendar _calendar = new();
    private readonly FactSink _facts = new();
    private readonly Slab<TaskRow> _tasks = new();
    private readonly EcsControlPlane _room;
    private readonly FactChannel<TaskNetworkReady> _networks;
    private readonly FactChannel<ImagePullCompletion> _images;
    private readonly FactChannel<ContainerExit> _exits;
    private readonly FactChannel<RunTaskRequest> _requests;
    private readonly double _meanGap;
    private RandomStream _random = new(1, 0, Purpose.Arrivals, 1);

    /// <param name="hosts">N.</param>
    /// <param name="utilisation">Share of the hosts' CPU in use.</param>
    /// <param name="scan">Places by looking at every host.</param>
    public LifeCycleWorkload(int hosts, double utilisation, bool scan)
    {
        var scenario = Scenario(hosts);
        var ec2 = new Slab<Ec2InstanceRow>(hosts);
        _room = new EcsControlPlane(
            _calendar, _facts, scenario, new BirthDraw(1, 0), new DecisionCounter(), _tasks, new Slab<ContainerInstanceRow>(hosts), new Slab<ServiceRow>(),
            new SlabView<Ec2InstanceRow>(ec2), 0, scan);
        _networks = _facts.Channel<TaskNetworkReady>();
        _images = _facts.Channel<ImagePullCompletion>();
        _exits = _facts.Channel<ContainerExit>();
        _requests = _facts.Channel<RunTaskRequest>();
        _facts.Connect<TaskTransition>(this, _room);
        _facts.Connect<TaskPlaced>(this);
        _facts.Connect<ImagePullRequest>(this);
        _facts.Connect<TaskNetworkReady>(_room);
        _facts.Connect<ImagePullCompletion>(_room);
        _facts.Connect<ContainerExit>(_room);
        _facts.Connect<RunTaskRequest>(_room);
        _facts.Connect<AgentConnection>(_room);
        for (var h = 0; h < hosts; h++)
        {
            var index = ec2.Add();
            ec2[index] = new Ec2InstanceRow { AutoScalingGroup = -1, Zone = h % 3, State = Ec2InstanceState.InService, Ordinal = h };
            _facts.Channel<AgentConnection>().Report(new(index));
        }
        _facts.Drain();
        _meanGap = 3.75 * 3600 / (utilisation * hosts * 64);
        _calendar.Schedule(Instant.Zero, ArrivalDue, 0);
    }

    /// <summary>Tasks that ended.</summary>
    public long Ended { get; private set; }

    /// <summary>Runs until <paramref name="count"/> more tasks have ended; returns the simulated nanoseconds.</summary>
    public long Advance(int count)
    {
        var goal = Ended + count;
        while (Ended < goal && _calendar.TryTake(Instant.MaxValue, out var e))
        {
            if (e.Kind == ArrivalDue) Arrive();
            else if (e.Kind == ExitDue) _exits.Report(new(e.Subject, 0));
            else _room.Handle(in e);
            _facts.Drain();
        }
        return _calendar.Now.Nanoseconds;
    }

    /// <inheritdoc/>
    public void Apply(in TaskTransition fact)
    {
        if (fact.To == TaskStatus.Stopped) Ended++;
        else if (fact.To == TaskStatus.Running) _calendar.ScheduleIn(Duration.FromSeconds(_random.NextExponential() * 3600), ExitDue, fact.Task, 0);
    }

    /// <inheritdoc/>
    public void Apply(in TaskPlaced fact) => _networks.Report(new(fact.Task, fact.Decided));

    /// <inheritdoc/>
    public void Apply(in ImagePullRequest fact) => _images.Report(new(fact.Task));

    private void Arrive()
    {
        _requests.Report(new(_random.NextInt(16)));
        _calendar.ScheduleIn(Duration.FromSeconds(_random.NextExponential() * _meanGap), ArrivalDue, 0);
    }

    internal static Scenario Scenario(int hosts)
    {
        var definitions = ImmutableArray.CreateBuilder<TaskDefinition>();
        var jobs = ImmutableArray.CreateBuilder<WorkloadDefinition>();
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
            jobs.Add(new JobWorkloadDefinition("j" + shape, shape, 1, LaunchType.Ec2, [], "family:shape", new RateDefinition([]), DistributionDefinition.Constant(1)));
        }
        return new Scenario
        {
            Name = "lives",
            Run = new RunDefinition { Duration = Duration.FromHours(1) },
            AvailabilityZones = ["a", "b", "c"],
            Cluster = new ClusterDefinition("c", []),
            InstanceTypes = [new InstanceTypeDefinition { Name = "host", VCpus = 64, MemoryMiB = 262_144, RegisteredMemoryMiB = 262_144 }],
            ContainerInstances = [new ContainerInstanceSetDefinition(0, -1, hosts, ImmutableSortedDictionary<string, string>.Empty)],
            TaskDefinitions = definitions.ToImmutable(),
            Applications = [.. Enumerable.Repeat(ApplicationDefinition.Default, 16)],
            Workloads = jobs.ToImmutable(),
        };
    }
}
