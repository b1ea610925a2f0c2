using Simulator.Aws.Fargate;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;
using FargateRoom = Simulator.Aws.Fargate.Fargate;

namespace Simulator.Tests.Aws.Fargate;

public sealed class FargateTests
{
    private Slab<TaskRow> _tasks = new();
    private RoomLoop _loop = new();
    private FactLog<TaskNetworkReady> _ready = null!;

    [Test, Property("Rule", "FG-Q-01"), Property("Rule", "ECS-TH-04")]
    public void TwoHundredFiftyTasks_LaunchAHundredAtOnceThenTwentyASecond()
    {
        Build(provisioning: 10);
        for (var i = 0; i < 250; i++) Place();
        Assert.That(_loop.Calendar.Pending, Is.EqualTo(250), "one event for each task");
        _loop.RunUntil(100);
        var seconds = _ready.All.Select(r => r.At).ToArray();
        Assert.That(seconds.Take(100), Has.All.EqualTo(10.0));
        Assert.That(seconds[^1], Is.EqualTo(17.5).Within(1e-9));
        Assert.That(_ready.All.Select(r => r.Fact.Task), Is.Ordered, "first come, first served");
    }

    [Test, Property("Rule", "FG-Q-01")]
    public void SpotAndOnDemand_HaveBucketsOfTheirOwn()
    {
        Build(provisioning: 10);
        for (var i = 0; i < 100; i++) Place(provider: 0);
        for (var i = 0; i < 100; i++) Place(provider: 1);
        Place(provider: -1);
        _loop.RunUntil(100);
        Assert.That(_ready.All.Count(r => r.At == 10.0), Is.EqualTo(200));
        Assert.That(_ready.All[^1].At, Is.EqualTo(10.05).Within(1e-9), "a plain launch type draws on the On-Demand bucket");
    }

    [TestCase("us-east-1", 100, 20)]
    [TestCase("eu-south-1", 25, 5)]
    [Property("Rule", "FG-Q-01")]
    public void Quota_DependsOnTheRegion(string region, double burst, double rate) =>
        Assert.That(FargateQuotas.LaunchBucket(CapacityWorld.Make() with { Region = region }), Is.EqualTo((burst, rate)));

    [Test, Property("Rule", "FG-Q-01")]
    public void RaisedQuota_HoldsInEveryRegion() =>
        Assert.That(
            FargateQuotas.LaunchBucket(CapacityWorld.Make(model: ModelConstants.Defaults.With(ModelCatalog.FargateLaunchBurst, 500.0)) with { Region = "eu-south-1" }),
            Is.EqualTo((500.0, 5.0)));

    [Test, Property("Rule", "FG-ST-01")]
    public void Provisioning_TakesTenToTwentySecondsAndFollowsTheTasksOrdinal()
    {
        Build(provisioning: null);
        for (var i = 0; i < 100; i++) Place();
        _loop.RunUntil(200);
        var first = _ready.All.OrderBy(r => r.Fact.Task).Select(r => r.At).ToArray();
        Assert.That(first.Order().ElementAt(50), Is.InRange(12, 16));
        Assert.That(first.Order().ElementAt(95), Is.InRange(18, 27));
        Clear();
        Build(provisioning: null);
        for (var i = 99; i >= 0; i--) Place(ordinal: i);
        _loop.RunUntil(200);
        Assert.That(_ready.All.OrderBy(r => _tasks[r.Fact.Task].Ordinal).Select(r => r.At), Is.EqualTo(first));
    }

    [Test]
    public void StoppedTask_IsNotReported()
    {
        Build(provisioning: 10);
        var stopped = Place();
        var removed = Place();
        _tasks[stopped].Status = TaskStatus.Deprovisioning;
        _tasks.Remove(removed);
        var other = Place(); // takes the removed task's slot
        _loop.RunUntil(100);
        Assert.That(_ready.All.Select(r => r.Fact.Task), Is.EqualTo(new[] { other }));
    }

    [Test]
    public void TasksThatRunFromTheStart_TakeNoLaunch()
    {
        Build(provisioning: 10);
        var task = _tasks.Add();
        _tasks[task] = new TaskRow { LaunchType = LaunchType.Fargate, Status = TaskStatus.Running };
        _loop.Report(new TaskPlaced(task, _loop.Calendar.Now));
        Assert.That(_loop.Calendar.Pending, Is.Zero);
    }

    [Test]
    public void Ec2Tasks_AreNotFargatesBusiness()
    {
        Build(provisioning: 10);
        var task = _tasks.Add();
        _tasks[task] = new TaskRow { LaunchType = LaunchType.Ec2, Status = TaskStatus.Provisioning };
        _loop.Report(new TaskPlaced(task, _loop.Calendar.Now));
        Assert.That(_loop.Calendar.Pending, Is.Zero);
    }

    [Test]
    public void ZoneOut_HoldsLaunchesUntilItReturns()
    {
        Build(provisioning: 10);
        _loop.Report(new ZoneChange(1, true));
        var held = Place(zone: 1);
        var gone = Place(zone: 1);
        var free = Place(zone: 0);
        _tasks[gone].Status = TaskStatus.Stopped;
        _loop.RunUntil(60);
        Assert.That(_ready.All.Select(r => r.Fact.Task), Is.EqualTo(new[] { free }));
        _loop.Report(new ZoneChange(1, false));
        _loop.RunUntil(100);
        Assert.That(_ready.All.Skip(1), Is.EqualTo(new[] { (70.0, new TaskNetworkReady(held, Instant.FromSeconds(70))) }));
    }

    [SetUp]
    public void Clear()
    {
        _loop = new();
        _tasks = new();
    }

    private void Build(double? provisioning)
    {
        var model = provisioning is { } seconds
            ? ModelConstants.Defaults.With(ModelCatalog.FargateProvisioning, DistributionDefinition.Constant(seconds)).With(ProviderModel.FargateScheduling, DistributionDefinition.Constant(0))
            : ModelConstants.Defaults.With(ProviderModel.FargateScheduling, DistributionDefinition.Constant(0));
        var room = new FargateRoom(_loop.Calendar, _loop.Facts, CapacityWorld.Make(model: model), new BirthDraw(1, 0), new(_tasks));
        _loop.Add(Rooms.Fargate, room);
        _loop.Hear<TaskPlaced>(room);
        _loop.Hear<ZoneChange>(room);
        _ready = _loop.Hear<TaskNetworkReady>();
        room.Start();
    }

    private int Place(int provider = 0, int zone = 0, long? ordinal = null)
    {
        var task = _tasks.Add();
        _tasks[task] = new TaskRow { LaunchType = LaunchType.Fargate, Status = TaskStatus.Provisioning, CapacityProvider = provider, Zone = zone, Ordinal = ordinal ?? task };
        _loop.Report(new TaskPlaced(task, _loop.Calendar.Now));
        return task;
    }
}
