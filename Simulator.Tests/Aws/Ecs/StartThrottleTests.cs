using Simulator.Aws.Ecs;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

public sealed class StartThrottleTests
{
    [TestCase(0, 0)]
    [TestCase(2, 0)]
    [TestCase(3, 15)]
    [TestCase(4, 30)]
    [TestCase(5, 60)]
    [TestCase(9, 960)]
    [TestCase(10, 1620)]
    [TestCase(1000, 1620)]
    [Property("Rule", "ECS-TH-01")]
    [Property("Rule", "ECS-TH-02")]
    public void Delay_DoublesFromTheThirdFailureUpToTheCap(int failures, double expected) =>
        Assert.That(new StartBackoff(EcsScenario.Of(EcsScenario.Service(1))).DelayAfter(failures).Seconds, Is.EqualTo(expected));

    [Test]
    [Property("Rule", "ECS-TH-01")]
    [Property("Rule", "ECS-TH-02")]
    [Property("Rule", "ECS-EV-05")]
    public void TasksThatFailToStart_AreTriedAtGrowingDistances()
    {
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(1)));
        world.AddInstance();
        world.FailingDefinitions.Add(0);
        world.Start();
        world.RunUntil(200);
        Assert.That(world.Transitions.Where(t => t.Fact.From == TaskStatus.None).Select(t => t.At), Is.EqualTo(new double[] { 0, 0, 0, 15, 45, 105 }));
        Assert.That(world.Events.Single(e => e.Fact.Message == ServiceEventMessage.UnableToStartConsistently).At, Is.Zero);
        world.FailingDefinitions.Clear(); // fixed: the next attempt reaches RUNNING and resets the delay
        world.RunUntil(226);
        Assert.That(world.Services[0].Running, Is.EqualTo(1));
        world.FailingDefinitions.Add(0);
        world.Report(new ContainerExit(world.InStatus(TaskStatus.Running)[0], 1));
        world.RunUntil(226);
        Assert.That(world.Transitions.Count(t => t.At == 226 && t.Fact.From == TaskStatus.None), Is.EqualTo(3));
    }

    [Test]
    [Property("Rule", "ECS-TH-01")]
    public void NewTaskDefinition_ResetsTheDelay()
    {
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(1)));
        world.AddInstance();
        world.FailingDefinitions.Add(0);
        world.Start();
        world.At(50, () => world.Report(new UpdateServiceRequest(0, -1, 1, false)));
        world.RunUntil(52);
        Assert.That(world.Services[0].Running, Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-TH-01")]
    public void FailureToPlace_FeedsTheDelay_AndNewRoomLiftsIt()
    {
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(1), EcsScenario.Definition(4096)) with
        {
            InstanceTypes = [EcsScenario.SmallType, EcsScenario.SmallType with { Name = "k.xlarge", VCpus = 4 }],
        });
        world.AddInstance();
        world.Start();
        world.RunUntil(1000);
        Assert.That(world.Failures.Select(f => f.At), Is.EqualTo(new double[] { 0, 10, 20, 35, 65, 125, 245, 485, 965 }), "tick by tick, then doubling");
        Assert.That(world.CountEvents(ServiceEventMessage.UnableToPlace), Is.EqualTo(1), "duplicates are muted");
        world.AddInstance(type: 1);
        world.RunUntil(1002);
        Assert.That(world.Services[0].Running, Is.EqualTo(1));
    }

    [TestCase("us-east-1", LaunchType.Ec2, 500)]
    [TestCase("us-east-1", LaunchType.Fargate, 500)]
    [TestCase("eu-south-2", LaunchType.Fargate, 125)]
    [TestCase("eu-south-2", LaunchType.Ec2, 500)]
    [Property("Rule", "ECS-TH-03")]
    public void LaunchRate_IsABucketOfOneMinute(string region, LaunchType type, int perMinute)
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(1000) with { LaunchType = type }, EcsScenario.Definition(1, 1)) with { Region = region };
        var world = new EcsWorld(scenario);
        world.AddInstance();
        world.Start();
        world.RunUntil(0);
        Assert.That(world.Tasks.Count, Is.EqualTo(perMinute));
        world.RunUntil(60);
        Assert.That(world.Tasks.Count, Is.EqualTo(Math.Min(1000, 2 * perMinute)));
        world.RunUntil(600);
        Assert.That(world.Services[0].Running, Is.EqualTo(1000));
    }
}
