using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

public sealed class ContainerInstancesTests
{
    [TestCase(2, 2048)]
    [TestCase(16, 16384)]
    [Property("Rule", "ECS-CL-01")]
    public void Registration_Offers1024UnitsForEachVCpu(int vCpus, int units)
    {
        var world = World(1, EcsScenario.SmallType with { VCpus = vCpus });
        Assert.That(world.Instances[0].RegisteredCpu, Is.EqualTo(units));
        Assert.That(world.Instances[0].RemainingCpu, Is.EqualTo(units));
    }

    [Test]
    [Property("Rule", "ECS-CL-02")]
    [Property("Rule", "ECS-CL-03")]
    [Property("Rule", "ECS-CL-04")]
    public void Registration_OffersRegisteredMemory_NotTheNominal()
    {
        var type = EcsScenario.SmallType with { Name = "m4.large", MemoryMiB = 8192, RegisteredMemoryMiB = 7985 };
        var world = World(1, type, EcsScenario.Definition(512, 8192));
        world.Start();
        world.RunUntil(300);
        Assert.That(world.Instances[0].RegisteredMemory, Is.EqualTo(7985));
        Assert.That(world.Services[0].Running, Is.Zero);
        Assert.That(world.Failures[0].Fact.Reason, Is.EqualTo(PlacementFailureReason.Memory));
    }

    [Test]
    [Property("Rule", "ECS-CL-09")]
    public void States_GoFromRegisteringToActiveToDrainingToInactive()
    {
        var world = World(0);
        world.Start();
        world.Report(new DrainRequest(0));
        world.Report(new DrainRequest(0)); // only from ACTIVE
        world.Terminate(0, TerminationReason.ScaleIn);
        Assert.That(world.InstanceTransitions.Select(t => (t.From, t.To)), Is.EqualTo(new[]
        {
            (ContainerInstanceStatus.Registering, ContainerInstanceStatus.Active), (ContainerInstanceStatus.Active, ContainerInstanceStatus.Draining),
            (ContainerInstanceStatus.Draining, ContainerInstanceStatus.Inactive),
        }));
        Assert.That(world.Instances.Count, Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-CL-11")]
    public void RunningTasks_CountDesiredRunning_TasksCountAllThatAreNotStopped()
    {
        var world = World(2, definition: EcsScenario.Definition(mode: NetworkMode.AwsVpc));
        world.Start();
        world.At(100, () => world.Report(new DesiredCountRequest(0, 1, 0)));
        world.RunUntil(101);
        Assert.That((world.Instances[0].RunningTasks, world.Instances[0].Tasks), Is.EqualTo((1, 2)), "one is being deprovisioned");
        world.RunUntil(110);
        Assert.That((world.Instances[0].RunningTasks, world.Instances[0].Tasks), Is.EqualTo((1, 1)));
    }

    [Test]
    [Property("Rule", "ECS-CL-05")]
    [Property("Rule", "ECS-CK-08")]
    public void StaticPort_OnePerInstance_TheRestIsUnplaced()
    {
        // Cluster K, six tasks with host port 80.
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6), EcsScenario.Definition(tcp: [80])));
        world.Start();
        world.RunUntil(300);
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 1, 1, 1 }));
        Assert.That(world.Failures[0].Fact, Is.EqualTo(world.Failures[0].Fact with { Reason = PlacementFailureReason.Ports, Task = -1, Rejected = new(0, 0, 3, 0, 0, 0, 0, 0) }));
        var told = world.Events.Single(e => e.Fact.Message == ServiceEventMessage.UnableToPlace).Fact;
        Assert.That((PlacementFailureReason)told.Count, Is.EqualTo(PlacementFailureReason.Ports));
    }

    [Test]
    [Property("Rule", "ECS-CL-14")]
    [Property("Rule", "ECS-TL-03")]
    public void TerminatedInstance_IsInactiveAtOnceAndItsTasksAreReplaced()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6)));
        world.Start();
        world.RunUntil(100);
        world.Terminate(2);
        Assert.That(world.Services[0].Running, Is.EqualTo(3));
        Assert.That(world.Instances.IsAlive(2), Is.False);
        Assert.That(world.Transitions.Count(t => t.At == 100 && t.Fact is { From: TaskStatus.Running, To: TaskStatus.Stopped }), Is.EqualTo(3));
        world.RunUntil(300);
        Assert.That(world.PerInstance(), Is.EqualTo(new[] { 3, 3, 0 }));
        Assert.That(world.Room.Check(), Is.Empty);
    }

    [TestCase(TerminationReason.Failed, StopCode.TerminationNotice, StopReason.HostTerminated)]
    [TestCase(TerminationReason.ZoneOutage, StopCode.TerminationNotice, StopReason.HostTerminated)]
    [TestCase(TerminationReason.SpotInterruption, StopCode.SpotInterruption, StopReason.SpotInterrupted)]
    [Property("Rule", "ECS-TL-03")]
    public void LostHost_IsTheReasonOfTheStop(TerminationReason why, StopCode code, StopReason reason)
    {
        var world = World(1);
        world.Start();
        world.RunUntil(100);
        var ended = default((StopCode, StopReason));
        world.Heard = fact =>
        {
            if (fact.To == TaskStatus.Stopped) ended = (world.Tasks[fact.Task].StopCode, world.Tasks[fact.Task].StopReason);
        };
        world.Terminate(0, why);
        Assert.That(ended, Is.EqualTo((code, reason)));
    }

    [Test]
    [Property("Rule", "CP-MTP-01")]
    public void ManagedTerminationProtection_FollowsTheFirstAndTheLastTask()
    {
        var group = new AutoScalingGroupDefinition { Name = "g", InstanceTypes = [0], Zones = [0], MinSize = 0, MaxSize = 9, DesiredCapacity = 0, NewInstancesProtectedFromScaleIn = true };
        var provider = new CapacityProviderDefinition { Name = "p", Kind = CapacityProviderKind.AutoScalingGroup, AutoScalingGroup = 0, ManagedTerminationProtection = true };
        var scenario = EcsScenario.Of(EcsScenario.Service(0) with { LaunchType = null, Strategy = [new(2, 1, 0)] }) with
        {
            AutoScalingGroups = [group],
            CapacityProviders = [CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot, provider],
        };
        var world = new EcsWorld(scenario);
        world.AddInstance(group: 0, isProtected: true);
        world.Start();
        world.At(10, () => world.Report(new DesiredCountRequest(0, 2, 0)));
        world.At(100, () => world.Report(new DesiredCountRequest(0, 0, 0)));
        world.RunUntil(300);
        Assert.That(world.Protections.Select(p => p.Protected), Is.EqualTo(new[] { false, true, false }));
    }

    private static EcsWorld World(int desired, InstanceTypeDefinition? type = null, TaskDefinition? definition = null)
    {
        var scenario = EcsScenario.Of(EcsScenario.Service(desired), definition ?? EcsScenario.Definition());
        var world = new EcsWorld(scenario with { InstanceTypes = [type ?? EcsScenario.SmallType] });
        world.AddInstance();
        return world;
    }
}
