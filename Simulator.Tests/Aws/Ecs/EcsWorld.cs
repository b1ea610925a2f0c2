using Simulator.Aws.Ecs;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>
/// The ECS room alone: a calendar, a sink, and small answerers in place of the other rooms. Networks are ready after <see cref="NetworkDelay"/>, images are
/// there after <see cref="PullDelay"/>, targets become healthy <see cref="TargetDelay"/> after RUNNING and unused <see cref="DrainDelay"/> after DEACTIVATING.
/// </summary>
internal sealed class EcsWorld : IEventHandler,
    IListener<TaskTransition>, IListener<TaskPlaced>, IListener<ImagePullRequest>, IListener<ServiceEvent>, IListener<PlacementFailure>, IListener<DeploymentChange>, IListener<DeploymentFailures>,
    IListener<SteadyState>, IListener<DesiredCountChange>, IListener<Decision>, IListener<ContainerInstanceTransition>, IListener<InstanceDrained>,
    IListener<ScaleInProtectionChange>, IListener<TaskHealthChange>
{
    // Kinds of the test's own, in a room that the ECS room does not handle.
    private const int NetworkDue = (Phases.Tasks << 8) | (Rooms.Ec2 << 4) | 0;
    private const int PullDue = (Phases.Tasks << 8) | (Rooms.Ecr << 4) | 0;
    private const int TargetHealthyDue = (Phases.Health << 8) | (Rooms.LoadBalancing << 4) | 1;
    private const int TargetUnusedDue = (Phases.Health << 8) | (Rooms.LoadBalancing << 4) | 2;
    private const int ActionDue = (Phases.Timeline << 8) | (Rooms.Operator << 4) | 0;

    private readonly List<Action> _actions = [];

    public EcsWorld(Scenario scenario, bool scanAlways = false, ulong seed = 1)
    {
        Scenario = scenario;
        var births = new BirthDraw(seed, 0);
        Room = new EcsControlPlane(Calendar, Facts, scenario, births, new DecisionCounter(), Tasks, Instances, Services, new SlabView<Ec2InstanceRow>(Ec2), 0, scanAlways);
        Facts.Connect<TaskTransition>(this, Room);
        Facts.Connect<ContainerInstanceTransition>(this, Room);
        Facts.Connect<TaskPlaced>(this);
        Facts.Connect<ImagePullRequest>(this);
        Facts.Connect<ServiceEvent>(this);
        Facts.Connect<PlacementFailure>(this);
        Facts.Connect<DeploymentChange>(this);
        Facts.Connect<DeploymentFailures>(this);
        Facts.Connect<SteadyState>(this);
        Facts.Connect<DesiredCountChange>(this);
        Facts.Connect<Decision>(this);
        Facts.Connect<InstanceDrained>(this);
        Facts.Connect<ScaleInProtectionChange>(this);
        Facts.Connect<TaskHealthChange>(this);
        Facts.Connect<TaskNetworkReady>(Room);
        Facts.Connect<ImagePullCompletion>(Room);
        Facts.Connect<ContainerExit>(Room);
        Facts.Connect<TaskHostLost>(Room);
        Facts.Connect<TargetHealthChange>(Room);
        Facts.Connect<AgentConnection>(Room);
        Facts.Connect<Ec2InstanceTransition>(Room);
        Facts.Connect<DrainRequest>(Room);
        Facts.Connect<DeregistrationRequest>(Room);
        Facts.Connect<AttributesRequest>(Room);
        Facts.Connect<StartTaskRequest>(Room);
        Facts.Connect<AccountSettingRequest>(Room);
        Facts.Connect<ZoneChange>(Room);
        Facts.Connect<DesiredCountRequest>(Room);
        Facts.Connect<UpdateServiceRequest>(Room);
        Facts.Connect<StopServiceDeploymentRequest>(Room);
        Facts.Connect<ContinueServiceDeploymentRequest>(Room);
        Facts.Connect<RunTaskRequest>(Room);
        Facts.Connect<TaskProtectionRequest>(Room);
        Facts.Connect<CreateServiceRequest>(Room);
        Facts.Connect<DeleteServiceRequest>(Room);
        Facts.Connect<StopTaskRequest>(Room);
    }

    public Scenario Scenario { get; }

    public Calendar Calendar { get; } = new();

    public FactSink Facts { get; } = new();

    public Slab<TaskRow> Tasks { get; } = new();

    public Slab<ContainerInstanceRow> Instances { get; } = new();

    public Slab<ServiceRow> Services { get; } = new();

    public Slab<Ec2InstanceRow> Ec2 { get; } = new();

    public EcsControlPlane Room { get; }

    public Duration NetworkDelay { get; set; } = Duration.Zero;

    public Duration PullDelay { get; set; } = Duration.Zero;

    public Duration TargetDelay { get; set; } = Duration.FromSeconds(10L);

    public Duration DrainDelay { get; set; } = Duration.FromSeconds(20L);

    /// <summary>Tasks whose containers exit before RUNNING, by task definition index.</summary>
    public HashSet<int> FailingDefinitions { get; } = [];

    /// <summary>Tasks whose targets turn unhealthy instead of healthy, by task definition index.</summary>
    public HashSet<int> SickDefinitions { get; } = [];

    public bool Records { get; set; } = true;

    public Action? AfterEvent { get; set; }

    /// <summary>Hears every transition of a task while its row is there.</summary>
    public Action<TaskTransition>? Heard { get; set; }

    public List<(double At, TaskTransition Fact, int Instance)> Transitions { get; } = [];

    public List<(double At, ServiceEvent Fact)> Events { get; } = [];

    public List<(double At, PlacementFailure Fact)> Failures { get; } = [];

    public List<(double At, DeploymentChange Fact)> Deployments { get; } = [];

    public List<(double At, DeploymentFailures Fact)> DeploymentFailures { get; } = [];

    public List<(double At, int Service)> Steady { get; } = [];

    public List<Decision> Decisions { get; } = [];

    public List<DesiredCountChange> DesiredCounts { get; } = [];

    public List<(double At, int Instance)> Drained { get; } = [];

    public List<ScaleInProtectionChange> Protections { get; } = [];

    public List<ContainerInstanceTransition> InstanceTransitions { get; } = [];

    public long Stopped { get; private set; }

    public double Now => Calendar.Now.Seconds;

    /// <summary>Registers an instance; returns its container instance row (heard at once).</summary>
    public int AddInstance(int type = 0, int zone = 0, int group = -1, int set = 0, bool isProtected = false)
    {
        var index = Ec2.Add();
        ref var row = ref Ec2[index];
        row.InstanceType = type;
        row.Zone = zone;
        row.AutoScalingGroup = group;
        row.ContainerInstanceSet = group >= 0 ? -1 : set;
        row.State = Ec2InstanceState.InService;
        row.ContainerInstance = -1;
        row.Ordinal = _ordinal++;
        row.ProtectedFromScaleIn = isProtected;
        Report(new AgentConnection(index));
        return Room.Instances(index);
    }

    private long _ordinal;

    public void Report<T>(in T fact)
        where T : struct
    {
        Facts.Channel<T>().Report(in fact);
        Facts.Drain();
    }

    /// <summary>Ends an EC2 instance as the EC2 room would.</summary>
    public void Terminate(int containerInstance, TerminationReason reason = TerminationReason.Failed)
    {
        var ec2 = Instances[containerInstance].Ec2Instance;
        var from = Ec2[ec2].State;
        Ec2[ec2].State = Ec2InstanceState.Terminating;
        Report(new Ec2InstanceTransition(ec2, from, Ec2InstanceState.Terminating, reason));
        Ec2.Remove(ec2);
    }

    public void At(double seconds, Action action)
    {
        _actions.Add(action);
        Calendar.Schedule(Instant.FromSeconds(seconds), ActionDue, _actions.Count - 1);
    }

    public void Start()
    {
        Room.Start();
        Facts.Drain();
    }

    public void RunUntil(double seconds)
    {
        while (Calendar.TryTake(Instant.FromSeconds(seconds), out var e))
        {
            if (EventKinds.RoomOf(e.Kind) == Rooms.Ecs) Room.Handle(in e);
            else Handle(in e);
            Facts.Drain();
            AfterEvent?.Invoke();
        }
    }

    public void Handle(in Event e)
    {
        if (e.Kind == ActionDue)
        {
            _actions[e.Subject]();
            return;
        }
        if (!Tasks.IsCurrent(e.Subject, e.Generation)) return;
        ref var task = ref Tasks[e.Subject];
        switch (e.Kind)
        {
            case >= PullDue and < PullDue + 16 when task.Status == TaskStatus.Activating:
                if (FailingDefinitions.Contains(task.TaskDefinition)) Facts.Channel<ContainerExit>().Report(new(e.Subject, 1));
                else Facts.Channel<ImagePullCompletion>().Report(new(e.Subject, e.Kind - PullDue));
                break;
            case NetworkDue when task.Status is TaskStatus.Provisioning or TaskStatus.Pending: Facts.Channel<TaskNetworkReady>().Report(new(e.Subject, Calendar.Now)); break;
            case TargetHealthyDue when task.Status == TaskStatus.Running:
                var state = SickDefinitions.Contains(task.TaskDefinition) ? TargetState.Unhealthy : TargetState.Healthy;
                foreach (var balancer in Scenario.Services[task.Service].LoadBalancers)
                    Facts.Channel<TargetHealthChange>().Report(new(balancer.TargetGroup, e.Subject, TargetState.Initial, state));
                break;
            case TargetUnusedDue when task.Status == TaskStatus.Deactivating:
                foreach (var balancer in Scenario.Services[task.Service].LoadBalancers)
                    Facts.Channel<TargetHealthChange>().Report(new(balancer.TargetGroup, e.Subject, TargetState.Draining, TargetState.Unused));
                break;
        }
    }

    public void Apply(in TaskTransition fact)
    {
        ref var task = ref Tasks[fact.Task];
        if (Records) Transitions.Add((Now, fact, task.ContainerInstance));
        Heard?.Invoke(fact);
        if (fact.To == TaskStatus.Stopped) Stopped++;
        if (task.Service < 0 || Scenario.Services[task.Service].LoadBalancers.IsEmpty || fact.From == TaskStatus.None) return;
        if (fact.To == TaskStatus.Running) Calendar.ScheduleIn(TargetDelay, TargetHealthyDue, fact.Task, Tasks.GenerationOf(fact.Task));
        if (fact.To == TaskStatus.Deactivating) Calendar.ScheduleIn(DrainDelay, TargetUnusedDue, fact.Task, Tasks.GenerationOf(fact.Task));
    }

    public void Apply(in TaskPlaced fact)
    {
        if (Tasks[fact.Task].Status == TaskStatus.Running) return;
        if (NetworkDelay == Duration.Zero) Facts.Channel<TaskNetworkReady>().Report(new(fact.Task, fact.Decided));
        else Calendar.ScheduleIn(NetworkDelay, NetworkDue, fact.Task, Tasks.GenerationOf(fact.Task));
    }

    // The container is the number of the kind: there are at most ten of them.
    public void Apply(in ImagePullRequest fact) => Calendar.ScheduleIn(PullDelay, PullDue + fact.Container, fact.Task, Tasks.GenerationOf(fact.Task));

    public void Apply(in ServiceEvent fact) => Record(Events, (Now, fact));

    public void Apply(in PlacementFailure fact) => Record(Failures, (Now, fact));

    public void Apply(in DeploymentChange fact) => Record(Deployments, (Now, fact));

    public void Apply(in DeploymentFailures fact) => Record(DeploymentFailures, (Now, fact));

    public void Apply(in SteadyState fact) => Record(Steady, (Now, fact.Service));

    public void Apply(in DesiredCountChange fact) => Record(DesiredCounts, fact);

    public void Apply(in Decision fact) => Record(Decisions, fact);

    public void Apply(in InstanceDrained fact) => Record(Drained, (Now, fact.ContainerInstance));

    public void Apply(in ScaleInProtectionChange fact) => Record(Protections, fact);

    public void Apply(in ContainerInstanceTransition fact) => Record(InstanceTransitions, fact);

    public void Apply(in TaskHealthChange fact)
    {
    }

    public int CountEvents(ServiceEventMessage message) => Events.Count(e => e.Fact.Message == message);

    /// <summary>Rows of tasks in a status.</summary>
    public List<int> InStatus(TaskStatus status) => [.. Enumerable.Range(0, Tasks.Length).Where(i => Tasks.IsAlive(i) && Tasks[i].Status == status)];

    /// <summary>Active tasks of a task definition (desired status RUNNING).</summary>
    public int ActiveOf(int definition) =>
        Enumerable.Range(0, Tasks.Length).Count(i => Tasks.IsAlive(i) && Tasks[i].TaskDefinition == definition && Tasks[i].DesiredStatus == TaskStatus.Running);

    /// <summary>Tasks on each container instance, desired status RUNNING.</summary>
    public int[] PerInstance() => [.. Enumerable.Range(0, Instances.Length).Select(i => Instances.IsAlive(i) ? Instances[i].RunningTasks : 0)];

    /// <summary>Active tasks of a zone.</summary>
    public int InZone(int zone) =>
        Enumerable.Range(0, Tasks.Length).Count(i => Tasks.IsAlive(i) && Tasks[i].Zone == zone && Tasks[i].DesiredStatus == TaskStatus.Running);

    private void Record<T>(List<T> list, T fact)
    {
        if (Records) list.Add(fact);
    }
}
