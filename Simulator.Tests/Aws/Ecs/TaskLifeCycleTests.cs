using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Tests.Aws.Ecs;

public sealed class TaskLifeCycleTests
{
    [Test]
    [Property("Rule", "ECS-TL-01")]
    public void BridgeTask_SkipsProvisioningDeactivatingAndDeprovisioning()
    {
        var world = World(EcsScenario.Definition());
        StartAndStop(world);
        Assert.That(StatesOf(world, 0), Is.EqualTo("Pending Activating Running Stopping Stopped"));
    }

    [Test]
    [Property("Rule", "ECS-TL-01")]
    public void TaskWithItsOwnInterface_IsProvisionedAndDeprovisioned()
    {
        var world = World(EcsScenario.Definition(mode: NetworkMode.AwsVpc));
        StartAndStop(world);
        Assert.That(StatesOf(world, 0), Is.EqualTo("Provisioning Pending Activating Running Stopping Deprovisioning Stopped"));
    }

    [Test]
    [Property("Rule", "ECS-TL-01")]
    public void TaskBehindALoadBalancer_IsDeregisteredBeforeItIsStopped()
    {
        var world = World(EcsScenario.Definition(), balanced: true);
        StartAndStop(world);
        Assert.That(StatesOf(world, 0), Is.EqualTo("Pending Activating Running Deactivating Stopping Stopped"));
        var deactivating = world.Transitions.Single(t => t.Fact.To == TaskStatus.Deactivating).At;
        Assert.That(world.Transitions.Single(t => t.Fact.To == TaskStatus.Stopping).At - deactivating, Is.EqualTo(20), "the load balancer takes its time");
    }

    [Test]
    [Property("Rule", "ECS-TL-01")]
    public void StopBeforeRunning_JumpsIntoTheStoppingHalf()
    {
        var world = World(EcsScenario.Definition(mode: NetworkMode.AwsVpc));
        world.PullDelay = Duration.FromSeconds(60L);
        world.Start();
        world.At(10, () => world.Report(new DesiredCountRequest(0, 0, 0)));
        world.RunUntil(600);
        Assert.That(StatesOf(world, 0), Is.EqualTo("Provisioning Pending Activating Deprovisioning Stopped"));
        Assert.That(world.Tasks.Count, Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-TL-02")]
    public void Timestamps_FollowTheStates()
    {
        var world = World(EcsScenario.Definition());
        world.NetworkDelay = Duration.FromSeconds(3L);
        world.PullDelay = Duration.FromSeconds(5L);
        var last = default(TaskRow);
        world.AfterEvent = () => last = world.Tasks.IsAlive(0) ? world.Tasks[0] : last;
        StartAndStop(world);
        var times = new[] { last.Created, last.Placed, last.PullStarted, last.PullStopped, last.Started, last.ReadyAt, last.Healthy, last.Stopping };
        Assert.That(times.Select(t => t.Seconds), Is.EqualTo(new double[] { 0, 0, 3, 8, 9, 10, 49, 100 }));
        Assert.That(world.Transitions[^1].At, Is.EqualTo(100), "shutdown takes no time here");
    }

    [Test]
    [Property("Rule", "ECS-TL-03")]
    public void StopCodes_SayWhy()
    {
        var world = World(EcsScenario.Definition(), desired: 3);
        var seen = new List<(StopCode, StopReason)>();
        world.Heard = fact =>
        {
            if (fact.To == TaskStatus.Stopped) seen.Add((world.Tasks[fact.Task].StopCode, world.Tasks[fact.Task].StopReason));
        };
        world.Start();
        world.At(100, () => world.Report(new DesiredCountRequest(0, 2, 0)));
        world.At(110, () => world.Report(new ContainerExit(world.InStatus(TaskStatus.Running)[0], 1)));
        world.At(200, () => world.Report(new UpdateServiceRequest(0, 1, -1, true)));
        world.RunUntil(400);
        Assert.That(seen, Is.EqualTo(new[]
        {
            (StopCode.ServiceSchedulerInitiated, StopReason.ScalingActivity), (StopCode.EssentialContainerExited, StopReason.EssentialContainerExited),
            (StopCode.ServiceSchedulerInitiated, StopReason.Deployment), (StopCode.ServiceSchedulerInitiated, StopReason.Deployment),
        }));
    }

    [Test]
    [Property("Rule", "ECS-TL-04")]
    [Property("Rule", "ECS-TL-03")]
    public void EssentialExit_StopsTheTaskAndReleasesItsResourcesAtOnce()
    {
        var world = World(EcsScenario.Definition(mode: NetworkMode.AwsVpc));
        world.Start();
        world.RunUntil(100);
        var task = world.InStatus(TaskStatus.Running).Single();
        world.Report(new ContainerExit(task, 3));
        ref var row = ref world.Tasks[task];
        Assert.That((row.Status, row.StopCode, row.StopReason, row.ExitCode), Is.EqualTo((TaskStatus.Deprovisioning, StopCode.EssentialContainerExited, StopReason.EssentialContainerExited, 3)));
        Assert.That(world.Instances[0].RemainingCpu, Is.EqualTo(2048));
        world.RunUntil(101);
        Assert.That(world.Services[0].Pending + world.Services[0].Running, Is.EqualTo(1), "replaced at once");
    }

    [Test]
    [Property("Rule", "ECS-TL-05")]
    [Property("Rule", "ECS-AG-01")]
    public void OptimisticRelease_PlacesAtOnceAndTheAgentAdmitsWhenTheHostIsFree()
    {
        // One host of 2048; task A of 2048 stops for 30 s from t = 100; task B of 2048 is placed at once and starts when A has stopped.
        var definition = EcsScenario.Definition(2048, 1024, stopTimeout: Duration.FromSeconds(30L));
        var services = ImmutableArray.Create(EcsScenario.Service(1, "a"), EcsScenario.Service(0, "b", 1));
        var slow = new ApplicationDefinition { Shutdown = DistributionDefinition.Constant(300) };
        var world = new EcsWorld(EcsScenario.Of(services, [definition, definition with { Family = "b" }]) with { Applications = [slow, slow] });
        world.AddInstance();
        world.Start();
        world.At(100, () =>
        {
            world.Report(new DesiredCountRequest(0, 0, 0));
            world.Report(new DesiredCountRequest(1, 1, 0));
        });
        world.RunUntil(101);
        var b = Enumerable.Range(0, world.Tasks.Length).Single(t => world.Tasks.IsAlive(t) && world.Tasks[t].Service == 1);
        Assert.That((world.Tasks[b].Placed.Seconds, world.Tasks[b].Status), Is.EqualTo((100.0, TaskStatus.Pending)));
        world.RunUntil(600);
        Assert.That(world.Tasks[b].PullStarted.Seconds, Is.EqualTo(130));
    }

    [Test]
    [Property("Rule", "ECS-TL-05")]
    public void ReleaseTriggerStopped_WaitsForTheEndOfTheTask()
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(4) with { Deployment = new(0, 100, false, false) }) with
        {
            Applications = [.. Enumerable.Repeat(new ApplicationDefinition { Shutdown = DistributionDefinition.Constant(10) }, 3)],
        };
        scenario = scenario with { Model = scenario.Model.With(ModelCatalog.ReleaseTrigger, "stopped") };
        var world = new EcsWorld(scenario);
        world.AddInstance();
        world.Start();
        world.At(100, () => world.Report(new UpdateServiceRequest(0, -1, 1, false)));
        world.RunUntil(105);
        Assert.That((world.ActiveOf(0), world.ActiveOf(1)), Is.EqualTo((0, 0)));
        world.RunUntil(112);
        Assert.That(world.ActiveOf(1), Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "ECS-AG-01")]
    public void AgentQueue_IsBlockedByItsHead()
    {
        // Free for the agent: 512 of 2048. In the queue T1 (1024), then T2 (256): neither starts until T1 fits.
        var slow = new ApplicationDefinition { Shutdown = DistributionDefinition.Constant(20) };
        var services = ImmutableArray.Create(EcsScenario.Service(1, "a"), EcsScenario.Service(0, "t1", 1), EcsScenario.Service(0, "t2", 2));
        var world = new EcsWorld(EcsScenario.Of(services, [EcsScenario.Definition(1536), EcsScenario.Definition(1024), EcsScenario.Definition(256)])
            with
        { Applications = [slow, slow, slow] });
        world.AddInstance();
        world.Start();
        world.At(100, () =>
        {
            world.Report(new DesiredCountRequest(0, 0, 0)); // its 1536 are free for placement now, for the agent at 120
            world.Report(new DesiredCountRequest(1, 1, 0));
            world.Report(new DesiredCountRequest(2, 1, 0));
        });
        world.RunUntil(119);
        Assert.That(world.InStatus(TaskStatus.Pending), Has.Count.EqualTo(2));
        world.RunUntil(120);
        Assert.That(world.InStatus(TaskStatus.Activating), Has.Count.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-AG-01")]
    public void QueuedTaskThatIsStopped_LeavesTheQueue()
    {
        var slow = new ApplicationDefinition { Shutdown = DistributionDefinition.Constant(20) };
        var services = ImmutableArray.Create(EcsScenario.Service(1, "a"), EcsScenario.Service(0, "t1", 1), EcsScenario.Service(0, "t2", 2));
        var world = new EcsWorld(EcsScenario.Of(services, [EcsScenario.Definition(1536), EcsScenario.Definition(1024), EcsScenario.Definition(256)])
            with
        { Applications = [slow, slow, slow] });
        world.AddInstance();
        world.Start();
        world.At(100, () =>
        {
            world.Report(new DesiredCountRequest(0, 0, 0));
            world.Report(new DesiredCountRequest(1, 1, 0));
            world.Report(new DesiredCountRequest(2, 1, 0));
        });
        world.At(105, () => world.Report(new DesiredCountRequest(1, 0, 0)));
        world.RunUntil(106);
        Assert.That(world.Tasks[world.InStatus(TaskStatus.Activating).Concat(world.InStatus(TaskStatus.Running)).Single()].Service, Is.EqualTo(2));
    }

    [TestCase(10, null, 10, 0)]
    [TestCase(300, null, 30, 137)]
    [TestCase(300, 120L, 120, 137)]
    [TestCase(50, 120L, 50, 0)]
    [Property("Rule", "ECS-TD-13")]
    public void StopTimeout_CutsTheShutdownShort(double shutdown, long? timeout, double takes, int exitCode)
    {
        var definition = EcsScenario.Definition(mode: NetworkMode.AwsVpc, stopTimeout: timeout is { } seconds ? Duration.FromSeconds(seconds) : null);
        var world = new EcsWorld(EcsScenario.Of(EcsScenario.Service(1), definition) with
        {
            Applications = [new ApplicationDefinition { Shutdown = DistributionDefinition.Constant(shutdown) }],
        });
        world.AddInstance();
        var code = -1;
        world.Heard = fact => code = fact.To == TaskStatus.Stopped ? world.Tasks[fact.Task].ExitCode : code;
        StartAndStop(world);
        Assert.That(world.Transitions.Single(t => t.Fact.To == TaskStatus.Deprovisioning).At, Is.EqualTo(100 + takes));
        Assert.That(code, Is.EqualTo(exitCode));
    }

    [Test]
    public void TaskNumberN_TakesTheSameTimesUnderEveryPolicy()
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(8)) with { Model = ModelConstants.Defaults };
        var binpack = scenario with { Services = [scenario.Services[0] with { PlacementStrategies = [new(PlacementStrategyKind.Binpack, "cpu")] }] };
        Assert.That(Starts(scenario), Is.EqualTo(Starts(binpack)));

        static List<(long, double)> Starts(Scenario s)
        {
            var world = EcsScenario.ClusterK(s);
            world.Start();
            world.RunUntil(300);
            return [.. world.InStatus(TaskStatus.Running).Select(t => (world.Tasks[t].Ordinal, world.Tasks[t].Started.Seconds)).Order()];
        }
    }

    private static EcsWorld World(TaskDefinition definition, int desired = 1, bool balanced = false)
    {
        var service = EcsScenario.Service(desired) with { LoadBalancers = balanced ? [new LoadBalancerDefinition(0, "app", 80)] : [] };
        var world = new EcsWorld(EcsScenario.Of(service, definition) with { TargetGroups = [new TargetGroupDefinition { Name = "tg" }] });
        world.AddInstance();
        return world;
    }

    private static void StartAndStop(EcsWorld world)
    {
        world.Start();
        world.At(100, () => world.Report(new DesiredCountRequest(0, 0, 0)));
        world.RunUntil(1000);
        Assert.That(world.Tasks.Count, Is.Zero);
        Assert.That(world.Room.Check(), Is.Empty);
    }

    private static string StatesOf(EcsWorld world, int task) => string.Join(' ', world.Transitions.Where(t => t.Fact.Task == task).Select(t => t.Fact.To));
}
