using Simulator.Aws.Ecs.CapacityProviders;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Tests.Aws;

/// <summary>The whole world, looked at from inside: rows between two instants, and facts with their moments.</summary>
internal sealed class WholeCapacity
{
    private readonly World _world;
    private readonly Simulation _simulation;

    public WholeCapacity(Scenario scenario, ulong seed = 1)
    {
        Scenario = scenario with { Run = scenario.Run with { Seed = seed } };
        _world = new World(Scenario, 0);
        Transitions = Watch<TaskTransition>();
        InstanceTransitions = Watch<Ec2InstanceTransition>();
        Requests = Watch<DesiredCapacityRequest>();
        Strikes = Watch<FailureStrike>();
        _simulation = SimulationBuilder.Start(_world);
    }

    public Scenario Scenario { get; }

    public SlabView<TaskRow> Tasks => _world.Tasks;

    public SlabView<ContainerInstanceRow> ContainerInstances => _world.ContainerInstances;

    public SlabView<ServiceRow> Services => _world.Services;

    public SlabView<Ec2InstanceRow> Instances => _world.Ec2Instances;

    public SlabView<AutoScalingGroupRow> Groups => _world.Groups;

    public ManagedScaling ManagedScaling => _world.ManagedScaling;

    public FactLog<TaskTransition> Transitions { get; }

    public FactLog<Ec2InstanceTransition> InstanceTransitions { get; }

    public FactLog<DesiredCapacityRequest> Requests { get; }

    public FactLog<FailureStrike> Strikes { get; }

    /// <summary>Runs until <paramref name="seconds"/>, events at that instant included.</summary>
    public void RunUntil(double seconds) => _simulation.RunUntil(Instant.FromSeconds(seconds));

    /// <summary>Reports a fact now and lets it be heard.</summary>
    public void Report<T>(in T fact)
        where T : struct
    {
        _world.Facts.Channel<T>().Report(in fact);
        _world.Facts.Drain();
    }

    /// <summary>Tasks with an EC2 host by instance zone, and the invariants that hold between rooms.</summary>
    public void Check()
    {
        for (var i = 0; i < Tasks.Length; i++)
        {
            if (!Tasks.IsAlive(i) || Tasks[i].ContainerInstance < 0) continue;
            ref readonly var host = ref ContainerInstances[Tasks[i].ContainerInstance];
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

    private FactLog<T> Watch<T>()
        where T : struct
    {
        var log = new FactLog<T>(_world.Calendar);
        _world.Facts.Channel<T>().Watch(log);
        return log;
    }
}
