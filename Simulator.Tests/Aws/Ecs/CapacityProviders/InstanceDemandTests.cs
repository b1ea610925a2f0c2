using System.Collections.Immutable;
using Simulator.Aws.Ecs.CapacityProviders;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.Ecs.CapacityProviders;

public sealed class InstanceDemandTests
{
    private static readonly InstanceTypeDefinition C5XLarge =
        new() { Name = "c5.xlarge", VCpus = 4, MemoryMiB = 8192, RegisteredMemoryMiB = 7782, EniTaskSlots = 3 };

    [TestCase(3, 34, TestName = "CpuAndInterfaces_BoundThreeTasksToAnInstance(3 interfaces)")]
    [TestCase(20, 34, TestName = "RegisteredMemory_BoundsThreeTasksToAnInstance(20 interfaces)")]
    [Property("Rule", "CP-MS-06")]
    public void HundredTasks_PackByTheScarcestResource(int interfaces, int expected)
    {
        var demand = Of([C5XLarge with { EniTaskSlots = interfaces }], [CapacityWorld.Task(1024, 2048, NetworkMode.AwsVpc)], (100, 0));
        Assert.That(demand, Is.EqualTo(new Demand(100, 100, expected)));
    }

    [Test, Property("Rule", "CP-MS-06")]
    public void DistinctInstanceAndHostPorts_TakeAnInstanceEach()
    {
        Assert.That(Of([C5XLarge], [CapacityWorld.Task(256, 256)], (7, 7)).Instances, Is.EqualTo(7));
        Assert.That(Of([C5XLarge], [CapacityWorld.Task(256, 256, ports: [8080])], (7, 0)).Instances, Is.EqualTo(7));
        Assert.That(Of([C5XLarge], [CapacityWorld.Task(256, 256)], (7, 0)).Instances, Is.EqualTo(1));
    }

    [Test, Property("Rule", "CP-MS-04"), Property("Rule", "CP-MS-05")]
    public void TasksBeyondTheSmallestType_AreLeftOut()
    {
        InstanceTypeDefinition[] types =
        [
            new() { Name = "c5.large", VCpus = 2, MemoryMiB = 4096, RegisteredMemoryMiB = 3891 }, new() { Name = "c5.4xlarge", VCpus = 16, MemoryMiB = 32768, RegisteredMemoryMiB = 31129 },
        ];
        TaskDefinition[] tasks = [CapacityWorld.Task(3072, 1024), CapacityWorld.Task(1024, 1024)];
        Assert.That(Of(types, tasks, (5, 0), (0, 0)), Is.EqualTo(new Demand(5, 0, 0)));
        Assert.That(Of(types, tasks, (5, 0), (33, 0)), Is.EqualTo(new Demand(38, 33, 3)), "the others pack into the largest: 16 to an instance by CPU");
    }

    [Test, Property("Rule", "CP-MS-04")]
    public void Composites_TakeEachDimensionOfItsOwn()
    {
        InstanceTypeDefinition[] types =
        [
            new() { Name = "cpu", VCpus = 16, MemoryMiB = 16384, RegisteredMemoryMiB = 16000 }, new() { Name = "memory", VCpus = 4, MemoryMiB = 65536, RegisteredMemoryMiB = 64000 },
        ];
        Assert.That(Of(types, [CapacityWorld.Task(4096, 16000)], (8, 0)).Instances, Is.EqualTo(2), "16 vCPUs with 64,000 MiB hold four, though no real type does");
        Assert.That(Of(types, [CapacityWorld.Task(4097, 1000)], (8, 0)).Compatible, Is.Zero);
    }

    [Test, Property("Rule", "CP-MS-06")]
    public void Groups_CombineAsMaximumOrByFirstFit()
    {
        TaskDefinition[] tasks = [CapacityWorld.Task(2048, 512), CapacityWorld.Task(1024, 512)];
        Assert.That(Of([C5XLarge], tasks, (5, 0), (4, 0)).Instances, Is.EqualTo(3), "max(ceil(5/2), ceil(4/4))");
        var sum = ModelConstants.Defaults.With(ModelCatalog.ManagedScalingCombination, "sum");
        Assert.That(Of([C5XLarge], tasks, sum, (5, 0), (4, 0)).Instances, Is.EqualTo(4), "2+2, 2+2, 2+1+1, 1+1");
        Assert.That(Of([C5XLarge], tasks, sum, (5, 0), (4, 4)).Instances, Is.EqualTo(6), "distinct ones do not share an instance with their kind");
    }

    [Test, Property("Rule", "CP-MS-04")]
    public void RevisionsWithTheSameRequirements_AreOneGroup() =>
        Assert.That(Of([C5XLarge], [CapacityWorld.Task(2048, 512), CapacityWorld.Task(2048, 512)], (3, 0), (3, 0)).Instances, Is.EqualTo(3));

    [Test]
    public void GpuTasks_ArePackedByGpus() =>
        Assert.That(Of([C5XLarge with { Gpus = 4 }], [CapacityWorld.Task(128, 128, gpus: 2)], (5, 0)).Instances, Is.EqualTo(3));

    private static Demand Of(InstanceTypeDefinition[] types, TaskDefinition[] tasks, params (int All, int Distinct)[] waiting) => Of(types, tasks, ModelConstants.Defaults, waiting);

    private static Demand Of(InstanceTypeDefinition[] types, TaskDefinition[] tasks, ModelConstants model, params (int All, int Distinct)[] waiting)
    {
        var scenario = CapacityWorld.Make(types: [.. types], taskDefinitions: [.. tasks], model: model);
        return new InstanceDemand(scenario, 2).Of(new Waiting([.. waiting]), scenario.AutoScalingGroups[0].InstanceTypes, trunking: false);
    }

    private sealed class Waiting(ImmutableArray<(int All, int Distinct)> counts) : IWaitingTasks
    {
        public int WaitingCount(int capacityProvider, int taskDefinition) => capacityProvider == 2 ? counts[taskDefinition].All : 0;

        public int WaitingDistinctCount(int capacityProvider, int taskDefinition) => capacityProvider == 2 ? counts[taskDefinition].Distinct : 0;
    }
}
