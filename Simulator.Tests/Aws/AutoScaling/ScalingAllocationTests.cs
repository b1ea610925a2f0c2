using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.AutoScaling;

public sealed class ScalingAllocationTests
{
    [Test]
    public void MetricsAlarmsAndDecisions_AllocateNothingInSteadyState()
    {
        // Played-back load around the target, two policies that disagree, one alarm always on: evaluations, re-invocations and refusals every minute.
        var points = Enumerable.Range(0, 1440).Select(i => (i * 60, (double?)(i % 37 < 20 ? 20 : 65))).ToArray();
        var world = new ScalingWorld(
            Of(2, 2, Track(60, cooldown: 0), Track(90, Memory, name: "memory")).WithPlayback(Cpu, points).WithPhase(30), running: 2)
        {
            MemoryMiB = 100,
        };
        world.Log.IsKept = false;
        world.RunUntil(3600 * 4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        world.RunUntil(3600 * 20);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(world.Log.Heard, Is.GreaterThan(1500), "there was something to do");
    }
}
