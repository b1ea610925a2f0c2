using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs.Placement;

/// <summary>What binds a placement: resources, attributes, constraints; and what is said when nothing fits.</summary>
public sealed class ConstraintTests
{
    [Test]
    [Property("Rule", "ECS-PL-12")]
    public void DistinctInstance_KeepsTasksOfTheServiceApart()
    {
        var board = new Board([], [new(PlacementConstraintKind.DistinctInstance, "")]);
        board.Add();
        board.Add();
        board.Put(0, 1, service: 1); // another service's task does not matter
        Assert.That(new[] { board.Place(), board.Place() }, Is.EquivalentTo(new[] { 0, 1 }));
        Assert.That(board.Place(), Is.EqualTo(-1));
        Assert.That(board.Explain().Reason, Is.EqualTo(PlacementFailureReason.Constraint));
        Assert.That(board.Explain().Rejected.Constraint, Is.EqualTo(2));
        board.Reserve(1, 0, -1); // its task stops: a stopping neighbour does not block
        Assert.That(board.Place(), Is.EqualTo(1));
    }

    [TestCase("attribute:ecs.instance-type == k.large", new[] { 0, 2 })]
    [TestCase("attribute:ecs.availability-zone in [b, c]", new[] { 1, 2 })]
    [TestCase("attribute:rack exists", new[] { 2 })]
    [TestCase("runningTasksCount >= 1", new[] { 1 })]
    [TestCase("task:group == service:other", new[] { 1 })]
    [TestCase("attribute:ecs.cpu-architecture == arm64 or attribute:rack == r1", new[] { 1, 2 })]
    [TestCase("agentVersion < 1.14.5", new int[0])]
    [TestCase("agentVersion < 1.15.0", new[] { 2 })]
    [TestCase("agentConnected == true", new[] { 0, 1, 2 })]
    [Property("Rule", "ECS-PL-13")]
    public void MemberOf_KeepsInstancesThatMatch(string expression, int[] expected)
    {
        var board = new Board([new(PlacementStrategyKind.Random, "")], [new(PlacementConstraintKind.MemberOf, expression)]);
        board.Add(zone: 0);
        board.Add(zone: 1, type: 1);
        board.Add(zone: 2, set: 1);
        board.Put(1, 1, service: 1);
        board.Rows[1].RunningTasks = 1;
        var chosen = Enumerable.Range(0, 60).Select(i => board.Choose(0, i)).Where(i => i >= 0).Distinct();
        Assert.That(chosen, Is.EquivalentTo(expected));
    }

    [Test]
    [Property("Rule", "ECS-PL-13")]
    public void MemberOf_ByInstanceId_IsAskedOfEachInstance()
    {
        var id = AwsIds.Ec2Instance(1, 0, 2);
        var board = new Board([], [new(PlacementConstraintKind.MemberOf, $"ec2InstanceId in ['{id}', 'i-wxyx7890']")]);
        for (var i = 0; i < 4; i++) board.Add();
        Assert.That(board.Choose(), Is.EqualTo(2));
    }

    [Test]
    [Property("Rule", "ECS-PL-13")]
    public void ConstraintsOfDefinitionAndService_AllHold()
    {
        var definition = EcsScenario.Definition(100, 400) with { PlacementConstraints = [new(PlacementConstraintKind.MemberOf, "attribute:rack exists")] };
        var board = new Board([], [new(PlacementConstraintKind.MemberOf, "attribute:ecs.availability-zone == b")], definition);
        board.Add(zone: 1);
        board.Add(zone: 0, set: 1);
        var both = board.Add(zone: 1, set: 1);
        Assert.That(board.Choose(), Is.EqualTo(both));
    }

    [Test]
    [Property("Rule", "ECS-PL-14")]
    public void AwsVpc_StaysInTheZonesOfItsSubnets()
    {
        var definition = EcsScenario.Definition(100, 400, mode: NetworkMode.AwsVpc);
        var board = new Board([], definition: definition, zones: [1]);
        board.Add(zone: 0);
        board.Add(zone: 2);
        Assert.That(board.Choose(), Is.EqualTo(-1));
        Assert.That((board.Explain().Reason, board.Explain().Rejected.Attribute), Is.EqualTo((PlacementFailureReason.Attribute, 2)));
        var inside = board.Add(zone: 1);
        Assert.That(board.Choose(), Is.EqualTo(inside));
    }

    [Test]
    [Property("Rule", "ECS-CL-06")]
    public void AwsVpc_TakesAnInterfaceSlot_AndNoPort()
    {
        var definition = EcsScenario.Definition(100, 100, mode: NetworkMode.AwsVpc);
        var board = new Board([], definition: definition);
        board.Add(enis: 2);
        Assert.That(new[] { board.Place(), board.Place(), board.Place() }, Is.EqualTo(new[] { 0, 0, -1 }));
        Assert.That((board.Explain().Reason, board.Explain().Rejected.Eni), Is.EqualTo((PlacementFailureReason.Eni, 1)));
    }

    [Test]
    [Property("Rule", "ECS-CL-05")]
    [Property("Rule", "ECS-TD-04")]
    public void StaticPort_IsHeldOnceForEachInstance()
    {
        var board = new Board([], definition: EcsScenario.Definition(100, 100, tcp: [80]));
        board.Add();
        board.Add();
        Assert.That(new[] { board.Place(), board.Place() }, Is.Unique);
        Assert.That(board.Place(), Is.EqualTo(-1));
        Assert.That((board.Explain().Reason, board.Explain().Rejected.Ports), Is.EqualTo((PlacementFailureReason.Ports, 2)));
        board.Reserve(0, 0, -1);
        Assert.That(board.Place(), Is.Zero);
    }

    [TestCase(22, false)]
    [TestCase(51678, false)]
    [TestCase(2376, false)]
    [TestCase(51680, true)]
    [TestCase(8080, true)]
    [Property("Rule", "ECS-CL-05")]
    public void PortsOfTheAgent_AreTakenOnEveryInstance(int port, bool fits)
    {
        var board = new Board([], definition: EcsScenario.Definition(100, 100, tcp: [port]));
        board.Add();
        Assert.That(board.Choose() >= 0, Is.EqualTo(fits));
    }

    [Test]
    [Property("Rule", "ECS-CL-05")]
    public void UdpAndTcp_OfOneNumberAreDifferentPorts()
    {
        var board = new Board([], definition: EcsScenario.Definition(100, 100, tcp: [53]) with { ReservedUdpPorts = [22] });
        board.Add();
        Assert.That(board.Choose(), Is.Zero, "UDP 22 is nobody's");
    }

    [Test]
    [Property("Rule", "ECS-CL-08")]
    public void Gpus_AreTakenWhole()
    {
        var board = new Board([], definition: EcsScenario.Definition(10, 10, gpus: 2));
        board.Add(gpus: 3);
        Assert.That(new[] { board.Place(), board.Place() }, Is.EqualTo(new[] { 0, -1 }));
        Assert.That((board.Explain().Reason, board.Explain().Rejected.Gpu), Is.EqualTo((PlacementFailureReason.Gpu, 1)));
    }

    [Test]
    [Property("Rule", "ECS-PL-01")]
    public void Architecture_MustMatch()
    {
        var board = new Board([], definition: EcsScenario.Definition(10, 10) with { Architecture = CpuArchitecture.Arm64 });
        board.Add();
        var arm = board.Add(type: 1);
        Assert.That(board.Choose(), Is.EqualTo(arm));
    }

    [Test]
    [Property("Rule", "ECS-CL-10")]
    public void OnlyActiveInstancesWithAConnectedAgent_TakeTasks()
    {
        var board = new Board([]);
        board.Add();
        board.SetStatus(0, ContainerInstanceStatus.Draining);
        Assert.That(board.Choose(), Is.EqualTo(-1));
        board.Add(connected: false);
        Assert.That(board.Choose(), Is.EqualTo(-1));
        Assert.That((board.Explain().Reason, board.Explain().Closest), Is.EqualTo((PlacementFailureReason.Agent, 1)), "it has everything but its agent");
        board.SetStatus(1, ContainerInstanceStatus.Active);
        Assert.That(board.Choose(), Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "ECS-PL-18")]
    public void NothingFits_CountsEachInstanceOnceAndNamesTheClosest()
    {
        var board = new Board([], [new(PlacementConstraintKind.MemberOf, "attribute:ecs.availability-zone != c")], EcsScenario.Definition(1000, 1000, tcp: [80]));
        board.Add(cpu: 100); // CPU
        board.Add(cpu: 900); // CPU, and nearer
        board.Add(memory: 999); // memory
        board.Add(zone: 2); // constraint
        board.Reserve(board.Add(), 0, 1); // port
        var why = board.Explain();
        Assert.That(why.Rejected, Is.EqualTo(new PlacementRejections(2, 1, 1, 0, 0, 0, 1, 0)));
        Assert.That((why.Reason, why.Closest), Is.EqualTo((PlacementFailureReason.Cpu, 1)));
    }

    [Test]
    [Property("Rule", "ECS-PL-18")]
    public void NoInstance_IsNoActiveInstance() => Assert.That(new Board([]).Explain().Reason, Is.EqualTo(PlacementFailureReason.NoActiveInstances));

    [Test]
    [Property("Rule", "ECS-CL-04")]
    public void TaskAsBigAsTheNominalMemory_NeverFits()
    {
        var board = new Board([], definition: EcsScenario.Definition(10, 8192));
        for (var i = 0; i < 5; i++) board.Add(memory: 7985); // what an m4.large registers of its 8192
        Assert.That(board.Choose(), Is.EqualTo(-1));
        Assert.That((board.Explain().Reason, board.Explain().Rejected.Memory), Is.EqualTo((PlacementFailureReason.Memory, 5)));
    }
}
