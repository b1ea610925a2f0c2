using System.Collections.Immutable;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

public sealed class EcsAllocationTests
{
    [TestCase("default")]
    [TestCase("binpack")]
    [TestCase("random")]
    [TestCase("job")]
    [TestCase("containers")]
    public void TaskLifeCycles_AllocateNothingInSteadyState(string how)
    {
        ImmutableArray<PlacementStrategy> strategies = how switch
        {
            "binpack" => [new(PlacementStrategyKind.Spread, "attribute:ecs.availability-zone"), new(PlacementStrategyKind.Binpack, "memory")],
            "random" => [new(PlacementStrategyKind.Random, "")],
            _ => [],
        };
        var scenario = EcsScenario.Of(EcsScenario.Service(how == "job" ? 0 : 60) with { PlacementStrategies = strategies }) with
        {
            Workloads = [new JobWorkloadDefinition("j", 0, 10, LaunchType.Ec2, [], "family:web", new RateDefinition([]), DistributionDefinition.Constant(1))],
        };
        if (how == "containers")
        {
            var sidecar = new ContainerDefinition { Name = "proxy", Image = "proxy:1", DependsOn = [new ContainerDependency(0, DependencyCondition.Start)] };
            scenario = scenario with { TaskDefinitions = [.. scenario.TaskDefinitions.Select(d => d with { Containers = [.. d.Containers, sidecar] })] };
        }
        var world = new EcsWorld(scenario) { Records = false };
        for (var i = 0; i < 30; i++) world.AddInstance(zone: i % 3);
        world.Start();
        var churn = new Churn(world, how == "job");
        churn.Run(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var stopped = world.Stopped;
        churn.Run(400);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(world.Stopped - stopped, Is.GreaterThan(1500), "task life cycles");
        Assert.That(allocated, Is.Zero);
        Assert.That(world.Room.Check(), Is.Empty);
    }

    /// <summary>Every second some tasks exit; services replace them, jobs are submitted again.</summary>
    private sealed class Churn(EcsWorld world, bool jobs)
    {
        private int _next;

        public void Run(int seconds)
        {
            for (var i = 0; i < seconds; i++)
            {
                world.RunUntil(world.Now + 1);
                for (var k = 0; k < 10; k++)
                {
                    _next = (_next + 1) % Math.Max(1, world.Tasks.Length);
                    if (world.Tasks.IsAlive(_next) && world.Tasks[_next].Status == TaskStatus.Running) world.Report(new ContainerExit(_next, 0));
                }
                if (jobs && world.Tasks.Count < 60) world.Report(new RunTaskRequest(0));
            }
        }
    }
}
