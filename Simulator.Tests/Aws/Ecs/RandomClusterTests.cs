using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>Whatever happens to a cluster, in whatever order, everything adds up; and the index places every task where a scan would.</summary>
public sealed class RandomClusterTests
{
    private const ulong Seeds = 150;

    [Test]
    public void AfterEveryEvent_EverythingAddsUp()
    {
        for (var seed = 0UL; seed < Seeds; seed++) AddsUp(seed);
    }

    [TestCase("random")]
    [TestCase("registration")]
    [Property("Rule", "ECS-PL-10")]
    public void IndexAndScan_PlaceEveryTaskAlike(string tie)
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var indexed = Trace(seed, scanAlways: false, tie);
            var scanned = Trace(seed, scanAlways: true, tie);
            Assert.That(indexed, Is.EqualTo(scanned), $"seed {seed}");
        }
    }

    [Test]
    public void EveryTaskEnds_WhenServicesAreScaledToZero()
    {
        for (var seed = 0UL; seed < 30; seed++)
        {
            var cluster = new RandomCluster(seed);
            cluster.Run(400, 60);
            for (var s = 0; s < cluster.World.Scenario.Services.Length; s++) cluster.World.Report(new DesiredCountRequest(s, 0, 0));
            cluster.World.RunUntil(4000);
            var left = Enumerable.Range(0, cluster.World.Tasks.Length)
                .Where(t => cluster.World.Tasks.IsAlive(t) && cluster.World.Tasks[t].Service >= 0
                    && cluster.World.Scenario.Services[cluster.World.Tasks[t].Service].SchedulingStrategy == SchedulingStrategy.Replica)
                .Select(t => $"seed {seed}: task {t} of {cluster.World.Tasks[t].Service} is {cluster.World.Tasks[t].Status}");
            Assert.That(left, Is.Empty);
        }
    }

    private static void AddsUp(ulong seed)
    {
        var cluster = new RandomCluster(seed);
        cluster.World.AfterEvent = () =>
        {
            var problems = cluster.World.Room.Check();
            if (problems.Count > 0) throw new InvalidOperationException($"seed {seed}, {cluster.World.Calendar.Now}: {string.Join(" ", problems)}");
        };
        cluster.Run(400, 60);
    }

    private static List<(double, int, TaskStatus, int)> Trace(ulong seed, bool scanAlways, string tie)
    {
        var cluster = new RandomCluster(seed, scanAlways, tie);
        cluster.Run(400, 60);
        return [.. cluster.World.Transitions.Select(t => (t.At, t.Fact.Task, t.Fact.To, t.Instance))];
    }
}
