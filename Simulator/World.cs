using Simulator.Aws.LoadBalancing.Routing;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator;

/// <summary>
/// All rooms of one replication. Tables that several rooms read while the rooms themselves are being made are made here; each has one room that
/// writes it.
/// </summary>
internal sealed class World
{
    private readonly Slab<TaskRow> _tasks = new(1024);
    private readonly Slab<ContainerInstanceRow> _containerInstances = new();
    private readonly Slab<ServiceRow> _services = new();
    private readonly Slab<Ec2InstanceRow> _ec2Instances = new();
    private readonly Slab<AutoScalingGroupRow> _groups = new();

    public World(Scenario scenario, int replication)
    {
        var births = new BirthDraw(scenario.Run.Seed, replication);
        var decisions = new DecisionCounter(changesOnly: !scenario.Output.AllDecisions);
        var plan = MonitoringPlan.Of(scenario);
        var tasks = new SlabView<TaskRow>(_tasks);
        var containerInstances = new SlabView<ContainerInstanceRow>(_containerInstances);
        var services = new SlabView<ServiceRow>(_services);
        var ec2Instances = new SlabView<Ec2InstanceRow>(_ec2Instances);
        var groups = new SlabView<AutoScalingGroupRow>(_groups);
        var requests = new RequestRecorder(scenario.Services.Length);
        var messages = new QueueRecorder(scenario.Queues.Length);
        var selectors = RoutingAlgorithms.ForTargetGroups(scenario, replication, Calendar);

        var rules = new ListenerRules(scenario, selectors);
        Traffic = new(Calendar, Facts, scenario, replication, tasks, rules.Production, RoutingAlgorithms.ForServices(scenario), requests, messages, containerInstances, rules.Test);
        LoadBalancing = new(Calendar, Facts, scenario, replication, tasks, Traffic, selectors, rules);
        Traffic.Watch(LoadBalancing.Groups);
        Ecs = new(Calendar, Facts, scenario, births, decisions, _tasks, _containerInstances, _services, ec2Instances, replication);
        Ecr = new(Calendar, Facts, scenario, births, tasks, containerInstances);
        Ec2 = new(Calendar, Facts, scenario, births, _ec2Instances, _groups, tasks, containerInstances);
        Fargate = new(Calendar, Facts, scenario, births, tasks);
        ManagedScaling = new(Calendar, Facts, scenario, decisions, Ecs.Waiting, containerInstances, ec2Instances, groups);
        ManagedInstances = new(Calendar, Facts, scenario, decisions, Ecs.Zones, Ecs.InstanceTasks, Ecs.DaemonReservations, tasks, containerInstances, ec2Instances);
        CloudWatch = new(Calendar, Facts, scenario, plan, births, decisions, new()
        {
            Tasks = tasks,
            Instances = containerInstances,
            Ec2Instances = ec2Instances,
            Services = services,
            TargetGroups = LoadBalancing.Groups,
            Traffic = Traffic.Groups,
            Queues = Traffic.Queues,
            Usage = Traffic,
            Providers = ManagedScaling,
        });
        AutoScaling = new(Calendar, Facts, scenario, plan, CloudWatch.Alarms, services, tasks, decisions);
        GroupScaling = new(Calendar, Facts, scenario, plan, CloudWatch.Alarms, groups, ec2Instances, decisions);
        Failures = new(Calendar, Facts, scenario, births, tasks, containerInstances, ec2Instances);
        Operator = new(Calendar, Facts, scenario, decisions, services, groups, containerInstances, tasks, replication, Ecs.ServiceDeployments, Ec2, ec2Instances);
        Ecs.Watch(CloudWatch.Alarms);
        Recorder = new(
            Calendar,
            new RecorderViews
            {
                Tasks = tasks,
                Services = services,
                ContainerInstances = containerInstances,
                Ec2Instances = ec2Instances,
                TargetGroups = LoadBalancing.Groups,
                TargetGroupTraffic = Traffic.Groups,
                Queues = Traffic.Queues,
                Usage = Traffic,
                Decisions = decisions,
                Alarms = CloudWatch.Alarms,
                Plan = plan,
                CapacityProviders = ManagedScaling,
                Containers = Ecs.Containers,
                SpotPrices = Ec2.SpotPrices,
            },
            requests,
            messages,
            new RunResult { Scenario = scenario, Replication = replication });
    }

    /// <summary>Tasks, written by the ECS room.</summary>
    public SlabView<TaskRow> Tasks => new(_tasks);

    /// <summary>Container instances, written by the ECS room.</summary>
    public SlabView<ContainerInstanceRow> ContainerInstances => new(_containerInstances);

    /// <summary>Services, written by the ECS room.</summary>
    public SlabView<ServiceRow> Services => new(_services);

    /// <summary>EC2 instances, written by the EC2 room.</summary>
    public SlabView<Ec2InstanceRow> Ec2Instances => new(_ec2Instances);

    /// <summary>Auto Scaling groups, written by the EC2 room.</summary>
    public SlabView<AutoScalingGroupRow> Groups => new(_groups);

    public Calendar Calendar { get; } = new();

    public FactSink Facts { get; } = new();

    public Traffic.Traffic Traffic { get; }

    public Aws.LoadBalancing.LoadBalancing LoadBalancing { get; }

    public Aws.Ecs.EcsControlPlane Ecs { get; }

    public Aws.Ecr.EcrRegistry Ecr { get; }

    public Aws.Ec2.Ec2 Ec2 { get; }

    public Aws.Fargate.Fargate Fargate { get; }

    public Aws.Ecs.CapacityProviders.ManagedScaling ManagedScaling { get; }

    public Aws.Ecs.CapacityProviders.ManagedInstances ManagedInstances { get; }

    public Aws.CloudWatch.CloudWatch CloudWatch { get; }

    public Aws.AutoScaling.AutoScaling AutoScaling { get; }

    public Aws.AutoScaling.Groups.GroupScaling GroupScaling { get; }

    public Failures.Failures Failures { get; }

    public Operator.Operator Operator { get; }

    public Recorder Recorder { get; }

    /// <summary>Schedules the first events: capacity before what runs on it, what runs before what watches it.</summary>
    public void Start()
    {
        Recorder.Start();
        Ec2.Start();
        Fargate.Start();
        Ecs.Start();
        ManagedScaling.Start();
        ManagedInstances.Start();
        Traffic.Start();
        CloudWatch.Start();
        AutoScaling.Start();
        GroupScaling.Start();
        Failures.Start();
        Operator.Start();
    }

    public Dispatcher Dispatcher()
    {
        var handlers = new IEventHandler[Rooms.Count];
        handlers[Rooms.Ecs] = Ecs;
        handlers[Rooms.Ec2] = Ec2;
        handlers[Rooms.Fargate] = Fargate;
        handlers[Rooms.Ecr] = Ecr;
        handlers[Rooms.LoadBalancing] = LoadBalancing;
        handlers[Rooms.CloudWatch] = CloudWatch;
        handlers[Rooms.AutoScaling] = AutoScaling;
        handlers[Rooms.Traffic] = Traffic;
        handlers[Rooms.Failures] = Failures;
        handlers[Rooms.Operator] = Operator;
        handlers[Rooms.Measurement] = Recorder;
        handlers[Rooms.CapacityProviders] = ManagedScaling;
        handlers[Rooms.GroupScaling] = GroupScaling;
        handlers[Rooms.ManagedInstances] = ManagedInstances;
        return new Dispatcher(handlers, Facts);
    }
}
