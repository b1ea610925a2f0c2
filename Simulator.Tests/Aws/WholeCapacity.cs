using Simulator.Aws.Ecr;
using Simulator.Aws.Ecs;
using Simulator.Aws.Ecs.CapacityProviders;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;
using Ec2Room = Simulator.Aws.Ec2.Ec2;
using FailuresRoom = Simulator.Failures.Failures;
using FargateRoom = Simulator.Aws.Fargate.Fargate;

namespace Simulator.Tests.Aws;

/// <summary>ECS, EC2, Fargate, ECR, managed scaling and failures together: capacity as a whole, without load.</summary>
internal sealed class WholeCapacity
{
    public WholeCapacity(Scenario scenario, ulong seed = 1)
    {
        Scenario = scenario;
        var births = new BirthDraw(seed, 0);
        var decisions = new DecisionCounter();
        var (clock, facts) = (Loop.Calendar, Loop.Facts);
        var ecs = new EcsControlPlane(clock, facts, scenario, births, decisions, Tasks, ContainerInstances, Services, new(Instances));
        var ec2 = new Ec2Room(clock, facts, scenario, births, Instances, Groups, new(Tasks), new(ContainerInstances));
        var fargate = new FargateRoom(clock, facts, scenario, births, new(Tasks));
        var ecr = new EcrRegistry(clock, facts, scenario, births, new(Tasks), new(ContainerInstances));
        var failures = new FailuresRoom(clock, facts, scenario, births, new(Tasks), new(ContainerInstances), new(Instances));
        ManagedScaling = new ManagedScaling(clock, facts, scenario, decisions, ecs.Waiting, new(ContainerInstances), new(Instances), new(Groups));
        Loop.Add(Rooms.Ecs, ecs);
        Loop.Add(Rooms.Ec2, ec2);
        Loop.Add(Rooms.Fargate, fargate);
        Loop.Add(Rooms.Ecr, ecr);
        Loop.Add(Rooms.Failures, failures);
        Loop.Add(Rooms.CapacityProviders, ManagedScaling);
        Transitions = Loop.Hear<TaskTransition>(ecr, failures, ecs);
        InstanceTransitions = Loop.Hear<Ec2InstanceTransition>(ecs, ec2);
        Loop.Hear<ContainerInstanceTransition>(ec2, ecr, ecs);
        Loop.Hear<AgentConnection>(ecs);
        Requests = Loop.Hear<DesiredCapacityRequest>(ec2);
        Loop.Hear<InstanceFailure>(ec2);
        Loop.Hear<InstanceDrained>(ec2);
        Loop.Hear<ScaleInProtectionChange>(ec2);
        Loop.Hear<ZoneChange>(ec2, fargate, ecs);
        Loop.Hear<TaskPlaced>(ec2, fargate);
        Loop.Hear<TaskNetworkReady>(ecs);
        Loop.Hear<ImagePullRequest>(ecr);
        Loop.Hear<ImagePullCompletion>(ecs);
        Loop.Hear<ContainerExit>(ecs);
        Loop.Hear<TaskHostLost>(ecs);
        Loop.Hear<DesiredCountRequest>(ecs);
        Loop.Hear<UpdateServiceRequest>(ecs);
        Loop.Hear<TaskProtectionRequest>(ecs);
        Loop.Hear<CreateServiceRequest>(ecs);
        Loop.Hear<DeleteServiceRequest>(ecs);
        Loop.Hear<StopTaskRequest>(ecs);
        Strikes = Loop.Hear<FailureStrike>();
        Decisions = Loop.Hear<Decision>();
        ec2.Start();
        ecs.Start();
        fargate.Start();
        failures.Start();
        ManagedScaling.Start();
        Loop.Facts.Drain();
    }

    public Scenario Scenario { get; }

    public RoomLoop Loop { get; } = new();

    public Slab<TaskRow> Tasks { get; } = new();

    public Slab<ContainerInstanceRow> ContainerInstances { get; } = new();

    public Slab<ServiceRow> Services { get; } = new();

    public Slab<Ec2InstanceRow> Instances { get; } = new();

    public Slab<AutoScalingGroupRow> Groups { get; } = new();

    public ManagedScaling ManagedScaling { get; }

    public FactLog<TaskTransition> Transitions { get; }

    public FactLog<Ec2InstanceTransition> InstanceTransitions { get; }

    public FactLog<DesiredCapacityRequest> Requests { get; }

    public FactLog<FailureStrike> Strikes { get; }

    public FactLog<Decision> Decisions { get; }

    /// <summary>Tasks with an EC2 host by instance zone, and the invariants that hold between rooms.</summary>
    public void Check()
    {
        for (var i = 0; i < Tasks.Length; i++)
        {
            if (!Tasks.IsAlive(i) || Tasks[i].ContainerInstance < 0) continue;
            ref var host = ref ContainerInstances[Tasks[i].ContainerInstance];
            Assert.That(ContainerInstances.IsAlive(Tasks[i].ContainerInstance) && Instances.IsAlive(host.Ec2Instance), Is.True, "a task has an active host");
            Assert.That(Instances[host.Ec2Instance].ContainerInstance, Is.EqualTo(Tasks[i].ContainerInstance));
            Assert.That(Instances[host.Ec2Instance].State, Is.EqualTo(Ec2InstanceState.InService).Or.EqualTo(Ec2InstanceState.TerminatingWait));
        }
        for (var g = 0; g < Groups.Length; g++)
        {
            var group = g;
            int Count(Ec2InstanceState state) =>
                Enumerable.Range(0, Instances.Length).Count(i => Instances.IsAlive(i) && Instances[i].AutoScalingGroup == group && Instances[i].State == state);
            Assert.That((Groups[g].Pending, Groups[g].InService), Is.EqualTo((Count(Ec2InstanceState.Pending), Count(Ec2InstanceState.InService))));
            Assert.That(Groups[g].Desired, Is.InRange(Scenario.AutoScalingGroups[g].MinSize, Scenario.AutoScalingGroups[g].MaxSize));
        }
    }
}
