using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;
using AutoScalingRoom = Simulator.Aws.AutoScaling.AutoScaling;
using CloudWatchRoom = Simulator.Aws.CloudWatch.CloudWatch;

namespace Benchmarks.Aws;

/// <summary>
/// Scaling alone: services with two target tracking policies each, whose metrics are played back (a day's wave with its own phase and noise around the
/// band between 54 and 60 in which neither alarm is on, a new value every five minutes), and tasks that start at once. Metrics, alarms, decisions and
/// cooldowns are the real ones.
/// </summary>
public sealed class ScalingDay : IEventHandler, IListener<DesiredCountRequest>, IListener<Decision>, ITaskUsage, ICapacityProviderMetrics
{
    private const int MinutesOfADay = 1440;

    private readonly FactSink _facts = new();
    private readonly Calendar _calendar = new();
    private readonly IEventHandler[] _rooms = new IEventHandler[Rooms.Count];
    private readonly Slab<ServiceRow> _services;
    private Instant _end;

    /// <param name="services">How many services.</param>
    /// <param name="isThinned">Whether decisions that changed nothing are left out of the record.</param>
    /// <param name="days">Days for which there are metrics.</param>
    public ScalingDay(int services, bool isThinned = true, int days = 1)
    {
        var scenario = Scenario(services, days * MinutesOfADay);
        if (isThinned) scenario = scenario with { Output = scenario.Output with { AllDecisions = false, Metrics = false } };
        var plan = MonitoringPlan.Of(scenario);
        _services = new Slab<ServiceRow>(services);
        for (var i = 0; i < services; i++) _services[_services.Add()] = new ServiceRow { Desired = 10, Running = 10 };
        var decisions = new DecisionCounter(!scenario.Output.AllDecisions);
        var tasks = new SlabView<TaskRow>(new Slab<TaskRow>());
        var cloudWatch = new CloudWatchRoom(
            _calendar, _facts, scenario, plan, new BirthDraw(1, 0), decisions, new()
            {
                Tasks = tasks,
                Instances = new(new Slab<ContainerInstanceRow>()),
                Ec2Instances = new(new Slab<Ec2InstanceRow>()),
                Services = new(_services),
                TargetGroups = new(new Slab<TargetGroupRow>()),
                Traffic = new(new Slab<TargetGroupTrafficRow>()),
                Queues = new(new Slab<QueueRow>()),
                Usage = this,
                Providers = this,
            });
        var autoScaling = new AutoScalingRoom(_calendar, _facts, scenario, plan, cloudWatch.Alarms, new(_services), tasks, decisions);
        Array.Fill(_rooms, this);
        _rooms[Rooms.CloudWatch] = cloudWatch;
        _rooms[Rooms.AutoScaling] = autoScaling;
        _facts.Connect<AlarmSignal>(autoScaling);
        _facts.Connect<DesiredCountRequest>(this);
        _facts.Connect<DesiredCountChange>(autoScaling);
        _facts.Connect<Decision>(this);
        _facts.Connect<RepetitionIdle>(cloudWatch);
        _facts.Connect<RepetitionWanted>(cloudWatch);
        cloudWatch.Start();
        autoScaling.Start();
    }

    /// <summary>Alarm transitions heard.</summary>
    public long Transitions { get; private set; }

    /// <summary>Decisions of policies heard, refused ones included.</summary>
    public long Decisions { get; private set; }

    /// <summary>Changes of desired counts.</summary>
    public long Changes { get; private set; }

    /// <summary>Events taken.</summary>
    public long Events => _calendar.EventsTaken;

    /// <summary>Goes on for some minutes of simulated time; after the last day the metrics stay as they are.</summary>
    public long Advance(int minutes)
    {
        _end += Duration.FromMinutes(minutes);
        while (_calendar.TryTake(_end, out var e))
        {
            _rooms[EventKinds.RoomOf(e.Kind)].Handle(in e);
            _facts.Drain();
        }
        return Transitions + Decisions;
    }

    /// <inheritdoc/>
    public void Apply(in DesiredCountRequest fact)
    {
        ref var service = ref _services[fact.Service];
        var from = service.Desired;
        service.Desired = service.Running = fact.Desired;
        Changes++;
        _facts.Channel<DesiredCountChange>().Report(new DesiredCountChange(fact.Service, from, fact.Desired, fact.Decision));
    }

    /// <inheritdoc/>
    public void Apply(in Decision fact)
    {
        if (fact.Kind == DecisionKind.AlarmTransition) Transitions++;
        else Decisions++;
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
    }

    /// <inheritdoc/>
    public long CpuUsed(int task, Instant now) => 0;

    /// <inheritdoc/>
    public double MemoryUsedMiB(int task) => 0;

    /// <inheritdoc/>
    public double Reservation(int capacityProvider) => double.NaN;

    private static Scenario Scenario(int services, int minutes)
    {
        var random = RandomStream.FromKey(7);
        var workloads = new List<WorkloadDefinition>();
        var definitions = new List<ServiceDefinition>();
        for (var i = 0; i < services; i++)
        {
            var (cpu, memory) = (Metric(i, MetricSource.ServiceCpu, "CPUUtilization"), Metric(i, MetricSource.ServiceMemory, "MemoryUtilization"));
            workloads.Add(Playback(cpu, minutes, ref random));
            workloads.Add(Playback(memory, minutes, ref random));
            definitions.Add(new ServiceDefinition
            {
                Name = $"s{i}",
                TaskDefinition = 0,
                AutoScaling = new ScalableTargetDefinition { MinCapacity = 2, MaxCapacity = 100, Policies = [Track("cpu", cpu), Track("memory", memory)] },
            });
        }
        return new Scenario
        {
            Name = "scaling",
            Run = new RunDefinition { Duration = Duration.FromMinutes(minutes) },
            AvailabilityZones = ["us-east-1a"],
            Cluster = new ClusterDefinition("prod", []),
            Services = [.. definitions],
            Workloads = [.. workloads],
        };
    }

    private static MetricIdentity Metric(int service, MetricSource source, string name) => new(source, service, "AWS/ECS", name, $"ClusterName=prod,ServiceName=s{service}");

    private static TargetTrackingPolicyDefinition Track(string name, MetricIdentity metric) =>
        new(name, metric, MetricStatistic.Average, 60, Duration.FromSeconds(300L), Duration.FromSeconds(300L), false, 60);

    private static MetricWorkloadDefinition Playback(MetricIdentity metric, int minutes, ref RandomStream random)
    {
        var phase = random.NextDouble() * 2 * Math.PI;
        var points = new List<(Duration, double?)>();
        for (var minute = 0; minute < minutes; minute += 5)
            points.Add((Duration.FromMinutes(minute), 56.5 + (4 * Transcendentals.Sin(phase + (minute * 2 * Math.PI / MinutesOfADay))) + (random.NextDouble() * 1.5)));
        return new MetricWorkloadDefinition(metric.Dimensions + metric.MetricName, metric, [.. points]);
    }
}
