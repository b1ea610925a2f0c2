using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>Capacity providers as the scheduler uses them, tasks that wait in PROVISIONING, RunTask, Fargate.</summary>
public sealed class ProviderTests
{
    private const int Managed = 2;
    private const int Unmanaged = 3;

    [Test]
    [Property("Rule", "ECS-CP-01")]
    [Property("Rule", "ECS-CP-02")]
    public void BaseAndWeight_SplitTheTasks_WhereverThereIsRoom()
    {
        var world = World(EcsScenario.Service(10) with { LaunchType = null, Strategy = [new(Managed, 1, 2), new(Unmanaged, 3, 0)] });
        world.AddInstance(group: 0);
        for (var i = 0; i < 2; i++) world.AddInstance(group: 1);
        world.Start();
        world.RunUntil(100);
        var active = Enumerable.Range(0, world.Tasks.Length).Where(world.Tasks.IsAlive).Select(t => world.Tasks[t].CapacityProvider).ToList();
        Assert.That((active.Count(p => p == Managed), active.Count(p => p == Unmanaged)), Is.EqualTo((4, 6)));
        foreach (var task in world.InStatus(TaskStatus.Running))
            Assert.That(world.Instances[world.Tasks[task].ContainerInstance].CapacityProvider, Is.EqualTo(world.Tasks[task].CapacityProvider));
    }

    [Test]
    [Property("Rule", "ECS-CP-03")]
    [Property("Rule", "CP-PV-01")]
    public void ManagedScaling_LetsTheTaskWaitUntilCapacityAppears()
    {
        var world = World(EcsScenario.Service(3) with { LaunchType = null, Strategy = [new(Managed, 1, 0)] });
        world.AddInstance(group: 1); // another provider's
        world.Start();
        world.RunUntil(55);
        ref var row = ref world.Services[0];
        Assert.That((row.Provisioning, row.Pending, row.Running), Is.EqualTo((3, 3, 0)));
        Assert.That(world.Room.Waiting.WaitingCount(Managed, 0), Is.EqualTo(3));
        Assert.That(world.Failures.Where(f => f.At == 0).Select(f => f.Fact.Task), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(world.CountEvents(ServiceEventMessage.UnableToPlace), Is.Zero);
        world.AddInstance(group: 0);
        world.RunUntil(56);
        Assert.That((world.Services[0].Provisioning, world.Services[0].Running), Is.EqualTo((0, 3)));
        Assert.That(world.Room.Waiting.WaitingCount(Managed, 0), Is.Zero);
        Assert.That(world.Tasks[0].Placed.Seconds, Is.EqualTo(55));
    }

    [Test]
    [Property("Rule", "ECS-DM-02")]
    public void WaitingTasks_ComeAfterTheDaemonOfTheInstance()
    {
        var daemon = EcsScenario.Service(0, "agent", 1) with { SchedulingStrategy = SchedulingStrategy.Daemon, Deployment = new(0, 100, false, false) };
        var world = World(EcsScenario.Service(3) with { LaunchType = null, Strategy = [new(Managed, 1, 0)] }, other: daemon);
        world.Start();
        world.RunUntil(55);
        world.AddInstance(group: 0);
        world.RunUntil(56);
        var placed = world.Transitions.Where(t => t.At == 55 && t.Fact.To == TaskStatus.Pending).Select(t => t.Fact.Task).ToList();
        Assert.That(placed, Is.EqualTo(new[] { 3, 0, 1, 2 }), "the daemon's task is the youngest");
    }

    [Test]
    [Property("Rule", "CP-MS-06")]
    public void WaitingTasks_WithDistinctInstance_AreCountedApart()
    {
        var service = EcsScenario.Service(3) with { LaunchType = null, Strategy = [new(Managed, 1, 0)], PlacementConstraints = [new(PlacementConstraintKind.DistinctInstance, "")] };
        var world = World(service);
        world.Start();
        world.RunUntil(1);
        Assert.That(world.Room.Waiting.WaitingDistinctCount(Managed, 0), Is.EqualTo(3));
        world.AddInstance(group: 0);
        world.RunUntil(2);
        Assert.That(world.Room.Waiting.WaitingDistinctCount(Managed, 0), Is.EqualTo(2), "one instance takes one");
    }

    [Test]
    [Property("Rule", "ECS-CP-03")]
    public void WithoutManagedScaling_NothingIsCreatedAndTheServiceTriesAgain()
    {
        var world = World(EcsScenario.Service(3) with { LaunchType = null, Strategy = [new(Unmanaged, 1, 0)] });
        world.Start();
        world.RunUntil(15);
        Assert.That(world.Tasks.Count, Is.Zero);
        Assert.That(world.Failures.Select(f => (f.At, f.Fact.Task, f.Fact.Reason)), Is.EqualTo(new[]
        {
            (0.0, -1, PlacementFailureReason.NoActiveInstances), (10.0, -1, PlacementFailureReason.NoActiveInstances),
        }));
        Assert.That(world.CountEvents(ServiceEventMessage.UnableToPlace), Is.EqualTo(1));
        world.AddInstance(group: 1);
        world.RunUntil(17);
        Assert.That(world.Services[0].Running, Is.EqualTo(3));
    }

    [Test]
    [Property("Rule", "CP-PV-02")]
    [Property("Rule", "ECS-EV-09")]
    public void MoreThanTheLimit_DoNotWait()
    {
        var scenario = World(EcsScenario.Service(8) with { LaunchType = null, Strategy = [new(Managed, 1, 0)] }).Scenario;
        var world = new EcsWorld(scenario with { Model = scenario.Model.With(ModelCatalog.ProvisioningLimit, 5.0) });
        world.Start();
        world.RunUntil(30);
        Assert.That(world.Services[0].Provisioning, Is.EqualTo(5));
        Assert.That(world.CountEvents(ServiceEventMessage.ProvisioningLimit), Is.EqualTo(1));
        for (var i = 0; i < 2; i++) world.AddInstance(group: 0);
        world.RunUntil(100);
        Assert.That(world.Services[0].Running, Is.EqualTo(8), "the rest follows when there is room in the line");
    }

    [Test]
    [Property("Rule", "CP-PV-03")]
    [Property("Rule", "ECS-TL-03")]
    public void WaitingTask_GivesUpAfterAWhileAndIsReplaced()
    {
        var scenario = World(EcsScenario.Service(1) with { LaunchType = null, Strategy = [new(Managed, 1, 0)] }).Scenario;
        var world = new EcsWorld(scenario with { Model = scenario.Model.With(ModelCatalog.ProvisioningExpiry, DistributionDefinition.Uniform(600, 1800)) });
        var ends = new List<(double, StopCode, StopReason)>();
        world.Heard = fact =>
        {
            if (fact.To == TaskStatus.Stopped) ends.Add((world.Now, world.Tasks[fact.Task].StopCode, world.Tasks[fact.Task].StopReason));
        };
        world.Start();
        world.RunUntil(3600);
        Assert.That(ends, Has.Count.GreaterThanOrEqualTo(2));
        Assert.That(ends[0].Item1, Is.InRange(600, 1800));
        Assert.That(ends.Select(e => (e.Item2, e.Item3)), Is.All.EqualTo((StopCode.TaskFailedToStart, StopReason.EmptyProvider)));
        Assert.That(world.Services[0].Provisioning, Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "CP-PV-01")]
    public void WaitingTasks_AreServedInOrderOfAge()
    {
        var world = World(EcsScenario.Service(4) with { LaunchType = null, Strategy = [new(Managed, 1, 0)] });
        world.Start();
        world.At(5, () => world.Report(new DesiredCountRequest(0, 8, 0)));
        world.RunUntil(30);
        world.AddInstance(group: 0);
        world.RunUntil(31);
        Assert.That(world.InStatus(TaskStatus.Activating).Concat(world.InStatus(TaskStatus.Running)).Select(t => world.Tasks[t].Ordinal).Order(), Is.EqualTo(new long[] { 0, 1, 2, 3 }));
    }

    [Test]
    [Property("Rule", "ECS-PL-04")]
    [Property("Rule", "ECS-CP-03")]
    public void RunTask_PlacesEachTaskOnItsOwn_AndDropsWhatDoesNotFit()
    {
        var world = World(EcsScenario.Service(0), new JobWorkloadDefinition("j", 0, 10, LaunchType.Ec2, [], "family:web", new RateDefinition([]), DistributionDefinition.Constant(1)));
        for (var i = 0; i < 2; i++) world.AddInstance(zone: i);
        world.Start();
        world.At(1, () => world.Report(new RunTaskRequest(0)));
        world.RunUntil(10);
        Assert.That(world.InStatus(TaskStatus.Running), Has.Count.EqualTo(8));
        Assert.That(world.Failures.Select(f => (f.Fact.Service, f.Fact.Task, f.Fact.Reason)), Is.EqualTo(Enumerable.Repeat((-1, -1, PlacementFailureReason.Memory), 2)));
        Assert.That(world.Tasks[0].Job, Is.Zero);
        var reason = StopReason.None;
        world.Heard = fact => reason = world.Tasks[fact.Task].StopReason;
        world.Report(new ContainerExit(0, 0));
        Assert.That(reason, Is.EqualTo(StopReason.Finished));
    }

    [Test]
    [Property("Rule", "ECS-CP-01")]
    public void RunTask_SplitsEachCallByItself()
    {
        var job = new JobWorkloadDefinition("j", 0, 4, null, [new(Managed, 0, 1), new(Unmanaged, 1, 0)], "batch", new RateDefinition([]), DistributionDefinition.Constant(1));
        var world = World(EcsScenario.Service(0), job);
        for (var i = 0; i < 3; i++) world.AddInstance(group: 1);
        world.Start();
        for (var i = 0; i < 2; i++) world.At(1 + i, () => world.Report(new RunTaskRequest(0)));
        world.RunUntil(10);
        Assert.That(world.InStatus(TaskStatus.Running), Has.Count.EqualTo(6));
        Assert.That(world.Room.Waiting.WaitingCount(Managed, 0), Is.EqualTo(2), "the base of each call waits for its provider");
    }

    [Test]
    [Property("Rule", "ECS-PL-15")]
    public void Fargate_SpreadsOverTheZonesOfTheSubnets()
    {
        var world = World(EcsScenario.Service(7) with { LaunchType = LaunchType.Fargate, Zones = [0, 2] });
        world.Start();
        world.RunUntil(100);
        Assert.That(new[] { world.InZone(0), world.InZone(2) }, Is.EquivalentTo(new[] { 3, 4 }));
    }

    [Test]
    [Property("Rule", "ECS-PL-15")]
    [Property("Rule", "ECS-EV-03")]
    public void Fargate_AvoidsAZoneThatIsOut_AndWaitsWhenAllAre()
    {
        var world = World(EcsScenario.Service(4) with { LaunchType = LaunchType.Fargate, Zones = [0, 1] });
        world.Start();
        world.Report(new ZoneChange(0, true));
        world.RunUntil(10);
        Assert.That((world.InZone(0), world.InZone(1)), Is.EqualTo((0, 4)));
        world.Report(new ZoneChange(1, true));
        foreach (var task in world.InStatus(TaskStatus.Running)) world.Report(new TaskHostLost(task));
        world.RunUntil(20);
        Assert.That(world.Services[0].Running + world.Services[0].Pending, Is.Zero);
        Assert.That(world.Failures[0].Fact.Reason, Is.EqualTo(PlacementFailureReason.Fargate));
        Assert.That(world.CountEvents(ServiceEventMessage.CapacityUnavailable), Is.EqualTo(1));
        world.Report(new ZoneChange(0, false));
        world.RunUntil(30);
        Assert.That(world.InZone(0), Is.EqualTo(4));
    }

    private static EcsWorld World(ServiceDefinition service, JobWorkloadDefinition? job = null, ServiceDefinition? other = null)
    {
        static AutoScalingGroupDefinition Group(string name) =>
            new() { Name = name, InstanceTypes = [0], Zones = [0, 1, 2], MinSize = 0, MaxSize = 100, DesiredCapacity = 0 };
        return new EcsWorld(EcsScenario.Of(other is null ? [service] : [service, other], []) with
        {
            AutoScalingGroups = [Group("g1"), Group("g2")],
            CapacityProviders =
            [
                CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot,
                new()
                {
                    Name = "managed", Kind = CapacityProviderKind.AutoScalingGroup, AutoScalingGroup = 0,
                    ManagedScaling = new ManagedScalingDefinition(100, 1, 100, Duration.FromSeconds(300L)),
                },
                new() { Name = "plain", Kind = CapacityProviderKind.AutoScalingGroup, AutoScalingGroup = 1 },
            ],
            Workloads = job is null ? [] : [job],
        });
    }
}
