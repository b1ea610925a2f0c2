using Simulator.Model.Definitions;
using Simulator.Model.Facts;

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
        return Start(new World(scenario, replication));
    }

    /// <summary>Connects and starts the rooms of a world; for tests that look inside while it runs.</summary>
    internal static Simulation Start(World world)
    {
        Connect(world);
        world.Start();
        world.Facts.Drain();
        return new Simulation(world.Calendar, world.Dispatcher(), world.Traffic.Clock, world.Recorder);
    }

    // The table of facts and listeners. Recorders come first where they read a row that a later listener empties; the room that empties it comes last.
    private static void Connect(World r)
    {
        var facts = r.Facts;
        var recorder = r.Recorder;
        facts.Connect<TaskTransition>(recorder.Tasks, r.CloudWatch, r.Traffic, r.LoadBalancing, r.Ecr, r.Failures, r.AutoScaling, r.Fargate, r.ManagedInstances, r.Ecs);
        facts.Connect<TaskPlaced>(recorder.Tasks, r.Ec2, r.Fargate, r.ManagedInstances);
        facts.Connect<TaskHealthChange>(recorder.Tasks, recorder.Events);
        facts.Connect<TaskNetworkReady>(r.Ecs);
        facts.Connect<OperationThrottled>(r.Ecs);
        facts.Connect<ImagePullRequest>(r.Ecr);
        facts.Connect<ImagePullCompletion>(r.Ecs);
        facts.Connect<ImageDigestKnown>(r.Ecs);
        facts.Connect<ContainerExit>(r.Ecs);
        facts.Connect<ContainerRestart>(r.Traffic, r.LoadBalancing, r.Failures);
        facts.Connect<RegistryChange>(r.Ecr);
        facts.Connect<ImagePush>(r.Ecr);
        facts.Connect<TaskHostLost>(r.Ecs);
        facts.Connect<RunTaskRequest>(r.Ecs);
        facts.Connect<DesiredCountRequest>(r.Ecs);
        facts.Connect<DesiredCountChange>(recorder.Tasks, r.AutoScaling);
        facts.Connect<UpdateServiceRequest>(r.Ecs);
        facts.Connect<TaskProtectionRequest>(r.Ecs);
        facts.Connect<CreateServiceRequest>(r.Ecs);
        facts.Connect<DeleteServiceRequest>(r.Ecs);
        facts.Connect<StopTaskRequest>(r.Ecs);
        facts.Connect<DrainRequest>(r.Ecs);
        facts.Connect<DeregistrationRequest>(r.Ecs);
        facts.Connect<AttributesRequest>(r.Ecs);
        facts.Connect<StartTaskRequest>(r.Ecs);
        facts.Connect<AccountSettingRequest>(r.Ecs, r.ManagedScaling, r.ManagedInstances);
        facts.Connect<AgentConnection>(r.Ecs, r.ManagedInstances);
        facts.Connect<AgentConnectivityChange>(recorder.Health);
        facts.Connect<ContainerInstanceTransition>(recorder.Instances, recorder.Health, r.Ecr, r.Ec2, r.ManagedInstances, r.Ecs);
        facts.Connect<Ec2InstanceTransition>(recorder.Instances, r.Ecs, r.GroupScaling, r.ManagedInstances, r.Ec2);
        facts.Connect<InstanceDrained>(r.Ec2, r.ManagedInstances);
        facts.Connect<ScaleInProtectionChange>(r.Ec2);
        facts.Connect<DesiredCapacityRequest>(r.Ec2);
        facts.Connect<GroupBoundsRequest>(r.Ec2);
        facts.Connect<InstanceFailure>(r.Ec2);
        facts.Connect<InstanceTrouble>(r.Ec2);
        facts.Connect<CapacityShortage>(r.Ec2, r.ManagedInstances);
        facts.Connect<GroupCall>(r.Ec2);
        facts.Connect<GroupEvent>(recorder.Events);
        facts.Connect<ZoneChange>(r.Ec2, r.Fargate, r.Ecs, r.ManagedInstances);
        facts.Connect<ManagedScalingUpdate>(r.Ecs, r.ManagedScaling);
        facts.Connect<TerminationProtectionUpdate>(r.ManagedScaling);
        facts.Connect<TerminationProtectionChange>(r.Ecs);
        facts.Connect<ManagedDrainingUpdate>(r.Ec2);
        facts.Connect<ClusterStrategyUpdate>(r.Ecs);
        facts.Connect<GroupMembershipChange>(r.Ecs);
        facts.Connect<ManagedInstanceLaunch>(r.Ec2);
        facts.Connect<ManagedLaunchFailure>(r.ManagedInstances);
        facts.Connect<InstanceReplacement>(r.ManagedInstances);
        facts.Connect<ManagedInstanceTermination>(r.Ec2);
        facts.Connect<FargateSpotWarning>(r.Ecs);
        facts.Connect<FargateSpotShortage>(r.Ecs);
        facts.Connect<FargateRetirement>(r.Ecs);
        facts.Connect<NetworkInterfaceFailure>(r.Ecs);
        facts.Connect<TargetHealthChange>(r.Ec2, r.Ecs);
        facts.Connect<TaskIdle>(r.LoadBalancing);
        facts.Connect<ApplicationChange>(r.Traffic, r.LoadBalancing);
        facts.Connect<AlarmSignal>(recorder.Monitoring, r.AutoScaling, r.GroupScaling);
        facts.Connect<AlarmPresence>(r.CloudWatch);
        facts.Connect<AutoScalingCall>(r.AutoScaling, r.GroupScaling);
        facts.Connect<CloudWatchCall>(r.CloudWatch);
        facts.Connect<RepetitionIdle>(r.CloudWatch);
        facts.Connect<RepetitionWanted>(r.CloudWatch);
        facts.Connect<MetricPublished>(recorder.Monitoring, recorder.Forecasts, r.AutoScaling, r.GroupScaling);
        facts.Connect<MetricComputed>(recorder.Monitoring, recorder.Forecasts, r.AutoScaling, r.GroupScaling);
        facts.Connect<ForecastHour>(recorder.Forecasts);
        facts.Connect<CompositeActionsTaken>(recorder.Monitoring);
        facts.Connect<ScalingActivityChange>(recorder.Monitoring);
        facts.Connect<Decision>(recorder.Events, recorder.Targets);
        facts.Connect<PlacementFailure>(recorder.Events);
        facts.Connect<PlacementSuccess>(recorder.Events);
        facts.Connect<DeploymentChange>(recorder.Deployments);
        facts.Connect<DeploymentFailures>(recorder.Deployments);
        facts.Connect<ServiceDeploymentChange>(recorder.Deployments);
        facts.Connect<TrafficShifted>(r.LoadBalancing);
        facts.Connect<ProductionMoved>(r.Traffic);
        facts.Connect<TaskSetCall>(r.Ecs);
        facts.Connect<StopServiceDeploymentRequest>(r.Ecs);
        facts.Connect<ContinueServiceDeploymentRequest>(r.Ecs);
        facts.Connect<FailureStrike>(recorder.Events);
        facts.Connect<ServiceEvent>(recorder.Events, recorder.Health);
    }
}
