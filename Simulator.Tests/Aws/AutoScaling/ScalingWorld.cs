using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;
using AutoScalingRoom = Simulator.Aws.AutoScaling.AutoScaling;
using CloudWatchRoom = Simulator.Aws.CloudWatch.CloudWatch;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>CloudWatch and Application Auto Scaling with a service scheduler that does as it is told after a fixed start time; everything they say is kept.</summary>
internal sealed class ScalingWorld : IEventHandler, IListener<DesiredCountRequest>, ITaskUsage, ICapacityProviderMetrics
{
    private readonly FactSink _facts = new();
    private readonly IEventHandler[] _rooms = new IEventHandler[Rooms.Count];
    private readonly Duration _startTime;

    public ScalingWorld(Scenario scenario, int running = 0, double startSeconds = 23, int seed = 1)
    {
        Scenario = scenario;
        Plan = MonitoringPlan.Of(scenario);
        _startTime = Duration.FromSeconds(startSeconds);
        for (var i = 0; i < scenario.Services.Length; i++) Services.Add();
        for (var i = 0; i < scenario.TargetGroups.Length; i++)
        {
            TargetGroups.Add();
            Traffic.Add();
        }
        var decisions = new DecisionCounter(!scenario.Output.AllDecisions);
        CloudWatch = new CloudWatchRoom(
            Calendar, _facts, scenario, Plan, new BirthDraw((ulong)seed, 0), decisions, new()
            {
                Tasks = new(Tasks),
                Instances = new(Instances),
                Ec2Instances = new(new Slab<Ec2InstanceRow>()),
                Services = new(Services),
                TargetGroups = new(TargetGroups),
                Traffic = new(Traffic),
                Queues = new(Queues),
                Usage = this,
                Providers = this,
            });
        AutoScaling = new AutoScalingRoom(Calendar, _facts, scenario, Plan, CloudWatch.Alarms, new(Services), new(Tasks), decisions);
        Array.Fill(_rooms, this);
        _rooms[Rooms.CloudWatch] = CloudWatch;
        _rooms[Rooms.AutoScaling] = AutoScaling;
        Log = new Record(Calendar);
        _facts.Connect<AlarmSignal>(AutoScaling, Log);
        _facts.Connect<Decision>(Log);
        _facts.Connect<MetricPublished>(Log);
        _facts.Connect<ScalingActivityChange>(Log);
        _facts.Connect<DesiredCountRequest>(this);
        _facts.Connect<DesiredCountChange>(AutoScaling, Log);
        _facts.Connect<TaskTransition>(CloudWatch, AutoScaling);
        _facts.Connect<RepetitionIdle>(CloudWatch);
        _facts.Connect<RepetitionWanted>(CloudWatch);
        CloudWatch.Start();
        AutoScaling.Start();
        for (var i = 0; i < running; i++) AddRunning(0);
        for (var i = 0; i < scenario.Services.Length; i++) Services[i].Desired = Services[i].Running;
        _facts.Drain();
    }

    public Scenario Scenario { get; }

    public MonitoringPlan Plan { get; }

    public Calendar Calendar { get; } = new();

    public CloudWatchRoom CloudWatch { get; }

    public AutoScalingRoom AutoScaling { get; }

    public Record Log { get; }

    public Slab<TaskRow> Tasks { get; } = new();

    public Slab<ServiceRow> Services { get; } = new();

    public Slab<ContainerInstanceRow> Instances { get; } = new();

    public Slab<TargetGroupRow> TargetGroups { get; } = new();

    public Slab<TargetGroupTrafficRow> Traffic { get; } = new();

    public Slab<QueueRow> Queues { get; } = new();

    /// <summary>vCPUs a task uses, by task and instant; constant between the test's own changes.</summary>
    public Func<int, double> Cpu { get; set; } = static _ => 0;

    public Dictionary<int, (long Used, Instant AsOf)> CpuUse { get; } = [];

    public double MemoryMiB { get; set; }

    public double ProviderReservation { get; set; } = double.NaN;

    public void RunUntil(double seconds)
    {
        var end = Instant.FromSeconds(seconds);
        while (Calendar.TryTake(end, out var e))
        {
            _rooms[EventKinds.RoomOf(e.Kind)].Handle(in e);
            _facts.Drain();
        }
    }

    /// <summary>Brings every task's use up to now; call before <see cref="Cpu"/> changes.</summary>
    public void Settle()
    {
        for (var i = 0; i < Tasks.Length; i++) CpuUse[i] = (CpuUsed(i, Calendar.Now), Calendar.Now);
    }

    public int AddRunning(int service)
    {
        var task = Tasks.Add();
        Tasks[task].Service = service;
        Tasks[task].Status = TaskStatus.Running;
        CpuUse[task] = (0, Calendar.Now);
        Services[service].Running++;
        _facts.Channel<TaskTransition>().Report(new TaskTransition(task, TaskStatus.Activating, TaskStatus.Running));
        _facts.Drain();
        return task;
    }

    public void Stop(int task)
    {
        Tasks[task].Status = TaskStatus.Stopping;
        Services[Tasks[task].Service].Running--;
        _facts.Channel<TaskTransition>().Report(new TaskTransition(task, TaskStatus.Running, TaskStatus.Stopping));
        _facts.Drain();
    }

    public void SetDesired(int desired, int decision = 0)
    {
        ref var service = ref Services[0];
        var from = service.Desired;
        service.Desired = desired;
        _facts.Channel<DesiredCountChange>().Report(new DesiredCountChange(0, from, desired, decision));
        for (var i = from; i < desired; i++) Calendar.ScheduleIn(_startTime, EventKinds.ContainersStarted, 0);
        for (var i = Tasks.Length - 1; i >= 0 && service.Running > desired; i--)
        {
            if (Tasks[i].Status == TaskStatus.Running) Stop(i);
        }
        _facts.Drain();
    }

    public void Apply(in DesiredCountRequest fact) => SetDesired(fact.Desired, fact.Decision);

    public void Handle(in Event e)
    {
        if (Services[0].Running < Services[0].Desired) AddRunning(0);
    }

    public long CpuUsed(int task, Instant now)
    {
        var (used, asOf) = CpuUse[task];
        return used + (long)((now - asOf).Nanoseconds * Cpu(task));
    }

    public double MemoryUsedMiB(int task) => MemoryMiB;

    public double Reservation(int capacityProvider) => ProviderReservation;

    internal sealed class Record(Calendar calendar) :
        IListener<AlarmSignal>, IListener<Decision>, IListener<MetricPublished>, IListener<ScalingActivityChange>, IListener<DesiredCountChange>
    {
        public bool IsKept { get; set; } = true;

        public int Heard { get; private set; }

        public List<(double At, AlarmSignal Fact)> Signals { get; } = [];

        public List<(double At, Decision Fact)> Decisions { get; } = [];

        public List<(double At, MetricPublished Fact)> Metrics { get; } = [];

        public List<(double At, ScalingActivityChange Fact)> Activities { get; } = [];

        public List<(double At, DesiredCountChange Fact)> Changes { get; } = [];

        public IEnumerable<(double At, Decision Fact)> Scaling => Decisions.Where(d => d.Fact.Kind is DecisionKind.TargetTracking or DecisionKind.StepScaling);

        public void Apply(in AlarmSignal fact) => Keep(Signals, fact);

        public void Apply(in Decision fact) => Keep(Decisions, fact);

        public void Apply(in MetricPublished fact) => Keep(Metrics, fact);

        public void Apply(in ScalingActivityChange fact) => Keep(Activities, fact);

        public void Apply(in DesiredCountChange fact) => Keep(Changes, fact);

        private void Keep<T>(List<(double At, T Fact)> list, T fact)
        {
            Heard++;
            if (IsKept) list.Add((calendar.Now.Seconds, fact));
        }
    }
}
