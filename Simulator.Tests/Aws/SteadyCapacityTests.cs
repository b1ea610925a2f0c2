using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws;

/// <summary>What a quiet cluster costs.</summary>
public sealed class SteadyCapacityTests
{
    [Test]
    public void QuietCluster_CostsTwoEventsAMinuteAndNoMemory()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 50, scaling: new ManagedScalingDefinition(100, 1, 100, Duration.FromSeconds(300L)), taskDefinitions: [CapacityWorld.Task(256, 512)]) with
        {
            Output = OutputDefinition.Default with { AllDecisions = false }, // this test's log of decisions would be all the memory there is
        });
        world.Ecs.Occupy([.. Enumerable.Repeat(1, 50)]);
        world.Loop.RunUntil(3600);
        var events = world.Loop.Calendar.EventsTaken;
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        world.Loop.RunUntil(7200);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - bytes, Is.Zero);
        Assert.That(world.Loop.Calendar.EventsTaken - events, Is.EqualTo(120), "a datapoint and its publication");
    }
}
