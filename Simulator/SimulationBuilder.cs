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
/// Scenario and replication to a simulation: the only place where rooms are constructed and connected. Tables that several rooms read while the
/// rooms themselves are being made are made here; each has one room that writes it.
/// </summary>
public static class SimulationBuilder
{
    /// <summary>Builds one replication, ready to run.</summary>
    /// <param name="scenario">A valid scenario.</param>
    /// <param name="replication">Number of the replication, from 0; with the seed it keys every random draw.</param>
    public static Simulation Build(Scenario scenario, int replication = 0)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var rooms = new WorldRooms(scenario, replication);
        Connect(rooms);
        rooms.Start();
        rooms.Facts.Drain();
        return new Simulation(rooms.Calendar, rooms.Dispatcher(), rooms.Traffic.Clock, rooms.Recorder);
    }

    // The table of facts and listeners. Recorders come first where they read a row that a later listener empties; the room that empties it comes last.
    private static void Connect(WorldRooms r)
    {
        var facts = r.Facts;
        var recorder = r.Recorder;
        facts.Connect<TaskTransition>(recorder.Tasks, r.CloudWatch, r.Traffic, r.LoadBalancing, r.Failures, r.AutoScaling, r.Ecs);
        facts.Connect<TaskPlaced>(recorder.Tasks, r.Ec2, r.Fargate);
        facts.Connect<TaskHealthChange>(recorder.Tasks, recorder.Events);
        facts.Connect<TaskNetworkReady>(r.Ecs);
        facts.Connect<ImagePullRequest>(r.Ecr);
        facts.Connect<ImagePullCompletion>(r.Ecs);
        facts.Connect<ContainerExit>(r.Ecs);
        facts.Connect<TaskHostLost>(r.Ecs);
        facts.Connect<RunTaskRequest>(r.Ecs);
        facts.Connect<DesiredCountRequest>(r.Ecs);
        facts.Connect<DesiredCountChange>(recorder.Tasks, r.AutoScaling);
        facts.Connect<UpdateServiceRequest>(r.Ecs);
        facts.Connect<DrainRequest>(r.Ecs);
        facts.Connect<AgentConnection>(r.Ecs);
        facts.Connect<ContainerInstanceTransition>(recorder.Instances, r.Ec2, r.Ecs);
        facts.Connect<Ec2InstanceTransition>(recorder.Instances, r.Ecr, r.Ecs, r.Ec2);
        facts.Connect<InstanceDrained>(r.Ec2);
        facts.Connect<ScaleInProtectionChange>(r.Ec2);
        facts.Connect<DesiredCapacityRequest>(r.Ec2);
        facts.Connect<InstanceFailure>(r.Ec2);
        facts.Connect<ZoneChange>(r.Ec2, r.Fargate, r.Ecs);
        facts.Connect<TargetHealthChange>(r.Ecs);
        facts.Connect<TaskIdle>(r.LoadBalancing);
        facts.Connect<ApplicationChange>(r.LoadBalancing);
        facts.Connect<AlarmSignal>(recorder.Monitoring, r.AutoScaling);
        facts.Connect<MetricPublished>(recorder.Monitoring);
        facts.Connect<ScalingActivityChange>(recorder.Monitoring);
        facts.Connect<Decision>(recorder.Events);
        facts.Connect<PlacementFailure>(recorder.Events);
        facts.Connect<PlacementSuccess>(recorder.Events);
        facts.Connect<DeploymentChange>(recorder.Events);
        facts.Connect<FailureStrike>(recorder.Events);
        facts.Connect<ServiceEvent>(recorder.Events);
    }

    /// <summary>All rooms of one replication.</summary>
    private sealed class WorldRooms
    {
        private readonly Slab<TaskRow> _tasks = new(1024);
        private readonly Slab<ContainerInstanceRow> _containerInstances = new();
        private readonly Slab<ServiceRow> _services = new();
        private readonly Slab<Ec2InstanceRow> _ec2Instances = new();
        private readonly Slab<AutoScalingGroupRow> _groups = new();

        public WorldRooms(Scenario scenario, int replication)
        {
            var births = new BirthDraw(scenario.Run.Seed, replication);
            var decisions = new DecisionCounter();
            var plan = MonitoringPlan.Of(scenario);
            var tasks = new SlabView<TaskRow>(_tasks);
            var containerInstances = new SlabView<ContainerInstanceRow>(_containerInstances);
            var services = new SlabView<ServiceRow>(_services);
            var ec2Instances = new SlabView<Ec2InstanceRow>(_ec2Instances);
            var groups = new SlabView<AutoScalingGroupRow>(_groups);
            var requests = new RequestRecorder(scenario.Services.Length);
            var selectors = RoutingAlgorithms.ForTargetGroups(scenario, replication, Calendar);

            Traffic = new(Calendar, Facts, scenario, replication, tasks, selectors, RoutingAlgorithms.ForServices(scenario), requests);
            LoadBalancing = new(Calendar, Facts, scenario, replication, tasks, Traffic.Loads, selectors);
            Ecs = new(Calendar, Facts, scenario, births, decisions, _tasks, _containerInstances, _services, ec2Instances);
            Ecr = new(Calendar, Facts, scenario, births, tasks, containerInstances);
            Ec2 = new(Calendar, Facts, scenario, births, _ec2Instances, _groups, tasks, containerInstances);
            Fargate = new(Calendar, Facts, scenario, births, tasks);
            ManagedScaling = new(Calendar, Facts, scenario, decisions, Ecs.Waiting, containerInstances, ec2Instances, groups);
            CloudWatch = new(Calendar, Facts, scenario, plan, births, decisions, tasks, containerInstances, LoadBalancing.Groups, Traffic.Groups, Traffic, ManagedScaling);
            AutoScaling = new(Calendar, Facts, scenario, plan, CloudWatch.Alarms, services, tasks, decisions);
            Failures = new(Calendar, Facts, scenario, births, tasks, containerInstances, ec2Instances);
            Operator = new(Calendar, Facts, scenario, decisions, services, groups, containerInstances);
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
                    Usage = Traffic,
                    Alarms = CloudWatch.Alarms,
                    Plan = plan,
                    CapacityProviders = ManagedScaling,
                },
                requests,
                new RunResult { Scenario = scenario, Replication = replication });
        }

        public Calendar Calendar { get; } = new();

        public FactSink Facts { get; } = new();

        public Traffic.Traffic Traffic { get; }

        public Aws.LoadBalancing.LoadBalancing LoadBalancing { get; }

        public Aws.Ecs.Ecs Ecs { get; }

        public Aws.Ecr.Ecr Ecr { get; }

        public Aws.Ec2.Ec2 Ec2 { get; }

        public Aws.Fargate.Fargate Fargate { get; }

        public Aws.Ecs.CapacityProviders.ManagedScaling ManagedScaling { get; }

        public Aws.CloudWatch.CloudWatch CloudWatch { get; }

        public Aws.AutoScaling.AutoScaling AutoScaling { get; }

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
            Traffic.Start();
            CloudWatch.Start();
            AutoScaling.Start();
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
            return new Dispatcher(handlers, Facts);
        }
    }
}
