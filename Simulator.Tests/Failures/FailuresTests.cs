using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;
using Simulator.Tests.Aws;
using FailuresRoom = Simulator.Failures.Failures;

namespace Simulator.Tests.Failures;

public sealed class FailuresTests
{
    private RoomLoop _loop = new();
    private Slab<TaskRow> _tasks = new();
    private Slab<ContainerInstanceRow> _containerInstances = new();
    private Slab<Ec2InstanceRow> _instances = new();
    private FactLog<FailureStrike> _strikes = null!;
    private FactLog<ContainerExit> _exits = null!;
    private FactLog<InstanceFailure> _deaths = null!;
    private FactLog<TaskHostLost> _lost = null!;
    private FactLog<ZoneChange> _zones = null!;

    [SetUp]
    public void Clear()
    {
        _loop = new();
        _tasks = new();
        _containerInstances = new();
        _instances = new();
    }

    [Test]
    public void TaskCrash_HitsRunningTasksOfItsServiceAndZone()
    {
        AddTask(service: 0, zone: 0);
        AddTask(service: 1, zone: 1, status: TaskStatus.Pending);
        var victim = AddTask(service: 1, zone: 1);
        AddTask(service: 1, zone: 0);
        Build(new FailureDefinition { Name = "crash", Kind = FailureKind.TaskCrash, At = Instant.FromSeconds(60L), Count = 3, Service = 1, Zone = 1, ExitCode = 137 });
        _loop.RunUntil(100);
        Assert.That(_exits.All, Is.EqualTo(new[] { (60.0, new ContainerExit(victim, 137)) }));
        Assert.That(_strikes.All, Is.EqualTo(new[] { (60.0, new FailureStrike(0, 0, 1, 0)) }));
    }

    [Test]
    public void Victims_AreDrawnByBirthAndNotByRow()
    {
        long[] Hit(bool backwards, int count)
        {
            Clear();
            for (var i = 0; i < 20; i++) AddTask(ordinal: backwards ? 19 - i : i);
            Build(new FailureDefinition { Name = "crash", Kind = FailureKind.TaskCrash, At = Instant.Zero, Count = count });
            _loop.RunUntil(1);
            return [.. _exits.All.Select(e => _tasks[e.Fact.Task].Ordinal)];
        }

        Assert.That(Hit(false, 5), Is.EqualTo(Hit(true, 5)));
        Assert.That(Hit(false, 5).Take(3), Is.EqualTo(Hit(false, 3)), "a larger blow hits the same ones first");
        Assert.That(Hit(false, 5), Is.Not.Ordered);
    }

    [Test]
    public void InstanceFailure_HitsInstancesInServiceOfItsGroup()
    {
        AddInstance(group: 0);
        AddInstance(group: 1, state: Ec2InstanceState.Pending);
        var victim = AddInstance(group: 1, tasks: 4);
        Build(new FailureDefinition { Name = "host", Kind = FailureKind.InstanceFailure, At = Instant.FromSeconds(5L), Count = 9, AutoScalingGroup = 1 });
        _loop.RunUntil(10);
        Assert.That(_deaths.All, Is.EqualTo(new[] { (5.0, new InstanceFailure(victim, TerminationReason.Failed)) }));
        Assert.That(_strikes.All[0].Fact, Is.EqualTo(new FailureStrike(0, 0, 4, 1)));
    }

    [Test]
    public void ZoneOutage_ClosesTheZoneThenKillsEverythingInItUntilItIsOver()
    {
        var first = AddInstance(zone: 1, tasks: 2);
        var second = AddInstance(zone: 1, state: Ec2InstanceState.Pending);
        AddInstance(zone: 0);
        AddInstance(zone: 1, state: Ec2InstanceState.Terminating);
        var fargate = AddTask(zone: 1, type: LaunchType.Fargate);
        AddTask(zone: 0, type: LaunchType.Fargate);
        AddTask(zone: 1, type: LaunchType.Fargate, status: TaskStatus.Deprovisioning);
        AddTask(zone: 1);
        Build(new FailureDefinition { Name = "zone", Kind = FailureKind.ZoneOutage, At = Instant.FromSeconds(60L), Zone = 1, Length = Duration.FromMinutes(10) });
        _loop.RunUntil(61);
        Assert.That(_deaths.All.Select(d => d.Fact), Is.EquivalentTo(new[] { new InstanceFailure(first, TerminationReason.ZoneOutage), new(second, TerminationReason.ZoneOutage) }));
        Assert.That(_lost.All.Select(l => l.Fact), Is.EqualTo(new[] { new TaskHostLost(fargate) }));
        Assert.That(_strikes.All[0].Fact, Is.EqualTo(new FailureStrike(0, 0, 3, 2)));
        _loop.RunUntil(1000);
        Assert.That(_zones.All, Is.EqualTo(new[] { (60.0, new ZoneChange(1, true)), (660.0, new ZoneChange(1, false)) }));
    }

    [Test]
    public void OverlappingOutagesOfAZone_EndWithTheLast()
    {
        FailureDefinition Outage(long at, long minutes) =>
            new() { Name = $"zone{at}", Kind = FailureKind.ZoneOutage, At = Instant.FromSeconds(at), Zone = 0, Length = Duration.FromMinutes(minutes) };
        Build(Outage(60, 30), Outage(120, 2));
        _loop.RunUntil(10_000);
        Assert.That(_zones.All, Is.EqualTo(new[] { (60.0, new ZoneChange(0, true)), (1860.0, new ZoneChange(0, false)) }));
        Assert.That(_strikes.Count, Is.EqualTo(2));
    }

    [Test]
    public void AnyZone_IsDrawn()
    {
        var zones = Enumerable.Range(1, 40).Select(seed =>
        {
            Clear();
            Build((ulong)seed, new FailureDefinition { Name = "zone", Kind = FailureKind.ZoneOutage, At = Instant.Zero, Length = Duration.FromMinutes(1) });
            _loop.RunUntil(1);
            return _zones.All[0].Fact.Zone;
        });
        Assert.That(zones.Distinct().Order(), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void RecurringFailure_ComesExponentiallyUntilTheEndOfTheRun()
    {
        Build(new FailureDefinition { Name = "crash", Kind = FailureKind.TaskCrash, MeanTimeBetweenSeconds = 60 });
        _loop.RunUntil(86_400);
        var gaps = _strikes.All.Zip(_strikes.All.Skip(1), (a, b) => b.At - a.At).ToArray();
        Assert.That(_strikes.Count, Is.EqualTo(1440).Within(4 * Math.Sqrt(1440)));
        Assert.That(gaps.Average(), Is.EqualTo(60).Within(4 * 60 / Math.Sqrt(gaps.Length)));
        Assert.That(gaps.Count(g => g > 60) / (double)gaps.Length, Is.EqualTo(Math.Exp(-1)).Within(0.05));
        Assert.That(_strikes.All.Select(s => s.Fact.Occurrence), Is.EqualTo(Enumerable.Range(0, _strikes.Count)));
        Assert.That(_loop.Calendar.Pending, Is.Zero, "nothing is scheduled beyond the end");
    }

    [Test]
    public void RecurringFailureWithATime_BeginsThere()
    {
        Build(new FailureDefinition { Name = "crash", Kind = FailureKind.TaskCrash, At = Instant.FromSeconds(30L), MeanTimeBetweenSeconds = 60 });
        _loop.RunUntil(1000);
        Assert.That(_strikes.All[0].At, Is.EqualTo(30));
        Assert.That(_strikes.Count, Is.GreaterThan(1));
    }

    [Test]
    public void ApplicationCrashes_FollowTheTasksBirth()
    {
        Build();
        var times = new List<double>();
        for (var i = 0; i < 300; i++)
        {
            var task = AddTask(definition: 1, ordinal: i);
            _loop.Report(new TaskTransition(task, TaskStatus.Activating, TaskStatus.Running));
        }
        var robust = AddTask(definition: 0, ordinal: 300);
        _loop.Report(new TaskTransition(robust, TaskStatus.Activating, TaskStatus.Running));
        _loop.RunUntil(86_400);
        Assert.That(_exits.Count, Is.EqualTo(300));
        Assert.That(_exits.All.Select(e => e.Fact.ExitCode), Has.All.EqualTo(1));
        Assert.That(_exits.All.Average(e => e.At), Is.EqualTo(600).Within(4 * 600 / Math.Sqrt(300)));
    }

    [Test]
    public void TaskThatStoppedBefore_DoesNotCrash()
    {
        Build();
        var stopped = AddTask(definition: 1);
        var removed = AddTask(definition: 1);
        _loop.Report(new TaskTransition(stopped, TaskStatus.Activating, TaskStatus.Running));
        _loop.Report(new TaskTransition(removed, TaskStatus.Activating, TaskStatus.Running));
        _tasks[stopped].Status = TaskStatus.Deprovisioning;
        _tasks.Remove(removed);
        AddTask(definition: 1); // takes the slot, but is another task
        _loop.RunUntil(86_400);
        Assert.That(_exits.Count, Is.Zero);
    }

    private void Build(params FailureDefinition[] failures) => Build(1, failures);

    private void Build(ulong seed, params FailureDefinition[] failures)
    {
        var scenario = CapacityWorld.Make(taskDefinitions: [CapacityWorld.Task(256, 512), CapacityWorld.Task(256, 512)]) with
        {
            Failures = [.. failures],
            Applications = [ApplicationDefinition.Default, ApplicationDefinition.Default with { MeanTimeBetweenCrashesSeconds = 600 }],
        };
        var room = new FailuresRoom(_loop.Calendar, _loop.Facts, scenario, new BirthDraw(seed, 0), new(_tasks), new(_containerInstances), new(_instances));
        _loop.Add(Rooms.Failures, room);
        _loop.Hear<TaskTransition>(room);
        _strikes = _loop.Hear<FailureStrike>();
        _exits = _loop.Hear<ContainerExit>();
        _deaths = _loop.Hear<InstanceFailure>();
        _lost = _loop.Hear<TaskHostLost>();
        _zones = _loop.Hear<ZoneChange>();
        room.Start();
    }

    private int AddTask(int service = 0, int zone = 0, TaskStatus status = TaskStatus.Running, LaunchType type = LaunchType.Ec2, long ordinal = 0, int definition = 0)
    {
        var task = _tasks.Add();
        _tasks[task] = new TaskRow { Service = service, Zone = zone, Status = status, LaunchType = type, Ordinal = ordinal, TaskDefinition = definition };
        return task;
    }

    private int AddInstance(int group = 0, int zone = 0, Ec2InstanceState state = Ec2InstanceState.InService, int tasks = 0)
    {
        var instance = _instances.Add();
        _instances[instance] = new Ec2InstanceRow { AutoScalingGroup = group, Zone = zone, State = state, Ordinal = instance, ContainerInstance = -1 };
        if (state != Ec2InstanceState.InService) return instance;
        var containerInstance = _containerInstances.Add();
        _containerInstances[containerInstance] = new ContainerInstanceRow { Ec2Instance = instance, Tasks = tasks };
        _instances[instance].ContainerInstance = containerInstance;
        return instance;
    }
}
