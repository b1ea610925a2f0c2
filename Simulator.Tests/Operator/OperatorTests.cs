using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Tests.Aws;
using OperatorRoom = Simulator.Operator.Operator;

namespace Simulator.Tests.Operator;

public sealed class OperatorTests
{
    private RoomLoop _loop = new();
    private Slab<ContainerInstanceRow> _instances = new();
    private FactLog<Decision> _decisions = null!;
    private FactLog<UpdateServiceRequest> _updates = null!;
    private FactLog<DesiredCapacityRequest> _capacities = null!;
    private FactLog<DrainRequest> _drains = null!;

    [SetUp]
    public void Clear()
    {
        _loop = new();
        _instances = new();
    }

    [Test]
    public void UpdateService_ChangesOnlyWhatIsNamed()
    {
        Build(
            new UpdateServiceAction(Instant.FromSeconds(60L), 0, 8, null, false),
            new UpdateServiceAction(Instant.FromSeconds(120L), 0, null, 3, true));
        _loop.RunUntil(300);
        Assert.That(_updates.All, Is.EqualTo(new[] { (60.0, new UpdateServiceRequest(0, 8, -1, false, 1)), (120.0, new UpdateServiceRequest(0, -1, 3, true, 2)) }));
        Assert.That(_decisions.All.Select(d => (d.Fact.Kind, d.Fact.Subject, d.Fact.Policy, d.Fact.From, d.Fact.To, d.Fact.Inputs[0])), Is.EqualTo(new[]
        {
            (DecisionKind.Operator, 0, 0, 5, 8, 4.0), (DecisionKind.Operator, 0, 1, 5, 5, 4.0),
        }));
    }

    [TestCase(7, 7)]
    [TestCase(500, 100)]
    public void SetDesiredCapacity_StaysWithinTheGroupsBounds(int asked, int expected)
    {
        Build(new SetDesiredCapacityAction(Instant.FromSeconds(60L), 0, asked));
        _loop.RunUntil(60);
        Assert.That(_capacities.All, Is.EqualTo(new[] { (60.0, new DesiredCapacityRequest(0, expected, 1)) }));
        Assert.That(_decisions.All[0].Fact.To, Is.EqualTo(expected));
    }

    [Test, Property("Rule", "ECS-DR-01")]
    public void Drain_TakesActiveInstancesThatMatch_OldestFirst()
    {
        AddInstance(zone: 0, ordinal: 5);
        AddInstance(zone: 1, ordinal: 4);
        AddInstance(zone: 0, ordinal: 3, status: ContainerInstanceStatus.Draining);
        AddInstance(zone: 0, ordinal: 2);
        AddInstance(zone: 0, ordinal: 1);
        AddInstance(zone: 0, ordinal: 0, group: 1);
        Build(new InstancesStateAction(Instant.FromSeconds(1L), new(0, 0, 2), false), new InstancesStateAction(Instant.FromSeconds(2L), new(-1, -1, null), false));
        _loop.RunUntil(1);
        Assert.That(_drains.All.Select(d => d.Fact.ContainerInstance), Is.EqualTo(new[] { 4, 3 }));
        _loop.RunUntil(2);
        Assert.That(_drains.All.Skip(2).Select(d => d.Fact.ContainerInstance), Is.EqualTo(new[] { 5, 4, 3, 1, 0 }), "all that are ACTIVE");
    }

    private void AddInstance(int zone, long ordinal, ContainerInstanceStatus status = ContainerInstanceStatus.Active, int group = 0)
    {
        var index = _instances.Add();
        _instances[index] = new ContainerInstanceRow { Zone = zone, Ordinal = ordinal, Status = status, AutoScalingGroup = group };
    }

    private void Build(params TimelineActionDefinition[] actions)
    {
        var services = new Slab<ServiceRow>();
        services[services.Add()] = new ServiceRow { Running = 4, Desired = 5 };
        var groups = new Slab<AutoScalingGroupRow>();
        groups[groups.Add()] = new AutoScalingGroupRow { Desired = 3, InService = 3, MaxSize = 100 };
        var room = new OperatorRoom(
            _loop.Calendar, _loop.Facts, CapacityWorld.Make() with { Timeline = [.. actions] }, new DecisionCounter(), new(services), new(groups), new(_instances));
        _loop.Add(Rooms.Operator, room);
        _decisions = _loop.Hear<Decision>();
        _updates = _loop.Hear<UpdateServiceRequest>();
        _capacities = _loop.Hear<DesiredCapacityRequest>();
        _drains = _loop.Hear<DrainRequest>();
        room.Start();
    }
}
