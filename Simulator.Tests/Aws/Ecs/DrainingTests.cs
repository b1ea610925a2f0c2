using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

public sealed class DrainingTests
{
    [Test]
    [Property("Rule", "ECS-DR-01")]
    public void Draining_TakesNoNewTasksAndStopsPendingOnesAtOnce()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6)));
        world.PullDelay = Duration.FromSeconds(60L);
        world.Start();
        world.At(10, () => world.Report(new DrainRequest(2)));
        world.RunUntil(10);
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 3, 3, 0 }));
        Assert.That(world.Transitions.Count(t => t.Fact is { From: TaskStatus.Activating, To: TaskStatus.Stopped }), Is.EqualTo(3));
    }

    [TestCase(50, 200, 2, 4, TestName = "min 50, max 200: up to two stopped at once")]
    [TestCase(100, 200, 0, 4, TestName = "min 100, max 200: four started first")]
    [TestCase(100, 100, 0, 0, TestName = "min = max = 100: nothing ever moves")]
    [Property("Rule", "ECS-DR-02")]
    public void RunningTasks_MoveInsideTheEnvelope(int minimum, int maximum, int stoppedAtOnce, int startedAtOnce)
    {
        var world = OneFullInstance(minimum, maximum);
        world.At(100, () => world.Report(new DrainRequest(0)));
        world.RunUntil(100);
        Assert.That(world.Transitions.Count(t => t.At == 100 && t.Fact.To == TaskStatus.Stopping), Is.EqualTo(stoppedAtOnce));
        Assert.That(world.Transitions.Count(t => t.At == 100 && t.Fact.From == TaskStatus.None), Is.EqualTo(startedAtOnce));
        world.RunUntil(1000);
        Assert.That(world.PerInstance(), Is.EqualTo(maximum > 100 ? new[] { 0, 4 } : [4, 0]));
        Assert.That(world.Drained, Has.Count.EqualTo(maximum > 100 ? 1 : 0));
        if (maximum == 100) Assert.That(world.CountEvents(ServiceEventMessage.DeploymentStuck), Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-DR-02")]
    [Property("Rule", "ECS-CK-10")]
    public void Replacements_AreHealthyBeforeTheOldOnesStop()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6)));
        world.Start();
        var least = int.MaxValue;
        world.AfterEvent = () => least = world.Now >= 100 ? Math.Min(least, world.Services[0].Healthy) : least;
        world.At(100, () => world.Report(new DrainRequest(2)));
        world.RunUntil(140);
        Assert.That(world.Tasks.Count, Is.EqualTo(9));
        world.RunUntil(600);
        Assert.That(least, Is.EqualTo(6));
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 3, 3, 0 }));
        Assert.That(world.Drained.Single(), Is.EqualTo((141.0, 2)));
    }

    [Test]
    [Property("Rule", "ECS-DR-02")]
    [Property("Rule", "ECS-CK-11")]
    public void MinimumAndMaximum100_KeepTheTasksWhereTheyAre()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6) with { Deployment = new(100, 100, false, false) }));
        world.Start();
        world.At(100, () => world.Report(new DrainRequest(2)));
        world.RunUntil(2000);
        Assert.That(world.PerInstance()[2], Is.EqualTo(3));
        Assert.That(world.Drained, Is.Empty);
        Assert.That(world.CountEvents(ServiceEventMessage.DeploymentStuck), Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-DR-03")]
    public void StandaloneTasks_AreLeftToFinish()
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(0)) with
        {
            Workloads = [new JobWorkloadDefinition("j", 0, 2, LaunchType.Ec2, [], "family:web", new RateDefinition([]), DistributionDefinition.Constant(1))],
        };
        var world = new EcsWorld(scenario);
        world.AddInstance();
        world.Start();
        world.At(10, () => world.Report(new RunTaskRequest(0)));
        world.At(100, () => world.Report(new DrainRequest(0)));
        world.At(500, () => world.InStatus(TaskStatus.Running).ForEach(t => world.Report(new ContainerExit(t, 0))));
        world.RunUntil(499);
        Assert.That(world.InStatus(TaskStatus.Running), Has.Count.EqualTo(2));
        Assert.That(world.Drained, Is.Empty);
        world.RunUntil(600);
        Assert.That(world.Drained.Single().At, Is.EqualTo(500));
        Assert.That(world.Instances[0].Status, Is.EqualTo(ContainerInstanceStatus.Draining), "it stays so until it is deregistered");
    }

    [Test]
    [Property("Rule", "ECS-DR-04")]
    [Property("Rule", "ECS-DM-01")]
    [Property("Rule", "ECS-DM-03")]
    public void Daemon_StopsLast()
    {
        var daemon = EcsScenario.Service(0, "daemon", 1) with { SchedulingStrategy = SchedulingStrategy.Daemon, Deployment = new(0, 100, false, false) };
        var world = new EcsWorld(EcsScenario.Of([EcsScenario.Service(2), daemon], [EcsScenario.Definition(), EcsScenario.Definition(128, 128, "daemon")]));
        world.AddInstance();
        world.Start();
        world.RunUntil(50);
        world.AddInstance(zone: 1); // joins: gets its daemon
        world.RunUntil(100);
        Assert.That(world.Services[1].Running, Is.EqualTo(2));
        Assert.That(world.Instances[0].DaemonTasks, Is.EqualTo(1));
        world.At(100, () => world.Report(new DrainRequest(0)));
        world.RunUntil(600);
        var ends = world.Transitions.Where(t => t.Fact.To == TaskStatus.Stopped).Select(t => (t.At, t.Fact.Task)).ToList();
        Assert.That(ends, Has.Count.EqualTo(3));
        Assert.That(world.Drained.Single().At, Is.EqualTo(ends[^1].At));
        Assert.That((world.Services[1].Running, world.Services[1].Desired), Is.EqualTo((1, 1)));
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 0, 3 }));
    }

    [Test]
    [Property("Rule", "CP-MD-03")]
    public void TerminateHook_DrainsLikeTheOperator()
    {
        var world = OneFullInstance(100, 200);
        world.At(100, () => world.Report(new Ec2InstanceTransition(world.Instances[0].Ec2Instance, Ec2InstanceState.InService, Ec2InstanceState.TerminatingWait, TerminationReason.ScaleIn)));
        world.RunUntil(600);
        Assert.That(world.Drained.Single().Instance, Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-DR-03")]
    public void EmptyInstance_IsDrainedAtOnce()
    {
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(0)));
        world.AddInstance();
        world.Start();
        world.At(5, () => world.Report(new DrainRequest(0)));
        world.RunUntil(5);
        Assert.That(world.Drained.Single(), Is.EqualTo((5.0, 0)));
    }

    private static EcsWorld OneFullInstance(int minimum, int maximum)
    {
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(4) with { Deployment = new(minimum, maximum, false, false) }));
        world.AddInstance();
        world.Start();
        world.RunUntil(99);
        world.AddInstance(zone: 1);
        return world;
    }
}
